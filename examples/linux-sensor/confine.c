/* SPDX-License-Identifier: Apache-2.0 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#include "confine.h"

#include <errno.h>
#include <linux/capability.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(HAVE_SECCOMP)
#include <seccomp.h>
#endif

enum { FILES = 1024 };

static int complain(const char *what, int error)
{
	fprintf(stderr, "supplychain-sensor: %s: %s\n", what, strerror(error));
	return -1;
}

static int limit(int resource, rlim_t most)
{
	struct rlimit limits = { most, most }, now;

	if (!getrlimit(resource, &now) && now.rlim_max < most)
		return 0;
	return setrlimit(resource, &limits) ? complain("limits", errno) : 0;
}

/*
 * Logs may be another user's. An isolated plugin becomes nobody, and is killed when
 * it does not answer. Files of root's own need nothing while this is root.
 */
static int drop_capabilities(int has_plugins, int asks_proc)
{
	static const int always[] = { CAP_DAC_READ_SEARCH };
	static const int for_plugins[] = { CAP_SETUID, CAP_SETGID, CAP_KILL };
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2], now[2];
	uint32_t kept = 1u << always[0];

	for (size_t i = 0; has_plugins && i < sizeof for_plugins / sizeof *for_plugins; i++)
		kept |= 1u << for_plugins[i];
	if (asks_proc)
		kept |= 1u << CAP_SYS_PTRACE; /* to see what others run */
	if (syscall(SYS_capget, &header, now))
		return complain("capabilities", errno);
	for (int capability = 0; capability <= CAP_LAST_CAP; capability++)
		if (capability > 31 || !(kept & 1u << capability))
			prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	memset(data, 0, sizeof data);
	data[0].effective = data[0].permitted = kept & now[0].permitted;
	return syscall(SYS_capset, &header, data) ? complain("capabilities", errno) : 0;
}

/* AddressSanitizer's search for leaks traces the process. */
#if defined(HAVE_SECCOMP) && !defined(__SANITIZE_ADDRESS__)
static const char *const never[] = {
	/* other processes */
	"process_vm_readv", "process_vm_writev", "ptrace", "kcmp", "pidfd_getfd",
	/* the kernel */
	"bpf", "delete_module", "finit_module", "init_module", "ioperm", "iopl", "kexec_file_load",
	"kexec_load", "perf_event_open", "reboot", "syslog", "userfaultfd", "io_uring_setup",
	/* what others see of the system */
	"acct", "adjtimex", "clock_adjtime", "clock_settime", "sethostname", "setdomainname",
	"settimeofday", "swapoff", "swapon",
	/* file systems and namespaces */
	"chroot", "fsconfig", "fsmount", "fsopen", "mount", "mount_setattr", "move_mount", "open_tree",
	"pivot_root", "setns", "umount2", "unshare", "quotactl",
	/* keys */
	"add_key", "keyctl", "request_key",
};
static const char *const without_proc[] = { "open_by_handle_at" };
static const char *const without_plugins[] = { "execve", "execveat" };

static int forbid(scmp_filter_ctx filter, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int number = seccomp_syscall_resolve_name(names[i]), status;

		if (number == __NR_SCMP_ERROR)
			continue; /* not on this architecture */
		status = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 0);
		if (status)
			return status;
	}
	return 0;
}

static int filter_calls(int has_plugins, int asks_proc)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int status = filter ? forbid(filter, never, sizeof never / sizeof *never) : -ENOMEM;

	if (!status && !asks_proc)
		status = forbid(filter, without_proc, sizeof without_proc / sizeof *without_proc);
	if (!status && !has_plugins)
		status = forbid(filter, without_plugins, sizeof without_plugins / sizeof *without_plugins);
	/* It talks to this machine only. */
	if (!status && !has_plugins)
		status = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1,
		                          SCMP_A0(SCMP_CMP_NE, AF_UNIX));
	if (!status)
		status = seccomp_load(filter);
	seccomp_release(filter);
	return status ? complain("the filter of system calls", -status) : 0;
}
#else
static int filter_calls(int has_plugins, int asks_proc)
{
	(void)has_plugins;
	(void)asks_proc;
	return 0;
}
#endif

int confine(int has_plugins, int asks_proc)
{
	if (limit(RLIMIT_CORE, 0) || limit(RLIMIT_NOFILE, FILES) || drop_capabilities(has_plugins, asks_proc))
		return -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return complain("no new privileges", errno);
	return filter_calls(has_plugins, asks_proc);
}
