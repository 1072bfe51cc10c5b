/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Policy files in YAML, read event by event: no tree is built, so a document
 * costs no more than its length. Anchors, aliases and tags say nothing that a
 * policy needs and are refused. libfyaml itself takes memory from malloc.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#include "policy/load.h"

#ifdef HAVE_YAML
#include <libfyaml.h>

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
	schain_string yaml;
	const char *name;
	schain_error *error;
	struct fy_diag *diag;
	struct fy_parser *parser;
	struct fy_event *event; /* the current one */
	schain_string text;     /* of the current scalar */
	schain__buffer unquoted;
	size_t key_at;          /* where the last key is */
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

/* Adds line and column of a byte of the document to the error. */
static schain_status fail_byte(loader *load, schain_status status, size_t byte)
{
	uint64_t line = 1, start = 0;

	if (byte > load->yaml.length)
		byte = load->yaml.length;
	for (size_t i = 0; i < byte; i++)
		if (load->yaml.data[i] == '\n') {
			line++;
			start = i + 1;
		}
	if (status != SCHAIN_E_MEMORY)
		schain__fail_at(load->error, load->name, line, byte - start + 1, byte);
	return status;
}

static schain_status fail_here(loader *load, schain_status status)
{
	const struct fy_mark *mark = fy_event_start_mark(load->event);

	return fail_byte(load, status, mark ? mark->input_pos : load->yaml.length);
}

/* What the parser itself says of a document that is no YAML. */
static schain_status fail_syntax(loader *load)
{
	struct fy_diag_error *first;
	void *iterator = NULL;
	schain_status status;

	first = fy_diag_errors_iterate(load->diag, &iterator);
	if (!first)
		return schain__fail_memory(load->error);
	status = schain__fail(load->error, SCHAIN_E_SYNTAX, "not YAML: %s",
	                      first->msg ? first->msg : "cannot be parsed");
	schain__fail_at(load->error, load->name, first->line > 0 ? (uint64_t)first->line : 1,
	                first->column > 0 ? (uint64_t)first->column : 1, 0);
	return status;
}

static schain_status next(loader *load)
{
	if (load->event)
		fy_parser_event_free(load->parser, load->event);
	load->event = fy_parser_parse(load->parser);
	if (!load->event)
		return fail_syntax(load);
	return SCHAIN_OK;
}

static schain_string event_text(const loader *load)
{
	return load->text;
}

static int is_single_quoted(const loader *load)
{
	return load->event->type == FYET_SCALAR && load->event->scalar.value &&
	       fy_token_scalar_style(load->event->scalar.value) == FYSS_SINGLE_QUOTED;
}

/*
 * A single-quoted scalar, read from the document itself: libfyaml 0.7 leaks
 * memory on those with several doubled quotes in a row. Its mark lies behind
 * the opening quote.
 */
static schain_status unquote(loader *load)
{
	size_t at = fy_event_start_mark(load->event)->input_pos;

	schain__buffer_clear(&load->unquoted);
	for (; at < load->yaml.length; at++) {
		char c = load->yaml.data[at];

		if (c == '\n' || c == '\r')
			return fail_byte(load, schain__fail(load->error, SCHAIN_E_SYNTAX,
			                                    "a quoted text must end on its line"), at);
		if (c == '\'' && (++at == load->yaml.length || load->yaml.data[at] != '\''))
			break;
		schain__buffer_append(&load->unquoted, &c, 1);
	}
	if (load->unquoted.failed)
		return schain__fail_memory(load->error);
	load->text = schain__buffer_string(&load->unquoted);
	return SCHAIN_OK;
}

static schain_status read_text(loader *load)
{
	const char *text = NULL;
	size_t length = 0;

	if (is_single_quoted(load))
		return unquote(load);
	if (load->event->type == FYET_SCALAR && load->event->scalar.value)
		text = fy_token_get_text(load->event->scalar.value, &length);
	load->text = schain__string(text ? text : "", text ? length : 0);
	return SCHAIN_OK;
}

