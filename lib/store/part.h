/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_STORE_PART_H
#define SCHAIN_STORE_PART_H
/*
 * A host's state in parts, each of which is written and read alone: what one
 * part says of another's, it says by serial. All keys are the host's, so its
 * head is read first; then deliveries, processes, tables.
 */
#include "model/model.h"
#include "store/form.h"

enum schain__part_kind {
	SCHAIN__PART_HEAD = 1,  /* the host itself, its clock, what waits to be judged; read first */
	SCHAIN__PART_PROCESSES, /* all of its processes */
	SCHAIN__PART_TABLES,    /* names, contacts, profiles, claims, candidates, askers, traits, flows */
	SCHAIN__PART_DELIVERY,  /* one for each: items, chains, marks of files */
	SCHAIN__PART_QUEUE,     /* verdicts to hand out; read last */
	SCHAIN__PART_KEYS,      /* of a store only, one for each delivery: by what it is found */
	SCHAIN__PART_ENGINE = 64, /* of a store only, under the nameless host: the engine as a whole */
};

/* How far an engine has come: what its store says of the engine as a whole. */
typedef struct schain__place {
	uint64_t generation; /* counts checkpoints, to notice that another engine writes */
	uint64_t sequence;   /* events fed */
	uint64_t verdicts;   /* handed out */
	schain_time time;    /* latest */
	uint64_t keys;       /* in all parts of that kind, about; 0: there are none, all is to be read */
} schain__place;

extern const uint8_t schain__place_nouns[];
extern const size_t schain__place_noun_count;

/* What a part is of, with what is needed to read or write it. */
typedef struct schain__part {
	schain__model *model;
	schain__host *host;
} schain__part;

void schain__write_processes(schain__form *writer, const schain__part *part);
void schain__read_processes(schain__form_reader *reader, const schain__part *part);
void schain__write_tables(schain__form *writer, const schain__part *part);
void schain__read_tables(schain__form_reader *reader, const schain__part *part);
void schain__write_delivery(schain__form *writer, const schain__part *part,
                            const schain__delivery *delivery);
/* By what it is found when it is in the store only. */
void schain__write_keys(schain__form *writer, const schain__part *part,
                        const schain__delivery *delivery);
/* Makes the entry of the delivery of that serial, which stays in the store. */
void schain__read_keys(schain__form_reader *reader, const schain__part *part, uint64_t serial);
/* Makes the delivery of that serial. */
void schain__read_delivery(schain__form_reader *reader, const schain__part *part, uint64_t serial);
#endif
