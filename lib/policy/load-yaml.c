/* SPDX-License-Identifier: Apache-2.0 */
/* Policy files in YAML. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#include "policy/load.h"

#ifdef HAVE_YAML
#include "base/yaml.h"

/* Longest dotted key, and a misspelt one beyond. */
#define PATH_LIMIT 160
/* No key has more parts; deeper nesting is an error before it costs anything. */
#define DEPTH_LIMIT 6

enum edit { EDIT_ADD, EDIT_REMOVE, EDIT_REPLACE, EDIT_COUNT };

typedef struct loader {
	schain_policy *policy; /* a copy: the caller's is changed at the end */
	int removed;           /* something was, so that its indexes are to be made anew */
	schain__table seen;    /* dotted names of keys and groups */
	schain__arena pool;
	schain__yaml yaml;
} loader;

/* The dotted name so far. */
typedef struct place {
	char text[PATH_LIMIT];
	size_t length;
	unsigned depth;
} place;

static schain_string place_string(const place *at)
{
	return schain__string(at->text, at->length);
}

/* Appends ".key" and sees that it is there once. */
static schain_status enter(loader *load, const place *parent, place *at)
{
	schain_string key = load->yaml.text;
	size_t dot = parent->length ? 1 : 0;
	schain_string copy;
	schain__entry *entry;

	if (!schain__yaml_is_scalar(&load->yaml))
		return schain__yaml_fail_kind(&load->yaml, "key", "a name");
	load->yaml.key_at = schain__yaml_at(&load->yaml);
	if (parent->length + dot + key.length > sizeof at->text)
		return schain__yaml_fail(&load->yaml, schain__fail(load->yaml.error, SCHAIN_E_KEY,
		                                    "no policy key is as long as this one"));
	*at = *parent;
	if (dot)
		at->text[at->length++] = '.';
	if (key.length)
		memcpy(at->text + at->length, key.data, key.length);
	at->length += key.length;
	copy = schain__arena_copy(&load->pool, place_string(at));
	entry = copy.data ? schain__table_put(&load->seen, 0, copy) : NULL;
	if (!entry)
		return schain__fail_memory(load->yaml.error);
	if (entry->value)
		return schain__yaml_fail(&load->yaml, schain__fail(load->yaml.error, SCHAIN_E_SYNTAX,
		                                    "\"%s\" is there twice", copy.data));
	entry->value = 1;
	return SCHAIN_OK;
}

/* Is there a key below this name? */
static int is_group(const place *at)
{
	const schain_policy_key *key;

	for (size_t i = 0; (key = schain_policy_key_at(i)); i++) {
		schain_string name = schain_string_of(key->name);

		if (name.length > at->length && name.data[at->length] == '.' &&
		    schain__starts(name, place_string(at)))
			return 1;
	}
	return 0;
}

static schain_status add_item(loader *load, enum schain__key key, schain_string text)
{
	schain_status status = schain__lists_add(&load->policy->lists, key, text, load->yaml.error);

	return status < 0 ? schain__yaml_fail(&load->yaml, status) : SCHAIN_OK;
}

static schain_status remove_item(loader *load, enum schain__key key, schain_string text)
{
	int length = (int)(text.length < 200 ? text.length : 200);

	load->removed = 1;
	if (schain__lists_forget(&load->policy->lists, key, text))
		return SCHAIN_OK;
	return schain__yaml_fail(&load->yaml, schain__fail(load->yaml.error, SCHAIN_E_VALUE,
	                                    "%s: \"%.*s\" is not in the list, so it cannot be removed",
	                                    schain_policy_key_at(key)->name, length, text.data));
}

/* The items of a sequence; the current event is its start, then its end. */
static schain_status read_items(loader *load, enum schain__key key, enum edit edit)
{
	const char *name = schain_policy_key_at(key)->name;
	schain_status status = SCHAIN_OK;

	if (!schain__yaml_is_list(&load->yaml))
		return schain__yaml_fail_kind(&load->yaml, name, "a list of patterns");
	if (edit == EDIT_REPLACE) {
		load->removed = 1;
		schain__lists_empty(&load->policy->lists, key);
	}
	while (!status) {
		schain_string text;

		status = schain__yaml_next(&load->yaml);
		if (status || schain__yaml_is_end(&load->yaml))
			return status;
		if (!schain__yaml_is_scalar(&load->yaml))
			return schain__yaml_fail_kind(&load->yaml, name, "a pattern");
		text = load->yaml.text;
		status = edit == EDIT_REMOVE ? remove_item(load, key, text)
		                             : add_item(load, key, text);
	}
	return status;
}

