/* SPDX-License-Identifier: Apache-2.0 */
#include "glue.h"
#include "_cgo_export.h"

#include <stdlib.h>
#include <string.h>

struct glue_enricher {
	struct glue_enricher *next;
	uintptr_t handle;
	schain_enricher interface;
	schain_plugin plugin;
	char name[32];
};

/* Whose interface is asked for: get_interface has no argument that could tell.
   Set only while glue_enrich() is on this thread. */
static _Thread_local struct glue_enricher *adding;

static int append(struct glue_buffer *buffer, const void *data, size_t size)
{
	if (size > buffer->capacity - buffer->length) {
		size_t capacity = buffer->capacity ? buffer->capacity : 4096;
		char *grown;

		while (capacity - buffer->length < size) {
			if (capacity > SIZE_MAX / 2)
				return 1;
			capacity *= 2;
		}
		if (!(grown = realloc(buffer->data, capacity)))
			return 1;
		buffer->data = grown;
		buffer->capacity = capacity;
	}
	if (size)
		memcpy(buffer->data + buffer->length, data, size);
	buffer->length += size;
	return 0;
}

static int append_to(void *context, const char *data, size_t size)
{
	return append(context, data, size);
}

static size_t aligned(size_t size)
{
	return (size + sizeof(uint64_t) - 1) & ~(sizeof(uint64_t) - 1);
}

static int keep_verdict(void *context, const schain_verdict *verdict)
{
	static const char padding[sizeof(uint64_t)];
	struct glue *glue = context;
	struct glue_buffer *kept = &glue->verdicts;
	size_t begin = kept->length, line = begin + sizeof(struct glue_line);
	struct glue_line head = { verdict->number, 0 };

	if (append(kept, &head, sizeof head) ||
	    schain_report_write_json(verdict, glue->report, append_to, kept, NULL) != SCHAIN_OK) {
		kept->length = begin;
		return 1;
	}
	head.length = kept->length - line;
	memcpy(kept->data + begin, &head, sizeof head);
	if (append(kept, padding, aligned(kept->length) - kept->length)) {
		kept->length = begin;
		return 1;
	}
	return 0;
}

size_t glue_next(const struct glue_buffer *buffer, size_t offset)
{
	const struct glue_line *line = (const void *)(buffer->data + offset);

	return aligned(offset + sizeof *line + line->length);
}

static void log_engine(void *context, uint32_t level, const char *message)
{
	struct glue *glue = context;

	supplychainLog(glue->log, level, (char *)message);
}

static int take_events(void *context, const schain_event *events, size_t count)
{
	struct glue *glue = context;

	glue->status = schain_engine_feed(glue->engine, events, sizeof *events, count, NULL, &glue->error);
	return glue->status < 0;
}

static int take_problem(void *context, const schain_error *problem)
{
	struct glue *glue = context;

	return supplychainProblem(glue->problems, (schain_error *)problem);
}

struct glue *glue_new(uint32_t report, uintptr_t log, schain_error *error)
{
	struct glue *glue = calloc(1, sizeof *glue);
	schain_plugins_options options = SCHAIN_PLUGINS_OPTIONS_INIT;

	if (!glue)
		return NULL;
	glue->report = report;
	glue->log = log;
	schain_error_init(&glue->error, sizeof glue->error);
	options.log = log ? log_engine : NULL;
	options.context = glue;
	if (schain_plugins_new(&options, &glue->plugins, error) < 0) {
		free(glue);
		return NULL;
	}
	return glue;
}

void glue_free(struct glue *glue)
{
	struct glue_enricher *enricher;

	schain_decoder_free(glue->decoder);
	schain_engine_free(glue->engine);
	schain_plugins_free(glue->plugins);
	schain_store_free(glue->store);
	while ((enricher = glue->enrichers)) {
		glue->enrichers = enricher->next;
		free(enricher);
	}
	glue_release(&glue->verdicts);
	free(glue);
}

void glue_release(struct glue_buffer *buffer)
{
	free(buffer->data);
	memset(buffer, 0, sizeof *buffer);
}

static schain_status open_enricher(const schain_plugin_host *host, const schain_plugin_setting *settings,
                                   size_t setting_count, void **ret_instance, schain_error *error)
{
	(void)settings;
	(void)setting_count;
	(void)error;
	*ret_instance = adding;
	supplychainOpen(adding->handle, (schain_plugin_host *)host);
	return SCHAIN_OK;
}

static void close_enricher(void *instance)
{
	supplychainClose(((struct glue_enricher *)instance)->handle);
}

static schain_status ask_enricher(void *instance, const schain_question *question)
{
	return supplychainAsk(((struct glue_enricher *)instance)->handle, (schain_question *)question);
}

static const void *get_interface(const char *name)
{
	return adding && !strcmp(name, SCHAIN_INTERFACE_ENRICHER) ? &adding->interface : NULL;
}

