/* SPDX-License-Identifier: Apache-2.0 */
#include "ffi/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN = 60 };

/* The first word of it: collections have no place of their own. */
static struct fy_token *token_of(struct fy_node *node)
{
	void *next = NULL;

	for (int depth = 0; node && depth < 8; depth++) {
		if (fy_node_is_scalar(node))
			return fy_node_get_scalar_token(node);
		next = NULL;
		node = fy_node_is_mapping(node)
		           ? fy_node_pair_key(fy_node_mapping_iterate(node, &next))
		           : fy_node_sequence_iterate(node, &next);
	}
	return NULL;
}

void schain__ffi_fail(schain__ffi_reader *reader, struct fy_node *node, const char *format, ...)
{
	struct fy_token *found = node ? token_of(node) : NULL;
	struct fy_token *token = found || !node ? found : token_of(reader->near);
	const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
	schain_error *error = reader->error;
	va_list arguments;

	if (reader->status)
		return;
	reader->status = SCHAIN_E_SYNTAX;
	error->code = SCHAIN_E_SYNTAX;
	error->line = mark ? (uint64_t)mark->line + 1 : 0;
	error->column = mark ? (uint64_t)mark->column + 1 : 0;
	va_start(arguments, format);
	vsnprintf(error->message, sizeof error->message, format, arguments);
	va_end(arguments);
}

void schain__ffi_fail_memory(schain__ffi_reader *reader)
{
	if (reader->status)
		return;
	reader->status = SCHAIN_E_MEMORY;
	reader->error->code = SCHAIN_E_MEMORY;
	snprintf(reader->error->message, sizeof reader->error->message, "out of memory");
}

int schain__ffi_shown(schain__ffi_word word)
{
	return word.length > SHOWN ? SHOWN : (int)word.length;
}

int schain__ffi_is(schain__ffi_word word, const char *text)
{
	return word.data && strlen(text) == word.length && !memcmp(text, word.data, word.length);
}

schain__ffi_word schain__ffi_scalar(schain__ffi_reader *reader, struct fy_node *node)
{
	schain__ffi_word word = { NULL, 0 };

	if (reader->status)
		return word;
	if (node && fy_node_is_scalar(node) && !fy_node_is_alias(node) && !fy_node_get_tag_token(node))
		word.data = fy_node_get_scalar(node, &word.length);
	if (word.data)
		reader->near = node;
	else
		schain__ffi_fail(reader, node, "expected one value");
	return word;
}

int schain__ffi_is_null(struct fy_node *node)
{
	schain__ffi_word word = { NULL, 0 };
	struct fy_token *token;

	if (!node)
		return 1;
	if (!fy_node_is_scalar(node))
		return 0;
	token = fy_node_get_scalar_token(node);
	if (token && fy_token_scalar_style(token) != FYSS_PLAIN)
		return 0;
	word.data = fy_node_get_scalar(node, &word.length);
	return !word.length || schain__ffi_is(word, "null") || schain__ffi_is(word, "~");
}

/* "one, two, three" for people. */
static void list_words(char *buffer, size_t size, const char *const *words)
{
	size_t used = 0;

	buffer[0] = 0;
	for (size_t i = 0; words[i] && used < size; i++)
		used += (size_t)snprintf(buffer + used, size - used, "%s%s", i ? ", " : "", words[i]);
}

static int is_in(schain__ffi_word word, const char *const *words, uint32_t *ret_index)
{
	for (uint32_t i = 0; words[i]; i++)
		if (schain__ffi_is(word, words[i])) {
			*ret_index = i;
			return 1;
		}
	return 0;
}

static void check_key(schain__ffi_reader *reader, struct fy_node *mapping, struct fy_node *key,
                      const char *const *keys)
{
	schain__ffi_word word = schain__ffi_scalar(reader, key), other;
	struct fy_node_pair *pair;
	void *next = NULL;
	char known[320];
	uint32_t index;

	if (reader->status)
		return;
	if (keys && !is_in(word, keys, &index)) {
		list_words(known, sizeof known, keys);
		schain__ffi_fail(reader, key, "unknown key \"%.*s\", known here: %s",
		                 schain__ffi_shown(word), word.data, known);
	}
	while (!reader->status && (pair = fy_node_mapping_iterate(mapping, &next))) {
		if (fy_node_pair_key(pair) == key)
			return;
		other = schain__ffi_scalar(reader, fy_node_pair_key(pair));
		if (other.data && other.length == word.length && !memcmp(other.data, word.data, word.length))
			schain__ffi_fail(reader, key, "\"%.*s\" is there twice", schain__ffi_shown(word),
			                 word.data);
	}
}

