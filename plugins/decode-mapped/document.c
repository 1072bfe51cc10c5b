/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a mapping's YAML document: doc/formats/mapped-json.md. */
#include "decode-mapped/mapping.h"
#include "decode/frame.h"

#include <libfyaml.h>
#include <string.h>

struct reader {
	schain__mapping *mapping;
	schain_error *error;
	schain_status status; /* the first failure; all else is skipped then */
};

/* Assignments collected before their number is known. */
struct list {
	schain__assignment *items;
	uint32_t count, capacity;
};

static void fail(struct reader *reader, struct fy_node *node, const char *what, const char *word,
                 size_t size)
{
	struct fy_token *token = node ? fy_node_get_scalar_token(node) : NULL;
	const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
	uint64_t line = mark ? (uint64_t)mark->line + 1 : 0;
	uint64_t column = mark ? (uint64_t)mark->column + 1 : 0;

	if (reader->status)
		return;
	reader->status = SCHAIN_E_SYNTAX;
	schain__decode_fail(reader->error, SCHAIN_E_SYNTAX, word ? "%s: \"%.*s\"" : "%s", what,
	                    (int)(size < 200 ? size : 200), word);
	if (reader->error && reader->error->struct_size >= sizeof *reader->error) {
		memcpy(reader->error->where, "mapping", sizeof "mapping");
		reader->error->line = line;
		reader->error->column = column;
	}
}

static void fail_memory(struct reader *reader)
{
	if (!reader->status)
		reader->status = schain__decode_fail(reader->error, SCHAIN_E_MEMORY, "out of memory");
}

static const char *scalar(struct reader *reader, struct fy_node *node, size_t *ret_size)
{
	const char *text = node && fy_node_get_type(node) == FYNT_SCALAR
	                           ? fy_node_get_scalar(node, ret_size) : NULL;

	if (text || reader->status)
		return text;
	fail(reader, node, "expected a single value", NULL, 0);
	return NULL;
}

static int is_word(const char *text, size_t size, const char *word)
{
	return text && strlen(word) == size && !memcmp(text, word, size);
}

static int is_mapping(struct reader *reader, struct fy_node *node, struct fy_node *key,
                      const char *expected)
{
	if (reader->status)
		return 0;
	if (node && fy_node_get_type(node) == FYNT_MAPPING)
		return 1;
	fail(reader, key, expected, NULL, 0);
	return 0;
}

static schain__assignment *append(struct reader *reader, struct list *list)
{
	uint32_t capacity = list->capacity ? 2 * list->capacity : 16;
	schain__assignment *items;

	if (list->count == list->capacity) {
		items = schain__mapping_alloc(reader->mapping, capacity * sizeof *items);
		if (!items) {
			fail_memory(reader);
			return NULL;
		}
		if (list->count)
			memcpy(items, list->items, list->count * sizeof *items);
		list->items = items;
		list->capacity = capacity;
	}
	return &list->items[list->count++];
}

static uint32_t source_of(struct reader *reader, struct fy_node *node)
{
	size_t size;
	const char *path = scalar(reader, node, &size);
	uint32_t source;

	if (!path)
		return SCHAIN__NO_SOURCE;
	if (!size) {
		fail(reader, node, "expected the name of a field", NULL, 0);
		return SCHAIN__NO_SOURCE;
	}
	source = schain__mapping_source(reader->mapping, path, size);
	if (source == SCHAIN__NO_SOURCE && reader->mapping->source_count == SCHAIN__MAPPING_SOURCES)
		fail(reader, node, "too many fields are named", NULL, 0);
	else if (source == SCHAIN__NO_SOURCE)
		fail_memory(reader);
	return source;
}

/* Type, time and where it was read are not a mapping's to set field by field. */
static int is_settable(const schain__field *field, uint32_t part)
{
	return part || (field->kind != SCHAIN__FIELD_TYPE && field->kind != SCHAIN__FIELD_TIME &&
	                strcmp(field->name, "line") && strcmp(field->name, "origin"));
}

static void set_target(struct reader *reader, struct fy_node *key, schain__assignment *assignment)
{
	size_t size;
	const char *path = scalar(reader, key, &size);
	schain_string wrong;

	if (!path)
		return;
	assignment->field = schain__mapping_target(reader->mapping, path, size, &assignment->part,
	                                           &wrong);
	if (!assignment->field)
		fail(reader, key, "an event has no such field", wrong.data, wrong.length);
	else if (!is_settable(assignment->field, assignment->part))
		fail(reader, key, "this field cannot be mapped", path, size);
}

