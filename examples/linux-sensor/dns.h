/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_DNS_H
#define SENSOR_DNS_H
/* One DNS message (RFC 1035): its question and the addresses and aliases that answer it. */
#include <stddef.h>
#include <stdint.h>

enum { DNS_NAME_SIZE = 256, DNS_ANSWERS = 32 };

struct dns_message {
	uint32_t type, result, ttl; /* ttl: the least of the answers', in seconds */
	char query[DNS_NAME_SIZE];
	char answers[DNS_ANSWERS][DNS_NAME_SIZE];
	size_t answer_count;
};

/* Returns 0, or -1 if it is no message with one question. What is cut off is left out. */
int dns_read(const unsigned char *data, size_t size, struct dns_message *ret_message);
#endif
