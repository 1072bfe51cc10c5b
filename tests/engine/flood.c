/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One host floods the engine, in each of the ways that a host can. What is
 * judged of another is, byte for byte, what is judged of it alone, and the memory
 * limit holds.
 */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT = 6 << 20, EVENTS = 6000 };

typedef struct flood {
	const char *name;
	void (*one)(unsigned number); /* events of the flooding host */
} flood;

static char *text;
static size_t length;
static const flood *flooding;

static int append(void *context, const char *data, size_t size)
{
	(void)context;
	text = realloc(text, length + size + 1);
	memcpy(text + length, data, size);
	length += size;
	text[length] = 0;
	return 0;
}

/* Of the quiet host alone. */
static int receive(void *context, const schain_verdict *verdict)
{
	schain_verdict copy = *verdict;

	if (strncmp(verdict->host.data, "quiet", 5))
		return 0;
	ck_assert_msg(!verdict->forgotten_since, "%s: %u processes, %u deliveries were forgotten",
	              flooding->name, (unsigned)verdict->forgotten_processes,
	              (unsigned)verdict->forgotten_deliveries);
	copy.number = 0; /* counts those of all hosts; not in the text */
	return schain_report_write_json(&copy, 0, append, context, NULL) != SCHAIN_OK;
}

/* Between two things that happen on the quiet host. */
static void noise(void)
{
	static unsigned number;
	scene_state before = scene;

	if (!flooding)
		return;
	scene.host = "noisy.example";
	scene.step = SCHAIN_SECOND / 1000;
	for (unsigned i = 0; i < EVENTS; i++)
		flooding->one(number++);
	scene.host = before.host;
	scene.step = before.step;
	scene.now = before.now;
	scene.record = before.record;
}

static void tick(void)
{
	for (uint64_t i = 0; i < 5; i++) {
		start(1, 9000 + i, "/usr/bin/true", NULL);
		end(9000 + i);
	}
}

static void quiet(void)
{
	scene.host = "quiet.example";
	start(1, 100, "/usr/bin/dpkg", NULL);
	package_event(100, SCHAIN_PACKAGE_UPDATE, "acme", "2.0", "1.9");
	write_to(100, "/opt/acme/agent");
	write_to(100, "/opt/acme/helper");
	end(100);
	start(1, 150, "/usr/sbin/keeper", NULL);
	noise();
	tick();
	start(1, 200, "/opt/acme/agent", NULL);
	noise();
	start(200, 201, "/bin/sh", "sh -c id");
	answer("c2.attacker.example", "203.0.113.9");
	noise();
	connect_to(201, NULL, "203.0.113.9", 443);
	end(201);
	end(200);
	wait_for(3600);
	tick();
	noise();
	start(150, 300, "/opt/acme/helper", NULL);
	connect_to(300, "c2.attacker.example", "203.0.113.9", 8443);
	scene_flush();
}

static char *run(const flood *how, int has_store)
{
	schain_engine_statistics given;
	schain_store *store = NULL;
	char *told;

	text = NULL;
	length = 0;
	flooding = how;
	scene_close();
	scene_open(&(scene_options){ .memory_limit = LIMIT, .verdict = receive });
	if (has_store) {
		ck_assert_int_eq(schain_store_new_memory(NULL, &store, NULL), SCHAIN_OK);
		ck_assert_int_eq(schain_engine_attach_store(scene.engine, store, NULL, NULL), SCHAIN_OK);
	}
	quiet();
	memset(&given, 0, sizeof given);
	given.struct_size = sizeof given;
	ck_assert_int_eq(schain_engine_get_statistics(scene.engine, &given, NULL), SCHAIN_OK);
	ck_assert_msg(given.memory_peak <= LIMIT, "%s: %llu bytes", how ? how->name : "alone",
	              (unsigned long long)given.memory_peak);
	scene_close();
	schain_store_free(store);
	scene_open(NULL);
	told = text;
	ck_assert_msg(told != NULL, "%s: nothing was told", how ? how->name : "alone");
	return told;
}

static void write_distinct(unsigned number)
{
	char path[64];

	snprintf(path, sizeof path, "/srv/cache/%u.so", number);
	write_to(700, path);
}

static void write_plain(unsigned number)
{
	char path[64];

	snprintf(path, sizeof path, "/srv/data/%u", number);
	write_content(700, path, SCHAIN_CONTENT_UNKNOWN, 10);
}

static void fork_storm(unsigned number)
{
	fork_from(700 + number % 1000, 1000 + number);
}

static void start_storm(unsigned number)
{
	char image[64];

	snprintf(image, sizeof image, "/srv/bin/%u", number);
	start(1, 1000 + number, image, NULL);
}

static void ask_distinct(unsigned number)
{
	char name[64], address[32];

	snprintf(name, sizeof name, "n%u.flood.example", number);
	snprintf(address, sizeof address, "198.51.%u.%u", number / 256 % 256, number % 256);
	answer(name, address);
	connect_to(700, NULL, address, 443);
}

