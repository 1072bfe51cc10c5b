/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A disk that fails, preloaded into the command: writes to the store fail with
 * the error that SCHAIN_FAULT names (ENOSPC, EIO, EROFS), from the write with
 * the number SCHAIN_FAULT_FROM on, SCHAIN_FAULT_COUNT times. "count" fails none
 * and tells their number at the end.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static unsigned long writes;

static unsigned long number_of(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 10) : otherwise;
}

static void tell(void) __attribute__((destructor));
static void tell(void)
{
	const char *name = getenv("SCHAIN_FAULT");

	if (writes && name && !strcmp(name, "count"))
		fprintf(stderr, "faulty disk: %lu writes\n", writes);
}

static int is_store(int descriptor)
{
	char link[64], path[4096];
	ssize_t length;

	snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
	length = readlink(link, path, sizeof path - 1);
	if (length <= 0)
		return 0;
	path[length] = 0;
	return strstr(path, "state.sqlite") != NULL;
}

/* 0, or the error that this write has. */
static int fault(int descriptor)
{
	const char *name = getenv("SCHAIN_FAULT");
	unsigned long from = number_of("SCHAIN_FAULT_FROM", 1);

	if (!name || !is_store(descriptor) || ++writes < from ||
	    writes - from >= number_of("SCHAIN_FAULT_COUNT", (unsigned long)-1))
		return 0;
	return !strcmp(name, "ENOSPC") ? ENOSPC : !strcmp(name, "EROFS") ? EROFS : EIO;
}

static void *next(const char *name)
{
	void *function = dlsym(RTLD_NEXT, name);

	if (!function)
		abort();
	return function;
}

/* They stand in for the C library's, so all must see them. */
#pragma GCC visibility push(default)

#define FAIL_OR(call) \
	int error = fault(descriptor); \
	if (error) { \
		errno = error; \
		return -1; \
	} \
	return call

ssize_t write(int descriptor, const void *data, size_t size)
{
	ssize_t (*real)(int, const void *, size_t);

	*(void **)&real = next("write");
	FAIL_OR(real(descriptor, data, size));
}

ssize_t pwrite(int descriptor, const void *data, size_t size, off_t at)
{
	ssize_t (*real)(int, const void *, size_t, off_t);

	*(void **)&real = next("pwrite");
	FAIL_OR(real(descriptor, data, size, at));
}

ssize_t pwrite64(int descriptor, const void *data, size_t size, off64_t at)
{
	ssize_t (*real)(int, const void *, size_t, off64_t);

	*(void **)&real = next("pwrite64");
	FAIL_OR(real(descriptor, data, size, at));
}

int fsync(int descriptor)
{
	int (*real)(int);

	*(void **)&real = next("fsync");
	FAIL_OR(real(descriptor));
}

int fdatasync(int descriptor)
{
	int (*real)(int);

	*(void **)&real = next("fdatasync");
	FAIL_OR(real(descriptor));
}

int ftruncate(int descriptor, off_t size)
{
	int (*real)(int, off_t);

	*(void **)&real = next("ftruncate");
	FAIL_OR(real(descriptor, size));
}

int ftruncate64(int descriptor, off64_t size)
{
	int (*real)(int, off64_t);

	*(void **)&real = next("ftruncate64");
	FAIL_OR(real(descriptor, size));
}
