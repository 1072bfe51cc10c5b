/* SPDX-License-Identifier: Apache-2.0 */
/* What patterns of each kind match, and which are refused. */
#include "policy/object.h"
#include "policy/pathname.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static schain_policy *policy;
static schain_error error;

static void setup(void)
{
	schain_error_init(&error, sizeof error);
	ck_assert_int_eq(schain_policy_new(NULL, &policy, &error), SCHAIN_OK);
}

static void teardown(void)
{
	schain_policy_free(policy);
}

/* Is `text` on a list that holds only `pattern`? */
static int matches(const char *key, const char *pattern, const char *text)
{
	ck_assert_int_eq(schain_policy_clear(policy, key, &error), SCHAIN_OK);
	ck_assert_msg(!schain_policy_add(policy, key, schain_string_of(pattern), &error), "%s: %s",
	              pattern, error.message);
	return schain__policy_matches(policy, schain__key_find(schain_string_of(key)),
	                              schain_string_of(text));
}

#define YES(key, pattern, text) ck_assert_msg(matches(key, pattern, text), "%s / %s", pattern, text)
#define NO(key, pattern, text) ck_assert_msg(!matches(key, pattern, text), "%s / %s", pattern, text)

static schain_status add(const char *key, const char *pattern)
{
	return schain_policy_add(policy, key, schain_string_of(pattern), &error);
}

START_TEST(images_are_names_or_whole_paths)
{
	const char *key = "catalogue.installers";

	YES(key, "acme", "/opt/x/acme");
	YES(key, "acme", "C:\\x\\ACME.EXE");
	YES(key, "acme", "acme");
	NO(key, "acme", "/opt/x/acme2");
	NO(key, "acme", "/opt/acme/x");
	NO(key, "acme.exe", "/opt/acme");
	YES(key, "acme.exe", "C:\\Acme.exe");
	YES(key, "acme-*", "C:\\acme-1.2.exe");
	YES(key, "*acme?", "/x/my-acme2");
	NO(key, "*acme?", "/x/my-acme");
	YES(key, "/opt/*/acme", "/opt/v2/acme");
	NO(key, "/opt/*/acme", "/opt/v2/x/acme");
	YES(key, "**/bin/acme", "/opt/v2/x/bin/acme");
}
END_TEST

START_TEST(paths_cover_what_lies_below)
{
	const char *key = "path_scope";

	YES(key, "/opt/acme", "/opt/acme");
	YES(key, "/opt/acme", "/opt/acme/lib/x.so");
	NO(key, "/opt/acme", "/opt/acme2");
	NO(key, "/opt/acme", "/srv/opt/acme");
	YES(key, "/opt/*", "/opt/x/y/z");
	NO(key, "/opt/*", "/opt");
	NO(key, "/opt/**", "/opt");
	YES(key, "/opt/**", "/opt/x/y");
	YES(key, "/opt/**/bin", "/opt/bin/x");
	YES(key, "/opt/**/bin", "/opt/a/b/c/bin/x");
	NO(key, "/opt/**/bin", "/opt/a/bind/x");
	YES(key, "/a/**/b/**/c", "/a/b/x/b/y/c");
	NO(key, "/a/**/b/**/c", "/a/x/c/b");
	YES(key, "vendor/bin", "/opt/vendor/bin/x");
	YES(key, "*.acme", "/opt/x/y.acme");
	YES(key, "/opt/a?c", "/opt/abc");
	NO(key, "/opt/a?c", "/opt/a/c");
	NO(key, "/opt/acme", "opt/acme");
	YES(key, "/opt/acme/", "/opt/acme/x");
}
END_TEST

START_TEST(merged_and_moved_unix_directories_are_one)
{
	const char *key = "path_scope";

	YES(key, "/usr/bin/x", "/bin/x");
	YES(key, "/bin/x", "/usr/bin/x");
	YES(key, "/lib64/x", "/usr/lib64/x");
	YES(key, "/usr/sbin/*", "/sbin/ldconfig");
	NO(key, "/usr/bin/x", "/opt/bin/x");
	YES(key, "/opt/x", "/./opt//./x");
	YES(key, "/opt/x", "/opt/y/../x");
	YES(key, "/opt/x", "/../../opt/x");
	NO(key, "/opt/y", "/opt/y/../x");
	YES(key, "/tmp/*", "/private/tmp/x");
	YES(key, "/private/var/x", "/var/x");
	NO(key, "/opt/*", "/private/opt/x");
	YES(key, "/Users/*/x", "/System/Volumes/Data/Users/bob/x");
	YES(key, "~/x", "/root/x");
	YES(key, "~/x", "/home/bob/x");
	YES(key, "~/x", "/Users/bob/x");
	YES(key, "~/x", "C:\\Users\\bob\\X");
	NO(key, "~/x", "/home/x");
	NO(key, "~/x", "/home/bob/y/x");
	NO(key, "/root/x", "/home/bob/x");
	NO(key, "/opt/Acme", "/opt/acme");
	/* a name of systemd's, not a Windows path */
	YES(key, "/etc/x\\x2dy", "/etc/x\\x2dy");
}
END_TEST

