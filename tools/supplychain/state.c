/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain state: what a state directory holds, whether it is whole, and hosts out of it. */
#include "options.h"
#include "resume.h"
#include "state.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OPTION_JSON = 256, PATH_SIZE = 4096 };

static const struct command_option state_options[] = {
	{ "json", OPTION_JSON, NULL, "write JSON, an object a line" },
	{ NULL, 0, NULL, NULL },
};

int state_open(struct state_request *request, const char *directory)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	char path[PATH_SIZE];
	schain_status status;

	options.memory_limit = UINT64_C(1) << 40; /* as much as there is */
	if (resume_path(directory, "state.sqlite", path, sizeof path))
		return usage_error(&command_state, "%s: the name is too long", directory);
	if (access(path, F_OK) && errno == ENOENT) {
		complain("%s: holds no state", directory);
		return EXIT_INPUT;
	}
	status = schain_store_open(path, SCHAIN_STORE_READ_ONLY, NULL, &request->store, &error);
	if (status == SCHAIN_OK)
		status = schain_engine_new(&options, &request->engine, &error);
	if (status == SCHAIN_OK)
		status = schain_engine_attach_store(request->engine, request->store, NULL, &error);
	if (status == SCHAIN_OK)
		return 0;
	complain_error(&error);
	return EXIT_INPUT;
}

static int show(struct state_request *request, const char *const *words)
{
	schain_engine_statistics counters = { .struct_size = sizeof counters };
	schain_checkpoint checkpoint = { .struct_size = sizeof checkpoint };
	int status = state_open(request, words[0]);

	if (status)
		return status;
	schain_engine_get_statistics(request->engine, &counters, NULL);
	schain_engine_get_checkpoint(request->engine, &checkpoint, NULL);
	printf(request->is_json
	               ? "{\"events\":%" PRIu64 ",\"verdicts\":%" PRIu64 ",\"hosts\":%" PRIu32
	                 ",\"deliveries\":%" PRIu64 ",\"files\":%" PRIu64 ",\"chains\":%" PRIu64
	                 ",\"processes\":%" PRIu64 ",\"products\":%" PRIu64 "}\n"
	               : "events fed         %" PRIu64 "\nverdicts given     %" PRIu64
	                 "\nhosts              %" PRIu32 "\ndeliveries         %" PRIu64
	                 "\ndelivered files    %" PRIu64 "\nopen chains        %" PRIu64
	                 "\nprocesses          %" PRIu64 "\nproduct profiles   %" PRIu64 "\n",
	       checkpoint.sequence, checkpoint.verdicts, counters.hosts, counters.deliveries,
	       counters.files, counters.chains, counters.processes, counters.products);
	return 0;
}

static int verify(struct state_request *request, const char *const *words)
{
	int status = state_open(request, words[0]);

	if (!status)
		printf("%s: whole\n", words[0]);
	return status;
}

static int write_out(void *context, const char *data, size_t size)
{
	(void)context;
	return fwrite(data, 1, size, stdout) != size;
}

static int export(struct state_request *request, const char *const *words)
{
	schain_error error = SCHAIN_ERROR_INIT;
	int status = state_open(request, words[0]);

	if (status)
		return status;
	if (schain_engine_export_host(request->engine, schain_string_of(words[1] ? words[1] : ""), write_out,
	                              NULL, &error) == SCHAIN_OK)
		return 0;
	complain_error(&error);
	return EXIT_INPUT;
}

/* Bytes of the store's file and of what SQLite keeps beside it. */
static uint64_t size_of(const char *directory)
{
	static const char *const names[] = { "state.sqlite", "state.sqlite-wal" };
	char path[PATH_SIZE];
	uint64_t size = 0;
	struct stat about;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!resume_path(directory, names[i], path, sizeof path) && !stat(path, &about))
			size += (uint64_t)about.st_size;
	return size;
}

