/* SPDX-License-Identifier: Apache-2.0 */
/* Logs of package managers. */
#include "dump.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(dpkg_steps_are_package_events)
{
	struct dump *dump = dump_text(NULL,
		"2026-11-24 10:00:00 startup archives unpack\n"
		"2026-11-24 10:00:01 install gvtool:amd64 <none> 1.3-1\n"
		"2026-11-24 10:00:01 status half-installed gvtool:amd64 1.3-1\n"
		"2026-11-24 10:00:01 upgrade libx:all 1.0 1:1.1~rc1-2\n"
		"2026-11-24 10:00:02 startup packages configure\n"
		"2026-11-24 10:00:02 configure gvtool:amd64 1.3-1 <none>\n"
		"2026-11-24 10:00:02 conffile /etc/gvtool.conf keep\n"
		"2026-11-24 10:00:03 status installed gvtool:amd64 1.3-1\n"
		"2026-11-24 10:00:04 remove old 0.9 <none>\n");
	static const char *const expected[] = {
		"op=begin manager=dpkg",
		"op=install manager=dpkg package=gvtool version=1.3-1 arch=amd64",
		"op=update manager=dpkg package=libx version=1:1.1~rc1-2 old_version=1.0 arch=all",
		"op=finish manager=dpkg package=gvtool version=1.3-1 arch=amd64 ok=yes",
		"op=remove manager=dpkg package=old version=0.9",
	};

	ck_assert_str_eq(dump->format, "dpkg-log");
	ck_assert_uint_eq(dump->count, 5);
	for (size_t i = 0; i < 5; i++)
		ck_assert_msg(strstr(dump->lines[i], expected[i]) != NULL, "%s", dump->lines[i]);
	ck_assert_uint_eq(dump->statistics.ignored, 4);
	dump_free(dump);
}
END_TEST

static const char *const dpkg_damage[] = {
	"2026-13-24 10:00:00 install x:amd64 <none> 1",
	"2026-11-24 10:00:0",
	"2026-11-24 10:00:00 ",
	"2026-11-24 10:00:00 explode x:amd64 <none> 1",
	"2026-11-24 10:00:00 install",
	"2026-11-24 10:00:00 upgrade x:amd64",
	"\xff\xfe",
};

START_TEST(damaged_lines_of_dpkg_are_reported)
{
	char log[512];
	struct dump *dump;

	snprintf(log, sizeof log, "2026-11-24 10:00:00 startup archives unpack\n%s\n"
	         "2026-11-24 10:00:00 remove x:amd64 1 <none>\n", dpkg_damage[_i]);
	dump = dump_text("dpkg-log", log);
	ck_assert_uint_eq(dump->count, 2);
	ck_assert_uint_eq(dump->statistics.damaged, 1);
	ck_assert_uint_eq(dump->problems[0].line, 2);
	ck_assert_uint_eq(dump->problems[0].offset, 44);
	dump_free(dump);
}
END_TEST

START_TEST(an_apt_run_is_a_transaction_of_packages)
{
	struct dump *dump = dump_text(NULL,
		"\nStart-Date: 2026-11-24  10:00:00\nCommandline: apt-get install gvtool\nRequested-By: alice (1000)\n"
		"Install: gvtool:amd64 (1.3-1), libx:amd64 (1:2.0+b1, automatic)\n"
		"Upgrade: tzdata:all (2026a-1, 2026b-1)\nDowngrade: y:amd64 (2, 1)\nReinstall: z:amd64 (5)\n"
		"Remove: old:amd64 (0.9)\nEnd-Date: 2026-11-24  10:00:09\n");
	static const char *const expected[] = {
		"package id=2026-11-24 10:00:00 begin op=begin manager=apt",
		"package id=2026-11-24 10:00:00 gvtool:amd64 op=install manager=apt package=gvtool version=1.3-1 arch=amd64",
		"package id=2026-11-24 10:00:00 libx:amd64 op=install manager=apt package=libx version=1:2.0+b1 arch=amd64",
		"package id=2026-11-24 10:00:00 tzdata:all op=update manager=apt package=tzdata version=2026b-1 "
		"old_version=2026a-1 arch=all",
		"package id=2026-11-24 10:00:00 y:amd64 op=update manager=apt package=y version=1 old_version=2 arch=amd64",
		"package id=2026-11-24 10:00:00 z:amd64 op=install manager=apt package=z version=5 arch=amd64",
		"package id=2026-11-24 10:00:00 old:amd64 op=remove manager=apt package=old version=0.9 arch=amd64",
		"package id=2026-11-24 10:00:00 end op=finish manager=apt ok=yes",
	};

	ck_assert_str_eq(dump->format, "apt-history");
	for (size_t i = 0; i < 8; i++)
		dump_expect(dump, i, expected[i]);
	ck_assert_uint_eq(dump->count, 8);
	dump_free(dump);
}
END_TEST

