/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include "support.h"

#include <supplychain/claim.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

static void put(FILE *stream, const char *name, schain_string value)
{
	if (!value.data)
		return;
	fprintf(stream, " %s=[", name);
	fwrite(value.data, 1, value.length, stream);
	fputc(']', stream);
}

static void put_number(FILE *stream, const char *name, uint64_t value)
{
	if (value)
		fprintf(stream, " %s=%llu", name, (unsigned long long)value);
}

static void put_file(FILE *stream, const char *name, const schain_file *file)
{
	if (!file)
		return;
	fprintf(stream, " %s{", name);
	put(stream, "path", file->path);
	put(stream, "old", file->old_path);
	put(stream, "sha256", file->sha256);
	put(stream, "sha1", file->sha1);
	put(stream, "md5", file->md5);
	put(stream, "url", file->origin_url);
	put(stream, "product", file->product);
	put(stream, "company", file->company);
	put(stream, "version", file->version);
	put(stream, "original", file->original_name);
	put_number(stream, "content", file->content);
	if (file->signature) {
		fprintf(stream, " signature=%u", (unsigned)file->signature->state);
		put_number(stream, "flags", file->signature->flags);
		put(stream, "signer", file->signature->signer);
		put(stream, "issuer", file->signature->issuer);
	}
	fputs(" }", stream);
}

static void put_process(FILE *stream, const char *name, const schain_process *process)
{
	if (!process)
		return;
	fprintf(stream, " %s{", name);
	put_number(stream, "pid", process->pid);
	put(stream, "guid", process->guid);
	put_number(stream, "parent_pid", process->parent_pid);
	put(stream, "parent_guid", process->parent_guid);
	put(stream, "command", process->command_line);
	put(stream, "cwd", process->working_directory);
	put(stream, "user", process->user);
	put_file(stream, "image", process->image);
	fputs(" }", stream);
}

static void put_connection(FILE *stream, const schain_connection *connection)
{
	if (!connection)
		return;
	fprintf(stream, " connection{ protocol=%u flags=%u", (unsigned)connection->protocol,
	        (unsigned)connection->flags);
	put(stream, "address", connection->address);
	put_number(stream, "port", connection->port);
	put(stream, "local", connection->local_address);
	put_number(stream, "local_port", connection->local_port);
	put(stream, "host_name", connection->host_name);
	fputs(" }", stream);
}

static void put_rest(FILE *stream, const schain_event *event)
{
	if (event->dns) {
		fprintf(stream, " dns{ result=%u", (unsigned)event->dns->result);
		put(stream, "query", event->dns->query);
		for (size_t i = 0; i < event->dns->answer_count; i++)
			put(stream, "answer", event->dns->answers[i]);
		fputs(" }", stream);
	}
	if (event->registry) {
		fprintf(stream, " registry{ operation=%u", (unsigned)event->registry->operation);
		put(stream, "key", event->registry->key);
		put(stream, "value", event->registry->value);
		fputs(" }", stream);
	}
	if (event->package) {
		fprintf(stream, " package{ operation=%u", (unsigned)event->package->operation);
		put_number(stream, "succeeded", event->package->succeeded);
		put(stream, "manager", event->package->manager);
		put(stream, "name", event->package->name);
		put(stream, "version", event->package->version);
		put(stream, "publisher", event->package->publisher);
		fputs(" }", stream);
	}
	if (event->claim) {
		fprintf(stream, " claim{ on=%u finding=%u", (unsigned)event->claim->subject_kind,
		        (unsigned)event->claim->finding);
		put(stream, "subject", event->claim->subject);
		put(stream, "claimant", event->claim->claimant);
		if (event->claim->signature) {
			fprintf(stream, " signature=%u", (unsigned)event->claim->signature->state);
			put(stream, "signer", event->claim->signature->signer);
		}
		fputs(" }", stream);
	}
	if (event->integrity) {
		fprintf(stream, " integrity{ result=%u", (unsigned)event->integrity->result);
		put(stream, "policy", event->integrity->policy);
		put(stream, "reason", event->integrity->reason);
		fputs(" }", stream);
	}
}

