/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_FRAME_H
#define SCHAIN_DECODE_FRAME_H
/*
 * The frame's own state. Bytes go through its parts in this order: unpack
 * (outer, inner) -> encoding -> block, which cuts records -> driver -> batch.
 */
#include "decode/decoder.h"

#include <stddef.h>

/* Events handed over at once; few enough that their slots stay in the cache. */
#define SCHAIN__BATCH_EVENTS 64

enum schain__unpack_kind {
	SCHAIN__UNPACK_UNDECIDED,
	SCHAIN__UNPACK_NONE,
	SCHAIN__UNPACK_GZIP,
	SCHAIN__UNPACK_ZSTD,
	SCHAIN__UNPACK_ZIP,
	SCHAIN__UNPACK_DEAD, /* damaged, or past its end: the rest is not read */
};

/* One layer of compression. */
typedef struct schain__unpack {
	enum schain__unpack_kind kind;
	int is_inner;    /* inside another layer, where a zip is not looked for */
	char head[4];    /* first bytes, until the kind is known */
	size_t head_size;
	char *buffer;    /* what comes out, on its way to the next part */
	void *state;     /* the kind's own */
} schain__unpack;

enum schain__encoding {
	SCHAIN__ENCODING_UNDECIDED,
	SCHAIN__ENCODING_BYTES,
	SCHAIN__ENCODING_UTF16LE,
	SCHAIN__ENCODING_UTF16BE,
};

typedef struct schain__text {
	enum schain__encoding encoding;
	unsigned char held[4]; /* byte order mark or code unit not yet whole */
	size_t held_size;
	uint32_t surrogate;    /* first half of a pair, or 0 */
} schain__text;

/* Where the scan for the end of a JSON object stands, relative to its start. */
typedef struct schain__json_scan {
	size_t at;
	uint64_t arrays;   /* a bit a level, set where the level is an array */
	uint32_t depth;
	char last;         /* last byte that is not white space */
	char in_string;
	char escaped;
	char after_newline;
} schain__json_scan;

typedef struct schain__block {
	char *data;
	size_t capacity; /* without the padding */
	size_t begin;    /* first byte not yet consumed */
	size_t end;
	size_t searched; /* bytes behind begin that hold no end of the record */
	uint64_t line;   /* of begin, from 1 */
	uint64_t offset; /* of begin, in the unpacked input */
	schain__json_scan scan;
	uint32_t one_line_objects; /* JSON: records in a row that filled their line */
	int skips_line;  /* inside a record over the limit, until its line ends */
	int in_element;  /* XML: begin is at a start tag */
} schain__block;

typedef struct schain__chunk {
	struct schain__chunk *next;
	size_t size; /* with this head */
} schain__chunk;

typedef struct schain__batch {
	schain__slot *slots;
	schain_event *events; /* one behind the other, as the caller gets them */
	size_t count;
	int slot_ready;
	schain__chunk *chunks; /* the one in use first */
	size_t chunk_used;
} schain__batch;

struct schain__decode {
	schain_allocator allocator;
	schain_decoder_options options;
	char *origin; /* copies of the options' strings, NUL-terminated; NULL if absent */
	char *host;
	char *mapping;
	char *entry_origin; /* origin and name of the zip's entry at hand */
	schain_string event_origin, event_host; /* as events carry them */
	schain_decoder_statistics statistics;
	schain_error *error; /* of the call in progress; may be NULL */
	schain_status failed; /* what the first failed call returned */
	int finished;

	schain__unpack outer, inner;
	schain__text text;
	schain__block block;
	schain__batch batch;

	struct schain__plugged *plugged; /* drivers that plugins are behind */
	size_t plugged_count, plugged_room;

	const schain__driver *driver; /* NULL until recognised */
	void *driver_state;
	const schain__driver *chosen; /* by schain_decoder_options.format */
	const schain_format *format;  /* of the last input recognised */
	size_t probed;                /* bytes there were at the last probe */
	int unrecognised;             /* the entry at hand: read no more of it */
	uint32_t entries_seen;        /* of a zip */
	int entries_recognised;

	/* The record at hand. */
	const char *record;
	size_t record_size;
	uint64_t record_line;
	uint64_t record_offset;
	schain_string record_hash; /* its identity, once asked for; in the batch's arena */
	uint64_t record_parts;     /* records of its own that it was found to hold */
	int record_reported;       /* schain__decode_problem() was called */
	int record_assumed;        /* JSON: a line taken for an object without a scan */
	int record_cut_wrongly;
	int cancelled;
};

struct schain_decoder {
	schain__decode decode;
};

