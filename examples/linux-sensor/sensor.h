/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_SENSOR_H
#define SENSOR_SENSOR_H
/* The sensor itself: what the command line says, and what it holds while it runs. */
#include <stdio.h>

#include <supplychain/supplychain.h>

#include "identity.h"
#include "status.h"
#include "watchers.h"

enum { EXIT_USAGE = 2, EXIT_SENSOR = 3 };

struct sensor {
	/* Of the command line. */
	schain_policy *policy;
	const char *socket_path; /* NULL: none */
	const char *state_path;  /* NULL: none */
	FILE *record;            /* NULL: none */
	uint32_t least;          /* level */
	int is_text;
	/* While it runs. */
	schain_engine *engine;
	schain_store *store;       /* NULL: none */
	struct watchers *watchers; /* NULL: none */
	struct identity *names;
	struct status status;
	char host[256];
};

/* Says what went wrong. Returns EXIT_SENSOR. */
int sensor_complain(const schain_error *error);
/* Watches until a signal ends it. Returns the exit status. */
int sensor_run(struct sensor *sensor);
#endif
