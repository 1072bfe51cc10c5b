/* SPDX-License-Identifier: Apache-2.0 */
/* The face: verifiers, what they are told, and one check from start to end. */
#include "signature/verifier.h"
#include "signature/error.h"
#include "signature/package.h"

#include <openssl/err.h>
#include <string.h>
#include <time.h>

#define FILE_LIMIT (UINT64_C(4) << 30)
#define SIGNATURE_LIMIT (UINT64_C(16) << 20)
#define CACHE_LIMIT (UINT64_C(8) << 20)
#define CACHE_LIFETIME (3600 * SCHAIN_SECOND)
/*
 * A file changed this recently may change again without its times telling:
 * they move in steps, of up to two seconds on FAT.
 */
#define SETTLED (2 * SCHAIN_SECOND)

schain_time schain__sig_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (schain_time)now.tv_sec * SCHAIN_SECOND + now.tv_nsec;
}

static schain_status import_options(const schain_verifier_options *given,
                                    schain_verifier_options *options, schain_allocator *allocator,
                                    schain_error *error)
{
	schain_status status = SCHAIN_OK;

	if (given)
		status = schain__sig_import(options, sizeof *options, given, "schain_verifier_options", error);
	if (status != SCHAIN_OK)
		return status;
	if (options->allocator &&
	    (!options->allocator->allocate || !options->allocator->reallocate ||
	     !options->allocator->release))
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "the allocator lacks a function");
	*allocator = schain__sig_allocator(options->allocator);
	if (!options->file_limit)
		options->file_limit = FILE_LIMIT;
	if (!options->signature_limit)
		options->signature_limit = SIGNATURE_LIMIT;
	if (!options->cache_limit)
		options->cache_limit = CACHE_LIMIT;
	if (!options->cache_lifetime)
		options->cache_lifetime = CACHE_LIFETIME;
	return SCHAIN_OK;
}

schain_status schain_verifier_new(const schain_verifier_options *given,
                                  schain_verifier **ret_verifier, schain_error *error)
{
	schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;
	schain_allocator allocator;
	schain_verifier *verifier;
	schain_status status;

	if (!ret_verifier)
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "nowhere to put the verifier");
	status = import_options(given, &options, &allocator, error);
	if (status != SCHAIN_OK)
		return status;
	verifier = schain__sig_alloc(&allocator, sizeof *verifier);
	if (!verifier)
		return schain__sig_fail_memory(error);
	verifier->allocator = allocator;
	verifier->options = options;
	verifier->statistics.struct_size = sizeof verifier->statistics;
	schain__sig_trust_init(&verifier->trust, &verifier->crypto, &allocator);
	schain__sig_revocations_init(&verifier->revocations, &verifier->crypto, &allocator);
	schain__sig_abused_init(&verifier->abused, &verifier->crypto, &allocator);
	schain__sig_catalogs_init(&verifier->catalogs, &allocator);
	schain__sig_keys_init(&verifier->keys, &verifier->crypto, &allocator);
	schain__sig_cache_init(&verifier->cache, (size_t)options.cache_limit, &allocator);
	verifier->chunk = schain__sig_alloc(&allocator, SCHAIN__SIG_CHUNK);
	if (!verifier->chunk || schain__sig_crypto_open(&verifier->crypto) != SCHAIN_OK) {
		schain_verifier_free(verifier);
		return schain__sig_fail_memory(error);
	}
	*ret_verifier = verifier;
	return SCHAIN_OK;
}

void schain_verifier_free(schain_verifier *verifier)
{
	schain_allocator allocator;

	if (!verifier)
		return;
	allocator = verifier->allocator;
	schain__sig_cache_clear(&verifier->cache);
	schain__sig_keys_clear(&verifier->keys);
	schain__sig_packages_clear(verifier);
	schain__apt_free(verifier->apt);
	schain__sig_catalogs_clear(&verifier->catalogs);
	schain__sig_abused_clear(&verifier->abused);
	schain__sig_revocations_clear(&verifier->revocations);
	schain__sig_trust_clear(&verifier->trust);
	schain__sig_crypto_close(&verifier->crypto);
	schain__sig_release(&allocator, verifier->chunk, SCHAIN__SIG_CHUNK);
	schain__sig_release(&allocator, verifier, sizeof *verifier);
}

