/* SPDX-License-Identifier: Apache-2.0 */
/* As bytes, what a host's tables hold: what was not used for longest first. */
#include "store/part.h"

static const uint8_t nouns[] = {
	SCHAIN__NOUN_RECORD, SCHAIN__NOUN_CANDIDATE, SCHAIN__NOUN_PROFILE,
	SCHAIN__NOUN_NAME,   SCHAIN__NOUN_CONTACT,   SCHAIN__NOUN_CLAIM,
	SCHAIN__NOUN_ASKER,  SCHAIN__NOUN_TRAIT,     SCHAIN__NOUN_FLOW,
};

static void write_key(schain__form *writer, const schain__part *part, const void *element)
{
	const schain__recent_header *header = element;

	(void)part;
	schain__form_hash(writer, header->key);
}

/* Its key is another engine's own; the subject is not. */
static void write_claim_key(schain__form *writer, const schain__part *part, const void *element)
{
	const schain__held_claim *claim = element;

	(void)part;
	schain__form_number(writer, claim->subject_kind);
	schain__form_text(writer, schain__interned_string(claim->subject));
}

static void write_candidate_key(schain__form *writer, const schain__part *part, const void *element)
{
	const schain__candidate *candidate = element;
	const schain__delivery *delivery = schain__slab_get(&part->model->deliveries,
	                                                    candidate->delivery);
	const schain__process *process = schain__slab_get(&part->model->processes, candidate->writer);

	schain__form_hash(writer, candidate->header.key);
	schain__form_number(writer, delivery ? delivery->serial : 0);
	schain__form_number(writer, process ? process->serial : 0);
}

static void write_asker_key(schain__form *writer, const schain__part *part, const void *element)
{
	const schain__asker *asker = element;
	const schain__process *process = schain__slab_get(&part->model->processes, asker->process);

	schain__form_hash(writer, asker->header.key);
	schain__form_number(writer, process ? process->serial : 0);
}

static void write_flow_key(schain__form *writer, const schain__part *part, const void *element)
{
	const schain__flow *flow = element;
	const schain__process *process = schain__slab_get(&part->model->processes, flow->process);

	schain__form_hash(writer, flow->header.key);
	schain__form_number(writer, process ? process->serial : 0);
}

static void write_trait_key(schain__form *writer, const schain__part *part, const void *element)
{
	const schain__trait *trait = element;

	(void)part;
	schain__form_hash(writer, trait->header.key);
	schain__form_hash(writer, trait->profile->header.key);
	schain__form_number(writer, trait->kind);
}

static void write_table(schain__form *writer, const schain__part *part, const schain__recent *table,
                        enum schain__noun_id id,
                        void (*write)(schain__form *, const schain__part *, const void *))
{
	const schain__recent_header *oldest = schain__recent_oldest(table, part->host->header.index);
	const schain__recent_header *at;
	uint64_t count = 0;

	for (at = oldest; at; at = at->newer)
		count++;
	schain__form_number(writer, count);
	for (at = oldest; at; at = at->newer) {
		write(writer, part, at);
		schain__form_noun(writer, id, at);
	}
}

void schain__write_tables(schain__form *writer, const schain__part *part)
{
	const schain__model *model = part->model;

	schain__form_begin(writer, nouns, sizeof nouns, part->host->now);
	write_table(writer, part, &model->products, SCHAIN__NOUN_PROFILE, write_key);
	write_table(writer, part, &model->names, SCHAIN__NOUN_NAME, write_key);
	write_table(writer, part, &model->contacts, SCHAIN__NOUN_CONTACT, write_key);
	write_table(writer, part, &model->claims, SCHAIN__NOUN_CLAIM, write_claim_key);
	write_table(writer, part, &model->candidates, SCHAIN__NOUN_CANDIDATE, write_candidate_key);
	write_table(writer, part, &model->askers, SCHAIN__NOUN_ASKER, write_asker_key);
	write_table(writer, part, &model->traits, SCHAIN__NOUN_TRAIT, write_trait_key);
	write_table(writer, part, &model->flows, SCHAIN__NOUN_FLOW, write_flow_key);
}

/* A key that is there already would give one element two contents. */
static void *put(schain__form_reader *reader, const schain__part *part, schain__recent *table,
                 uint64_t key)
{
	void *element;

	if (reader->bytes.status != SCHAIN_OK)
		return NULL;
	if (schain__recent_peek(table, key)) {
		schain__reader_fail(&reader->bytes, SCHAIN_E_DAMAGED);
		return NULL;
	}
	element = schain__recent_put(table, part->host->header.index, key);
	if (!element)
		schain__reader_fail(&reader->bytes, SCHAIN_E_MEMORY);
	return element;
}

static void read_keyed(schain__form_reader *reader, const schain__part *part, schain__recent *table,
                       enum schain__noun_id id)
{
	size_t count = schain__read_count(&reader->bytes, UINT32_MAX);

	for (size_t i = 0; i < count && reader->bytes.status == SCHAIN_OK; i++) {
		void *element = put(reader, part, table, schain__read_hash(&reader->bytes));

		if (element)
			schain__read_noun(reader, id, element);
	}
}

