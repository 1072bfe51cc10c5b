/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain version */
#include "options.h"

static int run(int argc, char **argv)
{
	struct options options;
	const char *value;

	options_init(&options, &command_version, argc, argv);
	if (options_next(&options, &value) != OPTIONS_END)
		return options.status;
	if (optind < argc)
		return usage_error(&command_version, "unexpected argument '%s'", argv[optind]);
	printf("supplychain %s (libsupplychain %s, event schema %u)\n", SCHAIN_VERSION, schain_version(),
	       (unsigned)schain_event_schema());
	printf("Policy files: %s. Hash tables: %s.\n", schain_supports("yaml") ? "yes" : "no",
	       schain_supports("xxhash") ? "XXH3" : "SipHash");
	puts("Licence: Apache-2.0 <https://www.apache.org/licenses/LICENSE-2.0>\n"
	     "There is no warranty, to the extent permitted by law.");
	return finish_output(stdout, "standard output", EXIT_QUIET);
}

const struct command command_version = {
	.name = "version",
	.synopsis = "",
	.summary = "show the version and what this build can do",
	.description = "Shows the version of the command and of the library it runs with.",
	.run = run,
};