schain_status glue_enrich(struct glue *glue, uintptr_t handle, const char *name, uint32_t subjects,
                          schain_error *error)
{
	struct glue_enricher *enricher = calloc(1, sizeof *enricher);
	schain_plugin *plugin;
	schain_status status;

	if (!enricher)
		return SCHAIN_E_MEMORY;
	enricher->next = glue->enrichers;
	glue->enrichers = enricher;
	enricher->handle = handle;
	/* One that is cut is longer than a name may be, and refused. */
	strncpy(enricher->name, name, sizeof enricher->name - 1);
	if (strlen(name) >= sizeof enricher->name)
		enricher->name[0] = 0;
	enricher->interface.struct_size = sizeof enricher->interface;
	enricher->interface.subjects = subjects;
	enricher->interface.ask = ask_enricher;
	plugin = &enricher->plugin;
	plugin->struct_size = sizeof *plugin;
	plugin->abi_major = SCHAIN_PLUGIN_ABI_MAJOR;
	plugin->abi_minor = SCHAIN_PLUGIN_ABI_MINOR;
	plugin->event_schema = SCHAIN_EVENT_SCHEMA;
	plugin->name = enricher->name;
	plugin->version = "1";
	plugin->author = "the product";
	plugin->licence = "LicenseRef-product";
	plugin->summary = "An enricher in Go.";
	plugin->open = open_enricher;
	plugin->close = close_enricher;
	plugin->get_interface = get_interface;
	adding = enricher;
	status = schain_plugins_add(glue->plugins, plugin, error);
	if (status >= 0)
		status = schain_plugins_open(glue->plugins, enricher->name, NULL, NULL, 0, 0, error);
	adding = NULL;
	return status;
}

schain_status glue_start(struct glue *glue, const schain_policy *policy, uint64_t memory_limit,
                         schain_error *error)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;

	options.policy = policy;
	options.memory_limit = memory_limit;
	options.plugins = glue->enrichers ? glue->plugins : NULL;
	options.verdict = keep_verdict;
	options.log = glue->log ? log_engine : NULL;
	options.context = glue;
	return schain_engine_new(&options, &glue->engine, error);
}

schain_status glue_open_log(struct glue *glue, const struct glue_log *log, uintptr_t problems,
                            schain_error *error)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;

	options.format = log->format;
	options.origin = log->origin;
	options.host = log->host;
	options.mapping = log->mapping;
	options.events = take_events;
	options.problem = problems ? take_problem : NULL;
	options.context = glue;
	glue->problems = problems;
	return schain_decoder_new(&options, &glue->decoder, error);
}

/* What the engine failed with lies behind the decoder's "cancelled". */
static schain_status blame(const struct glue *glue, schain_status status, schain_error *error)
{
	if (status != SCHAIN_E_CANCELLED || glue->status >= 0)
		return status;
	*error = glue->error;
	return glue->status;
}

schain_status glue_feed_log(struct glue *glue, const void *data, size_t size, schain_error *error)
{
	glue->status = SCHAIN_OK;
	return blame(glue, schain_decoder_feed(glue->decoder, data, size, error), error);
}

schain_status glue_finish_log(struct glue *glue, schain_error *error)
{
	glue->status = SCHAIN_OK;
	return blame(glue, schain_decoder_finish(glue->decoder, error), error);
}

void glue_close_log(struct glue *glue)
{
	schain_decoder_free(glue->decoder);
	glue->decoder = NULL;
	glue->problems = 0;
}

schain_status glue_each(struct glue *glue, schain_error *error)
{
	return schain_engine_each_verdict(glue->engine, keep_verdict, glue, error);
}

schain_status glue_export(struct glue *glue, schain_string host, struct glue_buffer *buffer, schain_error *error)
{
	return schain_engine_export_host(glue->engine, host, append_to, buffer, error);
}

schain_status glue_attach(struct glue *glue, const char *path, uint32_t flags, const schain_store_options *options,
                          schain_error *error)
{
	schain_status status = path ? schain_store_open(path, flags, NULL, &glue->store, error)
	                            : schain_store_new_memory(NULL, &glue->store, error);

	if (status < 0)
		return status;
	status = schain_engine_attach_store(glue->engine, glue->store, options, error);
	if (status < 0) {
		schain_store_free(glue->store);
		glue->store = NULL;
	}
	return status;
}

schain_status glue_write_policy(const schain_policy *policy, const schain_policy *base,
                                struct glue_buffer *buffer, schain_error *error)
{
	return schain_policy_write(policy, base, append_to, buffer, error);
}

schain_status glue_write_event(const schain_event *event, struct glue_buffer *buffer, schain_error *error)
{
	return schain_event_write_json(event, append_to, buffer, error);
}

schain_status glue_post(const schain_plugin_host *host, uint64_t question, const schain_claim *claims, size_t count)
{
	return host->post(host->context, question, claims, sizeof *claims, count);
}
