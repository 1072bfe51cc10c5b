/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_PLUGIN_CHOICE_H
#define SCHAIN_TOOLS_PLUGIN_CHOICE_H
/* Which plugins a command line names, and how they are to run; opened once all of it is read. */
#include "command.h"

enum { PLUGIN_CHOICES = 64, PLUGIN_GRANTS = 64 };

struct plugin_choice {
	const char *texts[PLUGIN_CHOICES]; /* FILE[:KEY=VALUE,...], or FILE.yaml; borrowed */
	size_t count;
	int is_isolated;
	schain_plugin_isolation isolation;
	schain_plugin_grant grants[PLUGIN_GRANTS];
	char *helper;
};

/* The options that say how, for the tables of commands. */
#define PLUGIN_CHOICE_OPTIONS(isolated, grant, host) \
	{ "isolated", isolated, NULL, "run --plugin's files in processes of their own, with few\n" \
	                              "rights" }, \
	{ "grant", grant, "PATH", "let isolated plugins read the file or all below the\n" \
	                          "directory PATH; may be repeated" }, \
	{ "plugin-host", host, "FILE", "the program that isolated plugins run in (default: the\n" \
	                               "installed supplychain-plugin-host-1)" }

/* Each returns 0, else an exit status. */
int plugin_choice_add(struct plugin_choice *choice, const char *text);
int plugin_choice_isolate(struct plugin_choice *choice);
int plugin_choice_grant(struct plugin_choice *choice, const char *path);
int plugin_choice_host(struct plugin_choice *choice, const char *file);
/* How they are isolated; NULL: not at all. */
const schain_plugin_isolation *plugin_choice_isolation(struct plugin_choice *choice);
void plugin_choice_dispose(struct plugin_choice *choice);
#endif
