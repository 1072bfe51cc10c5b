/* SPDX-License-Identifier: Apache-2.0 */
/*
 * STORE.import/: the runs of each file that was read, named by a hash of the
 * file's identity and the options, and once it is read whole a file
 * HASH.done beside them. What has no such file is of an import that was
 * interrupted within it, and goes.
 */
#include "reputation/import.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME = 64 };

char *schain__import_beside(schain_reputation_import *import, const char *behind, size_t *ret_size)
{
	size_t size = strlen(import->options.store) + strlen(behind) + 1;
	char *path = schain__rep_alloc(&import->memory, size);

	if (path)
		snprintf(path, size, "%s%s", import->options.store, behind);
	*ret_size = size;
	return path;
}

static char *in_spool(schain_reputation_import *import, const char *name, size_t *ret_size)
{
	size_t size = import->spool_size + strlen(name) + 1;
	char *path = schain__rep_alloc(&import->memory, size);

	if (path)
		snprintf(path, size, "%s/%s", import->spool, name);
	*ret_size = size;
	return path;
}

static schain_status lock(schain_reputation_import *import, schain_error *error)
{
	size_t size;
	char *path = schain__import_beside(import, ".lock", &size);
	schain_status status = SCHAIN_OK;

	if (!path)
		return schain__rep_no_memory(error);
	import->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (import->lock < 0)
		status = schain__rep_io_error(error, path, "cannot be made");
	else if (flock(import->lock, LOCK_EX | LOCK_NB))
		status = schain__rep_error(error, SCHAIN_E_STATE, import->options.store, 0,
		                           "another import works on this store");
	schain__rep_release(&import->memory, path, size);
	return status;
}

static int is_done(schain_reputation_import *import, const char *name)
{
	char done[NAME];
	size_t size;
	char *path;
	int found;

	if (strlen(name) < 16)
		return 0;
	snprintf(done, sizeof done, "%.16s.done", name);
	path = in_spool(import, done, &size);
	found = path && !access(path, F_OK);
	schain__rep_release(&import->memory, path, size);
	return found;
}

static void sweep(schain_reputation_import *import, int is_all)
{
	DIR *folder = opendir(import->spool);
	const struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		size_t size;
		char *path;

		if (entry->d_name[0] == '.' || (!is_all && is_done(import, entry->d_name)))
			continue;
		path = in_spool(import, entry->d_name, &size);
		if (path)
			unlink(path);
		schain__rep_release(&import->memory, path, size);
	}
	if (folder)
		closedir(folder);
}

schain_status schain__spool_open(schain_reputation_import *import, schain_error *error)
{
	schain_status status;

	import->spool = schain__import_beside(import, ".import", &import->spool_size);
	if (!import->spool)
		return schain__rep_no_memory(error);
	status = lock(import, error);
	if (status != SCHAIN_OK)
		return status;
	if (mkdir(import->spool, 0755) && errno != EEXIST)
		return schain__rep_io_error(error, import->spool, "cannot be made");
	sweep(import, 0);
	return SCHAIN_OK;
}

void schain__spool_close(schain_reputation_import *import, int is_removed)
{
	if (import->spool && import->lock >= 0) {
		if (is_removed)
			sweep(import, 1);
		/* Stays where there is something to go on from. */
		rmdir(import->spool);
	}
	if (import->lock >= 0)
		close(import->lock);
	import->lock = -1;
	schain__rep_release(&import->memory, import->spool, import->spool_size);
	import->spool = NULL;
}

/* All that decides what is read of a file. */
static void identify(schain_reputation_import *import, const char *path, const struct stat *status)
{
	const schain_reputation_import_options *options = &import->options;
	uint64_t hash[10] = {
		schain__rep_checksum(path, strlen(path)),
		(uint64_t)status->st_size,
		(uint64_t)status->st_mtim.tv_sec,
		(uint64_t)status->st_mtim.tv_nsec,
		(uint64_t)status->st_ino,
		options->standing | (uint64_t)options->confidence << 8 | (uint64_t)options->flags << 32,
	};
	const char *texts[] = { options->source, options->licence, options->ecosystem, options->format };

	for (size_t i = 0; i < 4; i++)
		hash[6 + i] = texts[i] ? schain__rep_checksum(texts[i], strlen(texts[i])) : 0;
	snprintf(import->id, sizeof import->id, "%016" PRIx64, schain__rep_checksum(hash, sizeof hash));
	import->part = 0;
	import->first_run = import->run_count;
}

static int add_run(schain_reputation_import *import, const char *name)
{
	schain__import_run *run;

	if (schain__rep_grow(&import->memory, (void **)&import->runs, &import->run_capacity,
	                     import->run_count + 1, sizeof *run))
		return -1;
	run = &import->runs[import->run_count];
	run->path = in_spool(import, name, &run->path_size);
	if (!run->path)
		return -1;
	import->run_count++;
	return 0;
}

