/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain plugins: what a plugin is, whether it keeps the rules, and a new one. */
#include "options.h"
#include "plugin_choice.h"
#include "plugin_set.h"
#include "plugin_status.h"
#include "plugins.h"

#include <stdlib.h>
#include <string.h>

static const char *type_name(uint32_t type)
{
	static const char *const names[] = { "", "text", "whole number", "true or false",
		                                 "absolute path" };

	return type < sizeof names / sizeof *names ? names[type] : "";
}

static void show_option(const schain_plugin_option *option)
{
	printf("  %s: %s", option->name, type_name(option->type));
	if (option->minimum || option->maximum)
		printf(" from %lld to %lld", (long long)option->minimum, (long long)option->maximum);
	if (option->flags & SCHAIN_OPTION_REQUIRED)
		printf(", required");
	else if (option->fallback)
		printf(", default \"%s\"", option->fallback);
	printf("\n    %s\n", option->summary);
}

static void show_subjects(const schain_enricher *enricher)
{
	static const char *const names[] = { "file", "hash", "domain", "address", "signer", "package" };
	const char *separator = " ";

	printf("Asked about:");
	for (uint32_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!(enricher->subjects & SCHAIN_SUBJECT_BIT(i + 1)))
			continue;
		printf("%s%s", separator, names[i]);
		separator = ", ";
	}
	putchar('\n');
}

static void show_kinds(const schain_plugin *plugin)
{
	const schain_enricher *enricher = plugin->get_interface(SCHAIN_INTERFACE_ENRICHER);
	const schain_plugin_decoder *decoder = plugin->get_interface(SCHAIN_INTERFACE_DECODER);

	if (enricher)
		show_subjects(enricher);
	if (decoder)
		printf("Reads: %s, %s%s\n", decoder->format->name, decoder->format->summary,
		       decoder->probe ? "" : " (with --format only)");
	if (plugin->get_interface(SCHAIN_INTERFACE_SINK))
		printf("Takes verdicts.\n");
}

static void show(const schain_plugin *plugin)
{
	printf("%s %s: %s\n", plugin->name, plugin->version, plugin->summary);
	printf("Author: %s\nLicence: %s\n", plugin->author, plugin->licence);
	printf("Plugin ABI: %u.%u, events of schema %u\n", (unsigned)plugin->abi_major,
	       (unsigned)plugin->abi_minor, (unsigned)plugin->event_schema);
	show_kinds(plugin);
	printf(plugin->option_count ? "Options:\n" : "No options.\n");
	for (size_t i = 0; i < plugin->option_count; i++)
		show_option((const void *)((const char *)plugin->options + i * plugin->option_size));
}

static int list(const schain_plugins *plugins)
{
	const schain_plugin *plugin;

	for (size_t i = 0; (plugin = schain_plugins_at(plugins, i)); i++)
		printf("%-16s %-10s %s\n", plugin->name, plugin->version, plugin->summary);
	return EXIT_QUIET;
}

static int show_all(const schain_plugins *plugins)
{
	const schain_plugin *plugin;

	for (size_t i = 0; (plugin = schain_plugins_at(plugins, i)); i++) {
		if (i)
			putchar('\n');
		show(plugin);
	}
	return EXIT_QUIET;
}

static void tell_open(const schain_plugins *plugins, const char *file)
{
	schain_plugin_statistics now = { .struct_size = sizeof now };
	size_t open = 0;

	for (size_t i = 0; schain_plugins_get_statistics(plugins, i, &now, NULL) == SCHAIN_OK; i++) {
		open += now.is_open;
		now.struct_size = sizeof now;
	}
	printf("%s: %zu %s\n", file, open, open == 1 ? "instance opens" : "instances open");
}

/* A plugin, or all those of a configuration. Returns 0, else an exit status. */
static int add_file(schain_plugins *plugins, const char *file)
{
	return plugin_set_is_configuration(file) ? plugin_set_configure(plugins, file)
	                                         : plugin_set_add(plugins, file, NULL, 0);
}

/* Goes on behind a file that is refused, so that all are told of. */
static int each_loaded(char **files, int count, int (*tell)(const schain_plugins *plugins))
{
	schain_plugins *plugins = NULL;
	int status = plugin_set_new(&plugins), worst = status;

	for (int i = 0; !status && i < count; i++) {
		int refused = add_file(plugins, files[i]);

		if (refused > worst)
			worst = refused;
	}
	if (!status)
		tell(plugins);
	schain_plugins_free(plugins);
	return worst;
}

