/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain state products, deliveries and why: what is remembered, for people and as JSON. */
#include "state.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

static void print_time(schain_time time)
{
	time_t seconds = (time_t)(time / SCHAIN_SECOND);
	char text[32];
	struct tm tm;

	if (gmtime_r(&seconds, &tm) && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm))
		fputs(text, stdout);
}

static void print_json_time(const char *key, schain_time time)
{
	if (!time)
		return;
	printf("%s\"", key);
	print_time(time);
	putchar('"');
}

/* "3 d 4 h": the two largest units. */
static void print_span(int64_t span)
{
	static const struct {
		const char *name;
		int64_t seconds;
	} units[] = { { "d", 86400 }, { "h", 3600 }, { "min", 60 }, { "s", 1 } };
	int64_t left = span > 0 ? span / SCHAIN_SECOND : 0;
	size_t i = 0;

	while (i < 3 && left < units[i].seconds)
		i++;
	printf("%" PRId64 " %s", left / units[i].seconds, units[i].name);
	left %= units[i].seconds;
	if (i < 3 && left >= units[i + 1].seconds)
		printf(" %" PRId64 " %s", left / units[i + 1].seconds, units[i + 1].name);
}

/* A member that is left out where there is nothing to say. */
static void print_json_known(const char *key, schain_string text)
{
	if (text.length)
		print_json_bytes(key, text);
}

/* "NAME VERSION on HOST" */
static void print_title(schain_string name, schain_string version, schain_string host)
{
	if (name.length)
		print_bytes(stdout, name);
	else
		fputs("(without a name)", stdout);
	if (version.length) {
		putchar(' ');
		print_bytes(stdout, version);
	}
	if (host.length) {
		fputs(" on ", stdout);
		print_bytes(stdout, host);
	}
}

static void print_product_json(const schain_known_product *product)
{
	print_json_bytes("{\"host\":", product->host);
	print_json_bytes(",\"product\":", product->name);
	print_json_known(",\"version\":", product->version);
	print_json_time(",\"first_seen\":", product->first_seen);
	print_json_time(",\"last_seen\":", product->last_seen);
	printf(",\"updates\":%" PRIu64 ",\"is_mature\":%s,\"destinations\":%" PRIu64 ",\"traits\":[",
	       product->updates, product->flags & SCHAIN_KNOWN_MATURE ? "true" : "false",
	       product->destinations);
	for (size_t i = 0; i < product->trait_count; i++) {
		const schain_known_trait *trait = &product->traits[i];

		print_json_text(i ? ",{\"kind\":" : "{\"kind\":", schain_trait_get_name(trait->kind));
		print_json_bytes(",\"value\":", trait->value);
		print_json_time(",\"first\":", trait->first);
		print_json_time(",\"last\":", trait->last);
		putchar('}');
	}
	fputs("]}\n", stdout);
}

static void print_traits(const schain_known_product *product)
{
	static const char *const titles[SCHAIN_TRAIT_COUNT] = { "starts",      "loads", "signed by",
		                                                "connects to", "ports", "persists in",
		                                                "signer is" };

	for (uint32_t kind = 0; kind < SCHAIN_TRAIT_COUNT; kind++) {
		int count = 0;

		for (size_t i = 0; i < product->trait_count; i++) {
			if (product->traits[i].kind != kind)
				continue;
			if (count++)
				fputs(", ", stdout);
			else
				printf("  %-12s ", titles[kind]);
			print_bytes(stdout, product->traits[i].value);
		}
		if (count)
			putchar('\n');
	}
}

static int print_product(void *context, const schain_known_product *product)
{
	struct state_request *request = context;

	request->told++;
	if (request->is_json) {
		print_product_json(product);
		return 0;
	}
	print_title(product->name, product->version, product->host);
	printf("\n  %" PRIu64 " update%s, %" PRIu64 " destination%s", product->updates,
	       product->updates == 1 ? "" : "s", product->destinations,
	       product->destinations == 1 ? "" : "s");
	if (product->first_seen) {
		fputs(", seen from ", stdout);
		print_time(product->first_seen);
		fputs(" to ", stdout);
		print_time(product->last_seen);
	}
	fputs(product->flags & SCHAIN_KNOWN_MATURE ? "; its habits are known\n" : "\n", stdout);
	print_traits(product);
	return 0;
}

