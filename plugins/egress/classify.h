/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EGRESS_CLASSIFY_H
#define SCHAIN_EGRESS_CLASSIFY_H
/* The classifier's parts. */
#include "egress/askers.h"
#include "egress/beacons.h"
#include "egress/json.h"
#include "egress/lookalike.h"
#include "egress/names.h"
#include "egress/networks.h"
#include "egress/rules.h"
#include "egress/zones.h"

struct schain_egress {
	schain_allocator allocator;
	uint64_t seed[2];
	struct schain__eg_suffixes *suffixes;
	struct schain__eg_networks *networks;
	schain__eg_rules rules;
	schain_lookalikes lookalikes;
	schain_zones zones;
	schain_beacons beacons;
	schain__eg_table askers; /* programs, by host and product */
	schain__eg_table seen; /* who was where, and how */
	uint64_t owned; /* destinations whose network has an owner that is known */
	char domain[SCHAIN__EG_NAME];
	char word[64]; /* of the product at hand, that a name imitates */
};

/* A destination being judged. */
struct place {
	const schain_destination *given;
	char name[SCHAIN__EG_NAME]; /* as schain__eg_name() leaves it; empty: none */
	size_t length;
	size_t domain; /* where the registrable domain begins; SIZE_MAX: none */
	int32_t name_score;
	unsigned char address[16];
	int has_address;
	uint64_t key; /* of name or address */
};

enum { SCHAIN__EG_CONTACT = 32 }; /* octets of an element of `seen` */

/* history.c: fills in what does not change of a place that was gone to before. 1: it was. */
int schain__eg_recall(schain_egress *egress, struct place *place);
/* Who was there before; learns that someone is. */
uint32_t schain__eg_history(schain_egress *egress, const struct place *place);
/*
 * Is the domain of a vendor's word another than the one that its product is used
 * to? Learns which it is used to.
 */
int schain__eg_is_other_domain(schain_egress *egress, const struct place *place, const char *label,
                               size_t length);
/* Is the owner of an address one that hardly anything is of? Learns it. */
int schain__eg_is_rare(schain_egress *egress, uint32_t owner);

/* product.c: SCHAIN_REASON_VENDOR or SCHAIN_REASON_LOOK_ALIKE by the names of who connects. */
uint32_t schain__eg_by_product(schain_egress *egress, const struct place *place,
                               schain_destination_kind *kind);
/* service.c: is the port, or what is spoken on it, out of the ordinary? */
uint32_t schain__eg_by_service(const schain_destination *destination);
#endif
