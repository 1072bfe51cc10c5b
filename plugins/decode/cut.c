/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cutting the block into records. Each way of framing finds the end of the
 * record that starts at block.begin, remembers how far it looked, and gets
 * back on its feet at the next line or start tag after damage.
 */
#include "decode/frame.h"

#include <string.h>

/* Objects that filled a line each before the next line is taken for one unscanned. */
#define ONE_LINE_OBJECTS 16

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Drops what is there of a record over the limit, to the end of its line. */
static int skip_line(schain__block *block)
{
	size_t size = block->end - block->begin;
	const char *newline = memchr(block->data + block->begin, '\n', size);

	block->skips_line = !newline;
	schain__block_consume(block, newline ? (size_t)(newline - block->data) + 1 - block->begin
	                                     : size);
	memset(&block->scan, 0, sizeof block->scan);
	return newline != NULL;
}

static int report(schain__decode *decode, const char *message)
{
	schain_status status = schain__decode_report(decode, decode->block.line, 0,
	                                             decode->block.offset, message);

	return status == SCHAIN_E_DAMAGED ? 0 : status;
}

static int too_long(schain__decode *decode)
{
	decode->statistics.records++;
	return report(decode, "the record is longer than the limit; skipped");
}

static int cut_line(schain__decode *decode, int final, size_t *ret_begin, size_t *ret_size,
                    size_t *ret_next)
{
	schain__block *block = &decode->block;
	const char *line, *newline;
	size_t size, held;
	int status;

	for (;;) {
		if (block->skips_line && !skip_line(block))
			return 0;
		line = block->data + block->begin;
		held = block->end - block->begin;
		newline = memchr(line + block->searched, '\n', held - block->searched);
		size = newline ? (size_t)(newline - line) : held;
		if (size > schain__block_limit(decode)) {
			if ((status = too_long(decode)))
				return status;
			block->skips_line = 1;
			continue;
		}
		if (!newline && (!final || !held)) {
			block->searched = held;
			return 0;
		}
		*ret_next = block->begin + size + (newline != NULL);
		*ret_begin = block->begin;
		while (size && is_blank(line[size - 1]))
			size--;
		if (size) {
			*ret_size = size;
			return 1;
		}
		schain__block_consume(block, *ret_next - block->begin);
	}
}

/* Between objects: white space, the commas and brackets of an array, RS (RFC 7464). */
static int is_between_objects(char c)
{
	return is_blank(c) || c == ',' || c == '[' || c == ']' || c == 0x1e;
}

/*
 * A line that starts with '{' inside an object, where only a key may stand,
 * is the next record: the one before was cut short.
 */
static int starts_next_object(const schain__json_scan *scan, char c)
{
	if (!scan->after_newline || c != '{')
		return 0;
	return scan->depth > 64 || (!(scan->arrays >> (scan->depth - 1) & 1) && scan->last != ':');
}

static void open_level(schain__json_scan *scan, int is_array)
{
	scan->depth++;
	if (scan->depth > 64)
		return;
	scan->arrays &= ~(UINT64_C(1) << (scan->depth - 1));
	scan->arrays |= (uint64_t)is_array << (scan->depth - 1);
}

/* Goes on through `data`. Returns the size of the object once its end is known, or 0. */
static size_t scan_object(schain__json_scan *scan, const char *data, size_t size)
{
	for (; scan->at < size; scan->at++) {
		char c = data[scan->at];

		if (scan->in_string) {
			/* JSON allows no raw newline in a string: the line was cut short. */
			if (c == '\n')
				return scan->at;
			if (scan->escaped)
				scan->escaped = 0;
			else if (c == '\\')
				scan->escaped = 1;
			else if (c == '"')
				scan->in_string = 0;
			continue;
		}
		if (is_blank(c)) {
			scan->after_newline = c == '\n';
			continue;
		}
		if (scan->at && starts_next_object(scan, c))
			return scan->at;
		scan->after_newline = 0;
		scan->last = c;
		if (c == '"')
			scan->in_string = 1;
		else if (c == '{' || c == '[')
			open_level(scan, c == '[');
		else if ((c == '}' || c == ']') && !--scan->depth)
			return ++scan->at;
	}
	return 0;
}

int schain__cut_is_object(const char *data, size_t size)
{
	schain__json_scan scan = { 0 };

	return scan_object(&scan, data, size) == size || scan.in_string;
}

/* To the first byte of an object. Returns 1 there, 0 at the end of the block. */
static int find_object(schain__decode *decode)
{
	schain__block *block = &decode->block;
	size_t at;
	int status;

	for (;;) {
		if (block->skips_line && !skip_line(block))
			return 0;
		for (at = block->begin; at < block->end && is_between_objects(block->data[at]); at++)
			;
		schain__block_consume(block, at - block->begin);
		if (block->begin == block->end)
			return 0;
		if (block->data[block->begin] == '{')
			return 1;
		/* A line of something else; a comment is no damage. */
		if (block->data[block->begin] != '#') {
			decode->statistics.records++;
			if ((status = report(decode, "expected a JSON object")))
				return status;
		}
		block->one_line_objects = 0;
		block->skips_line = 1;
	}
}

