/* SPDX-License-Identifier: Apache-2.0 */
/* The system calls that are left to an isolated plugin. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#include "sandbox.h"

#if defined(HAVE_SECCOMP)
#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/prctl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/socket.h>
#include <unistd.h>

/* Whatever their arguments. Files are Landlock's to judge; there are no sockets to send to but one. */
static const char *const always[] = {
	/* memory */
	"brk", "madvise", "membarrier", "memfd_create", "mlock", "mmap", "mmap2", "mprotect", "mremap",
	"munlock", "munmap",
	/* threads of its own */
	"exit", "exit_group", "futex", "futex_time64", "get_robust_list", "getcpu", "gettid", "rseq",
	"sched_getaffinity", "sched_yield", "set_robust_list", "set_tid_address",
	/* who and what it is */
	"getegid", "getegid32", "geteuid", "geteuid32", "getgid", "getgid32", "getpid", "getppid",
	"getrlimit", "getrusage", "getuid", "getuid32", "sysinfo", "ugetrlimit", "uname",
	/* time and chance */
	"clock_getres", "clock_getres_time64", "clock_gettime", "clock_gettime64", "clock_nanosleep",
	"clock_nanosleep_time64", "getrandom", "gettimeofday", "nanosleep", "time", "timerfd_create",
	"timerfd_gettime", "timerfd_settime", "times",
	/* its own signals */
	"restart_syscall", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait",
	"sigaltstack", "sigreturn",
	/* files */
	"_llseek", "access", "chdir", "close", "close_range", "copy_file_range", "dup", "dup2", "dup3",
	"faccessat", "faccessat2", "fadvise64", "fadvise64_64", "fallocate", "fcntl", "fcntl64",
	"fdatasync", "fgetxattr", "flock", "fstat", "fstat64", "fstatat64", "fstatfs", "fstatfs64", "fsync",
	"ftruncate", "ftruncate64", "getcwd", "getdents", "getdents64", "lseek", "lstat", "lstat64",
	"mkdir", "mkdirat", "newfstatat", "open", "openat", "pread64", "preadv", "preadv2", "pwrite64",
	"pwritev", "pwritev2", "read", "readahead", "readlink", "readlinkat", "readv", "rename",
	"renameat", "renameat2", "rmdir", "sendfile", "sendfile64", "stat", "stat64", "statfs",
	"statfs64", "statx", "umask", "unlink", "unlinkat", "write", "writev",
	/* waiting */
	"_newselect", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_wait",
	"eventfd", "eventfd2", "pause", "pipe", "pipe2", "poll", "ppoll", "ppoll_time64", "pselect6",
	"pselect6_time64", "select",
	/* the socket to the host */
	"getsockopt", "recv", "recvfrom", "recvmsg", "send", "sendmsg", "sendto",
};
static const char *const for_network[] = {
	"bind", "connect", "getpeername", "getsockname", "recvmmsg", "sendmmsg", "setsockopt", "shutdown",
};

typedef struct call_filter {
	scmp_filter_ctx context;
	int failed; /* an errno, negative */
} call_filter;

/* Calls that this architecture has not are left out. */
static void allow(call_filter *filter, const char *name, unsigned count, struct scmp_arg_cmp first)
{
	int number = seccomp_syscall_resolve_name(name);
	int failed;

	if (number < 0)
		return;
	failed = count ? seccomp_rule_add(filter->context, SCMP_ACT_ALLOW, number, 1, first)
	               : seccomp_rule_add(filter->context, SCMP_ACT_ALLOW, number, 0);
	if (failed && !filter->failed)
		filter->failed = failed;
}

static void allow_all(call_filter *filter, const char *const *names, size_t count)
{
	struct scmp_arg_cmp none = SCMP_A0(SCMP_CMP_EQ, 0);

	for (size_t i = 0; i < count; i++)
		allow(filter, names[i], 0, none);
}

static void allow_value(call_filter *filter, const char *name, unsigned argument, uint64_t value)
{
	allow(filter, name, 1, SCMP_CMP(argument, SCMP_CMP_EQ, value));
}

static void allow_threads(call_filter *filter)
{
	/* The C library then uses clone, whose flags can be looked at: they are its first argument. */
	int failed = seccomp_rule_add(filter->context, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);

	if (failed && !filter->failed)
		filter->failed = failed;
	allow(filter, "clone", 1,
	      SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD | CLONE_VM | CLONE_SIGHAND | CLONE_NEWUSER,
	              CLONE_THREAD | CLONE_VM | CLONE_SIGHAND));
}

static void allow_some(call_filter *filter)
{
	/* raise() and abort(), to itself */
	allow_value(filter, "tgkill", 0, (uint64_t)getpid());
	/* reading limits, not setting them */
	allow_value(filter, "prlimit64", 2, 0);
	allow_value(filter, "prctl", 0, PR_SET_NAME);
	allow_value(filter, "prctl", 0, PR_GET_NAME);
	/* is it a terminal, how much is there to read, no blocking */
	allow_value(filter, "ioctl", 1, TCGETS);
	allow_value(filter, "ioctl", 1, FIONREAD);
	allow_value(filter, "ioctl", 1, FIONBIO);
}

int sandbox_limit_calls(sandbox *box, const schain__start *start)
{
	call_filter filter = { seccomp_init(SCMP_ACT_ERRNO(EPERM)), 0 };

	if (!filter.context)
		return sandbox_lacks(box, "calls: no memory for a filter");
	allow_all(&filter, always, sizeof always / sizeof *always);
	allow_threads(&filter);
	allow_some(&filter);
	if (start->isolation.flags & SCHAIN_ISOLATION_NETWORK) {
		allow_all(&filter, for_network, sizeof for_network / sizeof *for_network);
		allow_value(&filter, "socket", 0, AF_INET);
		allow_value(&filter, "socket", 0, AF_INET6);
	}
	if (!filter.failed)
		filter.failed = seccomp_load(filter.context);
	seccomp_release(filter.context);
	return filter.failed ? sandbox_lacks(box, "calls: seccomp: %s", strerror(-filter.failed)) : 0;
}
#else
int sandbox_limit_calls(sandbox *box, const schain__start *start)
{
	(void)start;
	return sandbox_lacks(box, "calls: built without libseccomp");
}
#endif