/* Each is a delivery that runs and connects: chains with verdicts. */
static void bad_distinct(unsigned number)
{
	char path[64];

	if (number % 12)
		return;
	snprintf(path, sizeof path, "/opt/bad%u/agent", number);
	start(1, 2000 + number, "/usr/bin/dpkg", NULL);
	bad_update(2000 + number, 4000000 + number, path, "c2.attacker.example");
}

static void claims(unsigned number)
{
	char name[64];

	snprintf(name, sizeof name, "n%u.flood.example", number);
	claim_on(SCHAIN_SUBJECT_DOMAIN, name, SCHAIN_FINDING_KNOWN_BAD, 0);
}

/*
 * Names that any hash without a secret key sends to one place: equal but for two
 * letters whose sum by weight 33 (Bernstein's hash) is the same.
 */
static void collide(unsigned number)
{
	char path[64] = "/srv/";
	size_t at = 5;

	for (unsigned bit = 0; bit < 16; bit++, at += 2)
		memcpy(path + at, number >> bit & 1 ? "bA" : "ab", 2);
	strcpy(path + at, ".so");
	write_to(700, path);
}

static const flood floods[] = {
	{ "writes", write_distinct },  { "data", write_plain },      { "forks", fork_storm },
	{ "starts", start_storm },     { "names", ask_distinct },    { "verdicts", bad_distinct },
	{ "claims", claims },          { "collisions", collide },
};

static void compare(int has_store)
{
	char *alone = run(NULL, has_store);

	ck_assert_ptr_nonnull(strstr(alone, "\"product\":\"acme\""));
	for (size_t i = 0; i < sizeof floods / sizeof *floods; i++) {
		char *told = run(&floods[i], has_store);

		ck_assert_msg(!strcmp(told, alone), "%s:\n%s\nalone:\n%s", floods[i].name, told, alone);
		free(told);
	}
	free(alone);
}

START_TEST(a_flood_on_one_host_changes_nothing_on_another)
{
	compare(0);
}
END_TEST

START_TEST(nor_does_it_with_a_store)
{
	compare(1);
}
END_TEST

/* The flooding host is told that it flooded: its verdicts say what was forgotten. */
START_TEST(a_verdict_says_what_was_forgotten)
{
	const found *it;
	schain_engine_statistics given;
	const schain_verdict *verdict;
	char path[64];

	scene_close();
	scene_open(&(scene_options){ .memory_limit = 2 << 20 });
	scene.step = SCHAIN_SECOND / 100;
	for (unsigned i = 0; i < 20000; i++) {
		snprintf(path, sizeof path, "/opt/p%u/bin", i);
		start(1, 1000, "/usr/bin/dpkg", NULL);
		write_to(1000, path);
		end(1000);
	}
	start(1, 100, "/usr/bin/dpkg", NULL);
	bad_update(100, 200, "/opt/evil/agent", "c2.attacker.example");
	scene_flush();
	memset(&given, 0, sizeof given);
	given.struct_size = sizeof given;
	ck_assert_int_eq(schain_engine_get_statistics(scene.engine, &given, NULL), SCHAIN_OK);
	ck_assert_uint_gt(given.forgotten_deliveries, 1000);
	ck_assert_int_eq(schain_engine_next_verdict(scene.engine, &verdict, NULL), SCHAIN_OK);
	ck_assert_int_gt(verdict->forgotten_since, SCENE_EPOCH);
	ck_assert_int_lt(verdict->forgotten_since, scene.now);
	ck_assert_uint_eq(verdict->forgotten_deliveries, given.forgotten_deliveries);
	ck_assert_uint_eq(verdict->forgotten_files, given.forgotten_files);
	ck_assert_uint_eq(verdict->forgotten_processes, given.forgotten_processes);
	/* Beyond the dormancy it would be too old to matter. */
	wait_for(40 * 86400);
	for (uint64_t i = 0; i < 5; i++)
		start(1, 300 + i, "/usr/bin/true", NULL);
	start(1, 400, "/usr/bin/dpkg", NULL);
	bad_update(400, 500, "/opt/late/agent", "c2.attacker.example");
	scene_flush();
	while (schain_engine_next_verdict(scene.engine, &verdict, NULL) == SCHAIN_OK)
		ck_assert_int_eq(verdict->forgotten_since, 0);
	it = verdict_on("/opt/late");
	ck_assert_uint_ge(it->level, SCHAIN_LEVEL_MEDIUM);
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "floods", a_flood_on_one_host_changes_nothing_on_another },
		{ "floods", nor_does_it_with_a_store },
		{ "forgetting", a_verdict_says_what_was_forgotten },
		{ NULL, NULL },
	};

	return scene_run("floods", tests);
}
