/* SPDX-License-Identifier: Apache-2.0 */
/* Signed Mach-O files, right and wrong in one way each. */
#include "made_macho.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static made_cert authority, signer, foreign;

static void set_up(void)
{
	world_make();
	authority = made_certificate(&(made_cert_spec){
	        .name = "Example Developer CA", .issuer = &world.root, .is_authority = 1 });
	signer = made_certificate(&(made_cert_spec){ .name = "Developer: Example Corp (ABCDE12345)",
	                                             .organisation = "Example Corp",
	                                             .team = "ABCDE12345",
	                                             .issuer = &authority,
	                                             .usage = "codeSigning",
	                                             .key_usage = "critical,digitalSignature" });
	foreign = made_certificate(&(made_cert_spec){ .name = "Developer: Other",
	                                              .organisation = "Other",
	                                              .issuer = &authority,
	                                              .critical = "1.3.6.1.4.1.99999.1",
	                                              .usage = "codeSigning" });
}

static void tear_down(void)
{
	made_cert_free(&authority);
	made_cert_free(&signer);
	made_cert_free(&foreign);
	world_free();
}

static schain_verifier *apple_verifier(void)
{
	schain_verifier *verifier = world_verifier(DURING);
	made_bytes root = made_pem(&world.root, 1);

	ck_assert_int_eq(schain_verifier_add_trust_data(verifier, root.data, root.size,
	                                                SCHAIN_USAGE_APPLE, NULL),
	                 SCHAIN_OK);
	made_free(&root);
	return verifier;
}

static const schain_signature_report *check_bytes(made_bytes bytes)
{
	schain_verifier *verifier = apple_verifier();
	const schain_signature_report *report = world_check(verifier, bytes);

	schain_verifier_free(verifier);
	return report;
}

static const schain_signature_report *check_spec(made_macho_spec spec)
{
	return check_bytes(made_macho(&spec));
}

static made_macho_spec signed_spec(void)
{
	made_macho_spec spec = { .signer = &signer, .other = &authority, .team = "ABCDE12345" };

	return spec;
}

#define expect_status(spec, expected) \
	do { \
		const schain_signature_report *checked = check_spec(spec); \
		ck_status(checked, expected); \
		schain_signature_report_unref(checked); \
	} while (0)

