/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logs recorded elsewhere, read from SCHAIN_TEST_DATA. The numbers are counts
 * of EventID by another reader, such as
 *
 *   unzip -p otrf_x.zip | jq -r 'select(.Channel|test("Sysmon")).EventID' | sort | uniq -c
 *   zcat eqllib_x.json.gz | jq -r '.[].EventId' | sort | uniq -c
 *   jq -r .EventID slice_x.jsonl | sort | uniq -c
 *   evtx_dump -o jsonl capi2_x.evtx | jq -r '.Event.System.EventID' | sort | uniq -c
 *
 * and agree with those that the data's own list gives.
 */
#include "support.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* Records of each Sysmon event id, as counted, and of the Security log's 4688 and 4689. */
struct ids {
	unsigned id[30];
	unsigned started, ended;
	unsigned packages; /* of MsiInstaller */
	unsigned claims;   /* of CAPI2: 81 with a file and a result of 0 */
};

static const struct {
	const char *file;
	unsigned records;
	struct ids ids;
} logs[] = {
	{ "windows/otrf_wevtutil_with_wu_amdelta.zip", 25208,
	  { .id = { [1] = 31, [2] = 43, [3] = 112, [5] = 34, [7] = 1745, [9] = 144, [10] = 12309, [11] = 318,
	      [12] = 5772, [13] = 4137, [22] = 31, [23] = 144, [26] = 20 }, .started = 7, .ended = 8, .packages = 3 } },
	{ "windows/otrf_iertutil_hijack_plus_onedrive_setup.zip", 37814,
	  { .id = { [1] = 78, [2] = 116, [3] = 184, [5] = 71, [7] = 4840, [8] = 1, [11] = 1626, [12] = 9208,
	      [13] = 7311, [15] = 38, [22] = 50, [23] = 235 }, .started = 35, .ended = 37 } },
	{ "windows/otrf_wuauclt_unsigned_dll.zip", 1326,
	  { .id = { [1] = 4, [3] = 25, [5] = 3, [7] = 183, [8] = 1, [11] = 18, [12] = 200, [13] = 111, [22] = 2,
	      [23] = 1 }, .started = 4, .ended = 3 } },
	{ "windows/otrf_apt_wbemcomn_hijack.zip", 8947,
	  { .id = { [1] = 13, [3] = 46, [5] = 9, [7] = 675, [8] = 1, [11] = 25, [12] = 2672, [13] = 143,
	      [22] = 10, [23] = 2 }, .started = 13, .ended = 9 } },
	{ "windows/eqllib_sysmon_atomic.json.gz", 19882,
	  { .id = { [1] = 435, [3] = 23, [5] = 431, [7] = 5309, [8] = 1, [11] = 60, [12] = 7612, [13] = 916 } } },
	{ "windows/eqllib_sysmon_rta.json.gz", 37356,
	  { .id = { [1] = 291, [2] = 4, [3] = 87, [5] = 283, [7] = 9811, [11] = 240, [12] = 18397, [13] = 2734 } } },
	{ "windows/opera_autoupdate_sysmon.evtx", 358,
	  { .id = { [1] = 227, [3] = 2, [11] = 34, [12] = 8, [13] = 24, [15] = 2 } } },
	{ "windows/opera_autoupdate_sysmon.jsonl", 358,
	  { .id = { [1] = 227, [3] = 2, [11] = 34, [12] = 8, [13] = 24, [15] = 2 } } },
	{ "windows/slice_onedrive_setup_benign_and_iertutil_attack.jsonl", 141,
	  { .id = { [1] = 4, [5] = 4, [7] = 89, [11] = 5, [23] = 39 } } },
	{ "windows/slice_wu_amdelta_benign.jsonl", 349,
	  { .id = { [1] = 3, [5] = 3, [7] = 238, [11] = 58, [23] = 47 } } },
	{ "windows/slice_wuauclt_attack.jsonl", 22, { .id = { [1] = 4, [5] = 1, [7] = 14, [8] = 1, [11] = 2 } } },
	{ "splunk/mpclient_dll_loaded.log", 1, { .id = { [7] = 1 } } },
	{ "splunk/python_network_traffic.log", 2, { .id = { [1] = 1, [3] = 1 } } },
	{ "splunk/python_pth_file_creation.log", 2, { .id = { [1] = 1, [11] = 1 } } },
	{ "splunk/python_site_hooks_creation.log", 2, { .id = { [1] = 1, [11] = 1 } } },
	{ "splunk/sysmon_linux.txt", 4, { .id = { [1] = 4 } } },
	{ "linux/otrf_sysmon_for_linux_syslog.zip", 93, { .id = { [1] = 31, [3] = 6, [5] = 50, [11] = 4, [23] = 2 } } },
	{ "windows/osquery_msi_1042.xml", 1, { .id = { 0 }, .packages = 1 } },
	{ "windows/osquery_msi_1042.json", 1, { .id = { 0 }, .packages = 1 } },
	{ "windows/osquery_msi_11707.xml", 1, { .id = { 0 }, .packages = 1 } },
	{ "windows/osquery_msi_11707.json", 1, { .id = { 0 }, .packages = 1 } },
	{ "windows/capi2_operational_1.evtx", 340, { .id = { 0 }, .claims = 8 } },
};

