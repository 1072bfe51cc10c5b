/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/ole.h"

#include <stdlib.h>

#include "signature/crypto.h"

#define HEAD_SIZE 512u
#define ENTRY_SIZE 128u
#define SECTOR_LAST 0xfffffffau /* MAXREGSECT */
#define SECTOR_FREE 0xffffffffu
#define SECTOR_END 0xfffffffeu
#define HEAD_DIFAT 109u /* FAT sectors that the header itself lists */
#define MINI_SECTOR 64u
/* How often each byte may be read: once a digest, and a few streams again. */
#define READS (SCHAIN__SIG_DIGESTS + 1u)
#define MINI_CUTOFF 4096u /* shorter streams are small; the header must say the same */

static const uint8_t magic[8] = { 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1 };

struct table {
	uint8_t *data; /* 32-bit numbers, little-endian */
	size_t size;
};

struct schain__ole {
	const schain__source *source;
	const schain_allocator *memory;
	uint32_t sector_size;
	uint32_t sector_count; /* whole or begun sectors behind the header */
	uint32_t is_version_3; /* stream sizes have 32 bits */
	uint32_t entry_count;
	uint64_t budget; /* bytes of streams that may still be read: sectors may be shared falsely */
	struct table fat, mini_fat, directory;
	struct table mini_sectors; /* the sectors that hold the small streams, in order */
	uint8_t *seen; /* a byte an entry, for walks of the directory */
	const char *damage;
	uint8_t buffer[4096];
};

static schain_status damaged(schain__ole *self, const char *what)
{
	self->damage = what;
	return SCHAIN_E_DAMAGED;
}

int schain__ole_probe(schain__bytes head)
{
	return head.size >= sizeof magic && !memcmp(head.data, magic, sizeof magic);
}

const char *schain__ole_damage(const schain__ole *ole)
{
	return ole->damage;
}

static schain_status table_reserve(schain__ole *self, struct table *table, uint64_t size)
{
	if (size > UINT32_MAX)
		return damaged(self, "a table larger than the file");
	table->data = self->memory->allocate(self->memory->context, (size_t)size + 1);
	if (!table->data)
		return SCHAIN_E_MEMORY;
	table->size = (size_t)size;
	return SCHAIN_OK;
}

static void table_release(schain__ole *self, struct table *table)
{
	if (table->data)
		self->memory->release(self->memory->context, table->data, table->size + 1);
	table->data = NULL;
}

/* A whole sector; the file's last one may be cut short, the rest is zero then. */
static schain_status read_sector(schain__ole *self, uint32_t sector, uint8_t *data)
{
	uint64_t at = ((uint64_t)sector + 1) * self->sector_size;
	uint64_t size = self->sector_size;

	if (sector >= self->sector_count)
		return damaged(self, "a sector outside the file");
	if (size > self->source->size - at) {
		size = self->source->size - at;
		memset(data + size, 0, self->sector_size - (size_t)size);
	}
	return schain__source_read(self->source, at, data, (size_t)size);
}

static uint32_t next_sector(const struct table *table, uint32_t sector)
{
	return (uint64_t)sector * 4 + 4 <= table->size ? schain__get_le32(table->data + (size_t)sector * 4)
	                                               : SECTOR_FREE;
}

/* The FAT's own sectors: listed in the header, then in a chain of sectors. */
static schain_status read_fat(schain__ole *self, const uint8_t *head)
{
	uint32_t count = schain__get_le32(head + 44), next = schain__get_le32(head + 68);
	uint32_t per_sector = self->sector_size / 4 - 1, done = 0, sector;
	schain_status status;

	/* More than one for each that could be described is a lie. */
	if (count > self->sector_count / (self->sector_size / 4) + 1)
		return damaged(self, "more allocation sectors than the file can need");
	status = table_reserve(self, &self->fat, (uint64_t)count * self->sector_size);
	for (; !status && done < count && done < HEAD_DIFAT; done++) {
		sector = schain__get_le32(head + 76 + (size_t)done * 4);
		status = read_sector(self, sector, self->fat.data + (size_t)done * self->sector_size);
	}
	while (!status && done < count) {
		uint8_t list[4096];

		status = read_sector(self, next, list);
		for (uint32_t i = 0; !status && i < per_sector && done < count; i++, done++)
			status = read_sector(self, schain__get_le32(list + (size_t)i * 4),
			                     self->fat.data + (size_t)done * self->sector_size);
		if (!status)
			next = schain__get_le32(list + (size_t)per_sector * 4);
	}
	return status;
}

