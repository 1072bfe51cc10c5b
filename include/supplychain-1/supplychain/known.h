/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_KNOWN_H
#define SCHAIN_KNOWN_H
/**
 * @file known.h
 * What an engine remembers, for people: products, deliveries, files.
 */
#include "base.h"
#include "engine.h"
#include "error.h"
#include "verdict.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup known Known
 *
 * These only look: no verdict is another for it. What is in the store only is
 * read for it and let go again, so a look at very many deliveries takes its
 * time. All that a callback is given is borrowed until it returns; it may not
 * call the engine, and ends the list with what is not 0
 * (#SCHAIN_E_CANCELLED).
 * @{
 */

/**
 * @name What a product does (schain_known_trait::kind).
 * @{
 */
#define SCHAIN_TRAIT_CHILD 0u       /**< A program it starts: file name in lower case. @since 1.0 */
#define SCHAIN_TRAIT_MODULE 1u      /**< A module it brings and loads: file name in lower case. @since 1.0 */
#define SCHAIN_TRAIT_SIGNER 2u      /**< Who signed what it runs and loads. @since 1.0 */
#define SCHAIN_TRAIT_DOMAIN 3u      /**< Registrable domain, or address, it connects to. @since 1.0 */
#define SCHAIN_TRAIT_PORT 4u        /**< Remote port, in decimal digits. @since 1.0 */
#define SCHAIN_TRAIT_PERSISTENCE 5u /**< How it arranges to run again: folder, registry key or tool. @since 1.0 */
#define SCHAIN_TRAIT_IDENTITY 6u    /**< The same as a signer, as schain_signature::identity. @since 1.0 */
#define SCHAIN_TRAIT_COUNT 7u       /**< How many kinds there are. @since 1.0 */
/** @} */
/** Name of a kind such as "child". Static. @since 1.0 */
SCHAIN_API const char *schain_trait_get_name(uint32_t kind);

/** One thing that a product was seen to do. @since 1.0 */
typedef struct schain_known_trait {
	uint32_t struct_size; /**< sizeof(schain_known_trait). */
	uint32_t kind;        /**< #SCHAIN_TRAIT_CHILD and the like. */
	schain_string value;  /**< By kind. */
	schain_time first;    /**< First and */
	schain_time last;     /**< last seen, in event time. */
} schain_known_trait;

/** Of schain_known_product::flags: a change since its next update means something. @since 1.0 */
#define SCHAIN_KNOWN_MATURE 1u

/** A product of a host: what it did so far, but for what a chain judged bad did. @since 1.0 */
typedef struct schain_known_product {
	uint32_t struct_size;  /**< sizeof(schain_known_product). */
	uint32_t flags;        /**< #SCHAIN_KNOWN_MATURE. */
	schain_string host;    /**< Endpoint. */
	schain_string name;    /**< Package, folder or program; absent in states of before it was kept. */
	schain_string version; /**< Of the latest delivery that told one. */
	schain_time first_seen; /**< 0: not known. */
	schain_time last_seen;  /**< 0: not known. */
	uint64_t updates;       /**< Deliveries of it that were used. */
	uint64_t destinations;  /**< Distinct domains and addresses it connected to. */
	const schain_known_trait *traits; /**< By kind, then value. */
	size_t trait_count;     /**< Elements of traits. */
} schain_known_product;

/** One package of a delivery, or all of it where packages are not known. @since 1.0 */
typedef struct schain_known_item {
	uint32_t struct_size;       /**< sizeof(schain_known_item). */
	uint32_t level;             /**< Of its chain: SCHAIN_LEVEL_INFO and the like. */
	int32_t score;              /**< Of its chain, in decibans. */
	uint32_t has_run;           /**< 1: it was used, so there are level, score and signals. */
	schain_string product;      /**< Name; absent while nobody told one. */
	schain_string version;      /**< If its manager told one. */
	schain_string repository;   /**< Where it came from, if its manager told. */
	const schain_signal *signals; /**< So far, as schain_verdict::signals; without schain_signal::process. */
	size_t signal_count;        /**< Elements of signals. */
} schain_known_item;

/** A delivery. @since 1.0 */
typedef struct schain_known_delivery {
	uint32_t struct_size;    /**< sizeof(schain_known_delivery). */
	uint32_t is_remote;      /**< 1: written over the network or by the kernel. */
	uint64_t serial;         /**< Counts the host's deliveries. */
	uint64_t parent;         /**< The delivery that brought its installer; 0: none known. */
	schain_string host;      /**< Endpoint. */
	schain_string installer; /**< Program that delivered it. */
	schain_string script;    /**< Script that it ran, if any. */
	schain_string command_line; /**< As it was logged. */
	schain_string user;      /**< Account. */
	uint64_t pid;            /**< Of the installer. */
	schain_time first_write; /**< In event time. */
	schain_time last_write;  /**< In event time. */
	schain_time now;         /**< The host's time by the last event: less these, ages. */
	uint64_t files;          /**< Files of it that are marked yet. */
	const schain_known_item *items; /**< What it brought. */
	size_t item_count;       /**< Elements of items. */
} schain_known_delivery;

/** A delivered file. @since 1.0 */
typedef struct schain_known_file {
	uint32_t struct_size;  /**< sizeof(schain_known_file). */
	uint32_t content;      /**< SCHAIN_CONTENT_ELF and the like. */
	uint32_t has_run;      /**< 1: it ran, or was loaded. */
	uint32_t item;         /**< Index in schain_known_delivery::items. */
	schain_time written;   /**< In event time. */
	const schain_known_delivery *delivery; /**< What brought it. */
	const void *reserved;  /**< NULL. */
} schain_known_file;

/** An open chain in short. @since 1.0 */
typedef struct schain_known_chain {
	uint32_t struct_size; /**< sizeof(schain_known_chain). */
	uint32_t level;       /**< SCHAIN_LEVEL_INFO and the like. */
	int32_t score;        /**< In decibans. */
	uint32_t stages;      /**< Bit set, as schain_verdict::stages. */
	schain_string id;     /**< As schain_verdict::id. */
	schain_string host;   /**< Endpoint. */
	schain_string product; /**< What was delivered. */
	schain_string version; /**< Its version, if known. */
	schain_time first_run; /**< 0: did not run yet. */
	schain_time last_time; /**< Of the latest evidence. */
	uint64_t signals;      /**< How many it has. */
} schain_known_chain;

/**
 * Tells the @p most open chains that look worst, those that have no verdict yet
 * among them: by score, then the latest evidence first. Chains that are in the
 * store only are left out, so it costs no more than a look at what is in memory.
 * @return #SCHAIN_OK; #SCHAIN_E_CANCELLED, #SCHAIN_E_MEMORY.
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_each_chain(
	schain_engine *engine, size_t most,
	int (*visit)(void *context, const schain_known_chain *chain), void *context,
	schain_error *error);
/**
 * Tells all products of a host, by name; of all hosts where @p host is NULL.
 * @return #SCHAIN_OK; #SCHAIN_E_ARGUMENT for a host the engine does not know;
 * #SCHAIN_E_CANCELLED, #SCHAIN_E_MEMORY.
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_each_product(
	schain_engine *engine, const schain_string *host,
	int (*visit)(void *context, const schain_known_product *product), void *context,
	schain_error *error);
/**
 * Tells all deliveries of a host by serial; of all hosts where @p host is NULL.
 * @return as schain_engine_each_product(); what the store failed with that holds one.
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_each_delivery(
	schain_engine *engine, const schain_string *host,
	int (*visit)(void *context, const schain_known_delivery *delivery), void *context,
	schain_error *error);
/**
 * Tells what is remembered of a path, in any spelling of it, on a host: once, or
 * not at all; on each host where @p host is NULL.
 * @return #SCHAIN_OK; #SCHAIN_END if nothing is; otherwise as
 * schain_engine_each_delivery().
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_find_file(schain_engine *engine, const schain_string *host,
                                                 schain_string path,
                                                 int (*visit)(void *context,
                                                              const schain_known_file *file),
                                                 void *context, schain_error *error);

/**
 * @name Profiles alone.
 * What the products of a reference host do, for hosts that were not watched for
 * long: there it counts as their own past.
 * @{
 */
/**
 * Writes the profiles of a host, in one call of @p write, which is as that of
 * schain_engine_export_host(). Products without a name are left out.
 * @return #SCHAIN_OK; #SCHAIN_E_ARGUMENT for a host the engine does not know;
 * #SCHAIN_E_CANCELLED, #SCHAIN_E_MEMORY.
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_export_profiles(schain_engine *engine, schain_string host,
                                                       int (*write)(void *context, const char *data,
                                                                    size_t size),
                                                       void *context, schain_error *error);
/**
 * Adds profiles to those of a host, which need not be known yet. What is known
 * there stays; import them only from where you would take verdicts.
 * @return #SCHAIN_OK; #SCHAIN_E_FORMAT, #SCHAIN_E_DAMAGED, #SCHAIN_E_TOO_NEW,
 * #SCHAIN_E_LIMIT: then nothing was added; #SCHAIN_E_MEMORY: a part may have been.
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_import_profiles(schain_engine *engine, schain_string host,
                                                       const void *data, size_t size,
                                                       schain_error *error);
/** @} */

/** @} */
SCHAIN_END_DECLS
#endif