/* Where another host made the same claim known, the one that is there stays. */
static void read_claims(schain__form_reader *reader, const schain__part *part)
{
	schain__intern *intern = &part->model->intern;
	size_t count = schain__read_count(&reader->bytes, UINT32_MAX);

	for (size_t i = 0; i < count && reader->bytes.status == SCHAIN_OK; i++) {
		uint32_t kind = (uint32_t)schain__read_limited(&reader->bytes, UINT32_MAX);
		schain_string subject = schain__read_text(reader);
		schain__held_claim other, *claim;

		if (reader->bytes.status != SCHAIN_OK)
			return;
		claim = schain__claim_put(part->model, part->host, kind, subject);
		if (!claim) {
			schain__reader_fail(&reader->bytes, SCHAIN_E_MEMORY);
			return;
		}
		if (claim->subject || claim->subject_kind) {
			memset(&other, 0, sizeof other);
			schain__read_noun(reader, SCHAIN__NOUN_CLAIM, &other);
			schain__claim_give(intern, &other);
			continue;
		}
		claim->subject_kind = kind;
		claim->subject = schain__intern_take(intern, subject);
		schain__read_noun(reader, SCHAIN__NOUN_CLAIM, claim);
	}
}

/* Serial to place of this host's processes. */
static int index_processes(const schain__part *part, schain__map *serials)
{
	const schain__process_list *const lists[] = { &part->host->living, &part->host->exited };

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (const schain__process *process = lists[i]->first; process; process = process->next)
			if (schain__map_set(serials, process->serial, process->header.index))
				return -1;
	return 0;
}

static schain__ref read_process(schain__form_reader *reader, const schain__part *part,
                                const schain__map *serials)
{
	uint64_t serial = schain__read_number(&reader->bytes);
	uint32_t index = serial ? schain__map_get(serials, serial) : SCHAIN__MAP_NONE;

	return index == SCHAIN__MAP_NONE ? 0
	                                 : schain__slab_ref(schain__slab_at(&part->model->processes, index));
}

static void read_candidates(schain__form_reader *reader, const schain__part *part,
                            const schain__map *serials)
{
	schain__model *model = part->model;
	size_t count = schain__read_count(&reader->bytes, UINT32_MAX);

	for (size_t i = 0; i < count && reader->bytes.status == SCHAIN_OK; i++) {
		schain__candidate *candidate = put(reader, part, &model->candidates,
		                                   schain__read_hash(&reader->bytes));
		uint64_t delivery = schain__read_number(&reader->bytes);
		schain__ref writer = read_process(reader, part, serials);

		if (!candidate)
			return;
		candidate->delivery = schain__slab_ref(schain__delivery_at(model, part->host, delivery));
		candidate->writer = writer;
		schain__read_noun(reader, SCHAIN__NOUN_CANDIDATE, candidate);
	}
}

static void read_askers(schain__form_reader *reader, const schain__part *part,
                        const schain__map *serials)
{
	size_t count = schain__read_count(&reader->bytes, UINT32_MAX);

	for (size_t i = 0; i < count && reader->bytes.status == SCHAIN_OK; i++) {
		schain__asker *asker = put(reader, part, &part->model->askers,
		                           schain__read_hash(&reader->bytes));
		schain__ref process = read_process(reader, part, serials);

		if (!asker)
			return;
		asker->process = process;
		schain__read_noun(reader, SCHAIN__NOUN_ASKER, asker);
	}
}

static void read_traits(schain__form_reader *reader, const schain__part *part)
{
	schain__model *model = part->model;
	size_t count;

	/* States of before traits were kept have none. */
	if (!reader->given[SCHAIN__NOUN_TRAIT])
		return;
	count = schain__read_count(&reader->bytes, UINT32_MAX);
	for (size_t i = 0; i < count && reader->bytes.status == SCHAIN_OK; i++) {
		uint64_t key = schain__read_hash(&reader->bytes);
		uint64_t product = schain__read_hash(&reader->bytes);
		uint32_t kind = (uint32_t)schain__read_limited(&reader->bytes, SCHAIN_TRAIT_COUNT - 1);
		schain__profile *profile = schain__recent_peek(&model->products, product);
		schain__trait *trait;

		if (!profile || profile->header.owner != part->host->header.index ||
		    schain__recent_peek(&model->traits, key))
			schain__reader_fail(&reader->bytes, SCHAIN_E_DAMAGED);
		if (reader->bytes.status != SCHAIN_OK)
			return;
		trait = schain__trait_add(model, part->host, key, profile, kind);
		if (trait)
			schain__read_noun(reader, SCHAIN__NOUN_TRAIT, trait);
		else
			schain__reader_fail(&reader->bytes, SCHAIN_E_MEMORY);
	}
}

static void read_flows(schain__form_reader *reader, const schain__part *part,
                       const schain__map *serials)
{
	size_t count;

	/* States of before flows were kept have none. */
	if (!reader->given[SCHAIN__NOUN_FLOW])
		return;
	count = schain__read_count(&reader->bytes, UINT32_MAX);
	for (size_t i = 0; i < count && reader->bytes.status == SCHAIN_OK; i++) {
		schain__flow *flow = put(reader, part, &part->model->flows,
		                         schain__read_hash(&reader->bytes));
		schain__ref process = read_process(reader, part, serials);

		if (!flow)
			return;
		flow->process = process;
		schain__read_noun(reader, SCHAIN__NOUN_FLOW, flow);
	}
}

void schain__read_tables(schain__form_reader *reader, const schain__part *part)
{
	schain__model *model = part->model;
	schain__map serials;

	schain__form_reader_begin(reader, nouns, sizeof nouns);
	read_keyed(reader, part, &model->products, SCHAIN__NOUN_PROFILE);
	read_keyed(reader, part, &model->names, SCHAIN__NOUN_NAME);
	read_keyed(reader, part, &model->contacts, SCHAIN__NOUN_CONTACT);
	read_claims(reader, part);
	schain__map_init(&serials, model->memory);
	if (index_processes(part, &serials))
		schain__reader_fail(&reader->bytes, SCHAIN_E_MEMORY);
	read_candidates(reader, part, &serials);
	read_askers(reader, part, &serials);
	read_traits(reader, part);
	read_flows(reader, part, &serials);
	schain__map_dispose(&serials);
}
