/* SPDX-License-Identifier: Apache-2.0 */
/* A store in memory. A transaction works on the entries, and keeps what it replaced. */
#include "store/store.h"

struct entry {
	char *host;
	size_t host_length;
	uint32_t kind;
	uint32_t is_gone; /* removed by the transaction in progress */
	uint64_t id;
	char *data;
	size_t size;
	char *old; /* before the transaction in progress; NULL: was not there */
	size_t old_size;
	uint32_t is_changed;
	uint32_t unused;
};

struct memory_store {
	schain__own_store own;
	struct entry *entries;
	size_t count, capacity;
};

static void drop_data(struct memory_store *store, char **data, size_t *size)
{
	schain__free(&store->own.memory, *data, *size + 1);
	*data = NULL;
	*size = 0;
}

static char *copy_of(struct memory_store *store, const void *data, size_t size)
{
	char *copy = size < SIZE_MAX ? schain__alloc(&store->own.memory, size + 1) : NULL;

	if (copy && size)
		memcpy(copy, data, size);
	return copy;
}

static int compare(const struct entry *entry, schain_string host, uint32_t kind, uint64_t id)
{
	int order = schain__compare(schain__string(entry->host, entry->host_length), host);

	if (!order && entry->kind != kind)
		order = entry->kind < kind ? -1 : 1;
	if (!order && entry->id != id)
		order = entry->id < id ? -1 : 1;
	return order;
}

