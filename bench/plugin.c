/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a question to a plugin costs the feed: an updater wrote many programs,
 * and each of them starts once. The same is fed with and without a plugin; the
 * difference is the questions', from looking up what was asked before to judging
 * the claim.
 */
#include "bench.h"

#include <supplychain/version.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START INT64_C(1767225600000000000) /* 2026-01-01T00:00:00Z */
/* Between events: past the policy's ordering.lateness, so that each judges the one before. */
#define STEP (20 * SCHAIN_SECOND)
#define REPEATS 20
#define CALL_REPEATS 5
/* Below what an instance is remembered to have been asked about (lib/plugin/question.c). */
enum { PROGRAMS = 8000 };
#define BARE_CALLS 50000000u

/* The plugin: answers as it is told to. */
static struct {
	const schain_plugin_host *host;
	uint64_t pending; /* question that waits for its answer */
	uint64_t asked;
} self;

static schain_status say_nothing(void *instance, const schain_question *question)
{
	(void)instance;
	self.asked += question->number != 0;
	return SCHAIN_OK;
}

static schain_status post(uint64_t question)
{
	schain_claim claim = SCHAIN_CLAIM_INIT;

	claim.finding = SCHAIN_FINDING_UNCOMMON;
	claim.reason = SCHAIN_STRING("never seen before");
	return self.host->post(self.host->context, question, &claim, sizeof claim, 1);
}

static schain_status claim_at_once(void *instance, const schain_question *question)
{
	(void)instance;
	self.asked++;
	return post(question->number);
}

static schain_status claim_later(void *instance, const schain_question *question)
{
	(void)instance;
	self.asked++;
	self.pending = question->number;
	return SCHAIN_AGAIN;
}

static schain_enricher enricher = {
	.struct_size = sizeof enricher,
	.subjects = SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_FILE),
};

static schain_status open_self(const schain_plugin_host *host, const schain_plugin_setting *settings,
                               size_t setting_count, void **ret_instance, schain_error *error)
{
	(void)settings;
	(void)setting_count;
	(void)error;
	self.host = host;
	*ret_instance = &self;
	return SCHAIN_OK;
}

static void close_self(void *instance)
{
	(void)instance;
}

static const void *get_interface(const char *name)
{
	return strcmp(name, SCHAIN_INTERFACE_ENRICHER) ? NULL : &enricher;
}

static const schain_plugin plugin = {
	.struct_size = sizeof plugin,
	.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
	.abi_minor = SCHAIN_PLUGIN_ABI_MINOR,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = "bench",
	.version = "1",
	.author = "The libsupplychain authors",
	.licence = "Apache-2.0",
	.summary = "Answers at once.",
	.open = open_self,
	.close = close_self,
	.get_interface = get_interface,
};

static void answer_pending(void)
{
	schain_error error = SCHAIN_ERROR_INIT;

	if (self.pending)
		bench_check(post(self.pending), &error);
	self.pending = 0;
}

static void feed(schain_engine *engine, schain_event *event)
{
	schain_error error = SCHAIN_ERROR_INIT;
	const schain_verdict *verdict;

	event->time += STEP;
	event->record++;
	bench_check(schain_engine_feed(engine, event, sizeof *event, 1, NULL, &error), &error);
	answer_pending();
	while (schain_engine_next_verdict(engine, &verdict, NULL) == SCHAIN_OK)
		;
}

static void name_program(schain_file *file, char *path, size_t size, unsigned number)
{
	snprintf(path, size, "/opt/tool/bin/agent%u", number);
	file->path = schain_string_of(path);
}

static void deliver(schain_engine *engine, schain_event *event)
{
	schain_process updater = { .struct_size = sizeof updater };
	schain_file image = { .struct_size = sizeof image }, file = { .struct_size = sizeof file };
	char path[64];

	updater.pid = 100;
	updater.image = &image;
	image.path = SCHAIN_STRING("/opt/vendor/updater");
	event->process = &updater;
	event->type = SCHAIN_EVENT_PROCESS_START;
	feed(engine, event);
	event->type = SCHAIN_EVENT_FILE_WRITE;
	event->file = &file;
	file.content = SCHAIN_CONTENT_ELF;
	for (unsigned i = 0; i < PROGRAMS; i++) {
		name_program(&file, path, sizeof path, i);
		feed(engine, event);
	}
	event->file = NULL;
}