static int is_empty(const loader *load)
{
	return load->event->type == FYET_SCALAR && !event_text(load).length;
}

/* Refuses what no policy may have, whatever is expected. */
static schain_status check_node(loader *load)
{
	const struct fy_event *event = load->event;
	struct fy_token *anchor = NULL, *tag = NULL;
	schain_status status;

	switch (event->type) {
	case FYET_SCALAR:
		anchor = event->scalar.anchor;
		tag = event->scalar.tag;
		break;
	case FYET_SEQUENCE_START:
		anchor = event->sequence_start.anchor;
		tag = event->sequence_start.tag;
		break;
	case FYET_MAPPING_START:
		anchor = event->mapping_start.anchor;
		tag = event->mapping_start.tag;
		break;
	case FYET_ALIAS:
		anchor = event->alias.anchor;
		break;
	default:
		break;
	}
	if (!anchor && !tag && event->type != FYET_ALIAS)
		return SCHAIN_OK;
	status = schain__fail(load->error, SCHAIN_E_SYNTAX,
	                      tag ? "tags have no meaning in a policy"
	                          : "anchors and aliases are not allowed in a policy");
	return fail_here(load, status);
}

static schain_status next_node(loader *load)
{
	schain_status status = next(load);

	if (!status)
		status = check_node(load);
	return status ? status : read_text(load);
}

static const char *event_kind(const loader *load)
{
	switch (load->event->type) {
	case FYET_SCALAR:
		return is_empty(load) ? "nothing" : "one value";
	case FYET_SEQUENCE_START:
		return "a list";
	case FYET_MAPPING_START:
		return "a mapping";
	default:
		return "nothing";
	}
}

static schain_status fail_kind(loader *load, const char *what, const char *expected)
{
	schain_status status = schain__fail(load->error, SCHAIN_E_VALUE, "%s: expected %s, found %s",
	                                    what, expected, event_kind(load));

	/* An absent value has no place of its own. */
	return is_empty(load) ? fail_byte(load, status, load->key_at) : fail_here(load, status);
}

