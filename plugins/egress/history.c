/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who was at a place before: product, host, fleet; and how the product used it.
 * Software goes to the same places again and again, so what a name alone says is
 * kept with it.
 */
#include "egress/classify.h"

#include <string.h>

enum {
	FEW_USES = 3,         /* contacts of a product with a place before a new way to use it is odd */
	MUCH = 64 * 1024,     /* octets from which an amount may be odd, */
	MORE = 8,             /* when it is so many times the greatest before */
	OWNERS_KNOWN = 200,   /* destinations before a network may be called rare, */
	RARE = 1000,          /* when it had less than one of so many */
};

typedef struct contact {
	schain__eg_header header;
	uint64_t count;
	union {
		uint64_t most_sent; /* by a product there */
		uint64_t domain;    /* that has a vendor's word, of its product */
		struct {
			uint32_t domain; /* where it begins; UINT32_MAX: none */
			int32_t score;
		} name; /* of the place itself */
	} of;
} contact;

_Static_assert(sizeof(contact) == SCHAIN__EG_CONTACT, "as the table was made for");

static uint64_t key_of(const schain_egress *egress, char kind, uint64_t who, uint64_t place)
{
	uint64_t parts[3] = { (unsigned char)kind, who, place };

	return schain__eg_hash(egress->seed, parts, sizeof parts);
}

static uint64_t hash_of(const schain_egress *egress, schain_string text)
{
	return schain__eg_hash(egress->seed, text.data, text.length);
}

/* Counts a contact; 1 if there was none such before. A table without memory left knows nothing new. */
static int is_new(schain_egress *egress, uint64_t key, contact **ret_contact)
{
	contact *it = schain__eg_table_put(&egress->seen, key);

	if (ret_contact)
		*ret_contact = it;
	return it && !it->count++;
}

static schain_string basename_of(schain_string path)
{
	for (size_t i = path.length; i > 0; i--)
		if (path.data[i - 1] == '/' || path.data[i - 1] == '\\') {
			path.data += i;
			path.length -= i;
			break;
		}
	return path;
}

static int is_odd_use(schain_egress *egress, const struct place *place, uint64_t product,
                      contact *known)
{
	const schain_destination *given = place->given;
	uint64_t way[3] = { hash_of(egress, basename_of(given->program)), given->port, given->protocol };
	uint64_t before = known ? known->count - 1 : 0, most = known ? known->of.most_sent : 0;
	int odd = is_new(egress,
	                 key_of(egress, 'u', product, place->key ^ schain__eg_hash(egress->seed, way, sizeof way)),
	                 NULL);

	odd |= given->bytes_sent >= MUCH && given->bytes_sent / MORE > most && most;
	if (known && given->bytes_sent > most)
		known->of.most_sent = given->bytes_sent;
	return odd && before >= FEW_USES;
}

int schain__eg_recall(schain_egress *egress, struct place *place)
{
	const contact *it = schain__eg_table_find(&egress->seen, place->key);

	if (!it)
		return 0;
	place->domain = it->of.name.domain == UINT32_MAX ? SIZE_MAX : it->of.name.domain;
	place->name_score = it->of.name.score;
	return 1;
}

static int is_new_to_fleet(schain_egress *egress, const struct place *place)
{
	contact *it;
	int found = is_new(egress, place->key, &it);

	if (found) {
		it->of.name.domain = place->domain == SIZE_MAX ? UINT32_MAX : (uint32_t)place->domain;
		it->of.name.score = place->name_score;
	}
	return found;
}

uint32_t schain__eg_history(schain_egress *egress, const struct place *place)
{
	const schain_destination *given = place->given;
	uint32_t found = 0;
	contact *known = NULL;

	if (is_new_to_fleet(egress, place))
		found |= SCHAIN_REASON_NEW_TO_FLEET;
	if (place->domain != SIZE_MAX &&
	    is_new(egress, key_of(egress, 'd', 0, schain__eg_hash(egress->seed, place->name + place->domain,
	                                                          place->length - place->domain)), NULL))
		found |= SCHAIN_REASON_NEW_DOMAIN;
	if (given->host.length &&
	    is_new(egress, key_of(egress, 'h', hash_of(egress, given->host), place->key), NULL))
		found |= SCHAIN_REASON_NEW_TO_HOST;
	if (given->product.length) {
		uint64_t product = hash_of(egress, given->product);

		if (is_new(egress, key_of(egress, 'p', product, place->key), &known))
			found |= SCHAIN_REASON_NEW_TO_PRODUCT;
		if (is_odd_use(egress, place, product, known))
			found |= SCHAIN_REASON_ODD_USE;
	}
	return found;
}

int schain__eg_is_other_domain(schain_egress *egress, const struct place *place, const char *label,
                               size_t length)
{
	const char *name = place->name + place->domain;
	uint64_t domain = schain__eg_hash(egress->seed, name, place->length - place->domain);
	uint64_t product = hash_of(egress, place->given->product);
	contact *it;

	if (!place->given->product.length)
		return 0;
	it = schain__eg_table_put(&egress->seen, key_of(egress, 'v', product,
	                                                schain__eg_hash(egress->seed, label, length)));
	if (!it)
		return 0;
	if (!it->of.domain)
		it->of.domain = domain;
	if (it->of.domain != domain)
		return it->count >= FEW_USES;
	it->count += !(place->given->flags & SCHAIN_DESTINATION_ASKED);
	return 0;
}

int schain__eg_is_rare(schain_egress *egress, uint32_t owner)
{
	contact *it = schain__eg_table_put(&egress->seen, key_of(egress, 'n', owner, 0));
	int rare = it && egress->owned >= OWNERS_KNOWN && it->count * RARE < egress->owned;

	egress->owned++;
	if (it)
		it->count++;
	return rare;
}