/* "add", "remove" and "replace" of one list, done in the order they are written. */
static schain_status read_edits(loader *load, enum schain__key key, const place *parent)
{
	static const char *const words[EDIT_COUNT] = { "add", "remove", "replace" };
	schain_status status;
	place at;

	for (;;) {
		unsigned edit = 0;

		status = schain__yaml_next(&load->yaml);
		if (status || schain__yaml_is_end(&load->yaml))
			return status;
		status = enter(load, parent, &at);
		if (status)
			return status;
		while (edit < EDIT_COUNT &&
		       !schain__equal(load->yaml.text, schain_string_of(words[edit])))
			edit++;
		if (edit == EDIT_COUNT)
			return schain__yaml_fail(&load->yaml, schain__fail(load->yaml.error, SCHAIN_E_KEY,
			                                    "%s: expected add, remove or replace",
			                                    schain_policy_key_at(key)->name));
		status = schain__yaml_next(&load->yaml);
		if (!status)
			status = read_items(load, key, (enum edit)edit);
		if (status)
			return status;
	}
}

static schain_status read_value(loader *load, enum schain__key key)
{
	const schain_policy_key *known = schain_policy_key_at(key);
	schain_status status;

	if (!schain__yaml_is_scalar(&load->yaml) || schain__yaml_is_empty(&load->yaml))
		return schain__yaml_fail_kind(&load->yaml, known->name, "one value");
	status = schain__value_parse(known, load->yaml.text, &load->policy->values[key],
	                             load->yaml.error);
	return status ? schain__yaml_fail(&load->yaml, status) : SCHAIN_OK;
}

static schain_status read_group(loader *load, const place *parent);

static schain_status read_entry(loader *load, const place *at, const schain_error *unknown)
{
	enum schain__key key = schain__key_find(place_string(at));

	if (key != SCHAIN__KEY_COUNT) {
		if (schain_policy_key_at(key)->kind != SCHAIN_POLICY_LIST)
			return read_value(load, key);
		return schain__yaml_is_mapping(&load->yaml) ? read_edits(load, key, at)
		                                               : read_items(load, key, EDIT_ADD);
	}
	if (is_group(at) && schain__yaml_is_mapping(&load->yaml))
		return read_group(load, at);
	if (is_group(at))
		return schain__yaml_fail_kind(&load->yaml, "group of keys", "a mapping");
	if (load->yaml.error && unknown->code)
		*load->yaml.error = *unknown;
	return SCHAIN_E_KEY;
}

/* The error of an unknown key is placed at the key, before its value is read. */
static void foresee_unknown(loader *load, const place *at, schain_error *unknown)
{
	schain_error *kept = load->yaml.error;

	schain_error_init(unknown, sizeof *unknown);
	if (is_group(at) || schain__key_find(place_string(at)) != SCHAIN__KEY_COUNT)
		return;
	load->yaml.error = unknown;
	schain__yaml_fail(&load->yaml, schain__key_fail(place_string(at), unknown));
	load->yaml.error = kept;
}

/* The entries of a mapping; the current event is its start, then its end. */
static schain_status read_group(loader *load, const place *parent)
{
	schain_error unknown;
	schain_status status;
	place at;

	if (parent->depth == DEPTH_LIMIT)
		return schain__yaml_fail(&load->yaml, schain__fail(load->yaml.error, SCHAIN_E_SYNTAX,
		                                    "nested deeper than any key"));
	for (;;) {
		status = schain__yaml_next(&load->yaml);
		if (status || schain__yaml_is_end(&load->yaml))
			return status;
		status = enter(load, parent, &at);
		if (status)
			return status;
		at.depth = parent->depth + 1;
		foresee_unknown(load, &at, &unknown);
		status = schain__yaml_next(&load->yaml);
		if (!status)
			status = read_entry(load, &at, &unknown);
		if (status)
			return status;
	}
}

static schain_status read_document(void *context)
{
	loader *load = context;
	place top;

	memset(&top, 0, sizeof top);
	if (!schain__yaml_is_mapping(&load->yaml))
		return schain__yaml_fail_kind(&load->yaml, "policy", "a mapping of keys");
	return read_group(load, &top);
}

static schain_status load_into(loader *load)
{
	schain_status status = schain__yaml_read(&load->yaml, read_document, load);

	if (!status && load->removed)
		status = schain__policy_reindex(load->policy, SCHAIN__KEY_COUNT, load->yaml.error);
	return status;
}

schain_status schain__yaml_load(schain_policy *policy, schain_string yaml, const char *name,
                                schain_error *error)
{
	schain_status status;
	loader load;

	memset(&load, 0, sizeof load);
	status = schain__policy_copy(policy, policy->memory, &load.policy, error);
	if (status)
		return status;
	schain__table_init(&load.seen, policy->memory);
	schain__arena_init(&load.pool, policy->memory);
	status = schain__yaml_open(&load.yaml, policy->memory, yaml, name, "policy", error);
	if (!status)
		status = load_into(&load);
	if (status)
		schain_policy_free(load.policy);
	else
		schain__policy_take(policy, load.policy);
	schain__yaml_close(&load.yaml);
	schain__table_dispose(&load.seen);
	schain__arena_dispose(&load.pool);
	return status;
}
#endif
