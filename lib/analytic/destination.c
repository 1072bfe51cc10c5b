/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What kind of destination it is, and how it is used: signals beside the one
 * that says it was not expected. None of them says anything of a destination
 * that is the vendor's own or customary; there only a changed use counts.
 */
#include "analytic/analytic.h"

#include <stdio.h>

struct kind {
	uint32_t reasons;
	enum schain__signal_id id;
	int is_common_too; /* says something though other software of the host goes there */
	int needs_habit;   /* says something of a product whose past is known */
};

static const struct kind kinds[] = {
	{ SCHAIN_REASON_LOOK_ALIKE, SCHAIN__SIGNAL_EGRESS_LOOK_ALIKE, 0, 0 },
	{ SCHAIN_REASON_GENERATED, SCHAIN__SIGNAL_EGRESS_GENERATED, 0, 0 },
	{ SCHAIN_REASON_DNS_TUNNEL, SCHAIN__SIGNAL_EGRESS_DNS_TUNNEL, 0, 0 },
	{ SCHAIN_REASON_CODE_HOST | SCHAIN_REASON_PASTE | SCHAIN_REASON_CHAT | SCHAIN_REASON_WEBHOOK |
	          SCHAIN_REASON_FILE_SHARING,
	  SCHAIN__SIGNAL_EGRESS_PUBLIC_CHANNEL, 1, 0 },
	{ SCHAIN_REASON_DYNAMIC_DNS | SCHAIN_REASON_DOH | SCHAIN_REASON_TOR | SCHAIN_REASON_RELAY,
	  SCHAIN__SIGNAL_EGRESS_HIDDEN, 1, 0 },
	{ SCHAIN_REASON_RARE_NETWORK, SCHAIN__SIGNAL_EGRESS_RARE_NETWORK, 0, 0 },
	{ SCHAIN_REASON_BEACON, SCHAIN__SIGNAL_EGRESS_BEACON, 1, 0 },
	{ SCHAIN_REASON_UNUSUAL_PROTOCOL, SCHAIN__SIGNAL_EGRESS_PROTOCOL, 1, 0 },
	{ SCHAIN_REASON_NEW_DOMAIN, SCHAIN__SIGNAL_EGRESS_NEW_DOMAIN, 0, 1 },
};
enum {
	KINDS = sizeof kinds / sizeof *kinds,
	LESSER = 1, /* deciban */
};

int schain__chain_has_habit(const schain__scene *scene, const schain__chain *chain)
{
	schain__model *model = scene->model;
	const schain__delivery *delivery = schain__slab_get(&model->deliveries, chain->delivery);

	return delivery && schain__profile_has_habit(model,
	                                             schain__profile_of(model, scene->host, chain->product_key, 0),
	                                             delivery->first_write);
}

/* Which of the kinds apply, a bit each. */
static uint32_t applying(const schain__scene *scene, const schain__chain *chain, uint32_t judgement,
                         uint32_t reasons)
{
	const int has_habit = schain__chain_has_habit(scene, chain);
	uint32_t found = 0;

	if (judgement != SCHAIN__UNAPPROVED && judgement != SCHAIN__COMMON)
		return 0;
	for (size_t i = 0; i < KINDS; i++)
		if (reasons & kinds[i].reasons &&
		    (judgement == SCHAIN__UNAPPROVED || kinds[i].is_common_too) &&
		    (has_habit || !kinds[i].needs_habit))
			found |= 1u << i;
	return found;
}

/* The heaviest of them; KINDS if there is none. */
static size_t heaviest(const schain__scene *scene, uint32_t applying)
{
	size_t most = KINDS;

	for (size_t i = 0; i < KINDS; i++)
		if (applying & 1u << i && (most == KINDS || schain__weight(scene, kinds[i].id) >
		                                                    schain__weight(scene, kinds[most].id)))
			most = i;
	return most;
}

void schain__destination_judge(schain__scene *scene, schain__chain *chain, uint32_t judgement,
                               schain_string subject, uint64_t process_key,
                               const schain__held_claim *claim)
{
	uint32_t found = applying(scene, chain, judgement, claim->reasons);
	size_t most = heaviest(scene, found);

	for (size_t i = 0; i < KINDS; i++) {
		int32_t weight = schain__weight(scene, kinds[i].id);

		if (!(found & 1u << i))
			continue;
		/* They are faces of one place: the others are told, and hardly weigh. */
		if (i != most && weight > LESSER)
			weight = LESSER;
		schain__signal_add_by(scene, chain, kinds[i].id, weight, subject,
		                      schain__interned_string(claim->reason), process_key);
	}
}

/* RFC 1035, 2.3.4 octets of a name, a program's name and a port. */
enum { USE_SIZE = 255 + 255 + 16 };

/* "example.org app.exe 443": no host name or address has a blank in it. */
static schain_string use_of(const schain__scene *scene, schain_string place, char text[USE_SIZE])
{
	schain_string image = schain__basename(schain__interned_string(scene->process->image));
	int length;

	place = schain__cut(place, 0, 255);
	image = schain__cut(image, 0, 255);
	if (place.length)
		memcpy(text, place.data, place.length);
	length = snprintf(text + place.length, USE_SIZE - place.length, " %.*s %u", (int)image.length,
	                  image.length ? image.data : "", (unsigned)scene->event->connection->port);
	for (int i = 0; i < length; i++)
		text[place.length + (size_t)i] = schain__lower(text[place.length + (size_t)i]);
	return schain__string(text, place.length + (size_t)length);
}

void schain__destination_use_learn(schain__scene *scene, uint64_t product_key, schain_string place,
                                   uint64_t serial)
{
	char text[USE_SIZE];

	schain__contact_learn(scene->model, scene->host, product_key, use_of(scene, place, text), serial,
	                      scene->event->time);
}

void schain__destination_use(schain__scene *scene, schain__chain *chain, schain_string place,
                             uint64_t serial, int is_known, int has_habit)
{
	char text[USE_SIZE];
	schain_string use = use_of(scene, place, text);
	schain__contact *contact = schain__contact_find(scene->model, scene->host, chain->product_key, use);

	if (is_known && has_habit && (!contact || contact->teacher == serial))
		schain__signal_add(scene, chain, SCHAIN__SIGNAL_EGRESS_ODD_USE,
		                   schain__weight(scene, SCHAIN__SIGNAL_EGRESS_ODD_USE), place,
		                   schain__interned_string(scene->process->image), scene->process);
	if (!chain->is_bad)
		schain__destination_use_learn(scene, chain->product_key, place, serial);
}
