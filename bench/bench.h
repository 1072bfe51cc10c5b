/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_H
#define BENCH_H
/* Parts of the benchmark. All but the baseline use the public interface only. */
#include <supplychain/supplychain.h>
#include <supplychain/decode.h>

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* CPU seconds of this process, or the end of it all with a message. */
double bench_cpu(void);
void bench_check(schain_status status, const schain_error *error);
void *bench_allocate(size_t size);

/* baseline.cpp: lines that simdjson alone parses in `data`, padded by bench_padding() bytes. */
size_t bench_padding(void);
size_t bench_baseline(const char *data, size_t size);

/* copy.c: events that outlive the decoder's batch. */
typedef struct bench_store {
	char *data;
	size_t size, used;
	schain_event *events;
	size_t count, capacity;
} bench_store;
void bench_store_init(bench_store *store, size_t events, size_t bytes);
void bench_store_dispose(bench_store *store);
/* Returns 0 when the store is full. */
int bench_store_add(bench_store *store, const schain_event *event);

/* decode.c: prints what decoding costs, a line a family of formats. */
void bench_formats(void);

/* pending.c: nanoseconds an event costs with so many chains pending; *ret_chains: those the engine has. */
double bench_pending(const schain_policy *policy, size_t chains, uint64_t *ret_chains);

/* plugin.c: prints what a question to a plugin costs. */
void bench_plugins(void);
/* Seconds, by that clock, of a stretch of events that raise questions; `plugins` NULL: to nobody. */
double bench_questions(schain_plugins *plugins, double (*clock)(void));

/* isolated.c: prints what one to an isolated plugin costs. */
void bench_isolated(void);

/* egress.c: prints what one question to each judge of destinations costs. */
void bench_egress(void);

#ifdef __cplusplus
}
#endif
#endif
