/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain trust: files of roots, made from what others publish. */
#include "options.h"
#include "verify.h"

#include <string.h>

enum { OPTION_USAGE = 256, OPTION_LIST, OPTION_APPLE };

static const struct command_option trust_options[] = {
	{ "usage", OPTION_USAGE, "USAGE,..",
	  "import: what the certificates are trusted for: code,\n"
	  "timestamp, uefi, apple, package, sigstore;\n"
	  "default code,timestamp" },
	{ "list", OPTION_LIST, "FILE",
	  "import: keep what Microsoft's list of roots\n"
	  "(authroot.stl) names, for the usages it names" },
	{ "apple", OPTION_APPLE, NULL, "import: Apple's roots, which are known by fingerprint" },
	{ "output", 'o', "FILE", "import: write to FILE; default: standard output" },
	{ NULL, 0, NULL, NULL },
};

#ifdef SUPPLYCHAIN_SIGNATURE
static int run_action(const char *action, const char *usage, const char *list, const char *output,
                      int is_apple, int count, char **paths)
{
	uint32_t usages = SCHAIN_USAGE_CODE | SCHAIN_USAGE_TIMESTAMP;

	if (strcmp(action, "import") != 0 && strcmp(action, "show") != 0)
		return usage_error(&command_trust, "unknown action '%s'", action);
	if (!count)
		return usage_error(&command_trust, "%s: a FILE is needed", action);
	if (!strcmp(action, "show"))
		return trust_show(count, paths);
	if (is_apple)
		usages = SCHAIN_USAGE_APPLE | SCHAIN_USAGE_TIMESTAMP;
	if (usage && verify_parse_usages(usage, &usages) != 0)
		return usage_error(&command_trust, "--usage: unknown usage in '%s'", usage);
	return trust_import(list, output, is_apple, usages, count, paths);
}
#else
static int run_action(const char *action, const char *usage, const char *list, const char *output,
                      int is_apple, int count, char **paths)
{
	(void)action, (void)usage, (void)list, (void)output, (void)is_apple, (void)count, (void)paths;
	complain("this build cannot verify signatures");
	return EXIT_USAGE;
}
#endif

static int run(int argc, char **argv)
{
	const char *value, *usage = NULL, *list = NULL, *output = NULL;
	struct options options;
	int option, is_apple = 0;

	options_init(&options, &command_trust, argc, argv);
	while ((option = options_next(&options, &value)) != OPTIONS_END) {
		switch (option) {
		case OPTIONS_STOP:
			return options.status;
		case OPTION_USAGE:
			usage = value;
			break;
		case OPTION_LIST:
			list = value;
			break;
		case OPTION_APPLE:
			is_apple = 1;
			break;
		default:
			output = value;
		}
	}
	if (optind == argc)
		return usage_error(&command_trust, "import or show is needed");
	return finish_output(stdout, "standard output",
	                     run_action(argv[optind], usage, list, output, is_apple, argc - optind - 1,
	                                argv + optind + 1));
}

const struct command command_trust = {
	.name = "trust",
	.synopsis = "import [OPTION]... FILE...\nshow FILE...",
	.summary = "make and show files of trusted roots",
	.description =
		"Nothing is trusted that you did not choose. import reads certificates (PEM or DER),\n"
		"shows the SHA-256 fingerprint of each, and writes a file for verify --trust that\n"
		"says what each is trusted for. show lists such a file. Compare the fingerprints\n"
		"with what their owners publish.",
	.options = trust_options,
	.examples = "supplychain trust import --list=authroot.stl -o trust.pem cacert.pem\n"
				"supplychain trust import --apple -o apple.pem AppleIncRootCertificate.cer\n"
				"supplychain trust import --usage=uefi -o uefi.pem db.der\n"
				"supplychain trust show trust.pem",
	.run = run,
};
