/* SPDX-License-Identifier: Apache-2.0 */
/*
 * States that earlier versions wrote. tests/store/states holds them as they
 * were written, and nothing there changes any more:
 *   desk      the host desk.example of everything() in tests/engine/scene.c,
 *             before traits of products were kept
 *   lab       two updates of acme on lab.example, as updates() has them here
 *   profiles  the profiles of the same host
 *   desk-1.0  desk.example of everything() and what replaced() adds, by version 1.0
 * With SCHAIN_TEST_WRITE=DIR this version's are written to DIR, but for desk.
 */
#include "scene.h"
#include "store/bytes.h"
#include "store/part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct bytes {
	char *data;
	size_t size;
} bytes;

static int keep(void *context, const char *data, size_t size)
{
	bytes *to = context;

	to->data = malloc(size);
	memcpy(to->data, data, size);
	to->size = size;
	return 0;
}

static bytes read_state(const char *name)
{
	const char *source = getenv("SCHAIN_SRCDIR");
	bytes state = { malloc(1 << 16), 0 };
	char path[4096];
	FILE *file;

	snprintf(path, sizeof path, "%s/tests/store/states/%s", source ? source : ".", name);
	file = fopen(path, "rb");
	ck_assert_msg(file != NULL, "%s cannot be read", path);
	state.size = fread(state.data, 1, 1 << 16, file);
	fclose(file);
	return state;
}

static void updates(void)
{
	scene.host = "lab.example";
	for (uint64_t pid = 100; pid <= 200; pid += 100) {
		start(1, pid, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
		package_event(pid, SCHAIN_PACKAGE_UPDATE, "acme", "2.0", "1.0");
		write_to(pid, "/opt/acme/agent");
		write_to(pid, "/opt/acme/core.so");
		end(pid);
		start(1, pid + 1, "/opt/acme/agent", NULL);
		start(pid + 1, pid + 2, "/usr/bin/gzip", NULL);
		end(pid + 2);
		load_signed(pid + 1, "/opt/acme/core.so", SCHAIN_SIGNATURE_VALID, "Acme Ltd");
		connect_to(pid + 1, "updates.acme.example", "203.0.113.5", 443);
		persist(pid + 1, "/etc/systemd/system/acme.service");
		wait_for(86400);
	}
	scene_flush();
}

/* A delivery that is closing: overwritten before it ran. */
static void replaced(void)
{
	for (uint64_t pid = 7000; pid <= 7001; pid++) {
		start(1, pid, "/usr/bin/dpkg", "dpkg --unpack tool.deb");
		package_event(pid, SCHAIN_PACKAGE_UPDATE, "tool", pid == 7000 ? "1.0" : "1.1", NULL);
		write_to(pid, "/opt/tool/bin/tool");
		end(pid);
		wait_for(600);
	}
	scene_flush();
}

static void write_file(const char *name, bytes *state)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", getenv("SCHAIN_TEST_WRITE"), name);
	file = fopen(path, "wb");
	ck_assert_ptr_nonnull(file);
	fwrite(state->data, 1, state->size, file);
	fclose(file);
	free(state->data);
}

START_TEST(this_versions_states_are_written_on_request)
{
	schain_string host = SCHAIN_STRING("lab.example");
	bytes state;

	if (!getenv("SCHAIN_TEST_WRITE"))
		return;
	updates();
	ck_assert_int_eq(schain_engine_export_host(scene.engine, host, keep, &state, NULL), SCHAIN_OK);
	write_file("lab", &state);
	ck_assert_int_eq(schain_engine_export_profiles(scene.engine, host, keep, &state, NULL), SCHAIN_OK);
	write_file("profiles", &state);
	scene_close();
	scene_open(NULL);
	everything();
	replaced();
	ck_assert_int_eq(schain_engine_export_host(scene.engine, SCHAIN_STRING("desk.example"), keep, &state, NULL),
	                 SCHAIN_OK);
	write_file("desk-1.0", &state);
}
END_TEST

static void import(const char *name)
{
	bytes state = read_state(name);
	schain_error error = SCHAIN_ERROR_INIT;

	ck_assert_msg(schain_engine_import_host(scene.engine, state.data, state.size, &error) == SCHAIN_OK,
	              "%s: %s", name, error.message);
	free(state.data);
}

