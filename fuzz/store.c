/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzzes the reader of reputation stores. Checksums of header and table are
 * put right first, lest they keep every input out.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "reputation/store.h"

static void repair(unsigned char *data, size_t size)
{
	schain__rep_header header;
	uint64_t table;

	if (size < sizeof header)
		return;
	memcpy(&header, data, sizeof header);
	header.size = size;
	table = (uint64_t)header.section_count * sizeof(schain__rep_section);
	if (header.sections <= size && table <= size - header.sections)
		header.sections_checksum = schain__rep_checksum(data + header.sections, (size_t)table);
	header.checksum = schain__rep_checksum(&header, offsetof(schain__rep_header, checksum));
	memcpy(data, &header, sizeof header);
}

static int read_entry(void *context, const schain_reputation_entry *entry)
{
	size_t *sum = context;

	for (size_t i = 0; i < entry->subject.length; i++)
		*sum += (unsigned char)entry->subject.data[i];
	for (size_t i = 0; i < entry->remark.length; i++)
		*sum += (unsigned char)entry->remark.data[i];
	for (size_t i = 0; i < entry->source->name.length; i++)
		*sum += (unsigned char)entry->source->name.data[i];
	return 0;
}

static void use(const schain_reputation *store)
{
	static const char *const subjects[] = {
		"d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "a.evil.example",
		"192.0.2.9", "http://evil.example/x", "pkg:npm/left-pad@1.3.0",
	};
	schain_reputation_entry entries[4];
	size_t sum = 0, count;

	schain_reputation_verify(store, NULL);
	for (uint32_t kind = 1; kind < SCHAIN__REP_KINDS; kind++) {
		schain_reputation_list(store, kind, read_entry, &sum, NULL);
		for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
			if (schain_reputation_find(store, kind, schain_string_of(subjects[i]), 0, entries,
			                           sizeof *entries, 4, &count) != SCHAIN_OK)
				continue;
			for (size_t j = 0; j < count && j < 4; j++)
				read_entry(&sum, &entries[j]);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[] = "/tmp/schain-fuzz-XXXXXX";
	unsigned char *copy = malloc(size ? size : 1);
	schain_reputation *store = NULL;
	int file = mkstemp(path);

	MUST(copy && file >= 0);
	memcpy(copy, data, size);
	repair(copy, size);
	MUST(write(file, copy, size) == (ssize_t)size);
	close(file);
	free(copy);
	if (schain_reputation_open(path, NULL, &store, NULL) == SCHAIN_OK)
		use(store);
	schain_reputation_close(store);
	unlink(path);
	return 0;
}
