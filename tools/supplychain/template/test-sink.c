/* SPDX-License-Identifier: @LICENCE@ */
/* The plugin is given a verdict, and writes it down. */
#define _POSIX_C_SOURCE 200809L
#include <supplychain/supplychain.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

@HOST@
@SCENE@
static int take_verdict(void *context, const schain_verdict *verdict)
{
	(void)verdict;
	++*(int *)context;
	return 0;
}

static int count_lines(const char *path)
{
	FILE *file = fopen(path, "r");
	int lines = 0, c;

	while (file && (c = getc(file)) != EOF)
		lines += c == '\n';
	if (file)
		fclose(file);
	return lines;
}

int main(void)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_plugin_statistics statistics;
	schain_plugin_value values[] = {
		{ SCHAIN_STRING("file"), SCHAIN_STRING_NONE },
		{ SCHAIN_STRING("level"), SCHAIN_STRING("0") },
	};
	schain_engine *engine;
	char directory[3072], path[4096];
	int verdicts = 0, lines;

	if (!getcwd(directory, sizeof directory))
		return 1;
	snprintf(path, sizeof path, "%s/test-verdicts", directory);
	remove(path);
	values[0].value = schain_string_of(path);
	options.plugins = open_plugin(values, 2);
	options.verdict = take_verdict;
	options.context = &verdicts;
	must(schain_engine_new(&options, &engine, &error), &error);
	tell_story(engine);
	statistics = statistics_of(options.plugins);
	schain_engine_free(engine);
	schain_plugins_free(options.plugins); /* closes it: what waits is written */
	lines = count_lines(path);
	remove(path);
	printf("%d verdicts, %d delivered, %d lines\n", verdicts, (int)statistics.verdicts, lines);
	return verdicts > 0 && statistics.verdicts == (uint64_t)verdicts &&
	               !statistics.verdicts_failed && lines == verdicts
	           ? 0
	           : 1;
}
