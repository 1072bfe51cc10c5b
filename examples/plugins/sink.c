/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sink: appends each verdict of a level and above to a file, as a line of
 * JSON. Writing may take its time, so a thread does it; verdicts wait in a
 * bounded queue, and one that finds it full is refused, which the host counts.
 */
#define _POSIX_C_SOURCE 200809L
#include <supplychain/plugin.h>
#include <supplychain/version.h>

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_SIZE = 64, LINE_SIZE = 640, LINES = 128 };

struct sink {
	const schain_plugin_host *host;
	FILE *file;
	pthread_t thread;
	pthread_mutex_t lock; /* of all below */
	pthread_cond_t changed;
	uint32_t least;       /* level */
	uint32_t first, count; /* of the lines that wait */
	uint32_t is_over;
	char lines[LINES][LINE_SIZE];
};

static void *write_lines(void *argument)
{
	struct sink *sink = argument;
	char line[LINE_SIZE];

	pthread_mutex_lock(&sink->lock);
	while (sink->count || !sink->is_over) {
		if (!sink->count) {
			pthread_cond_wait(&sink->changed, &sink->lock);
			continue;
		}
		memcpy(line, sink->lines[sink->first], sizeof line);
		sink->first = (sink->first + 1) % LINES;
		sink->count--;
		pthread_mutex_unlock(&sink->lock);
		fputs(line, sink->file);
		fflush(sink->file);
		pthread_mutex_lock(&sink->lock);
	}
	pthread_mutex_unlock(&sink->lock);
	return NULL;
}

/* Appends `,"name":"text"`, at most TEXT_SIZE bytes of the text. */
static size_t put_text(char *line, size_t at, const char *name, schain_string text)
{
	at += (size_t)sprintf(line + at, ",\"%s\":\"", name);
	for (size_t i = 0; i < text.length && i < TEXT_SIZE; i++) {
		char c = text.data[i];

		if (c == '"' || c == '\\')
			line[at++] = '\\';
		line[at++] = c >= ' ' && c <= '~' ? c : '?'; /* what is no ASCII may be no UTF-8 */
	}
	line[at++] = '"';
	return at;
}

static void format_line(char *line, const schain_verdict *verdict)
{
	size_t at = (size_t)sprintf(line, "{\"level\":%u,\"score\":%d,\"revision\":%u,\"final\":%s",
	                            (unsigned)verdict->level, (int)verdict->score,
	                            (unsigned)verdict->revision, verdict->is_final ? "true" : "false");

	_Static_assert(96 + 3 * (16 + 2 * TEXT_SIZE) < LINE_SIZE, "numbers and texts fit");
	at = put_text(line, at, "id", verdict->id);
	at = put_text(line, at, "host", verdict->host);
	at = put_text(line, at, "product", verdict->product);
	memcpy(line + at, "}\n", 3);
}

static schain_status deliver(void *instance, const schain_verdict *verdict)
{
	struct sink *sink = instance;
	schain_status status = SCHAIN_OK;

	if (verdict->level < sink->least)
		return SCHAIN_OK;
	pthread_mutex_lock(&sink->lock);
	if (sink->count < LINES) {
		format_line(sink->lines[(sink->first + sink->count) % LINES], verdict);
		sink->count++;
		pthread_cond_signal(&sink->changed);
	} else {
		status = SCHAIN_E_LIMIT;
	}
	pthread_mutex_unlock(&sink->lock);
	return status;
}

static schain_status start(struct sink *sink, const char *path, schain_error *error)
{
	int failed;

	sink->file = fopen(path, "a");
	if (!sink->file) {
		snprintf(error->message, sizeof error->message, "file: %.400s: %s", path, strerror(errno));
		return SCHAIN_E_IO;
	}
	pthread_mutex_init(&sink->lock, NULL);
	pthread_cond_init(&sink->changed, NULL);
	failed = pthread_create(&sink->thread, NULL, write_lines, sink);
	if (!failed)
		return SCHAIN_OK;
	snprintf(error->message, sizeof error->message, "no thread: %s", strerror(failed));
	pthread_cond_destroy(&sink->changed);
	pthread_mutex_destroy(&sink->lock);
	fclose(sink->file);
	return SCHAIN_E_LIMIT;
}

static schain_status open_sink(const schain_plugin_host *host, const schain_plugin_setting *settings,
                               size_t setting_count, void **ret_instance, schain_error *error)
{
	struct sink *sink = host->allocate(host->context, sizeof *sink);
	schain_status status;

	(void)setting_count;
	if (!sink)
		return SCHAIN_E_MEMORY;
	memset(sink, 0, sizeof *sink);
	sink->host = host;
	sink->least = (uint32_t)settings[1].number;
	status = start(sink, settings[0].text.data, error);
	if (status != SCHAIN_OK)
		host->release(host->context, sink, sizeof *sink);
	else
		*ret_instance = sink;
	return status;
}

/* What waits is written first. */
static void close_sink(void *instance)
{
	struct sink *sink = instance;

	pthread_mutex_lock(&sink->lock);
	sink->is_over = 1;
	pthread_cond_signal(&sink->changed);
	pthread_mutex_unlock(&sink->lock);
	pthread_join(sink->thread, NULL);
	pthread_cond_destroy(&sink->changed);
	pthread_mutex_destroy(&sink->lock);
	fclose(sink->file);
	sink->host->release(sink->host->context, sink, sizeof *sink);
}

static const void *get_interface(const char *name)
{
	static const schain_plugin_sink sink = {
		.struct_size = sizeof sink,
		.deliver = deliver,
	};

	return strcmp(name, SCHAIN_INTERFACE_SINK) ? NULL : &sink;
}

static const schain_plugin_option options[] = {
	{ .type = SCHAIN_OPTION_PATH,
	  .flags = SCHAIN_OPTION_REQUIRED,
	  .name = "file",
	  .summary = "File that lines are appended to." },
	{ .type = SCHAIN_OPTION_INTEGER,
	  .name = "level",
	  .fallback = "2",
	  .minimum = SCHAIN_LEVEL_INFO,
	  .maximum = SCHAIN_LEVEL_CRITICAL,
	  .summary = "Least level that is written: 0 info, 1 low, 2 medium, 3 high, 4 critical." },
};

static const schain_plugin plugin = {
	.struct_size = sizeof plugin,
	.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
	.abi_minor = 0,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = "example-sink",
	.version = "1.0",
	.author = "The libsupplychain authors",
	.licence = "Apache-2.0",
	.summary = "Appends verdicts to a file as lines of JSON.",
	.options = options,
	.option_size = sizeof *options,
	.option_count = sizeof options / sizeof *options,
	.open = open_sink,
	.close = close_sink,
	.get_interface = get_interface,
};

const schain_plugin *schain_plugin_query(uint32_t abi_major, uint32_t abi_minor)
{
	(void)abi_minor;
	return abi_major == SCHAIN_PLUGIN_ABI_MAJOR ? &plugin : NULL;
}
