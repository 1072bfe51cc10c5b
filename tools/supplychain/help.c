/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain help [COMMAND] */
#include "options.h"

#include <string.h>

static void print_overview(FILE *stream)
{
	fputs("Usage: supplychain COMMAND [OPTION]... [ARGUMENT]...\n\n"
	      "Finds compromised software and update chains in endpoint telemetry: what was\n"
	      "delivered, what it ran, how it is signed and where it connected, judged together.\n\n"
	      "Commands:\n",
	      stream);
	for (size_t i = 0; commands[i]; i++)
		fprintf(stream, "  %-12s%s\n", commands[i]->name, commands[i]->summary);
	fputs("\nExamples:\n"
	      "  supplychain replay /var/log/audit/audit.log\n"
	      "  supplychain replay --json Sysmon.evtx >verdicts.json\n"
	      "  supplychain explain egress.unapproved_host\n\n"
	      "Exit status: 0 nothing found, 1 verdicts at or above --fail-on, 2 usage,\n"
	      "3 input unreadable.\n\n"
	      "'supplychain COMMAND --help' tells more of each; see also supplychain(1).\n",
	      stream);
}

static int run(int argc, char **argv)
{
	const struct command *command;
	struct options options;
	const char *value;

	if (strcmp(argv[0], command_help.name) != 0) { /* supplychain --help */
		print_overview(stdout);
		return finish_output(stdout, "standard output", EXIT_QUIET);
	}
	options_init(&options, &command_help, argc, argv);
	if (options_next(&options, &value) != OPTIONS_END)
		return options.status;
	if (argc - optind > 1)
		return usage_error(&command_help, "one command at most");
	if (optind == argc) {
		print_overview(stdout);
		return finish_output(stdout, "standard output", EXIT_QUIET);
	}
	command = command_of(argv[optind]);
	if (!command)
		return usage_error(NULL, "unknown command '%s'", argv[optind]);
	options_print_help(command, stdout);
	return finish_output(stdout, "standard output", EXIT_QUIET);
}

const struct command command_help = {
	.name = "help",
	.synopsis = "[COMMAND]",
	.summary = "show this, or the help of a command",
	.description = "Shows what the command, or one of its subcommands, can do.",
	.examples = "supplychain help replay",
	.run = run,
};
