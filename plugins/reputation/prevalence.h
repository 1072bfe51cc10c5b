/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_PREVALENCE_H
#define SCHAIN_REPUTATION_PREVALENCE_H
/* Sightings as they are written and read one by one; only in builds with SQLite. */
#include <supplychain/reputation.h>

#include "reputation/subject.h"

#define SCHAIN__DAY (86400 * SCHAIN_SECOND)

/* Without padding: compared as bytes. */
typedef struct schain__sighting {
	unsigned char key[SCHAIN__REP_KEY]; /* of the subject, its kind included */
	unsigned char host[SCHAIN__REP_KEY];
	int64_t day;
} schain__sighting;

void schain__prevalence_key(uint32_t kind, schain_string subject, unsigned char *key);
/* Returns 0, or -1 if something is missing. */
int schain__sighting_init(schain__sighting *seen, uint32_t kind, schain_string subject, schain_string host,
                          schain_time time);
/* In one transaction; on failure none is there. */
schain_status schain__prevalence_write(schain_prevalence *prevalence, const schain__sighting *seen, size_t count,
                                       schain_error *error);
/* What is in the file, without what waits to be written. */
schain_status schain__prevalence_read(schain_prevalence *prevalence, const unsigned char *key,
                                      schain_prevalence_record *ret_record, schain_error *error);
/* Between these, all reading is of one state of the file. */
void schain__prevalence_hold(schain_prevalence *prevalence);
void schain__prevalence_let_go(schain_prevalence *prevalence);
/* Was its subject seen on its host, on its day? */
int schain__prevalence_has_host(schain_prevalence *prevalence, const schain__sighting *seen);
int schain__prevalence_has_day(schain_prevalence *prevalence, const schain__sighting *seen);
#endif
