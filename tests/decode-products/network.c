/* SPDX-License-Identifier: Apache-2.0 */
/* What the logs of sensors on the network become. */
#include "product.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define ENDS "\"id.orig_h\":\"192.0.2.5\",\"id.orig_p\":50100,\"id.resp_h\":\"198.51.100.7\",\"id.resp_p\":443"
#define IS_ENDS "\"port\":443,\"local_port\":50100"

START_TEST(zeek_json_is_read)
{
	static const product_case cases[] = {
		{ "{\"ts\":1772355600.25,\"uid\":\"C1\"," ENDS ",\"proto\":\"tcp\",\"orig_bytes\":900,\"conn_state\":\"SF\"}\n",
		  { "\"type\":\"connection\"", "\"time\":\"2026-03-01T09:00:00.250000000Z\"", "\"record_id\":\"C1\"",
		    "\"source_kind\":\"network\"", IS_ENDS, "\"protocol\":6", "\"bytes_sent\":900",
		    "\"address\":\"198.51.100.7\"", "\"local_address\":\"192.0.2.5\"" } },
		{ "{\"ts\":\"2026-03-01T09:00:00Z\",\"uid\":\"C1\"," ENDS ",\"proto\":\"tcp\",\"conn_state\":\"S0\"}\n",
		  { "\"time\":\"2026-03-01T09:00:00.000000000Z\"", "\"failed\"" } },
		{ "{\"ts\":1772355600,\"uid\":\"C1\"," ENDS ",\"proto\":\"tcp\",\"local_orig\":false,\"local_resp\":true,"
		  "\"conn_state\":\"SF\"}\n",
		  { "\"inbound\"", "\"address\":\"192.0.2.5\"", "\"local_address\":\"198.51.100.7\"", "\"port\":50100,\"local_port\":443" } },
		{ "{\"ts\":1772355600,\"uid\":\"C2\",\"id_orig_h\":\"192.0.2.5\",\"id_orig_p\":5,\"id_resp_h\":\"192.0.2.1\","
		  "\"id_resp_p\":53,\"proto\":\"udp\",\"query\":\"a.example\",\"qtype\":28,\"rcode\":0,\"answers\":[\"b.example\","
		  "\"2001:db8::1\"],\"TTLs\":[300.0,60.0]}\n",
		  { "\"type\":\"dns\"", "\"query\":\"a.example\"", "\"query_type\":28", "\"ttl\":60",
		    "\"answers\":[\"b.example\",\"2001:db8::1\"]" } },
		{ "{\"ts\":1772355600,\"uid\":\"C3\"," ENDS ",\"version\":\"TLSv13\",\"server_name\":\"a.example\"}\n",
		  { "\"type\":\"connection\"", IS_ENDS, "\"server_name\":\"a.example\"" } },
		{ "{\"ts\":1772355600,\"uid\":\"C3\"," ENDS ",\"method\":\"GET\",\"host\":\"b.example\",\"uri\":\"/\"}\n",
		  { "\"type\":\"connection\"", "\"server_name\":\"b.example\"" } },
		{ "{\"ts\":1772355600,\"fuid\":\"F1\",\"tx_hosts\":[\"192.0.2.9\"],\"source\":\"HTTP\",\"md5\":\"ab\"}\n", { NULL } },
		{ "{\"ts\":1772355600,\"id\":\"F1\",\"certificate.subject\":\"CN=a.example\"}\n", { NULL } },
	};

	check_cases("zeek-json", cases, sizeof cases / sizeof *cases);
	check_damage("zeek-json", cases[3].record);
}
END_TEST

#define HEAD "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n"
#define CONN HEAD "#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\torig_bytes\tconn_state\n" \
	"#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tcount\tstring\n"
#define DNS HEAD "#path\tdns\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tquery\tqtype\tanswers\tTTLs\n" \
	"#types\ttime\tstring\taddr\tport\taddr\tport\tstring\tcount\tvector[string]\tvector[interval]\n"

