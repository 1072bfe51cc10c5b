/* SPDX-License-Identifier: Apache-2.0 */
/*
 *   bindings make FILE EVENTS   writes the events as "supplychain-jsonl"
 *   bindings run FILE EVENTS    prints CPU seconds of feeding the file, and the
 *                               events as structs; count and digest of either's
 *                               verdicts; what of the second is not filling them
 */
#include "sessions.h"

#include <supplychain/decode.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PIECE (1u << 18) /* bytes fed at once */
#define HELD 16u         /* sessions made before they are fed */
#define BATCH (HELD * SESSION_EVENTS)

struct judge {
	schain_engine *engine;
	uint64_t digest, verdicts;
};

static double cpu(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void check(schain_status status, const schain_error *error)
{
	if (status >= 0)
		return;
	fprintf(stderr, "bindings: %s: %s\n", schain_status_get_name(status), error->message);
	exit(1);
}

/* FNV-1a; the other languages take the same. */
static int digest(void *context, const char *data, size_t size)
{
	struct judge *judge = context;

	for (size_t i = 0; i < size; i++)
		judge->digest = (judge->digest ^ (unsigned char)data[i]) * UINT64_C(1099511628211);
	return 0;
}

static int take(void *context, const schain_verdict *verdict)
{
	struct judge *judge = context;

	judge->verdicts++;
	return schain_report_write_json(verdict, 0, digest, judge, NULL) != SCHAIN_OK;
}

static int feed(void *context, const schain_event *events, size_t count)
{
	struct judge *judge = context;
	schain_error error = SCHAIN_ERROR_INIT;

	check(schain_engine_feed(judge->engine, events, sizeof *events, count, NULL, &error), &error);
	return 0;
}

static void open_engine(schain_policy *policy, struct judge *judge)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;

	judge->digest = UINT64_C(14695981039346656037);
	judge->verdicts = 0;
	options.policy = policy;
	options.verdict = take;
	options.context = judge;
	check(schain_engine_new(&options, &judge->engine, &error), &error);
}

/* Returns the seconds that it took. */
static double close_engine(struct judge *judge)
{
	schain_error error = SCHAIN_ERROR_INIT;
	double begin = cpu();

	check(schain_engine_flush(judge->engine, &error), &error);
	schain_engine_free(judge->engine);
	return cpu() - begin;
}

static double run_bytes(schain_policy *policy, const char *path, struct judge *judge)
{
	static char piece[PIECE];
	double begin = cpu();
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	FILE *file = fopen(path, "rb");
	schain_decoder *decoder;
	size_t size;

	if (!file) {
		perror(path);
		exit(1);
	}
	open_engine(policy, judge);
	options.origin = path;
	options.events = feed;
	options.context = judge;
	check(schain_decoder_new(&options, &decoder, &error), &error);
	while ((size = fread(piece, 1, sizeof piece, file)))
		check(schain_decoder_feed(decoder, piece, size, &error), &error);
	check(schain_decoder_finish(decoder, &error), &error);
	schain_decoder_free(decoder);
	close_engine(judge);
	fclose(file);
	return cpu() - begin;
}

/* Seconds: of feeding, and of the filling before it. */
struct cost {
	double feeding, filling;
};

static struct cost run_structs(schain_policy *policy, uint64_t events, struct judge *judge)
{
	session *sessions = malloc(HELD * sizeof *sessions);
	schain_event *batch = malloc(BATCH * sizeof *batch);
	filled *parts = malloc(BATCH * sizeof *parts);
	struct cost cost = { 0, 0 };

	if (!sessions || !batch || !parts)
		exit(1);
	open_engine(policy, judge);
	for (uint64_t number = 0; number < events / SESSION_EVENTS;) {
		double begin, middle;
		size_t count = 0, held = 0;

		while (held < HELD && number < events / SESSION_EVENTS)
			session_make(&sessions[held++], number++);
		begin = cpu();
		for (size_t i = 0; i < held; i++)
			for (unsigned j = 0; j < SESSION_EVENTS; j++, count++)
				fact_fill(&sessions[i].facts[j], &batch[count], &parts[count]);
		middle = cpu();
		feed(judge, batch, count);
		cost.filling += middle - begin;
		cost.feeding += cpu() - middle;
	}
	cost.feeding += close_engine(judge);
	free(parts);
	free(batch);
	free(sessions);
	return cost;
}

static int write_text(void *context, const char *data, size_t size)
{
	return fwrite(data, 1, size, context) != size;
}

static void make(const char *path, uint64_t events)
{
	schain_error error = SCHAIN_ERROR_INIT;
	FILE *file = fopen(path, "wb");
	schain_event event;
	filled parts;
	session one;

	for (uint64_t number = 0; file && number < events / SESSION_EVENTS; number++) {
		session_make(&one, number);
		for (unsigned i = 0; i < SESSION_EVENTS; i++) {
			fact_fill(&one.facts[i], &event, &parts);
			check(schain_event_write_json(&event, write_text, file, &error), &error);
		}
	}
	if (!file || fclose(file)) {
		perror(path);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	schain_error error = SCHAIN_ERROR_INIT;
	struct judge bytes, structs;
	schain_policy *policy;
	struct cost cost;
	double by_bytes;

	if (argc != 4)
		return 2;
	if (!strcmp(argv[1], "make")) {
		make(argv[2], strtoull(argv[3], NULL, 10));
		return 0;
	}
	check(schain_policy_new(NULL, &policy, &error), &error);
	check(schain_policy_add(policy, "approved_update_hosts", schain_string_of(SESSION_HOSTS), &error), &error);
	by_bytes = run_bytes(policy, argv[2], &bytes);
	cost = run_structs(policy, strtoull(argv[3], NULL, 10), &structs);
	schain_policy_free(policy);
	printf("%.3f %.3f %" PRIu64 " %016" PRIx64 " %" PRIu64 " %016" PRIx64 " %.3f\n", by_bytes,
	       cost.filling + cost.feeding, bytes.verdicts, bytes.digest, structs.verdicts, structs.digest, cost.feeding);
	return 0;
}
