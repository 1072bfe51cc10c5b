/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain state profiles: what products do, from a reference host to others. */
#include "resume.h"
#include "state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int write_out(void *context, const char *data, size_t size)
{
	(void)context;
	return fwrite(data, 1, size, stdout) != size;
}

static int export(struct state_request *request, const char *directory, schain_string host)
{
	schain_error error = SCHAIN_ERROR_INIT;
	int status = state_open(request, directory);

	if (status)
		return status;
	if (schain_engine_export_profiles(request->engine, host, write_out, NULL, &error) == SCHAIN_OK)
		return 0;
	complain_error(&error);
	return EXIT_INPUT;
}

/* The whole file, owned; NULL: said why not. */
static char *read_file(const char *path, size_t *ret_size)
{
	FILE *file = fopen(path, "rb");
	size_t capacity = 1 << 16, size = 0, got;
	char *data = malloc(capacity), *more;

	while (file && data && (got = fread(data + size, 1, capacity - size, file)) > 0) {
		size += got;
		if (size < capacity)
			continue;
		more = realloc(data, capacity *= 2);
		if (!more)
			free(data);
		data = more;
	}
	if (!file || !data || ferror(file)) {
		complain("%s: %s", path, data ? strerror(errno) : "out of memory");
		free(data);
		data = NULL;
	}
	if (file)
		fclose(file);
	*ret_size = size;
	return data;
}

/* Keeps the note of where the replay is in its inputs. */
static schain_status add(struct state_request *request, schain_string host, const char *data, size_t size,
                         schain_error *error)
{
	schain_checkpoint checkpoint = { .struct_size = sizeof checkpoint };
	schain_status status = schain_engine_get_checkpoint(request->engine, &checkpoint, error);
	char *note = NULL;

	if (status != SCHAIN_OK)
		return status;
	note = malloc(checkpoint.note.length + 1);
	if (!note) {
		error->code = SCHAIN_E_MEMORY;
		snprintf(error->message, sizeof error->message, "out of memory");
		return SCHAIN_E_MEMORY;
	}
	if (checkpoint.note.length)
		memcpy(note, checkpoint.note.data, checkpoint.note.length);
	status = schain_engine_import_profiles(request->engine, host, data, size, error);
	if (status == SCHAIN_OK)
		status = schain_engine_checkpoint(request->engine,
		                                  (schain_string){ note, checkpoint.note.length }, error);
	free(note);
	return status;
}

static int import(struct state_request *request, const char *directory, const char *path,
                  schain_string host)
{
	struct resume resume = { .directory = directory };
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	size_t size;
	char *data = read_file(path, &size);
	int status = data ? resume_open(&resume) : EXIT_INPUT;

	if (data && status)
		complain_error(&resume.reason);
	if (!status && schain_engine_new(&options, &request->engine, &error) != SCHAIN_OK) {
		complain_error(&error);
		status = EXIT_INPUT;
	}
	if (!status && resume_attach(&resume, request->engine)) {
		complain_error(&resume.reason);
		status = EXIT_INPUT;
	}
	if (!status && add(request, host, data, size, &error) != SCHAIN_OK) {
		complain_error(&error);
		status = EXIT_INPUT;
	}
	schain_engine_free(request->engine); /* it uses the store */
	request->engine = NULL;
	resume_close(&resume);
	free(data);
	return status;
}

int state_profiles(struct state_request *request, const char *const *words)
{
	int is_export = !strcmp(words[0], "export"), is_import = !strcmp(words[0], "import");
	const char *host = words[2];

	if (!is_export && !is_import)
		return usage_error(&command_state, "profiles export or import, not '%s'", words[0]);
	if (is_import && !words[2])
		return usage_error(&command_state, "profiles import needs a DIR and a FILE");
	if (is_import)
		host = words[3];
	else if (words[2] && words[3])
		return usage_error(&command_state, "unexpected argument '%s'", words[3]);
	return is_export ? export(request, words[1], schain_string_of(host ? host : ""))
	                 : import(request, words[1], words[2], schain_string_of(host ? host : ""));
}
