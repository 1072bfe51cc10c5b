/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_RECORD_H
#define SENSOR_RECORD_H
/* A record of the programs in the kernel as an event of the library. */
#include <netinet/in.h>

#include "dns.h"
#include "identity.h"
#include "source.h"
#include "wire.h"

enum { RECORD_PATH_SIZE = WIRE_TEXT_SIZE + WIRE_BEYOND + 2 };

/* The room that it takes, and what goes from one record to the next. Begins all zero but for `names`. */
struct record_reader {
	struct identity *names; /* borrowed */
	int64_t offset;         /* of the real-time clock to the time since boot */
	uint64_t sequence;
	char paths[3][RECORD_PATH_SIZE];
	char arguments[WIRE_ARGUMENTS_SIZE];
	char user[IDENTITY_USER_SIZE], address[INET6_ADDRSTRLEN], identity[24];
	struct dns_message message;
	schain_string answers[DNS_ANSWERS];
};

/* Tells of what a record of that many bytes holds; of one that is not whole, nothing. Returns what `take` did, or 0. */
int record_read(struct record_reader *reader, const struct wire_record *record, size_t size,
                source_take take, void *context);
#endif
