/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_MODEL_DESTINATION_H
#define SCHAIN_MODEL_DESTINATION_H
/* Names of addresses, and who connected where before. */
#include <supplychain/claim.h>

#include "base/intern.h"
#include "base/recent.h"
#include "model/record.h"

struct schain__model;
struct schain__host;

typedef struct schain__name {
	schain__recent_header header;
	schain__interned *name;
	schain_time time;
	uint32_t ttl; /* seconds; 0 not told */
	uint32_t unused;
} schain__name;

/* Someone (a product, an image, or anyone of a host) connected to a place. */
typedef struct schain__contact {
	schain__recent_header header;
	uint64_t teacher; /* serial of the delivery whose chain did, 0: unmarked software */
	schain_time first;
} schain__contact;

/* In a contact's place: any address without a name. No host name or address looks like it. */
#define SCHAIN__NAMELESS SCHAIN_STRING("no name")

/* A marked process asked for a name. */
typedef struct schain__asker {
	schain__recent_header header;
	uint64_t process; /* reference; it may be gone */
} schain__asker;

/* A marked process opened a connection; a log of the network may tell of it too. */
typedef struct schain__flow {
	schain__recent_header header;
	uint64_t process; /* reference; it may be gone */
	schain_time time;
} schain__flow;

/*
 * Findings that say nothing of each other are kept apart: added to the kind of
 * subject. That one source knows it as good does not take back that another
 * knows it as bad.
 */
#define SCHAIN__SUBJECT_GOOD 8u       /* it is known and wanted */
#define SCHAIN__SUBJECT_KIND 16u      /* what kind a destination is */
#define SCHAIN__SUBJECT_SIGNATURE 24u /* how it is signed */
#define SCHAIN__SUBJECT_CONTENT 32u   /* whether it is as its package delivered it */
#define SCHAIN__SUBJECT_RARE 40u      /* it is uncommon: neither good nor bad */

/* A claim kept for its subject. */
typedef struct schain__held_claim {
	schain__recent_header header;
	schain__interned *subject; /* canonical */
	uint32_t subject_kind; /* with SCHAIN__SUBJECT_GOOD and the like */
	uint32_t reasons;      /* of SCHAIN_FINDING_DESTINATION */
	schain_time until; /* 0: for good */
	schain_time time;  /* when it was made */
	uint32_t finding;
	uint32_t signature_state;
	schain__interned *signer, *issuer, *thumbprint, *team_id, *identity; /* of a signature */
	schain__interned *claimant;
	schain__interned *reason;
	schain__record record;
} schain__held_claim;

/* The kind of subject that a finding is kept under. */
uint32_t schain__claim_kind(uint32_t subject_kind, uint32_t finding);

void schain__name_learn(struct schain__model *model, struct schain__host *host,
                        schain_string address, schain_string name, schain_time time, uint32_t ttl);
/* Absent if no answer named it, or only one that is over by `now`. */
schain_string schain__name_of(struct schain__model *model, struct schain__host *host,
                              schain_string address, schain_time now);

void schain__asker_learn(struct schain__model *model, struct schain__host *host, schain_string name,
                         uint64_t process);
/* Reference of the process that asked for a name last; 0 if none did. */
uint64_t schain__asker_of(struct schain__model *model, struct schain__host *host,
                          schain_string name);

/* Remembers whose connection it is, if its port at this end is known. */
void schain__flow_learn(struct schain__model *model, struct schain__host *host,
                        const schain_connection *connection, uint64_t process, schain_time time);
/*
 * Reference of the process that opened a connection between the same addresses
 * and ports at about that time; 0 if none is known.
 */
uint64_t schain__flow_owner(struct schain__model *model, struct schain__host *host,
                            const schain_connection *connection, schain_time time);

/* `who`: key of a product or image; 0: anyone on the host. `place`: domain or address. */
schain__contact *schain__contact_find(struct schain__model *model, struct schain__host *host,
                                      uint64_t who, schain_string place);
/* Remembers the first to go there. Returns 1 if the place is new to `who`. */
int schain__contact_learn(struct schain__model *model, struct schain__host *host, uint64_t who,
                           schain_string place, uint64_t teacher, schain_time time);
void schain__contact_forget(struct schain__model *model, struct schain__host *host, uint64_t who,
                            schain_string place);
/* The same for a product, whose profile counts its places. The profile if it is new to it, else NULL. */
struct schain__profile *schain__product_contact_learn(struct schain__model *model,
                                                      struct schain__host *host,
                                                      uint64_t product_key, schain_string place,
                                                      uint64_t teacher, schain_time time);
void schain__product_contact_forget(struct schain__model *model, struct schain__host *host,
                                    uint64_t product_key, schain_string place);

/* The claim on a subject in canonical spelling, made if there is none; NULL when memory is out. */
schain__held_claim *schain__claim_put(struct schain__model *model, struct schain__host *host,
                                      uint32_t kind, schain_string canonical);
/* Gives back its texts. */
void schain__claim_give(schain__intern *intern, schain__held_claim *claim);
void schain__claim_keep(struct schain__model *model, struct schain__host *host,
                        const schain_event *event);
/* The claim on a subject, NULL if none holds now. */
schain__held_claim *schain__claim_on(struct schain__model *model, struct schain__host *host,
                                     uint32_t subject_kind, schain_string subject, schain_time now);
#endif
