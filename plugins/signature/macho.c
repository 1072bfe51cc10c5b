/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/macho.h"

#define FAT_MAGIC 0xcafebabeu
#define FAT_MAGIC_64 0xcafebabfu
#define MH_MAGIC 0xfeedfaceu
#define MH_MAGIC_64 0xfeedfacfu
#define LC_SEGMENT 0x1u
#define LC_SEGMENT_64 0x19u
#define LC_CODE_SIGNATURE 0x1du
#define LC_ENCRYPTION_INFO 0x21u
#define LC_ENCRYPTION_INFO_64 0x2cu
/* The load commands of the largest programs known take some 40 KiB. */
#define COMMANDS_LIMIT (1u << 20)

/* Numbers of one slice, in its byte order. */
struct commands {
	schain__bytes bytes;
	int is_big_endian;
	int is_64;
};

static uint32_t get32(const struct commands *self, uint64_t at)
{
	const uint8_t *data = self->bytes.data + at;

	return self->is_big_endian ? schain__get_be32(data) : schain__get_le32(data);
}

static uint64_t get64(const struct commands *self, uint64_t at)
{
	const uint8_t *data = self->bytes.data + at;

	return self->is_big_endian ? schain__get_be64(data) : schain__get_le64(data);
}

static int is_universal(uint32_t magic, uint32_t count)
{
	/* A Java class has its minor and major version here: 45 or more. */
	return (magic == FAT_MAGIC || magic == FAT_MAGIC_64) && count && count <= SCHAIN__MACHO_SLICES;
}

/* 1 and the properties of a thin file's magic, else 0. */
static int read_magic(const uint8_t *head, struct commands *ret_commands)
{
	uint32_t little = schain__get_le32(head), big = schain__get_be32(head);

	ret_commands->is_big_endian = big == MH_MAGIC || big == MH_MAGIC_64;
	ret_commands->is_64 = little == MH_MAGIC_64 || big == MH_MAGIC_64;
	return ret_commands->is_big_endian || little == MH_MAGIC || little == MH_MAGIC_64;
}

int schain__macho_probe(schain__bytes head)
{
	struct commands commands;

	if (head.size < 8)
		return 0;
	return read_magic(head.data, &commands) ||
	       is_universal(schain__get_be32(head.data), schain__get_be32(head.data + 4));
}

/* The section __info_plist of the segment __TEXT. */
static void read_segment(const struct commands *self, uint64_t at, uint32_t size,
                         schain__macho_slice *slice)
{
	const uint8_t *name = self->bytes.data + at + 8;
	uint64_t head = self->is_64 ? 72 : 56, step = self->is_64 ? 80 : 68, section;
	uint32_t count;

	if (size < head || strncmp((const char *)name, "__TEXT", 16) != 0)
		return;
	count = get32(self, at + head - 8);
	for (uint32_t i = 0; i < count && head + step <= size; i++, head += step) {
		section = at + head;
		if (strncmp((const char *)self->bytes.data + section, "__info_plist", 16) != 0)
			continue;
		if (self->is_64) {
			slice->plist_size = get64(self, section + 40);
			slice->plist_offset = get32(self, section + 48);
		} else {
			slice->plist_size = get32(self, section + 36);
			slice->plist_offset = get32(self, section + 40);
		}
	}
}

static const char *read_signature(const struct commands *self, uint64_t at, uint32_t size,
                                  schain__macho_slice *slice)
{
	if (size < 16)
		return "LC_CODE_SIGNATURE is too short";
	if (slice->signature_offset)
		return "more than one LC_CODE_SIGNATURE";
	slice->signature_offset = get32(self, at + 8);
	slice->signature_size = get32(self, at + 12);
	if (!slice->signature_offset || slice->signature_offset > slice->size ||
	    slice->signature_size > slice->size - slice->signature_offset)
		return "the signature lies outside its slice";
	return NULL;
}

static const char *read_commands(const struct commands *self, uint32_t count,
                                 schain__macho_slice *slice)
{
	uint64_t at = 0;
	uint32_t command, size;
	const char *damage = NULL;

	for (uint32_t i = 0; i < count && !damage; i++, at += size) {
		if (self->bytes.size - at < 8)
			return "load commands end early";
		command = get32(self, at);
		size = get32(self, at + 4);
		if (size < 8 || size > self->bytes.size - at)
			return "a load command has an impossible size";
		if (command == LC_CODE_SIGNATURE)
			damage = read_signature(self, at, size, slice);
		else if (command == LC_SEGMENT || command == LC_SEGMENT_64)
			read_segment(self, at, size, slice);
		else if ((command == LC_ENCRYPTION_INFO || command == LC_ENCRYPTION_INFO_64) && size >= 20)
			slice->is_encrypted = get32(self, at + 16) != 0;
	}
	return damage;
}

