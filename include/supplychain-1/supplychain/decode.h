/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_H
#define SCHAIN_DECODE_H
/**
 * @file decode.h
 * Bytes of a log in, events out. In libsupplychain-decode.
 */
#include "base.h"
#include "error.h"
#include "event.h"
#include "format.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup decode Decoders
 *
 * A decoder does no input or output: it is given the bytes of one input, in
 * pieces of any size, and calls back with events in batches. It belongs to one
 * thread at a time.
 *
 * What a decoder cannot read it skips, counts and reports through
 * schain_decoder_options::problem; it goes on behind it. After a call that
 * failed a decoder can tell its statistics and be freed, no more.
 * @{
 */

struct schain_plugins; /* plugins.h */

/** A decoder of one input. @since 1.0 */
typedef struct schain_decoder schain_decoder;

/** Counters of a decoder. @since 1.0 */
typedef struct schain_decoder_statistics {
	uint32_t struct_size; /**< sizeof(schain_decoder_statistics). */
	uint32_t flags;       /**< 0. */
	uint64_t bytes;       /**< Taken, after decompression. */
	uint64_t records;     /**< Whole records seen. */
	uint64_t events;      /**< Events made of them. */
	uint64_t ignored;     /**< Whole records of no use here (other event ids, other types). */
	uint64_t damaged;     /**< Skipped as unreadable. */
	uint64_t incomplete;  /**< Multi-record events that lacked parts, used as far as possible. */
} schain_decoder_statistics;

/** Options of schain_decoder_new(). @since 1.0 */
typedef struct schain_decoder_options {
	uint32_t struct_size; /**< sizeof(schain_decoder_options). */
	uint32_t flags;       /**< 0. */
	const schain_allocator *allocator; /**< Borrowed; NULL: malloc. */
	const char *format;   /**< A schain_format::name, or NULL: recognised from content. */
	const char *origin;   /**< Input's name, for schain_event::origin; copied; may be NULL. */
	const char *host;     /**< Host of events whose record names none; copied; may be NULL. */
	/** YAML text of a mapping for the "mapped-json" format, which it chooses if format is NULL; NULL: none. See doc/formats/mapped-json.md. */
	const char *mapping;
	/**
	 * Takes a batch of events, each sizeof(schain_event), borrowed until it
	 * returns. Returns 0 to go on; anything else ends the call in progress with
	 * #SCHAIN_E_CANCELLED.
	 */
	int (*events)(void *context, const schain_event *events, size_t count);
	/** Told of each skipped or incomplete record; line, column and offset are set. Returns 0 to go on. May be NULL. */
	int (*problem)(void *context, const schain_error *problem);
	void *context;        /**< Passed to both. */
	/** Longest record in bytes, skipped as damaged if longer; 0: 16 MiB, or 1 GiB for an .evtx file, which is one. */
	uint64_t record_limit;
	uint64_t reserved;    /**< 0. */
	/**
	 * Whose decoder plugins are known besides the formats of this build, than
	 * which they have to be surer of an input; NULL: none. Borrowed. Decoders in other threads may share
	 * it: no instance is opened or closed meanwhile, and each decoder is freed
	 * before the instance that it uses is closed.
	 */
	struct schain_plugins *plugins;
	const void *reserved_pointer; /**< NULL. */
} schain_decoder_options;

/** Static initialiser. @since 1.0 */
#define SCHAIN_DECODER_OPTIONS_INIT \
	{ (uint32_t)sizeof(schain_decoder_options), 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, \
	  NULL, NULL }
/** The same as #SCHAIN_DECODER_OPTIONS_INIT. @since 1.0 */
SCHAIN_API void schain_decoder_options_init(schain_decoder_options *options, size_t size);

/** A new decoder; free it with schain_decoder_free(). @since 1.0 */
SCHAIN_API schain_status schain_decoder_new(const schain_decoder_options *options,
                                            schain_decoder **ret_decoder, schain_error *error);
/** Frees; NULL is allowed. @since 1.0 */
SCHAIN_API void schain_decoder_free(schain_decoder *decoder);
/**
 * Decodes the next bytes of the input. gzip, zstd and zip are unpacked.
 * @return #SCHAIN_E_FORMAT once enough was seen to know that no decoder fits.
 * @since 1.0
 */
SCHAIN_API schain_status schain_decoder_feed(schain_decoder *decoder, const void *data, size_t size,
                                             schain_error *error);
/** The input ends here: decodes what is held back. @since 1.0 */
SCHAIN_API schain_status schain_decoder_finish(schain_decoder *decoder, schain_error *error);
/** The format recognised, or NULL while undecided; static, or of the plugin. @since 1.0 */
SCHAIN_API const schain_format *schain_decoder_get_format(const schain_decoder *decoder);
/** Fills @p ret_statistics, no more than its struct_size. @since 1.0 */
SCHAIN_API schain_status schain_decoder_get_statistics(const schain_decoder *decoder,
                                                       schain_decoder_statistics *ret_statistics,
                                                       schain_error *error);
/** Format number @p index in this build; NULL past the last. @since 1.0 */
SCHAIN_API const schain_format *schain_format_at(size_t index);

/**
 * Writes an event as one line of the "supplychain-jsonl" format, newline
 * included, so that a decoder reads the same event back. @p write is called
 * with pieces of it and returns 0 to go on.
 * @return #SCHAIN_E_CANCELLED when @p write did not.
 * @since 1.0
 */
SCHAIN_API schain_status schain_event_write_json(const schain_event *event,
                                                 int (*write)(void *context, const char *data,
                                                              size_t size),
                                                 void *context, schain_error *error);

/** @} */
SCHAIN_END_DECLS
#endif
