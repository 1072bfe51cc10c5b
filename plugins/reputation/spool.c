/* SPDX-License-Identifier: Apache-2.0 */
/*
 * STORE.import/: the runs of each file that was read, named by a hash of the
 * file's identity and the options, and once they are whole a file HASH.done
 * beside them (group.c). What has no such file is of an import that was
 * interrupted within it, and goes. None of it is synced: what the machine's power
 * took is noticed when it is taken over, and read again.
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

char *schain__spool_path(schain_reputation_import *import, const char *name, size_t *ret_size)
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
	path = schain__spool_path(import, done, &size);
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
		path = schain__spool_path(import, entry->d_name, &size);
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

/* By all that decides what is read of a file. */
int schain__spool_identify(const schain_reputation_import *import, const char *path,
                           char id[SCHAIN__IMPORT_ID])
{
	const schain_reputation_import_options *options = &import->options;
	const char *texts[] = { options->source, options->licence, options->ecosystem, options->format,
		                    import->folder };
	uint64_t hash[11];
	struct stat status;

	if (stat(path, &status))
		return -1;
	hash[0] = schain__rep_checksum(path, strlen(path));
	hash[1] = (uint64_t)status.st_size;
	hash[2] = (uint64_t)status.st_mtim.tv_sec;
	hash[3] = (uint64_t)status.st_mtim.tv_nsec;
	hash[4] = (uint64_t)status.st_ino;
	hash[5] = options->standing | (uint64_t)options->confidence << 8 | (uint64_t)options->flags << 32;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		hash[6 + i] = texts[i] ? schain__rep_checksum(texts[i], strlen(texts[i])) : 0;
	snprintf(id, SCHAIN__IMPORT_ID, "%016" PRIx64, schain__rep_checksum(hash, sizeof hash));
	return 0;
}

int schain__spool_begin(schain_reputation_import *import, const char *path)
{
	import->part = 0;
	import->first_run = import->run_count;
	return schain__spool_identify(import, path, import->id);
}

int schain__spool_add_run(schain_reputation_import *import, const char *name)
{
	schain__import_run *run;

	if (schain__rep_grow(&import->memory, (void **)&import->runs, &import->run_capacity,
	                     import->run_count + 1, sizeof *run))
		return -1;
	run = &import->runs[import->run_count];
	run->path = schain__spool_path(import, name, &run->path_size);
	if (!run->path)
		return -1;
	import->run_count++;
	return 0;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* A record of OSV is a file of its own: of those it is the folder that is the source. */
static int is_of_folder(const schain__feed *feed)
{
	return feed->is_in_folder && feed->import->folder && feed->format == schain__feed_osv.name;
}

static const char *source_of(const schain__feed *feed)
{
	if (feed->options->source)
		return feed->options->source;
	return is_of_folder(feed) ? feed->import->folder : base_name(feed->path);
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
	source->name = text(feed, source_of(feed));
	source->title = text(feed, is_of_folder(feed) ? "" : feed->title);
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
	if (describe(feed, is_last, &source) || schain__spool_add_run(import, name))
		return schain__rep_no_memory(error);
	return schain__rep_batch_write(&feed->batch, import->runs[import->run_count - 1].path, &source,
	                               is_last ? feed->bloom : NULL, feed->bloom_size, error);
}

int schain__sync_folder(const char *path)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int failed = folder < 0 || fsync(folder);

	if (folder >= 0)
		close(folder);
	return failed;
}

void schain__spool_undo(schain_reputation_import *import, size_t first)
{
	for (; import->run_count > first; import->run_count--) {
		schain__import_run *run = &import->runs[import->run_count - 1];

		unlink(run->path);
		schain__rep_release(&import->memory, run->path, run->path_size);
	}
}
