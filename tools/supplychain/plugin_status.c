/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin_status.h"

#include <inttypes.h>
#include <string.h>

#include "plugin_set.h"

#define START INT64_C(1767225600000000000) /* 2026-01-01T00:00:00Z */

static const struct {
	uint32_t bit;
	const char *name;
} steps[] = {
	{ SCHAIN_ISOLATION_PRIVILEGES, "privileges" },
	{ SCHAIN_ISOLATION_LIMITS, "limits" },
	{ SCHAIN_ISOLATION_FILES, "files" },
	{ SCHAIN_ISOLATION_CALLS, "calls" },
};

static int next(const schain_plugins *plugins, size_t index, schain_plugin_statistics *ret_now)
{
	memset(ret_now, 0, sizeof *ret_now);
	ret_now->struct_size = sizeof *ret_now;
	return schain_plugins_get_statistics(plugins, index, ret_now, NULL) == SCHAIN_OK;
}

static const char *state_of(const schain_plugin_statistics *now)
{
	if (!now->is_open)
		return "closed";
	if (!now->is_isolated)
		return "in process";
	return now->is_running ? "isolated" : "down";
}

static void print_steps(char *text, size_t size, const schain_plugin_statistics *now,
                        const char *quote)
{
	const char *separator = "";
	size_t used = 0;

	text[0] = 0;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		if (!(now->isolation & steps[i].bit))
			continue;
		used += (size_t)snprintf(text + used, size - used, "%s%s%s%s", separator, quote,
		                         steps[i].name, quote);
		separator = ",";
	}
}

static void print_row(const schain_plugin_statistics *now)
{
	uint64_t dropped = now->claims_flooded + now->claims_unasked + now->claims_repeated +
	                   now->claims_refused;
	char text[64];

	print_steps(text, sizeof text, now, "");
	printf("%-16s %-10s %-31s %6" PRIu64 " %8" PRIu64 " %6" PRIu64 " %7" PRIu64 " %6" PRIu64
	       " %5" PRIu64 " %7" PRIu64 "\n",
	       now->name, state_of(now), *text ? text : "-", now->asked, now->answered, now->claims,
	       dropped, now->failed, now->crashes + now->kills, now->missed);
}

/* Names are of letters, digits and '-': nothing in them needs escaping. */
static void print_object(const schain_plugin_statistics *now)
{
	const struct {
		const char *name;
		uint64_t value;
	} counters[] = {
		{ "asked", now->asked },
		{ "answered", now->answered },
		{ "failed", now->failed },
		{ "waiting", now->waiting },
		{ "forgotten", now->forgotten },
		{ "overdue", now->overdue },
		{ "missed", now->missed },
		{ "claims", now->claims },
		{ "claims_flooded", now->claims_flooded },
		{ "claims_unasked", now->claims_unasked },
		{ "claims_repeated", now->claims_repeated },
		{ "claims_refused", now->claims_refused },
		{ "starts", now->starts },
		{ "crashes", now->crashes },
		{ "kills", now->kills },
	};
	char text[80];

	print_steps(text, sizeof text, now, "\"");
	printf("{\"name\":\"%s\",\"plugin\":\"%s\",\"state\":\"%s\",\"isolation\":[%s]", now->name,
	       now->plugin, state_of(now), text);
	for (size_t i = 0; i < sizeof counters / sizeof *counters; i++)
		printf(",\"%s\":%" PRIu64, counters[i].name, counters[i].value);
	printf("}\n");
}

void plugin_status_print(const schain_plugins *plugins, int is_json)
{
	schain_plugin_statistics now;

	if (!is_json)
		printf("%-16s %-10s %-31s %6s %8s %6s %7s %6s %5s %7s\n", "INSTANCE", "STATE", "ISOLATION",
		       "ASKED", "ANSWERED", "CLAIMS", "DROPPED", "FAILED", "LOST", "MISSED");
	for (size_t i = 0; next(plugins, i, &now); i++) {
		if (is_json)
			print_object(&now);
		else
			print_row(&now);
	}
}

int plugin_status_is_well(const schain_plugins *plugins)
{
	schain_plugin_statistics now;

	for (size_t i = 0; next(plugins, i, &now); i++)
		if (!now.is_open || now.failed || now.crashes || now.kills || now.overdue)
			return 0;
	return 1;
}

struct story {
	schain_engine *engine;
	schain_time time;
	schain_error error;
	schain_status status;
};

static void tell(struct story *story, schain_event *event, const schain_process *process)
{
	event->time = story->time += SCHAIN_SECOND;
	event->record = (uint64_t)(story->time / SCHAIN_SECOND);
	event->os = SCHAIN_OS_LINUX;
	event->source_kind = SCHAIN_SOURCE_HOST_PRODUCT;
	event->host = SCHAIN_STRING("status.example");
	event->process = process;
	if (story->status >= 0)
		story->status = schain_engine_feed(story->engine, event, sizeof *event, 1, NULL, &story->error);
}

static void tell_start(struct story *story, const schain_process *process)
{
	schain_event event = SCHAIN_EVENT_INIT;

	event.type = SCHAIN_EVENT_PROCESS_START;
	tell(story, &event, process);
}

static void tell_write(struct story *story, const schain_process *process, const char *path)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_file file = SCHAIN_FILE_INIT;

	file.path = schain_string_of(path);
	file.content = SCHAIN_CONTENT_ELF;
	event.type = SCHAIN_EVENT_FILE_WRITE;
	event.file = &file;
	tell(story, &event, process);
}

static void tell_connection(struct story *story, const schain_process *process, const char *name,
                            const char *address)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_connection connection = SCHAIN_CONNECTION_INIT;

	connection.host_name = schain_string_of(name);
	connection.address = schain_string_of(address);
	connection.protocol = 6;
	connection.port = 443;
	event.type = SCHAIN_EVENT_CONNECTION;
	event.connection = &connection;
	tell(story, &event, process);
}

/* An installer writes a program, which runs and connects by name and without one. */
static void tell_all(struct story *story)
{
	static const char program[] = "/opt/status/agent";
	schain_process installer = SCHAIN_PROCESS_INIT, agent = SCHAIN_PROCESS_INIT;
	schain_file installer_image = SCHAIN_FILE_INIT, agent_image = SCHAIN_FILE_INIT;

	installer_image.path = SCHAIN_STRING("/usr/bin/dpkg");
	installer.image = &installer_image;
	installer.command_line = SCHAIN_STRING("dpkg -i status.deb");
	installer.pid = 100;
	agent_image.path = schain_string_of(program);
	agent.image = &agent_image;
	agent.pid = 200;
	tell_start(story, &installer);
	tell_write(story, &installer, program);
	tell_start(story, &agent);
	tell_connection(story, &agent, "www.example.org", "192.0.2.1");
	tell_connection(story, &agent, NULL, "198.51.100.1");
}

int plugin_status_ask(schain_plugins *plugins)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	struct story story = { NULL, START, SCHAIN_ERROR_INIT, SCHAIN_OK };

	options.plugins = plugins;
	story.status = schain_engine_new(&options, &story.engine, &story.error);
	if (story.status >= 0)
		tell_all(&story);
	if (story.status >= 0)
		story.status = plugin_set_settle(plugins, story.engine, &story.error);
	schain_engine_free(story.engine);
	if (story.status >= 0)
		return 0;
	complain_error(&story.error);
	return EXIT_INPUT;
}