START_TEST(windows_paths_have_many_spellings)
{
	const char *key = "program_paths";

	YES(key, "C:\\Acme\\x.dll", "c:/acme/X.DLL");
	YES(key, "C:/Acme/x.dll", "C:\\ACME\\X.dll");
	YES(key, "C:\\Acme", "\\\\?\\C:\\acme\\x");
	YES(key, "C:\\Acme", "\\??\\C:\\acme\\x");
	YES(key, "C:\\Acme", "\\Device\\HarddiskVolume12\\acme\\x");
	NO(key, "C:\\Acme", "D:\\acme\\x");
	YES(key, "C:\\Acme", "C:\\.\\x\\..\\acme");
	YES(key, "C:\\Acme", "C:\\acme. .");
	YES(key, "C:\\Acme", "C:\\..\\..\\acme");
	YES(key, "%ProgramFiles%\\Acme", "D:\\Program Files\\acme\\x");
	YES(key, "%ProgramFiles%\\Acme", "C:\\PROGRA~1\\acme\\x");
	NO(key, "%ProgramFiles%\\Acme", "C:\\Program Files (x86)\\acme\\x");
	YES(key, "%ProgramFiles(x86)%\\Acme", "C:\\Program Files (x86)\\acme\\x");
	YES(key, "%LOCALAPPDATA%/x", "C:\\Users\\bob\\AppData\\Local\\x");
	YES(key, "%localappdata%/x", "C:\\Windows\\ServiceProfiles\\LocalService\\AppData\\Local\\x");
	YES(key, "%TEMP%/x", "C:\\Windows\\Temp\\x");
	YES(key, "%SystemRoot%\\x", "\\SystemRoot\\x");
	YES(key, "%windir%\\x", "%SystemRoot%\\x");
	YES(key, "\\\\server\\share", "\\\\SERVER\\share\\x");
	YES(key, "\\\\server\\share", "\\\\?\\UNC\\server\\share\\x");
	YES(key, "\\\\server\\share", "\\Device\\Mup\\server\\share\\x");
	YES(key, "Acme\\bin", "C:\\x\\acme\\bin\\y");
	NO(key, "C:\\Acme", "/acme");
	NO(key, "/acme", "C:\\acme");
	YES("catalogue.persistence_keys", "HKLM\\Software\\Acme", "\\REGISTRY\\MACHINE\\SOFTWARE\\acme\\x");
	YES("catalogue.persistence_keys", "**\\Run\\*", "HKCU\\Software\\Run\\x");
}
END_TEST

START_TEST(hosts_are_names_suffixes_addresses_and_networks)
{
	const char *key = "approved_update_hosts";

	YES(key, "a.example", "A.Example.");
	NO(key, "a.example", "b.a.example");
	YES(key, "*.a.example", "b.a.example");
	YES(key, "*.a.example", "c.b.a.example");
	NO(key, "*.a.example", "a.example");
	NO(key, "*.a.example", "ba.example");
	YES(key, ".a.example", "a.example");
	YES(key, ".a.example", "c.b.a.example");
	NO(key, ".a.example", "xa.example");
	YES(key, "cdn-*.a.example", "cdn-7.a.example");
	NO(key, "cdn-*.a.example", "cdn.a.example");
	YES(key, "192.0.2.0/24", "192.0.2.255");
	NO(key, "192.0.2.0/24", "192.0.3.0");
	YES(key, "192.0.2.1", "::ffff:192.0.2.1");
	YES(key, "2001:db8::/32", "2001:0DB8:0:0:1::2");
	NO(key, "2001:db8::/32", "2001:db9::");
	YES(key, "2001:db8::1", "[2001:db8::1%eth0]");
	YES(key, "0.0.0.0/0", "198.51.100.7");
	NO(key, "0.0.0.0/0", "2001:db8::1");
	NO(key, "0.0.0.0/0", "x.example");
	NO(key, "192.0.2.1", "192.0.2.010");
}
END_TEST