START_TEST(zeek_columns_are_read)
{
	static const product_case cases[] = {
		{ CONN "1772355600.250000\tC1\t192.0.2.5\t50100\t198.51.100.7\t443\ttcp\t900\tSF\n",
		  { "\"type\":\"connection\"", "\"time\":\"2026-03-01T09:00:00.250000000Z\"", "\"record_id\":\"C1\"", IS_ENDS,
		    "\"protocol\":6", "\"bytes_sent\":900" } },
		{ CONN "1772355600.250000\tC1\t192.0.2.5\t50100\t198.51.100.7\t443\ttcp\t-\tREJ\n#close\t2026-03-01-10-00-00\n",
		  { "\"failed\"" } },
		{ DNS "1772355600.0\tC2\t192.0.2.5\t5\t192.0.2.1\t53\ta.example\t1\tTXT a\\x2cb,192.0.2.9\t300.000000,60.000000\n",
		  { "\"type\":\"dns\"", "\"query\":\"a.example\"", "\"query_type\":1", "\"ttl\":60",
		    "\"answers\":[\"TXT a,b\",\"192.0.2.9\"]" } },
		{ DNS "1772355600.0\tC2\t192.0.2.5\t5\t192.0.2.1\t53\ta.example\t1\t(empty)\t-\n", { "\"query\":\"a.example\"" } },
	};

	check_cases("zeek-log", cases, sizeof cases / sizeof *cases);
	check_damage("zeek-log", cases[2].record);
}
END_TEST

START_TEST(a_line_with_too_few_columns_is_damaged)
{
	outcome run;

	run_init(&run);
	run_text(&run, CONN "1772355600\tC1\t192.0.2.5\n"
	         "1772355600\tC1\t192.0.2.5\t50100\t198.51.100.7\t443\ttcp\t-\tSF\n"
	         "1772355600\tC1\t192.0.2.5\tport\t198.51.100.7\t443\ttcp\t-\tSF\n");
	ck_assert_uint_eq(run.statistics.events, 1);
	ck_assert_uint_eq(text_count(&run.problems, "8:0 the line has fewer columns than its head"), 1);
	ck_assert_uint_eq(text_count(&run.problems, "10:"), 1);
	run_dispose(&run);
}
END_TEST

#define EVE(rest) "{\"timestamp\":\"2026-03-01T10:00:00.500000+0100\",\"flow_id\":5,\"src_ip\":\"192.0.2.5\"," \
	"\"src_port\":50100,\"dest_ip\":\"198.51.100.7\",\"dest_port\":443,\"proto\":\"TCP\"," rest "}\n"

