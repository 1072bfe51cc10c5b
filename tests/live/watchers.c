/* SPDX-License-Identifier: Apache-2.0 */
/* Those who look on get whole lines, and are never waited for. */
#include "line.h"
#include "watchers.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char folder[] = "/tmp/watchers.XXXXXX", path[64];
static struct watchers *watchers;

static void greet(void *context, struct watcher *watcher)
{
	(void)context;
	watcher_tell(watcher, "hello\n", 6);
}

static void set_up(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/socket", folder);
	watchers = watchers_open(path, greet, NULL);
	ck_assert_ptr_nonnull(watchers);
}

static void tear_down(void)
{
	watchers_close(watchers);
	ck_assert_int_eq(rmdir(folder), 0); /* so the socket is gone */
}

/* Connected, and let in. */
static int come(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
	char word[6];

	strcpy(address.sun_path, path);
	ck_assert_int_eq(connect(descriptor, (struct sockaddr *)&address, sizeof address), 0);
	watchers_turn(watchers);
	ck_assert_int_eq(recv(descriptor, word, sizeof word, 0), 6);
	ck_assert_mem_eq(word, "hello\n", 6);
	return descriptor;
}

START_TEST(only_owner_and_group_may_connect)
{
	struct stat about;

	ck_assert_int_eq(stat(path, &about), 0);
	ck_assert_int_eq(about.st_mode & 07777, 0660);
}
END_TEST

START_TEST(who_goes_is_noticed)
{
	int one = come(), other = come();

	ck_assert_uint_eq(watchers_count(watchers), 2);
	close(one);
	watchers_turn(watchers);
	ck_assert_uint_eq(watchers_count(watchers), 1);
	ck_assert_int_eq(send(other, "words", 5, 0), 5);
	watchers_turn(watchers);
	ck_assert_uint_eq(watchers_count(watchers), 1);
	close(other);
	watchers_turn(watchers);
	ck_assert_uint_eq(watchers_count(watchers), 0);
	ck_assert_uint_eq(watchers_dropped(watchers), 0);
}
END_TEST

START_TEST(the_ninth_is_turned_away)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int list[9];
	char byte;

	for (int i = 0; i < 8; i++)
		list[i] = come();
	list[8] = socket(AF_UNIX, SOCK_STREAM, 0);
	strcpy(address.sun_path, path);
	ck_assert_int_eq(connect(list[8], (struct sockaddr *)&address, sizeof address), 0);
	watchers_turn(watchers);
	ck_assert_int_eq(recv(list[8], &byte, 1, 0), 0);
	ck_assert_uint_eq(watchers_count(watchers), 8);
	for (int i = 0; i < 9; i++)
		close(list[i]);
}
END_TEST

/* 3 MB: more than a socket's buffer and a watcher's room hold. */
START_TEST(who_does_not_read_is_let_go_and_holds_up_nobody)
{
	enum { LINES = 48, SIZE = 65536 };
	static char line[SIZE], data[SIZE];
	int sleeper = come(), reader = come();
	size_t got = 0;

	memset(line, 'x', SIZE - 1);
	line[SIZE - 1] = '\n';
	fcntl(reader, F_SETFL, O_NONBLOCK);
	for (int i = 0; i < LINES; i++) {
		ssize_t size;

		watchers_tell_all(watchers, line, SIZE);
		for (;;) {
			watchers_turn(watchers);
			size = recv(reader, data, SIZE, 0);
			if (size <= 0)
				break;
			for (ssize_t at = 0; at < size; at++, got++)
				ck_assert_int_eq(data[at], line[got % SIZE]);
		}
	}
	ck_assert_uint_eq(got, (size_t)LINES * SIZE);
	ck_assert_uint_eq(watchers_dropped(watchers), 1);
	ck_assert_uint_eq(watchers_count(watchers), 1);
	close(sleeper);
	close(reader);
}
END_TEST

START_TEST(a_socket_that_was_left_behind_is_replaced_and_nothing_else)
{
	struct watchers *other = watchers_open(path, greet, NULL);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char name[160];
	int left;

	ck_assert_ptr_null(other); /* this one answers */
	snprintf(name, sizeof name, "%s/left", folder);
	memcpy(address.sun_path, name, strlen(name) + 1);
	left = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(left, (struct sockaddr *)&address, sizeof address), 0);
	close(left);
	other = watchers_open(name, greet, NULL);
	ck_assert_ptr_nonnull(other);
	watchers_close(other);
	ck_assert_int_ne(access(name, F_OK), 0);
	close(open(name, O_CREAT | O_WRONLY, 0600));
	ck_assert_ptr_null(watchers_open(name, greet, NULL));
	ck_assert_int_eq(unlink(name), 0);
	snprintf(name, sizeof name, "%s/%060d/%040d", folder, 0, 0);
	ck_assert_ptr_null(watchers_open(name, greet, NULL));
}
END_TEST

START_TEST(hostile_text_is_ascii)
{
	/* A quote, a line feed, U+202E, U+1F600, an overlong slash, a surrogate, a cut letter. */
	static const char text[] = "\"\n\xe2\x80\xae\xf0\x9f\x98\x80\xc0\xaf\xed\xa0\x80\xc3";
	struct line line = { NULL, 0, 0, 0 };

	line_string(&line, (schain_string){ text, sizeof text - 1 });
	line_add(&line, "", 1);
	ck_assert_str_eq(line.data, "\"\\\"\\u000a\\u202e\\ud83d\\ude00\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\"");
	line_free(&line);
	line_string(&line, (schain_string){ NULL, 0 });
	line_time(&line, INT64_C(1772366400125) * 1000000);
	line_add(&line, "", 1);
	ck_assert_str_eq(line.data, "null\"2026-03-01T12:00:00.125Z\"");
	line_free(&line);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("watchers");
	TCase *tests = tcase_create("watchers");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, only_owner_and_group_may_connect);
	tcase_add_test(tests, who_goes_is_noticed);
	tcase_add_test(tests, the_ninth_is_turned_away);
	tcase_add_test(tests, who_does_not_read_is_let_go_and_holds_up_nobody);
	tcase_add_test(tests, a_socket_that_was_left_behind_is_replaced_and_nothing_else);
	tcase_add_test(tests, hostile_text_is_ascii);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