static void print_signals_json(const schain_known_item *item)
{
	fputs(",\"signals\":[", stdout);
	for (size_t i = 0; i < item->signal_count; i++) {
		print_json_time(i ? ",{\"time\":" : "{\"time\":", item->signals[i].time);
		print_json_bytes(",\"name\":", item->signals[i].name);
		printf(",\"weight\":%" PRId32, item->signals[i].weight);
		print_json_bytes(",\"text\":", item->signals[i].text);
		putchar('}');
	}
	putchar(']');
}

static void print_item_json(const schain_known_item *item)
{
	print_json_bytes("{\"product\":", item->product);
	print_json_known(",\"version\":", item->version);
	print_json_known(",\"repository\":", item->repository);
	if (item->has_run) {
		print_json_text(",\"level\":", schain_level_get_name(item->level));
		printf(",\"score\":%" PRId32, item->score);
		print_signals_json(item);
	}
	putchar('}');
}

/* Without the braces. */
static void print_delivery_members(const schain_known_delivery *delivery)
{
	print_json_bytes("\"host\":", delivery->host);
	printf(",\"delivery\":%" PRIu64, delivery->serial);
	if (delivery->parent)
		printf(",\"parent\":%" PRIu64, delivery->parent);
	print_json_known(",\"installer\":", delivery->installer);
	print_json_known(",\"script\":", delivery->script);
	print_json_known(",\"command_line\":", delivery->command_line);
	print_json_known(",\"user\":", delivery->user);
	printf(",\"pid\":%" PRIu64 ",\"is_remote\":%s", delivery->pid,
	       delivery->is_remote ? "true" : "false");
	print_json_time(",\"first_write\":", delivery->first_write);
	print_json_time(",\"last_write\":", delivery->last_write);
	printf(",\"age_seconds\":%" PRId64 ",\"files\":%" PRIu64,
	       (delivery->now - delivery->last_write) / SCHAIN_SECOND, delivery->files);
}

static void print_delivery_json(const schain_known_delivery *delivery)
{
	putchar('{');
	print_delivery_members(delivery);
	fputs(",\"items\":[", stdout);
	for (size_t i = 0; i < delivery->item_count; i++) {
		if (i)
			putchar(',');
		print_item_json(&delivery->items[i]);
	}
	fputs("]}\n", stdout);
}

static void print_origin(const schain_known_delivery *delivery)
{
	fputs("  brought by   ", stdout);
	if (delivery->installer.length)
		print_bytes(stdout, delivery->installer);
	else
		fputs(delivery->is_remote ? "another machine" : "an unseen process", stdout);
	if (delivery->script.length) {
		putchar(' ');
		print_bytes(stdout, delivery->script);
	}
	if (delivery->user.length) {
		fputs(" as ", stdout);
		print_bytes(stdout, delivery->user);
	}
	putchar('\n');
	if (delivery->command_line.length) {
		fputs("  command      ", stdout);
		print_bytes(stdout, delivery->command_line);
		putchar('\n');
	}
	if (delivery->parent)
		printf("  its installer came with delivery %" PRIu64 "\n", delivery->parent);
}

static void print_when(const char *title, schain_time time, schain_time now)
{
	printf("  %-12s ", title);
	print_time(time);
	fputs(", ", stdout);
	print_span(now - time);
	fputs(" before the last event", stdout);
}

