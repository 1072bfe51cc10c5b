/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts' own configuration, in each format as its program documents it. */
#include "policy/object.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

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

/* The items of a list with a blank behind each. */
static const char *items(const char *key)
{
	static char text[4096];
	size_t length = 0;

	text[0] = 0;
	for (size_t i = 0; i < schain_policy_get_count(policy, key); i++) {
		schain_string item = schain_policy_get_item(policy, key, i);

		length += (size_t)snprintf(text + length, sizeof text - length, "%.*s ",
		                           (int)item.length, item.data);
	}
	return text;
}

static void import(uint32_t format, const char *text, size_t expected)
{
	size_t added = 99999;

	ck_assert_msg(!schain_policy_import(policy, format, schain_string_of(text), "file", &added,
	                                    &error),
	              "%u: %s", (unsigned)error.line, error.message);
	ck_assert_uint_eq(added, expected);
}

static void assert_wrong(uint32_t format, const char *text, unsigned line, const char *message)
{
	size_t count = schain_policy_get_count(policy, "approved_repos");
	schain_status status = schain_policy_import(policy, format, schain_string_of(text), "file", NULL,
	                                            &error);

	ck_assert_msg(status == SCHAIN_E_SYNTAX || status == SCHAIN_E_VALUE, "%s: %d", text, status);
	ck_assert_msg(strstr(error.message, message), "%s", error.message);
	ck_assert_uint_eq(error.line, line);
	ck_assert_str_eq(error.where, "file");
	ck_assert_uint_eq(schain_policy_get_count(policy, "approved_repos"), count);
}

START_TEST(apt_sources_of_one_line)
{
	import(SCHAIN_IMPORT_APT_SOURCES,
	       "# from the vendor\n"
	       "deb http://deb.vendor.example/debian bookworm main contrib # more\r\n"
	       "deb-src http://deb.vendor.example/debian bookworm main\n"
	       "\n"
	       "  deb\t[arch=amd64 signed-by=/usr/share/keyrings/a.gpg]\thttps://u:p@apt.vendor.example:8443/x/ stable main\n"
	       "deb [ arch=amd64 trusted=yes ] https://flat.vendor.example/repo/$(ARCH)/ ./\n"
	       "deb [signed-by=0123456789ABCDEF0123456789abcdef01234567!] mirror+https://mirrors.vendor.example/list.txt sid main\n"
	       "deb tor+http://onion.vendor.example/debian sid main\n"
	       "deb cdrom:[Debian GNU/Linux 12]/ bookworm main\n"
	       "deb file:/srv/repo ./\n",
	       6);
	ck_assert_str_eq(items("approved_repos"),
	                 "http://deb.vendor.example/debian https://apt.vendor.example/x "
	                 "https://flat.vendor.example/repo https://mirrors.vendor.example/list.txt "
	                 "http://onion.vendor.example/debian ");
	ck_assert_str_eq(items("approved_repo_keys"), "0123456789ABCDEF0123456789abcdef01234567 ");
	ck_assert_uint_eq(schain__policy_classify_host(policy, SCHAIN_STRING("apt.vendor.example")) &
	                          SCHAIN__HOST_APPROVED,
	                  SCHAIN__HOST_APPROVED);
	ck_assert(schain__policy_matches(policy, SCHAIN__KEY_APPROVED_REPOS,
	                                 SCHAIN_STRING("http://deb.vendor.example/debian/dists/x")));
	ck_assert(!schain__policy_matches(policy, SCHAIN__KEY_APPROVED_REPOS,
	                                  SCHAIN_STRING("http://deb.vendor.example/other")));
	/* The same again is nothing new. */
	import(SCHAIN_IMPORT_APT_SOURCES, "deb http://deb.vendor.example/debian sid main\n", 0);
}
END_TEST

