/* SPDX-License-Identifier: Apache-2.0 */
/* States that are not what was written: cut short, changed, made up. */
#include "base/hash.h"
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>

static char *state;
static size_t state_size;

static int keep(void *context, const char *data, size_t size)
{
	(void)context;
	free(state);
	state = malloc(size);
	memcpy(state, data, size);
	state_size = size;
	return 0;
}

static void write_state(void)
{
	everything();
	ck_assert_int_eq(schain_engine_export_host(scene.engine, SCHAIN_STRING("desk.example"), keep, NULL,
	                                           NULL),
	                 SCHAIN_OK);
}

/* With the checksum that a forger would put there. */
static void seal(char *data, size_t size)
{
	uint64_t sum = schain__hash_stable(data, size - 8, 0);

	for (int i = 0; i < 8; i++)
		data[size - 8 + (size_t)i] = (char)(sum >> (8 * i));
}

/* Takes it or does not; works on either way, and gives all memory back. */
static schain_status try_state(const char *data, size_t size)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_engine_statistics given;
	schain_status status;
	const schain_verdict *verdict;
	schain_engine *engine;

	scene_close();
	scene_open(&(scene_options){ .memory_limit = 4 << 20 });
	engine = scene.engine;
	status = schain_engine_import_host(engine, data, size, &error);
	ck_assert(status == SCHAIN_OK || error.message[0]);
	memset(&given, 0, sizeof given);
	given.struct_size = sizeof given;
	schain_engine_get_statistics(engine, &given, NULL);
	ck_assert_uint_eq(given.hosts, status == SCHAIN_OK);
	if (status != SCHAIN_OK)
		ck_assert_uint_eq(given.processes + given.files + given.chains + given.deliveries, 0);
	scene.now = SCENE_EPOCH + 100 * SCHAIN_SECOND;
	start(1, 100, "/usr/bin/dpkg", NULL);
	start(100, 200, "/opt/acme/agent", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	scene_flush();
	while (schain_engine_next_verdict(engine, &verdict, NULL) == SCHAIN_OK)
		;
	return status;
}

START_TEST(a_state_cut_short_is_refused)
{
	write_state();
	for (size_t size = 0; size < state_size; size += size < 64 || size + 64 > state_size ? 1 : 17) {
		char *cut = malloc(size + 1);

		memcpy(cut, state, size);
		ck_assert_int_lt(schain_engine_import_host(scene.engine, cut, size, NULL), 0);
		if (size >= 12) {
			seal(cut, size);
			ck_assert_int_lt(try_state(cut, size), 0);
		}
		free(cut);
	}
}
END_TEST

START_TEST(a_changed_byte_is_noticed_by_the_checksum)
{
	write_state();
	scene_close();
	scene_open(NULL);
	for (size_t at = 4; at < state_size; at += 7) {
		state[at] ^= 0x10;
		ck_assert_int_lt(schain_engine_import_host(scene.engine, state, state_size, NULL), 0);
		state[at] ^= 0x10;
	}
	ck_assert_int_eq(schain_engine_import_host(scene.engine, state, state_size, NULL), SCHAIN_OK);
}
END_TEST

START_TEST(a_forged_state_harms_nothing)
{
	static const unsigned char values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };

	write_state();
	for (size_t at = 4; at + 8 < state_size; at += 3) {
		char before = state[at];

		state[at] = (char)values[at % sizeof values];
		seal(state, state_size);
		try_state(state, state_size);
		state[at] = before;
	}
	seal(state, state_size);
	ck_assert_int_eq(try_state(state, state_size), SCHAIN_OK);
}
END_TEST

START_TEST(a_state_too_large_for_the_limit_is_refused)
{
	schain_error error = SCHAIN_ERROR_INIT;
	char path[64];

	for (int i = 0; i < 20000; i++) {
		snprintf(path, sizeof path, "/opt/acme/lib%d.so", i);
		write_to(100, path);
	}
	ck_assert_int_eq(schain_engine_export_host(scene.engine, SCHAIN_STRING("desk.example"), keep, NULL,
	                                           NULL),
	                 SCHAIN_OK);
	scene_close();
	scene_open(&(scene_options){ .memory_limit = 2 << 20 });
	ck_assert_int_eq(schain_engine_import_host(scene.engine, state, state_size, &error),
	                 SCHAIN_E_LIMIT);
	ck_assert_ptr_nonnull(strstr(error.message, "memory limit"));
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "damage", a_state_cut_short_is_refused },
		{ "damage", a_changed_byte_is_noticed_by_the_checksum },
		{ "damage", a_forged_state_harms_nothing },
		{ "damage", a_state_too_large_for_the_limit_is_refused },
		{ NULL, NULL },
	};
	int status = scene_run("damaged states", tests);

	free(state);
	return status;
}
