/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/directory.h"

#define VERSION_SCATTER 0x20100u
#define VERSION_TEAM 0x20200u
#define VERSION_LIMIT_64 0x20300u
#define VERSION_EXEC 0x20400u
#define VERSION_RUNTIME 0x20500u
#define HEAD_SIZE 44u
#define SCATTER_STEP 24u
/* 2^16 is what the largest pages in use have (arm64: 14, x86_64: 12). */
#define PAGE_SHIFT_LIMIT 24u
/* Each page looks through the runs before its own: more would cost time and are not made. */
#define SCATTER_LIMIT 64u

static const struct hash {
	const char *digest_name;
	const char *name;
	uint32_t size; /* as stored */
	uint32_t rank;
} hashes[] = {
	{ NULL, NULL, 0, 0 },
	{ "SHA1", "sha1", 20, SCHAIN__DIRECTORY_SHA1 },
	{ "SHA2-256", "sha256", 32, 3 },
	{ "SHA2-256", "sha256-truncated", 20, 2 },
	{ "SHA2-384", "sha384", 48, 4 },
	{ "SHA2-512", "sha512", 64, 5 },
};

static uint32_t field32(schain__bytes blob, uint32_t version, uint32_t since, uint32_t at)
{
	return version >= since && blob.size >= at + 4 ? schain__get_be32(blob.data + at) : 0;
}

static uint64_t field64(schain__bytes blob, uint32_t version, uint32_t since, uint32_t at)
{
	return version >= since && blob.size >= at + 8 ? schain__get_be64(blob.data + at) : 0;
}

static const char *read_hash(schain__bytes blob, schain__directory *directory)
{
	uint32_t shift = blob.data[39];

	directory->hash_size = blob.data[36];
	directory->hash_type = blob.data[37];
	if (!directory->hash_type || directory->hash_type >= sizeof hashes / sizeof *hashes)
		return "an unknown hash type";
	if (directory->hash_size != hashes[directory->hash_type].size)
		return "a hash size that does not fit its type";
	directory->digest_name = hashes[directory->hash_type].digest_name;
	directory->name = hashes[directory->hash_type].name;
	directory->rank = hashes[directory->hash_type].rank;
	if (shift > PAGE_SHIFT_LIMIT)
		return "an impossible page size";
	directory->page_size = shift ? UINT64_C(1) << shift : directory->code_limit;
	return NULL;
}

const char *schain__directory_read(schain__bytes blob, schain__directory *ret_directory)
{
	schain__directory self;
	const char *damage;
	uint32_t team;

	memset(&self, 0, sizeof self);
	if (blob.size < HEAD_SIZE || schain__get_be32(blob.data) != SCHAIN__DIRECTORY_MAGIC)
		return "no code directory where one should be";
	self.blob = blob;
	self.version = schain__get_be32(blob.data + 8);
	self.flags = schain__get_be32(blob.data + 12);
	self.hash_offset = schain__get_be32(blob.data + 16);
	self.special_count = schain__get_be32(blob.data + 24);
	self.code_count = schain__get_be32(blob.data + 28);
	self.code_limit = field64(blob, self.version, VERSION_LIMIT_64, 56);
	if (!self.code_limit)
		self.code_limit = schain__get_be32(blob.data + 32);
	self.scatter_offset = field32(blob, self.version, VERSION_SCATTER, 44);
	self.exec_flags = field64(blob, self.version, VERSION_EXEC, 80);
	self.runtime = field32(blob, self.version, VERSION_RUNTIME, 88);
	damage = read_hash(blob, &self);
	if (damage)
		return damage;
	self.identifier = schain__bytes_text(blob, schain__get_be32(blob.data + 20));
	if (!self.identifier.data)
		return "the code directory's identifier lies outside it";
	team = field32(blob, self.version, VERSION_TEAM, 48);
	if (team)
		self.team = schain__bytes_text(blob, team);
	if (team && !self.team.data)
		return "the code directory's team lies outside it";
	if ((uint64_t)self.special_count * self.hash_size > self.hash_offset ||
	    self.hash_offset > blob.size ||
	    (uint64_t)self.code_count * self.hash_size > blob.size - self.hash_offset)
		return "the code directory's hashes lie outside it";
	*ret_directory = self;
	return NULL;
}

