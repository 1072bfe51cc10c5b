/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/cache.h"

#include <string.h>

enum { LEAST_REPORT = 1024 }; /* bytes that the smallest takes, about */

void schain__sig_cache_init(schain__sig_cache *cache, size_t limit,
                            const schain_allocator *allocator)
{
	memset(cache, 0, sizeof *cache);
	cache->allocator = *allocator;
	cache->limit = limit;
	cache->slots = 16;
	while (cache->slots < limit / LEAST_REPORT && cache->slots < SIZE_MAX / 512)
		cache->slots *= 2;
}

static void free_tables(schain__sig_cache *cache)
{
	schain__sig_release(&cache->allocator, cache->entries, cache->slots * sizeof *cache->entries);
	schain__sig_release(&cache->allocator, cache->by_file, cache->slots * sizeof *cache->by_file);
	schain__sig_release(&cache->allocator, cache->by_content,
	                    cache->slots * sizeof *cache->by_content);
	cache->entries = NULL;
	cache->by_file = cache->by_content = NULL;
}

static int make_tables(schain__sig_cache *cache)
{
	if (cache->entries)
		return 0;
	cache->entries = schain__sig_alloc(&cache->allocator, cache->slots * sizeof *cache->entries);
	cache->by_file = schain__sig_alloc(&cache->allocator, cache->slots * sizeof *cache->by_file);
	cache->by_content =
			schain__sig_alloc(&cache->allocator, cache->slots * sizeof *cache->by_content);
	if (cache->entries && cache->by_file && cache->by_content)
		return 0;
	free_tables(cache);
	return -1;
}

/* Inodes are given by the file system, not by who writes the file: no need of a keyed hash. */
static size_t file_bucket(const schain__sig_cache *cache, const schain__sig_file_key *key)
{
	uint64_t mixed = (key->inode ^ key->device << 32) * 0x9e3779b97f4a7c15u; /* 2^64 / golden ratio */

	return (size_t)(mixed >> 32) & (cache->slots - 1);
}

static size_t content_bucket(const schain__sig_cache *cache, const unsigned char content[32])
{
	size_t start;

	memcpy(&start, content, sizeof start);
	return start & (cache->slots - 1);
}

static void unlink_file(schain__sig_cache *cache, const schain__sig_cache_entry *entry)
{
	schain__sig_cache_entry **link = &cache->by_file[file_bucket(cache, &entry->file)];

	while (*link != entry)
		link = &(*link)->next_by_file;
	*link = entry->next_by_file;
}

static void unlink_content(schain__sig_cache *cache, const schain__sig_cache_entry *entry)
{
	schain__sig_cache_entry **link;

	if (!entry->has_content)
		return;
	link = &cache->by_content[content_bucket(cache, entry->content)];
	while (*link != entry)
		link = &(*link)->next_by_content;
	*link = entry->next_by_content;
}

static void forget_oldest(schain__sig_cache *cache)
{
	schain__sig_cache_entry *entry = &cache->entries[cache->oldest];

	unlink_file(cache, entry);
	unlink_content(cache, entry);
	schain_signature_report_unref(entry->report);
	cache->size -= entry->size;
	cache->oldest = (cache->oldest + 1) & (cache->slots - 1);
	cache->used--;
}

void schain__sig_cache_forget(schain__sig_cache *cache)
{
	while (cache->used)
		forget_oldest(cache);
}

void schain__sig_cache_clear(schain__sig_cache *cache)
{
	schain__sig_cache_forget(cache);
	free_tables(cache);
}

static int is_fit(const schain__sig_cache_entry *entry, uint32_t request_flags,
                  schain_time not_before)
{
	return entry->found_at >= not_before && !(request_flags & ~entry->request_flags);
}

const schain_signature_report *schain__sig_cache_by_file(const schain__sig_cache *cache,
                                                         const schain__sig_file_key *file,
                                                         uint32_t request_flags,
                                                         schain_time not_before)
{
	const schain__sig_cache_entry *entry =
			cache->used ? cache->by_file[file_bucket(cache, file)] : NULL;

	for (; entry; entry = entry->next_by_file)
		if (!memcmp(&entry->file, file, sizeof *file) && is_fit(entry, request_flags, not_before))
			return entry->report;
	return NULL;
}

const schain_signature_report *schain__sig_cache_by_content(const schain__sig_cache *cache,
                                                            const unsigned char content[32],
                                                            uint32_t request_flags,
                                                            schain_time not_before)
{
	const schain__sig_cache_entry *entry =
			cache->used ? cache->by_content[content_bucket(cache, content)] : NULL;

	for (; entry; entry = entry->next_by_content)
		if (!memcmp(entry->content, content, 32) && is_fit(entry, request_flags, not_before))
			return entry->report;
	return NULL;
}

void schain__sig_cache_keep(schain__sig_cache *cache, const schain__sig_file_key *file,
                            const unsigned char *content, uint32_t request_flags,
                            schain_time found_at, const schain_signature_report *report)
{
	size_t size = schain__sig_report_size(report);
	schain__sig_cache_entry *entry, **link;

	if (size > cache->limit || make_tables(cache) != 0)
		return;
	while (cache->used == cache->slots || cache->size + size > cache->limit)
		forget_oldest(cache);
	entry = &cache->entries[(cache->oldest + cache->used) & (cache->slots - 1)];
	memset(entry, 0, sizeof *entry);
	entry->file = *file;
	entry->request_flags = request_flags;
	entry->found_at = found_at;
	entry->size = size;
	entry->report = schain_signature_report_ref(report);
	link = &cache->by_file[file_bucket(cache, file)];
	entry->next_by_file = *link;
	*link = entry;
	if (content) {
		memcpy(entry->content, content, sizeof entry->content);
		entry->has_content = 1;
		link = &cache->by_content[content_bucket(cache, content)];
		entry->next_by_content = *link;
		*link = entry;
	}
	cache->used++;
	cache->size += size;
}
