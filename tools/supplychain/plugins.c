/* SPDX-License-Identifier: Apache-2.0 */
/*
 * supplychain plugins list|show|check|status FILE...: what a plugin is, whether
 * it would be let in, and how it behaves.
 */
#include "options.h"
#include "plugin_choice.h"
#include "plugin_set.h"
#include "plugin_status.h"

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

static int run_list(const schain_plugins *plugins)
{
	const schain_plugin *plugin;

	for (size_t i = 0; (plugin = schain_plugins_at(plugins, i)); i++)
		printf("%-16s %-10s %s\n", plugin->name, plugin->version, plugin->summary);
	return EXIT_QUIET;
}

static int run_show(const schain_plugins *plugins)
{
	const schain_plugin *plugin;

	for (size_t i = 0; (plugin = schain_plugins_at(plugins, i)); i++) {
		if (i)
			putchar('\n');
		show(plugin);
	}
	return EXIT_QUIET;
}

static int run_check(const schain_plugins *plugins)
{
	const schain_plugin *plugin;

	for (size_t i = 0; (plugin = schain_plugins_at(plugins, i)); i++)
		printf("%s %s: loads, and opens with this configuration\n", plugin->name, plugin->version);
	return EXIT_QUIET;
}

enum { OPTION_ISOLATED = 256, OPTION_GRANT, OPTION_HOST, OPTION_JSON };

static const struct command_option plugins_options[] = {
	PLUGIN_CHOICE_OPTIONS(OPTION_ISOLATED, OPTION_GRANT, OPTION_HOST),
	{ "json", OPTION_JSON, NULL, "status: one instance a line as JSON" },
	{ NULL, 0, NULL, NULL },
};

static int run_nothing(const schain_plugins *plugins)
{
	(void)plugins;
	return EXIT_QUIET;
}

static const struct {
	const char *name;
	int (*run)(const schain_plugins *plugins);
	int wants_open, wants_status;
} verbs[] = {
	{ "list", run_list, 0, 0 },
	{ "show", run_show, 0, 0 },
	{ "check", run_check, 1, 0 },
	{ "status", run_nothing, 1, 1 },
};

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

/* Returns 0, else an exit status. */
static int add_file(schain_plugins *plugins, struct plugin_choice *choice, const char *file,
                    size_t verb)
{
	const schain_plugin_isolation *isolation =
		verbs[verb].wants_open ? plugin_choice_isolation(choice) : NULL;
	int is_configuration = plugin_set_is_configuration(file);
	int status = is_configuration
	                 ? plugin_set_configure(plugins, file)
	                 : plugin_set_add(plugins, file, isolation, verbs[verb].wants_open);

	if (!status && (is_configuration || isolation) && verbs[verb].wants_open &&
	    !verbs[verb].wants_status)
		tell_open(plugins, file);
	return status;
}

/* Asked, and told of even where something is wrong. */
static int show_status(schain_plugins *plugins, int is_json)
{
	int status = plugin_status_ask(plugins);

	plugin_status_print(plugins, is_json);
	return status || plugin_status_is_well(plugins) ? status : EXIT_FOUND;
}

/* Goes on behind a file that is refused, so that all are told of. */
static int run_verb(size_t verb, struct plugin_choice *choice, int is_json, int count, char **files)
{
	schain_plugins *plugins = NULL;
	int status = plugin_set_new(&plugins), worst = status;

	for (int i = 0; !status && i < count; i++) {
		int refused = add_file(plugins, choice, files[i], verb);

		if (refused > worst)
			worst = refused;
	}
	if (!status)
		verbs[verb].run(plugins);
	if (!status && verbs[verb].wants_status) {
		status = show_status(plugins, is_json);
		worst = status > worst ? status : worst;
	}
	schain_plugins_free(plugins);
	return worst;
}

static int take_option(struct plugin_choice *choice, int *is_json, int option, const char *value)
{
	switch (option) {
	case OPTION_ISOLATED:
		return plugin_choice_isolate(choice);
	case OPTION_GRANT:
		return plugin_choice_grant(choice, value);
	case OPTION_HOST:
		return plugin_choice_host(choice, value);
	default:
		*is_json = 1;
		return 0;
	}
}

static int run_named(struct plugin_choice *choice, int is_json, int count, char **words)
{
	static const char *const names[] = { "list", "show", "check", "status", NULL };
	const char *near;

	if (count < 2)
		return usage_error(&command_plugins, "list, show, check or status is needed, and a FILE");
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (!strcmp(verbs[i].name, words[0]))
			return finish_output(stdout, "standard output",
			                     run_verb(i, choice, is_json, count - 1, words + 1));
	near = nearest_word(words[0], names);
	if (near)
		return usage_error(&command_plugins, "unknown action '%s'; did you mean '%s'?", words[0],
		                   near);
	return usage_error(&command_plugins, "unknown action '%s'", words[0]);
}

static int run(int argc, char **argv)
{
	struct plugin_choice choice = { .count = 0 };
	struct options options;
	const char *value;
	int is_json = 0, status = 0, option;

	options_init(&options, &command_plugins, argc, argv);
	while (!status && (option = options_next(&options, &value)) > OPTIONS_END)
		status = take_option(&choice, &is_json, option, value);
	if (!status)
		status = option == OPTIONS_STOP
		             ? options.status
		             : run_named(&choice, is_json, argc - optind, argv + optind);
	plugin_choice_dispose(&choice);
	return status;
}

const struct command command_plugins = {
	.name = "plugins",
	.synopsis = "list FILE...\n"
				"show FILE...\n"
				"[OPTION]... check FILE[:KEY=VALUE[,KEY=VALUE]...]...\n"
				"[OPTION]... check FILE.yaml\n"
				"[OPTION]... status FILE[:KEY=VALUE[,KEY=VALUE]...]...\n"
				"[OPTION]... status FILE.yaml",
	.summary = "list, show, check and try plugins",
	.description = "list prints a line for each plugin, show all that it says of itself and its\n"
				   "options. check also opens it with the options given, or opens all that a plugin\n"
				   "configuration names. status asks the instances a few questions, and tells what\n"
				   "has become of each. A plugin that would not be let in is refused with the\n"
				   "reason. Nothing but the FILEs named is loaded.",
	.options = plugins_options,
	.examples = "supplychain plugins show ./hello.so\n"
				"supplychain plugins check ./hello.so:list=/etc/bad-names.txt\n"
				"supplychain plugins check /etc/supplychain/plugins.yaml\n"
				"supplychain plugins status --isolated --grant=/etc/bad-names.txt \\\n"
				"    ./hello.so:list=/etc/bad-names.txt",
	.run = run,
};
