/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files and TCP by Landlock: landlock(7), Linux Documentation/userspace-api/landlock.rst.
 * Its numbers are here, as headers of distributions lag behind kernels.
 */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The same for every architecture. */
enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446 };
enum { VERSION_FLAG = 1, PATH_BENEATH = 1 };
/* ABI that brought a right: 2 moving between directories, 3 truncating, 4 TCP, 5 ioctl, 6 scopes. */
enum { ABI_REFER = 2, ABI_TRUNCATE = 3, ABI_TCP = 4, ABI_IOCTL = 5, ABI_SCOPE = 6 };

#define EXECUTE (UINT64_C(1) << 0)
#define WRITE_FILE (UINT64_C(1) << 1)
#define READ_FILE (UINT64_C(1) << 2)
#define READ_DIR (UINT64_C(1) << 3)
#define REMOVE_DIR (UINT64_C(1) << 4)
#define REMOVE_FILE (UINT64_C(1) << 5)
#define MAKE_DIR (UINT64_C(1) << 7)
#define MAKE_REG (UINT64_C(1) << 8)
#define ABI_1_RIGHTS ((UINT64_C(1) << 13) - 1)
#define REFER (UINT64_C(1) << 13)
#define TRUNCATE (UINT64_C(1) << 14)
#define IOCTL_DEV (UINT64_C(1) << 15)
#define TCP_RIGHTS UINT64_C(3)   /* bind and connect */
#define SCOPES UINT64_C(3)       /* abstract sockets and signals */

#define READING (READ_FILE | READ_DIR)
#define WRITING (WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE)
#define OF_FILES (EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV)

struct ruleset {
	uint64_t files;
	uint64_t network;
	uint64_t scopes;
};

struct __attribute__((packed)) path_rule {
	uint64_t allowed;
	int32_t parent;
};

static struct ruleset rights_of(long abi, int has_network)
{
	struct ruleset rights = { ABI_1_RIGHTS, 0, 0 };

	if (abi >= ABI_REFER)
		rights.files |= REFER;
	if (abi >= ABI_TRUNCATE)
		rights.files |= TRUNCATE;
	if (abi >= ABI_IOCTL)
		rights.files |= IOCTL_DEV;
	if (abi >= ABI_TCP && !has_network)
		rights.network = TCP_RIGHTS;
	if (abi >= ABI_SCOPE)
		rights.scopes = SCOPES;
	return rights;
}

/* Returns an errno. */
static int allow(int ruleset, const struct ruleset *rights, const char *path, uint64_t allowed)
{
	struct path_rule rule = { allowed & rights->files, open(path, O_PATH | O_CLOEXEC) };
	struct stat status;
	int failed = 0;

	if (rule.parent < 0)
		return errno;
	if (fstat(rule.parent, &status))
		failed = errno;
	else if (!S_ISDIR(status.st_mode))
		rule.allowed &= OF_FILES;
	if (!failed && syscall(ADD_RULE, ruleset, PATH_BENEATH, &rule, 0))
		failed = errno;
	close(rule.parent);
	return failed;
}

/* What loading a shared object takes, and what every C library asks for. */
static void allow_system(int ruleset, const struct ruleset *rights)
{
	static const char *const read[] = {
		"/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib",
		SCHAIN__LIBRARY_DIRECTORY, /* plugins that come with the library link it */
		"/etc/ld.so.cache", "/dev/urandom", "/dev/zero",
	};

	/* Where one is absent there is nothing to read. */
	for (size_t i = 0; i < sizeof read / sizeof *read; i++)
		allow(ruleset, rights, read[i], READING);
	allow(ruleset, rights, "/dev/null", READ_FILE | WRITE_FILE);
}

static int allow_grants(sandbox *box, int ruleset, const struct ruleset *rights,
                        const schain__start *start)
{
	int failed = 0;

	for (uint32_t i = 0; i < start->grant_count; i++) {
		char path[SCHAIN__MESSAGE_PATH + 1];
		uint64_t allowed = READING;
		int reason;

		snprintf(path, sizeof path, "%.*s", (int)start->grants[i].path.length,
		         start->grants[i].path.data);
		if (start->grants[i].access & SCHAIN_GRANT_WRITE)
			allowed |= WRITING;
		reason = allow(ruleset, rights, path, allowed);
		if (reason)
			failed = sandbox_lacks(box, "grant of %.100s: %s", path, strerror(reason));
	}
	return failed;
}

int sandbox_limit_files(sandbox *box, const schain__start *start)
{
	long abi = syscall(CREATE_RULESET, NULL, 0, VERSION_FLAG);
	struct ruleset rights;
	int ruleset, failed;

	if (abi < 1)
		return sandbox_lacks(box, "files: Landlock: %s", strerror(errno));
	rights = rights_of(abi, start->isolation.flags & SCHAIN_ISOLATION_NETWORK);
	ruleset = (int)syscall(CREATE_RULESET, &rights, sizeof rights, 0);
	if (ruleset < 0)
		return sandbox_lacks(box, "files: Landlock: %s", strerror(errno));
	allow_system(ruleset, &rights);
	failed = allow_grants(box, ruleset, &rights, start);
	if (syscall(RESTRICT_SELF, ruleset, 0))
		failed = sandbox_lacks(box, "files: Landlock: %s", strerror(errno));
	close(ruleset);
	return failed;
}
