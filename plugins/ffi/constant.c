/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and other constants of a description. The locale is never asked. */
#include "ffi/reader.h"

#include <string.h>

/* Decimal or 0x; 0 if it is none or does not fit 64 bits. */
static int parse_whole(schain__ffi_word word, int64_t *ret_number, int *ret_is_negative)
{
	unsigned base = 10;
	uint64_t number = 0;
	size_t i = 0;

	*ret_is_negative = word.length && word.data[0] == '-';
	i += (size_t)*ret_is_negative;
	if (word.length - i > 2 && word.data[i] == '0' && word.data[i + 1] == 'x') {
		base = 16;
		i += 2;
	}
	if (i == word.length)
		return 0;
	for (; i < word.length; i++) {
		char c = word.data[i];
		unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
		                 : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
		                 : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
		                                        : 16;

		if (digit >= base || number > (UINT64_MAX - digit) / base)
			return 0;
		number = number * base + digit;
	}
	if (*ret_is_negative && number > (uint64_t)INT64_MAX + 1)
		return 0;
	*ret_number = (int64_t)(*ret_is_negative ? 0 - number : number);
	return 1;
}

/*
 * Decimal: up to 15 digits and a power of ten up to 22, in which range the
 * result is the nearest double (Clinger, PLDI 1990, "fast path").
 */
static int parse_real(schain__ffi_word word, double *ret_number)
{
	static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
		                             1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
		                             1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	size_t i = word.length && word.data[0] == '-';
	int64_t digits = 0;
	int count = 0, point = 0, after = 0;

	for (; i < word.length; i++) {
		if (word.data[i] == '.' && !point) {
			point = 1;
			continue;
		}
		if (word.data[i] < '0' || word.data[i] > '9' || ++count > 15)
			return 0;
		digits = digits * 10 + (word.data[i] - '0');
		after += point;
	}
	if (!count)
		return 0;
	*ret_number = (double)digits / powers[after];
	if (word.data[0] == '-')
		*ret_number = -*ret_number;
	return 1;
}

int64_t schain__ffi_whole(schain__ffi_reader *reader, struct fy_node *node, int64_t least,
                          int64_t most)
{
	schain__ffi_word word = schain__ffi_scalar(reader, node);
	int64_t number = 0;
	int is_negative;

	if (!word.data)
		return least;
	if (parse_whole(word, &number, &is_negative) && (number >= 0) != is_negative &&
	    number >= least && number <= most)
		return number;
	schain__ffi_fail(reader, node, "\"%.*s\" is not a whole number from %lld to %lld",
	                 schain__ffi_shown(word), word.data, (long long)least, (long long)most);
	return least;
}

static void read_integer(schain__ffi_reader *reader, struct fy_node *node, schain__ffi_word word,
                         const schain__ffi_type *type, schain__ffi_number *number)
{
	int is_negative = 0;

	if (schain__ffi_is(word, "true") || schain__ffi_is(word, "false"))
		number->integer = schain__ffi_is(word, "true");
	else if (!parse_whole(word, &number->integer, &is_negative))
		schain__ffi_fail(reader, node, "\"%.*s\" is not a whole number", schain__ffi_shown(word),
		                 word.data);
	if (!reader->status && !schain__ffi_fits(type->kind, number->integer, is_negative))
		schain__ffi_fail(reader, node, "%.*s does not fit the type", schain__ffi_shown(word),
		                 word.data);
}

schain__ffi_number schain__ffi_constant(schain__ffi_reader *reader, struct fy_node *node,
                                        const schain__ffi_type *type)
{
	schain__ffi_number number = { 0 };
	schain__ffi_word word;

	if (reader->status)
		return number;
	if (type->kind == SCHAIN__FFI_POINTER || type->kind == SCHAIN__FFI_BYTES ||
	    type->kind == SCHAIN__FFI_DIGEST) {
		number.text = NULL;
		if (!schain__ffi_is_null(node))
			schain__ffi_fail(reader, node, "the only constant of a pointer is null");
		return number;
	}
	if (type->kind == SCHAIN__FFI_STRING && schain__ffi_is_null(node)) {
		number.text = NULL;
		return number;
	}
	word = schain__ffi_scalar(reader, node);
	if (!word.data)
		return number;
	if (schain__ffi_is_integer(type->kind)) {
		read_integer(reader, node, word, type, &number);
	} else if (schain__ffi_is_real(type->kind)) {
		if (!parse_real(word, &number.real))
			schain__ffi_fail(reader, node, "\"%.*s\" is not a decimal number of 15 digits at most",
			                 schain__ffi_shown(word), word.data);
	} else if (schain__ffi_is_text(type->kind)) {
		if (memchr(word.data, 0, word.length) ||
		    (type->kind == SCHAIN__FFI_ARRAY && word.length >= type->length))
			schain__ffi_fail(reader, node, "the text has a NUL in it, or does not fit the type");
		number.text = schain__ffi_keep(reader, word);
	} else {
		schain__ffi_fail(reader, node, "there is no constant of this type");
	}
	return number;
}