enum {
	OPTION_AUTHOR = 256,
	OPTION_CONFIG,
	OPTION_GRANT,
	OPTION_HOST,
	OPTION_ISOLATED,
	OPTION_JSON,
	OPTION_KIND,
	OPTION_LICENCE,
	OPTION_TIMEOUT,
};

static const struct command_option plugins_options[] = {
	{ "config", OPTION_CONFIG, "KEY=VALUE",
	  "check, status: set an option of the plugin; may be\n"
	  "repeated" },
	PLUGIN_CHOICE_OPTIONS(OPTION_ISOLATED, OPTION_GRANT, OPTION_HOST),
	{ "timeout", OPTION_TIMEOUT, "SECONDS", "check: how long one check may take (default 10)" },
	{ "json", OPTION_JSON, NULL, "check, status: one result or instance a line as JSON" },
	{ "kind", OPTION_KIND, "KIND", "new: enricher, decoder or sink (default enricher)" },
	{ "author", OPTION_AUTHOR, "TEXT", "new: who answers for the plugin" },
	{ "licence", OPTION_LICENCE, "SPDX", "new: its licence (default Apache-2.0)" },
	{ NULL, 0, NULL, NULL },
};

/* What the options said. */
struct request {
	struct plugin_choice choice; /* how they are isolated, if they are */
	struct check_settings check;
	struct new_plugin project;
	char config[4096]; /* "KEY=VALUE,..." */
};

static int run_list(struct request *request, int count, char **files)
{
	(void)request;
	return each_loaded(files, count, list);
}

static int run_show(struct request *request, int count, char **files)
{
	(void)request;
	return each_loaded(files, count, show_all);
}

enum { TEXT_SIZE = 2 * PLUGIN_PATH_SIZE };

/* The file with the options behind it and those of --config. Returns 0, or an exit status. */
static int with_config(const struct request *request, const char *file, char *text)
{
	const char *separator = !*request->config ? "" : strchr(file, ':') ? "," : ":";

	if (snprintf(text, TEXT_SIZE, "%s%s%s", file, separator, request->config) >= TEXT_SIZE)
		return usage_error(&command_plugins, "%.80s...: too long", file);
	return 0;
}

static int open_file(schain_plugins *plugins, struct request *request, const char *file)
{
	char text[TEXT_SIZE];
	int status;

	if (plugin_set_is_configuration(file))
		return plugin_set_configure(plugins, file);
	status = with_config(request, file, text);
	return status ? status
	              : plugin_set_add(plugins, text, plugin_choice_isolation(&request->choice), 1);
}

/* What is not in this process is only opened: the conformance checks look at its memory. */
static int check_open(struct request *request, const char *file)
{
	schain_plugins *plugins = NULL;
	int status = plugin_set_new(&plugins);

	if (!status)
		status = open_file(plugins, request, file);
	if (!status)
		tell_open(plugins, file);
	schain_plugins_free(plugins);
	return status;
}

static int check_one(struct request *request, const char *file)
{
	char text[TEXT_SIZE];
	int status;

	if (plugin_set_is_configuration(file) || plugin_choice_isolation(&request->choice))
		return check_open(request, file);
	status = with_config(request, file, text);
	return status ? status : plugin_check(&request->check, text);
}

static int run_check(struct request *request, int count, char **files)
{
	int worst = EXIT_QUIET;

	for (int i = 0; i < count; i++) {
		int status = check_one(request, files[i]);

		if (status > worst)
			worst = status;
	}
	return worst;
}

/* Asked, and told of even where something is wrong. */
static int show_status(schain_plugins *plugins, int is_json)
{
	int status = plugin_status_ask(plugins);

	plugin_status_print(plugins, is_json);
	return status || plugin_status_is_well(plugins) ? status : EXIT_FOUND;
}

static int run_status(struct request *request, int count, char **files)
{
	schain_plugins *plugins = NULL;
	int status = plugin_set_new(&plugins), worst = status;

	for (int i = 0; !status && i < count; i++) {
		int refused = open_file(plugins, request, files[i]);

		if (refused > worst)
			worst = refused;
	}
	if (!status)
		status = show_status(plugins, request->check.is_json);
	schain_plugins_free(plugins);
	return status > worst ? status : worst;
}

static int run_new(struct request *request, int count, char **operands)
{
	if (count > 2)
		return usage_error(&command_plugins, "new: a name and a directory at most");
	request->project.name = operands[0];
	request->project.directory = count > 1 ? operands[1] : NULL;
	return plugin_new(&request->project);
}

static const struct {
	const char *name;
	int (*run)(struct request *request, int count, char **operands);
} actions[] = {
	{ "list", run_list },
	{ "show", run_show },
	{ "check", run_check },
	{ "status", run_status },
	{ "new", run_new },
};