/* Only reading and memory fail here; what is wrong with the slice is its damage. */
static schain_status read_slice(const schain__source *source, const schain_allocator *memory,
                                schain__macho_slice *slice)
{
	struct commands self = { { NULL, 0 }, 0, 0 };
	uint8_t head[32];
	uint32_t count, size, head_size;
	schain_status status;

	slice->damage = NULL;
	if (slice->size < sizeof head) {
		slice->damage = "too short for a Mach-O header";
		return SCHAIN_OK;
	}
	status = schain__source_read(source, slice->offset, head, sizeof head);
	if (status)
		return status;
	if (!read_magic(head, &self)) {
		slice->damage = "a slice that is not Mach-O";
		return SCHAIN_OK;
	}
	self.bytes.data = head;
	self.bytes.size = sizeof head;
	slice->cpu_type = get32(&self, 4);
	slice->cpu_subtype = get32(&self, 8);
	slice->file_type = get32(&self, 12);
	count = get32(&self, 16);
	size = get32(&self, 20);
	head_size = self.is_64 ? 32 : 28;
	if (size > COMMANDS_LIMIT || size > slice->size - head_size) {
		slice->damage = "load commands of an impossible size";
		return SCHAIN_OK;
	}
	status = schain__source_load(source, memory, slice->offset + head_size, size, &self.bytes);
	if (status)
		return status;
	slice->damage = read_commands(&self, count, slice);
	schain__source_release(memory, self.bytes);
	if (!slice->damage && slice->plist_offset &&
	    (slice->plist_offset > slice->size || slice->plist_size > slice->size - slice->plist_offset))
		slice->damage = "__info_plist lies outside its slice";
	return SCHAIN_OK;
}

static int slices_overlap(const schain__macho *macho)
{
	for (uint32_t i = 0; i < macho->count; i++)
		for (uint32_t j = i + 1; j < macho->count; j++)
			if (macho->slices[i].offset < macho->slices[j].offset + macho->slices[j].size &&
			    macho->slices[j].offset < macho->slices[i].offset + macho->slices[i].size)
				return 1;
	return 0;
}

static schain_status read_universal(const schain__source *source, uint32_t is_64,
                                    schain__macho *macho, const char **ret_damage)
{
	uint8_t table[SCHAIN__MACHO_SLICES * 32];
	uint32_t step = is_64 ? 32 : 20;
	schain_status status = schain__source_read(source, 8, table, (size_t)macho->count * step);

	if (status) {
		*ret_damage = "the table of slices ends early";
		return status;
	}
	for (uint32_t i = 0; i < macho->count; i++) {
		const uint8_t *at = table + (size_t)i * step;
		schain__macho_slice *slice = &macho->slices[i];

		slice->offset = is_64 ? schain__get_be64(at + 8) : schain__get_be32(at + 8);
		slice->size = is_64 ? schain__get_be64(at + 16) : schain__get_be32(at + 12);
		if (slice->offset > source->size || slice->size > source->size - slice->offset) {
			*ret_damage = "a slice lies outside the file";
			return SCHAIN_E_DAMAGED;
		}
	}
	if (slices_overlap(macho)) {
		*ret_damage = "slices overlap";
		return SCHAIN_E_DAMAGED;
	}
	return SCHAIN_OK;
}

schain_status schain__macho_read(const schain__source *source, const schain_allocator *memory,
                                 schain__macho *ret_macho, const char **ret_damage)
{
	uint8_t head[8];
	schain_status status;
	uint32_t magic;

	if (source->size < sizeof head)
		return SCHAIN_E_FORMAT;
	status = schain__source_read(source, 0, head, sizeof head);
	if (status)
		return status;
	if (!schain__macho_probe((schain__bytes){ head, sizeof head }))
		return SCHAIN_E_FORMAT;
	memset(ret_macho, 0, sizeof *ret_macho);
	magic = schain__get_be32(head);
	if (is_universal(magic, schain__get_be32(head + 4))) {
		ret_macho->is_universal = 1;
		ret_macho->count = schain__get_be32(head + 4);
		status = read_universal(source, magic == FAT_MAGIC_64, ret_macho, ret_damage);
	} else {
		ret_macho->count = 1;
		ret_macho->slices[0].size = source->size;
	}
	for (uint32_t i = 0; !status && i < ret_macho->count; i++)
		status = read_slice(source, memory, &ret_macho->slices[i]);
	return status;
}

const char *schain__macho_cpu_name(uint32_t cpu_type, uint32_t cpu_subtype)
{
	/* CPU_TYPE_* of <mach/machine.h>; the top byte of a subtype holds capabilities. */
	switch (cpu_type) {
	case 0x01000007: return (cpu_subtype & 0xffffff) == 8 ? "x86_64h" : "x86_64";
	case 0x0100000c: return (cpu_subtype & 0xffffff) == 2 ? "arm64e" : "arm64";
	case 0x0200000c: return "arm64_32";
	case 0x00000007: return "i386";
	case 0x0000000c: return "arm";
	case 0x00000012: return "ppc";
	case 0x01000012: return "ppc64";
	default: return NULL;
	}
}
