/* SPDX-License-Identifier: Apache-2.0 */
/* A package brings a program; its first run starts a shell and curl, which connects
   to a host that nobody approved. Prints what the library makes of these events. */
#include <stdio.h>
#include <supplychain/supplychain.h>

static const char *const images[] = { "/usr/bin/dpkg", "/usr/bin/gvtool", "/bin/sh", "/usr/bin/curl" };
static const struct { uint32_t type, actor; } steps[] = {
	{ SCHAIN_EVENT_PROCESS_START, 0 }, { SCHAIN_EVENT_FILE_WRITE, 0 },
	{ SCHAIN_EVENT_PROCESS_START, 1 }, { SCHAIN_EVENT_PROCESS_START, 2 },
	{ SCHAIN_EVENT_PROCESS_START, 3 }, { SCHAIN_EVENT_CONNECTION, 3 } };

static int print(void *context, const char *data, size_t size)
{
	return fwrite(data, 1, size, context) != size;
}

int main(void)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT; /* the built-in policy */
	schain_error error = SCHAIN_ERROR_INIT;
	schain_connection connection = SCHAIN_CONNECTION_INIT;
	schain_file files[4];
	schain_process processes[4];
	schain_event events[6];
	schain_engine *engine = NULL;
	const schain_verdict *verdict;
	schain_status status;

	connection.port = 443;
	connection.address = schain_string_of("203.0.113.70");
	connection.host_name = schain_string_of("cdn.statmetric.example");
	for (uint32_t i = 0; i < 4; i++) {
		schain_file_init(&files[i], sizeof files[i]);
		files[i].path = schain_string_of(images[i]);
		schain_process_init(&processes[i], sizeof processes[i]);
		processes[i].pid = 100 + i;
		processes[i].parent_pid = i > 1 ? 99 + i : 1; /* gvtool starts sh starts curl */
		processes[i].image = &files[i];
	}
	for (uint32_t i = 0; i < 6; i++) {
		schain_event_init(&events[i], sizeof events[i]);
		events[i].type = steps[i].type;
		events[i].time = (1767225600 + 20 * i) * SCHAIN_SECOND; /* from 2026-01-01 00:00:00 on */
		events[i].process = &processes[steps[i].actor];
	}
	events[1].file = &files[1]; /* dpkg writes gvtool */
	events[5].connection = &connection;
	if ((status = schain_engine_new(&options, &engine, &error)) == SCHAIN_OK &&
	    (status = schain_engine_feed(engine, events, sizeof *events, 6, NULL, &error)) == SCHAIN_OK)
		status = schain_engine_flush(engine, &error);
	while (status == SCHAIN_OK &&
	       (status = schain_engine_next_verdict(engine, &verdict, &error)) == SCHAIN_OK)
		status = schain_report_write_text(verdict, 0, 80, print, stdout, &error);
	schain_engine_free(engine);
	if (status < 0)
		fprintf(stderr, "embed: %s\n", error.message);
	return status < 0;
}
