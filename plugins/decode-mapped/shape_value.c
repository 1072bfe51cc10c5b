/* SPDX-License-Identifier: Apache-2.0 */
/* What drivers read out of a record by its shape. */
#include "decode-mapped/shape.h"

#include <string.h>

int schain__shape_has(const schain__shape *shape, uint32_t path)
{
	return shape->value[path] != NULL;
}

/* Some exporters put every value into an array. */
static const schain__json_field *scalar(const schain__shape *shape, const schain__json_field *field)
{
	if (field && field->kind == SCHAIN__JSON_ARRAY) {
		uint32_t first = (uint32_t)(field - shape->fields) + 1;

		return field->next > first ? &shape->fields[first] : NULL;
	}
	return field;
}

int schain__shape_is_true(const schain__shape *shape, uint32_t path)
{
	const schain__json_field *field = scalar(shape, shape->value[path]);

	return field && (field->kind == SCHAIN__JSON_TRUE ||
	                 (field->size == 1 && *field->data == '1') ||
	                 (field->kind == SCHAIN__JSON_STRING && field->size == 4 &&
	                  !memcmp(field->data, "true", 4)));
}

schain_string schain__shape_text_of(schain__shape *shape, const schain__json_field *field)
{
	schain_string text = SCHAIN_STRING_NONE;

	field = scalar(shape, field);
	if (!field || field->kind == SCHAIN__JSON_NULL)
		return text;
	if (field->kind == SCHAIN__JSON_OBJECT || field->kind == SCHAIN__JSON_ARRAY) {
		schain__shape_wrong(shape, field, "expected text");
		return text;
	}
	text = schain__json_text(shape->decode, field);
	if (!text.data && !shape->failed)
		shape->failed = SCHAIN_E_MEMORY;
	return text;
}

schain_string schain__shape_text(schain__shape *shape, uint32_t path)
{
	return schain__shape_text_of(shape, shape->value[path]);
}

int schain__shape_is(schain__shape *shape, uint32_t path, const char *text)
{
	return schain__shape_has(shape, path) &&
	       schain__shape_equal(schain__shape_text(shape, path), text);
}

uint64_t schain__shape_number(schain__shape *shape, uint32_t path)
{
	const schain__json_field *field = scalar(shape, shape->value[path]);
	int64_t negative;
	uint64_t value;

	/* Empty text and numbers below zero are how sensors say that they don't know. */
	if (!field || !field->size)
		return 0;
	if (schain__json_unsigned(field, &value))
		return value;
	if (!schain__json_signed(field, &negative))
		schain__shape_wrong(shape, field, "expected a whole number");
	return 0;
}

schain_string *schain__shape_texts(schain__shape *shape, uint32_t path, size_t *ret_count)
{
	const schain__json_field *field = shape->value[path];
	uint32_t first, i, end;
	schain_string *list;

	*ret_count = 0;
	if (!field)
		return NULL;
	first = (uint32_t)(field - shape->fields) + (field->kind == SCHAIN__JSON_ARRAY);
	end = field->kind == SCHAIN__JSON_ARRAY ? field->next : first + 1;
	list = schain__decode_alloc(shape->decode, (end - first + 1) * sizeof *list);
	if (!list) {
		shape->failed = SCHAIN_E_MEMORY;
		return NULL;
	}
	for (i = first; i < end && !shape->failed; i = shape->fields[i].next)
		list[(*ret_count)++] = schain__shape_text_of(shape, &shape->fields[i]);
	return *ret_count ? list : NULL;
}

int schain__shape_includes(schain__shape *shape, uint32_t path, const char *text)
{
	const schain__json_field *field = shape->value[path], *element = NULL;

	if (!field)
		return 0;
	if (field->kind != SCHAIN__JSON_ARRAY)
		return schain__shape_is(shape, path, text);
	while ((element = schain__shape_element(shape, path, element)))
		if (schain__shape_equal(schain__shape_text_of(shape, element), text))
			return 1;
	return 0;
}

schain_string *schain__shape_list(schain__shape *shape, uint32_t path)
{
	const schain__json_field *element = NULL;
	schain_string *list;
	size_t count = 0;

	while ((element = schain__shape_element(shape, path, element)))
		count++;
	if (!count)
		return NULL;
	list = schain__decode_alloc(shape->decode, count * sizeof *list);
	if (!list)
		shape->failed = SCHAIN_E_MEMORY;
	return list;
}

const schain__json_field *schain__shape_member(const schain__shape *shape,
                                               const schain__json_field *object, const char *key)
{
	const schain__json_field *field;
	size_t size = strlen(key);

	if (!object || object->kind != SCHAIN__JSON_OBJECT)
		return NULL;
	for (uint32_t i = (uint32_t)(object - shape->fields) + 1; i < object->next; i = field->next) {
		field = &shape->fields[i];
		if (field->key_size == size && !memcmp(field->key, key, size))
			return field;
	}
	return NULL;
}

