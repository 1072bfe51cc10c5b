/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_SESSIONS_H
#define BENCH_SESSIONS_H
/*
 * The events that bindings.c, bindings.py and bindings.go make alike: sessions
 * of sixteen. A program writes four files; another runs, starts a shell, writes,
 * asks for a name and connects. In one session of 1024 what writes is dpkg, which
 * delivers what runs from then on, and that connects to where nobody approved.
 */
#include <supplychain/supplychain.h>

#define SESSION_EVENTS 16u
#define SESSION_HOSTS "*.vendor.example" /* approved_update_hosts */

/* What a sensor's own record may look like: the twin of the dictionary and of the Go struct. */
typedef struct fact {
	uint32_t type;
	uint32_t mode, content;
	uint32_t port, query_type;
	uint64_t record, pid, parent_pid, size;
	schain_time time;
	const char *host;
	const char *image, *image_sha256, *command_line, *user; /* of the process */
	const char *path, *old_path, *sha256;                   /* of the file */
	const char *name, *address;                             /* of the connection, or asked for and answered */
} fact;

typedef struct session {
	fact facts[SESSION_EVENTS];
	char texts[20][80];
} session;

/* An event and what it points to. */
typedef struct filled {
	schain_process process;
	schain_file image, file;
	schain_connection connection;
	schain_dns dns;
	schain_string answer;
} filled;

void session_make(session *it, uint64_t number);
/* The event of a fact; borrows both. */
void fact_fill(const fact *it, schain_event *event, filled *parts);
#endif
