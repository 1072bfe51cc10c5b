/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_CENSUS_H
#define SCHAIN_REPUTATION_CENSUS_H
/*
 * Local prevalence as the plugin keeps it: what is seen is answered for at
 * once, and written by a thread in batches.
 */
#include <supplychain/reputation.h>

typedef struct schain__census schain__census;

/* `learns` 0: nothing is counted. */
schain_status schain__census_open(const char *path, uint64_t limit, int learns, schain__census **ret_census,
                                  schain_error *error);
/* Writes what still waits, once. NULL is allowed. */
void schain__census_close(schain__census *census);
/*
 * Tells how often the subject was seen before, whatever has been written of it
 * by now, and counts it. From one thread. Returns 0, or -1: unknown.
 */
int schain__census_see(schain__census *census, uint32_t kind, schain_string subject, schain_string host,
                       schain_time time, schain_prevalence_record *ret_record);
/* What of all was counted, and since when; the same. */
int schain__census_total(schain__census *census, schain_prevalence_record *ret_total);
/* Copies why writing fails, if it began to since the last call; else returns 0. */
int schain__census_failure(schain__census *census, char *ret_message, size_t size);
#endif
