/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain explain WORD, or FILE: what a report's words mean, or the report itself. */
#include "glossary.h"
#include "options.h"
#include "results.h"
#include "terminal.h"
#include "verdict_file.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { OPTION_BRIEF = 256, OPTION_LINES, OPTION_COLOR, OPTION_ASCII };

static const struct command_option explain_options[] = {
	{ "brief", OPTION_BRIEF, NULL, "of FILE: one line a verdict" },
	{ "lines", OPTION_LINES, NULL, "of FILE: name the input lines, where the file has them" },
	{ "color", OPTION_COLOR, "WHEN", "always, never or auto (default: on a terminal)" },
	{ "ascii", OPTION_ASCII, NULL, "draw and write with ASCII only" },
	{ NULL, 0, NULL, NULL },
};

#define WEIGHT "weight."

/* A value as policy files write it. */
static void print_value(uint32_t kind, int64_t value)
{
	static const struct {
		int64_t size;
		const char *name;
	} spans[] = { { 86400 * SCHAIN_SECOND, "d" }, { 3600 * SCHAIN_SECOND, "h" },
		          { 60 * SCHAIN_SECOND, "m" },    { SCHAIN_SECOND, "s" },
		          { SCHAIN_SECOND / 1000, "ms" }, { 1, "ns" } };
	static const struct {
		int64_t size;
		const char *name;
	} sizes[] = { { 1 << 30, "GiB" }, { 1 << 20, "MiB" }, { 1 << 10, "KiB" }, { 1, "B" } };
	size_t i = 0;

	if (kind == SCHAIN_POLICY_DURATION && value) {
		while (value % spans[i].size)
			i++;
		printf("%" PRId64 "%s", value / spans[i].size, spans[i].name);
	} else if (kind == SCHAIN_POLICY_SIZE && value) {
		while (value % sizes[i].size)
			i++;
		printf("%" PRId64 "%s", value / sizes[i].size, sizes[i].name);
	} else {
		printf("%" PRId64, value);
	}
}

static void print_kind(const schain_policy_key *key)
{
	static const char *const kinds[] = { "", "duration", "size", "whole number",
		                                 "weight in decibans" };

	if (key->kind == SCHAIN_POLICY_LIST)
		printf("  A list of patterns (%s)", key->pattern);
	else
		printf("  A %s", key->kind < sizeof kinds / sizeof *kinds ? kinds[key->kind] : "value");
}

static void print_key(const schain_policy *policy, const schain_policy_key *key)
{
	int64_t value;

	printf("%s: a policy key\n", key->name);
	print_wrapped(stdout, NULL, key->summary);
	print_kind(key);
	if (key->kind == SCHAIN_POLICY_LIST) {
		printf(", %zu by default", schain_policy_get_count(policy, key->name));
	} else if (schain_policy_get(policy, key->name, &value, NULL) == SCHAIN_OK) {
		fputs(", ", stdout);
		print_value(key->kind, value);
		fputs(" by default", stdout);
	}
	printf(".\n  Source: %s.\n", key->source);
}

static void print_signal(const schain_policy *policy, const schain_policy_key *key)
{
	const char *name = key->name + strlen(WEIGHT);
	const char *dot = strchr(name, '.');
	int64_t weight = 0;

	printf("%s: a signal", name);
	if (dot)
		printf(" of the stage %.*s", (int)(dot - name), name);
	putchar('\n');
	print_wrapped(stdout, NULL, key->summary);
	schain_policy_get(policy, key->name, &weight, NULL);
	printf("  Its weight is %+" PRId64 " decibans by default (policy key %s).\n", weight, key->name);
}

static int is_word_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.';
}

/* Whether a key's source names an ATT&CK id, as a whole word. */
static int names_id(const char *source, const char *id)
{
	size_t length = strlen(id);

	for (const char *at = source; (at = strstr(at, id)); at += length)
		if ((at == source || !is_word_char(at[-1])) && !is_word_char(at[length]))
			return 1;
	return 0;
}

