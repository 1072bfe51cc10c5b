/* SPDX-License-Identifier: @LICENCE@ */
/* The plugin is asked about a program that an updater brought, and knows it. */
#define _POSIX_C_SOURCE 200809L
#include <supplychain/supplychain.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

@HOST@
@SCENE@
/* A list of one's own, in this directory; an option of type path is absolute. */
static void write_list(char *path, size_t size)
{
	char directory[3072];
	FILE *list;

	if (!getcwd(directory, sizeof directory))
		exit(1);
	snprintf(path, size, "%s/test-list", directory);
	list = fopen(path, "w");
	if (!list || fputs("/opt/vendor/bin/agent\n", list) < 0 || fclose(list))
		exit(1);
}

int main(void)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_plugin_statistics statistics;
	schain_plugin_value value = { SCHAIN_STRING("list"), SCHAIN_STRING_NONE };
	schain_engine *engine;
	char path[4096];

	write_list(path, sizeof path);
	value.value = schain_string_of(path);
	options.plugins = open_plugin(&value, 1);
	must(schain_engine_new(&options, &engine, &error), &error);
	tell_story(engine);
	statistics = statistics_of(options.plugins);
	schain_engine_free(engine);
	schain_plugins_free(options.plugins);
	remove(path);
	printf("asked %d times, %d claims\n", (int)statistics.asked, (int)statistics.claims);
	/* The program, and the host it connected to. */
	return statistics.asked == 2 && statistics.claims == 1 && !statistics.failed ? 0 : 1;
}
