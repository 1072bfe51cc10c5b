/* SPDX-License-Identifier: Apache-2.0 */
#include "store/form.h"

#include "analytic/analytic.h"

/* How a text is written: absent, new, or the place of one written before. */
enum { WORD_NONE, WORD_NEW, WORD_KNOWN };

void schain__form_init(schain__form *writer, schain__memory *memory,
                         const schain__hash_key *key)
{
	memset(writer, 0, sizeof *writer);
	schain__buffer_init(&writer->bytes, memory);
	schain__map_init(&writer->words, memory);
	writer->key = key;
}

void schain__form_dispose(schain__form *writer)
{
	schain__free(writer->bytes.memory, writer->word_list,
	             writer->word_capacity * sizeof *writer->word_list);
	schain__map_dispose(&writer->words);
	schain__buffer_dispose(&writer->bytes);
}

int schain__form_failed(const schain__form *writer)
{
	return writer->failed || writer->bytes.failed;
}

void schain__form_begin(schain__form *writer, const uint8_t *nouns, size_t count,
                          schain_time base)
{
	schain__buffer_clear(&writer->bytes);
	schain__map_dispose(&writer->words);
	writer->word_count = 0;
	writer->failed = 0;
	writer->base = base;
	schain__form_number(writer, count);
	for (size_t i = 0; i < count; i++)
		schain__form_number(writer, schain__noun_written(nouns[i]));
	schain__bytes_signed(&writer->bytes, base);
}

void schain__form_number(schain__form *writer, uint64_t number)
{
	schain__bytes_number(&writer->bytes, number);
}

void schain__form_hash(schain__form *writer, uint64_t hash)
{
	schain__bytes_hash(&writer->bytes, hash);
}

static void write_new(schain__form *writer, schain_string text, uint64_t hash)
{
	if (schain__grow(writer->bytes.memory, (void **)&writer->word_list, &writer->word_capacity,
	                 writer->word_count, sizeof *writer->word_list) ||
	    schain__map_set(&writer->words, hash, (uint32_t)writer->word_count)) {
		writer->failed = 1;
		return;
	}
	writer->word_list[writer->word_count++] = text;
	schain__form_number(writer, WORD_NEW);
	schain__form_number(writer, text.length);
	schain__buffer_add(&writer->bytes, text);
}

void schain__form_text(schain__form *writer, schain_string text)
{
	uint64_t hash;
	uint32_t word;

	if (!text.data) {
		schain__form_number(writer, WORD_NONE);
		return;
	}
	/* Two texts with one hash get neighbouring keys. */
	for (hash = schain__hash(writer->key, text.data, text.length);; hash++) {
		word = schain__map_get(&writer->words, hash);
		if (word == SCHAIN__MAP_NONE)
			break;
		if (schain__equal(writer->word_list[word], text)) {
			schain__form_number(writer, (uint64_t)word + WORD_KNOWN);
			return;
		}
	}
	write_new(writer, text, hash);
}

static uint64_t load_number(const unsigned char *from, uint32_t size)
{
	uint8_t one;
	uint16_t two;
	uint32_t four;
	uint64_t eight;

	switch (size) {
	case 1:
		memcpy(&one, from, sizeof one);
		return one;
	case 2:
		memcpy(&two, from, sizeof two);
		return two;
	case 4:
		memcpy(&four, from, sizeof four);
		return four;
	default:
		memcpy(&eight, from, sizeof eight);
		return eight;
	}
}

static int64_t load_signed(const unsigned char *from, uint32_t size)
{
	uint64_t number = load_number(from, size);

	return size == 4 ? (int64_t)(int32_t)(uint32_t)number : (int64_t)number;
}

/* Wraps at the ends of the range, and back again when it is read. */
static int64_t beside(schain_time time, schain_time base)
{
	return (int64_t)((uint64_t)time - (uint64_t)base);
}