/* Number that a word stands for in a field of names, flags or truth. */
static int number_of(const schain__field *field, const char *text, size_t size, uint64_t *ret_number)
{
	schain_string name = { text, size };
	uint32_t value;
	int ok;

	if (field->kind == SCHAIN__FIELD_TRUTH) {
		*ret_number = is_word(text, size, "true") ? SCHAIN_YES : SCHAIN_NO;
		return is_word(text, size, "true") || is_word(text, size, "false");
	}
	if (field->kind == SCHAIN__FIELD_CHOICE || field->kind == SCHAIN__FIELD_SOURCE ||
	    field->kind == SCHAIN__FIELD_FLAGS) {
		value = schain__field_value_of(field, name);
		*ret_number = field->kind == SCHAIN__FIELD_FLAGS && value < 32 ? 1u << value : value;
		return value != UINT32_MAX;
	}
	*ret_number = schain__decode_number(text, size, &ok);
	return ok && (field->kind != SCHAIN__FIELD_SHORT || *ret_number <= UINT32_MAX) &&
	       (field->kind != SCHAIN__FIELD_SIGNED || *ret_number <= INT64_MAX);
}

static uint64_t named_number(struct reader *reader, const schain__field *field, struct fy_node *node)
{
	size_t size;
	const char *text = scalar(reader, node, &size);
	uint64_t number = 0;

	if (text && !number_of(field, text, size, &number))
		fail(reader, node, "not a value of this field", text, size);
	return number;
}

static int is_named(const schain__field *field)
{
	return field->kind == SCHAIN__FIELD_CHOICE || field->kind == SCHAIN__FIELD_SOURCE ||
	       field->kind == SCHAIN__FIELD_FLAGS || field->kind == SCHAIN__FIELD_TRUTH;
}

/* values: {text in the record: name in the event} */
static void read_values(struct reader *reader, struct fy_node *key, struct fy_node *node,
                        schain__assignment *assignment)
{
	struct fy_node_pair *pair;
	void *next = NULL;
	const char **names;
	uint32_t count = 0, capacity;

	if (!is_mapping(reader, node, key, "expected texts and what they mean"))
		return;
	if (!is_named(assignment->field)) {
		fail(reader, key, "only fields with named values can be translated", NULL, 0);
		return;
	}
	capacity = (uint32_t)fy_node_mapping_item_count(node);
	names = schain__mapping_alloc(reader->mapping, capacity * sizeof *names);
	assignment->numbers = schain__mapping_alloc(reader->mapping,
	                                            capacity * sizeof *assignment->numbers);
	if (!names || !assignment->numbers) {
		fail_memory(reader);
		return;
	}
	while (!reader->status && (pair = fy_node_mapping_iterate(node, &next))) {
		size_t size;
		const char *text = scalar(reader, fy_node_pair_key(pair), &size);

		if (!text)
			return;
		names[count] = schain__mapping_copy(reader->mapping, text, size);
		if (!names[count]) {
			fail_memory(reader);
			return;
		}
		assignment->numbers[count++] = (uint32_t)named_number(reader, assignment->field,
		                                                      fy_node_pair_value(pair));
	}
	assignment->values = schain__mapping_keys(reader->mapping, names, count);
	if (!assignment->values)
		fail_memory(reader);
}

/* {from: field, values: {...}, default: name} */
static void read_source(struct reader *reader, struct fy_node *node, schain__assignment *assignment)
{
	struct fy_node_pair *pair;
	void *next = NULL;

	while (!reader->status && (pair = fy_node_mapping_iterate(node, &next))) {
		struct fy_node *key = fy_node_pair_key(pair), *value = fy_node_pair_value(pair);
		size_t size;
		const char *word = scalar(reader, key, &size);

		if (is_word(word, size, "from"))
			assignment->source = source_of(reader, value);
		else if (is_word(word, size, "values"))
			read_values(reader, key, value, assignment);
		else if (is_word(word, size, "default") && is_named(assignment->field))
			assignment->fallback = (uint32_t)named_number(reader, assignment->field, value);
		else if (word)
			fail(reader, key, "expected from, values or (where values have names) default", word,
			     size);
	}
}