schain__bytes schain__directory_slot(const schain__directory *directory, uint32_t slot)
{
	schain__bytes none = { NULL, 0 };

	if (!slot || slot > directory->special_count)
		return none;
	return schain__bytes_part(directory->blob,
	                          directory->hash_offset - (uint64_t)slot * directory->hash_size,
	                          directory->hash_size);
}

/*
 * The kernel's reading of the scatter table: rising runs of pages whose hashes
 * follow each other. Returns UINT64_MAX for a page that no run holds.
 */
static uint64_t scattered(const schain__directory *directory, uint64_t page)
{
	uint64_t at = directory->scatter_offset, index = 0, next = 0;

	for (uint32_t i = 0; i < SCATTER_LIMIT; i++, at += SCATTER_STEP) {
		schain__bytes run = schain__bytes_part(directory->blob, at, SCATTER_STEP);
		uint64_t count, base;

		if (!run.data)
			return UINT64_MAX;
		count = schain__get_be32(run.data);
		base = schain__get_be32(run.data + 4);
		if (!count || base < next || page < base)
			return UINT64_MAX;
		if (page - base < count)
			return index + (page - base);
		next = base + count;
		index += count;
	}
	return UINT64_MAX;
}

schain__bytes schain__directory_page(const schain__directory *directory, uint64_t page)
{
	schain__bytes none = { NULL, 0 };
	uint64_t index = directory->scatter_offset ? scattered(directory, page) : page;

	if (index >= directory->code_count)
		return none;
	return schain__bytes_part(directory->blob,
	                          directory->hash_offset + index * directory->hash_size,
	                          directory->hash_size);
}

static uint64_t page_count(const schain__directory *directory)
{
	if (!directory->code_limit)
		return 0;
	return (directory->code_limit - 1) / directory->page_size + 1;
}

int schain__directory_is_complete(const schain__directory *directory)
{
	uint64_t count = page_count(directory);

	/* Fewer hashes than pages cannot be complete; so a false limit costs no time. */
	if (count > directory->code_count)
		return 0;
	for (uint64_t page = 0; directory->scatter_offset && page < count; page++)
		if (!schain__directory_page(directory, page).data)
			return 0;
	return 1;
}

static uint64_t next_page(const schain__pages *pages)
{
	return pages->left < pages->directory->page_size ? pages->left : pages->directory->page_size;
}

schain_status schain__pages_begin(schain__pages *pages, const schain__directory *directory,
                                  OSSL_LIB_CTX *library)
{
	memset(pages, 0, sizeof *pages);
	pages->directory = directory;
	pages->left = directory->code_limit;
	pages->page_left = next_page(pages);
	pages->digest = EVP_MD_fetch(library, directory->digest_name, NULL);
	pages->context = EVP_MD_CTX_new();
	if (pages->digest && pages->context &&
	    EVP_DigestInit_ex2(pages->context, pages->digest, NULL))
		return SCHAIN_OK;
	schain__pages_dispose(pages);
	return SCHAIN_E_MEMORY;
}

static int end_page(schain__pages *pages)
{
	schain__bytes stored = schain__directory_page(pages->directory, pages->page);
	uint8_t hash[EVP_MAX_MD_SIZE];

	if (!EVP_DigestFinal_ex(pages->context, hash, NULL) ||
	    !EVP_DigestInit_ex2(pages->context, pages->digest, NULL))
		return 0;
	if (!stored.data || memcmp(stored.data, hash, stored.size) != 0) {
		if (!pages->bad_count)
			pages->first_bad = pages->page;
		pages->bad_count++;
	}
	pages->page++;
	pages->page_left = next_page(pages);
	return 1;
}

schain_status schain__pages_feed(schain__pages *pages, const uint8_t *data, size_t size)
{
	size_t piece;

	while (size && pages->left) {
		piece = size < pages->page_left ? size : (size_t)pages->page_left;
		if (!EVP_DigestUpdate(pages->context, data, piece))
			return SCHAIN_E_MEMORY;
		data += piece;
		size -= piece;
		pages->left -= piece;
		pages->page_left -= piece;
		if (!pages->page_left && !end_page(pages))
			return SCHAIN_E_MEMORY;
	}
	return SCHAIN_OK;
}

void schain__pages_dispose(schain__pages *pages)
{
	EVP_MD_free(pages->digest);
	EVP_MD_CTX_free(pages->context);
	pages->digest = NULL;
	pages->context = NULL;
}