static void print_keys_of_attack(const char *id)
{
	const schain_policy_key *key;
	const char *title = "  Policy keys:\n";

	for (size_t i = 0; (key = schain_policy_key_at(i)); i++) {
		if (!names_id(key->source, id))
			continue;
		printf("%s    %-36s %s\n", title, key->name, key->source);
		title = "";
	}
}

static void print_signals_of_stage(const schain_policy *policy, const char *stage)
{
	const schain_policy_key *key;
	size_t length = strlen(stage);
	const char *title = "  Signals:\n";

	for (size_t i = 0; (key = schain_policy_key_at(i)); i++) {
		const char *name = key->name + strlen(WEIGHT);
		int64_t weight = 0;

		if (strncmp(key->name, WEIGHT, strlen(WEIGHT)) != 0 || strncmp(name, stage, length) != 0 ||
		    name[length] != '.')
			continue;
		schain_policy_get(policy, key->name, &weight, NULL);
		printf("%s    %+4" PRId64 "  %-30s %s\n", title, weight, name, key->summary);
		title = "";
	}
}

static void print_level_needs(const schain_policy *policy, const char *level)
{
	char name[64];
	int64_t score, stages;

	snprintf(name, sizeof name, "level.%s", level);
	if (schain_policy_get(policy, name, &score, NULL) != SCHAIN_OK)
		return;
	printf("  Needs a score of %+" PRId64 " (policy key %s)", score, name);
	snprintf(name, sizeof name, "level.%s_stages", level);
	if (schain_policy_get(policy, name, &stages, NULL) == SCHAIN_OK)
		printf(" and %" PRId64 " distinct stages (%s)", stages, name);
	puts(".");
}

static void print_word(const schain_policy *policy, const struct word *word)
{
	printf("%s: %s\n", word->name, word_kind_name(word->kind));
	print_wrapped(stdout, NULL, word->text);
	if (word->kind == WORD_STAGE)
		print_signals_of_stage(policy, word->name);
	if (word->kind == WORD_LEVEL)
		print_level_needs(policy, word->name);
	if (word->kind == WORD_ATTACK) {
		print_keys_of_attack(word->name);
		puts("  See <https://attack.mitre.org/>.");
	}
}

/* Statuses are few and small; those of a later library are found too. */
static int print_status(const char *name)
{
	for (schain_status status = 64; status >= -64; status--) {
		if (strcasecmp(schain_status_get_name(status), name) != 0 ||
		    !strcmp(name, "SCHAIN_E_UNKNOWN"))
			continue;
		printf("%s: a status (%d)\n  %s\n", schain_status_get_name(status), (int)status,
		       schain_status_get_text(status));
		return 1;
	}
	return 0;
}

/* Returns 1 if it was known. */
static int explain_name(const char *name)
{
	const struct word *word = word_of(name);
	const schain_policy_key *key = schain_policy_key_of(name);
	char weight_name[128];
	schain_policy *policy = NULL;
	int is_known = 1;

	if (schain_policy_new(NULL, &policy, NULL) < 0)
		return 0;
	snprintf(weight_name, sizeof weight_name, WEIGHT "%s", name);
	if (word)
		print_word(policy, word);
	else if (key && !strncmp(name, WEIGHT, strlen(WEIGHT)))
		print_signal(policy, key);
	else if (key)
		print_key(policy, key);
	else if ((key = schain_policy_key_of(weight_name)))
		print_signal(policy, key);
	else
		is_known = print_status(name);
	schain_policy_free(policy);
	return is_known;
}

