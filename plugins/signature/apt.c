/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/apt.h"

#include <stdlib.h>

#include "signature/line.h"

/* Debian's main has 65 000; a host with many repositories a few times that. */
#define PACKAGES_LIMIT (4u << 20)
#define LISTS_LIMIT 1024u
#define KEY 16u

struct entry {
	uint8_t sha256[32];
	uint8_t name[KEY]; /* of the file, by half its SHA-256 */
	uint32_t list;
	uint32_t reserved;
};

struct schain__apt {
	schain_allocator allocator;
	const schain__sig_crypto *crypto;
	schain__sig_pool pool;
	struct entry *entries; /* by digest once sealed */
	size_t count, capacity;
	struct entry *names; /* the same by name */
	schain__apt_list *lists;
	size_t list_count, list_capacity;
};

schain__apt *schain__apt_new(const schain__sig_crypto *crypto, const schain_allocator *allocator)
{
	schain__apt *self = schain__sig_alloc(allocator, sizeof *self);

	if (!self)
		return NULL;
	self->allocator = *allocator;
	self->crypto = crypto;
	schain__sig_pool_init(&self->pool, allocator);
	return self;
}

void schain__apt_free(schain__apt *apt)
{
	schain_allocator allocator;

	if (!apt)
		return;
	allocator = apt->allocator;
	schain__sig_release(&allocator, apt->entries, apt->capacity * sizeof *apt->entries);
	schain__sig_release(&allocator, apt->names, apt->count * sizeof *apt->names);
	schain__sig_release(&allocator, apt->lists, apt->list_capacity * sizeof *apt->lists);
	schain__sig_pool_clear(&apt->pool);
	schain__sig_release(&allocator, apt, sizeof *apt);
}

static const schain__openpgp_signature *best_of(const schain__openpgp_result *result)
{
	for (size_t i = 0; i < result->count; i++)
		if (result->signatures[i].verdict == SCHAIN__OPENPGP_GOOD)
			return &result->signatures[i];
	return &result->signatures[0];
}

schain_status schain__apt_begin_list(schain__apt *apt, const char *name, schain__bytes text,
                                     const schain__openpgp_result *result)
{
	schain_string line, origin = SCHAIN_STRING_NONE, suite = SCHAIN_STRING_NONE;
	void *array = apt->lists;
	schain__apt_list *list;

	if (apt->list_count == LISTS_LIMIT)
		return SCHAIN_E_LIMIT;
	if (schain__sig_grow(&apt->allocator, &array, &apt->list_capacity, apt->list_count,
	                     sizeof *apt->lists))
		return SCHAIN_E_MEMORY;
	apt->lists = array;
	list = &apt->lists[apt->list_count];
	memset(list, 0, sizeof *list);
	while ((line = schain__line_next(&text)).data) {
		schain__line_field(line, "Origin:", &origin);
		schain__line_field(line, "Codename:", &suite);
	}
	list->name = schain__sig_pool_text(&apt->pool, name);
	if (origin.length)
		list->label = schain__sig_pool_format(&apt->pool, "%.*s %.*s", (int)origin.length,
		                                      origin.data, (int)suite.length,
		                                      suite.data ? suite.data : "");
	list->signature = *best_of(result);
	apt->list_count++;
	return apt->pool.has_failed ? SCHAIN_E_MEMORY : SCHAIN_OK;
}

static int make_key(const schain__apt *self, schain_string name, uint8_t ret_key[KEY])
{
	uint8_t hash[EVP_MAX_MD_SIZE];

	if (schain__sig_hash(self->crypto, SCHAIN__SIG_SHA256, name.data, name.length, hash))
		return 0;
	memcpy(ret_key, hash, KEY);
	return 1;
}

static schain_string base_of(schain_string path)
{
	for (size_t i = path.length; i; i--)
		if (path.data[i - 1] == '/') {
			path.data += i;
			path.length -= i;
			break;
		}
	return path;
}

static schain_status add(schain__apt *self, schain_string path, schain_string hex)
{
	void *array = self->entries;
	struct entry *entry;

	if (self->count == PACKAGES_LIMIT)
		return SCHAIN_E_LIMIT;
	if (schain__sig_grow(&self->allocator, &array, &self->capacity, self->count,
	                     sizeof *self->entries))
		return SCHAIN_E_MEMORY;
	self->entries = array;
	entry = &self->entries[self->count];
	memset(entry, 0, sizeof *entry);
	if (hex.length != 64 || !schain__line_hex(hex, entry->sha256, sizeof entry->sha256))
		return SCHAIN_OK;
	if (!make_key(self, base_of(path), entry->name))
		return SCHAIN_E_MEMORY;
	entry->list = (uint32_t)self->list_count - 1;
	self->count++;
	return SCHAIN_OK;
}

schain_status schain__apt_take_index(schain__apt *apt, schain__bytes text)
{
	schain_string line, path = SCHAIN_STRING_NONE, hex = SCHAIN_STRING_NONE;
	schain_status status = SCHAIN_OK;

	do {
		line = schain__line_next(&text);
		schain__line_field(line, "Filename:", &path);
		schain__line_field(line, "SHA256:", &hex);
		if (line.length)
			continue;
		/* An empty line, or the end: a package is complete. */
		if (path.data && hex.data)
			status = add(apt, path, hex);
		path = hex = SCHAIN_STRING_NONE;
	} while (!status && line.data);
	return status;
}

static int compare_digests(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

static int compare_names(const void *a, const void *b)
{
	return memcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name, KEY);
}

void schain__apt_seal(schain__apt *apt)
{
	if (!apt->count)
		return;
	qsort(apt->entries, apt->count, sizeof *apt->entries, compare_digests);
	/* Without memory for it, a changed package is not told from a foreign one. */
	apt->names = schain__sig_alloc(&apt->allocator, apt->count * sizeof *apt->names);
	if (!apt->names)
		return;
	memcpy(apt->names, apt->entries, apt->count * sizeof *apt->names);
	qsort(apt->names, apt->count, sizeof *apt->names, compare_names);
}

size_t schain__apt_count(const schain__apt *apt)
{
	return apt->count;
}

int schain__apt_find(const schain__apt *apt, const uint8_t sha256[32], schain_string name,
                     schain__apt_package *ret_package)
{
	const struct entry *found = NULL;
	struct entry wanted;

	if (!apt->count)
		return 0;
	memset(&wanted, 0, sizeof wanted);
	memcpy(wanted.sha256, sha256, sizeof wanted.sha256);
	found = bsearch(&wanted, apt->entries, apt->count, sizeof *apt->entries, compare_digests);
	ret_package->is_listed = found != NULL;
	if (!found && name.data && apt->names && make_key(apt, base_of(name), wanted.name))
		found = bsearch(&wanted, apt->names, apt->count, sizeof *apt->names, compare_names);
	if (!found)
		return 0;
	ret_package->list = &apt->lists[found->list];
	return 1;
}
