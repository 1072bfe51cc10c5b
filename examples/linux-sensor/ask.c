/* SPDX-License-Identifier: Apache-2.0 */
#include "ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int64_t read_clock(void *context)
{
	struct timespec now;

	(void)context;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * SCHAIN_SECOND + now.tv_nsec;
}

static void tell(void *context, uint32_t level, const char *message)
{
	(void)context;
	if (level <= SCHAIN_LOG_WARNING)
		fprintf(stderr, "supplychain-sensor: %s\n", message);
}

schain_plugins *ask_open(const char *file)
{
	schain_plugins_options options = SCHAIN_PLUGINS_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_plugins *plugins = NULL;
	char text[1024];
	char *path = realpath(file, NULL); /* the library takes no path that depends on a current directory */

	options.flags = SCHAIN_PLUGINS_LOAD_FILES;
	options.log = tell;
	options.clock = read_clock;
	if (!path) {
		fprintf(stderr, "supplychain-sensor: %s cannot be read\n", file);
	} else if (schain_plugins_new(&options, &plugins, &error) < 0 ||
	           schain_plugins_configure_file(plugins, path, &error) < 0) {
		schain_error_format(&error, text, sizeof text);
		fprintf(stderr, "supplychain-sensor: %s\n", text);
		schain_plugins_free(plugins);
		plugins = NULL;
	}
	free(path);
	return plugins;
}
