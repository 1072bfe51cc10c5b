/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/copy.h"

#include <string.h>

/* A bump pointer; beyond the limit it only measures. */
struct cursor {
	unsigned char *base;
	size_t used;
	size_t limit;
};

static inline size_t aligned(size_t size)
{
	return (size + 7) & ~(size_t)7;
}

/* These run some forty times for each event, most often to find nothing to do. */
#if defined(__GNUC__)
#define HOT static inline __attribute__((always_inline))
#else
#define HOT static inline
#endif

HOT void *reserve(struct cursor *cursor, size_t size)
{
	size_t from = cursor->used;

	cursor->used += aligned(size);
	return cursor->used <= cursor->limit ? cursor->base + from : NULL;
}

/* Text is packed behind all structs, so needs no alignment of its own. */
HOT void copy_text(struct cursor *cursor, schain_string *text)
{
	if (!text->data)
		return;
	if (!text->length) {
		text->data = ""; /* empty but present stays so */
		return;
	}
	if (text->length > SCHAIN__EVENT_TEXT)
		text->length = SCHAIN__EVENT_TEXT;
	if (cursor->used + text->length <= cursor->limit) {
		memcpy(cursor->base + cursor->used, text->data, text->length);
		text->data = (const char *)(cursor->base + cursor->used);
	}
	cursor->used += text->length;
}

/* A struct of an older version: what it lacks is zero. */
static void copy_part(unsigned char *to, const void *from, size_t given, size_t size)
{
	memcpy(to, from, given);
	memset(to + given, 0, size - given);
}

/*
 * Copies a struct of the caller's, older or newer, to one of this build's
 * size. Where there is no room `local` takes its place.
 */
HOT void *copy_struct(struct cursor *cursor, const void *from, size_t size, void *local)
{
	uint32_t given;
	unsigned char *to;

	memcpy(&given, from, sizeof given);
	to = reserve(cursor, size);
	if (!to)
		to = local;
	if (given >= size)
		memcpy(to, from, size);
	else
		copy_part(to, from, given, size);
	return to;
}

/* All structs of an event first, then all texts: room for each kind of part. */
struct parts {
	schain_event event;
	schain_process process[3];
	schain_file file[4];
	schain_signature signature[5];
	schain_connection connection;
	schain_dns dns;
	schain_registry registry;
	schain_package package;
	schain_integrity integrity;
	schain_claim claim;
};

struct links {
	schain_event *event;
	schain_process *process[3];
	schain_file *file[4];
	schain_signature *signature[5];
	schain_connection *connection;
	schain_dns *dns;
	schain_registry *registry;
	schain_package *package;
	schain_integrity *integrity;
	schain_claim *claim;
};

static void copy_file(struct cursor *cursor, const schain_file **from, schain_file **to,
                      schain_signature **signature, schain_file *local,
                      schain_signature *local_signature)
{
	if (!*from)
		return;
	*to = copy_struct(cursor, *from, sizeof **to, local);
	*from = *to;
	if (!(*to)->signature)
		return;
	*signature = copy_struct(cursor, (*to)->signature, sizeof **signature, local_signature);
	(*to)->signature = *signature;
}

static void copy_processes(struct cursor *cursor, schain_event *event, struct links *links,
                           struct parts *local)
{
	const schain_process **slots[3];

	slots[0] = &event->process;
	slots[1] = &event->parent;
	slots[2] = &event->target;
	for (int i = 0; i < 3; i++) {
		if (!*slots[i])
			continue;
		links->process[i] = copy_struct(cursor, *slots[i], sizeof(schain_process), &local->process[i]);
		*slots[i] = links->process[i];
		copy_file(cursor, &links->process[i]->image, &links->file[i], &links->signature[i],
		          &local->file[i], &local->signature[i]);
	}
}

#define COPY_PART(noun) \
	if (event->noun) { \
		links->noun = copy_struct(cursor, event->noun, sizeof *links->noun, &local->noun); \
		event->noun = links->noun; \
	}

static void copy_structs(struct cursor *cursor, const schain_event *from, struct links *links,
                         struct parts *local)
{
	schain_event *event = links->event = copy_struct(cursor, from, sizeof *event, &local->event);

	copy_processes(cursor, event, links, local);
	copy_file(cursor, &event->file, &links->file[3], &links->signature[3], &local->file[3],
	          &local->signature[3]);
	COPY_PART(connection)
	COPY_PART(dns)
	COPY_PART(registry)
	COPY_PART(package)
	COPY_PART(integrity)
	COPY_PART(claim)
	if (links->claim && links->claim->signature) {
		links->signature[4] = copy_struct(cursor, links->claim->signature, sizeof(schain_signature),
		                                  &local->signature[4]);
		links->claim->signature = links->signature[4];
	}
}