START_TEST(an_apt_run_with_an_error_has_failed)
{
	struct dump *dump = dump_text(NULL, "Start-Date: 2026-11-24  10:00:00\nInstall: x:amd64 (1)\n"
	                              "Error: Sub-process /usr/bin/dpkg returned an error code (1)\n"
	                              "End-Date: 2026-11-24  10:00:09\n");

	dump_expect(dump, 2, "package id=2026-11-24 10:00:00 end op=finish manager=apt ok=no");
	dump_free(dump);
}
END_TEST

START_TEST(an_apt_run_cut_off_is_incomplete)
{
	struct dump *dump = dump_text("apt-history",
		"Install: lost:amd64 (1)\nEnd-Date: 2026-11-24  09:00:00\n"
		"\nStart-Date: 2026-11-24  10:00:00\nInstall: x:amd64 (1)\n"
		"\nStart-Date: 2026-11-24  11:00:00\nInstall: y:amd64 (1)\n");

	ck_assert_uint_eq(dump->count, 4);
	/* Two lines without a start, two starts without an end. */
	ck_assert_uint_eq(dump->statistics.incomplete, 4);
	dump_free(dump);
}
END_TEST

static const struct {
	const char *line;
	size_t events; /* what could be read of it, beside begin and end */
} apt_damage[] = {
	{ "Install: x:amd64 (1", 0 },
	{ "Install: x:amd64", 0 },
	{ "Install: x:amd64 (1), y:amd64 (", 1 },
	{ "Install:  (1)", 0 },
	{ "nonsense", 0 },
	{ ": nothing", 0 },
};

START_TEST(damaged_lines_of_apt_are_reported)
{
	char log[512];
	struct dump *dump;

	snprintf(log, sizeof log, "Start-Date: 2026-11-24  10:00:00\n%s\nEnd-Date: 2026-11-24  10:00:09\n",
	         apt_damage[_i].line);
	dump = dump_text("apt-history", log);
	ck_assert_uint_eq(dump->count, 2 + apt_damage[_i].events);
	ck_assert_uint_eq(dump->statistics.damaged, 1);
	ck_assert_uint_eq(dump->problems[0].line, 2);
	dump_free(dump);
}
END_TEST

START_TEST(dates_that_are_none_are_damage)
{
	struct dump *dump = dump_text("apt-history", "Start-Date: yesterday\nStart-Date: 2026-11-24\n"
	                              "Start-Date: 2026-11-24  10:00:00\nEnd-Date: 2026-11-24  10:61:00\n");

	ck_assert_uint_eq(dump->statistics.damaged, 3);
	ck_assert_uint_eq(dump->count, 1);
	dump_free(dump);
}
END_TEST

/* The lines that dnf's own tests expect (ci-dnf-stack, log-rotate.feature), and an epoch. */
START_TEST(rpm_steps_are_package_events)
{
	struct dump *dump = dump_text(NULL,
		"2026-11-24T10:00:00+0200 INFO --- logging initialized ---\n"
		"2026-11-24T10:00:01+0200 SUBDEBUG Installed: flac-1.3.3-3.fc29.x86_64\n"
		"2026-11-24T10:00:02+0200 SUBDEBUG Reinstall: flac-1.3.3-3.fc29.x86_64\n"
		"2026-11-24T10:00:02+0200 SUBDEBUG Reinstalled: flac-1.3.3-3.fc29.x86_64\n"
		"2026-11-24T10:00:03+0200 SUBDEBUG Downgrade: flac-1.3.3-2.fc29.x86_64\n"
		"2026-11-24T10:00:03+0200 SUBDEBUG Downgraded: flac-1.3.3-3.fc29.x86_64\n"
		"2026-11-24T08:00:04Z SUBDEBUG Upgrade: openssl-libs-1:3.2.2-6.el9.x86_64\n"
		"2026-11-24T08:00:04Z SUBDEBUG Upgraded: openssl-libs-1:3.0.7-27.el9.x86_64\n"
		"2026-11-24T08:00:05Z INFO warning: /etc/x created as /etc/x.rpmnew\n"
		"a scriptlet's own line\n"
		"2026-11-24T10:00:06+02 SUBDEBUG Erase: flac-1.3.3-3.fc29.x86_64\n"
		"2026-11-24T08:00:07Z SUBDEBUG Installed: nothing\n");
	static const char *const expected[] = {
		"op=install manager=rpm package=flac version=1.3.3-3.fc29 arch=x86_64",
		"op=install manager=rpm package=flac version=1.3.3-3.fc29 arch=x86_64",
		"op=update manager=rpm package=flac version=1.3.3-2.fc29 arch=x86_64",
		"op=update manager=rpm package=openssl-libs version=1:3.2.2-6.el9 arch=x86_64",
		"op=remove manager=rpm package=flac version=1.3.3-3.fc29 arch=x86_64",
	};

	ck_assert_str_eq(dump->format, "dnf-rpm-log");
	ck_assert_uint_eq(dump->count, 5);
	for (size_t i = 0; i < 5; i++)
		ck_assert_msg(strstr(dump->lines[i], expected[i]) != NULL, "%s", dump->lines[i]);
	ck_assert_uint_eq(dump->statistics.ignored, 6);
	ck_assert_uint_eq(dump->statistics.damaged, 1);
	ck_assert_uint_eq(dump->problems[0].line, 12);
	ck_assert_uint_eq(dump->problems[0].column, 42);
	dump_free(dump);
}
END_TEST

