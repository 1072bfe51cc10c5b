/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin_set.h"

#include <supplychain/decode.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DEADLINE (2 * SCHAIN_SECOND)

static int64_t read_clock(void *context)
{
	struct timespec now;

	(void)context;
	if (clock_gettime(CLOCK_MONOTONIC, &now))
		return 0;
	return now.tv_sec * SCHAIN_SECOND + now.tv_nsec;
}

static void tell(void *context, uint32_t level, const char *message)
{
	(void)context;
	if (level <= SCHAIN_LOG_WARNING)
		complain("%s", message);
}

int plugin_set_new(schain_plugins **ret_plugins)
{
	schain_plugins_options options = SCHAIN_PLUGINS_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;

	options.flags = SCHAIN_PLUGINS_LOAD_FILES | SCHAIN_PLUGINS_PATIENT;
	options.deadline = DEADLINE;
	options.log = tell;
	options.clock = read_clock;
	if (schain_plugins_new(&options, ret_plugins, &error) < 0) {
		complain_error(&error);
		return EXIT_INPUT;
	}
	return 0;
}

/* What the library refuses by the look of it is the caller's mistake, the rest the file's. */
static int refuse(const schain_error *error)
{
	complain_error(error);
	return error->code == SCHAIN_E_IO || error->code == SCHAIN_E_MEMORY ? EXIT_INPUT : EXIT_USAGE;
}

int plugin_set_absolute(const char *path, size_t length, char *buffer)
{
	char here[PLUGIN_PATH_SIZE];

	while (length > 2 && path[0] == '.' && path[1] == '/') {
		path += 2;
		length -= 2;
	}
	here[0] = 0;
	if (path[0] != '/' && !getcwd(here, sizeof here)) {
		complain("the current directory: %s", strerror(errno));
		return EXIT_INPUT;
	}
	if (snprintf(buffer, PLUGIN_PATH_SIZE, "%s%s%.*s", here, *here ? "/" : "", (int)length, path) >=
	    PLUGIN_PATH_SIZE) {
		complain("%.80s...: the path is too long", path);
		return EXIT_USAGE;
	}
	return 0;
}

/* Cuts "KEY=VALUE,KEY=VALUE" into values that point into it. Returns 0, else an exit status. */
static int cut_values(const char *text, schain_plugin_value *values, size_t *ret_count)
{
	size_t count = 0;

	while (*text) {
		size_t length = strcspn(text, ",");
		const char *equals = memchr(text, '=', length);

		if (equals && count < PLUGIN_VALUES) {
			values[count].key.data = text;
			values[count].key.length = (size_t)(equals - text);
			values[count].value.data = equals + 1;
			values[count].value.length = length - values[count].key.length - 1;
			count++;
		} else if (equals || !count) {
			complain("--plugin: expected KEY=VALUE, %d at most, not '%.*s'", PLUGIN_VALUES, (int)length,
			         text);
			return EXIT_USAGE;
		} else {
			/* A comma of the value's own. */
			values[count - 1].value.length += 1 + length;
		}
		text += length + (text[length] == ',');
	}
	*ret_count = count;
	return 0;
}

static const schain_plugin *newest(const schain_plugins *plugins)
{
	const schain_plugin *plugin, *last = NULL;

	for (size_t i = 0; (plugin = schain_plugins_at(plugins, i)); i++)
		last = plugin;
	return last;
}

/* "FILE[:KEY=VALUE[,KEY=VALUE]...]" in its pieces. Returns 0, else an exit status. */
static int cut(const char *text, char *path, schain_plugin_value *values, size_t *ret_count)
{
	/* The first one: a value may hold another. */
	const char *colon = strchr(text, ':');
	int status;

	*ret_count = 0;
	if (!colon)
		colon = text + strlen(text);
	status = plugin_set_absolute(text, (size_t)(colon - text), path);
	return status ? status : cut_values(*colon ? colon + 1 : colon, values, ret_count);
}

int plugin_set_load(schain_plugins *plugins, const char *text, char *path,
                    schain_plugin_value *values, size_t *ret_count)
{
	schain_error error = SCHAIN_ERROR_INIT;
	int status = cut(text, path, values, ret_count);

	if (status)
		return status;
	return schain_plugins_load(plugins, path, &error) < 0 ? refuse(&error) : 0;
}

int plugin_set_open(schain_plugins *plugins, const schain_plugin_value *values, size_t count)
{
	schain_error error = SCHAIN_ERROR_INIT;

	return schain_plugins_open(plugins, newest(plugins)->name, NULL, values, sizeof *values, count,
	                           &error) < 0
	           ? refuse(&error)
	           : 0;
}

