/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Socket addresses of SOCKADDR records: the bytes of struct sockaddr in hex.
 * Layouts of linux/in.h, linux/in6.h and linux/un.h; the family is in the
 * host's byte order, port and address in the network's.
 */
#include "decode-auditd/audit.h"

#include <stdio.h>

/* Families of Linux (linux/socket.h), whatever system this runs on. */
enum { FAMILY_UNIX = 1, FAMILY_INET = 2, FAMILY_INET6 = 10 };

#define UNIX_PATH 108 /* sun_path */

static void set_ipv4(schain__audit_address *address, const unsigned char *bytes)
{
	address->family = AUDIT_FAMILY_INET;
	address->length = (size_t)snprintf(address->text, sizeof address->text, "%u.%u.%u.%u", bytes[0],
	                                   bytes[1], bytes[2], bytes[3]);
}

/* Longest run of two or more zero groups, the first of equals (RFC 5952, 4.2). */
static void find_zeros(const unsigned groups[8], int *ret_from, int *ret_count)
{
	*ret_from = -1;
	*ret_count = 1;
	for (int i = 0; i < 8; i++) {
		int count = 0;

		while (i + count < 8 && !groups[i + count])
			count++;
		if (count > *ret_count) {
			*ret_from = i;
			*ret_count = count;
		}
	}
}

static void set_ipv6(schain__audit_address *address, const unsigned char *bytes)
{
	static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	unsigned groups[8];
	int from, count, length = 0;

	/* IPv4 through an IPv6 socket (RFC 4291, 2.5.5.2) is the IPv4 address it reaches. */
	if (!memcmp(bytes, mapped, sizeof mapped)) {
		set_ipv4(address, bytes + sizeof mapped);
		return;
	}
	for (int i = 0; i < 8; i++)
		groups[i] = (unsigned)bytes[2 * i] << 8 | bytes[2 * i + 1];
	find_zeros(groups, &from, &count);
	for (int i = 0; i < 8; i++) {
		size_t room = sizeof address->text - (size_t)length;

		if (i == from) {
			length += snprintf(address->text + length, room, "::");
			i += count - 1;
			continue;
		}
		length += snprintf(address->text + length, room, "%s%x", i && i != from + count ? ":" : "",
		                   groups[i]);
	}
	address->family = AUDIT_FAMILY_INET;
	address->length = (size_t)length;
}

/* A path up to its NUL; abstract names begin with one, shown as '@'. */
static void set_unix(schain__audit_address *address, const unsigned char *path, size_t size)
{
	size_t from = 0;

	address->family = AUDIT_FAMILY_UNIX;
	if (size && !path[0]) {
		address->text[address->length++] = '@';
		from = 1;
	}
	while (from < size && path[from] && address->length < sizeof address->text)
		address->text[address->length++] = (char)path[from++];
}

void schain__audit_address_read(schain_string hex, int big_endian,
                                schain__audit_address *ret_address)
{
	unsigned char bytes[2 + UNIX_PATH];
	size_t size;
	unsigned family;

	memset(ret_address, 0, sizeof *ret_address);
	/* struct sockaddr_storage has 128 bytes; the kernel logs as many as the call gave. */
	if (hex.length > 2 * sizeof bytes)
		hex.length = 2 * sizeof bytes;
	size = hex.length / 2;
	if (size < 2 || !schain__audit_unhex(hex, (char *)bytes))
		return;
	family = big_endian ? (unsigned)bytes[0] << 8 | bytes[1] : (unsigned)bytes[1] << 8 | bytes[0];
	if (family == FAMILY_UNIX) {
		set_unix(ret_address, bytes + 2, size - 2);
		return;
	}
	if (family == FAMILY_INET && size >= 8)
		set_ipv4(ret_address, bytes + 4);
	else if (family == FAMILY_INET6 && size >= 24)
		set_ipv6(ret_address, bytes + 8);
	else
		return;
	ret_address->port = (uint32_t)bytes[2] << 8 | bytes[3];
}

void schain__audit_address_read_text(schain_string fields, schain__audit_address *ret_address)
{
	schain__audit_field field;
	uint64_t port;

	memset(ret_address, 0, sizeof *ret_address);
	while (schain__audit_next(&fields, &field)) {
		size_t length = field.value.length;

		/* Named fam before audit 3.0. */
		if (schain__audit_is(field.key, "saddr_fam") || schain__audit_is(field.key, "fam")) {
			if (schain__audit_is(field.value, "inet") || schain__audit_is(field.value, "inet6"))
				ret_address->family = AUDIT_FAMILY_INET;
			else if (schain__audit_is(field.value, "local"))
				ret_address->family = AUDIT_FAMILY_UNIX;
		} else if ((schain__audit_is(field.key, "laddr") || schain__audit_is(field.key, "path")) &&
		           length <= sizeof ret_address->text) {
			memcpy(ret_address->text, field.value.data, length);
			ret_address->length = length;
		} else if (schain__audit_is(field.key, "lport") &&
		           schain__audit_decimal(field.value, &port) && port <= UINT16_MAX)
			ret_address->port = (uint32_t)port;
	}
}