static int unknown_name(const char *name)
{
	const char *names[512] = { NULL };
	const schain_policy_key *key;
	const struct word *word;
	const char *near;
	size_t count = 0;

	for (size_t i = 0; (word = word_at(i)) && count < 256; i++)
		names[count++] = word->name;
	for (size_t i = 0; (key = schain_policy_key_at(i)) && count < 511; i++)
		names[count++] = strncmp(key->name, WEIGHT, strlen(WEIGHT)) ? key->name
		                                                            : key->name + strlen(WEIGHT);
	near = nearest_word(name, names);
	if (near)
		return usage_error(&command_explain, "nothing is called '%s'; did you mean '%s'?", name,
		                   near);
	return usage_error(&command_explain, "nothing is called '%s', and there is no such file", name);
}

struct rendering {
	struct results results;
	const char *id; /* verdicts whose id starts so; NULL: all */
	uint64_t matches;
};

static int render(void *context, const schain_verdict *verdict, const char *line, size_t size)
{
	struct rendering *rendering = context;
	size_t length = rendering->id ? strlen(rendering->id) : 0;

	(void)line;
	(void)size;
	if (verdict->id.length < length || (length && memcmp(verdict->id.data, rendering->id, length)))
		return 0;
	rendering->matches++;
	return results_write(&rendering->results, verdict) ? EXIT_INPUT : 0;
}

static int explain_file(const char *path, const char *id, struct results_settings *settings)
{
	struct rendering rendering = { .id = id };
	int status;

	settings->stream = stdout;
	settings->width = terminal_width(stdout);
	results_init(&rendering.results, settings);
	status = verdict_file_each(path, render, &rendering);
	results_dispose(&rendering.results);
	if (!status && id && !rendering.matches)
		return usage_error(&command_explain, "%s has no verdict '%s'",
		                   strcmp(path, "-") ? path : "standard input", id);
	return status;
}

static int run(int argc, char **argv)
{
	struct results_settings settings = { 0 };
	struct options options;
	enum when color = WHEN_AUTO;
	const char *value;
	int option, status;

	options_init(&options, &command_explain, argc, argv);
	while ((option = options_next(&options, &value)) != OPTIONS_END) {
		if (option == OPTIONS_STOP)
			return options.status;
		if (option == OPTION_COLOR && parse_when(value, &color))
			return usage_error(&command_explain, "--color: expected always, never or auto, not '%s'",
			                   value);
		settings.flags |= option == OPTION_BRIEF   ? SCHAIN_REPORT_BRIEF
		                  : option == OPTION_LINES ? SCHAIN_REPORT_LINES
		                  : option == OPTION_ASCII ? SCHAIN_REPORT_ASCII
		                                           : 0;
	}
	if (wants_color(color, stdout))
		settings.flags |= SCHAIN_REPORT_COLOR;
	if (wants_ascii(stdout))
		settings.flags |= SCHAIN_REPORT_ASCII;
	argc -= optind;
	argv += optind;
	if (argc < 1 || argc > 2)
		return usage_error(&command_explain, argc ? "a word, or a file and an id, at most"
		                                          : "a word or a file is needed");
	if (argc == 1 && explain_name(argv[0]))
		status = EXIT_QUIET;
	else if (argc == 2 || !strcmp(argv[0], "-") || !access(argv[0], F_OK) || strchr(argv[0], '/'))
		status = explain_file(argv[0], argc == 2 ? argv[1] : NULL, &settings);
	else
		status = unknown_name(argv[0]);
	return finish_output(stdout, "standard output", status);
}

const struct command command_explain = {
	.name = "explain",
	.synopsis = "[OPTION]... WORD\n[OPTION]... FILE [ID]",
	.summary = "say what a report's words mean, or show JSON verdicts as reports",
	.description =
		"Says what WORD means: a signal, a stage, a level, a policy key, a log source, a\n"
		"status, or an id of MITRE ATT&CK. With FILE, the output of 'replay --json' (- is\n"
		"standard input), shows its verdicts as reports for people, or only those whose\n"
		"id starts with ID.",
	.options = explain_options,
	.examples = "supplychain explain egress.unapproved_host\n"
				"supplychain explain AN0863\n"
				"supplychain explain verdicts.json 4f2a",
	.run = run,
};