schain_status schain__sig_job_fail_memory(schain__sig_job *job)
{
	return schain__sig_fail_memory(job->error);
}

void schain__sig_job_add_sink(schain__sig_job *job, schain__sig_sink *sink)
{
	sink->next = job->sinks;
	job->sinks = sink;
}

static schain_status hash_file(schain__sig_job *job)
{
	const schain__sig_range all = { 0, job->input.size };
	schain__sig_range_digest sha256 = { 0 }, sha1 = { 0 };
	schain__sig_pool *pool = &job->report->pool;
	unsigned char by_256[EVP_MAX_MD_SIZE], by_1[EVP_MAX_MD_SIZE];
	schain_status status = SCHAIN_E_MEMORY;

	if (schain__sig_range_digest_init(&sha256, &job->verifier->crypto, SCHAIN__SIG_SHA256, &all, 1,
	                                  0) == 0 &&
	    schain__sig_range_digest_init(&sha1, &job->verifier->crypto, SCHAIN__SIG_SHA1, &all, 1, 0) ==
	            0) {
		schain__sig_job_add_sink(job, &sha256.sink);
		schain__sig_job_add_sink(job, &sha1.sink);
		status = schain__sig_input_scan(&job->input, job->sinks, job->verifier->chunk,
		                                &job->verifier->options, job->error);
		if (status == SCHAIN_OK &&
		    (schain__sig_range_digest_finish(&sha256, by_256) != 0 ||
		     schain__sig_range_digest_finish(&sha1, by_1) != 0))
			status = SCHAIN_E_MEMORY;
	}
	if (status == SCHAIN_OK) {
		job->report->public.sha256 = schain__sig_pool_hex(pool, by_256, 32);
		job->report->public.sha1 = schain__sig_pool_hex(pool, by_1, 20);
	}
	schain__sig_range_digest_clear(&sha256);
	schain__sig_range_digest_clear(&sha1);
	return status == SCHAIN_E_MEMORY ? schain__sig_job_fail_memory(job) : status;
}

schain_status schain__sig_job_scan(schain__sig_job *job)
{
	schain_status status = SCHAIN_OK;

	if (job->request->flags & SCHAIN_REQUEST_FILE_HASH)
		status = hash_file(job);
	else if (job->sinks)
		status = schain__sig_input_scan(&job->input, job->sinks, job->verifier->chunk,
		                                &job->verifier->options, job->error);
	job->sinks = NULL;
	job->is_scanned = 1;
	return status;
}

static schain_time oldest_kept(const schain__sig_job *job)
{
	return job->now - job->verifier->options.cache_lifetime;
}

static int uses_cache(const schain__sig_job *job)
{
	return job->verifier->options.cache_lifetime > 0 &&
	       !(job->request->flags & SCHAIN_REQUEST_NO_CACHE);
}

static uint32_t wanted(const schain__sig_job *job)
{
	return job->request->flags & SCHAIN_REQUEST_FILE_HASH;
}

int schain__sig_job_is_known(schain__sig_job *job, const unsigned char key[32])
{
	memcpy(job->content, key, sizeof job->content);
	job->has_content = 1;
	/* What its package says is of the path, and must be found anew. */
	if (uses_cache(job) && !job->request->signature_path && !job->has_package)
		job->known = schain__sig_cache_by_content(&job->verifier->cache, key, wanted(job),
		                                          oldest_kept(job));
	return job->known != NULL;
}

static schain_status look_into(schain__sig_job *job)
{
	const schain__sig_driver *driver;
	schain_status status = schain__sig_input_begin(&job->input, job->error);

	if (status != SCHAIN_OK)
		return status;
	driver = schain__sig_driver_of(job);
	job->report->public.format = driver->format;
	job->report->public.content = driver->content;
	job->report->public.size = job->input.size;
	job->report->public.judged_at = job->at;
	status = schain__sig_package_begin(job);
	if (status == SCHAIN_OK)
		status = driver->check(job);
	if (status == SCHAIN_OK && !job->is_scanned && !job->known)
		status = schain__sig_job_scan(job);
	if (status == SCHAIN_OK)
		status = schain__sig_input_finish(&job->input, job->error);
	if (status == SCHAIN_OK)
		status = schain__sig_package_finish(job);
	schain__sig_package_clear(job);
	if (status == SCHAIN_OK && !job->known && schain__sig_report_finish(job->report) != 0)
		status = schain__sig_job_fail_memory(job);
	return status;
}

