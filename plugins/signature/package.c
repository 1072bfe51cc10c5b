/* SPDX-License-Identifier: Apache-2.0 */
/* The file at hand against what its host's package manager installed. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "signature/dpkg.h"
#include "signature/error.h"
#include "signature/package.h"
#include "signature/rpm_installed.h"
#include "signature/verifier.h"

#define PATH_LIMIT 4096
/* Reading a database takes half a second; while it changes, files of packages are not judged. */
#define REREAD_AFTER (5 * SCHAIN_SECOND)

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

static void read_stamps(const char *root, schain__sig_stamp stamps[SCHAIN__SIG_STAMPS])
{
	/* dpkg moves new files into info/ and writes status last. */
	static const char *const names[SCHAIN__SIG_STAMPS] = {
		"var/lib/dpkg/status", "var/lib/dpkg/info", "usr/lib/sysimage/rpm/rpmdb.sqlite",
		"var/lib/rpm/rpmdb.sqlite",
	};
	char path[PATH_LIMIT];

	memset(stamps, 0, SCHAIN__SIG_STAMPS * sizeof *stamps);
	for (size_t i = 0; i < SCHAIN__SIG_STAMPS; i++) {
		struct stat found;

		if (snprintf(path, sizeof path, "%s/%s", root, names[i]) >= PATH_LIMIT ||
		    stat(path, &found) != 0)
			continue;
		stamps[i].modified = schain__sig_modified(&found);
		stamps[i].size = (uint64_t)found.st_size;
		stamps[i].inode = (uint64_t)found.st_ino;
	}
}

static int is_current(const schain_verifier *verifier)
{
	schain__sig_stamp now[SCHAIN__SIG_STAMPS];

	read_stamps(verifier->packages_root, now);
	return !memcmp(now, verifier->package_stamps, sizeof now);
}

/* Takes `root` over on success. */
static schain_status read_packages(schain_verifier *verifier, char *root, schain_error *error)
{
	schain__installed *installed = schain__installed_new(&verifier->crypto, &verifier->allocator);
	schain__sig_stamp stamps[SCHAIN__SIG_STAMPS];
	schain_status status;

	if (!installed)
		return schain__sig_fail_memory(error);
	/* Before reading: what changes meanwhile is read again. */
	read_stamps(root, stamps);
	status = load(verifier, root, installed, error);
	if (status) {
		schain__installed_free(installed);
		return status;
	}
	schain__installed_free(verifier->installed);
	verifier->installed = installed;
	verifier->packages_root = root;
	verifier->packages_read_at = schain__sig_clock();
	memcpy(verifier->package_stamps, stamps, sizeof stamps);
	schain__sig_cache_forget(&verifier->cache);
	return SCHAIN_OK;
}

schain_status schain_verifier_add_packages(schain_verifier *verifier, const char *root,
                                           size_t *ret_count, schain_error *error)
{
	char *copy, *before;
	schain_status status;
	size_t size;

	if (!verifier || !root)
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "no verifier or directory");
	for (size = strlen(root); size && root[size - 1] == '/'; size--)
		;
	if (size >= PATH_LIMIT)
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "the directory's path is too long");
	copy = schain__sig_alloc(&verifier->allocator, size + 1);
	if (!copy)
		return schain__sig_fail_memory(error);
	memcpy(copy, root, size);
	before = verifier->packages_root;
	status = read_packages(verifier, copy, error);
	if (!status)
		copy = before;
	if (copy)
		schain__sig_release(&verifier->allocator, copy, strlen(copy) + 1);
	if (!status && ret_count)
		*ret_count = schain__installed_count(verifier->installed);
	return status;
}

/* Does a package manager work on its database, so that files are ahead of it? */
static int is_busy(const char *root)
{
	static const char *const locks[] = { "var/lib/dpkg/lock", "var/lib/rpm/.rpm.lock",
		                                 "usr/lib/sysimage/rpm/.rpm.lock" };
	char path[PATH_LIMIT];
	int busy = 0;

	for (size_t i = 0; i < sizeof locks / sizeof *locks && !busy; i++) {
		struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
		int descriptor;

		if (snprintf(path, sizeof path, "%s/%s", root, locks[i]) >= PATH_LIMIT)
			continue;
		descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
		if (descriptor < 0)
			continue;
		busy = fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
		close(descriptor);
	}
	return busy;
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

/* 1 if what was read is what lies there; a database that changed is read again, now and then. */
static int bring_up_to_date(schain_verifier *verifier)
{
	schain_time now = schain__sig_clock();

	if (is_current(verifier))
		return 1;
	if (now >= verifier->packages_read_at && now < verifier->packages_read_at + REREAD_AFTER)
		return 0;
	return read_packages(verifier, verifier->packages_root, NULL) == SCHAIN_OK;
}

schain_status schain__sig_package_begin(schain__sig_job *job)
{
	schain_verifier *verifier = job->verifier;
	const schain__sig_range all = { 0, job->input.size };
	schain_string path = schain_string_of(job->request->path);
	size_t root = verifier->packages_root ? strlen(verifier->packages_root) : 0;

	if (!verifier->installed || path.length <= root ||
	    memcmp(path.data, verifier->packages_root, root) != 0 || path.data[root] != '/')
		return SCHAIN_OK;
	if (!bring_up_to_date(verifier)) {
		job->is_contextual = 1;
		return SCHAIN_OK;
	}
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
	else if (is_busy(job->verifier->packages_root) || !is_current(job->verifier))
		report->package_state = SCHAIN_PACKAGED_UNKNOWN;
	else if (job->package.is_configuration)
		report->package_state = SCHAIN_PACKAGED_CONFIGURED;
	else
		report->package_state = SCHAIN_PACKAGED_MODIFIED;
	/* It may be the database that is corrected. */
	job->is_contextual |= report->package_state != SCHAIN_PACKAGED_UNMODIFIED;
	return SCHAIN_OK;
}

void schain__sig_package_clear(schain__sig_job *job)
{
	schain__sig_range_digest_clear(&job->package_digest);
}
