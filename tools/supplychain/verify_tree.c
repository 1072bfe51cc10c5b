/* SPDX-License-Identifier: Apache-2.0 */
/* Files and folders to verify, one after the other, in the order of their names. */
#include "progress.h"
#include "verify.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_LIMIT = 4096, MOST_DEPTH = 64 };

struct work {
	const struct verify_request *request;
	struct progress progress;
	uint64_t files, bytes;
	int is_bad, is_unsigned, is_unread;
	int is_long;
};

static int write_out(void *context, const char *data, size_t size)
{
	return fwrite(data, 1, size, context) != size;
}

static void count(struct work *work, const schain_signature_report *report)
{
	if (report->package_state == SCHAIN_PACKAGED_MODIFIED)
		work->is_bad = 1;
	switch (report->status) {
	case SCHAIN_VERIFY_VALID:
		break;
	case SCHAIN_VERIFY_UNSIGNED:
	case SCHAIN_VERIFY_ADHOC:
		work->is_unsigned = 1;
		break;
	default:
		work->is_bad = 1;
	}
}

static void print(struct work *work, const schain_signature_report *report)
{
	const struct verify_request *request = work->request;

	if (request->is_quiet)
		return;
	progress_clear(&work->progress);
	if (request->is_json) {
		schain_signature_report_write_json(report, write_out, stdout, NULL);
		putchar('\n');
		return;
	}
	if (work->is_long)
		verify_print_long(stdout, report);
	else
		verify_print_line(stdout, report);
	if (request->before)
		verify_print_history(stdout, schain_signature_report_compare(request->before, report));
}

static void verify_file(struct work *work, const char *path, int is_named)
{
	schain_verify_request one = SCHAIN_VERIFY_REQUEST_INIT;
	const schain_signature_report *report;
	schain_error error = SCHAIN_ERROR_INIT;

	one.path = path;
	one.signature_path = work->request->signature;
	one.flags = (is_named ? SCHAIN_REQUEST_FOLLOW : 0) |
	            (work->request->wants_hash ? SCHAIN_REQUEST_FILE_HASH : 0);
	if (schain_verifier_check(work->request->verifier, &one, &report, &error) != SCHAIN_OK) {
		progress_clear(&work->progress);
		complain_error(&error);
		work->is_unread = 1;
		return;
	}
	work->files++;
	work->bytes += report->size;
	progress_update(&work->progress, work->bytes, work->files);
	if (is_named || work->request->is_all || report->format ||
	    report->package_state == SCHAIN_PACKAGED_MODIFIED) {
		count(work, report);
		print(work, report);
	}
	schain_signature_report_unref(report);
}

static int is_below(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

/* Symbolic links are not followed, and what is no regular file is passed by. */
static void each_file(struct work *work, const char *path, int depth,
                      void (*what)(struct work *work, const char *path, const struct stat *stat))
{
	struct dirent **entries;
	int found = scandir(path, &entries, is_below, alphasort);

	if (found < 0) {
		complain("%s: %s", path, strerror(errno));
		work->is_unread = 1;
		return;
	}
	for (int i = 0; i < found; i++) {
		char below[PATH_LIMIT];
		struct stat stat;
		size_t last = strlen(path);
		int length = snprintf(below, sizeof below, "%s%s%s", path, last && path[last - 1] == '/' ? "" : "/",
		                      entries[i]->d_name);

		free(entries[i]);
		if (length < 0 || (size_t)length >= sizeof below || lstat(below, &stat) != 0)
			continue;
		if (S_ISDIR(stat.st_mode) && depth < MOST_DEPTH)
			each_file(work, below, depth + 1, what);
		else if (S_ISREG(stat.st_mode))
			what(work, below, &stat);
	}
	free(entries);
}

static void add_size(struct work *work, const char *path, const struct stat *stat)
{
	(void)path;
	work->bytes += (uint64_t)stat->st_size;
}

static void verify_found(struct work *work, const char *path, const struct stat *stat)
{
	(void)stat;
	verify_file(work, path, 0);
}

static int is_folder(const char *path)
{
	struct stat found;

	return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

static void begin_progress(struct work *work, int count, char **paths)
{
	progress_begin(&work->progress, !work->request->is_quiet, 0);
	work->progress.unit = "files";
	if (!work->progress.is_wanted)
		return;
	for (int i = 0; i < count; i++)
		if (is_folder(paths[i]))
			each_file(work, paths[i], 0, add_size);
	work->progress.total = work->bytes;
	work->bytes = 0;
	work->is_unread = 0; /* it is told when they are read */
}

int verify_paths(const struct verify_request *request, int count, char **paths)
{
	struct work work = { .request = request };

	work.is_long = request->is_long || (count == 1 && !is_folder(paths[0]));
	begin_progress(&work, count, paths);
	for (int i = 0; i < count; i++) {
		if (is_folder(paths[i]))
			each_file(&work, paths[i], 0, verify_found);
		else
			verify_file(&work, paths[i], 1);
	}
	progress_clear(&work.progress);
	if (work.is_bad)
		return EXIT_FOUND;
	return work.is_unread ? EXIT_INPUT : work.is_unsigned ? EXIT_UNSIGNED : EXIT_QUIET;
}
