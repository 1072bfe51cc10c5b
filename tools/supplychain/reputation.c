/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain reputation ACTION: stores of what others say of software. */
#include "options.h"
#include "reputation.h"
#include "rfc3339.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DEFAULT_STORE "/var/lib/supplychain/reputation.store"

enum {
	OPTION_SOURCE = 256,
	OPTION_LICENCE,
	OPTION_AS,
	OPTION_CONFIDENCE,
	OPTION_ECOSYSTEM,
	OPTION_FORMAT,
	OPTION_SUFFIXES,
	OPTION_STRICT,
	OPTION_MEMORY,
	OPTION_KIND,
	OPTION_PREVALENCE,
	OPTION_NOW,
	OPTION_BEFORE,
	OPTION_FORGET,
	OPTION_VERIFY,
	OPTION_JSON,
};

static const struct command_option reputation_options[] = {
	{ "store", 's', "FILE", "the store; default " DEFAULT_STORE },
	{ "source", OPTION_SOURCE, "NAME",
	  "import: name of the source, which replaces one of that\n"
	  "name; default: the name of each file" },
	{ "licence", OPTION_LICENCE, "TEXT", "import: its terms, where the feed does not say" },
	{ "as", OPTION_AS, "STANDING", "import: take all entries as bad, suspicious, good or\ncommon" },
	{ "confidence", OPTION_CONFIDENCE, "N", "import: 1 to 100, where the feed gives none; default 75" },
	{ "ecosystem", OPTION_ECOSYSTEM, "NAME", "import: of packages whose feed names none, such as npm" },
	{ "format", OPTION_FORMAT, "NAME",
	  "import: do not guess: misp, warninglist, stix, openioc,\n"
	  "osv, nsrl, bloom, csv or text" },
	{ "public-suffixes", OPTION_SUFFIXES, "FILE", "import: a newer public suffix list than the built-in one" },
	{ "memory", OPTION_MEMORY, "SIZE", "import: memory for entries; default 128MiB" },
	{ "strict", OPTION_STRICT, NULL, "import: a malformed entry fails its file" },
	{ "kind", OPTION_KIND, "KIND",
	  "list, lookup: subjects of this kind: md5, sha1, sha256,\n"
	  "imphash, domain, address, url, certificate, tbs, serial,\n"
	  "signer or package" },
	{ "prevalence", OPTION_PREVALENCE, "FILE",
	  "merge: the file to add to; lookup: also say how often a\n"
	  "file, domain or signer was seen here; without --store,\n"
	  "the default store may be missing" },
	{ "now", OPTION_NOW, "DATE", "lookup, expire: as of that day; default: today" },
	{ "before", OPTION_BEFORE, "DATE", "expire: also sources that were imported before" },
	{ "forget", OPTION_FORGET, "NAME", "expire: also that source; may be repeated" },
	{ "verify", OPTION_VERIFY, NULL, "stats: read all of the store and check it" },
	{ "json", OPTION_JSON, NULL, "write JSON, one object a line" },
	{ "quiet", 'q', NULL, "no progress, and no summary" },
	{ NULL, 0, NULL, NULL },
};

static int take_date(const char *value, schain_time *ret_time)
{
	char text[32];

	if (strlen(value) == 10)
		snprintf(text, sizeof text, "%sT00:00:00Z", value);
	else
		snprintf(text, sizeof text, "%s", value);
	if (rfc3339_parse(text, strlen(text), ret_time))
		return usage_error(&command_reputation, "'%s' is no date such as 2026-11-24", value);
	return EXIT_QUIET;
}

static int take_confidence(const char *value, uint32_t *ret_confidence)
{
	char *end;
	unsigned long number = strtoul(value, &end, 10);

	if (*end || !*value || number < 1 || number > 100)
		return usage_error(&command_reputation, "--confidence is 1 to 100, not '%s'", value);
	*ret_confidence = (uint32_t)number;
	return EXIT_QUIET;
}

/* The values of names; the library says which there are. */
static int take_name(int option, const char *value, struct reputation_request *request)
{
#ifdef SUPPLYCHAIN_REPUTATION
	if (option == OPTION_AS) {
		request->standing = schain_reputation_standing_of(schain_string_of(value));
		if (!request->standing)
			return usage_error(&command_reputation, "--as is bad, suspicious, good or common, not '%s'", value);
	} else {
		request->kind = schain_reputation_kind_of(schain_string_of(value));
		if (!request->kind)
			return usage_error(&command_reputation, "there is no kind '%s'", value);
	}
#else
	(void)option, (void)value, (void)request;
#endif
	return EXIT_QUIET;
}