static int add_config(struct request *request, const char *value)
{
	size_t length = strlen(request->config);

	if (!strchr(value, '='))
		return usage_error(&command_plugins, "--config: expected KEY=VALUE, not '%s'", value);
	if (snprintf(request->config + length, sizeof request->config - length, "%s%s",
	             length ? "," : "", value) >= (int)(sizeof request->config - length))
		return usage_error(&command_plugins, "--config: too much");
	return 0;
}

static int set_timeout(struct request *request, const char *value)
{
	char *end;
	long seconds = strtol(value, &end, 10);

	if (end == value || *end || seconds < 1 || seconds > 3600)
		return usage_error(&command_plugins, "--timeout: expected 1 to 3600 seconds, not '%s'", value);
	request->check.timeout = seconds * SCHAIN_SECOND;
	return 0;
}

static int take_option(struct request *request, int option, const char *value)
{
	switch (option) {
	case OPTION_CONFIG:
		return add_config(request, value);
	case OPTION_ISOLATED:
		return plugin_choice_isolate(&request->choice);
	case OPTION_GRANT:
		return plugin_choice_grant(&request->choice, value);
	case OPTION_HOST:
		return plugin_choice_host(&request->choice, value);
	case OPTION_TIMEOUT:
		return set_timeout(request, value);
	case OPTION_KIND:
		request->project.kind = value;
		return 0;
	case OPTION_AUTHOR:
		request->project.author = value;
		return 0;
	case OPTION_LICENCE:
		request->project.licence = value;
		return 0;
	default:
		request->check.is_json = 1;
		return 0;
	}
}

static int unknown_action(const char *name)
{
	const char *names[sizeof actions / sizeof *actions + 1] = { NULL }, *near;

	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		names[i] = actions[i].name;
	near = nearest_word(name, names);
	if (near)
		return usage_error(&command_plugins, "unknown action '%s'; did you mean '%s'?", name, near);
	return usage_error(&command_plugins, "unknown action '%s'", name);
}

static int run_named(struct request *request, int count, char **words)
{
	if (count < 2)
		return usage_error(&command_plugins, "list, show, check or status and a FILE, or new and a "
		                                     "NAME, are needed");
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (!strcmp(actions[i].name, words[0]))
			return finish_output(stdout, "standard output",
			                     actions[i].run(request, count - 1, words + 1));
	return unknown_action(words[0]);
}

static int run(int argc, char **argv)
{
	struct request request = {
		.check = { .timeout = 10 * SCHAIN_SECOND },
		.project = { .kind = "enricher", .author = "Nobody yet", .licence = "Apache-2.0" },
	};
	struct options options;
	const char *value;
	int option, status = 0;

	options_init(&options, &command_plugins, argc, argv);
	while (!status && (option = options_next(&options, &value)) > OPTIONS_END)
		status = take_option(&request, option, value);
	if (!status)
		status = option == OPTIONS_STOP ? options.status
		                                : run_named(&request, argc - optind, argv + optind);
	plugin_choice_dispose(&request.choice);
	return status;
}

const struct command command_plugins = {
	.name = "plugins",
	.synopsis = "list FILE...\n"
				"show FILE...\n"
				"check [OPTION]... FILE[:KEY=VALUE[,KEY=VALUE]...]...\n"
				"check [OPTION]... FILE.yaml...\n"
				"status [OPTION]... FILE[:KEY=VALUE[,KEY=VALUE]...]...\n"
				"status [OPTION]... FILE.yaml...\n"
				"new [OPTION]... NAME [DIRECTORY]",
	.summary = "list, show, check, try and write plugins",
	.description = "list prints a line for each plugin, show all that it says of itself and its\n"
				   "options. check opens it with the options given and runs the conformance checks,\n"
				   "each in a process of its own; of a plugin configuration, and of isolated ones,\n"
				   "it opens the instances. status asks them a few questions, and tells what has\n"
				   "become of each. new writes the project of a small plugin to begin with. A plugin\n"
				   "that would not be let in is refused with the reason. Nothing but the FILEs named\n"
				   "is loaded.",
	.options = plugins_options,
	.examples = "supplychain plugins new --kind=decoder our-log\n"
				"supplychain plugins check --config=list=/etc/bad-names.txt ./names.so\n"
				"supplychain plugins check /etc/supplychain/plugins.yaml\n"
				"supplychain plugins status --isolated --grant=/etc/bad-names.txt \\\n"
				"    ./names.so:list=/etc/bad-names.txt",
	.run = run,
};
