/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "egress/networks.h"

#include <errno.h>
#include <string.h>

#ifdef HAVE_MAXMINDDB
#include <maxminddb.h>
#include <netinet/in.h>

struct schain__eg_networks {
	MMDB_s base;
};

schain_status schain__eg_networks_new(const schain_allocator *allocator, const char *path,
                                      struct schain__eg_networks **ret_networks,
                                      schain_error *error)
{
	struct schain__eg_networks *networks;
	int status;

	*ret_networks = NULL;
	if (!path)
		return SCHAIN_OK;
	networks = schain__eg_take(allocator, 1, sizeof *networks);
	if (!networks)
		return schain__eg_fail_memory(error);
	status = MMDB_open(path, MMDB_MODE_MMAP, &networks->base);
	if (status != MMDB_SUCCESS) {
		schain__eg_give(allocator, networks, 1, sizeof *networks);
		return schain__eg_fail(error, SCHAIN_E_IO, "%s: %s", path,
		                       status == MMDB_IO_ERROR ? strerror(errno) : MMDB_strerror(status));
	}
	*ret_networks = networks;
	return SCHAIN_OK;
}

void schain__eg_networks_free(const schain_allocator *allocator,
                              struct schain__eg_networks *networks)
{
	if (!networks)
		return;
	MMDB_close(&networks->base);
	schain__eg_give(allocator, networks, 1, sizeof *networks);
}

/* "AS64496", or the number alone; 0 if it is none. */
static uint32_t number_of_text(const char *text, size_t length)
{
	uint64_t value = 0;
	size_t from = length > 2 && !memcmp(text, "AS", 2) ? 2 : 0;

	for (size_t i = from; i < length; i++) {
		if (text[i] < '0' || text[i] > '9' || value > UINT32_MAX)
			return 0;
		value = value * 10 + (uint64_t)(text[i] - '0');
	}
	return value > UINT32_MAX ? 0 : (uint32_t)value;
}

static uint32_t number_of(const MMDB_entry_data_s *data)
{
	switch (data->type) {
	case MMDB_DATA_TYPE_UINT16:
		return data->uint16;
	case MMDB_DATA_TYPE_UINT32:
		return data->uint32;
	case MMDB_DATA_TYPE_UINT64:
		return data->uint64 > UINT32_MAX ? 0 : (uint32_t)data->uint64;
	case MMDB_DATA_TYPE_UTF8_STRING:
		return number_of_text(data->utf8_string, data->data_size);
	default:
		return 0;
	}
}

/* By the names that the two common makers of such files use. */
static uint32_t number_in(MMDB_entry_s *entry)
{
	static const char *const ways[][2] = { { "autonomous_system_number", NULL }, { "asn", NULL } };

	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		MMDB_entry_data_s data;

		if (MMDB_aget_value(entry, &data, (const char *const *)ways[i]) == MMDB_SUCCESS &&
		    data.has_data)
			return number_of(&data);
	}
	return 0;
}

uint32_t schain__eg_networks_owner(const struct schain__eg_networks *networks,
                                   const unsigned char address[16])
{
	static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	MMDB_lookup_result_s found;
	int error = MMDB_SUCCESS;

	if (!networks)
		return 0;
	if (!memcmp(address, mapped, sizeof mapped)) {
		struct sockaddr_in place;

		memset(&place, 0, sizeof place);
		place.sin_family = AF_INET;
		memcpy(&place.sin_addr, address + 12, 4);
		found = MMDB_lookup_sockaddr(&networks->base, (const void *)&place, &error);
	} else {
		struct sockaddr_in6 place;

		memset(&place, 0, sizeof place);
		place.sin6_family = AF_INET6;
		memcpy(&place.sin6_addr, address, 16);
		found = MMDB_lookup_sockaddr(&networks->base, (const void *)&place, &error);
	}
	return error == MMDB_SUCCESS && found.found_entry ? number_in(&found.entry) : 0;
}
#else
schain_status schain__eg_networks_new(const schain_allocator *allocator, const char *path,
                                      struct schain__eg_networks **ret_networks,
                                      schain_error *error)
{
	(void)allocator;
	*ret_networks = NULL;
	if (path)
		return schain__eg_fail(error, SCHAIN_E_UNSUPPORTED, "%s: this build reads no MMDB", path);
	return SCHAIN_OK;
}

void schain__eg_networks_free(const schain_allocator *allocator,
                              struct schain__eg_networks *networks)
{
	(void)allocator;
	(void)networks;
}

uint32_t schain__eg_networks_owner(const struct schain__eg_networks *networks,
                                   const unsigned char address[16])
{
	(void)networks;
	(void)address;
	return 0;
}
#endif
