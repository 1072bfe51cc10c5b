/* SPDX-License-Identifier: Apache-2.0 */
/* A delivery as bytes: its items, the chains of these, the marks of its files. */
#include "store/part.h"

static const uint8_t nouns[] = {
	SCHAIN__NOUN_RECORD,       SCHAIN__NOUN_DELIVERY,   SCHAIN__NOUN_ITEM,
	SCHAIN__NOUN_PACKAGE,      SCHAIN__NOUN_FILE,       SCHAIN__NOUN_CHAIN,
	SCHAIN__NOUN_SIGNAL,       SCHAIN__NOUN_CHAIN_PROCESS, SCHAIN__NOUN_CHAIN_FILE,
	SCHAIN__NOUN_CHAIN_DESTINATION,
};

static void write_items(schain__form *writer, const schain__delivery *delivery)
{
	schain__form_number(writer, delivery->item_count);
	for (size_t i = 0; i < delivery->item_count; i++) {
		const schain__item *item = &delivery->items[i];

		schain__form_noun(writer, SCHAIN__NOUN_ITEM, item);
		schain__form_number(writer, item->package != NULL);
		if (item->package)
			schain__form_noun(writer, SCHAIN__NOUN_PACKAGE, item->package);
	}
}

/* The oldest mark first: reading puts each in front of the ones before. */
static void write_files(schain__form *writer, const schain__model *model,
                        const schain__delivery *delivery)
{
	const schain__file *file = delivery->files;

	while (file && file->next)
		file = file->next;
	schain__form_number(writer, delivery->file_count);
	for (; file; file = file->previous) {
		schain__form_hash(writer, file->key);
		schain__form_number(writer, file->coarse_key ? 1 + (uint64_t)schain__file_has_coarse(model, file)
		                                              : 0);
		if (file->coarse_key)
			schain__form_hash(writer, file->coarse_key);
		schain__form_noun(writer, SCHAIN__NOUN_FILE, file);
	}
}

static void write_all(schain__form *writer, enum schain__noun_id id, const void *array, size_t count)
{
	schain__form_number(writer, count);
	for (size_t i = 0; i < count; i++)
		schain__form_noun(writer, id, (const char *)array + i * schain__nouns[id].size);
}

static void write_chain(schain__form *writer, const schain__chain *chain)
{
	schain__form_number(writer, chain->item);
	schain__form_noun(writer, SCHAIN__NOUN_CHAIN, chain);
	write_all(writer, SCHAIN__NOUN_SIGNAL, chain->signals, chain->signal_count);
	write_all(writer, SCHAIN__NOUN_CHAIN_PROCESS, chain->processes, chain->process_count);
	write_all(writer, SCHAIN__NOUN_CHAIN_FILE, chain->files, chain->file_count);
	write_all(writer, SCHAIN__NOUN_CHAIN_DESTINATION, chain->destinations, chain->destination_count);
}

void schain__write_delivery(schain__form *writer, const schain__part *part,
                            const schain__delivery *delivery)
{
	uint32_t left = delivery->chain_count;

	schain__form_begin(writer, nouns, sizeof nouns, delivery->first_write);
	schain__form_noun(writer, SCHAIN__NOUN_DELIVERY, delivery);
	write_items(writer, delivery);
	write_files(writer, part->model, delivery);
	schain__form_number(writer, left);
	for (size_t i = 0; i < delivery->item_count && left; i++) {
		const schain__chain *chain = schain__chain_find(part->model, delivery, i);

		if (!chain)
			continue;
		write_chain(writer, chain);
		left--;
	}
}

static void read_items(schain__form_reader *reader, schain__model *model, schain__delivery *delivery)
{
	size_t count = schain__read_count(&reader->bytes, UINT32_MAX);

	for (size_t i = 0; i < count && reader->bytes.status == SCHAIN_OK; i++) {
		schain__item *item = schain__delivery_add_item(model, delivery);

		if (!item) {
			schain__reader_fail(&reader->bytes, SCHAIN_E_MEMORY);
			return;
		}
		schain__read_noun(reader, SCHAIN__NOUN_ITEM, item);
		if (!schain__read_limited(&reader->bytes, 1))
			continue;
		item->package = schain__alloc_zero(model->memory, 1, sizeof *item->package);
		if (item->package)
			schain__read_noun(reader, SCHAIN__NOUN_PACKAGE, item->package);
		else
			schain__reader_fail(&reader->bytes, SCHAIN_E_MEMORY);
	}
}

