/* SPDX-License-Identifier: Apache-2.0 */
#include "egress/classify.h"

#include <string.h>

#define INSIDE (SCHAIN_REASON_PRIVATE | SCHAIN_REASON_LOOPBACK | SCHAIN_REASON_LINK_LOCAL)
/* Their names are made by machines, and everybody's. */
#define HOSTING (SCHAIN_REASON_CDN | SCHAIN_REASON_CLOUD)

void schain_destination_init(schain_destination *destination, size_t size)
{
	if (!destination || size < sizeof(uint32_t))
		return;
	memset(destination, 0, size);
	destination->struct_size = (uint32_t)size;
}

static void clear(schain_destination_kind *kind)
{
	memset(kind, 0, sizeof *kind);
	kind->struct_size = (uint32_t)sizeof *kind;
}

/* What a name alone says, worked out unless it was before. */
static void work_out(schain_egress *egress, struct place *place)
{
	int is_ascii = !strstr(place->name, "xn--");

	if (schain__eg_recall(egress, place))
		return;
	place->domain = schain__eg_registrable(egress->suffixes, place->name, place->length);
	for (size_t i = 0; i < place->length; i++)
		is_ascii &= (unsigned char)place->name[i] < 0x80;
	if (is_ascii)
		place->name_score = schain__eg_name_score(place->name, place->length);
}

/* Returns 0 if it has neither name nor address. */
static int place_of(schain_egress *egress, const schain_destination *given, struct place *place)
{
	place->given = given;
	place->domain = SIZE_MAX;
	place->name_score = 0;
	place->length = 0;
	place->has_address = given->address.length && schain__eg_address(given->address, place->address);
	if (given->name.length) {
		/* Sensors fill a name field with the address when they have no name. */
		if (schain__eg_address(given->name, place->address))
			place->has_address = 1;
		else
			place->length = schain__eg_name(given->name, place->name);
	}
	if (place->length) {
		place->key = schain__eg_hash(egress->seed, place->name, place->length);
		work_out(egress, place);
	} else {
		place->key = schain__eg_hash(egress->seed, place->address, sizeof place->address);
	}
	return place->length || place->has_address;
}

static uint32_t by_rules(const schain_egress *egress, const struct place *place)
{
	uint32_t of_name = 0, of_address = 0;

	if (place->length)
		of_name = schain__eg_rules_of_name(&egress->rules, place->name, place->length);
	if (place->has_address)
		of_address = schain__eg_rules_of_address(&egress->rules, place->address);
	/* A name that leads to the host itself is a sinkholed or parked one: it was asked for all the same. */
	if (place->length && !(of_name & INSIDE))
		of_address &= ~SCHAIN_REASON_LOOPBACK;
	return of_name | of_address;
}

/* With the other domains that the same software asks for; one that no algorithm makes is not to blame. */
static int is_of_a_generator(schain_egress *egress, const struct place *place)
{
	const schain_destination *given = place->given;
	const char *label = place->name + place->domain;
	uint64_t parts[2], domain;
	int32_t score;

	if (!given->product.length || !place->name_score)
		return 0;
	score = schain__eg_label_score(label, strcspn(label, "."));
	parts[0] = schain__eg_hash(egress->seed, given->host.data, given->host.length);
	parts[1] = schain__eg_hash(egress->seed, given->product.data, given->product.length);
	domain = schain__eg_hash(egress->seed, label, place->length - place->domain);
	return schain__eg_asker_count(&egress->askers, schain__eg_hash(egress->seed, parts, sizeof parts),
	                              (uint32_t)domain, score) && score > 0;
}

/* What the letters of a name say, alone and with others of its zone or its asker. */
static uint32_t by_letters(schain_egress *egress, const struct place *place, uint32_t reasons,
                           schain_destination_kind *kind)
{
	uint32_t found = 0;
	schain_zone zone;

	kind->name_score = place->name_score;
	if (place->domain == SIZE_MAX || reasons & (HOSTING | SCHAIN_REASON_APPROVED))
		return 0;
	if (is_of_a_generator(egress, place) || kind->name_score >= schain_name_threshold())
		found |= SCHAIN_REASON_GENERATED;
	if (place->domain && schain__eg_zones_count(&egress->zones, place->name, place->domain,
	                                            place->length, &zone) == SCHAIN_OK) {
		found |= zone.flags & SCHAIN_ZONE_GENERATED ? SCHAIN_REASON_GENERATED : 0;
		found |= zone.flags & SCHAIN_ZONE_TUNNEL ? SCHAIN_REASON_DNS_TUNNEL : 0;
	}
	return found;
}

