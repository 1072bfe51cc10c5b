/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_H
#define SCHAIN_BASE_H
/**
 * @file base.h
 * Fixed-width types, borrowed strings and the export mark that every other
 * public header builds on.
 */
#include <stddef.h>
#include <stdint.h>

/**
 * @def SCHAIN_BEGIN_DECLS
 * Opens the declarations of a header, in C and in C++. @since 1.0
 */
/**
 * @def SCHAIN_END_DECLS
 * Closes what #SCHAIN_BEGIN_DECLS opened. @since 1.0
 */
#ifdef __cplusplus
#define SCHAIN_BEGIN_DECLS extern "C" {
#define SCHAIN_END_DECLS }
#else
#define SCHAIN_BEGIN_DECLS
#define SCHAIN_END_DECLS
#endif

/**
 * @def SCHAIN_API
 * Marks what the library exports. On Windows a product that links the static
 * library defines SCHAIN_STATIC. @since 1.0
 */
#if defined(SCHAIN_STATIC)
#define SCHAIN_API
#elif defined(_WIN32)
#if defined(SCHAIN_BUILD)
#define SCHAIN_API __declspec(dllexport)
#else
#define SCHAIN_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define SCHAIN_API __attribute__((visibility("default")))
#else
#define SCHAIN_API
#endif

SCHAIN_BEGIN_DECLS

/**
 * @defgroup base Base
 * Types shared by all headers.
 * @{
 */

/**
 * A borrowed string: pointer and length, no terminator needed.
 *
 * Text is UTF-8. File paths are the raw bytes the operating system used. An
 * absent value is `{NULL, 0}`; an empty but present one has a non-NULL pointer.
 * @since 1.0
 */
typedef struct schain_string {
	const char *data; /**< First byte, or NULL for "not known". */
	size_t length;    /**< Number of bytes. */
} schain_string;

#ifdef __cplusplus
/** A schain_string for a string literal. @since 1.0 */
#define SCHAIN_STRING(literal) (schain_string{literal, sizeof(literal) - 1})
/** The absent string. @since 1.0 */
#define SCHAIN_STRING_NONE (schain_string{NULL, 0})
#else
/** A schain_string for a string literal. @since 1.0 */
#define SCHAIN_STRING(literal) ((schain_string){literal, sizeof(literal) - 1})
/** The absent string. @since 1.0 */
#define SCHAIN_STRING_NONE ((schain_string){NULL, 0})
#endif

/**
 * A schain_string for a NUL-terminated string; NULL gives the absent string.
 * Borrows @p text.
 * @since 1.0
 */
SCHAIN_API schain_string schain_string_of(const char *text);

/**
 * Nanoseconds since 1970-01-01T00:00:00Z, without leap seconds. 0 means "not
 * known".
 * @since 1.0
 */
typedef int64_t schain_time;

/** Nanoseconds in a second. @since 1.0 */
#define SCHAIN_SECOND INT64_C(1000000000)

/**
 * Memory functions of the host product. All three are needed. They may be
 * called only by the thread that is inside a call of the object they were
 * given to.
 * @since 1.0
 */
typedef struct schain_allocator {
	uint32_t struct_size; /**< sizeof(schain_allocator). */
	uint32_t flags;       /**< 0. */
	/** Returns @p size bytes aligned for any type, or NULL. */
	void *(*allocate)(void *context, size_t size);
	/** As realloc; @p old_size is what was asked for before. */
	void *(*reallocate)(void *context, void *memory, size_t old_size, size_t size);
	/** Releases; NULL is allowed. */
	void (*release)(void *context, void *memory, size_t size);
	void *context; /**< Passed to each function. */
} schain_allocator;

/** @} */
SCHAIN_END_DECLS
#endif
