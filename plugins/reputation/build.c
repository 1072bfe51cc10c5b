/* SPDX-License-Identifier: Apache-2.0 */
#include "reputation/build.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum {
	BUFFER = 1 << 16,
	SIDE_SUFFIX = 8, /* ".XXXXXX" */
};

enum side { SIDE_NOTES, SIDE_EXTRA, SIDE_TEXTS, SIDE_TEXT_BYTES };

static schain_status fail(const schain__rep_build *build, schain_error *error)
{
	return schain__rep_io_error(error, build->path, "cannot write the store");
}

/* A file beside the store that loses its name at once. */
static int open_side(schain__rep_stream *side)
{
	snprintf(side->name, strlen(side->path) + SIDE_SUFFIX, "%s.XXXXXX", side->path);
	side->file = mkstemp(side->name);
	if (side->file < 0)
		return -1;
	fcntl(side->file, F_SETFD, FD_CLOEXEC);
	return unlink(side->name);
}

static int flush(schain__rep_stream *stream)
{
	size_t done = 0;

	if (stream->file < 0 && open_side(stream))
		return -1;

	while (done < stream->used) {
		ssize_t count = write(stream->file, stream->buffer + done, stream->used - done);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -1;
		done += (size_t)count;
	}
	stream->used = 0;
	return 0;
}

static int put(schain__rep_stream *stream, const void *data, size_t size)
{
	const unsigned char *from = data;

	stream->written += size;
	while (size) {
		size_t part = BUFFER - stream->used < size ? BUFFER - stream->used : size;

		memcpy(stream->buffer + stream->used, from, part);
		stream->used += part;
		from += part;
		size -= part;
		if (stream->used == BUFFER && flush(stream))
			return -1;
	}
	return 0;
}

static int align(schain__rep_stream *stream)
{
	static const unsigned char zeros[SCHAIN__REP_ALIGN];

	return put(stream, zeros, (size_t)(-stream->written % SCHAIN__REP_ALIGN));
}

static schain_status add_section(schain__rep_build *build, uint32_t kind, uint32_t column,
                                 uint64_t offset, uint64_t size, uint64_t checksum,
                                 schain_error *error)
{
	schain__rep_section *section;

	if (build->section_count == SCHAIN__REP_SECTIONS)
		return schain__rep_error(error, SCHAIN_E_LIMIT, build->path, 0, "too many parts");
	if (schain__rep_grow(build->memory, (void **)&build->sections, &build->section_capacity,
	                     build->section_count + 1, sizeof *section))
		return schain__rep_no_memory(error);
	section = &build->sections[build->section_count++];
	section->kind = kind;
	section->column = column;
	section->offset = offset;
	section->size = size;
	section->checksum = checksum;
	return align(&build->out) ? fail(build, error) : SCHAIN_OK;
}

static schain_status put_section(schain__rep_build *build, uint32_t kind, uint32_t column,
                                 const void *data, uint64_t size, schain_error *error)
{
	uint64_t offset = build->out.written;

	if (put(&build->out, data, (size_t)size))
		return fail(build, error);
	return add_section(build, kind, column, offset, size, schain__rep_checksum(data, (size_t)size),
	                   error);
}

schain_status schain__rep_build_begin(schain__rep_build *build, schain__rep_memory *memory,
                                      const char *path, int64_t created, schain_error *error)
{
	schain__rep_header header = { 0 };

	memset(build, 0, sizeof *build);
	build->memory = memory;
	build->created = created;
	build->out.file = -1;
	for (size_t i = 0; i < SCHAIN__REP_SIDES; i++)
		build->sides[i].file = -1;
	build->path_size = strlen(path) + 1;
	/* Behind it, room for the name of a side. */
	build->path = schain__rep_alloc(memory, 2 * build->path_size + SIDE_SUFFIX);
	build->out.buffer = schain__rep_alloc(memory, BUFFER);
	if (!build->path || !build->out.buffer || schain__rep_pool_init(&build->pool, memory))
		return schain__rep_no_memory(error);
	memcpy(build->path, path, build->path_size);
	for (size_t i = 0; i < SCHAIN__REP_SIDES; i++) {
		build->sides[i].path = build->path;
		build->sides[i].name = build->path + build->path_size;
		build->sides[i].buffer = schain__rep_alloc(memory, BUFFER);
		if (!build->sides[i].buffer)
			return schain__rep_no_memory(error);
	}
	build->out.file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (build->out.file < 0 || put(&build->out, &header, sizeof header) || align(&build->out))
		return fail(build, error);
	return SCHAIN_OK;
}

