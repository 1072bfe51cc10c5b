/* SPDX-License-Identifier: Apache-2.0 */
/* What results mean: conditions, templates and the claims they lead to. */
#include "ffi/reader.h"

#include <string.h>

#include <supplychain/claim.h>

const schain__ffi_field_info schain__ffi_fields[SCHAIN__FFI_FIELDS] = {
	[SCHAIN__FFI_SUBJECT] = { "subject", 0, 0 },
	[SCHAIN__FFI_HOST] = { "host", 0, 0 },
	[SCHAIN__FFI_OS] = { "os", 1, 0 },
	[SCHAIN__FFI_TIME] = { "time", 1, 0 },
	[SCHAIN__FFI_PATH] = { "path", 0, 0 },
	[SCHAIN__FFI_SHA256] = { "sha256", 0, 64 },
	[SCHAIN__FFI_SHA1] = { "sha1", 0, 40 },
	[SCHAIN__FFI_MD5] = { "md5", 0, 32 },
	[SCHAIN__FFI_SIZE] = { "size", 1, 0 },
	[SCHAIN__FFI_DOMAIN] = { "domain", 0, 0 },
	[SCHAIN__FFI_ADDRESS] = { "address", 0, 0 },
	[SCHAIN__FFI_PORT] = { "port", 1, 0 },
	[SCHAIN__FFI_PROTOCOL] = { "protocol", 1, 0 },
	[SCHAIN__FFI_PRODUCT] = { "product", 0, 0 },
	[SCHAIN__FFI_VENDOR] = { "vendor", 0, 0 },
	[SCHAIN__FFI_VERSION] = { "version", 0, 0 },
	[SCHAIN__FFI_SIGNER] = { "signer", 0, 0 },
	[SCHAIN__FFI_PID] = { "pid", 1, 0 },
	[SCHAIN__FFI_PROCESS] = { "process", 0, 0 },
	[SCHAIN__FFI_COMMAND_LINE] = { "command_line", 0, 0 },
	[SCHAIN__FFI_USER] = { "user", 0, 0 },
};

static int field_of(schain__ffi_word word, enum schain__ffi_field *ret_field)
{
	for (int i = 0; i < SCHAIN__FFI_FIELDS; i++)
		if (schain__ffi_is(word, schain__ffi_fields[i].name)) {
			*ret_field = (enum schain__ffi_field)i;
			return 1;
		}
	return 0;
}

enum schain__ffi_field schain__ffi_read_field(schain__ffi_reader *reader, struct fy_node *node)
{
	const char *names[SCHAIN__FFI_FIELDS + 1];
	enum schain__ffi_field field;

	for (int i = 0; i < SCHAIN__FFI_FIELDS; i++)
		names[i] = schain__ffi_fields[i].name;
	names[SCHAIN__FFI_FIELDS] = NULL;
	field = (enum schain__ffi_field)schain__ffi_choice(reader, node, "field", names);
	reader->description->fields |= 1u << field;
	return field;
}

static const schain__ffi_value *value_of(const schain__ffi_values *values, schain__ffi_word word)
{
	for (uint32_t i = 0; i < values->count; i++)
		if (schain__ffi_is(word, values->items[i].name))
			return &values->items[i];
	return NULL;
}

static void add_condition(schain__ffi_reader *reader, struct fy_node *at,
                          const schain__ffi_value *value, enum schain__ffi_operator operator,
                          struct fy_node *with, schain__ffi_condition *conditions, uint32_t *count)
{
	schain__ffi_condition *condition = &conditions[*count];

	if (*count == SCHAIN__FFI_CONDITIONS) {
		schain__ffi_fail(reader, at, "there are %d conditions at most", SCHAIN__FFI_CONDITIONS);
		return;
	}
	if (operator <= SCHAIN__FFI_IS_NOT && schain__ffi_is_real(value->type.kind))
		schain__ffi_fail(reader, at, "%s is no exact number: use above, below, at_least, at_most",
		                 value->name);
	if (operator > SCHAIN__FFI_IS_NOT && !schain__ffi_is_integer(value->type.kind) &&
	    !schain__ffi_is_real(value->type.kind))
		schain__ffi_fail(reader, at, "%s is no number, and has no order", value->name);
	condition->value = *value;
	condition->operator = operator;
	condition->with = schain__ffi_constant(reader, with, &value->type);
	(*count)++;
}

