/* SPDX-License-Identifier: Apache-2.0 */
/* Signed PE files, right and wrong in one way each. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

static const made_sign_spec plain;

START_TEST(a_signed_file_is_valid)
{
	made_sign_spec spec = { .name = "Example Program", .url = "https://www.example.org/" };
	const schain_signature_report *report = world_check_at(DURING, world_signed(&spec));
	const schain_signature_detail *detail = report->chosen;

	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, USUAL);
	ck_assert_uint_eq(report->content, SCHAIN_CONTENT_PE);
	ck_assert_uint_eq(report->signature_count, 1);
	ck_string(detail->where, "embedded");
	ck_string(detail->signer, "Example Corp");
	ck_string(detail->identity, "organisation:Example Corp/US/12345");
	ck_string(detail->program_name, "Example Program");
	ck_string(detail->program_url, "https://www.example.org/");
	ck_string(detail->digest_algorithm, "sha256");
	ck_assert_uint_eq(detail->certificate_count, 3);
	ck_string(detail->certificates[1].common_name, "Example Code CA");
	ck_assert(detail->certificates[2].flags & SCHAIN_CERTIFICATE_TRUSTED);
	ck_assert(detail->judged_at == (schain_time)DURING * SCHAIN_SECOND);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(both_kinds_of_header_and_an_overlay_are_hashed)
{
	for (int is_64 = 0; is_64 < 2; is_64++) {
		made_pe_spec pe = { .is_64 = is_64, .overlay = 12345, .subsystem = 2 };
		made_sign_spec spec = { .signer = &world.signer, .others = &world.authority, .other_count = 1 };
		made_bytes bytes = made_signed_pe(&pe, &spec);
		made_bytes touched = made_copy(bytes.data, bytes.size);
		const schain_signature_report *report = world_check_at(DURING, bytes);

		ck_status(report, SCHAIN_VERIFY_VALID);
		schain_signature_report_unref(report);
		touched.data[512 + 1024 + 12000] ^= 1; /* in the overlay */
		report = world_check_at(DURING, touched);
		ck_status(report, SCHAIN_VERIFY_BAD_DIGEST);
		schain_signature_report_unref(report);
	}
}
END_TEST