static void decode(struct seen *seen, const char *file)
{
	size_t size;
	char *data = data_read(file, &size);

	ck_assert_msg(data != NULL, "%s is missing", file);
	/* Pieces that end in the middle of records. */
	seen_bytes(seen, NULL, data, size, 10007, NULL);
	free(data);
	ck_assert_msg(seen->status == SCHAIN_OK, "%s: %s", file, seen->error.message);
}

/* A file's streams: two in the Opera log, of which one is a Mark of the Web. */
static unsigned marks(const char *file)
{
	return strstr(file, "opera_") ? 1 : strstr(file, "iertutil_hijack") ? 19 : 0;
}

START_TEST(every_record_becomes_its_event)
{
	const struct ids *ids = &logs[_i].ids;
	const unsigned *n = ids->id;
	const char *file = logs[_i].file;
	unsigned mark_count = marks(file);
	struct seen seen = { .is_quiet = 1 };
	uint64_t events;

	decode(&seen, file);
	ck_assert_uint_eq(seen.statistics.damaged, 0);
	ck_assert_uint_eq(seen.statistics.records, logs[_i].records);
	ck_assert_uint_eq(seen.types[SCHAIN_EVENT_PROCESS_START], n[1] + ids->started);
	ck_assert_uint_eq(seen.types[SCHAIN_EVENT_PROCESS_EXIT], n[5] + ids->ended);
	ck_assert_uint_eq(seen.types[SCHAIN_EVENT_PACKAGE], ids->packages);
	ck_assert_uint_eq(seen.types[SCHAIN_EVENT_CLAIM], ids->claims);
	ck_assert_uint_eq(seen.types[SCHAIN_EVENT_CONNECTION], n[3]);
	ck_assert_uint_eq(seen.types[SCHAIN_EVENT_MODULE_LOAD], n[7]);
	ck_assert_uint_eq(seen.types[SCHAIN_EVENT_INJECTION], n[8]);
	ck_assert_uint_eq(seen.types[SCHAIN_EVENT_REGISTRY], n[12] + n[13]);
	ck_assert_uint_eq(seen.types[SCHAIN_EVENT_DNS], n[22]);
	ck_assert_uint_eq(seen.types[SCHAIN_EVENT_FILE_DELETE], n[23] + n[26]);
	ck_assert_uint_eq(seen.types[SCHAIN_EVENT_FILE_WRITE], n[11] + n[15] - mark_count);
	ck_assert_uint_eq(seen.types[SCHAIN_EVENT_FILE_ATTRIBUTE], n[2] + mark_count);
	events = n[1] + n[2] + n[3] + n[5] + n[7] + n[8] + n[11] + n[12] + n[13] + n[15] + n[22] + n[23] +
	         n[26] + ids->started + ids->ended + ids->packages + ids->claims;
	ck_assert_uint_eq(seen.statistics.events, events);
	ck_assert_uint_eq(seen.statistics.ignored, logs[_i].records - events);
	seen_dispose(&seen);
}
END_TEST

START_TEST(an_event_log_file_and_its_export_give_the_same)
{
	struct seen evtx = { 0 }, jsonl = { 0 };

	decode(&evtx, "windows/opera_autoupdate_sysmon.evtx");
	decode(&jsonl, "windows/opera_autoupdate_sysmon.jsonl");
	ck_assert_uint_gt(evtx.text_size, 100000);
	ck_assert_str_eq(evtx.text, jsonl.text);
	seen_dispose(&evtx);
	seen_dispose(&jsonl);
}
END_TEST

/* The export that a syslog pipeline cut at 2,012 characters, inside a parent's command line. */
START_TEST(a_cut_record_is_used_and_counted)
{
	struct seen seen = { 0 };

	decode(&seen, "linux/otrf_sysmon_for_linux_syslog.zip");
	ck_assert_uint_eq(seen.statistics.incomplete, 1);
	ck_assert_uint_eq(seen.problem.line, 8);
	ck_assert_ptr_nonnull(strstr(seen.text, " command=[bash -c {echo,"));
	seen_dispose(&seen);
}
END_TEST

/* In this log TimeCreated is 2022-07-05T02, UtcTime 2022-07-05 21: 1657054850 is 21:00:50. */
START_TEST(utc_time_wins_over_time_created)
{
	struct seen seen = { 0 };

	decode(&seen, "windows/slice_wu_amdelta_benign.jsonl");
	ck_assert(!strncmp(seen.text, "module_load time=1657054850659000000 ", 37));
	seen_dispose(&seen);
}
END_TEST

START_TEST(the_unsigned_library_of_the_update_client_is_seen)
{
	struct seen seen = { 0 };

	decode(&seen, "windows/slice_wuauclt_attack.jsonl");
	ck_assert_ptr_nonnull(strstr(seen.text, "file{ path=[C:\\ProgramData\\SimpleInjection.dll]"));
	/* 2 is SCHAIN_SIGNATURE_UNSIGNED */
	ck_assert_ptr_nonnull(strstr(seen.text, " signature=2 }"));
	seen_dispose(&seen);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-sysmon/recorded");
	TCase *tests = tcase_create("recorded");
	SRunner *runner;
	int failed;

	data_need();
	tcase_set_timeout(tests, 120);
	tcase_add_loop_test(tests, every_record_becomes_its_event, 0, (int)(sizeof logs / sizeof *logs));
	tcase_add_test(tests, an_event_log_file_and_its_export_give_the_same);
	tcase_add_test(tests, a_cut_record_is_used_and_counted);
	tcase_add_test(tests, utc_time_wins_over_time_created);
	tcase_add_test(tests, the_unsigned_library_of_the_update_client_is_seen);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
