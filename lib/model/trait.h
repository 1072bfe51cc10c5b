/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_MODEL_TRAIT_H
#define SCHAIN_MODEL_TRAIT_H
/*
 * What a product does, one thing each: a program that it starts, a module that
 * it brings and loads, who signed it, a domain, a port, a kind of persistence.
 */
#include <supplychain/known.h>

#include "base/intern.h"
#include "base/recent.h"

struct schain__model;
struct schain__host;
struct schain__profile;

typedef struct schain__trait {
	schain__recent_header header;
	struct schain__profile *profile;
	struct schain__trait *previous; /* of its profile */
	struct schain__trait *next;
	uint64_t teacher; /* serial of the delivery whose chain did it first; 0: none of this host */
	schain__interned *value;
	schain_time first;
	schain_time last;
	uint32_t kind; /* SCHAIN_TRAIT_CHILD and the like */
	uint32_t unused;
} schain__trait;

/* Most of a kind that a product has; one that does more kinds of things has no habit there. */
enum { SCHAIN__TRAITS_OF_A_KIND = 32 };

/* Bytes of a value that are kept: of two that differ behind them, one is known. */
enum { SCHAIN__TRAIT_SIZE = 255 };

/* One that is there and was not seen for longer than the policy's `profile.lifetime` is none. */
schain__trait *schain__trait_find(const struct schain__model *model, const struct schain__host *host,
                                  uint64_t product_key, uint32_t kind, schain_string value,
                                  schain_time now);
/* Nothing is learnt where the product has many of that kind, or memory is out. */
void schain__trait_learn(struct schain__model *model, struct schain__host *host,
                         uint64_t product_key, uint32_t kind, schain_string value, uint64_t teacher,
                         schain_time time);
/* A new one of that key, in its profile; NULL when memory is out. */
schain__trait *schain__trait_add(struct schain__model *model, struct schain__host *host, uint64_t key,
                                 struct schain__profile *profile, uint32_t kind);
/* Forgets what that delivery was the first to teach. */
void schain__trait_unlearn(struct schain__model *model, struct schain__profile *profile,
                           uint64_t teacher);
/* Traits that were not seen for the policy's `profile.lifetime` go. */
void schain__trait_age(struct schain__model *model, struct schain__host *host, schain_time now);
/* For schain__recent::drop of traits; `context` is the model. */
void schain__trait_dropped(void *context, void *element);
#endif
