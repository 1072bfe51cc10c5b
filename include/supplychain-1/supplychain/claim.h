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
#define SCHAIN_SUBJECT_PACKAGE 6u /**< A package URL, its type the manager as the sensor calls it: `pkg:npm/NAME\@VERSION`. @since 1.0 */
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
#define SCHAIN_FINDING_DESTINATION 7u /**< What kind of destination it is: schain_claim::reasons says it. @since 1.0 */
/** @} */

/**
 * @name Reasons (schain_claim::reasons): what a destination is, and what is odd about it.
 * @{
 */
#define SCHAIN_REASON_APPROVED (1u << 0)          /**< An approved host. @since 1.0 */
#define SCHAIN_REASON_VENDOR (1u << 1)            /**< The vendor's own domain. @since 1.0 */
#define SCHAIN_REASON_CDN (1u << 2)               /**< A content delivery network. @since 1.0 */
#define SCHAIN_REASON_CLOUD (1u << 3)             /**< A cloud that anyone can rent. @since 1.0 */
#define SCHAIN_REASON_PRIVATE (1u << 4)           /**< Inside: a private or special network. @since 1.0 */
#define SCHAIN_REASON_LOOPBACK (1u << 5)          /**< The host itself. @since 1.0 */
#define SCHAIN_REASON_LINK_LOCAL (1u << 6)        /**< The host's own link. @since 1.0 */
#define SCHAIN_REASON_METADATA (1u << 7)          /**< A cloud's metadata service. @since 1.0 */
#define SCHAIN_REASON_DIRECT (1u << 8)            /**< An address that no name was asked for. @since 1.0 */
#define SCHAIN_REASON_NEW_TO_PRODUCT (1u << 9)    /**< The product was never seen there. @since 1.0 */
#define SCHAIN_REASON_NEW_TO_HOST (1u << 10)      /**< Nothing on this host was. @since 1.0 */
#define SCHAIN_REASON_NEW_TO_FLEET (1u << 11)     /**< Nothing on any host was. @since 1.0 */
#define SCHAIN_REASON_NEW_DOMAIN (1u << 12)       /**< Nor at any name of its registrable domain. @since 1.0 */
#define SCHAIN_REASON_LOOK_ALIKE (1u << 13)       /**< Its name imitates an approved or vendor's. @since 1.0 */
#define SCHAIN_REASON_GENERATED (1u << 14)        /**< An algorithm seems to have made its name. @since 1.0 */
#define SCHAIN_REASON_DNS_TUNNEL (1u << 15)       /**< Data seems to travel in the names asked for. @since 1.0 */
#define SCHAIN_REASON_CODE_HOST (1u << 16)        /**< A public host of source code. @since 1.0 */
#define SCHAIN_REASON_PASTE (1u << 17)            /**< A public place for texts. @since 1.0 */
#define SCHAIN_REASON_CHAT (1u << 18)             /**< A chat service's API. @since 1.0 */
#define SCHAIN_REASON_WEBHOOK (1u << 19)          /**< A public collector of requests. @since 1.0 */
#define SCHAIN_REASON_FILE_SHARING (1u << 20)     /**< A public place for files. @since 1.0 */
#define SCHAIN_REASON_DYNAMIC_DNS (1u << 21)      /**< A name of a dynamic DNS service. @since 1.0 */
#define SCHAIN_REASON_DOH (1u << 22)              /**< DNS over HTTPS or TLS. @since 1.0 */
#define SCHAIN_REASON_TOR (1u << 23)              /**< Tor, or a gateway into it. @since 1.0 */
#define SCHAIN_REASON_RELAY (1u << 24)            /**< A public service that relays to someone's own machine. @since 1.0 */
#define SCHAIN_REASON_UNUSUAL_PORT (1u << 25)     /**< A port that no common service has. @since 1.0 */
#define SCHAIN_REASON_UNUSUAL_PROTOCOL (1u << 26) /**< Not the protocol of that port. @since 1.0 */
#define SCHAIN_REASON_RARE_NETWORK (1u << 27)     /**< A network that hardly anything here talks to. @since 1.0 */
#define SCHAIN_REASON_BEACON (1u << 28)           /**< Contacted at regular intervals. @since 1.0 */
#define SCHAIN_REASON_ODD_USE (1u << 29)          /**< Used as this product never did: other program, port, protocol or amount. @since 1.0 */
/** @} */

/** Name of one bit of schain_claim::reasons such as "look_alike", or NULL. Static. @since 1.0 */
SCHAIN_API const char *schain_reason_get_name(uint32_t reason);
/** The bit of a name of schain_reason_get_name(), or 0. @since 1.0 */
SCHAIN_API uint32_t schain_reason_of(schain_string name);

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
	uint32_t reasons;       /**< Of #SCHAIN_FINDING_DESTINATION: SCHAIN_REASON_LOOK_ALIKE and the like, a bit each. */
	uint32_t reserved_bits; /**< 0. */
} schain_claim;

/** Static initialiser. @since 1.0 */
#define SCHAIN_CLAIM_INIT \
	{ (uint32_t)sizeof(schain_claim), 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, NULL, NULL, 0, 0 }
/** The same as #SCHAIN_CLAIM_INIT. @since 1.0 */
SCHAIN_API void schain_claim_init(schain_claim *claim, size_t size);

/** @} */
SCHAIN_END_DECLS
#endif