/* "value: constant", or "value: {above: constant, ...}". */
static void read_condition(schain__ffi_reader *reader, struct fy_node *key, struct fy_node *node,
                           const schain__ffi_values *values, schain__ffi_condition *conditions,
                           uint32_t *count)
{
	static const char *const operators[] = { "is", "not", "above", "below", "at_least", "at_most",
		                                     NULL };
	schain__ffi_word word = schain__ffi_scalar(reader, key);
	const schain__ffi_value *value = word.data ? value_of(values, word) : NULL;
	struct fy_node_pair *pair;
	void *next = NULL;

	if (!value) {
		schain__ffi_fail(reader, key, "there is no value \"%.*s\" here", schain__ffi_shown(word),
		                 word.data ? word.data : "");
		return;
	}
	if (!node || !fy_node_is_mapping(node)) {
		add_condition(reader, key, value, SCHAIN__FFI_IS, node, conditions, count);
		return;
	}
	if (!schain__ffi_is_mapping(reader, node, key, "condition", operators))
		return;
	while (!reader->status && (pair = fy_node_mapping_iterate(node, &next))) {
		struct fy_node *name = fy_node_pair_key(pair);
		uint32_t operator = schain__ffi_choice(reader, name, "condition", operators);

		add_condition(reader, name, value, (enum schain__ffi_operator)operator,
		              fy_node_pair_value(pair), conditions, count);
	}
}

void schain__ffi_read_conditions(schain__ffi_reader *reader, struct fy_node *node,
                                 const schain__ffi_values *values,
                                 schain__ffi_condition *conditions, uint32_t *count)
{
	struct fy_node_pair *pair;
	void *next = NULL;

	if (!node || !schain__ffi_is_mapping(reader, node, NULL, "conditions", NULL))
		return;
	while (!reader->status && (pair = fy_node_mapping_iterate(node, &next)))
		read_condition(reader, fy_node_pair_key(pair), fy_node_pair_value(pair), values, conditions,
		               count);
}

static schain__ffi_segment *next_segment(schain__ffi_reader *reader, struct fy_node *node,
                                         schain__ffi_template *template)
{
	if (template->count < SCHAIN__FFI_SEGMENTS)
		return &template->segments[template->count++];
	schain__ffi_fail(reader, node, "the text has more than %d pieces", SCHAIN__FFI_SEGMENTS);
	return NULL;
}

/* What stands between braces. */
static void read_reference(schain__ffi_reader *reader, struct fy_node *node, schain__ffi_word word,
                           const schain__ffi_values *values, schain__ffi_template *template)
{
	schain__ffi_segment *segment = next_segment(reader, node, template);
	const schain__ffi_value *value = value_of(values, word);

	if (!segment)
		return;
	if (value && value->type.kind != SCHAIN__FFI_POINTER) {
		segment->value = *value;
	} else if (!value && field_of(word, &segment->field)) {
		segment->is_field = 1;
		reader->description->fields |= 1u << segment->field;
	} else {
		schain__ffi_fail(reader, node, "there is no value or field \"%.*s\" that can be shown",
		                 schain__ffi_shown(word), word.data);
	}
}

static void add_literal(schain__ffi_reader *reader, struct fy_node *node, schain__ffi_word word,
                        schain__ffi_template *template)
{
	schain__ffi_segment *segment = word.length ? next_segment(reader, node, template) : NULL;

	if (!segment)
		return;
	segment->literal.data = schain__ffi_keep(reader, word);
	segment->literal.length = word.length;
}

static void read_template(schain__ffi_reader *reader, struct fy_node *node,
                          const schain__ffi_values *values, schain__ffi_template *template)
{
	schain__ffi_word word;
	size_t at = 0;

	if (!node)
		return;
	word = schain__ffi_scalar(reader, node);
	while (!reader->status && at < word.length) {
		const char *from = word.data + at;
		size_t left = word.length - at;
		const char *open = memchr(from, '{', left);
		const char *end = open ? memchr(open, '}', left - (size_t)(open - from)) : NULL;
		schain__ffi_word literal = { from, open ? (size_t)(open - from) : left };
		schain__ffi_word name;

		add_literal(reader, node, literal, template);
		if (!open)
			return;
		if (!end) {
			schain__ffi_fail(reader, node, "a brace is not closed");
			return;
		}
		name.data = open + 1;
		name.length = (size_t)(end - open) - 1;
		read_reference(reader, node, name, values, template);
		at = (size_t)(end - word.data) + 1;
	}
}

/* "24h", "30d", "90m", "10s"; 0 or nothing: for good. */
static int64_t read_lifetime(schain__ffi_reader *reader, struct fy_node *node)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	schain__ffi_word word;
	int64_t number = 0;
	size_t i = 0;

	if (!node)
		return 0;
	word = schain__ffi_scalar(reader, node);
	if (!word.data || schain__ffi_is(word, "0"))
		return 0;
	for (; i < word.length && word.data[i] >= '0' && word.data[i] <= '9' && i < 6; i++)
		number = number * 10 + (word.data[i] - '0');
	for (size_t k = 0; i && i + 1 == word.length && k < sizeof units / sizeof *units; k++)
		if (word.data[i] == units[k].unit)
			return number * units[k].seconds * SCHAIN_SECOND;
	schain__ffi_fail(reader, node, "lifetime: \"%.*s\" is not a duration such as 90m, 24h or 30d",
	                 schain__ffi_shown(word), word.data);
	return 0;
}

