/* SPDX-License-Identifier: Apache-2.0 */
#include "reputation/version.h"

static int is_alpha(char c)
{
	c = schain__rep_lower(c);
	return c >= 'a' && c <= 'z';
}

/* Does what is left make a version one before the release that it names? */
static int is_before_release(schain_string rest)
{
	static const char *const words[] = { "alpha", "beta", "dev", "pre", "rc", "a", "b" };

	if (!rest.length)
		return 0;
	if (rest.data[0] == '~')
		return 1;
	if (rest.data[0] == '-' || rest.data[0] == '.' || rest.data[0] == '_')
		return rest.data[0] == '-'
		               ? rest.length > 1 && is_alpha(rest.data[1])
		               : is_before_release(schain__rep_string(rest.data + 1, rest.length - 1));
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t length = strlen(words[i]);

		if (schain__rep_begins(rest, words[i]) &&
		    (rest.length == length || !is_alpha(rest.data[length])))
			return 1;
	}
	return 0;
}

static schain_string without_build(schain_string version)
{
	const char *plus = version.length ? memchr(version.data, '+', version.length) : NULL;

	if (plus)
		version.length = (size_t)(plus - version.data);
	if (version.length > 1 && schain__rep_lower(version.data[0]) == 'v' &&
	    schain__rep_is_digit(version.data[1]))
		version = schain__rep_string(version.data + 1, version.length - 1);
	return version;
}

static int compare_numbers(schain_string *a, schain_string *b)
{
	size_t i = 0, j = 0, from, other;
	int result;

	while (i < a->length && a->data[i] == '0')
		i++;
	while (j < b->length && b->data[j] == '0')
		j++;
	for (from = i; i < a->length && schain__rep_is_digit(a->data[i]); i++)
		continue;
	for (other = j; j < b->length && schain__rep_is_digit(b->data[j]); j++)
		continue;
	if (i - from != j - other)
		result = i - from < j - other ? -1 : 1;
	else
		result = i > from ? memcmp(a->data + from, b->data + other, i - from) : 0;
	*a = schain__rep_string(a->data + i, a->length - i);
	*b = schain__rep_string(b->data + j, b->length - j);
	return result;
}

int schain__rep_version_compare(schain_string a, schain_string b)
{
	int is_before = 0; /* both are before the same release: words are compared as such */

	a = without_build(a);
	b = without_build(b);
	while (a.length && b.length) {
		char x = schain__rep_lower(a.data[0]), y = schain__rep_lower(b.data[0]);

		if (schain__rep_is_digit(x) && schain__rep_is_digit(y)) {
			int result = compare_numbers(&a, &b);

			if (result)
				return result;
			continue;
		}
		if (x != y) {
			int before = is_before ? 0 : is_before_release(b) - is_before_release(a);

			return before ? before : x < y ? -1 : 1;
		}
		is_before |= is_before_release(a) && is_before_release(b);
		a = schain__rep_string(a.data + 1, a.length - 1);
		b = schain__rep_string(b.data + 1, b.length - 1);
	}
	if (a.length)
		return !is_before && is_before_release(a) ? -1 : 1;
	if (b.length)
		return !is_before && is_before_release(b) ? 1 : -1;
	return 0;
}

/* The piece up to a separator; the rest stays in *text. */
static schain_string next(schain_string *text, char separator)
{
	const char *end = text->length ? memchr(text->data, separator, text->length) : NULL;
	size_t length = end ? (size_t)(end - text->data) : text->length;
	schain_string piece = schain__rep_string(text->data, length);
	size_t used = length + (end != NULL);

	*text = schain__rep_string(text->data ? text->data + used : NULL, text->length - used);
	return schain__rep_trim(piece);
}

static int meets(schain_string version, schain_string bound)
{
	size_t sign = 0;
	int order;

	while (sign < bound.length && strchr("<>=", bound.data[sign]))
		sign++;
	order = schain__rep_version_compare(version, schain__rep_string(bound.data + sign, bound.length - sign));
	if (!sign || bound.data[0] == '=')
		return order == 0;
	if (sign == 2 && order == 0)
		return 1;
	return bound.data[0] == '<' ? order < 0 : order > 0;
}

int schain__rep_version_is_in(schain_string version, schain_string set)
{
	if (!set.length || schain__rep_is(set, "*"))
		return 1;
	while (set.length) {
		schain_string bounds = next(&set, '|');
		int all = bounds.length > 0;

		while (bounds.length && all) {
			schain_string bound = next(&bounds, ' ');

			all = !bound.length || meets(version, bound);
		}
		if (all)
			return 1;
	}
	return 0;
}

/* A version has a digit, no blanks, and none of the signs that sets are written with. */
static int is_version(schain_string text)
{
	int has_digit = 0;

	for (size_t i = 0; i < text.length; i++) {
		char c = text.data[i];

		has_digit |= schain__rep_is_digit(c);
		if (!is_alpha(c) && !schain__rep_is_digit(c) && !strchr(".-_+~:", c))
			return 0;
	}
	return has_digit;
}

static schain_string without_sign(schain_string text)
{
	while (text.length && text.data[0] == '=')
		text = schain__rep_trim(schain__rep_string(text.data + 1, text.length - 1));
	return text;
}

static size_t put(char *to, size_t size, size_t length, const char *before, schain_string text)
{
	size_t head = strlen(before);

	if (!text.length || length + head + text.length > size)
		return 0;
	memcpy(to + length, before, head);
	memcpy(to + length + head, text.data, text.length);
	return length + head + text.length;
}

/* "A to B" */
static size_t read_span(schain_string text, char *to, size_t size)
{
	for (size_t i = 0; i + 4 <= text.length; i++) {
		schain_string from = schain__rep_string(text.data, i);
		schain_string until = schain__rep_string(text.data + i + 4, text.length - i - 4);
		size_t length;

		if (memcmp(text.data + i, " to ", 4))
			continue;
		from = schain__rep_trim(from);
		until = schain__rep_trim(until);
		if (!is_version(from) || !is_version(until))
			return 0;
		length = put(to, size, 0, ">=", from);
		return length ? put(to, size, length, " <=", until) : 0;
	}
	return 0;
}

size_t schain__rep_version_set_read(schain_string text, char *to, size_t size)
{
	size_t length = read_span(text, to, size);

	if (length)
		return length;
	text = schain__rep_trim(text);
	while (text.length) {
		size_t end = 0;
		schain_string version;

		while (end < text.length && !strchr(",;|", text.data[end]))
			end++;
		version = without_sign(schain__rep_trim(schain__rep_string(text.data, end)));
		text = schain__rep_string(text.data + end, text.length - end);
		while (text.length && strchr(",;| ", text.data[0]))
			text = schain__rep_string(text.data + 1, text.length - 1);
		if (!is_version(version))
			return 0;
		length = put(to, size, length, length ? "|" : "", version);
		if (!length)
			return 0;
	}
	return length;
}
