/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An enricher that answers from a thread of its own, in two engines at once,
 * each with an instance of its own. Under ThreadSanitizer this shows that there
 * is no race, without it that no answer is lost.
 */
#include <supplychain/supplychain.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../api/expect.h"

enum { PROGRAMS = 200 };

/* Questions wait here for the worker. */
typedef struct worker {
	const schain_plugin_host *host;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint64_t numbers[PROGRAMS];
	size_t asked, answered;
	int is_over;
} worker;

static void answer(worker *self, uint64_t number)
{
	schain_claim claim = SCHAIN_CLAIM_INIT;

	if (!self->host->is_wanted(self->host->context, number))
		return;
	claim.finding = SCHAIN_FINDING_UNCOMMON;
	claim.reason = SCHAIN_STRING("never seen before");
	EXPECT(self->host->post(self->host->context, number, &claim, sizeof claim, 1) == SCHAIN_OK);
}

static void *work(void *argument)
{
	worker *self = argument;

	pthread_mutex_lock(&self->lock);
	for (;;) {
		while (!self->is_over && self->answered == self->asked)
			pthread_cond_wait(&self->changed, &self->lock);
		if (self->answered == self->asked)
			break;
		uint64_t number = self->numbers[self->answered];

		pthread_mutex_unlock(&self->lock);
		answer(self, number);
		pthread_mutex_lock(&self->lock);
		self->answered++;
		pthread_cond_broadcast(&self->changed);
	}
	pthread_mutex_unlock(&self->lock);
	return NULL;
}

static schain_status ask(void *instance, const schain_question *question)
{
	worker *self = instance;
	schain_status status = SCHAIN_AGAIN;

	pthread_mutex_lock(&self->lock);
	if (self->asked < PROGRAMS)
		self->numbers[self->asked++] = question->number;
	else
		status = SCHAIN_OK;
	pthread_cond_broadcast(&self->changed);
	pthread_mutex_unlock(&self->lock);
	return status;
}

static schain_status open_worker(const schain_plugin_host *host, const schain_plugin_setting *settings,
                                 size_t setting_count, void **ret_instance, schain_error *error)
{
	worker *self = host->allocate(host->context, sizeof *self);

	(void)settings;
	(void)setting_count;
	(void)error;
	if (!self)
		return SCHAIN_E_MEMORY;
	memset(self, 0, sizeof *self);
	self->host = host;
	pthread_mutex_init(&self->lock, NULL);
	pthread_cond_init(&self->changed, NULL);
	if (pthread_create(&self->thread, NULL, work, self)) {
		host->release(host->context, self, sizeof *self);
		return SCHAIN_E_STATE;
	}
	*ret_instance = self;
	return SCHAIN_OK;
}

static void close_worker(void *instance)
{
	worker *self = instance;
	const schain_plugin_host *host = self->host;

	pthread_mutex_lock(&self->lock);
	self->is_over = 1;
	pthread_cond_broadcast(&self->changed);
	pthread_mutex_unlock(&self->lock);
	pthread_join(self->thread, NULL);
	pthread_mutex_destroy(&self->lock);
	pthread_cond_destroy(&self->changed);
	host->release(host->context, self, sizeof *self);
}

static const schain_enricher enricher = {
	.struct_size = sizeof enricher,
	.subjects = SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_FILE),
	.ask = ask,
};

static const void *get_interface(const char *name)
{
	return strcmp(name, SCHAIN_INTERFACE_ENRICHER) ? NULL : &enricher;
}

static const schain_plugin plugin = {
	.struct_size = sizeof plugin,
	.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = "worker",
	.version = "1",
	.author = "Someone",
	.licence = "CC0-1.0",
	.summary = "Answers from a thread of its own.",
	.open = open_worker,
	.close = close_worker,
	.get_interface = get_interface,
};

static void feed(schain_engine *engine, uint32_t type, int64_t second, const schain_process *process,
                 const schain_file *file)
{
	schain_event event = SCHAIN_EVENT_INIT;

	event.type = type;
	event.time = (1767225600 + second) * SCHAIN_SECOND;
	event.os = SCHAIN_OS_LINUX;
	event.host = SCHAIN_STRING("laptop.example");
	event.process = process;
	event.file = file;
	EXPECT(schain_engine_feed(engine, &event, sizeof event, 1, NULL, NULL) == SCHAIN_OK);
}

static void feed_program(schain_engine *engine, uint32_t number)
{
	schain_file dpkg_file = SCHAIN_FILE_INIT, program_file = SCHAIN_FILE_INIT;
	schain_process dpkg = SCHAIN_PROCESS_INIT, program = SCHAIN_PROCESS_INIT;
	char path[64];
	int64_t start = 100 * (int64_t)number;

	snprintf(path, sizeof path, "/usr/bin/tool%u", (unsigned)number);
	dpkg_file.path = SCHAIN_STRING("/usr/bin/dpkg");
	program_file.path = schain_string_of(path);
	dpkg.pid = 1000 + 10 * number;
	dpkg.image = &dpkg_file;
	program.pid = dpkg.pid + 1;
	program.image = &program_file;
	feed(engine, SCHAIN_EVENT_PROCESS_START, start, &dpkg, NULL);
	feed(engine, SCHAIN_EVENT_FILE_WRITE, start + 1, &dpkg, &program_file);
	feed(engine, SCHAIN_EVENT_PROCESS_START, start + 20, &program, NULL);
}

/* Flushes until nothing waits: the worker is as fast as it is. */
static void flush_all(schain_engine *engine, schain_plugins *plugins, schain_plugin_statistics *now)
{
	do {
		EXPECT(schain_engine_flush(engine, NULL) == SCHAIN_OK);
		EXPECT(schain_plugins_get_statistics(plugins, 0, now, NULL) == SCHAIN_OK);
	} while (now->waiting);
}

static void *run(void *argument)
{
	schain_plugins_options set = SCHAIN_PLUGINS_OPTIONS_INIT;
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_plugin_statistics now;
	schain_plugins *plugins = NULL;
	schain_engine *engine = NULL;

	(void)argument;
	memset(&now, 0, sizeof now);
	now.struct_size = sizeof now;
	set.claim_limit = PROGRAMS;
	EXPECT(schain_plugins_new(&set, &plugins, NULL) == SCHAIN_OK);
	EXPECT(schain_plugins_add(plugins, &plugin, NULL) == SCHAIN_OK);
	EXPECT(schain_plugins_open(plugins, "worker", NULL, NULL, 0, 0, NULL) == SCHAIN_OK);
	options.plugins = plugins;
	EXPECT(schain_engine_new(&options, &engine, NULL) == SCHAIN_OK);
	for (uint32_t number = 0; number < PROGRAMS; number++)
		feed_program(engine, number);
	flush_all(engine, plugins, &now);
	EXPECT(now.asked == PROGRAMS);
	EXPECT(now.answered == PROGRAMS);
	EXPECT(now.claims == PROGRAMS);
	schain_engine_free(engine);
	schain_plugins_free(plugins);
	return NULL;
}

int main(void)
{
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		EXPECT(!pthread_create(&threads[i], NULL, run, NULL));
	for (int i = 0; i < 2; i++)
		EXPECT(!pthread_join(threads[i], NULL));
	return expect_failures != 0;
}