static void read_signature(schain__ffi_reader *reader, struct fy_node *node,
                           const schain__ffi_values *values, schain__ffi_rule *rule)
{
	/* In the order of SCHAIN_SIGNATURE_UNKNOWN and the rest. */
	static const char *const states[] = { "unknown",   "valid",   "unsigned", "invalid",
		                                  "untrusted", "expired", "revoked",  "adhoc", NULL };
	static const char *const keys[] = { "state", "signer", "issuer", NULL };

	if (!schain__ffi_is_mapping(reader, node, NULL, "signature", keys))
		return;
	rule->signature_state = schain__ffi_choice(
		reader, schain__ffi_need(reader, node, NULL, "state"), "state", states);
	read_template(reader, schain__ffi_find(node, "signer"), values, &rule->signer);
	read_template(reader, schain__ffi_find(node, "issuer"), values, &rule->issuer);
}

static void read_reasons(schain__ffi_reader *reader, struct fy_node *node, schain__ffi_rule *rule)
{
	struct fy_node *item;
	void *next = NULL;

	if (!schain__ffi_is_list(reader, node, NULL, "reasons"))
		return;
	while (!reader->status && (item = fy_node_sequence_iterate(node, &next))) {
		schain__ffi_word word = schain__ffi_scalar(reader, item);
		schain_string name = { word.data, word.length };
		uint32_t reason = word.data ? schain_reason_of(name) : 0;

		if (!reason)
			schain__ffi_fail(reader, item, "\"%.*s\" is no kind of destination",
			                 schain__ffi_shown(word), word.data ? word.data : "");
		rule->reasons |= reason;
	}
}

static void read_finding(schain__ffi_reader *reader, struct fy_node *node,
                         const schain__ffi_values *values, schain__ffi_rule *rule)
{
	/* In the order of SCHAIN_FINDING_SIGNATURE and the rest. */
	static const char *const findings[] = { "signature", "known_good", "known_bad",   "uncommon",
		                                    "modified",  "unmodified", "destination", NULL };
	struct fy_node *signature = schain__ffi_find(node, "signature");
	struct fy_node *reasons = schain__ffi_find(node, "reasons");

	rule->finding = 1 + schain__ffi_choice(reader, schain__ffi_need(reader, node, NULL, "finding"),
	                                       "finding", findings);
	if (!signature != (rule->finding != SCHAIN_FINDING_SIGNATURE))
		schain__ffi_fail(reader, node, "finding: signature has a signature, and no other has one");
	if (!reasons != (rule->finding != SCHAIN_FINDING_DESTINATION))
		schain__ffi_fail(reader, node, "finding: destination has reasons, and no other has some");
	if (signature)
		read_signature(reader, signature, values, rule);
	if (reasons)
		read_reasons(reader, reasons, rule);
}

static schain__ffi_rule *read_rule(schain__ffi_reader *reader, struct fy_node *node,
                                   const schain__ffi_values *values)
{
	static const char *const keys[] = { "when",   "finding",   "subject", "lifetime",
		                                "reason", "signature", "reasons", NULL };
	static const char *const subjects[] = { "question", "file", "hash", "domain", "address", NULL };
	schain__ffi_rule *rule = schain__ffi_alloc(reader->description, sizeof *rule);
	struct fy_node *subject;

	if (!rule)
		schain__ffi_fail_memory(reader);
	if (!schain__ffi_is_mapping(reader, node, NULL, "claim", keys))
		return NULL;
	schain__ffi_read_conditions(reader, schain__ffi_find(node, "when"), values, rule->conditions,
	                            &rule->condition_count);
	read_finding(reader, node, values, rule);
	subject = schain__ffi_find(node, "subject");
	/* SCHAIN_SUBJECT_FILE is 1, and the rest follow. */
	if (subject)
		rule->subject_kind = schain__ffi_choice(reader, subject, "subject", subjects);
	if (rule->subject_kind == SCHAIN_SUBJECT_HASH)
		reader->description->fields |= 1u << SCHAIN__FFI_SHA256;
	if (rule->subject_kind == SCHAIN_SUBJECT_ADDRESS)
		reader->description->fields |= 1u << SCHAIN__FFI_ADDRESS;
	rule->lifetime = read_lifetime(reader, schain__ffi_find(node, "lifetime"));
	read_template(reader, schain__ffi_find(node, "reason"), values, &rule->reason);
	return rule;
}

void schain__ffi_read_rules(schain__ffi_reader *reader, struct fy_node *mapping,
                            const schain__ffi_values *values, schain__ffi_rules *rules)
{
	struct fy_node *node = schain__ffi_find(mapping, "claims"), *item;
	void *next = NULL;

	reader->near = schain__ffi_find_key(mapping, "claims");
	if (!node || !schain__ffi_is_list(reader, node, reader->near, "claims"))
		return;
	while (!reader->status && (item = fy_node_sequence_iterate(node, &next))) {
		if (rules->count == SCHAIN__FFI_RULES)
			schain__ffi_fail(reader, item, "there are %d claims at most", SCHAIN__FFI_RULES);
		else
			rules->items[rules->count++] = read_rule(reader, item, values);
	}
}