static int take_option(int option, const char *value, struct reputation_request *request)
{
	switch (option) {
	case 's':
		request->store = value;
		request->is_store_given = 1;
		return EXIT_QUIET;
	case 'q':
		request->is_quiet = 1;
		return EXIT_QUIET;
	case OPTION_SOURCE:
		request->source = value;
		return EXIT_QUIET;
	case OPTION_LICENCE:
		request->licence = value;
		return EXIT_QUIET;
	case OPTION_ECOSYSTEM:
		request->ecosystem = value;
		return EXIT_QUIET;
	case OPTION_FORMAT:
		request->format = value;
		return EXIT_QUIET;
	case OPTION_SUFFIXES:
		request->suffixes = value;
		return EXIT_QUIET;
	case OPTION_PREVALENCE:
		request->prevalence = value;
		return EXIT_QUIET;
	case OPTION_STRICT:
		request->is_strict = 1;
		return EXIT_QUIET;
	case OPTION_VERIFY:
		request->is_verified = 1;
		return EXIT_QUIET;
	case OPTION_JSON:
		request->is_json = 1;
		return EXIT_QUIET;
	case OPTION_AS:
	case OPTION_KIND:
		return take_name(option, value, request);
	case OPTION_CONFIDENCE:
		return take_confidence(value, &request->confidence);
	case OPTION_NOW:
		return take_date(value, &request->now);
	case OPTION_BEFORE:
		return take_date(value, &request->before);
	case OPTION_FORGET:
		if (request->forget_count == FORGET_LIMIT)
			return usage_error(&command_reputation, "--forget may be given %d times at most", FORGET_LIMIT);
		request->forget[request->forget_count++] = value;
		return EXIT_QUIET;
	default:
		if (parse_size(value, &request->memory))
			return usage_error(&command_reputation, "'%s' is no size such as 64MiB", value);
		return EXIT_QUIET;
	}
}

static schain_time time_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return (schain_time)time.tv_sec * SCHAIN_SECOND + time.tv_nsec;
}

#ifdef SUPPLYCHAIN_REPUTATION
static int run_action(const char *name, const struct reputation_request *request, int count, char **operands)
{
	static const char *const names[] = { "import", "list", "lookup", "stats", "expire", "merge", NULL };
	const char *near;

	if (!strcmp(name, "import"))
		return count ? reputation_import(request, count, operands)
		             : usage_error(&command_reputation, "import: a FILE or folder is needed");
	if (!strcmp(name, "merge"))
		return count && request->prevalence
		               ? reputation_merge(request, count, operands)
		               : usage_error(&command_reputation, "merge: --prevalence=FILE and another FILE are needed");
	if (!strcmp(name, "lookup"))
		return reputation_lookup(request, count, operands);
	if (count && nearest_word(name, names) && !strcmp(nearest_word(name, names), name))
		return usage_error(&command_reputation, "unexpected argument '%s'", operands[0]);
	if (!strcmp(name, "list"))
		return reputation_list(request);
	if (!strcmp(name, "stats"))
		return reputation_stats(request);
	if (!strcmp(name, "expire"))
		return reputation_expire(request);
	near = nearest_word(name, names);
	if (near)
		return usage_error(&command_reputation, "unknown action '%s'; did you mean '%s'?", name, near);
	return usage_error(&command_reputation, "unknown action '%s'", name);
}
#else
static int run_action(const char *name, const struct reputation_request *request, int count, char **operands)
{
	(void)name, (void)request, (void)count, (void)operands;
	complain("this build has no reputation stores");
	return EXIT_USAGE;
}
#endif

static int run(int argc, char **argv)
{
	struct reputation_request request = { 0 };
	struct options options;
	const char *value;
	int option, status = EXIT_QUIET;

	request.store = DEFAULT_STORE;
	request.now = time_now();
	options_init(&options, &command_reputation, argc, argv);
	while (!status && (option = options_next(&options, &value)) != OPTIONS_END) {
		if (option == OPTIONS_STOP)
			return options.status;
		status = take_option(option, value, &request);
	}
	if (status)
		return status;
	if (optind == argc)
		return usage_error(&command_reputation, "import, list, lookup, stats, expire or merge is needed");
	return finish_output(stdout, "standard output",
	                     run_action(argv[optind], &request, argc - optind - 1, argv + optind + 1));
}

const struct command command_reputation = {
	.name = "reputation",
	.synopsis = "import [OPTION]... FILE|FOLDER...\n"
				"lookup [OPTION]... [SUBJECT]...\n"
				"list [OPTION]...\n"
				"stats [OPTION]...\n"
				"expire [OPTION]...\n"
				"merge --prevalence=FILE OTHER-FILE...",
	.summary = "import indicator and allow lists, and look things up",
	.description =
		"import reads feeds as they are published (MISP events and warninglists, STIX 2,\n"
		"OpenIOC, OSV, NSRL RDSv3, Bloom filters, CSV and text; packed with gzip or not)\n"
		"into the store, which is replaced as a whole once all is read. An import that was\n"
		"interrupted goes on where it was. A malformed entry is reported and skipped.\n"
		"lookup says what the sources say of each SUBJECT (of each line of standard input\n"
		"if none is given); its exit status is 1 if one of them is bad. list prints the\n"
		"sources, or with --kind the entries. expire leaves out what is over. merge adds\n"
		"what was seen on other hosts to a file of local prevalence.\n"
		"Nothing is sent anywhere.",
	.options = reputation_options,
	.examples = "supplychain reputation import --source=misp-osint ./misp-feed/\n"
				"supplychain reputation lookup cdn.example.org pkg:npm/left-pad@1.3.0\n"
				"supplychain reputation stats --verify",
	.run = run,
};