static void read_fields(struct reader *reader, struct fy_node *key, struct fy_node *node,
                        struct list *list)
{
	struct fy_node_pair *pair;
	void *next = NULL;
	schain__assignment *assignment;

	if (!is_mapping(reader, node, key, "expected fields of the event and where they come from"))
		return;
	while (!reader->status && (pair = fy_node_mapping_iterate(node, &next))) {
		struct fy_node *from = fy_node_pair_value(pair);

		if (!(assignment = append(reader, list)))
			return;
		assignment->source = SCHAIN__NO_SOURCE;
		set_target(reader, fy_node_pair_key(pair), assignment);
		if (reader->status)
			return;
		if (from && fy_node_get_type(from) == FYNT_MAPPING)
			read_source(reader, from, assignment);
		else
			assignment->source = source_of(reader, from);
		if (assignment->source == SCHAIN__NO_SOURCE)
			fail(reader, fy_node_pair_key(pair), "expected the field it comes from", NULL, 0);
	}
}

static void read_constants(struct reader *reader, struct fy_node *key, struct fy_node *node,
                           struct list *list)
{
	struct fy_node_pair *pair;
	void *next = NULL;
	schain__assignment *assignment;

	if (!is_mapping(reader, node, key, "expected fields of the event and their values"))
		return;
	while (!reader->status && (pair = fy_node_mapping_iterate(node, &next))) {
		size_t size;
		const char *text = scalar(reader, fy_node_pair_value(pair), &size);

		if (!text || !(assignment = append(reader, list)))
			return;
		assignment->source = SCHAIN__NO_SOURCE;
		set_target(reader, fy_node_pair_key(pair), assignment);
		if (reader->status)
			return;
		if (assignment->field->kind == SCHAIN__FIELD_TEXTS) {
			fail(reader, fy_node_pair_key(pair), "this field cannot be a constant", NULL, 0);
		} else if (assignment->field->kind != SCHAIN__FIELD_TEXT) {
			assignment->number = named_number(reader, assignment->field,
			                                  fy_node_pair_value(pair));
		} else {
			assignment->text.data = schain__mapping_copy(reader->mapping, text, size);
			assignment->text.length = size;
			if (!assignment->text.data)
				fail_memory(reader);
		}
	}
}

static void read_unit(struct reader *reader, struct fy_node *node)
{
	static const struct {
		const char *name;
		int64_t scale;
	} units[] = { { "rfc3339", 0 }, { "s", SCHAIN_SECOND }, { "ms", 1000000 }, { "us", 1000 },
		      { "ns", 1 } };
	size_t size;
	const char *unit = scalar(reader, node, &size);

	for (size_t i = 0; unit && i < sizeof units / sizeof *units; i++)
		if (is_word(unit, size, units[i].name)) {
			reader->mapping->time_scale = units[i].scale;
			reader->mapping->time_unit = units[i].scale ? SCHAIN__TIME_NUMBER
			                                            : SCHAIN__TIME_RFC3339;
			return;
		}
	fail(reader, node, "expected s, ms, us, ns or rfc3339", unit, unit ? size : 0);
}

/* time: field, or {from: field, unit: ns} */
static void read_time(struct reader *reader, struct fy_node *node)
{
	struct fy_node_pair *pair;
	void *next = NULL;

	if (!node || fy_node_get_type(node) != FYNT_MAPPING) {
		reader->mapping->time_source = source_of(reader, node);
		return;
	}
	while (!reader->status && (pair = fy_node_mapping_iterate(node, &next))) {
		size_t size;
		const char *word = scalar(reader, fy_node_pair_key(pair), &size);

		if (is_word(word, size, "from"))
			reader->mapping->time_source = source_of(reader, fy_node_pair_value(pair));
		else if (is_word(word, size, "unit"))
			read_unit(reader, fy_node_pair_value(pair));
		else if (word)
			fail(reader, fy_node_pair_key(pair), "expected from or unit", word, size);
	}
}

static void add_answer(struct reader *reader, schain__condition *condition, struct fy_node *node)
{
	size_t size;
	const char *text = scalar(reader, node, &size);
	uint32_t answer;

	if (!text)
		return;
	answer = schain__mapping_answer(reader->mapping, condition->question, text, size);
	if (answer == UINT32_MAX)
		fail_memory(reader);
	else
		condition->answers[condition->count++] = answer;
}

