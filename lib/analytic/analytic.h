/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_ANALYTIC_ANALYTIC_H
#define SCHAIN_ANALYTIC_ANALYTIC_H
/*
 * Judgement: each stage looks at an event and what is remembered, and adds
 * signals to the chains it concerns.
 */
#include "base/arena.h"
#include "model/model.h"

enum schain__signal_id {
#define WEIGHT(id, ...) SCHAIN__SIGNAL_##id,
#include "policy/weights.def"
#undef WEIGHT
	SCHAIN__SIGNAL_COUNT
};

typedef struct schain__signal_kind {
	const char *name;
	const char *summary;
	uint32_t stage;
	uint32_t key; /* enum schain__key of its weight */
} schain__signal_kind;

extern const schain__signal_kind schain__signal_kinds[SCHAIN__SIGNAL_COUNT];

/* Delivered content that is used, or where it connects: someone may know more of it. */
typedef struct schain__matter {
	const schain__chain *chain; /* NULL: of a package that is only just delivered */
	uint32_t subject_kind;
	schain_string subject;
	const schain_file *file; /* of a file; NULL: only the path is known */
	schain_time written;     /* of a file */
} schain__matter;

/* An event with what it happens in. */
typedef struct schain__scene {
	schain__model *model;
	schain__host *host;
	const schain_event *event;
	schain__process *process; /* who did it; NULL unknown */
	/* Told of each chain that changed. */
	void (*changed)(void *context, schain__chain *chain);
	void *context;
	/* Told of what enrichers may be asked about, with the same context; NULL: there are none. */
	void (*ask)(void *context, const struct schain__scene *scene, const schain__matter *matter);
} schain__scene;

/* Stages, each in its file. `scene->process` is in the table already. */
void schain__see_start(schain__scene *scene);
void schain__see_write(schain__scene *scene);
void schain__see_rename(schain__scene *scene);
void schain__see_delete(schain__scene *scene);
void schain__see_attribute(schain__scene *scene);
void schain__see_read(schain__scene *scene);
void schain__see_module(schain__scene *scene);
void schain__see_driver(schain__scene *scene);
void schain__see_registry(schain__scene *scene);
void schain__see_persistence(schain__scene *scene);
void schain__see_connection(schain__scene *scene);
void schain__see_dns(schain__scene *scene);
void schain__see_package(schain__scene *scene);
void schain__see_integrity(schain__scene *scene);
void schain__see_claim(schain__scene *scene);
void schain__see_injection(schain__scene *scene);

/* The chain a process carries a mark of; NULL if it is gone. */
schain__chain *schain__carried(const schain__scene *scene, const schain__carry *carry);

/* Pieces the stages share. */
/* Weight of a signal by the policy. */
int32_t schain__weight(const schain__scene *scene, enum schain__signal_id id);
/*
 * Adds a signal of that weight, from the event at hand (or `record`, `time`),
 * and scores the chain anew.
 */
void schain__signal_add(schain__scene *scene, schain__chain *chain, enum schain__signal_id id,
                        int32_t weight, schain_string subject, schain_string detail,
                        const schain__process *process);
/* The same of a process that may be gone, by its serial; 0: none. */
void schain__signal_add_by(schain__scene *scene, schain__chain *chain, enum schain__signal_id id,
                           int32_t weight, schain_string subject, schain_string detail,
                           uint64_t process_key);
void schain__signal_add_past(schain__scene *scene, schain__chain *chain, enum schain__signal_id id,
                             schain_string subject, schain_string detail,
                             const schain__record *record, schain_time time);
/* Takes back every signal of that stage about that subject, and scores the chain anew. */
void schain__signal_withdraw(schain__scene *scene, schain__chain *chain, uint32_t stage,
                             schain_string subject);
/* The same of every signal of that kind. */
void schain__signal_withdraw_kind(schain__scene *scene, schain__chain *chain,
                                  enum schain__signal_id id);
/*
 * The chain of a delivered file that is used now; its delivery and write
 * signals are there. NULL when memory is out.
 */
schain__chain *schain__chain_begin(schain__scene *scene, schain__file *file, schain_string path);
/* Where a delivery came from, judged by the lists of what is approved. */
void schain__source_judge(schain__scene *scene, schain__chain *chain,
                          const schain__delivery *delivery, const schain__item *item);
/* Marks a file as delivered by whoever does the event. NULL: not a delivery. */
schain__file *schain__deliver(schain__scene *scene, schain_string path, const schain_file *file);
/* A recent write turned out to be executable: the mark it gets, NULL if there was none. */
schain__file *schain__promote(schain__scene *scene, schain_string path);
/* Adds what is known of a file that a chain used. */
void schain__chain_file_describe(schain__scene *scene, schain__chain *chain, schain_string path,
                                 schain_time written, const schain_file *file);
/* Judges a signature; `foreign`: a module in a program of another origin. */
void schain__trust_judge(schain__scene *scene, schain__chain *chain, schain_string path,
                         const schain_signature *signature, int is_module, int is_foreign);
/* What a claim says of a file, or of a destination, that the chain used. */
void schain__trust_claim(schain__scene *scene, schain__chain *chain, schain_string path,
                         const schain__held_claim *claim);
