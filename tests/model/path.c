/* SPDX-License-Identifier: Apache-2.0 */
/* Paths as identities, the packages they lie in, and the products they tell. */
#include "model/path.h"
#include "model/product.h"

#include <check.h>
#include <stdlib.h>

/* Expected identities, from the systems' own rules: see each group. */
static const char *const same[][2] = {
	/* POSIX, 4.13: more slashes are one, "." is the folder itself. */
	{ "/usr/bin/sh", "/usr/bin/sh" },
	{ "/usr//bin///sh", "/usr/bin/sh" },
	{ "/./usr/./bin/sh", "/usr/bin/sh" },
	{ "/usr/bin/./././sh", "/usr/bin/sh" },
	{ "/usr/bin/.sh", "/usr/bin/.sh" },
	{ "/usr/bin/..sh", "/usr/bin/..sh" },
	/* Debian's and Fedora's merged /usr. */
	{ "/bin/sh", "/usr/bin/sh" },
	{ "/sbin/init", "/usr/sbin/init" },
	{ "/lib64/ld.so", "/usr/lib64/ld.so" },
	{ "/lib/x.so", "/usr/lib/x.so" },
	{ "/library/x", "/library/x" },
	/* Windows: case, either slash, prefixes of the Win32, NT and device namespaces. */
	{ "C:\\Windows\\System32\\cmd.exe", "/windows/system32/cmd.exe" },
	{ "c:/WINDOWS/system32/CMD.EXE", "/windows/system32/cmd.exe" },
	{ "\\\\?\\C:\\Windows\\System32\\cmd.exe", "/windows/system32/cmd.exe" },
	{ "\\??\\C:\\Windows\\System32\\cmd.exe", "/windows/system32/cmd.exe" },
	{ "\\\\.\\C:\\Windows\\System32\\cmd.exe", "/windows/system32/cmd.exe" },
	{ "\\Device\\HarddiskVolume12\\Windows\\System32\\cmd.exe", "/windows/system32/cmd.exe" },
	{ "C:\\Windows\\\\System32\\.\\cmd.exe", "/windows/system32/cmd.exe" },
	/* A Unix name may hold a backslash, and case counts. */
	{ "/opt/a\\b", "/opt/a\\b" },
	{ "/opt/A", "/opt/A" },
	{ "", "" },
	{ "/", "/" },
};

START_TEST(a_path_is_known_by_one_spelling)
{
	char buffer[SCHAIN__PATH_SIZE];
	schain_string given = schain__path_identity(schain_string_of(same[_i][0]), buffer);

	ck_assert_msg(schain__equal(given, schain_string_of(same[_i][1])), "%s gives %.*s", same[_i][0],
	              (int)given.length, given.length ? given.data : "");
}
END_TEST

START_TEST(paths_of_any_length_and_bytes_stay_in_the_buffer)
{
	static const char *const pieces[] = { "/", "\\", "C:", ".", "..", "\\\\?\\", "a", "~1", "/bin/",
		                              "\\Device\\HarddiskVolume", "\xff\x00", "node_modules" };
	char *text = malloc(3 * SCHAIN__PATH_SIZE), *buffer = malloc(SCHAIN__PATH_SIZE),
	     *coarse = malloc(SCHAIN__PATH_SIZE);
	uint64_t generator = 3;

	ck_assert(text && buffer && coarse);
	for (int round = 0; round < 3000; round++) {
		size_t length = 0;

		for (;;) {
			const char *piece;
			size_t size;

			generator = generator * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			piece = pieces[(generator >> 33) % (sizeof pieces / sizeof *pieces)];
			size = strlen(piece);
			if (((generator >> 60) == 0 && round % 10) || length + size > 2 * SCHAIN__PATH_SIZE)
				break;
			memcpy(text + length, piece, size);
			length += size;
		}
		{
			schain_string path = schain__string(text, length);
			schain_string identity = schain__path_identity(path, buffer);

			ck_assert_uint_le(identity.length, SCHAIN__PATH_SIZE);
			ck_assert_uint_le(schain__path_coarse(identity, coarse).length, SCHAIN__PATH_SIZE);
			ck_assert_uint_le(schain__path_package(path).length, length);
			schain__path_has_short_name(path);
		}
	}
	free(text);
	free(buffer);
	free(coarse);
}
END_TEST