void schain__rep_build_kind(schain__rep_build *build, uint32_t kind)
{
	build->kind = kind;
	build->count = 0;
	build->keys_at = build->out.written;
	build->palette_count = 0;
	if (build->local)
		memset(build->local, 0, build->local_capacity * sizeof *build->local);
}

/* The two bytes that stand for a note in this kind; -1 when memory is out. */
static int32_t place_note(schain__rep_build *build, uint32_t note)
{
	size_t before = build->local_capacity;

	if (schain__rep_grow(build->memory, (void **)&build->local, &build->local_capacity,
	                     (size_t)note + 1, sizeof *build->local))
		return -1;
	memset(build->local + before, 0, (build->local_capacity - before) * sizeof *build->local);
	if (build->local[note])
		return (int32_t)build->local[note] - 1;
	if (build->palette_count == SCHAIN__REP_PALETTE)
		return SCHAIN__REP_EXTRA;
	if (schain__rep_grow(build->memory, (void **)&build->palette, &build->palette_capacity,
	                     build->palette_count + 1, sizeof *build->palette))
		return -1;
	build->palette[build->palette_count++] = note;
	build->local[note] = (uint32_t)build->palette_count;
	return (int32_t)build->palette_count - 1;
}

schain_status schain__rep_build_put(schain__rep_build *build, const unsigned char *key, uint32_t note,
                                    schain_string text, schain_error *error)
{
	int32_t place = place_note(build, note);
	uint16_t local = (uint16_t)place;
	schain__rep_extra extra = { (uint32_t)build->count, note };
	uint64_t texts = build->sides[SIDE_TEXT_BYTES].written;
	uint32_t text_at = (uint32_t)texts;

	if (place < 0)
		return schain__rep_no_memory(error);
	if (build->count == UINT32_MAX - 1 || texts + text.length > UINT32_MAX)
		return schain__rep_error(error, SCHAIN_E_LIMIT, build->path, 0, "too many entries of kind %s",
		                         schain_reputation_kind_get_name(build->kind));
	if (put(&build->out, key, schain__rep_key_size(build->kind)) ||
	    put(&build->sides[SIDE_NOTES], &local, sizeof local) ||
	    (local == SCHAIN__REP_EXTRA && put(&build->sides[SIDE_EXTRA], &extra, sizeof extra)))
		return fail(build, error);
	if (schain__rep_keeps_text(build->kind) &&
	    (put(&build->sides[SIDE_TEXTS], &text_at, sizeof text_at) ||
	     put(&build->sides[SIDE_TEXT_BYTES], text.data, text.length)))
		return fail(build, error);
	build->count++;
	return SCHAIN_OK;
}

/* Empties a side into the store. */
static int move_side(schain__rep_build *build, schain__rep_stream *side, uint64_t *ret_checksum)
{
	size_t size = (size_t)side->written;
	void *map;
	int failed;

	side->written = 0;
	if (side->used == size) {
		side->used = 0;
		*ret_checksum = schain__rep_checksum(side->buffer, size);
		return put(&build->out, side->buffer, size);
	}
	if (flush(side))
		return -1;
	map = mmap(NULL, size, PROT_READ, MAP_SHARED, side->file, 0);
	if (map == MAP_FAILED)
		return -1;
	*ret_checksum = schain__rep_checksum(map, size);
	failed = put(&build->out, map, size);
	munmap(map, size);
	return failed || ftruncate(side->file, 0) || lseek(side->file, 0, SEEK_SET) < 0 ? -1 : 0;
}

