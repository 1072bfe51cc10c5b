/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay POLICY LOG: the last revision of each verdict as JSON, in order of
 * first evidence; by the public interface alone, as the bindings do it.
 */
#include <supplychain/decode.h>
#include <supplychain/supplychain.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct line {
	schain_time time;
	char id[65];
	char *json;
	size_t length;
};

struct replay {
	schain_engine *engine;
	struct line *lines;
	size_t count;
};

static void check(schain_status status, const schain_error *error)
{
	if (status >= 0)
		return;
	fprintf(stderr, "replay: %s: %s\n", schain_status_get_name(status), error->message);
	exit(1);
}

static void *resize(void *block, size_t size)
{
	block = realloc(block, size);
	if (!block)
		abort();
	return block;
}

static int append(void *context, const char *data, size_t size)
{
	struct line *line = context;

	line->json = resize(line->json, line->length + size);
	memcpy(line->json + line->length, data, size);
	line->length += size;
	return 0;
}

static int take_verdict(void *context, const schain_verdict *verdict)
{
	struct replay *replay = context;
	struct line *line = replay->lines, *end = line + replay->count;

	while (line < end && (strlen(line->id) != verdict->id.length || memcmp(line->id, verdict->id.data, verdict->id.length)))
		line++;
	if (line == end) {
		replay->lines = resize(replay->lines, (replay->count + 1) * sizeof *line);
		line = &replay->lines[replay->count++];
		memset(line, 0, sizeof *line);
		if (verdict->id.length >= sizeof line->id)
			abort();
		memcpy(line->id, verdict->id.data, verdict->id.length);
	}
	line->time = verdict->first_time;
	line->length = 0;
	return schain_report_write_json(verdict, 0, append, line, NULL) != SCHAIN_OK;
}

static int take_events(void *context, const schain_event *events, size_t count)
{
	struct replay *replay = context;
	schain_error error = SCHAIN_ERROR_INIT;

	check(schain_engine_feed(replay->engine, events, sizeof *events, count, NULL, &error), &error);
	return 0;
}

static int compare(const void *one, const void *other)
{
	const struct line *a = one, *b = other;

	return a->time != b->time ? (a->time > b->time) - (a->time < b->time) : strcmp(a->id, b->id);
}

static void decode(struct replay *replay, const char *path)
{
	static char piece[65536];
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	FILE *file = fopen(path, "rb");
	schain_decoder *decoder;
	size_t size;

	if (!file) {
		perror(path);
		exit(1);
	}
	options.origin = path;
	options.events = take_events;
	options.context = replay;
	check(schain_decoder_new(&options, &decoder, &error), &error);
	while ((size = fread(piece, 1, sizeof piece, file)))
		check(schain_decoder_feed(decoder, piece, size, &error), &error);
	check(schain_decoder_finish(decoder, &error), &error);
	schain_decoder_free(decoder);
	fclose(file);
}

int main(int argc, char **argv)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	struct replay replay = { NULL, NULL, 0 };
	schain_policy *policy;

	if (argc != 3)
		return 2;
	check(schain_policy_new(NULL, &policy, &error), &error);
	check(schain_policy_load_file(policy, argv[1], &error), &error);
	options.policy = policy;
	options.verdict = take_verdict;
	options.context = &replay;
	check(schain_engine_new(&options, &replay.engine, &error), &error);
	schain_policy_free(policy);
	decode(&replay, argv[2]);
	check(schain_engine_flush(replay.engine, &error), &error);
	check(schain_engine_each_verdict(replay.engine, take_verdict, &replay, &error), &error);
	schain_engine_free(replay.engine);
	if (replay.count)
		qsort(replay.lines, replay.count, sizeof *replay.lines, compare);
	for (size_t i = 0; i < replay.count; i++) {
		fwrite(replay.lines[i].json, 1, replay.lines[i].length, stdout);
		free(replay.lines[i].json);
	}
	free(replay.lines);
	return 0;
}