START_TEST(suricata_is_read)
{
	static const product_case cases[] = {
		{ EVE("\"event_type\":\"flow\",\"flow\":{\"pkts_toclient\":4,\"bytes_toserver\":900,"
		      "\"start\":\"2026-03-01T09:59:59.000000+0100\"}"),
		  { "\"type\":\"connection\"", "\"time\":\"2026-03-01T08:59:59.000000000Z\"", IS_ENDS, "\"protocol\":6",
		    "\"bytes_sent\":900", "\"address\":\"198.51.100.7\"", "\"local_address\":\"192.0.2.5\"" } },
		{ EVE("\"event_type\":\"flow\",\"flow\":{\"pkts_toclient\":0}"), { "\"failed\"" } },
		{ EVE("\"event_type\":\"tls\",\"tls\":{\"sni\":\"a.example\",\"version\":\"TLS 1.3\"}"),
		  { "\"type\":\"connection\"", "\"time\":\"2026-03-01T09:00:00.500000000Z\"", "\"server_name\":\"a.example\"" } },
		{ EVE("\"event_type\":\"http\",\"http\":{\"hostname\":\"b.example\",\"url\":\"/\"}"),
		  { "\"server_name\":\"b.example\"" } },
		{ EVE("\"event_type\":\"dns\",\"dns\":{\"type\":\"answer\",\"rrname\":\"a.example\",\"rrtype\":\"A\",\"ttl\":60,"
		      "\"rcode\":\"NOERROR\",\"rdata\":\"192.0.2.9\"}"),
		  { "\"type\":\"dns\"", "\"query\":\"a.example\"", "\"query_type\":1", "\"answers\":[\"192.0.2.9\"]", "\"ttl\":60" } },
		{ EVE("\"event_type\":\"dns\",\"dns\":{\"version\":2,\"type\":\"answer\",\"rrname\":\"a.example\",\"rrtype\":\"AAAA\","
		      "\"rcode\":\"NXDOMAIN\",\"answers\":[{\"rrname\":\"a.example\",\"rrtype\":\"AAAA\",\"rdata\":\"2001:db8::1\"}]}"),
		  { "\"query_type\":28", "\"result\":3", "\"answers\":[\"2001:db8::1\"]" } },
		{ EVE("\"event_type\":\"dns\",\"dns\":{\"version\":2,\"type\":\"answer\",\"rrname\":\"a.example\",\"rrtype\":\"A\","
		      "\"grouped\":{\"A\":[\"192.0.2.9\",\"192.0.2.10\"]}}"),
		  { "\"answers\":[\"192.0.2.9\",\"192.0.2.10\"]" } },
		{ EVE("\"event_type\":\"dns\",\"dns\":{\"version\":3,\"type\":\"response\",\"queries\":[{\"rrname\":\"a.example\","
		      "\"rrtype\":\"A\"}],\"answers\":[{\"rrname\":\"a.example\",\"rrtype\":\"A\",\"ttl\":60,\"rdata\":\"192.0.2.9\"}]}"),
		  { "\"query\":\"a.example\"", "\"query_type\":1", "\"answers\":[\"192.0.2.9\"]" } },
		{ EVE("\"event_type\":\"alert\",\"alert\":{\"signature\":\"x\"}"), { NULL } },
		{ EVE("\"event_type\":\"fileinfo\",\"http\":{\"hostname\":\"b.example\"},\"fileinfo\":{\"sha256\":\"ab\"}"), { NULL } },
	};

	check_cases("suricata-eve", cases, sizeof cases / sizeof *cases);
	check_damage("suricata-eve", cases[7].record);
}
END_TEST

#define FLOW(from, to) "\"type\":\"FLOW\",\"sampled\":0,\"proto\":6,\"src4_addr\":\"192.0.2.5\",\"dst4_addr\":" \
	"\"198.51.100.7\",\"src_port\":" from ",\"dst_port\":" to ",\"in_packets\":3,\"in_bytes\":900"

START_TEST(nfdump_is_read)
{
	static const product_case cases[] = {
		{ "{" FLOW("50100", "443") ",\"first\":\"2026-03-01T09:00:00.250\",\"last\":\"2026-03-01T09:00:01.000\"}\n",
		  { "\"type\":\"connection\"", "\"time\":\"2026-03-01T09:00:00.250000000Z\"", IS_ENDS, "\"protocol\":6",
		    "\"bytes_sent\":900" } },
		/* The older writer: one array, other names of the times. */
		{ "[\n{\n" FLOW("50100", "443") ",\n\"t_first\":\"2026-03-01T09:00:00.000\"\n}\n]\n", { IS_ENDS } },
		{ "{" FLOW("443", "50100") ",\"first\":\"2026-03-01T09:00:00.250\"}\n", { NULL } },
		{ "{\"type\":\"FLOW\",\"proto\":58,\"src6_addr\":\"2001:db8::1\",\"dst6_addr\":\"2001:db8::2\","
		  "\"first\":\"2026-03-01T09:00:00.250\"}\n", { NULL } },
	};

	check_cases("nfdump-json", cases, sizeof cases / sizeof *cases);
	check_damage("nfdump-json", cases[0].record);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-products/network");
	TCase *tests = tcase_create("network");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 300); /* a busy machine is no fault */
	tcase_add_test(tests, zeek_json_is_read);
	tcase_add_test(tests, zeek_columns_are_read);
	tcase_add_test(tests, a_line_with_too_few_columns_is_damaged);
	tcase_add_test(tests, suricata_is_read);
	tcase_add_test(tests, nfdump_is_read);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
