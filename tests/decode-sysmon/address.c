/* SPDX-License-Identifier: Apache-2.0 */
/* The examples are those of RFC 5952, sections 1, 2 and 4, and of RFC 4291, 2.2. */
#include "decode-sysmon/address.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *text, *spelled; /* "": no address */
} cases[] = {
	{ "192.0.2.1", "192.0.2.1" },
	{ "0.0.0.0", "0.0.0.0" },
	{ "255.255.255.255", "255.255.255.255" },
	{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
	{ "2001:0db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
	{ "2001:db8::1:0:0:1", "2001:db8::1:0:0:1" },
	{ "2001:DB8:0:0:1::1", "2001:db8::1:0:0:1" },
	{ "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1" },
	{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
	{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
	{ "FF01:0:0:0:0:0:0:101", "ff01::101" },
	{ "0:0:0:0:0:0:0:1", "::1" },
	{ "::1", "::1" },
	{ "0:0:0:0:0:0:0:0", "::" },
	{ "::", "::" },
	{ "fe80::", "fe80::" },
	{ "fe80:0:0:0:797c:af4c:4407:b0cc", "fe80::797c:af4c:4407:b0cc" },
	{ "fe80::1%eth0", "fe80::1" },
	{ "::ffff:192.0.2.1", "192.0.2.1" },
	{ "0:0:0:0:0:FFFF:129.144.52.38", "129.144.52.38" },
	{ "::13.1.68.3", "::d01:4403" },
	{ "", "" },
	{ "-", "" },
	{ "1.2.3", "" },
	{ "1.2.3.4.", "" },
	{ "1.2.3.4.5", "" },
	{ "1.2.3.256", "" },
	{ "1.2.3.04", "" },
	{ "1.2.3.0004", "" },
	{ ":", "" },
	{ ":::", "" },
	{ "1:2:3:4:5:6:7", "" },
	{ "1:2:3:4:5:6:7:8:9", "" },
	{ "1:2:3:4:5:6:7::8", "" },
	{ "1::2::3", "" },
	{ "12345::", "" },
	{ "g::1", "" },
	{ "1:2:3:4:5:6:7:", "" },
	{ "::1.2.3", "" },
	{ "host.example", "" },
	{ "0000000000000000000000000000000000000000000000:", "" },
};

START_TEST(an_address_has_one_spelling)
{
	char spelled[SCHAIN__ADDRESS_SIZE] = "";
	schain_string text = { cases[_i].text, strlen(cases[_i].text) };
	size_t length = schain__address_normalize(text, spelled);

	ck_assert_msg(length == strlen(cases[_i].spelled), "%s: %s", cases[_i].text, spelled);
	if (length)
		ck_assert_str_eq(spelled, cases[_i].spelled);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-sysmon/address");
	TCase *tests = tcase_create("address");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tests, an_address_has_one_spelling, 0, (int)(sizeof cases / sizeof *cases));
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
