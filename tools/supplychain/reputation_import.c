/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain reputation import|expire */
#include "reputation.h"

#include "progress.h"

#include <inttypes.h>
#include <string.h>

struct work {
	const struct reputation_request *request;
	struct progress progress;
	int is_expiry;
	int is_merging;
	const char *path;
	uint64_t problems;
};

/* Of malformed entries, which may be many, as many are told one by one. */
enum { PROBLEM_LIMIT = 20 };

static int on_problem(void *context, const schain_error *problem)
{
	struct work *work = context;

	progress_clear(&work->progress);
	if (work->problems++ < PROBLEM_LIMIT)
		complain_error(problem);
	else if (work->problems == PROBLEM_LIMIT + 1)
		complain("further malformed entries are only counted");
	return 0;
}

static int on_progress(void *context, const schain_reputation_progress *progress)
{
	struct work *work = context;

	if (progress->path != work->path || (int)progress->is_merging != work->is_merging) {
		progress_clear(&work->progress);
		progress_begin(&work->progress, !work->request->is_quiet, progress->total);
		work->path = progress->path;
		work->is_merging = (int)progress->is_merging;
	}
	progress_update(&work->progress, progress->done, progress->entries);
	return 0;
}

int reputation_failed(const schain_error *error)
{
	complain_error(error);
	switch (error->code) {
	case SCHAIN_E_ARGUMENT:
	case SCHAIN_E_VALUE:
	case SCHAIN_E_KEY:
	case SCHAIN_E_UNSUPPORTED:
		return EXIT_USAGE;
	default:
		return EXIT_INPUT;
	}
}

static void tell_json(const schain_reputation_import_statistics *statistics)
{
	printf("{\"files\":%" PRIu64 ",\"resumed\":%" PRIu64 ",\"entries\":%" PRIu64 ",\"ignored\":%" PRIu64
	       ",\"malformed\":%" PRIu64 ",\"expired\":%" PRIu64 ",\"by_kind\":{",
	       statistics->files, statistics->resumed, statistics->entries, statistics->ignored,
	       statistics->malformed, statistics->expired);
	for (uint32_t kind = 1, is_more = 0; kind < 16; kind++)
		if (statistics->by_kind[kind]) {
			printf("%s\"%s\":%" PRIu64, is_more ? "," : "", schain_reputation_kind_get_name(kind),
			       statistics->by_kind[kind]);
			is_more = 1;
		}
	puts("}}");
}

static void tell(const struct work *work, const schain_reputation_import *import)
{
	schain_reputation_import_statistics statistics = { 0 };

	statistics.struct_size = sizeof statistics;
	schain_reputation_import_get_statistics(import, &statistics, NULL);
	if (work->request->is_json) {
		tell_json(&statistics);
		return;
	}
	if (work->request->is_quiet)
		return;
	if (work->is_expiry) {
		fprintf(stderr, "%" PRIu64 " subjects over\n", statistics.expired);
		return;
	}
	fprintf(stderr, "%" PRIu64 " entries of %" PRIu64 " files", statistics.entries, statistics.files);
	if (statistics.resumed)
		fprintf(stderr, " (%" PRIu64 " of them read before)", statistics.resumed);
	if (statistics.ignored)
		fprintf(stderr, ", %" PRIu64 " records of no use here", statistics.ignored);
	if (statistics.malformed)
		fprintf(stderr, ", %" PRIu64 " malformed", statistics.malformed);
	if (statistics.expired)
		fprintf(stderr, ", %" PRIu64 " subjects over", statistics.expired);
	fputc('\n', stderr);
}

static schain_status begin(struct work *work, schain_reputation_import **ret_import, schain_error *error)
{
	const struct reputation_request *request = work->request;
	schain_reputation_import_options options = SCHAIN_REPUTATION_IMPORT_OPTIONS_INIT;

	options.store = request->store;
	options.source = request->source;
	options.licence = request->licence;
	options.ecosystem = request->ecosystem;
	options.format = request->format;
	options.public_suffixes = request->suffixes;
	options.standing = request->standing;
	options.confidence = request->confidence;
	options.memory_limit = request->memory;
	options.now = request->now;
	options.flags = request->is_strict ? SCHAIN_REPUTATION_STRICT : 0;
	options.problem = on_problem;
	options.progress = on_progress;
	options.context = work;
	return schain_reputation_import_new(&options, ret_import, error);
}

static int finish(struct work *work, schain_reputation_import *import, int worst)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_status status = schain_reputation_import_finish(import, &error);

	progress_clear(&work->progress);
	if (status != SCHAIN_OK)
		worst = reputation_failed(&error);
	else
		tell(work, import);
	return worst;
}

int reputation_import(const struct reputation_request *request, int count, char **paths)
{
	struct work work = { .request = request };
	schain_error error = SCHAIN_ERROR_INIT;
	schain_reputation_import *import = NULL;
	int worst = EXIT_QUIET, read = 0;

	if (begin(&work, &import, &error) != SCHAIN_OK)
		return reputation_failed(&error);
	/* Goes on behind a file that cannot be read: the others are wanted all the same. */
	for (int i = 0; i < count; i++) {
		schain_status status = schain_reputation_import_add(import, paths[i], &error);

		progress_clear(&work.progress);
		read += status == SCHAIN_OK;
		if (status != SCHAIN_OK)
			worst = reputation_failed(&error);
	}
	if (read)
		worst = finish(&work, import, worst);
	schain_reputation_import_free(import);
	return worst;
}

int reputation_expire(const struct reputation_request *request)
{
	struct work work = { .request = request, .is_expiry = 1 };
	schain_error error = SCHAIN_ERROR_INIT;
	schain_reputation_import *import = NULL;
	schain_status status = begin(&work, &import, &error);
	int result;

	for (size_t i = 0; status == SCHAIN_OK && i < request->forget_count; i++)
		status = schain_reputation_import_forget(import, request->forget[i], &error);
	if (status == SCHAIN_OK)
		status = schain_reputation_import_expire(import, request->now, request->before, &error);
	result = status == SCHAIN_OK ? finish(&work, import, EXIT_QUIET) : reputation_failed(&error);
	schain_reputation_import_free(import);
	return result;
}
