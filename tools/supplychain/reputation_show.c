/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain reputation list|lookup|stats */
#include "reputation.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ENTRIES = 64, LINE = 4096 };

void reputation_date(schain_time time, char text[16])
{
	time_t seconds = (time_t)(time / SCHAIN_SECOND);
	struct tm date;

	text[0] = 0;
	if (gmtime_r(&seconds, &date))
		strftime(text, 16, "%Y-%m-%d", &date);
}

/* Bytes of the UTF-8 character at the start, 0 if it is none. */
static size_t character(const unsigned char *text, size_t left)
{
	static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t size = text[0] < 0x80 ? 1 : text[0] < 0xc2 ? 0 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : text[0] < 0xf5 ? 4 : 0;
	unsigned code = size < 2 ? text[0] : text[0] & (0x7fu >> size);

	if (!size || size > left)
		return 0;
	for (size_t i = 1; i < size; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (text[i] & 0x3fu);
	}
	return code < least[size] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0 : size;
}

void reputation_json_string(schain_string text)
{
	const unsigned char *from = (const unsigned char *)text.data;

	putchar('"');
	for (size_t i = 0, size; i < text.length; i += size) {
		size = character(from + i, text.length - i);
		if (!size) {
			fputs("\\ufffd", stdout);
			size = 1;
		} else if (from[i] == '"' || from[i] == '\\') {
			printf("\\%c", from[i]);
		} else if (from[i] < 0x20 || from[i] == 0x7f) {
			printf("\\u%04x", from[i]);
		} else {
			fwrite(from + i, 1, size, stdout);
		}
	}
	putchar('"');
}

void reputation_json_member(const char *key, schain_string text)
{
	if (!text.length)
		return;
	printf(",\"%s\":", key);
	reputation_json_string(text);
}

/* What a feed says is not ours: nothing in it may drive the terminal. */
static void print_text(schain_string text)
{
	for (size_t i = 0; i < text.length; i++) {
		unsigned char c = (unsigned char)text.data[i];

		putchar(c < 0x20 || c == 0x7f ? '?' : c);
	}
}

static void print_entry(const schain_reputation_entry *entry)
{
	char date[16];

	printf("  %-10s ", schain_reputation_standing_get_name(entry->standing));
	print_text(entry->source->name);
	if (entry->confidence)
		printf(", confidence %u", (unsigned)entry->confidence);
	if (entry->flags & SCHAIN_REPUTATION_PARTIAL)
		printf(", one condition of several");
	if (entry->flags & SCHAIN_REPUTATION_PROBABLE)
		printf(", by a Bloom filter, which proves nothing");
	if (entry->seen) {
		reputation_date(entry->seen, date);
		printf(", since %s", date);
	}
	if (entry->until) {
		reputation_date(entry->until, date);
		printf(", until %s", date);
	}
	if (entry->scope.length) {
		printf(entry->kind == SCHAIN_REPUTATION_PACKAGE ? ", versions " : ", as ");
		print_text(entry->scope);
	} else if (entry->kind == SCHAIN_REPUTATION_PACKAGE) {
		printf(", all versions");
	}
	if (entry->remark.length) {
		printf("\n             ");
		print_text(entry->remark);
	}
	putchar('\n');
}

static void print_entry_json(schain_string asked, const schain_reputation_entry *entry)
{
	char date[16];

	printf("{\"kind\":\"%s\"", schain_reputation_kind_get_name(entry->kind));
	reputation_json_member("asked", asked);
	reputation_json_member("subject", entry->subject);
	printf(",\"standing\":\"%s\"", schain_reputation_standing_get_name(entry->standing));
	if (entry->confidence)
		printf(",\"confidence\":%u", (unsigned)entry->confidence);
	reputation_json_member("source", entry->source->name);
	reputation_json_member("licence", entry->source->licence);
	if (entry->seen) {
		reputation_date(entry->seen, date);
		printf(",\"seen\":\"%s\"", date);
	}
	if (entry->until) {
		reputation_date(entry->until, date);
		printf(",\"until\":\"%s\"", date);
	}
	if (entry->flags & SCHAIN_REPUTATION_BELOW)
		printf(",\"names_below\":true");
	if (entry->flags & SCHAIN_REPUTATION_PARTIAL)
		printf(",\"partial\":true");
	if (entry->flags & SCHAIN_REPUTATION_PROBABLE)
		printf(",\"probable\":true");
	reputation_json_member(entry->kind == SCHAIN_REPUTATION_PACKAGE ? "versions" : "range", entry->scope);
	reputation_json_member("remark", entry->remark);
	puts("}");
}

static schain_reputation *open_store(const struct reputation_request *request, int *ret_status)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_reputation *store = NULL;

	if (schain_reputation_open(request->store, NULL, &store, &error) != SCHAIN_OK)
		*ret_status = reputation_failed(&error);
	return store;
}

