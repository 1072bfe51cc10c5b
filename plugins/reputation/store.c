/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a store: its header, where its parts lie, and its checksums. */
#include "reputation/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t schain__rep_checksum(const void *data, size_t size)
{
	return XXH3_64bits(data, size);
}

static schain_status damaged(const schain_reputation *store, schain_error *error, const char *what)
{
	return schain__rep_error(error, SCHAIN_E_DAMAGED, store->path, 0, "the store is damaged: %s", what);
}

static schain_status map_file(schain_reputation *store, schain_error *error)
{
	int file = open(store->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat status;
	void *map;

	if (file < 0)
		return schain__rep_io_error(error, store->path, "cannot open the store");
	if (fstat(file, &status) < 0 || !S_ISREG(status.st_mode) ||
	    status.st_size < (off_t)sizeof(schain__rep_header)) {
		close(file);
		return schain__rep_error(error, SCHAIN_E_FORMAT, store->path, 0, "not a reputation store");
	}
	map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, file, 0);
	close(file);
	if (map == MAP_FAILED)
		return schain__rep_io_error(error, store->path, "cannot map the store");
	store->map = map;
	store->size = (uint64_t)status.st_size;
	return SCHAIN_OK;
}

static schain_status check_header(schain_reputation *store, schain_error *error)
{
	const schain__rep_header *header = (const void *)store->map;
	uint64_t table;

	if (memcmp(header->magic, SCHAIN__REP_MAGIC, sizeof header->magic))
		return schain__rep_error(error, SCHAIN_E_FORMAT, store->path, 0, "not a reputation store");
	if (header->order != SCHAIN__REP_ORDER)
		return schain__rep_error(error, SCHAIN_E_FORMAT, store->path, 0,
		                         "made on a machine of another byte order");
	if (header->version != SCHAIN__REP_VERSION)
		return schain__rep_error(error, SCHAIN_E_FORMAT, store->path, 0,
		                         "version %u of the format; this library reads version %d",
		                         (unsigned)header->version, SCHAIN__REP_VERSION);
	if (header->checksum !=
	    schain__rep_checksum(header, offsetof(schain__rep_header, checksum)))
		return damaged(store, error, "header");
	if (header->size != store->size)
		return damaged(store, error, "it is not as long as its header says");
	table = (uint64_t)header->section_count * sizeof(schain__rep_section);
	if (header->section_count > SCHAIN__REP_SECTIONS || header->sections % SCHAIN__REP_ALIGN ||
	    header->sections > store->size || table > store->size - header->sections)
		return damaged(store, error, "header");
	store->header = header;
	store->sections = (const void *)(store->map + header->sections);
	if (header->sections_checksum != schain__rep_checksum(store->sections, (size_t)table))
		return damaged(store, error, "table of parts");
	return SCHAIN_OK;
}

static schain_status place_parts(schain_reputation *store, schain_error *error)
{
	uint32_t blooms = 0;

	for (uint32_t i = 0; i < store->header->section_count; i++) {
		const schain__rep_section *section = &store->sections[i];
		schain__rep_part *part;

		if (section->offset % SCHAIN__REP_ALIGN || section->offset > store->size ||
		    section->size > store->size - section->offset)
			return damaged(store, error, "a part lies outside");
		if (section->column == SCHAIN__REP_BLOOM) {
			blooms++;
			continue;
		}
		if (section->kind >= SCHAIN__REP_KINDS || !section->column ||
		    section->column >= SCHAIN__REP_COLUMNS)
			return damaged(store, error, "table of parts");
		part = &store->kinds[section->kind].parts[section->column];
		if (part->data)
			return damaged(store, error, "a part is there twice");
		part->data = store->map + section->offset;
		part->size = section->size;
	}
	if (blooms) {
		store->blooms = schain__rep_alloc(&store->memory, blooms * sizeof *store->blooms);
		if (!store->blooms)
			return schain__rep_no_memory(error);
	}
	store->bloom_count = blooms;
	blooms = 0;
	for (uint32_t i = 0; i < store->header->section_count; i++) {
		const schain__rep_section *section = &store->sections[i];

		if (section->column != SCHAIN__REP_BLOOM)
			continue;
		store->blooms[blooms].data = store->map + section->offset;
		store->blooms[blooms].size = section->size;
		store->blooms[blooms++].source = section->kind - 1;
	}
	return SCHAIN_OK;
}

