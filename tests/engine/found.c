/* SPDX-License-Identifier: Apache-2.0 */
/* What the engine made of a scene. */
#include "scene.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static found *all;
static size_t count, capacity;

static void keep(char *to, size_t size, schain_string text)
{
	snprintf(to, size, "%.*s", (int)text.length, text.length ? text.data : "");
}

__attribute__((format(printf, 3, 4))) static void add(char *to, size_t size, const char *format, ...)
{
	size_t length = strlen(to);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(to + length, size - length, format, arguments);
	va_end(arguments);
}

#define TEXT(string) (int)(string).length, (string).length ? (string).data : ""

void found_fill(found *it, const schain_verdict *verdict)
{
	memset(it, 0, sizeof *it);
	it->level = verdict->level;
	it->stages = verdict->stages;
	it->revision = verdict->revision;
	it->is_final = verdict->is_final;
	it->confidence = verdict->confidence;
	it->score = verdict->score;
	it->file_count = verdict->file_count;
	it->process_count = verdict->process_count;
	it->destination_count = verdict->destination_count;
	keep(it->id, sizeof it->id, verdict->id);
	keep(it->host, sizeof it->host, verdict->host);
	keep(it->product, sizeof it->product, verdict->product);
	keep(it->version, sizeof it->version, verdict->version);
	keep(it->previous_version, sizeof it->previous_version, verdict->previous_version);
	keep(it->installer, sizeof it->installer, verdict->installer);
	keep(it->technique, sizeof it->technique, verdict->technique);
	keep(it->strategy, sizeof it->strategy, verdict->strategy);
	keep(it->analytic, sizeof it->analytic, verdict->analytic);
	keep(it->explanation, sizeof it->explanation, verdict->explanation);
	for (size_t i = 0; i < verdict->signal_count; i++)
		add(it->signals, sizeof it->signals, "%.*s%+d %.*s\n",
		    TEXT(verdict->signals[i].name), (int)verdict->signals[i].full_weight,
		    TEXT(verdict->signals[i].text));
	for (size_t i = 0; i < verdict->destination_count; i++)
		add(it->destinations, sizeof it->destinations, "%.*s %.*s %.*s\n",
		    TEXT(verdict->destinations[i].host_name), TEXT(verdict->destinations[i].address),
		    TEXT(verdict->destinations[i].judgement));
	for (size_t i = 0; i < verdict->file_count; i++)
		add(it->files, sizeof it->files, "%.*s\n", TEXT(verdict->files[i].path));
	for (size_t i = 0; i < verdict->process_count; i++)
		add(it->processes, sizeof it->processes, "%s %.*s\n",
		    schain_role_get_name(verdict->processes[i].role), TEXT(verdict->processes[i].image));
}

static int collect(void *context, const schain_verdict *verdict)
{
	(void)context;
	if (count == capacity) {
		capacity = capacity ? capacity * 2 : 16;
		all = realloc(all, capacity * sizeof *all);
		ck_assert_ptr_nonnull(all);
	}
	found_fill(&all[count++], verdict);
	return 0;
}

size_t verdicts(const found **ret_found)
{
	scene_flush();
	count = 0;
	ck_assert_int_eq(schain_engine_each_verdict(scene.engine, collect, NULL, NULL), SCHAIN_OK);
	*ret_found = all;
	return count;
}

const found *verdict_on(const char *product)
{
	const found *list, *hit = NULL;
	size_t given = verdicts(&list);

	for (size_t i = 0; i < given; i++) {
		size_t length = strlen(list[i].product), wanted = strlen(product);

		if (length < wanted || strcmp(list[i].product + length - wanted, product))
			continue;
		ck_assert_msg(!hit, "two verdicts on %s", product);
		hit = &list[i];
	}
	ck_assert_msg(hit != NULL, "no verdict on %s among %zu", product, given);
	return hit;
}

uint32_t worst_level(void)
{
	const found *list;
	size_t given = verdicts(&list);
	uint32_t worst = SCHAIN_LEVEL_INFO;

	for (size_t i = 0; i < given; i++)
		if (list[i].level > worst)
			worst = list[i].level;
	return worst;
}

int32_t weight_of(const found *it, const char *name)
{
	size_t length = strlen(name);

	for (const char *line = it->signals; *line; line = strchr(line, '\n') + 1) {
		if (!strncmp(line, name, length) && (line[length] == '+' || line[length] == '-'))
			return (int32_t)atoi(line + length);
		if (!strchr(line, '\n'))
			break;
	}
	return INT32_MIN;
}