static int open_isolated(schain_plugins *plugins, const char *text,
                         const schain_plugin_isolation *isolation)
{
	schain_plugin_value values[PLUGIN_VALUES];
	schain_error error = SCHAIN_ERROR_INIT;
	char path[PLUGIN_PATH_SIZE];
	size_t count;
	int status = cut(text, path, values, &count);

	if (status)
		return status;
	return schain_plugins_open_isolated(plugins, path, NULL, values, sizeof *values, count,
	                                    isolation, &error) < 0
	           ? refuse(&error)
	           : 0;
}

int plugin_set_add(schain_plugins *plugins, const char *text,
                   const schain_plugin_isolation *isolation, int wants_open)
{
	schain_plugin_value values[PLUGIN_VALUES];
	char path[PLUGIN_PATH_SIZE];
	size_t count;
	int status;

	if (isolation)
		return open_isolated(plugins, text, isolation);
	status = plugin_set_load(plugins, text, path, values, &count);
	return status || !wants_open ? status : plugin_set_open(plugins, values, count);
}

size_t plugin_set_formats(schain_plugins *plugins, const char **names, size_t room)
{
	const schain_plugin_decoder *decoder;
	const schain_format *format;
	size_t count = 0;
	void *instance;

	for (size_t i = 0; (format = schain_format_at(i)) && count < room; i++)
		names[count++] = format->name;
	for (size_t i = 0; plugins && count < room &&
	                   schain_plugins_get_decoder(plugins, i, &decoder, &instance, NULL) == SCHAIN_OK;
	     i++)
		if (decoder)
			names[count++] = decoder->format->name;
	return count;
}

int plugin_set_is_configuration(const char *file)
{
	const char *dot = strrchr(file, '.');

	/* Behind a colon it is a value of a plugin's. */
	return dot && !strchr(file, ':') && (!strcmp(dot, ".yaml") || !strcmp(dot, ".yml"));
}

int plugin_set_configure(schain_plugins *plugins, const char *file)
{
	schain_error error = SCHAIN_ERROR_INIT;
	char path[PLUGIN_PATH_SIZE];
	int status = plugin_set_absolute(file, strlen(file), path);

	if (status)
		return status;
	return schain_plugins_configure_file(plugins, path, &error) < 0 ? refuse(&error) : 0;
}

static uint64_t count_waiting(const schain_plugins *plugins)
{
	schain_plugin_statistics now = { .struct_size = sizeof now };
	uint64_t waiting = 0;

	for (size_t i = 0; schain_plugins_get_statistics(plugins, i, &now, NULL) == SCHAIN_OK; i++) {
		waiting += now.waiting;
		now.struct_size = sizeof now;
	}
	return waiting;
}

schain_status plugin_set_settle(schain_plugins *plugins, schain_engine *engine, schain_error *error)
{
	static const struct timespec pause = { 0, 5000000 };
	schain_status status = schain_engine_flush(engine, error);
	int64_t end = read_clock(NULL) + DEADLINE;

	while (status >= 0 && plugins && count_waiting(plugins) && read_clock(NULL) < end) {
		nanosleep(&pause, NULL);
		status = schain_engine_flush(engine, error);
	}
	return status;
}

static void print_counter(const char *name, uint64_t value)
{
	fprintf(stderr, "  %-22s %20" PRIu64 "\n", name, value);
}

void plugin_set_print_statistics(const schain_plugins *plugins)
{
	schain_plugin_statistics s = { .struct_size = sizeof s };

	for (size_t i = 0; schain_plugins_get_statistics(plugins, i, &s, NULL) == SCHAIN_OK; i++) {
		fprintf(stderr, "plugin %s\n", s.name);
		print_counter("asked", s.asked);
		print_counter("answered", s.answered);
		print_counter("failed", s.failed);
		print_counter("waiting", s.waiting);
		print_counter("forgotten", s.forgotten);
		print_counter("overdue", s.overdue);
		print_counter("claims", s.claims);
		print_counter("claims flooded", s.claims_flooded);
		print_counter("claims unasked", s.claims_unasked);
		print_counter("claims repeated", s.claims_repeated);
		print_counter("claims refused", s.claims_refused);
		if (s.is_isolated) {
			print_counter("children started", s.starts);
			print_counter("children crashed", s.crashes);
			print_counter("children killed", s.kills);
			print_counter("missed", s.missed);
		}
		print_counter("inputs", s.inputs);
		print_counter("records", s.records);
		print_counter("events", s.events);
		print_counter("problems", s.problems);
		print_counter("verdicts", s.verdicts);
		print_counter("verdicts failed", s.verdicts_failed);
		print_counter("slowest call, ns", (uint64_t)s.slowest);
		s.struct_size = sizeof s;
	}
}
