/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_DECODE_SYSMON_EVTX_BUILD_H
#define TESTS_DECODE_SYSMON_EVTX_BUILD_H
/*
 * Event log files made by a test: one chunk, whose records are laid out as
 * Windows does it: a template inline at its first use, typed values behind it,
 * and where asked for, EventData as binary XML within a value.
 */
#include <stddef.h>
#include <stdint.h>

#define EVTX_HEADER 4096u
#define EVTX_CHUNK 65536u
#define EVTX_RECORDS 512u /* where they begin in the chunk */

struct evtx {
	unsigned char bytes[EVTX_HEADER + EVTX_CHUNK];
	size_t at;         /* in the chunk */
	uint64_t records;
	size_t last;       /* where the last record begins */
	size_t template_at; /* of the last template written, 0: none */
	size_t open[8];     /* where the sizes of the open elements stand */
	unsigned depth;
	size_t attributes;  /* where the size of the attributes stands, 0: none */
};

struct evtx_field {
	const char *name, *value; /* "{GUID}" and digits become values of their type */
};

void evtx_begin(struct evtx *evtx);
/* `fields` ends with a NULL name. `nested`: EventData in a value; `again`: by the template before. */
void evtx_record(struct evtx *evtx, unsigned id, uint64_t number, uint64_t filetime,
                 const char *provider, const char *host, const struct evtx_field *fields, int nested,
                 int again);
/* Headers and checksum; the file's size. */
size_t evtx_finish(struct evtx *evtx);
#endif
