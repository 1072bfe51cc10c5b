/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HASH.done in the spool: what was read of files that came one after the other,
 * the first of which has that name. A project may publish hundreds of thousands of
 * small files, so those become one run together; large ones are alone.
 */
#include "reputation/import.h"

#include <inttypes.h>
#include <unistd.h>

#define LARGE (UINT64_C(1) << 20) /* octets of a group from which it is ended */

enum {
	KINDS = 16,
	PARTS = 100000, /* most runs of a file */
	NAME = 64,
};

/* What a .done file says. */
typedef struct record {
	uint64_t parts; /* runs; of several files there is one, or none */
	uint64_t files;
	uint64_t members;
	uint64_t entries;
	uint64_t ignored;
	uint64_t malformed;
	uint64_t by_kind[KINDS];
	char ids[SCHAIN__IMPORT_GROUP][SCHAIN__IMPORT_ID];
} record;

static void name_run(char name[NAME], const char *first, uint64_t part, size_t members)
{
	if (members > 1)
		snprintf(name, NAME, "%s.all", first);
	else
		snprintf(name, NAME, "%s.%" PRIu64, first, part);
}

static int read_record(FILE *file, record *read)
{
	if (fscanf(file, "%" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64, &read->parts,
	           &read->files, &read->members, &read->entries, &read->ignored, &read->malformed) != 6)
		return -1;
	if (read->parts >= PARTS || !read->members || read->members > SCHAIN__IMPORT_GROUP ||
	    (read->members > 1 && read->parts > 1))
		return -1;
	for (size_t i = 0; i < KINDS; i++)
		if (fscanf(file, " %" SCNu64, &read->by_kind[i]) != 1)
			return -1;
	for (size_t i = 0; i < read->members; i++)
		if (fscanf(file, " %16s", read->ids[i]) != 1)
			return -1;
	return 0;
}

static FILE *open_done(schain_reputation_import *import, const char *first)
{
	char name[NAME];
	size_t size;
	char *path;
	FILE *file;

	snprintf(name, sizeof name, "%s.done", first);
	path = schain__spool_path(import, name, &size);
	file = path ? fopen(path, "re") : NULL;
	schain__rep_release(&import->memory, path, size);
	return file;
}

/* The run's file as it was written? */
static int is_whole(schain_reputation_import *import, const char *path)
{
	schain_reputation *store = NULL;
	schain_status status = schain_reputation_open(path, &import->memory.allocator, &store, NULL);

	if (status == SCHAIN_OK)
		status = schain_reputation_verify(store, NULL);
	schain_reputation_close(store);
	return status == SCHAIN_OK;
}

static int take_runs(schain_reputation_import *import, const record *read)
{
	char name[NAME];

	for (uint64_t i = 0; i < read->parts; i++) {
		name_run(name, read->ids[0], i, (size_t)read->members);
		if (schain__spool_add_run(import, name) ||
		    !is_whole(import, import->runs[import->run_count - 1].path))
			return -1;
	}
	return 0;
}

/* Are the next files those, unchanged? */
static int are_same(const schain_reputation_import *import, const record *read,
                    const schain__import_name *files, size_t count)
{
	char id[SCHAIN__IMPORT_ID];

	if (read->members > count)
		return 0;
	for (size_t i = 0; i < read->members; i++)
		if (schain__spool_identify(import, files[i].name, id) || strcmp(id, read->ids[i]))
			return 0;
	return 1;
}

static void remove_done(schain_reputation_import *import, const char *first)
{
	char name[NAME];
	size_t size;
	char *path;

	snprintf(name, sizeof name, "%s.done", first);
	path = schain__spool_path(import, name, &size);
	if (path)
		unlink(path);
	schain__rep_release(&import->memory, path, size);
}

static void count_in(schain_reputation_import_statistics *total, const record *read)
{
	total->files += read->files;
	total->resumed += read->files;
	total->entries += read->entries;
	total->ignored += read->ignored;
	total->malformed += read->malformed;
	for (size_t i = 0; i < KINDS; i++)
		total->by_kind[i] += read->by_kind[i];
}

/* Takes what the file says, if it is of the next files; *ret_count of them. */
static schain_status take_over(schain_reputation_import *import, FILE *file, record *read,
                               const schain__import_name *files, size_t count, size_t *ret_count,
                               schain_error *error)
{
	size_t first_run;
	schain_status status;

	if (read_record(file, read) || !are_same(import, read, files, count))
		return SCHAIN_OK;
	status = schain__group_end(import, error);
	if (status != SCHAIN_OK)
		return status;
	first_run = import->run_count;
	if (take_runs(import, read)) {
		schain__spool_undo(import, first_run);
		return SCHAIN_OK;
	}
	count_in(&import->statistics, read);
	*ret_count = (size_t)read->members;
	return SCHAIN_OK;
}