static schain_engine_statistics statistics(void)
{
	schain_engine_statistics given;

	memset(&given, 0, sizeof given);
	given.struct_size = sizeof given;
	ck_assert_int_eq(schain_engine_get_statistics(scene.engine, &given, NULL), SCHAIN_OK);
	return given;
}

/* The latest verdict whose chain delivered `path`; NULL: none. */
static const found *verdict_of(const char *path)
{
	const found *all;
	size_t count = verdicts(&all);

	while (count--)
		if (strstr(all[count].files, path))
			return &all[count];
	return NULL;
}

START_TEST(a_state_of_before_traits_is_taken_over)
{
	const found *all;

	import("desk");
	ck_assert_uint_eq(statistics().hosts, 1);
	ck_assert_uint_ge(statistics().files, 1);
	ck_assert_uint_ge(statistics().products, 1);
	ck_assert_uint_ge(verdicts(&all), 1);
	ck_assert_str_eq(all[0].host, "desk.example");
	ck_assert_ptr_nonnull(verdict_of("/opt/acme/agent"));
}
END_TEST

/* Lines of JSON that are of one host. */
static char *verdicts_of(const char *host)
{
	char *all = scene_json(), *to = all, *from = all;

	while (*from) {
		size_t length = strcspn(from, "\n") + 1;
		char *line = strstr(from, host);

		if (line && line < from + length) {
			memmove(to, from, length);
			to += length;
		}
		from += length;
	}
	*to = 0;
	return all;
}

/* What it says is what this version says of the same events, and it goes on alike. */
START_TEST(the_state_of_1_0_says_what_was_known)
{
	char *live[2], *taken[2];

	for (int is_taken = 0; is_taken < 2; is_taken++) {
		char **told = is_taken ? taken : live;

		if (is_taken) {
			import("desk-1.0");
		} else {
			everything();
			replaced();
		}
		scene_flush();
		told[0] = verdicts_of("desk.example");
		scene.host = "desk.example";
		scene.now = SCENE_EPOCH + 2 * 86400 * SCHAIN_SECOND;
		scene.record = 1000;
		start(1, 7100, "/opt/acme/agent", NULL);
		start(1, 7101, "/opt/tool/bin/tool", NULL);
		connect_to(7100, "c3.attacker.example", "203.0.113.19", 443);
		connect_to(7101, "c3.attacker.example", "203.0.113.19", 443);
		told[1] = verdicts_of("desk.example");
		scene_close();
		scene_open(NULL);
	}
	ck_assert_uint_ge(strlen(live[0]), 1000);
	ck_assert_uint_gt(strlen(live[1]), strlen(live[0]));
	for (size_t i = 0; i < 2; i++) {
		ck_assert_str_eq(taken[i], live[i]);
		free(taken[i]);
		free(live[i]);
	}
}
END_TEST