/* Everything but line and origin, which differ between wrappings of the same facts. */
static void put_event(FILE *stream, const schain_event *event)
{
	fprintf(stream, "%s time=%lld os=%u source=%s", schain_event_type_get_name(event->type),
	        (long long)event->time, (unsigned)event->os, schain_source_get_name(event->source_kind));
	put(stream, "host", event->host);
	put(stream, "id", event->record_id);
	put_process(stream, "process", event->process);
	put_process(stream, "parent", event->parent);
	put_process(stream, "target", event->target);
	put_file(stream, "file", event->file);
	put_connection(stream, event->connection);
	put_rest(stream, event);
	fputc('\n', stream);
}

static int on_events(void *context, const schain_event *events, size_t count)
{
	struct seen *seen = context;

	for (size_t i = 0; i < count; i++) {
		ck_assert_uint_lt(events[i].type, EVENT_TYPES);
		ck_assert(events[i].time != 0);
		seen->types[events[i].type]++;
		if (!seen->is_quiet)
			put_event(seen->stream, &events[i]);
	}
	return 0;
}

static int on_problem(void *context, const schain_error *problem)
{
	struct seen *seen = context;

	if (!seen->problems++)
		seen->problem = *problem;
	return seen->is_strict;
}

static schain_status feed(schain_decoder *decoder, const char *data, size_t size, size_t piece,
                          schain_error *error)
{
	for (size_t at = 0; at < size; at += piece) {
		schain_status status = schain_decoder_feed(decoder, data + at,
		                                           size - at < piece ? size - at : piece, error);

		if (status != SCHAIN_OK)
			return status;
	}
	return schain_decoder_finish(decoder, error);
}

void seen_bytes(struct seen *seen, const char *format, const void *data, size_t size, size_t piece,
                const schain_allocator *allocator)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_decoder *decoder = NULL;

	seen->stream = open_memstream(&seen->text, &seen->text_size);
	ck_assert_ptr_nonnull(seen->stream);
	seen->error = error;
	options.allocator = allocator;
	options.format = format;
	options.events = on_events;
	options.problem = on_problem;
	options.context = seen;
	seen->status = schain_decoder_new(&options, &decoder, &seen->error);
	if (seen->status == SCHAIN_OK) {
		seen->status = feed(decoder, data, size, piece ? piece : size + 1, &seen->error);
		seen->statistics.struct_size = sizeof seen->statistics;
		ck_assert_int_eq(schain_decoder_get_statistics(decoder, &seen->statistics, NULL),
		                 SCHAIN_OK);
		seen->format = schain_decoder_get_format(decoder)
		                   ? schain_decoder_get_format(decoder)->name
		                   : NULL;
		schain_decoder_free(decoder);
	}
	fclose(seen->stream);
	seen->stream = NULL;
}

void seen_text(struct seen *seen, const char *format, const char *text)
{
	struct seen again = { 0 };

	seen_bytes(seen, format, text, strlen(text), 0, NULL);
	seen_bytes(&again, format, text, strlen(text), 1, NULL);
	ck_assert_str_eq(seen->text, again.text);
	seen_dispose(&again);
}

void seen_dispose(struct seen *seen)
{
	free(seen->text);
	seen->text = NULL;
}

char *data_read(const char *name, size_t *ret_size)
{
	const char *root = getenv("SCHAIN_TEST_DATA");
	char path[4096], *data;
	long size;
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", root ? root : "", name);
	file = root ? fopen(path, "rb") : NULL;
	if (!file)
		return NULL;
	ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
	size = ftell(file);
	ck_assert_int_ge(size, 0);
	rewind(file);
	data = malloc((size_t)size + 1);
	ck_assert_ptr_nonnull(data);
	ck_assert_uint_eq(fread(data, 1, (size_t)size, file), (size_t)size);
	fclose(file);
	*ret_size = (size_t)size;
	return data;
}

void data_need(void)
{
	const char *root = getenv("SCHAIN_TEST_DATA");
	char path[4096];
	FILE *file;

	snprintf(path, sizeof path, "%s/MANIFEST.md", root ? root : "");
	file = root ? fopen(path, "rb") : NULL;
	if (!file) {
		printf("skipped: no recorded logs in SCHAIN_TEST_DATA (%s)\n", root ? root : "not set");
		exit(77);
	}
	fclose(file);
}
