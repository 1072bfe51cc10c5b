/* SPDX-License-Identifier: Apache-2.0 */
/* Flow logs, a line at a time. */
#include "judges.h"

static schain_flow_reader *reader;
static schain_flow flow;

static void set_up(void)
{
	ck_assert_int_eq(schain_flow_reader_new(NULL, &reader, NULL), SCHAIN_OK);
}

static void tear_down(void)
{
	schain_flow_reader_free(reader);
}

static schain_status read_line(const char *line)
{
	return schain_flow_reader_read(reader, text(line), &flow, NULL);
}

static void check(const char *from, const char *to, schain_time time, uint32_t port,
                  uint32_t protocol, uint64_t sent)
{
	ck_assert_uint_eq(flow.from.length, strlen(from));
	ck_assert_mem_eq(flow.from.data, from, strlen(from));
	ck_assert_uint_eq(flow.to.length, strlen(to));
	ck_assert_mem_eq(flow.to.data, to, strlen(to));
	ck_assert_int_eq(flow.time, time);
	ck_assert_uint_eq(flow.port, port);
	ck_assert_uint_eq(flow.protocol, protocol);
	ck_assert_uint_eq(flow.bytes_sent, sent);
}

START_TEST(zeeks_columns_are_found_by_their_names)
{
	ck_assert_int_eq(read_line("#separator \\x09"), SCHAIN_AGAIN);
	ck_assert_int_eq(read_line("#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\t"
	                           "orig_bytes"), SCHAIN_AGAIN);
	ck_assert_int_eq(read_line("#types\ttime\tstring"), SCHAIN_AGAIN);
	ck_assert_int_eq(read_line(""), SCHAIN_AGAIN);
	ck_assert_int_eq(read_line("1655071198.444458\tC1\t192.0.2.1\t62771\t198.51.100.2\t443\ttcp\t1596\r"),
	                 SCHAIN_OK);
	check("192.0.2.1", "198.51.100.2", INT64_C(1655071198444458000), 443, 6, 1596);
	ck_assert_int_eq(read_line("19.5\tC1\tfe80::1\t1\tff02::1\t53\tudp\t-"), SCHAIN_OK);
	check("fe80::1", "ff02::1", INT64_C(19500000000), 53, 17, 0);
	/* Another header, other places. */
	ck_assert_int_eq(read_line("#fields\tid.resp_h\tid.orig_h\tts"), SCHAIN_AGAIN);
	ck_assert_int_eq(read_line("198.51.100.2\t192.0.2.1\t7"), SCHAIN_OK);
	check("192.0.2.1", "198.51.100.2", 7 * SCHAIN_SECOND, 0, 0, 0);
}
END_TEST

START_TEST(json_has_zeeks_names_or_ours)
{
	ck_assert_int_eq(read_line("{\"ts\":1655071198.444458,\"id.orig_h\":\"192.0.2.1\",\"id.resp_h\":"
	                           "\"198.51.100.2\",\"id.resp_p\":443,\"proto\":\"tcp\",\"orig_ip_bytes\":90,"
	                           "\"orig_bytes\":40}"), SCHAIN_OK);
	check("192.0.2.1", "198.51.100.2", INT64_C(1655071198444458000), 443, 6, 90);
	ck_assert_int_eq(read_line("{\"time\":\"7.25\",\"from\":\"a\",\"to\":\"b\\u0062\",\"port\":53,"
	                           "\"protocol\":17,\"bytes_sent\":5}"), SCHAIN_OK);
	check("a", "bb", INT64_C(7250000000), 53, 17, 5);
}
END_TEST

START_TEST(what_is_no_flow_is_refused)
{
	static const char *const wrong[] = {
		"192.0.2.1\t198.51.100.2\t7", /* no header */
		"{", "{}", "{\"ts\":1}", "{\"ts\":1,\"from\":\"a\"}", "{\"from\":\"a\",\"to\":\"b\"}",
		"{\"ts\":\"x\",\"from\":\"a\",\"to\":\"b\"}", "{\"ts\":1e300,\"from\":\"a\",\"to\":\"b\"}",
		"{\"ts\":null,\"from\":\"a\",\"to\":\"b\"}", "[1]", "\t\t\t",
	};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		ck_assert_msg(read_line(wrong[i]) == SCHAIN_E_FORMAT, "%s", wrong[i]);
	read_line("#fields\tts\tid.orig_h\tid.resp_h");
	ck_assert_int_eq(read_line("x\ta\tb"), SCHAIN_E_FORMAT);
	ck_assert_int_eq(read_line("1\ta"), SCHAIN_E_FORMAT);
	ck_assert_int_eq(read_line("99999999999999999999\ta\tb"), SCHAIN_E_FORMAT);
	ck_assert_int_eq(read_line("1.5.5\ta\tb"), SCHAIN_E_FORMAT);
	ck_assert_int_eq(read_line("9223372035.999999999999\ta\tb"), SCHAIN_OK);
	ck_assert_int_eq(read_line("#fields"), SCHAIN_AGAIN);
	ck_assert_int_eq(read_line("#"), SCHAIN_AGAIN);
	ck_assert_int_eq(schain_flow_reader_read(NULL, text("x"), &flow, NULL), SCHAIN_E_ARGUMENT);
}
END_TEST

START_TEST(a_header_may_be_very_wide)
{
	char line[4096] = "#fields";

	for (int i = 0; i < 1000; i++)
		strcat(line, "\tx");
	ck_assert_int_eq(read_line(line), SCHAIN_AGAIN);
	ck_assert_int_eq(read_line(line + 7), SCHAIN_E_FORMAT);
}
END_TEST

START_TEST(memory_may_be_out)
{
	schain_flow_reader *none = NULL;
	failing memory;

	failing_init(&memory, 1);
	ck_assert_int_eq(schain_flow_reader_new(&memory.allocator, &none, NULL), SCHAIN_E_MEMORY);
	schain_flow_reader_free(NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("flow logs");
	TCase *lines = tcase_create("lines");

	tcase_add_checked_fixture(lines, set_up, tear_down);
	tcase_add_test(lines, zeeks_columns_are_found_by_their_names);
	tcase_add_test(lines, json_has_zeeks_names_or_ours);
	tcase_add_test(lines, what_is_no_flow_is_refused);
	tcase_add_test(lines, a_header_may_be_very_wide);
	tcase_add_test(lines, memory_may_be_out);
	suite_add_tcase(suite, lines);
	return run_suite(suite);
}