int reputation_merge(const struct reputation_request *request, int count, char **paths)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_prevalence *prevalence = NULL;
	int worst = EXIT_QUIET;

	if (schain_prevalence_open(request->prevalence, 0, NULL, &prevalence, &error) != SCHAIN_OK)
		return reputation_failed(&error);
	for (int i = 0; i < count; i++)
		if (schain_prevalence_merge(prevalence, paths[i], &error) != SCHAIN_OK)
			worst = reputation_failed(&error);
	schain_prevalence_close(prevalence);
	return worst;
}

/* What lookups are asked with. Either of the two may be NULL. */
struct lookup {
	const struct reputation_request *request;
	schain_reputation *store;
	schain_prevalence *prevalence;
};

/* How often it was seen here. */
static int print_prevalence(const struct lookup *lookup, uint32_t kind, schain_string subject)
{
	static const uint32_t kinds[16] = { [SCHAIN_REPUTATION_SHA256] = SCHAIN_PREVALENCE_FILE,
		                                [SCHAIN_REPUTATION_DOMAIN] = SCHAIN_PREVALENCE_DOMAIN,
		                                [SCHAIN_REPUTATION_SIGNER] = SCHAIN_PREVALENCE_SIGNER };
	schain_prevalence_record record = { .struct_size = sizeof record };
	schain_error error = SCHAIN_ERROR_INIT;
	char first[16], last[16];

	if (!lookup->prevalence || !kinds[kind & 15])
		return EXIT_QUIET;
	if (schain_prevalence_get(lookup->prevalence, kinds[kind], subject, &record, &error) != SCHAIN_OK)
		return reputation_failed(&error);
	reputation_date(record.first, first);
	reputation_date(record.last, last);
	if (lookup->request->is_json) {
		printf("{\"kind\":\"%s\"", schain_reputation_kind_get_name(kind));
		reputation_json_member("asked", subject);
		printf(",\"seen_here\":{\"hosts\":%u,\"days\":%u", (unsigned)record.hosts, (unsigned)record.days);
		if (record.hosts)
			printf(",\"first\":\"%s\",\"last\":\"%s\"", first, last);
		puts("}}");
	} else if (record.hosts) {
		printf("  seen here on %u hosts and %u days, %s to %s\n", (unsigned)record.hosts,
		       (unsigned)record.days, first, last);
	} else {
		puts("  never seen here");
	}
	return EXIT_QUIET;
}

/* Returns EXIT_FOUND if one source says bad. */
static int print_entries(const struct lookup *lookup, uint32_t kind, schain_string subject,
                         const schain_reputation_entry *entries, size_t count)
{
	int status = EXIT_QUIET, is_json = lookup->request->is_json;

	if (is_json && !count && lookup->store) {
		printf("{\"kind\":\"%s\"", schain_reputation_kind_get_name(kind));
		reputation_json_member("asked", subject);
		puts(",\"standing\":\"unknown\"}");
	} else if (!is_json) {
		print_text(subject);
		printf(" (%s)%s\n", schain_reputation_kind_get_name(kind), count || !lookup->store ? "" : ": unknown");
	}
	for (size_t i = 0; i < count && i < ENTRIES; i++) {
		if (entries[i].standing == SCHAIN_REPUTATION_BAD)
			status = EXIT_FOUND;
		if (is_json)
			print_entry_json(subject, &entries[i]);
		else
			print_entry(&entries[i]);
	}
	return status;
}

static int look_up(const struct lookup *lookup, const char *text)
{
	const struct reputation_request *request = lookup->request;
	schain_reputation_entry entries[ENTRIES];
	schain_string subject = schain_string_of(text);
	uint32_t kind = request->kind ? request->kind : schain_reputation_guess(subject);
	size_t count = 0;
	int status, seen;

	if (!kind || (lookup->store &&
	              schain_reputation_find(lookup->store, kind, subject, request->now, entries,
	                                     sizeof *entries, ENTRIES, &count) != SCHAIN_OK)) {
		complain("'%s' is no subject%s%s", text, kind ? " of kind " : "",
		         kind ? schain_reputation_kind_get_name(kind) : "; --kind says what it is");
		return EXIT_USAGE;
	}
	status = print_entries(lookup, kind, subject, entries, count);
	seen = print_prevalence(lookup, kind, subject);
	return seen > status ? seen : status;
}

static int look_up_lines(const struct lookup *lookup)
{
	char line[LINE];
	int worst = EXIT_QUIET;

	while (fgets(line, sizeof line, stdin)) {
		int status;

		line[strcspn(line, "\r\n")] = 0;
		if (!line[0])
			continue;
		status = look_up(lookup, line);
		if (status > worst)
			worst = status;
	}
	if (!ferror(stdin))
		return worst;
	complain("standard input: cannot be read");
	return EXIT_INPUT;
}

/* Who asks how often things were seen needs no store where there is none; a file of that is not made by asking. */
static int open_lookup(const struct reputation_request *request, struct lookup *lookup)
{
	schain_error error = SCHAIN_ERROR_INIT;
	int status = EXIT_QUIET;

	lookup->request = request;
	if (request->prevalence && access(request->prevalence, F_OK)) {
		complain("%s: %s", request->prevalence, strerror(errno));
		return EXIT_INPUT;
	}
	if (request->prevalence &&
	    schain_prevalence_open(request->prevalence, 0, NULL, &lookup->prevalence, &error) != SCHAIN_OK)
		return reputation_failed(&error);
	if (!request->prevalence || request->is_store_given || !access(request->store, F_OK))
		lookup->store = open_store(request, &status);
	return status;
}

