/* SPDX-License-Identifier: Apache-2.0 */
#include "reputation/pattern.h"

typedef struct pattern {
	const char *text;
	size_t length;
	size_t at;
	const char *wrong;
	schain__pattern_term *terms;
	size_t count;
	unsigned depth;
} pattern;

static void skip_blanks(pattern *self)
{
	while (self->at < self->length && (unsigned char)self->text[self->at] <= ' ')
		self->at++;
}

static int fail(pattern *self, const char *what)
{
	if (!self->wrong)
		self->wrong = what;
	return -1;
}

static int is_word_character(char c)
{
	c = schain__rep_lower(c);
	return (c >= 'a' && c <= 'z') || schain__rep_is_digit(c) || c == '_';
}

/* Takes a sign, or a word that ends there. Returns 1 if it was next. */
static int take(pattern *self, const char *token)
{
	schain_string rest;
	size_t length = strlen(token);

	skip_blanks(self);
	rest = schain__rep_string(self->text + self->at, self->length - self->at);
	if (rest.length < length || memcmp(rest.data, token, length))
		return 0;
	if (is_word_character(token[0]) && rest.length > length &&
	    (is_word_character(rest.data[length]) || rest.data[length] == '-'))
		return 0;
	self->at += length;
	return 1;
}

/* A quoted text; the closing quote is the first that no backslash escapes. */
static int take_quoted(pattern *self, schain_string *ret_text)
{
	size_t from;

	skip_blanks(self);
	if (self->at >= self->length || self->text[self->at] != '\'')
		return 0;
	from = ++self->at;
	while (self->at < self->length && self->text[self->at] != '\'')
		self->at += self->text[self->at] == '\\' ? 2 : 1;
	if (self->at >= self->length) {
		self->at = self->length;
		return fail(self, "a quote that is not closed");
	}
	*ret_text = schain__rep_string(self->text + from, self->at++ - from);
	return 1;
}

/* type:part.'quoted part'.part[*] */
static int take_path(pattern *self, schain_string *ret_path)
{
	size_t from;
	int has_colon = 0;

	skip_blanks(self);
	for (from = self->at; self->at < self->length;) {
		char c = self->text[self->at];
		schain_string quoted;

		if (c == '\'') {
			if (take_quoted(self, &quoted) <= 0)
				return -1;
			continue;
		}
		if (!is_word_character(c) && !strchr("-:.[]*", c))
			break;
		has_colon |= c == ':';
		self->at++;
	}
	*ret_path = schain__rep_string(self->text + from, self->at - from);
	return has_colon && self->at > from ? 1 : fail(self, "an object path is expected");
}

/* 'text', t'...', b'...', h'...', a number or a truth value. */
static int take_value(pattern *self, schain_string *ret_value)
{
	size_t from;

	skip_blanks(self);
	if (self->at + 1 < self->length && strchr("tbh", self->text[self->at]) &&
	    self->text[self->at + 1] == '\'')
		self->at++;
	if (self->at < self->length && self->text[self->at] == '\'')
		return take_quoted(self, ret_value);
	for (from = self->at; self->at < self->length &&
	                      (is_word_character(self->text[self->at]) || strchr("+-.", self->text[self->at]));
	     self->at++)
		continue;
	*ret_value = schain__rep_string(self->text + from, self->at - from);
	return self->at > from ? 1 : fail(self, "a value is expected");
}

static int put(pattern *self, schain_string path, schain_string value, uint32_t operation, int is_negated)
{
	schain__pattern_term *term;

	if (self->count == SCHAIN__PATTERN_TERMS)
		return fail(self, "too many comparisons");
	term = &self->terms[self->count++];
	memset(term, 0, sizeof *term);
	term->path = path;
	term->value = value;
	term->operation = operation;
	term->is_negated = (uint32_t)is_negated;
	return 0;
}

static int take_operator(pattern *self, uint32_t *ret_operation, int *ret_is_negated)
{
	static const char *const others[] = { "<=", ">=", "<", ">", "MATCHES", "ISSUPERSET" };

	*ret_is_negated ^= take(self, "NOT");
	*ret_operation = SCHAIN__PATTERN_EQUAL;
	if (take(self, "!=") || take(self, "<>")) {
		*ret_is_negated ^= 1;
		return 1;
	}
	if (take(self, "==") || take(self, "="))
		return 1;
	*ret_operation = SCHAIN__PATTERN_LIKE;
	if (take(self, "LIKE"))
		return 1;
	*ret_operation = SCHAIN__PATTERN_SUBSET;
	if (take(self, "ISSUBSET"))
		return 1;
	*ret_operation = SCHAIN__PATTERN_OTHER;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (take(self, others[i]))
			return 1;
	return 0;
}