START_TEST(apt_sources_of_deb822)
{
	import(SCHAIN_IMPORT_APT_SOURCES,
	       "# Debian's own\n"
	       "Types: deb deb-src\n"
	       "URIs: http://deb.vendor.example/debian\n"
	       " https://mirror.vendor.example/debian\n"
	       "# within a stanza\n"
	       "Suites: bookworm bookworm-updates\n"
	       "Components: main\n"
	       "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n"
	       "\n"
	       "Types: deb\n"
	       "uris: https://off.vendor.example/x\n"
	       "Suites: ./\n"
	       "Enabled: no\n"
	       "\n"
	       "\n"
	       "Enabled: yes\n"
	       "Types: deb\n"
	       "URIs: https://key.vendor.example/x\n"
	       "Suites: stable\n"
	       "Signed-By:\n"
	       " -----BEGIN PGP PUBLIC KEY BLOCK-----\n"
	       " .\n"
	       " mDMEYCQjIxYJKwYBBAHaRw8BAQdAD/P5Nvvnvk66SxBBHDbhRml9ORg1WV5CvzKY\n"
	       " -----END PGP PUBLIC KEY BLOCK-----\n"
	       "\n"
	       "Types: deb\n"
	       "URIs: https://last.vendor.example/\n"
	       "Suites: stable\n"
	       "Signed-By: 0123456789ABCDEF0123456789ABCDEF01234567 89ABCDEF0123456789ABCDEF0123456789ABCDEF",
	       6);
	ck_assert_str_eq(items("approved_repos"),
	                 "http://deb.vendor.example/debian https://mirror.vendor.example/debian "
	                 "https://key.vendor.example/x https://last.vendor.example ");
	ck_assert_uint_eq(schain_policy_get_count(policy, "approved_repo_keys"), 2);
}
END_TEST

START_TEST(wrong_apt_sources_are_told_with_their_line)
{
	const uint32_t apt = SCHAIN_IMPORT_APT_SOURCES;

	assert_wrong(apt, "dbe http://a.example/ x\n", 1, "\"deb\" or \"deb-src\"");
	assert_wrong(apt, "deb http://a.example/ x y\ndeb [arch=amd64 http://a.example/ x\n", 2, "\"]\"");
	assert_wrong(apt, "deb\n", 1, "URI");
	assert_wrong(apt, "deb http://a.example/\n", 1, "suite");
	assert_wrong(apt, "deb http://a..b/ x y\n", 1, "empty label");
	assert_wrong(apt, "Types: deb\nURIs http://a.example/\n", 2, "\"Field: value\"");
}
END_TEST

START_TEST(yum_repositories)
{
	import(SCHAIN_IMPORT_YUM_REPO,
	       "# comment\n"
	       "[main]\n"
	       "gpgcheck=1\n"
	       "[base]\n"
	       "name=Vendor $releasever - Base\n"
	       "baseurl = https://yum.vendor.example/centos/$releasever/os/$basearch/\n"
	       "          https://mirror.vendor.example/centos/, https://third.vendor.example/\n"
	       "gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-vendor\n"
	       "enabled=1\n"
	       "[updates]\n"
	       "name=Updates\n"
	       "mirrorlist=https://lists.vendor.example/?release=$releasever&arch=$basearch\n"
	       "[extras]\n"
	       "metalink=https://meta.vendor.example/metalink?repo=extras-$releasever\n"
	       "[off]\n"
	       "baseurl=https://off.vendor.example/\n"
	       "enabled=0\n"
	       "[off-first]\n"
	       "enabled = False\n"
	       "baseurl=https://off.vendor.example/\n"
	       "[local]\n"
	       "baseurl=file:///srv/repo\n"
	       "[variable]\n"
	       "baseurl=https://$infra.vendor.example/x\n",
	       5);
	ck_assert_str_eq(items("approved_repos"),
	                 "https://yum.vendor.example/centos https://mirror.vendor.example/centos "
	                 "https://third.vendor.example https://lists.vendor.example "
	                 "https://meta.vendor.example ");
	assert_wrong(SCHAIN_IMPORT_YUM_REPO, "[a\n", 1, "no ]");
	assert_wrong(SCHAIN_IMPORT_YUM_REPO, "[a]\nbaseurl\n", 2, "key = value");
	assert_wrong(SCHAIN_IMPORT_YUM_REPO, "baseurl=https://a.example/\n", 1, "[section]");
}
END_TEST

START_TEST(npm_registries_without_their_credentials)
{
	import(SCHAIN_IMPORT_NPMRC,
	       "; npm\n"
	       "registry = \"https://npm.vendor.example:4873/\"\n"
	       "@acme:registry=https://u:p@acme.vendor.example/npm/\n"
	       "//npm.vendor.example/:_authToken=secret\n"
	       "always-auth\n"
	       "# registry=https://commented.example/\n"
	       "@env:registry=https://${NPM_HOST}/\n"
	       "cache=/tmp/x\n",
	       2);
	ck_assert_str_eq(items("approved_registries"), "npm.vendor.example acme.vendor.example ");
	ck_assert_uint_eq(schain__policy_classify_host(policy, SCHAIN_STRING("npm.vendor.example")),
	                  SCHAIN__HOST_REGISTRY);
	assert_wrong(SCHAIN_IMPORT_NPMRC, "a=b\nregistry=https://a b/\n", 2, "cannot be in a host");
}
END_TEST

