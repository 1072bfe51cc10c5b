/* SPDX-License-Identifier: Apache-2.0 */
/* Where deliveries come from: repositories, keys, taps, disk images, developers' hosts. */
#include "scene.h"

static schain_policy *policy;

/* A scene under the built-in policy and one more pattern. */
static void open_with(const char *key, const char *pattern, uint32_t os)
{
	scene_options options = { 0 };

	ck_assert_int_eq(schain_policy_new(NULL, &policy, NULL), SCHAIN_OK);
	if (key)
		ck_assert_int_eq(schain_policy_add(policy, key, schain_string_of(pattern), NULL), SCHAIN_OK);
	options.policy = policy;
	options.os = os;
	scene_close();
	scene_open(&options);
	schain_policy_free(policy);
}

/* A verdict is there whatever the source: the program it brought turns out bad. */
static void turn_bad(uint64_t pid)
{
	start(pid, pid + 1, "/bin/sh", NULL);
	start(pid + 1, pid + 2, "/usr/bin/curl", NULL);
	connect_to(pid + 2, "c2.attacker.example", "203.0.113.9", 443);
}

static const found *installed_from(const char *repository, uint32_t is_signed)
{
	start(1, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	package_origin(100, "acme", repository, is_signed);
	write_to(100, "/usr/bin/acme");
	start(1, 200, "/usr/bin/acme", NULL);
	turn_bad(200);
	return verdict_on("acme");
}

START_TEST(a_repository_that_is_not_on_the_list_counts)
{
	open_with("approved_repos", "deb.vendor.example", 0);
	ck_assert(has_signal(installed_from("deb.other.example", SCHAIN_UNKNOWN), "delivery.unapproved_source"));
	open_with("approved_repos", "deb.vendor.example", 0);
	ck_assert(!has_signal(installed_from("deb.vendor.example", SCHAIN_UNKNOWN), "delivery.unapproved_source"));
	open_with(NULL, NULL, 0);
	ck_assert(!has_signal(installed_from("deb.other.example", SCHAIN_UNKNOWN), "delivery.unapproved_source"));
}
END_TEST

START_TEST(an_unsigned_package_counts)
{
	open_with(NULL, NULL, 0);
	ck_assert(has_signal(installed_from("deb.vendor.example", SCHAIN_NO), "delivery.unsigned_package"));
	open_with(NULL, NULL, 0);
	ck_assert(!has_signal(installed_from("deb.vendor.example", SCHAIN_YES), "delivery.unsigned_package"));
}
END_TEST

static const found *brewed(const char *command)
{
	start_script(1, 100, "/bin/bash", "/opt/homebrew/bin/brew");
	/* The shell replaces itself by the same script with its arguments known. */
	start_in(1, 101, "/opt/homebrew/bin/brew", command, "/Users/ann");
	write_content(101, "/opt/homebrew/Cellar/tool/1.0/bin/tool", SCHAIN_CONTENT_MACHO, 0);
	start(1, 200, "/opt/homebrew/Cellar/tool/1.0/bin/tool", NULL);
	turn_bad(200);
	return verdict_on("tool");
}

START_TEST(a_tap_that_is_not_allowed_counts)
{
	open_with("brew_taps_allow_list", "corp/tools", SCHAIN_OS_MACOS);
	ck_assert(has_signal(brewed("brew install other/stuff/tool"), "delivery.unapproved_source"));
	open_with("brew_taps_allow_list", "corp/tools", SCHAIN_OS_MACOS);
	ck_assert(!has_signal(brewed("brew install corp/tools/tool"), "delivery.unapproved_source"));
	/* A formula without a tap is of the core; a path is no tap. */
	open_with("brew_taps_allow_list", "corp/tools", SCHAIN_OS_MACOS);
	ck_assert(!has_signal(brewed("brew install tool ./a/b /a/b/c"), "delivery.unapproved_source"));
}
END_TEST

static const found *dragged_from(const char *installer)
{
	start(1, 100, installer, NULL);
	write_content(100, "/Applications/Acme.app/Contents/MacOS/Acme", SCHAIN_CONTENT_MACHO, 0);
	start(1, 200, "/Applications/Acme.app/Contents/MacOS/Acme", NULL);
	turn_bad(200);
	return verdict_on("Acme.app");
}

START_TEST(a_disk_image_that_is_not_trusted_counts)
{
	static const char installer[] = "/Volumes/Acme 2/Install Acme.app/Contents/MacOS/Install";

	open_with("trusted_dmgs", "Acme *", SCHAIN_OS_MACOS);
	ck_assert(!has_signal(dragged_from(installer), "delivery.unapproved_source"));
	open_with("trusted_dmgs", "Other", SCHAIN_OS_MACOS);
	ck_assert(has_signal(dragged_from(installer), "delivery.unapproved_source"));
	open_with(NULL, NULL, SCHAIN_OS_MACOS);
	ck_assert(!has_signal(dragged_from(installer), "delivery.unapproved_source"));
}
END_TEST

static const found *npm_on(const char *host)
{
	scene.host = host;
	start(1, 100, "/usr/bin/npm", "npm install colors");
	write_content(100, "/srv/shop/node_modules/colors/install.js", SCHAIN_CONTENT_SCRIPT, 0);
	start_in(100, 200, "/bin/sh", "sh -c node install.js", "/srv/shop/node_modules/colors");
	turn_bad(200);
	return verdict_on("colors");
}

START_TEST(developer_tools_on_a_host_that_is_no_developers_count)
{
	open_with("dev_hosts", "build-*", 0);
	ck_assert(has_signal(npm_on("web-1"), "delivery.unexpected_host"));
	open_with("dev_hosts", "build-*", 0);
	ck_assert(!has_signal(npm_on("build-7"), "delivery.unexpected_host"));
	open_with(NULL, NULL, 0);
	ck_assert(!has_signal(npm_on("web-1"), "delivery.unexpected_host"));
}
END_TEST

START_TEST(what_runs_from_a_temporary_folder_says_so)
{
	open_with(NULL, NULL, 0);
	start(1, 100, "/opt/vendor/updater", NULL);
	write_to(100, "/tmp/payload");
	start(1, 200, "/tmp/payload", NULL);
	turn_bad(200);
	ck_assert(has_signal(verdict_on("payload"), "first_run.temporary_path"));
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "package", a_repository_that_is_not_on_the_list_counts },
		{ "package", an_unsigned_package_counts },
		{ "macos", a_tap_that_is_not_allowed_counts },
		{ "macos", a_disk_image_that_is_not_trusted_counts },
		{ "developer", developer_tools_on_a_host_that_is_no_developers_count },
		{ "place", what_runs_from_a_temporary_folder_says_so },
		{ NULL, NULL },
	};

	return scene_run("source", tests);
}
