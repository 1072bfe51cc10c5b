/* SPDX-License-Identifier: Apache-2.0 */
#include "model/record.h"

#include <inttypes.h>
#include <stdio.h>

/* Every file and signal keeps one; no known source's is half as long. */
enum { ID_LIMIT = 256 };

static int is_number(schain_string text, uint64_t number)
{
	/* From the last digit, as the number falls apart. */
	for (size_t i = text.length; i > 0; i--) {
		if (text.data[i - 1] != (char)('0' + number % 10))
			return 0;
		number /= 10;
		if (!number)
			return i == 1;
	}
	return 0;
}

/* "h" and 16 lower-case hex digits. */
static int is_hash(schain_string text, uint64_t *ret_value)
{
	uint64_t value = 0;

	if (text.length != 17 || text.data[0] != 'h')
		return 0;
	for (size_t i = 1; i < text.length; i++) {
		char c = text.data[i];

		if (c >= '0' && c <= '9')
			value = value << 4 | (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			value = value << 4 | (uint64_t)(c - 'a' + 10);
		else
			return 0;
	}
	*ret_value = value;
	return 1;
}

schain__record schain__record_of(schain__intern *intern, const schain_event *event)
{
	schain__record record;

	memset(&record, 0, sizeof record);
	record.number = event->record;
	record.line = event->line;
	record.event_type = (uint16_t)event->type;
	record.source_kind = (uint16_t)event->source_kind;
	record.origin = schain__intern_take(intern, event->origin);
	if (schain__is_empty(event->record_id)) {
		record.form = event->record ? SCHAIN__RECORD_NUMBER : SCHAIN__RECORD_NONE;
	} else if (is_number(event->record_id, event->record)) {
		record.form = SCHAIN__RECORD_NUMBER;
	} else if (!event->record && is_hash(event->record_id, &record.number)) {
		record.form = SCHAIN__RECORD_HASH;
	} else {
		record.id = schain__intern_take(intern, schain__cut(event->record_id, 0, ID_LIMIT));
		record.form = SCHAIN__RECORD_TEXT;
	}
	return record;
}

schain__record schain__record_share(const schain__record *record)
{
	schain__record copy = *record;

	schain__intern_share(copy.id);
	schain__intern_share(copy.origin);
	return copy;
}

void schain__record_give(schain__intern *intern, schain__record *record)
{
	schain__intern_give(intern, record->id);
	schain__intern_give(intern, record->origin);
	memset(record, 0, sizeof *record);
}

schain_string schain__record_text(const schain__record *record,
                                  char buffer[SCHAIN__RECORD_TEXT_SIZE])
{
	int length = 0;

	if (record->form == SCHAIN__RECORD_TEXT)
		return schain__interned_string(record->id);
	if (record->form == SCHAIN__RECORD_NUMBER)
		length = snprintf(buffer, SCHAIN__RECORD_TEXT_SIZE, "%" PRIu64, record->number);
	else if (record->form == SCHAIN__RECORD_HASH)
		length = snprintf(buffer, SCHAIN__RECORD_TEXT_SIZE, "h%016" PRIx64, record->number);
	return schain__string(buffer, (size_t)length);
}
