/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain plugins list|show|check FILE...: what a plugin is, and whether it would be let in. */
#include "options.h"
#include "plugin_set.h"

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

static const struct {
	const char *name;
	int (*run)(const schain_plugins *plugins);
	int wants_open;
} verbs[] = {
	{ "list", run_list, 0 },
	{ "show", run_show, 0 },
	{ "check", run_check, 1 },
};

static int is_configuration(const char *file)
{
	const char *dot = strrchr(file, '.');

	return dot && (!strcmp(dot, ".yaml") || !strcmp(dot, ".yml"));
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

/* Returns 0, else an exit status. */
static int add_file(schain_plugins *plugins, const char *file, int wants_open)
{
	int status;

	if (!is_configuration(file))
		return plugin_set_add(plugins, file, wants_open);
	status = plugin_set_configure(plugins, file);
	if (!status && wants_open)
		tell_open(plugins, file);
	return status;
}

/* Goes on behind a file that is refused, so that all are told of. */
static int run_verb(size_t verb, int count, char **files)
{
	schain_plugins *plugins = NULL;
	int status = plugin_set_new(&plugins), worst = status;

	for (int i = 0; !status && i < count; i++) {
		int refused = add_file(plugins, files[i], verbs[verb].wants_open);

		if (refused > worst)
			worst = refused;
	}
	if (!status)
		verbs[verb].run(plugins);
	schain_plugins_free(plugins);
	return worst;
}

static int run(int argc, char **argv)
{
	static const char *const names[] = { "list", "show", "check", NULL };
	struct options options;
	const char *value, *near, *name;

	options_init(&options, &command_plugins, argc, argv);
	if (options_next(&options, &value) != OPTIONS_END)
		return options.status;
	if (argc - optind < 2)
		return usage_error(&command_plugins, "list, show or check is needed, and a FILE");
	name = argv[optind];
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (!strcmp(verbs[i].name, name))
			return finish_output(stdout, "standard output",
			                     run_verb(i, argc - optind - 1, argv + optind + 1));
	near = nearest_word(name, names);
	if (near)
		return usage_error(&command_plugins, "unknown action '%s'; did you mean '%s'?", name, near);
	return usage_error(&command_plugins, "unknown action '%s'", name);
}

const struct command command_plugins = {
	.name = "plugins",
	.synopsis = "list FILE...\n"
				"show FILE...\n"
				"check FILE[:KEY=VALUE[,KEY=VALUE]...]...\n"
				"check FILE.yaml",
	.summary = "list, show and check plugins",
	.description = "list prints a line for each plugin, show all that it says of itself and its\n"
				   "options. check also opens it with the options given, or opens all that a plugin\n"
				   "configuration names. A plugin that would not be let in is refused with the\n"
				   "reason. Nothing but the FILEs named is loaded.",
	.examples = "supplychain plugins show ./hello.so\n"
				"supplychain plugins check ./hello.so:list=/etc/bad-names.txt\n"
				"supplychain plugins check /etc/supplychain/plugins.yaml",
	.run = run,
};