/* The quick way: after a run of objects that filled a line each, a line that looks like one. */
static int assume_line(schain__block *block, size_t *ret_begin, size_t *ret_size, size_t *ret_next)
{
	const char *line = block->data + block->begin;
	size_t held = block->end - block->begin, size;
	const char *newline = memchr(line + block->searched, '\n', held - block->searched);

	if (!newline) {
		block->searched = held;
		return 0;
	}
	size = (size_t)(newline - line);
	*ret_next = block->begin + size + 1;
	while (is_blank(line[size - 1]) || line[size - 1] == ',')
		size--;
	if (line[size - 1] != '}')
		return -1;
	*ret_begin = block->begin;
	*ret_size = size;
	return 1;
}

static int fills_line(const schain__block *block, size_t begin, size_t next)
{
	size_t at = next;

	if (memchr(block->data + begin, '\n', next - begin))
		return 0;
	while (at < block->end && block->data[at] != '\n' &&
	       (is_blank(block->data[at]) || block->data[at] == ','))
		at++;
	return at == block->end || block->data[at] == '\n';
}

static int cut_object(schain__decode *decode, int final, size_t *ret_begin, size_t *ret_size,
                      size_t *ret_next)
{
	schain__block *block = &decode->block;
	size_t size, held;
	int found;

	for (;;) {
		if (!block->scan.at && (found = find_object(decode)) <= 0)
			return found;
		held = block->end - block->begin;
		decode->record_assumed = 0;
		if (!block->scan.at && block->one_line_objects >= ONE_LINE_OBJECTS) {
			found = assume_line(block, ret_begin, ret_size, ret_next);
			if (found > 0 && *ret_size <= schain__block_limit(decode)) {
				decode->record_assumed = 1;
				return 1;
			}
			if (!found && !final && held <= schain__block_limit(decode))
				return 0;
		}
		size = scan_object(&block->scan, block->data + block->begin, held);
		if ((size ? size : held) > schain__block_limit(decode)) {
			if ((found = too_long(decode)))
				return found;
			if (size)
				schain__block_consume(block, size);
			else
				block->skips_line = 1;
			memset(&block->scan, 0, sizeof block->scan);
			continue;
		}
		if (!size && !final)
			return 0;
		*ret_begin = block->begin;
		*ret_size = size ? size : held;
		*ret_next = block->begin + *ret_size;
		memset(&block->scan, 0, sizeof block->scan);
		block->one_line_objects = fills_line(block, *ret_begin, *ret_next)
		                                  ? block->one_line_objects + 1 : 0;
		return 1;
	}
}

#define START_TAG "<Event"
#define END_TAG "</Event>"

static int is_start_tag(const char *at, const char *end)
{
	if ((size_t)(end - at) <= sizeof START_TAG - 1 || memcmp(at, START_TAG, sizeof START_TAG - 1))
		return 0;
	at += sizeof START_TAG - 1;
	return *at == '>' || is_blank(*at);
}

/*
 * Position of a start tag, or of one of both tags, from `from` on; `end` if
 * there is none. *ret_size is 0 for a start tag, else the end tag's size.
 */
static size_t find_tag(const schain__block *block, size_t from, int both, size_t *ret_size)
{
	const char *end = block->data + block->end, *at = block->data + from;

	for (; at < end && (at = memchr(at, '<', (size_t)(end - at))); at++) {
		*ret_size = 0;
		if (is_start_tag(at, end))
			return (size_t)(at - block->data);
		*ret_size = sizeof END_TAG - 1;
		if (both && (size_t)(end - at) >= *ret_size && !memcmp(at, END_TAG, *ret_size))
			return (size_t)(at - block->data);
	}
	return block->end;
}

/* Leaves no more behind than may be the start of a tag. */
static void keep_tail(schain__block *block)
{
	size_t held = block->end - block->begin;

	if (held > sizeof END_TAG)
		schain__block_consume(block, held - sizeof END_TAG);
}

