/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain formats [NAME]: what can be read, and what each format cannot tell. */
#include "options.h"

#include <supplychain/decode.h>

#include <string.h>

enum { OPTION_JSON = 256 };

static const struct command_option formats_options[] = {
	{ "json", OPTION_JSON, NULL, "one format a line as JSON" },
	{ NULL, 0, NULL, NULL },
};

static void print_json(const schain_format *format)
{
	print_json_text("{\"name\":", format->name);
	print_json_text(",\"summary\":", format->summary);
	print_json_text(",\"fields\":", format->fields);
	print_json_text(",\"missing\":", format->missing);
	puts("}");
}

static void print_full(const schain_format *format)
{
	printf("%s: %s\n\n", format->name, format->summary);
	print_wrapped(stdout, "Uses", format->fields);
	putchar('\n');
	print_wrapped(stdout, "Cannot tell", format->missing);
}

static const schain_format *format_of(const char *name)
{
	const schain_format *format;

	for (size_t i = 0; (format = schain_format_at(i)); i++)
		if (!strcmp(format->name, name))
			return format;
	return NULL;
}

static int show_one(const char *name, int is_json)
{
	const schain_format *format = format_of(name);
	const char *names[64] = { NULL };
	const char *near;

	if (!format) {
		for (size_t i = 0; (format = schain_format_at(i)) && i + 1 < sizeof names / sizeof *names;
		     i++)
			names[i] = format->name;
		near = nearest_word(name, names);
		if (near)
			return usage_error(&command_formats, "there is no format '%s'; did you mean '%s'?", name,
			                   near);
		return usage_error(&command_formats, "there is no format '%s'", name);
	}
	if (is_json)
		print_json(format);
	else
		print_full(format);
	return EXIT_QUIET;
}

static void show_all(int is_json)
{
	const schain_format *format;
	int width = 0;

	for (size_t i = 0; (format = schain_format_at(i)); i++)
		if ((int)strlen(format->name) > width)
			width = (int)strlen(format->name);
	for (size_t i = 0; (format = schain_format_at(i)); i++) {
		if (is_json)
			print_json(format);
		else
			printf("%-*s  %s\n", width, format->name, format->summary);
	}
	if (!is_json)
		puts("\nAny of them may be compressed with gzip, zstd or zip.");
}

static int run(int argc, char **argv)
{
	struct options options;
	const char *value;
	int option, is_json = 0, status = EXIT_QUIET;

	options_init(&options, &command_formats, argc, argv);
	while ((option = options_next(&options, &value)) != OPTIONS_END) {
		if (option == OPTIONS_STOP)
			return options.status;
		is_json = 1;
	}
	if (argc - optind > 1)
		return usage_error(&command_formats, "one format at most");
	if (optind < argc)
		status = show_one(argv[optind], is_json);
	else
		show_all(is_json);
	return finish_output(stdout, "standard output", status);
}

const struct command command_formats = {
	.name = "formats",
	.synopsis = "[OPTION]... [NAME]",
	.summary = "list the log formats that can be read",
	.description = "Lists the formats that replay can read; with NAME, which records and fields of\n"
				   "that format are used, and what it cannot tell.",
	.options = formats_options,
	.examples = "supplychain formats\n"
				"supplychain formats --json",
	.run = run,
};