/* The starts, each of which raises a question. */
static double run(schain_engine *engine, schain_event *event, double (*clock)(void))
{
	schain_process process = { .struct_size = sizeof process };
	schain_file image = { .struct_size = sizeof image };
	schain_error error = SCHAIN_ERROR_INIT;
	double begin = clock();
	char path[64];

	process.image = &image;
	event->process = &process;
	event->type = SCHAIN_EVENT_PROCESS_START;
	for (unsigned i = 0; i < PROGRAMS; i++) {
		process.pid = 1000 + i;
		name_program(&image, path, sizeof path, i);
		feed(engine, event);
	}
	bench_check(schain_engine_flush(engine, &error), &error);
	answer_pending(); /* of the last one */
	bench_check(schain_engine_flush(engine, &error), &error);
	return clock() - begin;
}

double bench_questions(schain_plugins *plugins, double (*clock)(void))
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_event event = SCHAIN_EVENT_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_engine *engine;
	double spent;

	options.plugins = plugins;
	options.memory_limit = UINT64_C(1) << 30;
	options.seed[0] = 1;
	event.time = START;
	event.os = SCHAIN_OS_LINUX;
	event.source_kind = SCHAIN_SOURCE_HOST_PRODUCT;
	event.host = SCHAIN_STRING("bench");
	bench_check(schain_engine_new(&options, &engine, &error), &error);
	deliver(engine, &event);
	spent = run(engine, &event, clock);
	schain_engine_free(engine);
	return spent;
}

static schain_plugins *open_plugins(void)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_plugins *plugins;

	bench_check(schain_plugins_new(NULL, &plugins, &error), &error);
	bench_check(schain_plugins_add(plugins, &plugin, &error), &error);
	bench_check(schain_plugins_open(plugins, "bench", NULL, NULL, 0, 0, &error), &error);
	return plugins;
}

/* CPU seconds; `ask` NULL: no plugin. */
static double measure(schain_status (*ask)(void *instance, const schain_question *question))
{
	schain_plugins *plugins = NULL;
	double spent;

	self.asked = 0;
	enricher.ask = ask;
	if (ask)
		plugins = open_plugins();
	spent = bench_questions(plugins, bench_cpu);
	schain_plugins_free(plugins);
	if (ask && self.asked != PROGRAMS) {
		fprintf(stderr, "bench: %llu questions, expected %d\n", (unsigned long long)self.asked,
		        PROGRAMS);
		exit(1);
	}
	return spent;
}

/* Nanoseconds of a call through a pointer that no compiler sees through. */
static double bare_call(void)
{
	schain_status (*volatile ask)(void *, const schain_question *) = say_nothing;
	schain_question question = { .struct_size = sizeof question, .number = 1 };
	double best = 0;

	for (int repeat = 0; repeat < CALL_REPEATS; repeat++) {
		double begin = bench_cpu(), spent;

		for (unsigned i = 0; i < BARE_CALLS; i++)
			ask(&self, &question);
		spent = (bench_cpu() - begin) * 1e9 / BARE_CALLS;
		best = !repeat || spent < best ? spent : best;
	}
	return best;
}

void bench_plugins(void)
{
	static const struct {
		const char *what;
		schain_status (*ask)(void *instance, const schain_question *question);
	} cases[] = {
		{ "no plugin", NULL },
		{ "asked, nothing to say", say_nothing },
		{ "asked, a claim at once", claim_at_once },
		{ "asked, pending, a claim later", claim_later },
	};
	enum { CASES = sizeof cases / sizeof *cases };
	double best[CASES] = { 0 }, call = bare_call();

	/* In turns, and the best of each: other work on the machine only ever adds. */
	for (int repeat = 0; repeat < REPEATS; repeat++) {
		for (size_t i = 0; i < CASES; i++) {
			double spent = measure(cases[i].ask);

			best[i] = !repeat || spent < best[i] ? spent : best[i];
		}
	}
	printf("\n%-34s %11s %13s\n", "plugin in the process", "a question", "bare call");
	printf("%-34s %8.1f ns %11.2f x\n", "bare function call", call, 1.0);
	for (size_t i = 1; i < CASES; i++) {
		double cost = (best[i] - best[0]) * 1e9 / PROGRAMS;

		printf("%-34s %8.1f ns %11.2f x\n", cases[i].what, cost, cost / call);
	}
}
