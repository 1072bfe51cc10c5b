/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_VERIFY_H
#define SCHAIN_TOOLS_VERIFY_H
/* supplychain verify and trust: what their parts share. */
#include "command.h"

#include <supplychain/signature.h>

/* Read where --trust is not given, if it is there. */
#define DEFAULT_TRUST "/etc/supplychain/trust.pem"

enum { EXIT_UNSIGNED = 4 }; /* of verify: nothing is wrong, but not everything is signed */

/* What the options of verify say; texts are the command line's. */
struct verify_request {
	schain_verifier *verifier;
	const char *signature; /* in a file of its own; NULL: none */
	const schain_signature_report *before;
	int is_json;
	int is_long;
	int is_quiet;
	int is_all; /* in folders also what can carry no signature */
	int wants_hash;
};

/* Verifies files and folders; returns an exit status. */
int verify_paths(const struct verify_request *request, int count, char **paths);
/* A report for people: a line, or all that is known. */
void verify_print_line(FILE *stream, const schain_signature_report *report);
void verify_print_long(FILE *stream, const schain_signature_report *report);
void verify_print_history(FILE *stream, uint32_t history);

/* "code,timestamp" as bits. Returns 0, or -1. */
int verify_parse_usages(const char *text, uint32_t *ret_usages);
/* A text of a file's or certificate's, without what could act on a terminal. */
void verify_print_text(FILE *stream, schain_string text);
/* "2026-11-24T03:08:17Z" */
void verify_print_time(FILE *stream, schain_time time);

/* Actions of trust. */
int trust_import(const char *list, const char *output, int is_apple, uint32_t usages, int count,
                 char **paths);
int trust_show(int count, char **paths);
#endif
