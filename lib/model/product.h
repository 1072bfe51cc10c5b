/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_MODEL_PRODUCT_H
#define SCHAIN_MODEL_PRODUCT_H
/* Products and their profiles: what they did before this update. */
#include <supplychain/base.h>

#include "base/intern.h"
#include "base/recent.h"
#include "model/trait.h"

struct schain__model;
struct schain__host;

/* What a product was seen to do, learnt from chains not judged bad. */
typedef struct schain__profile {
	schain__recent_header header;
	uint64_t last_delivery; /* serial of the delivery that taught last */
	uint64_t signer_hash;   /* stable hash of an earlier delivery's signer; 0 none seen */
	uint32_t deliveries;    /* how many have taught */
	uint32_t behaviour;     /* bit set of the classes of children, of earlier deliveries */
	uint32_t behaviour_now; /* the same, of the latest delivery */
	uint32_t places;        /* distinct destinations known */
	schain_time first_contact; /* when the first of them was seen */
	uint64_t identity_hash; /* the same of the signer's identity */
	uint64_t issuer_hash;  /* who certified that identity; 0 none seen */
	uint64_t issuer_now;   /* these three, of the latest delivery */
	uint64_t identity_now;
	uint64_t signer_now;
	uint32_t standing;     /* bit set of how files of earlier deliveries were signed */
	uint32_t standing_now; /* the same, of the latest */
	schain__interned *name;    /* NULL: not known */
	schain__interned *version; /* of the latest delivery that told one */
	schain_time first_seen;    /* first taught; 0: never */
	schain_time last_seen;
	schain__trait *traits;
	uint32_t trait_counts[SCHAIN_TRAIT_COUNT]; /* by kind */
	uint32_t unused;
} schain__profile;

#define SCHAIN__STANDING_TRUSTED 1u    /* valid signatures */
#define SCHAIN__STANDING_UNTRUSTED 2u  /* no signature, or one that nobody vouches for */

/*
 * The name of a product as told by the place of a file: its install folder
 * below a program path, else its own name. In `buffer`; of a canonical path.
 */
enum { SCHAIN__PRODUCT_SIZE = 512 };
schain_string schain__product_of_path(schain_string path, char buffer[SCHAIN__PRODUCT_SIZE]);
/* The key of a product's name on a host. */
uint64_t schain__product_key(const struct schain__host *host, schain_string product);
/* The key of the product that an image belongs to by its place. */
uint64_t schain__product_key_of_image(const struct schain__host *host, schain__interned *image);
/*
 * The profile of a product, made if new; NULL when memory is out. A serial that
 * is not 0 counts that delivery.
 */
schain__profile *schain__profile_of(struct schain__model *model, struct schain__host *host,
                                    uint64_t product_key, uint64_t delivery_serial);
/* What the latest delivery taught of its signer is forgotten. */
void schain__profile_forget_signer(schain__profile *profile);
/* Name, and version where it is known, of a product that taught something at `time`. */
void schain__profile_see(struct schain__model *model, schain__profile *profile, schain_string name,
                         schain_string version, schain_time time);
/*
 * Had the product two deliveries before the one that taught last, and was it
 * seen long enough before `delivered`, for something new to mean something?
 */
int schain__profile_is_mature(const struct schain__model *model, const schain__profile *profile,
                              schain_time delivered);
/* For schain__recent::drop of profiles; `context` is the model. */
void schain__profile_dropped(void *context, void *element);
/*
 * Had the product, before `delivered`, been seen long enough and at few enough
 * places for a new one to mean something?
 */
int schain__profile_has_habit(const struct schain__model *model, const schain__profile *profile,
                              schain_time delivered);
#endif