const schain__json_field *schain__shape_element(const schain__shape *shape, uint32_t path,
                                                const schain__json_field *after)
{
	const schain__json_field *array = shape->value[path];
	uint32_t next;

	if (!array || array->kind != SCHAIN__JSON_ARRAY)
		return NULL;
	next = after ? after->next : (uint32_t)(array - shape->fields) + 1;
	return next < array->next ? &shape->fields[next] : NULL;
}

uint32_t schain__shape_meaning(schain__shape *shape, uint32_t path, const schain__shape_word *words,
                               uint32_t fallback)
{
	return shape->value[path] ? schain__shape_word_value(schain__shape_text(shape, path), words,
	                                                     fallback)
	                          : fallback;
}

schain_string schain__shape_join(schain__shape *shape, const schain_string *words, size_t count)
{
	return schain__decode_join(shape->decode, words, count, &shape->failed);
}

schain_string schain__shape_path_of(schain__shape *shape, schain_string directory,
                                    schain_string name)
{
	int has_slash = directory.length && directory.data[directory.length - 1] == '/';
	size_t size = directory.length + !has_slash + name.length;
	schain_string path = SCHAIN_STRING_NONE;
	char *out;

	if (!directory.length || !name.length)
		return path;
	out = schain__decode_alloc(shape->decode, size);
	if (!out) {
		shape->failed = SCHAIN_E_MEMORY;
		return path;
	}
	memcpy(out, directory.data, directory.length);
	out[directory.length] = '/';
	memcpy(out + size - name.length, name.data, name.length);
	path.data = out;
	path.length = size;
	return path;
}

/* The unit of a number of that size: seconds until the year 5138, and so on. */
static int64_t unit_of(const schain__json_field *field)
{
	size_t digits = 0;

	while (digits < field->size && field->data[digits] >= '0' && field->data[digits] <= '9')
		digits++;
	return digits <= 11 ? SCHAIN_SECOND : digits <= 14 ? SCHAIN_SECOND / 1000
	     : digits <= 17 ? SCHAIN_SECOND / 1000000 : 1;
}

schain_time schain__shape_time_of(schain__shape *shape, const schain__json_field *field)
{
	schain_time time = 0;
	schain_string text;

	field = scalar(shape, field);
	if (!field || !field->size)
		return 0;
	if (schain__json_duration(field, unit_of(field), &time))
		return time;
	text = schain__shape_text_of(shape, field);
	time = schain__decode_time(text.data, text.length);
	if (!time)
		schain__shape_wrong(shape, field, "expected a time");
	return time;
}

uint32_t schain__shape_dns_type(schain_string name)
{
	/* IANA DNS RR types. */
	static const schain__shape_word types[] = {
		{ "A", 1 }, { "NS", 2 }, { "CNAME", 5 }, { "SOA", 6 }, { "PTR", 12 }, { "MX", 15 },
		{ "TXT", 16 }, { "AAAA", 28 }, { "SRV", 33 }, { "SVCB", 64 }, { "HTTPS", 65 },
		{ "ANY", 255 }, { NULL, 0 },
	};

	return schain__shape_word_value(name, types, 0);
}

uint32_t schain__shape_dns_result(schain_string name)
{
	/* IANA DNS RCODEs; both spellings of each are in use. */
	static const schain__shape_word codes[] = {
		{ "FORMERR", 1 }, { "SERVFAIL", 2 }, { "NXDOMAIN", 3 }, { "NOTIMP", 4 },
		{ "REFUSED", 5 }, { "FormErr", 1 }, { "ServFail", 2 }, { "NXDomain", 3 },
		{ "NotImp", 4 }, { "Refused", 5 }, { NULL, 0 },
	};

	return schain__shape_word_value(name, codes, 0);
}

uint32_t schain__shape_protocol(schain_string name)
{
	static const schain__shape_word protocols[] = {
		{ "tcp", 6 }, { "udp", 17 }, { "TCP", 6 }, { "UDP", 17 }, { "icmp", 1 }, { "ICMP", 1 },
		{ "icmp6", 58 }, { "ipv6-icmp", 58 }, { "IPPROTO_TCP", 6 }, { "IPPROTO_UDP", 17 },
		{ "tcp4", 6 }, { "tcp6", 6 }, { "tcp_v4", 6 }, { "tcp_v6", 6 }, { NULL, 0 },
	};

	return schain__shape_word_value(name, protocols, 0);
}
