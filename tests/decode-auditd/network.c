/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets, and the records that stand alone. */
#include "dump.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STAMP "audit(1700000000.000:1): "

/* The event of a call with this result, address and enriched address. */
static struct dump *decode_call(const char *arch, unsigned number, const char *result,
                                const char *address)
{
	char log[1024];

	snprintf(log, sizeof log,
	         "type=SYSCALL msg=" STAMP "arch=%s syscall=%u %s a0=3 a1=4 a2=10 a3=0 items=0 ppid=1 pid=2 "
	         "uid=0 comm=\"c\" exe=\"/c\"\ntype=SOCKADDR msg=" STAMP "%s\n",
	         arch, number, result, address);
	return dump_text("auditd", log);
}

static const struct {
	const char *address;
	const char *expected; /* NULL: no event */
} addresses[] = {
	/* struct sockaddr in hex: family, port (80 is 0050, 443 is 01BB), address. */
	{ "saddr=02000050C63364140000000000000000", " to=198.51.100.20 port=80" },
	{ "saddr=020001BBCB007146D0423917E57F0000", " to=203.0.113.70 port=443" },
	{ "saddr=0A0001BB0000000020010DB8000000000000000000000001" "00000000", " to=2001:db8::1 port=443" },
	{ "saddr=0A0001BB0000000020010DB80000000100000000000000FF" "00000000", " to=2001:db8:0:1::ff port=443" },
	{ "saddr=0A0001BB0000000000000000000000000000FFFFC6336414" "00000000", " to=198.51.100.20 port=443" },
	{ "saddr=0A0001BB0000000000000000000000000000000000000000" "00000000", " to=:: port=443" },
	{ "saddr=01002F72756E2F78", NULL },       /* unix, "/run/x" */
	{ "saddr=100000000000000000000000", NULL }, /* netlink */
	{ "saddr=0200005", NULL },                /* odd hex */
	{ "saddr=02000050C633", NULL },           /* too short */
	{ "saddr=02", NULL },
	{ "saddr=0A0001BB00000000", NULL },
	{ "SADDR={ saddr_fam=inet laddr=192.0.2.7 lport=53 }", " to=192.0.2.7 port=53" },
	{ "SADDR={ fam=inet6 laddr=2001:db8::2 lport=53 }", " to=2001:db8::2 port=53" },
	{ "SADDR={ saddr_fam=local path=/run/x }", NULL },
	{ "SADDR={ saddr_fam=inet laddr=192.0.2.7 lport=99999", " to=192.0.2.7" },
};

START_TEST(addresses_are_read_from_hex_and_from_enriched_text)
{
	struct dump *dump = decode_call("c000003e", 42, "success=yes exit=0", addresses[_i].address);
	char expected[256];

	if (addresses[_i].expected) {
		snprintf(expected, sizeof expected, "connection id=1700000000.000:1 pid=2 ppid=1 image=/c%s",
		         addresses[_i].expected);
		dump_expect(dump, 0, expected);
	}
	ck_assert_uint_eq(dump->count, addresses[_i].expected != NULL);
	dump_free(dump);
}
END_TEST

static const struct {
	const char *arch;
	unsigned number;
	const char *result;
	const char *expected;
} calls[] = {
	{ "c000003e", 42, "success=no exit=-115", " to=192.0.2.1 port=80" },          /* EINPROGRESS */
	{ "c000003e", 42, "success=no exit=-111", " to=192.0.2.1 port=80 flags=2" },  /* ECONNREFUSED */
	{ "c000003e", 288, "success=yes exit=5", " to=192.0.2.1 port=80 flags=1" },   /* accept4 */
	{ "c000003e", 49, "success=yes exit=0", " port=80 on=192.0.2.1 flags=4" },    /* bind */
	{ "c000003e", 49, "success=no exit=-98", NULL },
	{ "c000003e", 44, "success=yes exit=9", " to=192.0.2.1 port=80" },            /* sendto */
	{ "c00000b7", 203, "success=yes exit=0", " to=192.0.2.1 port=80" },
	{ "40000003", 102, "success=yes exit=0", " to=192.0.2.1 port=80" },           /* socketcall(3) */
};

START_TEST(calls_tell_direction_and_outcome)
{
	struct dump *dump = decode_call(calls[_i].arch, calls[_i].number, calls[_i].result,
	                         "saddr=02000050C00002010000000000000000");
	char expected[256];

	if (calls[_i].expected) {
		snprintf(expected, sizeof expected, "connection id=1700000000.000:1 pid=2 ppid=1 image=/c%s",
		         calls[_i].expected);
		dump_expect(dump, 0, expected);
	}
	ck_assert_uint_eq(dump->count, calls[_i].expected != NULL);
	dump_free(dump);
}
END_TEST

START_TEST(the_family_is_in_the_hosts_byte_order)
{
	/* s390x: AUDIT_ARCH_S390X 80000016, connect 362. */
	struct dump *dump = decode_call("80000016", 362, "success=yes exit=0", "saddr=00020050C00002010000000000000000");

	dump_expect(dump, 0, "connection id=1700000000.000:1 pid=2 ppid=1 image=/c to=192.0.2.1 port=80");
	dump_free(dump);
}
END_TEST

START_TEST(a_connection_without_its_address_is_incomplete)
{
	struct dump *dump = decode_call("c000003e", 42, "success=yes exit=0", "");

	ck_assert_uint_eq(dump->count, 0);
	ck_assert_uint_eq(dump->statistics.incomplete, 1);
	dump_free(dump);
}
END_TEST

