/* SPDX-License-Identifier: Apache-2.0 */
#include "keep.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_SIZE = 4096, IDENTITY_SIZE = 64 };

/* The machine's, so that a copied directory is not taken for this machine's own. */
static schain_string machine_id(char *text)
{
	FILE *file = fopen("/etc/machine-id", "re");
	size_t length = file ? fread(text, 1, IDENTITY_SIZE, file) : 0;

	if (file)
		fclose(file);
	while (length && text[length - 1] == '\n')
		length--;
	return length ? (schain_string){ text, length } : (schain_string){ NULL, 0 };
}

static schain_status try_to_open(schain_engine *engine, const char *directory, schain_store **ret_store,
                                 schain_error *error)
{
	schain_store_options options = SCHAIN_STORE_OPTIONS_INIT;
	char path[PATH_SIZE], identity[IDENTITY_SIZE];
	schain_status status;
	int length = snprintf(path, sizeof path, "%s/state.sqlite", directory);

	if (length < 0 || length >= (int)sizeof path || (mkdir(directory, 0700) && errno != EEXIST)) {
		error->code = SCHAIN_E_IO;
		snprintf(error->message, sizeof error->message, "%.200s: %s", directory, strerror(errno));
		return SCHAIN_E_IO;
	}
	status = schain_store_open(path, 0, NULL, ret_store, error);
	if (status < 0)
		return status;
	/* Nobody feeds again what was not kept, so that there is little of it. */
	options.every_time = SCHAIN_SECOND;
	options.identity = machine_id(identity);
	return schain_engine_attach_store(engine, *ret_store, &options, error);
}

schain_store *keep_open(schain_engine *engine, const char *directory)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_store *store = NULL;

	if (try_to_open(engine, directory, &store, &error) >= 0)
		return store;
	fprintf(stderr, "supplychain-sensor: %s; going on without state\n", error.message);
	schain_engine_go_without_store(engine, &error, NULL);
	schain_store_free(store);
	return NULL;
}

void keep_now(schain_engine *engine)
{
	schain_error error = SCHAIN_ERROR_INIT;

	if (schain_engine_checkpoint(engine, (schain_string){ NULL, 0 }, &error) < 0)
		fprintf(stderr, "supplychain-sensor: the state: %s\n", error.message);
}
