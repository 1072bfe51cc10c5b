/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain egress ACTION: what kind of place software connects to. */
#include "egress.h"
#include "options.h"

#include <string.h>

enum {
	OPTION_APPROVE = 256,
	OPTION_IMPORT,
	OPTION_IMITATED,
	OPTION_LIST,
	OPTION_SUFFIXES,
	OPTION_NETWORKS,
	OPTION_PRODUCT,
	OPTION_VENDOR,
	OPTION_ALL,
	OPTION_ZONES,
	OPTION_JSON,
};

static const struct command_option egress_options[] = {
	{ "policy", 'p', "FILE", "classify, lookalikes: approved hosts from a policy file" },
	{ "approve", OPTION_APPROVE, "HOST", "and this one: a name, *.wildcard, address or network" },
	{ "import-host", OPTION_IMPORT, "ROOT", "and those of the host's own configuration below ROOT" },
	{ "imitated", OPTION_IMITATED, "NAME", "classify, lookalikes: a domain or word others may imitate" },
	{ "list", OPTION_LIST, "FILE:REASON", "classify: take what a MISP warninglist lists for that,\nsuch as chat, cdn or dynamic_dns" },
	{ "public-suffixes", OPTION_SUFFIXES, "FILE", "classify: a newer public suffix list" },
	{ "networks", OPTION_NETWORKS, "FILE", "classify: MMDB with the owners (ASN) of addresses" },
	{ "product", OPTION_PRODUCT, "NAME", "classify: who connects, where the line does not say" },
	{ "vendor", OPTION_VENDOR, "NAME", "classify: who made it" },
	{ "zones", OPTION_ZONES, NULL, "names: tell of each registrable domain instead" },
	{ "all", OPTION_ALL, NULL, "names, lookalikes, beacons: tell of every one, not only\nof those that are found" },
	{ "json", OPTION_JSON, NULL, "write JSON, one object a line" },
	{ NULL, 0, NULL, NULL },
};

int egress_failed(const schain_error *error)
{
	complain_error(error);
	return error->code == SCHAIN_E_IO ? EXIT_INPUT : EXIT_USAGE;
}

void egress_print(schain_string text)
{
	for (size_t i = 0; i < text.length; i++) {
		unsigned char c = (unsigned char)text.data[i];

		putchar(c < 0x20 || c == 0x7f ? '?' : c);
	}
}

void egress_json_member(const char *key, schain_string text)
{
	char lead[40], copy[512];
	size_t length = text.length < sizeof copy ? text.length : sizeof copy - 1;

	if (length)
		memcpy(copy, text.data, length);
	copy[length] = 0;
	snprintf(lead, sizeof lead, ",\"%s\":", key);
	print_json_text(lead, copy);
}

static int take_text(struct egress_texts *texts, const char *option, const char *value)
{
	if (texts->count == EGRESS_TEXTS)
		return usage_error(&command_egress, "%s may be given %d times at most", option, EGRESS_TEXTS);
	texts->text[texts->count++] = value;
	return EXIT_QUIET;
}

static int take_option(int option, const char *value, struct egress_request *request)
{
	switch (option) {
	case 'p':
		request->policy = value;
		return EXIT_QUIET;
	case OPTION_APPROVE:
		return take_text(&request->approved, "--approve", value);
	case OPTION_IMITATED:
		return take_text(&request->imitated, "--imitated", value);
	case OPTION_LIST:
		return take_text(&request->lists, "--list", value);
	case OPTION_IMPORT:
		request->root = value;
		return EXIT_QUIET;
	case OPTION_SUFFIXES:
		request->suffixes = value;
		return EXIT_QUIET;
	case OPTION_NETWORKS:
		request->networks = value;
		return EXIT_QUIET;
	case OPTION_PRODUCT:
		request->product = value;
		return EXIT_QUIET;
	case OPTION_VENDOR:
		request->vendor = value;
		return EXIT_QUIET;
	case OPTION_ALL:
		request->is_all = 1;
		return EXIT_QUIET;
	case OPTION_ZONES:
		request->is_zones = 1;
		return EXIT_QUIET;
	default:
		request->is_json = 1;
		return EXIT_QUIET;
	}
}

static const struct {
	const char *name;
	int (*run)(const struct egress_request *request);
} actions[] = {
	{ "classify", egress_classify },
	{ "names", egress_names },
	{ "lookalikes", egress_lookalikes },
	{ "beacons", egress_beacons },
};

static int run_action(struct egress_request *request, const char *name, int count, char **paths)
{
	static char name_of_standard[] = "-", *standard[] = { name_of_standard };
	static const char *const names[] = { "classify", "names", "lookalikes", "beacons", NULL };
	const char *near;

	request->paths = count ? paths : standard;
	request->path_count = count ? (size_t)count : 1;
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (!strcmp(actions[i].name, name))
			return actions[i].run(request);
	near = nearest_word(name, names);
	if (near)
		return usage_error(&command_egress, "unknown action '%s'; did you mean '%s'?", name, near);
	return usage_error(&command_egress, "unknown action '%s'", name);
}

static int run(int argc, char **argv)
{
	struct egress_request request = { 0 };
	struct options options;
	const char *value;
	int option, status;

	options_init(&options, &command_egress, argc, argv);
	while ((option = options_next(&options, &value)) != OPTIONS_END) {
		if (option == OPTIONS_STOP)
			return options.status;
		status = take_option(option, value, &request);
		if (status)
			return status;
	}
	argc -= optind;
	argv += optind;
	if (!argc)
		return usage_error(&command_egress, "an action is needed: classify, names, lookalikes or beacons");
	status = run_action(&request, argv[0], argc - 1, argv + 1);
	return finish_output(stdout, "standard output", status);
}

const struct command command_egress = {
	.name = "egress",
	.synopsis = "classify [OPTION]... [FILE]...\nnames [OPTION]... [FILE]...\n"
				"lookalikes [OPTION]... [FILE]...\nbeacons [OPTION]... [FILE]...",
	.summary = "say what kind of place software connects to",
	.description =
		"classify says of each destination what it is and what is odd about it: a line is a\n"
		"host name or address, with a port behind it if known, or a JSON object. names\n"
		"scores host names by whether an algorithm made them. lookalikes finds names that\n"
		"imitate others. beacons finds regular connections in Zeek's conn.log or in JSON\n"
		"lines, and shows RITA's scores beside. Files may be packed by gzip. Without FILE, or\n"
		"with -, they read standard input. Nothing is looked up: all of it works offline.",
	.options = egress_options,
	.examples = "echo cdn.example.org 8443 | supplychain egress classify --product='Acme Agent'\n"
				"supplychain egress names --zones dns-names.txt\n"
				"supplychain egress lookalikes --imitated=acme.example names.txt\n"
				"supplychain egress beacons conn.*.log.gz",
	.run = run,
};
