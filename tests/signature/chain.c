/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates, their usages and times, timestamps, revocation, abused certificates, identity. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const schain_signature_report *check_signer(const made_cert *signer, const made_cert *others,
                                                   size_t other_count, time_t at)
{
	made_sign_spec spec = { .signer = signer, .others = others, .other_count = other_count };

	return world_check_at(at, world_signed(&spec));
}

/* A leaf under the world's root. */
static const schain_signature_report *check_leaf(made_cert_spec spec, time_t at)
{
	const schain_signature_report *report;
	made_cert leaf;

	if (!spec.issuer)
		spec.issuer = &world.authority;
	leaf = made_certificate(&spec);
	report = check_signer(&leaf, &world.authority, 1, at);
	made_cert_free(&leaf);
	return report;
}

#define ck_leaf(expected, at, ...) \
	do { \
		const schain_signature_report *r = check_leaf((made_cert_spec){ __VA_ARGS__ }, at); \
		ck_status(r, expected); \
		schain_signature_report_unref(r); \
	} while (0)

START_TEST(usages_are_kept)
{
	ck_leaf(SCHAIN_VERIFY_VALID, DURING, .name = "Code", .usage = "codeSigning");
	ck_leaf(SCHAIN_VERIFY_VALID, DURING, .name = "Code and mail",
	        .usage = "emailProtection,codeSigning");
	/* As Windows has it: a certificate that names no usage is for all of them. */
	ck_leaf(SCHAIN_VERIFY_VALID, DURING, .name = "No usage");
	ck_leaf(SCHAIN_VERIFY_VALID, DURING, .name = "Any usage", .usage = "anyExtendedKeyUsage");
	ck_leaf(SCHAIN_VERIFY_BAD_USAGE, DURING, .name = "Server", .usage = "serverAuth");
	ck_leaf(SCHAIN_VERIFY_BAD_USAGE, DURING, .name = "Stamps", .usage = "timeStamping");
	ck_leaf(SCHAIN_VERIFY_BAD_USAGE, DURING, .name = "Key", .usage = "codeSigning",
	        .key_usage = "keyEncipherment");
	ck_leaf(SCHAIN_VERIFY_VALID, DURING, .name = "Signs", .usage = "codeSigning",
	        .key_usage = "digitalSignature,keyEncipherment");
}
END_TEST

START_TEST(an_authority_for_other_usages_cannot_issue)
{
	made_cert authority = made_certificate(&(made_cert_spec){
			.name = "TLS CA", .issuer = &world.root, .is_authority = 1, .usage = "serverAuth" });
	made_cert leaf = made_certificate(
			&(made_cert_spec){ .name = "Leaf", .issuer = &authority, .usage = "codeSigning" });
	const schain_signature_report *report = check_signer(&leaf, &authority, 1, DURING);

	ck_status(report, SCHAIN_VERIFY_BAD_USAGE);
	schain_signature_report_unref(report);
	made_cert_free(&authority);
	made_cert_free(&leaf);
}
END_TEST

START_TEST(a_certificate_that_is_no_authority_cannot_issue)
{
	made_cert middle = made_certificate(
			&(made_cert_spec){ .name = "Middle", .issuer = &world.authority, .usage = "codeSigning" });
	made_cert leaf = made_certificate(
			&(made_cert_spec){ .name = "Leaf", .issuer = &middle, .usage = "codeSigning" });
	made_cert others[2] = { middle, world.authority };
	const schain_signature_report *report = check_signer(&leaf, others, 2, DURING);

	ck_status(report, SCHAIN_VERIFY_BAD_USAGE);
	schain_signature_report_unref(report);
	made_cert_free(&middle);
	made_cert_free(&leaf);
}
END_TEST

START_TEST(an_unknown_critical_extension_is_a_bad_usage)
{
	ck_leaf(SCHAIN_VERIFY_BAD_USAGE, DURING, .name = "Critical", .usage = "codeSigning",
	        .critical = "1.3.6.1.4.1.32473.9");
}
END_TEST

