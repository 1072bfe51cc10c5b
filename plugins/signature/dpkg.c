/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/dpkg.h"

#include <supplychain/signature.h>

#include "signature/line.h"

#define DIVERSIONS_LIMIT 65536u
#define KEY SCHAIN__INSTALLED_KEY

struct diversion {
	uint8_t from[KEY], to[KEY];
	schain_string package; /* whose own file stays in place */
};

struct schain__dpkg {
	schain_allocator allocator;
	schain__installed *installed;
	schain__sig_pool pool; /* names of diverting packages */
	struct diversion *diversions;
	size_t diversion_count, diversion_capacity;
};

schain__dpkg *schain__dpkg_new(schain__installed *installed, const schain_allocator *allocator)
{
	schain__dpkg *self = schain__sig_alloc(allocator, sizeof *self);

	if (!self)
		return NULL;
	self->allocator = *allocator;
	self->installed = installed;
	schain__sig_pool_init(&self->pool, allocator);
	return self;
}

void schain__dpkg_free(schain__dpkg *dpkg)
{
	schain_allocator allocator;

	if (!dpkg)
		return;
	allocator = dpkg->allocator;
	schain__sig_release(&allocator, dpkg->diversions,
	                    dpkg->diversion_capacity * sizeof *dpkg->diversions);
	schain__sig_pool_clear(&dpkg->pool);
	schain__sig_release(&allocator, dpkg, sizeof *dpkg);
}

static int make_key(const schain__dpkg *self, schain_string directory, schain_string name,
                    uint8_t ret_key[KEY])
{
	return schain__installed_make_key(self->installed, directory, name, ret_key);
}

/* Three lines each: from, to, whose package it is (":" for the administrator's). */
schain_status schain__dpkg_take_diversions(schain__dpkg *dpkg, schain__bytes text)
{
	schain_string from, to, package;
	struct diversion *diversion;
	void *array;

	while ((from = schain__line_next(&text)).data && (to = schain__line_next(&text)).data &&
	       (package = schain__line_next(&text)).data) {
		array = dpkg->diversions;
		if (dpkg->diversion_count == DIVERSIONS_LIMIT)
			return SCHAIN_E_LIMIT;
		if (schain__sig_grow(&dpkg->allocator, &array, &dpkg->diversion_capacity,
		                     dpkg->diversion_count, sizeof *dpkg->diversions))
			return SCHAIN_E_MEMORY;
		dpkg->diversions = array;
		diversion = &dpkg->diversions[dpkg->diversion_count];
		diversion->package = schain__sig_pool_copy(&dpkg->pool, package.data, package.length);
		if (!diversion->package.data ||
		    !make_key(dpkg, from, SCHAIN_STRING_NONE, diversion->from) ||
		    !make_key(dpkg, to, SCHAIN_STRING_NONE, diversion->to))
			return SCHAIN_E_MEMORY;
		dpkg->diversion_count++;
	}
	return SCHAIN_OK;
}

/* "libc6:amd64" is libc6 where diversions are concerned. */
static int is_package(schain_string name, schain_string plain)
{
	const char *colon = name.length ? memchr(name.data, ':', name.length) : NULL;

	if (colon)
		name.length = (size_t)(colon - name.data);
	return name.length == plain.length &&
	       (!name.length || !memcmp(name.data, plain.data, plain.length));
}

/* A diverted file of anyone but the one that diverts it lies elsewhere. */
static void divert(const schain__dpkg *self, schain_string package, uint8_t key[KEY])
{
	for (size_t i = 0; i < self->diversion_count; i++) {
		const struct diversion *diversion = &self->diversions[i];

		if (!memcmp(diversion->from, key, KEY) && !is_package(package, diversion->package)) {
			memcpy(key, diversion->to, KEY);
			return;
		}
	}
}

static void set_md5(schain__installed_entry *entry, const uint8_t md5[16])
{
	memcpy(entry->digest, md5, 16);
	entry->algorithm = SCHAIN__SIG_MD5;
}

/* Lines of "md5  path", where the path lacks its leading slash. */
static schain_status take_md5sums(schain__dpkg *self, schain__installed_entry *entries,
                                  size_t count, schain__bytes text)
{
	schain__installed_entry *entry;
	schain_string line, path;
	uint8_t key[KEY], md5[16];

	while ((line = schain__line_next(&text)).data) {
		if (line.length < 35 || !schain__line_hex(line, md5, sizeof md5))
			continue;
		path.data = line.data + 34;
		path.length = line.length - 34;
		if (!make_key(self, SCHAIN_STRING("/"), path, key))
			return SCHAIN_E_MEMORY;
		entry = schain__installed_search(entries, count, key);
		if (entry)
			set_md5(entry, md5);
	}
	return SCHAIN_OK;
}

schain_status schain__dpkg_take_package(schain__dpkg *dpkg, schain_string name, schain__bytes list,
                                        schain__bytes md5sums)
{
	size_t first = schain__installed_count(dpkg->installed), count;
	schain__installed_entry *entries;
	schain_status status;
	schain_string path;

	status = schain__installed_begin_package(dpkg->installed, name, SCHAIN_SIGNED_AS_DPKG);
	while (!status && (path = schain__line_next(&list)).data)
		if (path.length > 1 && path.data[0] == '/')
			status = schain__installed_add(dpkg->installed, path, SCHAIN_STRING_NONE, &entries);
	count = schain__installed_count(dpkg->installed) - first;
	if (status || !count)
		return status;
	schain__installed_sort(dpkg->installed, first);
	entries = schain__installed_entries(dpkg->installed) + first;
	status = take_md5sums(dpkg, entries, count, md5sums);
	for (size_t i = 0; i < count; i++)
		divert(dpkg, name, entries[i].key);
	return status;
}

/* " /etc/example 0123456789abcdef0123456789abcdef obsolete" */
static schain_status take_conffile(schain__dpkg *self, schain_string package, schain_string line)
{
	const char *end = memchr(line.data + 1, ' ', line.length - 1);
	schain_string path, rest;
	schain__installed_entry *entry;
	uint8_t key[KEY], md5[16];

	if (!end || end == line.data + 1)
		return SCHAIN_OK;
	path.data = line.data + 1;
	path.length = (size_t)(end - path.data);
	rest.data = end + 1;
	rest.length = line.length - path.length - 2;
	if (!make_key(self, path, SCHAIN_STRING_NONE, key))
		return SCHAIN_E_MEMORY;
	divert(self, package, key);
	entry = schain__installed_search(schain__installed_entries(self->installed),
	                                 schain__installed_count(self->installed), key);
	if (entry) {
		entry->is_configuration = 1;
		if (schain__line_hex(rest, md5, sizeof md5))
			set_md5(entry, md5);
	}
	return SCHAIN_OK;
}

schain_status schain__dpkg_take_status(schain__dpkg *dpkg, schain__bytes text)
{
	schain_string line, value, package = SCHAIN_STRING_NONE;
	schain_status status = SCHAIN_OK;
	int in_conffiles = 0;

	schain__installed_sort(dpkg->installed, 0);
	while (!status && (line = schain__line_next(&text)).data) {
		if (in_conffiles && line.length > 2 && line.data[0] == ' ') {
			status = take_conffile(dpkg, package, line);
			continue;
		}
		in_conffiles = schain__line_field(line, "Conffiles:", &value);
		if (schain__line_field(line, "Package:", &value))
			package = value;
	}
	return status;
}
