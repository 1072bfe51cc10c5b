/* SPDX-License-Identifier: Apache-2.0 */
/* supplychain egress names: did an algorithm make a name, or the names of a zone? */
#include "egress.h"

#include <stdlib.h>
#include <string.h>

struct naming {
	const struct egress_request *request;
	schain_zones *zones;
};

/* Millibans as bans: "+4.13" is ten to the 4.13th to one. */
static void print_score(int32_t score)
{
	printf("%+.2f", score / 1000.0);
}

static schain_string word_of(schain_string line)
{
	size_t end = 0;

	while (end < line.length && line.data[end] != ' ' && line.data[end] != '\t' &&
	       line.data[end] != '\r' && line.data[end] != ',')
		end++;
	line.length = end;
	return line;
}

static int name_line(void *context, schain_string line, schain_error *error)
{
	struct naming *it = context;
	int32_t score;

	line = word_of(line);
	if (!line.length || line.data[0] == '#')
		return 0;
	if (it->request->is_zones)
		return schain_zones_add(it->zones, line, NULL, error) < 0 ? -1 : 0;
	score = schain_name_score(line);
	if (score < schain_name_threshold() && !it->request->is_all)
		return 0;
	if (it->request->is_json) {
		printf("{\"score\":%d,\"is_generated\":%s", score,
		       score >= schain_name_threshold() ? "true" : "false");
		egress_json_member("name", line);
		puts("}");
		return 0;
	}
	print_score(score);
	fputs(score >= schain_name_threshold() ? " generated " : " - ", stdout);
	egress_print(line);
	putchar('\n');
	return 0;
}

static int print_zone(void *context, const schain_zone *zone)
{
	const struct naming *it = context;

	if (!zone->flags && !it->request->is_all)
		return 0;
	if (it->request->is_json) {
		printf("{\"score\":%d,\"names\":%llu,\"labels\":%llu,\"is_generated\":%s,\"is_tunnel\":%s",
		       zone->score, (unsigned long long)zone->names, (unsigned long long)zone->labels,
		       zone->flags & SCHAIN_ZONE_GENERATED ? "true" : "false",
		       zone->flags & SCHAIN_ZONE_TUNNEL ? "true" : "false");
		egress_json_member("zone", zone->name);
		puts("}");
		return 0;
	}
	print_score(zone->score);
	printf("%s%s%s ", zone->flags & SCHAIN_ZONE_GENERATED ? " generated" : "",
	       zone->flags & SCHAIN_ZONE_TUNNEL ? " tunnel" : "", zone->flags ? "" : " -");
	egress_print(zone->name);
	printf(": %llu names, %llu labels\n", (unsigned long long)zone->names,
	       (unsigned long long)zone->labels);
	return 0;
}

enum { ZONES = 1 << 20 };

int egress_names(const struct egress_request *request)
{
	struct naming it = { request, NULL };
	schain_error error = SCHAIN_ERROR_INIT;
	int status;

	if (request->is_zones && schain_zones_new(NULL, ZONES, &it.zones, &error) < 0)
		return egress_failed(&error);
	status = egress_each_line(request, name_line, &it);
	if (it.zones)
		schain_zones_each(it.zones, print_zone, &it, NULL);
	schain_zones_free(it.zones);
	return status;
}
