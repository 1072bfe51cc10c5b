/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAS_SHADOW 1 /* AddressSanitizer maps terabytes that it never touches */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SHADOW 1
#endif
#endif
#if !defined(HAS_SHADOW)
#define HAS_SHADOW 0
#endif

enum { THREADS = 1024 };       /* of all children of that user together */
enum { LAST_CAPABILITY = 63 }; /* of a 64-bit set; the kernel refuses those it has not */

int sandbox_lacks(sandbox *box, const char *format, ...)
{
	size_t used = strlen(box->missing);
	va_list arguments;

	if (used && used + 2 < sizeof box->missing) {
		memcpy(box->missing + used, "; ", 3);
		used += 2;
	}
	va_start(arguments, format);
	vsnprintf(box->missing + used, sizeof box->missing - used, format, arguments);
	va_end(arguments);
	return -1;
}

static int limit(sandbox *box, int resource, const char *name, uint64_t value)
{
	struct rlimit now;

	if (getrlimit(resource, &now))
		return sandbox_lacks(box, "limit of %s: %s", name, strerror(errno));
	if (now.rlim_max == RLIM_INFINITY || value < now.rlim_max)
		now.rlim_max = (rlim_t)value;
	now.rlim_cur = now.rlim_max;
	return setrlimit(resource, &now) ? sandbox_lacks(box, "limit of %s: %s", name, strerror(errno))
	                                 : 0;
}

static int set_limits(sandbox *box, const schain_plugin_isolation *isolation)
{
	int64_t seconds = isolation->cpu_limit / SCHAIN_SECOND;
	int failed = limit(box, RLIMIT_CORE, "core files", 0);

	failed |= limit(box, RLIMIT_NOFILE, "open files", isolation->file_limit);
	failed |= limit(box, RLIMIT_FSIZE, "written files", isolation->write_limit);
	failed |= limit(box, RLIMIT_CPU, "processor time", seconds > 0 ? (uint64_t)seconds : 1);
	failed |= HAS_SHADOW ? sandbox_lacks(box, "limit of memory: a build with AddressSanitizer")
	                     : limit(box, RLIMIT_AS, "memory", isolation->memory_limit);
	return failed ? -1 : 0;
}

static int drop_user(sandbox *box, const schain_plugin_isolation *isolation)
{
	if (geteuid() && getuid())
		return 0;
	/* Groups first: afterwards the right to do so is gone. */
	if (setgroups(0, NULL) || setresgid(isolation->gid, isolation->gid, isolation->gid) ||
	    setresuid(isolation->uid, isolation->uid, isolation->uid))
		return sandbox_lacks(box, "user %u: %s", (unsigned)isolation->uid, strerror(errno));
	if (!getuid() || !geteuid() || !setuid(0))
		return sandbox_lacks(box, "user %u: still root", (unsigned)isolation->uid);
	/* Not for a host's own user, who may have more than that already. */
	return limit(box, RLIMIT_NPROC, "threads", THREADS);
}

/* What a process that is not root may have been born with. */
static int drop_capabilities(sandbox *box)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct none[2];

	memset(none, 0, sizeof none);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	if (syscall(SYS_capset, &header, none))
		return sandbox_lacks(box, "capabilities: %s", strerror(errno));
	return 0;
}

static int drop_privileges(sandbox *box, const schain_plugin_isolation *isolation)
{
	int failed;

	/* As long as it may: later an unprivileged process cannot. */
	for (int capability = 0; capability <= LAST_CAPABILITY; capability++)
		prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
	failed = drop_user(box, isolation);
	failed |= drop_capabilities(box);
	/* Nobody of the same user reads its memory. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		failed |= sandbox_lacks(box, "not dumpable: %s", strerror(errno));
	return failed ? -1 : 0;
}

/*
 * All before the plugin is loaded: its initialisers run then, and what is open
 * to them is open to all of it. Limits and files come while the rights to set
 * them are there, the calls last because setting them needs some.
 */
void sandbox_enter(sandbox *box, const schain__start *start)
{
	memset(box, 0, sizeof *box);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) {
		sandbox_lacks(box, "no new privileges: %s", strerror(errno));
		return;
	}
	if (!set_limits(box, &start->isolation))
		box->steps |= SCHAIN_ISOLATION_LIMITS;
	if (!sandbox_limit_files(box, start))
		box->steps |= SCHAIN_ISOLATION_FILES;
	if (!drop_privileges(box, &start->isolation))
		box->steps |= SCHAIN_ISOLATION_PRIVILEGES;
	if (!sandbox_limit_calls(box, start))
		box->steps |= SCHAIN_ISOLATION_CALLS;
}
