/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_VERSION_H
#define SCHAIN_VERSION_H
/**
 * @file version.h
 * Which library this is, when compiled and when run.
 */
#include <supplychain/base.h>

SCHAIN_BEGIN_DECLS
/**
 * @defgroup version Version
 * @{
 */
#define SCHAIN_VERSION_MAJOR 1 /**< Rises when the ABI breaks. @since 1.0 */
#define SCHAIN_VERSION_MINOR 0 /**< Rises when something is added. @since 1.0 */
#define SCHAIN_VERSION_MICRO 0 /**< Rises with repairs. @since 1.0 */
#define SCHAIN_VERSION "1.0.0"  /**< As text. @since 1.0 */
/** Version of the meaning of events, apart from the ABI. @since 1.0 */
#define SCHAIN_EVENT_SCHEMA 1u

/** #SCHAIN_VERSION of the library that runs. Static. @since 1.0 */
SCHAIN_API const char *schain_version(void);
/** Major, minor and micro of the library that runs, as major << 16 | minor << 8 | micro. @since 1.0 */
SCHAIN_API uint32_t schain_version_number(void);
/** #SCHAIN_EVENT_SCHEMA of the library that runs. @since 1.0 */
SCHAIN_API uint32_t schain_event_schema(void);
/**
 * 1 if this build has an optional part: "yaml" (policy files), "xxhash",
 * "load-plugins" (schain_plugins_load()), else 0.
 * @since 1.0
 */
SCHAIN_API int schain_supports(const char *feature);
/** @} */
SCHAIN_END_DECLS
#endif
