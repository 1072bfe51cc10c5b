/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzzes the readers of feeds: the first byte chooses the format ('0' is the
 * first; anything else: recognised), the rest is the file. What was imported
 * is whole and is found again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <supplychain/reputation.h>

#include "fuzz.h"

#define NOW INT64_C(1767225600000000000)

static char folder[64], store_path[96], lock_path[96], feed_path[96];

static void remove_folder(void)
{
	remove(store_path);
	remove(lock_path);
	remove(feed_path);
	rmdir(folder);
}

/*
 * One folder for the process; its files are written again by every input. In
 * memory where there is such a place: an import syncs what it writes, and the
 * disk would be all that is measured.
 */
static void make_folder(void)
{
	snprintf(folder, sizeof folder, "/dev/shm/schain-fuzz-XXXXXX");
	if (!mkdtemp(folder)) {
		snprintf(folder, sizeof folder, "/tmp/schain-fuzz-XXXXXX");
		MUST(mkdtemp(folder) != NULL);
	}
	snprintf(store_path, sizeof store_path, "%s/store", folder);
	snprintf(lock_path, sizeof lock_path, "%s/store.lock", folder);
	snprintf(feed_path, sizeof feed_path, "%s/feed", folder);
	MUST(atexit(remove_folder) == 0);
}

static int finds(const schain_reputation *store, uint32_t kind, schain_string subject)
{
	size_t count = 0;

	return schain_reputation_find(store, kind, subject, 0, NULL, sizeof(schain_reputation_entry), 0,
	                              &count) == SCHAIN_OK &&
	       count;
}

/* Web addresses are kept without their scheme; where the host is odd, only the scheme tells what it is. */
static int finds_web(const schain_reputation *store, schain_string subject)
{
	char text[8192];
	int length = snprintf(text, sizeof text, "http://%.*s", (int)subject.length, subject.data);

	if (length < 0 || (size_t)length >= sizeof text)
		return 1;
	return finds(store, SCHAIN_REPUTATION_URL, (schain_string){ text, (size_t)length });
}

static int look_up(void *context, const schain_reputation_entry *entry)
{
	const schain_reputation *store = context;
	schain_string subject = entry->subject;

	MUST(entry->source && entry->standing && entry->kind);
	/* Of other digests the store has the beginning only; versions are in the scope. */
	if (entry->kind == SCHAIN_REPUTATION_DOMAIN || entry->kind == SCHAIN_REPUTATION_URL ||
	    entry->kind == SCHAIN_REPUTATION_MD5)
		MUST(finds(store, entry->kind, subject) ||
		     (entry->kind == SCHAIN_REPUTATION_URL && finds_web(store, subject)));
	return 0;
}

static void check(const char *path)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_reputation *store = NULL;

	MUST(schain_reputation_open(path, NULL, &store, &error) == SCHAIN_OK);
	MUST(schain_reputation_verify(store, &error) == SCHAIN_OK);
	for (uint32_t kind = 1; *schain_reputation_kind_get_name(kind) != 'u' || kind == SCHAIN_REPUTATION_URL;
	     kind++)
		MUST(schain_reputation_list(store, kind, look_up, store, &error) == SCHAIN_OK);
	schain_reputation_close(store);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	schain_reputation_import_options options = SCHAIN_REPUTATION_IMPORT_OPTIONS_INIT;
	schain_reputation_import *import = NULL;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_status status;
	FILE *file;

	if (!size)
		return 0;
	if (!*folder)
		make_folder();
	file = fopen(feed_path, "wb");
	MUST(file && fwrite(data + 1, 1, size - 1, file) == size - 1 && !fclose(file));
	remove(store_path);
	options.store = store_path;
	options.now = NOW;
	options.format = data[0] >= '0' && data[0] <= '9' ? schain_reputation_format_at(data[0] - '0') : NULL;
	MUST(schain_reputation_import_new(&options, &import, &error) == SCHAIN_OK);
	status = schain_reputation_import_add(import, feed_path, &error);
	MUST(status == SCHAIN_OK || (status == error.code && error.message[0]));
	MUST(schain_reputation_import_finish(import, &error) == SCHAIN_OK);
	schain_reputation_import_free(import);
	check(store_path);
	return 0;
}