/* Where that key is, or would be. */
static size_t place_of(const struct memory_store *store, schain_string host, uint32_t kind, uint64_t id)
{
	size_t from = 0, to = store->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (compare(&store->entries[middle], host, kind, id) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static struct entry *find(const struct memory_store *store, schain_string host, uint32_t kind,
                          uint64_t id)
{
	size_t at = place_of(store, host, kind, id);

	return at < store->count && !compare(&store->entries[at], host, kind, id) ? &store->entries[at]
	                                                                          : NULL;
}

static schain_status begin(void *context, schain_error *error)
{
	(void)context;
	(void)error;
	return SCHAIN_OK;
}

static void drop_entry(struct memory_store *store, size_t at)
{
	struct entry *entry = &store->entries[at];

	if (entry->data)
		drop_data(store, &entry->data, &entry->size);
	if (entry->old)
		drop_data(store, &entry->old, &entry->old_size);
	schain__free(&store->own.memory, entry->host, entry->host_length + 1);
	store->count--;
	memmove(entry, entry + 1, (store->count - at) * sizeof *entry);
}

static schain_status commit(void *context, schain_error *error)
{
	struct memory_store *store = context;

	(void)error;
	for (size_t i = store->count; i-- > 0;) {
		struct entry *entry = &store->entries[i];

		if (entry->old)
			drop_data(store, &entry->old, &entry->old_size);
		entry->is_changed = 0;
		if (entry->is_gone)
			drop_entry(store, i);
	}
	return SCHAIN_OK;
}

static void rollback(void *context)
{
	struct memory_store *store = context;

	for (size_t i = store->count; i-- > 0;) {
		struct entry *entry = &store->entries[i];

		if (!entry->is_changed)
			continue;
		if (!entry->old) {
			drop_entry(store, i);
			continue;
		}
		if (entry->data)
			drop_data(store, &entry->data, &entry->size);
		entry->data = entry->old;
		entry->size = entry->old_size;
		entry->old = NULL;
		entry->old_size = 0;
		entry->is_changed = entry->is_gone = 0;
	}
}

/* What is there now stays until the transaction ends. */
static void set_aside(struct memory_store *store, struct entry *entry)
{
	if (!entry->is_changed) {
		entry->old = entry->data;
		entry->old_size = entry->size;
		entry->is_changed = 1;
	} else if (entry->data) {
		drop_data(store, &entry->data, &entry->size);
	}
	entry->data = NULL;
	entry->size = 0;
}

static struct entry *add(struct memory_store *store, schain_string host, uint32_t kind, uint64_t id)
{
	size_t at = place_of(store, host, kind, id);
	struct entry *entry;
	char *name;

	if (schain__grow(&store->own.memory, (void **)&store->entries, &store->capacity, store->count,
	                 sizeof *store->entries))
		return NULL;
	name = copy_of(store, host.data, host.length);
	if (!name)
		return NULL;
	entry = &store->entries[at];
	memmove(entry + 1, entry, (store->count - at) * sizeof *entry);
	store->count++;
	memset(entry, 0, sizeof *entry);
	entry->host = name;
	entry->host_length = host.length;
	entry->kind = kind;
	entry->id = id;
	entry->is_changed = 1;
	return entry;
}

static schain_status put(void *context, schain_string host, uint32_t kind, uint64_t id,
                         const void *data, size_t size, schain_error *error)
{
	struct memory_store *store = context;
	char *copy = copy_of(store, data, size);
	struct entry *entry = copy ? find(store, host, kind, id) : NULL;

	if (copy && !entry)
		entry = add(store, host, kind, id);
	if (!entry) {
		schain__free(&store->own.memory, copy, size + 1);
		return schain__fail_memory(error);
	}
	set_aside(store, entry);
	entry->data = copy;
	entry->size = size;
	entry->is_gone = 0;
	return SCHAIN_OK;
}

static int is_of(const struct entry *entry, schain_string host)
{
	return schain__equal(schain__string(entry->host, entry->host_length), host);
}

static schain_status take_out(void *context, schain_string host, uint32_t kind, uint64_t id,
                              schain_error *error)
{
	struct memory_store *store = context;

	(void)error;
	for (size_t at = place_of(store, host, kind, kind ? id : 0); at < store->count; at++) {
		struct entry *entry = &store->entries[at];

		if (!is_of(entry, host) || (kind && (entry->kind != kind || entry->id != id)))
			break;
		set_aside(store, entry);
		entry->is_gone = 1;
	}
	return SCHAIN_OK;
}

static schain_status get(void *context, schain_string host, uint32_t kind, uint64_t id,
                         schain_status (*take)(void *to, const void *data, size_t size), void *to,
                         schain_error *error)
{
	const struct entry *entry = find(context, host, kind, id);

	(void)error;
	return entry && !entry->is_gone ? take(to, entry->data, entry->size) : SCHAIN_END;
}

static schain_status each(void *context, const schain_string *host, uint32_t kind,
                          schain_status (*take)(void *to, schain_string host, uint64_t id,
                                                const void *data, size_t size),
                          void *to, schain_error *error)
{
	const struct memory_store *store = context;
	schain_status status = SCHAIN_OK;

	(void)error;
	for (size_t i = host ? place_of(store, *host, kind, 0) : 0; i < store->count && status == SCHAIN_OK;
	     i++) {
		const struct entry *entry = &store->entries[i];

		if (host && (entry->kind != kind || !is_of(entry, *host)))
			break;
		if (entry->kind == kind && !entry->is_gone)
			status = take(to, schain__string(entry->host, entry->host_length), entry->id, entry->data,
			              entry->size);
	}
	return status;
}

static void close(void *context)
{
	struct memory_store *store = context;
	schain__memory memory;

	while (store->count)
		drop_entry(store, store->count - 1);
	schain__free(&store->own.memory, store->entries, store->capacity * sizeof *store->entries);
	memory = store->own.memory;
	schain__free(&memory, store, sizeof *store);
}

schain_status schain_store_new_memory(const schain_allocator *allocator, schain_store **ret_store,
                                      schain_error *error)
{
	const schain_store face = { sizeof face, 0, NULL, begin, commit, rollback, put, take_out, get, each,
		                    close };
	schain__memory memory;
	struct memory_store *store;

	if (!ret_store)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no place for the store");
	schain__memory_init(&memory, allocator);
	store = schain__alloc_zero(&memory, 1, sizeof *store);
	if (!store)
		return schain__fail_memory(error);
	store->own.memory = memory;
	store->own.face = face;
	store->own.face.context = store;
	*ret_store = &store->own.face;
	return SCHAIN_OK;
}
