/* SPDX-License-Identifier: Apache-2.0 */
/* An engine that is cut off goes on from its store as if it had not been. */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a host product keeps of its own: the verdicts it received, in order. */
typedef struct received {
	char *text;
	size_t length;
	size_t sure;   /* length that it has acknowledged */
	uint64_t last; /* number of the latest */
	uint64_t sure_last;
} received;
static received inbox;

static schain_store *store;
static schain_store_options options;
static const char *path; /* of a store in SQLite; NULL: in memory */
static uint64_t fed;     /* events of the scenario so far */
static uint64_t skip;    /* those that are in the store */
static uint64_t stop;    /* what comes after these finds no process; 0: all are fed */

static int append(void *context, const char *data, size_t size)
{
	received *to = context;

	to->text = realloc(to->text, to->length + size + 1);
	memcpy(to->text + to->length, data, size);
	to->length += size;
	to->text[to->length] = 0;
	return 0;
}

static int receive(void *context, const schain_verdict *verdict)
{
	received *to = context;

	ck_assert_uint_eq(verdict->number, to->last + 1);
	to->last = verdict->number;
	return schain_report_write_json(verdict, 0, append, to, NULL) != SCHAIN_OK;
}

static schain_checkpoint look(void)
{
	schain_checkpoint checkpoint;

	memset(&checkpoint, 0, sizeof checkpoint);
	checkpoint.struct_size = sizeof checkpoint;
	ck_assert_int_eq(schain_engine_get_checkpoint(scene.engine, &checkpoint, NULL), SCHAIN_OK);
	return checkpoint;
}

static int before(void)
{
	if (++fed <= skip || (stop && fed > stop))
		return 1;
	if (options.flags & SCHAIN_STORE_ACKNOWLEDGED) {
		inbox.sure = inbox.length;
		inbox.sure_last = inbox.last;
		ck_assert_int_eq(schain_engine_acknowledge(scene.engine, inbox.last, NULL), SCHAIN_OK);
	}
	return 0;
}

static schain_engine *new_engine(void)
{
	schain_engine_options engine = SCHAIN_ENGINE_OPTIONS_INIT;

	engine.verdict = receive;
	engine.context = &inbox;
	ck_assert_int_eq(schain_engine_new(&engine, &scene.engine, NULL), SCHAIN_OK);
	return scene.engine;
}

static void open_store(void)
{
	schain_error error = SCHAIN_ERROR_INIT;

	if (!store && path)
		ck_assert_msg(schain_store_open(path, 0, NULL, &store, &error) == SCHAIN_OK, "%s",
		              error.message);
	else if (!store)
		ck_assert_int_eq(schain_store_new_memory(NULL, &store, NULL), SCHAIN_OK);
}

static void start_process(void)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_engine *engine;

	scene_close();
	scene_open(NULL);
	scene_close();
	open_store();
	engine = new_engine();
	ck_assert_msg(schain_engine_attach_store(engine, store, &options, &error) == SCHAIN_OK, "%s",
	              error.message);
	scene.before = before;
	fed = 0;
	skip = look().sequence;
	ck_assert_int_eq(schain_engine_acknowledge(engine, inbox.last, NULL), SCHAIN_OK);
}

/* What was not written is gone; so is what was received and not put on record. */
static void end_process(void)
{
	schain_engine_free(scene.engine);
	scene.engine = NULL;
	if (path) {
		schain_store_free(store);
		store = NULL;
	}
	if (!(options.flags & SCHAIN_STORE_ACKNOWLEDGED))
		return;
	inbox.length = inbox.sure;
	inbox.last = inbox.sure_last;
	if (inbox.text)
		inbox.text[inbox.length] = 0;
}

static void remove_store(void)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	char file[256];

	schain_store_free(store);
	store = NULL;
	for (size_t i = 0; path && i < sizeof endings / sizeof *endings; i++) {
		snprintf(file, sizeof file, "%s%s", path, endings[i]);
		unlink(file);
	}
}

/* What was received of the scenario when the process was ended after `cut` events and started again. */
static char *run(void (*scenario)(void), uint64_t cut)
{
	char *text;

	memset(&inbox, 0, sizeof inbox);
	stop = cut;
	if (cut) {
		start_process();
		scenario();
		end_process();
	}
	stop = 0;
	start_process();
	scenario();
	scene_flush();
	schain_engine_free(scene.engine);
	scene.engine = NULL;
	remove_store();
	text = inbox.text;
	inbox.text = NULL;
	return text;
}

static void cut_everywhere(void (*scenario)(void), uint64_t every, uint64_t step)
{
	char *uncut;
	uint64_t count;

	options.every_events = every;
	uncut = run(scenario, 0);
	count = fed;
	ck_assert_ptr_nonnull(uncut);
	for (uint64_t cut = 1; cut <= count; cut += step) {
		char *told = run(scenario, cut);

		ck_assert_msg(told && !strcmp(told, uncut), "after %u events, a checkpoint every %u",
		              (unsigned)cut, (unsigned)every);
		free(told);
	}
	free(uncut);
}

static void reset(void)
{
	schain_store_options_init(&options, sizeof options);
	path = NULL;
}

START_TEST(a_cut_after_any_event_changes_no_verdict)
{
	reset();
	options.work = 1; /* so that checkpoints last while events go on */
	cut_everywhere(everything, 1, 1);
	cut_everywhere(everything, 3, 1);
	cut_everywhere(everything, 7, 1);
}
END_TEST

