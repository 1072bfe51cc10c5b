/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sha256.h"

#include <check.h>

static void hash(const char *data, size_t size, size_t piece, char *text)
{
	uint8_t digest[SCHAIN__SHA256_SIZE];
	schain__sha256 hash;

	schain__sha256_init(&hash);
	for (size_t at = 0; at < size; at += piece)
		schain__sha256_add(&hash, data + at, size - at < piece ? size - at : piece);
	schain__sha256_finish(&hash, digest);
	schain__sha256_write(digest, text);
}

/* Of "csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values". */
START_TEST(the_examples_of_the_standard_come_out)
{
	static const char *const examples[][2] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
		{ "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
		  "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
		  "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
	};
	char text[2 * SCHAIN__SHA256_SIZE + 1];

	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
		for (size_t piece = 1; piece < 130; piece++) {
			hash(examples[i][0], strlen(examples[i][0]), piece, text);
			ck_assert_str_eq(text, examples[i][1]);
		}
}
END_TEST

START_TEST(a_million_letters_come_out)
{
	static char letters[1000000];
	char text[2 * SCHAIN__SHA256_SIZE + 1];

	memset(letters, 'a', sizeof letters);
	hash(letters, sizeof letters, 4099, text);
	ck_assert_str_eq(text, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
END_TEST

/* Where the padding takes another block; computed with GNU coreutils' sha256sum. */
START_TEST(lengths_around_a_block_come_out)
{
	static const struct {
		size_t length;
		const char *digest;
	} examples[] = {
		{ 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318" },
		{ 56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a" },
		{ 63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34" },
		{ 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb" },
		{ 65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0" },
		{ 119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb" },
		{ 120, "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c" },
	};
	char letters[128], text[2 * SCHAIN__SHA256_SIZE + 1];

	memset(letters, 'a', sizeof letters);
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		hash(letters, examples[i].length, sizeof letters, text);
		ck_assert_str_eq(text, examples[i].digest);
	}
}
END_TEST

START_TEST(only_sixty_four_digits_are_a_digest)
{
	char text[] = "00112233445566778899aAbBcCdDeEfF00112233445566778899aabbccddeeff";
	uint8_t digest[SCHAIN__SHA256_SIZE];
	char again[sizeof text];

	ck_assert_int_eq(schain__sha256_parse(schain_string_of(text), digest), 0);
	schain__sha256_write(digest, again);
	ck_assert_str_eq(again, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
	ck_assert_int_eq(schain__sha256_parse(schain__string(text, 63), digest), -1);
	ck_assert_int_eq(schain__sha256_parse(schain__string(NULL, 0), digest), -1);
	text[63] = 'g';
	ck_assert_int_eq(schain__sha256_parse(schain_string_of(text), digest), -1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base/sha256");
	TCase *one = tcase_create("sha256");
	SRunner *runner;
	int failed;

	tcase_add_test(one, the_examples_of_the_standard_come_out);
	tcase_add_test(one, a_million_letters_come_out);
	tcase_add_test(one, lengths_around_a_block_come_out);
	tcase_add_test(one, only_sixty_four_digits_are_a_digest);
	suite_add_tcase(suite, one);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