/* "parts entries ignored malformed", then a number for each kind. */
static int read_done(schain_reputation_import *import, const char *path)
{
	schain_reputation_import_statistics *total = &import->statistics;
	uint64_t parts, entries, ignored, malformed, kinds[16];
	FILE *file = fopen(path, "re");
	int is_read = file && fscanf(file, "%" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64, &parts,
	                             &entries, &ignored, &malformed) == 4 && parts < 100000;

	for (size_t i = 0; is_read && i < 16; i++)
		is_read = fscanf(file, " %" SCNu64, &kinds[i]) == 1;
	if (file)
		fclose(file);
	if (!is_read)
		return -1;
	for (uint64_t i = 0; i < parts; i++) {
		char name[NAME];

		snprintf(name, sizeof name, "%s.%" PRIu64, import->id, i);
		if (add_run(import, name) || access(import->runs[import->run_count - 1].path, R_OK))
			return -1;
	}
	total->files++;
	total->resumed++;
	total->entries += entries;
	total->ignored += ignored;
	total->malformed += malformed;
	for (size_t i = 0; i < 16; i++)
		total->by_kind[i] += kinds[i];
	return 0;
}

int schain__spool_resume(schain_reputation_import *import, const char *path)
{
	char name[NAME];
	struct stat status;
	size_t size;
	char *done;
	int is_resumed = 0;

	if (stat(path, &status))
		return 0;
	identify(import, path, &status);
	snprintf(name, sizeof name, "%s.done", import->id);
	done = in_spool(import, name, &size);
	if (done && !access(done, F_OK)) {
		is_resumed = !read_done(import, done);
		if (!is_resumed) {
			/* First of all: it must not vouch for runs that are about to be written. */
			unlink(done);
			schain__spool_undo(import);
		}
	}
	schain__rep_release(&import->memory, done, size);
	return is_resumed;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static uint32_t text(schain__feed *feed, const char *value)
{
	return schain__rep_pool_text(&feed->batch.pool, schain_string_of(value));
}

/* Counts come with the last run of a file only: they are added up. */
static int describe(schain__feed *feed, int is_last, schain__rep_source *source)
{
	const schain_reputation_import_options *options = feed->options;

	memset(source, 0, sizeof *source);
	source->date = feed->date;
	source->imported = options->now;
	if (is_last) {
		source->entries = feed->entries;
		source->ignored = feed->ignored;
		source->malformed = feed->malformed;
	}
	source->name = text(feed, options->source ? options->source : base_name(feed->path));
	source->title = text(feed, feed->title);
	source->author = text(feed, feed->author);
	source->licence = text(feed, options->licence ? options->licence : feed->licence);
	source->format = text(feed, feed->format);
	return source->name == UINT32_MAX || source->title == UINT32_MAX ||
	                       source->author == UINT32_MAX || source->licence == UINT32_MAX ||
	                       source->format == UINT32_MAX
	               ? -1
	               : 0;
}

schain_status schain__spool_write(schain_reputation_import *import, schain__feed *feed, int is_last,
                                  schain_error *error)
{
	schain__rep_source source;
	char name[NAME];

	snprintf(name, sizeof name, "%s.%u", import->id, (unsigned)import->part++);
	if (describe(feed, is_last, &source) || add_run(import, name))
		return schain__rep_no_memory(error);
	return schain__rep_batch_write(&feed->batch, import->runs[import->run_count - 1].path, &source,
	                               is_last ? feed->bloom : NULL, feed->bloom_size, error);
}

static int write_done(const char *path, const schain__feed *feed, uint32_t parts)
{
	FILE *file = fopen(path, "we");
	int failed;

	if (!file)
		return -1;
	fprintf(file, "%u %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", (unsigned)parts, feed->entries,
	        feed->ignored, feed->malformed);
	for (size_t i = 0; i < 16; i++)
		fprintf(file, "%" PRIu64 "\n", feed->by_kind[i]);
	failed = fflush(file) || fsync(fileno(file));
	return fclose(file) || failed ? -1 : 0;
}

int schain__sync_folder(const char *path)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int failed = folder < 0 || fsync(folder);

	if (folder >= 0)
		close(folder);
	return failed;
}

schain_status schain__spool_done(schain_reputation_import *import, const schain__feed *feed,
                                 schain_error *error)
{
	char name[NAME];
	size_t part_size, done_size;
	char *part, *done;
	schain_status status = SCHAIN_OK;

	snprintf(name, sizeof name, "%s.part", import->id);
	part = in_spool(import, name, &part_size);
	snprintf(name, sizeof name, "%s.done", import->id);
	done = in_spool(import, name, &done_size);
	if (!part || !done)
		status = schain__rep_no_memory(error);
	else if (write_done(part, feed, import->part) || rename(part, done) ||
	         schain__sync_folder(import->spool))
		status = schain__rep_io_error(error, import->spool, "cannot write");
	schain__rep_release(&import->memory, part, part_size);
	schain__rep_release(&import->memory, done, done_size);
	return status;
}

void schain__spool_undo(schain_reputation_import *import)
{
	for (; import->run_count > import->first_run; import->run_count--) {
		schain__import_run *run = &import->runs[import->run_count - 1];

		unlink(run->path);
		schain__rep_release(&import->memory, run->path, run->path_size);
	}
	import->part = 0;
}
