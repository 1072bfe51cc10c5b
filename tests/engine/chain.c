/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chains on Linux: what is a delivery, what carries its mark, where marks stop.
 * Expected results follow from the design's description of each case; scores
 * are sums of the policy's documented weights, shown where they are used.
 */
#include "scene.h"

#include <string.h>

/* dpkg under apt, as pid 100 below 90. */
static void dpkg(void)
{
	start(1, 90, "/usr/bin/apt-get", "apt-get install acme");
	start(90, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
}

START_TEST(written_then_run_then_connecting_is_one_chain)
{
	const found *it;

	dpkg();
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", "agent --daemon");
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	it = verdict_on("/opt/acme");
	/* prior -18, program path 1, first run 2, egress 10 */
	ck_assert_int_eq(it->score, -18 + 1 + 2 + 10);
	ck_assert_uint_eq(it->stages, 1u << SCHAIN_STAGE_DELIVERY | 1u << SCHAIN_STAGE_WRITE |
	                                      1u << SCHAIN_STAGE_FIRST_RUN | 1u << SCHAIN_STAGE_EGRESS);
	ck_assert_str_eq(it->installer, "/usr/bin/apt-get");
	ck_assert_str_eq(it->strategy, "DET0309");
	ck_assert_str_eq(it->analytic, "AN0863");
	ck_assert_str_eq(it->technique, "T1195.002");
	ck_assert_str_eq(it->files, "/opt/acme/agent\n");
	ck_assert_str_eq(it->destinations, "c2.attacker.example 203.0.113.9 unapproved\n");
}
END_TEST

START_TEST(a_child_that_connects_is_evidence_on_the_chain)
{
	const found *it;

	dpkg();
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	it = verdict_on("/opt/acme");
	/*
	 * prior -18, program path 1, first run 2; downloader 10 and half of shell 8;
	 * egress 10 and half of 3 by tool
	 */
	ck_assert_int_eq(it->score, -18 + 1 + 2 + 10 + 8 / 2 + 10 + 6 / 2);
	ck_assert_uint_eq(it->level, SCHAIN_LEVEL_HIGH);
	ck_assert(has_signal(it, "child.shell"));
	ck_assert(has_signal(it, "child.downloader"));
	ck_assert(has_signal(it, "egress.by_tool"));
	ck_assert_str_eq(it->processes, "installer /usr/bin/apt-get\nsubject /opt/acme/agent\n"
	                                "child /usr/bin/sh\nchild /usr/bin/curl\n");
}
END_TEST

START_TEST(a_program_nobody_delivered_is_no_chain)
{
	const found *list;

	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/usr/bin/sh", "sh -c id");
	connect_to(201, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_uint_eq(verdicts(&list), 0);
}
END_TEST

START_TEST(a_delivery_that_only_installs_is_no_verdict)
{
	const found *list;

	dpkg();
	write_to(100, "/opt/acme/agent");
	write_to(100, "/opt/acme/libacme.so");
	wait_for(3600);
	ck_assert_uint_eq(verdicts(&list), 0);
}
END_TEST

START_TEST(renamed_into_place_the_file_keeps_its_mark)
{
	dpkg();
	write_to(100, "/./usr/bin/acme.dpkg-new");
	move_to(100, "/./usr/bin/acme.dpkg-new", "/./usr/bin/acme");
	start(1, 300, "/bin/acme", NULL);
	connect_to(300, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_ptr_nonnull(strstr(verdict_on("acme")->destinations, "c2.attacker.example"));
}
END_TEST

START_TEST(a_file_that_was_moved_away_is_not_run_by_its_old_name)
{
	const found *list;

	dpkg();
	write_to(100, "/usr/bin/acme.new");
	move_to(100, "/usr/bin/acme.new", "/usr/bin/acme");
	start(1, 300, "/usr/bin/acme.new", NULL);
	connect_to(300, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_uint_eq(verdicts(&list), 0);
}
END_TEST

START_TEST(a_hard_link_is_the_file_under_another_name)
{
	dpkg();
	write_to(100, "/opt/acme/agent");
	link_to(100, "/opt/acme/agent", "/usr/bin/acmed");
	start(1, 200, "/usr/bin/acmed", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	start(1, 201, "/opt/acme/agent", NULL);
	connect_to(201, "d2.attacker.example", "203.0.113.10", 443);
	ck_assert_ptr_nonnull(strstr(verdict_on("acmed")->destinations, "c2.attacker.example"));
	ck_assert_ptr_nonnull(strstr(verdict_on("acmed")->destinations, "d2.attacker.example"));
}
END_TEST

START_TEST(a_file_without_a_telling_name_counts_once_its_mode_says_so)
{
	dpkg();
	start(1, 150, "/usr/bin/bash", "bash");
	start(150, 151, "/usr/bin/wget", "wget -O /opt/acme/agent");
	write_content(151, "/opt/acme/agent", SCHAIN_CONTENT_UNKNOWN, 0);
	end(151);
	start(150, 152, "/usr/bin/chmod", "chmod +x");
	change_mode(152, "/opt/acme/agent", 0100755);
	start(150, 200, "/opt/acme/agent", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert(has_signal(verdict_on("/opt/acme"), "delivery.unrecognised_writer"));
}
END_TEST

START_TEST(a_removed_file_that_comes_back_is_not_the_delivered_one)
{
	const found *list;

	dpkg();
	write_to(100, "/opt/acme/agent");
	delete_file(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_uint_eq(verdicts(&list), 0);
}
END_TEST

START_TEST(a_library_in_a_running_daemon_carries_the_chain)
{
	const found *it;

	start(1, 50, "/usr/sbin/acmed", "acmed");
	wait_for(86400);
	dpkg();
	write_to(100, "/usr/lib/x86_64-linux-gnu/libcodec.so.5");
	load(50, "/usr/lib/x86_64-linux-gnu/libcodec.so.5");
	connect_to(50, "c2.attacker.example", "203.0.113.9", 443);
	it = verdict_on("libcodec.so.5");
	ck_assert(has_signal(it, "first_run.module"));
	ck_assert(has_signal(it, "egress.unapproved_host"));
	ck_assert_ptr_nonnull(strstr(it->processes, "loader /usr/sbin/acmed\n"));
}
END_TEST

START_TEST(a_library_that_everybody_loads_says_nothing)
{
	const found *it;

	dpkg();
	write_to(100, "/usr/lib/libcommon.so");
	for (uint64_t pid = 1000; pid < 1064; pid++) {
		start(1, pid, "/usr/sbin/acmed", "acmed");
		load(pid, "/usr/lib/libcommon.so");
	}
	start(1, 2000, "/usr/sbin/late", "late");
	load(2000, "/usr/lib/libcommon.so");
	connect_to(2000, "late.attacker.example", "203.0.113.9", 443);
	it = verdict_on("libcommon.so");
	ck_assert(!has_signal(it, "egress.unapproved_host"));
	/* An anomaly still counts, however common the library. */
	start(1, 2001, "/usr/sbin/later", "later");
	load_signed(2001, "/usr/lib/libcommon.so", SCHAIN_SIGNATURE_INVALID, NULL);
	ck_assert(has_signal(verdict_on("libcommon.so"), "trust.invalid_signature"));
}
END_TEST

START_TEST(egress_after_the_window_counts_less_but_counts)
{
	const found *it;

	dpkg();
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	wait_for(13 * 86400); /* a published dwell: 12 to 14 days */
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	it = verdict_on("/opt/acme");
	/* -2 for the dormancy */
	ck_assert_int_eq(it->score, -18 + 1 + 2 + 10 - 2);
}
END_TEST

START_TEST(a_mark_is_forgotten_after_the_dormancy)
{
	const found *list;

	dpkg();
	write_to(100, "/opt/acme/agent");
	wait_for(31 * 86400);
	for (uint64_t pid = 300; pid < 305; pid++)
		end(pid); /* time passes by events: one alone might be a wrong clock */
	wait_for(60);
	start(1, 200, "/opt/acme/agent", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_uint_eq(verdicts(&list), 0);
}
END_TEST

START_TEST(a_connection_that_arrives_before_its_exec_is_put_in_order)
{
	schain_time before;

	dpkg();
	write_to(100, "/opt/acme/agent");
	before = scene.now;
	scene.now += 2 * SCHAIN_SECOND;
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	scene.now = before;
	start(1, 200, "/opt/acme/agent", NULL);
	ck_assert(has_signal(verdict_on("/opt/acme"), "egress.unapproved_host"));
}
END_TEST

START_TEST(dpkg_file_lists_name_the_package)
{
	const found *it;

	dpkg();
	write_to(100, "/usr/bin/acme.dpkg-new");
	move_to(100, "/usr/bin/acme.dpkg-new", "/usr/bin/acme");
	move_to(100, "/var/lib/dpkg/info/acme-tools:amd64.list-new", "/var/lib/dpkg/info/acme-tools:amd64.list");
	write_to(100, "/usr/bin/zeta.dpkg-new");
	move_to(100, "/usr/bin/zeta.dpkg-new", "/usr/bin/zeta");
	move_to(100, "/var/lib/dpkg/info/zeta.list-new", "/var/lib/dpkg/info/zeta.list");
	start(1, 200, "/usr/bin/acme", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	start(1, 201, "/usr/bin/zeta", NULL);
	connect_to(201, "d2.attacker.example", "203.0.113.10", 443);
	it = verdict_on("acme-tools");
	ck_assert_ptr_nonnull(strstr(it->destinations, "c2.attacker.example"));
	ck_assert_ptr_null(strstr(it->destinations, "d2.attacker.example"));
	ck_assert_ptr_nonnull(strstr(verdict_on("zeta")->destinations, "d2.attacker.example"));
}
END_TEST

START_TEST(package_events_bring_name_and_versions)
{
	const found *it;

	dpkg();
	package_event(100, SCHAIN_PACKAGE_UPDATE, "acme", "2.0-1", "1.9-3");
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	it = verdict_on("acme");
	ck_assert_str_eq(it->version, "2.0-1");
	ck_assert_str_eq(it->previous_version, "1.9-3");
}
END_TEST

START_TEST(a_package_log_without_process_adds_to_the_latest_manager)
{
	const found *it;

	dpkg();
	write_to(100, "/usr/bin/acme");
	move_to(100, "/var/lib/dpkg/info/acme.list-new", "/var/lib/dpkg/info/acme.list");
	package_event(0, SCHAIN_PACKAGE_UPDATE, "acme", "2.0-1", "1.9-3");
	start(1, 200, "/usr/bin/acme", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	it = verdict_on("acme");
	ck_assert_str_eq(it->version, "2.0-1");
}
END_TEST

START_TEST(an_unsigned_package_is_a_signal)
{
	dpkg();
	package_origin(100, "acme", "http://repo.attacker.example/deb", SCHAIN_NO);
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	ck_assert(has_signal(verdict_on("acme"), "delivery.unsigned_package"));
}
END_TEST

START_TEST(an_unapproved_repository_is_a_signal_once_any_is_approved)
{
	schain_policy *policy;

	dpkg();
	package_origin(100, "acme", "http://repo.attacker.example/deb", SCHAIN_YES);
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	ck_assert(!has_signal(verdict_on("acme"), "delivery.unapproved_source"));
	scene_close();
	ck_assert_int_eq(schain_policy_new(NULL, &policy, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_policy_add(policy, "approved_repos", SCHAIN_STRING("deb.example.org"),
	                                   NULL), SCHAIN_OK);
	scene_open(&(scene_options){ .policy = policy });
	schain_policy_free(policy);
	dpkg();
	package_origin(100, "acme", "http://repo.attacker.example/deb", SCHAIN_YES);
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	package_origin(100, "wanted", "https://deb.example.org/debian", SCHAIN_YES);
	bad_update(100, 300, "/opt/wanted/agent", "c2.attacker.example");
	ck_assert(has_signal(verdict_on("acme"), "delivery.unapproved_source"));
	ck_assert(!has_signal(verdict_on("wanted"), "delivery.unapproved_source"));
}
END_TEST

START_TEST(an_interpreters_subject_is_its_script)
{
	const found *it;

	dpkg();
	write_to(100, "/opt/acme/run.py");
	start_script(1, 200, "/usr/bin/python3", "/opt/acme/run.py");
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	it = verdict_on("/opt/acme");
	ck_assert(has_signal(it, "first_run.script"));
	ck_assert(has_signal(it, "egress.unapproved_host"));
}
END_TEST

START_TEST(a_fresh_interpreter_does_not_mark_old_scripts)
{
	const found *list;

	dpkg();
	write_to(100, "/usr/bin/python3.11");
	start_script(1, 200, "/usr/bin/python3.11", "/home/ann/old.py");
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_uint_eq(verdicts(&list), 0);
}
END_TEST

START_TEST(a_shell_that_replaces_itself_keeps_its_marks)
{
	const found *it;

	dpkg();
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/usr/bin/bash", "bash -c 'id; curl x'");
	start(200, 201, "/usr/bin/curl", "curl x"); /* execve: the same pid */
	connect_to(201, "c2.attacker.example", "203.0.113.9", 443);
	it = verdict_on("/opt/acme");
	ck_assert(has_signal(it, "child.downloader"));
	ck_assert(has_signal(it, "egress.by_tool"));
}
END_TEST

START_TEST(a_fork_without_exec_carries_its_parents_marks)
{
	dpkg();
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	fork_from(200, 201);
	connect_to(201, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert(has_signal(verdict_on("/opt/acme"), "egress.unapproved_host"));
}
END_TEST

START_TEST(fork_and_exec_is_a_child)
{
	dpkg();
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	fork_from(200, 201);
	start(0, 201, "/usr/bin/sh", "sh -c id");
	connect_to(201, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert(has_signal(verdict_on("/opt/acme"), "child.shell"));
	ck_assert(has_signal(verdict_on("/opt/acme"), "egress.by_tool"));
}
END_TEST

START_TEST(a_pid_used_again_is_another_process)
{
	const found *it;

	dpkg();
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	/* Its exit was lost; another parent starts something under its pid. */
	start(1, 70, "/usr/sbin/cron", NULL);
	start(70, 200, "/usr/sbin/backup", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	it = verdict_on("/opt/acme");
	ck_assert(!has_signal(it, "egress.unapproved_host"));
}
END_TEST

START_TEST(after_an_exit_the_pid_is_free)
{
	dpkg();
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	end(200);
	start(1, 200, "/usr/sbin/backup", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert(!has_signal(verdict_on("/opt/acme"), "egress.unapproved_host"));
}
END_TEST

START_TEST(start_times_tell_two_processes_of_one_pid_apart)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_process process = SCHAIN_PROCESS_INIT;
	schain_connection connection = SCHAIN_CONNECTION_INIT;
	schain_file image = SCHAIN_FILE_INIT;

	dpkg();
	write_to(100, "/opt/acme/agent");
	image.path = SCHAIN_STRING("/opt/acme/agent");
	process.pid = 200;
	process.start_time = 111;
	process.image = &image;
	event.type = SCHAIN_EVENT_PROCESS_START;
	event.process = &process;
	emit(&event);
	schain_event_init(&event, sizeof event);
	event.type = SCHAIN_EVENT_CONNECTION;
	process.start_time = 222; /* another one, whose start was lost */
	process.image = NULL;
	event.process = &process;
	connection.address = SCHAIN_STRING("203.0.113.9");
	connection.port = 443;
	event.connection = &connection;
	emit(&event);
	ck_assert(!has_stage(verdict_on("/opt/acme"), SCHAIN_STAGE_EGRESS));
}
END_TEST

START_TEST(a_process_without_a_start_is_known_by_its_mentions)
{
	const found *it;

	write_to(100, "/opt/acme/agent"); /* by someone whose start nobody saw */
	start(1, 200, "/opt/acme/agent", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	it = verdict_on("/opt/acme");
	ck_assert(has_signal(it, "delivery.unrecognised_writer"));
	ck_assert_str_eq(it->strategy, "DET0537");
}
END_TEST

START_TEST(marks_stop_at_shells_and_service_managers_that_are_new_themselves)
{
	static const char *const carriers[] = { "/usr/bin/bash", "/usr/bin/env", "/usr/sbin/sshd",
		                                "/usr/lib/systemd/systemd", "/usr/bin/python3",
		                                "/usr/sbin/cron" };
	const found *list;
	uint64_t pid = 1000;

	dpkg();
	for (size_t i = 0; i < sizeof carriers / sizeof *carriers; i++)
		write_to(100, carriers[i]);
	for (size_t i = 0; i < sizeof carriers / sizeof *carriers; i++, pid += 10) {
		start(1, pid, carriers[i], NULL);
		start(pid, pid + 1, "/usr/local/bin/report", NULL);
		start(pid + 1, pid + 2, "/usr/bin/curl", NULL);
		connect_to(pid + 2, "c2.attacker.example", "203.0.113.9", 443);
	}
	ck_assert_uint_eq(verdicts(&list), 0);
}
END_TEST

START_TEST(marks_pass_through_a_shell_below_delivered_software)
{
	dpkg();
	write_to(100, "/usr/bin/bash");
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/usr/bin/bash", "bash -c x");
	start(201, 202, "/usr/bin/env", "env curl");
	start(202, 203, "/usr/bin/curl", "curl");
	connect_to(203, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert(has_signal(verdict_on("/opt/acme"), "egress.unapproved_host"));
}
END_TEST

START_TEST(a_browser_below_an_installer_goes_where_its_user_goes)
{
	dpkg();
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/usr/bin/firefox", "firefox https://news.example");
	for (int i = 0; i < 20; i++)
		connect_to(201, "news.example", "198.51.100.7", 443);
	ck_assert_uint_lt(worst_level(), SCHAIN_LEVEL_MEDIUM);
	ck_assert(!has_signal(verdict_on("/opt/acme"), "egress.unapproved_host"));
}
END_TEST

START_TEST(software_that_updates_itself_starts_a_new_delivery)
{
	const found *it;

	dpkg();
	write_to(100, "/opt/acme/acme-updater");
	start(1, 200, "/opt/acme/acme-updater", NULL);
	wait_for(86400);
	write_to(200, "/opt/acme/agent");
	start(200, 300, "/opt/acme/agent", NULL);
	connect_to(300, "c2.attacker.example", "203.0.113.9", 443);
	for (size_t i = 0, given = verdicts(&it); i < given; i++)
		if (strstr(it[i].destinations, "c2.attacker.example") &&
		    !strcmp(it[i].installer, "/opt/acme/acme-updater")) {
			ck_assert_msg(strstr(it[i].explanation,
			                     "The installer, acme-updater, was itself delivered by apt-get at "),
			              "%s", it[i].explanation);
			return;
		}
	ck_abort_msg("the updater's delivery has no verdict");
}
END_TEST

START_TEST(what_delivered_software_drops_belongs_to_its_chain)
{
	const found *it;

	dpkg();
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	write_content(200, "/tmp/.x1", SCHAIN_CONTENT_ELF, 40000);
	start(200, 201, "/tmp/.x1", NULL);
	connect_to(201, "c2.attacker.example", "203.0.113.9", 443);
	it = verdict_on("/opt/acme");
	ck_assert_ptr_nonnull(strstr(it->files, "/tmp/.x1\n"));
	ck_assert(has_signal(it, "egress.unapproved_host"));
}
END_TEST

/* The same two where no sensor said that the file is executable. */
START_TEST(a_write_without_a_mode_is_forgotten_when_its_file_goes)
{
	const found *list;

	dpkg();
	write_content(100, "/opt/acme/agent", SCHAIN_CONTENT_UNKNOWN, 0);
	delete_file(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	write_content(100, "/opt/acme/first", SCHAIN_CONTENT_UNKNOWN, 0);
	move_to(100, "/opt/acme/first", "/opt/acme/second");
	start(1, 201, "/opt/acme/first", NULL);
	connect_to(201, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_uint_eq(verdicts(&list), 0);
}
END_TEST

START_TEST(a_write_without_a_mode_is_forgotten_after_the_dormancy)
{
	const found *list;

	dpkg();
	write_content(100, "/opt/acme/agent", SCHAIN_CONTENT_UNKNOWN, 0);
	wait_for(31 * 86400);
	start(1, 200, "/opt/acme/agent", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_uint_eq(verdicts(&list), 0);
}
END_TEST

START_TEST(compilers_deliver_nothing)
{
	const found *list;

	start(1, 50, "/usr/bin/ld", "ld -o /opt/acme/agent");
	write_content(50, "/opt/acme/agent", SCHAIN_CONTENT_ELF, 40000);
	start(1, 200, "/opt/acme/agent", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_uint_eq(verdicts(&list), 0);
}
END_TEST

START_TEST(two_hosts_with_the_same_pids_and_paths_never_mix)
{
	const found *list;

	for (int i = 0; i < 2; i++) {
		scene.host = i ? "b.example" : "a.example";
		dpkg();
		write_to(100, "/opt/acme/agent");
		if (i == 0)
			start(1, 200, "/opt/acme/agent", NULL);
		else
			start(1, 200, "/usr/sbin/backup", NULL);
	}
	for (int i = 0; i < 2; i++) {
		scene.host = i ? "b.example" : "a.example";
		connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	}
	ck_assert_uint_eq(verdicts(&list), 1);
	ck_assert_str_eq(list->host, "a.example");
}
END_TEST

START_TEST(a_file_written_on_one_host_is_unknown_on_another)
{
	const found *list;

	dpkg();
	write_to(100, "/opt/acme/agent");
	scene.host = "other.example";
	start(1, 200, "/opt/acme/agent", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_uint_eq(verdicts(&list), 0);
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "delivery", written_then_run_then_connecting_is_one_chain },
		{ "delivery", a_child_that_connects_is_evidence_on_the_chain },
		{ "delivery", a_program_nobody_delivered_is_no_chain },
		{ "delivery", a_delivery_that_only_installs_is_no_verdict },
		{ "delivery", renamed_into_place_the_file_keeps_its_mark },
		{ "delivery", a_file_that_was_moved_away_is_not_run_by_its_old_name },
		{ "delivery", a_hard_link_is_the_file_under_another_name },
		{ "delivery", a_file_without_a_telling_name_counts_once_its_mode_says_so },
		{ "delivery", a_removed_file_that_comes_back_is_not_the_delivered_one },
		{ "delivery", a_write_without_a_mode_is_forgotten_when_its_file_goes },
		{ "delivery", a_write_without_a_mode_is_forgotten_after_the_dormancy },
		{ "delivery", compilers_deliver_nothing },
		{ "delivery", software_that_updates_itself_starts_a_new_delivery },
		{ "delivery", what_delivered_software_drops_belongs_to_its_chain },
		{ "modules", a_library_in_a_running_daemon_carries_the_chain },
		{ "modules", a_library_that_everybody_loads_says_nothing },
		{ "time", egress_after_the_window_counts_less_but_counts },
		{ "time", a_mark_is_forgotten_after_the_dormancy },
		{ "time", a_connection_that_arrives_before_its_exec_is_put_in_order },
		{ "packages", dpkg_file_lists_name_the_package },
		{ "packages", package_events_bring_name_and_versions },
		{ "packages", a_package_log_without_process_adds_to_the_latest_manager },
		{ "packages", an_unsigned_package_is_a_signal },
		{ "packages", an_unapproved_repository_is_a_signal_once_any_is_approved },
		{ "processes", an_interpreters_subject_is_its_script },
		{ "processes", a_fresh_interpreter_does_not_mark_old_scripts },
		{ "processes", a_shell_that_replaces_itself_keeps_its_marks },
		{ "processes", a_fork_without_exec_carries_its_parents_marks },
		{ "processes", fork_and_exec_is_a_child },
		{ "processes", a_pid_used_again_is_another_process },
		{ "processes", after_an_exit_the_pid_is_free },
		{ "processes", start_times_tell_two_processes_of_one_pid_apart },
		{ "processes", a_process_without_a_start_is_known_by_its_mentions },
		{ "processes", marks_stop_at_shells_and_service_managers_that_are_new_themselves },
		{ "processes", marks_pass_through_a_shell_below_delivered_software },
		{ "processes", a_browser_below_an_installer_goes_where_its_user_goes },
		{ "hosts", two_hosts_with_the_same_pids_and_paths_never_mix },
		{ "hosts", a_file_written_on_one_host_is_unknown_on_another },
		{ NULL, NULL },
	};

	return scene_run("chains", tests);
}
