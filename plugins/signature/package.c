/* SPDX-License-Identifier: Apache-2.0 */
/* The file at hand against what its host's package manager installed. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "signature/dpkg.h"
#include "signature/error.h"
#include "signature/package.h"
#include "signature/rpm_installed.h"
#include "signature/verifier.h"

#define PATH_LIMIT 4096

static int exists(const char *root, const char *name, char *ret_path)
{
	struct stat status;

	return snprintf(ret_path, PATH_LIMIT, "%s/%s", root, name) < PATH_LIMIT &&
	       stat(ret_path, &status) == 0;
}

/* Where RPM's database lies: now, and before 2021. */
static int find_rpm(const char *root, char *ret_path)
{
	return exists(root, "usr/lib/sysimage/rpm/rpmdb.sqlite", ret_path) ||
	       exists(root, "var/lib/rpm/rpmdb.sqlite", ret_path);
}

static schain_status load(schain_verifier *verifier, const char *root,
                          schain__installed *installed, schain_error *error)
{
	char path[PATH_LIMIT];
	schain_status status = SCHAIN_OK;
	int found = 0;

	if (exists(root, "var/lib/dpkg/status", path)) {
		snprintf(path, sizeof path, "%s/var/lib/dpkg", root);
		status = schain__dpkg_load(installed, &verifier->allocator, path, error);
		found = 1;
	}
	if (!status && find_rpm(root, path)) {
		status = schain__rpm_installed_load(installed, path, error);
		found = 1;
	}
	if (!status && !found)
		status = schain__sig_fail(error, SCHAIN_E_IO, "%s: no database of dpkg or RPM below it", root);
	schain__installed_sort(installed, 0);
	return status;
}

schain_status schain_verifier_add_packages(schain_verifier *verifier, const char *root,
                                           size_t *ret_count, schain_error *error)
{
	schain__installed *installed;
	schain_status status;
	size_t size;
	char *copy;

	if (!verifier || !root)
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "no verifier or directory");
	for (size = strlen(root); size && root[size - 1] == '/'; size--)
		;
	if (size >= PATH_LIMIT)
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "the directory's path is too long");
	copy = schain__sig_alloc(&verifier->allocator, size + 1);
	installed = copy ? schain__installed_new(&verifier->crypto, &verifier->allocator) : NULL;
	status = installed ? SCHAIN_OK : schain__sig_fail_memory(error);
	if (!status) {
		memcpy(copy, root, size);
		status = load(verifier, copy, installed, error);
	}
	if (status) {
		schain__installed_free(installed);
		schain__sig_release(&verifier->allocator, copy, size + 1);
		return status;
	}
	schain__sig_packages_clear(verifier);
	verifier->installed = installed;
	verifier->packages_root = copy;
	schain__sig_cache_forget(&verifier->cache);
	if (ret_count)
		*ret_count = schain__installed_count(installed);
	return SCHAIN_OK;
}

void schain__sig_packages_clear(schain_verifier *verifier)
{
	schain__installed_free(verifier->installed);
	if (verifier->packages_root)
		schain__sig_release(&verifier->allocator, verifier->packages_root,
		                    strlen(verifier->packages_root) + 1);
	verifier->installed = NULL;
	verifier->packages_root = NULL;
}

schain_status schain__sig_package_begin(schain__sig_job *job)
{
	const schain_verifier *verifier = job->verifier;
	const schain__sig_range all = { 0, job->input.size };
	schain_string path = schain_string_of(job->request->path);
	size_t root = verifier->packages_root ? strlen(verifier->packages_root) : 0;

	if (!verifier->installed || path.length <= root ||
	    memcmp(path.data, verifier->packages_root, root) != 0 || path.data[root] != '/')
		return SCHAIN_OK;
	path.data += root;
	path.length -= root;
	job->report->public.package_state = SCHAIN_PACKAGED_NO;
	if (!schain__installed_find(verifier->installed, path, &job->package))
		return SCHAIN_OK;
	job->has_package = 1;
	if (job->package.algorithm == SCHAIN__SIG_DIGESTS ||
	    !verifier->crypto.digests[job->package.algorithm])
		return SCHAIN_OK;
	if (schain__sig_range_digest_init(&job->package_digest, &verifier->crypto,
	                                  job->package.algorithm, &all, 1, 0))
		return schain__sig_job_fail_memory(job);
	schain__sig_job_add_sink(job, &job->package_digest.sink);
	return SCHAIN_OK;
}

schain_status schain__sig_package_finish(schain__sig_job *job)
{
	schain_signature_report *report = &job->report->public;
	uint8_t value[EVP_MAX_MD_SIZE];

	if (!job->has_package)
		return SCHAIN_OK;
	report->package = schain__sig_pool_copy(&job->report->pool, job->package.package.data,
	                                        job->package.package.length);
	report->package_format = job->package.format;
	report->package_state = SCHAIN_PACKAGED_UNCHECKED;
	if (!job->package_digest.context)
		return SCHAIN_OK;
	if (schain__sig_range_digest_finish(&job->package_digest, value))
		return schain__sig_job_fail_memory(job);
	if (!memcmp(value, job->package.digest, schain__sig_digest_size(job->package.algorithm)))
		report->package_state = SCHAIN_PACKAGED_UNMODIFIED;
	else if (job->package.is_configuration)
		report->package_state = SCHAIN_PACKAGED_CONFIGURED;
	else
		report->package_state = SCHAIN_PACKAGED_MODIFIED;
	return SCHAIN_OK;
}

void schain__sig_package_clear(schain__sig_job *job)
{
	schain__sig_range_digest_clear(&job->package_digest);
}
