/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain report: verdicts as a page, or in the forms that other products read. */
#include "cases.h"
#include "format.h"
#include "graph.h"
#include "options.h"
#include "raw.h"
#include "resume.h"
#include "verdict_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_FORMAT = 256, OPTION_STATE, OPTION_LEAST, OPTION_EVENTS, FILES = 64, PATH_SIZE = 4096 };

static const struct command_option report_options[] = {
	{ "format", OPTION_FORMAT, "NAME", "html (default), markdown, stix, ocsf or navigator" },
	{ "output", 'o', "FILE", "write to FILE" },
	{ "min-level", OPTION_LEAST, "LEVEL",
	  "show verdicts of this level and above: info, low, medium,\nhigh, critical (default medium)" },
	{ "state", OPTION_STATE, "DIR", "report the open verdicts of a state that replays keep" },
	{ "events", OPTION_EVENTS, "FILE",
	  "show the input lines behind the evidence, from FILE as replay\nread it; needs verdicts written with --lines; may be repeated" },
	{ NULL, 0, NULL, NULL },
};

static const struct report_format *const formats[] = {
	&report_html, &report_markdown, &report_ocsf, &report_navigator,
#ifdef SUPPLYCHAIN_UUID
	&report_stix,
#endif
};

struct request {
	const struct report_format *format;
	const char *output, *state;
	const char *events[FILES];
	size_t event_count;
	uint32_t least;
	struct cases cases;
	struct raw_events raw;
};

static int keep(void *context, const schain_verdict *verdict, const char *line, size_t size)
{
	struct request *request = context;

	if (!cases_add(&request->cases, verdict, line, size))
		return 0;
	complain("out of memory");
	return EXIT_INPUT;
}

struct line {
	char *data;
	size_t size;
};

static int append(void *context, const char *data, size_t size)
{
	struct line *line = context;
	char *grown = realloc(line->data, line->size + size + 1);

	if (!grown)
		return 1;
	memcpy(grown + line->size, data, size);
	line->data = grown;
	line->size += size;
	return 0;
}

/* Verdicts of an engine go the way of those from a file: one form to read. */
static int keep_open(void *context, const schain_verdict *verdict)
{
	struct line line = { NULL, 0 };
	int status = schain_report_write_json(verdict, SCHAIN_REPORT_LINES, append, &line, NULL) != SCHAIN_OK ||
	             keep(context, verdict, line.data, line.size);

	free(line.data);
	return status;
}

static int read_state(struct request *request)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_store *store = NULL;
	schain_engine *engine = NULL;
	char path[PATH_SIZE];
	schain_status status;

	options.memory_limit = UINT64_C(1) << 40; /* as much as there is */
	if (resume_path(request->state, "state.sqlite", path, sizeof path))
		return usage_error(&command_report, "%s: the name is too long", request->state);
	status = schain_store_open(path, SCHAIN_STORE_READ_ONLY, NULL, &store, &error);
	if (status == SCHAIN_OK)
		status = schain_engine_new(&options, &engine, &error);
	if (status == SCHAIN_OK)
		status = schain_engine_attach_store(engine, store, NULL, &error);
	if (status == SCHAIN_OK)
		status = schain_engine_each_verdict(engine, keep_open, request, &error);
	if (status != SCHAIN_OK)
		complain_error(&error);
	schain_engine_free(engine);
	schain_store_free(store);
	return status == SCHAIN_OK ? 0 : EXIT_INPUT;
}

static int read_events(struct request *request)
{
	for (size_t i = 0; i < request->cases.count && request->event_count; i++) {
		schain_verdict verdict;

		if (cases_read(&request->cases, i, &verdict) ||
		    raw_want(&request->raw, &verdict, request->events, request->event_count)) {
			complain("out of memory");
			return EXIT_INPUT;
		}
	}
	return raw_read(&request->raw, request->events, request->event_count);
}