START_TEST(a_missing_authority_is_an_untrusted_root)
{
	const schain_signature_report *report = check_signer(&world.signer, &world.stranger, 1, DURING);

	ck_status(report, SCHAIN_VERIFY_UNTRUSTED_ROOT);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(weak_keys_and_weakly_signed_certificates_are_told)
{
	const schain_signature_report *report;

	report = check_leaf((made_cert_spec){ .name = "Short", .is_rsa = 1, .bits = 1024, .usage = "codeSigning" },
	                    DURING);
	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, USUAL | SCHAIN_REMARK_WEAK_ALGORITHM);
	schain_signature_report_unref(report);
	report = check_leaf((made_cert_spec){ .name = "By SHA-1", .usage = "codeSigning", .digest = "SHA1" },
	                    DURING);
	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, USUAL | SCHAIN_REMARK_WEAK_ALGORITHM);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(without_a_timestamp_it_ends_with_the_certificate)
{
	const schain_signature_report *report = check_signer(&world.signer, &world.authority, 1, AFTER);

	ck_status(report, SCHAIN_VERIFY_EXPIRED);
	ck_remarks(report, USUAL);
	schain_signature_report_unref(report);
	/* Before it began, too. */
	report = check_signer(&world.signer, &world.authority, 1, MADE_EPOCH + MADE_YEAR);
	ck_status(report, SCHAIN_VERIFY_EXPIRED);
	schain_signature_report_unref(report);
}
END_TEST

static const schain_signature_report *stamped(enum made_stamp stamp, const made_cert *stamper,
                                              time_t when, time_t at)
{
	made_sign_spec spec = { .stamp = stamp, .stamper = stamper, .stamped = when };

	return world_check_at(at, world_signed(&spec));
}

static const enum made_stamp stamps[] = { MADE_STAMP_RFC3161, MADE_STAMP_LEGACY, MADE_STAMP_BARE_HASH };

