/* SPDX-License-Identifier: Apache-2.0 */
/* Stores: what goes in comes out, damage is told, memory may be out, readers go on. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reputation/store.h"
#include "reputation/version.h"

#define NOW INT64_C(1767225600000000000) /* 2026-01-01 */

static char folder[] = "/tmp/schain-store-XXXXXX";
static char store_path[64], list_path[64];
static schain_error error;

static void set_up(void)
{
	strcpy(folder + sizeof folder - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(store_path, sizeof store_path, "%s/store", folder);
	snprintf(list_path, sizeof list_path, "%s/list.txt", folder);
	schain_error_init(&error, sizeof error);
}

static void tear_down(void)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
}

static void write_file(const char *path, const void *data, size_t size)
{
	FILE *file = fopen(path, "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(data, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
}

/* `text` NULL: the list that is there. */
static schain_status import_with(const schain_allocator *allocator, const char *text, uint64_t memory)
{
	schain_reputation_import_options options = SCHAIN_REPUTATION_IMPORT_OPTIONS_INIT;
	schain_reputation_import *import = NULL;
	schain_status status;

	if (text)
		write_file(list_path, text, strlen(text));
	options.allocator = allocator;
	options.store = store_path;
	options.now = NOW;
	options.memory_limit = memory;
	status = schain_reputation_import_new(&options, &import, &error);
	if (status == SCHAIN_OK)
		status = schain_reputation_import_add(import, list_path, &error);
	if (status == SCHAIN_OK)
		status = schain_reputation_import_finish(import, &error);
	schain_reputation_import_free(import);
	return status;
}

static schain_reputation *open_store(void)
{
	schain_reputation *store = NULL;

	ck_assert_int_eq(schain_reputation_open(store_path, NULL, &store, &error), SCHAIN_OK);
	return store;
}

static size_t count_of(const schain_reputation *store, uint32_t kind, const char *subject)
{
	size_t count = 99;

	ck_assert_int_eq(schain_reputation_find(store, kind, schain_string_of(subject), NOW, NULL,
	                                        sizeof(schain_reputation_entry), 0, &count),
	                 SCHAIN_OK);
	return count;
}

/* A hash that depends on its number alone: multiples of odd constants. */
static void hash_of(unsigned number, char *hex)
{
	for (unsigned i = 0; i < 8; i++)
		snprintf(hex + 8 * i, 9, "%08x", (number * 8 + i + 1) * 2654435761u ^ number);
}

static char *list_of(unsigned from, unsigned count)
{
	char *text = malloc(count * 65 + 1);

	ck_assert_ptr_nonnull(text);
	for (unsigned i = 0; i < count; i++) {
		hash_of(from + i, text + i * 65);
		text[i * 65 + 64] = '\n';
	}
	text[count * 65] = 0;
	return text;
}

START_TEST(every_hash_is_found_and_no_other)
{
	enum { COUNT = 20000 };
	char *text = list_of(0, COUNT), hex[65];
	schain_reputation *store;

	/* So little memory that many runs are merged. */
	ck_assert_int_eq(import_with(NULL, text, 1 << 16), SCHAIN_OK);
	store = open_store();
	ck_assert_int_eq(schain_reputation_verify(store, &error), SCHAIN_OK);
	for (unsigned i = 0; i < 2 * COUNT; i++) {
		hash_of(i, hex);
		ck_assert_uint_eq(count_of(store, SCHAIN_REPUTATION_SHA256, hex), i < COUNT);
	}
	schain_reputation_close(store);
	free(text);
}
END_TEST

/* A digit at a time against strtoul(), each byte there is at each of the 32 places. */
START_TEST(hex_is_read_as_the_c_library_reads_it)
{
	for (unsigned place = 0; place < 32; place++)
		for (unsigned c = 0; c < 256; c++) {
			char hex[] = "0123456789abcdefABCDEF9876543210", digits[3] = "";
			unsigned char key[SCHAIN__REP_KEY];
			int is_digit = c && strchr("0123456789abcdefABCDEF", (int)c);

			hex[place] = (char)c;
			ck_assert_int_eq(schain__rep_key_of_hex(hex, key), is_digit ? 0 : -1);
			for (size_t i = 0; is_digit && i < sizeof key; i++) {
				memcpy(digits, hex + 2 * i, 2);
				ck_assert_uint_eq(key[i], strtoul(digits, NULL, 16));
			}
		}
}
END_TEST

START_TEST(ranges_in_each_other_are_all_told)
{
	schain_reputation *store;

	ck_assert_int_eq(import_with(NULL,
	                             "10.0.0.0/8\n10.1.0.0/16\n10.1.2.3\n10.255.255.255\n::/0\n"
	                             "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\n192.0.2.4-192.0.2.6\n",
	                             0),
	                 SCHAIN_OK);
	store = open_store();
	/* One source: its claims on an address are united, with all ranges as scope. */
	for (int i = 0; i < 2; i++) {
		schain_reputation_entry entry;
		static const char *const addresses[] = { "10.1.2.3", "192.0.2.7" };
		static const char *const scopes[] = { "10.0.0.0/8|10.1.0.0/16|10.1.2.3|::/0", "::/0" };
		size_t count = 0, length = 0;

		ck_assert_int_eq(schain_reputation_find(store, SCHAIN_REPUTATION_ADDRESS,
		                                        schain_string_of(addresses[i]), 0, &entry,
		                                        sizeof entry, 1, &count),
		                 SCHAIN_OK);
		ck_assert_uint_eq(count, 1);
		length = strlen(scopes[i]);
		ck_assert_uint_eq(entry.scope.length, length);
		for (const char *part = scopes[i]; part; part = strchr(part + 1, '|'))
			ck_assert_ptr_nonnull(memmem(entry.scope.data, entry.scope.length, part + (*part == '|'),
			                             strcspn(part + (*part == '|'), "|")));
	}
	ck_assert_uint_eq(count_of(store, SCHAIN_REPUTATION_ADDRESS,
	                           "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), 1);
	schain_reputation_close(store);
}
END_TEST

static const char mixed[] =
	"evil.example # one\nhttp://evil.example/x\n192.0.2.0/24\nnpm:left-pad:1.3.0\n"
	"d41d8cd98f00b204e9800998ecf8427e\nda39a3ee5e6b4b0d3255bfef95601890afd80709\n"
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n";

static void look_everywhere(const schain_reputation *store)
{
	static const char *const subjects[] = {
		"", "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"d41d8cd98f00b204e9800998ecf8427e", "a.evil.example", "192.0.2.9", "http://evil.example/x",
		"d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e", "1f", "acme",
		"pkg:npm/left-pad@1.3.0",
	};

	for (uint32_t kind = 1; kind < SCHAIN__REP_KINDS; kind++)
		count_of(store, kind, subjects[kind]);
}

static int ignore(void *context, const schain_reputation_entry *entry)
{
	*(size_t *)context += entry->subject.length + entry->remark.length + entry->scope.length;
	return 0;
}

static unsigned char *read_store(size_t *ret_size)
{
	FILE *file = fopen(store_path, "rb");
	struct stat status;
	unsigned char *data;

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fstat(fileno(file), &status), 0);
	*ret_size = (size_t)status.st_size;
	data = malloc(*ret_size);
	ck_assert_uint_eq(fread(data, 1, *ret_size, file), *ret_size);
	fclose(file);
	return data;
}

static int is_in_a_part(const unsigned char *data, size_t at)
{
	const schain__rep_header *header = (const void *)data;
	const schain__rep_section *sections = (const void *)(data + header->sections);

	if (at < sizeof *header || at >= header->sections)
		return 1;
	for (uint32_t i = 0; i < header->section_count; i++)
		if (at >= sections[i].offset && at < sections[i].offset + sections[i].size)
			return 1;
	return 0;
}

START_TEST(a_flipped_bit_anywhere_is_told_and_harms_nobody)
{
	size_t size, flipped = 0;
	unsigned char *data;

	ck_assert_int_eq(import_with(NULL, mixed, 0), SCHAIN_OK);
	data = read_store(&size);
	for (size_t at = 0; at < size; at++) {
		schain_reputation *store = NULL;
		size_t sum = 0;

		if (!is_in_a_part(data, at))
			continue;
		data[at] ^= (unsigned char)(1u << at % 8);
		write_file(store_path, data, size);
		if (schain_reputation_open(store_path, NULL, &store, &error) == SCHAIN_OK) {
			ck_assert_int_eq(schain_reputation_verify(store, &error), SCHAIN_E_DAMAGED);
			look_everywhere(store);
			for (uint32_t kind = 1; kind < SCHAIN__REP_KINDS; kind++)
				schain_reputation_list(store, kind, ignore, &sum, &error);
		} else {
			ck_assert(error.code == SCHAIN_E_DAMAGED || error.code == SCHAIN_E_FORMAT);
			ck_assert_int_ne(error.message[0], 0);
		}
		schain_reputation_close(store);
		data[at] ^= (unsigned char)(1u << at % 8);
		flipped++;
	}
	ck_assert_uint_gt(flipped, 1000);
	free(data);
}
END_TEST

START_TEST(a_store_cut_short_is_refused)
{
	size_t size;
	unsigned char *data;

	ck_assert_int_eq(import_with(NULL, mixed, 0), SCHAIN_OK);
	data = read_store(&size);
	for (size_t left = 0; left < size; left += left < 128 ? 1 : 97) {
		schain_reputation *store = NULL;

		write_file(store_path, data, left);
		ck_assert_int_lt(schain_reputation_open(store_path, NULL, &store, &error), 0);
		ck_assert_ptr_null(store);
	}
	free(data);
}
END_TEST

START_TEST(who_has_the_old_store_open_goes_on_reading_it)
{
	schain_reputation *old, *new;

	ck_assert_int_eq(import_with(NULL, "old.example\n", 0), SCHAIN_OK);
	old = open_store();
	ck_assert_int_eq(import_with(NULL, "new.example\n", 0), SCHAIN_OK);
	new = open_store();
	ck_assert_uint_eq(count_of(old, SCHAIN_REPUTATION_DOMAIN, "old.example"), 1);
	ck_assert_uint_eq(count_of(old, SCHAIN_REPUTATION_DOMAIN, "new.example"), 0);
	ck_assert_uint_eq(count_of(new, SCHAIN_REPUTATION_DOMAIN, "old.example"), 0);
	ck_assert_uint_eq(count_of(new, SCHAIN_REPUTATION_DOMAIN, "new.example"), 1);
	schain_reputation_close(old);
	schain_reputation_close(new);
}
END_TEST

START_TEST(one_import_at_a_time)
{
	schain_reputation_import_options options = SCHAIN_REPUTATION_IMPORT_OPTIONS_INIT;
	schain_reputation_import *first = NULL, *second = NULL;

	options.store = store_path;
	options.now = NOW;
	ck_assert_int_eq(schain_reputation_import_new(&options, &first, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_reputation_import_new(&options, &second, &error), SCHAIN_E_STATE);
	ck_assert_ptr_null(second);
	schain_reputation_import_free(first);
}
END_TEST

typedef struct budget {
	size_t left;
	size_t held;
} budget;

static void *budget_allocate(void *context, size_t size)
{
	budget *self = context;

	if (!self->left)
		return NULL;
	self->left--;
	self->held += size;
	return malloc(size);
}

static void *budget_reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	budget *self = context;

	if (!self->left)
		return NULL;
	self->left--;
	self->held += size - old_size;
	return realloc(memory, size);
}

static void budget_release(void *context, void *memory, size_t size)
{
	budget *self = context;

	self->held -= size;
	free(memory);
}

START_TEST(an_import_without_memory_leaves_the_old_store)
{
	budget self;
	schain_allocator allocator = { sizeof allocator, 0, budget_allocate, budget_reallocate,
		                           budget_release, &self };
	schain_status status = SCHAIN_E_MEMORY;
	size_t allowed;

	ck_assert_int_eq(import_with(NULL, "old.example\n", 0), SCHAIN_OK);
	write_file(list_path, mixed, strlen(mixed));
	for (allowed = 0; status != SCHAIN_OK && allowed < 1000; allowed++) {
		schain_reputation *store;

		self.left = allowed;
		self.held = 0;
		status = import_with(&allocator, NULL, 0);
		ck_assert_uint_eq(self.held, 0);
		if (status == SCHAIN_OK)
			break;
		ck_assert_int_eq(status, SCHAIN_E_MEMORY);
		store = open_store();
		ck_assert_uint_eq(count_of(store, SCHAIN_REPUTATION_DOMAIN, "old.example"), 1);
		schain_reputation_close(store);
	}
	ck_assert_int_eq(status, SCHAIN_OK);
	ck_assert_uint_gt(allowed, 20);
}
END_TEST

/* fleur's test suite: the bits of "bar" in a filter of 100,000 at 1 %. */
START_TEST(a_bloom_filter_is_read_as_its_makers_do)
{
	static const uint32_t bits[] = { 20311, 36825, 412501, 835777, 658914, 853361, 307361 };
	/* m = 100000 * 4.60517 / 0.480453 = 958505.8, which fleur rounds down */
	const uint64_t numbers[] = { 1, 100000, 0, 7, 958505, 1 };
	const double rate = 0.01;
	static unsigned char file[48 + (958505 + 63) / 64 * 8];

	memcpy(file, numbers, sizeof numbers);
	memcpy(file + 16, &rate, sizeof rate);
	for (size_t i = 0; i < 7; i++)
		file[48 + bits[i] / 8] |= (unsigned char)(1u << bits[i] % 8);
	ck_assert(schain__rep_bloom_holds(file, sizeof file, "bar", 3));
	ck_assert(!schain__rep_bloom_holds(file, sizeof file, "baz", 3));
	for (size_t i = 0; i < 7; i++) {
		file[48 + bits[i] / 8] ^= (unsigned char)(1u << bits[i] % 8);
		ck_assert(!schain__rep_bloom_holds(file, sizeof file, "bar", 3));
		file[48 + bits[i] / 8] ^= (unsigned char)(1u << bits[i] % 8);
	}
	ck_assert(!schain__rep_bloom_holds(file, sizeof file - 8, "bar", 3));
	ck_assert(!schain__rep_bloom_holds(file, 47, "bar", 3));
}
END_TEST

START_TEST(versions_are_in_the_order_of_their_makers)
{
	/* Semantic Versioning 2.0.0, 11.4; Debian Policy 5.6.12; PEP 440. */
	static const char *const ordered[] = { "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
		                                   "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
		                                   "1.0.0-rc.1", "1.0.0", "1.0.1", "1.0.10", "1.2", "2.0~rc1",
		                                   "2.0", "2.0-1", "2.1b1", "2.1" };

	for (size_t i = 0; i < sizeof ordered / sizeof *ordered; i++)
		for (size_t j = 0; j < sizeof ordered / sizeof *ordered; j++) {
			int order = schain__rep_version_compare(schain_string_of(ordered[i]),
			                                        schain_string_of(ordered[j]));

			ck_assert_msg((order > 0) - (order < 0) == (i > j) - (i < j), "%s, %s: %d", ordered[i],
			              ordered[j], order);
		}
	ck_assert_int_eq(schain__rep_version_compare(SCHAIN_STRING("v1.0+build.5"), SCHAIN_STRING("1.0")), 0);
	ck_assert(schain__rep_version_is_in(SCHAIN_STRING("1.5"), SCHAIN_STRING("0.9|>=1.2 <2")));
	ck_assert(!schain__rep_version_is_in(SCHAIN_STRING("2"), SCHAIN_STRING("0.9|>=1.2 <2")));
	ck_assert(schain__rep_version_is_in(SCHAIN_STRING("7"), SCHAIN_STRING("*")));
}
END_TEST

START_TEST(subjects_have_one_spelling)
{
	static const struct {
		uint32_t kind;
		const char *written;
		const char *meant;
	} subjects[] = {
		{ SCHAIN_REPUTATION_DOMAIN, "*.Example.ORG.", "example.org" },
		{ SCHAIN_REPUTATION_DOMAIN, "exa mple.org", NULL },
		{ SCHAIN_REPUTATION_DOMAIN, "192.0.2.1", NULL },
		{ SCHAIN_REPUTATION_URL, "HTTPS://User@Example.org:443/Path?q#frag", "example.org/Path?q" },
		{ SCHAIN_REPUTATION_URL, "http://example.org", "example.org/" },
		{ SCHAIN_REPUTATION_URL, "example.org/path", "example.org/path" },
		{ SCHAIN_REPUTATION_URL, "ftp://example.org:80/a", "ftp://example.org:80/a" },
		{ SCHAIN_REPUTATION_URL, "/path", NULL },
		{ SCHAIN_REPUTATION_SERIAL, "0x00:0A:bC", "abc" },
		{ SCHAIN_REPUTATION_SIGNER, " Acme   LTD ", "acme ltd" },
		{ SCHAIN_REPUTATION_PACKAGE, "pkg:npm/%40Scope/Name@1.0?x#y", "pkg:npm/@scope/name" },
		{ SCHAIN_REPUTATION_PACKAGE, "pkg:pip/Some_Package.Name", "pkg:pypi/some-package-name" },
		{ SCHAIN_REPUTATION_PACKAGE, "pkg:npm/", NULL },
		{ SCHAIN_REPUTATION_PACKAGE, "pkg:npm", NULL },
	};
	static schain__rep_subject read;

	for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
		int status = schain__rep_subject_read(&read, subjects[i].kind,
		                                      schain_string_of(subjects[i].written));

		ck_assert_msg((status == 0) == (subjects[i].meant != NULL), "%s", subjects[i].written);
		if (subjects[i].meant)
			ck_assert_msg(read.text.length == strlen(subjects[i].meant) &&
			                      !memcmp(read.text.data, subjects[i].meant, read.text.length),
			              "%s: %.*s", subjects[i].written, (int)read.text.length, read.text.data);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reputation/store");
	TCase *one = tcase_create("store");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(one, set_up, tear_down);
	tcase_add_test(one, every_hash_is_found_and_no_other);
	tcase_add_test(one, hex_is_read_as_the_c_library_reads_it);
	tcase_add_test(one, ranges_in_each_other_are_all_told);
	tcase_add_test(one, a_flipped_bit_anywhere_is_told_and_harms_nobody);
	tcase_add_test(one, a_store_cut_short_is_refused);
	tcase_add_test(one, who_has_the_old_store_open_goes_on_reading_it);
	tcase_add_test(one, one_import_at_a_time);
	tcase_add_test(one, an_import_without_memory_leaves_the_old_store);
	tcase_add_test(one, a_bloom_filter_is_read_as_its_makers_do);
	tcase_add_test(one, versions_are_in_the_order_of_their_makers);
	tcase_add_test(one, subjects_have_one_spelling);
	suite_add_tcase(suite, one);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