static int write_report(struct request *request)
{
	struct report report = { .cases = &request->cases, .raw = &request->raw };
	FILE *stream = request->output ? fopen(request->output, "w") : stdout;
	int status = 0;

	if (!stream) {
		complain("%s: %s", request->output, strerror(errno));
		return EXIT_INPUT;
	}
	if (request->format == &report_html)
		report.layouter = layouter_new();
	if (request->format->write(stream, &report)) {
		complain("out of memory");
		status = EXIT_INPUT;
	}
	layouter_free(report.layouter);
	status = finish_output(stream, request->output ? request->output : "standard output", status);
	if (request->output && fclose(stream) && !status) {
		complain("%s: %s", request->output, strerror(errno));
		status = EXIT_INPUT;
	}
	return status;
}

static int make(struct request *request, int count, char **files)
{
	int status = 0;

	if (!count && !request->state)
		return usage_error(&command_report, "a file of verdicts, or --state=DIR, is needed");
	if (cases_init(&request->cases)) {
		complain("out of memory");
		return EXIT_INPUT;
	}
	for (int i = 0; i < count && !status; i++)
		status = verdict_file_each(files[i], keep, request);
	if (!status && request->state)
		status = read_state(request);
	cases_settle(&request->cases, request->least);
	if (!status)
		status = read_events(request);
	if (!status)
		status = write_report(request);
	raw_dispose(&request->raw);
	cases_dispose(&request->cases);
	return status;
}

static int choose_format(struct request *request, const char *name)
{
	const char *names[8] = { NULL };
	const char *near;

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		names[i] = formats[i]->name;
		if (!strcmp(name, formats[i]->name)) {
			request->format = formats[i];
			return 0;
		}
	}
	if (!strcmp(name, "stix"))
		return usage_error(&command_report, "--format: this build writes no STIX, for want of libuuid");
	near = nearest_word(name, names);
	return usage_error(&command_report, "--format: '%s' is not known%s%s%s", name, near ? "; did you mean '" : "",
	                   near ? near : "", near ? "'?" : "");
}

static int take(struct request *request, int option, const char *value)
{
	switch (option) {
	case OPTION_FORMAT:
		return choose_format(request, value);
	case OPTION_STATE:
		request->state = value;
		return 0;
	case OPTION_EVENTS:
		if (request->event_count == FILES)
			return usage_error(&command_report, "--events: more than %d", FILES);
		request->events[request->event_count++] = value;
		return 0;
	case OPTION_LEAST:
		request->least = schain_level_of(schain_string_of(value));
		if (request->least == UINT32_MAX)
			return usage_error(&command_report, "--min-level: expected info, low, medium, high or critical, not '%s'",
			                   value);
		return 0;
	default:
		request->output = value;
		return 0;
	}
}

static int run(int argc, char **argv)
{
	struct request *request = calloc(1, sizeof *request);
	struct options options;
	const char *value;
	int option, status = 0;

	if (!request) {
		complain("out of memory");
		return EXIT_INPUT;
	}
	request->format = &report_html;
	request->least = SCHAIN_LEVEL_MEDIUM;
	options_init(&options, &command_report, argc, argv);
	while (!status && (option = options_next(&options, &value)) != OPTIONS_END) {
		if (option == OPTIONS_STOP) {
			free(request);
			return options.status;
		}
		status = take(request, option, value);
	}
	if (!status)
		status = make(request, argc - optind, argv + optind);
	free(request);
	return status;
}

const struct command command_report = {
	.name = "report",
	.synopsis = "[OPTION]... FILE...\n--state=DIR [OPTION]...",
	.summary = "make a page, or a file for other products, of verdicts",
	.description = "Reads verdicts that 'replay --json' wrote (- is standard input), or the open ones\n"
				   "of a state, and writes the last revision of each, the worst first: as a page for\n"
				   "a browser that needs nothing else, as Markdown for a ticket, or as STIX 2.1, OCSF\n"
				   "or an ATT&CK Navigator layer.",
	.options = report_options,
	.examples = "supplychain report -o report.html verdicts.json\n"
				"supplychain report --state=/var/lib/supplychain --min-level=low -o open.html\n"
				"supplychain report --format=stix verdicts.json >bundle.json",
	.run = run,
};
