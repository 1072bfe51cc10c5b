/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_POLICY_H
#define SCHAIN_POLICY_H
/**
 * @file policy.h
 * Everything a deployment tunes: the analytics' mutable elements, catalogues,
 * weights, windows.
 */
#include "base.h"
#include "error.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup policy Policy
 *
 * A policy is a set of keys. Each key holds one value (a duration, a number, a
 * level) or a list of patterns. schain_policy_new() gives the built-in
 * default; files and calls are layered on it. A policy given to an engine is
 * copied, so it may be changed or freed afterwards.
 *
 * A policy belongs to one thread at a time.
 * @{
 */

/** A policy. @since 1.0 */
typedef struct schain_policy schain_policy;

/**
 * @name Kinds of keys (schain_policy_key::kind).
 * @{
 */
#define SCHAIN_POLICY_DURATION 1u /**< "90m", "30d"; stored in nanoseconds. @since 1.0 */
#define SCHAIN_POLICY_SIZE 2u     /**< "16KiB"; stored in bytes. @since 1.0 */
#define SCHAIN_POLICY_INTEGER 3u  /**< A whole number. @since 1.0 */
#define SCHAIN_POLICY_WEIGHT 4u   /**< Decibans, -100 to 100. @since 1.0 */
#define SCHAIN_POLICY_LIST 5u     /**< Patterns. @since 1.0 */
/** @} */

/** What is known of one key; static, valid for ever. @since 1.0 */
typedef struct schain_policy_key {
	uint32_t struct_size; /**< sizeof(schain_policy_key). */
	uint32_t kind;        /**< SCHAIN_POLICY_LIST and the like. */
	int64_t minimum;      /**< Least value; 0 for a list. */
	int64_t maximum;      /**< Greatest value; 0 for a list. */
	const char *name;     /**< Dotted, such as "windows.write_to_first_run". */
	const char *summary;  /**< One line: meaning and unit. */
	const char *source;   /**< Where it comes from: an ATT&CK mutable element, or "library". */
	const char *pattern;  /**< Of a list: "image", "name", "path", "host", "signer", "url" or "word"; else "". */
} schain_policy_key;

/**
 * The built-in default.
 * @param allocator borrowed for the policy's life; NULL: malloc.
 * @since 1.0
 */
SCHAIN_API schain_status schain_policy_new(const schain_allocator *allocator,
                                           schain_policy **ret_policy, schain_error *error);
/** A copy. @since 1.0 */
SCHAIN_API schain_status schain_policy_dup(const schain_policy *policy, schain_policy **ret_policy,
                                           schain_error *error);
/** Frees; NULL is allowed. @since 1.0 */
SCHAIN_API void schain_policy_free(schain_policy *policy);

/**
 * Layers a YAML document on the policy. On an error nothing is changed.
 * @param name what errors call the document.
 * @return #SCHAIN_E_UNSUPPORTED in a build without YAML; #SCHAIN_E_SYNTAX,
 * #SCHAIN_E_KEY (the message suggests the nearest key) or #SCHAIN_E_VALUE with
 * line and column.
 * @since 1.0
 */
SCHAIN_API schain_status schain_policy_load(schain_policy *policy, schain_string yaml,
                                            const char *name, schain_error *error);
/** schain_policy_load() on a file. Opens and reads it. @since 1.0 */
SCHAIN_API schain_status schain_policy_load_file(schain_policy *policy, const char *path,
                                                 schain_error *error);

/** Sets a single-valued key from text such as "90m" or "-6". @since 1.0 */
SCHAIN_API schain_status schain_policy_set(schain_policy *policy, const char *key,
                                           schain_string value, schain_error *error);
/** Appends a pattern to a list; one that is there already is not doubled. @since 1.0 */
SCHAIN_API schain_status schain_policy_add(schain_policy *policy, const char *key,
                                           schain_string pattern, schain_error *error);
/** Empties a list. @since 1.0 */
SCHAIN_API schain_status schain_policy_clear(schain_policy *policy, const char *key,
                                             schain_error *error);
/** Value of a single-valued key, in the key's unit. @since 1.0 */
SCHAIN_API schain_status schain_policy_get(const schain_policy *policy, const char *key,
                                           int64_t *ret_value, schain_error *error);
/** Number of patterns in a list; 0 for an unknown key. @since 1.0 */
SCHAIN_API size_t schain_policy_get_count(const schain_policy *policy, const char *key);
/** Pattern @p index of a list; borrowed until the policy changes. @since 1.0 */
SCHAIN_API schain_string schain_policy_get_item(const schain_policy *policy, const char *key,
                                                size_t index);

/** Key number @p index, in documented order; NULL past the last. @since 1.0 */
SCHAIN_API const schain_policy_key *schain_policy_key_at(size_t index);
/** The key of that name, or NULL. @since 1.0 */
SCHAIN_API const schain_policy_key *schain_policy_key_of(const char *name);

/**
 * @name Host configuration formats (schain_policy_import()).
 * @{
 */
#define SCHAIN_IMPORT_APT_SOURCES 1u /**< sources.list, one-line or deb822. @since 1.0 */
#define SCHAIN_IMPORT_YUM_REPO 2u    /**< A .repo file. @since 1.0 */
#define SCHAIN_IMPORT_NPMRC 3u       /**< .npmrc. @since 1.0 */
#define SCHAIN_IMPORT_PIP_CONF 4u    /**< pip.conf. @since 1.0 */
#define SCHAIN_IMPORT_BREW_TAPS 5u   /**< Output of `brew tap`, or a git config's remote of a tap. @since 1.0 */
/** @} */

/**
 * Takes approved hosts, repositories and registries from the text of a host's
 * own configuration file.
 * @param ret_added how many patterns are new; may be NULL.
 * @since 1.0
 */
SCHAIN_API schain_status schain_policy_import(schain_policy *policy, uint32_t format,
                                              schain_string text, const char *name,
                                              size_t *ret_added, schain_error *error);
/**
 * Imports every configuration file of a host that this library knows, below
 * @p root ("/" for this host). Files that are absent are skipped; reads files.
 * @since 1.0
 */
SCHAIN_API schain_status schain_policy_import_host(schain_policy *policy, const char *root,
                                                   size_t *ret_added, schain_error *error);

/**
 * The whole policy, or with @p base only what differs from it, as YAML that
 * schain_policy_load() reads back. @p write is called with pieces of it.
 * @since 1.0
 */
SCHAIN_API schain_status schain_policy_write(const schain_policy *policy, const schain_policy *base,
                                             int (*write)(void *context, const char *data, size_t size),
                                             void *context, schain_error *error);

/** @} */
SCHAIN_END_DECLS
#endif
