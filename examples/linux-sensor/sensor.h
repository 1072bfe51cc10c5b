/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_SENSOR_H
#define SENSOR_SENSOR_H
/* The sensor itself: what the command line says, and what it holds while it runs. */
#include <stdio.h>

#include <supplychain/supplychain.h>

#include "identity.h"
#include "logs.h"
#include "status.h"
#include "tell.h"
#include "watchers.h"

enum { EXIT_USAGE = 2, EXIT_SENSOR = 3, SETTINGS = 64 };

/* An option that makes the policy: read again at SIGHUP. */
struct setting {
	int is_file; /* else a host to approve */
	const char *value;
};

struct sensor {
	/* Of the command line. */
	struct setting settings[SETTINGS]; /* of the policy, in their order */
	size_t setting_count;
	const char *socket_path; /* NULL: none */
	const char *state_path;  /* NULL: none */
	const char *plugin_path; /* NULL: none */
	const char *log_paths[LOGS];
	size_t log_count;        /* 0: those of the system's package managers */
	const char *record_path; /* NULL: none */
	uint64_t memory_limit;   /* bytes of the engine's state; 0: the library's default */
	uint32_t least;          /* level */
	enum tell_place place;
	enum source_kind kind;
	/* While it runs. */
	schain_engine *engine;
	FILE *record;              /* NULL: none */
	schain_plugins *plugins;   /* NULL: none */
	schain_store *store;       /* NULL: none */
	struct watchers *watchers; /* NULL: none */
	struct identity *names;
	struct source *source;
	struct logs *logs;
	struct status status;
	char host[256];
};

/* Says what went wrong. Returns EXIT_SENSOR. */
int sensor_complain(const schain_error *error);
/* Watches until a signal ends it. Returns the exit status. */
int sensor_run(struct sensor *sensor);
#endif
