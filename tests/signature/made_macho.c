/* SPDX-License-Identifier: Apache-2.0 */
#include "made_macho.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD = 32, COMMANDS = 72 + 80 + 16, PLIST_AT = 512, ADHOC = 2, SLOTS = 7 };

static made_bytes room(size_t size)
{
	made_bytes bytes = { calloc(1, size + 1), size };

	if (!bytes.data)
		abort();
	return bytes;
}

static void put_le(made_bytes *bytes, size_t at, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		bytes->data[at + i] = (unsigned char)(value >> 8 * i);
}

static void put_be(made_bytes *bytes, size_t at, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		bytes->data[at + i] = (unsigned char)(value >> 8 * (size - 1 - i));
}

/* A blob: magic, length, content. */
static made_bytes blob(uint32_t magic, const void *data, size_t size)
{
	made_bytes bytes = room(size + 8);

	put_be(&bytes, 0, magic, 4);
	put_be(&bytes, 4, size + 8, 4);
	memcpy(bytes.data + 8, data, size);
	return bytes;
}

static made_bytes entitlements(const made_macho_spec *spec)
{
	char text[2048] = "<?xml version=\"1.0\"?>\n<plist version=\"1.0\">\n<dict>\n", key[128];
	const char *rest = spec->entitlements;
	int used;

	if (spec->raw_entitlements)
		return blob(0xfade7171, spec->raw_entitlements, strlen(spec->raw_entitlements));
	while (rest && sscanf(rest, "%127s%n", key, &used) == 1) {
		size_t size = strlen(text);

		snprintf(text + size, sizeof text - size, "<key>%s</key><true/>\n", key);
		rest += used;
	}
	strcat(text, "</dict></plist>\n");
	return blob(0xfade7171, text, strlen(text));
}

static unsigned hash_type(const char *digest)
{
	if (!strcmp(digest, "SHA1"))
		return 1;
	return !strcmp(digest, "SHA384") ? 4 : 2;
}

static void hash(const char *digest, const void *data, size_t size, unsigned char *out)
{
	if (!EVP_Digest(data, size, out, NULL, EVP_get_digestbyname(digest), NULL))
		abort();
}

static made_bytes directory(const made_macho_spec *spec, const made_bytes *file, size_t limit,
                            const char *digest, const made_bytes *slots)
{
	const char *identifier = spec->identifier ? spec->identifier : "org.example.tool";
	size_t size = (size_t)EVP_MD_get_size(EVP_get_digestbyname(digest));
	size_t shift = spec->shift ? spec->shift : 12;
	size_t page = shift == MADE_MACHO_NO_PAGES ? limit : (size_t)1 << shift;
	size_t pages = (limit + page - 1) / page, head = 88, at = head;
	size_t scatter = spec->scatter ? at : 0, team, hashes;
	made_bytes bytes = room(head + 24 * 4 + strlen(identifier) + 64 + (SLOTS + pages) * size);

	at += spec->scatter ? 24 * 4 : 0;
	memcpy(bytes.data + at, identifier, strlen(identifier));
	put_be(&bytes, 20, at, 4);
	at += strlen(identifier) + 1;
	team = spec->team ? at : 0;
	if (spec->team)
		memcpy(bytes.data + at, spec->team, strlen(spec->team));
	at += spec->team ? strlen(spec->team) + 1 : 0;
	hashes = at + SLOTS * size;
	put_be(&bytes, 0, 0xfade0c02, 4);
	bytes.size = hashes + pages * size;
	put_be(&bytes, 4, bytes.size, 4);
	put_be(&bytes, 8, 0x20400, 4);
	put_be(&bytes, 12, spec->flags | (spec->signer || spec->forgets_adhoc ? 0 : ADHOC), 4);
	put_be(&bytes, 16, hashes, 4);
	put_be(&bytes, 24, SLOTS, 4);
	put_be(&bytes, 28, pages, 4);
	put_be(&bytes, 32, limit, 4);
	bytes.data[36] = (unsigned char)size;
	bytes.data[37] = (unsigned char)hash_type(digest);
	bytes.data[39] = (unsigned char)(shift == MADE_MACHO_NO_PAGES ? 0 : shift);
	put_be(&bytes, 44, scatter, 4);
	put_be(&bytes, 48, team, 4);
	if (scatter) { /* count and first page of two runs; the table ends with a zero */
		put_be(&bytes, scatter, 1, 4);
		put_be(&bytes, scatter + 24, pages - 1, 4);
		put_be(&bytes, scatter + 28, spec->scatter == 2 ? 2 : 1, 4);
	}
	for (size_t slot = 1; slot <= SLOTS; slot++)
		if (slots[slot].data)
			hash(digest, slots[slot].data, slots[slot].size, bytes.data + hashes - slot * size);
	for (size_t i = 0; i < pages; i++)
		hash(digest, file->data + i * page, limit - i * page < page ? limit - i * page : page,
		     bytes.data + hashes + i * size);
	return bytes;
}

/* Parts by slot number, taken over. */
static made_bytes superblob(const uint32_t *slots, made_bytes *parts, size_t count)
{
	made_bytes bytes = room(12 + count * 8);

	put_be(&bytes, 0, 0xfade0cc0, 4);
	put_be(&bytes, 8, count, 4);
	for (size_t i = 0; i < count; i++) {
		put_be(&bytes, 12 + i * 8, slots[i], 4);
		put_be(&bytes, 16 + i * 8, bytes.size, 4);
		bytes = made_join(bytes, parts[i]);
	}
	put_be(&bytes, 4, bytes.size, 4);
	return bytes;
}

