/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_PLUGINS_H
#define SCHAIN_TOOLS_PLUGINS_H
/* The actions of "supplychain plugins" that have files of their own. */
#include "command.h"

struct check_settings {
	int64_t timeout; /* nanoseconds that a check may take */
	int is_json;
};

/*
 * Runs the conformance checks on "FILE[:KEY=VALUE[,KEY=VALUE]...]" and prints
 * what each finds. Returns an exit status.
 */
int plugin_check(const struct check_settings *settings, const char *file);

/* A project to be written. */
struct new_plugin {
	const char *name;
	const char *kind;      /* "enricher", "decoder", "sink" */
	const char *directory; /* that is made for it; NULL: one of its name */
	const char *author;
	const char *licence; /* SPDX expression */
};
/* Writes it. Returns an exit status. */
int plugin_new(const struct new_plugin *project);
#endif
