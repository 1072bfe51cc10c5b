/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

/* RFC 1035, 2.3.4: octets of a name. */
enum { NAME_LIMIT = 255 };

void schain__name_learn(schain__model *model, schain__host *host, schain_string address,
                        schain_string name, schain_time time, uint32_t ttl)
{
	schain__name *entry;

	if (!address.length || !name.length)
		return;
	name = schain__cut(name, 0, NAME_LIMIT);
	entry = schain__recent_put(&model->names, host->header.index,
	                           schain__host_hash(host, 'n', address.data, address.length));
	if (!entry)
		return;
	entry->time = time;
	entry->ttl = ttl;
	if (entry->name && schain__equal(schain__interned_string(entry->name), name))
		return;
	schain__intern_give(&model->intern, entry->name);
	entry->name = schain__intern_take(&model->intern, name);
}

/*
 * Programs and their libraries keep answers for longer than they hold: an hour
 * is no reason to take an address for one that nobody asked for.
 */
enum { LEAST_TTL = 3600 };

static int is_over(const schain__name *name, schain_time now)
{
	int64_t seconds = name->ttl > LEAST_TTL ? name->ttl : LEAST_TTL;

	return name->ttl && schain__elapsed(name->time, now) > seconds * SCHAIN_SECOND;
}

schain_string schain__name_of(schain__model *model, schain__host *host, schain_string address,
                              schain_time now)
{
	schain__name *entry;

	if (!model->names.pool.count || !address.length)
		return schain__string(NULL, 0);
	entry = schain__recent_peek(&model->names,
	                            schain__host_hash(host, 'n', address.data, address.length));
	return entry && !is_over(entry, now) ? schain__interned_string(entry->name)
	                                     : schain__string(NULL, 0);
}

void schain__asker_learn(schain__model *model, schain__host *host, schain_string name,
                         uint64_t process)
{
	schain__asker *asker;

	name = schain__cut(name, 0, NAME_LIMIT);
	asker = schain__recent_put(&model->askers, host->header.index,
	                           schain__host_hash(host, 'q', name.data, name.length));
	if (asker)
		asker->process = process;
}

uint64_t schain__asker_of(schain__model *model, schain__host *host, schain_string name)
{
	schain__asker *asker;

	if (!model->askers.pool.count)
		return 0;
	name = schain__cut(name, 0, NAME_LIMIT);
	asker = schain__recent_peek(&model->askers,
	                            schain__host_hash(host, 'q', name.data, name.length));
	return asker ? asker->process : 0;
}

/*
 * By both ports, the remote address, and the local one where it is told: a host
 * has several, and a log of the network many hosts.
 */
static uint64_t flow_key(const schain__host *host, const schain_connection *connection)
{
	schain__hash_key key = host->key;

	key.part[0] += 'v';
	key.part[1] ^= (uint64_t)connection->port << 32 | connection->local_port;
	key.part[1] ^= schain__hash_lasting(&host->key, connection->local_address.data,
	                                    connection->local_address.length);
	return schain__hash_lasting(&key, connection->address.data, connection->address.length);
}

/* Two addresses and two ports tell a connection. Less may be another host's, or another's. */
static int is_told_apart(const schain_connection *connection)
{
	return connection->address.length && connection->local_address.length && connection->port &&
	       connection->local_port;
}

void schain__flow_learn(schain__model *model, schain__host *host,
                        const schain_connection *connection, uint64_t process, schain_time time)
{
	schain__flow *flow;

	if (!is_told_apart(connection))
		return;
	flow = schain__recent_put(&model->flows, host->header.index, flow_key(host, connection));
	if (!flow)
		return;
	flow->process = process;
	flow->time = time;
}

/*
 * A system does not use a pair of ports again for as long after its connection's
 * end: TIME_WAIT lasts 60 s on Linux, 30 s on macOS, 120 s on Windows.
 */
#define FLOW_WINDOW (30 * SCHAIN_SECOND)

uint64_t schain__flow_owner(schain__model *model, schain__host *host,
                            const schain_connection *connection, schain_time time)
{
	schain__flow *flow;

	if (!model->flows.pool.count || !is_told_apart(connection))
		return 0;
	flow = schain__recent_peek(&model->flows, flow_key(host, connection));
	return flow && schain__elapsed(flow->time, time) <= FLOW_WINDOW &&
	       schain__elapsed(time, flow->time) <= FLOW_WINDOW ? flow->process : 0;
}

static uint64_t contact_key(const schain__host *host, uint64_t who, schain_string place)
{
	schain__hash_key key = host->key;

	key.part[0] += 'c';
	key.part[1] ^= who;
	return schain__hash_lasting(&key, place.data, place.length);
}

schain__contact *schain__contact_find(schain__model *model, schain__host *host, uint64_t who,
                                      schain_string place)
{
	return schain__recent_get(&model->contacts, contact_key(host, who, place));
}

int schain__contact_learn(schain__model *model, schain__host *host, uint64_t who,
                           schain_string place, uint64_t teacher, schain_time time)
{
	schain__contact *contact = schain__recent_put(&model->contacts, host->header.index,
	                                              contact_key(host, who, place));

	if (!contact || contact->first)
		return 0;
	contact->first = time ? time : 1;
	contact->teacher = teacher;
	return 1;
}

void schain__contact_forget(schain__model *model, schain__host *host, uint64_t who,
                            schain_string place)
{
	schain__contact *contact = schain__recent_peek(&model->contacts,
	                                               contact_key(host, who, place));

	if (contact)
		schain__recent_remove(&model->contacts, contact);
}

schain__profile *schain__product_contact_learn(schain__model *model, schain__host *host,
                                               uint64_t product_key, schain_string place,
                                               uint64_t teacher, schain_time time)
{
	int is_new = schain__contact_learn(model, host, product_key, place, teacher, time);
	schain__profile *profile;

	/* Also of what is known: it was seen again. */
	schain__trait_learn(model, host, product_key, SCHAIN_TRAIT_DOMAIN, place, teacher, time);
	if (!is_new)
		return NULL;
	profile = schain__profile_of(model, host, product_key, 0);
	if (!profile)
		return NULL;
	profile->places++;
	if (!profile->first_contact)
		profile->first_contact = time ? time : 1;
	return profile;
}

void schain__product_contact_forget(schain__model *model, schain__host *host, uint64_t product_key,
                                    schain_string place)
{
	schain__profile *profile = schain__profile_of(model, host, product_key, 0);

	schain__contact_forget(model, host, product_key, place);
	if (profile && profile->places)
		profile->places--;
}
