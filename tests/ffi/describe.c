/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptions that are wrong in one way each: refused, with the place and the reason. */
#include "ffi/description.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *take(void *context, size_t size)
{
	(void)context;
	return malloc(size);
}

static void give_back(void *context, void *memory, size_t size)
{
	(void)context;
	(void)size;
	free(memory);
}

static const schain_plugin_host host = { .struct_size = sizeof host,
	                                     .allocate = take,
	                                     .release = give_back };
static schain_error error;

static schain_status read_text(const char *yaml, size_t size)
{
	schain__ffi_description *description = schain__ffi_new(&host);
	schain_status status;

	ck_assert_ptr_nonnull(description);
	schain_error_init(&error, sizeof error);
	status = schain__ffi_read(description, yaml, size, &error);
	schain__ffi_free(description);
	return status;
}

#define HEAD "library: /l.so\n"
#define CALL HEAD "calls:\n- function: f\n  subjects: [file]\n"
#define STRUCT HEAD "structs:\n  s: [{a: int}, {b: 'char[8]'}]\ncalls:\n- function: f\n  subjects: [file]\n"

static const struct {
	const char *yaml;
	uint64_t line, column; /* 0: the document as a whole */
	const char *message;
} wrong[] = {
	{ "", 0, 0, "not YAML: there is nothing in it" },
	{ "a: [\n", 2, 0, "not YAML: " },
	{ "- a", 1, 3, "description: expected a mapping of keys" },
	{ "librari: x", 1, 1, "unknown key \"librari\", known here: library, sha256, abi, run" },
	{ "calls: []", 1, 1, "library is missing" },
	{ "library: l.so", 1, 10, "library: \"l.so\" is not an absolute path" },
	{ "library: [a]", 1, 11, "expected one value" },
	{ HEAD, 1, 1, "calls is missing" },
	{ HEAD "calls: []", 2, 0, "calls: there is none" },
	{ HEAD "calls: f", 2, 1, "calls: expected a list" },
	{ HEAD "calls: [f]", 2, 9, "call: expected a mapping of keys" },
	{ HEAD "calls: [{subjects: [file]}]", 2, 10, "function is missing" },
	{ HEAD "calls: [{function: 'a b', subjects: [file]}]", 2, 0,
	  "\"a b\" is not a name of letters, digits and '_', 63 at most" },
	{ HEAD "calls: [{function: f}]", 2, 10, "subjects is missing" },
	{ HEAD "calls: [{function: f, subjects: []}]", 2, 0, "subjects: names none" },
	{ HEAD "calls: [{function: f, subjects: [signer]}]", 2, 34,
	  "subjects: \"signer\" is none of file, domain, address" },
	{ HEAD "sha256: abc\ncalls: []", 2, 9, "sha256: has 3 digits, not 64" },
	{ HEAD "abi: vax\ncalls: []", 2, 6, "abi: \"vax\" is none of default" },
	{ HEAD "run: fork\ncalls: []", 2, 6, "run: \"fork\" is none of worker, inline" },
	{ HEAD "threads: 17\ncalls: []", 2, 10, "\"17\" is not a whole number from 1 to 16" },
	{ HEAD "queue: x\ncalls: []", 2, 8, "\"x\" is not a whole number from 1 to 1024" },
	{ HEAD "run: inline\nqueue: 9\ncalls: []", 2, 6, "run: inline has no threads and no queue" },
	{ HEAD "structs: {s: []}\ncalls: []", 2, 11, "struct s is empty or too large" },
	{ HEAD "structs: {s: [a]}\ncalls: []", 2, 15, "member: expected a mapping of keys" },
	{ HEAD "structs: {s: [{a: int, b: int}]}\ncalls: []", 2, 16, "a member is one name and its type" },
	{ HEAD "structs: {s: [{a: int}, {a: int}]}\ncalls: []", 2, 26, "\"a\" is there twice" },
	{ HEAD "structs: {s: [{a: intt}]}\ncalls: []", 2, 19, "there is no type \"intt\"" },
	{ HEAD "structs: {s: [{a: void}]}\ncalls: []", 2, 19, "a member cannot be of type void" },
	{ HEAD "structs: {s: [{a: 'char[0]'}]}\ncalls: []", 2, 0, "there is no type \"char[0]\"" },
	{ HEAD "structs: {s: [{a: 'char[4097]'}]}\ncalls: []", 2, 0, "there is no type \"char[4097]\"" },
	{ HEAD "structs: {s: [{a: 'char[4096]'}, {b: int}]}\ncalls: []", 2, 11,
	  "struct s is empty or too large" },
	{ CALL "  returns: bytes", 5, 12, "a result cannot be of type bytes" },
	{ CALL "  returns: {a: int, b: int}", 5, 13, "returns: a type, or one name and its type" },
	{ CALL "  arguments: x", 5, 14, "arguments: expected a list" },
	{ CALL "  arguments: [x]", 5, 15, "argument: expected a mapping of keys" },
	{ CALL "  arguments: [{type: int}]", 5, 16, "an argument has one of in, length" },
	{ CALL "  arguments: [{in: path, constant: 1}]", 5, 16, "an argument has one of in, length" },
	{ CALL "  arguments: [{in: colour}]", 5, 20, "field: \"colour\" is none of subject, host" },
	{ CALL "  arguments: [{in: path, type: int}]", 5, 20, "path is a text: string, bytes or char[N]" },
	{ CALL "  arguments: [{in: port}]", 5, 20, "port is a whole number: give its type" },
	{ CALL "  arguments: [{in: path, type: digest}]", 5, 20, "path is no hash, and has no digest" },
	{ CALL "  arguments: [{in: path, absent: later}]", 5, 34, "absent: \"later\" is none of skip" },
	{ CALL "  arguments: [{in: port, type: int, absent: 'null'}]", 5, 0,
	  "absent: only a pointer can be null" },
	{ CALL "  arguments: [{in: md5, type: digest, absent: empty}]", 5, 47,
	  "absent: a digest is never empty" },
	{ CALL "  arguments: [{length: port}]", 5, 24, "length: a whole number, of a text" },
	{ CALL "  arguments: [{constant: 1}]", 5, 16, "constant: its type is missing" },
	{ CALL "  arguments: [{constant: 256, type: uint8}]", 5, 26, "256 does not fit the type" },
	{ CALL "  arguments: [{constant: -1, type: uint64}]", 5, 26, "-1 does not fit the type" },
	{ CALL "  arguments: [{constant: 2, type: bool}]", 5, 26, "2 does not fit the type" },
	{ CALL "  arguments: [{constant: 1.5, type: int}]", 5, 26, "\"1.5\" is not a whole number" },
	{ CALL "  arguments: [{constant: 18446744073709551616, type: uint64}]", 5, 26,
	  "\"18446744073709551616\" is not a whole number" },
	{ CALL "  arguments: [{constant: 1e5, type: double}]", 5, 26,
	  "\"1e5\" is not a decimal number of 15 digits at most" },
	{ CALL "  arguments: [{constant: 4, type: pointer}]", 5, 26,
	  "the only constant of a pointer is null" },
	{ CALL "  arguments: [{out: a}]", 5, 16, "type is missing" },
	{ CALL "  arguments: [{out: a, type: bytes}]", 5, 30,
	  "what an argument points to cannot be of type bytes" },
	{ CALL "  arguments: [{out: a, type: int}, {out: a, type: int}]", 5, 42,
	  "there are two values \"a\"" },
	{ CALL "  arguments: [{out: a, type: int, set: {b: 1}}]", 5, 0, "set: only a struct has members" },
	{ CALL "  arguments: [{in: path, value: 1}]", 5, 16, "value and set are for out and by_value" },
	{ CALL "  arguments: [{size: a}]", 5, 22, "size: there is no out \"a\"" },
	{ CALL "  arguments: [{out: a, type: 'char[300]'}, {size: a, type: uint8}]", 5, 0,
	  "size: the type cannot hold it" },
	{ CALL "  arguments: [{context: a}]", 5, 25, "init leaves no value \"a\"" },
	{ CALL "  arguments: [{callback: a}]", 5, 26, "there is no callback \"a\"" },
	{ CALL "  arguments: [{by_value: a, type: int}]", 5, 26, "by_value is for a struct" },
	{ CALL "  fixed: 2\n  arguments: [{in: path}]", 5, 10,
	  "\"2\" is not a whole number from 1 to 1" },
	{ STRUCT "  arguments: [{in: path, type: struct s}]", 7, 16,
	  "a struct goes by out, or by_value" },
	{ STRUCT "  arguments: [{out: o, type: struct t}]", 7, 30, "there is no type \"struct t\"" },
	{ STRUCT "  arguments: [{out: o, type: struct s, set: {c: 1}}]", 7, 0,
	  "struct s has no member \"c\"" },
	{ STRUCT "  arguments: [{out: o, type: struct s, set: {b: 12345678}}]", 7, 0,
	  "the text has a NUL in it, or does not fit the type" },
	{ STRUCT "  arguments: [{out: o, type: struct s, set: {b: {colour: 1}}}]", 7, 0,
	  "unknown key \"colour\", known here: in, length, constant, context, absent" },
	{ CALL "  claims: [{}]", 5, 3, "finding is missing" },
	{ CALL "  claims: [{finding: bad}]", 5, 22, "finding: \"bad\" is none of signature, known_good" },
	{ CALL "  claims: [{finding: signature}]", 5, 13, "finding: signature has a signature" },
	{ CALL "  claims: [{finding: uncommon, signature: {state: valid}}]", 5, 13,
	  "finding: signature has a signature" },
	{ CALL "  claims: [{finding: signature, signature: {state: good}}]", 5, 52,
	  "state: \"good\" is none of unknown, valid" },
	{ CALL "  claims: [{finding: destination, reasons: [far]}]", 5, 45,
	  "\"far\" is no kind of destination" },
	{ CALL "  claims: [{finding: uncommon, reasons: [cdn]}]", 5, 13,
	  "finding: destination has reasons" },
	{ CALL "  claims: [{finding: uncommon, subject: moon}]", 5, 41,
	  "subject: \"moon\" is none of question, file, hash" },
	{ CALL "  claims: [{finding: uncommon, lifetime: 5}]", 5, 42,
	  "lifetime: \"5\" is not a duration such as 90m, 24h or 30d" },
	{ CALL "  claims: [{finding: uncommon, reason: '{x}'}]", 5, 0,
	  "there is no value or field \"x\" that can be shown" },
	{ CALL "  claims: [{finding: uncommon, reason: 'a {x'}]", 5, 0, "a brace is not closed" },
	{ CALL "  claims: [{finding: uncommon, when: {x: 1}}]", 5, 39, "there is no value \"x\" here" },
	{ CALL "  returns: {r: int}\n  claims: [{finding: uncommon, when: {r: {over: 1}}}]", 6, 43,
	  "unknown key \"over\", known here: is, not, above" },
	{ CALL "  returns: {r: int}\n  claims: [{finding: uncommon, when: {r: x}}]", 6, 42,
	  "\"x\" is not a whole number" },
	{ CALL "  returns: {r: double}\n  claims: [{finding: uncommon, when: {r: 1}}]", 6, 39,
	  "r is no exact number: use above, below, at_least, at_most" },
	{ CALL "  returns: {r: string}\n  claims: [{finding: uncommon, when: {r: {above: a}}}]", 6, 43,
	  "r is no number, and has no order" },
	{ CALL "  callbacks: {c: {returns: struct s}}", 5, 28, "there is no type \"struct s\"" },
	{ CALL "  callbacks: {c: {arguments: [{a: bytes}]}}", 5, 32,
	  "what a callback is given is a pointer, a string or a number" },
	{ CALL "  callbacks: {c: {arguments: [{a: {points_to: int}}]}}", 5, 0,
	  "points_to is for a struct" },
	{ CALL "  callbacks: {c: {returns: int, result: x}}", 5, 41, "\"x\" is not a whole number" },
	{ HEAD "init: {function: f, arguments: [{in: path}]}\ncalls: []", 2, 8,
	  "f is not about a question, and has no fields" },
	{ HEAD "init: {function: f, succeeds: {x: 1}}\ncalls: []", 2, 32, "there is no value \"x\" here" },
	{ HEAD "fini: {function: f, succeeds: {x: 1}}\ncalls: []", 2, 21, "unknown key \"succeeds\"" },
	{ HEAD "calls: &a []", 2, 0, "" },
	{ HEAD "abi: *a\ncalls: []", 2, 0, "" },
	{ HEAD "abi: !x default\ncalls: []", 2, 0, "expected one value" },
	{ "library: /l.so\nlibrary: /m.so\n", 2, 0, "" },
	{ HEAD "abi: 'a \'\'\'\' b'\n", 2, 0, "four single quotes in a row" },
};

