/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked about: any file, however strange; the cache; catalogs; memory that runs out. */
#include "world.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const made_sign_spec plain;

static schain_status check_path(schain_verifier *verifier, const char *path, uint32_t flags,
                                const schain_signature_report **ret_report)
{
	schain_verify_request request = SCHAIN_VERIFY_REQUEST_INIT;

	request.path = path;
	request.flags = flags;
	return schain_verifier_check(verifier, &request, ret_report, NULL);
}

static schain_verifier_statistics statistics_of(const schain_verifier *verifier)
{
	schain_verifier_statistics statistics = SCHAIN_VERIFIER_STATISTICS_INIT;

	ck_assert_int_eq(schain_verifier_get_statistics(verifier, &statistics, NULL), SCHAIN_OK);
	return statistics;
}

START_TEST(only_regular_files_are_read)
{
	schain_verifier *verifier = world_verifier(DURING);
	const schain_signature_report *report;
	char fifo[256], link[256];
	made_bytes bytes = world_signed(&plain);
	const char *path = made_file("target", &bytes);

	snprintf(fifo, sizeof fifo, "%s/fifo", made_directory());
	snprintf(link, sizeof link, "%s/link", made_directory());
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	ck_assert_int_eq(symlink(path, link), 0);
	ck_assert_int_eq(check_path(verifier, fifo, 0, &report), SCHAIN_E_IO);
	ck_assert_int_eq(check_path(verifier, fifo, SCHAIN_REQUEST_FOLLOW, &report), SCHAIN_E_IO);
	ck_assert_int_eq(check_path(verifier, "/dev/zero", 0, &report), SCHAIN_E_IO);
	ck_assert_int_eq(check_path(verifier, made_directory(), 0, &report), SCHAIN_E_IO);
	ck_assert_int_eq(check_path(verifier, "/nonexistent/file", 0, &report), SCHAIN_E_IO);
	ck_assert_int_eq(check_path(verifier, link, 0, &report), SCHAIN_E_IO);
	ck_assert_int_eq(check_path(verifier, link, SCHAIN_REQUEST_FOLLOW, &report), SCHAIN_OK);
	ck_status(report, SCHAIN_VERIFY_VALID);
	schain_signature_report_unref(report);
	schain_verifier_free(verifier);
	made_free(&bytes);
}
END_TEST

START_TEST(a_descriptor_will_do_and_stays_where_it_is)
{
	schain_verify_request request = SCHAIN_VERIFY_REQUEST_INIT;
	schain_verifier *verifier = world_verifier(DURING);
	made_bytes bytes = world_signed(&plain);
	const schain_signature_report *report;
	int pipes[2];

	request.descriptor = open(made_file("open", &bytes), O_RDONLY);
	ck_assert_int_eq(lseek(request.descriptor, 7, SEEK_SET), 7);
	ck_assert_int_eq(schain_verifier_check(verifier, &request, &report, NULL), SCHAIN_OK);
	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_assert_ptr_null(report->path.data);
	ck_assert_int_eq(lseek(request.descriptor, 0, SEEK_CUR), 7);
	close(request.descriptor);
	schain_signature_report_unref(report);
	ck_assert_int_eq(pipe(pipes), 0);
	request.descriptor = pipes[0];
	ck_assert_int_eq(schain_verifier_check(verifier, &request, &report, NULL), SCHAIN_E_IO);
	close(pipes[0]);
	close(pipes[1]);
	schain_verifier_free(verifier);
	made_free(&bytes);
}
END_TEST