int schain__ffi_is_mapping(schain__ffi_reader *reader, struct fy_node *node, struct fy_node *at,
                           const char *what, const char *const *keys)
{
	struct fy_node_pair *pair;
	void *next = NULL;

	if (reader->status)
		return 0;
	if (!node || !fy_node_is_mapping(node) || fy_node_get_tag_token(node)) {
		schain__ffi_fail(reader, at ? at : node, "%s: expected a mapping of keys", what);
		return 0;
	}
	while (!reader->status && (pair = fy_node_mapping_iterate(node, &next)))
		check_key(reader, node, fy_node_pair_key(pair), keys);
	return !reader->status;
}

int schain__ffi_is_list(schain__ffi_reader *reader, struct fy_node *node, struct fy_node *at,
                        const char *what)
{
	if (reader->status)
		return 0;
	if (node && fy_node_is_sequence(node) && !fy_node_get_tag_token(node))
		return 1;
	schain__ffi_fail(reader, at ? at : node, "%s: expected a list", what);
	return 0;
}

static struct fy_node_pair *find_pair(struct fy_node *mapping, const char *key)
{
	struct fy_node_pair *pair;
	void *next = NULL;
	schain__ffi_word word;

	while ((pair = fy_node_mapping_iterate(mapping, &next))) {
		struct fy_node *found = fy_node_pair_key(pair);

		word.data = found && fy_node_is_scalar(found) ? fy_node_get_scalar(found, &word.length)
		                                              : NULL;
		if (schain__ffi_is(word, key))
			return pair;
	}
	return NULL;
}

struct fy_node *schain__ffi_find(struct fy_node *mapping, const char *key)
{
	struct fy_node_pair *pair = find_pair(mapping, key);

	return pair ? fy_node_pair_value(pair) : NULL;
}

struct fy_node *schain__ffi_find_key(struct fy_node *mapping, const char *key)
{
	struct fy_node_pair *pair = find_pair(mapping, key);

	return pair ? fy_node_pair_key(pair) : NULL;
}

struct fy_node *schain__ffi_need(schain__ffi_reader *reader, struct fy_node *mapping,
                                 struct fy_node *at, const char *key)
{
	struct fy_node *found = reader->status ? NULL : schain__ffi_find(mapping, key);

	if (!found)
		schain__ffi_fail(reader, at ? at : mapping, "%s is missing", key);
	return found;
}

uint32_t schain__ffi_choice(schain__ffi_reader *reader, struct fy_node *node, const char *what,
                            const char *const *words)
{
	schain__ffi_word word = schain__ffi_scalar(reader, node);
	uint32_t index = 0;
	char known[320];

	if (!word.data || is_in(word, words, &index))
		return index;
	list_words(known, sizeof known, words);
	schain__ffi_fail(reader, node, "%s: \"%.*s\" is none of %s", what, schain__ffi_shown(word),
	                 word.data, known);
	return 0;
}

const char *schain__ffi_keep(schain__ffi_reader *reader, schain__ffi_word word)
{
	char *copy;

	if (reader->status)
		return "";
	copy = schain__ffi_alloc(reader->description, word.length + 1);
	if (!copy) {
		schain__ffi_fail_memory(reader);
		return "";
	}
	if (word.length)
		memcpy(copy, word.data, word.length);
	return copy;
}

static int is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

const char *schain__ffi_name(schain__ffi_reader *reader, struct fy_node *node)
{
	schain__ffi_word word = schain__ffi_scalar(reader, node);
	int is_name = word.length && word.length < SCHAIN__FFI_NAME;

	for (size_t i = 0; is_name && i < word.length; i++)
		is_name = is_letter(word.data[i]) ||
		          (i && word.data[i] >= '0' && word.data[i] <= '9');
	if (word.data && !is_name)
		schain__ffi_fail(reader, node,
		                 "\"%.*s\" is not a name of letters, digits and '_', %d at most",
		                 schain__ffi_shown(word), word.data, SCHAIN__FFI_NAME - 1);
	return schain__ffi_keep(reader, word);
}