START_TEST(pip_indexes_of_any_section)
{
	import(SCHAIN_IMPORT_PIP_CONF,
	       "[global]\n"
	       "timeout = 60\n"
	       "index_url = https://u:p@pypi.vendor.example/simple\n"
	       "extra-index-url =\n"
	       "    https://one.vendor.example/simple\n"
	       "    # not this one\n"
	       "    https://two.vendor.example/simple\n"
	       "[install]\n"
	       "trusted-host = pypi.vendor.example\n"
	       "               three.vendor.example:8080\n"
	       "find-links = /srv/wheels\n"
	       "find-links = https://wheels.vendor.example/\n",
	       5);
	ck_assert_str_eq(items("approved_registries"),
	                 "pypi.vendor.example one.vendor.example two.vendor.example "
	                 "three.vendor.example wheels.vendor.example ");
	assert_wrong(SCHAIN_IMPORT_PIP_CONF, "[global]\nnonsense\n", 2, "key = value");
}
END_TEST

START_TEST(brew_taps_as_listed_or_from_their_remotes)
{
	import(SCHAIN_IMPORT_BREW_TAPS, "acme/tools\nVendor/homebrew.x\n", 2);
	import(SCHAIN_IMPORT_BREW_TAPS,
	       "[core]\n\tbare = false\n"
	       "[remote \"origin\"]\n"
	       "\turl = https://git.vendor.example/acme/homebrew-extra.git\n"
	       "\tfetch = +refs/heads/*:refs/remotes/origin/*\n"
	       "[branch \"main\"]\n\tremote = origin\n",
	       1);
	import(SCHAIN_IMPORT_BREW_TAPS,
	       "[remote \"origin\"]\n\turl = git@git.vendor.example:acme/homebrew-ssh\n", 1);
	import(SCHAIN_IMPORT_BREW_TAPS, "[remote \"origin\"]\n\turl = /srv/tap\n", 1);
	ck_assert_str_eq(items("brew_taps_allow_list"),
	                 "acme/tools Vendor/homebrew.x acme/extra acme/ssh srv/tap ");
	/* A code host serves anyone's code: a tap does not approve it. */
	ck_assert_uint_eq(schain__policy_classify_host(policy, SCHAIN_STRING("git.vendor.example")), 0);
	assert_wrong(SCHAIN_IMPORT_BREW_TAPS, "acme/tools\nacme tools\n", 2, "\"owner/name\"");
}
END_TEST

START_TEST(empty_files_are_nothing_and_unknown_formats_an_error)
{
	for (uint32_t format = 1; format <= SCHAIN_IMPORT_BREW_TAPS; format++) {
		import(format, "", 0);
		import(format, "\n\r\n   \n", 0);
	}
	ck_assert_int_eq(schain_policy_import(policy, 0, SCHAIN_STRING(""), "x", NULL, &error),
	                 SCHAIN_E_FORMAT);
	ck_assert_int_eq(schain_policy_import(policy, 6, SCHAIN_STRING(""), "x", NULL, &error),
	                 SCHAIN_E_FORMAT);
}
END_TEST

/* Bytes of every kind at every place: an error or not, but never a crash (run under sanitizers). */
START_TEST(damaged_files_do_no_harm)
{
	static const char *const seeds[] = {
		"deb [arch=a signed-by=x] https://u@a.example/$(ARCH) x # c\n",
		"Types: deb\nURIs: https://a.example/x\n b\nSigned-By:\n x\n\n",
		"[a]\nbaseurl=https://a.example/$x/y\n c\nenabled=0\n",
		"@a:registry=\"https://a.example\"\n",
		"[remote \"o\"]\nurl=git@a.example:b/homebrew-c.git\n",
	};
	char text[128];

	for (size_t s = 0; s < sizeof seeds / sizeof *seeds; s++)
		for (size_t at = 0; at < strlen(seeds[s]); at++)
			for (int kind = 0; kind < 4; kind++) {
				memcpy(text, seeds[s], strlen(seeds[s]) + 1);
				text[at] = "\0\n[\xff"[kind];
				schain_policy_import(policy, (uint32_t)(s + 1),
				                     schain__string(text, strlen(seeds[s])), "x",
				                     NULL, NULL);
				schain_policy_import(policy, (uint32_t)(s + 1),
				                     schain__string(seeds[s], at), "x", NULL, NULL);
			}
}
END_TEST

