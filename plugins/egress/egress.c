/* SPDX-License-Identifier: Apache-2.0 */
/* The classifier's life, and what it knows from the start. */
#include "egress/classify.h"

#include <string.h>

enum { MEMORY = 65536, PAIRS = 4096, ZONES = 4096, ASKERS = 4096 };

static const struct {
	uint32_t reasons;
	const char *pattern;
} special[] = {
	{ SCHAIN_REASON_LOOPBACK, "127.0.0.0/8" },       /* RFC 1122 */
	{ SCHAIN_REASON_LOOPBACK, "::1" },               /* RFC 4291 */
	{ SCHAIN_REASON_LOOPBACK, ".localhost" },        /* RFC 6761 */
	{ SCHAIN_REASON_PRIVATE, "0.0.0.0/8" },          /* RFC 1122 */
	{ SCHAIN_REASON_PRIVATE, "10.0.0.0/8" },         /* RFC 1918 */
	{ SCHAIN_REASON_PRIVATE, "172.16.0.0/12" },
	{ SCHAIN_REASON_PRIVATE, "192.168.0.0/16" },
	{ SCHAIN_REASON_PRIVATE, "100.64.0.0/10" },      /* RFC 6598 */
	{ SCHAIN_REASON_PRIVATE, "224.0.0.0/4" },        /* RFC 5771 */
	{ SCHAIN_REASON_PRIVATE, "255.255.255.255" },    /* RFC 919 */
	{ SCHAIN_REASON_PRIVATE, "::" },
	{ SCHAIN_REASON_PRIVATE, "fc00::/7" },           /* RFC 4193 */
	{ SCHAIN_REASON_PRIVATE, "ff00::/8" },           /* RFC 4291 */
	{ SCHAIN_REASON_PRIVATE, ".local" },             /* RFC 6762 and its appendix G */
	{ SCHAIN_REASON_PRIVATE, ".internal" },
	{ SCHAIN_REASON_PRIVATE, ".intranet" },
	{ SCHAIN_REASON_PRIVATE, ".private" },
	{ SCHAIN_REASON_PRIVATE, ".corp" },
	{ SCHAIN_REASON_PRIVATE, ".home" },
	{ SCHAIN_REASON_PRIVATE, ".lan" },
	{ SCHAIN_REASON_PRIVATE, ".localdomain" },
	{ SCHAIN_REASON_PRIVATE, ".home.arpa" },         /* RFC 8375 */
	{ SCHAIN_REASON_PRIVATE, ".in-addr.arpa" },      /* RFC 6761 */
	{ SCHAIN_REASON_PRIVATE, ".ip6.arpa" },
	{ SCHAIN_REASON_LINK_LOCAL, "169.254.0.0/16" },  /* RFC 3927 */
	{ SCHAIN_REASON_LINK_LOCAL, "fe80::/10" },       /* RFC 4291 */
	/* The clouds' own documents on their metadata services */
	{ SCHAIN_REASON_METADATA, "169.254.169.254" },
	{ SCHAIN_REASON_METADATA, "169.254.170.2" },
	{ SCHAIN_REASON_METADATA, "169.254.170.23" },
	{ SCHAIN_REASON_METADATA, "fd00:ec2::254" },
	{ SCHAIN_REASON_METADATA, "fd00:ec2::23" },
	{ SCHAIN_REASON_METADATA, "168.63.129.16" },
	{ SCHAIN_REASON_METADATA, "100.100.100.200" },
	{ SCHAIN_REASON_METADATA, "192.0.0.192" },
	{ SCHAIN_REASON_METADATA, "metadata.google.internal" },
	{ SCHAIN_REASON_METADATA, "metadata.goog" },
	{ SCHAIN_REASON_METADATA, "metadata.tencentyun.com" },
};

static const struct {
	uint32_t reasons;
	const char *pattern; /* with a dot before it: the domain and all below */
} services[] = {
#define SERVICE(reason, name) { SCHAIN_REASON_##reason, "." name },
#include "egress/catalogue.def"
#undef SERVICE
};

static schain_string string_of(const char *text)
{
	schain_string string;

	string.data = text;
	string.length = strlen(text);
	return string;
}

static schain_status add_known(schain_egress *egress)
{
	schain_status status = SCHAIN_OK;

	for (size_t i = 0; i < sizeof special / sizeof *special && status == SCHAIN_OK; i++)
		status = schain__eg_rules_add(&egress->rules, string_of(special[i].pattern), special[i].reasons);
	for (size_t i = 0; i < sizeof services / sizeof *services && status == SCHAIN_OK; i++)
		status = schain__eg_rules_add(&egress->rules, string_of(services[i].pattern),
		                              services[i].reasons);
	if (status == SCHAIN_OK)
		status = schain_lookalikes_add_known(&egress->lookalikes, NULL);
	return status;
}

static schain_status open_tables(schain_egress *egress, const schain_egress_options *options)
{
	const schain_allocator *allocator = &egress->allocator;

	schain__eg_rules_init(&egress->rules, allocator, egress->seed);
	egress->lookalikes.allocator = *allocator;
	egress->lookalikes.suffixes = egress->suffixes;
	if (schain__eg_zones_init(&egress->zones, allocator, ZONES, egress->suffixes, egress->seed) ||
	    schain__eg_beacons_init(&egress->beacons, allocator, options->pairs ? options->pairs : PAIRS,
	                            egress->seed) ||
	    schain__eg_table_init(&egress->askers, allocator, sizeof(schain__eg_asker), ASKERS) ||
	    schain__eg_table_init(&egress->seen, allocator, SCHAIN__EG_CONTACT,
	                          options->memory ? options->memory : MEMORY))
		return SCHAIN_E_MEMORY;
	return add_known(egress);
}