/* Columns of a kind agree in length, so that a lookup need not ask again. */
static int is_whole(schain__rep_index *index, uint32_t kind)
{
	const schain__rep_part *parts = index->parts;
	size_t key = schain__rep_key_size(kind);

	if (!parts[SCHAIN__REP_KEYS].data)
		return !parts[SCHAIN__REP_NOTES].data && !parts[SCHAIN__REP_FILTER].data;
	index->count = parts[SCHAIN__REP_KEYS].size / key;
	if (parts[SCHAIN__REP_KEYS].size % key || !index->count || index->count > UINT32_MAX ||
	    parts[SCHAIN__REP_NOTES].size != index->count * sizeof(uint16_t) ||
	    parts[SCHAIN__REP_PALETTE_TABLE].size % sizeof(uint32_t) ||
	    parts[SCHAIN__REP_EXTRA_TABLE].size % sizeof(schain__rep_extra))
		return 0;
	if (schain__rep_keeps_text(kind) &&
	    parts[SCHAIN__REP_TEXTS].size != (index->count + 1) * sizeof(uint32_t))
		return 0;
	if (kind == SCHAIN_REPUTATION_ADDRESS)
		return 1;
	index->shift = schain__rep_shift(index->count);
	index->blocks = schain__rep_blocks(index->count);
	return parts[SCHAIN__REP_FILTER].size == (uint64_t)index->blocks * SCHAIN__REP_FILTER_BLOCK &&
	       parts[SCHAIN__REP_DIRECTORY].size ==
	               ((UINT64_C(1) << (64 - index->shift)) + 1) * sizeof(uint32_t);
}

static schain_status read_sources(schain_reputation *store, schain_error *error)
{
	const schain__rep_part *part = &store->kinds[0].parts[SCHAIN__REP_SOURCE_TABLE];
	const schain__rep_source *from = (const void *)part->data;
	uint64_t count = part->size / sizeof *from;

	if (part->size % sizeof *from || count > SCHAIN__REP_SOURCES)
		return damaged(store, error, "sources");
	store->sources = schain__rep_alloc(&store->memory, (size_t)count * sizeof *store->sources);
	if (!store->sources)
		return schain__rep_no_memory(error);
	store->source_count = (uint32_t)count;
	for (uint32_t i = 0; i < count; i++) {
		schain_reputation_source *to = &store->sources[i];

		memset(to, 0, sizeof *to);
		to->struct_size = sizeof *to;
		to->date = from[i].date;
		to->imported = from[i].imported;
		to->entries = from[i].entries;
		to->ignored = from[i].ignored;
		to->malformed = from[i].malformed;
		to->name = schain__rep_text_at(store, from[i].name);
		to->title = schain__rep_text_at(store, from[i].title);
		to->author = schain__rep_text_at(store, from[i].author);
		to->licence = schain__rep_text_at(store, from[i].licence);
		to->format = schain__rep_text_at(store, from[i].format);
	}
	return SCHAIN_OK;
}

static schain_status open_parts(schain_reputation *store, schain_error *error)
{
	schain_status status = check_header(store, error);

	if (status == SCHAIN_OK)
		status = place_parts(store, error);
	for (uint32_t kind = 1; status == SCHAIN_OK && kind < SCHAIN__REP_KINDS; kind++)
		if (!is_whole(&store->kinds[kind], kind))
			status = damaged(store, error, schain_reputation_kind_get_name(kind));
	return status == SCHAIN_OK ? read_sources(store, error) : status;
}

