/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_CLAIM_H
#define SCHAIN_CLAIM_H
/**
 * @file claim.h
 * A typed finding on a subject, fed to the engine as an event.
 */
#include "event.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup claim Claims
 * What an enricher, or the host product itself, has found out about a file, a
 * host name, an address, a signer or a package.
 * @{
 */

/**
 * @name Subjects (schain_claim::subject_kind).
 * @{
 */
#define SCHAIN_SUBJECT_FILE 1u    /**< A path on the event's host. @since 1.0 */
#define SCHAIN_SUBJECT_HASH 2u    /**< A SHA-256. @since 1.0 */
#define SCHAIN_SUBJECT_DOMAIN 3u  /**< A host name. @since 1.0 */
#define SCHAIN_SUBJECT_ADDRESS 4u /**< An IP address. @since 1.0 */
#define SCHAIN_SUBJECT_SIGNER 5u  /**< A signer's name. @since 1.0 */
#define SCHAIN_SUBJECT_PACKAGE 6u /**< A package name. @since 1.0 */
/** @} */

/**
 * @name Findings (schain_claim::finding).
 * @{
 */
#define SCHAIN_FINDING_SIGNATURE 1u /**< schain_claim::signature says it. @since 1.0 */
#define SCHAIN_FINDING_KNOWN_GOOD 2u /**< Known and wanted. @since 1.0 */
#define SCHAIN_FINDING_KNOWN_BAD 3u  /**< On an indicator list. @since 1.0 */
#define SCHAIN_FINDING_UNCOMMON 4u   /**< Rare, new or unknown to a reputation source. @since 1.0 */
#define SCHAIN_FINDING_MODIFIED 5u   /**< Differs from what its package delivered. @since 1.0 */
#define SCHAIN_FINDING_UNMODIFIED 6u /**< As its package delivered it. @since 1.0 */
/** @} */

/** One finding on one subject. @since 1.0 */
typedef struct schain_claim {
	uint32_t struct_size;  /**< sizeof(schain_claim). */
	uint32_t subject_kind; /**< SCHAIN_SUBJECT_FILE and the like. */
	uint32_t finding;      /**< SCHAIN_FINDING_KNOWN_BAD and the like. */
	uint32_t flags;        /**< 0. */
	int64_t lifetime;      /**< Nanoseconds it stays true; 0: for good. */
	schain_string subject; /**< Path, hash, name, address... */
	schain_string claimant; /**< Who says so. */
	schain_string reason;   /**< For a person to read. */
	const schain_signature *signature; /**< Of #SCHAIN_FINDING_SIGNATURE. */
	const void *reserved;   /**< NULL. */
} schain_claim;

/** Static initialiser. @since 1.0 */
#define SCHAIN_CLAIM_INIT \
	{ (uint32_t)sizeof(schain_claim), 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, NULL, NULL }
/** The same as #SCHAIN_CLAIM_INIT. @since 1.0 */
SCHAIN_API void schain_claim_init(schain_claim *claim, size_t size);

/** @} */
SCHAIN_END_DECLS
#endif