START_TEST(marks_habits_and_chains_of_an_earlier_version_count_on)
{
	import("lab");
	scene.host = "lab.example";
	scene.now = SCENE_EPOCH + 3 * 86400 * SCHAIN_SECOND;
	/* A file of the second update, a program that acme never started; c2 is no vendor's. */
	start(1, 300, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	package_event(300, SCHAIN_PACKAGE_UPDATE, "acme", "3.0", "2.0");
	write_to(300, "/opt/acme/agent");
	end(300);
	start(1, 301, "/opt/acme/agent", NULL);
	start(301, 302, "/usr/bin/frobnicate", NULL);
	start(301, 303, "/bin/sh", "sh");
	connect_to(303, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert(has_signal(verdict_of("/opt/acme/agent"), "child.new_program"));
	ck_assert(has_signal(verdict_of("/opt/acme/agent"), "egress.changed_habit"));
	/* A module of the second update, which nothing has overwritten. */
	start(1, 310, "/usr/sbin/daemon", NULL);
	load_signed(310, "/opt/acme/core.so", SCHAIN_SIGNATURE_INVALID, "Acme Ltd");
	ck_assert_uint_ge(statistics().files, 2);
	ck_assert_ptr_nonnull(verdict_of("/opt/acme/core.so"));
}
END_TEST

static uint64_t seen_updates;

static int see(void *context, const schain_known_product *product)
{
	(void)context;
	if (product->name.length == 4 && !memcmp(product->name.data, "acme", 4))
		seen_updates = product->updates;
	return 0;
}

START_TEST(profiles_of_an_earlier_version_are_lent)
{
	bytes state = read_state("profiles");
	schain_error error = SCHAIN_ERROR_INIT;

	ck_assert_msg(schain_engine_import_profiles(scene.engine, SCHAIN_STRING("other.example"), state.data,
	                                            state.size, &error) == SCHAIN_OK,
	              "%s", error.message);
	ck_assert_int_eq(schain_engine_each_product(scene.engine, NULL, see, NULL, NULL), SCHAIN_OK);
	ck_assert_uint_eq(seen_updates, 2);
	free(state.data);
}
END_TEST

/* A store as an earlier version left it: the parts of that state, under its host. */
static void fill_store(schain_store *store, const bytes *state)
{
	schain__reader reader;
	schain_string host;
	uint64_t kind;

	schain__reader_init(&reader, state->data, state->size - 8);
	schain__read_bytes(&reader, 4);
	ck_assert_uint_eq(schain__read_number(&reader), 1);
	host = schain__read_bytes(&reader, schain__read_number(&reader));
	ck_assert_int_eq(store->begin(store->context, NULL), SCHAIN_OK);
	while ((kind = schain__read_number(&reader)) && reader.status == SCHAIN_OK) {
		uint64_t id = schain__read_number(&reader);
		schain_string part = schain__read_bytes(&reader, schain__read_number(&reader));

		ck_assert_int_eq(store->put(store->context, host, (uint32_t)kind, id, part.data, part.length,
		                            NULL),
		                 SCHAIN_OK);
	}
	ck_assert_int_eq(reader.status, SCHAIN_OK);
	ck_assert_int_eq(store->commit(store->context, NULL), SCHAIN_OK);
}

static bytes export_of(schain_engine *engine, const char *host)
{
	bytes state = { NULL, 0 };

	ck_assert_int_eq(schain_engine_export_host(engine, schain_string_of(host), keep, &state, NULL),
	                 SCHAIN_OK);
	return state;
}

/* Read, written on, and read again: nothing is lost on the way. */
static void bring_forward(schain_store *store, const char *name, const char *host)
{
	bytes state = read_state(name), before, after;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_engine *next;

	fill_store(store, &state);
	ck_assert_msg(schain_engine_attach_store(scene.engine, store, NULL, &error) == SCHAIN_OK, "%s: %s",
	              name, error.message);
	scene.host = host;
	scene.now = SCENE_EPOCH + 3 * 86400 * SCHAIN_SECOND;
	start(1, 900, "/usr/bin/vi", NULL);
	ck_assert_int_eq(schain_engine_checkpoint(scene.engine, SCHAIN_STRING(""), &error), SCHAIN_OK);
	before = export_of(scene.engine, host);
	ck_assert_int_eq(schain_engine_new(NULL, &next, NULL), SCHAIN_OK);
	ck_assert_msg(schain_engine_attach_store(next, store, NULL, &error) == SCHAIN_OK, "%s: %s", name,
	              error.message);
	after = export_of(next, host);
	ck_assert_uint_eq(before.size, after.size);
	ck_assert_mem_eq(before.data, after.data, after.size);
	schain_engine_free(next);
	scene_close();
	scene_open(NULL);
	free(state.data);
	free(before.data);
	free(after.data);
}

START_TEST(stores_of_earlier_versions_are_brought_forward)
{
	static const char *const states[][2] = { { "desk", "desk.example" },
		                                 { "lab", "lab.example" },
		                                 { "desk-1.0", "desk.example" } };
	schain_store *store;

	for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
		ck_assert_int_eq(schain_store_new_memory(NULL, &store, NULL), SCHAIN_OK);
		bring_forward(store, states[i][0], states[i][1]);
		schain_store_free(store);
		unlink("versions-test.state");
		if (schain_store_open("versions-test.state", 0, NULL, &store, NULL) == SCHAIN_E_UNSUPPORTED)
			continue;
		bring_forward(store, states[i][0], states[i][1]);
		ck_assert_int_eq(schain_store_compact(store, NULL), SCHAIN_OK);
		schain_store_free(store);
		unlink("versions-test.state");
	}
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "writing", this_versions_states_are_written_on_request },
		{ "reading", a_state_of_before_traits_is_taken_over },
		{ "reading", the_state_of_1_0_says_what_was_known },
		{ "reading", marks_habits_and_chains_of_an_earlier_version_count_on },
		{ "reading", profiles_of_an_earlier_version_are_lent },
		{ "reading", stores_of_earlier_versions_are_brought_forward },
		{ NULL, NULL },
	};

	return scene_run("versions", tests);
}