int reputation_lookup(const struct reputation_request *request, int count, char **subjects)
{
	struct lookup lookup = { 0 };
	int worst = open_lookup(request, &lookup), is_open = worst == EXIT_QUIET;

	if (is_open && !count)
		worst = look_up_lines(&lookup);
	for (int i = 0; is_open && i < count; i++) {
		int status = look_up(&lookup, subjects[i]);

		if (status > worst)
			worst = status;
	}
	schain_prevalence_close(lookup.prevalence);
	schain_reputation_close(lookup.store);
	return worst;
}

static int list_entry(void *context, const schain_reputation_entry *entry)
{
	const struct reputation_request *request = context;

	if (request->is_json) {
		print_entry_json(schain_string_of(NULL), entry);
	} else {
		print_text(entry->subject);
		putchar('\n');
		print_entry(entry);
	}
	return ferror(stdout);
}

static void print_source(const schain_reputation_source *source, int is_json)
{
	char imported[16], date[16] = "";

	reputation_date(source->imported, imported);
	if (source->date)
		reputation_date(source->date, date);
	if (is_json) {
		printf("{\"source\":");
		reputation_json_string(source->name);
		reputation_json_member("title", source->title);
		reputation_json_member("author", source->author);
		reputation_json_member("licence", source->licence);
		reputation_json_member("format", source->format);
		reputation_json_member("date", schain_string_of(date));
		printf(",\"imported\":\"%s\",\"entries\":%" PRIu64 ",\"ignored\":%" PRIu64 ",\"malformed\":%" PRIu64 "}\n",
		       imported, source->entries, source->ignored, source->malformed);
		return;
	}
	print_text(source->name);
	printf("\n  %" PRIu64 " entries, imported %s, format ", source->entries, imported);
	print_text(source->format);
	if (*date)
		printf(", of %s", date);
	if (source->licence.length) {
		printf(", licence ");
		print_text(source->licence);
	}
	if (source->title.length) {
		printf("\n  ");
		print_text(source->title);
	}
	if (source->author.length) {
		printf("\n  by ");
		print_text(source->author);
	}
	putchar('\n');
}

int reputation_list(const struct reputation_request *request)
{
	int status = EXIT_QUIET;
	schain_reputation *store = open_store(request, &status);
	const schain_reputation_source *source;
	schain_error error = SCHAIN_ERROR_INIT;

	if (!store)
		return status;
	if (request->kind) {
		struct reputation_request copy = *request;

		if (schain_reputation_list(store, request->kind, list_entry, &copy, &error) != SCHAIN_OK && !ferror(stdout))
			status = reputation_failed(&error);
	} else {
		for (size_t i = 0; (source = schain_reputation_source_at(store, i)); i++)
			print_source(source, request->is_json);
	}
	schain_reputation_close(store);
	return status;
}

static void print_statistics(const schain_reputation_statistics *statistics, int is_json)
{
	char created[16];

	reputation_date(statistics->created, created);
	if (is_json) {
		printf("{\"created\":\"%s\",\"bytes\":%" PRIu64 ",\"sources\":%u,\"filters\":%" PRIu64 ",\"subjects\":{",
		       created, statistics->bytes, (unsigned)statistics->sources, statistics->filters);
		for (uint32_t kind = 1, is_more = 0; kind < 16; kind++)
			if (statistics->subjects[kind]) {
				printf("%s\"%s\":%" PRIu64, is_more ? "," : "", schain_reputation_kind_get_name(kind),
				       statistics->subjects[kind]);
				is_more = 1;
			}
		puts("}}");
		return;
	}
	printf("made %s, %" PRIu64 " bytes, %u sources", created, statistics->bytes, (unsigned)statistics->sources);
	if (statistics->filters)
		printf(", %" PRIu64 " Bloom filters", statistics->filters);
	putchar('\n');
	for (uint32_t kind = 1; kind < 16; kind++)
		if (statistics->subjects[kind])
			printf("%-12s %12" PRIu64 "\n", schain_reputation_kind_get_name(kind), statistics->subjects[kind]);
}

int reputation_stats(const struct reputation_request *request)
{
	int status = EXIT_QUIET;
	schain_reputation *store = open_store(request, &status);
	schain_reputation_statistics statistics = { 0 };
	schain_error error = SCHAIN_ERROR_INIT;

	if (!store)
		return status;
	if (request->is_verified && schain_reputation_verify(store, &error) != SCHAIN_OK)
		status = reputation_failed(&error);
	statistics.struct_size = sizeof statistics;
	schain_reputation_get_statistics(store, &statistics, &error);
	if (status == EXIT_QUIET)
		print_statistics(&statistics, request->is_json);
	schain_reputation_close(store);
	return status;
}
