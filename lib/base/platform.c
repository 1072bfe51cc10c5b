/* SPDX-License-Identifier: Apache-2.0 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#if !defined(_WIN32)
/* Strict C11 hides POSIX. */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE
#endif
#if defined(__linux__)
#define _GNU_SOURCE /* memfd_create */
#endif
#include "base/platform.h"

#if defined(_WIN32)
#include <stdlib.h>
#include <string.h>
/* Declared by hand: <stdlib.h> hides it unless _CRT_RAND_S is set first. */
int rand_s(unsigned int *value);

int schain__random(void *buffer, size_t size)
{
	unsigned char *out = buffer;

	while (size) {
		unsigned int value;
		size_t part = size < sizeof value ? size : sizeof value;

		if (rand_s(&value))
			return -1;
		memcpy(out, &value, part);
		out += part;
		size -= part;
	}
	return 0;
}
#elif defined(HAVE_GETENTROPY)
#include <unistd.h>
#if defined(HAVE_SYS_RANDOM_H)
#include <sys/random.h>
#endif

int schain__random(void *buffer, size_t size)
{
	unsigned char *out = buffer;

	while (size) {
		size_t part = size < 256 ? size : 256; /* POSIX.1-2024: 256 bytes a call */

		if (getentropy(out, part))
			return -1;
		out += part;
		size -= part;
	}
	return 0;
}
#else
#include <stdio.h>

int schain__random(void *buffer, size_t size)
{
	FILE *file = fopen("/dev/urandom", "rb");
	size_t got;

	if (!file)
		return -1;
	got = fread(buffer, 1, size, file);
	fclose(file);
	return got == size ? 0 : -1;
}
#endif

#if defined(_WIN32)
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

_Static_assert(sizeof(SRWLOCK) <= sizeof(schain__lock), "room for a lock");

static SRWLOCK *system_lock(schain__lock *lock)
{
	return (SRWLOCK *)(void *)lock;
}

void schain__lock_init(schain__lock *lock)
{
	InitializeSRWLock(system_lock(lock));
}

void schain__lock_dispose(schain__lock *lock)
{
	(void)lock; /* holds nothing */
}

void schain__lock_take(schain__lock *lock)
{
	AcquireSRWLockExclusive(system_lock(lock));
}

int schain__lock_try(schain__lock *lock)
{
	return TryAcquireSRWLockExclusive(system_lock(lock)) != 0;
}

void schain__lock_give(schain__lock *lock)
{
	ReleaseSRWLockExclusive(system_lock(lock));
}
#else
#include <pthread.h>

_Static_assert(sizeof(pthread_mutex_t) <= sizeof(schain__lock), "room for a lock");

static pthread_mutex_t *system_lock(schain__lock *lock)
{
	return (pthread_mutex_t *)(void *)lock;
}

void schain__lock_init(schain__lock *lock)
{
	/* Without attributes nothing is allocated that could fail. */
	pthread_mutex_init(system_lock(lock), NULL);
}

void schain__lock_dispose(schain__lock *lock)
{
	pthread_mutex_destroy(system_lock(lock));
}

void schain__lock_take(schain__lock *lock)
{
	pthread_mutex_lock(system_lock(lock));
}

int schain__lock_try(schain__lock *lock)
{
	return !pthread_mutex_trylock(system_lock(lock));
}

void schain__lock_give(schain__lock *lock)
{
	pthread_mutex_unlock(system_lock(lock));
}
#endif

#if defined(HAVE_PLUGIN_FILES)
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#if defined(HAVE_MEMFD_CREATE)
#include <sys/mman.h>
#endif

enum { PATH_LENGTH = 4096, PIECE = 65536 };

/* As sshd looks at those of a key file (StrictModes in sshd_config(5)). */
static int check_status(const struct stat *status, const char *path, int is_file, char *why,
                        size_t size)
{
	if (S_ISLNK(status->st_mode))
		snprintf(why, size, "%.160s is a symbolic link; give the path it leads to", path);
	else if (is_file ? !S_ISREG(status->st_mode) : !S_ISDIR(status->st_mode))
		snprintf(why, size, "%.160s is not a %s", path, is_file ? "regular file" : "directory");
	else if (status->st_uid && status->st_uid != geteuid())
		snprintf(why, size, "%.120s belongs to user %lu, not to root or to this user", path,
		         (unsigned long)status->st_uid);
	/* In a sticky directory others cannot replace what is not theirs. */
	else if (status->st_mode & (S_IWGRP | S_IWOTH) && (is_file || !(status->st_mode & S_ISVTX)))
		snprintf(why, size, "others than its owner may write to %.120s (mode %04o)", path,
		         (unsigned)(status->st_mode & 07777));
	else
		return 0;
	return -1;
}

static int fail_system(const char *path, char *why, size_t size)
{
	snprintf(why, size, "%.120s: %.60s", path, strerror(errno));
	return 1;
}

static int check_component(const char *path, int is_file, char *why, size_t size)
{
	struct stat status;

	if (lstat(path, &status))
		return fail_system(path, why, size);
	return check_status(&status, path, is_file, why, size);
}

