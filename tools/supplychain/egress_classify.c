/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain egress classify and lookalikes: what a destination is. */
#include "egress.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct classifying {
	const struct egress_request *request;
	schain_egress *egress;
	schain_lookalikes *lookalikes;
	struct egress_json *json;
};

static const char *const approved_keys[] = { "approved_update_hosts", "trusted_update_hosts",
	                                     "approved_registries" };

/* The policy with what the host's own files approve; NULL: told, *ret_status says how it ends. */
static schain_policy *policy_of(const struct egress_request *request, int *ret_status)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_policy *policy = NULL;
	schain_status status = schain_policy_new(NULL, &policy, &error);

	if (!status && request->root)
		status = schain_policy_import_host(policy, request->root, NULL, &error);
	if (!status && request->policy)
		status = schain_policy_load_file(policy, request->policy, &error);
	for (size_t i = 0; i < request->approved.count && !status; i++)
		status = schain_policy_add(policy, approved_keys[0],
		                           schain_string_of(request->approved.text[i]), &error);
	if (!status)
		return policy;
	*ret_status = egress_failed(&error);
	schain_policy_free(policy);
	return NULL;
}

/* Calls `take` for each approved host, and for each name that may be imitated. */
static int each_approved(const struct egress_request *request,
                         schain_status (*take)(void *context, schain_string pattern,
                                               schain_error *error),
                         void *context)
{
	schain_error error = SCHAIN_ERROR_INIT;
	int status = EXIT_QUIET;
	schain_policy *policy = policy_of(request, &status);

	for (size_t k = 0; policy && k < sizeof approved_keys / sizeof *approved_keys; k++)
		for (size_t i = 0; i < schain_policy_get_count(policy, approved_keys[k]); i++)
			/* Patterns of other kinds, such as a glob within a name, are the engine's alone. */
			if (take(context, schain_policy_get_item(policy, approved_keys[k], i), &error) ==
			    SCHAIN_E_MEMORY)
				status = egress_failed(&error);
	schain_policy_free(policy);
	return status;
}

static schain_status approve(void *context, schain_string pattern, schain_error *error)
{
	return schain_egress_add(context, pattern, SCHAIN_REASON_APPROVED, error);
}

static schain_status imitate(void *context, schain_string pattern, schain_error *error)
{
	while (pattern.length && (pattern.data[0] == '.' || pattern.data[0] == '*')) {
		pattern.data++;
		pattern.length--;
	}
	return schain_lookalikes_add(context, pattern, error);
}

static char *read_whole(const char *path, size_t *ret_size)
{
	FILE *file = fopen(path, "rb");
	size_t size = 0, capacity = 0, got = 0;
	char *data = NULL;

	if (!file)
		return NULL;
	do {
		if (size == capacity) {
			char *larger = realloc(data, capacity = capacity * 2 + 65536);

			if (!larger) {
				free(data);
				fclose(file);
				errno = ENOMEM;
				return NULL;
			}
			data = larger;
		}
		got = fread(data + size, 1, capacity - size, file);
		size += got;
	} while (got);
	if (ferror(file)) {
		free(data);
		data = NULL;
	}
	fclose(file);
	*ret_size = size;
	return data;
}

/* "FILE:REASON" */
static int add_list(schain_egress *egress, const char *text)
{
	const char *colon = strrchr(text, ':');
	uint32_t reason = colon ? schain_reason_of(schain_string_of(colon + 1)) : 0;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_string json = SCHAIN_STRING_NONE;
	char path[4096], *data;
	uint64_t count = 0;

	if (!reason)
		return usage_error(&command_egress, "--list: expected FILE:REASON, such as :chat, not '%s'", text);
	snprintf(path, sizeof path, "%.*s", (int)(colon - text), text);
	data = read_whole(path, &json.length);
	if (!data) {
		complain("%s: %s", path, strerror(errno));
		return EXIT_INPUT;
	}
	json.data = data;
	if (schain_egress_add_list(egress, json, reason, &count, &error) < 0) {
		free(data);
		complain("%s: %s", path, error.message);
		return EXIT_INPUT;
	}
	free(data);
	return EXIT_QUIET;
}

static int add_all(const struct classifying *it)
{
	const struct egress_request *request = it->request;
	schain_error error = SCHAIN_ERROR_INIT;
	int status = each_approved(request, approve, it->egress);

	for (size_t i = 0; i < request->imitated.count && !status; i++)
		if (schain_egress_add_imitated(it->egress, schain_string_of(request->imitated.text[i]), &error) < 0)
			status = egress_failed(&error);
	for (size_t i = 0; i < request->lists.count && !status; i++)
		status = add_list(it->egress, request->lists.text[i]);
	return status;
}

/* "NAME", "ADDRESS", "NAME PORT" */
static int read_words(schain_string line, schain_destination *destination, schain_error *error)
{
	size_t end = 0;
	unsigned long port = 0;

	while (end < line.length && line.data[end] != ' ' && line.data[end] != '\t')
		end++;
	destination->name.data = line.data;
	destination->name.length = end;
	for (; end < line.length; end++) {
		if (line.data[end] == ' ' || line.data[end] == '\t' || line.data[end] == '\r')
			continue;
		if (line.data[end] < '0' || line.data[end] > '9' ||
		    (port = port * 10 + (unsigned long)(line.data[end] - '0')) > 65535) {
			error->code = SCHAIN_E_FORMAT;
			snprintf(error->message, sizeof error->message, "expected a host name or address, and a port");
			return -1;
		}
	}
	destination->port = (uint32_t)port;
	return 0;
}