static made_bytes text(const char *given)
{
	return given ? made_copy(given, strlen(given)) : (made_bytes){ NULL, 0 };
}

/* "Hash agility": the algorithm and the whole hash of a directory. */
static made_bytes agility(const char *digest, const made_bytes *directory_bytes)
{
	unsigned char value[EVP_MAX_MD_SIZE];
	size_t size = (size_t)EVP_MD_get_size(EVP_get_digestbyname(digest));

	hash(digest, directory_bytes->data, directory_bytes->size, value);
	return made_der(0x30, made_join(made_oid("2.16.840.1.101.3.4.2.1"),
	                                made_der(4, made_copy(value, size))));
}

static made_bytes sign(const made_macho_spec *spec, const made_bytes *file, size_t limit)
{
	made_bytes slots[SLOTS + 1] = { { NULL, 0 } }, parts[5], cms, content;
	uint32_t numbers[5];
	size_t count = 0;
	int entitled = spec->entitlements || spec->raw_entitlements;

	slots[1] = text(spec->plist ? spec->plist : spec->outer_plist);
	slots[3] = text(spec->outer_resources);
	if (entitled && !spec->is_unsealed)
		slots[5] = entitlements(spec);
	numbers[count] = 0;
	parts[count++] = directory(spec, file, limit, spec->digest ? spec->digest : "SHA256", slots);
	content = made_copy(parts[0].data, parts[0].size);
	if (entitled) {
		numbers[count] = 5;
		parts[count++] = entitlements(spec);
	}
	if (spec->alternate) {
		numbers[count] = 0x1000;
		parts[count++] = directory(spec, file, limit, spec->alternate, slots);
	}
	if (spec->signer) {
		made_bytes named = spec->names_alternate ? agility(spec->alternate, &parts[count - 1])
		                                         : (made_bytes){ NULL, 0 };

		cms = made_cms(&content, spec->signer, spec->other, "1.2.840.113635.100.9.2", &named);
		made_free(&named);
		numbers[count] = 0x10000;
		parts[count++] = blob(0xfade0b01, cms.data, cms.size);
		made_free(&cms);
	}
	made_free(&content);
	for (size_t i = 0; i <= SLOTS; i++)
		made_free(&slots[i]);
	return superblob(numbers, parts, count);
}

static void put_segment(made_bytes *file, const made_macho_spec *spec)
{
	size_t at = HEAD, section = at + 72;

	put_le(file, at, 0x19, 4);
	put_le(file, at + 4, 72 + 80, 4);
	memcpy(file->data + at + 8, "__TEXT", 6);
	put_le(file, at + 64, 1, 4);
	memcpy(file->data + section, spec->plist ? "__info_plist" : "__text",
	       spec->plist ? 12 : 6);
	memcpy(file->data + section + 16, "__TEXT", 6);
	put_le(file, section + 40, spec->plist ? strlen(spec->plist) : 0, 8);
	put_le(file, section + 48, PLIST_AT, 4);
	if (spec->plist)
		memcpy(file->data + PLIST_AT, spec->plist, strlen(spec->plist));
}

made_bytes made_macho(const made_macho_spec *spec)
{
	size_t code = spec->code ? spec->code : 10000, size = spec->room ? spec->room : 16384;
	made_bytes file = room(code), signature;

	for (size_t i = PLIST_AT + 256; i < code; i++)
		file.data[i] = (unsigned char)(i * 7);
	put_le(&file, 0, 0xfeedfacf, 4);
	put_le(&file, 4, spec->cpu ? spec->cpu : MADE_ARM64, 4);
	put_le(&file, 12, 2, 4);
	put_le(&file, 16, spec->is_unsigned ? 1 : 2, 4);
	put_le(&file, 20, COMMANDS - (spec->is_unsigned ? 16 : 0), 4);
	put_segment(&file, spec);
	if (spec->is_unsigned)
		return file;
	put_le(&file, HEAD + 152, 0x1d, 4);
	put_le(&file, HEAD + 156, 16, 4);
	put_le(&file, HEAD + 160, code, 4);
	put_le(&file, HEAD + 164, size, 4);
	signature = sign(spec, &file, code - spec->short_by);
	if (signature.size > size)
		abort();
	file = made_join(file, signature);
	signature = room(size - (file.size - code) + spec->trailing);
	if (spec->padding)
		signature.data[3] = 1;
	return made_join(file, signature);
}

made_bytes made_universal(made_bytes *slices, const uint32_t *cpus, size_t count)
{
	made_bytes file = room(4096);

	put_be(&file, 0, 0xcafebabe, 4);
	put_be(&file, 4, count, 4);
	for (size_t i = 0; i < count; i++) {
		put_be(&file, 8 + i * 20, cpus[i], 4);
		put_be(&file, 8 + i * 20 + 8, file.size, 4);
		put_be(&file, 8 + i * 20 + 12, slices[i].size, 4);
		put_be(&file, 8 + i * 20 + 16, 12, 4);
		file = made_join(file, slices[i]);
		file = made_join(file, room((4096 - file.size % 4096) % 4096));
	}
	return file;
}