static int cut_element(schain__decode *decode, int final, size_t *ret_begin, size_t *ret_size,
                       size_t *ret_next)
{
	schain__block *block = &decode->block;
	size_t at, tag, from;
	int status;

	for (;;) {
		if (!block->in_element) {
			at = find_tag(block, block->begin, 0, &tag);
			if (at == block->end) {
				keep_tail(block);
				return 0;
			}
			schain__block_consume(block, at - block->begin);
			block->in_element = 1;
			block->searched = 1;
		}
		from = block->begin + (block->searched ? block->searched : 1);
		at = find_tag(block, from, 1, &tag);
		if (at - block->begin > schain__block_limit(decode)) {
			if ((status = too_long(decode)))
				return status;
			block->in_element = 0;
			schain__block_consume(block, at == block->end ? 1 : at - block->begin + tag);
			continue;
		}
		if (at == block->end && !final) {
			/* The last bytes may be the start of the tag. */
			block->searched = at - block->begin > sizeof END_TAG
			                          ? at - block->begin - sizeof END_TAG : 1;
			return 0;
		}
		block->in_element = 0;
		*ret_begin = block->begin;
		*ret_next = at + (at == block->end ? 0 : tag);
		*ret_size = *ret_next - block->begin;
		return 1;
	}
}

/* Bytes that a field of the journal's export format takes at the start of `data`; 0: more are needed. */
static uint64_t field_size(const char *data, size_t size)
{
	enum { COUNT = 8 }; /* bytes of a binary value's length, little-endian */
	const char *newline = memchr(data, '\n', size);
	uint64_t head, length = 0;

	if (!newline)
		return 0;
	head = (uint64_t)(newline - data) + 1;
	if (memchr(data, '=', (size_t)head))
		return head;
	if (size - head < COUNT)
		return 0;
	for (int i = COUNT; i > 0; i--)
		length = length << 8 | (unsigned char)data[head + (uint64_t)i - 1];
	return length > UINT64_MAX - head - COUNT - 1 ? UINT64_MAX : head + COUNT + length + 1;
}

/* Goes on through the fields. Returns the size of the entry once its empty line is there, or 0. */
static size_t scan_entry(schain__decode *decode, size_t held, int *ret_is_too_long)
{
	schain__block *block = &decode->block;
	const char *data = block->data + block->begin;

	while (block->searched < held && data[block->searched] != '\n') {
		uint64_t size = field_size(data + block->searched, held - block->searched);

		if ((size ? size : held - block->searched) > schain__block_limit(decode) - block->searched) {
			*ret_is_too_long = 1;
			return 0;
		}
		if (!size || size > held - block->searched)
			return 0;
		block->searched += (size_t)size;
	}
	return block->searched < held ? block->searched : 0;
}

/* An entry of the journal's export format: fields, then an empty line. */
static int cut_entry(schain__decode *decode, int final, size_t *ret_begin, size_t *ret_size,
                     size_t *ret_next)
{
	schain__block *block = &decode->block;
	int is_too_long = 0, status;
	size_t held, size;

	for (;;) {
		if (block->skips_line && !skip_line(block))
			return 0;
		while (!block->searched && block->begin < block->end && block->data[block->begin] == '\n')
			schain__block_consume(block, 1);
		held = block->end - block->begin;
		size = scan_entry(decode, held, &is_too_long);
		if (is_too_long) {
			/* What follows its first line is read as an entry that lacks its head. */
			if ((status = too_long(decode)))
				return status;
			is_too_long = 0;
			block->searched = 0;
			block->skips_line = 1;
			continue;
		}
		if (!size && (!final || !held))
			return 0;
		*ret_begin = block->begin;
		*ret_size = size ? size : held;
		*ret_next = block->begin + *ret_size + (size != 0);
		block->searched = 0;
		return 1;
	}
}

static int cut_whole(schain__decode *decode, int final, size_t *ret_begin, size_t *ret_size,
                     size_t *ret_next)
{
	schain__block *block = &decode->block;
	int status;

	if (block->skips_line) {
		schain__block_consume(block, block->end - block->begin);
		return 0;
	}
	if (block->end - block->begin > schain__block_limit(decode)) {
		block->skips_line = 1;
		if ((status = too_long(decode)))
			return status;
		return cut_whole(decode, final, ret_begin, ret_size, ret_next);
	}
	if (!final || block->begin == block->end)
		return 0;
	*ret_begin = block->begin;
	*ret_size = block->end - block->begin;
	*ret_next = block->end;
	return 1;
}

int schain__cut_record(schain__decode *decode, int final, size_t *ret_begin, size_t *ret_size,
                       size_t *ret_next)
{
	decode->record_assumed = 0;
	switch (decode->driver->framing) {
	case SCHAIN__FRAMING_JSON:
		return cut_object(decode, final, ret_begin, ret_size, ret_next);
	case SCHAIN__FRAMING_XML:
		return cut_element(decode, final, ret_begin, ret_size, ret_next);
	case SCHAIN__FRAMING_WHOLE:
		return cut_whole(decode, final, ret_begin, ret_size, ret_next);
	case SCHAIN__FRAMING_ENTRIES:
		return cut_entry(decode, final, ret_begin, ret_size, ret_next);
	case SCHAIN__FRAMING_LINES:
		break;
	}
	return cut_line(decode, final, ret_begin, ret_size, ret_next);
}
