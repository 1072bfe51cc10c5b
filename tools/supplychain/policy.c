/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain policy show|check|diff: what a deployment has tuned, and whether it is right. */
#include "options.h"

#include <stdlib.h>
#include <string.h>

enum { OPTION_JSON = 256, OPTION_IMPORT };

static const struct command_option policy_options[] = {
	{ "key", 'k', "KEY", "show only this key" },
	{ "import-host", OPTION_IMPORT, "ROOT",
	  "first take approved hosts, repositories and registries\n"
	  "from the host's own files below ROOT (/ for this host)" },
	{ "json", OPTION_JSON, NULL, "show one key a line as JSON" },
	{ NULL, 0, NULL, NULL },
};

struct request {
	const char *key;
	const char *root;
	int is_json;
};

/* The file:line:column form that editors read; nothing in a file may drive the terminal. */
static void report(const schain_error *error)
{
	char text[1024];

	schain_error_format(error, text, sizeof text);
	for (char *c = text; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = '?';
	fprintf(stderr, "%s\n", text);
}

static int status_of(const schain_error *error)
{
	return error->code == SCHAIN_E_IO ? EXIT_INPUT : EXIT_USAGE;
}

/* The default, with what the host's own files say; NULL: told on standard error. */
static schain_policy *base_policy(const struct request *request, int *ret_status)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_policy *policy = NULL;
	schain_status status = schain_policy_new(NULL, &policy, &error);

	if (!status && request->root)
		status = schain_policy_import_host(policy, request->root, NULL, &error);
	if (!status)
		return policy;
	report(&error);
	*ret_status = status_of(&error);
	schain_policy_free(policy);
	return NULL;
}

/* Layers files; the worst status of those that cannot be, each of which is told. */
static int load_files(schain_policy *policy, int count, char **files, int say_ok)
{
	int worst = EXIT_QUIET;

	for (int i = 0; i < count; i++) {
		schain_error error = SCHAIN_ERROR_INIT;

		if (!schain_policy_load_file(policy, files[i], &error)) {
			if (say_ok)
				printf("%s: ok\n", files[i]);
			continue;
		}
		report(&error);
		if (status_of(&error) > worst)
			worst = status_of(&error);
	}
	return worst;
}

static int write_stream(void *context, const char *data, size_t size)
{
	return fwrite(data, 1, size, context) != size;
}

struct text {
	char *data;
	size_t length;
	size_t capacity;
};

static int write_text(void *context, const char *data, size_t size)
{
	struct text *text = context;

	if (text->capacity - text->length <= size) {
		size_t capacity = (text->capacity + size) * 2 + 1;
		char *fresh = realloc(text->data, capacity);

		if (!fresh)
			return -1;
		text->data = fresh;
		text->capacity = capacity;
	}
	memcpy(text->data + text->length, data, size);
	text->length += size;
	text->data[text->length] = 0;
	return 0;
}

/* Prints what the YAML of a policy has of one key: comments above, the key, indented lines below. */
static void print_section(const char *text, const char *key)
{
	const char *start = text, *line = text;
	size_t length = strlen(key);
	int found = 0;

	for (; *line; line += strcspn(line, "\n") + 1) {
		if (found && *line != ' ')
			break;
		if (!strncmp(line, key, length) && line[length] == ':')
			found = 1;
		else if (*line != '#' && !found)
			start = line + strcspn(line, "\n") + 1;
	}
	if (found)
		fwrite(start, 1, (size_t)(line - start), stdout);
}

static int show_yaml(const schain_policy *policy, const char *key)
{
	schain_error error = SCHAIN_ERROR_INIT;
	struct text text = { NULL, 0, 0 };
	schain_status status;

	if (!key) {
		status = schain_policy_write(policy, NULL, write_stream, stdout, &error);
		/* Of a stream that takes no more, finish_output() tells. */
		if (!status || status == SCHAIN_E_CANCELLED)
			return EXIT_QUIET;
	} else {
		status = schain_policy_write(policy, NULL, write_text, &text, &error);
		if (!status)
			print_section(text.data, key);
		free(text.data);
	}
	if (!status)
		return EXIT_QUIET;
	report(&error);
	return EXIT_INPUT;
}

static void print_json_string(const char *data, size_t length)
{
	putchar('"');
	for (size_t i = 0; i < length; i++) {
		if (data[i] == '"' || data[i] == '\\')
			putchar('\\');
		putchar(data[i]);
	}
	putchar('"');
}

static void print_json_member(const char *lead, const char *text)
{
	fputs(lead, stdout);
	print_json_string(text, strlen(text));
}

static const char *kind_name(const schain_policy_key *key)
{
	static const char *const names[] = { "", "nanoseconds", "bytes", "integer", "decibans", "list" };

	return key->kind < sizeof names / sizeof *names ? names[key->kind] : "";
}