void schain__egress_claim(schain__scene *scene, schain__chain *chain,
                          schain__chain_destination *destination, const schain__held_claim *claim);
/* The same of a name that a process of the chain asked for and did not connect to yet. */
void schain__egress_claim_asked(schain__scene *scene, schain__chain *chain,
                                uint64_t process_key, schain_string name,
                                const schain__held_claim *claim);
/*
 * What kind of destination `subject` is, as signals: the name or address that
 * the chain went to, or the domain that it asked names of.
 */
void schain__destination_judge(schain__scene *scene, schain__chain *chain, uint32_t judgement,
                               schain_string subject, uint64_t process_key,
                               const schain__held_claim *claim);
/*
 * Is the process below a package manager of the system that installs what the
 * chain is about? Distributions review their maintainer scripts, and a few of
 * them fetch things.
 */
int schain__is_maintenance(const schain__scene *scene, const schain__chain *chain,
                           schain__process *process);
/* Does it bear a name of the system's own, in another place? */
void schain__judge_system_name(schain__scene *scene, schain__chain *chain, schain_string path);
/* The same, and has a program or module that runs a name of data? */
void schain__judge_name(schain__scene *scene, schain__chain *chain, schain_string path);
/* Is the product of the chain one whose destinations before this delivery are known, and few? */
int schain__chain_has_habit(const schain__scene *scene, const schain__chain *chain);
/* "? example.org", in a contact's place: its name was asked for. RFC 1035: 255 octets. */
enum { SCHAIN__ASKED_SIZE = 2 + 255 };
schain_string schain__asked_place(schain_string place, char buffer[SCHAIN__ASKED_SIZE]);
/* Is it an address and no name? */
int schain__is_address(schain_string text);
/*
 * The product of few destinations goes to a `place` that it never was at;
 * `bare`: the address, where no name was asked for.
 */
void schain__change_judge(schain__scene *scene, schain__chain *chain, schain_string place,
                          schain_string bare);
/* Learns how the process goes to a place of that product's. */
void schain__destination_use_learn(schain__scene *scene, uint64_t product_key, schain_string place,
                                   uint64_t serial);
/* Does the process go to a place of its product's in a way the product never did? Learns it. */
void schain__destination_use(schain__scene *scene, schain__chain *chain, schain_string place,
                             uint64_t serial, int is_known, int has_habit);
/*
 * Did the product of the chain never do that before this update, though it is
 * known for long enough and does few such things? Learns it, unless the chain
 * was judged bad. `kind`: SCHAIN_TRAIT_CHILD and the like.
 */
int schain__habit_is_new(schain__scene *scene, schain__chain *chain, uint32_t kind,
                         schain_string value);
/* Did an earlier delivery of the chain's product do that? */
int schain__habit_is_earlier(const schain__scene *scene, const schain__chain *chain, uint32_t kind,
                             schain_string value);
/* As traits keep names whose case does not count. */
schain_string schain__lowered(schain_string text, char buffer[SCHAIN__TRAIT_SIZE]);
/* What a claim says of the signer of a file that the chain used, or of its package. */
void schain__signer_claim(schain__scene *scene, schain__chain *chain, schain_string path,
                          uint32_t signature, const schain__held_claim *claim);
void schain__package_claim(schain__scene *scene, schain__chain *chain,
                           const schain__held_claim *claim);
/* Claims kept on the package that a chain begins with. */
void schain__package_claims(schain__scene *scene, schain__chain *chain);
/* What the chain is of; NULL if its delivery is forgotten. */
const schain__item *schain__chain_item(const schain__scene *scene, const schain__chain *chain);
/* Claims kept on a file, its hashes and its signer; enrichers are asked for theirs. */
void schain__trust_claims(schain__scene *scene, schain__chain *chain, schain_string path,
                          schain_time written, const schain_file *file);
/* Signals of a process below delivered software. */
void schain__child_judge(schain__scene *scene, schain__process *process);
/* A marked process started a tool that makes something start later. */
void schain__persistence_of_start(schain__scene *scene);
/* A marked process wrote a file that makes something start later. */
void schain__persistence_of_write(schain__scene *scene, schain_string path);
/* Secrets a command line names. */
void schain__credential_of_command(schain__scene *scene, schain__process *process);

/* Score, level and stages of a chain from its signals, and what each of them adds. */
void schain__score(const schain__model *model, schain__chain *chain);
/*
 * The chain's signals in order of time, in `arena`, as a verdict has them but for
 * who did it; NULL when memory is out.
 */
schain_signal *schain__verdict_signals(schain__arena *arena, const schain__chain *chain,
                                       const schain__signal ***ret_order);
/* Fills a verdict from a chain; all of it lives in `arena`. Returns 0, -1 when memory is out. */
int schain__verdict_fill(schain__model *model, const schain__chain *chain, schain__arena *arena,
                         schain_verdict *verdict);
/* One line on a signal, for people. */
schain_string schain__explain_signal(schain__arena *arena, const schain__signal *signal);
schain_string schain__explain_chain(schain__arena *arena, schain__model *model,
                                    const schain__chain *chain, const schain_verdict *verdict);
#endif
