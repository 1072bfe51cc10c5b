/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_FORMAT_H
#define SCHAIN_FORMAT_H
/**
 * @file format.h
 * What a log format is, for those who read one and those who ask which there
 * are.
 */
#include "base.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup format Formats
 * @{
 */

/**
 * @name How an input is cut into records (schain_plugin_decoder::framing).
 * @{
 */
#define SCHAIN_FRAMING_LINES 1u /**< A line, without its LF or CRLF; blank ones are skipped. @since 1.0 */
#define SCHAIN_FRAMING_JSON 2u  /**< A JSON object: a line each, concatenated, pretty-printed, or in one array. @since 1.0 */
#define SCHAIN_FRAMING_XML 3u   /**< An `Event` element, whatever stands between them. @since 1.0 */
#define SCHAIN_FRAMING_WHOLE 4u /**< The whole input, up to the decoder's limit. @since 1.0 */
/** @} */

/** What a decoder can read; constant. @since 1.0 */
typedef struct schain_format {
	uint32_t struct_size; /**< sizeof(schain_format). */
	uint32_t flags;       /**< 0. */
	const char *name;     /**< Such as "sysmon-evtx". */
	const char *summary;  /**< One line. */
	const char *fields;   /**< Which records and fields are used. */
	const char *missing;  /**< What it cannot tell, and what that costs. */
} schain_format;

/** @} */
SCHAIN_END_DECLS
#endif