/* Takes over what a side holds. */
static schain_status put_side(schain__rep_build *build, schain__rep_stream *side, uint32_t column,
                              schain_error *error)
{
	uint64_t offset = build->out.written, size = side->written, checksum;

	if (!size)
		return SCHAIN_OK;
	if (move_side(build, side, &checksum))
		return fail(build, error);
	return add_section(build, build->kind, column, offset, size, checksum, error);
}

static int put_directory(schain__rep_build *build, const unsigned char *keys, XXH3_state_t *state)
{
	uint32_t shift = schain__rep_shift(build->count);
	uint64_t buckets = UINT64_C(1) << (64 - shift), bucket = 0;

	for (uint64_t i = 0; i <= build->count; i++) {
		uint64_t until = i < build->count
		                         ? schain__rep_lead(keys + i * SCHAIN__REP_KEY) >> shift
		                         : buckets;

		for (; bucket <= until; bucket++) {
			uint32_t first = (uint32_t)i;

			XXH3_64bits_update(state, &first, sizeof first);
			if (put(&build->out, &first, sizeof first))
				return -1;
		}
	}
	return 0;
}

static int put_block(schain__rep_build *build, uint32_t *words, XXH3_state_t *state)
{
	int failed = put(&build->out, words, SCHAIN__REP_FILTER_BLOCK);

	XXH3_64bits_update(state, words, SCHAIN__REP_FILTER_BLOCK);
	memset(words, 0, SCHAIN__REP_FILTER_BLOCK);
	return failed;
}

static int put_filter(schain__rep_build *build, const unsigned char *keys, XXH3_state_t *state)
{
	uint32_t blocks = schain__rep_blocks(build->count), block = 0, words[8] = { 0 };

	for (uint64_t i = 0; i < build->count; i++) {
		const unsigned char *key = keys + i * SCHAIN__REP_KEY;
		uint64_t bits = schain__rep_bits(key);

		for (; block < schain__rep_block(key, blocks); block++)
			if (put_block(build, words, state))
				return -1;
		for (int j = 0; j < 8; j++)
			words[j] |= UINT32_C(1) << (bits >> 8 * j & 31);
	}
	for (; block < blocks; block++)
		if (put_block(build, words, state))
			return -1;
	return 0;
}

/* Keys are read again from the file: a block of the filter after the other, in order. */
static schain_status put_index(schain__rep_build *build, schain_error *error)
{
	static const uint32_t columns[] = { SCHAIN__REP_DIRECTORY, SCHAIN__REP_FILTER };
	static int (*const writers[])(schain__rep_build *build, const unsigned char *keys,
	                              XXH3_state_t *state) = { put_directory, put_filter };
	size_t size = (size_t)build->count * schain__rep_key_size(build->kind);
	size_t length = (size_t)build->keys_at + size;
	unsigned char *map;
	schain_status status;

	if (align(&build->out) || flush(&build->out))
		return fail(build, error);
	map = mmap(NULL, length, PROT_READ, MAP_SHARED, build->out.file, 0);
	if (map == MAP_FAILED)
		return fail(build, error);
	status = add_section(build, build->kind, SCHAIN__REP_KEYS, build->keys_at, size,
	                     schain__rep_checksum(map + build->keys_at, size), error);
	for (size_t i = 0; build->kind != SCHAIN_REPUTATION_ADDRESS && status == SCHAIN_OK && i < 2; i++) {
		uint64_t offset = build->out.written;
		XXH3_state_t *state = XXH3_createState();

		if (!state) {
			status = schain__rep_no_memory(error);
			break;
		}
		XXH3_64bits_reset(state);
		status = writers[i](build, map + build->keys_at, state)
		                 ? fail(build, error)
		                 : add_section(build, build->kind, columns[i], offset,
		                               build->out.written - offset, XXH3_64bits_digest(state), error);
		XXH3_freeState(state);
	}
	munmap(map, length);
	return status;
}

