/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plugin of every kind that is wrong in the one way that its option "fault"
 * names, or that FAULTY_ does where there is no instance yet. For
 * tests/tools/conformance.test.
 */
#define _POSIX_C_SOURCE 200809L
#include <supplychain/plugin.h>
#include <supplychain/version.h>

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct self {
	const schain_plugin_host *host;
	char fault[32];
	uint64_t question;
	pthread_t thread;
	int has_thread;
	_Atomic int is_closed;
	char *block; /* of 16 bytes */
};

static struct self only; /* of the fault "static" */

static int has(const struct self *self, const char *fault)
{
	return !strcmp(self->fault, fault);
}

static void nap(long milliseconds)
{
	struct timespec span = { milliseconds / 1000, milliseconds % 1000 * 1000000 };

	nanosleep(&span, NULL);
}

static schain_status post(struct self *self, uint64_t question, size_t count)
{
	schain_claim claims[9];

	for (size_t i = 0; i < 9; i++) {
		claims[i] = (schain_claim)SCHAIN_CLAIM_INIT;
		claims[i].finding = has(self, "finding") ? 99 : SCHAIN_FINDING_UNCOMMON;
	}
	return self->host->post(self->host->context, question, claims, sizeof *claims, count);
}

static void *answer_late(void *argument)
{
	struct self *self = argument;

	nap(5);
	if (has(self, "thread-memory"))
		self->host->release(self->host->context, self->host->allocate(self->host->context, 8), 8);
	post(self, self->question, 1);
	return NULL;
}

static void *stay(void *argument)
{
	(void)argument;
	nap(3600000);
	return NULL;
}

static void *post_after_close(void *argument)
{
	struct self *self = argument;

	while (!self->is_closed)
		nap(1);
	nap(20);
	post(self, 1, 1);
	return NULL;
}

static void start(struct self *self, void *(*run)(void *), uint64_t question)
{
	if (self->has_thread)
		pthread_join(self->thread, NULL);
	self->question = question;
	self->has_thread = !pthread_create(&self->thread, NULL, run, self);
}

static schain_status ask(void *instance, const schain_question *question)
{
	struct self *self = instance;

	if (has(self, "ask-crash"))
		return question->file->path.length + question->process->pid ? SCHAIN_OK : SCHAIN_E_IO;
	if (has(self, "ask-slow"))
		nap(30);
	if (has(self, "ask-twice"))
		post(self, question->number, 1);
	if (has(self, "ask-other"))
		return post(self, question->number + 100, 1);
	if (has(self, "ask-never"))
		return SCHAIN_AGAIN;
	if (has(self, "ask-positive"))
		return SCHAIN_END;
	if (has(self, "ask-late") || has(self, "thread-memory")) {
		start(self, answer_late, question->number);
		return has(self, "ask-late") ? SCHAIN_OK : SCHAIN_AGAIN;
	}
	return post(self, question->number, has(self, "ask-many") ? 9 : 1);
}

struct input {
	const schain_decoder_host *host;
	struct self *self;
};

static struct input only_input;

static schain_status emit(struct input *input)
{
	schain_event event = SCHAIN_EVENT_INIT;

	event.type = SCHAIN_EVENT_PROCESS_EXIT;
	event.time = has(input->self, "event-time") ? 0 : 1;
	if (has(input->self, "event-size"))
		event.struct_size = 8;
	return input->host->emit(input->host->context, &event);
}

static int32_t probe(void *instance, const char *data, size_t size, uint32_t is_all)
{
	(void)data;
	if (has(instance, "probe-range"))
		return 101;
	if (has(instance, "probe-more"))
		return -1;
	return is_all || size ? 0 : -1;
}

static schain_status begin(void *instance, const schain_decoder_host *host, void **ret_input,
                           schain_error *error)
{
	struct input *input = &only_input;

	(void)error;
	if (!has(instance, "input-static"))
		input = host->allocate(host->context, sizeof *input);
	if (!input)
		return SCHAIN_E_MEMORY;
	input->host = host;
	input->self = instance;
	*ret_input = input;
	if (has(instance, "emit-early"))
		emit(input);
	return has(instance, "begin-positive") ? SCHAIN_AGAIN : SCHAIN_OK;
}

static schain_status record(void *opened, const char *data, size_t size)
{
	struct input *input = opened;
	schain_status status;

	if (has(input->self, "record-crash") && size > 60000)
		abort();
	if (size && data[0] == '{') {
		status = input->host->problem(input->host->context, 1,
		                              has(input->self, "problem-silent") ? NULL : "a brace");
		return has(input->self, "problem-ignored") ? SCHAIN_OK : status;
	}
	status = emit(input);
	return has(input->self, "stop-ignored") ? SCHAIN_OK : status;
}

static void end(void *opened)
{
	struct input *input = opened;

	if (!has(input->self, "input-static") && !has(input->self, "input-leak"))
		input->host->release(input->host->context, input, sizeof *input);
}

