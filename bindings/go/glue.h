/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SUPPLYCHAIN_GO_GLUE_H
#define SUPPLYCHAIN_GO_GLUE_H
/*
 * What stands between an engine and Go so that a batch is one call: verdicts
 * are kept as lines of JSON until Go takes them. Handles are those of
 * runtime/cgo, as whole numbers.
 */
#include <stdint.h>
#include <supplychain/supplychain.h>
#include <supplychain/decode.h>

/* A kept verdict; its line follows, and zeros up to the next. */
struct glue_line {
	uint64_t number; /* schain_verdict::number */
	size_t length;
};

struct glue_buffer {
	char *data;
	size_t length, capacity;
};

struct glue {
	schain_engine *engine;
	schain_plugins *plugins;
	schain_store *store;
	struct glue_enricher *enrichers; /* a list */
	struct glue_buffer verdicts;     /* glue_line, line, ... each aligned for glue_line */
	schain_decoder *decoder;
	schain_error error; /* of the engine, inside a decoder's call */
	schain_status status;
	uintptr_t log;      /* handle; 0: none */
	uintptr_t problems; /* handle of whoever is told of problems; 0: none */
	uint32_t report;    /* flags of schain_report_write_json() */
};

struct glue_log {
	const char *format, *origin, *host, *mapping;
};

struct glue *glue_new(uint32_t report, uintptr_t log, schain_error *error);
void glue_free(struct glue *glue);
/* Adds one before glue_start(). */
schain_status glue_enrich(struct glue *glue, uintptr_t handle, const char *name, uint32_t subjects,
                          schain_error *error);
schain_status glue_start(struct glue *glue, const schain_policy *policy, uint64_t memory_limit,
                         schain_error *error);
schain_status glue_open_log(struct glue *glue, const struct glue_log *log, uintptr_t problems,
                            schain_error *error);
/* An error of the engine comes back as such. */
schain_status glue_feed_log(struct glue *glue, const void *data, size_t size, schain_error *error);
schain_status glue_finish_log(struct glue *glue, schain_error *error);
void glue_close_log(struct glue *glue);
schain_status glue_each(struct glue *glue, schain_error *error);
schain_status glue_export(struct glue *glue, schain_string host, struct glue_buffer *buffer, schain_error *error);
schain_status glue_attach(struct glue *glue, const char *path, uint32_t flags, const schain_store_options *options,
                          schain_error *error);
/* Offset of the next kept verdict, given that of one before. */
size_t glue_next(const struct glue_buffer *buffer, size_t offset);
schain_status glue_write_policy(const schain_policy *policy, const schain_policy *base,
                                struct glue_buffer *buffer, schain_error *error);
schain_status glue_write_event(const schain_event *event, struct glue_buffer *buffer, schain_error *error);
schain_status glue_post(const schain_plugin_host *host, uint64_t question, const schain_claim *claims, size_t count);
void glue_release(struct glue_buffer *buffer);
#endif
