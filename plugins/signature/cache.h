/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_CACHE_H
#define SCHAIN_SIGNATURE_CACHE_H
/*
 * Reports kept: by the file they are of while it is unchanged, and by content.
 * The oldest make room.
 */
#include "signature/input.h"
#include "signature/report.h"

typedef struct schain__sig_cache_entry {
	struct schain__sig_cache_entry *next_by_file, *next_by_content;
	schain__sig_file_key file;
	unsigned char content[32]; /* SHA-256 that covers every byte */
	uint32_t has_content;
	uint32_t request_flags; /* SCHAIN_REQUEST_FILE_HASH: the report has it */
	schain_time found_at;
	size_t size; /* bytes of the report */
	const schain_signature_report *report; /* NULL: free */
} schain__sig_cache_entry;

typedef struct schain__sig_cache {
	schain_allocator allocator;
	schain__sig_cache_entry *entries; /* a ring of `slots`: from `oldest`, `used` of them */
	schain__sig_cache_entry **by_file, **by_content; /* `slots` buckets each */
	size_t slots, oldest, used;
	size_t size, limit; /* bytes of the reports */
} schain__sig_cache;

/* Nothing is allocated before the first is kept. */
void schain__sig_cache_init(schain__sig_cache *cache, size_t limit,
                            const schain_allocator *allocator);
void schain__sig_cache_clear(schain__sig_cache *cache);
/* Forgets all reports. */
void schain__sig_cache_forget(schain__sig_cache *cache);
/* Borrowed; NULL if there is none as good as `request_flags` asks that was found at `not_before` or later. */
const schain_signature_report *schain__sig_cache_by_file(const schain__sig_cache *cache,
                                                         const schain__sig_file_key *file,
                                                         uint32_t request_flags,
                                                         schain_time not_before);
const schain_signature_report *schain__sig_cache_by_content(const schain__sig_cache *cache,
                                                            const unsigned char content[32],
                                                            uint32_t request_flags,
                                                            schain_time not_before);
/* Holds `report`, which may fail for lack of memory: then it is not kept. */
void schain__sig_cache_keep(schain__sig_cache *cache, const schain__sig_file_key *file,
                            const unsigned char *content, uint32_t request_flags, schain_time found_at,
                            const schain_signature_report *report);
#endif