START_TEST(urls_are_compared_by_host_or_prefix)
{
	const char *key = "approved_repos";

	YES(key, "deb.a.example", "http://deb.a.example/debian");
	YES(key, ".a.example", "https://u:p@deb.a.example:8443/x");
	YES(key, "https://deb.a.example/debian", "https://DEB.a.example/debian/dists");
	YES(key, "https://deb.a.example/debian/", "https://deb.a.example/debian");
	NO(key, "https://deb.a.example/debian", "https://deb.a.example/debian2");
	NO(key, "https://deb.a.example/debian", "http://deb.a.example/debian");
	NO(key, "https://deb.a.example/debian", "https://deb.a.example.evil.example/debian");
	NO(key, "https://deb.a.example/debian", "https://deb.a.example@evil.example/debian");
	YES(key, "https://deb.a.example/debian", "deb.a.example");
}
END_TEST

START_TEST(signers_are_whole_names_or_common_names)
{
	const char *key = "approved_signers";

	YES(key, "Acme Corp", "acme corp");
	YES(key, "Acme Corp", "CN=Acme Corp, O=Acme, C=US");
	YES(key, "Acme Corp", "C=US, O=Acme, CN=\"Acme Corp\"");
	YES(key, "Acme Corp", "/C=US/O=Acme/CN=Acme Corp");
	YES(key, "Acme *", "Acme Corp");
	YES(key, "Acme, Inc.", "CN=\"Acme, Inc.\", O=x");
	NO(key, "Acme Corp", "O=Acme Corp, CN=Evil");
	NO(key, "Acme Corp", "O=\"x, CN=Acme Corp\", CN=Evil");
	NO(key, "Acme Corp", "Acme Corporation");
	NO(key, "Acme Corp", "");
	YES("brew_taps_allow_list", "acme/tools", "Acme/Tools");
}
END_TEST

START_TEST(wrong_patterns_are_refused_by_name)
{
	static const struct {
		const char *key, *pattern, *message;
	} rows[] = {
		{ "catalogue.shells", "", "empty pattern" },
		{ "catalogue.shells", "a\nb", "control character" },
		{ "catalogue.shells", "a\xc2\x85", "control character" },
		{ "catalogue.shells", "a\xff", "not UTF-8" },
		{ "catalogue.module_names", "a/b", "no path separator" },
		{ "path_scope", "/", "without a component" },
		{ "path_scope", "/opt/a**b", "whole component" },
		{ "path_scope", "/opt/../x", "\"..\"" },
		{ "program_paths", "%NOPE%\\x", "unknown folder" },
		{ "program_paths", "~bob/x", "unknown folder" },
		{ "program_paths", "%TEMP%\\", "nothing follows" },
		{ "approved_update_hosts", "a b", "cannot be in a host name" },
		{ "approved_update_hosts", "a..b", "empty label" },
		{ "approved_update_hosts", ".", "without a label" },
		{ "approved_update_hosts", "a.example:443", "has no port" },
		{ "approved_update_hosts", "https://a.example", "neither a host" },
		{ "internal_networks", "192.0.2.0/33", "neither a host" },
		{ "internal_networks", "192.0.2.0/", "neither a host" },
		{ "internal_networks", "192.0.2.256/24", "neither a host" },
		{ "internal_networks", "1::2::3", "not an IPv6 address" },
		{ "internal_networks", "12345::", "not an IPv6 address" },
		{ "approved_repos", "https:///x", "not a URL with a host" },
		{ "catalogue.temporary_names", "x*", "followed by a suffix" },
	};
	char longer[SCHAIN__PATTERN_LIMIT + 2];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t count = schain_policy_get_count(policy, rows[i].key);

		ck_assert_int_eq(add(rows[i].key, rows[i].pattern), SCHAIN_E_VALUE);
		ck_assert_msg(strstr(error.message, rows[i].message), "\"%s\": %s", rows[i].pattern,
		              error.message);
		ck_assert_uint_eq(schain_policy_get_count(policy, rows[i].key), count);
	}
	memset(longer, 'a', sizeof longer);
	longer[sizeof longer - 1] = 0;
	ck_assert_int_eq(add("catalogue.shells", longer), SCHAIN_E_VALUE);
	longer[SCHAIN__PATTERN_LIMIT] = 0;
	ck_assert_int_eq(add("catalogue.shells", longer), SCHAIN_OK);
	ck_assert_int_eq(add("path_scope", longer), SCHAIN_OK);
}
END_TEST

