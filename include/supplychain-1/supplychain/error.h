/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_ERROR_H
#define SCHAIN_ERROR_H
/**
 * @file error.h
 * What failing calls return, and where they put the detail.
 */
#include "base.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup error Errors
 * Every call that can fail returns a #schain_status. Detail goes to a
 * #schain_error of the caller's; there is no hidden per-thread error.
 * @{
 */

/** 0 is success, negative is an error, positive is a success with a remark. @since 1.0 */
typedef int32_t schain_status;

#define SCHAIN_OK 0             /**< Done. @since 1.0 */
#define SCHAIN_END 1            /**< Nothing more to return. @since 1.0 */
#define SCHAIN_AGAIN 2          /**< Nothing yet; more input is needed. @since 1.0 */
#define SCHAIN_E_ARGUMENT (-1)  /**< An argument is not valid. @since 1.0 */
#define SCHAIN_E_MEMORY (-2)    /**< The allocator returned NULL. @since 1.0 */
#define SCHAIN_E_STATE (-3)     /**< Not allowed in the object's state. @since 1.0 */
#define SCHAIN_E_TOO_SMALL (-4) /**< A struct_size is less than 1.0's. @since 1.0 */
#define SCHAIN_E_TOO_NEW (-5)   /**< A struct has a non-zero tail unknown here. @since 1.0 */
#define SCHAIN_E_SYNTAX (-6)    /**< Text could not be parsed. @since 1.0 */
#define SCHAIN_E_KEY (-7)       /**< Unknown policy key. @since 1.0 */
#define SCHAIN_E_VALUE (-8)     /**< A value out of range or of a wrong type. @since 1.0 */
#define SCHAIN_E_LIMIT (-9)     /**< A limit was reached. @since 1.0 */
#define SCHAIN_E_IO (-10)       /**< A file could not be read or written. @since 1.0 */
#define SCHAIN_E_FORMAT (-11)   /**< Not a known format. @since 1.0 */
#define SCHAIN_E_UNSUPPORTED (-12) /**< Configured out of this build. @since 1.0 */
#define SCHAIN_E_DAMAGED (-13)  /**< A record is damaged and was skipped. @since 1.0 */
#define SCHAIN_E_CANCELLED (-14) /**< A callback asked to stop. @since 1.0 */

/**
 * Detail of a failure. In the caller's memory; set up with
 * #SCHAIN_ERROR_INIT. Calls write it only when they fail.
 * @since 1.0
 */
typedef struct schain_error {
	uint32_t struct_size; /**< sizeof(schain_error). */
	schain_status code;   /**< Same as the returned status. */
	uint64_t line;        /**< Line, from 1; 0 if none. */
	uint64_t column;      /**< Column in bytes, from 1; 0 if none. */
	uint64_t offset;      /**< Byte offset in the input. */
	char where[256];      /**< File or object, NUL-terminated; may be empty. */
	char message[512];    /**< What was wrong and what was expected, NUL-terminated. */
} schain_error;

/** Initialiser. @since 1.0 */
#define SCHAIN_ERROR_INIT { (uint32_t)sizeof(schain_error), 0, 0, 0, 0, "", "" }

/** The same as #SCHAIN_ERROR_INIT, for callers without the macro. @since 1.0 */
SCHAIN_API void schain_error_init(schain_error *error, size_t size);

/** Name of a status such as "SCHAIN_E_MEMORY"; never NULL. Static. @since 1.0 */
SCHAIN_API const char *schain_status_get_name(schain_status status);

/** One English sentence for a status; never NULL. Static. @since 1.0 */
SCHAIN_API const char *schain_status_get_text(schain_status status);

/**
 * Writes "where:line:column: message" into @p buffer, always terminated; nothing
 * into NULL, and "" of a NULL @p error.
 * @return the length the whole text has, as snprintf does.
 * @since 1.0
 */
SCHAIN_API size_t schain_error_format(const schain_error *error, char *buffer, size_t size);

/** @} */
SCHAIN_END_DECLS
#endif
