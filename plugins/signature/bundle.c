/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/bundle.h"

#include <stdio.h>

#include "signature/source.h"

#define PROGRAMS "/Contents/MacOS/"

/* A part that is not there, or no plain file, is left out: its seal tells. */
static schain_status read_part(schain__bundle *self, const char *root, int root_size,
                               const char *name, schain__bytes *ret_bytes)
{
	schain_verify_request request = SCHAIN_VERIFY_REQUEST_INIT;
	schain__sig_input *input;
	schain_status status;
	char path[4096];

	if (snprintf(path, sizeof path, "%.*s/Contents/%s", root_size, root, name) >= (int)sizeof path)
		return SCHAIN_OK;
	input = schain__sig_alloc(self->memory, sizeof *input);
	if (!input)
		return SCHAIN_E_MEMORY;
	request.path = path;
	status = schain__sig_input_open(input, &request, SCHAIN__BUNDLE_LIMIT, NULL);
	if (!status) {
		schain__source source = schain__source_of_input(input);

		status = schain__source_load(&source, self->memory, 0, input->size, ret_bytes);
		schain__sig_input_close(input);
	}
	schain__sig_release(self->memory, input, sizeof *input);
	return status == SCHAIN_E_MEMORY ? status : SCHAIN_OK;
}

schain_status schain__bundle_open(schain__bundle *bundle, schain__sig_job *job)
{
	const char *path = job->request->path, *programs = path ? strstr(path, PROGRAMS) : NULL;
	schain_status status;
	int size;

	memset(bundle, 0, sizeof *bundle);
	bundle->memory = &job->verifier->allocator;
	if (!programs || strchr(programs + sizeof PROGRAMS - 1, '/') || programs - path > 4096)
		return SCHAIN_OK;
	/* The verdict depends on files beside this one. */
	job->is_contextual = 1;
	size = (int)(programs - path);
	status = read_part(bundle, path, size, "Info.plist", &bundle->info);
	if (!status)
		status = read_part(bundle, path, size, "_CodeSignature/CodeResources", &bundle->resources);
	if (!status)
		status = read_part(bundle, path, size, "CodeResources", &bundle->ticket);
	return status;
}

void schain__bundle_close(schain__bundle *bundle)
{
	if (!bundle->memory)
		return;
	schain__source_release(bundle->memory, bundle->info);
	schain__source_release(bundle->memory, bundle->resources);
	schain__source_release(bundle->memory, bundle->ticket);
	memset(bundle, 0, sizeof *bundle);
}