static void write_field(schain__form *writer, const schain__field *field, const unsigned char *from)
{
	schain__interned *interned;
	schain_string string;

	switch (field->kind) {
	case SCHAIN__FIELD_NUMBER:
		schain__form_number(writer, load_number(from, field->size));
		break;
	case SCHAIN__FIELD_SIGNED:
		schain__bytes_signed(&writer->bytes, load_signed(from, field->size));
		break;
	case SCHAIN__FIELD_TIME:
		schain__bytes_signed(&writer->bytes, beside(load_signed(from, field->size), writer->base));
		break;
	case SCHAIN__FIELD_HASH:
		schain__form_hash(writer, load_number(from, field->size));
		break;
	case SCHAIN__FIELD_TEXT:
		memcpy(&interned, from, sizeof interned);
		schain__form_text(writer, schain__interned_string(interned));
		break;
	case SCHAIN__FIELD_STRING:
		memcpy(&string, from, sizeof string);
		schain__form_text(writer, string);
		break;
	case SCHAIN__FIELD_RECORD:
		schain__form_noun(writer, SCHAIN__NOUN_RECORD, from);
		break;
	case SCHAIN__FIELD_SIGNAL:
		schain__form_text(writer,
		                   schain_string_of(schain__signal_kinds[load_number(from, field->size)].name));
		break;
	default:
		break;
	}
}

void schain__form_noun(schain__form *writer, enum schain__noun_id id, const void *from)
{
	const schain__noun *noun = &schain__nouns[id];

	for (uint32_t i = 0; i < noun->field_count; i++)
		write_field(writer, &noun->fields[i], (const unsigned char *)from + noun->fields[i].offset);
}

void schain__form_reader_init(schain__form_reader *reader, schain__memory *memory,
                              schain__intern *intern, const void *data, size_t size)
{
	memset(reader, 0, sizeof *reader);
	schain__reader_init(&reader->bytes, data, size);
	reader->memory = memory;
	reader->intern = intern;
}

void schain__form_reader_dispose(schain__form_reader *reader)
{
	schain__free(reader->memory, reader->word_list,
	             reader->word_capacity * sizeof *reader->word_list);
	reader->word_list = NULL;
	reader->word_count = reader->word_capacity = 0;
}

void schain__form_reader_begin(schain__form_reader *reader, const uint8_t *nouns, size_t count)
{
	uint64_t written = schain__read_number(&reader->bytes);

	if (written > count)
		schain__reader_fail(&reader->bytes, SCHAIN_E_TOO_NEW);
	for (size_t i = 0; i < written && i < count; i++) {
		uint64_t given = schain__read_number(&reader->bytes);

		if (given > schain__noun_written(nouns[i]))
			schain__reader_fail(&reader->bytes, SCHAIN_E_TOO_NEW);
		reader->given[nouns[i]] = (uint32_t)given;
	}
	reader->base = schain__read_signed(&reader->bytes);
}

schain_string schain__read_text(schain__form_reader *reader)
{
	schain_string none = { NULL, 0 }, text;
	uint64_t word = schain__read_number(&reader->bytes);

	if (word == WORD_NONE)
		return none;
	if (word >= WORD_KNOWN) {
		if (word - WORD_KNOWN < reader->word_count)
			return reader->word_list[word - WORD_KNOWN];
		schain__reader_fail(&reader->bytes, SCHAIN_E_DAMAGED);
		return none;
	}
	text = schain__read_bytes(&reader->bytes, schain__read_number(&reader->bytes));
	if (reader->bytes.status != SCHAIN_OK)
		return none;
	if (schain__grow(reader->memory, (void **)&reader->word_list, &reader->word_capacity,
	                 reader->word_count, sizeof *reader->word_list)) {
		schain__reader_fail(&reader->bytes, SCHAIN_E_MEMORY);
		return none;
	}
	reader->word_list[reader->word_count++] = text;
	return text;
}