schain_status schain__group_resume(schain_reputation_import *import, const schain__import_name *files,
                                   size_t count, size_t *ret_count, schain_error *error)
{
	char first[SCHAIN__IMPORT_ID];
	record *read;
	schain_status status;
	FILE *file;

	*ret_count = 0;
	if (schain__spool_identify(import, files[0].name, first))
		return SCHAIN_OK;
	file = open_done(import, first);
	if (!file)
		return SCHAIN_OK;
	read = schain__rep_alloc(&import->memory, sizeof *read);
	status = read ? take_over(import, file, read, files, count, ret_count, error)
	              : schain__rep_no_memory(error);
	/* First of all: it must not vouch for runs that are about to be written. */
	if (!*ret_count)
		remove_done(import, first);
	fclose(file);
	schain__rep_release(&import->memory, read, sizeof *read);
	return status;
}

schain_status schain__group_begin(schain_reputation_import *import, uint64_t size, schain_error *error)
{
	schain__import_group *group = &import->group;
	schain_status status = SCHAIN_OK;

	if (group->count && group->size + size >= LARGE)
		status = schain__group_end(import, error);
	if (!group->count) {
		group->first_run = import->run_count;
		group->before = import->statistics;
		group->size = 0;
	}
	group->size += size;
	return status;
}

schain_status schain__group_add(schain_reputation_import *import, schain_error *error)
{
	schain__import_group *group = &import->group;

	memcpy(group->ids[group->count++], import->id, sizeof import->id);
	return group->count == SCHAIN__IMPORT_GROUP || group->size >= LARGE ? schain__group_end(import, error)
	                                                                    : SCHAIN_OK;
}

static int write_record(schain_reputation_import *import, FILE *file)
{
	const schain__import_group *group = &import->group;
	const schain_reputation_import_statistics *now = &import->statistics, *before = &group->before;

	fprintf(file, "%zu %" PRIu64 " %zu %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
	        import->run_count - group->first_run, now->files - before->files, group->count,
	        now->entries - before->entries, now->ignored - before->ignored,
	        now->malformed - before->malformed);
	for (size_t i = 0; i < KINDS; i++)
		fprintf(file, "%" PRIu64 "\n", now->by_kind[i] - before->by_kind[i]);
	for (size_t i = 0; i < group->count; i++)
		fprintf(file, "%s\n", group->ids[i]);
	return fflush(file);
}

/* Runs of several files become one. */
static schain_status unite(schain_reputation_import *import, schain_error *error)
{
	schain__import_group *group = &import->group;
	schain_status status;
	char name[NAME];
	size_t size;
	char *path;

	if (group->count < 2 || import->run_count == group->first_run)
		return SCHAIN_OK;
	name_run(name, group->ids[0], 0, group->count);
	path = schain__spool_path(import, name, &size);
	status = path ? schain__import_unite(import, group->first_run, path, error) : schain__rep_no_memory(error);
	schain__rep_release(&import->memory, path, size);
	if (status != SCHAIN_OK)
		return status;
	schain__spool_undo(import, group->first_run);
	return schain__spool_add_run(import, name) ? schain__rep_no_memory(error) : SCHAIN_OK;
}

schain_status schain__group_end(schain_reputation_import *import, schain_error *error)
{
	schain__import_group *group = &import->group;
	schain_status status = SCHAIN_OK;
	char part[NAME], done[NAME];
	size_t part_size, done_size;
	char *from, *to;
	FILE *file;

	if (!group->count)
		return SCHAIN_OK;
	status = unite(import, error);
	if (status != SCHAIN_OK)
		return status;
	snprintf(part, sizeof part, "%s.part", group->ids[0]);
	snprintf(done, sizeof done, "%s.done", group->ids[0]);
	from = schain__spool_path(import, part, &part_size);
	to = schain__spool_path(import, done, &done_size);
	file = from && to ? fopen(from, "we") : NULL;
	if (!from || !to)
		status = schain__rep_no_memory(error);
	else if (!file || write_record(import, file) || rename(from, to))
		status = schain__rep_io_error(error, import->spool, "cannot write");
	if (file && fclose(file) && status == SCHAIN_OK)
		status = schain__rep_io_error(error, import->spool, "cannot write");
	schain__rep_release(&import->memory, from, part_size);
	schain__rep_release(&import->memory, to, done_size);
	group->count = 0;
	return status;
}
