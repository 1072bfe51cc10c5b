/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_PLUGIN_STATUS_H
#define SCHAIN_TOOLS_PLUGIN_STATUS_H
/* What has become of the instances of a set. */
#include "command.h"

/* A table, or with `is_json` one object a line, on standard output. */
void plugin_status_print(const schain_plugins *plugins, int is_json);
/*
 * A round of questions as an engine would put them: about a file, a domain and
 * an address, all reserved names. Returns 0, else an exit status.
 */
int plugin_status_ask(schain_plugins *plugins);
/* Is each instance open, and its child there if it has one? */
int plugin_status_is_well(const schain_plugins *plugins);
#endif
