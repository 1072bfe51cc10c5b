/* SPDX-License-Identifier: Apache-2.0 */
/* A host's processes as bytes. */
#include "store/part.h"

static const uint8_t nouns[] = { SCHAIN__NOUN_RECORD, SCHAIN__NOUN_PROCESS, SCHAIN__NOUN_CARRY };

enum { HAS_IDENTITY = 1, HAS_PID = 2, FLAGS = 3 };

static void write_carry(schain__form *writer, const schain__model *model, const schain__carry *carry)
{
	const schain__chain *chain = schain__slab_get(&model->chains, carry->chain);
	const schain__delivery *delivery = chain ? schain__slab_get(&model->deliveries, chain->delivery)
	                                         : NULL;

	/* One whose chain is gone keeps its place until it is shed. */
	schain__form_number(writer, delivery ? delivery->serial : 0);
	schain__form_number(writer, delivery ? chain->item : 0);
	schain__form_noun(writer, SCHAIN__NOUN_CARRY, carry);
}

static void write_process(schain__form *writer, const schain__model *model,
                          const schain__process *process)
{
	const schain__delivery *delivery = schain__slab_get(&model->deliveries, process->delivery);
	int flags = (schain__process_has_identity(model, process) ? HAS_IDENTITY : 0) |
	            (schain__process_has_pid(model, process) ? HAS_PID : 0);

	schain__form_noun(writer, SCHAIN__NOUN_PROCESS, process);
	schain__form_number(writer, (uint64_t)flags);
	schain__form_number(writer, delivery ? delivery->serial : 0);
	schain__form_number(writer, process->carry_count);
	for (uint32_t i = 0; i < process->carry_count; i++)
		write_carry(writer, model, &process->carries[i]);
}

void schain__write_processes(schain__form *writer, const schain__part *part)
{
	const schain__process *living = part->host->living.first, *exited = part->host->exited.first;
	const schain__process *process;
	uint64_t count = 0;

	schain__form_begin(writer, nouns, sizeof nouns, part->host->now);
	for (process = living; process; process = process->next)
		count++;
	for (process = exited; process; process = process->next)
		count++;
	schain__form_number(writer, count);
	for (process = living; process; process = process->next)
		write_process(writer, part->model, process);
	for (process = exited; process; process = process->next)
		write_process(writer, part->model, process);
}

static schain__ref read_chain(schain__form_reader *reader, const schain__part *part)
{
	uint64_t serial = schain__read_number(&reader->bytes);
	uint64_t item = schain__read_number(&reader->bytes);
	const schain__delivery *delivery = schain__delivery_at(part->model, part->host, serial);

	return delivery ? schain__slab_ref(schain__chain_find(part->model, delivery, (size_t)item)) : 0;
}

static void read_process(schain__form_reader *reader, const schain__part *part, schain__map *serials)
{
	schain__model *model = part->model;
	schain__process *process = schain__slab_take(&model->processes);
	uint64_t flags, count;

	if (!process) {
		schain__reader_fail(&reader->bytes, SCHAIN_E_MEMORY);
		return;
	}
	schain__read_noun(reader, SCHAIN__NOUN_PROCESS, process);
	flags = schain__read_limited(&reader->bytes, FLAGS);
	/* From here on it is in the tables, whatever else fails. */
	if (schain__process_restore(model, part->host, process, flags & HAS_IDENTITY, flags & HAS_PID) ||
	    schain__map_set(serials, process->serial, process->header.index))
		schain__reader_fail(&reader->bytes, SCHAIN_E_MEMORY);
	process->delivery = schain__slab_ref(
		schain__delivery_at(model, part->host, schain__read_number(&reader->bytes)));
	count = schain__read_limited(&reader->bytes, SCHAIN__CARRIES);
	for (uint64_t i = 0; i < count; i++) {
		schain__carry *carry = &process->carries[process->carry_count++];

		carry->chain = read_chain(reader, part);
		schain__read_noun(reader, SCHAIN__NOUN_CARRY, carry);
	}
}

static void find_parents(const schain__model *model, schain__process *first, const schain__map *serials)
{
	for (schain__process *process = first; process; process = process->next) {
		uint32_t parent = process->parent_serial ? schain__map_get(serials, process->parent_serial)
		                                         : SCHAIN__MAP_NONE;

		if (parent != SCHAIN__MAP_NONE)
			process->parent = schain__slab_ref(schain__slab_at(&model->processes, parent));
	}
}

void schain__read_processes(schain__form_reader *reader, const schain__part *part)
{
	schain__map serials;
	size_t count;

	schain__form_reader_begin(reader, nouns, sizeof nouns);
	schain__map_init(&serials, part->model->memory);
	count = schain__read_count(&reader->bytes, UINT32_MAX);
	for (size_t i = 0; i < count && reader->bytes.status == SCHAIN_OK; i++)
		read_process(reader, part, &serials);
	find_parents(part->model, part->host->living.first, &serials);
	find_parents(part->model, part->host->exited.first, &serials);
	schain__map_dispose(&serials);
}