int schain__check_path(const char *path, char *why, size_t size)
{
	char part[PATH_LENGTH];
	size_t length = strlen(path);
	int refused = 0;

	if (path[0] != '/' || length >= sizeof part) {
		snprintf(why, size, path[0] == '/' ? "the path is too long" : "not an absolute path");
		return -1;
	}
	for (size_t end = 1; !refused && end <= length; end++) {
		/* The root, and what ends before each separator and at the end. */
		if (end != 1 && end != length && path[end] != '/')
			continue;
		memcpy(part, path, end);
		part[end] = 0;
		if (end > 2 && (!strcmp(part + end - 3, "/..") || !strcmp(part + end - 2, "/."))) {
			snprintf(why, size, "the path has . or .. in it");
			return -1;
		}
		refused = check_component(part, end == length, why, size);
	}
	return refused;
}

int schain__code_open(schain__code *file, const char *path, char *why, size_t size)
{
	/* O_NONBLOCK: opening a pipe that took the file's place would wait. */
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), refused;
	struct stat status;

	if (descriptor < 0)
		return fail_system(path, why, size);
	refused = fstat(descriptor, &status) ? fail_system(path, why, size)
	                                     : check_status(&status, path, 1, why, size);
	if (refused) {
		close(descriptor);
		return refused;
	}
	file->descriptor = descriptor;
	file->is_sealed = 0;
	return 0;
}

void schain__code_close(schain__code *file)
{
	close(file->descriptor);
	file->descriptor = -1;
}

int64_t schain__code_piece(const schain__code *file, uint64_t at, void *buffer, size_t size)
{
	ssize_t got;

	do
		got = pread(file->descriptor, buffer, size, (off_t)at);
	while (got < 0 && errno == EINTR);
	return got;
}

#if defined(HAVE_MEMFD_CREATE)
#if !defined(MFD_EXEC)
#define MFD_EXEC 0x0010U /* linux/memfd.h since 6.3 */
#endif

static int write_all(int descriptor, const char *data, size_t size)
{
	while (size) {
		ssize_t put = write(descriptor, data, size);

		if (put < 0 && errno != EINTR)
			return -1;
		if (put > 0) {
			data += put;
			size -= (size_t)put;
		}
	}
	return 0;
}

static int copy_all(const schain__code *from, int to)
{
	char piece[PIECE];
	uint64_t at = 0;
	int64_t got;

	while ((got = schain__code_piece(from, at, piece, sizeof piece)) > 0) {
		if (write_all(to, piece, (size_t)got))
			return -1;
		at += (uint64_t)got;
	}
	return got < 0 ? -1 : 0;
}

int schain__code_seal(schain__code *file, char *why, size_t size)
{
	/* Older kernels do not know MFD_EXEC and need none. */
	int copy = memfd_create("plugin", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);

	if (copy < 0 && errno == EINVAL)
		copy = memfd_create("plugin", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (copy < 0)
		return fail_system("a copy in memory", why, size);
	if (copy_all(file, copy) || fcntl(copy, F_ADD_SEALS,
	                                  F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)) {
		fail_system("a copy in memory", why, size);
		close(copy);
		return 1;
	}
	close(file->descriptor);
	file->descriptor = copy;
	file->is_sealed = 1;
	return 0;
}
#else
int schain__code_seal(schain__code *file, char *why, size_t size)
{
	(void)file;
	(void)why;
	(void)size;
	return 0;
}
#endif

void *schain__code_map(schain__code *file, const char *path, char *why, size_t size)
{
	char sealed[32];
	const char *name = path, *reason;
	void *object;

	if (file->is_sealed) {
		snprintf(sealed, sizeof sealed, "/proc/self/fd/%d", file->descriptor);
		name = sealed;
	}
	object = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	if (!object) {
		reason = dlerror();
		snprintf(why, size, "cannot be loaded: %.200s", reason ? reason : "no reason given");
	}
	/* The linker takes an object whose name it knows for loaded: no other may get this number. */
	if (!object || !file->is_sealed)
		schain__code_close(file);
	return object;
}

schain__function schain__object_function(void *object, const char *name)
{
	schain__function function = NULL;
	void *symbol = dlsym(object, name);

	/* POSIX.1-2024, dlsym(): an object pointer that is a function's address; C has no cast for it. */
	memcpy(&function, &symbol, sizeof function);
	return function;
}
#else
#include <stdio.h>

int schain__check_path(const char *path, char *why, size_t size)
{
	(void)path;
	snprintf(why, size, "this build loads no shared objects");
	return -1;
}

int schain__code_open(schain__code *file, const char *path, char *why, size_t size)
{
	(void)file;
	return schain__check_path(path, why, size);
}

void schain__code_close(schain__code *file)
{
	file->descriptor = -1;
}

int64_t schain__code_piece(const schain__code *file, uint64_t at, void *buffer, size_t size)
{
	(void)file;
	(void)at;
	(void)buffer;
	(void)size;
	return -1;
}

int schain__code_seal(schain__code *file, char *why, size_t size)
{
	(void)file;
	return schain__check_path("", why, size);
}

void *schain__code_map(schain__code *file, const char *path, char *why, size_t size)
{
	(void)file;
	schain__check_path(path, why, size);
	return NULL;
}

schain__function schain__object_function(void *object, const char *name)
{
	(void)object;
	(void)name;
	return NULL;
}
#endif