START_TEST(every_digest_comes_from_one_pass)
{
	schain_verifier *verifier = world_verifier(DURING);
	made_bytes bytes = made_signed_pe(&(made_pe_spec){ .is_64 = 1, .code = 1000000 },
	                                  &(made_sign_spec){ .signer = &world.signer });
	unsigned char sha256[EVP_MAX_MD_SIZE];
	const schain_signature_report *report;
	char hex[65];

	EVP_Digest(bytes.data, bytes.size, sha256, NULL, EVP_sha256(), NULL);
	for (int i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", sha256[i]);
	ck_assert_int_eq(check_path(verifier, made_file("one", &bytes), SCHAIN_REQUEST_FILE_HASH, &report),
	                 SCHAIN_OK);
	ck_string(report->sha256, hex);
	ck_assert_uint_eq(report->sha1.length, 40);
	/* The table, a few headers and what they point to are looked at besides. */
	ck_assert_uint_lt(statistics_of(verifier).bytes, bytes.size + 16384);
	schain_signature_report_unref(report);
	schain_verifier_free(verifier);
	made_free(&bytes);
}
END_TEST

START_TEST(a_file_that_is_too_long_is_refused)
{
	schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;
	made_bytes bytes = world_signed(&plain);
	const schain_signature_report *report;
	schain_verifier *verifier;
	char sparse[256];

	options.file_limit = bytes.size - 1;
	ck_assert_int_eq(schain_verifier_new(&options, &verifier, NULL), SCHAIN_OK);
	ck_assert_int_eq(check_path(verifier, made_file("long", &bytes), 0, &report), SCHAIN_E_LIMIT);
	snprintf(sparse, sizeof sparse, "%s/sparse", made_directory());
	close(open(sparse, O_CREAT | O_WRONLY, 0600));
	ck_assert_int_eq(truncate(sparse, (off_t)1 << 40), 0);
	ck_assert_int_eq(check_path(verifier, sparse, 0, &report), SCHAIN_E_LIMIT);
	schain_verifier_free(verifier);
	made_free(&bytes);
}
END_TEST

static int stop(void *context, uint64_t done, uint64_t total)
{
	uint64_t *seen = context;

	ck_assert_uint_le(done, total);
	*seen = done;
	return 1;
}

START_TEST(a_check_can_be_stopped)
{
	schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;
	made_bytes bytes = made_signed_pe(&(made_pe_spec){ .is_64 = 1, .code = 2000000 },
	                                  &(made_sign_spec){ .signer = &world.signer });
	const schain_signature_report *report;
	schain_verifier *verifier;
	uint64_t seen = 0;

	options.progress = stop;
	options.context = &seen;
	ck_assert_int_eq(schain_verifier_new(&options, &verifier, NULL), SCHAIN_OK);
	ck_assert_int_eq(check_path(verifier, made_file("stopped", &bytes), 0, &report),
	                 SCHAIN_E_CANCELLED);
	ck_assert_uint_gt(seen, 0);
	ck_assert_uint_lt(seen, bytes.size);
	schain_verifier_free(verifier);
	made_free(&bytes);
}
END_TEST

static int append_to_file(void *context, uint64_t done, uint64_t total)
{
	int descriptor = open(context, O_WRONLY | O_APPEND);

	(void)done;
	(void)total;
	ck_assert_int_eq(write(descriptor, "x", 1), 1);
	close(descriptor);
	return 0;
}

static int cut_file(void *context, uint64_t done, uint64_t total)
{
	(void)done;
	(void)total;
	ck_assert_int_eq(truncate(context, 100), 0);
	return 0;
}

static int remove_file(void *context, uint64_t done, uint64_t total)
{
	(void)done;
	(void)total;
	unlink(context);
	return 0;
}

/* What was opened is judged, whatever takes its name. */
static int replace_by_link(void *context, uint64_t done, uint64_t total)
{
	(void)done;
	(void)total;
	unlink(context);
	return symlink("/dev/zero", context) && errno != EEXIST;
}

START_TEST(a_file_that_changes_while_it_is_read_is_not_judged)
{
	static const struct {
		int (*meanwhile)(void *context, uint64_t done, uint64_t total);
		schain_status status;
	} cases[] = { { append_to_file, SCHAIN_E_IO }, { cut_file, SCHAIN_E_IO },
		          { replace_by_link, SCHAIN_OK }, { remove_file, SCHAIN_OK } };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;
		made_bytes bytes = made_signed_pe(&(made_pe_spec){ .is_64 = 1, .code = 2000000 },
		                                  &(made_sign_spec){ .signer = &world.signer });
		const char *path = made_file("changing", &bytes);
		const schain_signature_report *report;
		schain_verifier *verifier;

		options.progress = cases[i].meanwhile;
		options.context = (void *)(uintptr_t)path;
		ck_assert_int_eq(schain_verifier_new(&options, &verifier, NULL), SCHAIN_OK);
		ck_assert_int_eq(check_path(verifier, path, 0, &report), cases[i].status);
		if (cases[i].status == SCHAIN_OK) {
			ck_status(report, SCHAIN_VERIFY_UNTRUSTED_ROOT); /* whole; nobody is trusted here */
			schain_signature_report_unref(report);
		}
		schain_verifier_free(verifier);
		unlink(path);
		made_free(&bytes);
	}
}
END_TEST