/* The length of a chain; 0 and damage if it is broken or circular. */
static schain_status chain_length(schain__ole *self, const struct table *table, uint32_t first,
                                  uint32_t limit, uint32_t *ret_length)
{
	uint32_t length = 0;

	for (uint32_t sector = first; sector != SECTOR_END; sector = next_sector(table, sector)) {
		if (sector > SECTOR_LAST || length == limit)
			return damaged(self, "a chain of sectors without an end");
		length++;
	}
	*ret_length = length;
	return SCHAIN_OK;
}

static schain_status read_chain(schain__ole *self, uint32_t first, struct table *table)
{
	uint32_t length = 0;
	schain_status status = chain_length(self, &self->fat, first, self->sector_count, &length);

	if (!status)
		status = table_reserve(self, table, (uint64_t)length * self->sector_size);
	for (uint32_t i = 0; !status && i < length; i++, first = next_sector(&self->fat, first))
		status = read_sector(self, first, table->data + (size_t)i * self->sector_size);
	return status;
}

/* Which sectors the root's own stream consists of. */
static schain_status read_mini_sectors(schain__ole *self)
{
	uint32_t sector = schain__ole_entry_at(self, SCHAIN__OLE_ROOT).first, length = 0;
	schain_status status = chain_length(self, &self->fat, sector, self->sector_count, &length);

	if (!status)
		status = table_reserve(self, &self->mini_sectors, (uint64_t)length * 4);
	for (uint32_t i = 0; !status && i < length; i++, sector = next_sector(&self->fat, sector))
		schain__put_le32(self->mini_sectors.data + (size_t)i * 4, sector);
	return status;
}

static schain_status read_head(schain__ole *self)
{
	uint8_t head[HEAD_SIZE];
	uint32_t shift, mini_fat;
	schain_status status;

	if (self->source->size < HEAD_SIZE)
		return damaged(self, "too short for a compound file");
	status = schain__source_read(self->source, 0, head, sizeof head);
	if (status)
		return status;
	shift = schain__get_le16(head + 30);
	if (!schain__ole_probe((schain__bytes){ head, sizeof head }) ||
	    (shift != 9 && shift != 12) || schain__get_le16(head + 32) != 6 ||
	    schain__get_le32(head + 56) != MINI_CUTOFF)
		return damaged(self, "an impossible header of a compound file");
	self->sector_size = 1u << shift;
	self->is_version_3 = schain__get_le16(head + 26) == 3;
	if (self->source->size < 2 * (uint64_t)self->sector_size ||
	    self->source->size / self->sector_size > SECTOR_LAST)
		return damaged(self, "an impossible size of a compound file");
	self->sector_count = (uint32_t)((self->source->size - 1) / self->sector_size);
	status = read_fat(self, head);
	if (!status)
		status = read_chain(self, schain__get_le32(head + 48), &self->directory);
	mini_fat = schain__get_le32(head + 60);
	if (!status && schain__get_le32(head + 64))
		status = read_chain(self, mini_fat, &self->mini_fat);
	if (status)
		return status;
	if (!self->directory.size || self->directory.size / ENTRY_SIZE > SCHAIN__OLE_ENTRIES)
		return damaged(self, "an impossible size of the directory");
	self->entry_count = (uint32_t)(self->directory.size / ENTRY_SIZE);
	if (schain__ole_entry_at(self, SCHAIN__OLE_ROOT).kind != SCHAIN__OLE_ROOT_STORAGE)
		return damaged(self, "a directory without a root");
	self->seen = self->memory->allocate(self->memory->context, self->entry_count);
	if (!self->seen)
		return SCHAIN_E_MEMORY;
	self->budget = self->source->size * READS;
	return self->mini_fat.size ? read_mini_sectors(self) : SCHAIN_OK;
}

