/* SPDX-License-Identifier: Apache-2.0 */
/* Files and folders to verify, one after the other, in the order of their names. */
#include "progress.h"
#include "verify.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_LIMIT = 4096, MOST_DEPTH = 64, STATUSES = SCHAIN_VERIFY_UNSUPPORTED + 1,
	   PACKAGED = SCHAIN_PACKAGED_UNCHECKED + 1 };

struct work {
	const struct verify_request *request;
	struct progress progress;
	uint64_t files, bytes;
	uint64_t found[STATUSES];    /* files of each status */
	uint64_t packaged[PACKAGED]; /* and as the package manager knows them */
	uint64_t passed, unread;
	int is_long;
	int is_measuring; /* how much there is to read; nothing is told yet */
};

static int write_out(void *context, const char *data, size_t size)
{
	return fwrite(data, 1, size, context) != size;
}

static void count(struct work *work, const schain_signature_report *report)
{
	work->found[report->status < STATUSES ? report->status : SCHAIN_VERIFY_UNSUPPORTED]++;
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
		work->unread++;
		return;
	}
	work->files++;
	work->bytes += report->size;
	progress_update(&work->progress, work->bytes, work->files);
	work->packaged[report->package_state < PACKAGED ? report->package_state : 0]++;
	if (is_named || work->request->is_all || report->format ||
	    report->package_state == SCHAIN_PACKAGED_MODIFIED) {
		count(work, report);
		print(work, report);
	} else {
		work->passed++;
	}
	schain_signature_report_unref(report);
}

static int is_below(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static void cannot_read(struct work *work, const char *path, const char *why)
{
	if (work->is_measuring)
		return;
	progress_clear(&work->progress);
	complain("%s: %s", path, why);
	work->unread++;
}

/* Symbolic links are not followed, and what is no regular file is passed by. */
static void each_file(struct work *work, const char *path, int depth,
                      void (*what)(struct work *work, const char *path, const struct stat *stat))
{
	struct dirent **entries;
	int found;

	if (depth > MOST_DEPTH) {
		cannot_read(work, path, "too deep a folder");
		return;
	}
	found = scandir(path, &entries, is_below, alphasort);
	if (found < 0) {
		cannot_read(work, path, strerror(errno));
		return;
	}
	for (int i = 0; i < found; i++) {
		char below[PATH_LIMIT];
		struct stat stat;
		size_t last = strlen(path);
		int length = snprintf(below, sizeof below, "%s%s%s", path, last && path[last - 1] == '/' ? "" : "/",
		                      entries[i]->d_name);

		free(entries[i]);
		if (length < 0 || (size_t)length >= sizeof below)
			cannot_read(work, path, "a path below it is too long");
		else if (lstat(below, &stat) != 0)
			cannot_read(work, below, strerror(errno));
		else if (S_ISDIR(stat.st_mode))
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
	work->is_measuring = 1;
	for (int i = 0; i < count; i++)
		if (is_folder(paths[i]))
			each_file(work, paths[i], 0, add_size);
	work->is_measuring = 0;
	work->progress.total = work->bytes;
	work->bytes = 0;
}

static const char *print_count(const char *lead, uint64_t count, const char *name)
{
	if (!count)
		return lead;
	fprintf(stderr, "%s%" PRIu64 " %s", lead, count, name);
	return ", ";
}

/* The last line for people, who may not read the others: what there was of each status. */
static void print_counts(const struct work *work)
{
	const char *lead = ": ";
	uint64_t judged = 0;

	for (size_t status = 0; status < STATUSES; status++)
		judged += work->found[status];
	fprintf(stderr, "%" PRIu64 " %s", judged, judged == 1 ? "file" : "files");
	for (uint32_t status = 0; status < STATUSES; status++)
		lead = print_count(lead, work->found[status], schain_verify_status_get_name(status));
	print_count("; ", work->passed, "that can carry no signature");
	print_count("; ", work->unread, "could not be read");
	lead = "; by packages: ";
	for (uint32_t state = SCHAIN_PACKAGED_UNMODIFIED; state < PACKAGED; state++)
		lead = print_count(lead, work->packaged[state], schain_packaged_get_name(state));
	fputc('\n', stderr);
}

static int result(const struct work *work)
{
	uint64_t is_bad = work->packaged[SCHAIN_PACKAGED_MODIFIED];

	for (uint32_t status = 0; status < STATUSES; status++)
		if (status != SCHAIN_VERIFY_VALID && status != SCHAIN_VERIFY_UNSIGNED &&
		    status != SCHAIN_VERIFY_ADHOC)
			is_bad |= work->found[status];
	if (is_bad)
		return EXIT_FOUND;
	if (work->unread)
		return EXIT_INPUT;
	return work->found[SCHAIN_VERIFY_UNSIGNED] || work->found[SCHAIN_VERIFY_ADHOC] ? EXIT_UNSIGNED
	                                                                                : EXIT_QUIET;
}

int verify_paths(const struct verify_request *request, int count, char **paths)
{
	struct work work = { .request = request };
	int is_one = count == 1 && !is_folder(paths[0]);

	work.is_long = request->is_long || is_one;
	begin_progress(&work, count, paths);
	for (int i = 0; i < count; i++) {
		if (is_folder(paths[i]))
			each_file(&work, paths[i], 0, verify_found);
		else
			verify_file(&work, paths[i], 1);
	}
	progress_clear(&work.progress);
	if (!is_one && !request->is_json && !request->is_quiet)
		print_counts(&work);
	return result(&work);
}