schain_status schain__rep_build_kind_end(schain__rep_build *build, schain_error *error)
{
	static const uint32_t columns[SCHAIN__REP_SIDES] = { SCHAIN__REP_NOTES, SCHAIN__REP_EXTRA_TABLE,
		                                                 SCHAIN__REP_TEXTS, SCHAIN__REP_TEXT_BYTES };
	uint32_t end = (uint32_t)build->sides[SIDE_TEXT_BYTES].written;
	schain_status status;

	if (!build->count)
		return SCHAIN_OK;
	if (schain__rep_keeps_text(build->kind) && put(&build->sides[SIDE_TEXTS], &end, sizeof end))
		return fail(build, error);
	status = put_index(build, error);
	for (size_t i = 0; status == SCHAIN_OK && i < SCHAIN__REP_SIDES; i++)
		status = put_side(build, &build->sides[i], columns[i], error);
	if (status == SCHAIN_OK)
		status = put_section(build, build->kind, SCHAIN__REP_PALETTE_TABLE, build->palette,
		                     build->palette_count * sizeof *build->palette, error);
	return status;
}

schain_status schain__rep_build_bloom(schain__rep_build *build, uint32_t source, const void *data,
                                      uint64_t size, schain_error *error)
{
	return put_section(build, source + 1, SCHAIN__REP_BLOOM, data, size, error);
}

static schain_status put_header(schain__rep_build *build, schain_error *error)
{
	schain__rep_header header = { 0 };
	uint64_t size = build->section_count * sizeof *build->sections;

	memcpy(header.magic, SCHAIN__REP_MAGIC, sizeof header.magic);
	header.order = SCHAIN__REP_ORDER;
	header.version = SCHAIN__REP_VERSION;
	header.created = build->created;
	header.sections = build->out.written;
	header.section_count = (uint32_t)build->section_count;
	header.size = build->out.written + size;
	header.sections_checksum = schain__rep_checksum(build->sections, (size_t)size);
	header.checksum = schain__rep_checksum(&header, offsetof(schain__rep_header, checksum));
	if (put(&build->out, build->sections, (size_t)size) || flush(&build->out) ||
	    pwrite(build->out.file, &header, sizeof header, 0) != (ssize_t)sizeof header ||
	    (!build->is_passing && fsync(build->out.file)))
		return fail(build, error);
	return SCHAIN_OK;
}

schain_status schain__rep_build_end(schain__rep_build *build, schain_error *error)
{
	const schain__rep_pool *pool = &build->pool;
	schain_status status;
	int file;

	status = put_section(build, 0, SCHAIN__REP_STRINGS, pool->strings, pool->strings_size, error);
	if (status == SCHAIN_OK)
		status = put_section(build, 0, SCHAIN__REP_SOURCE_TABLE, pool->sources,
		                     pool->source_count * sizeof *pool->sources, error);
	if (status == SCHAIN_OK)
		status = put_section(build, 0, SCHAIN__REP_CLAIM_TABLE, pool->claims,
		                     pool->claim_count * sizeof *pool->claims, error);
	if (status == SCHAIN_OK)
		status = put_section(build, 0, SCHAIN__REP_NOTE_TABLE, pool->notes,
		                     pool->note_count * sizeof *pool->notes, error);
	if (status == SCHAIN_OK)
		status = put_header(build, error);
	if (status != SCHAIN_OK)
		return status;
	file = build->out.file;
	build->out.file = -1;
	return close(file) ? fail(build, error) : SCHAIN_OK;
}

void schain__rep_build_dispose(schain__rep_build *build)
{
	if (!build->memory)
		return;
	if (build->out.file >= 0)
		close(build->out.file);
	schain__rep_release(build->memory, build->out.buffer, BUFFER);
	for (size_t i = 0; i < SCHAIN__REP_SIDES; i++) {
		if (build->sides[i].file >= 0)
			close(build->sides[i].file);
		schain__rep_release(build->memory, build->sides[i].buffer, BUFFER);
	}
	schain__rep_pool_dispose(&build->pool);
	schain__rep_release(build->memory, build->sections,
	                    build->section_capacity * sizeof *build->sections);
	schain__rep_release(build->memory, build->palette, build->palette_capacity * sizeof *build->palette);
	schain__rep_release(build->memory, build->local, build->local_capacity * sizeof *build->local);
	schain__rep_release(build->memory, build->path, 2 * build->path_size + SIDE_SUFFIX);
	memset(build, 0, sizeof *build);
}