/* support.c: what lib/base offers inside the core. */
schain_status schain__decode_fail(schain_error *error, schain_status code, const char *format, ...)
#ifdef __GNUC__
	__attribute__((format(printf, 3, 4)))
#endif
	;
schain_status schain__decode_fail_memory(schain__decode *decode);
void schain__decode_default_allocator(schain_allocator *allocator);
char *schain__decode_duplicate(schain__decode *decode, const char *text);
void schain__decode_release_text(schain__decode *decode, char *text);
uint64_t schain__decode_hash(const void *data, size_t size);

/* unpack.c, zip.c */
void schain__unpack_init(schain__unpack *unpack, int is_inner);
void schain__unpack_dispose(schain__decode *decode, schain__unpack *unpack);
schain_status schain__unpack_feed(schain__decode *decode, schain__unpack *unpack, const char *data,
                                  size_t size);
schain_status schain__unpack_finish(schain__decode *decode, schain__unpack *unpack);
/* Damaged container: reported, and what follows is not read. */
schain_status schain__unpack_damaged(schain__decode *decode, schain__unpack *unpack,
                                     const char *message);
/* Hands unpacked bytes to the next part. */
schain_status schain__unpack_emit(schain__decode *decode, schain__unpack *unpack, const char *data,
                                  size_t size);
/* Bytes of schain__unpack.buffer. */
#define SCHAIN__UNPACK_BUFFER 65536

struct z_stream_s;
/* Sets up `stream` for raw deflate (window bits -15) or gzip (31), by the caller's allocator. */
int schain__inflate_init(schain__decode *decode, struct z_stream_s *stream, int window_bits);

void *schain__zip_open(schain__decode *decode);
void schain__zip_close(schain__decode *decode, void *state);
schain_status schain__zip_feed(schain__decode *decode, schain__unpack *unpack, const char *data,
                               size_t size);
schain_status schain__zip_finish(schain__decode *decode, schain__unpack *unpack);

/* encoding.c */
schain_status schain__text_feed(schain__decode *decode, const char *data, size_t size);
schain_status schain__text_finish(schain__decode *decode);

/* block.c, cut.c */
schain_status schain__block_open(schain__decode *decode);
void schain__block_close(schain__decode *decode);
schain_status schain__block_feed(schain__decode *decode, const char *data, size_t size);
schain_status schain__block_finish(schain__decode *decode);
/* Opens the driver, once it is known; SCHAIN_AGAIN until then. */
schain_status schain__block_start(schain__decode *decode, int is_all);
/*
 * The next record of the block. Returns 1 and its place, 0 when more bytes are
 * needed, or a negative status. `final`: there are no more.
 */
int schain__cut_record(schain__decode *decode, int final, size_t *ret_begin, size_t *ret_size,
                       size_t *ret_next);
/* Takes `size` bytes off the block, counting lines and offset. */
void schain__block_consume(schain__block *block, size_t size);
/* Whether a scan agrees that the record at hand is one whole JSON object. */
int schain__cut_is_object(const char *data, size_t size);
/* Longest record. */
uint64_t schain__block_limit(const schain__decode *decode);

/* recognise.c: sets decode->driver, or returns SCHAIN_AGAIN or SCHAIN_E_FORMAT. */
schain_status schain__recognise(schain__decode *decode, const char *data, size_t size, int is_all);

/* batch.c */
schain_status schain__batch_open(schain__decode *decode);
void schain__batch_close(schain__decode *decode);
schain_status schain__batch_flush(schain__decode *decode);
/* Reports damage at the given place, whichever record is at hand. */
schain_status schain__decode_report(schain__decode *decode, uint64_t line, uint64_t column,
                                    uint64_t offset, const char *message);

/* plugged.c: the decoders of schain_decoder_options.plugins. */
schain_status schain__plugged_open(schain__decode *decode);
void schain__plugged_close(schain__decode *decode);
/* The driver of that format; NULL if no plugin reads it. */
const schain__driver *schain__plugged_of(const schain__decode *decode, const char *format);
/* Driver number `index`; NULL past the last. */
const schain__driver *schain__plugged_at(const schain__decode *decode, size_t index);
/* Its format as the plugin has it. */
const schain_format *schain__plugged_format(const schain__driver *driver);
/* As schain__driver.probe, of one of these. */
int schain__plugged_probe(const schain__driver *driver, const char *data, size_t size, int is_all);

/* decoder.c: one input, or one entry of a zip. */
schain_status schain__input_begin(schain__decode *decode, const char *entry, size_t size);
schain_status schain__input_finish(schain__decode *decode);
const char *schain__input_name(const schain__decode *decode);
#endif