static void store_number(schain__form_reader *reader, const schain__field *field, unsigned char *to,
                         uint64_t number)
{
	uint64_t most = field->size == 8 ? UINT64_MAX : ((uint64_t)1 << (8 * field->size)) - 1;
	uint8_t one = (uint8_t)number;
	uint16_t two = (uint16_t)number;
	uint32_t four = (uint32_t)number;

	if (field->limit && field->limit < most)
		most = field->limit;
	if (number > most) {
		schain__reader_fail(&reader->bytes, SCHAIN_E_DAMAGED);
		return;
	}
	if (field->size == 1)
		memcpy(to, &one, sizeof one);
	else if (field->size == 2)
		memcpy(to, &two, sizeof two);
	else if (field->size == 4)
		memcpy(to, &four, sizeof four);
	else
		memcpy(to, &number, sizeof number);
}

static void store_signed(schain__form_reader *reader, const schain__field *field, unsigned char *to,
                         int64_t number)
{
	int32_t four = (int32_t)number;

	if (field->size == 8)
		memcpy(to, &number, sizeof number);
	else if (number < INT32_MIN || number > INT32_MAX)
		schain__reader_fail(&reader->bytes, SCHAIN_E_DAMAGED);
	else
		memcpy(to, &four, sizeof four);
}

static void read_interned(schain__form_reader *reader, unsigned char *to)
{
	schain_string text = schain__read_text(reader);
	schain__interned *interned = schain__intern_take(reader->intern, text);

	if (text.length && !interned)
		schain__reader_fail(&reader->bytes, SCHAIN_E_MEMORY);
	memcpy(to, &interned, sizeof interned);
}

/* One that this version does not know has another name, or is of a newer one. */
static uint32_t read_signal(schain__form_reader *reader)
{
	schain_string name = schain__read_text(reader);

	for (uint32_t i = 0; i < SCHAIN__SIGNAL_COUNT; i++)
		if (schain__equal(name, schain_string_of(schain__signal_kinds[i].name)))
			return i;
	schain__reader_fail(&reader->bytes, SCHAIN_E_TOO_NEW);
	return 0;
}

static void read_field(schain__form_reader *reader, const schain__field *field, unsigned char *to)
{
	schain__reader *bytes = &reader->bytes;
	schain_string string;

	switch (field->kind) {
	case SCHAIN__FIELD_NUMBER:
		store_number(reader, field, to, schain__read_number(bytes));
		break;
	case SCHAIN__FIELD_SIGNED:
		store_signed(reader, field, to, schain__read_signed(bytes));
		break;
	case SCHAIN__FIELD_TIME:
		store_signed(reader, field, to,
		             (int64_t)((uint64_t)schain__read_signed(bytes) + (uint64_t)reader->base));
		break;
	case SCHAIN__FIELD_HASH:
		store_number(reader, field, to, schain__read_hash(bytes));
		break;
	case SCHAIN__FIELD_TEXT:
		read_interned(reader, to);
		break;
	case SCHAIN__FIELD_STRING:
		string = schain__read_text(reader);
		memcpy(to, &string, sizeof string);
		break;
	case SCHAIN__FIELD_RECORD:
		schain__read_noun(reader, SCHAIN__NOUN_RECORD, to);
		break;
	case SCHAIN__FIELD_SIGNAL:
		store_number(reader, field, to, read_signal(reader));
		break;
	default:
		break;
	}
}

void schain__read_noun(schain__form_reader *reader, enum schain__noun_id id, void *to)
{
	const schain__noun *noun = &schain__nouns[id];
	uint32_t left = reader->given[id];

	if (reader->limit && reader->memory->used > reader->limit)
		schain__reader_fail(&reader->bytes, SCHAIN_E_LIMIT);
	for (uint32_t i = 0; i < noun->field_count && left && reader->bytes.status == SCHAIN_OK; i++) {
		const schain__field *field = &noun->fields[i];

		if (field->kind == SCHAIN__FIELD_OUT)
			continue;
		read_field(reader, field, (unsigned char *)to + field->offset);
		left--;
	}
}