static void print_json(const schain_policy *policy, const schain_policy_key *key)
{
	int64_t value = 0;

	print_json_member("{\"key\":", key->name);
	print_json_member(",\"kind\":", kind_name(key));
	print_json_member(",\"summary\":", key->summary);
	print_json_member(",\"source\":", key->source);
	if (key->kind != SCHAIN_POLICY_LIST) {
		schain_policy_get(policy, key->name, &value, NULL);
		printf(",\"value\":%lld}\n", (long long)value);
		return;
	}
	print_json_member(",\"pattern\":", key->pattern);
	fputs(",\"patterns\":[", stdout);
	for (size_t i = 0; i < schain_policy_get_count(policy, key->name); i++) {
		schain_string item = schain_policy_get_item(policy, key->name, i);

		if (i)
			putchar(',');
		print_json_string(item.data, item.length);
	}
	puts("]}");
}

static void show_json(const schain_policy *policy, const char *only)
{
	const schain_policy_key *key;

	for (size_t i = 0; (key = schain_policy_key_at(i)); i++)
		if (!only || !strcmp(key->name, only))
			print_json(policy, key);
}

/* An unknown key is told with the nearest one. */
static int check_key(const schain_policy *policy, const char *key)
{
	schain_error error = SCHAIN_ERROR_INIT;
	int64_t value;

	if (!key || schain_policy_key_of(key))
		return EXIT_QUIET;
	schain_policy_get(policy, key, &value, &error);
	return usage_error(&command_policy, "%s", error.message);
}

static int show(const struct request *request, int count, char **files)
{
	int status = EXIT_QUIET;
	schain_policy *policy = base_policy(request, &status);

	if (!policy)
		return status;
	status = check_key(policy, request->key);
	if (status == EXIT_QUIET)
		status = load_files(policy, count, files, 0);
	if (status == EXIT_QUIET && request->is_json)
		show_json(policy, request->key);
	else if (status == EXIT_QUIET)
		status = show_yaml(policy, request->key);
	schain_policy_free(policy);
	return status;
}

static int check(const struct request *request, int count, char **files)
{
	int status = EXIT_QUIET;
	schain_policy *policy;

	if (!count)
		return usage_error(&command_policy, "check needs a file");
	policy = base_policy(request, &status);
	if (policy)
		status = load_files(policy, count, files, 1);
	schain_policy_free(policy);
	return status;
}

static int diff(const struct request *request, int count, char **files)
{
	schain_error error = SCHAIN_ERROR_INIT;
	int status = EXIT_QUIET;
	schain_policy *from, *to = NULL;
	schain_status written;

	if (count < 1 || count > 2)
		return usage_error(&command_policy, "diff needs one file or two");
	from = base_policy(request, &status);
	if (from)
		to = base_policy(request, &status);
	if (to && count == 2)
		status = load_files(from, 1, files, 0);
	if (to && status == EXIT_QUIET)
		status = load_files(to, 1, files + count - 1, 0);
	if (to && status == EXIT_QUIET) {
		written = schain_policy_write(to, from, write_stream, stdout, &error);
		if (written && written != SCHAIN_E_CANCELLED) {
			report(&error);
			status = EXIT_INPUT;
		}
	}
	schain_policy_free(from);
	schain_policy_free(to);
	return status;
}

static const struct verb {
	const char *name;
	int (*run)(const struct request *request, int count, char **files);
} verbs[] = { { "show", show }, { "check", check }, { "diff", diff } };

static int run_verb(const struct request *request, const char *name, int count, char **files)
{
	static const char *const names[] = { "show", "check", "diff", NULL };
	const char *near;

	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (!strcmp(verbs[i].name, name))
			return verbs[i].run(request, count, files);
	near = nearest_word(name, names);
	if (near)
		return usage_error(&command_policy, "unknown action '%s'; did you mean '%s'?", name, near);
	return usage_error(&command_policy, "unknown action '%s'", name);
}

static int run(int argc, char **argv)
{
	struct request request = { NULL, NULL, 0 };
	struct options options;
	const char *value;
	int option;

	options_init(&options, &command_policy, argc, argv);
	while ((option = options_next(&options, &value)) != OPTIONS_END) {
		switch (option) {
		case OPTIONS_STOP:
			return options.status;
		case 'k':
			request.key = value;
			break;
		case OPTION_IMPORT:
			request.root = value;
			break;
		default:
			request.is_json = 1;
			break;
		}
	}
	if (optind == argc)
		return usage_error(&command_policy, "show, check or diff is needed");
	return finish_output(stdout, "standard output",
	                     run_verb(&request, argv[optind], argc - optind - 1, argv + optind + 1));
}

const struct command command_policy = {
	.name = "policy",
	.synopsis = "show [OPTION]... [FILE]...\n"
	            "check [OPTION]... FILE...\n"
	            "diff [OPTION]... FILE [FILE]",
	.summary = "show, check and compare policies",
	.description = "show prints the whole policy as YAML, each key with its meaning and its ATT&CK\n"
	               "source: the built-in default with the FILEs layered on it. check reads FILEs\n"
	               "and says what is wrong in them, as FILE:LINE:COLUMN: MESSAGE. diff prints what\n"
	               "a file changes of the default, or what the second changes of the first.",
	.options = policy_options,
	.examples = "supplychain policy show --key=approved_update_hosts\n"
	            "supplychain policy show --import-host=/ >host.yaml\n"
	            "supplychain policy check site.yaml\n"
	            "supplychain policy diff site.yaml",
	.run = run,
};
