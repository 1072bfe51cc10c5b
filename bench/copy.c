/* SPDX-License-Identifier: Apache-2.0 */
/* Copies events with all they point to, so that feeding can be timed without decoding. */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

void bench_store_init(bench_store *store, size_t events, size_t bytes)
{
	memset(store, 0, sizeof *store);
	store->data = bench_allocate(bytes);
	store->size = bytes;
	store->events = bench_allocate(events * sizeof *store->events);
	store->capacity = events;
}

void bench_store_dispose(bench_store *store)
{
	free(store->data);
	free(store->events);
	memset(store, 0, sizeof *store);
}

static void *put(bench_store *store, const void *data, size_t size)
{
	void *copy = store->data + store->used;

	memcpy(copy, data, size);
	store->used += (size + 7) & ~(size_t)7;
	return copy;
}

static void put_text(bench_store *store, schain_string *text)
{
	if (text->data)
		text->data = put(store, text->data, text->length);
}

static const schain_signature *put_signature(bench_store *store, const schain_signature *given)
{
	schain_signature *copy;

	if (!given)
		return NULL;
	copy = put(store, given, sizeof *given);
	put_text(store, &copy->signer);
	put_text(store, &copy->issuer);
	put_text(store, &copy->thumbprint);
	return copy;
}

static const schain_file *put_file(bench_store *store, const schain_file *given)
{
	schain_file *copy;

	if (!given)
		return NULL;
	copy = put(store, given, sizeof *given);
	put_text(store, &copy->path);
	put_text(store, &copy->old_path);
	put_text(store, &copy->sha256);
	copy->signature = put_signature(store, given->signature);
	return copy;
}

static const schain_process *put_process(bench_store *store, const schain_process *given)
{
	schain_process *copy;

	if (!given)
		return NULL;
	copy = put(store, given, sizeof *given);
	put_text(store, &copy->guid);
	put_text(store, &copy->parent_guid);
	put_text(store, &copy->command_line);
	put_text(store, &copy->script);
	put_text(store, &copy->working_directory);
	put_text(store, &copy->user);
	copy->image = put_file(store, given->image);
	return copy;
}

static const schain_connection *put_connection(bench_store *store, const schain_connection *given)
{
	schain_connection *copy;

	if (!given)
		return NULL;
	copy = put(store, given, sizeof *given);
	put_text(store, &copy->address);
	put_text(store, &copy->host_name);
	return copy;
}

static const schain_dns *put_dns(bench_store *store, const schain_dns *given)
{
	schain_dns *copy;

	if (!given)
		return NULL;
	copy = put(store, given, sizeof *given);
	put_text(store, &copy->query);
	copy->answers = NULL;
	copy->answer_count = 0;
	return copy;
}

static const schain_package *put_package(bench_store *store, const schain_package *given)
{
	schain_package *copy;

	if (!given)
		return NULL;
	copy = put(store, given, sizeof *given);
	put_text(store, &copy->manager);
	put_text(store, &copy->name);
	put_text(store, &copy->version);
	return copy;
}

/* More than any event of the stream needs: its structs and a line's worth of text. */
#define EVENT_BYTES 8192

int bench_store_add(bench_store *store, const schain_event *given)
{
	schain_event *copy;

	if (store->count == store->capacity || store->size - store->used < EVENT_BYTES)
		return 0;
	copy = &store->events[store->count++];
	*copy = *given;
	put_text(store, &copy->host);
	put_text(store, &copy->record_id);
	put_text(store, &copy->origin);
	copy->process = put_process(store, given->process);
	copy->parent = put_process(store, given->parent);
	copy->file = put_file(store, given->file);
	copy->connection = put_connection(store, given->connection);
	copy->dns = put_dns(store, given->dns);
	copy->package = put_package(store, given->package);
	return 1;
}
