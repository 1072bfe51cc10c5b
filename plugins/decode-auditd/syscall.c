/* SPDX-License-Identifier: Apache-2.0 */
/*
 * System calls by architecture. Numbers from the kernel's tables
 * (arch/x86/entry/syscalls/syscall_64.tbl and syscall_32.tbl,
 * include/uapi/asm-generic/unistd.h for aarch64 and riscv64, arch/arm,
 * arch/powerpc and arch/s390 syscall.tbl), checked against ausyscall(8).
 * Arguments from each call's manual page.
 */
#include "decode-auditd/audit.h"

enum { X86_64, I386, GENERIC, ARM, PPC64, S390X, ARCHITECTURES };

/* AUDIT_ARCH_ constants of linux/audit.h: ELF machine, with bits for 64 bits and byte order. */
static int column_of(uint32_t architecture)
{
	switch (architecture) {
	case 0xc000003e:
		return X86_64;
	case 0x40000003:
		return I386;
	case 0xc00000b7: /* aarch64 */
	case 0xc00000f3: /* riscv64 */
	case 0xc0000102: /* loongarch64 */
		return GENERIC;
	case 0x40000028:
		return ARM;
	case 0xc0000015: /* ppc64le */
	case 0x80000015:
		return PPC64;
	case 0x80000016:
		return S390X;
	default:
		return -1;
	}
}

#define NO (-1) /* the architecture has no such call */

