/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_EGRESS_H
#define SCHAIN_TOOLS_EGRESS_H
/* supplychain egress: what its actions share. */
#include "command.h"

#include <supplychain/egress.h>

enum { EGRESS_TEXTS = 64 }; /* times an option may be repeated */

struct egress_texts {
	const char *text[EGRESS_TEXTS];
	size_t count;
};

struct egress_request {
	const char *policy;
	const char *root;     /* of --import-host */
	const char *suffixes; /* public suffix list */
	const char *networks; /* MMDB */
	const char *product;
	const char *vendor;
	struct egress_texts approved, imitated, lists;
	char **paths; /* "-" for standard input */
	size_t path_count;
	int is_json;
	int is_all;
	int is_zones;
};

/* Each reads the files and returns an exit status. */
int egress_classify(const struct egress_request *request);
int egress_names(const struct egress_request *request);
int egress_lookalikes(const struct egress_request *request);
int egress_beacons(const struct egress_request *request);

/* Returns -1, with `error` filled in, for a line that it refuses. */
typedef int egress_take_line(void *context, schain_string line, schain_error *error);
/*
 * Calls `take` for each line of each file without its newline, until a file
 * cannot be read. A line that is refused is told and passed over; after ten of
 * a file they are counted.
 */
int egress_each_line(const struct egress_request *request, egress_take_line *take, void *context);
/* Tells of an error; returns the exit status. */
int egress_failed(const schain_error *error);
/* ,"key":"text" */
void egress_json_member(const char *key, schain_string text);
/* Text for a terminal: control characters become '?'. */
void egress_print(schain_string text);

/* A destination from an object, or 0 with `error` filled in; texts last until the next call. */
struct egress_json;
struct egress_json *egress_json_new(void);
void egress_json_free(struct egress_json *json);
int egress_json_destination(struct egress_json *json, schain_string line,
                            schain_destination *ret_destination, schain_error *error);
#endif