START_TEST(a_timestamp_saves_an_expired_certificate)
{
	const schain_signature_report *report = stamped(stamps[_i], &world.stamper, DURING, AFTER);
	const schain_timestamp *stamp = report->chosen->timestamp;

	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, SCHAIN_REMARK_REVOCATION_UNKNOWN);
	ck_assert_ptr_nonnull(stamp);
	ck_assert_uint_eq(stamp->kind,
	                  stamps[_i] == MADE_STAMP_RFC3161 ? SCHAIN_TIMESTAMP_RFC3161 : SCHAIN_TIMESTAMP_LEGACY);
	ck_assert_uint_eq(stamp->status, SCHAIN_VERIFY_VALID);
	ck_assert(stamp->time == (schain_time)DURING * SCHAIN_SECOND);
	ck_assert(report->chosen->judged_at == stamp->time);
	ck_string(stamp->authority, "Example Stamper");
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(a_timestamp_after_the_certificate_ended_does_not)
{
	const schain_signature_report *report =
			stamped(stamps[_i], &world.stamper, MADE_EPOCH + 6 * MADE_YEAR, AFTER);

	ck_status(report, SCHAIN_VERIFY_EXPIRED);
	ck_assert_uint_eq(report->chosen->timestamp->status, SCHAIN_VERIFY_VALID);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(a_timestamp_from_the_future_does_not_count)
{
	const schain_signature_report *report = stamped(stamps[_i], &world.stamper, AFTER, DURING);

	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_assert(report->remarks & SCHAIN_REMARK_TIMESTAMP_FUTURE);
	ck_assert(report->remarks & SCHAIN_REMARK_TIMESTAMP_INVALID);
	ck_assert(report->chosen->judged_at == (schain_time)DURING * SCHAIN_SECOND);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(a_timestamp_of_another_signature_does_not_count)
{
	made_bytes other = made_copy("another signature", 17);
	made_sign_spec spec = { .stamp = stamps[_i],
		                    .stamper = &world.stamper,
		                    .stamped = DURING,
		                    .stamped_data = &other };
	const schain_signature_report *report = world_check_at(AFTER, world_signed(&spec));

	ck_status(report, SCHAIN_VERIFY_EXPIRED);
	ck_remarks(report, SCHAIN_REMARK_REVOCATION_UNKNOWN | SCHAIN_REMARK_TIMESTAMP_INVALID);
	schain_signature_report_unref(report);
	made_free(&other);
}
END_TEST

START_TEST(a_timestamp_by_somebody_for_other_usages_does_not_count)
{
	made_cert coder = made_certificate(&(made_cert_spec){ .name = "Coder",
	                                                      .issuer = &world.stamp_root,
	                                                      .is_rsa = 1,
	                                                      .bits = 2048,
	                                                      .usage = "codeSigning" });
	const schain_signature_report *report = stamped(MADE_STAMP_LEGACY, &coder, DURING, AFTER);

	ck_status(report, SCHAIN_VERIFY_EXPIRED);
	ck_assert_uint_eq(report->chosen->timestamp->status, SCHAIN_VERIFY_BAD_USAGE);
	ck_assert(report->remarks & SCHAIN_REMARK_TIMESTAMP_INVALID);
	schain_signature_report_unref(report);
	made_cert_free(&coder);
}
END_TEST

START_TEST(a_certificate_for_its_lifetime_only_is_not_saved)
{
	/* Microsoft's lifetime signing: the timestamp does not carry it further. */
	made_cert leaf = made_certificate(&(made_cert_spec){ .name = "Lifetime",
	                                                     .issuer = &world.authority,
	                                                     .to = MADE_EPOCH + 5 * MADE_YEAR,
	                                                     .usage = "codeSigning,1.3.6.1.4.1.311.10.3.13" });
	made_sign_spec spec = { .signer = &leaf, .stamp = MADE_STAMP_RFC3161, .stamper = &world.stamper,
		                    .stamped = DURING };
	const schain_signature_report *report = world_check_at(AFTER, world_signed(&spec));

	ck_status(report, SCHAIN_VERIFY_EXPIRED);
	schain_signature_report_unref(report);
	made_cert_free(&leaf);
}
END_TEST

static const schain_signature_report *with_lists(const made_cert *revoked, time_t since, time_t next,
                                                 time_t at, enum made_stamp stamp)
{
	made_bytes lists = made_join(made_revocations(&world.authority, revoked, since, next),
	                             made_revocations(&world.root, NULL, 0, next));
	schain_verifier *verifier = world_verifier(at);
	made_sign_spec spec = { .stamp = stamp, .stamper = &world.stamper, .stamped = DURING };
	const schain_signature_report *report;

	ck_assert_int_eq(schain_verifier_add_revocations(verifier, made_file("lists", &lists), NULL),
	                 SCHAIN_OK);
	report = world_check(verifier, world_signed(&spec));
	schain_verifier_free(verifier);
	made_free(&lists);
	return report;
}

START_TEST(revocation_is_known_with_lists)
{
	const schain_signature_report *report =
			with_lists(NULL, 0, AFTER + MADE_YEAR, DURING, MADE_STAMP_NONE);

	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, SCHAIN_REMARK_TIMESTAMP_MISSING);
	schain_signature_report_unref(report);
	/* An old list says nothing of those it does not name. */
	report = with_lists(NULL, 0, DURING - 86400, DURING, MADE_STAMP_NONE);
	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, USUAL);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(a_revoked_certificate_is_revoked)
{
	const schain_signature_report *report =
			with_lists(&world.signer, DURING - 86400, AFTER + MADE_YEAR, DURING, MADE_STAMP_NONE);

	ck_status(report, SCHAIN_VERIFY_REVOKED);
	ck_assert(report->chosen->certificates[0].flags & SCHAIN_CERTIFICATE_REVOKED);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(what_was_stamped_before_the_revocation_stays_valid)
{
	const schain_signature_report *report = with_lists(&world.signer, DURING + 86400, AFTER + MADE_YEAR,
	                                                   AFTER, MADE_STAMP_RFC3161);

	ck_status(report, SCHAIN_VERIFY_VALID);
	ck_remarks(report, SCHAIN_REMARK_REVOKED_LATER);
	schain_signature_report_unref(report);
	report = with_lists(&world.signer, DURING - 86400, AFTER + MADE_YEAR, AFTER, MADE_STAMP_RFC3161);
	ck_status(report, SCHAIN_VERIFY_REVOKED);
	schain_signature_report_unref(report);
	/* Without a stamp nothing proves that it was made before. */
	report = with_lists(&world.signer, DURING + 86400, AFTER + MADE_YEAR, DURING + 1, MADE_STAMP_NONE);
	ck_status(report, SCHAIN_VERIFY_REVOKED);
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(an_abused_certificate_is_told_by_any_of_its_names)
{
	const schain_signature_report *report = check_signer(&world.signer, &world.authority, 1, DURING);
	const schain_certificate *leaf = report->chosen->certificates;
	char lines[5][256];

	snprintf(lines[0], sizeof lines[0], "sha1 %.*s # seen in 2024\n", 40, leaf->sha1.data);
	snprintf(lines[1], sizeof lines[1], "# a comment\n\nsha256 %.*s\n", 64, leaf->sha256.data);
	snprintf(lines[2], sizeof lines[2], "tbs-sha256 %.*s", 64, leaf->tbs_sha256.data);
	snprintf(lines[3], sizeof lines[3], "spki-sha256\t%.*s\r\n", 64, leaf->spki_sha256.data);
	snprintf(lines[4], sizeof lines[4], "serial 00%.*s Example Code CA\n", (int)leaf->serial.length,
	         leaf->serial.data);
	for (int i = 0; i < 5; i++) {
		made_bytes list = made_copy(lines[i], strlen(lines[i]));
		schain_verifier *verifier = world_verifier(DURING);
		const schain_signature_report *again;
		made_sign_spec spec = { .name = NULL };

		ck_assert_int_eq(schain_verifier_add_abused(verifier, made_file("abused", &list), NULL),
		                 SCHAIN_OK);
		again = world_check(verifier, world_signed(&spec));
		ck_status(again, SCHAIN_VERIFY_VALID);
		ck_remarks(again, USUAL | SCHAIN_REMARK_KNOWN_ABUSED);
		ck_assert(again->chosen->certificates[0].flags & SCHAIN_CERTIFICATE_ABUSED);
		ck_assert(!(again->chosen->certificates[1].flags & SCHAIN_CERTIFICATE_ABUSED));
		schain_signature_report_unref(again);
		schain_verifier_free(verifier);
		made_free(&list);
	}
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(a_wrong_line_of_the_list_is_named)
{
	static const char *const wrong[] = { "sha1 12\n", "md5 00112233445566778899aabbccddeeff\n",
		                                 "serial 12\n", "sha256\n", "serial xyz Example CA\n" };

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		made_bytes list = made_join(made_copy("# fine\n", 7), made_copy(wrong[i], strlen(wrong[i])));
		schain_verifier *verifier = world_verifier(DURING);
		schain_error error = SCHAIN_ERROR_INIT;

		ck_assert_int_eq(schain_verifier_add_abused(verifier, made_file("abused", &list), &error),
		                 SCHAIN_E_SYNTAX);
		ck_assert_uint_eq(error.line, 2);
		ck_assert(strstr(error.where, "/abused"));
		schain_verifier_free(verifier);
		made_free(&list);
	}
}
END_TEST

START_TEST(identities_outlive_certificates)
{
	const schain_signature_report *report;

	report = check_leaf((made_cert_spec){ .name = "Service leaf",
	                                      .organisation = "Example Corp",
	                                      .usage = "codeSigning,1.3.6.1.4.1.311.97.1.0,"
	                                               "1.3.6.1.4.1.311.97.990309390.766961637" },
	                    DURING);
	ck_string(report->chosen->identity, "microsoft-identity:1.3.6.1.4.1.311.97.990309390.766961637");
	schain_signature_report_unref(report);
	report = check_leaf((made_cert_spec){ .name = "No organisation", .usage = "codeSigning" }, DURING);
	ck_string(report->chosen->identity, "name:CN=No organisation/CN=Example Code CA");
	schain_signature_report_unref(report);
	report = check_leaf((made_cert_spec){ .name = "Developer ID Application: Example",
	                                      .organisation = "Example",
	                                      .team = "A1B2C3D4E5",
	                                      .usage = "codeSigning" },
	                    DURING);
	ck_string(report->chosen->identity, "apple-team:A1B2C3D4E5");
	schain_signature_report_unref(report);
}
END_TEST

START_TEST(history_knows_changes_from_renewals)
{
	made_cert renewed = made_certificate(&(made_cert_spec){ .name = "Example Corp (2)",
	                                                        .organisation = "Example Corp",
	                                                        .issuer = &world.authority,
	                                                        .usage = "codeSigning" });
	made_cert other = made_certificate(&(made_cert_spec){ .name = "Other",
	                                                      .organisation = "Other Corp",
	                                                      .issuer = &world.authority,
	                                                      .usage = "codeSigning" });
	made_cert elsewhere = made_certificate(&(made_cert_spec){ .name = "Example Corp (3)",
	                                                          .organisation = "Example Corp",
	                                                          .registration = "12345",
	                                                          .issuer = &world.root,
	                                                          .usage = "codeSigning" });
	const schain_signature_report *first = check_signer(&world.signer, &world.authority, 1, DURING);
	const schain_signature_report *same = check_signer(&renewed, &world.authority, 1, DURING);
	const schain_signature_report *changed = check_signer(&other, &world.authority, 1, DURING);
	const schain_signature_report *moved = check_signer(&elsewhere, &world.authority, 1, DURING);
	const schain_signature_report *bare = world_check_at(DURING, made_pe(&(made_pe_spec){ .is_64 = 1 }));

	ck_assert_uint_eq(schain_signature_report_compare(NULL, first), SCHAIN_HISTORY_FIRST_SEEN);
	ck_assert_uint_eq(schain_signature_report_compare(first, first), 0);
	ck_assert_uint_eq(schain_signature_report_compare(first, same), 0);
	ck_assert_uint_eq(schain_signature_report_compare(first, changed), SCHAIN_HISTORY_SIGNER_CHANGED);
	ck_assert_uint_eq(schain_signature_report_compare(first, moved), SCHAIN_HISTORY_ISSUER_CHANGED);
	ck_assert_uint_eq(schain_signature_report_compare(first, bare), SCHAIN_HISTORY_DOWNGRADED);
	ck_assert_uint_eq(schain_signature_report_compare(bare, first), 0);
	schain_signature_report_unref(first);
	schain_signature_report_unref(same);
	schain_signature_report_unref(changed);
	schain_signature_report_unref(moved);
	schain_signature_report_unref(bare);
	made_cert_free(&renewed);
	made_cert_free(&other);
	made_cert_free(&elsewhere);
}
END_TEST

static int append(void *context, const char *data, size_t size)
{
	made_bytes *bytes = context;

	*bytes = made_join(*bytes, made_copy(data, size));
	return 0;
}

START_TEST(trust_is_kept_for_its_usages_in_its_file)
{
	schain_verifier *verifier = world_verifier(DURING), *again;
	made_bytes file = made_copy("", 0);
	const schain_certificate *root;

	ck_assert_int_eq(schain_verifier_write_trust(verifier, append, &file, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_verifier_new(NULL, &again, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_verifier_add_trust_data(again, file.data, file.size, 0, NULL), SCHAIN_OK);
	root = schain_verifier_trust_at(again, 0);
	ck_string(root->common_name, "Example Root");
	ck_assert_uint_eq(root->usages, SCHAIN_USAGE_CODE);
	root = schain_verifier_trust_at(again, 1);
	ck_string(root->common_name, "Example Stamp Root");
	ck_assert_uint_eq(root->usages, SCHAIN_USAGE_TIMESTAMP);
	ck_assert_ptr_null(schain_verifier_trust_at(again, 2));
	schain_verifier_free(verifier);
	schain_verifier_free(again);
	made_free(&file);
}
END_TEST

START_TEST(a_root_may_be_trusted_until_some_time)
{
	static const struct {
		const char *line;
		uint32_t status;
	} cases[] = {
		{ "distrusted-after: 20240701000000Z\n", SCHAIN_VERIFY_VALID },
		{ "distrusted-after: 20240501000000Z\n", SCHAIN_VERIFY_UNTRUSTED_ROOT },
		{ "not-issued-after: 20230201000000Z\n", SCHAIN_VERIFY_VALID },
		{ "not-issued-after: 20220201000000Z\n", SCHAIN_VERIFY_UNTRUSTED_ROOT },
		{ "usages: timestamp\n", SCHAIN_VERIFY_UNTRUSTED_ROOT },
		{ "usages: uefi, code\n", SCHAIN_VERIFY_VALID },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		made_bytes file = made_join(made_copy(cases[i].line, strlen(cases[i].line)),
		                            made_pem(&world.root, 1));
		schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;
		made_sign_spec spec = { .name = NULL };
		const schain_signature_report *report;
		schain_verifier *verifier;

		options.at = (schain_time)DURING * SCHAIN_SECOND;
		ck_assert_int_eq(schain_verifier_new(&options, &verifier, NULL), SCHAIN_OK);
		ck_assert_int_eq(schain_verifier_add_trust_data(verifier, file.data, file.size,
		                                                SCHAIN_USAGE_CODE, NULL),
		                 SCHAIN_OK);
		report = world_check(verifier, world_signed(&spec));
		ck_status(report, cases[i].status);
		schain_signature_report_unref(report);
		schain_verifier_free(verifier);
		made_free(&file);
	}
}
END_TEST

START_TEST(firmware_has_authorities_of_its_own)
{
	made_bytes root = made_pem(&world.root, 1);
	made_sign_spec spec = { .signer = &world.signer, .others = &world.authority, .other_count = 1 };

	for (unsigned subsystem = 3; subsystem <= 10; subsystem += 7) {
		schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;
		const schain_signature_report *report;
		schain_verifier *verifier;

		options.at = (schain_time)DURING * SCHAIN_SECOND;
		ck_assert_int_eq(schain_verifier_new(&options, &verifier, NULL), SCHAIN_OK);
		ck_assert_int_eq(schain_verifier_add_trust_data(verifier, root.data, root.size,
		                                                SCHAIN_USAGE_UEFI, NULL),
		                 SCHAIN_OK);
		report = world_check(verifier, made_signed_pe(&(made_pe_spec){ .is_64 = 1, .subsystem = subsystem },
		                                              &spec));
		ck_status(report, subsystem == 10 ? SCHAIN_VERIFY_VALID : SCHAIN_VERIFY_UNTRUSTED_ROOT);
		schain_signature_report_unref(report);
		schain_verifier_free(verifier);
	}
	made_free(&root);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("chain");
	TCase *tests = tcase_create("chain");
	SRunner *runner;
	int failed;

	tcase_add_unchecked_fixture(tests, world_make, world_free);
	tcase_add_test(tests, usages_are_kept);
	tcase_add_test(tests, an_authority_for_other_usages_cannot_issue);
	tcase_add_test(tests, a_certificate_that_is_no_authority_cannot_issue);
	tcase_add_test(tests, an_unknown_critical_extension_is_a_bad_usage);
	tcase_add_test(tests, a_missing_authority_is_an_untrusted_root);
	tcase_add_test(tests, weak_keys_and_weakly_signed_certificates_are_told);
	tcase_add_test(tests, without_a_timestamp_it_ends_with_the_certificate);
	tcase_add_loop_test(tests, a_timestamp_saves_an_expired_certificate, 0, 3);
	tcase_add_loop_test(tests, a_timestamp_after_the_certificate_ended_does_not, 0, 3);
	tcase_add_loop_test(tests, a_timestamp_from_the_future_does_not_count, 0, 3);
	tcase_add_loop_test(tests, a_timestamp_of_another_signature_does_not_count, 0, 3);
	tcase_add_test(tests, a_timestamp_by_somebody_for_other_usages_does_not_count);
	tcase_add_test(tests, a_certificate_for_its_lifetime_only_is_not_saved);
	tcase_add_test(tests, revocation_is_known_with_lists);
	tcase_add_test(tests, a_revoked_certificate_is_revoked);
	tcase_add_test(tests, what_was_stamped_before_the_revocation_stays_valid);
	tcase_add_test(tests, an_abused_certificate_is_told_by_any_of_its_names);
	tcase_add_test(tests, a_wrong_line_of_the_list_is_named);
	tcase_add_test(tests, identities_outlive_certificates);
	tcase_add_test(tests, history_knows_changes_from_renewals);
	tcase_add_test(tests, trust_is_kept_for_its_usages_in_its_file);
	tcase_add_test(tests, a_root_may_be_trusted_until_some_time);
	tcase_add_test(tests, firmware_has_authorities_of_its_own);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