#ifndef _WIN32 /* one system's directories are enough: what is tested has no other calls */
static void write_file(const char *root, const char *path, const char *text)
{
	char name[512];
	FILE *file;

	snprintf(name, sizeof name, "%s/%s", root, path);
	for (char *slash = strchr(name + strlen(root) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		mkdir(name, 0700);
		*slash = '/';
	}
	file = fopen(name, "wb");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

START_TEST(a_host_is_imported_from_its_root)
{
	char root[] = "import-host.XXXXXX";
	char command[64];
	size_t added = 0;

	ck_assert_ptr_nonnull(mkdtemp(root));
	ck_assert_int_eq(schain_policy_import_host(policy, root, &added, &error), SCHAIN_OK);
	ck_assert_uint_eq(added, 0);
	write_file(root, "etc/apt/sources.list.d/b.list", "deb http://b.vendor.example/ x y\n");
	write_file(root, "etc/apt/sources.list.d/a.list", "deb http://a.vendor.example/ x y\n");
	write_file(root, "etc/apt/sources.list.d/c.sources",
	           "Types: deb\nURIs: http://c.vendor.example/\n");
	write_file(root, "etc/apt/sources.list.d/a.list.bak", "nonsense\n");
	write_file(root, "etc/yum.repos.d/x.repo", "[x]\nbaseurl=http://x.vendor.example/\n");
	write_file(root, "home/bob/.npmrc", "registry=https://npm.vendor.example\n");
	write_file(root, "etc/pip.conf", "[global]\nindex-url=https://pypi.vendor.example\n");
	write_file(root, "opt/homebrew/Library/Taps/acme/homebrew-x/.git/config",
	           "[remote \"origin\"]\n\turl = https://git.vendor.example/acme/homebrew-x\n");
	ck_assert_int_eq(schain_policy_import_host(policy, root, &added, &error), SCHAIN_OK);
	ck_assert_uint_eq(added, 7);
	ck_assert_str_eq(items("approved_repos"),
	                 "http://a.vendor.example http://b.vendor.example http://c.vendor.example "
	                 "http://x.vendor.example ");
	ck_assert_str_eq(items("approved_registries"), "npm.vendor.example pypi.vendor.example ");
	ck_assert_str_eq(items("brew_taps_allow_list"), "acme/x ");
	/* One wrong file, and nothing of the host is taken. */
	write_file(root, "etc/apt/sources.list.d/0.list", "deb http://0.vendor.example/ x y\n");
	write_file(root, "etc/yum.repos.d/x.repo", "[x\n");
	ck_assert_int_eq(schain_policy_import_host(policy, root, &added, &error), SCHAIN_E_SYNTAX);
	ck_assert_ptr_nonnull(strstr(error.where, "etc/yum.repos.d/x.repo"));
	ck_assert_uint_eq(schain_policy_get_count(policy, "approved_repos"), 4);
	snprintf(command, sizeof command, "rm -rf %s", root);
	ck_assert_int_eq(system(command), 0);
}
END_TEST

#endif

int main(void)
{
	Suite *suite = suite_create("policy imports");
	TCase *tests = tcase_create("import");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, apt_sources_of_one_line);
	tcase_add_test(tests, apt_sources_of_deb822);
	tcase_add_test(tests, wrong_apt_sources_are_told_with_their_line);
	tcase_add_test(tests, yum_repositories);
	tcase_add_test(tests, npm_registries_without_their_credentials);
	tcase_add_test(tests, pip_indexes_of_any_section);
	tcase_add_test(tests, brew_taps_as_listed_or_from_their_remotes);
	tcase_add_test(tests, empty_files_are_nothing_and_unknown_formats_an_error);
	tcase_add_test(tests, damaged_files_do_no_harm);
#ifndef _WIN32
	tcase_add_test(tests, a_host_is_imported_from_its_root);
#endif
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
