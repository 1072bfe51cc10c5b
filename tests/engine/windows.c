/* SPDX-License-Identifier: Apache-2.0 */
/* Chains on Windows: modules, signatures, drivers, registry, and the spellings of paths. */
#include "scene.h"

#include <stdlib.h>
#include <string.h>

#define MSIEXEC "C:\\Windows\\System32\\msiexec.exe"
#define AGENT "C:\\Program Files\\Acme\\agent.exe"

static void on_windows(void)
{
	scene_close();
	scene_open(&(scene_options){ .os = SCHAIN_OS_WINDOWS });
}

/* msiexec as 100 below the service manager. */
static void msiexec(void)
{
	on_windows();
	start(4, 90, "C:\\Windows\\System32\\services.exe", NULL);
	start(90, 100, MSIEXEC, "msiexec /V");
}

START_TEST(an_unsigned_program_that_connects_is_medium)
{
	const found *it;

	msiexec();
	write_to(100, AGENT);
	start_signed(90, 200, AGENT, SCHAIN_SIGNATURE_UNSIGNED, NULL, "Acme");
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	it = verdict_on("/acme");
	/* prior -18, program path 1, first run 2, unsigned 8, egress 10 */
	ck_assert_int_eq(it->score, -18 + 1 + 2 + 8 + 10);
	ck_assert_uint_eq(it->level, SCHAIN_LEVEL_MEDIUM);
	ck_assert_str_eq(it->analytic, "AN0862");
}
END_TEST

/* As start_signed(), and the version resource's own name of the file. */
static void start_named(uint64_t pid, const char *path, const char *original_name)
{
	schain_signature signature = SCHAIN_SIGNATURE_INIT;
	schain_process process = SCHAIN_PROCESS_INIT, parent = SCHAIN_PROCESS_INIT;
	schain_file image = SCHAIN_FILE_INIT;
	schain_event event = SCHAIN_EVENT_INIT;

	signature.state = SCHAIN_SIGNATURE_VALID;
	signature.signer = SCHAIN_STRING("Microsoft Windows");
	image.path = schain_string_of(path);
	image.original_name = schain_string_of(original_name);
	image.signature = &signature;
	process.pid = pid;
	process.image = &image;
	parent.pid = 90;
	event.type = SCHAIN_EVENT_PROCESS_START;
	event.process = &process;
	event.parent = &parent;
	emit(&event);
}

START_TEST(a_system_tool_under_another_name_is_not_vouched_for_by_its_signature)
{
	const found *it;

	msiexec();
	write_to(100, "C:\\ProgramData\\wt.exe");
	start_named(200, "C:\\ProgramData\\wt.exe", "PowerShell.EXE");
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	it = verdict_on("wt");
	/* prior -18, program path 1, first run 2, renamed 8, egress 10; the signature's good news is void */
	ck_assert_int_eq(it->score, -18 + 1 + 2 + 8 + 10);
	ck_assert(has_signal(it, "trust.renamed_tool"));
}
END_TEST

START_TEST(a_product_whose_resource_names_no_tool_is_not_a_renamed_one)
{
	msiexec();
	write_to(100, AGENT);
	start_named(200, AGENT, "electron.exe");
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert(!has_signal(verdict_on("/acme"), "trust.renamed_tool"));
}
END_TEST

START_TEST(approval_of_a_signer_lowers_by_its_weight_alone)
{
	const found *it;

	msiexec();
	write_to(100, AGENT);
	start_signed(90, 200, AGENT, SCHAIN_SIGNATURE_VALID, "Microsoft Corporation", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	start(200, 201, "C:\\Windows\\System32\\cmd.exe", "cmd /c whoami");
	it = verdict_on("/acme");
	ck_assert_int_eq(weight_of(it, "trust.approved_signer"), -8);
	/* prior -18, program path 1, first run 2, shell 8, egress 10, approved signer -8 */
	ck_assert_int_eq(it->score, -18 + 1 + 2 + 8 + 10 - 8);
}
END_TEST

START_TEST(every_spelling_of_a_path_is_one_file)
{
	static const char *const spellings[] = {
		"C:\\PROGRAM FILES\\ACME\\AGENT.EXE",
		"c:/Program Files/Acme/agent.exe",
		"\\\\?\\C:\\Program Files\\Acme\\agent.exe",
		"\\??\\C:\\Program Files\\Acme\\agent.exe",
		"\\Device\\HarddiskVolume3\\Program Files\\Acme\\agent.exe",
		"C:\\Program Files\\\\Acme\\.\\agent.exe",
		"C:\\PROGRA~1\\Acme\\agent.exe",
	};

	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		const found *list;

		msiexec();
		write_to(100, AGENT);
		start_signed(90, 200, spellings[i], SCHAIN_SIGNATURE_UNSIGNED, NULL, NULL);
		connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
		ck_assert_msg(verdicts(&list) == 1, "%s is another file", spellings[i]);
		ck_assert_uint_eq(list->level, SCHAIN_LEVEL_MEDIUM);
	}
}
END_TEST

