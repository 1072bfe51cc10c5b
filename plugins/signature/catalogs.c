/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/catalogs.h"
#include "signature/authenticode.h"
#include "signature/error.h"

#include <dirent.h>
#include <errno.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { MOST_DEPTH = 16, PATH_LIMIT = 4096 };

void schain__sig_catalogs_init(schain__sig_catalogs *catalogs, const schain_allocator *allocator)
{
	memset(catalogs, 0, sizeof *catalogs);
	schain__sig_pool_init(&catalogs->pool, allocator);
}

void schain__sig_catalogs_clear(schain__sig_catalogs *catalogs)
{
	schain__sig_release(&catalogs->pool.allocator, catalogs->paths,
	                    catalogs->capacity * sizeof *catalogs->paths);
	schain__sig_release(&catalogs->pool.allocator, catalogs->members,
	                    catalogs->member_capacity * sizeof *catalogs->members);
	schain__sig_pool_clear(&catalogs->pool);
}

static int compare(const void *a, const void *b)
{
	const schain__sig_catalog_member *left = a, *right = b;

	if (left->size != right->size)
		return left->size < right->size ? -1 : 1;
	return memcmp(left->digest, right->digest, sizeof left->digest);
}

/* The digest that a member of a catalog stands for; 0 if it is none known here. */
static int member_of(const schain__sig_subject *subject, schain__sig_catalog_member *member)
{
	const ASN1_STRING *indirect =
			schain__sig_attribute(subject->attributes, SCHAIN__SIG_OID_SPC_INDIRECT, 0);
	const unsigned char *digest = subject->id;
	size_t size = subject->id_size;
	schain__sig_spc spc;

	/* In older ones the identifier is the digest's text, or any other. */
	if (indirect && schain__sig_spc_read(NULL, ASN1_STRING_get0_data(indirect),
	                                     (size_t)ASN1_STRING_length(indirect), &spc) == 0) {
		digest = spc.value;
		size = schain__sig_digest_size(spc.digest);
	}
	if (size != 20 && size != 32)
		return 0;
	memset(member, 0, sizeof *member);
	memcpy(member->digest, digest, size);
	member->size = (uint32_t)size;
	return 1;
}

static int add_member(void *context, const schain__sig_subject *subject)
{
	schain__sig_catalogs *catalogs = context;
	schain__sig_catalog_member member;

	if (!member_of(subject, &member))
		return 0;
	member.catalog = (uint32_t)catalogs->count;
	if (schain__sig_grow(&catalogs->pool.allocator, (void **)&catalogs->members,
	                     &catalogs->member_capacity, catalogs->member_count, sizeof member) != 0)
		return 1;
	catalogs->members[catalogs->member_count++] = member;
	if (member.size == 20)
		catalogs->has_sha1 = 1;
	else
		catalogs->has_sha256 = 1;
	return 0;
}

/* Adds the members that a catalog's bytes hold. 1: they are none of a catalog; -1: memory is out. */
static int add_catalog(schain_verifier *verifier, const char *path, const unsigned char *data,
                       size_t size)
{
	schain__sig_catalogs *catalogs = &verifier->catalogs;
	size_t used, length, before = catalogs->member_count;
	PKCS7 *object = schain__sig_pkcs7_read(&verifier->crypto, data, size, &used);
	const unsigned char *content =
			object ? schain__sig_pkcs7_content(object, SCHAIN__SIG_OID_CTL, &length) : NULL;
	int result = 1;

	if (content) {
		result = schain__sig_ctl_walk(content, length, add_member, catalogs);
		if (result < 0) { /* broken: none of it counts */
			catalogs->member_count = before;
			result = 1;
		} else if (result > 0 ||
		           schain__sig_grow(&catalogs->pool.allocator, (void **)&catalogs->paths,
		                            &catalogs->capacity, catalogs->count, sizeof *catalogs->paths) != 0) {
			catalogs->member_count = before;
			result = -1;
		} else {
			catalogs->paths[catalogs->count++] = schain__sig_pool_text(&catalogs->pool, path);
			result = catalogs->pool.has_failed ? -1 : 0;
		}
	}
	PKCS7_free(object);
	return result;
}

struct walk {
	schain_verifier *verifier;
	size_t read;
	schain_error *error;
};

static int is_stopped(const struct walk *walk)
{
	const schain_verifier_options *options = &walk->verifier->options;

	return options->progress && options->progress(options->context, walk->read, UINT64_MAX) != 0;
}

static int is_catalog_name(const char *name)
{
	size_t length = strlen(name);

	return length > 4 && !strcasecmp(name + length - 4, ".cat");
}

static schain_status add_file(struct walk *walk, const char *path)
{
	schain_allocator *allocator = &walk->verifier->allocator;
	unsigned char *data;
	size_t size;
	int result;

	if (schain__sig_read_file(allocator, path, &data, &size, NULL) != SCHAIN_OK)
		return SCHAIN_OK;
	result = add_catalog(walk->verifier, path, data, size);
	schain__sig_release(allocator, data, size + 1);
	walk->read += result == 0;
	return result < 0 ? schain__sig_fail_memory(walk->error) : SCHAIN_OK;
}

