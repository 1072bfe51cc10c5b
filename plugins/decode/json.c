/* SPDX-License-Identifier: Apache-2.0 */
/* What drivers read out of JSON fields, and sets of keys. */
#include "decode/json.h"

#include <string.h>

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Four hex digits behind "\u"; -1 if they are none. */
static int32_t unit_at(const char *at, const char *end)
{
	int32_t unit = 0;

	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(at[i]);

		if (digit < 0)
			return -1;
		unit = 16 * unit + digit;
	}
	return unit;
}

static char *put_code(char *out, uint32_t code)
{
	return out + schain__decode_utf8_put(out, code);
}

/*
 * "\uXXXX", or a pair of them (RFC 8259, 7). A lone U+DC80 to U+DCFF is a byte
 * that was not UTF-8, as Python's surrogateescape writes file names; what else
 * is no character becomes U+FFFD.
 */
static char *put_unicode(char *out, const char **at, const char *end)
{
	int32_t unit = unit_at(*at, end), second = -1;

	if (unit < 0)
		return put_code(out, 0xfffd);
	*at += 4;
	if (unit < 0xd800 || unit > 0xdfff)
		return put_code(out, (uint32_t)unit);
	if (unit >= 0xdc80 && unit <= 0xdcff) {
		*out++ = (char)(unit - 0xdc00);
		return out;
	}
	if (unit < 0xdc00 && end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u')
		second = unit_at(*at + 2, end);
	if (second < 0xdc00 || second > 0xdfff)
		return put_code(out, 0xfffd);
	*at += 6;
	return put_code(out, 0x10000 + ((uint32_t)(unit - 0xd800) << 10) + (uint32_t)(second - 0xdc00));
}

static char unescaped(char c)
{
	switch (c) {
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	default:
		return c;
	}
}

schain_string schain__json_text(schain__decode *decode, const schain__json_field *field)
{
	schain_string text = SCHAIN_STRING_NONE;
	const char *at, *end, *next;
	char *copy, *out;

	if (field->kind == SCHAIN__JSON_NONE || field->kind >= SCHAIN__JSON_NULL)
		return text;
	text.data = field->data;
	text.length = field->size;
	if (!field->has_escapes)
		return text;
	/*
	 * Never longer: "\u" and four digits make three bytes at most. Padded, as
	 * a record is, for looking it up among keys.
	 */
	copy = out = schain__decode_alloc(decode, (size_t)field->size + 8);
	if (!copy)
		return SCHAIN_STRING_NONE;
	for (at = field->data, end = at + field->size; at < end; at = next) {
		next = memchr(at, '\\', (size_t)(end - at));
		if (!next)
			next = end;
		memcpy(out, at, (size_t)(next - at));
		out += next - at;
		if (end - next < 2)
			break;
		next += 2;
		if (next[-1] == 'u')
			out = put_unicode(out, &next, end);
		else
			*out++ = unescaped(next[-1]);
	}
	text.data = copy;
	text.length = (size_t)(out - copy);
	return text;
}

static int is_scalar_text(const schain__json_field *field)
{
	return (field->kind == SCHAIN__JSON_NUMBER || field->kind == SCHAIN__JSON_STRING) &&
	       !field->has_escapes;
}

int schain__json_unsigned(const schain__json_field *field, uint64_t *ret_value)
{
	uint64_t value;
	int ok;

	if (!is_scalar_text(field))
		return 0;
	value = schain__decode_number(field->data, field->size, &ok);
	if (ok)
		*ret_value = value;
	return ok;
}

int schain__json_signed(const schain__json_field *field, int64_t *ret_value)
{
	uint64_t value;
	int ok, is_negative;

	if (!is_scalar_text(field))
		return 0;
	is_negative = field->size && field->data[0] == '-';
	value = schain__decode_number(field->data + is_negative, field->size - (size_t)is_negative, &ok);
	if (!ok || value > (uint64_t)INT64_MAX)
		return 0;
	*ret_value = is_negative ? -(int64_t)value : (int64_t)value;
	return 1;
}

int schain__json_duration(const schain__json_field *field, int64_t unit, int64_t *ret_value)
{
	const char *at = field->data, *end = at + field->size, *first;
	int64_t value = 0, fraction = unit, most = INT64_MAX / unit;
	int is_negative;

	if (!is_scalar_text(field))
		return 0;
	is_negative = at < end && *at == '-';
	at += is_negative;
	/* Of at most 19 digits none is lost: one more is out of range anyhow. */
	for (first = at; at < end && *at >= '0' && *at <= '9' && at - first < 19; at++) {
		if (at - first == 18 && value > (INT64_MAX - 9) / 10)
			return 0;
		value = 10 * value + (*at - '0');
	}
	if (at == first || value > most)
		return 0;
	value *= unit;
	if (at < end && *at == '.')
		for (at++; at < end && *at >= '0' && *at <= '9'; at++) {
			fraction /= 10;
			if (value > INT64_MAX - 9 * fraction)
				return 0;
			value += fraction * (*at - '0');
		}
	if (at != end)
		return 0;
	*ret_value = is_negative ? -value : value;
	return 1;
}

/* Index behind the string whose first byte behind the quote is at `at`, or `size`. */
static size_t skip_string(const char *data, size_t at, size_t size)
{
	for (; at < size && data[at] != '"'; at++)
		if (data[at] == '\\')
			at++;
	return at < size ? at + 1 : size;
}

static size_t skip_blanks(const char *data, size_t at, size_t size)
{
	while (at < size && (data[at] == ' ' || (data[at] >= '\t' && data[at] <= '\r')))
		at++;
	return at;
}

/* The scalar token at `at`; a string without its quotes. Returns 0 if it is cut off. */
static int token_at(const char *data, size_t at, size_t size, schain_string *ret_value)
{
	size_t end;

	if (at < size && data[at] == '"') {
		end = skip_string(data, at + 1, size);
		ret_value->data = data + at + 1;
		ret_value->length = end - at - 2;
		return end < size;
	}
	for (end = at; end < size && !strchr(",}] \t\r\n", data[end]); end++)
		;
	ret_value->data = data + at;
	ret_value->length = end - at;
	return end < size;
}

int schain__json_peek(const char *data, size_t size, const char *key, schain_string *ret_value)
{
	size_t length = strlen(key), at = 0, start;
	schain_string value;
	unsigned depth = 0;

	while (at < size && data[at] && strchr(" \t\r\n[,\x1e", data[at]))
		at++;
	if (at < size && data[at] != '{')
		return 0;
	for (; at < size; at++) {
		if (data[at] == '{' || data[at] == '[') {
			depth++;
		} else if (data[at] == '}' || data[at] == ']') {
			if (!--depth)
				return 0;
		} else if (data[at] == '"') {
			start = at + 1;
			at = skip_string(data, start, size) - 1;
			if (depth != 1 || at - start != length || memcmp(data + start, key, length))
				continue;
			start = skip_blanks(data, at + 1, size);
			if (start == size || data[start] != ':')
				continue;
			if (!token_at(data, skip_blanks(data, start + 1, size), size, &value))
				return -1;
			*ret_value = value;
			return 1;
		}
	}
	return -1;
}

/* A key as two words that hold it all, if it is no longer than 16 bytes. */
struct key {
	uint64_t head, tail;
	const char *name;
	uint32_t size;
	uint32_t index;
};

struct schain__json_keys {
	uint64_t multiplier;
	unsigned shift;
	size_t slots;
	size_t bytes;
	struct key key[];
};

static uint64_t word_at(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof word);
	return word;
}