START_TEST(a_sideloaded_library_beside_a_signed_program_is_told_apart)
{
	const found *it;

	on_windows();
	start_signed(4, 50, "C:\\Program Files\\Viewer\\viewer.exe", SCHAIN_SIGNATURE_VALID, "Viewer Ltd",
	             NULL);
	load_signed(50, "C:\\Program Files\\Viewer\\viewer.exe", SCHAIN_SIGNATURE_VALID, "Viewer Ltd");
	start(4, 60, "C:\\Users\\ann\\Downloads\\tool.exe", NULL);
	write_content(60, "C:\\Program Files\\Viewer\\version.dll", SCHAIN_CONTENT_PE, 90000);
	load_signed(50, "C:\\Program Files\\Viewer\\version.dll", SCHAIN_SIGNATURE_UNSIGNED, NULL);
	connect_to(50, "c2.attacker.example", "203.0.113.9", 443);
	it = verdict_on("/viewer");
	ck_assert(has_signal(it, "child.sideload"));
	ck_assert(has_signal(it, "first_run.module"));
	ck_assert(has_signal(it, "trust.unsigned_module"));
	ck_assert(has_signal(it, "trust.unsigned_in_signed"));
	ck_assert_uint_ge(it->level, SCHAIN_LEVEL_MEDIUM);
}
END_TEST