static schain_status add_directory(struct walk *walk, const char *path, unsigned depth)
{
	DIR *directory = opendir(path);
	schain_status status = SCHAIN_OK;
	struct dirent *entry;

	if (!directory && depth)
		return SCHAIN_OK;
	if (!directory)
		return schain__sig_fail_at(walk->error, path, 0,
		                           schain__sig_fail(walk->error, SCHAIN_E_IO, "%s", strerror(errno)));
	while (status == SCHAIN_OK && (entry = readdir(directory))) {
		char below[PATH_LIMIT];
		struct stat stat;
		int length = snprintf(below, sizeof below, "%s/%s", path, entry->d_name);

		if (is_stopped(walk))
			status = schain__sig_fail(walk->error, SCHAIN_E_CANCELLED, "stopped by the caller");
		if (status != SCHAIN_OK || entry->d_name[0] == '.' || length < 0 || (size_t)length >= sizeof below ||
		    lstat(below, &stat) != 0)
			continue;
		if (S_ISDIR(stat.st_mode) && depth < MOST_DEPTH)
			status = add_directory(walk, below, depth + 1);
		else if (S_ISREG(stat.st_mode) && is_catalog_name(entry->d_name))
			status = add_file(walk, below);
	}
	closedir(directory);
	return status;
}

schain_status schain_verifier_add_catalogs(schain_verifier *verifier, const char *path,
                                           size_t *ret_count, schain_error *error)
{
	struct walk walk = { verifier, 0, error };
	schain_status status;

	if (!verifier || !path)
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "no verifier or path");
	schain__sig_cache_forget(&verifier->cache);
	ERR_set_mark();
	status = add_directory(&walk, path, 0);
	ERR_pop_to_mark();
	if (verifier->catalogs.member_count)
		qsort(verifier->catalogs.members, verifier->catalogs.member_count,
		      sizeof *verifier->catalogs.members, compare);
	if (status == SCHAIN_OK && ret_count)
		*ret_count = walk.read;
	return status;
}

static int is_member(void *context, const schain__sig_subject *subject)
{
	const schain__sig_catalog_member *wanted = context;
	schain__sig_catalog_member member;

	return member_of(subject, &member) && !compare(&member, wanted);
}

/* The catalog may have changed since it was indexed: its signature and its member are looked at now. */
static schain_status judge_catalog(schain__sig_job *job, schain__sig_catalog_member *wanted,
                                   const unsigned char *data, size_t size,
                                   schain_signature_detail *detail)
{
	size_t used, length;
	PKCS7 *object = schain__sig_pkcs7_read(&job->verifier->crypto, data, size, &used);
	const unsigned char *content =
			object ? schain__sig_pkcs7_content(object, SCHAIN__SIG_OID_CTL, &length) : NULL;
	schain_status status = SCHAIN_OK;

	if (!content)
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_MALFORMED, "the catalog cannot be read");
	else if (schain__sig_ctl_walk(content, length, is_member, wanted) != 1)
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_BAD_DIGEST,
		                        "the catalog does not name the file any more");
	if (content)
		status = schain__sig_pkcs7_judge(job, object, SCHAIN__SIG_OID_CTL, SCHAIN_USAGE_CODE, detail);
	PKCS7_free(object);
	return status;
}

static schain_status add_detail(schain__sig_job *job, schain__sig_catalog_member *member,
                                enum schain__sig_digest digest)
{
	schain__sig_pool *pool = &job->report->pool;
	schain_signature_detail *detail =
			schain__sig_report_add(job->report, SCHAIN_SIGNED_AS_CATALOG);
	unsigned char *data;
	schain_status status;
	size_t size;

	if (!detail)
		return schain__sig_job_fail_memory(job);
	detail->flags = SCHAIN_SIGNED_CATALOG;
	detail->where = schain__sig_pool_text(pool, job->verifier->catalogs.paths[member->catalog].data);
	detail->digest_algorithm = schain__sig_pool_text(pool, schain__sig_digest_name(digest));
	detail->digest_expected = schain__sig_pool_hex(pool, member->digest, member->size);
	detail->digest_actual = detail->digest_expected;
	if (schain__sig_digest_is_weak(digest))
		detail->remarks |= SCHAIN_REMARK_WEAK_ALGORITHM;
	status = schain__sig_read_file(&job->verifier->allocator, detail->where.data ? detail->where.data : "",
	                               &data, &size, job->error);
	if (status == SCHAIN_E_MEMORY)
		return status;
	if (status != SCHAIN_OK) {
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_MALFORMED, "the catalog cannot be read");
		return SCHAIN_OK;
	}
	status = judge_catalog(job, member, data, size, detail);
	schain__sig_release(&job->verifier->allocator, data, size + 1);
	return status;
}

schain_status schain__sig_catalogs_judge(schain__sig_job *job, const schain__sig_values *values)
{
	static const enum schain__sig_digest digests[] = { SCHAIN__SIG_SHA256, SCHAIN__SIG_SHA1 };
	const schain__sig_catalogs *catalogs = &job->verifier->catalogs;

	for (size_t i = 0; i < sizeof digests / sizeof *digests && catalogs->member_count; i++) {
		schain__sig_catalog_member wanted = { .size = (uint32_t)schain__sig_digest_size(digests[i]) };
		schain__sig_catalog_member *found;

		if (!values->has[digests[i]])
			continue;
		memcpy(wanted.digest, values->value[digests[i]], wanted.size);
		found = bsearch(&wanted, catalogs->members, catalogs->member_count, sizeof wanted, compare);
		if (found)
			return add_detail(job, found, digests[i]);
	}
	return SCHAIN_OK;
}