START_TEST(a_sealed_program_is_adhoc)
{
	const schain_signature_report *report = check_spec((made_macho_spec){ .flags = 0x20000 });

	ck_status(report, SCHAIN_VERIFY_ADHOC);
	ck_remarks(report, 0);
	ck_assert_uint_eq(report->content, SCHAIN_CONTENT_MACHO);
	ck_assert_uint_eq(report->chosen->flags, SCHAIN_SIGNED_LINKER);
	ck_string(report->chosen->signing_id, "org.example.tool");
	ck_string(report->chosen->where, "embedded");
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(a_signed_program_names_its_team)
{
	made_macho_spec spec = signed_spec();
	const schain_signature_report *report;

	spec.flags = 0x10000;
	report = check_spec(spec);
	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, USUAL);
	ck_assert_uint_eq(report->chosen->flags, SCHAIN_SIGNED_HARDENED);
	ck_string(report->chosen->team_id, "ABCDE12345");
	ck_string(report->chosen->identity, "apple-team:ABCDE12345");
	ck_string(report->chosen->signer, "Example Corp");
	ck_assert_uint_eq(report->chosen->certificate_count, 3);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(an_unsigned_program_is_unsigned)
{
	expect_status(((made_macho_spec){ .is_unsigned = 1 }), SCHAIN_VERIFY_UNSIGNED);
}
END_TEST

START_TEST(a_touched_byte_is_told_by_its_page)
{
	made_macho_spec spec = signed_spec();
	made_bytes bytes = made_macho(&spec);
	const schain_signature_report *report;

	bytes.data[5000] ^= 1;
	report = check_bytes(bytes);
	ck_status(report, SCHAIN_VERIFY_BAD_DIGEST);
	ck_string(report->reason, "1 of its pages are not what was signed, the first at byte 4096");
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(pages_of_any_size_are_hashed)
{
	static const unsigned shifts[] = { 12, 14, MADE_MACHO_NO_PAGES };

	for (size_t i = 0; i < 3; i++) {
		made_macho_spec spec = { .shift = shifts[i], .code = 40001 };
		made_bytes bytes = made_macho(&spec);
		const schain_signature_report *report;

		expect_status(spec, SCHAIN_VERIFY_ADHOC);
		bytes.data[40000] ^= 1; /* the last */
		report = check_bytes(bytes);
		ck_status(report, SCHAIN_VERIFY_BAD_DIGEST);
		schain_signature_report_unref(report);
	}
}
END_TEST

START_TEST(scattered_pages_must_leave_no_gap)
{
	expect_status(((made_macho_spec){ .scatter = 1, .code = 20000 }), SCHAIN_VERIFY_ADHOC);
	expect_status(((made_macho_spec){ .scatter = 2, .code = 20000 }), SCHAIN_VERIFY_BAD_DIGEST);
}
END_TEST

START_TEST(what_the_directory_leaves_out_is_not_signed)
{
	made_macho_spec spec = signed_spec();

	spec.short_by = 16;
	expect_status(spec, SCHAIN_VERIFY_BAD_DIGEST);
}
END_TEST

START_TEST(data_behind_the_signature_is_remarked)
{
	made_macho_spec spec = signed_spec();
	const schain_signature_report *report;

	spec.trailing = 3;
	report = check_spec(spec);
	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, USUAL | SCHAIN_REMARK_TRAILING_DATA);
	schain_signature_report_unref(report);
	spec.trailing = 0;
	spec.padding = 1;
	report = check_spec(spec);
	ck_remarks(report, USUAL | SCHAIN_REMARK_CERT_PADDING);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(entitlements_are_told)
{
	made_macho_spec spec = signed_spec();
	const schain_signature_report *report;

	spec.entitlements = "com.apple.security.cs.disable-library-validation "
	                    "com.apple.security.get-task-allow com.example.unknown "
	                    "com.apple.security.cs.allow-dyld-environment-variables";
	report = check_spec(spec);
	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_assert_uint_eq(report->chosen->flags, SCHAIN_SIGNED_ANY_LIBRARY | SCHAIN_SIGNED_DEBUGGABLE |
	                                                 SCHAIN_SIGNED_DYLD_ENVIRONMENT);
	schain_signature_report_unref(report);
	spec.entitlements = NULL;
	/* Keys of an inner dictionary, and false ones, are none. */
	spec.raw_entitlements = "<plist><dict><key>a</key><dict>"
	                        "<key>com.apple.security.get-task-allow</key><true/></dict>"
	                        "<key>com.apple.security.cs.debugger</key><false/></dict></plist>";
	report = check_spec(spec);
	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_assert_uint_eq(report->chosen->flags, 0);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(entitlements_with_two_meanings_are_refused)
{
	made_macho_spec spec = signed_spec();

	spec.raw_entitlements = "<plist><dict><key>a</key></plist>";
	expect_status(spec, SCHAIN_VERIFY_MALFORMED);
	spec.raw_entitlements = "<!DOCTYPE plist [<!ENTITY e \"x\">]><plist><dict/></plist>";
	expect_status(spec, SCHAIN_VERIFY_MALFORMED);
}
END_TEST

START_TEST(a_part_that_nobody_sealed_is_told)
{
	made_macho_spec spec = signed_spec();

	spec.entitlements = "com.apple.security.get-task-allow";
	spec.is_unsealed = 1;
	expect_status(spec, SCHAIN_VERIFY_BAD_DIGEST);
}
END_TEST

START_TEST(every_directory_must_hold_and_be_named)
{
	made_macho_spec spec = signed_spec();
	const schain_signature_report *report;

	spec.digest = "SHA1";
	report = check_spec(spec);
	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, USUAL | SCHAIN_REMARK_WEAK_ALGORITHM);
	schain_signature_report_unref(report);
	spec.alternate = "SHA256";
	expect_status(spec, SCHAIN_VERIFY_BAD_SIGNATURE);
	spec.names_alternate = 1;
	report = check_spec(spec);
	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, USUAL);
	ck_string(report->chosen->digest_algorithm, "sha256");
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(the_certificate_must_be_of_the_team_and_known)
{
	made_macho_spec spec = signed_spec();

	spec.team = "ZZZZZ99999";
	expect_status(spec, SCHAIN_VERIFY_BAD_USAGE);
	spec.team = NULL;
	spec.signer = &foreign; /* has a critical extension that is not Apple's */
	expect_status(spec, SCHAIN_VERIFY_BAD_USAGE);
	spec.signer = &world.stranger;
	spec.other = NULL;
	expect_status(spec, SCHAIN_VERIFY_UNTRUSTED_ROOT);
}
END_TEST

START_TEST(a_root_of_another_usage_does_not_serve)
{
	made_macho_spec spec = signed_spec();
	const schain_signature_report *report = world_check_at(DURING, made_macho(&spec));

	ck_status(report, SCHAIN_VERIFY_UNTRUSTED_ROOT);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(no_certificate_and_no_mark_is_a_bad_signature)
{
	expect_status(((made_macho_spec){ .forgets_adhoc = 1 }), SCHAIN_VERIFY_BAD_SIGNATURE);
}
END_TEST

START_TEST(the_worst_slice_is_the_files_status)
{
	static const uint32_t cpus[] = { MADE_X86_64, MADE_ARM64 };
	made_macho_spec first = { .cpu = MADE_X86_64, .is_unsigned = 1 }, second = { .cpu = MADE_ARM64 };
	made_bytes slices[2] = { made_macho(&first), made_macho(&second) };
	const schain_signature_report *report = check_bytes(made_universal(slices, cpus, 2));

	ck_status(report, SCHAIN_VERIFY_UNSIGNED);
	ck_remarks(report, SCHAIN_REMARK_PARTIAL_SLICES);
	ck_assert_uint_eq(report->signature_count, 2);
	ck_string(report->signatures[0].where, "x86_64");
	ck_assert_uint_eq(report->signatures[1].status, SCHAIN_VERIFY_ADHOC);
	schain_signature_report_unref(report);
	first.is_unsigned = 0;
	slices[0] = made_macho(&first);
	slices[1] = made_macho(&second);
	slices[1].data[6000] ^= 1;
	report = check_bytes(made_universal(slices, cpus, 2));
	ck_status(report, SCHAIN_VERIFY_BAD_DIGEST);
	schain_signature_report_unref(report);
}
END_TEST

static const char *put(const char *directory, const char *name, const void *data, size_t size)
{
	static char path[512];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", directory, name);
	file = fopen(path, "wb");
	ck_assert(file && fwrite(data, 1, size, file) == size && !fclose(file));
	return path;
}

START_TEST(a_bundles_parts_are_sealed_with_it)
{
	static const char plist[] = "<plist>info</plist>", resources[] = "<plist>list</plist>";
	made_macho_spec spec = signed_spec();
	schain_verifier *verifier = apple_verifier();
	const schain_signature_report *report;
	char directory[400], path[512];
	made_bytes bytes, ticket;

	spec.outer_plist = plist;
	spec.outer_resources = resources;
	bytes = made_macho(&spec);
	/* Alone, it says that there is more. */
	report = world_check(verifier, made_copy(bytes.data, bytes.size));
	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_assert_uint_eq(report->chosen->flags, SCHAIN_SIGNED_UNSEEN);
	ticket = made_copy("s8ch", 4);
	for (size_t i = 0; i < 20; i++) { /* the code's hash in it */
		unsigned value;

		sscanf(report->chosen->digest_expected.data + i * 2, "%2x", &value);
		ticket = made_join(ticket, made_copy(&(unsigned char){ (unsigned char)value }, 1));
	}
	schain_signature_report_unref(report);
	for (const char *const *part = (const char *const[]){ "E.app", "E.app/Contents",
	                                                      "E.app/Contents/MacOS",
	                                                      "E.app/Contents/_CodeSignature", NULL };
	     *part; part++) {
		snprintf(directory, sizeof directory, "%s/%s", made_directory(), *part);
		ck_assert_int_eq(mkdir(directory, 0700), 0);
	}
	snprintf(directory, sizeof directory, "%s/E.app/Contents", made_directory());
	put(directory, "Info.plist", plist, strlen(plist));
	put(directory, "_CodeSignature/CodeResources", resources, strlen(resources));
	put(directory, "CodeResources", ticket.data, ticket.size);
	snprintf(path, sizeof path, "%s", put(directory, "MacOS/example", bytes.data, bytes.size));
	ck_assert_int_eq(schain_verifier_check_file(verifier, path, &report, NULL), SCHAIN_OK);
	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_assert_uint_eq(report->chosen->flags, SCHAIN_SIGNED_STAPLED);
	schain_signature_report_unref(report);
	put(directory, "Info.plist", "<plist>INFO</plist>", 19);
	ck_assert_int_eq(schain_verifier_check_file(verifier, path, &report, NULL), SCHAIN_OK);
	ck_status(report, SCHAIN_VERIFY_BAD_DIGEST);
	schain_signature_report_unref(report);
	made_free(&bytes);
	made_free(&ticket);
	schain_verifier_free(verifier);
}
END_TEST

START_TEST(a_built_in_property_list_is_sealed_too)
{
	made_macho_spec spec = { .plist = "<plist><dict/></plist>" };

	expect_status(spec, SCHAIN_VERIFY_ADHOC);
}
END_TEST

START_TEST(a_cut_file_is_never_valid)
{
	made_macho_spec spec = signed_spec();
	made_bytes whole = made_macho(&spec);
	schain_verifier *verifier = apple_verifier();

	for (size_t size = 0; size < whole.size; size += size < 300 ? 7 : 997) {
		const schain_signature_report *report =
		        world_check(verifier, made_copy(whole.data, size));

		ck_assert_uint_ne(report->status, SCHAIN_VERIFY_VALID);
		schain_signature_report_unref(report);
	}
	made_free(&whole);
	schain_verifier_free(verifier);
}
END_TEST

START_TEST(numbers_that_lie_are_refused)
{
	/* Each 32-bit number of header, load command, SuperBlob and directory made huge. */
	made_macho_spec spec = signed_spec();
	made_bytes whole = made_macho(&spec);
	schain_verifier *verifier = apple_verifier();

	for (size_t at = 0; at < 10000 + 200; at += 4) {
		made_bytes bytes;
		const schain_signature_report *report;

		if (at == 200)
			at = 10000;
		bytes = made_copy(whole.data, whole.size);
		memset(bytes.data + at, 0xff, 4);
		report = world_check(verifier, bytes);
		ck_assert_uint_ne(report->status, SCHAIN_VERIFY_VALID);
		schain_signature_report_unref(report);
	}
	made_free(&whole);
	schain_verifier_free(verifier);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("macho");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_unchecked_fixture(all, set_up, tear_down);
	tcase_add_test(all, a_sealed_program_is_adhoc);
	tcase_add_test(all, a_signed_program_names_its_team);
	tcase_add_test(all, an_unsigned_program_is_unsigned);
	tcase_add_test(all, a_touched_byte_is_told_by_its_page);
	tcase_add_test(all, pages_of_any_size_are_hashed);
	tcase_add_test(all, scattered_pages_must_leave_no_gap);
	tcase_add_test(all, what_the_directory_leaves_out_is_not_signed);
	tcase_add_test(all, data_behind_the_signature_is_remarked);
	tcase_add_test(all, entitlements_are_told);
	tcase_add_test(all, entitlements_with_two_meanings_are_refused);
	tcase_add_test(all, a_part_that_nobody_sealed_is_told);
	tcase_add_test(all, every_directory_must_hold_and_be_named);
	tcase_add_test(all, the_certificate_must_be_of_the_team_and_known);
	tcase_add_test(all, a_root_of_another_usage_does_not_serve);
	tcase_add_test(all, no_certificate_and_no_mark_is_a_bad_signature);
	tcase_add_test(all, the_worst_slice_is_the_files_status);
	tcase_add_test(all, a_bundles_parts_are_sealed_with_it);
	tcase_add_test(all, a_built_in_property_list_is_sealed_too);
	tcase_add_test(all, a_cut_file_is_never_valid);
	tcase_add_test(all, numbers_that_lie_are_refused);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