START_TEST(a_verdict_that_was_not_put_on_record_comes_again)
{
	reset();
	options.flags = SCHAIN_STORE_ACKNOWLEDGED;
	cut_everywhere(everything, 1, 1);
	cut_everywhere(everything, 5, 1);
}
END_TEST

START_TEST(sqlite_keeps_what_memory_keeps)
{
	reset();
	path = "checkpoint-test.state";
	if (schain_store_open(path, 0, NULL, &store, NULL) == SCHAIN_E_UNSUPPORTED)
		return;
	remove_store();
	cut_everywhere(everything, 4, 5);
}
END_TEST

/* Every pid anew, deliveries that age and go, a product that changes. */
static void months(void)
{
	for (uint64_t i = 0; i < 8; i++) {
		start(1, 100 + i, "/usr/bin/dpkg", "dpkg -i acme.deb");
		package_event(100 + i, SCHAIN_PACKAGE_UPDATE, "acme", "1", "0");
		write_to(100 + i, "/opt/acme/agent");
		write_to(100 + i, "/opt/acme/plug.so");
		end(100 + i);
		start(1, 200 + i, "/opt/acme/agent", NULL);
		start(200 + i, 300 + i, "/bin/sh", "sh -c true");
		connect_to(200 + i, i < 7 ? "home.vendor.example" : "c2.attacker.example", "203.0.113.20", 443);
		wait_for(9 * 86400);
	}
}

START_TEST(what_ages_and_goes_is_gone_from_the_store_too)
{
	reset();
	options.work = 1;
	cut_everywhere(months, 1, 1);
	cut_everywhere(months, 9, 1);
}
END_TEST

START_TEST(a_note_comes_back_with_its_checkpoint)
{
	schain_checkpoint checkpoint;

	reset();
	options.every_events = UINT64_MAX;
	start_process();
	start(1, 100, "/usr/bin/dpkg", NULL);
	ck_assert_int_eq(schain_engine_checkpoint(scene.engine, SCHAIN_STRING("at byte 4711"), NULL),
	                 SCHAIN_OK);
	write_to(100, "/opt/acme/agent");
	checkpoint = look();
	ck_assert_uint_eq(checkpoint.sequence, 1);
	ck_assert_uint_eq(checkpoint.waiting, 1);
	ck_assert_uint_eq(checkpoint.made, 1);
	end_process();
	start_process();
	checkpoint = look();
	ck_assert_uint_eq(checkpoint.sequence, 1);
	ck_assert_uint_eq(checkpoint.note.length, 12);
	ck_assert_mem_eq(checkpoint.note.data, "at byte 4711", 12);
	remove_store();
}
END_TEST

START_TEST(what_does_not_fit_together_is_refused)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_store broken = SCHAIN_STORE_INIT;
	schain_engine *other;

	reset();
	options.identity = SCHAIN_STRING("machine-1");
	options.flags = SCHAIN_STORE_ACKNOWLEDGED;
	ck_assert_int_eq(schain_engine_checkpoint(scene.engine, SCHAIN_STRING(""), NULL), SCHAIN_E_STATE);
	ck_assert_int_eq(schain_engine_attach_store(scene.engine, &broken, NULL, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_engine_attach_store(scene.engine, NULL, NULL, NULL), SCHAIN_E_ARGUMENT);
	start_process();
	ck_assert_int_eq(schain_engine_attach_store(scene.engine, store, NULL, NULL), SCHAIN_E_STATE);
	start(1, 100, "/usr/bin/dpkg", NULL);
	ck_assert_int_eq(schain_engine_checkpoint(scene.engine, SCHAIN_STRING(""), NULL), SCHAIN_OK);
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	scene_flush();
	ck_assert_uint_gt(inbox.last, 0);
	ck_assert_int_eq(schain_engine_checkpoint(scene.engine, SCHAIN_STRING(""), NULL), SCHAIN_E_STATE);
	/* Another engine writes to the store: this one must not. */
	other = scene.engine;
	new_engine();
	options.identity = SCHAIN_STRING("machine-2");
	ck_assert_int_eq(schain_engine_attach_store(scene.engine, store, &options, &error),
	                 SCHAIN_E_STATE);
	ck_assert_ptr_nonnull(strstr(error.message, "machine-1"));
	options.identity = SCHAIN_STRING("machine-1");
	ck_assert_int_eq(schain_engine_attach_store(scene.engine, store, &options, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_engine_checkpoint(scene.engine, SCHAIN_STRING(""), &error), SCHAIN_OK);
	schain_engine_free(scene.engine);
	scene.engine = other;
	schain_engine_acknowledge(other, UINT64_MAX, NULL);
	ck_assert_int_eq(schain_engine_checkpoint(other, SCHAIN_STRING(""), &error), SCHAIN_E_STATE);
	ck_assert_ptr_nonnull(strstr(error.message, "another engine"));
	remove_store();
	free(inbox.text);
	inbox.text = NULL;
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "cut", a_cut_after_any_event_changes_no_verdict },
		{ "cut", a_verdict_that_was_not_put_on_record_comes_again },
		{ "cut", sqlite_keeps_what_memory_keeps },
		{ "cut", what_ages_and_goes_is_gone_from_the_store_too },
		{ "checkpoint", a_note_comes_back_with_its_checkpoint },
		{ "refusals", what_does_not_fit_together_is_refused },
		{ NULL, NULL },
	};

	return scene_run("checkpoints", tests);
}