START_TEST(what_the_system_process_wrote_came_from_elsewhere)
{
	const found *it;

	on_windows();
	start(0, 4, "System", NULL); /* a file server's writes are the kernel's */
	write_content(4, "C:\\Windows\\System32\\agent.exe", SCHAIN_CONTENT_PE, 90000);
	start_signed(90, 200, "C:\\Windows\\System32\\agent.exe", SCHAIN_SIGNATURE_UNSIGNED, NULL, NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	it = verdict_on("agent");
	ck_assert_int_eq(weight_of(it, "delivery.remote_writer"), 6);
}
END_TEST

/* Sysmon tells one string: the batch file is found in it, and what runs below it is not its own. */
START_TEST(a_system_program_below_a_delivered_script_does_not_own_its_modules)
{
	const found *it;

	on_windows();
	start(1, 100, "C:\\Users\\ann\\Downloads\\drop.exe", NULL);
	write_to(100, "C:\\Users\\ann\\Downloads\\x.bat");
	write_to(100, "C:\\ProgramData\\demo.dll");
	start(100, 200, "C:\\Windows\\System32\\cmd.exe",
	      "cmd.exe /c C:\\Users\\ann\\Downloads\\x.bat");
	start(200, 201, "C:\\Program Files\\Browser\\browser.exe", NULL);
	load_signed(201, "C:\\ProgramData\\demo.dll", SCHAIN_SIGNATURE_UNSIGNED, NULL);
	it = verdict_on("demo.dll");
	ck_assert(has_signal(it, "first_run.module"));
	ck_assert(has_signal(it, "trust.unsigned_module"));
	ck_assert(has_signal(verdict_on("x.bat"), "first_run.script"));
}
END_TEST

START_TEST(code_started_in_another_process_marks_it)
{
	const found *it;

	msiexec();
	start(4, 70, "C:\\Windows\\explorer.exe", NULL);
	write_to(100, AGENT);
	start_signed(90, 200, AGENT, SCHAIN_SIGNATURE_UNSIGNED, NULL, NULL);
	inject(200, 70);
	connect_to(70, "c2.attacker.example", "203.0.113.9", 443);
	it = verdict_on("/acme");
	ck_assert_int_eq(weight_of(it, "child.injection"), 14);
	ck_assert(has_signal(it, "egress.unapproved_host"));
}
END_TEST

START_TEST(a_delivered_driver_that_the_kernel_loads_is_a_first_run)
{
	const found *it;

	msiexec();
	write_content(100, "C:\\Windows\\System32\\drivers\\acme.sys", SCHAIN_CONTENT_PE, 90000);
	load_driver("\\SystemRoot\\System32\\drivers\\acme.sys", SCHAIN_SIGNATURE_INVALID);
	load_driver("C:\\Windows\\System32\\drivers\\acme.sys", SCHAIN_SIGNATURE_INVALID);
	it = verdict_on("acme.sys");
	ck_assert_int_eq(weight_of(it, "first_run.driver"), 5);
	ck_assert_int_eq(weight_of(it, "trust.invalid_signature"), 12);
}
END_TEST

START_TEST(persistence_is_seen_in_registry_file_and_sensor_reports)
{
	const found *it;

	msiexec();
	write_to(100, AGENT);
	start_signed(90, 200, AGENT, SCHAIN_SIGNATURE_UNSIGNED, NULL, NULL);
	set_registry(200, "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\\Acme", AGENT);
	it = verdict_on("/acme");
	ck_assert_int_eq(weight_of(it, "persistence.created"), 4);
	ck_assert(!has_signal(it, "persistence.by_child"));
	start(200, 201, "C:\\Windows\\System32\\cmd.exe", NULL);
	write_to(201, "C:\\Users\\ann\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\a.lnk");
	ck_assert_int_eq(weight_of(verdict_on("/acme"), "persistence.by_child"), 3);
	msiexec();
	write_to(100, AGENT);
	start_signed(90, 200, AGENT, SCHAIN_SIGNATURE_UNSIGNED, NULL, NULL);
	persist(200, AGENT);
	ck_assert(has_stage(verdict_on("/acme"), SCHAIN_STAGE_PERSISTENCE));
}
END_TEST

START_TEST(an_installer_registers_services_for_a_living)
{
	const found *list;

	msiexec();
	write_to(100, AGENT);
	set_registry(100, "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\\Acme", AGENT);
	ck_assert_uint_eq(verdicts(&list), 0);
}
END_TEST

START_TEST(code_integrity_counts_before_and_after_the_first_run)
{
	msiexec();
	write_to(100, AGENT);
	integrity(0, AGENT);
	start(90, 200, AGENT, NULL);
	ck_assert_int_eq(weight_of(verdict_on("/acme"), "trust.code_integrity"), 9);
	msiexec();
	write_to(100, AGENT);
	start(90, 200, AGENT, NULL);
	integrity(0, "\\Device\\HarddiskVolume2\\Program Files\\Acme\\agent.exe");
	ck_assert_int_eq(weight_of(verdict_on("/acme"), "trust.code_integrity"), 9);
}
END_TEST

START_TEST(a_binary_below_the_least_size_is_not_written)
{
	const found *list;

	/* MinBinarySize of AN1480: 16 KB */
	msiexec();
	write_content(100, AGENT, SCHAIN_CONTENT_PE, 16383);
	start_signed(90, 200, AGENT, SCHAIN_SIGNATURE_UNSIGNED, NULL, NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_uint_eq(verdicts(&list), 0);
	msiexec();
	write_content(100, AGENT, SCHAIN_CONTENT_PE, 16384);
	start_signed(90, 200, AGENT, SCHAIN_SIGNATURE_UNSIGNED, NULL, NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_uint_eq(verdicts(&list), 1);
}
END_TEST

START_TEST(an_identity_outlives_a_mention_by_pid_alone)
{
	const found *list;
	schain_event event = SCHAIN_EVENT_INIT;
	schain_process process = SCHAIN_PROCESS_INIT;
	schain_connection connection = SCHAIN_CONNECTION_INIT;

	/* A source that knows pids only spoke of 200 before its start was seen. */
	msiexec();
	write_to(100, AGENT);
	process.pid = 200;
	event.type = SCHAIN_EVENT_CONNECTION;
	event.process = &process;
	event.connection = &connection;
	connection.address = SCHAIN_STRING("198.51.100.1");
	connection.port = 443;
	emit(&event);
	start_signed(90, 200, AGENT, SCHAIN_SIGNATURE_UNSIGNED, NULL, NULL);
	/* The next source knows the identity only. */
	schain_process_init(&process, sizeof process);
	process.guid = SCHAIN_STRING("guid-200");
	connection.address = SCHAIN_STRING("203.0.113.9");
	event.time = 0;
	event.record = 0;
	emit(&event);
	ck_assert_uint_eq(verdicts(&list), 1);
	ck_assert(has_stage(list, SCHAIN_STAGE_EGRESS));
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "trust", an_unsigned_program_that_connects_is_medium },
		{ "trust", a_system_tool_under_another_name_is_not_vouched_for_by_its_signature },
		{ "trust", a_product_whose_resource_names_no_tool_is_not_a_renamed_one },
		{ "trust", approval_of_a_signer_lowers_by_its_weight_alone },
		{ "trust", code_integrity_counts_before_and_after_the_first_run },
		{ "trust", a_binary_below_the_least_size_is_not_written },
		{ "paths", every_spelling_of_a_path_is_one_file },
		{ "modules", a_sideloaded_library_beside_a_signed_program_is_told_apart },
		{ "modules", what_the_system_process_wrote_came_from_elsewhere },
		{ "modules", a_system_program_below_a_delivered_script_does_not_own_its_modules },
		{ "modules", code_started_in_another_process_marks_it },
		{ "modules", a_delivered_driver_that_the_kernel_loads_is_a_first_run },
		{ "persistence", persistence_is_seen_in_registry_file_and_sensor_reports },
		{ "persistence", an_installer_registers_services_for_a_living },
		{ "processes", an_identity_outlives_a_mention_by_pid_alone },
		{ NULL, NULL },
	};

	return scene_run("chains on Windows", tests);
}
