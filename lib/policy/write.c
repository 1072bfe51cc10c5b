/* SPDX-License-Identifier: Apache-2.0 */
/* A policy as YAML that schain_policy_load() reads back, in the documented order of keys. */
#include "policy/object.h"

typedef struct writer {
	int (*write)(void *context, const char *data, size_t size);
	void *context;
	schain__buffer line;
	schain_error *error;
} writer;

/* Hands the line over. */
static schain_status flush(writer *out)
{
	schain_string text = schain__buffer_string(&out->line);

	if (out->line.failed)
		return schain__fail_memory(out->error);
	if (text.length && out->write(out->context, text.data, text.length))
		return schain__fail(out->error, SCHAIN_E_CANCELLED, "the writer asked to stop");
	schain__buffer_clear(&out->line);
	return SCHAIN_OK;
}

static void put_comment(writer *out, const schain_policy_key *key)
{
	schain__buffer_printf(&out->line, "# %s%s%s%s%s\n", key->summary, key->pattern[0] ? " (" : "",
	                      key->pattern, key->pattern[0] ? " patterns)" : "",
	                      key->kind == SCHAIN_POLICY_WEIGHT ? " (decibans)" : "");
	if (strcmp(key->source, "library"))
		schain__buffer_printf(&out->line, "# ATT&CK: %s\n", key->source);
}

/* Single quotes: a backslash stays one, only the quote itself is doubled. */
static void put_item(writer *out, schain_string item)
{
	schain__buffer_text(&out->line, "    - '");
	for (size_t i = 0; i < item.length; i++) {
		if (item.data[i] == '\'')
			schain__buffer_text(&out->line, "'");
		schain__buffer_append(&out->line, item.data + i, 1);
	}
	schain__buffer_text(&out->line, "'\n");
}

/* The items that `other` lacks; all without one. */
static schain_status put_items(writer *out, const schain_policy *policy,
                               const schain_policy *other, enum schain__key key, const char *word)
{
	const schain__list *list = &policy->lists.list[key];
	size_t written = 0;
	schain_status status;

	for (size_t i = 0; i < list->count; i++) {
		if (other && schain__lists_has(&other->lists, key, list->items[i]))
			continue;
		if (!written++)
			schain__buffer_printf(&out->line, "  %s:\n", word);
		put_item(out, list->items[i]);
		status = flush(out);
		if (status)
			return status;
	}
	if (!written && !other)
		schain__buffer_printf(&out->line, "  %s: []\n", word);
	return flush(out);
}

/* Does taking away and adding, as a loader does it, give the list in its order? */
static int is_edited(const schain_policy *policy, const schain_policy *base, enum schain__key key)
{
	const schain__list *want = &policy->lists.list[key];
	const schain__list *from = &base->lists.list[key];
	size_t at = 0;

	for (size_t i = 0; i < from->count; i++) {
		if (!schain__lists_has(&policy->lists, key, from->items[i]))
			continue;
		if (at >= want->count || !schain__equal(want->items[at], from->items[i]))
			return 0;
		at++;
	}
	if (!at && from->count)
		return 0; /* nothing is kept: the whole new list reads better */
	for (; at < want->count; at++)
		if (schain__lists_has(&base->lists, key, want->items[at]))
			return 0;
	return 1;
}

static int same_list(const schain__list *a, const schain__list *b)
{
	if (a->count != b->count)
		return 0;
	for (size_t i = 0; i < a->count; i++)
		if (!schain__equal(a->items[i], b->items[i]))
			return 0;
	return 1;
}

static schain_status put_list(writer *out, const schain_policy *policy, const schain_policy *base,
                              enum schain__key key)
{
	schain_status status;

	if (base && same_list(&policy->lists.list[key], &base->lists.list[key]))
		return SCHAIN_OK;
	put_comment(out, schain_policy_key_at(key));
	schain__buffer_printf(&out->line, "%s:\n", schain_policy_key_at(key)->name);
	if (!base || !is_edited(policy, base, key))
		return put_items(out, policy, NULL, key, "replace");
	status = put_items(out, base, policy, key, "remove");
	return status ? status : put_items(out, policy, base, key, "add");
}

static schain_status put_value(writer *out, const schain_policy *policy,
                               const schain_policy *base, enum schain__key key)
{
	const schain_policy_key *known = schain_policy_key_at(key);
	char value[SCHAIN__VALUE_SIZE];

	if (base && base->values[key] == policy->values[key])
		return SCHAIN_OK;
	put_comment(out, known);
	schain__value_format(known->kind, policy->values[key], value);
	schain__buffer_printf(&out->line, "%s: %s\n", known->name, value);
	return flush(out);
}

schain_status schain_policy_write(const schain_policy *policy, const schain_policy *base,
                                  int (*write)(void *context, const char *data, size_t size),
                                  void *context, schain_error *error)
{
	schain_status status = SCHAIN_OK;
	writer out;

	if (!policy || !write)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "policy or write is NULL");
	out.write = write;
	out.context = context;
	out.error = error;
	schain__buffer_init(&out.line, policy->memory);
	for (size_t key = 0; key < SCHAIN__KEY_COUNT && !status; key++)
		status = schain_policy_key_at(key)->kind == SCHAIN_POLICY_LIST
		         ? put_list(&out, policy, base, (enum schain__key)key)
		         : put_value(&out, policy, base, (enum schain__key)key);
	schain__buffer_dispose(&out.line);
	return status;
}