START_TEST(what_the_signature_skips_may_change)
{
	made_bytes bytes = world_signed(&plain);
	const schain_signature_report *report;

	bytes.data[0x80 + 24 + 64] ^= 0xff; /* the checksum */
	report = world_check_at(DURING, bytes);
	ck_status(report, SCHAIN_VERIFY_VALID);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(a_changed_file_has_a_bad_digest_and_still_a_signer)
{
	made_bytes bytes = world_signed(&plain);
	const schain_signature_report *report;

	bytes.data[1000] ^= 1;
	report = world_check_at(DURING, bytes);
	ck_status(report, SCHAIN_VERIFY_BAD_DIGEST);
	ck_string(report->chosen->signer, "Example Corp");
	ck_assert(report->chosen->digest_expected.length == 64);
	ck_assert(memcmp(report->chosen->digest_expected.data, report->chosen->digest_actual.data, 64) != 0);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(the_wrong_key_is_a_bad_signature)
{
	made_sign_spec spec = { .flip_signature = 1 };
	const schain_signature_report *report = world_check_at(DURING, world_signed(&spec));

	ck_status(report, SCHAIN_VERIFY_BAD_SIGNATURE);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(an_unknown_root_is_untrusted)
{
	made_sign_spec spec = { .signer = &world.stranger };
	const schain_signature_report *report = world_check_at(DURING, world_signed(&spec));

	ck_status(report, SCHAIN_VERIFY_UNTRUSTED_ROOT);
	ck_assert(!memcmp(report->chosen->identity.data, "organisation:Nobody/US", 22));
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(an_unsigned_file_is_unsigned)
{
	const schain_signature_report *report =
			world_check_at(DURING, made_pe(&(made_pe_spec){ .is_64 = 1 }));

	ck_status(report, SCHAIN_VERIFY_UNSIGNED);
	ck_assert_uint_eq(report->signature_count, 0);
	ck_assert_ptr_null(report->chosen);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(bytes_inside_the_entry_are_told)
{
	made_bytes pe = made_pe(&(made_pe_spec){ .is_64 = 1 });
	made_sign_spec spec = { .signer = &world.signer, .others = &world.authority, .other_count = 1 };
	made_entry entry = { made_signature(&pe, &spec), 100, 0 };
	const schain_signature_report *report;

	made_pe_attach(&pe, &entry, 1);
	made_free(&entry.signature);
	report = world_check_at(DURING, pe);
	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, USUAL | SCHAIN_REMARK_CERT_PADDING);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(an_unsigned_attribute_that_carries_data_is_told)
{
	made_sign_spec spec = { .blob = 300 };
	const schain_signature_report *report = world_check_at(DURING, world_signed(&spec));

	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, USUAL | SCHAIN_REMARK_UNAUTH_BLOB);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(an_unused_certificate_that_carries_data_is_told)
{
	made_cert others[2] = { world.authority,
		                    made_certificate(&(made_cert_spec){ .name = "Tag", .comment = 10000 }) };
	made_sign_spec spec = { .others = others, .other_count = 2 };
	const schain_signature_report *report = world_check_at(DURING, world_signed(&spec));

	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, USUAL | SCHAIN_REMARK_UNAUTH_BLOB);
	schain_signature_report_unref(report);
	made_cert_free(&others[1]);
}
END_TEST

START_TEST(data_behind_the_table_breaks_the_digest_and_says_so)
{
	made_bytes bytes = made_join(world_signed(&plain), made_copy("appended", 8));
	const schain_signature_report *report = world_check_at(DURING, bytes);

	ck_status(report, SCHAIN_VERIFY_BAD_DIGEST);
	ck_remarks(report, USUAL | SCHAIN_REMARK_TRAILING_DATA);
	ck_string(report->reason,
	          "the file was signed without the 8 bytes behind its certificate table");
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(two_entries_are_two_signatures)
{
	made_bytes pe = made_pe(&(made_pe_spec){ .is_64 = 1, .subsystem = 10 });
	made_sign_spec first = { .signer = &world.stranger };
	made_sign_spec second = { .signer = &world.signer, .others = &world.authority, .other_count = 1 };
	made_entry entries[2] = { { made_signature(&pe, &first), 0, 0 },
		                      { made_signature(&pe, &second), 0, 0 } };
	const schain_signature_report *report;

	made_pe_attach(&pe, entries, 2);
	made_free(&entries[0].signature);
	made_free(&entries[1].signature);
	report = world_check_at(DURING, pe);
	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, USUAL | SCHAIN_REMARK_EXTRA_WINCERT);
	ck_assert_uint_eq(report->signature_count, 2);
	ck_assert_uint_eq(report->signatures[0].status, SCHAIN_VERIFY_UNTRUSTED_ROOT);
	ck_assert_ptr_eq(report->chosen, schain_signature_report_at(report, 1));
	ck_assert_uint_eq(report->chosen->position, 1);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(an_entry_of_another_type_is_not_judged)
{
	made_bytes pe = made_pe(&(made_pe_spec){ .is_64 = 1 });
	made_entry entry = { made_copy("whatever", 8), 0, 1 }; /* WIN_CERT_TYPE_X509 */
	const schain_signature_report *report;

	made_pe_attach(&pe, &entry, 1);
	made_free(&entry.signature);
	report = world_check_at(DURING, pe);
	ck_status(report, SCHAIN_VERIFY_UNSUPPORTED);
	schain_signature_report_unref(report);
}
END_TEST

/* As signtool makes them: SHA-1 outside for old systems, SHA-256 inside. */
static made_bytes nested(int is_inner_wrong)
{
	made_bytes pe = made_pe(&(made_pe_spec){ .is_64 = 1 });
	made_sign_spec inner = { .signer = &world.signer,
		                     .others = &world.authority,
		                     .other_count = 1,
		                     .flip_digest = is_inner_wrong };
	made_bytes inside = made_signature(&pe, &inner);
	made_sign_spec outer = { .signer = &world.signer,
		                     .others = &world.authority,
		                     .other_count = 1,
		                     .digest = "SHA1",
		                     .nested = &inside };
	made_entry entry = { made_signature(&pe, &outer), 0, 0 };

	made_pe_attach(&pe, &entry, 1);
	made_free(&entry.signature);
	made_free(&inside);
	return pe;
}

START_TEST(a_nested_strong_signature_is_judged_by)
{
	const schain_signature_report *report = world_check_at(DURING, nested(0));

	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, USUAL);
	ck_assert_uint_eq(report->signature_count, 2);
	ck_assert(report->chosen->flags & SCHAIN_SIGNED_NESTED);
	ck_string(report->chosen->digest_algorithm, "sha256");
	ck_assert(report->signatures[0].remarks & SCHAIN_REMARK_WEAK_ALGORITHM);
	ck_assert_uint_eq(report->signatures[0].status, SCHAIN_VERIFY_VALID);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(one_bad_digest_is_the_files)
{
	const schain_signature_report *report = world_check_at(DURING, nested(1));

	ck_status(report, SCHAIN_VERIFY_BAD_DIGEST);
	ck_assert_uint_eq(report->signatures[0].status, SCHAIN_VERIFY_VALID);
	schain_signature_report_unref(report);
}
END_TEST

/* .NET's SignedCms writes it so (RFC 5652, 5.2), and PowerShell's OpenAuthenticode with it. */
START_TEST(a_content_in_an_octet_string_is_signed_as_a_whole)
{
	made_sign_spec spec = { .signer = &world.signer,
		                    .others = &world.authority,
		                    .other_count = 1,
		                    .is_cms = 1 };
	const schain_signature_report *report = world_check_at(DURING, world_signed(&spec));
	made_bytes changed = world_signed(&spec);

	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, USUAL);
	schain_signature_report_unref(report);
	changed.data[1000] ^= 1;
	report = world_check_at(DURING, changed);
	ck_status(report, SCHAIN_VERIFY_BAD_DIGEST);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(sha1_is_weak)
{
	made_sign_spec spec = { .digest = "SHA1" };
	const schain_signature_report *report = world_check_at(DURING, world_signed(&spec));

	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, USUAL | SCHAIN_REMARK_WEAK_ALGORITHM);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(several_signers_are_told)
{
	made_sign_spec spec = { .second = &world.stranger };
	const schain_signature_report *report = world_check_at(DURING, world_signed(&spec));

	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, USUAL | SCHAIN_REMARK_MULTI_SIGNER);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(a_signature_of_another_kind_of_file_is_malformed)
{
	made_sign_spec spec = { .kind = "1.3.6.1.4.1.311.2.1.30" };
	const schain_signature_report *report = world_check_at(DURING, world_signed(&spec));

	ck_status(report, SCHAIN_VERIFY_MALFORMED);
	schain_signature_report_unref(report);
}
END_TEST

static const struct {
	uint32_t alignment, page;
	const char *digest;
	uint32_t status;
} page_cases[] = {
	{ 4096, 4096, "SHA256", SCHAIN_VERIFY_VALID },
	{ 4096, 4096, "SHA1", SCHAIN_VERIFY_VALID },
	{ 512, 4096, "SHA256", SCHAIN_VERIFY_VALID },
	{ 8192, 8192, "SHA256", SCHAIN_VERIFY_VALID },
	{ 8192, 4096, "SHA256", SCHAIN_VERIFY_VALID },
	{ 4096, 2048, "SHA256", SCHAIN_VERIFY_BAD_DIGEST }, /* pages of no size that fits */
};

START_TEST(page_hashes_are_checked)
{
	made_pe_spec spec = { .is_64 = 1,
		                  .alignment = page_cases[_i].alignment,
		                  .code = 20000,
		                  .data = 700 };
	made_bytes pe = made_pe(&spec), pages = made_pages(&pe, page_cases[_i].digest, page_cases[_i].page);
	made_sign_spec sign = { .signer = &world.signer,
		                    .others = &world.authority,
		                    .other_count = 1,
		                    .pages = &pages,
		                    .pages_are_sha1 = !strcmp(page_cases[_i].digest, "SHA1") };
	made_entry entry = { made_signature(&pe, &sign), 0, 0 };
	const schain_signature_report *report;

	made_pe_attach(&pe, &entry, 1);
	made_free(&entry.signature);
	report = world_check_at(DURING, pe);
	ck_status(report, page_cases[_i].status);
	ck_assert(report->chosen->flags & SCHAIN_SIGNED_PAGE_HASHES);
	schain_signature_report_unref(report);
	made_free(&pages);
}
END_TEST

START_TEST(a_wrong_page_is_a_bad_digest)
{
	made_pe_spec spec = { .is_64 = 1, .code = 300000 }; /* more than a chunk */
	made_bytes pe = made_pe(&spec), pages = made_pages(&pe, "SHA256", 4096);
	made_sign_spec sign = {
		.signer = &world.signer, .others = &world.authority, .other_count = 1, .pages = &pages
	};
	made_entry entry;
	const schain_signature_report *report;

	pages.data[36 * 70 + 10] ^= 1; /* an entry is 4 + 32 bytes */
	entry = (made_entry){ made_signature(&pe, &sign), 0, 0 };
	made_pe_attach(&pe, &entry, 1);
	made_free(&entry.signature);
	report = world_check_at(DURING, pe);
	ck_status(report, SCHAIN_VERIFY_BAD_DIGEST);
	ck_string(report->reason, "the table of page hashes is not of this file");
	ck_string(report->chosen->signer, "Example Corp");
	schain_signature_report_unref(report);
	made_free(&pages);
}
END_TEST

static void put32(unsigned char *p, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(value >> 8 * i);
}

/* Where the certificate table's entry of the directory is, in a PE32+ of ours. */
enum { DIRECTORY = 0x80 + 24 + 112 + 32 };

START_TEST(a_table_that_lies_wrong_is_malformed)
{
	static const struct {
		uint32_t begin, size;
	} cases[] = { { 0x10, 64 }, { 0xfffffff0, 64 }, { 2048, 0xffffffff }, { 0, 64 }, { 4096, 4 } };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		made_bytes pe = made_pe(&(made_pe_spec){ .is_64 = 1, .code = 8192 });
		const schain_signature_report *report;

		put32(pe.data + DIRECTORY, cases[i].begin);
		put32(pe.data + DIRECTORY + 4, cases[i].size);
		report = world_check_at(DURING, pe);
		ck_status(report, SCHAIN_VERIFY_MALFORMED);
		ck_assert(report->reason.length);
		schain_signature_report_unref(report);
	}
}
END_TEST

START_TEST(a_file_cut_anywhere_has_an_answer)
{
	made_bytes whole = world_signed(&plain);

	for (size_t size = 0; size < whole.size; size += size < 1024 ? 13 : 377) {
		const schain_signature_report *report = world_check_at(DURING, made_copy(whole.data, size));

		ck_assert_uint_ne(report->status, SCHAIN_VERIFY_VALID);
		schain_signature_report_unref(report);
	}
	made_free(&whole);
}
END_TEST

START_TEST(no_changed_byte_of_the_signature_makes_it_another_signers)
{
	made_bytes whole = world_signed(&plain);
	schain_verifier *verifier = world_verifier(DURING);
	size_t begin = whole.data[DIRECTORY] | (size_t)whole.data[DIRECTORY + 1] << 8;

	for (size_t at = begin; at < whole.size; at += 3) {
		made_bytes touched = made_copy(whole.data, whole.size);
		const schain_signature_report *report;

		touched.data[at] ^= 0x20;
		report = world_check(verifier, touched);
		if (report->status == SCHAIN_VERIFY_VALID)
			ck_string(report->chosen->signer, "Example Corp");
		schain_signature_report_unref(report);
	}
	schain_verifier_free(verifier);
	made_free(&whole);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pe");
	TCase *tests = tcase_create("pe");
	SRunner *runner;
	int failed;

	tcase_add_unchecked_fixture(tests, world_make, world_free);
	tcase_add_test(tests, a_signed_file_is_valid);
	tcase_add_test(tests, both_kinds_of_header_and_an_overlay_are_hashed);
	tcase_add_test(tests, what_the_signature_skips_may_change);
	tcase_add_test(tests, a_changed_file_has_a_bad_digest_and_still_a_signer);
	tcase_add_test(tests, the_wrong_key_is_a_bad_signature);
	tcase_add_test(tests, an_unknown_root_is_untrusted);
	tcase_add_test(tests, an_unsigned_file_is_unsigned);
	tcase_add_test(tests, bytes_inside_the_entry_are_told);
	tcase_add_test(tests, an_unsigned_attribute_that_carries_data_is_told);
	tcase_add_test(tests, an_unused_certificate_that_carries_data_is_told);
	tcase_add_test(tests, data_behind_the_table_breaks_the_digest_and_says_so);
	tcase_add_test(tests, two_entries_are_two_signatures);
	tcase_add_test(tests, an_entry_of_another_type_is_not_judged);
	tcase_add_test(tests, a_nested_strong_signature_is_judged_by);
	tcase_add_test(tests, one_bad_digest_is_the_files);
	tcase_add_test(tests, a_content_in_an_octet_string_is_signed_as_a_whole);
	tcase_add_test(tests, sha1_is_weak);
	tcase_add_test(tests, several_signers_are_told);
	tcase_add_test(tests, a_signature_of_another_kind_of_file_is_malformed);
	tcase_add_loop_test(tests, page_hashes_are_checked, 0,
	                    (int)(sizeof page_cases / sizeof *page_cases));
	tcase_add_test(tests, a_wrong_page_is_a_bad_digest);
	tcase_add_test(tests, a_table_that_lies_wrong_is_malformed);
	tcase_add_test(tests, a_file_cut_anywhere_has_an_answer);
	tcase_add_test(tests, no_changed_byte_of_the_signature_makes_it_another_signers);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
