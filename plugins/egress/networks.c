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

/* By the names that the two common makers of such files use. */
static uint32_t number_in(MMDB_entry_s *entry)
{
	static const char *const ways[][3] = { { "autonomous_system_number", NULL, NULL },
		                               { "asn", NULL, NULL } };

	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		MMDB_entry_data_s data;

		if (MMDB_aget_value(entry, &data, (const char *const *)ways[i]) != MMDB_SUCCESS ||
		    !data.has_data)
			continue;
		if (data.type == MMDB_DATA_TYPE_UINT32)
			return data.uint32;
		if (data.type == MMDB_DATA_TYPE_UTF8_STRING && data.data_size > 2 && data.data_size < 13) {
			uint32_t value = 0;

			for (uint32_t k = 2; k < data.data_size; k++) /* behind "AS" */
				value = value * 10 + (uint32_t)(data.utf8_string[k] - '0');
			return value;
		}
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
