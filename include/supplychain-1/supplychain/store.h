/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_STORE_H
#define SCHAIN_STORE_H
/**
 * @file store.h
 * Where an engine keeps what it remembers, so that it outlives the process.
 */
#include "base.h"
#include "engine.h"
#include "error.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup store Store
 *
 * A store keeps byte strings under a key of three: host, kind and id. The
 * library brings two, one in SQLite and one in memory; a host product may bring
 * its own. doc/state.md tells how to work with them.
 * @{
 */

/**
 * What a store does. All functions get schain_store::context first, return #SCHAIN_OK or a
 * negative status with its reason in @p error (which may be NULL), and are
 * called by the engine's thread, from inside the engine's calls. They must not
 * wait: a store that is busy says #SCHAIN_E_IO, and is asked again later.
 * @since 1.0
 */
typedef struct schain_store {
	uint32_t struct_size; /**< sizeof(schain_store). */
	uint32_t flags;       /**< 0. */
	void *context;        /**< Passed to each. */
	/** Begins a transaction. There is one at a time. */
	schain_status (*begin)(void *context, schain_error *error);
	/** Makes all since begin last, or none of it; ends the transaction also when it fails. */
	schain_status (*commit)(void *context, schain_error *error);
	/** Takes back all since begin. Cannot fail. */
	void (*rollback)(void *context);
	/** Keeps a copy of @p data under that key, in place of what was there. Inside a transaction. */
	schain_status (*put)(void *context, schain_string host, uint32_t kind, uint64_t id,
	                     const void *data, size_t size, schain_error *error);
	/** Removes what is under that key, if anything; kind 0: all of that host. Inside a transaction. */
	schain_status (*remove)(void *context, schain_string host, uint32_t kind, uint64_t id,
	                        schain_error *error);
	/**
	 * Gives @p take what is under that key; #SCHAIN_END if there is nothing. Also
	 * while events are judged, inside a transaction or not: what is not in memory is
	 * read when an event leads to it.
	 */
	schain_status (*get)(void *context, schain_string host, uint32_t kind, uint64_t id,
	                     schain_status (*take)(void *to, const void *data, size_t size), void *to,
	                     schain_error *error);
	/**
	 * Gives @p take all of that kind, in rising order of id: of one host, or of all
	 * where @p host is NULL. Ends early with what @p take returns if that is not
	 * #SCHAIN_OK; @p take does not call the store.
	 */
	schain_status (*each)(void *context, const schain_string *host, uint32_t kind,
	                      schain_status (*take)(void *to, schain_string host, uint64_t id,
	                                            const void *data, size_t size),
	                      void *to, schain_error *error);
	/** Frees the store; may be NULL. */
	void (*close)(void *context);
} schain_store;

/** Static initialiser. @since 1.0 */
#define SCHAIN_STORE_INIT \
	{ (uint32_t)sizeof(schain_store), 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL }
/** The same as #SCHAIN_STORE_INIT. @since 1.0 */
SCHAIN_API void schain_store_init(schain_store *store, size_t size);

/**
 * @name Flags of schain_store_open().
 * @{
 */
#define SCHAIN_STORE_EXISTING 1u  /**< Do not make one where there is none. @since 1.0 */
#define SCHAIN_STORE_READ_ONLY 2u /**< Only look; implies #SCHAIN_STORE_EXISTING. @since 1.0 */
/** @} */

/**
 * Opens or makes the SQLite store in that file. A file of an earlier version is
 * brought forward; one of a later version is refused.
 * @param path UTF-8; SQLite keeps "-wal" and "-shm" files beside it.
 * @param allocator of the store's own memory; borrowed for its life; NULL: malloc.
 * @return #SCHAIN_OK; #SCHAIN_E_IO, #SCHAIN_E_FORMAT for something else than a
 * store, #SCHAIN_E_TOO_NEW, #SCHAIN_E_MEMORY; #SCHAIN_E_UNSUPPORTED where SQLite
 * was configured out.
 * @since 1.0
 */
SCHAIN_API schain_status schain_store_open(const char *path, uint32_t flags,
                                           const schain_allocator *allocator,
                                           schain_store **ret_store, schain_error *error);
/** A store that lasts until it is freed, for tests. @since 1.0 */
SCHAIN_API schain_status schain_store_new_memory(const schain_allocator *allocator,
                                                 schain_store **ret_store, schain_error *error);
/**
 * Gives the room of what was removed back to the file system, and writes the
 * rest in order. Takes as long as writing all of it, and as much room meanwhile.
 * @param store of schain_store_open() or schain_store_new_memory().
 * @return #SCHAIN_OK; #SCHAIN_E_STATE inside a checkpoint, #SCHAIN_E_IO: then it
 * is as before.
 * @since 1.0
 */
SCHAIN_API schain_status schain_store_compact(schain_store *store, schain_error *error);
/** Closes a store of schain_store_open() or schain_store_new_memory(); NULL is allowed. @since 1.0 */
SCHAIN_API void schain_store_free(schain_store *store);

/** When an engine writes to its store; all zero: as the comments say. @since 1.0 */
typedef struct schain_store_options {
	uint32_t struct_size; /**< sizeof(schain_store_options). */
	uint32_t flags;       /**< #SCHAIN_STORE_ACKNOWLEDGED. */
	uint64_t every_events; /**< Events between two checkpoints; 0: 50,000; UINT64_MAX: never by events. */
	int64_t every_time;    /**< Event time between two, in nanoseconds; 0: a minute. */
	uint64_t every_bytes;  /**< Bytes taken in with events between two; 0: 64 MiB. */
	uint64_t work;         /**< Bytes written with one event, more or less; 0: 64 KiB. */
	schain_string identity; /**< Whose store it is, such as a machine id; kept in it, and compared. Absent: anyone's. */
} schain_store_options;

/** Static initialiser. @since 1.0 */
#define SCHAIN_STORE_OPTIONS_INIT \
	{ (uint32_t)sizeof(schain_store_options), 0, 0, 0, 0, 0, {NULL, 0} }
/** The same as #SCHAIN_STORE_OPTIONS_INIT. @since 1.0 */
SCHAIN_API void schain_store_options_init(schain_store_options *options, size_t size);

/**
 * Of schain_store_options: a verdict counts as received when
 * schain_engine_acknowledge() says so, not when it is handed out; no checkpoint
 * goes beyond a verdict that was not received.
 * @since 1.0
 */
#define SCHAIN_STORE_ACKNOWLEDGED 1u

/**
 * Takes over what a store holds, and keeps it up to date from now on. Feed again
 * all events after schain_checkpoint::sequence. Before the first event; later
 * only a store that holds nothing yet: all that is remembered by then goes to it.
 * @param store borrowed for the engine's life.
 * @return #SCHAIN_OK; #SCHAIN_E_STATE if the engine has a store, or knows hosts
 * and the store holds something, or the store is another's by its identity; what
 * the store failed with; #SCHAIN_E_DAMAGED, #SCHAIN_E_TOO_NEW, #SCHAIN_E_LIMIT for
 * what is in it. The store is as before then, and the engine goes on as after
 * schain_engine_go_without_store().
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_attach_store(schain_engine *engine, const schain_store *store,
                                                    const schain_store_options *options,
                                                    schain_error *error);
/**
 * Tells the engine that it should have a store and has none, since
 * schain_store_open() failed, say: it judges in memory, and
 * schain_verdict::unkept_since and schain_checkpoint::status say so until
 * schain_engine_attach_store() succeeds.
 * @param reason why, copied; NULL: not known.
 * @return #SCHAIN_OK, or #SCHAIN_E_STATE if the engine has a store.
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_go_without_store(schain_engine *engine,
                                                        const schain_error *reason,
                                                        schain_error *error);
/**
 * Makes all that the engine remembers by now last.
 * @param note of the caller's, kept with it, such as its place in the input.
 * @return #SCHAIN_OK; #SCHAIN_E_STATE without a store, or while a verdict was
 * not acknowledged; what the store failed with: judgement goes on in memory.
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_checkpoint(schain_engine *engine, schain_string note,
                                                  schain_error *error);
/**
 * Says that the verdict of that schain_verdict::number, and all before it, were
 * received. After schain_engine_attach_store(): the last number that was; what
 * has been received is not handed out again while events are fed again.
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_acknowledge(schain_engine *engine, uint64_t number,
                                                   schain_error *error);

/** How things stand with the store. @since 1.0 */
typedef struct schain_checkpoint {
	uint32_t struct_size; /**< sizeof(schain_checkpoint). */
	int32_t status;       /**< #SCHAIN_OK, or what the store failed with last: since then all is in memory only. */
	uint64_t sequence;    /**< Events fed that are in the store, over all of its life. */
	uint64_t verdicts;    /**< Verdicts handed out by then, over all of its life. */
	uint64_t made;        /**< Checkpoints since attaching. */
	uint64_t failed;      /**< Attempts that failed since attaching. */
	uint64_t waiting;     /**< Events fed that are not in the store. */
	schain_time time;     /**< Latest event time by then. */
	schain_string note;   /**< Of the last schain_engine_checkpoint(); borrowed until the engine's next call. */
	schain_time unkept_since; /**< Event time since which nothing could be written, as schain_verdict::unkept_since; 0: all is well. */
} schain_checkpoint;

/**
 * Fills @p ret_checkpoint, no more than its struct_size.
 * @return #SCHAIN_OK; #SCHAIN_E_STATE for an engine that has no store and was not
 * told that it should have one.
 * @since 1.0
 */
SCHAIN_API schain_status schain_engine_get_checkpoint(const schain_engine *engine,
                                                      schain_checkpoint *ret_checkpoint,
                                                      schain_error *error);

/** @} */
SCHAIN_END_DECLS
#endif
