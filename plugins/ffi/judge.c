/* SPDX-License-Identifier: Apache-2.0 */
/* Results held against conditions, and the claims that follow. */
#include "ffi/run.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* -1, 0 or 1; 2 if they have no order: not a number. */
static int compare(const schain__ffi_type *type, schain__ffi_number a, schain__ffi_number b)
{
	if (schain__ffi_is_real(type->kind))
		return isnan(a.real) ? 2 : (a.real > b.real) - (a.real < b.real);
	if (type->kind == SCHAIN__FFI_UINT64)
		return ((uint64_t)a.integer > (uint64_t)b.integer) -
		       ((uint64_t)a.integer < (uint64_t)b.integer);
	return (a.integer > b.integer) - (a.integer < b.integer);
}

static size_t length_of(const schain__ffi_type *type, const char *text, size_t limit)
{
	size_t length = 0;

	if (type->kind == SCHAIN__FFI_ARRAY && limit > type->length)
		limit = type->length;
	while (length < limit && text[length])
		length++;
	return length;
}

static int is_same(const schain__ffi_type *type, schain__ffi_number a, schain__ffi_number b)
{
	size_t length;

	if (schain__ffi_is_integer(type->kind))
		return a.integer == b.integer;
	if (!a.text || !b.text || !schain__ffi_is_text(type->kind))
		return !a.text == !b.text;
	/* One byte more tells a longer text from an equal one. */
	length = strlen(b.text);
	return length_of(type, a.text, length + 1) == length && !memcmp(a.text, b.text, length);
}

int schain__ffi_holds(const schain__ffi_condition *condition, const unsigned char *frame)
{
	const schain__ffi_type *type = &condition->value.type;
	schain__ffi_number number = schain__ffi_get(type, frame + condition->value.offset);
	int order;

	if (condition->operator == SCHAIN__FFI_IS)
		return is_same(type, number, condition->with);
	if (condition->operator == SCHAIN__FFI_IS_NOT)
		return !is_same(type, number, condition->with);
	order = compare(type, number, condition->with);
	if (order == 2)
		return 0;
	switch (condition->operator) {
	case SCHAIN__FFI_ABOVE:
		return order > 0;
	case SCHAIN__FFI_BELOW:
		return order < 0;
	case SCHAIN__FFI_AT_LEAST:
		return order >= 0;
	default:
		return order <= 0;
	}
}

/* The locale's decimal point, whatever it is, becomes a '.'. */
static void show_real(double real, char *buffer, size_t size)
{
	size_t to = 0;
	int was_point = 0;

	snprintf(buffer, size, "%.6g", real);
	for (size_t from = 0; buffer[from]; from++) {
		char c = buffer[from];
		int is_own = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '+';

		if (is_own)
			buffer[to++] = c;
		else if (!was_point)
			buffer[to++] = '.';
		was_point = !is_own;
	}
	buffer[to] = 0;
}

void schain__ffi_show(const schain__ffi_value *value, const unsigned char *frame, char *buffer,
                      size_t size)
{
	schain__ffi_number number = schain__ffi_get(&value->type, frame + value->offset);
	size_t length;

	if (schain__ffi_is_real(value->type.kind)) {
		show_real(number.real, buffer, size);
	} else if (value->type.kind == SCHAIN__FFI_UINT64) {
		snprintf(buffer, size, "%llu", (unsigned long long)number.integer);
	} else if (schain__ffi_is_integer(value->type.kind)) {
		snprintf(buffer, size, "%lld", (long long)number.integer);
	} else if (!schain__ffi_is_text(value->type.kind) || !number.text) {
		snprintf(buffer, size, "%s", number.text ? "not null" : "null");
	} else {
		length = length_of(&value->type, number.text, size - 1);
		memcpy(buffer, number.text, length);
		buffer[length] = 0;
	}
}

static void show_fact(const schain__ffi_fact *fact, int is_number, char *buffer, size_t size)
{
	size_t length = fact->text.length < size - 1 ? fact->text.length : size - 1;

	if (is_number) {
		snprintf(buffer, size, "%lld", (long long)fact->number);
		return;
	}
	if (length)
		memcpy(buffer, fact->text.data, length);
	buffer[length] = 0;
}

static schain_string render(const schain__ffi_template *template, const unsigned char *frame,
                            const schain__ffi_question *question, char *buffer)
{
	schain_string text = { NULL, 0 };
	size_t used = 0;

	buffer[0] = 0;
	for (uint32_t i = 0; i < template->count && used < SCHAIN__FFI_SHOWN - 1; i++) {
		const schain__ffi_segment *segment = &template->segments[i];
		size_t left = SCHAIN__FFI_SHOWN - used;

		if (segment->literal.data)
			snprintf(buffer + used, left, "%s", segment->literal.data);
		else if (segment->is_field)
			show_fact(&question->facts[segment->field],
			          (int)schain__ffi_fields[segment->field].is_number, buffer + used, left);
		else
			schain__ffi_show(&segment->value, frame, buffer + used, left);
		used += strlen(buffer + used);
	}
	text.data = used ? buffer : NULL;
	text.length = used;
	return text;
}

static void claim(const schain__ffi_rule *rule, const unsigned char *frame,
                  const schain__ffi_question *question, schain__ffi_answer *answer)
{
	static const schain_claim empty = SCHAIN_CLAIM_INIT;
	static const schain_signature unsigned_yet = SCHAIN_SIGNATURE_INIT;
	uint32_t index = answer->count;
	schain_claim *made = &answer->claims[index];
	schain_signature *signature = &answer->signatures[index];

	if (index == SCHAIN__FFI_CLAIMS)
		return;
	answer->count++;
	*made = empty;
	made->finding = rule->finding;
	made->lifetime = rule->lifetime;
	made->reasons = rule->reasons;
	/* Without a text it is the question's own, or its other name. */
	made->subject_kind = rule->subject_kind ? rule->subject_kind : question->subject_kind;
	made->reason = render(&rule->reason, frame, question, answer->texts[index][0]);
	if (rule->finding != SCHAIN_FINDING_SIGNATURE)
		return;
	*signature = unsigned_yet;
	signature->state = rule->signature_state;
	signature->signer = render(&rule->signer, frame, question, answer->texts[index][1]);
	signature->issuer = render(&rule->issuer, frame, question, answer->texts[index][2]);
	made->signature = signature;
}

void schain__ffi_judge(const schain__ffi_rules *rules, const unsigned char *frame,
                       const schain__ffi_question *question, schain__ffi_answer *answer)
{
	for (uint32_t i = 0; i < rules->count; i++) {
		const schain__ffi_rule *rule = rules->items[i];
		uint32_t held = 0;

		while (held < rule->condition_count && schain__ffi_holds(&rule->conditions[held], frame))
			held++;
		if (held == rule->condition_count)
			claim(rule, frame, question, answer);
	}
}