int has_signal(const found *it, const char *name)
{
	return weight_of(it, name) != INT32_MIN;
}

int has_stage(const found *it, uint32_t stage)
{
	return (int)(it->stages >> stage & 1);
}

typedef struct text {
	char *data;
	size_t length;
} text;

static int append(void *context, const char *data, size_t size)
{
	text *it = context;

	it->data = realloc(it->data, it->length + size + 1);
	ck_assert_ptr_nonnull(it->data);
	memcpy(it->data + it->length, data, size);
	it->length += size;
	it->data[it->length] = 0;
	return 0;
}

static int write_one(void *context, const schain_verdict *verdict)
{
	return schain_report_write_json(verdict, 0, append, context, NULL) != SCHAIN_OK;
}

char *scene_json(void)
{
	text json = { NULL, 0 };

	append(&json, "", 0);
	scene_flush();
	ck_assert_int_eq(schain_engine_each_verdict(scene.engine, write_one, &json, NULL), SCHAIN_OK);
	return json.data;
}

void everything(void)
{
	start(1, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	package_origin(100, "acme", "http://repo.attacker.example", SCHAIN_NO);
	package_event(100, SCHAIN_PACKAGE_UPDATE, "acme", "2.0-1", "1.9-3");
	write_to(100, "/opt/acme/agent");
	write_content(100, "/opt/acme/helper", SCHAIN_CONTENT_UNKNOWN, 0);
	write_to(100, "/opt/acme/plug.so.new");
	move_to(100, "/opt/acme/plug.so.new", "/opt/acme/plug.so");
	link_to(100, "/opt/acme/agent", "/usr/bin/acme");
	write_content(100, "C:\\Program Files\\Acme\\agent.exe", SCHAIN_CONTENT_PE, 90000);
	answer("c2.attacker.example", "203.0.113.9");
	start_signed(1, 200, "/opt/acme/agent", SCHAIN_SIGNATURE_UNSIGNED, NULL, "Acme");
	fork_from(200, 201);
	start(200, 201, "/usr/bin/sh", "sh -c 'curl -d @/etc/shadow'");
	start(201, 202, "/usr/bin/curl", "curl -d @/etc/shadow");
	connect_to(202, NULL, "203.0.113.9", 443);
	connect_to(200, "home.acme.example", "203.0.113.10", 4444);
	load_signed(50, "/opt/acme/plug.so", SCHAIN_SIGNATURE_INVALID, NULL);
	start(200, 203, "/opt/acme/helper", NULL);
	start(200, 204, "C:\\PROGRA~1\\Acme\\agent.exe", NULL);
	claim_on(SCHAIN_SUBJECT_FILE, "/opt/acme/agent", SCHAIN_FINDING_KNOWN_BAD, SCHAIN_SECOND * 600);
	claim_on(SCHAIN_SUBJECT_DOMAIN, "c2.attacker.example", SCHAIN_FINDING_KNOWN_BAD, 0);
	integrity(200, "/opt/acme/agent");
	inject(200, 50);
	persist(200, "/opt/acme/agent");
	set_registry(200, "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\\Acme", "x");
	load_driver("/opt/acme/plug.so", SCHAIN_SIGNATURE_UNSIGNED);
	delete_file(200, "/opt/acme/agent");
	start_in(90, 300, "/usr/bin/npm", "npm install", "/home/ann/app");
	start_in(300, 301, "/usr/bin/sh", "sh -c x", "/home/ann/app/node_modules/left-pad2");
	scene.host = "other.example";
	start(1, 100, "/usr/bin/dpkg", NULL);
	end(100);
	scene.host = "desk.example";
	end(202);
}

static void setup(void)
{
	scene_open(NULL);
}

static void teardown(void)
{
	scene_close();
	free(all);
	all = NULL;
	count = capacity = 0;
}

int scene_run(const char *name, const scene_test *tests)
{
	Suite *suite = suite_create(name);
	TCase *group = NULL;
	const char *current = "";
	SRunner *runner;
	int failed;

	for (; tests->test; tests++) {
		if (!group || strcmp(current, tests->group)) {
			current = tests->group;
			group = tcase_create(current);
			tcase_set_timeout(group, 300);
			tcase_add_checked_fixture(group, setup, teardown);
			suite_add_tcase(suite, group);
		}
		tcase_add_test(group, tests->test);
	}
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
