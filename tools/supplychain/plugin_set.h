/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_PLUGIN_SET_H
#define SCHAIN_TOOLS_PLUGIN_SET_H
/* Plugins named on the command line. */
#include "command.h"

enum { PLUGIN_PATH_SIZE = 4096, PLUGIN_VALUES = 64 };

/* An empty set that loads files and knows the time. Returns 0, else an exit status. */
int plugin_set_new(schain_plugins **ret_plugins);
/*
 * Loads the plugin of "FILE[:KEY=VALUE[,KEY=VALUE]...]". What follows a comma and
 * has no '=' belongs to the value before. Opened under its own name if `wants_open`;
 * with an isolation (NULL: none) opened in a process of its own and not loaded.
 * Returns 0, else an exit status.
 */
int plugin_set_add(schain_plugins *plugins, const char *text,
                   const schain_plugin_isolation *isolation, int wants_open);
/*
 * Its two halves, where more than opening is to be done: `path` has room for
 * PLUGIN_PATH_SIZE, `values` for PLUGIN_VALUES, which point into the text. The
 * plugin that was loaded last is opened.
 */
int plugin_set_load(schain_plugins *plugins, const char *text, char *path,
                    schain_plugin_value *values, size_t *ret_count);
int plugin_set_open(schain_plugins *plugins, const schain_plugin_value *values, size_t count);
/*
 * The library takes no path that depends on the current directory: makes it
 * absolute in a buffer of PLUGIN_PATH_SIZE. Returns 0, else an exit status.
 */
int plugin_set_absolute(const char *path, size_t length, char *buffer);
/*
 * Names of the formats that can be read with these plugins (NULL: none), `room`
 * at most. Returns how many.
 */
size_t plugin_set_formats(schain_plugins *plugins, const char **names, size_t room);
/* By its name: *.yaml or *.yml. */
int plugin_set_is_configuration(const char *file);
/* Makes the set what the YAML file says. Returns 0, else an exit status. */
int plugin_set_configure(schain_plugins *plugins, const char *file);
/* Flushes until every question is answered or has waited for the deadline. */
schain_status plugin_set_settle(schain_plugins *plugins, schain_engine *engine, schain_error *error);
/* Counters of each instance on standard error. */
void plugin_set_print_statistics(const schain_plugins *plugins);
#endif