static const struct {
	const char *name;
	int16_t number[ARCHITECTURES];
	schain__audit_call call;
} calls[] = {
	{ "execve", { 59, 11, 221, 11, 11, 11 }, { AUDIT_CALL_EXEC, -1, -1, -1 } },
	{ "execveat", { 322, 358, 281, 387, 362, 354 }, { AUDIT_CALL_EXEC, 0, -1, -1 } },
	{ "exit_group", { 231, 252, 94, 248, 234, 248 }, { AUDIT_CALL_EXIT, -1, -1, -1 } },
	{ "openat", { 257, 295, 56, 322, 286, 288 }, { AUDIT_CALL_OPEN, 0, -1, 2 } },
	{ "connect", { 42, 362, 203, 283, 328, 362 }, { AUDIT_CALL_CONNECT, -1, -1, -1 } },
	{ "open", { 2, 5, NO, 5, 5, 5 }, { AUDIT_CALL_OPEN, -1, -1, 1 } },
	{ "openat2", { 437, 437, 437, 437, 437, 437 }, { AUDIT_CALL_OPEN2, 0, -1, -1 } },
	{ "creat", { 85, 8, NO, 8, 8, 8 }, { AUDIT_CALL_CREATE, -1, -1, -1 } },
	{ "clone", { 56, 120, 220, 120, 120, 120 }, { AUDIT_CALL_CLONE, -1, -1, 0 } },
	{ "clone3", { 435, 435, 435, 435, 435, 435 }, { AUDIT_CALL_FORK, -1, -1, -1 } },
	{ "fork", { 57, 2, NO, 2, 2, 2 }, { AUDIT_CALL_FORK, -1, -1, -1 } },
	{ "vfork", { 58, 190, NO, 190, 189, 190 }, { AUDIT_CALL_FORK, -1, -1, -1 } },
	{ "rename", { 82, 38, NO, 38, 38, 38 }, { AUDIT_CALL_RENAME, -1, -1, -1 } },
	{ "renameat", { 264, 302, 38, 329, 293, 295 }, { AUDIT_CALL_RENAME, 0, 2, -1 } },
	{ "renameat2", { 316, 353, 276, 382, 357, 347 }, { AUDIT_CALL_RENAME, 0, 2, -1 } },
	{ "link", { 86, 9, NO, 9, 9, 9 }, { AUDIT_CALL_LINK, -1, -1, -1 } },
	{ "linkat", { 265, 303, 37, 330, 294, 296 }, { AUDIT_CALL_LINK, 0, 2, -1 } },
	{ "symlink", { 88, 83, NO, 83, 83, 83 }, { AUDIT_CALL_SYMLINK, -1, -1, -1 } },
	{ "symlinkat", { 266, 304, 36, 331, 295, 297 }, { AUDIT_CALL_SYMLINK, 1, -1, -1 } },
	{ "unlink", { 87, 10, NO, 10, 10, 10 }, { AUDIT_CALL_UNLINK, -1, -1, -1 } },
	{ "unlinkat", { 263, 301, 35, 328, 292, 294 }, { AUDIT_CALL_UNLINK, 0, -1, -1 } },
	{ "rmdir", { 84, 40, NO, 40, 40, 40 }, { AUDIT_CALL_DIRECTORY, -1, -1, -1 } },
	{ "mkdir", { 83, 39, NO, 39, 39, 39 }, { AUDIT_CALL_DIRECTORY, -1, -1, -1 } },
	{ "mkdirat", { 258, 296, 34, 323, 287, 289 }, { AUDIT_CALL_DIRECTORY, 0, -1, -1 } },
	{ "chdir", { 80, 12, 49, 12, 12, 12 }, { AUDIT_CALL_DIRECTORY, -1, -1, -1 } },
	{ "chmod", { 90, 15, NO, 15, 15, 15 }, { AUDIT_CALL_MODE, -1, -1, 1 } },
	{ "fchmod", { 91, 94, 52, 94, 94, 94 }, { AUDIT_CALL_MODE, -1, -1, 1 } },
	{ "fchmodat", { 268, 306, 53, 333, 297, 299 }, { AUDIT_CALL_MODE, 0, -1, 2 } },
	{ "fchmodat2", { 452, 452, 452, 452, 452, 452 }, { AUDIT_CALL_MODE, 0, -1, 2 } },
	{ "chown", { 92, 182, NO, 182, 181, 212 }, { AUDIT_CALL_ATTRIBUTE, -1, -1, -1 } },
	{ "lchown", { 94, 16, NO, 16, 16, 198 }, { AUDIT_CALL_ATTRIBUTE, -1, -1, -1 } },
	{ "fchown", { 93, 95, 55, 95, 95, 207 }, { AUDIT_CALL_ATTRIBUTE, -1, -1, -1 } },
	{ "chown32", { NO, 212, NO, 212, NO, NO }, { AUDIT_CALL_ATTRIBUTE, -1, -1, -1 } },
	{ "lchown32", { NO, 198, NO, 198, NO, NO }, { AUDIT_CALL_ATTRIBUTE, -1, -1, -1 } },
	{ "fchown32", { NO, 207, NO, 207, NO, NO }, { AUDIT_CALL_ATTRIBUTE, -1, -1, -1 } },
	{ "fchownat", { 260, 298, 54, 325, 289, 291 }, { AUDIT_CALL_ATTRIBUTE, 0, -1, -1 } },
	{ "setxattr", { 188, 226, 5, 226, 209, 224 }, { AUDIT_CALL_ATTRIBUTE, -1, -1, -1 } },
	{ "lsetxattr", { 189, 227, 6, 227, 210, 225 }, { AUDIT_CALL_ATTRIBUTE, -1, -1, -1 } },
	{ "fsetxattr", { 190, 228, 7, 228, 211, 226 }, { AUDIT_CALL_ATTRIBUTE, -1, -1, -1 } },
	{ "truncate", { 76, 92, 45, 92, 92, 92 }, { AUDIT_CALL_TRUNCATE, -1, -1, -1 } },
	{ "ftruncate", { 77, 93, 46, 93, 93, 93 }, { AUDIT_CALL_TRUNCATE, -1, -1, -1 } },
	{ "truncate64", { NO, 193, NO, 193, NO, NO }, { AUDIT_CALL_TRUNCATE, -1, -1, -1 } },
	{ "ftruncate64", { NO, 194, NO, 194, NO, NO }, { AUDIT_CALL_TRUNCATE, -1, -1, -1 } },
	{ "bind", { 49, 361, 200, 282, 327, 361 }, { AUDIT_CALL_BIND, -1, -1, -1 } },
	{ "accept", { 43, NO, 202, 285, 330, NO }, { AUDIT_CALL_ACCEPT, -1, -1, -1 } },
	{ "accept4", { 288, 364, 242, 366, 344, 364 }, { AUDIT_CALL_ACCEPT, -1, -1, -1 } },
	{ "sendto", { 44, 369, 206, 290, 335, 369 }, { AUDIT_CALL_SEND, -1, -1, -1 } },
	{ "sendmsg", { 46, 370, 211, 296, 341, 370 }, { AUDIT_CALL_SEND, -1, -1, -1 } },
	{ "socketcall", { NO, 102, NO, 102, 102, 102 }, { AUDIT_CALL_SOCKET, -1, -1, -1 } },
	{ "init_module", { 175, 128, 105, 128, 128, 128 }, { AUDIT_CALL_MODULE, -1, -1, -1 } },
	{ "finit_module", { 313, 350, 273, 379, 353, 344 }, { AUDIT_CALL_MODULE, -1, -1, -1 } },
};

/* x32 calls carry this bit (__X32_SYSCALL_BIT), and execve a number of its own. */
#define X32_BIT UINT64_C(0x40000000)

const schain__audit_call *schain__audit_call_find(uint32_t architecture, uint64_t number,
                                                  schain_string name)
{
	int column = column_of(architecture);

	if (column == X86_64 && number & X32_BIT) {
		number &= ~X32_BIT;
		if (number == 520)
			number = 59;
		else if (number == 545)
			number = 322;
	}
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (column >= 0 ? number <= INT16_MAX && calls[i].number[column] == (int16_t)number
		                : schain__audit_is(name, calls[i].name))
			return &calls[i].call;
	return NULL;
}