/* Times in the past, so that no change can hide behind the clock's step. */
static const char *settled_file(const char *name, const made_bytes *bytes)
{
	const char *path = made_file(name, bytes);
	struct timespec times[2] = { { 1000000000, 0 }, { 1000000000, 0 } };

	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
	return path;
}

START_TEST(files_seen_before_are_answered_from_the_cache)
{
	schain_verifier *verifier = world_verifier(DURING);
	made_bytes bytes = world_signed(&plain);
	const char *path = settled_file("cached", &bytes), *copy;
	const schain_signature_report *first, *again;

	sleep(3); /* the change of times is a change of the file, at most two seconds ago */
	ck_assert_int_eq(check_path(verifier, path, 0, &first), SCHAIN_OK);
	ck_assert_int_eq(check_path(verifier, path, 0, &again), SCHAIN_OK);
	ck_assert_ptr_eq(first, again);
	ck_assert_uint_eq(statistics_of(verifier).same_file, 1);
	schain_signature_report_unref(again);
	ck_assert_int_eq(check_path(verifier, path, SCHAIN_REQUEST_NO_CACHE, &again), SCHAIN_OK);
	ck_assert_ptr_ne(first, again);
	schain_signature_report_unref(again);
	copy = made_file("copy", &bytes);
	ck_assert_int_eq(check_path(verifier, copy, 0, &again), SCHAIN_OK);
	ck_assert_uint_eq(statistics_of(verifier).same_content, 1);
	ck_string(again->path, copy);
	ck_status(again, SCHAIN_VERIFY_VALID);
	ck_string(again->chosen->signer, "Example Corp");
	schain_signature_report_unref(again);
	bytes.data[1000] ^= 1;
	path = settled_file("cached", &bytes); /* of the same size and time of change */
	ck_assert_int_eq(check_path(verifier, path, 0, &again), SCHAIN_OK);
	ck_status(again, SCHAIN_VERIFY_BAD_DIGEST);
	schain_signature_report_unref(again);
	schain_verifier_free(verifier);
	ck_status(first, SCHAIN_VERIFY_VALID); /* reports outlive the verifier */
	schain_signature_report_unref(first);
	made_free(&bytes);
}
END_TEST

START_TEST(bytes_outside_the_digest_make_another_content)
{
	schain_verifier *verifier = world_verifier(DURING);
	made_bytes pe = made_pe(&(made_pe_spec){ .is_64 = 1 });
	made_sign_spec spec = { .signer = &world.signer, .others = &world.authority, .other_count = 1 };
	made_entry entry = { made_signature(&pe, &spec), 0, 0 };
	const schain_signature_report *report;

	for (size_t padding = 0; padding < 200; padding += 100) {
		made_bytes file = made_copy(pe.data, pe.size);

		entry.padding = padding;
		made_pe_attach(&file, &entry, 1);
		report = world_check(verifier, file);
		ck_assert_int_eq((report->remarks & SCHAIN_REMARK_CERT_PADDING) != 0, padding != 0);
		schain_signature_report_unref(report);
	}
	ck_assert_uint_eq(statistics_of(verifier).same_content, 0);
	schain_verifier_free(verifier);
	made_free(&entry.signature);
	made_free(&pe);
}
END_TEST

/* A folder below the test's with one catalog that names the digest of `pe` and that of `text`. */
static const char *catalog_folder(const made_bytes *pe, const made_bytes *text, const char *digest)
{
	static char folder[256];
	size_t size = !strcmp(digest, "SHA1") ? 20 : 32;
	unsigned char digests[2 * EVP_MAX_MD_SIZE];
	made_sign_spec spec = { .signer = &world.signer, .others = &world.authority, .other_count = 1 };
	made_bytes catalog;

	made_pe_digest(pe, digest, digests);
	EVP_Digest(text->data, text->size, digests + size, NULL, EVP_get_digestbyname(digest), NULL);
	catalog = made_catalog(digests, size, 2, &spec);
	snprintf(folder, sizeof folder, "%s/catalogs", made_directory());
	mkdir(folder, 0700);
	snprintf(folder, sizeof folder, "%s/catalogs/deeper", made_directory());
	mkdir(folder, 0700);
	made_file("catalogs/deeper/one.CAT", &catalog);
	made_free(&catalog);
	catalog = made_copy("no catalog", 10);
	made_file("catalogs/other.cat", &catalog);
	made_free(&catalog);
	snprintf(folder, sizeof folder, "%s/catalogs", made_directory());
	return folder;
}

