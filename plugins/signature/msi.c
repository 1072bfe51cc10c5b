/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/msi.h"

/* UTF-16LE, as the directory has them. */
static const uint8_t signature_name[] = "\5\0D\0i\0g\0i\0t\0a\0l\0S\0i\0g\0n\0a\0t\0u\0r\0e";
static const uint8_t extended_name[] =
        "\5\0M\0s\0i\0D\0i\0g\0i\0t\0a\0l\0S\0i\0g\0n\0a\0t\0u\0r\0e\0E\0x";

/* A stream as one block. */
struct block {
	uint8_t *data;
	size_t size, used;
};

static int put_block(void *context, const void *data, size_t size)
{
	struct block *block = context;

	if (size > block->size - block->used)
		return 0;
	memcpy(block->data + block->used, data, size);
	block->used += size;
	return 1;
}

static schain_status load(schain__msi *self, const void *name, size_t name_size, uint64_t limit,
                          schain__bytes *ret_bytes)
{
	uint32_t index;
	struct block block;
	schain__ole_entry entry;
	schain_status status = schain__ole_find(self->ole, name, (uint32_t)name_size, &index);

	if (status || index == SCHAIN__OLE_NONE)
		return status;
	entry = schain__ole_entry_at(self->ole, index);
	if (entry.size > limit)
		return SCHAIN_E_LIMIT;
	block.size = (size_t)entry.size;
	block.used = 0;
	block.data = self->memory->allocate(self->memory->context, block.size + 1);
	if (!block.data)
		return SCHAIN_E_MEMORY;
	status = schain__ole_read(self->ole, index, put_block, &block);
	ret_bytes->data = block.data;
	ret_bytes->size = block.size;
	return status;
}

schain_status schain__msi_open(schain__msi *msi, const schain__source *source,
                               const schain_allocator *memory, uint64_t signature_limit,
                               const char **ret_damage)
{
	schain_status status;

	memset(msi, 0, sizeof *msi);
	msi->memory = memory;
	status = schain__ole_open(source, memory, &msi->ole, ret_damage);
	if (status)
		return status;
	/* The names' size without the literal's NUL; UTF-16 ends in one byte of it. */
	status = load(msi, signature_name, sizeof signature_name, signature_limit, &msi->signature);
	if (!status)
		status = load(msi, extended_name, sizeof extended_name, EVP_MAX_MD_SIZE, &msi->extended);
	if (status) {
		*ret_damage = schain__ole_damage(msi->ole);
		schain__msi_close(msi);
		return status;
	}
	if (source->size > schain__ole_end(msi->ole))
		msi->trailing = source->size - schain__ole_end(msi->ole);
	return SCHAIN_OK;
}

void schain__msi_close(schain__msi *msi)
{
	schain__source_release(msi->memory, msi->signature);
	schain__source_release(msi->memory, msi->extended);
	schain__ole_close(msi->ole);
	memset(msi, 0, sizeof *msi);
}

static int is_named(const schain__ole_entry *entry, const void *name, size_t size)
{
	return entry->name_size == size && !memcmp(entry->name, name, size);
}

static int is_signature(const schain__ole_entry *entry)
{
	return is_named(entry, signature_name, sizeof signature_name) ||
	       is_named(entry, extended_name, sizeof extended_name);
}

static int put_digest(void *context, const void *data, size_t size)
{
	return EVP_DigestUpdate(context, data, size);
}

/* What the second stream is over: of each entry its name, class or size, state and times. */
static schain_status hash_properties(const schain__ole_entry *entry, EVP_MD_CTX *context)
{
	int is_root = entry->kind == SCHAIN__OLE_ROOT_STORAGE;
	int done = is_root || EVP_DigestUpdate(context, entry->name, entry->name_size);

	if (entry->kind == SCHAIN__OLE_STREAM)
		done = done && EVP_DigestUpdate(context, entry->raw_size, 4);
	else
		done = done && EVP_DigestUpdate(context, entry->class_id, 16);
	done = done && EVP_DigestUpdate(context, entry->state, 4);
	if (!is_root)
		done = done && EVP_DigestUpdate(context, entry->times, 16);
	return done ? SCHAIN_OK : SCHAIN_E_MEMORY;
}

/* A storage's streams by name, storages in it likewise, its class last. */
static schain_status hash_storage(schain__msi *self, uint32_t index, uint32_t depth, int properties,
                                  EVP_MD_CTX *context)
{
	schain__ole_entry entry = schain__ole_entry_at(self->ole, index), child;
	uint32_t *list, count;
	schain_status status;

	if (depth == SCHAIN__OLE_DEPTH)
		return SCHAIN_E_DAMAGED;
	status = properties ? hash_properties(&entry, context) : SCHAIN_OK;
	if (!status)
		status = schain__ole_list(self->ole, index, &list, &count);
	if (status)
		return status;
	for (uint32_t i = 0; !status && i < count; i++) {
		child = schain__ole_entry_at(self->ole, list[i]);
		if (index == SCHAIN__OLE_ROOT && is_signature(&child))
			continue;
		if (child.kind == SCHAIN__OLE_STORAGE)
			status = hash_storage(self, list[i], depth + 1, properties, context);
		else if (child.kind != SCHAIN__OLE_STREAM)
			status = SCHAIN_E_DAMAGED;
		else if (properties)
			status = hash_properties(&child, context);
		else
			status = schain__ole_read(self->ole, list[i], put_digest, context);
	}
	schain__ole_release(self->ole, list);
	if (!status && !properties && !EVP_DigestUpdate(context, entry.class_id, 16))
		status = SCHAIN_E_MEMORY;
	return status;
}

schain_status schain__msi_digest(schain__msi *msi, const EVP_MD *digest,
                                 uint8_t ret_digest[EVP_MAX_MD_SIZE], unsigned *ret_size,
                                 int *ret_extended_matches, const char **ret_damage)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	schain_status status = SCHAIN_E_MEMORY;
	uint8_t hash[EVP_MAX_MD_SIZE];
	unsigned size;

	*ret_extended_matches = 1;
	if (context && msi->extended.data && EVP_DigestInit_ex2(context, digest, NULL)) {
		status = hash_storage(msi, SCHAIN__OLE_ROOT, 0, 1, context);
		if (!status && !EVP_DigestFinal_ex(context, hash, &size))
			status = SCHAIN_E_MEMORY;
		if (!status)
			*ret_extended_matches = schain__bytes_equal(msi->extended,
			                                            (schain__bytes){ hash, size });
	} else if (context && !msi->extended.data) {
		status = SCHAIN_OK;
	}
	if (!status && (!EVP_DigestInit_ex2(context, digest, NULL) ||
	                (msi->extended.data && !EVP_DigestUpdate(context, hash, size))))
		status = SCHAIN_E_MEMORY;
	if (!status)
		status = hash_storage(msi, SCHAIN__OLE_ROOT, 0, 0, context);
	if (!status && !EVP_DigestFinal_ex(context, ret_digest, ret_size))
		status = SCHAIN_E_MEMORY;
	EVP_MD_CTX_free(context);
	if (status == SCHAIN_E_DAMAGED) {
		*ret_damage = schain__ole_damage(msi->ole);
		if (!*ret_damage)
			*ret_damage = "storages too deep, or entries of an unknown kind";
	}
	return status;
}