static schain_status deliver(void *instance, const schain_verdict *verdict)
{
	if (has(instance, "deliver-crash"))
		return verdict->id.data[0] == 'x' ? SCHAIN_E_IO : SCHAIN_OK;
	if (has(instance, "deliver-slow") && verdict->revision < 2)
		nap(30);
	return has(instance, "deliver-positive") ? SCHAIN_AGAIN : SCHAIN_OK;
}

static void misbehave(struct self *self)
{
	if (has(self, "descriptor"))
		(void)!open("/dev/null", O_RDONLY);
	if (has(self, "directory"))
		(void)!chdir("/");
	if (has(self, "signal"))
		signal(SIGUSR1, SIG_IGN);
	if (has(self, "environment"))
		setenv("FAULTY", "1", 1);
	if (has(self, "prints"))
		printf("hello\n"), fflush(stdout);
	if (has(self, "complains"))
		fprintf(stderr, "hello\n");
	if (has(self, "exits"))
		exit(0);
	if (has(self, "forks") && !fork())
		nap(3600000), _exit(0);
	if (has(self, "thread"))
		start(self, stay, 0);
	if (has(self, "close-post"))
		start(self, post_after_close, 0);
}

static schain_status open_self(const schain_plugin_host *host, const schain_plugin_setting *settings,
                               size_t setting_count, void **ret_instance, schain_error *error)
{
	struct self *self = &only;

	(void)setting_count;
	if (!strcmp(settings[0].text.data, "quiet") && settings[1].number < 0)
		return SCHAIN_E_VALUE;
	if (settings[1].number < 0) {
		snprintf(error->message, sizeof error->message, "count: is below 0");
		return SCHAIN_E_VALUE;
	}
	if (strcmp(settings[0].text.data, "static") != 0)
		self = host->allocate(host->context, sizeof *self);
	if (!self && !strcmp(settings[0].text.data, "open-memory"))
		raise(SIGSEGV); /* as its use would, which the compiler would not let pass */
	if (!self)
		return SCHAIN_E_MEMORY;
	memset(self, 0, sizeof *self);
	self->host = host;
	snprintf(self->fault, sizeof self->fault, "%s", settings[0].text.data);
	self->block = host->allocate(host->context, 16);
	if (!self->block) {
		if (!has(self, "static") && !has(self, "open-leak"))
			host->release(host->context, self, sizeof *self);
		return SCHAIN_E_MEMORY;
	}
	misbehave(self);
	*ret_instance = self;
	return has(self, "open-positive") ? SCHAIN_AGAIN : SCHAIN_OK;
}

static void close_self(void *instance)
{
	struct self *self = instance;
	const schain_plugin_host *host = self->host;

	while (has(self, "close-hangs"))
		nap(100);
	if (self->has_thread && !has(self, "thread") && !has(self, "close-post"))
		pthread_join(self->thread, NULL);
	host->release(host->context, self->block, has(self, "size") ? 8 : 16);
	self->is_closed = 1;
	if (has(self, "leak") || has(self, "static") || has(self, "close-post"))
		return;
	host->release(host->context, self, sizeof *self);
}

static const void *get_interface(const char *name)
{
	static const schain_format format = {
		sizeof format, 0, "faulty-format", "A format.", "All of it.", "Nothing.",
	};
	static const schain_enricher enricher = {
		.struct_size = sizeof enricher,
		.subjects = SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_FILE) |
		            SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_DOMAIN),
		.ask = ask,
	};
	static const schain_plugin_decoder decoder = {
		.struct_size = sizeof decoder,
		.framing = SCHAIN_FRAMING_LINES,
		.format = &format,
		.probe = probe,
		.begin = begin,
		.record = record,
		.end = end,
	};
	static const schain_plugin_sink sink = { .struct_size = sizeof sink, .deliver = deliver };

	if (!strcmp(name, SCHAIN_INTERFACE_DECODER))
		return &decoder;
	if (!strcmp(name, SCHAIN_INTERFACE_SINK))
		return &sink;
#ifndef FAULTY_NAMES
	if (strcmp(name, SCHAIN_INTERFACE_ENRICHER) != 0)
		return NULL;
#endif
	return &enricher;
}

static const schain_plugin_option options[] = {
	{ .type = SCHAIN_OPTION_TEXT, .name = "fault", .fallback = "none", .summary = "What is wrong." },
	{ .type = SCHAIN_OPTION_INTEGER, .name = "count", .fallback = "0", .summary = "Not below 0." },
};

static const schain_plugin plugin = {
	.struct_size = sizeof plugin,
	.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
	.abi_minor = SCHAIN_PLUGIN_ABI_MINOR,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = "faulty",
	.version = "1",
	.author = "Someone",
	.licence = "CC0-1.0",
	.summary = "Is wrong in one way.",
	.options = options,
	.option_size = sizeof *options,
	.option_count = 2,
	.open = open_self,
	.close = close_self,
	.get_interface = get_interface,
};

const schain_plugin *schain_plugin_query(uint32_t abi_major, uint32_t abi_minor)
{
	(void)abi_minor;
#ifdef FAULTY_CRASH
	abort();
#endif
#ifdef FAULTY_QUERY
	return abi_major ? &plugin : NULL;
#else
	return abi_major == SCHAIN_PLUGIN_ABI_MAJOR ? &plugin : NULL;
#endif
}