START_TEST(what_is_wrong_is_told_with_its_place)
{
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		const char *yaml = wrong[i].yaml;

		ck_assert_msg(read_text(yaml, strlen(yaml)) == SCHAIN_E_SYNTAX, "taken: %s", yaml);
		ck_assert_msg(!strncmp(error.message, wrong[i].message, strlen(wrong[i].message)),
		              "%s\n%s", yaml, error.message);
		ck_assert_msg(error.line == wrong[i].line &&
		                  (!wrong[i].column || error.column == wrong[i].column),
		              "%s\n%s: at %llu:%llu", yaml, error.message, (unsigned long long)error.line,
		              (unsigned long long)error.column);
	}
}
END_TEST

START_TEST(no_more_than_the_limits_is_taken)
{
	size_t size = SCHAIN__FFI_DOCUMENT + 1;
	char *text = malloc(size);

	ck_assert_ptr_nonnull(text);
	memset(text, '#', size);
	ck_assert_int_eq(read_text(text, size), SCHAIN_E_SYNTAX);
	ck_assert_str_eq(error.message, "larger than 64 KiB");
	strcpy(text, CALL "  arguments:\n");
	for (int i = 0; i < 17; i++)
		strcat(text, "  - in: path\n");
	ck_assert_int_eq(read_text(text, strlen(text)), SCHAIN_E_SYNTAX);
	ck_assert_str_eq(error.message, "there are 16 arguments at most");
	strcpy(text, HEAD "calls:\n");
	for (int i = 0; i < 9; i++)
		strcat(text, "- {function: f, subjects: [file]}\n");
	ck_assert_int_eq(read_text(text, strlen(text)), SCHAIN_E_SYNTAX);
	ck_assert_str_eq(error.message, "there are 8 calls at most");
	free(text);
}
END_TEST