/* when: {field: text, field: [text, text]} */
static void read_condition(struct reader *reader, struct fy_node_pair *pair,
                           schain__condition *condition)
{
	struct fy_node *node = fy_node_pair_value(pair), *item;
	int is_list = node && fy_node_get_type(node) == FYNT_SEQUENCE;
	size_t count = is_list ? (size_t)fy_node_sequence_item_count(node) : 1;
	uint32_t source = source_of(reader, fy_node_pair_key(pair));
	void *next = NULL;

	if (reader->status)
		return;
	condition->question = schain__mapping_question(reader->mapping, source);
	condition->answers = schain__mapping_alloc(reader->mapping, count * sizeof *condition->answers);
	if (condition->question == UINT32_MAX || !condition->answers) {
		fail_memory(reader);
		return;
	}
	if (!is_list) {
		add_answer(reader, condition, node);
		return;
	}
	while (!reader->status && (item = fy_node_sequence_iterate(node, &next)))
		add_answer(reader, condition, item);
}

static void read_when(struct reader *reader, struct fy_node *key, struct fy_node *node,
                      schain__rule *rule)
{
	struct fy_node_pair *pair;
	void *next = NULL;

	if (!is_mapping(reader, node, key, "expected fields and the texts they must have"))
		return;
	rule->conditions = schain__mapping_alloc(reader->mapping,
	                                         (size_t)fy_node_mapping_item_count(node) *
	                                                 sizeof *rule->conditions);
	if (!rule->conditions) {
		fail_memory(reader);
		return;
	}
	while (!reader->status && (pair = fy_node_mapping_iterate(node, &next)))
		read_condition(reader, pair, &rule->conditions[rule->condition_count++]);
}

static void read_type(struct reader *reader, struct fy_node *node, schain__rule *rule)
{
	schain_string name;

	name.data = scalar(reader, node, &name.length);
	if (!name.data)
		return;
	rule->type = schain_event_type_of(name);
	if (rule->type == SCHAIN_EVENT_NONE)
		fail(reader, node, "there is no such type of event", name.data, name.length);
}

static void read_rule(struct reader *reader, struct fy_node *node, const struct list *common,
                      schain__rule *rule)
{
	struct fy_node_pair *pair;
	void *next = NULL;
	struct list own = { NULL, 0, 0 };
	schain__assignment *copy;

	for (uint32_t i = 0; i < common->count && !reader->status; i++)
		if ((copy = append(reader, &own)))
			*copy = common->items[i];
	if (!is_mapping(reader, node, NULL, "events: expected a list of type, when, fields, constants"))
		return;
	while (!reader->status && (pair = fy_node_mapping_iterate(node, &next))) {
		struct fy_node *key = fy_node_pair_key(pair), *value = fy_node_pair_value(pair);
		size_t size;
		const char *word = scalar(reader, key, &size);

		if (is_word(word, size, "type"))
			read_type(reader, value, rule);
		else if (is_word(word, size, "when"))
			read_when(reader, key, value, rule);
		else if (is_word(word, size, "fields"))
			read_fields(reader, key, value, &own);
		else if (is_word(word, size, "constants"))
			read_constants(reader, key, value, &own);
		else if (word)
			fail(reader, key, "expected type, when, fields or constants", word, size);
	}
	if (rule->type == SCHAIN_EVENT_NONE)
		fail(reader, NULL, "events: each needs a type", NULL, 0);
	rule->assignments = own.items;
	rule->assignment_count = own.count;
}

static void read_rules(struct reader *reader, struct fy_node *key, struct fy_node *node,
                       const struct list *common)
{
	schain__mapping *mapping = reader->mapping;
	struct fy_node *item;
	void *next = NULL;

	if (!node || fy_node_get_type(node) != FYNT_SEQUENCE) {
		fail(reader, key, "expected a list", NULL, 0);
		return;
	}
	mapping->rules = schain__mapping_alloc(mapping, (size_t)fy_node_sequence_item_count(node) *
	                                                        sizeof *mapping->rules);
	if (!mapping->rules)
		fail_memory(reader);
	while (!reader->status && (item = fy_node_sequence_iterate(node, &next)))
		read_rule(reader, item, common, &mapping->rules[mapping->rule_count++]);
}