/* Appends ".key" and sees that it is there once. */
static schain_status enter(loader *load, const place *parent, place *at)
{
	schain_string key = event_text(load);
	size_t dot = parent->length ? 1 : 0;
	schain_string copy;
	schain__entry *entry;

	if (load->event->type != FYET_SCALAR)
		return fail_kind(load, "key", "a name");
	load->key_at = fy_event_start_mark(load->event)->input_pos;
	if (parent->length + dot + key.length > sizeof at->text)
		return fail_here(load, schain__fail(load->error, SCHAIN_E_KEY,
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
		return schain__fail_memory(load->error);
	if (entry->value)
		return fail_here(load, schain__fail(load->error, SCHAIN_E_SYNTAX,
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
	schain_status status = schain__lists_add(&load->policy->lists, key, text, load->error);

	return status < 0 ? fail_here(load, status) : SCHAIN_OK;
}

static schain_status remove_item(loader *load, enum schain__key key, schain_string text)
{
	int length = (int)(text.length < 200 ? text.length : 200);

	load->removed = 1;
	if (schain__lists_forget(&load->policy->lists, key, text))
		return SCHAIN_OK;
	return fail_here(load, schain__fail(load->error, SCHAIN_E_VALUE,
	                                    "%s: \"%.*s\" is not in the list, so it cannot be removed",
	                                    schain_policy_key_at(key)->name, length, text.data));
}

/* The items of a sequence; the current event is its start, then its end. */
static schain_status read_items(loader *load, enum schain__key key, enum edit edit)
{
	const char *name = schain_policy_key_at(key)->name;
	schain_status status = SCHAIN_OK;

	if (load->event->type != FYET_SEQUENCE_START)
		return fail_kind(load, name, "a list of patterns");
	if (edit == EDIT_REPLACE) {
		load->removed = 1;
		schain__lists_empty(&load->policy->lists, key);
	}
	while (!status) {
		schain_string text;

		status = next_node(load);
		if (status || load->event->type == FYET_SEQUENCE_END)
			return status;
		if (load->event->type != FYET_SCALAR)
			return fail_kind(load, name, "a pattern");
		text = event_text(load);
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

		status = next_node(load);
		if (status || load->event->type == FYET_MAPPING_END)
			return status;
		status = enter(load, parent, &at);
		if (status)
			return status;
		while (edit < EDIT_COUNT &&
		       !schain__equal(event_text(load), schain_string_of(words[edit])))
			edit++;
		if (edit == EDIT_COUNT)
			return fail_here(load, schain__fail(load->error, SCHAIN_E_KEY,
			                                    "%s: expected add, remove or replace",
			                                    schain_policy_key_at(key)->name));
		status = next_node(load);
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

	if (load->event->type != FYET_SCALAR || is_empty(load))
		return fail_kind(load, known->name, "one value");
	status = schain__value_parse(known, event_text(load), &load->policy->values[key],
	                             load->error);
	return status ? fail_here(load, status) : SCHAIN_OK;
}

static schain_status read_group(loader *load, const place *parent);

static schain_status read_entry(loader *load, const place *at, const schain_error *unknown)
{
	enum schain__key key = schain__key_find(place_string(at));

	if (key != SCHAIN__KEY_COUNT) {
		if (schain_policy_key_at(key)->kind != SCHAIN_POLICY_LIST)
			return read_value(load, key);
		return load->event->type == FYET_MAPPING_START ? read_edits(load, key, at)
		                                               : read_items(load, key, EDIT_ADD);
	}
	if (is_group(at) && load->event->type == FYET_MAPPING_START)
		return read_group(load, at);
	if (is_group(at))
		return fail_kind(load, "group of keys", "a mapping");
	if (load->error && unknown->code)
		*load->error = *unknown;
	return SCHAIN_E_KEY;
}

/* The error of an unknown key is placed at the key, before its value is read. */
static void foresee_unknown(loader *load, const place *at, schain_error *unknown)
{
	schain_error *kept = load->error;

	schain_error_init(unknown, sizeof *unknown);
	if (is_group(at) || schain__key_find(place_string(at)) != SCHAIN__KEY_COUNT)
		return;
	load->error = unknown;
	fail_here(load, schain__key_fail(place_string(at), unknown));
	load->error = kept;
}

/* The entries of a mapping; the current event is its start, then its end. */
static schain_status read_group(loader *load, const place *parent)
{
	schain_error unknown;
	schain_status status;
	place at;

	if (parent->depth == DEPTH_LIMIT)
		return fail_here(load, schain__fail(load->error, SCHAIN_E_SYNTAX,
		                                    "nested deeper than any key"));
	for (;;) {
		status = next_node(load);
		if (status || load->event->type == FYET_MAPPING_END)
			return status;
		status = enter(load, parent, &at);
		if (status)
			return status;
		at.depth = parent->depth + 1;
		foresee_unknown(load, &at, &unknown);
		status = next_node(load);
		if (!status)
			status = read_entry(load, &at, &unknown);
		if (status)
			return status;
	}
}

static schain_status read_document(loader *load)
{
	schain_status status = next_node(load);
	place top;

	memset(&top, 0, sizeof top);
	if (status || is_empty(load))
		return status;
	if (load->event->type != FYET_MAPPING_START)
		return fail_kind(load, "policy", "a mapping of keys");
	return read_group(load, &top);
}

static schain_status read_stream(loader *load)
{
	schain_status status = next(load);
	int documents = 0;

	while (!status && load->event->type != FYET_STREAM_END) {
		if (load->event->type == FYET_DOCUMENT_START && documents++)
			return fail_here(load, schain__fail(load->error, SCHAIN_E_SYNTAX,
			                                    "a policy is one document, this is another"));
		if (load->event->type == FYET_DOCUMENT_START)
			status = read_document(load);
		if (!status)
			status = next(load);
	}
	return status;
}

/* Before the parser sees it: UTF-8 without control characters. */
static schain_status check_text(loader *load)
{
	schain_string text = load->yaml;
	size_t step;

	if (text.length > SCHAIN__FILE_LIMIT)
		return fail_byte(load, schain__fail(load->error, SCHAIN_E_LIMIT,
		                                    "larger than %zu MiB", SCHAIN__FILE_LIMIT >> 20),
		                 SCHAIN__FILE_LIMIT);
	for (size_t i = 0; i < text.length; i += step) {
		unsigned char c = (unsigned char)text.data[i];

		step = schain__utf8_sequence(text.data + i, text.length - i);
		if (!step)
			return fail_byte(load, schain__fail(load->error, SCHAIN_E_SYNTAX,
			                                    "not UTF-8: byte 0x%02x", (unsigned)c), i);
		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
			return fail_byte(load, schain__fail(load->error, SCHAIN_E_SYNTAX,
			                                    "control character 0x%02x", (unsigned)c), i);
	}
	return SCHAIN_OK;
}

static schain_status open_parser(loader *load)
{
	struct fy_diag_cfg diag;
	struct fy_parse_cfg parse;

	memset(&diag, 0, sizeof diag);
	diag.level = FYET_ERROR;
	diag.module_mask = ~0u;
	load->diag = fy_diag_create(&diag);
	if (!load->diag)
		return schain__fail_memory(load->error);
	fy_diag_set_collect_errors(load->diag, true);
	memset(&parse, 0, sizeof parse);
	parse.search_path = "";
	parse.flags = (enum fy_parse_cfg_flags)(FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2 |
	                                        FYPCF_JSON_NONE);
	parse.diag = load->diag;
	load->parser = fy_parser_create(&parse);
	if (!load->parser ||
	    fy_parser_set_string(load->parser, load->yaml.data, load->yaml.length))
		return schain__fail_memory(load->error);
	return SCHAIN_OK;
}

static void close_parser(loader *load)
{
	if (load->event)
		fy_parser_event_free(load->parser, load->event);
	if (load->parser)
		fy_parser_destroy(load->parser);
	if (load->diag)
		fy_diag_destroy(load->diag);
}

static schain_status load_into(loader *load)
{
	schain_status status = check_text(load);

	if (status || !load->yaml.length)
		return status;
	status = open_parser(load);
	if (!status)
		status = read_stream(load);
	close_parser(load);
	if (!status && load->removed)
		status = schain__policy_reindex(load->policy, SCHAIN__KEY_COUNT, load->error);
	return status;
}

schain_status schain__yaml_load(schain_policy *policy, schain_string yaml, const char *name,
                                schain_error *error)
{
	schain_status status;
	loader load;

	memset(&load, 0, sizeof load);
	/* A byte order mark may begin UTF-8 (Unicode, 23.8). */
	load.yaml = schain__starts(yaml, SCHAIN_STRING("\xef\xbb\xbf"))
	            ? schain__cut(yaml, 3, yaml.length) : yaml;
	load.name = name;
	load.error = error;
	status = schain__policy_copy(policy, policy->memory, &load.policy, error);
	if (status)
		return status;
	schain__table_init(&load.seen, policy->memory);
	schain__buffer_init(&load.unquoted, policy->memory);
	schain__arena_init(&load.pool, policy->memory);
	status = load_into(&load);
	if (status)
		schain_policy_free(load.policy);
	else
		schain__policy_take(policy, load.policy);
	schain__table_dispose(&load.seen);
	schain__buffer_dispose(&load.unquoted);
	schain__arena_dispose(&load.pool);
	return status;
}
#endif
