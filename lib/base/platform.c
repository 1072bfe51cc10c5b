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
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_LENGTH = 4096 };

/* One component, as sshd looks at those of a key file (StrictModes in sshd_config(5)). */
static int check_component(const char *path, int is_file, char *why, size_t size)
{
	struct stat status;

	if (lstat(path, &status)) {
		snprintf(why, size, "%.120s: %.60s", path, strerror(errno));
		return 1;
	}
	if (S_ISLNK(status.st_mode))
		snprintf(why, size, "%.160s is a symbolic link; give the path it leads to", path);
	else if (is_file ? !S_ISREG(status.st_mode) : !S_ISDIR(status.st_mode))
		snprintf(why, size, "%.160s is not a %s", path, is_file ? "regular file" : "directory");
	else if (status.st_uid && status.st_uid != geteuid())
		snprintf(why, size, "%.120s belongs to user %lu, not to root or to this user", path,
		         (unsigned long)status.st_uid);
	/* In a sticky directory others cannot replace what is not theirs. */
	else if (status.st_mode & (S_IWGRP | S_IWOTH) && (is_file || !(status.st_mode & S_ISVTX)))
		snprintf(why, size, "others than its owner may write to %.120s (mode %04o)", path,
		         (unsigned)(status.st_mode & 07777));
	else
		return 0;
	return -1;
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

schain__function schain__load_function(const char *path, const char *name, char *why, size_t size)
{
	schain__function function = NULL;
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL), *symbol;

	if (!library) {
		const char *reason = dlerror();

		snprintf(why, size, "cannot be loaded: %.200s", reason ? reason : "no reason given");
		return NULL;
	}
	symbol = dlsym(library, name);
	if (!symbol) {
		snprintf(why, size, "has no function %s", name);
		dlclose(library);
		return NULL;
	}
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

schain__function schain__load_function(const char *path, const char *name, char *why, size_t size)
{
	(void)path;
	(void)name;
	snprintf(why, size, "this build loads no shared objects");
	return NULL;
}
#endif