static void read_root(struct reader *reader, struct fy_node *root)
{
	struct list common = { NULL, 0, 0 };
	struct fy_node *rules = NULL, *rules_key = NULL;
	struct fy_node_pair *pair;
	void *next = NULL;

	reader->mapping->time_source = SCHAIN__NO_SOURCE;
	if (!is_mapping(reader, root, NULL, "expected time, fields, constants and events"))
		return;
	while (!reader->status && (pair = fy_node_mapping_iterate(root, &next))) {
		struct fy_node *key = fy_node_pair_key(pair), *value = fy_node_pair_value(pair);
		size_t size;
		const char *word = scalar(reader, key, &size);

		if (is_word(word, size, "time")) {
			read_time(reader, value);
		} else if (is_word(word, size, "fields")) {
			read_fields(reader, key, value, &common);
		} else if (is_word(word, size, "constants")) {
			read_constants(reader, key, value, &common);
		} else if (is_word(word, size, "events")) {
			rules = value;
			rules_key = key;
		} else if (word) {
			fail(reader, key, "expected time, fields, constants or events", word, size);
		}
	}
	if (!reader->status && reader->mapping->time_source == SCHAIN__NO_SOURCE)
		fail(reader, NULL, "time is missing: the field that tells when it happened", NULL, 0);
	if (!reader->status && !rules_key)
		fail(reader, NULL, "events is missing: which records are events of which type", NULL, 0);
	if (!reader->status)
		read_rules(reader, rules_key, rules, &common);
	if (!reader->status && !schain__mapping_seal(reader->mapping))
		fail_memory(reader);
}

static void keep_quiet(struct fy_diag *diag, void *user, const char *text, size_t size)
{
	(void)diag;
	(void)user;
	(void)text;
	(void)size;
}

static void fail_syntax(struct reader *reader, struct fy_diag *diag)
{
	void *next = NULL;
	struct fy_diag_error *found = fy_diag_errors_iterate(diag, &next);

	fail(reader, NULL, found && found->msg ? found->msg : "the document is not YAML", NULL, 0);
	if (found && reader->error && reader->error->struct_size >= sizeof *reader->error) {
		reader->error->line = found->line > 0 ? (uint64_t)found->line : 0;
		reader->error->column = found->column > 0 ? (uint64_t)found->column : 0;
	}
}

/*
 * libfyaml 0.7 does not come back from a directive with bytes in it that are no
 * UTF-8. Nothing that a mapping says needs directives.
 */
static void check_directives(struct reader *reader, const char *yaml)
{
	uint64_t line = 1;

	for (const char *at = yaml; *at && !reader->status; at++) {
		if (*at == '%' && (at == yaml || at[-1] == '\n' || at[-1] == '\r')) {
			fail(reader, NULL, "a YAML directive: not used here", NULL, 0);
			if (reader->error && reader->error->struct_size >= sizeof *reader->error) {
				reader->error->line = line;
				reader->error->column = 1;
			}
		}
		line += *at == '\n';
	}
}

schain_status schain__mapping_read(schain__mapping *mapping, const char *yaml, schain_error *error)
{
	struct reader reader = { mapping, error, SCHAIN_OK };
	struct fy_diag_cfg quiet;
	struct fy_parse_cfg config;
	struct fy_document *document;

	check_directives(&reader, yaml);
	if (reader.status)
		return reader.status;
	fy_diag_cfg_default(&quiet);
	quiet.fp = NULL;
	quiet.output_fn = keep_quiet;
	memset(&config, 0, sizeof config);
	/* Aliases stay unresolved, and are refused as no value: nothing can multiply. */
	config.flags = FYPCF_QUIET;
	config.diag = fy_diag_create(&quiet);
	if (!config.diag)
		return schain__decode_fail(error, SCHAIN_E_MEMORY, "out of memory");
	fy_diag_set_collect_errors(config.diag, true);
	document = fy_document_build_from_string(&config, yaml, strlen(yaml));
	if (document)
		read_root(&reader, fy_document_root(document));
	else
		fail_syntax(&reader, config.diag);
	fy_document_destroy(document);
	fy_diag_destroy(config.diag);
	return reader.status;
}
