/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Measures the library on a stream of events in JSON lines.
 *
 *   bench FILE MAPPING POLICY
 *
 * Everything is CPU time of this process, so that other work on the machine
 * counts little; each figure is the best of some runs.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define PIECE 65536     /* bytes fed to the decoder at once */
#define STORED 8192     /* events kept decoded at once */
#define FEED_BATCH 256
#define REPEATS 3

struct bench {
	const char *file;
	char *mapping;
	schain_policy *policy;
	schain_decoder *decoder;
	schain_engine *engine;
	bench_store store;
	uint64_t events;
	uint64_t verdicts;
	uint64_t engine_peak;
	double feeding; /* CPU seconds within schain_engine_feed() */
};

double bench_cpu(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)) {
		perror("clock_gettime");
		exit(1);
	}
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void bench_check(schain_status status, const schain_error *error)
{
	char text[900];

	if (status >= 0)
		return;
	schain_error_format(error, text, sizeof text);
	fprintf(stderr, "bench: %s: %s\n", schain_status_get_name(status), text);
	exit(1);
}

void *bench_allocate(size_t size)
{
	void *block = malloc(size ? size : 1);

	if (!block) {
		fputs("bench: out of memory\n", stderr);
		exit(1);
	}
	return block;
}

static FILE *open_file(const char *path)
{
	FILE *file = fopen(path, "rb");

	if (!file) {
		perror(path);
		exit(1);
	}
	return file;
}

static char *read_whole(const char *path, size_t *ret_size, size_t padding)
{
	FILE *file = open_file(path);
	size_t size = 0, capacity = 1 << 20, piece;
	char *data = bench_allocate(capacity);

	while ((piece = fread(data + size, 1, capacity - padding - 1 - size, file))) {
		size += piece;
		if (size == capacity - padding - 1) {
			data = realloc(data, capacity *= 2);
			if (!data)
				exit(1);
		}
	}
	fclose(file);
	memset(data + size, 0, padding + 1);
	*ret_size = size;
	return data;
}

static int count_events(void *context, const schain_event *events, size_t count)
{
	struct bench *bench = context;

	(void)events;
	bench->events += count;
	return 0;
}

static void drain(struct bench *bench)
{
	const schain_verdict *verdict;

	while (schain_engine_next_verdict(bench->engine, &verdict, NULL) == SCHAIN_OK)
		bench->verdicts++;
}

static int feed_events(void *context, const schain_event *events, size_t count)
{
	struct bench *bench = context;
	schain_error error = SCHAIN_ERROR_INIT;

	bench->events += count;
	bench_check(schain_engine_feed(bench->engine, events, sizeof *events, count, NULL, &error),
	            &error);
	drain(bench);
	return 0;
}

static void feed_stored(struct bench *bench)
{
	bench_store *store = &bench->store;
	double begin = bench_cpu();

	for (size_t at = 0; at < store->count; at += FEED_BATCH)
		feed_events(bench, store->events + at,
		            store->count - at < FEED_BATCH ? store->count - at : FEED_BATCH);
	bench->feeding += bench_cpu() - begin;
	store->count = store->used = 0;
}

static int store_events(void *context, const schain_event *events, size_t count)
{
	struct bench *bench = context;

	for (size_t i = 0; i < count; i++)
		if (!bench_store_add(&bench->store, &events[i])) {
			feed_stored(bench);
			bench_store_add(&bench->store, &events[i]);
		}
	return 0;
}

static void open_decoder(struct bench *bench,
                         int (*take)(void *, const schain_event *, size_t))
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;

	options.mapping = bench->mapping;
	options.origin = bench->file;
	options.events = take;
	options.context = bench;
	bench_check(schain_decoder_new(&options, &bench->decoder, &error), &error);
	bench->events = 0;
}

static void close_decoder(struct bench *bench)
{
	schain_error error = SCHAIN_ERROR_INIT;

	bench_check(schain_decoder_finish(bench->decoder, &error), &error);
	schain_decoder_free(bench->decoder);
}

static void open_engine(struct bench *bench)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;

	options.policy = bench->policy;
	bench_check(schain_engine_new(&options, &bench->engine, &error), &error);
	bench->verdicts = 0;
	bench->feeding = 0;
}

static void close_engine(struct bench *bench)
{
	schain_engine_statistics statistics;
	schain_error error = SCHAIN_ERROR_INIT;

	bench_check(schain_engine_flush(bench->engine, &error), &error);
	drain(bench);
	memset(&statistics, 0, sizeof statistics);
	statistics.struct_size = sizeof statistics;
	bench_check(schain_engine_get_statistics(bench->engine, &statistics, &error), &error);
	bench->engine_peak = statistics.memory_peak;
	schain_engine_free(bench->engine);
}