START_TEST(software_updates_are_package_events)
{
	struct dump *dump = dump_text(NULL,
		"type=SOFTWARE_UPDATE msg=" STAMP "pid=9 uid=0 auid=1000 ses=1 subj=unconfined "
		"msg='op=install sw=\"vim-enhanced-2:8.0.1763-10.el8.x86_64\" sw_type=rpm key_enforce=0 gpg_res=1 "
		"root_dir=\"/\" comm=\"dnf\" exe=\"/usr/bin/python3.6\" hostname=? addr=? terminal=? res=success'\n"
		"type=SOFTWARE_UPDATE msg=audit(1700000000.000:2): pid=9 uid=0 auid=1000 ses=1 "
		"msg='op=update sw=\"tool-1.3-1.noarch\" sw_type=rpm key_enforce=0 gpg_res=0 root_dir=\"/\" "
		"comm=\"rpm\" exe=\"/usr/bin/rpm\" hostname=? addr=? terminal=? res=failed'\x1d" "UID=\"root\"\n");

	dump_expect(dump, 0, "package id=1700000000.000:1 pid=9 image=/usr/bin/python3.6 op=install manager=rpm "
	            "package=vim-enhanced version=2:8.0.1763-10.el8 arch=x86_64 signed=yes ok=yes");
	dump_expect(dump, 1, "package id=1700000000.000:2 pid=9 image=/usr/bin/rpm op=update manager=rpm "
	            "package=tool version=1.3-1 arch=noarch signed=no ok=no");
	ck_assert_uint_eq(dump->count, 2);
	dump_free(dump);
}
END_TEST

START_TEST(integrity_reports_tell_file_and_cause)
{
	struct dump *dump = dump_text(NULL,
		"type=INTEGRITY_DATA msg=" STAMP "pid=5 uid=0 auid=0 ses=1 op=appraise_data cause=invalid-signature "
		"comm=\"sh\" name=\"/usr/bin/x\" dev=\"vda1\" ino=77 res=0 errno=0\n"
		"type=INTEGRITY_DATA msg=audit(1700000000.000:2): pid=5 uid=0 auid=0 ses=1 op=collect_data "
		"cause=ok comm=\"sh\" name=\"/usr/bin/y\" dev=\"vda1\" ino=78 res=1 errno=0\n");

	dump_expect(dump, 0, "integrity id=1700000000.000:1 pid=5 path=/usr/bin/x inode=77 result=1 policy=ima "
	            "reason=invalid-signature");
	ck_assert_uint_eq(dump->count, 1);
	dump_free(dump);
}
END_TEST

START_TEST(lost_records_are_counted_from_the_kernels_total)
{
	struct dump *dump = dump_text(NULL,
		"Nov 14 22:13:20 web1 kernel: audit: type=1300 " STAMP "arch=c000003e syscall=231 items=0 ppid=1 pid=2\n"
		"Nov 14 22:13:21 web1 kernel: audit: audit_lost=5 audit_rate_limit=0 audit_backlog_limit=64\n"
		"Nov 14 22:13:21 web1 kernel: audit: backlog limit exceeded\n"
		"Nov 14 22:13:22 web1 kernel: audit: audit_lost=12 audit_rate_limit=0 audit_backlog_limit=64\n"
		"Nov 14 22:14:22 web1 systemd[1]: Started something.\n"
		"Nov 14 22:14:22 web1 kernel: audit: type=1300 audit(1700000062.000:9): arch=c000003e syscall=231 "
		"items=0 ppid=1 pid=2\n"
		"Nov 14 22:14:22 web1 kernel: audit: backlog limit exceeded\n");

	ck_assert_uint_eq(dump_count(dump, "loss "), 3);
	/* At the time its host's log had reached. */
	ck_assert_uint_eq(dump_count(dump, "loss id=1700000000.000:0 host=web1 count=5"), 1);
	ck_assert_uint_eq(dump_count(dump, " host=web1 count=7"), 1);
	ck_assert_uint_eq(dump_count(dump, " host=web1 count=1"), 1);
	ck_assert_uint_eq(dump->statistics.damaged, 0);
	dump_free(dump);
}
END_TEST

START_TEST(a_loss_at_no_known_time_is_no_event)
{
	struct dump *dump = dump_text("auditd", "audit: audit_lost=5 audit_rate_limit=0 audit_backlog_limit=64\n");

	ck_assert_uint_eq(dump->count, 0);
	ck_assert_uint_eq(dump->statistics.ignored, 1);
	dump_free(dump);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-auditd/network");
	TCase *tests = tcase_create("network");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tests, addresses_are_read_from_hex_and_from_enriched_text, 0,
	                    (int)(sizeof addresses / sizeof *addresses));
	tcase_add_loop_test(tests, calls_tell_direction_and_outcome, 0, (int)(sizeof calls / sizeof *calls));
	tcase_add_test(tests, the_family_is_in_the_hosts_byte_order);
	tcase_add_test(tests, a_connection_without_its_address_is_incomplete);
	tcase_add_test(tests, software_updates_are_package_events);
	tcase_add_test(tests, integrity_reports_tell_file_and_cause);
	tcase_add_test(tests, lost_records_are_counted_from_the_kernels_total);
	tcase_add_test(tests, a_loss_at_no_known_time_is_no_event);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