START_TEST(a_catalog_signs_files_that_carry_no_signature)
{
	static const char *const digests[] = { "SHA256", "SHA1" };

	for (int i = 0; i < 2; i++) {
		schain_verifier *verifier = world_verifier(DURING);
		made_bytes pe = made_pe(&(made_pe_spec){ .is_64 = 1, .fill = 9 });
		made_bytes text = made_copy("@echo off\r\n", 11);
		const char *folder = catalog_folder(&pe, &text, digests[i]);
		const schain_signature_report *report;
		size_t count = 0;

		ck_assert_int_eq(schain_verifier_add_catalogs(verifier, folder, &count, NULL), SCHAIN_OK);
		ck_assert_uint_eq(count, 1);
		report = world_check(verifier, made_copy(pe.data, pe.size));
		ck_status(report, SCHAIN_VERIFY_VALID);
		ck_assert_int_eq((report->remarks & SCHAIN_REMARK_WEAK_ALGORITHM) != 0, i);
		ck_assert(report->chosen->flags & SCHAIN_SIGNED_CATALOG);
		ck_assert(strstr(report->chosen->where.data, "/deeper/one.CAT"));
		ck_string(report->chosen->signer, "Example Corp");
		schain_signature_report_unref(report);
		report = world_check(verifier, text);
		ck_status(report, SCHAIN_VERIFY_VALID);
		schain_signature_report_unref(report);
		pe.data[700] ^= 1;
		report = world_check(verifier, pe);
		ck_status(report, SCHAIN_VERIFY_UNSIGNED);
		schain_signature_report_unref(report);
		schain_verifier_free(verifier);
	}
}
END_TEST

START_TEST(a_catalog_is_a_signed_file_itself)
{
	unsigned char digest[32] = { 1, 2, 3 };
	made_sign_spec spec = { .signer = &world.signer, .others = &world.authority, .other_count = 1 };
	const schain_signature_report *report = world_check_at(DURING, made_catalog(digest, 32, 1, &spec));
	made_bytes touched;

	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_assert_uint_eq(report->format, SCHAIN_SIGNED_AS_CATALOG);
	schain_signature_report_unref(report);
	touched = made_catalog(digest, 32, 1, &spec);
	for (size_t i = 0; i + 32 <= touched.size; i++)
		if (!memcmp(touched.data + i, digest, 32))
			touched.data[i] ^= 1;
	report = world_check_at(DURING, touched);
	ck_status(report, SCHAIN_VERIFY_BAD_SIGNATURE);
	schain_signature_report_unref(report);
}
END_TEST

/* Fails the n-th allocation. */
struct failing {
	size_t left, live;
};

static void *failing_allocate(void *context, size_t size)
{
	struct failing *failing = context;
	void *memory = failing->left ? malloc(size) : NULL;

	failing->left -= failing->left != 0;
	failing->live += memory != NULL;
	return memory;
}

static void *failing_reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	struct failing *failing = context;

	(void)old_size;
	if (!failing->left)
		return NULL;
	failing->left--;
	return realloc(memory, size);
}

static void failing_release(void *context, void *memory, size_t size)
{
	struct failing *failing = context;

	(void)size;
	failing->live -= memory != NULL;
	free(memory);
}