static void print_reasons(uint32_t reasons)
{
	const char *between = "";

	fputs(",\"reasons\":[", stdout);
	for (uint32_t bit = 0; bit < 32; bit++)
		if (reasons & 1u << bit && schain_reason_get_name(1u << bit)) {
			printf("%s\"%s\"", between, schain_reason_get_name(1u << bit));
			between = ",";
		}
	putchar(']');
}

static void print_kind(const schain_destination *destination, const schain_destination_kind *kind,
                       int is_json)
{
	schain_string shown = destination->name.length ? destination->name : destination->address;
	char text[512], lead[32];

	schain_destination_kind_format(kind, text, sizeof text);
	if (!is_json) {
		egress_print(shown);
		if (destination->port)
			printf(" %u", destination->port);
		printf(": %s\n", text[0] ? text : "nothing known");
		return;
	}
	snprintf(text, sizeof text, "%.*s", (int)(shown.length < 500 ? shown.length : 500), shown.data);
	snprintf(lead, sizeof lead, "{\"destination\":");
	print_json_text(lead, text);
	if (destination->port)
		printf(",\"port\":%u", destination->port);
	print_reasons(kind->reasons);
	schain_destination_kind_format(kind, text, sizeof text);
	print_json_text(",\"text\":", text);
	if (kind->domain.length)
		egress_json_member("domain", kind->domain);
	if (kind->imitated.length)
		egress_json_member("imitated", kind->imitated);
	printf(",\"name_score\":%d", kind->name_score);
	if (kind->network)
		printf(",\"network\":%u", kind->network);
	puts("}");
}

static int classify_line(void *context, schain_string line, schain_error *error)
{
	struct classifying *it = context;
	schain_destination destination = SCHAIN_DESTINATION_INIT;
	schain_destination_kind kind;

	if (!line.length || line.data[0] == '#')
		return 0;
	destination.product = schain_string_of(it->request->product);
	destination.vendor = schain_string_of(it->request->vendor);
	if (line.data[0] == '{') {
		if (!egress_json_destination(it->json, line, &destination, error))
			return -1;
	} else if (read_words(line, &destination, error)) {
		return -1;
	}
	if (schain_egress_classify(it->egress, &destination, &kind, error) < 0)
		return -1;
	print_kind(&destination, &kind, it->request->is_json);
	return 0;
}

int egress_classify(const struct egress_request *request)
{
	struct classifying it = { request, NULL, NULL, egress_json_new() };
	schain_egress_options options = SCHAIN_EGRESS_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	int status;

	options.suffix_list = request->suffixes;
	options.network_file = request->networks;
	if (!it.json || schain_egress_new(&options, &it.egress, &error) < 0) {
		status = it.json ? egress_failed(&error) : EXIT_INPUT;
	} else {
		status = add_all(&it);
		if (!status)
			status = egress_each_line(request, classify_line, &it);
	}
	schain_egress_free(it.egress);
	egress_json_free(it.json);
	return status;
}

static int like_line(void *context, schain_string line, schain_error *error)
{
	static const char *const kinds[] = { "none", "edit", "homoglyph", "token", "suffix" };
	struct classifying *it = context;
	schain_lookalike found;
	size_t end = 0;

	while (end < line.length && line.data[end] != ' ' && line.data[end] != '\t' && line.data[end] != '\r')
		end++;
	line.length = end;
	if (!line.length || line.data[0] == '#')
		return 0;
	if (schain_lookalikes_find(it->lookalikes, line, &found, error) < 0)
		return -1;
	/* The same label under another suffix is mostly honest. */
	if (!it->request->is_all && (!found.kind || found.kind == SCHAIN_LOOKALIKE_SUFFIX))
		return 0;
	if (!it->request->is_json) {
		egress_print(line);
		printf(": %s", kinds[found.kind < 5 ? found.kind : 0]);
		if (found.imitated.length) {
			fputs(" of ", stdout);
			egress_print(found.imitated);
		}
		putchar('\n');
		return 0;
	}
	printf("{\"kind\":\"%s\"", kinds[found.kind < 5 ? found.kind : 0]);
	egress_json_member("name", line);
	if (found.imitated.length)
		egress_json_member("imitated", found.imitated);
	puts("}");
	return 0;
}

int egress_lookalikes(const struct egress_request *request)
{
	struct classifying it = { request, NULL, NULL, NULL };
	schain_error error = SCHAIN_ERROR_INIT;
	int status = EXIT_QUIET;

	if (schain_lookalikes_new(NULL, &it.lookalikes, &error) < 0 ||
	    schain_lookalikes_add_known(it.lookalikes, &error) < 0)
		status = egress_failed(&error);
	if (!status && (request->policy || request->root || request->approved.count))
		status = each_approved(request, imitate, it.lookalikes);
	for (size_t i = 0; i < request->imitated.count && !status; i++)
		if (schain_lookalikes_add(it.lookalikes, schain_string_of(request->imitated.text[i]), &error) < 0)
			status = egress_failed(&error);
	if (!status)
		status = egress_each_line(request, like_line, &it);
	schain_lookalikes_free(it.lookalikes);
	return status;
}
