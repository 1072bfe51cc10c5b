/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_STATE_H
#define SCHAIN_TOOLS_STATE_H
/* What the actions of `supplychain state` share. */
#include "command.h"

/* An action at work. What it opens, `supplychain state` closes. */
struct state_request {
	int is_json;
	uint64_t told; /* objects */
	schain_store *store;
	schain_engine *engine;
};

/* Reads all of the state: what can be read is whole. Returns 0, or an exit status. */
int state_open(struct state_request *request, const char *directory);
/* `words` follow the action's name, ended by NULL. Each returns an exit status. */
int state_products(struct state_request *request, const char *const *words);
int state_deliveries(struct state_request *request, const char *const *words);
int state_why(struct state_request *request, const char *const *words);
int state_profiles(struct state_request *request, const char *const *words);
#endif