static void copy_answers(struct cursor *cursor, schain_dns *dns)
{
	const schain_string *from = dns->answers;
	schain_string *to = reserve(cursor, dns->answer_count * sizeof *to);

	for (size_t i = 0; i < dns->answer_count; i++) {
		schain_string answer = from[i];

		copy_text(cursor, &answer);
		if (to)
			to[i] = answer;
	}
	cursor->used = aligned(cursor->used);
	if (to)
		dns->answers = to;
}

static void copy_file_texts(struct cursor *cursor, schain_file *file)
{
	copy_text(cursor, &file->path);
	copy_text(cursor, &file->old_path);
	copy_text(cursor, &file->sha256);
	/* Most sensors have none of these. */
	if (!file->sha1.data && !file->md5.data && !file->origin_url.data && !file->product.data &&
	    !file->company.data && !file->version.data && !file->original_name.data)
		return;
	copy_text(cursor, &file->sha1);
	copy_text(cursor, &file->md5);
	copy_text(cursor, &file->origin_url);
	copy_text(cursor, &file->product);
	copy_text(cursor, &file->company);
	copy_text(cursor, &file->version);
	copy_text(cursor, &file->original_name);
}

static void copy_process_texts(struct cursor *cursor, schain_process *process)
{
	copy_text(cursor, &process->guid);
	copy_text(cursor, &process->parent_guid);
	copy_text(cursor, &process->command_line);
	copy_text(cursor, &process->script);
	copy_text(cursor, &process->working_directory);
	copy_text(cursor, &process->user);
}

static void copy_signature_texts(struct cursor *cursor, schain_signature *signature)
{
	copy_text(cursor, &signature->signer);
	copy_text(cursor, &signature->issuer);
	copy_text(cursor, &signature->thumbprint);
	copy_text(cursor, &signature->team_id);
	copy_text(cursor, &signature->signing_id);
	copy_text(cursor, &signature->identity);
}

static void copy_rare_texts(struct cursor *cursor, struct links *links)
{
	if (links->registry) {
		copy_text(cursor, &links->registry->key);
		copy_text(cursor, &links->registry->value);
	}
	if (links->package) {
		copy_text(cursor, &links->package->manager);
		copy_text(cursor, &links->package->name);
		copy_text(cursor, &links->package->version);
		copy_text(cursor, &links->package->old_version);
		copy_text(cursor, &links->package->architecture);
		copy_text(cursor, &links->package->repository);
		copy_text(cursor, &links->package->key);
		copy_text(cursor, &links->package->publisher);
	}
	if (links->integrity) {
		copy_text(cursor, &links->integrity->policy);
		copy_text(cursor, &links->integrity->reason);
	}
	if (links->claim) {
		copy_text(cursor, &links->claim->subject);
		copy_text(cursor, &links->claim->claimant);
		copy_text(cursor, &links->claim->reason);
	}
}

static void copy_texts(struct cursor *cursor, struct links *links)
{
	if (links->dns)
		copy_answers(cursor, links->dns);
	copy_text(cursor, &links->event->host);
	copy_text(cursor, &links->event->record_id);
	copy_text(cursor, &links->event->origin);
	for (int i = 0; i < 3; i++)
		if (links->process[i])
			copy_process_texts(cursor, links->process[i]);
	for (int i = 0; i < 4; i++)
		if (links->file[i])
			copy_file_texts(cursor, links->file[i]);
	for (int i = 0; i < 5; i++)
		if (links->signature[i])
			copy_signature_texts(cursor, links->signature[i]);
	if (links->connection) {
		copy_text(cursor, &links->connection->address);
		copy_text(cursor, &links->connection->local_address);
		copy_text(cursor, &links->connection->host_name);
		copy_text(cursor, &links->connection->server_name);
	}
	if (links->dns)
		copy_text(cursor, &links->dns->query);
	copy_rare_texts(cursor, links);
}

size_t schain__event_copy(void *block, size_t size, const schain_event *event,
                          schain_event **ret_copy)
{
	struct cursor cursor = { block, 0, size };
	struct parts local;
	struct links links;

	memset(&links, 0, sizeof links);
	copy_structs(&cursor, event, &links, &local);
	copy_texts(&cursor, &links);
	cursor.used = aligned(cursor.used);
	*ret_copy = cursor.used <= size ? links.event : NULL;
	return cursor.used;
}
