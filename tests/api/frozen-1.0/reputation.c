/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/reputation.h>

#include "frozen.h"

struct frozen_1_0_reputation_source {
	uint32_t struct_size;
	uint32_t flags;
	schain_time date;
	schain_time imported;
	uint64_t entries;
	uint64_t ignored;
	uint64_t malformed;
	schain_string name;
	schain_string title;
	schain_string author;
	schain_string licence;
	schain_string format;
};

SIZE(reputation_source, 128, 88);
FIELD(reputation_source, struct_size);
FIELD(reputation_source, flags);
FIELD(reputation_source, date);
FIELD(reputation_source, imported);
FIELD(reputation_source, entries);
FIELD(reputation_source, ignored);
FIELD(reputation_source, malformed);
FIELD(reputation_source, name);
FIELD(reputation_source, title);
FIELD(reputation_source, author);
FIELD(reputation_source, licence);
FIELD(reputation_source, format);

struct frozen_1_0_reputation_entry {
	uint32_t struct_size;
	uint32_t kind;
	uint32_t standing;
	uint32_t flags;
	uint32_t confidence;
	uint32_t reserved;
	schain_time seen;
	schain_time until;
	schain_string subject;
	schain_string scope;
	schain_string remark;
	const schain_reputation_source *source;
	const void *reserved_pointer;
};

SIZE(reputation_entry, 104, 72);
FIELD(reputation_entry, struct_size);
FIELD(reputation_entry, kind);
FIELD(reputation_entry, standing);
FIELD(reputation_entry, flags);
FIELD(reputation_entry, confidence);
FIELD(reputation_entry, reserved);
FIELD(reputation_entry, seen);
FIELD(reputation_entry, until);
FIELD(reputation_entry, subject);
FIELD(reputation_entry, scope);
FIELD(reputation_entry, remark);
FIELD(reputation_entry, source);
FIELD(reputation_entry, reserved_pointer);

struct frozen_1_0_reputation_statistics {
	uint32_t struct_size;
	uint32_t sources;
	schain_time created;
	uint64_t bytes;
	uint64_t filters;
	uint64_t subjects[16];
};

SIZE(reputation_statistics, 160, 160);
FIELD(reputation_statistics, struct_size);
FIELD(reputation_statistics, sources);
FIELD(reputation_statistics, created);
FIELD(reputation_statistics, bytes);
FIELD(reputation_statistics, filters);
FIELD(reputation_statistics, subjects);

struct frozen_1_0_reputation_progress {
	uint32_t struct_size;
	uint32_t is_merging;
	uint64_t done;
	uint64_t total;
	uint64_t entries;
	const char *path;
	const void *reserved;
};

SIZE(reputation_progress, 48, 40);
FIELD(reputation_progress, struct_size);
FIELD(reputation_progress, is_merging);
FIELD(reputation_progress, done);
FIELD(reputation_progress, total);
FIELD(reputation_progress, entries);
FIELD(reputation_progress, path);
FIELD(reputation_progress, reserved);

struct frozen_1_0_reputation_import_statistics {
	uint32_t struct_size;
	uint32_t flags;
	uint64_t files;
	uint64_t resumed;
	uint64_t entries;
	uint64_t ignored;
	uint64_t malformed;
	uint64_t expired;
	uint64_t by_kind[16];
};

SIZE(reputation_import_statistics, 184, 184);
FIELD(reputation_import_statistics, struct_size);
FIELD(reputation_import_statistics, flags);
FIELD(reputation_import_statistics, files);
FIELD(reputation_import_statistics, resumed);
FIELD(reputation_import_statistics, entries);
FIELD(reputation_import_statistics, ignored);
FIELD(reputation_import_statistics, malformed);
FIELD(reputation_import_statistics, expired);
FIELD(reputation_import_statistics, by_kind);

struct frozen_1_0_reputation_import_options {
	uint32_t struct_size;
	uint32_t flags;
	const schain_allocator *allocator;
	const char *store;
	const char *source;
	const char *licence;
	const char *ecosystem;
	const char *format;
	const char *public_suffixes;
	int (*problem)(void *context, const schain_error *problem);
	int (*progress)(void *context, const schain_reputation_progress *progress);
	void *context;
	schain_time now;
	uint64_t memory_limit;
	uint32_t standing;
	uint32_t confidence;
};

SIZE(reputation_import_options, 112, 72);
FIELD(reputation_import_options, struct_size);
FIELD(reputation_import_options, flags);
FIELD(reputation_import_options, allocator);
FIELD(reputation_import_options, store);
FIELD(reputation_import_options, source);
FIELD(reputation_import_options, licence);
FIELD(reputation_import_options, ecosystem);
FIELD(reputation_import_options, format);
FIELD(reputation_import_options, public_suffixes);
FIELD(reputation_import_options, problem);
FIELD(reputation_import_options, progress);
FIELD(reputation_import_options, context);
FIELD(reputation_import_options, now);
FIELD(reputation_import_options, memory_limit);
FIELD(reputation_import_options, standing);
FIELD(reputation_import_options, confidence);

struct frozen_1_0_prevalence_record {
	uint32_t struct_size;
	uint32_t flags;
	schain_time first;
	schain_time last;
	uint32_t hosts;
	uint32_t days;
};

SIZE(prevalence_record, 32, 32);
FIELD(prevalence_record, struct_size);
FIELD(prevalence_record, flags);
FIELD(prevalence_record, first);
FIELD(prevalence_record, last);
FIELD(prevalence_record, hosts);
FIELD(prevalence_record, days);

VALUE(SCHAIN_REPUTATION_MD5, 1);
VALUE(SCHAIN_REPUTATION_SHA1, 2);
VALUE(SCHAIN_REPUTATION_SHA256, 3);
VALUE(SCHAIN_REPUTATION_IMPHASH, 4);
VALUE(SCHAIN_REPUTATION_DOMAIN, 5);
VALUE(SCHAIN_REPUTATION_ADDRESS, 6);
VALUE(SCHAIN_REPUTATION_URL, 7);
VALUE(SCHAIN_REPUTATION_CERTIFICATE, 8);
VALUE(SCHAIN_REPUTATION_TBS, 9);
VALUE(SCHAIN_REPUTATION_SERIAL, 10);
VALUE(SCHAIN_REPUTATION_SIGNER, 11);
VALUE(SCHAIN_REPUTATION_PACKAGE, 12);
VALUE(SCHAIN_REPUTATION_BAD, 1);
VALUE(SCHAIN_REPUTATION_SUSPICIOUS, 2);
VALUE(SCHAIN_REPUTATION_GOOD, 3);
VALUE(SCHAIN_REPUTATION_COMMON, 4);
VALUE(SCHAIN_REPUTATION_BELOW, 1);
VALUE(SCHAIN_REPUTATION_PARTIAL, 2);
VALUE(SCHAIN_REPUTATION_PROBABLE, 4);
VALUE(SCHAIN_REPUTATION_STRICT, 1);
VALUE(SCHAIN_PREVALENCE_FILE, 1);
VALUE(SCHAIN_PREVALENCE_DOMAIN, 2);
VALUE(SCHAIN_PREVALENCE_SIGNER, 3);
VALUE(SCHAIN_PREVALENCE_PRODUCT, 4);
VALUE(SCHAIN_PREVALENCE_ANY, 5);
