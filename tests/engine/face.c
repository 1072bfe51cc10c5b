/* SPDX-License-Identifier: Apache-2.0 */
/* The engine's calls: batches, verdicts and how they are taken, callbacks, counters, wrong arguments. */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void dpkg(void)
{
	start(1, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
}

static schain_engine_statistics statistics(void)
{
	schain_engine_statistics given;

	memset(&given, 0, sizeof given);
	given.struct_size = sizeof given;
	ck_assert_int_eq(schain_engine_get_statistics(scene.engine, &given, NULL), SCHAIN_OK);
	return given;
}

START_TEST(a_verdict_comes_once_in_its_newest_form)
{
	const schain_verdict *verdict;
	char id[32];
	size_t length;

	dpkg();
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	scene_flush();
	ck_assert_int_eq(schain_engine_next_verdict(scene.engine, &verdict, NULL), SCHAIN_OK);
	ck_assert_uint_eq(verdict->revision, 1);
	length = verdict->id.length;
	ck_assert_uint_lt(length, sizeof id);
	memcpy(id, verdict->id.data, length);
	ck_assert_int_eq(schain_engine_next_verdict(scene.engine, &verdict, NULL), SCHAIN_END);
	start(200, 300, "/usr/bin/whoami", NULL);
	read_from(200, "/etc/shadow");
	scene_flush();
	ck_assert_int_eq(schain_engine_next_verdict(scene.engine, &verdict, NULL), SCHAIN_OK);
	ck_assert_uint_eq(verdict->revision, 2);
	ck_assert_uint_eq(verdict->id.length, length);
	ck_assert_mem_eq(verdict->id.data, id, length);
	ck_assert_int_eq(schain_engine_next_verdict(scene.engine, &verdict, NULL), SCHAIN_END);
}
END_TEST

START_TEST(an_id_depends_on_content_alone)
{
	char ids[3][32];

	for (int i = 0; i < 3; i++) {
		scene_close();
		scene_open(&(scene_options){ .seed = (uint64_t)i });
		if (i == 2) /* other things that happened before do not count */
			bad_update(90, 400, "/opt/other/agent", "x.attacker.example");
		scene.now = SCENE_EPOCH + 3600 * SCHAIN_SECOND;
		dpkg();
		bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
		strcpy(ids[i], verdict_on("/opt/acme")->id);
	}
	ck_assert_str_eq(ids[0], ids[1]);
	ck_assert_str_eq(ids[0], ids[2]);
}
END_TEST

static int by_first_evidence(void *context, const schain_verdict *verdict)
{
	schain_time *last = context;

	ck_assert_int_ge(verdict->first_time, *last);
	*last = verdict->first_time;
	return 0;
}

START_TEST(open_verdicts_come_in_order_of_first_evidence)
{
	schain_time last = INT64_MIN;

	/* Written in one order, run in the other. */
	start(1, 100, "/usr/bin/dpkg", NULL);
	write_to(100, "/opt/one/agent");
	wait_for(3600);
	start(1, 101, "/usr/bin/dpkg", NULL);
	write_to(101, "/opt/two/agent");
	start(1, 201, "/opt/two/agent", NULL);
	start(201, 202, "/usr/bin/curl", NULL);
	start(1, 301, "/opt/one/agent", NULL);
	start(301, 302, "/usr/bin/curl", NULL);
	scene_flush();
	ck_assert_int_eq(schain_engine_each_verdict(scene.engine, by_first_evidence, &last, NULL),
	                 SCHAIN_OK);
	ck_assert_int_ne(last, INT64_MIN);
}
END_TEST

struct worst {
	size_t count;
	char products[3][64];
	schain_known_chain last;
};

static int take_chain(void *context, const schain_known_chain *chain)
{
	struct worst *worst = context;

	if (worst->count)
		ck_assert_int_le(chain->score, worst->last.score);
	ck_assert_uint_lt(worst->count, 3);
	snprintf(worst->products[worst->count++], sizeof *worst->products, "%.*s",
	         (int)chain->product.length, chain->product.data);
	worst->last = *chain;
	ck_assert_int_eq(schain_engine_each_chain(scene.engine, 1, take_chain, worst, NULL), SCHAIN_E_STATE);
	return 0;
}

static int take_no_chain(void *context, const schain_known_chain *chain)
{
	(void)context;
	return chain->struct_size != 0;
}

START_TEST(the_worst_open_chains_come_first_and_no_more_than_asked_for)
{
	struct worst worst = { 0 };
	const found *it;

	dpkg();
	for (int i = 0; i < 4; i++) {
		char path[64];

		snprintf(path, sizeof path, "/opt/quiet%d/agent", i);
		start(1, 110 + (uint64_t)i, "/usr/bin/dpkg", NULL);
		write_to(110 + (uint64_t)i, path);
		start(1, 300 + (uint64_t)i, path, NULL);
	}
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	it = verdict_on("/opt/acme");
	ck_assert_int_eq(schain_engine_each_chain(scene.engine, 1, take_chain, &worst, NULL), SCHAIN_OK);
	ck_assert_uint_eq(worst.count, 1);
	ck_assert_str_eq(worst.products[0], it->product);
	ck_assert_int_eq(worst.last.score, it->score);
	ck_assert_uint_eq(worst.last.level, it->level);
	ck_assert_uint_eq(worst.last.stages, it->stages);
	ck_assert_int_le(worst.last.first_run, worst.last.last_time);
	worst.count = 0;
	ck_assert_int_eq(schain_engine_each_chain(scene.engine, 3, take_chain, &worst, NULL), SCHAIN_OK);
	ck_assert_uint_eq(worst.count, 3);
	ck_assert_int_eq(schain_engine_each_chain(scene.engine, 0, take_chain, &worst, NULL), SCHAIN_OK);
	ck_assert_uint_eq(worst.count, 3);
	ck_assert_int_eq(schain_engine_each_chain(scene.engine, 9, take_no_chain, NULL, NULL),
	                 SCHAIN_E_CANCELLED);
	ck_assert_int_eq(schain_engine_each_chain(scene.engine, 9, NULL, NULL, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_engine_each_chain(NULL, 9, take_chain, NULL, NULL), SCHAIN_E_ARGUMENT);
}
END_TEST

static int calls;

static int stop_at_once(void *context, const schain_verdict *verdict)
{
	(void)context;
	(void)verdict;
	calls++;
	return 1;
}

START_TEST(a_callback_can_stop_the_call)
{
	schain_event event = SCHAIN_EVENT_INIT;
	size_t consumed = 0;

	scene_close();
	calls = 0;
	scene_open(&(scene_options){ .verdict = stop_at_once });
	dpkg();
	scene.keep_going = 1;
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	bad_update(100, 300, "/opt/beta/agent", "c2.attacker.example");
	ck_assert_int_eq(scene_flush(), SCHAIN_E_CANCELLED);
	ck_assert_int_eq(calls, 1);
	/* What was held is judged by the next calls. */
	for (int i = 0; scene_flush() == SCHAIN_E_CANCELLED; i++)
		ck_assert_int_lt(i, 100);
	ck_assert_int_gt(calls, 1);
	event.type = 9999;
	event.time = scene.now;
	ck_assert_int_eq(schain_engine_feed(scene.engine, &event, sizeof event, 1, &consumed, NULL),
	                 SCHAIN_OK);
	ck_assert_uint_eq(consumed, 1);
}
END_TEST

static schain_status inner[6];

static int call_back(void *context, const schain_verdict *verdict)
{
	const schain_verdict *other;
	schain_event event = SCHAIN_EVENT_INIT;

	(void)context;
	(void)verdict;
	inner[0] = schain_engine_feed(scene.engine, &event, sizeof event, 1, NULL, NULL);
	inner[1] = schain_engine_flush(scene.engine, NULL);
	inner[2] = schain_engine_advance(scene.engine, 1, NULL);
	inner[3] = schain_engine_next_verdict(scene.engine, &other, NULL);
	inner[4] = schain_engine_each_verdict(scene.engine, call_back, NULL, NULL);
	inner[5] = schain_engine_set_policy(scene.engine, NULL, NULL);
	calls++;
	return 0;
}

START_TEST(a_callback_may_not_call_its_engine)
{
	scene_close();
	calls = 0;
	scene_open(&(scene_options){ .verdict = call_back });
	dpkg();
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	scene_flush();
	ck_assert_int_gt(calls, 0);
	for (size_t i = 0; i < sizeof inner / sizeof *inner; i++)
		ck_assert_int_eq(inner[i], SCHAIN_E_STATE);
}
END_TEST

static uint32_t finals, last_revision;

static int note_final(void *context, const schain_verdict *verdict)
{
	(void)context;
	finals += verdict->is_final;
	ck_assert_uint_eq(verdict->revision, last_revision + 1);
	last_revision = verdict->revision;
	return 0;
}

START_TEST(a_chain_that_is_forgotten_gets_a_last_verdict)
{
	scene_close();
	finals = last_revision = 0;
	scene_open(&(scene_options){ .verdict = note_final });
	dpkg();
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	ck_assert_int_eq(schain_engine_advance(scene.engine, scene.now + 3600 * SCHAIN_SECOND, NULL),
	                 SCHAIN_OK);
	ck_assert_uint_eq(finals, 0);
	ck_assert_int_eq(schain_engine_advance(scene.engine, scene.now + 32 * 86400 * SCHAIN_SECOND, NULL),
	                 SCHAIN_OK);
	ck_assert_uint_eq(finals, 1);
}
END_TEST

START_TEST(counters_count)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_engine_statistics given;

	dpkg();
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	event.type = 1000; /* of a newer version */
	emit(&event);
	schain_event_init(&event, sizeof event);
	event.type = SCHAIN_EVENT_LOSS;
	event.count = 17;
	emit(&event);
	schain_event_init(&event, sizeof event);
	event.type = SCHAIN_EVENT_PROCESS_START; /* of no process */
	emit(&event);
	given = statistics();
	ck_assert_uint_eq(given.events, 6);
	ck_assert_uint_eq(given.events_lost, 17);
	scene_flush();
	given = statistics();
	ck_assert_uint_eq(given.events_judged, 6);
	ck_assert_uint_eq(given.events_unknown, 2);
	ck_assert_uint_eq(given.hosts, 1);
	ck_assert_uint_eq(given.deliveries, 1);
	ck_assert_uint_eq(given.files, 1);
	ck_assert_uint_eq(given.chains, 1);
	ck_assert_uint_ge(given.memory_peak, given.memory);
}
END_TEST

START_TEST(statistics_fill_no_more_than_the_callers_struct)
{
	schain_engine_statistics given;

	memset(&given, 0xa5, sizeof given);
	given.struct_size = offsetof(schain_engine_statistics, events_judged);
	dpkg();
	ck_assert_int_eq(schain_engine_get_statistics(scene.engine, &given, NULL), SCHAIN_OK);
	ck_assert_uint_eq(given.events, 1);
	ck_assert_uint_eq(given.events_judged, UINT64_C(0xa5a5a5a5a5a5a5a5));
}
END_TEST

START_TEST(parts_of_other_sizes_are_read_as_far_as_they_go)
{
	/* Of a caller built against a later version: more behind what is known here. */
	struct {
		schain_process process;
		uint64_t tail[4];
	} larger;
	struct {
		schain_event event;
		uint64_t tail[4];
	} batch[2];
	schain_file image = SCHAIN_FILE_INIT, shorter = SCHAIN_FILE_INIT;
	size_t consumed = 0;

	memset(&larger, 0xff, sizeof larger);
	schain_process_init(&larger.process, sizeof larger.process);
	larger.process.struct_size = sizeof larger;
	larger.process.pid = 100;
	image.path = SCHAIN_STRING("/usr/bin/dpkg");
	larger.process.image = &image;
	/* Of one that knows less: what it does not have is not read. */
	memset(&shorter, 0xff, sizeof shorter);
	shorter.struct_size = offsetof(schain_file, old_path);
	shorter.flags = 0;
	shorter.mode = 0100755;
	shorter.content = SCHAIN_CONTENT_ELF;
	shorter.size = 90000;
	shorter.path = SCHAIN_STRING("/opt/acme/agent");
	memset(batch, 0, sizeof batch);
	for (int i = 0; i < 2; i++) {
		schain_event_init(&batch[i].event, sizeof batch[i].event);
		batch[i].event.struct_size = sizeof *batch;
		batch[i].event.time = scene.now + i;
		batch[i].event.host = schain_string_of(scene.host);
		batch[i].event.process = &larger.process;
		batch[i].event.type = i ? SCHAIN_EVENT_FILE_WRITE : SCHAIN_EVENT_PROCESS_START;
	}
	batch[1].event.file = &shorter;
	ck_assert_int_eq(schain_engine_feed(scene.engine, &batch[0].event, sizeof *batch, 2, &consumed,
	                                    NULL), SCHAIN_OK);
	ck_assert_uint_eq(consumed, 2);
	scene_flush();
	ck_assert_uint_eq(statistics().files, 1);
	/* A late one is judged at once: from a copy as well. */
	scene.now += 60 * SCHAIN_SECOND;
	end(1);
	scene_flush();
	shorter.path = SCHAIN_STRING("/opt/acme/late");
	batch[1].event.time = SCENE_EPOCH;
	ck_assert_int_eq(schain_engine_feed(scene.engine, &batch[1].event, sizeof *batch, 1, NULL, NULL),
	                 SCHAIN_OK);
	ck_assert_uint_eq(statistics().events_late, 1);
	ck_assert_uint_eq(statistics().files, 2);
}
END_TEST

START_TEST(wrong_arguments_are_told_and_change_nothing)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_engine *engine = NULL;
	schain_error error = SCHAIN_ERROR_INIT;
	const schain_verdict *verdict;
	size_t consumed = 99;

	event.struct_size = 8;
	ck_assert_int_eq(schain_engine_feed(scene.engine, &event, sizeof event, 1, &consumed, &error),
	                 SCHAIN_E_TOO_SMALL);
	ck_assert_uint_eq(consumed, 0);
	ck_assert_ptr_nonnull(strstr(error.message, "struct_size"));
	ck_assert_int_eq(schain_engine_feed(scene.engine, &event, 4, 1, NULL, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_engine_feed(scene.engine, NULL, sizeof event, 1, NULL, NULL),
	                 SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_engine_feed(scene.engine, NULL, sizeof event, 0, NULL, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_engine_feed(NULL, &event, sizeof event, 1, NULL, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_engine_next_verdict(scene.engine, NULL, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_engine_next_verdict(NULL, &verdict, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_engine_each_verdict(scene.engine, NULL, NULL, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_engine_new(NULL, NULL, NULL), SCHAIN_E_ARGUMENT);
	options.struct_size = 4;
	ck_assert_int_eq(schain_engine_new(&options, &engine, NULL), SCHAIN_E_TOO_SMALL);
	ck_assert_ptr_null(engine);
	schain_engine_free(NULL);
	ck_assert_uint_eq(statistics().events, 0);
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "verdicts", a_verdict_comes_once_in_its_newest_form },
		{ "verdicts", an_id_depends_on_content_alone },
		{ "verdicts", open_verdicts_come_in_order_of_first_evidence },
		{ "open chains", the_worst_open_chains_come_first_and_no_more_than_asked_for },
		{ "callbacks", a_callback_can_stop_the_call },
		{ "callbacks", a_callback_may_not_call_its_engine },
		{ "callbacks", a_chain_that_is_forgotten_gets_a_last_verdict },
		{ "counters", counters_count },
		{ "counters", statistics_fill_no_more_than_the_callers_struct },
		{ "structs", parts_of_other_sizes_are_read_as_far_as_they_go },
		{ "structs", wrong_arguments_are_told_and_change_nothing },
		{ NULL, NULL },
	};

	return scene_run("the engine's face", tests);
}