schain_status schain_reputation_open(const char *path, const schain_allocator *allocator,
                                     schain_reputation **ret_reputation, schain_error *error)
{
	schain__rep_memory memory;
	schain_reputation *store;
	schain_status status;

	if (!path || !ret_reputation)
		return schain__rep_error(error, SCHAIN_E_ARGUMENT, NULL, 0, "a path is needed");
	schain__rep_memory_init(&memory, allocator);
	store = schain__rep_alloc(&memory, sizeof *store);
	if (!store)
		return schain__rep_no_memory(error);
	memset(store, 0, sizeof *store);
	store->memory = memory;
	store->path_size = strlen(path) + 1;
	store->path = schain__rep_alloc(&memory, store->path_size);
	if (!store->path) {
		schain_reputation_close(store);
		return schain__rep_no_memory(error);
	}
	memcpy(store->path, path, store->path_size);
	status = map_file(store, error);
	if (status == SCHAIN_OK)
		status = open_parts(store, error);
	if (status != SCHAIN_OK) {
		schain_reputation_close(store);
		return status;
	}
	*ret_reputation = store;
	return SCHAIN_OK;
}

void schain_reputation_close(schain_reputation *store)
{
	schain__rep_memory memory;

	if (!store)
		return;
	memory = store->memory;
	if (store->map)
		munmap((void *)(uintptr_t)store->map, (size_t)store->size);
	schain__rep_release(&memory, store->sources, store->source_count * sizeof *store->sources);
	schain__rep_release(&memory, store->blooms, store->bloom_count * sizeof *store->blooms);
	schain__rep_release(&memory, store->path, store->path_size);
	schain__rep_release(&memory, store, sizeof *store);
}

schain_status schain_reputation_verify(const schain_reputation *store, schain_error *error)
{
	static const char *const names[SCHAIN__REP_COLUMNS] = {
		"", "strings", "sources", "claims", "notes", "keys", "notes of keys", "palette",
		"extra notes", "directory", "filter", "text places", "texts", "Bloom filter",
	};

	if (!store)
		return schain__rep_error(error, SCHAIN_E_ARGUMENT, NULL, 0, "a store is needed");
	for (uint32_t i = 0; i < store->header->section_count; i++) {
		const schain__rep_section *section = &store->sections[i];

		if (schain__rep_checksum(store->map + section->offset, (size_t)section->size) ==
		    section->checksum)
			continue;
		if (section->column == SCHAIN__REP_BLOOM || !section->kind)
			return damaged(store, error, names[section->column]);
		return schain__rep_error(error, SCHAIN_E_DAMAGED, store->path, 0,
		                         "the store is damaged: %s of kind %s", names[section->column],
		                         schain_reputation_kind_get_name(section->kind));
	}
	return SCHAIN_OK;
}

const schain_reputation_source *schain_reputation_source_at(const schain_reputation *store,
                                                            size_t index)
{
	return store && index < store->source_count ? &store->sources[index] : NULL;
}

schain_status schain_reputation_get_statistics(const schain_reputation *store,
                                               schain_reputation_statistics *ret_statistics,
                                               schain_error *error)
{
	schain_reputation_statistics statistics;
	uint32_t size;

	if (!store || !ret_statistics)
		return schain__rep_error(error, SCHAIN_E_ARGUMENT, NULL, 0, "a store is needed");
	size = ret_statistics->struct_size;
	if (size < sizeof statistics)
		return schain__rep_error(error, SCHAIN_E_TOO_SMALL, NULL, 0, "struct_size is too small");
	memset(&statistics, 0, sizeof statistics);
	statistics.struct_size = size;
	statistics.sources = store->source_count;
	statistics.created = store->header->created;
	statistics.bytes = store->size;
	statistics.filters = store->bloom_count;
	for (uint32_t kind = 1; kind < SCHAIN__REP_KINDS; kind++)
		statistics.subjects[kind] = store->kinds[kind].count;
	memcpy(ret_statistics, &statistics, sizeof statistics);
	return SCHAIN_OK;
}
