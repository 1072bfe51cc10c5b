/* SPDX-License-Identifier: @LICENCE@ */
/* The plugin recognises its format, and makes events of it. */
#include <supplychain/decode.h>
#include <supplychain/supplychain.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

@HOST@
static const char input[] = "time,event,pid,parent,image,detail\n"
                            "1767225600,start,100,1,/opt/vendor/updater,updater --now\n"
                            "1767225601.5,write,100,1,/opt/vendor/updater,\"/opt/a \"\"b\"\", c\"\n"
                            "yesterday,start,1,1,/bin/sh,\n"
                            "1767225602,connect,100,1,/opt/vendor/updater,cdn.example.org:443\n";

static int events, problems;

static int is(schain_string text, const char *expected)
{
	return text.length == strlen(expected) && !memcmp(text.data, expected, text.length);
}

static int take_events(void *context, const schain_event *batch, size_t count)
{
	(void)context;
	for (size_t i = 0; i < count; i++) {
		const schain_event *event = &batch[i];

		if (event->process->pid != 100 ||
		    !is(event->process->image->path, "/opt/vendor/updater"))
			exit(1);
		if (event->file && !is(event->file->path, "/opt/a \"b\", c"))
			exit(1);
		if (event->connection && event->connection->port != 443)
			exit(1);
		events++;
	}
	return 0;
}

static int take_problem(void *context, const schain_error *problem)
{
	(void)context;
	problems += problem->line == 4;
	return 0;
}

int main(void)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_decoder *decoder;

	options.plugins = open_plugin(NULL, 0);
	options.events = take_events;
	options.problem = take_problem;
	must(schain_decoder_new(&options, &decoder, &error), &error);
	must(schain_decoder_feed(decoder, input, sizeof input - 1, &error), &error);
	must(schain_decoder_finish(decoder, &error), &error);
	schain_decoder_free(decoder);
	if (statistics_of(options.plugins).events != 3)
		return 1;
	schain_plugins_free(options.plugins);
	printf("%d events, %d problems\n", events, problems);
	return events == 3 && problems == 1 ? 0 : 1;
}
