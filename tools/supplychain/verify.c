/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain verify: who signed files, and whether it holds. */
#include "options.h"
#include "rfc3339.h"
#include "verify.h"

#include <string.h>
#include <unistd.h>

enum {
	OPTION_JSON = 256,
	OPTION_TRUST,
	OPTION_KEYS,
	OPTION_CRL,
	OPTION_ABUSED,
	OPTION_CATALOGS,
	OPTION_PACKAGES,
	OPTION_LISTS,
	OPTION_AT,
	OPTION_SIGNATURE,
	OPTION_BEFORE,
	OPTION_HASH,
	OPTION_ALL,
};

static const struct command_option verify_options[] = {
	{ "trust", OPTION_TRUST, "[USAGE,..:]FILE",
	  "trust the certificates in FILE; may be repeated; default\n"
	  "for usages code,timestamp; default file " DEFAULT_TRUST },
	{ "keys", OPTION_KEYS, "FILE",
	  "trust the keys in FILE: OpenPGP, minisign, signify, PEM,\n"
	  "Sigstore's trusted_root.json; may be repeated" },
	{ "crl", OPTION_CRL, "FILE", "revocation lists, PEM or DER; may be repeated" },
	{ "abused", OPTION_ABUSED, "FILE", "certificates known to be abused; may be repeated" },
	{ "catalogs", OPTION_CATALOGS, "DIR", "look unsigned files up in the catalogs (.cat) below DIR" },
	{ "packages", OPTION_PACKAGES, "DIR",
	  "compare files below DIR, such as /, with what dpkg and RPM\n"
	  "installed there" },
	{ "lists", OPTION_LISTS, "DIR",
	  "look Debian packages up in APT's lists, such as\n"
	  "/var/lib/apt/lists; with --keys" },
	{ "at", OPTION_AT, "TIME", "judge as of TIME, such as 2026-11-24T00:00:00Z" },
	{ "signature", OPTION_SIGNATURE, "FILE", "the signature of the one file given is in FILE" },
	{ "before", OPTION_BEFORE, "FILE", "compare signers with those of FILE, an earlier release" },
	{ "hash", OPTION_HASH, NULL, "hash the whole files too" },
	{ "all", OPTION_ALL, NULL, "in folders also list files that can carry no signature" },
	{ "long", 'l', NULL, "all that is known, also for several files" },
	{ "json", OPTION_JSON, NULL, "write JSON, one object a line" },
	{ "quiet", 'q', NULL, "write nothing: the exit status says it" },
	{ NULL, 0, NULL, NULL },
};

#ifdef SUPPLYCHAIN_SIGNATURE
/* Options are read before there is a verifier: the time is its, and what is trusted comes after. */
struct given {
	int option;
	const char *value;
};

enum { MOST_GIVEN = 64 };

struct reading {
	struct verify_request request;
	schain_verifier_options options;
	struct given given[MOST_GIVEN];
	size_t given_count;
	const char *before;
	int has_trust;
};

int verify_parse_usages(const char *text, uint32_t *ret_usages)
{
	uint32_t usages = 0;

	do {
		size_t size = strcspn(text, ",");
		uint32_t usage = schain_usage_of((schain_string){ text, size });

		if (!usage)
			return -1;
		usages |= usage;
		text += size + (text[size] == ',');
	} while (*text);
	*ret_usages = usages;
	return 0;
}

static int take_option(struct reading *reading, int option, const char *value)
{
	struct verify_request *request = &reading->request;

	switch (option) {
	case OPTION_JSON:
		request->is_json = 1;
		return EXIT_QUIET;
	case OPTION_HASH:
		request->wants_hash = 1;
		return EXIT_QUIET;
	case OPTION_ALL:
		request->is_all = 1;
		return EXIT_QUIET;
	case 'l':
		request->is_long = 1;
		return EXIT_QUIET;
	case 'q':
		request->is_quiet = 1;
		return EXIT_QUIET;
	case OPTION_SIGNATURE:
		request->signature = value;
		return EXIT_QUIET;
	case OPTION_BEFORE:
		reading->before = value;
		return EXIT_QUIET;
	case OPTION_AT:
		if (rfc3339_parse(value, strlen(value), &reading->options.at) != 0 || !reading->options.at)
			return usage_error(&command_verify, "--at: '%s' is no time such as 2026-11-24T00:00:00Z",
			                   value);
		return EXIT_QUIET;
	default:
		if (reading->given_count == MOST_GIVEN)
			return usage_error(&command_verify, "more than %d lists and keys", MOST_GIVEN);
		reading->given[reading->given_count++] = (struct given){ option, value };
		reading->has_trust |= option == OPTION_TRUST;
		return EXIT_QUIET;
	}
}

/* "USAGES:FILE"; a colon behind anything else is the file name's. */
static schain_status add_trust(schain_verifier *verifier, const char *value, schain_error *error)
{
	uint32_t usages = SCHAIN_USAGE_CODE | SCHAIN_USAGE_TIMESTAMP;
	const char *colon = strchr(value, ':');
	char words[128];

	if (colon && (size_t)(colon - value) < sizeof words) {
		memcpy(words, value, (size_t)(colon - value));
		words[colon - value] = 0;
		if (verify_parse_usages(words, &usages) == 0)
			value = colon + 1;
	}
	return schain_verifier_add_trust(verifier, value, usages, error);
}