static void keep(schain__sig_job *job, const schain_signature_report *report)
{
	const schain__sig_file_key *key = &job->input.key;

	if (!uses_cache(job) || job->request->signature_path || job->is_contextual ||
	    (key->changed > job->now - SETTLED && key->changed < job->now + SETTLED))
		return;
	schain__sig_cache_keep(&job->verifier->cache, key, job->has_content ? job->content : NULL,
	                       wanted(job), job->now, report);
}

/* `report` is owned, or NULL when memory is out. */
static schain_status hand_over(schain__sig_job *job, const schain_signature_report *report,
                               const schain_signature_report **ret_report)
{
	if (!report)
		return schain__sig_job_fail_memory(job);
	*ret_report = report;
	return SCHAIN_OK;
}

static schain_status check_open(schain__sig_job *job, const schain_signature_report **ret_report)
{
	const schain_signature_report *known = NULL;
	schain_status status;

	if (uses_cache(job) && !job->request->signature_path)
		known = schain__sig_cache_by_file(&job->verifier->cache, &job->input.key, wanted(job),
		                                  oldest_kept(job));
	if (known) {
		job->verifier->statistics.same_file++;
		return hand_over(job, schain__sig_report_under(known, job->request->path), ret_report);
	}
	job->report = schain__sig_report_new(&job->verifier->allocator, job->request->path);
	if (!job->report)
		return schain__sig_job_fail_memory(job);
	status = look_into(job);
	job->verifier->statistics.bytes += job->input.bytes;
	if (status == SCHAIN_OK && job->known) {
		job->verifier->statistics.same_content++;
		status = hand_over(job, schain__sig_report_under(job->known, job->request->path), ret_report);
		schain_signature_report_unref(&job->report->public);
	} else if (status == SCHAIN_OK) {
		keep(job, &job->report->public);
		*ret_report = &job->report->public;
	} else {
		schain_signature_report_unref(&job->report->public);
	}
	return status;
}

schain_status schain_verifier_check(schain_verifier *verifier, const schain_verify_request *given,
                                    const schain_signature_report **ret_report, schain_error *error)
{
	schain_verify_request request = SCHAIN_VERIFY_REQUEST_INIT;
	schain__sig_job job = { .verifier = verifier, .request = &request, .error = error };
	schain_status status;

	if (!verifier || !given || !ret_report)
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "no verifier, request or place for the report");
	status = schain__sig_import(&request, sizeof request, given, "schain_verify_request", error);
	if (status != SCHAIN_OK)
		return status;
	if (request.descriptor < 0 && !request.path)
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "neither a descriptor nor a path");
	verifier->statistics.checks++;
	job.now = schain__sig_clock();
	job.at = verifier->options.at ? verifier->options.at : job.now;
	status = schain__sig_input_open(&job.input, &request, verifier->options.file_limit, error);
	if (status != SCHAIN_OK)
		return schain__sig_fail_at(error, request.path, 0, status);
	job.input.error = error;
	/* libcrypto leaves its errors with the thread, where they would come up in the host's calls. */
	ERR_set_mark();
	status = check_open(&job, ret_report);
	ERR_pop_to_mark();
	schain__sig_input_close(&job.input);
	return status == SCHAIN_OK ? status : schain__sig_fail_at(error, request.path, 0, status);
}

schain_status schain_verifier_check_file(schain_verifier *verifier, const char *path,
                                         const schain_signature_report **ret_report,
                                         schain_error *error)
{
	schain_verify_request request = SCHAIN_VERIFY_REQUEST_INIT;

	request.path = path;
	return schain_verifier_check(verifier, &request, ret_report, error);
}

schain_status schain_verifier_get_statistics(const schain_verifier *verifier,
                                             schain_verifier_statistics *ret_statistics,
                                             schain_error *error)
{
	uint32_t size;

	if (!verifier || !ret_statistics)
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "no verifier, or nowhere to put it");
	size = ret_statistics->struct_size;
	if (size < sizeof verifier->statistics)
		return schain__sig_fail(error, SCHAIN_E_TOO_SMALL, "schain_verifier_statistics is too small");
	memcpy(ret_statistics, &verifier->statistics, sizeof verifier->statistics);
	ret_statistics->struct_size = size;
	return SCHAIN_OK;
}
