/* SPDX-License-Identifier: Apache-2.0 */
/* The supplychain command: finds the subcommand and hands over. */
#include "options.h"

#include <locale.h>
#include <string.h>

static const char *const no_names[] = { NULL };

const struct command *const commands[] = {
	&command_replay,
	&command_report,
	&command_watch,
	&command_explain,
	&command_state,
	&command_formats,
	&command_policy,
	&command_plugins,
	&command_reputation,
	&command_egress,
	&command_verify,
	&command_trust,
	&command_version,
	&command_help,
	NULL,
};

const struct command *command_of(const char *name)
{
	if (!strcmp(name, "plugin")) /* as people say "plugin new" */
		name = command_plugins.name;
	for (size_t i = 0; commands[i]; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static int unknown_command(const char *name)
{
	const char *names[32] = { NULL };
	const char *near;

	for (size_t i = 0; commands[i] && i + 1 < sizeof names / sizeof *names; i++)
		names[i] = commands[i]->name;
	near = nearest_word(name, *name ? names : no_names);
	if (near)
		return usage_error(NULL, "unknown command '%s'; did you mean '%s'?", name, near);
	return usage_error(NULL, "unknown command '%s'", name);
}

int main(int argc, char **argv)
{
	const struct command *command;
	const char *name = argc > 1 ? argv[1] : NULL;

	/* Only to learn whether the terminal takes UTF-8; numbers and times stay "C". */
	setlocale(LC_CTYPE, "");
	if (!name)
		return usage_error(NULL, "a command is needed, such as 'supplychain replay FILE'");
	if (!strcmp(name, "--help") || !strcmp(name, "-h"))
		name = "help";
	else if (!strcmp(name, "--version") || !strcmp(name, "-V"))
		name = "version";
	else if (name[0] == '-' && name[1])
		return usage_error(NULL, "unknown option %s", name);
	command = command_of(name);
	if (!command)
		return unknown_command(name);
	return command->run(argc - 1, argv + 1);
}