typedef schain_status (*read_function)(schain_verifier *verifier, const char *path,
                                       size_t *ret_count, schain_error *error);

/* What a folder does not hold is not looked up, though the option asked for it. */
static schain_status read_folder(schain_verifier *verifier, const char *path, read_function read,
                                 const char *what, schain_error *error)
{
	size_t count = 0;
	schain_status status = read(verifier, path, &count, error);

	if (status == SCHAIN_OK && !count)
		complain("%s: no %s there", path, what);
	return status;
}

static schain_status apply(schain_verifier *verifier, const struct given *given, schain_error *error)
{
	const char *path = given->value;

	switch (given->option) {
	case OPTION_TRUST:
		return add_trust(verifier, path, error);
	case OPTION_KEYS:
		return schain_verifier_add_keys(verifier, path, error);
	case OPTION_CRL:
		return schain_verifier_add_revocations(verifier, path, error);
	case OPTION_ABUSED:
		return schain_verifier_add_abused(verifier, path, error);
	case OPTION_PACKAGES:
		return read_folder(verifier, path, schain_verifier_add_packages, "installed files", error);
	case OPTION_LISTS:
		return read_folder(verifier, path, schain_verifier_add_repositories,
		                   "signed lists with indexes that are not compressed", error);
	default:
		return read_folder(verifier, path, schain_verifier_add_catalogs, "catalogs", error);
	}
}

static schain_status prepare(struct reading *reading, schain_error *error)
{
	schain_status status = schain_verifier_new(&reading->options, &reading->request.verifier, error);
	schain_verifier *verifier = reading->request.verifier;

	if (status == SCHAIN_OK && !reading->has_trust && access(DEFAULT_TRUST, R_OK) == 0)
		status = schain_verifier_add_trust(verifier, DEFAULT_TRUST,
		                                   SCHAIN_USAGE_CODE | SCHAIN_USAGE_TIMESTAMP, error);
	/* Lists are verified as they are read: with all the keys. */
	for (int is_last = 0; is_last < 2; is_last++)
		for (size_t i = 0; status == SCHAIN_OK && i < reading->given_count; i++)
			if ((reading->given[i].option == OPTION_LISTS) == is_last)
				status = apply(verifier, &reading->given[i], error);
	if (status == SCHAIN_OK && reading->before)
		status = schain_verifier_check_file(verifier, reading->before, &reading->request.before, error);
	return status;
}

static int verify(struct reading *reading, int count, char **paths)
{
	schain_error error = SCHAIN_ERROR_INIT;
	int status = EXIT_INPUT;

	if (prepare(reading, &error) == SCHAIN_OK)
		status = verify_paths(&reading->request, count, paths);
	else
		complain_error(&error);
	schain_signature_report_unref(reading->request.before);
	schain_verifier_free(reading->request.verifier);
	return status;
}

static int run(int argc, char **argv)
{
	struct reading reading = { .options = SCHAIN_VERIFIER_OPTIONS_INIT };
	struct options options;
	const char *value;
	int option, status = EXIT_QUIET;

	options_init(&options, &command_verify, argc, argv);
	while (!status && (option = options_next(&options, &value)) != OPTIONS_END) {
		if (option == OPTIONS_STOP)
			return options.status;
		status = take_option(&reading, option, value);
	}
	if (status)
		return status;
	if (optind == argc)
		return usage_error(&command_verify, "a FILE or folder is needed");
	if (reading.request.signature && argc - optind > 1)
		return usage_error(&command_verify, "--signature is of one file");
	return finish_output(stdout, "standard output", verify(&reading, argc - optind, argv + optind));
}
#else
static int run(int argc, char **argv)
{
	struct options options;
	const char *value;
	int option;

	options_init(&options, &command_verify, argc, argv);
	while ((option = options_next(&options, &value)) != OPTIONS_END)
		if (option == OPTIONS_STOP)
			return options.status;
	complain("this build cannot verify signatures");
	return EXIT_USAGE;
}
#endif

const struct command command_verify = {
	.name = "verify",
	.synopsis = "[OPTION]... FILE|DIR...",
	.summary = "tell who signed files, and whether it holds",
	.description =
		"Verifies the signatures of files, offline: Windows programs, catalogs and installers,\n"
		"macOS programs and packages, RPM and Debian packages, and detached signatures. Folders\n"
		"are searched for what can be signed. One file gets a full report, several a line each.\n"
		"Exit status: 0 all are valid; 1 some signature is not, or a package's file was changed;\n"
		"2 usage; 3 a file could not be read; 4 none is bad, but some file is not signed.",
	.options = verify_options,
	.examples = "supplychain verify --trust=trust.pem setup.exe\n"
				"supplychain verify --json --crl=lists.pem 'C:/Program Files'\n"
				"supplychain verify --before=app-1.0.exe app-1.1.exe",
	.run = run,
};