START_TEST(a_pattern_is_not_doubled_and_a_list_can_be_emptied)
{
	size_t count = schain_policy_get_count(policy, "catalogue.shells");

	ck_assert_int_eq(add("catalogue.shells", "bash"), SCHAIN_OK);
	ck_assert_uint_eq(schain_policy_get_count(policy, "catalogue.shells"), count);
	ck_assert(schain__policy_classify(policy, SCHAIN_STRING("/bin/bash")) & SCHAIN__IMAGE_SHELL);
	ck_assert_int_eq(schain_policy_clear(policy, "catalogue.shells", &error), SCHAIN_OK);
	ck_assert_uint_eq(schain_policy_get_count(policy, "catalogue.shells"), 0);
	ck_assert(!(schain__policy_classify(policy, SCHAIN_STRING("/bin/bash")) & SCHAIN__IMAGE_SHELL));
	ck_assert(schain__policy_classify(policy, SCHAIN_STRING("/usr/bin/dpkg")) &
	          SCHAIN__IMAGE_PACKAGE_MANAGER);
}
END_TEST

START_TEST(the_matcher_agrees_with_hand_worked_cases)
{
	static const struct {
		const char *pattern, *text;
		int matches;
	} rows[] = {
		{ "", "", 1 },       { "", "a", 0 },          { "*", "", 1 },
		{ "?", "", 0 },      { "a*", "a", 1 },        { "*a", "ba", 1 },
		{ "a*b", "ab", 1 },  { "a*b", "aab", 1 },     { "a*b", "ba", 0 },
		{ "**", "x", 1 },    { "*a*b*", "xaxbx", 1 }, { "*a*b*", "xbxax", 0 },
		{ "a?c", "abc", 1 }, { "a?c", "ac", 0 },      { "ab*bc", "abc", 0 },
		{ "*?", "", 0 },     { "*?", "x", 1 },        { "?*?", "x", 0 },
		{ "*ab", "aab", 1 }, { "*aab*", "aaab", 1 },  { "*.so.*", "x.so.1", 1 },
		{ "*x*y", "yx", 0 }, { "a**b", "a--b", 1 },   { "*a?b*", "aab-acb", 1 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ck_assert_msg(schain__glob(schain_string_of(rows[i].pattern),
		                           schain_string_of(rows[i].text)) == rows[i].matches,
		              "%s / %s", rows[i].pattern, rows[i].text);
}
END_TEST

/* A matcher that tries every star again would need 10^30 steps here; this one must be done at once. */
START_TEST(hostile_patterns_and_huge_subjects_end_soon)
{
	enum { SIZE = 1 << 20 };
	char *text = calloc(1, SIZE);
	schain_string subject = schain__string(text, SIZE);
	clock_t start = clock();

	ck_assert_ptr_nonnull(text);
	ck_assert_int_eq(add("path_scope", "/*a*a*a*a*a*a*a*a*a*a*b"), SCHAIN_OK);
	ck_assert_int_eq(add("path_scope", "/**/a/**/a/**/a/**/a/**/b"), SCHAIN_OK);
	ck_assert_int_eq(add("path_scope", "**/a*a/**/*a*/**/b?b"), SCHAIN_OK);
	ck_assert_int_eq(add("catalogue.installers", "*a*a*a*a*a*a*a*a*b"), SCHAIN_OK);
	memset(text, 'a', SIZE);
	schain__policy_classify(policy, subject);
	text[0] = '/';
	schain__policy_classify(policy, subject);
	for (size_t i = 0; i < SIZE; i += 2)
		text[i] = '/';
	schain__policy_classify(policy, subject);
	for (size_t i = 0; i < SIZE; i++)
		text[i] = "/.."[i % 3];
	schain__policy_classify(policy, subject);
	memset(text, '\\', SIZE);
	schain__policy_classify(policy, subject);
	memset(text, '.', SIZE);
	schain__policy_classify_host(policy, subject);
	schain__policy_classify_signer(policy, subject, subject);
	free(text);
	ck_assert_int_lt((clock() - start) / CLOCKS_PER_SEC, 10);
}
END_TEST

START_TEST(addresses_that_are_not_egress_are_internal_and_no_others)
{
	static const struct {
		const char *text;
		uint32_t bits;
	} rows[] = {
		{ "10.1.2.3", SCHAIN__HOST_INTERNAL },        { "172.31.255.255", SCHAIN__HOST_INTERNAL },
		{ "172.32.0.0", 0 },                          { "192.168.0.1", SCHAIN__HOST_INTERNAL },
		{ "100.64.0.1", SCHAIN__HOST_INTERNAL },      { "100.128.0.1", 0 },
		{ "127.8.8.8", SCHAIN__HOST_INTERNAL },       { "169.254.1.1", SCHAIN__HOST_INTERNAL },
		{ "224.0.0.251", SCHAIN__HOST_INTERNAL },     { "0.0.0.0", SCHAIN__HOST_INTERNAL },
		{ "255.255.255.255", SCHAIN__HOST_INTERNAL }, { "::1", SCHAIN__HOST_INTERNAL },
		{ "fe80::1%eth0", SCHAIN__HOST_INTERNAL },    { "fd12::1", SCHAIN__HOST_INTERNAL },
		{ "ff02::fb", SCHAIN__HOST_INTERNAL },        { "::ffff:10.0.0.1", SCHAIN__HOST_INTERNAL },
		{ "192.0.2.1", 0 },                           { "198.51.100.1", 0 },
		{ "203.0.113.1", 0 },                         { "2001:db8::1", 0 },
		{ "not an address", 0 },                      { "", 0 },
		{ "1.2.3", 0 },                               { "1.2.3.4.5", 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ck_assert_msg(schain__policy_classify_address(policy, schain_string_of(rows[i].text)) ==
		                      rows[i].bits,
		              "%s", rows[i].text);
	ck_assert_uint_eq(schain__policy_classify_host(policy, SCHAIN_STRING("printer.local")),
	                  SCHAIN__HOST_INTERNAL);
	ck_assert_uint_eq(schain__policy_classify_host(policy, SCHAIN_STRING("localhost")),
	                  SCHAIN__HOST_INTERNAL);
}
END_TEST

START_TEST(siblings_share_the_registrable_domain_of_an_approved_host)
{
	ck_assert_int_eq(add("approved_update_hosts", "updates.acme.example"), SCHAIN_OK);
	ck_assert_int_eq(add("approved_registries", "npm.other.example"), SCHAIN_OK);
	ck_assert_uint_eq(schain__policy_classify_host(policy, SCHAIN_STRING("updates.acme.example")),
	                  SCHAIN__HOST_APPROVED | SCHAIN__HOST_SIBLING);
	ck_assert_uint_eq(schain__policy_classify_host(policy, SCHAIN_STRING("api.acme.example")),
	                  SCHAIN__HOST_SIBLING);
	ck_assert_uint_eq(schain__policy_classify_host(policy, SCHAIN_STRING("acme.example")),
	                  SCHAIN__HOST_SIBLING);
	ck_assert_uint_eq(schain__policy_classify_host(policy, SCHAIN_STRING("acme.evil.example")), 0);
	ck_assert_uint_eq(schain__policy_classify_host(policy, SCHAIN_STRING("npm.other.example")),
	                  SCHAIN__HOST_REGISTRY);
}
END_TEST

/* By the Public Suffix List's rules for these, which the short list follows. */
START_TEST(registrable_domains_know_common_second_level_registries)
{
	static const char *const rows[][2] = {
		{ "www.acme.example", "acme.example" }, { "acme.example", "acme.example" },
		{ "a.b.acme.co.uk", "acme.co.uk" },     { "acme.co.uk", "acme.co.uk" },
		{ "co.uk", "" },                        { "www.acme.com.br", "acme.com.br" },
		{ "www.acme.com", "acme.com" },         { "localhost", "" },
		{ "192.0.2.1", "" },                    { "www.acme.example.", "acme.example" },
		{ "", "" },                             { "x.y.acme.de", "acme.de" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		schain_string found = schain__registrable_domain(schain_string_of(rows[i][0]));

		ck_assert_msg(schain__equal(found, schain_string_of(rows[i][1])), "%s: %.*s", rows[i][0],
		              (int)found.length, found.data ? found.data : "");
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy patterns");
	TCase *tests = tcase_create("patterns");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, images_are_names_or_whole_paths);
	tcase_add_test(tests, paths_cover_what_lies_below);
	tcase_add_test(tests, merged_and_moved_unix_directories_are_one);
	tcase_add_test(tests, windows_paths_have_many_spellings);
	tcase_add_test(tests, hosts_are_names_suffixes_addresses_and_networks);
	tcase_add_test(tests, urls_are_compared_by_host_or_prefix);
	tcase_add_test(tests, signers_are_whole_names_or_common_names);
	tcase_add_test(tests, wrong_patterns_are_refused_by_name);
	tcase_add_test(tests, a_pattern_is_not_doubled_and_a_list_can_be_emptied);
	tcase_add_test(tests, the_matcher_agrees_with_hand_worked_cases);
	tcase_add_test(tests, hostile_patterns_and_huge_subjects_end_soon);
	tcase_add_test(tests, addresses_that_are_not_egress_are_internal_and_no_others);
	tcase_add_test(tests, siblings_share_the_registrable_domain_of_an_approved_host);
	tcase_add_test(tests, registrable_domains_know_common_second_level_registries);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
