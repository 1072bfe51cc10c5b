/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TESTS_SIGNATURE_WORLD_H
#define SCHAIN_TESTS_SIGNATURE_WORLD_H
/* The authorities that most tests share, and a verifier that trusts them. */
#include "made.h"

#include <check.h>
#include <supplychain/signature.h>

typedef struct made_world {
	made_cert root, authority; /* of signers; valid 2020 to 2040 */
	made_cert signer;          /* "Example Corp"; valid 2023 and 2024 only */
	made_cert stamp_root, stamper;
	made_cert stranger; /* signs itself */
} made_world;

extern made_world world;
/* 2024-06-01, while the signer's certificate is valid; and 2030-01-01, when it is not. */
#define DURING ((time_t)1717200000)
#define AFTER ((time_t)1893456000)

void world_make(void);
void world_free(void);
/* Judges at `at`; trusts both roots. */
schain_verifier *world_verifier(time_t at);
/* The report on these bytes; `bytes` are freed. */
const schain_signature_report *world_check(schain_verifier *verifier, made_bytes bytes);
/* The same by a verifier made for it. */
const schain_signature_report *world_check_at(time_t at, made_bytes bytes);
/* A signed PE file by the world's signer. */
made_bytes world_signed(const made_sign_spec *spec);

#define ck_status(report, expected) \
	ck_assert_msg((report)->status == (expected), "status %s (%.*s), expected %s", \
	              schain_verify_status_get_name((report)->status), (int)(report)->reason.length, \
	              (report)->reason.data ? (report)->reason.data : "", \
	              schain_verify_status_get_name(expected))
#define ck_remarks(report, expected) \
	ck_assert_msg((report)->remarks == (uint32_t)(expected), "remarks %#x, expected %#x", \
	              (report)->remarks, (uint32_t)(expected))
#define ck_string(string, expected) \
	ck_assert_msg((string).length == strlen(expected) && \
	                      !memcmp((string).data, expected, (string).length), \
	              "'%.*s', expected '%s'", (int)(string).length, (string).data ? (string).data : "", expected)
/* What every report without lists and stamps says. */
#define USUAL (SCHAIN_REMARK_REVOCATION_UNKNOWN | SCHAIN_REMARK_TIMESTAMP_MISSING)
#endif