START_TEST(each_allocation_may_fail)
{
	struct failing failing;
	schain_allocator allocator = { sizeof allocator, 0, failing_allocate, failing_reallocate,
		                           failing_release, &failing };
	made_sign_spec spec = { .stamp = MADE_STAMP_RFC3161, .stamper = &world.stamper, .stamped = DURING };
	made_bytes bytes = world_signed(&spec), root = made_pem(&world.root, 1);
	const char *path = made_file("memory", &bytes);
	schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;
	schain_status status = SCHAIN_E_MEMORY;
	size_t count = 0;

	options.allocator = &allocator;
	options.at = (schain_time)DURING * SCHAIN_SECOND;
	for (; status == SCHAIN_E_MEMORY; count++) {
		const schain_signature_report *report = NULL;
		schain_verifier *verifier = NULL;

		failing = (struct failing){ count, 0 };
		status = schain_verifier_new(&options, &verifier, NULL);
		if (status == SCHAIN_OK)
			status = schain_verifier_add_trust_data(verifier, root.data, root.size, SCHAIN_USAGE_CODE, NULL);
		if (status == SCHAIN_OK)
			status = schain_verifier_check_file(verifier, path, &report, NULL);
		if (status == SCHAIN_OK) {
			ck_status(report, SCHAIN_VERIFY_VALID);
			schain_signature_report_unref(report);
		}
		schain_verifier_free(verifier);
		ck_assert_uint_eq(failing.live, 0);
		ck_assert_uint_lt(count, 1000);
	}
	ck_assert_int_eq(status, SCHAIN_OK);
	ck_assert_uint_gt(count, 10);
	made_free(&bytes);
	made_free(&root);
}
END_TEST

START_TEST(structs_of_other_versions_are_met)
{
	schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;
	struct {
		schain_verify_request known;
		uint64_t newer;
	} request = { SCHAIN_VERIFY_REQUEST_INIT, 0 };
	schain_verifier *verifier = world_verifier(DURING), *other;
	made_bytes bytes = world_signed(&plain);
	const schain_signature_report *report;
	schain_signature signature = SCHAIN_SIGNATURE_INIT;

	options.struct_size -= 8;
	ck_assert_int_eq(schain_verifier_new(&options, &other, NULL), SCHAIN_E_TOO_SMALL);
	request.known.struct_size = sizeof request;
	request.known.path = made_file("versions", &bytes);
	ck_assert_int_eq(schain_verifier_check(verifier, &request.known, &report, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_signature_report_get_signature(report, &signature, NULL), SCHAIN_OK);
	ck_assert_uint_eq(signature.state, SCHAIN_SIGNATURE_VALID);
	ck_string(signature.identity, "organisation:Example Corp/US/12345");
	schain_signature_report_unref(report);
	request.newer = 1;
	ck_assert_int_eq(schain_verifier_check(verifier, &request.known, &report, NULL), SCHAIN_E_TOO_NEW);
	schain_verifier_free(verifier);
	made_free(&bytes);
}
END_TEST

START_TEST(initialisers_are_their_macros)
{
	const schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;
	const schain_verify_request request = SCHAIN_VERIFY_REQUEST_INIT;
	const schain_verifier_statistics statistics = SCHAIN_VERIFIER_STATISTICS_INIT;
	schain_verifier_options options_by_call;
	schain_verify_request request_by_call;
	schain_verifier_statistics statistics_by_call;

	schain_verifier_options_init(&options_by_call, sizeof options_by_call);
	schain_verify_request_init(&request_by_call, sizeof request_by_call);
	schain_verifier_statistics_init(&statistics_by_call, sizeof statistics_by_call);
	ck_assert(!memcmp(&options, &options_by_call, sizeof options));
	ck_assert(!memcmp(&request, &request_by_call, sizeof request));
	ck_assert(!memcmp(&statistics, &statistics_by_call, sizeof statistics));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("file");
	TCase *tests = tcase_create("file");
	SRunner *runner;
	int failed;

	tcase_add_unchecked_fixture(tests, world_make, world_free);
	tcase_add_test(tests, only_regular_files_are_read);
	tcase_add_test(tests, a_descriptor_will_do_and_stays_where_it_is);
	tcase_add_test(tests, every_digest_comes_from_one_pass);
	tcase_add_test(tests, a_file_that_is_too_long_is_refused);
	tcase_add_test(tests, a_check_can_be_stopped);
	tcase_add_test(tests, a_file_that_changes_while_it_is_read_is_not_judged);
	tcase_add_test(tests, files_seen_before_are_answered_from_the_cache);
	tcase_add_test(tests, bytes_outside_the_digest_make_another_content);
	tcase_add_test(tests, a_catalog_signs_files_that_carry_no_signature);
	tcase_add_test(tests, a_catalog_is_a_signed_file_itself);
	tcase_add_test(tests, each_allocation_may_fail);
	tcase_add_test(tests, structs_of_other_versions_are_met);
	tcase_add_test(tests, initialisers_are_their_macros);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