/* From the file, as the command reads it. */
static double replay(struct bench *bench)
{
	static char piece[PIECE];
	schain_error error = SCHAIN_ERROR_INIT;
	double begin = bench_cpu();
	FILE *file = open_file(bench->file);
	size_t size;

	open_engine(bench);
	open_decoder(bench, feed_events);
	while ((size = fread(piece, 1, sizeof piece, file)))
		bench_check(schain_decoder_feed(bench->decoder, piece, size, &error), &error);
	close_decoder(bench);
	close_engine(bench);
	fclose(file);
	return bench_cpu() - begin;
}

static void decode(struct bench *bench, const char *data, size_t size)
{
	schain_error error = SCHAIN_ERROR_INIT;

	for (size_t at = 0; at < size; at += PIECE)
		bench_check(schain_decoder_feed(bench->decoder, data + at,
		                                size - at < PIECE ? size - at : PIECE, &error), &error);
	close_decoder(bench);
}

static double decode_only(struct bench *bench, const char *data, size_t size)
{
	double begin = bench_cpu();

	open_decoder(bench, count_events);
	decode(bench, data, size);
	return bench_cpu() - begin;
}

static double feed_only(struct bench *bench, const char *data, size_t size)
{
	open_engine(bench);
	bench_store_init(&bench->store, STORED, STORED * (size_t)2048);
	open_decoder(bench, store_events);
	decode(bench, data, size);
	feed_stored(bench);
	bench->events = 0;
	close_engine(bench);
	bench_store_dispose(&bench->store);
	return bench->feeding;
}

static void print_rate(const char *what, uint64_t events, double seconds, double baseline, size_t size)
{
	printf("%-34s %9.3f s %9.2f M/s %7.0f MB/s", what, seconds, (double)events / seconds / 1e6,
	       (double)size / seconds / 1e6);
	if (baseline > 0)
		printf(" %7.2f x", seconds / baseline);
	putchar('\n');
}

static double best(double a, double b)
{
	return a > 0 && a < b ? a : b;
}

static void measure_stream(struct bench *bench)
{
	double replayed = 0, decoded = 0, fed = 0, baseline = 0, begin;
	uint64_t events, verdicts;
	struct rusage usage;
	size_t size, lines = 0;
	char *data;

	for (int i = 0; i < REPEATS; i++)
		replayed = best(replayed, replay(bench));
	events = bench->events;
	verdicts = bench->verdicts;
	/* Before the file is read whole for the others. */
	getrusage(RUSAGE_SELF, &usage);
	data = read_whole(bench->file, &size, bench_padding());
	for (int i = 0; i < REPEATS; i++) {
		begin = bench_cpu();
		lines = bench_baseline(data, size);
		baseline = best(baseline, bench_cpu() - begin);
		decoded = best(decoded, decode_only(bench, data, size));
		fed = best(fed, feed_only(bench, data, size));
	}
	free(data);
	printf("%s: %llu events, %.1f MB, %.0f bytes an event, %llu verdicts and revisions\n\n", bench->file,
	       (unsigned long long)events, (double)size / 1e6, (double)size / (double)events,
	       (unsigned long long)verdicts);
	printf("%-34s %11s %13s %12s %9s\n", "", "CPU", "events", "input", "baseline");
	print_rate("simdjson parse alone (baseline)", lines, baseline, baseline, size);
	print_rate("decode", events, decoded, baseline, size);
	print_rate("engine, events decoded before", events, fed, baseline, size);
	print_rate("replay: read, decode, judge", events, replayed, baseline, size);
	printf("\npeak memory of replay: %.1f MB resident, of which engine state %.1f MB\n",
	       (double)usage.ru_maxrss / 1024, (double)bench->engine_peak / 1048576);
}

static void measure_pending(const struct bench *bench)
{
	static const size_t sizes[] = { 1000, 10000, 100000 };
	double first = 0, cost;
	uint64_t chains;

	printf("\n%-34s %11s %13s\n", "pending chains", "an event", "to the first");
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		cost = bench_pending(bench->policy, sizes[i], &chains);
		first = first > 0 ? first : cost;
		printf("%-34llu %8.0f ns %11.2f x\n", (unsigned long long)chains, cost, cost / first);
	}
}

int main(int argc, char **argv)
{
	struct bench bench;
	schain_error error = SCHAIN_ERROR_INIT;
	size_t size;

	if (argc == 1) { /* what needs no stream */
		bench_formats();
		bench_plugins();
		bench_isolated();
		bench_egress();
		return 0;
	}
	if (argc != 4) {
		fputs("usage: bench [FILE MAPPING POLICY]\n", stderr);
		return 2;
	}
	memset(&bench, 0, sizeof bench);
	bench.file = argv[1];
	bench.mapping = read_whole(argv[2], &size, 0);
	bench_check(schain_policy_new(NULL, &bench.policy, &error), &error);
	bench_check(schain_policy_load_file(bench.policy, argv[3], &error), &error);
	measure_stream(&bench);
	bench_formats();
	measure_pending(&bench);
	bench_plugins();
	bench_isolated();
	bench_egress();
	schain_policy_free(bench.policy);
	free(bench.mapping);
	return 0;
}
