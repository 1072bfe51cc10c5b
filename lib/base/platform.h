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

/* A file whose content is mapped as code. */
typedef struct schain__code {
	int descriptor;
	uint32_t is_sealed; /* a copy that nobody can change */
} schain__code;

/* Returns as schain__check_path(), whose looks are repeated at what was opened. */
int schain__code_open(schain__code *file, const char *path, char *why, size_t size);
void schain__code_close(schain__code *file);
/* Bytes from `at` on. Returns how many, 0 at the end, -1 if it cannot be read. */
int64_t schain__code_piece(const schain__code *file, uint64_t at, void *buffer, size_t size);
/*
 * Puts a copy that nobody can change in its place, where the system has such;
 * elsewhere it stays as it is. Returns 0, or 1 with the reason in `why`.
 */
int schain__code_seal(schain__code *file, char *why, size_t size);
/*
 * Maps the shared object for good and closes the file; a sealed copy stays open.
 * NULL if it is none, with the reason in `why`.
 */
void *schain__code_map(schain__code *file, const char *path, char *why, size_t size);
typedef void (*schain__function)(void);
/* NULL if it has none of that name. */
schain__function schain__object_function(void *object, const char *name);
#endif
