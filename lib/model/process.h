/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_MODEL_PROCESS_H
#define SCHAIN_MODEL_PROCESS_H
/*
 * The process table. Pid reuse, missed starts, missed exits and unknown
 * parents are normal.
 */
#include "model/record.h"

struct schain__model;
struct schain__host;

/* Why a process carries a chain's mark. */
enum schain__carry_kind {
	SCHAIN__CARRY_INHERITED, /* an ancestor did */
	SCHAIN__CARRY_IMAGE,     /* it runs a delivered program */
	SCHAIN__CARRY_SCRIPT,    /* it runs a delivered script */
	SCHAIN__CARRY_MODULE,    /* it loaded a delivered module */
	SCHAIN__CARRY_HOOK,      /* a package manager started it as part of an installation */
};

typedef struct schain__carry {
	schain__ref chain;
	uint8_t kind;
	uint8_t origin;    /* kind of the one that got the mark itself */
	uint16_t distance; /* generations below that one */
	uint32_t unused;
} schain__carry;

enum { SCHAIN__CARRIES = 4, SCHAIN__COMMAND_LIMIT = 1024 };

typedef struct schain__process {
	schain__slab_header header;
	uint64_t identity_key; /* 0: none */
	uint64_t pid_key;
	uint64_t pid;
	int64_t start_time; /* in the sensor's unit */
	schain_time started;
	schain_time exited; /* 0: lives */
	uint64_t serial;        /* on its host, never used again */
	uint64_t parent_serial; /* stays when the parent is gone */
	schain__ref host;
	schain__ref parent;
	schain__ref delivery; /* the one it brings, as its installer */
	schain__interned *image;
	schain__interned *script;
	schain__interned *command;
	schain__interned *directory;
	schain__interned *user;
	schain__interned *guid;
	uint64_t classes; /* of image and script */
	schain__record start;
	struct schain__process *previous; /* of its host's that live, or of those that exited */
	struct schain__process *next;
	schain__carry carries[SCHAIN__CARRIES];
	uint32_t carry_count;
	uint8_t is_started; /* a start was seen, not only a mention */
	uint8_t is_clone;   /* forked and has not replaced its image yet */
	uint8_t is_remote;  /* the kernel or a file server acting for another machine */
	uint8_t image_signature; /* state of its image's signature, as far as seen */
} schain__process;

/*
 * The process an event speaks of, or a new entry for one never heard of; NULL
 * if the event does not identify it, or memory is out.
 */
schain__process *schain__process_of(struct schain__model *model, struct schain__host *host,
                                    const schain_process *process, schain_time time);
/* The same without making one. */
schain__process *schain__process_find(struct schain__model *model, struct schain__host *host,
                                      const schain_process *process);
/* A start: the entry with the new image in it, of a new process or (execve) of the old one. */
schain__process *schain__process_start(struct schain__model *model, struct schain__host *host,
                                       const schain_event *event);
schain__process *schain__process_fork(struct schain__model *model, struct schain__host *host,
                                      const schain_event *event);
void schain__process_exit(struct schain__model *model, schain__process *process, schain_time time);
/*
 * Takes over an entry that a saved state holds: `process` is filled but for
 * keys, references and classes. The keys in the index are its own where it had
 * them. Returns 0, or -1 when memory is out.
 */
int schain__process_restore(struct schain__model *model, struct schain__host *host,
                            schain__process *process, int has_identity, int has_pid);
/* Does the index lead to it by its identity, and by its pid? */
int schain__process_has_identity(const struct schain__model *model, const schain__process *process);
int schain__process_has_pid(const struct schain__model *model, const schain__process *process);
/* What the policy makes of an image and of the script it runs. */
uint64_t schain__process_classes(struct schain__model *model, schain__interned *image,
                                 schain__interned *script);
/* Removes it from the table. */
void schain__process_drop(struct schain__model *model, schain__process *process);
schain__process *schain__process_parent(struct schain__model *model,
                                        const schain__process *process);
/*
 * Adds a mark, or makes an existing one of that chain stronger. Where the table
 * is full the oldest mark that says less makes room; NULL if none does.
 */
schain__carry *schain__process_carry(schain__process *process, schain__ref chain,
                                     enum schain__carry_kind kind, uint32_t distance);
/* Takes off the marks of chains that are gone. */
void schain__process_shed(struct schain__model *model, schain__process *process);
#endif
