/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a document stops being JSON (RFC 8259). simdjson says that it does and
 * not where; this is asked for a damaged one only.
 */
#include "reputation/tree.h"

enum want {
	VALUE,
	VALUE_OR_END, /* behind '[' */
	KEY,
	KEY_OR_END,   /* behind '{' */
	COLON,
	NEXT,         /* ',' or the end of what is open */
	NOTHING,
};

typedef struct scan {
	const unsigned char *at;
	const unsigned char *end;
	uint64_t arrays; /* a bit for each level: it is an array */
	uint32_t depth;
} scan;

static int is_within(const scan *self, unsigned char low, unsigned char high)
{
	return self->at < self->end && *self->at >= low && *self->at <= high;
}

static int skip_range(scan *self, unsigned char low, unsigned char high)
{
	if (!is_within(self, low, high))
		return 0;
	self->at++;
	return 1;
}

static int skip_word(scan *self, const char *word)
{
	for (; *word; word++)
		if (!skip_range(self, (unsigned char)*word, (unsigned char)*word))
			return 0;
	return 1;
}

static int skip_digits(scan *self)
{
	if (!skip_range(self, '0', '9'))
		return 0;
	while (skip_range(self, '0', '9'))
		;
	return 1;
}

static int skip_number(scan *self)
{
	skip_range(self, '-', '-');
	if (!skip_range(self, '0', '0') && !skip_digits(self))
		return 0;
	if (skip_range(self, '.', '.') && !skip_digits(self))
		return 0;
	if (!skip_range(self, 'e', 'e') && !skip_range(self, 'E', 'E'))
		return 1;
	if (!skip_range(self, '+', '+'))
		skip_range(self, '-', '-');
	return skip_digits(self);
}

/* One character beyond ASCII, by the table of RFC 3629, section 4. */
static int skip_character(scan *self)
{
	static const struct {
		unsigned char first, last, low, high; /* of the lead, and of the byte behind it */
		unsigned char more;                   /* bytes behind that */
	} forms[] = {
		{ 0xc2, 0xdf, 0x80, 0xbf, 0 }, { 0xe0, 0xe0, 0xa0, 0xbf, 1 }, { 0xe1, 0xec, 0x80, 0xbf, 1 },
		{ 0xed, 0xed, 0x80, 0x9f, 1 }, { 0xee, 0xef, 0x80, 0xbf, 1 }, { 0xf0, 0xf0, 0x90, 0xbf, 2 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 2 }, { 0xf4, 0xf4, 0x80, 0x8f, 2 },
	};

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (!skip_range(self, forms[i].first, forms[i].last))
			continue;
		if (!skip_range(self, forms[i].low, forms[i].high))
			return 0;
		for (unsigned j = 0; j < forms[i].more; j++)
			if (!skip_range(self, 0x80, 0xbf))
				return 0;
		return 1;
	}
	return 0;
}

static int skip_escape(scan *self)
{
	if (!skip_range(self, 'u', 'u')) {
		if (self->at >= self->end || !*self->at || !strchr("\"\\/bfnrt", *self->at))
			return 0;
		self->at++;
		return 1;
	}
	for (int i = 0; i < 4; i++)
		if (!skip_range(self, '0', '9') && !skip_range(self, 'a', 'f') && !skip_range(self, 'A', 'F'))
			return 0;
	return 1;
}

static int skip_string(scan *self)
{
	if (!skip_range(self, '"', '"'))
		return 0;
	for (;;) {
		if (skip_range(self, '"', '"'))
			return 1;
		if (skip_range(self, '\\', '\\')) {
			if (!skip_escape(self))
				return 0;
		} else if (!skip_range(self, ' ', 0x7f) && !skip_character(self)) {
			return 0;
		}
	}
}

static enum want behind(const scan *self)
{
	return self->depth ? NEXT : NOTHING;
}

/* The beginning of a value that has members, or all of another. */
static int skip_value(scan *self, enum want *ret_want)
{
	int is_array = is_within(self, '[', '[');

	*ret_want = behind(self);
	if (is_array || is_within(self, '{', '{')) {
		if (self->depth + 1 == SCHAIN__TREE_DEPTH)
			return 0;
		self->arrays = self->arrays << 1 | (unsigned)is_array;
		self->depth++;
		self->at++;
		*ret_want = is_array ? VALUE_OR_END : KEY_OR_END;
		return 1;
	}
	if (is_within(self, '"', '"'))
		return skip_string(self);
	if (is_within(self, 't', 't'))
		return skip_word(self, "true");
	if (is_within(self, 'f', 'f'))
		return skip_word(self, "false");
	if (is_within(self, 'n', 'n'))
		return skip_word(self, "null");
	return skip_number(self);
}

/* ']' or '}', whichever is due. */
static int skip_end(scan *self, enum want *ret_want)
{
	unsigned char due = self->arrays & 1 ? ']' : '}';

	if (!skip_range(self, due, due))
		return 0;
	self->arrays >>= 1;
	self->depth--;
	*ret_want = behind(self);
	return 1;
}

static int step(scan *self, enum want *want)
{
	switch (*want) {
	case VALUE_OR_END:
		return skip_end(self, want) || skip_value(self, want);
	case VALUE:
		return skip_value(self, want);
	case KEY_OR_END:
		if (skip_end(self, want))
			return 1;
		*want = COLON;
		return skip_string(self);
	case KEY:
		*want = COLON;
		return skip_string(self);
	case COLON:
		*want = VALUE;
		return skip_range(self, ':', ':');
	case NEXT:
		if (skip_end(self, want))
			return 1;
		*want = self->arrays & 1 ? VALUE : KEY;
		return skip_range(self, ',', ',');
	case NOTHING:
		break;
	}
	return 0;
}

size_t schain__json_fault(const char *data, size_t size)
{
	scan self = { (const unsigned char *)data, (const unsigned char *)data + size, 0, 0 };
	enum want want = VALUE;

	for (;;) {
		while (skip_range(&self, ' ', ' ') || skip_range(&self, '\t', '\t') ||
		       skip_range(&self, '\n', '\n') || skip_range(&self, '\r', '\r'))
			;
		if (want == NOTHING && self.at == self.end)
			return SIZE_MAX;
		if (!step(&self, &want))
			return (size_t)((const char *)self.at - data);
	}
}
