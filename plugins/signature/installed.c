/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/installed.h"

#include <stdlib.h>

/* A desktop has some 400 000 files of 4000 packages. */
#define FILES_LIMIT (4u << 20)
#define PACKAGES_LIMIT 65536u

struct package {
	schain_string name;
	uint32_t format;
	uint32_t reserved;
};

struct schain__installed {
	schain_allocator allocator;
	const schain__sig_crypto *crypto;
	schain__sig_pool pool; /* names */
	EVP_MD_CTX *context;   /* of keys */
	schain__installed_entry *entries;
	size_t count, capacity;
	struct package *packages;
	size_t package_count, package_capacity;
};

schain__installed *schain__installed_new(const schain__sig_crypto *crypto,
                                         const schain_allocator *allocator)
{
	schain__installed *self = schain__sig_alloc(allocator, sizeof *self);

	if (!self)
		return NULL;
	self->allocator = *allocator;
	self->crypto = crypto;
	schain__sig_pool_init(&self->pool, allocator);
	self->context = EVP_MD_CTX_new();
	if (!self->context) {
		schain__installed_free(self);
		return NULL;
	}
	return self;
}

const schain_allocator *schain__installed_allocator(const schain__installed *installed)
{
	return &installed->allocator;
}

void schain__installed_free(schain__installed *installed)
{
	schain_allocator allocator;

	if (!installed)
		return;
	allocator = installed->allocator;
	schain__sig_release(&allocator, installed->entries,
	                    installed->capacity * sizeof *installed->entries);
	schain__sig_release(&allocator, installed->packages,
	                    installed->package_capacity * sizeof *installed->packages);
	schain__sig_pool_clear(&installed->pool);
	EVP_MD_CTX_free(installed->context);
	schain__sig_release(&allocator, installed, sizeof *installed);
}

int schain__installed_make_key(const schain__installed *installed, schain_string directory,
                               schain_string name, uint8_t ret_key[SCHAIN__INSTALLED_KEY])
{
	uint8_t hash[EVP_MAX_MD_SIZE];

	if (!EVP_DigestInit_ex2(installed->context, installed->crypto->digests[SCHAIN__SIG_SHA256],
	                        NULL) ||
	    !EVP_DigestUpdate(installed->context, directory.data, directory.length) ||
	    !EVP_DigestUpdate(installed->context, name.data, name.length) ||
	    !EVP_DigestFinal_ex(installed->context, hash, NULL))
		return 0;
	memcpy(ret_key, hash, SCHAIN__INSTALLED_KEY);
	return 1;
}

schain_status schain__installed_begin_package(schain__installed *installed, schain_string name,
                                              uint32_t format)
{
	void *array = installed->packages;
	struct package *package;

	if (installed->package_count == PACKAGES_LIMIT)
		return SCHAIN_E_LIMIT;
	if (schain__sig_grow(&installed->allocator, &array, &installed->package_capacity,
	                     installed->package_count, sizeof *installed->packages))
		return SCHAIN_E_MEMORY;
	installed->packages = array;
	package = &installed->packages[installed->package_count];
	package->name = schain__sig_pool_copy(&installed->pool, name.data, name.length);
	package->format = format;
	if (!package->name.data)
		return SCHAIN_E_MEMORY;
	installed->package_count++;
	return SCHAIN_OK;
}

schain_status schain__installed_add(schain__installed *installed, schain_string directory,
                                    schain_string name, schain__installed_entry **ret_entry)
{
	void *array = installed->entries;
	schain__installed_entry *entry;

	if (installed->count == FILES_LIMIT)
		return SCHAIN_E_LIMIT;
	if (schain__sig_grow(&installed->allocator, &array, &installed->capacity, installed->count,
	                     sizeof *installed->entries))
		return SCHAIN_E_MEMORY;
	installed->entries = array;
	entry = &installed->entries[installed->count];
	memset(entry, 0, sizeof *entry);
	if (!schain__installed_make_key(installed, directory, name, entry->key))
		return SCHAIN_E_MEMORY;
	entry->package = (uint32_t)installed->package_count - 1;
	entry->algorithm = SCHAIN__SIG_DIGESTS;
	entry->serial = (uint32_t)installed->count++;
	*ret_entry = entry;
	return SCHAIN_OK;
}

/* The key is an entry's first member. */
static int compare_keys(const void *a, const void *b)
{
	return memcmp(a, b, SCHAIN__INSTALLED_KEY);
}

static int compare_entries(const void *a, const void *b)
{
	const schain__installed_entry *left = a, *right = b;
	int order = compare_keys(a, b);

	return order ? order : (left->serial > right->serial) - (left->serial < right->serial);
}

void schain__installed_sort(schain__installed *installed, size_t first)
{
	if (first < installed->count)
		qsort(installed->entries + first, installed->count - first, sizeof *installed->entries,
		      compare_entries);
}

size_t schain__installed_count(const schain__installed *installed)
{
	return installed->count;
}

schain__installed_entry *schain__installed_entries(schain__installed *installed)
{
	return installed->entries;
}

schain__installed_entry *schain__installed_search(schain__installed_entry *entries, size_t count,
                                                  const uint8_t key[SCHAIN__INSTALLED_KEY])
{
	return count ? bsearch(key, entries, count, sizeof *entries, compare_keys) : NULL;
}

static int find_key(const schain__installed *self, schain_string directory, schain_string name,
                    schain__installed_file *ret_file)
{
	const schain__installed_entry *entry, *end;
	uint8_t key[SCHAIN__INSTALLED_KEY];

	if (!schain__installed_make_key(self, directory, name, key))
		return 0;
	entry = schain__installed_search(self->entries, self->count, key);
	if (!entry)
		return 0;
	end = self->entries + self->count;
	while (entry > self->entries && !compare_keys(entry - 1, key))
		entry--;
	/* Packages of several architectures share files; the last with a digest speaks. */
	for (const schain__installed_entry *other = entry; other < end && !compare_keys(other, key);
	     other++)
		if (other->algorithm != SCHAIN__SIG_DIGESTS || entry->algorithm == SCHAIN__SIG_DIGESTS)
			entry = other;
	ret_file->package = self->packages[entry->package].name;
	ret_file->format = self->packages[entry->package].format;
	ret_file->algorithm = (enum schain__sig_digest)entry->algorithm;
	ret_file->is_configuration = entry->is_configuration;
	ret_file->digest = entry->digest;
	return 1;
}

/* What /usr took over: a database may have a file under either name. */
static int is_merged(schain_string path)
{
	static const char *const merged[] = { "/bin/",   "/sbin/",  "/lib/",
		                              "/lib32/", "/lib64/", "/libx32/" };

	for (size_t i = 0; i < sizeof merged / sizeof *merged; i++)
		if (path.length > strlen(merged[i]) && !memcmp(path.data, merged[i], strlen(merged[i])))
			return 1;
	return 0;
}

int schain__installed_find(const schain__installed *installed, schain_string path,
                           schain__installed_file *ret_file)
{
	schain_string inside;

	if (find_key(installed, path, SCHAIN_STRING_NONE, ret_file))
		return 1;
	if (is_merged(path))
		return find_key(installed, SCHAIN_STRING("/usr"), path, ret_file);
	if (path.length < 5 || memcmp(path.data, "/usr/", 5) != 0)
		return 0;
	inside.data = path.data + 4;
	inside.length = path.length - 4;
	return is_merged(inside) && find_key(installed, inside, SCHAIN_STRING_NONE, ret_file);
}
