/* SPDX-License-Identifier: Apache-2.0 */
#include "product.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check_case(const char *format, const product_case *given)
{
	outcome run;

	run_init(&run);
	run_text(&run, given->record);
	ck_assert_msg(run.status == SCHAIN_OK, "%s: %s", given->record, run.error.message);
	ck_assert_msg(run.format && !strcmp(run.format, format), "%s: taken for %s", given->record,
	              run.format ? run.format : "nothing");
	ck_assert_msg(!run.problems.size, "%s: %s", given->record, run.problems.data);
	ck_assert_msg(run.statistics.events == (given->pieces[0] != NULL), "%s: %llu events",
	              given->record, (unsigned long long)run.statistics.events);
	for (size_t i = 0; i < PIECES && given->pieces[i]; i++)
		ck_assert_msg(strstr(run.events.data, given->pieces[i]) != NULL, "%s: no %s in %s",
		              given->record, given->pieces[i], run.events.data);
	run_dispose(&run);
}

void check_cases(const char *format, const product_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_case(format, &cases[i]);
}

void check_damage(const char *format, const char *input)
{
	size_t size = strlen(input);
	schain_decoder_options options;
	char *copy = malloc(size + 1);
	outcome run;

	ck_assert_ptr_nonnull(copy);
	for (size_t i = 0; i < size; i += 1 + size / 64) {
		static const char damage[] = { '"', '{', 0, '\xff' };

		memcpy(copy, input, size + 1);
		copy[i] = damage[i % 5 % sizeof damage];
		run_init(&run);
		run.options.format = format;
		run_bytes(&run, copy, i % 3 ? size : i, 0); /* and cut short there */
		ck_assert_int_eq(run.status, SCHAIN_OK);
		run_dispose(&run);
	}
	free(copy);
	schain_decoder_options_init(&options, sizeof options);
	options.format = format;
	fail_each_allocation(&options, input, size);
}

/* Path of a file of the test data; 0 where no directory is named. */
static int find_test_data(const char *name, char *path, size_t size)
{
	const char *directory = getenv("SCHAIN_TEST_DATA");

	return directory && (size_t)snprintf(path, size, "%s/%s", directory, name) < size;
}

int has_test_data(const char *name)
{
	char path[1024];
	FILE *file = find_test_data(name, path, sizeof path) ? fopen(path, "rb") : NULL;

	if (!file) {
		printf("skipped: no %s below SCHAIN_TEST_DATA\n", name);
		return 0;
	}
	fclose(file);
	return 1;
}

int decode_test_data(outcome *run, const char *name)
{
	char path[1024], *data;
	size_t size;

	if (!has_test_data(name) || !find_test_data(name, path, sizeof path))
		return 0;
	data = read_file(path, &size);
	ck_assert_ptr_nonnull(data);
	run_init(run);
	run_bytes(run, data, size, 0);
	free(data);
	ck_assert_int_eq(run->status, SCHAIN_OK);
	return 1;
}