START_TEST(a_path_from_a_folder_is_joined_unless_absolute)
{
	char buffer[SCHAIN__PATH_SIZE];

#define JOINED(directory, path) \
	schain__path_join(schain_string_of(directory), schain_string_of(path), buffer)
	ck_assert(schain__equal(JOINED("/opt", "a"), SCHAIN_STRING("/opt/a")));
	ck_assert(schain__equal(JOINED("/opt/", "./a"), SCHAIN_STRING("/opt/a")));
	ck_assert(schain__equal(JOINED("/opt", "/a"), SCHAIN_STRING("/a")));
	ck_assert(schain__equal(JOINED("C:\\x", "a.exe"), SCHAIN_STRING("C:\\x\\a.exe")));
	ck_assert(schain__equal(JOINED("", "a"), SCHAIN_STRING("a")));
}
END_TEST

/* npm's, pip's and gem's documented layouts. */
static const char *const packages[][2] = {
	{ "/app/node_modules/left-pad/index.js", "/app/node_modules/left-pad" },
	{ "/app/node_modules/@scope/name/lib/a.js", "/app/node_modules/@scope/name" },
	{ "/app/node_modules/a/node_modules/b/x.js", "/app/node_modules/a/node_modules/b" },
	{ "/usr/lib/python3/dist-packages/yaml/__init__.py", "/usr/lib/python3/dist-packages/yaml" },
	{ "/v/lib/python3.11/site-packages/six.py", "/v/lib/python3.11/site-packages/six.py" },
	{ "C:\\a\\node_modules\\b\\c.js", "C:\\a\\node_modules\\b" },
	{ "/app/node_modules/.bin/tool", "" },
	{ "/app/node_modules", "" },
	{ "/usr/bin/node", "" },
};

START_TEST(a_path_tells_the_package_it_lies_in)
{
	schain_string given = schain__path_package(schain_string_of(packages[_i][0]));

	ck_assert_msg(schain__equal(given, schain_string_of(packages[_i][1])), "%s gives %.*s",
	              packages[_i][0], (int)given.length, given.length ? given.data : "");
}
END_TEST

static const char *const products[][2] = {
	{ "/opt/acme/bin/agent", "/opt/acme" },
	{ "/usr/lib/firefox/firefox", "/usr/lib/firefox" },
	{ "/usr/bin/acme", "acme" },
	{ "/usr/lib/x86_64-linux-gnu/libcodec.so.5", "libcodec.so.5" },
	{ "C:\\Program Files\\Vendor\\Product\\bin\\a.exe", "/program files/vendor/product" },
	{ "/Applications/Acme.app/Contents/MacOS/Acme", "/Applications/Acme.app" },
};

START_TEST(a_path_tells_its_product)
{
	char buffer[SCHAIN__PRODUCT_SIZE];
	schain_string given = schain__product_of_path(schain_string_of(products[_i][0]), buffer);

	ck_assert_msg(schain__equal(given, schain_string_of(products[_i][1])), "%s gives %.*s",
	              products[_i][0], (int)given.length, given.length ? given.data : "");
}
END_TEST

#define COUNT(array) (int)(sizeof(array) / sizeof *(array))

int main(void)
{
	Suite *suite = suite_create("paths");
	TCase *tests = tcase_create("paths");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tests, a_path_is_known_by_one_spelling, 0, COUNT(same));
	tcase_add_test(tests, paths_of_any_length_and_bytes_stay_in_the_buffer);
	tcase_add_test(tests, a_path_from_a_folder_is_joined_unless_absolute);
	tcase_add_loop_test(tests, a_path_tells_the_package_it_lies_in, 0, COUNT(packages));
	tcase_add_loop_test(tests, a_path_tells_its_product, 0, COUNT(products));
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