static int take_set(pattern *self, schain_string path, int is_negated)
{
	schain_string value;

	if (!take(self, "("))
		return fail(self, "a list in parentheses is expected");
	do {
		if (take_value(self, &value) < 0 ||
		    put(self, path, value, SCHAIN__PATTERN_EQUAL, is_negated))
			return -1;
	} while (take(self, ","));
	return take(self, ")") ? 0 : fail(self, "a list that is not closed");
}

static int comparison_or(pattern *self);

static int comparison(pattern *self)
{
	schain_string path, value;
	uint32_t operation;
	int is_negated = take(self, "NOT"), result;

	if (take(self, "(")) {
		size_t from = self->count;

		if (++self->depth > SCHAIN__PATTERN_DEPTH)
			return fail(self, "parentheses lie too deep in each other");
		result = comparison_or(self);
		self->depth--;
		for (; is_negated && from < self->count; from++)
			self->terms[from].is_negated ^= 1;
		return result ? result : take(self, ")") ? 0 : fail(self, "a parenthesis that is not closed");
	}
	if (take(self, "EXISTS"))
		return take_path(self, &path) < 0
		               ? -1
		               : put(self, path, schain__rep_string(NULL, 0), SCHAIN__PATTERN_OTHER, is_negated);
	if (take_path(self, &path) < 0)
		return -1;
	if (take_operator(self, &operation, &is_negated))
		return take_value(self, &value) < 0 ? -1 : put(self, path, value, operation, is_negated);
	return take(self, "IN") ? take_set(self, path, is_negated) : fail(self, "a comparison is expected");
}

/* What is joined by AND names nothing alone. */
static void mark_partial(pattern *self, size_t from)
{
	for (size_t i = from; i < self->count; i++)
		self->terms[i].is_partial = 1;
}

static int comparison_and(pattern *self)
{
	size_t from = self->count;
	int parts = 0;

	do {
		if (comparison(self))
			return -1;
		parts++;
	} while (take(self, "AND"));
	if (parts > 1)
		mark_partial(self, from);
	return 0;
}

static int comparison_or(pattern *self)
{
	do
		if (comparison_and(self))
			return -1;
	while (take(self, "OR"));
	return 0;
}

/* WITHIN n SECONDS, REPEATS n TIMES, START t'..' STOP t'..' */
static int qualifiers(pattern *self, size_t from)
{
	schain_string value;

	for (;;) {
		if (take(self, "WITHIN")) {
			if (take_value(self, &value) < 0 || !take(self, "SECONDS"))
				return fail(self, "WITHIN a number of SECONDS is expected");
		} else if (take(self, "REPEATS")) {
			if (take_value(self, &value) < 0 || !take(self, "TIMES"))
				return fail(self, "REPEATS a number of TIMES is expected");
			mark_partial(self, from);
		} else if (take(self, "START")) {
			if (take_value(self, &value) < 0 || !take(self, "STOP") || take_value(self, &value) < 0)
				return fail(self, "START and STOP times are expected");
		} else {
			return 0;
		}
	}
}

static int observations(pattern *self)
{
	size_t from = self->count;

	for (;;) {
		size_t first = self->count;

		if (take(self, "[")) {
			if (comparison_or(self))
				return -1;
			if (!take(self, "]"))
				return fail(self, "an observation that is not closed");
		} else if (take(self, "(")) {
			if (++self->depth > SCHAIN__PATTERN_DEPTH)
				return fail(self, "parentheses lie too deep in each other");
			if (observations(self))
				return -1;
			self->depth--;
			if (!take(self, ")"))
				return fail(self, "a parenthesis that is not closed");
		} else {
			return fail(self, "an observation in brackets is expected");
		}
		if (qualifiers(self, first))
			return -1;
		if (take(self, "OR"))
			continue;
		if (!take(self, "AND") && !take(self, "FOLLOWEDBY"))
			return 0;
		/* AND binds more than OR, but the whole is safe to call a part. */
		mark_partial(self, from);
		first = self->count;
		if (observations(self))
			return -1;
		mark_partial(self, first);
		return 0;
	}
}

const char *schain__pattern_read(schain_string text, schain__pattern_term *terms, size_t *ret_count,
                                 size_t *ret_at)
{
	/* An indicator may have none at all. */
	pattern self = { text.length ? text.data : "", text.length, 0, NULL, terms, 0, 0 };

	if (!observations(&self)) {
		skip_blanks(&self);
		if (self.at < self.length)
			fail(&self, "something follows the pattern");
	}
	*ret_count = self.wrong ? 0 : self.count;
	*ret_at = self.at;
	return self.wrong;
}

size_t schain__pattern_unescape(schain_string value, char *to, size_t size)
{
	size_t length = 0;

	for (size_t i = 0; i < value.length; i++) {
		if (value.data[i] == '\\' && i + 1 < value.length)
			i++;
		if (length == size)
			return 0;
		to[length++] = value.data[i];
	}
	return length;
}
