/* SPDX-License-Identifier: Apache-2.0 */
/* DNS messages, put together by hand after RFC 1035, section 4. */
#include "dns.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* www.example asks for A; www.example is an alias of a.example (60 s), which is 192.0.2.7 (5 s). */
static const unsigned char answer[] = {
	0x12, 0x34, 0x81, 0x80, 0, 1, 0, 2, 0, 0, 0, 0,                          /* header */
	3, 'w', 'w', 'w', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0, 0, 1, 0, 1,   /* at 12; example at 16 */
	0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 4, 1, 'a', 0xc0, 16,               /* the alias's data at 41 */
	0xc0, 41, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 192, 0, 2, 7,
};

START_TEST(question_and_answers_are_read)
{
	struct dns_message message;

	ck_assert_int_eq(dns_read(answer, sizeof answer, &message), 0);
	ck_assert_str_eq(message.query, "www.example");
	ck_assert_uint_eq(message.type, 1);
	ck_assert_uint_eq(message.result, 0);
	ck_assert_uint_eq(message.ttl, 5);
	ck_assert_uint_eq(message.answer_count, 2);
	ck_assert_str_eq(message.answers[0], "a.example");
	ck_assert_str_eq(message.answers[1], "192.0.2.7");
}
END_TEST

START_TEST(every_cut_message_is_read_as_far_as_it_goes)
{
	struct dns_message message;

	/* On the heap, so that a sanitizer sees the byte behind its end. */
	for (size_t size = 0; size < sizeof answer; size++) {
		unsigned char *copy = malloc(size + !size);

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, answer, size);
		/* The question ends at 29. */
		ck_assert_int_eq(dns_read(copy, size, &message), size < 29 ? -1 : 0);
		free(copy);
	}
}
END_TEST

START_TEST(every_changed_byte_is_survived)
{
	struct dns_message message;

	for (size_t at = 0; at < sizeof answer; at++)
		for (unsigned int value = 0; value < 256; value++) {
			unsigned char copy[sizeof answer];

			memcpy(copy, answer, sizeof copy);
			copy[at] = (unsigned char)value;
			if (!dns_read(copy, sizeof copy, &message))
				ck_assert_uint_le(message.answer_count, DNS_ANSWERS);
		}
}
END_TEST

START_TEST(a_name_that_points_at_itself_ends)
{
	static const unsigned char loop[] = { 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1 };
	struct dns_message message;

	ck_assert_int_eq(dns_read(loop, sizeof loop, &message), -1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dns");
	TCase *tests = tcase_create("dns");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, question_and_answers_are_read);
	tcase_add_test(tests, every_cut_message_is_read_as_far_as_it_goes);
	tcase_add_test(tests, every_changed_byte_is_survived);
	tcase_add_test(tests, a_name_that_points_at_itself_ends);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