static void print_chain(const schain_known_item *item)
{
	if (item->repository.length) {
		fputs("  from         ", stdout);
		print_bytes(stdout, item->repository);
		putchar('\n');
	}
	if (!item->has_run) {
		fputs("  not used so far\n", stdout);
		return;
	}
	printf("  so far       %s, score %+" PRId32 "\n", schain_level_get_name(item->level), item->score);
	for (size_t i = 0; i < item->signal_count; i++) {
		fputs("    ", stdout);
		print_time(item->signals[i].time);
		printf(" %+4" PRId32 "  ", item->signals[i].weight);
		print_bytes(stdout, item->signals[i].name);
		fputs(": ", stdout);
		print_bytes(stdout, item->signals[i].text);
		putchar('\n');
	}
}

static int print_delivery(void *context, const schain_known_delivery *delivery)
{
	struct state_request *request = context;

	request->told++;
	if (request->is_json) {
		print_delivery_json(delivery);
		return 0;
	}
	printf("delivery %" PRIu64, delivery->serial);
	if (delivery->host.length) {
		fputs(" on ", stdout);
		print_bytes(stdout, delivery->host);
	}
	putchar('\n');
	print_origin(delivery);
	print_when("last write", delivery->last_write, delivery->now);
	printf("; %" PRIu64 " file%s marked\n", delivery->files, delivery->files == 1 ? "" : "s");
	for (size_t i = 0; i < delivery->item_count; i++) {
		fputs("  ", stdout);
		print_title(delivery->items[i].product, delivery->items[i].version, (schain_string){ NULL, 0 });
		putchar('\n');
		print_chain(&delivery->items[i]);
	}
	return 0;
}

static int print_file(void *context, const schain_known_file *file)
{
	struct state_request *request = context;
	const schain_known_delivery *delivery = file->delivery;
	const schain_known_item *item = file->item < delivery->item_count ? &delivery->items[file->item]
	                                                                  : NULL;

	request->told++;
	if (request->is_json) {
		print_json_time("{\"written\":", file->written);
		printf(",\"has_run\":%s,", file->has_run ? "true" : "false");
		print_delivery_members(delivery);
		if (item) {
			fputs(",\"item\":", stdout);
			print_item_json(item);
		}
		fputs("}\n", stdout);
		return 0;
	}
	fputs("part of ", stdout);
	if (item)
		print_title(item->product, item->version, delivery->host);
	printf(", delivery %" PRIu64 "\n", delivery->serial);
	print_when("written", file->written, delivery->now);
	fputs(file->has_run ? "; used since\n" : "; not used itself\n", stdout);
	print_origin(delivery);
	if (item)
		print_chain(item);
	return 0;
}

static int finish(schain_status status, const schain_error *error)
{
	if (status == SCHAIN_OK)
		return 0;
	complain_error(error);
	return EXIT_INPUT;
}

/* The host that is named, of all where none is. */
static const schain_string *host_of(const char *word, schain_string *host)
{
	if (!word)
		return NULL;
	*host = schain_string_of(word);
	return host;
}

int state_products(struct state_request *request, const char *const *words)
{
	schain_error error = SCHAIN_ERROR_INIT;
	int status = state_open(request, words[0]);
	schain_string host;

	if (status)
		return status;
	return finish(schain_engine_each_product(request->engine, host_of(words[1], &host), print_product,
	                                         request, &error),
	              &error);
}

int state_deliveries(struct state_request *request, const char *const *words)
{
	schain_error error = SCHAIN_ERROR_INIT;
	int status = state_open(request, words[0]);
	schain_string host;

	if (status)
		return status;
	return finish(schain_engine_each_delivery(request->engine, host_of(words[1], &host),
	                                          print_delivery, request, &error),
	              &error);
}

int state_why(struct state_request *request, const char *const *words)
{
	schain_error error = SCHAIN_ERROR_INIT;
	int exit_status = state_open(request, words[0]);
	schain_status status;
	schain_string host;

	if (exit_status)
		return exit_status;
	status = schain_engine_find_file(request->engine, host_of(words[2], &host),
	                                 schain_string_of(words[1]), print_file, request, &error);
	if (status != SCHAIN_END)
		return finish(status, &error);
	complain("%s: no delivery of that file is remembered", words[1]);
	return EXIT_FOUND;
}