static uint32_t by_likeness(schain_egress *egress, const struct place *place, uint32_t reasons,
                            schain_destination_kind *kind)
{
	schain_lookalike like;
	uint32_t found;

	if (place->domain == SIZE_MAX || reasons & SCHAIN_REASON_APPROVED)
		return 0;
	schain__eg_lookalike(&egress->lookalikes, place->name, place->domain, place->length, &like);
	kind->lookalike = like.kind;
	kind->imitated = like.imitated;
	found = schain__eg_by_product(egress, place, kind);
	if (found)
		return found;
	return like.kind && like.kind != SCHAIN_LOOKALIKE_SUFFIX ? SCHAIN_REASON_LOOK_ALIKE : 0;
}

static uint32_t by_network(schain_egress *egress, const struct place *place,
                           schain_destination_kind *kind)
{
	if (!place->has_address || !egress->networks)
		return 0;
	kind->network = schain__eg_networks_owner(egress->networks, place->address);
	return kind->network && schain__eg_is_rare(egress, kind->network) ? SCHAIN_REASON_RARE_NETWORK : 0;
}

static uint32_t by_rhythm(schain_egress *egress, const struct place *place,
                          schain_destination_kind *kind)
{
	const schain_destination *given = place->given;
	uint64_t who[2];
	schain_flow flow = SCHAIN_FLOW_INIT;
	schain__eg_pair *pair;
	int is_regular;

	if (!given->time)
		return 0;
	who[0] = schain__eg_hash(egress->seed, given->host.data, given->host.length);
	who[1] = schain__eg_hash(egress->seed, given->product.data, given->product.length);
	flow.time = given->time;
	flow.port = given->port;
	flow.from.data = (const char *)who;
	flow.from.length = sizeof who;
	flow.to.data = (const char *)&place->key;
	flow.to.length = sizeof place->key;
	pair = schain__eg_beacons_count(&egress->beacons, &flow);
	is_regular = pair && schain__eg_pair_is_regular(pair);
	if (pair) {
		kind->regularity = pair->score;
		kind->period = pair->score ? (int64_t)pair->period * (SCHAIN_SECOND / 1000) : 0;
	}
	return is_regular ? SCHAIN_REASON_BEACON : 0;
}

/* Of a connection: how it is made, whose network it goes to, and who went there before. */
static uint32_t by_contact(schain_egress *egress, const struct place *place, uint32_t reasons,
                           schain_destination_kind *kind)
{
	uint32_t found = 0;

	if (!(reasons & INSIDE)) {
		found |= place->length ? 0 : SCHAIN_REASON_DIRECT;
		found |= schain__eg_by_service(place->given);
		found |= by_network(egress, place, kind);
		found |= by_rhythm(egress, place, kind);
	}
	return found | schain__eg_history(egress, place);
}

static void keep_domain(schain_egress *egress, const struct place *place,
                        schain_destination_kind *kind)
{
	if (place->domain == SIZE_MAX)
		return;
	kind->domain.length = place->length - place->domain;
	memcpy(egress->domain, place->name + place->domain, kind->domain.length + 1);
	kind->domain.data = egress->domain;
}

schain_status schain_egress_classify(schain_egress *egress, const schain_destination *destination,
                                     schain_destination_kind *ret_kind, schain_error *error)
{
	schain_destination given;
	schain_destination_kind kind;
	struct place place;
	schain_status status;

	if (!egress || !ret_kind)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "NULL");
	status = schain__eg_import(&given, sizeof given, destination, "schain_destination", error);
	if (status < 0)
		return status;
	if (!place_of(egress, &given, &place))
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "neither a host name nor an address");
	clear(&kind);
	kind.reasons = by_rules(egress, &place);
	if (!(kind.reasons & INSIDE) && place.length) {
		kind.reasons |= by_letters(egress, &place, kind.reasons, &kind);
		kind.reasons |= by_likeness(egress, &place, kind.reasons, &kind);
	}
	if (!(given.flags & SCHAIN_DESTINATION_ASKED))
		kind.reasons |= by_contact(egress, &place, kind.reasons, &kind);
	/* What the vendor's own names are made of is the vendor's affair. */
	if (kind.reasons & SCHAIN_REASON_VENDOR)
		kind.reasons &= ~(SCHAIN_REASON_GENERATED | SCHAIN_REASON_DNS_TUNNEL);
	keep_domain(egress, &place, &kind);
	*ret_kind = kind;
	return SCHAIN_OK;
}

schain_status schain_egress_ask(schain_egress *egress, schain_string name,
                                schain_destination_kind *ret_kind, schain_error *error)
{
	schain_destination destination = SCHAIN_DESTINATION_INIT;
	unsigned char address[16];

	if (schain__eg_address(name, address))
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "no host name");
	destination.name = name;
	destination.flags = SCHAIN_DESTINATION_ASKED;
	return schain_egress_classify(egress, &destination, ret_kind, error);
}
