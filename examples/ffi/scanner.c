/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stands for a library with a life and an opinion: it is opened, looks for
 * names on its list in what it is told of a connection, calls back with each
 * match, and is closed. scanner.yaml makes a plugin of it.
 *
 *     cc -shared -fPIC -o libscanner.so scanner.c
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scan_request {
	uint32_t size; /* sizeof(struct scan_request) */
	uint16_t port; /* 0: not known */
	const char *host;
	const char *program;
};

struct scan_match {
	int32_t severity; /* 1 to 10 */
	char rule[96];
};

struct scanner {
	char suffix[64];
};

typedef int (*scan_callback)(const struct scan_match *match, void *user);

int scanner_open(const char *suffix, struct scanner **scanner);
int scanner_scan(struct scanner *scanner, const struct scan_request *request,
                 scan_callback callback, void *user);
void scanner_close(struct scanner *scanner);

int scanner_open(const char *suffix, struct scanner **scanner)
{
	struct scanner *made = strlen(suffix) < sizeof made->suffix ? malloc(sizeof *made) : NULL;

	if (!made)
		return -1;
	strcpy(made->suffix, suffix);
	*scanner = made;
	return 0;
}

/* Returns how often the callback was called, -1 if the request is of another version. */
int scanner_scan(struct scanner *scanner, const struct scan_request *request,
                 scan_callback callback, void *user)
{
	size_t length = strlen(request->host), suffix = strlen(scanner->suffix);
	struct scan_match match;
	int matches = 0;

	if (request->size != sizeof *request)
		return -1;
	if (length > suffix && !strcmp(request->host + length - suffix, scanner->suffix)) {
		match.severity = 9;
		snprintf(match.rule, sizeof match.rule, "name ends in %s", scanner->suffix);
		matches++;
		if (callback(&match, user))
			return matches;
	}
	if (request->port && request->port != 443) {
		match.severity = 3;
		snprintf(match.rule, sizeof match.rule, "odd port %u", request->port);
		matches++;
		callback(&match, user);
	}
	return matches;
}

void scanner_close(struct scanner *scanner)
{
	free(scanner);
}
