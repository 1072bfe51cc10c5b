/* SPDX-License-Identifier: Apache-2.0 */
/* The new store, written aside and renamed, so that there is never half of one. */
#include "reputation/import.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY (86400 * SCHAIN_SECOND)

typedef struct commit {
	schain_reputation_import *import;
	schain__rep_input *inputs;
	size_t count;
	size_t capacity;
} commit;

static schain_status open_input(commit *self, const char *path, schain_error *error)
{
	schain__rep_input *input = &self->inputs[self->count];
	schain_reputation *store = NULL;
	schain_status status = schain_reputation_open(path, &self->import->memory.allocator, &store, error);

	if (status != SCHAIN_OK)
		return status;
	memset(input, 0, sizeof *input);
	input->store = store;
	self->count++;
	return schain_reputation_verify(store, error);
}

static int is_imported(const commit *self, schain_string name)
{
	for (size_t i = 1; i < self->count; i++)
		for (uint32_t j = 0; j < self->inputs[i].store->source_count; j++)
			if (schain__rep_equal(self->inputs[i].store->sources[j].name, name))
				return 1;
	return 0;
}

static int is_forgotten(const schain_reputation_import *import, const schain_reputation_source *source)
{
	for (size_t i = 0; i < import->forgotten_count; i++)
		if (schain__rep_equal(source->name, schain_string_of(import->forgotten[i].name)))
			return 1;
	return import->expire_before && source->imported < import->expire_before;
}

/* Sources of the old store that do not go over into the new one. */
static schain_status choose(commit *self, schain_error *error)
{
	schain__rep_input *old = &self->inputs[0];

	old->is_dropped = schain__rep_alloc(&self->import->memory, old->store->source_count);
	if (!old->is_dropped)
		return schain__rep_no_memory(error);
	for (uint32_t i = 0; i < old->store->source_count; i++)
		old->is_dropped[i] = (uint8_t)(is_forgotten(self->import, &old->store->sources[i]) ||
		                               is_imported(self, old->store->sources[i].name));
	return SCHAIN_OK;
}

static int progress(void *context, uint64_t done, uint64_t total)
{
	const schain_reputation_import *import = context;
	schain_reputation_progress report = { 0 };

	report.struct_size = sizeof report;
	report.is_merging = 1;
	report.done = done;
	report.total = total;
	report.entries = import->statistics.entries;
	return import->options.progress(import->options.context, &report);
}

/* `is_run`: into one more run; else into the store. */
static schain_status merge(commit *self, const char *path, int is_run, schain_error *error)
{
	schain_reputation_import *import = self->import;
	schain__rep_merge merge = { 0 };
	schain__rep_build build;
	schain_status status;

	status = schain__rep_build_begin(&build, &import->memory, path, import->options.now, error);
	build.is_passing = is_run;
	merge.build = &build;
	merge.inputs = self->inputs;
	merge.count = self->count;
	merge.today = import->expire_now > 0 && !is_run ? (uint16_t)(import->expire_now / DAY) : 0;
	merge.progress = import->options.progress && !is_run ? progress : NULL;
	merge.context = import;
	if (status == SCHAIN_OK)
		status = schain__rep_merge_run(&merge, error);
	if (status == SCHAIN_OK)
		status = schain__rep_build_end(&build, error);
	schain__rep_build_dispose(&build);
	import->statistics.expired += merge.expired;
	return status;
}

/* The folder that the store is in. */
static int sync_folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[4096];

	if (!slash)
		return schain__sync_folder(".");
	if ((size_t)(slash - path) + 2 > sizeof folder)
		return -1;
	snprintf(folder, sizeof folder, "%.*s", (int)(slash == path ? 1 : slash - path), path);
	return schain__sync_folder(folder);
}

static schain_status run(commit *self, const char *aside, schain_error *error)
{
	schain_reputation_import *import = self->import;
	const char *store = import->options.store;
	struct stat there;
	schain_status status = SCHAIN_OK;
	int has_old = !stat(store, &there);

	if (!has_old && errno != ENOENT)
		return schain__rep_io_error(error, store, "cannot open the store");
	if (has_old)
		status = open_input(self, store, error);
	for (size_t i = 0; status == SCHAIN_OK && i < import->run_count; i++)
		status = open_input(self, import->runs[i].path, error);
	if (status == SCHAIN_OK && has_old)
		status = choose(self, error);
	if (status == SCHAIN_OK)
		status = merge(self, aside, 0, error);
	if (status != SCHAIN_OK)
		return status;
	/* Who could read the old one can read the new one. */
	if (has_old && chmod(aside, there.st_mode & 07777))
		return schain__rep_io_error(error, aside, "cannot set its mode");
	if (rename(aside, store) || sync_folder_of(store))
		return schain__rep_io_error(error, store, "cannot take the store's place");
	return SCHAIN_OK;
}

static int begin(commit *self, schain_reputation_import *import, size_t capacity)
{
	memset(self, 0, sizeof *self);
	self->import = import;
	self->capacity = capacity;
	self->inputs = schain__rep_alloc(&import->memory, capacity * sizeof *self->inputs);
	return !self->inputs;
}

static void end(commit *self)
{
	schain__rep_memory *memory = &self->import->memory;

	for (size_t i = 0; i < self->count; i++) {
		schain_reputation *store = (schain_reputation *)(uintptr_t)self->inputs[i].store;

		schain__rep_release(memory, self->inputs[i].is_dropped, store->source_count);
		schain_reputation_close(store);
	}
	schain__rep_release(memory, self->inputs, self->capacity * sizeof *self->inputs);
}

schain_status schain__import_commit(schain_reputation_import *import, schain_error *error)
{
	commit self;
	schain_status status;
	size_t size;
	char *aside = schain__import_beside(import, ".new", &size);
	int failed = begin(&self, import, import->run_count + 1);

	status = aside && !failed ? run(&self, aside, error) : schain__rep_no_memory(error);
	end(&self);
	if (status != SCHAIN_OK && aside)
		unlink(aside);
	schain__rep_release(&import->memory, aside, size);
	return status;
}

schain_status schain__import_unite(schain_reputation_import *import, size_t first, const char *path,
                                   schain_error *error)
{
	commit self;
	schain_status status = begin(&self, import, import->run_count - first) ? schain__rep_no_memory(error)
	                                                                       : SCHAIN_OK;

	for (size_t i = first; status == SCHAIN_OK && i < import->run_count; i++)
		status = open_input(&self, import->runs[i].path, error);
	if (status == SCHAIN_OK)
		status = merge(&self, path, 1, error);
	end(&self);
	return status;
}
