/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_REPUTATION_H
#define SCHAIN_TOOLS_REPUTATION_H
/* supplychain reputation: what its actions share. */
#include "command.h"

#include <supplychain/reputation.h>

enum { FORGET_LIMIT = 64 };

struct reputation_request {
	const char *store;
	const char *source;
	const char *licence;
	const char *ecosystem;
	const char *format;
	const char *suffixes;
	const char *prevalence;
	const char *forget[FORGET_LIMIT];
	size_t forget_count;
	uint32_t kind;
	uint32_t standing;
	uint32_t confidence;
	uint64_t memory;
	schain_time now;
	schain_time before;
	int is_store_given;
	int is_strict;
	int is_json;
	int is_verified;
	int is_quiet;
};

/* Each returns an exit status. */
int reputation_import(const struct reputation_request *request, int count, char **paths);
int reputation_expire(const struct reputation_request *request);
int reputation_list(const struct reputation_request *request);
int reputation_lookup(const struct reputation_request *request, int count, char **subjects);
int reputation_merge(const struct reputation_request *request, int count, char **paths);
int reputation_stats(const struct reputation_request *request);

/* Exit status for an error that was told. */
int reputation_failed(const schain_error *error);
/* "2020-12-13" */
void reputation_date(schain_time time, char text[16]);
/* A JSON string, quotes included; what is no UTF-8 becomes U+FFFD. */
void reputation_json_string(schain_string text);
/* ,"key":"text" where there is a text. */
void reputation_json_member(const char *key, schain_string text);
#endif
