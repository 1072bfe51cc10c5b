/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/codesign.h"

/* CSMAGIC_* and CSSLOT_* of Apple's <kern/cs_blobs.h>. */
#define MAGIC_SUPERBLOB 0xfade0cc0u
#define MAGIC_WRAPPER 0xfade0b01u
#define SLOT_ALTERNATE 0x1000u
#define SLOT_ALTERNATE_LAST 0x1004u
#define SLOT_CMS 0x10000u
#define SLOT_TICKET 0x10002u
#define BLOB_HEAD 8u
/* Real ones have some ten. */
#define BLOB_LIMIT 64u
/* "s8ch": how stapled tickets begin. */
#define TICKET_MAGIC 0x73386368u

/* The blob at `offset`, by the length it states. */
static schain__bytes blob_at(schain__bytes whole, uint32_t offset)
{
	schain__bytes head = schain__bytes_part(whole, offset, BLOB_HEAD), none = { NULL, 0 };
	uint32_t length;

	if (!head.data)
		return none;
	length = schain__get_be32(head.data + 4);
	return length < BLOB_HEAD ? none : schain__bytes_part(whole, offset, length);
}

static const char *take_directory(schain__codesign *self, uint32_t slot, schain__bytes blob)
{
	uint32_t index = slot ? self->directory_count : 0;
	const char *damage;

	if (self->directory_count == SCHAIN__CODESIGN_DIRECTORIES)
		return "too many code directories";
	if (slot && !self->directory_count)
		return "an alternate code directory before the first";
	damage = schain__directory_read(blob, &self->directories[index]);
	if (damage)
		return damage;
	self->directory_count++;
	if (self->directories[index].rank > self->directories[self->best].rank)
		self->best = index;
	return NULL;
}

static const char *take(schain__codesign *self, uint32_t slot, schain__bytes blob)
{
	if (!slot || (slot >= SLOT_ALTERNATE && slot <= SLOT_ALTERNATE_LAST))
		return take_directory(self, slot, blob);
	if (slot <= SCHAIN__SLOT_LAST) {
		self->slots[slot] = blob;
	} else if (slot == SLOT_CMS) {
		if (schain__get_be32(blob.data) != MAGIC_WRAPPER)
			return "the CMS signature is not wrapped";
		self->cms = schain__bytes_part(blob, BLOB_HEAD, blob.size - BLOB_HEAD);
	} else if (slot == SLOT_TICKET) {
		self->ticket = blob;
	}
	return NULL;
}

const char *schain__codesign_read(schain__bytes blob, schain__codesign *ret_codesign)
{
	uint32_t count, slots[BLOB_LIMIT];
	const char *damage = NULL;
	schain__bytes whole;

	memset(ret_codesign, 0, sizeof *ret_codesign);
	if (blob.size < 12 || schain__get_be32(blob.data) != MAGIC_SUPERBLOB)
		return "no signature where the load command points";
	whole = blob_at(blob, 0);
	if (!whole.data || whole.size < 12)
		return "the signature is longer than its place";
	count = schain__get_be32(blob.data + 8);
	if (!count || count > BLOB_LIMIT || !schain__bytes_part(whole, 12, (uint64_t)count * 8).data)
		return "an impossible number of parts in the signature";
	ret_codesign->blob = whole;
	ret_codesign->used = whole.size;
	for (uint32_t i = 0; i < count && !damage; i++) {
		schain__bytes part = blob_at(whole, schain__get_be32(whole.data + 12 + i * 8 + 4));

		slots[i] = schain__get_be32(whole.data + 12 + i * 8);
		for (uint32_t j = 0; j < i; j++)
			if (slots[j] == slots[i])
				return "the same part twice in the signature";
		if (!part.data)
			return "a part of the signature lies outside it";
		damage = take(ret_codesign, slots[i], part);
	}
	if (!damage && !ret_codesign->directory_count)
		damage = "a signature without a code directory";
	return damage;
}

static int is_zero(schain__bytes hash)
{
	for (size_t i = 0; i < hash.size; i++)
		if (hash.data[i])
			return 0;
	return 1;
}

schain_status schain__codesign_check(const schain__codesign *codesign,
                                     const schain__directory *directory,
                                     const schain__bytes *external, OSSL_LIB_CTX *library,
                                     schain__slots *ret_slots)
{
	schain__slots slots = { 0, 0, 0, 0 };
	uint8_t hash[EVP_MAX_MD_SIZE];
	EVP_MD *digest = EVP_MD_fetch(library, directory->digest_name, NULL);
	schain_status status = digest ? SCHAIN_OK : SCHAIN_E_MEMORY;

	for (uint32_t slot = 1; !status && slot <= SCHAIN__SLOT_LAST; slot++) {
		schain__bytes stored = schain__directory_slot(directory, slot);
		schain__bytes blob = codesign->slots[slot].data ? codesign->slots[slot] : external[slot];
		uint32_t bit = 1u << slot;

		if (!stored.data || is_zero(stored)) {
			/* Only what lies inside claims to be sealed. */
			if (codesign->slots[slot].data)
				slots.unsealed |= bit;
		} else if (!blob.data) {
			slots.absent |= bit;
		} else if (!EVP_Digest(blob.data, blob.size, hash, NULL, digest, NULL)) {
			status = SCHAIN_E_MEMORY;
		} else if (memcmp(stored.data, hash, stored.size) != 0) {
			slots.mismatched |= bit;
		} else {
			slots.matched |= bit;
		}
	}
	EVP_MD_free(digest);
	if (!status)
		*ret_slots = slots;
	return status;
}

int schain__codesign_full_hash(const schain__directory *directory, OSSL_LIB_CTX *library,
                               uint8_t *ret_hash, unsigned *ret_size)
{
	EVP_MD *digest = EVP_MD_fetch(library, directory->digest_name, NULL);
	int done = digest && EVP_Digest(directory->blob.data, directory->blob.size, ret_hash, ret_size,
	                                digest, NULL);

	EVP_MD_free(digest);
	return done;
}

int schain__codesign_hash(const schain__directory *directory, OSSL_LIB_CTX *library,
                          uint8_t ret_hash[20])
{
	uint8_t hash[EVP_MAX_MD_SIZE];
	unsigned size;

	if (!schain__codesign_full_hash(directory, library, hash, &size))
		return 0;
	memcpy(ret_hash, hash, 20); /* CS_CDHASH_LEN, for every hash type */
	return 1;
}

int schain__ticket_names(schain__bytes ticket, const uint8_t hash[20])
{
	schain__bytes rest = ticket;

	if (ticket.size < 4 || schain__get_be32(ticket.data) != TICKET_MAGIC)
		return 0;
	while (rest.size >= 20) {
		const uint8_t *found = memchr(rest.data, hash[0], rest.size - 19);

		if (!found)
			return 0;
		if (!memcmp(found, hash, 20))
			return 1;
		rest.size -= (size_t)(found + 1 - rest.data);
		rest.data = found + 1;
	}
	return 0;
}
