/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logs of a fleet over several threads: an engine for each thread, and each host always with the
 * same one, since what happens on a host is judged together and hosts do not know each other.
 *
 *     fleet THREADS LOG...
 *
 * Each LOG is one host's, in any format that the library reads; its name stands for the host
 * where the log does not name one. Prints the level, the host and the product of each verdict in
 * its last revision, in the same order whatever the number of threads.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <supplychain/decode.h>
#include <supplychain/supplychain.h>

enum { MOST_THREADS = 256, CHUNK = 1 << 16, WAITING = 16, LINE_SIZE = 512 };

/* Some bytes of a log on their way to a worker; none ends the log. */
struct piece {
	size_t log;
	size_t size;
	char *data;
};

struct worker {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct piece pieces[WAITING]; /* a ring: bounded, so that reading waits for judging */
	size_t first, count;
	int is_closed;
	/* Its own from here on. */
	char *const *logs;
	schain_decoder **decoders; /* one a log, made when it begins */
	schain_engine *engine;
	schain_status status;
	schain_error error;
};

struct lines {
	char (*lines)[LINE_SIZE];
	size_t count, room;
};

/* FNV-1a: any hash does that gives a host the same worker each time. */
static size_t worker_of(const char *host, size_t workers)
{
	uint64_t hash = 14695981039346656037u;

	for (; *host; host++)
		hash = (hash ^ (unsigned char)*host) * 1099511628211u;
	return (size_t)(hash % workers);
}

static void hand_over(struct worker *worker, struct piece piece)
{
	pthread_mutex_lock(&worker->lock);
	while (worker->count == WAITING)
		pthread_cond_wait(&worker->changed, &worker->lock);
	worker->pieces[(worker->first + worker->count++) % WAITING] = piece;
	pthread_cond_broadcast(&worker->changed);
	pthread_mutex_unlock(&worker->lock);
}

static void close_queue(struct worker *worker)
{
	pthread_mutex_lock(&worker->lock);
	worker->is_closed = 1;
	pthread_cond_broadcast(&worker->changed);
	pthread_mutex_unlock(&worker->lock);
}

/* 0 once there will be no more. */
static int take(struct worker *worker, struct piece *ret_piece)
{
	int is_there;

	pthread_mutex_lock(&worker->lock);
	while (!worker->count && !worker->is_closed)
		pthread_cond_wait(&worker->changed, &worker->lock);
	is_there = worker->count > 0;
	if (is_there) {
		*ret_piece = worker->pieces[worker->first];
		worker->first = (worker->first + 1) % WAITING;
		worker->count--;
		pthread_cond_broadcast(&worker->changed);
	}
	pthread_mutex_unlock(&worker->lock);
	return is_there;
}

static int feed(void *context, const schain_event *events, size_t count)
{
	struct worker *worker = context;

	worker->status = schain_engine_feed(worker->engine, events, sizeof *events, count, NULL,
	                                    &worker->error);
	return worker->status != SCHAIN_OK;
}

static schain_status decode(struct worker *worker, const struct piece *piece, schain_error *error)
{
	schain_decoder **decoder = &worker->decoders[piece->log];
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_status status = SCHAIN_OK;

	options.origin = options.host = worker->logs[piece->log];
	options.events = feed;
	options.context = worker;
	if (!*decoder)
		status = schain_decoder_new(&options, decoder, error);
	if (status == SCHAIN_OK && piece->size)
		return schain_decoder_feed(*decoder, piece->data, piece->size, error);
	if (status == SCHAIN_OK)
		status = schain_decoder_finish(*decoder, error);
	schain_decoder_free(*decoder);
	*decoder = NULL;
	return status;
}

/* After a failure the queue is emptied all the same, or the reader would wait for ever. */
static void *work(void *context)
{
	struct worker *worker = context;
	schain_error error = SCHAIN_ERROR_INIT;
	struct piece piece;
	schain_status status;

	worker->status = schain_engine_new(NULL, &worker->engine, &worker->error);
	while (take(worker, &piece)) {
		status = worker->status == SCHAIN_OK ? decode(worker, &piece, &error) : SCHAIN_OK;
		free(piece.data);
		/* What the engine said counts, and not that the decoder was therefore stopped. */
		if (status != SCHAIN_OK && worker->status == SCHAIN_OK) {
			worker->status = status;
			worker->error = error;
		}
	}
	if (worker->status == SCHAIN_OK)
		worker->status = schain_engine_flush(worker->engine, &worker->error);
	return NULL;
}

