/* SPDX-License-Identifier: Apache-2.0 */
/* By what a delivery is found while it is in the store only, as bytes. */
#include "store/part.h"

static const uint8_t nouns[] = { SCHAIN__NOUN_COLD };

static void write_key(void *context, uint64_t key)
{
	schain__form_hash(context, key);
}

void schain__write_keys(schain__form *writer, const schain__part *part, const schain__delivery *delivery)
{
	const schain__cold_keys keys = { write_key, writer };
	schain__cold cold = schain__cold_of(part->model, delivery);

	schain__form_begin(writer, nouns, sizeof nouns, delivery->first_write);
	schain__form_noun(writer, SCHAIN__NOUN_COLD, &cold);
	schain__form_number(writer, schain__cold_count_keys(part->model, delivery));
	schain__cold_each_key(part->model, delivery, &keys);
}

/* Keys looked ahead at: about as many as a processor can wait for at once. */
enum { EXPECTED = 32 };

static void read_some(schain__form_reader *reader, schain__model *model, schain__cold **cold, size_t count)
{
	uint64_t keys[EXPECTED];

	for (size_t i = 0; i < count; i++) {
		keys[i] = schain__read_hash(&reader->bytes);
		schain__multimap_expect(&model->cold_index, keys[i]);
	}
	for (size_t i = 0; i < count && *cold; i++)
		if (schain__cold_add_key(model, *cold, keys[i]))
			*cold = NULL;
}

void schain__read_keys(schain__form_reader *reader, const schain__part *part, uint64_t serial)
{
	schain__model *model = part->model;
	schain__cold like, *cold = NULL;
	size_t count;

	memset(&like, 0, sizeof like);
	schain__form_reader_begin(reader, nouns, sizeof nouns);
	schain__read_noun(reader, SCHAIN__NOUN_COLD, &like);
	like.host = schain__slab_ref(part->host);
	like.serial = serial;
	count = schain__read_count(&reader->bytes, UINT32_MAX);
	if (count > schain__reader_left(&reader->bytes) / 8)
		schain__reader_fail(&reader->bytes, SCHAIN_E_DAMAGED);
	if (reader->bytes.status == SCHAIN_OK)
		cold = schain__cold_add(model, &like);
	while (count && cold) {
		size_t some = count < EXPECTED ? count : EXPECTED;

		read_some(reader, model, &cold, some);
		count -= some;
	}
	if (reader->bytes.status == SCHAIN_OK && !cold)
		schain__reader_fail(&reader->bytes, SCHAIN_E_MEMORY);
}