schain_status schain__ole_open(const schain__source *source, const schain_allocator *memory,
                               schain__ole **ret_ole, const char **ret_damage)
{
	schain__ole *self = memory->allocate(memory->context, sizeof *self);
	schain_status status;

	if (!self)
		return SCHAIN_E_MEMORY;
	memset(self, 0, sizeof *self);
	self->source = source;
	self->memory = memory;
	status = read_head(self);
	if (status) {
		*ret_damage = self->damage;
		schain__ole_close(self);
		return status;
	}
	*ret_ole = self;
	return SCHAIN_OK;
}

void schain__ole_close(schain__ole *ole)
{
	const schain_allocator *memory;

	if (!ole)
		return;
	memory = ole->memory;
	table_release(ole, &ole->fat);
	table_release(ole, &ole->mini_fat);
	table_release(ole, &ole->mini_sectors);
	table_release(ole, &ole->directory);
	if (ole->seen)
		memory->release(memory->context, ole->seen, ole->entry_count);
	memory->release(memory->context, ole, sizeof *ole);
}

schain__ole_entry schain__ole_entry_at(const schain__ole *ole, uint32_t index)
{
	const uint8_t *at = ole->directory.data + (size_t)index * ENTRY_SIZE;
	uint32_t name_size = schain__get_le16(at + 64);
	schain__ole_entry entry;

	entry.name = at;
	/* The size counts the NUL. */
	entry.name_size = name_size >= 2 && name_size <= 64 ? name_size - 2 : 0;
	entry.kind = at[66];
	entry.class_id = at + 80;
	entry.state = at + 96;
	entry.times = at + 100;
	entry.raw_size = at + 120;
	entry.size = ole->is_version_3 ? schain__get_le32(at + 120) : schain__get_le64(at + 120);
	entry.first = schain__get_le32(at + 116);
	entry.child = schain__get_le32(at + 76);
	return entry;
}

/* For qsort(), which passes no context. */
struct named {
	schain__ole_entry entry;
	uint32_t index;
	uint32_t reserved;
};

static int compare_named(const void *a, const void *b)
{
	const schain__ole_entry *left = &((const struct named *)a)->entry;
	const schain__ole_entry *right = &((const struct named *)b)->entry;
	uint32_t size = left->name_size < right->name_size ? left->name_size : right->name_size;
	int order = memcmp(left->name, right->name, size);

	return order ? order
	             : (left->name_size > right->name_size) - (left->name_size < right->name_size);
}

/* Marks and counts the siblings of a tree of entries, without trusting its shape. */
static schain_status gather(schain__ole *self, uint32_t top, uint32_t *list, uint32_t *ret_count)
{
	uint32_t count = 0, siblings[2];

	memset(self->seen, 0, self->entry_count);
	for (uint32_t at = 0; top != SCHAIN__OLE_NONE; at++) {
		if (!at) {
			siblings[0] = top;
			siblings[1] = SCHAIN__OLE_NONE;
		} else {
			const uint8_t *entry = self->directory.data + (size_t)list[at - 1] * ENTRY_SIZE;

			siblings[0] = schain__get_le32(entry + 68);
			siblings[1] = schain__get_le32(entry + 72);
		}
		for (uint32_t i = 0; i < 2; i++) {
			if (siblings[i] == SCHAIN__OLE_NONE)
				continue;
			if (siblings[i] >= self->entry_count || self->seen[siblings[i]])
				return damaged(self, "a directory that is no tree");
			self->seen[siblings[i]] = 1;
			list[count++] = siblings[i];
		}
		if (at == count)
			break;
	}
	*ret_count = count;
	return SCHAIN_OK;
}

static schain_status sort_entries(schain__ole *self, uint32_t *list, uint32_t count)
{
	const schain_allocator *memory = self->memory;
	size_t size = (size_t)count * sizeof(struct named);
	struct named *named;

	if (!count)
		return SCHAIN_OK;
	named = memory->allocate(memory->context, size);
	if (!named)
		return SCHAIN_E_MEMORY;
	for (uint32_t i = 0; i < count; i++) {
		named[i].entry = schain__ole_entry_at(self, list[i]);
		named[i].index = list[i];
	}
	qsort(named, count, sizeof *named, compare_named);
	for (uint32_t i = 0; i < count; i++)
		list[i] = named[i].index;
	memory->release(memory->context, named, size);
	return SCHAIN_OK;
}

