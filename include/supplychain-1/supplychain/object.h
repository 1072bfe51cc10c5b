/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_OBJECT_H
#define SCHAIN_OBJECT_H
/**
 * @file object.h
 * Shared objects that nobody else can have put there: how the library loads a
 * plugin's, and how a plugin loads one of a product's own.
 */
#include "base.h"
#include "error.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup object Shared objects
 *
 * All functions may be called from any thread. Nothing is looked for: no search
 * path, no environment.
 * @{
 */

/** A shared object of this process. It stays mapped; there is nothing to free. @since 1.0 */
typedef struct schain_object schain_object;

/** A function of one, to be cast to its own type. @since 1.0 */
typedef void (*schain_function)(void);

/**
 * Can nobody but root and this user have put that file there? The path is
 * absolute and without symbolic links and dots; the file is a regular one;
 * it and each directory above it belong to root or to the user, and nobody else
 * may write to them (a sticky directory such as /tmp may be passed through).
 * @return #SCHAIN_E_ARGUMENT if somebody can, #SCHAIN_E_IO if it cannot be
 * looked at, #SCHAIN_E_UNSUPPORTED if this build loads nothing.
 * @since 1.0
 */
SCHAIN_API schain_status schain_path_check(const char *path, schain_error *error);

/**
 * Loads a shared object from a file that schain_path_check() passes. Its
 * initialisers run; what it needs of other shared objects is the dynamic
 * linker's to find.
 *
 * With a SHA-256 the very bytes that are mapped are held against it. On Linux
 * that is a sealed copy in memory: `$ORIGIN` in the object then leads nowhere,
 * and one file descriptor stays open. Elsewhere it is the opened file, which
 * root and the user could still change.
 *
 * @param sha256 64 hexadecimal digits, or absent: any content.
 * @return as schain_path_check(), and #SCHAIN_E_VALUE for another SHA-256,
 * #SCHAIN_E_IO if it cannot be loaded.
 * @since 1.0
 */
SCHAIN_API schain_status schain_object_load(const char *path, schain_string sha256,
                                            schain_object **ret_object, schain_error *error);

/**
 * A function of the object, or of those it needs.
 * @return #SCHAIN_E_IO if it has none of that name.
 * @since 1.0
 */
SCHAIN_API schain_status schain_object_get_function(schain_object *object, const char *name,
                                                    schain_function *ret_function,
                                                    schain_error *error);

/** @} */
SCHAIN_END_DECLS
#endif
