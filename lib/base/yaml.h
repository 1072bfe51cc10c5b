/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_YAML_H
#define SCHAIN_BASE_YAML_H
/*
 * YAML read event by event: no tree is built, so a document costs no more than
 * its length. Anchors, aliases and tags say nothing that the library's files
 * need and are refused. libfyaml itself takes memory from malloc. Only in
 * builds with HAVE_YAML.
 */
#include "base/error.h"

#include <libfyaml.h>

typedef struct schain__yaml {
	schain_string document;
	const char *name; /* of the file, in errors */
	const char *what; /* "policy" and the like, in errors */
	schain_error *error;
	struct fy_diag *diag;
	struct fy_parser *parser;
	struct fy_event *event; /* the current node */
	schain_string text;     /* of the current scalar; valid until the next node */
	size_t key_at;          /* where the last key is, for values that are absent */
	schain__buffer unquoted;
} schain__yaml;

/* Checks that the document is UTF-8 text. To be closed in either case. */
schain_status schain__yaml_open(schain__yaml *yaml, schain__memory *memory, schain_string document,
                                const char *name, const char *what, schain_error *error);
void schain__yaml_close(schain__yaml *yaml);

/* Calls `read` at the start of the one document there may be; not if it is empty. */
schain_status schain__yaml_read(schain__yaml *yaml, schain_status (*read)(void *context),
                                void *context);
/* The next node of the document. */
schain_status schain__yaml_next(schain__yaml *yaml);
int schain__yaml_is_scalar(const schain__yaml *yaml);
int schain__yaml_is_list(const schain__yaml *yaml);
int schain__yaml_is_mapping(const schain__yaml *yaml);
/* The end of the list or mapping that is read at present. */
int schain__yaml_is_end(const schain__yaml *yaml);
/* A scalar without text: nothing behind a colon or a dash. */
int schain__yaml_is_empty(const schain__yaml *yaml);
/* Byte of the document at which the current node begins. */
size_t schain__yaml_at(const schain__yaml *yaml);

/* Adds line and column to an error that schain__fail() made; returns the status. */
schain_status schain__yaml_fail(schain__yaml *yaml, schain_status status);
schain_status schain__yaml_fail_at(schain__yaml *yaml, schain_status status, size_t byte);
/* "what: expected ..., found ...". */
schain_status schain__yaml_fail_kind(schain__yaml *yaml, const char *what, const char *expected);
#endif
