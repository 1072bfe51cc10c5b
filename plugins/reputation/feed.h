/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_FEED_H
#define SCHAIN_REPUTATION_FEED_H
/* A feed as it is read: what every format's reader is given, and what it gives. */
#include <stdio.h>

#include "reputation/batch.h"

enum {
	SCHAIN__FEED_HEAD = 65536,        /* bytes a format is recognised by */
	SCHAIN__FEED_LINE = 1 << 20,      /* a longer line is malformed */
	SCHAIN__FEED_REMARK = 300,        /* bytes of a remark that are kept */
	SCHAIN__FEED_TITLE = 256,
	SCHAIN__FEED_SCOPE = 16384,       /* of the versions of one record */
};
/* A JSON or XML document is read whole. */
#define SCHAIN__FEED_DOCUMENT (UINT64_C(1) << 30)

/* What a record of a feed says. Texts are as the feed spells them. */
typedef struct schain__feed_item {
	uint32_t kind;
	uint32_t standing;   /* 0: bad */
	uint32_t confidence; /* 1 to 100; 0: not said */
	uint32_t flags;
	int64_t seen;        /* 0: not said */
	int64_t until;
	schain_string text;
	schain_string remark;
	schain_string scope;
} schain__feed_item;

typedef struct schain__feed {
	schain_reputation_import *import;
	schain__rep_memory *memory;
	const schain_reputation_import_options *options;
	const char *path;
	int is_in_folder; /* found there, not named by the caller */
	void *input;    /* gzFile */
	char *head;     /* what was read of it to recognise it */
	size_t head_size;
	size_t head_at;
	uint64_t line;  /* of the record at hand, or 0 */
	uint64_t offset;
	uint64_t total; /* bytes of the file */
	uint64_t entries;
	uint64_t ignored;
	uint64_t malformed;
	uint64_t by_kind[16];
	int64_t date;
	char title[SCHAIN__FEED_TITLE];
	char author[SCHAIN__FEED_TITLE];
	char licence[SCHAIN__FEED_TITLE];
	const char *format;
	const char *ecosystem; /* of packages of which the feed says none; NULL: not known */
	schain__rep_batch batch;
	schain__rep_subject subject;
	const void *bloom; /* of a Bloom filter: the file, mapped */
	uint64_t bloom_size;
} schain__feed;

/* A format: is the head of a file one, and reading it. */
typedef struct schain__feed_format {
	const char *name;
	int (*is)(schain_string head, const char *path);
	schain_status (*read)(schain__feed *feed, schain_error *error);
} schain__feed_format;

extern const schain__feed_format *const schain__feed_formats[]; /* ended by NULL */

/*
 * Takes an item. What is malformed is reported and counted and is no failure,
 * unless the import is strict or the caller stops it.
 */
schain_status schain__feed_put(schain__feed *feed, const schain__feed_item *given, schain_error *error);
schain_status schain__feed_malformed(schain__feed *feed, schain_error *error, const char *format, ...)
#if defined(__GNUC__)
        __attribute__((format(printf, 3, 4)))
#endif
        ;
/* Copies a text as far as it fits, control characters replaced. */
void schain__feed_set(char *to, size_t size, schain_string text);

/* Does text begin with indicators on at least half of its lines? */
int schain__feed_is_list(schain_string head);
/* The next line without its end; SCHAIN_END behind the last. Valid until the next call. */
schain_status schain__feed_line(schain__feed *feed, schain_string *ret_line, schain_error *error);
/* Bytes up to `size`; 0 at the end, -1 on failure. */
long schain__feed_read(schain__feed *feed, void *to, size_t size);
/* Tells of progress. */
schain_status schain__feed_progress(schain__feed *feed, schain_error *error);
/* The rest of the input whole, with `padding` bytes behind it; *ret_capacity to release it by. */
schain_status schain__feed_whole(schain__feed *feed, size_t padding, char **ret_data, size_t *ret_size,
                                 size_t *ret_capacity, schain_error *error);

/* Nanoseconds since 1970 of "2020-12-13", with or without time behind it; of digits, seconds. 0: none. */
int64_t schain__feed_time(schain_string text);
/* Without the blanks around it, also those that are none in ASCII. */
schain_string schain__feed_trim(schain_string text);
/*
 * A defanged indicator as it was: hxxp, [.], (dot), [:]. Cuts quotes and
 * brackets around it. Returns its length in `to`, 0 if it does not fit.
 */
size_t schain__feed_refang(schain_string text, char *to, size_t size);
/*
 * What a token with no type looks like, refanged; a port behind an address or
 * name is cut off. *ret_text may be in `buffer`. Returns a kind, or 0.
 */
uint32_t schain__feed_guess(schain_string text, char *buffer, size_t size, schain_string *ret_text);
/* Kind of a type's name as feeds spell it, such as "SHA-256", "hostname", "ipv4-addr"; 0: none of use. */
uint32_t schain__feed_kind_of(schain_string type);
/* Standing that a word of classification means, or 0. */
uint32_t schain__feed_standing_of(schain_string word);
/* Package URL of an ecosystem and a name; its length in `to`, 0 if the ecosystem is not known. */
size_t schain__feed_purl(schain_string ecosystem, schain_string name, char *to, size_t size);
/* A package by ecosystem, name and versions as the feed writes them; absent versions: all. */
schain_status schain__feed_put_package(schain__feed *feed, schain__feed_item *item,
                                       schain_string ecosystem, schain_string name,
                                       schain_string versions, schain_error *error);

/* Formats, each in its file. */
extern const schain__feed_format schain__feed_misp, schain__feed_warninglist, schain__feed_stix,
        schain__feed_openioc, schain__feed_osv, schain__feed_nsrl, schain__feed_bloom,
        schain__feed_csv, schain__feed_text;
#endif
