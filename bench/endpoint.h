/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_ENDPOINT_H
#define BENCH_ENDPOINT_H
/* Endpoints that install, run and connect, as many events as a measurement wants. */
#include <supplychain/supplychain.h>

typedef struct endpoint {
	schain_engine *engine;
	const char *host;
	schain_time now; /* of the next event */
	int64_t step;    /* from one to the next */
	uint64_t events;
} endpoint;

/* 2026-01-01T00:00:00Z. */
#define ENDPOINT_EPOCH (INT64_C(1767225600) * SCHAIN_SECOND)

/* The end of it all, with a message, where a call fails. */
void endpoint_check(schain_status status, const schain_error *error);
/* CPU and wall-clock seconds. */
double endpoint_cpu(void);
double endpoint_wall(void);

schain_engine *endpoint_engine(uint64_t memory_limit,
                               int (*verdict)(void *context, const schain_verdict *verdict), void *context);
schain_engine_statistics endpoint_statistics(const schain_engine *engine);
/* Opens the SQLite store in that file; `is_new`: after removing what is there. */
schain_store *endpoint_store(const char *path, int is_new);
/* Bytes of the store's files. */
uint64_t endpoint_disk(const char *path);

void endpoint_start(endpoint *it, uint64_t parent, uint64_t pid, const char *image);
void endpoint_exit(endpoint *it, uint64_t pid);
void endpoint_write(endpoint *it, uint64_t pid, const char *path);
void endpoint_connect(endpoint *it, uint64_t pid, const char *name, const char *address, uint32_t port);
void endpoint_answer(endpoint *it, uint64_t pid, const char *name, const char *address);
/* dpkg delivers that many programs below /opt/pNUMBER. */
void endpoint_install(endpoint *it, uint64_t number, unsigned files);
/* One of these runs, connects to where many do, and ends. */
void endpoint_use(endpoint *it, uint64_t number, unsigned file);

/* Exits that are long past, so that nothing leads to what ran. */
void endpoint_rest(endpoint *it, int64_t nanoseconds);

/* What was told of the products that begin so, each revision once. */
typedef struct endpoint_told {
	const char *product;
	uint64_t verdicts;
	uint32_t worst; /* level */
	uint32_t unused;
	uint64_t digest; /* of each verdict as JSON, in order */
} endpoint_told;
int endpoint_tell(void *context, const schain_verdict *verdict);

/*
 * Parts of the program, under that memory limit. Each returns 0, or 1 when what
 * it measured is not as promised.
 */
int state_attach(uint64_t files, uint64_t memory);
int state_hosts(uint64_t hosts, uint64_t memory);
int state_age(uint64_t hosts, uint64_t memory);
int state_crowd(uint64_t hosts, uint64_t memory);
int state_flood(uint64_t events, uint64_t memory);
int state_dormant(uint64_t events, uint64_t memory);
int state_soak(uint64_t hours, uint64_t memory, uint64_t events);
#endif
