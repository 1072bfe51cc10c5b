/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An enricher: files and destinations on a list of one's own are known to be
 * bad. The list has one SHA-256, path, host name or address a line, and is read
 * when the instance is opened; so each question is answered at once.
 */
#include <supplychain/plugin.h>
#include <supplychain/version.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = 256, NAMES = 1024 };

struct list {
	const schain_plugin_host *host;
	size_t count;
	char names[NAMES][NAME_SIZE];
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static int is_listed(const struct list *list, schain_string text)
{
	for (size_t i = 0; text.length && i < list->count; i++) {
		const char *name = list->names[i];
		size_t at = 0;

		while (at < text.length && name[at] && lower(name[at]) == lower(text.data[at]))
			at++;
		if (at == text.length && !name[at])
			return 1;
	}
	return 0;
}

static schain_status ask(void *instance, const schain_question *question)
{
	const struct list *list = instance;
	schain_claim claim = SCHAIN_CLAIM_INIT;

	claim.finding = SCHAIN_FINDING_KNOWN_BAD;
	claim.reason = SCHAIN_STRING("on the list");
	if (is_listed(list, question->subject))
		claim.subject_kind = question->subject_kind;
	else if (question->file && is_listed(list, question->file->sha256))
		claim.subject_kind = SCHAIN_SUBJECT_HASH;
	else
		return SCHAIN_OK;
	return list->host->post(list->host->context, question->number, &claim, sizeof claim, 1);
}

static int read_list(struct list *list, FILE *file)
{
	while (list->count < NAMES && fgets(list->names[list->count], NAME_SIZE, file)) {
		char *name = list->names[list->count];

		name[strcspn(name, "\r\n")] = 0;
		list->count += *name && *name != '#';
	}
	return ferror(file);
}

static schain_status open_list(const schain_plugin_host *host, const schain_plugin_setting *settings,
                               size_t setting_count, void **ret_instance, schain_error *error)
{
	const char *path = settings[0].text.data;
	FILE *file = fopen(path, "r");
	struct list *list = file ? host->allocate(host->context, sizeof *list) : NULL;
	int failed = !list;

	(void)setting_count;
	if (list) {
		list->host = host;
		list->count = 0;
		failed = read_list(list, file);
	}
	if (failed)
		snprintf(error->message, sizeof error->message, "list: %s: %s", path, strerror(errno));
	if (file)
		fclose(file);
	if (failed && list)
		host->release(host->context, list, sizeof *list);
	*ret_instance = failed ? NULL : list;
	return failed ? SCHAIN_E_IO : SCHAIN_OK;
}

static void close_list(void *instance)
{
	struct list *list = instance;

	list->host->release(list->host->context, list, sizeof *list);
}

static const void *get_interface(const char *name)
{
	static const schain_enricher enricher = {
		.struct_size = sizeof enricher,
		.subjects = SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_FILE) |
		            SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_DOMAIN) |
		            SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_ADDRESS),
		.ask = ask,
	};

	return strcmp(name, SCHAIN_INTERFACE_ENRICHER) ? NULL : &enricher;
}

static const schain_plugin_option options[] = {
	{ .type = SCHAIN_OPTION_PATH,
	  .flags = SCHAIN_OPTION_REQUIRED,
	  .name = "list",
	  .summary = "File with one SHA-256, host name or address a line; # begins a comment." },
};

static const schain_plugin plugin = {
	.struct_size = sizeof plugin,
	.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
	.abi_minor = 0,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = "example-enricher",
	.version = "1.0",
	.author = "The libsupplychain authors",
	.licence = "Apache-2.0",
	.summary = "Knows what is on a list.",
	.options = options,
	.option_size = sizeof *options,
	.option_count = sizeof options / sizeof *options,
	.open = open_list,
	.close = close_list,
	.get_interface = get_interface,
};

const schain_plugin *schain_plugin_query(uint32_t abi_major, uint32_t abi_minor)
{
	(void)abi_minor;
	return abi_major == SCHAIN_PLUGIN_ABI_MAJOR ? &plugin : NULL;
}