START_TEST(pacman_steps_are_package_events)
{
	struct dump *dump = dump_text(NULL,
		"[2026-11-24T10:00:00+0200] [PACMAN] Running 'pacman -Syu'\n"
		"[2026-11-24T10:00:01+0200] [ALPM] transaction started\n"
		"[2026-11-24T10:00:02+0200] [ALPM] installed feh (3.1.3-1)\n"
		"[2026-11-24T10:00:02+0200] [ALPM] upgraded libev (4.25-1 -> 1:4.27-1)\n"
		"[2026-11-24T10:00:02+0200] [ALPM-SCRIPTLET] installed nothing (1)\n"
		"[2026-11-24T10:00:03+0200] [ALPM] downgraded bar (2.0-1 -> 1.0-1)\n"
		"[2026-11-24 08:00] [ALPM] removed old (0.9-1)\n"
		"[2026-11-24T10:00:04+0200] [ALPM] warning: /etc/x installed as /etc/x.pacnew\n"
		"[2026-11-24T10:00:05+0200] [ALPM] transaction completed\n"
		"[2026-11-24T10:00:05+0200] [ALPM] installed feh\n");
	static const char *const expected[] = {
		"op=begin manager=pacman",
		"op=install manager=pacman package=feh version=3.1.3-1",
		"op=update manager=pacman package=libev version=1:4.27-1 old_version=4.25-1",
		"op=update manager=pacman package=bar version=1.0-1 old_version=2.0-1",
		"op=remove manager=pacman package=old version=0.9-1",
		"op=finish manager=pacman ok=yes",
	};

	ck_assert_str_eq(dump->format, "pacman-log");
	ck_assert_uint_eq(dump->count, 6);
	for (size_t i = 0; i < 6; i++)
		ck_assert_msg(strstr(dump->lines[i], expected[i]) != NULL, "%s", dump->lines[i]);
	ck_assert_uint_eq(dump->statistics.ignored, 3);
	ck_assert_uint_eq(dump->statistics.damaged, 1);
	ck_assert_uint_eq(dump->problems[0].column, 45);
	dump_free(dump);
}
END_TEST

START_TEST(what_dpkg_printed_has_its_runs_time)
{
	struct dump *dump = dump_text(NULL,
		"\nLog started: 2026-11-24  10:00:00\n(Reading database ... 97441 files)\n"
		"Preparing to unpack .../gvtool_1.3-1_amd64.deb ...\n"
		"Unpacking gvtool (1.3-1) ...\nUnpacking libx:i386 (1.1) over (1.0) ...\n"
		"Unpacking replacement apache2 ...\nSetting up gvtool (1.3-1) ...\n"
		"Removing old (0.9) ...\nLog ended: 2026-11-24  10:00:09\n"
		"Setting up stray (1) ...\nLog started: 2026-11-24  11:00:00\nLog started: never\n");
	static const char *const expected[] = {
		"op=begin manager=dpkg",
		"op=install manager=dpkg package=gvtool version=1.3-1",
		"op=update manager=dpkg package=libx version=1.1 old_version=1.0 arch=i386",
		"op=finish manager=dpkg package=gvtool version=1.3-1 ok=yes",
		"op=remove manager=dpkg package=old version=0.9",
		"op=finish manager=dpkg",
		"op=begin manager=dpkg",
	};

	ck_assert_str_eq(dump->format, "apt-term");
	ck_assert_uint_eq(dump->count, 7);
	for (size_t i = 0; i < 7; i++)
		ck_assert_msg(strstr(dump->lines[i], expected[i]) != NULL, "%s", dump->lines[i]);
	ck_assert_uint_eq(dump->statistics.damaged, 1);
	ck_assert_uint_eq(dump->statistics.incomplete, 1);
	dump_free(dump);
}
END_TEST