static void read_files(schain__form_reader *reader, schain__model *model, schain__delivery *delivery)
{
	size_t count = schain__read_count(&reader->bytes, UINT32_MAX);

	for (size_t i = 0; i < count && reader->bytes.status == SCHAIN_OK; i++) {
		uint64_t key = schain__read_hash(&reader->bytes);
		uint64_t coarse = schain__read_limited(&reader->bytes, 2);
		uint64_t coarse_key = coarse ? schain__read_hash(&reader->bytes) : 0;
		schain__file *file;

		if (reader->bytes.status != SCHAIN_OK)
			return;
		if (schain__file_at(model, key)) {
			schain__reader_fail(&reader->bytes, SCHAIN_E_DAMAGED);
			return;
		}
		file = schain__file_restore(model, delivery, key, coarse_key, coarse == 2);
		if (!file) {
			schain__reader_fail(&reader->bytes, SCHAIN_E_MEMORY);
			return;
		}
		schain__read_noun(reader, SCHAIN__NOUN_FILE, file);
		if (file->item >= delivery->item_count)
			schain__reader_fail(&reader->bytes, SCHAIN_E_DAMAGED);
	}
}

/* An array of a chain, as long as it says; `array` and its counts grow with what is read. */
static void read_all(schain__form_reader *reader, enum schain__noun_id id, void **array,
                     size_t *ret_count, size_t *capacity, size_t limit)
{
	size_t count = schain__read_count(&reader->bytes, limit);
	size_t size = schain__nouns[id].size;

	while (*ret_count < count && reader->bytes.status == SCHAIN_OK) {
		void *element;

		if (schain__grow(reader->memory, array, capacity, *ret_count, size)) {
			schain__reader_fail(&reader->bytes, SCHAIN_E_MEMORY);
			return;
		}
		element = (char *)*array + (*ret_count)++ * size;
		memset(element, 0, size);
		schain__read_noun(reader, id, element);
	}
}

static void read_chain(schain__form_reader *reader, const schain__part *part,
                       schain__delivery *delivery)
{
	schain__model *model = part->model;
	uint64_t made = part->host->chains_made; /* with this one, as the head says */
	uint64_t item = schain__read_number(&reader->bytes);
	schain__chain *chain;

	if (reader->bytes.status != SCHAIN_OK)
		return;
	if (item >= delivery->item_count || schain__chain_find(model, delivery, (size_t)item)) {
		schain__reader_fail(&reader->bytes, SCHAIN_E_DAMAGED);
		return;
	}
	chain = schain__chain_of(model, delivery, (size_t)item);
	if (!chain) {
		schain__reader_fail(&reader->bytes, SCHAIN_E_MEMORY);
		return;
	}
	part->host->chains_made = made;
	schain__read_noun(reader, SCHAIN__NOUN_CHAIN, chain);
	schain__chain_place(model, chain);
	read_all(reader, SCHAIN__NOUN_SIGNAL, (void **)&chain->signals, &chain->signal_count,
	         &chain->signal_capacity, SCHAIN__CHAIN_SIGNALS);
	read_all(reader, SCHAIN__NOUN_CHAIN_PROCESS, (void **)&chain->processes, &chain->process_count,
	         &chain->process_capacity, SCHAIN__CHAIN_PROCESSES);
	read_all(reader, SCHAIN__NOUN_CHAIN_FILE, (void **)&chain->files, &chain->file_count,
	         &chain->file_capacity, SCHAIN__CHAIN_FILES);
	read_all(reader, SCHAIN__NOUN_CHAIN_DESTINATION, (void **)&chain->destinations,
	         &chain->destination_count, &chain->destination_capacity, SCHAIN__CHAIN_DESTINATIONS);
}

void schain__read_delivery(schain__form_reader *reader, const schain__part *part, uint64_t serial)
{
	schain__model *model = part->model;
	schain__delivery *delivery;
	size_t current, count;

	schain__form_reader_begin(reader, nouns, sizeof nouns);
	if (reader->bytes.status != SCHAIN_OK)
		return;
	if (!serial || schain__delivery_find(model, part->host, serial)) {
		schain__reader_fail(&reader->bytes, SCHAIN_E_DAMAGED);
		return;
	}
	delivery = schain__delivery_add(model, part->host, serial);
	if (!delivery) {
		schain__reader_fail(&reader->bytes, SCHAIN_E_MEMORY);
		return;
	}
	schain__read_noun(reader, SCHAIN__NOUN_DELIVERY, delivery);
	delivery->classes = schain__process_classes(model, delivery->installer, delivery->script);
	current = delivery->current;
	read_items(reader, model, delivery);
	delivery->current = current;
	if (delivery->item_count && current >= delivery->item_count)
		schain__reader_fail(&reader->bytes, SCHAIN_E_DAMAGED);
	read_files(reader, model, delivery);
	count = schain__read_count(&reader->bytes, delivery->item_count);
	for (size_t i = 0; i < count && reader->bytes.status == SCHAIN_OK; i++)
		read_chain(reader, part, delivery);
	if (delivery->emptied)
		schain__delivery_emptied(part->host, delivery, delivery->emptied);
}
