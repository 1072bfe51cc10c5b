/* SPDX-License-Identifier: Apache-2.0 */
/* IMA's attribute: its forms by the headers of Linux, and what is none of them. */
#include <check.h>
#include <stdlib.h>

#include "signature/ima.h"

#define BYTES(...) { (const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }) }
#define FOUR 1, 2, 3, 4
#define SIXTEEN FOUR, FOUR, FOUR, FOUR

static const struct {
	schain__bytes attribute;
	schain_status status;
	enum schain__sig_digest digest;
	size_t size; /* of the digest or the signature */
} cases[] = {
	{ BYTES(1, SIXTEEN), SCHAIN_OK, SCHAIN__SIG_MD5, 16 },
	{ BYTES(1, SIXTEEN, FOUR), SCHAIN_OK, SCHAIN__SIG_SHA1, 20 },
	{ BYTES(4, 2, SIXTEEN, FOUR), SCHAIN_OK, SCHAIN__SIG_SHA1, 20 },
	{ BYTES(4, 4, SIXTEEN, SIXTEEN), SCHAIN_OK, SCHAIN__SIG_SHA256, 32 },
	{ BYTES(4, 6, SIXTEEN, SIXTEEN, SIXTEEN, SIXTEEN), SCHAIN_OK, SCHAIN__SIG_SHA512, 64 },
	{ BYTES(3, 2, 4, FOUR, 0, 2, 8, 9), SCHAIN_OK, SCHAIN__SIG_SHA256, 2 },
	{ BYTES(3, 2, 4, FOUR, 1, 0, SIXTEEN), SCHAIN_E_DAMAGED, SCHAIN__SIG_DIGESTS, 0 }, /* 256 named */
	{ BYTES(3, 2, 4, FOUR, 0, 0), SCHAIN_E_DAMAGED, SCHAIN__SIG_DIGESTS, 0 },
	{ BYTES(3, 2, 4, FOUR, 0), SCHAIN_E_DAMAGED, SCHAIN__SIG_DIGESTS, 0 },
	{ BYTES(3, 1, 4, FOUR, 0, 1, 8), SCHAIN_E_UNSUPPORTED, SCHAIN__SIG_DIGESTS, 0 }, /* version 1 */
	{ BYTES(3, 2, 99, FOUR, 0, 1, 8), SCHAIN_E_UNSUPPORTED, SCHAIN__SIG_DIGESTS, 0 },
	{ BYTES(4, 4, SIXTEEN), SCHAIN_E_DAMAGED, SCHAIN__SIG_DIGESTS, 0 },
	{ BYTES(4, 4), SCHAIN_E_DAMAGED, SCHAIN__SIG_DIGESTS, 0 },
	{ BYTES(4), SCHAIN_E_DAMAGED, SCHAIN__SIG_DIGESTS, 0 },
	{ BYTES(1, 1), SCHAIN_E_DAMAGED, SCHAIN__SIG_DIGESTS, 0 },
	{ BYTES(6, 2, 4, FOUR, 0, 1, 8), SCHAIN_E_UNSUPPORTED, SCHAIN__SIG_DIGESTS, 0 }, /* of fs-verity */
	{ { NULL, 0 }, SCHAIN_E_DAMAGED, SCHAIN__SIG_DIGESTS, 0 },
};

START_TEST(each_form_is_known_or_refused)
{
	schain__ima ima;

	ck_assert_int_eq(schain__ima_parse(cases[_i].attribute, &ima), cases[_i].status);
	if (cases[_i].status)
		return;
	ck_assert_uint_eq(ima.digest, cases[_i].digest);
	ck_assert_uint_eq(ima.value.size, cases[_i].size);
	ck_assert_ptr_eq(ima.value.data + ima.value.size,
	                 cases[_i].attribute.data + cases[_i].attribute.size);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ima");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(all, each_form_is_known_or_refused, 0, sizeof cases / sizeof *cases);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
