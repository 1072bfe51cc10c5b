/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_PLUGINS_H
#define SCHAIN_PLUGINS_H
/**
 * @file plugins.h
 * Plugins as a host product sees them: which there are, which instances are
 * open, and how they behave.
 */
#include "base.h"
#include "error.h"
#include "object.h"
#include "plugin.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup plugins Plugins, for host products
 *
 * A set of plugins serves one engine (schain_engine_options::plugins) and
 * belongs to that engine's thread; only its decoders may be used in others. Nothing is loaded that the host did not
 * name; there is no search path.
 * @{
 */

/** Known plugins and their open instances. @since 1.0 */
typedef struct schain_plugins schain_plugins;

/**
 * @name Flags of schain_plugins_options.
 * @{
 */
#define SCHAIN_PLUGINS_LOAD_FILES 1u /**< schain_plugins_load() is allowed. @since 1.0 */
/**
 * Asking an isolated instance waits for its ask to return, for the deadline at
 * most, as it does in process. For replays, in which the order of events and
 * claims matters more than time. @since 1.0
 */
#define SCHAIN_PLUGINS_PATIENT 2u
/** @} */

/** Options of schain_plugins_new(). @since 1.0 */
typedef struct schain_plugins_options {
	uint32_t struct_size;    /**< sizeof(schain_plugins_options). */
	uint32_t flags;          /**< #SCHAIN_PLUGINS_LOAD_FILES and the like. */
	int64_t deadline;        /**< Nanoseconds of `clock` for an answer before it counts as overdue; 0: 2 s. */
	uint32_t question_limit; /**< Questions of an instance that wait for an answer; 0: 1024. At most 65536. */
	uint32_t claim_limit;    /**< Claims of an instance that wait to be taken, 2.6 KiB each; 0: 128. At most 65536. */
	const schain_allocator *allocator; /**< Borrowed for the set's life; NULL: malloc. */
	/** Called with messages for people; NULL: none. */
	void (*log)(void *context, uint32_t level, const char *message);
	/** A clock in nanoseconds that never goes back; NULL: nothing is overdue. */
	int64_t (*clock)(void *context);
	void *context;           /**< Passed to both. */
} schain_plugins_options;

/** Static initialiser. @since 1.0 */
#define SCHAIN_PLUGINS_OPTIONS_INIT \
	{ (uint32_t)sizeof(schain_plugins_options), 0, 0, 0, 0, NULL, NULL, NULL, NULL }
/** The same as #SCHAIN_PLUGINS_OPTIONS_INIT. @since 1.0 */
SCHAIN_API void schain_plugins_options_init(schain_plugins_options *options, size_t size);

/** An empty set; free it with schain_plugins_free(). @since 1.0 */
SCHAIN_API schain_status schain_plugins_new(const schain_plugins_options *options,
                                            schain_plugins **ret_plugins, schain_error *error);
/**
 * Closes all instances and frees the set; NULL is allowed. The engine that it
 * was given to is freed first. Shared objects stay mapped.
 * @since 1.0
 */
SCHAIN_API void schain_plugins_free(schain_plugins *plugins);

/**
 * Adds a plugin that is part of the product. @p plugin is borrowed for the
 * set's life.
 * @return #SCHAIN_E_FORMAT if the descriptor is wrong, #SCHAIN_E_TOO_NEW if it
 * needs a newer host, #SCHAIN_E_STATE if there is one of that name.
 * @since 1.0
 */
SCHAIN_API schain_status schain_plugins_add(schain_plugins *plugins, const schain_plugin *plugin,
                                            schain_error *error);
/**
 * Allows the content of a file, by its SHA-256 (64 hexadecimal digits). Once one
 * is allowed, no other is loaded. May be called any number of times; what is
 * loaded already stays.
 * @return #SCHAIN_E_ARGUMENT if it is no SHA-256.
 * @since 1.0
 */
SCHAIN_API schain_status schain_plugins_allow(schain_plugins *plugins, schain_string sha256,
                                              schain_error *error);
/**
 * Loads a plugin from a shared object, as schain_object_load() does.
 * @return as schain_plugins_add(), and #SCHAIN_E_ARGUMENT for a path that
 * somebody else can write to, #SCHAIN_E_IO if it cannot be read or loaded,
 * #SCHAIN_E_VALUE if its content is not allowed, #SCHAIN_E_STATE if the set does
 * not allow files, #SCHAIN_E_UNSUPPORTED if this build cannot.
 * @since 1.0
 */
SCHAIN_API schain_status schain_plugins_load(schain_plugins *plugins, const char *path,
                                             schain_error *error);
/** Plugin number @p index in order of adding; NULL past the last. @since 1.0 */
SCHAIN_API const schain_plugin *schain_plugins_at(const schain_plugins *plugins, size_t index);

/** A value of a configuration, as text. @since 1.0 */
typedef struct schain_plugin_value {
	schain_string key;   /**< schain_plugin_option::name. */
	schain_string value; /**< By the option's type. */
} schain_plugin_value;

/**
 * Opens an instance.
 * @param plugin a schain_plugin::name of the set.
 * @param name of the instance, by the same rules; NULL: as the plugin.
 * @param values array of @p count elements, @p value_size bytes each.
 * @return #SCHAIN_E_KEY for an unknown option, #SCHAIN_E_VALUE for a value that
 * does not fit or is missing, #SCHAIN_E_STATE for a name in use, or what the
 * plugin's open returned.
 * @since 1.0
 */
SCHAIN_API schain_status schain_plugins_open(schain_plugins *plugins, const char *plugin,
                                             const char *name, const schain_plugin_value *values,
                                             size_t value_size, size_t count, schain_error *error);
/**
 * Closes an instance; what it was asked and has not answered is cancelled. Its
 * counters stay.
 * @return #SCHAIN_E_STATE also while an input of its decoder is open.
 * @since 1.0
 */
SCHAIN_API schain_status schain_plugins_close(schain_plugins *plugins, const char *name,
                                              schain_error *error);

/**
 * The decoder of instance number @p index in order of opening, for whoever has
 * bytes; schain_decoder_options::plugins is the usual way. Its functions are
 * this library's: they keep calls from overlapping, check what the plugin
 * returns, and count. May be called from several threads, as may the functions,
 * while no instance is opened or closed.
 * @param ret_decoder,ret_instance borrowed until the instance is closed; NULL
 * for one that is closed or has no decoder.
 * @return #SCHAIN_END past the last.
 * @since 1.0
 */
SCHAIN_API schain_status schain_plugins_get_decoder(schain_plugins *plugins, size_t index,
                                                    const schain_plugin_decoder **ret_decoder,
                                                    void **ret_instance, schain_error *error);

/**
 * Makes the set what a YAML document says: loads the files it names and opens
 * its instances; doc/plugins.md has the keys. Called again it is a reload:
 * instances that are in both go on as they are, changed and new ones are opened,
 * and then those that changed or are gone are closed. Instances that
 * schain_plugins_open() opened are left alone. On failure nothing has changed,
 * except that a file may have been loaded. An empty document names none.
 *
 * May be called between any two calls of the engine, by its thread, not from
 * inside a plugin. A changed instance is there twice for a moment. Code that is
 * loaded stays: a file that changed since is not loaded again, an isolated
 * instance of it is started anew.
 *
 * @param name of the document, for errors; NULL: none.
 * @return #SCHAIN_E_SYNTAX, #SCHAIN_E_KEY, #SCHAIN_E_VALUE with line and column;
 * what loading and opening returned, at the line that names it;
 * #SCHAIN_E_UNSUPPORTED in a build without YAML (schain_supports() "yaml").
 * @since 1.0
 */
SCHAIN_API schain_status schain_plugins_configure(schain_plugins *plugins, schain_string yaml,
                                                  const char *name, schain_error *error);
/**
 * The same from a file. It names code, so schain_path_check() has to pass it.
 * @return as schain_plugins_configure() and schain_path_check().
 * @since 1.0
 */
SCHAIN_API schain_status schain_plugins_configure_file(schain_plugins *plugins, const char *path,
                                                       schain_error *error);

/** How an instance behaved. @since 1.0 */
typedef struct schain_plugin_statistics {
	uint32_t struct_size; /**< sizeof(schain_plugin_statistics). */
	uint32_t is_open;     /**< 0 once closed. */
	const char *name;     /**< The instance's; borrowed from the set. */
	const char *plugin;   /**< The plugin's. */
	uint64_t asked;       /**< Questions put. */
	uint64_t answered;    /**< Of these, with claims or with nothing to say. */
	uint64_t failed;      /**< Of these, ask returned an error. */
	uint64_t waiting;     /**< Of these, no answer yet. */
	uint64_t forgotten;   /**< Of these, given up because too many waited, or by close. */
	uint64_t overdue;     /**< Not answered by the deadline; an answer after it is still taken. */
	uint64_t claims;      /**< Taken. */
	uint64_t claims_flooded; /**< Dropped, the oldest first, because too many waited. */
	uint64_t claims_unasked; /**< Dropped: not the question's subject, or no such question. */
	uint64_t claims_repeated; /**< Dropped: the question was answered before. */
	uint64_t claims_refused; /**< Dropped by post: too long, too many, or not a claim. */
	int64_t slowest;      /**< Longest time that ask or deliver took, in nanoseconds of the clock. */
	uint32_t is_isolated; /**< 1: by schain_plugins_open_isolated(); 0: so are those down to `missed`. */
	uint32_t isolation;   /**< Steps that hold: #SCHAIN_ISOLATION_FILES and the like (isolation.h). */
	uint32_t is_running;  /**< 1: its child is there and open. */
	uint32_t reserved;    /**< 0. */
	uint64_t starts;      /**< Children started. */
	uint64_t crashes;     /**< Of these, ended by themselves. */
	uint64_t kills;       /**< Of these, killed: hung, flooding, or not speaking the protocol. */
	uint64_t missed;      /**< Questions not put, because no child was there or it had too many. */
	uint64_t inputs;      /**< Begun by its decoder. */
	uint64_t records;     /**< Given to it. */
	uint64_t events;      /**< Emitted. */
	uint64_t problems;    /**< Records that it called damaged, and calls that failed. */
	uint64_t verdicts;    /**< Delivered to its sink. */
	uint64_t verdicts_failed; /**< Of these, deliver returned an error. */
} schain_plugin_statistics;

/**
 * Fills @p ret_statistics of instance number @p index in order of opening, no
 * more than its struct_size.
 * @return #SCHAIN_END past the last.
 * @since 1.0
 */
SCHAIN_API schain_status schain_plugins_get_statistics(const schain_plugins *plugins, size_t index,
                                                       schain_plugin_statistics *ret_statistics,
                                                       schain_error *error);

/** @} */
SCHAIN_END_DECLS
#endif
