/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

made_world world;

void world_make(void)
{
	world.root = made_certificate(&(made_cert_spec){ .name = "Example Root", .is_authority = 1 });
	world.authority = made_certificate(&(made_cert_spec){
			.name = "Example Code CA", .issuer = &world.root, .is_authority = 1, .usage = "codeSigning" });
	world.signer = made_certificate(&(made_cert_spec){ .name = "Example Corp Release",
	                                                   .organisation = "Example Corp",
	                                                   .registration = "12345",
	                                                   .issuer = &world.authority,
	                                                   .from = MADE_EPOCH + 3 * MADE_YEAR,
	                                                   .to = MADE_EPOCH + 5 * MADE_YEAR,
	                                                   .usage = "codeSigning",
	                                                   .key_usage = "critical,digitalSignature" });
	world.stamp_root =
			made_certificate(&(made_cert_spec){ .name = "Example Stamp Root", .is_authority = 1 });
	world.stamper = made_certificate(&(made_cert_spec){ .name = "Example Stamper",
	                                                    .issuer = &world.stamp_root,
	                                                    .is_rsa = 1,
	                                                    .bits = 2048,
	                                                    .usage = "critical,timeStamping" });
	world.stranger = made_certificate(
			&(made_cert_spec){ .name = "Stranger", .organisation = "Nobody", .usage = "codeSigning" });
}

void world_free(void)
{
	made_cert_free(&world.root);
	made_cert_free(&world.authority);
	made_cert_free(&world.signer);
	made_cert_free(&world.stamp_root);
	made_cert_free(&world.stamper);
	made_cert_free(&world.stranger);
}

schain_verifier *world_verifier(time_t at)
{
	schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;
	made_bytes code = made_pem(&world.root, 1), stamp = made_pem(&world.stamp_root, 1);
	schain_verifier *verifier;

	options.at = (schain_time)at * SCHAIN_SECOND;
	ck_assert_int_eq(schain_verifier_new(&options, &verifier, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_verifier_add_trust_data(verifier, code.data, code.size, SCHAIN_USAGE_CODE,
	                                                NULL),
	                 SCHAIN_OK);
	ck_assert_int_eq(schain_verifier_add_trust_data(verifier, stamp.data, stamp.size,
	                                                SCHAIN_USAGE_TIMESTAMP, NULL),
	                 SCHAIN_OK);
	made_free(&code);
	made_free(&stamp);
	return verifier;
}

const schain_signature_report *world_check(schain_verifier *verifier, made_bytes bytes)
{
	const schain_signature_report *report;
	schain_error error = SCHAIN_ERROR_INIT;
	const char *path = made_file("file", &bytes);

	ck_assert_msg(schain_verifier_check_file(verifier, path, &report, &error) == SCHAIN_OK, "%s",
	              error.message);
	made_free(&bytes);
	return report;
}

const schain_signature_report *world_check_at(time_t at, made_bytes bytes)
{
	schain_verifier *verifier = world_verifier(at);
	const schain_signature_report *report = world_check(verifier, bytes);

	schain_verifier_free(verifier);
	return report;
}

made_bytes world_signed(const made_sign_spec *given)
{
	made_sign_spec spec = *given;

	if (!spec.signer)
		spec.signer = &world.signer;
	if (!spec.others) {
		spec.others = &world.authority;
		spec.other_count = 1;
	}
	return made_signed_pe(&(made_pe_spec){ .is_64 = 1, .code = 3000, .data = 5000 }, &spec);
}