void schain_egress_options_init(schain_egress_options *options, size_t size)
{
	if (!options || size < sizeof(uint32_t))
		return;
	memset(options, 0, size);
	options->struct_size = (uint32_t)size;
}

schain_status schain_egress_new(const schain_egress_options *given, schain_egress **ret_egress,
                                schain_error *error)
{
	schain_egress_options options = SCHAIN_EGRESS_OPTIONS_INIT;
	schain_allocator allocator;
	schain_egress *egress;
	schain_status status = SCHAIN_OK;

	if (!ret_egress)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "ret_egress: NULL");
	if (given)
		status = schain__eg_import(&options, sizeof options, given, "schain_egress_options", error);
	if (status < 0)
		return status;
	schain__eg_allocator(&allocator, options.allocator);
	egress = schain__eg_take(&allocator, 1, sizeof *egress);
	if (!egress)
		return schain__eg_fail_memory(error);
	egress->allocator = allocator;
	egress->seed[0] = options.seed[0];
	egress->seed[1] = options.seed[1];
	status = schain__eg_suffixes_new(options.suffix_list, &egress->suffixes, error);
	if (status == SCHAIN_OK)
		status = schain__eg_networks_new(&egress->allocator, options.network_file, &egress->networks,
		                                 error);
	if (status == SCHAIN_OK) {
		status = open_tables(egress, &options);
		if (status < 0)
			status = schain__eg_fail_memory(error);
	}
	if (status < 0) {
		schain_egress_free(egress);
		return status;
	}
	*ret_egress = egress;
	return SCHAIN_OK;
}

void schain_egress_free(schain_egress *egress)
{
	schain_allocator allocator;

	if (!egress)
		return;
	allocator = egress->allocator;
	if (egress->rules.allocator)
		schain__eg_rules_dispose(&egress->rules);
	schain__eg_lookalikes_dispose(&egress->lookalikes);
	schain__eg_zones_dispose(&egress->zones);
	schain__eg_beacons_dispose(&egress->beacons);
	schain__eg_table_dispose(&egress->askers);
	schain__eg_table_dispose(&egress->seen);
	schain__eg_networks_free(&allocator, egress->networks);
	schain__eg_suffixes_free(egress->suffixes);
	schain__eg_give(&allocator, egress, 1, sizeof *egress);
}

schain_status schain_egress_add(schain_egress *egress, schain_string pattern, uint32_t reasons,
                                schain_error *error)
{
	schain_status status;

	if (!egress || !reasons)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "no classifier, or no reasons");
	status = schain__eg_rules_add(&egress->rules, pattern, reasons);
	if (status == SCHAIN_E_VALUE)
		return schain__eg_fail(error, status, "\"%.*s\" is no host name, address or network",
		                       (int)(pattern.length < 80 ? pattern.length : 80),
		                       pattern.data ? pattern.data : "");
	return status < 0 ? schain__eg_fail_memory(error) : SCHAIN_OK;
}

schain_status schain_egress_add_imitated(schain_egress *egress, schain_string name,
                                         schain_error *error)
{
	if (!egress)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "egress: NULL");
	return schain_lookalikes_add(&egress->lookalikes, name, error);
}

struct import {
	schain_egress *egress;
	uint32_t reasons;
	uint64_t count;
};

static schain_status take_entry(void *context, schain_string entry)
{
	struct import *import = context;
	char below[SCHAIN__EG_NAME + 1] = ".";
	schain_string pattern = entry;
	schain_status status;

	/* A warninglist's host name stands for what is below it too. */
	if (entry.length && entry.length < SCHAIN__EG_NAME && entry.data[0] != '.' &&
	    !memchr(entry.data, ':', entry.length) && !memchr(entry.data, '/', entry.length)) {
		unsigned char address[16];

		if (!schain__eg_address(entry, address)) {
			memcpy(below + 1, entry.data, entry.length);
			pattern.data = below;
			pattern.length = entry.length + 1;
		}
	}
	status = schain__eg_rules_add(&import->egress->rules, pattern, import->reasons);
	import->count += status == SCHAIN_OK;
	return status == SCHAIN_E_VALUE ? SCHAIN_OK : status;
}

schain_status schain_egress_add_list(schain_egress *egress, schain_string json, uint32_t reasons,
                                     uint64_t *ret_count, schain_error *error)
{
	struct import import = { egress, reasons, 0 };
	struct schain__eg_json *reader;
	schain_status status;

	if (!egress || !json.data || !reasons)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "no classifier, no list, or no reasons");
	reader = schain__eg_json_new();
	if (!reader)
		return schain__eg_fail_memory(error);
	status = schain__eg_json_list(reader, json, take_entry, &import, error);
	schain__eg_json_free(reader);
	if (status == SCHAIN_E_MEMORY)
		return schain__eg_fail_memory(error);
	if (status == SCHAIN_OK && ret_count)
		*ret_count = import.count;
	return status;
}
