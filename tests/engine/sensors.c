/* SPDX-License-Identifier: Apache-2.0 */
/* Several sensors of one host: a process is one, and an act that two report counts once. */
#include "scene.h"

#include <stdio.h>
#include <string.h>

#define MSIEXEC "C:\\Windows\\System32\\msiexec.exe"
#define AGENT "C:\\Program Files\\Acme\\agent.exe"
#define SHELL "C:\\Windows\\System32\\cmd.exe"

/* Who tells of the starts, in which order. */
enum sensors { SYSMON = 1, SECURITY = 2, SECURITY_FIRST = 4 };

static schain_string text(const char *string)
{
	return schain_string_of(string);
}

/* A process as Sysmon knows it: pid and GUID. */
static schain_process known(uint64_t pid, char guid[16])
{
	schain_process process = SCHAIN_PROCESS_INIT;

	snprintf(guid, 16, "guid-%llu", (unsigned long long)pid);
	process.pid = pid;
	process.guid = text(guid);
	return process;
}

static void told(uint32_t source, uint64_t parent, uint64_t pid, const char *image)
{
	char guid[16], parent_guid[16];
	schain_process process = known(pid, guid), creator = known(parent, parent_guid);
	schain_file file = SCHAIN_FILE_INIT;
	schain_event event = SCHAIN_EVENT_INIT;

	file.path = text(image);
	process.image = &file;
	process.parent_pid = parent;
	process.parent_guid = creator.guid;
	process.command_line = source == SCHAIN_SOURCE_SYSMON ? text(image) : SCHAIN_STRING_NONE;
	if (source != SCHAIN_SOURCE_SYSMON)
		process.guid = process.parent_guid = creator.guid = SCHAIN_STRING_NONE;
	event.type = SCHAIN_EVENT_PROCESS_START;
	event.source_kind = source;
	event.process = &process;
	event.parent = &creator;
	emit(&event);
}

static void started(unsigned sensors, uint64_t parent, uint64_t pid, const char *image)
{
	int64_t step = scene.step;

	scene.step = SCHAIN_SECOND / 1000;
	if (sensors & SECURITY_FIRST)
		told(SCHAIN_SOURCE_WINDOWS_SECURITY, parent, pid, image);
	if (sensors & SYSMON)
		told(SCHAIN_SOURCE_SYSMON, parent, pid, image);
	scene.step = step;
	if (sensors & SECURITY)
		told(SCHAIN_SOURCE_WINDOWS_SECURITY, parent, pid, image);
	wait_for(1);
}

static void wrote(uint64_t pid, const char *path)
{
	char guid[16];
	schain_process process = known(pid, guid);
	schain_file file = SCHAIN_FILE_INIT;
	schain_event event = SCHAIN_EVENT_INIT;

	file.path = text(path);
	event.type = SCHAIN_EVENT_FILE_WRITE;
	event.source_kind = SCHAIN_SOURCE_SYSMON;
	event.process = &process;
	event.file = &file;
	emit(&event);
}

static void connected(uint64_t pid, const char *address)
{
	char guid[16];
	schain_process process = known(pid, guid);
	schain_connection connection = SCHAIN_CONNECTION_INIT;
	schain_event event = SCHAIN_EVENT_INIT;

	connection.address = text(address);
	connection.port = 443;
	event.type = SCHAIN_EVENT_CONNECTION;
	event.source_kind = SCHAIN_SOURCE_SYSMON;
	event.process = &process;
	event.connection = &connection;
	emit(&event);
}

/* msiexec brings the agent, which starts a shell and connects: seen by Sysmon, its starts by `sensors`. */
static const found *seen_by(unsigned sensors)
{
	scene_close();
	scene_open(&(scene_options){ .os = SCHAIN_OS_WINDOWS });
	started(sensors, 90, 100, MSIEXEC);
	wrote(100, AGENT);
	started(sensors, 90, 200, AGENT);
	started(sensors, 200, 201, SHELL);
	connected(201, "203.0.113.9");
	connected(200, "203.0.113.9");
	return verdict_on("/acme");
}

START_TEST(the_same_start_from_two_sensors_counts_once)
{
	static const unsigned both[] = { SYSMON | SECURITY, SYSMON | SECURITY_FIRST };
	found alone = *seen_by(SYSMON);

	ck_assert(has_signal(&alone, "child.shell"));
	for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
		const found *it = seen_by(both[i]);

		ck_assert_int_eq(it->score, alone.score);
		ck_assert_uint_eq(it->level, alone.level);
		ck_assert_uint_eq(it->process_count, alone.process_count);
		ck_assert_str_eq(it->processes, alone.processes);
	}
}
END_TEST

/* Sysmon's file and network events under a GUID, the starts from the Security log alone. */
START_TEST(a_start_by_pid_alone_is_joined_to_acts_by_identity)
{
	found alone = *seen_by(SYSMON);

	ck_assert_int_eq(seen_by(SECURITY)->score, alone.score);
}
END_TEST

/* Within the same two seconds: another program under the pid is another process. */
START_TEST(a_pid_used_again_is_not_joined)
{
	scene_close();
	scene_open(&(scene_options){ .os = SCHAIN_OS_WINDOWS });
	scene.step = SCHAIN_SECOND / 1000;
	told(SCHAIN_SOURCE_SYSMON, 90, 100, MSIEXEC);
	wrote(100, AGENT);
	told(SCHAIN_SOURCE_SYSMON, 90, 200, AGENT);
	/* Some other program: what it does is not the agent's. */
	told(SCHAIN_SOURCE_WINDOWS_SECURITY, 95, 200, "C:\\Windows\\System32\\notepad.exe");
	told(SCHAIN_SOURCE_WINDOWS_SECURITY, 200, 201, SHELL);
	ck_assert(!has_signal(verdict_on("/acme"), "child.shell"));
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "process", the_same_start_from_two_sensors_counts_once },
		{ "process", a_start_by_pid_alone_is_joined_to_acts_by_identity },
		{ "process", a_pid_used_again_is_not_joined },
		{ NULL, NULL },
	};

	return scene_run("sensors", tests);
}
