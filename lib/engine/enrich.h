/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_ENGINE_ENRICH_H
#define SCHAIN_ENGINE_ENRICH_H
/* What the engine asks plugins, and what their answers are as events. */
#include "analytic/analytic.h"
#include "plugin/plugin.h"

void schain__enrich_ask(schain_plugins *plugins, const schain__scene *scene,
                        const schain__matter *matter);

/* Instance, ':' and a 64-bit number, with a NUL. */
enum { SCHAIN__CLAIM_ID = SCHAIN__PLUGIN_NAME + 21 };

/* A claim as an event, with what it points to of its own. */
typedef struct schain__claim_event {
	schain_event event;
	char record_id[SCHAIN__CLAIM_ID];
} schain__claim_event;

/* Borrows the reply. */
void schain__enrich_event(const schain__reply *reply, schain_time time,
                          schain__claim_event *ret_event);
#endif