static int compact(struct state_request *request, const char *const *words)
{
	struct resume resume = { .directory = words[0] };
	schain_error error = SCHAIN_ERROR_INIT;
	uint64_t before = size_of(words[0]), after;
	int status;

	if (!before) {
		complain("%s: holds no state", words[0]);
		return EXIT_INPUT;
	}
	status = resume_open(&resume);
	if (status)
		complain_error(&resume.reason);
	else if (schain_store_compact(resume.store, &error) != SCHAIN_OK) {
		complain_error(&error);
		status = EXIT_INPUT;
	}
	resume_close(&resume);
	if (status)
		return status;
	after = size_of(words[0]);
	printf(request->is_json ? "{\"before\":%" PRIu64 ",\"after\":%" PRIu64 "}\n"
	                        : "%" PRIu64 " bytes before, %" PRIu64 " after\n",
	       before, after);
	return 0;
}

static const struct action {
	const char *name;
	int least, most; /* words */
	int (*run)(struct state_request *request, const char *const *words);
} actions[] = {
	{ "show", 1, 1, show },
	{ "products", 1, 2, state_products },
	{ "deliveries", 1, 2, state_deliveries },
	{ "why", 2, 3, state_why },
	{ "verify", 1, 1, verify },
	{ "export", 1, 2, export },
	{ "profiles", 2, 4, state_profiles },
	{ "compact", 1, 1, compact },
};

static int run_named(struct state_request *request, int count, char **words)
{
	if (count < 2)
		return usage_error(&command_state, "an action and a DIR are needed");
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
		if (strcmp(actions[i].name, words[0]) != 0)
			continue;
		if (count - 1 < actions[i].least || count - 1 > actions[i].most)
			return count - 1 < actions[i].least
			               ? usage_error(&command_state, "%s needs more arguments", words[0])
			               : usage_error(&command_state, "unexpected argument '%s'", words[count - 1]);
		return finish_output(stdout, "standard output",
		                     actions[i].run(request, (const char *const *)words + 1));
	}
	return usage_error(&command_state, "unknown action '%s'", words[0]);
}

static int run(int argc, char **argv)
{
	struct state_request request = { 0, 0, NULL, NULL };
	struct options options;
	const char *value;
	int option, status;

	options_init(&options, &command_state, argc, argv);
	while ((option = options_next(&options, &value)) > OPTIONS_END)
		request.is_json = 1;
	status = option == OPTIONS_STOP ? options.status : run_named(&request, argc - optind, argv + optind);
	schain_engine_free(request.engine);
	schain_store_free(request.store);
	return status;
}

const struct command command_state = {
	.name = "state",
	.synopsis = "show [OPTION]... DIR\n"
				"products [OPTION]... DIR [HOST]\n"
				"deliveries [OPTION]... DIR [HOST]\n"
				"why [OPTION]... DIR FILE [HOST]\n"
				"verify DIR\n"
				"export DIR [HOST]\n"
				"profiles export DIR [HOST]\n"
				"profiles import DIR FILE [HOST]\n"
				"compact [OPTION]... DIR",
	.summary = "look into the state that replays keep",
	.description = "show counts what the state in DIR holds; products tells what each product was seen\n"
				   "to do; deliveries, what came when, from where, and the signals so far; why, all\n"
				   "that is remembered of one delivered file. verify reads all of it and tells what is\n"
				   "damaged. export writes the state of one host, which schain_engine_import_host()\n"
				   "takes, to standard output; profiles export, what its products do, which profiles\n"
				   "import adds to the state of another host. compact gives unused room back. To\n"
				   "export, and to import, no HOST is the host without a name; to look, all hosts.",
	.options = state_options,
	.examples = "supplychain replay --state=/var/lib/supplychain /var/log/audit/audit.log\n"
				"supplychain state products /var/lib/supplychain\n"
				"supplychain state why /var/lib/supplychain /opt/acme/agent\n"
				"supplychain state export /var/lib/supplychain web-1.example >web-1.state",
	.run = run,
};
