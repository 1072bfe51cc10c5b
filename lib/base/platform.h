/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_PLATFORM_H
#define SCHAIN_BASE_PLATFORM_H
/* Everything that differs between operating systems. */
#include <stddef.h>
#include <stdint.h>

/* Fills with unpredictable bytes. Returns 0, or -1 if the system has none. */
int schain__random(void *buffer, size_t size);

/* A mutex of the system's, in room that is enough for all of them. */
typedef union schain__lock {
	void *aligned;
	uint64_t room[8];
} schain__lock;

void schain__lock_init(schain__lock *lock);
void schain__lock_dispose(schain__lock *lock);
void schain__lock_take(schain__lock *lock);
/* 1 if it was free, and is taken now. */
int schain__lock_try(schain__lock *lock);
void schain__lock_give(schain__lock *lock);

/*
 * Can nobody but root and this user have put that file there? Returns 0; -1 if
 * it is not such a path, 1 if it cannot be looked at; then `why` says so.
 */
int schain__check_path(const char *path, char *why, size_t size);
typedef void (*schain__function)(void);
/*
 * Loads a shared object for good and finds a function in it. NULL if one of the
 * two is not possible, with the reason in `why`.
 */
schain__function schain__load_function(const char *path, const char *name, char *why, size_t size);
#endif
