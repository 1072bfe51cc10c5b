/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_SYSMON_SYSMON_H
#define SCHAIN_DECODE_SYSMON_SYSMON_H
/*
 * Records into events. All readers end here, so that the same facts give the
 * same events whatever they were wrapped in.
 */
#include "winlog.h"

struct schain__integrity_join; /* integrity.c */
struct schain__trust_join;     /* capi2.c */

/* What the translators keep from record to record. */
typedef struct schain__translator {
	schain__decode *decode;
	struct schain__integrity_join *join; /* made when first needed */
	struct schain__trust_join *trust;    /* the same */
} schain__translator;

void schain__translator_init(schain__translator *translator, schain__decode *decode);
void schain__translator_dispose(schain__translator *translator);
/*
 * Emits what one record says. `is_cut`: it ended too early, and counts as
 * incomplete if its fields suffice for an event.
 */
schain_status schain__translate(schain__translator *translator, const schain__winlog *record,
                                int is_cut);

/* sysmon.c, integrity.c and so on: records of a known origin, with their id. */
schain_status schain__sysmon_translate(schain__translator *translator, const schain__winlog *record,
                                       schain__slot *slot, uint64_t id);
schain_status schain__integrity_translate(schain__translator *translator,
                                          const schain__winlog *record, schain__slot *slot,
                                          uint64_t id);
schain_status schain__security_translate(schain__translator *translator,
                                         const schain__winlog *record, schain__slot *slot,
                                         uint64_t id);
schain_status schain__msi_translate(schain__translator *translator, const schain__winlog *record,
                                    schain__slot *slot, uint64_t id);
schain_status schain__update_translate(schain__translator *translator, const schain__winlog *record,
                                       schain__slot *slot, uint64_t id);
schain_status schain__capi2_translate(schain__translator *translator, const schain__winlog *record,
                                      schain__slot *slot, uint64_t id);
void schain__trust_join_free(schain__decode *decode, struct schain__trust_join *join);
void schain__integrity_join_free(schain__decode *decode, struct schain__integrity_join *join);

/*
 * A path as the rest of the library spells it: without the NT prefixes \??\
 * and \\?\, and with a drive letter where the record leaves no doubt.
 */
schain_status schain__windows_path(schain__decode *decode, schain_string path,
                                   schain_string *ret_path);
/* "SHA1=...,MD5=...,SHA256=...": into the file's fields; others are passed over. */
void schain__hashes_split(schain_string hashes, schain_file *file);
#endif
