/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Owners of networks from MMDB files, which networks.py made with another
 * writer than libmaxminddb: what is expected stands there.
 */
#include "config.h"

#include "judges.h"

#ifdef HAVE_MAXMINDDB
#include <unistd.h>

static schain_egress *egress;
static schain_destination_kind kind;

static const char *path_of(const char *file)
{
	static char path[1024];
	const char *srcdir = getenv("SCHAIN_SRCDIR");

	snprintf(path, sizeof path, "%s/tests/egress/%s", srcdir ? srcdir : ".", file);
	return path;
}

static schain_status open_with(const char *path, schain_error *error)
{
	schain_egress_options options = SCHAIN_EGRESS_OPTIONS_INIT;

	schain_egress_free(egress);
	egress = NULL;
	options.network_file = path;
	options.memory = options.pairs = 1024;
	return schain_egress_new(&options, &egress, error);
}

static uint32_t owner_of(const char *address)
{
	schain_destination destination = SCHAIN_DESTINATION_INIT;

	destination.address = text(address);
	ck_assert_int_eq(schain_egress_classify(egress, &destination, &kind, NULL), SCHAIN_OK);
	return kind.network;
}

START_TEST(owners_are_read_as_both_makers_write_them)
{
	static const struct {
		const char *file, *address;
		uint32_t owner;
	} cases[] = {
		{ "networks-number.mmdb", "198.51.100.7", 64496 },
		{ "networks-number.mmdb", "::ffff:198.51.100.7", 64496 },
		{ "networks-number.mmdb", "203.0.113.7", 65551 },
		{ "networks-number.mmdb", "203.0.113.200", 0 }, /* an owner without a number */
		{ "networks-number.mmdb", "192.0.2.1", 0 },     /* text that is none */
		{ "networks-number.mmdb", "192.0.2.200", 0 },   /* no such key */
		{ "networks-number.mmdb", "198.18.0.1", 0 },    /* not in it */
		{ "networks-number.mmdb", "2001:db8::7", 64497 },
		{ "networks-number.mmdb", "2001:db9::7", 0 },
		{ "networks-text.mmdb", "198.51.100.7", 64498 },
		{ "networks-text.mmdb", "203.0.113.1", 0 },     /* "ASxyz" */
		{ "networks-text.mmdb", "203.0.113.65", 0 },    /* beyond 32 bits */
		{ "networks-text.mmdb", "203.0.113.130", 64499 }, /* without "AS" */
		{ "networks-text.mmdb", "203.0.113.200", 0 },   /* empty */
		{ "networks-text.mmdb", "192.0.2.1", 0 },       /* an array */
		{ "networks-text.mmdb", "2001:db8::7", 0 },     /* IPv6 in an IPv4 file */
		{ "networks-wide.mmdb", "198.51.100.7", 64496 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		ck_assert_int_eq(open_with(path_of(cases[i].file), NULL), SCHAIN_OK);
		ck_assert_msg(owner_of(cases[i].address) == cases[i].owner, "%s %s: %u", cases[i].file,
		              cases[i].address, kind.network);
	}
}
END_TEST

/* "Less than a thousandth of 200 destinations or more": doc/egress.md. */
START_TEST(a_network_that_hardly_anything_is_of_is_rare)
{
	ck_assert_int_eq(open_with(path_of("networks-number.mmdb"), NULL), SCHAIN_OK);
	for (int i = 0; i < 199; i++)
		owner_of("198.51.100.7");
	owner_of("203.0.113.7");
	ck_assert(!(kind.reasons & SCHAIN_REASON_RARE_NETWORK)); /* of the first 200 none is */
	owner_of("2001:db8::7");
	ck_assert(kind.reasons & SCHAIN_REASON_RARE_NETWORK);
	owner_of("2001:db8::7"); /* one of 201 is no longer less than a thousandth */
	ck_assert(!(kind.reasons & SCHAIN_REASON_RARE_NETWORK));
	owner_of("198.51.100.7");
	ck_assert(!(kind.reasons & SCHAIN_REASON_RARE_NETWORK));
	/* Whose owner is not known is of none. */
	owner_of("198.18.0.1");
	ck_assert(!(kind.reasons & SCHAIN_REASON_RARE_NETWORK));
}
END_TEST

static size_t read_whole(const char *path, unsigned char *data, size_t size)
{
	FILE *file = fopen(path, "rb");
	size_t length;

	ck_assert_ptr_nonnull(file);
	length = fread(data, 1, size, file);
	fclose(file);
	return length;
}

static void write_whole(const char *path, const unsigned char *data, size_t length)
{
	FILE *file = fopen(path, "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(data, 1, length, file), length);
	ck_assert_int_eq(fclose(file), 0);
}

static void try_damaged(const char *path)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_status status = open_with(path, &error);

	ck_assert(status == SCHAIN_OK || status == SCHAIN_E_IO);
	if (status < 0) {
		ck_assert_ptr_nonnull(strstr(error.message, path));
		return;
	}
	owner_of("198.51.100.7");
	owner_of("203.0.113.200");
	owner_of("192.0.2.1");
	owner_of("2001:db8::7");
}

/* libmaxminddb 1.7 keeps some memory of a file that it refuses. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libmaxminddb";
}

/* Cut anywhere, or one octet wrong: an error that names the file, or answers; never a crash. */
START_TEST(damaged_files_are_refused_or_harmless)
{
	static const char *const files[] = { "networks-number.mmdb", "networks-text.mmdb" };
	unsigned char data[4096];
	char path[] = "networks-damaged-XXXXXX";
	int descriptor = mkstemp(path);
	schain_error error = SCHAIN_ERROR_INIT;

	ck_assert_int_ge(descriptor, 0);
	close(descriptor);
	for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
		size_t length = read_whole(path_of(files[f]), data, sizeof data);

		ck_assert(length > 100 && length < sizeof data);
		for (size_t i = 0; i < length; i += 31) {
			write_whole(path, data, i);
			try_damaged(path);
		}
		for (size_t i = 0; i < length; i += 11) {
			unsigned char right = data[i];

			data[i] ^= (unsigned char)(1 + i % 255);
			write_whole(path, data, length);
			try_damaged(path);
			data[i] = right;
		}
	}
	ck_assert_int_eq(open_with("/", &error), SCHAIN_E_IO);
	ck_assert_int_eq(open_with(path_of("networks.c"), &error), SCHAIN_E_IO);
	ck_assert_ptr_nonnull(strstr(error.message, "networks.c"));
	unlink(path);
}
END_TEST

static void tear_down(void)
{
	schain_egress_free(egress);
	egress = NULL;
}

int main(void)
{
	Suite *suite = suite_create("networks");
	TCase *owners = tcase_create("owners");

	tcase_add_checked_fixture(owners, NULL, tear_down);
	tcase_add_test(owners, owners_are_read_as_both_makers_write_them);
	tcase_add_test(owners, a_network_that_hardly_anything_is_of_is_rare);
	tcase_add_test(owners, damaged_files_are_refused_or_harmless);
	suite_add_tcase(suite, owners);
	return run_suite(suite);
}
#else
int main(void)
{
	puts("skipped: built without libmaxminddb");
	return 77;
}
#endif