/* The bytes of a word that lie within a key of `size` bytes, on either endianness. */
static uint64_t first_bytes(uint64_t word, size_t size)
{
	static const unsigned char mask[16] = { 255, 255, 255, 255, 255, 255, 255, 255 };

	return size >= 8 ? word : word & word_at((const char *)mask + 8 - size);
}

static size_t slot_of(const schain__json_keys *keys, uint64_t head, uint64_t tail, size_t size)
{
	return (size_t)((head ^ (tail << 7 | tail >> 57) ^ size) * keys->multiplier >> keys->shift);
}

static void fill_key(struct key *key, const char *name, uint32_t index)
{
	char padded[16] = "";

	key->name = name;
	key->size = (uint32_t)strlen(name);
	key->index = index;
	memcpy(padded, name, key->size < 8 ? key->size : 8);
	key->head = word_at(padded);
	key->tail = key->size > 8 ? word_at(name + key->size - 8) : key->head;
}

static int place_all(schain__json_keys *keys, const void *names, size_t stride, size_t count)
{
	memset(keys->key, 0, keys->slots * sizeof *keys->key);
	for (size_t i = 0; i < count; i++) {
		struct key key;
		size_t slot;

		fill_key(&key, *(const char *const *)((const char *)names + i * stride), (uint32_t)i);
		slot = slot_of(keys, key.head, key.tail, key.size);
		if (keys->key[slot].name)
			return 0;
		keys->key[slot] = key;
	}
	return 1;
}

schain__json_keys *schain__json_keys_new(schain__decode *decode, const void *names, size_t stride,
                                         size_t count)
{
	schain__json_keys *keys;
	size_t bytes;

	/* Four slots a key and more, until some multiplier out of many parts them all. */
	for (unsigned bits = 4; bits < 24; bits++) {
		if ((size_t)1 << bits < 4 * count)
			continue;
		bytes = sizeof *keys + ((size_t)1 << bits) * sizeof *keys->key;
		keys = schain__decode_reserve(decode, bytes);
		if (!keys)
			return NULL;
		keys->slots = (size_t)1 << bits;
		keys->shift = 64 - bits;
		keys->bytes = bytes;
		keys->multiplier = UINT64_C(0x9E3779B97F4A7C15);
		for (int i = 0; i < 64; i++) {
			if (place_all(keys, names, stride, count))
				return keys;
			keys->multiplier = keys->multiplier * UINT64_C(6364136223846793005) + 2;
		}
		schain__decode_release(decode, keys, bytes);
	}
	return NULL;
}

void schain__json_keys_free(schain__decode *decode, schain__json_keys *keys)
{
	if (keys)
		schain__decode_release(decode, keys, keys->bytes);
}

uint32_t schain__json_keys_find(const schain__json_keys *keys, const char *key, size_t size)
{
	uint64_t head = first_bytes(word_at(key), size);
	uint64_t tail = size > 8 ? word_at(key + size - 8) : head;
	const struct key *found = &keys->key[slot_of(keys, head, tail, size)];

	if (found->size != size || !found->name || found->head != head || found->tail != tail)
		return SCHAIN__JSON_NO_KEY;
	if (size > 16 && memcmp(found->name, key, size))
		return SCHAIN__JSON_NO_KEY;
	return found->index;
}
