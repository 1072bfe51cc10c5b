/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_PLUGIN_HOST_SANDBOX_H
#define SCHAIN_PLUGIN_HOST_SANDBOX_H
/*
 * What the child of an isolated plugin gives up before it loads the plugin. A
 * step that the system does not allow is left out, and its reason kept.
 */
#include "plugin/message.h"

typedef struct sandbox {
	uint32_t steps; /* that hold: SCHAIN_ISOLATION_FILES and the like */
	char missing[512]; /* why others do not, for people */
} sandbox;

void sandbox_enter(sandbox *box, const schain__start *start);

/* Pieces: each returns 0, or says what is missing and returns -1. */
int sandbox_limit_files(sandbox *box, const schain__start *start);  /* landlock.c */
int sandbox_limit_calls(sandbox *box, const schain__start *start);  /* seccomp.c */
int sandbox_lacks(sandbox *box, const char *format, ...) SCHAIN__PRINTF(2, 3);
#endif