schain_status schain__ole_list(schain__ole *ole, uint32_t storage, uint32_t **ret_entries,
                               uint32_t *ret_count)
{
	const schain_allocator *memory = ole->memory;
	size_t size = (size_t)ole->entry_count * sizeof(uint32_t);
	uint32_t *list = memory->allocate(memory->context, size), count = 0;
	schain_status status;

	if (!list)
		return SCHAIN_E_MEMORY;
	status = gather(ole, schain__ole_entry_at(ole, storage).child, list, &count);
	if (!status)
		status = sort_entries(ole, list, count);
	if (status) {
		memory->release(memory->context, list, size);
		return status;
	}
	*ret_entries = list;
	*ret_count = count;
	return SCHAIN_OK;
}

void schain__ole_release(schain__ole *ole, uint32_t *entries)
{
	/* It has room for every entry of the directory. */
	ole->memory->release(ole->memory->context, entries,
	                     (size_t)ole->entry_count * sizeof(uint32_t));
}

schain_status schain__ole_find(schain__ole *ole, const void *name, uint32_t name_size,
                               uint32_t *ret_entry)
{
	uint32_t *list, count;
	schain_status status = schain__ole_list(ole, SCHAIN__OLE_ROOT, &list, &count);

	if (status)
		return status;
	*ret_entry = SCHAIN__OLE_NONE;
	for (uint32_t i = 0; i < count; i++) {
		schain__ole_entry entry = schain__ole_entry_at(ole, list[i]);

		if (entry.kind == SCHAIN__OLE_STREAM && entry.name_size == name_size &&
		    !memcmp(entry.name, name, name_size))
			*ret_entry = list[i];
	}
	schain__ole_release(ole, list);
	return SCHAIN_OK;
}

typedef int put_function(void *context, const void *data, size_t size);

static schain_status read_large(schain__ole *self, uint32_t first, uint64_t size, put_function *put,
                                void *context)
{
	uint64_t left = size;
	uint32_t sector = first;
	schain_status status;
	size_t piece;

	while (left) {
		status = read_sector(self, sector, self->buffer);
		if (status)
			return status;
		piece = left < self->sector_size ? (size_t)left : self->sector_size;
		if (!put(context, self->buffer, piece))
			return SCHAIN_E_CANCELLED;
		left -= piece;
		sector = next_sector(&self->fat, sector);
	}
	return SCHAIN_OK;
}

/* Small streams live in 64-byte sectors of the root's own stream. */
static schain_status read_small(schain__ole *self, uint32_t first, uint64_t size,
                                put_function *put, void *context)
{
	uint32_t per_sector = self->sector_size / MINI_SECTOR, small = first, sector;
	uint64_t left = size;
	schain_status status;
	size_t piece;

	while (left) {
		sector = next_sector(&self->mini_sectors, small / per_sector);
		if (sector == SECTOR_FREE)
			return damaged(self, "a small sector outside its stream");
		status = read_sector(self, sector, self->buffer);
		if (status)
			return status;
		piece = left < MINI_SECTOR ? (size_t)left : MINI_SECTOR;
		if (!put(context, self->buffer + (size_t)(small % per_sector) * MINI_SECTOR, piece))
			return SCHAIN_E_CANCELLED;
		left -= piece;
		small = next_sector(&self->mini_fat, small);
	}
	return SCHAIN_OK;
}

schain_status schain__ole_read(schain__ole *ole, uint32_t stream, put_function *put, void *context)
{
	schain__ole_entry entry = schain__ole_entry_at(ole, stream);

	if (entry.size > ole->budget)
		return damaged(ole, "streams larger than the file");
	ole->budget -= entry.size;
	if (entry.size < MINI_CUTOFF)
		return read_small(ole, entry.first, entry.size, put, context);
	return read_large(ole, entry.first, entry.size, put, context);
}

uint64_t schain__ole_end(const schain__ole *ole)
{
	uint32_t count = (uint32_t)(ole->fat.size / 4);

	if (count > ole->sector_count)
		count = ole->sector_count;
	while (count && next_sector(&ole->fat, count - 1) == SECTOR_FREE)
		count--;
	return ((uint64_t)count + 1) * ole->sector_size;
}
