/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of one zone, judged together: one label of a hash's making is nothing
 * (content delivery networks are full of them), ten of them in a zone of its
 * own are.
 */
#include "egress/zones.h"

#include "egress/names.h"

#include <string.h>

enum {
	DEFAULT_LIMIT = 4096,
	FEW = 5,           /* labels from which the mean counts, */
	MANY = 10,         /* and from which it counts in full */
	MEAN_OF_FEW = 4000, /* millibans; above every zone of a top list but private ones of clouds, */
	MEAN_OF_MANY = 3600, /* and far below those of generated labels (SUNBURST: 5000) */
	TUNNEL_LABELS = 16, /* of a mean that letters of words do not reach */
	TUNNEL_MEAN = 2500,
	TUNNEL_OCTETS = 28, /* mean of all labels before the zone: more than names need */
};

int schain__eg_zones_init(schain_zones *zones, const schain_allocator *allocator, uint32_t limit,
                          const struct schain__eg_suffixes *suffixes, const uint64_t seed[2])
{
	schain__eg_allocator(&zones->allocator, allocator);
	zones->suffixes = suffixes;
	zones->seed[0] = seed[0];
	zones->seed[1] = seed[1];
	return schain__eg_table_init(&zones->table, &zones->allocator, sizeof(schain__eg_zone),
	                             limit ? limit : DEFAULT_LIMIT);
}

void schain__eg_zones_dispose(schain_zones *zones)
{
	schain__eg_table_dispose(&zones->table);
}

schain_status schain_zones_new(const schain_allocator *allocator, uint32_t limit,
                               schain_zones **ret_zones, schain_error *error)
{
	static const uint64_t seed[2] = { 0, 0 };
	schain_allocator memory;
	schain_zones *zones;
	schain_status status;
	struct schain__eg_suffixes *suffixes;

	if (!ret_zones)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "ret_zones: NULL");
	schain__eg_allocator(&memory, allocator);
	status = schain__eg_suffixes_new(NULL, &suffixes, error);
	if (status < 0)
		return status;
	zones = schain__eg_take(&memory, 1, sizeof *zones);
	if (!zones || schain__eg_zones_init(zones, allocator, limit, suffixes, seed)) {
		schain__eg_suffixes_free(suffixes);
		schain__eg_give(&memory, zones, 1, sizeof *zones);
		return schain__eg_fail_memory(error);
	}
	zones->own_suffixes = suffixes;
	*ret_zones = zones;
	return SCHAIN_OK;
}

void schain_zones_free(schain_zones *zones)
{
	schain_allocator memory;

	if (!zones)
		return;
	memory = zones->allocator;
	schain__eg_zones_dispose(zones);
	schain__eg_suffixes_free(zones->own_suffixes);
	schain__eg_give(&memory, zones, 1, sizeof *zones);
}

static int is_new_label(schain__eg_zone *zone, uint32_t label)
{
	for (uint32_t i = 0; i < SCHAIN__EG_ZONE_LABELS && i < zone->labels; i++)
		if (zone->label[i] == label)
			return 0;
	zone->label[zone->labels % SCHAIN__EG_ZONE_LABELS] = label;
	return 1;
}

static uint32_t flags_of(const schain__eg_zone *zone)
{
	uint32_t flags = 0;
	int64_t mean = zone->labels ? zone->sum / (int64_t)zone->labels : 0;

	if (zone->labels >= FEW && mean >= (zone->labels >= MANY ? MEAN_OF_MANY : MEAN_OF_FEW))
		flags |= SCHAIN_ZONE_GENERATED;
	if (zone->labels >= TUNNEL_LABELS && mean >= TUNNEL_MEAN &&
	    zone->bytes / zone->labels >= TUNNEL_OCTETS)
		flags |= SCHAIN_ZONE_TUNNEL;
	return flags;
}

static void fill(const schain__eg_zone *zone, schain_zone *ret_zone)
{
	memset(ret_zone, 0, sizeof *ret_zone);
	ret_zone->struct_size = (uint32_t)sizeof *ret_zone;
	ret_zone->flags = flags_of(zone);
	ret_zone->names = zone->names;
	ret_zone->labels = zone->labels;
	ret_zone->bytes = zone->bytes;
	ret_zone->score = zone->labels ? (int32_t)(zone->sum / (int64_t)zone->labels) : 0;
	ret_zone->longest = zone->longest;
	ret_zone->name.data = zone->name;
	ret_zone->name.length = strlen(zone->name);
}

schain_status schain__eg_zones_count(schain_zones *zones, const char *name, size_t domain,
                                     size_t length, schain_zone *ret_zone)
{
	uint64_t key = schain__eg_hash(zones->seed, name + domain, length - domain);
	schain__eg_zone *zone = schain__eg_table_put(&zones->table, key);
	size_t label = strcspn(name, ".");

	if (!zone)
		return SCHAIN_E_MEMORY;
	if (!zone->names++)
		memcpy(zone->name, name + domain, length - domain + 1);
	if (is_new_label(zone, (uint32_t)schain__eg_hash(zones->seed, name, domain - 1))) {
		zone->labels++;
		zone->sum += schain__eg_label_score(name, label);
		zone->bytes += domain - 1;
		if (label > zone->longest)
			zone->longest = (uint32_t)label;
	}
	if (ret_zone)
		fill(zone, ret_zone);
	return SCHAIN_OK;
}

schain_status schain_zones_add(schain_zones *zones, schain_string given, schain_zone *ret_zone,
                               schain_error *error)
{
	char name[SCHAIN__EG_NAME];
	unsigned char address[16];
	size_t length, domain = SIZE_MAX;

	if (!zones)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "zones: NULL");
	length = schain__eg_address(given, address) ? 0 : schain__eg_name(given, name);
	if (length)
		domain = schain__eg_registrable(zones->suffixes, name, length);
	if (domain == SIZE_MAX || !domain)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "no name below a registrable domain");
	if (schain__eg_zones_count(zones, name, domain, length, ret_zone) < 0)
		return schain__eg_fail_memory(error);
	return SCHAIN_OK;
}

schain_status schain_zones_each(const schain_zones *zones,
                                int (*take)(void *context, const schain_zone *zone), void *context,
                                schain_error *error)
{
	schain_zone one;
	int is_end = 0;

	if (!zones || !take)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "NULL");
	for (uint32_t place = 0; !is_end; place++) {
		const schain__eg_zone *zone = schain__eg_table_at(&zones->table, place, &is_end);

		if (!zone)
			continue;
		fill(zone, &one);
		if (take(context, &one))
			return schain__eg_fail(error, SCHAIN_E_CANCELLED, "the caller stopped it");
	}
	return SCHAIN_OK;
}
