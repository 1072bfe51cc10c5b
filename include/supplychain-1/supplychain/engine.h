/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_ENGINE_H
#define SCHAIN_ENGINE_H
/**
 * @file engine.h
 * Events in, verdicts out.
 */
#include "base.h"
#include "claim.h"
#include "error.h"
#include "event.h"
#include "plugins.h"
#include "policy.h"
#include "verdict.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup engine Engine
 *
 * An engine belongs to one thread at a time; different engines run in
 * parallel and share nothing. It does no input or output, starts no thread and
 * never blocks.
 *
 * Events may be fed a little out of order: they are held until the policy's
 * `ordering.lateness` has passed in event time, then judged in order of time.
 * Verdicts come by schain_engine_next_verdict(), or through a callback.
 * @{
 */

/** An engine. @since 1.0 */
typedef struct schain_engine schain_engine;

/**
 * @name Log levels.
 * @{
 */
#define SCHAIN_LOG_ERROR 0u   /**< Something is wrong. @since 1.0 */
#define SCHAIN_LOG_WARNING 1u /**< Something will be missed. @since 1.0 */
#define SCHAIN_LOG_INFO 2u    /**< Worth knowing. @since 1.0 */
#define SCHAIN_LOG_DEBUG 3u   /**< For developers. @since 1.0 */
/** @} */

/** Options of schain_engine_new(). @since 1.0 */
typedef struct schain_engine_options {
	uint32_t struct_size; /**< sizeof(schain_engine_options). */
	uint32_t flags;       /**< 0. */
	uint64_t memory_limit; /**< Bytes of state at most; 0: 64 MiB. */
	uint64_t seed[2];     /**< Key of the hash tables; both 0: random. Never influences a verdict. */
	const schain_allocator *allocator; /**< Borrowed for the engine's life; NULL: malloc. */
	const schain_policy *policy;       /**< Copied; NULL: the built-in default. */
	/**
	 * Called for each new or revised verdict instead of queueing it; NULL: queue.
	 * Runs inside feed, advance or flush. May not call the engine. Returns 0 to
	 * go on, else the call in progress ends with #SCHAIN_E_CANCELLED.
	 */
	int (*verdict)(void *context, const schain_verdict *verdict);
	/** Called with messages for people; NULL: none. */
	void (*log)(void *context, uint32_t level, const char *message);
	void *context;        /**< Passed to each. */
	const void *reserved; /**< NULL. */
	/**
	 * Whose enrichers are asked about delivered files that run or are loaded, and
	 * about destinations that are not approved; NULL: none. Borrowed for the
	 * engine's life, one engine at a time. Feeding never waits for an answer:
	 * claims are taken at the next call, and verdicts revised. Its sinks are given
	 * each verdict when the product gets it, by `verdict` or by
	 * schain_engine_next_verdict(), and those of closed chains in either case.
	 */
	schain_plugins *plugins;
	/**
	 * Called with each event once it is taken, and with each claim of a plugin, in
	 * the order in which they count; calls of advance and flush come as
	 * #SCHAIN_EVENT_ADVANCE and #SCHAIN_EVENT_FLUSH. Fed to an engine without
	 * plugins, these give the same verdicts. Borrowed until it returns; may not
	 * call the engine. Returns as `verdict`. NULL: none.
	 */
	int (*taken)(void *context, const schain_event *event);
} schain_engine_options;

/** Static initialiser. @since 1.0 */
#define SCHAIN_ENGINE_OPTIONS_INIT \
	{ (uint32_t)sizeof(schain_engine_options), 0, 0, {0, 0}, NULL, NULL, NULL, NULL, NULL, NULL, \
	  NULL, NULL }
/** The same as #SCHAIN_ENGINE_OPTIONS_INIT. @since 1.0 */
SCHAIN_API void schain_engine_options_init(schain_engine_options *options, size_t size);

/** A new engine; free it with schain_engine_free(). @since 1.0 */
SCHAIN_API schain_status schain_engine_new(const schain_engine_options *options,
                                           schain_engine **ret_engine, schain_error *error);
/** Frees an engine and all it lent; NULL is allowed. @since 1.0 */
SCHAIN_API void schain_engine_free(schain_engine *engine);

/**
 * Feeds a batch.
 * @param events array of @p count elements, @p event_size bytes each (use
 * sizeof(schain_event)); borrowed until return.
 * @param ret_consumed how many were taken, also on an error; may be NULL.
 * @return #SCHAIN_OK; #SCHAIN_E_MEMORY leaves the engine usable: feed the rest
 * again.
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_feed(schain_engine *engine, const schain_event *events,
                                            size_t event_size, size_t count, size_t *ret_consumed,
                                            schain_error *error);
/**
 * Tells the time where no event does: releases events held longer than the
 * lateness and lets windows pass. Moving backwards has no effect. Hosts that were
 * not heard of for the policy's `dormancy` are forgotten.
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_advance(schain_engine *engine, schain_time now,
                                               schain_error *error);
/** Judges everything that is held back, as at the end of input. @since 1.0 */
SCHAIN_API schain_status schain_engine_flush(schain_engine *engine, schain_error *error);

/**
 * Takes the next new or revised verdict. A verdict that was revised several
 * times since it was last taken comes once, in its newest form. Take them after
 * each feed: a chain that is closed or forgotten takes its verdict with it. Only
 * the callback is told of closed chains.
 * @param ret_verdict borrowed until the engine's next call.
 * @return #SCHAIN_OK, or #SCHAIN_END when there is none.
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_next_verdict(schain_engine *engine,
                                                    const schain_verdict **ret_verdict,
                                                    schain_error *error);
/**
 * Calls @p visit with every open verdict, in order of first evidence, then id.
 * @return #SCHAIN_OK, or #SCHAIN_E_CANCELLED if @p visit returned non-zero.
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_each_verdict(schain_engine *engine,
                                                    int (*visit)(void *context,
                                                                 const schain_verdict *verdict),
                                                    void *context, schain_error *error);

/** Takes over a copy of a new policy; it applies to events from now on. @since 1.0 */
SCHAIN_API schain_status schain_engine_set_policy(schain_engine *engine, const schain_policy *policy,
                                                  schain_error *error);

/**
 * @name One host's state.
 * All that is remembered of a host, as bytes that another engine can take over:
 * fed the rest of the host's events under the same policy, it gives the same
 * verdicts. The form is the same on every machine and described in
 * doc/state-format.md; what one version writes, each later one reads. It holds
 * paths, command lines and names as they were seen: keep it as you keep the
 * events.
 * @{
 */
/**
 * Writes a host's state, in one call of @p write.
 * @param host as in schain_event::host.
 * @param write takes @p size bytes, borrowed until it returns; non-zero ends
 * with #SCHAIN_E_CANCELLED. May not call the engine.
 * @return #SCHAIN_OK; #SCHAIN_E_ARGUMENT for a host the engine does not know;
 * #SCHAIN_E_MEMORY; what the store failed with that holds a part. The engine is
 * as before.
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_export_host(schain_engine *engine, schain_string host,
                                                   int (*write)(void *context, const char *data,
                                                                size_t size),
                                                   void *context, schain_error *error);
/**
 * Takes over a host's state; @p data is borrowed until return and may come from
 * anywhere: it is checked throughout.
 * @return #SCHAIN_OK; #SCHAIN_E_STATE if the engine knows the host already
 * (schain_engine_forget_host() first); #SCHAIN_E_FORMAT, #SCHAIN_E_DAMAGED,
 * #SCHAIN_E_TOO_NEW for a state of a later version, #SCHAIN_E_LIMIT beyond
 * schain_engine_options::memory_limit, #SCHAIN_E_MEMORY: then the engine knows
 * nothing of the host.
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_import_host(schain_engine *engine, const void *data,
                                                   size_t size, schain_error *error);
/**
 * Forgets a host: an endpoint that was taken out of service, or one that another
 * engine has taken over. The verdict callback is told of its open verdicts a
 * last time.
 * @return #SCHAIN_OK, or #SCHAIN_E_ARGUMENT for a host the engine does not know.
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_forget_host(schain_engine *engine, schain_string host,
                                                   schain_error *error);
/** @} */

/** Counters since schain_engine_new(). @since 1.0 */
typedef struct schain_engine_statistics {
	uint32_t struct_size;      /**< sizeof(schain_engine_statistics). */
	uint32_t hosts;            /**< Endpoints known. */
	uint64_t events;           /**< Taken. */
	uint64_t events_judged;    /**< Past the reorder buffer. */
	uint64_t events_late;      /**< Later than the lateness; judged all the same. */
	uint64_t events_unknown;   /**< Of an unknown type or without needed fields. */
	uint64_t events_lost;      /**< Reported lost by sensors. */
	uint64_t reorder_overflow; /**< Released early because the buffer was full. */
	uint64_t processes;        /**< Now in the table. */
	uint64_t files;            /**< Delivered files now remembered. */
	uint64_t deliveries;       /**< Now remembered. */
	uint64_t chains;           /**< Now open. */
	uint64_t products;         /**< Profiles now held. */
	uint64_t verdicts;         /**< Delivered, revisions included. */
	uint64_t forgotten_processes; /**< Dropped because of the memory limit. */
	uint64_t forgotten_files;     /**< The same. */
	uint64_t forgotten_deliveries; /**< The same. */
	uint64_t forgotten_chains;    /**< The same. */
	uint64_t memory;           /**< Bytes of state now. */
	uint64_t memory_peak;      /**< Most bytes of state. */
	uint64_t forgotten_hosts;  /**< Not heard of for the policy's `dormancy`, or dropped because of the memory limit. */
	uint64_t cold_deliveries;  /**< Of deliveries, those that are in the store only. */
	uint64_t cold_files;       /**< Of files, the same. */
	uint64_t put_away;         /**< Times that a delivery left memory for the store. */
	uint64_t woken;            /**< Times that one came back. */
	uint64_t unread;           /**< Times that one should have come back, and could not be read. */
} schain_engine_statistics;

/** Fills @p ret_statistics, no more than its struct_size. @since 1.0 */
SCHAIN_API schain_status schain_engine_get_statistics(const schain_engine *engine,
                                                      schain_engine_statistics *ret_statistics,
                                                      schain_error *error);

/** @} */
SCHAIN_END_DECLS
#endif