/* Reads a log for its worker. Returns 0, or -1. */
static int read_log(struct worker *worker, char *const *logs, size_t log)
{
	FILE *file = fopen(logs[log], "rb");
	struct piece piece = { .log = log };
	int failed = !file;

	while (!failed) {
		piece.data = malloc(CHUNK);
		piece.size = piece.data ? fread(piece.data, 1, CHUNK, file) : 0;
		failed = !piece.data || ferror(file);
		if (!piece.size)
			break;
		hand_over(worker, piece);
	}
	free(piece.size ? NULL : piece.data);
	if (file)
		fclose(file);
	hand_over(worker, (struct piece){ .log = log });
	if (failed)
		perror(logs[log]);
	return failed ? -1 : 0;
}

static int note(void *context, const schain_verdict *verdict)
{
	struct lines *lines = context;

	if (lines->count == lines->room) {
		size_t room = lines->room ? 2 * lines->room : 64;
		char(*more)[LINE_SIZE] = realloc(lines->lines, room * LINE_SIZE);

		if (!more)
			return 1;
		lines->lines = more;
		lines->room = room;
	}
	snprintf(lines->lines[lines->count++], LINE_SIZE, "%s  %.*s  %.*s",
	         schain_level_get_name(verdict->level), (int)verdict->host.length, verdict->host.data,
	         (int)verdict->product.length, verdict->product.data);
	return 0;
}

static int compare(const void *left, const void *right)
{
	return strcmp(left, right);
}

/* Each engine is this thread's by now: its own thread has ended. */
static int tell(struct worker *workers, size_t count)
{
	struct lines lines = { 0 };
	int failed = 0;

	for (size_t i = 0; i < count; i++) {
		struct worker *worker = &workers[i];

		if (worker->status == SCHAIN_OK)
			worker->status = schain_engine_each_verdict(worker->engine, note, &lines, &worker->error);
		if (worker->status != SCHAIN_OK) {
			fprintf(stderr, "fleet: %s\n", worker->error.message);
			failed = 1;
		}
	}
	if (lines.count)
		qsort(lines.lines, lines.count, LINE_SIZE, compare);
	for (size_t i = 0; i < lines.count; i++)
		puts(lines.lines[i]);
	free(lines.lines);
	return failed;
}

int main(int argc, char **argv)
{
	size_t threads = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 0;
	size_t logs = argc > 2 ? (size_t)argc - 2 : 0, started = 0;
	struct worker *workers;
	int failed = 0;

	if (!threads || threads > MOST_THREADS || !logs) {
		fprintf(stderr, "usage: fleet THREADS LOG...\n");
		return 2;
	}
	workers = calloc(threads, sizeof *workers);
	for (size_t i = 0; workers && i < threads; i++, started++) {
		struct worker *worker = &workers[i];

		worker->logs = argv + 2;
		worker->error = (schain_error)SCHAIN_ERROR_INIT;
		worker->decoders = calloc(logs, sizeof(schain_decoder *));
		pthread_mutex_init(&worker->lock, NULL);
		pthread_cond_init(&worker->changed, NULL);
		if (!worker->decoders || pthread_create(&worker->thread, NULL, work, worker)) {
			free(worker->decoders);
			break;
		}
	}
	if (started < threads) {
		fprintf(stderr, "fleet: no threads\n");
		failed = 1;
	}
	for (size_t i = 0; !failed && i < logs; i++)
		failed = read_log(&workers[worker_of(argv[2 + i], threads)], argv + 2, i) != 0;
	for (size_t i = 0; i < started; i++) {
		close_queue(&workers[i]);
		pthread_join(workers[i].thread, NULL);
	}
	if (!failed)
		failed = tell(workers, threads);
	for (size_t i = 0; i < started; i++) {
		for (size_t log = 0; log < logs; log++)
			schain_decoder_free(workers[i].decoders[log]);
		free(workers[i].decoders);
		schain_engine_free(workers[i].engine);
	}
	free(workers);
	return failed;
}