/* Against offsetof, sizeof and the compiler. */
START_TEST(structs_are_laid_out_as_the_compiler_does)
{
	static const char yaml[] = HEAD
		"structs:\n"
		"  s: [{a: int8}, {b: int16}, {c: 'char[3]'}, {d: double}, {e: bool}, {f: pointer},"
		" {g: uint32}, {h: 'char[5]'}]\n"
		"calls: [{function: f, subjects: [file]}]\n";
	struct s {
		int8_t a;
		int16_t b;
		char c[3];
		double d;
		_Bool e;
		void *f;
		uint32_t g;
		char h[5];
	};
	const size_t offsets[] = { offsetof(struct s, a), offsetof(struct s, b), offsetof(struct s, c),
		                       offsetof(struct s, d), offsetof(struct s, e), offsetof(struct s, f),
		                       offsetof(struct s, g), offsetof(struct s, h) };
	schain__ffi_description *description = schain__ffi_new(&host);
	const schain__ffi_layout *layout;

	ck_assert_int_eq(schain__ffi_read(description, yaml, strlen(yaml), &error), SCHAIN_OK);
	layout = description->layouts[0];
	ck_assert_uint_eq(layout->ffi.size, sizeof(struct s));
	for (size_t i = 0; i < 8; i++)
		ck_assert_uint_eq(layout->members[i].offset, offsets[i]);
	schain__ffi_free(description);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ffi/describe");
	TCase *one = tcase_create("describe");
	SRunner *runner;
	int failed;

	tcase_add_test(one, what_is_wrong_is_told_with_its_place);
	tcase_add_test(one, no_more_than_the_limits_is_taken);
	tcase_add_test(one, structs_are_laid_out_as_the_compiler_does);
	suite_add_tcase(suite, one);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