START_TEST(each_failing_allocation_is_reported_and_nothing_leaks)
{
	static const char apt[] = "Start-Date: 2026-11-24  10:00:00\nInstall: x:amd64 (1)\n"
	                          "End-Date: 2026-11-24  10:00:09\n";
	static const char rpm[] = "2026-11-24T08:00:07Z SUBDEBUG Installed: a-1-1.noarch\n";
	static const char pacman[] = "[2026-11-24 08:00] [ALPM] removed old (0.9-1)\n";
	static const char term[] = "Log started: 2026-11-24  11:00:00\nSetting up a (1) ...\n";
	static const char dpkg[] = "2026-11-24 10:00:00 startup archives unpack\n";

	ck_assert_uint_gt(dump_starve("apt-history", apt, sizeof apt - 1, 3), 3);
	ck_assert_uint_gt(dump_starve("dpkg-log", dpkg, sizeof dpkg - 1, 1), 2);
	ck_assert_uint_gt(dump_starve("dnf-rpm-log", rpm, sizeof rpm - 1, 1), 2);
	ck_assert_uint_gt(dump_starve("pacman-log", pacman, sizeof pacman - 1, 1), 2);
	ck_assert_uint_gt(dump_starve("apt-term", term, sizeof term - 1, 2), 3);
}
END_TEST

/*
 * "grep -c '^Start-Date:'" and "grep '^Install:' | grep -o ' (' | wc -l" count
 * 10 runs, all ended, one with an error; 780 packages installed, 8 upgraded, 8
 * removed and 1 purged.
 */
START_TEST(a_real_history_has_all_its_packages)
{
	size_t size;
	char *text = dump_load("linux/plaso_apt_history.log", &size);
	struct dump *dump;

	if (!text)
		return;
	dump = dump_decode(NULL, text, size, 0, NULL);
	ck_assert_str_eq(dump->format, "apt-history");
	ck_assert_uint_eq(dump_count(dump, " op=begin "), 10);
	ck_assert_uint_eq(dump_count(dump, " op=finish "), 10);
	ck_assert_uint_eq(dump_count(dump, " ok=no"), 1);
	ck_assert_uint_eq(dump_count(dump, " op=install "), 780);
	ck_assert_uint_eq(dump_count(dump, " op=update "), 8);
	ck_assert_uint_eq(dump_count(dump, " op=remove "), 9);
	ck_assert_uint_eq(dump->statistics.damaged, 0);
	dump_free(dump);
	free(text);
}
END_TEST

START_TEST(a_real_dpkg_log_is_read)
{
	size_t size;
	char *text = dump_load("linux/plaso_dpkg.log", &size);
	struct dump *dump;

	if (!text)
		return;
	dump = dump_decode(NULL, text, size, 0, NULL);
	/* Four lines: a conffile, a start, an install, a half-installed. */
	ck_assert_uint_eq(dump->count, 2);
	ck_assert_uint_eq(dump_count(dump, "op=install manager=dpkg package=base-passwd version=3.5.33 arch=amd64"), 1);
	dump_free(dump);
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-auditd/packages");
	TCase *tests = tcase_create("packages");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, dpkg_steps_are_package_events);
	tcase_add_loop_test(tests, damaged_lines_of_dpkg_are_reported, 0,
	                    (int)(sizeof dpkg_damage / sizeof *dpkg_damage));
	tcase_add_test(tests, an_apt_run_is_a_transaction_of_packages);
	tcase_add_test(tests, an_apt_run_with_an_error_has_failed);
	tcase_add_test(tests, an_apt_run_cut_off_is_incomplete);
	tcase_add_loop_test(tests, damaged_lines_of_apt_are_reported, 0,
	                    (int)(sizeof apt_damage / sizeof *apt_damage));
	tcase_add_test(tests, dates_that_are_none_are_damage);
	tcase_add_test(tests, rpm_steps_are_package_events);
	tcase_add_test(tests, pacman_steps_are_package_events);
	tcase_add_test(tests, what_dpkg_printed_has_its_runs_time);
	tcase_add_test(tests, each_failing_allocation_is_reported_and_nothing_leaks);
	tcase_add_test(tests, a_real_history_has_all_its_packages);
	tcase_add_test(tests, a_real_dpkg_log_is_read);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
