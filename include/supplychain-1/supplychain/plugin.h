/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_PLUGIN_H
#define SCHAIN_PLUGIN_H
/**
 * @file plugin.h
 * What an author of a plugin needs, and nothing else.
 */
#include "base.h"
#include "claim.h"
#include "error.h"
#include "event.h"
#include "format.h"
#include "verdict.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup plugin Plugins, for their authors
 *
 * A plugin is one constant descriptor. A shared object exports
 * schain_plugin_query(), which returns it; a product that links the plugin in
 * hands the same descriptor to schain_plugins_add().
 *
 * Life: query, then open for each instance, then calls of its interfaces, then
 * close. The calls of one instance never overlap, unless its decoder says that
 * they may (#SCHAIN_DECODER_REENTRANT). What a call is given is borrowed until
 * it returns. A plugin may have threads of its own; these may call
 * schain_plugin_host::post and schain_plugin_host::is_wanted, nothing else, and
 * are over when close returns.
 *
 * There are three kinds, by the interfaces that get_interface knows: enrichers
 * make claims on subjects, decoders make events of bytes, sinks are given
 * verdicts. A plugin may be several at once. The host passes by names that it
 * does not know: a plugin may offer newer interfaces beside these.
 * @{
 */

/** Rises when the plugin ABI breaks. @since 1.0 */
#define SCHAIN_PLUGIN_ABI_MAJOR 1u
/** Rises when something is added to it. @since 1.0 */
#define SCHAIN_PLUGIN_ABI_MINOR 0u

/**
 * @def SCHAIN_PLUGIN_EXPORT
 * Marks schain_plugin_query() in a shared object. @since 1.0
 */
#if defined(_WIN32)
#define SCHAIN_PLUGIN_EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define SCHAIN_PLUGIN_EXPORT __attribute__((visibility("default")))
#else
#define SCHAIN_PLUGIN_EXPORT
#endif

/**
 * @name Option types (schain_plugin_option::type).
 * @{
 */
#define SCHAIN_OPTION_TEXT 1u     /**< Any UTF-8 text. @since 1.0 */
#define SCHAIN_OPTION_INTEGER 2u  /**< A whole number, decimal. @since 1.0 */
#define SCHAIN_OPTION_BOOLEAN 3u  /**< "true" or "false". @since 1.0 */
#define SCHAIN_OPTION_PATH 4u     /**< An absolute path. @since 1.0 */
/** @} */

/**
 * @name Option flags (schain_plugin_option::flags).
 * @{
 */
#define SCHAIN_OPTION_REQUIRED 1u /**< Has no default. @since 1.0 */
/** @} */

/** One option of a plugin's configuration. @since 1.0 */
typedef struct schain_plugin_option {
	uint32_t type;        /**< SCHAIN_OPTION_TEXT and the like. */
	uint32_t flags;       /**< #SCHAIN_OPTION_REQUIRED. */
	int64_t minimum;      /**< Of an integer; */
	int64_t maximum;      /**< with both 0, any 64-bit number. */
	const char *name;     /**< Lower-case letters, digits and '_'; a letter first. */
	const char *fallback; /**< The default, spelt as a value would be; NULL: absent. */
	const char *summary;  /**< What it does, in a sentence. */
	const void *reserved; /**< NULL. */
} schain_plugin_option;

/** The value that an instance has for the option of the same index. @since 1.0 */
typedef struct schain_plugin_setting {
	int64_t number;     /**< Of an integer; of a boolean 0 or 1. */
	schain_string text; /**< As given, or the default. NUL-terminated where not absent. */
	uint32_t is_given;  /**< 1: by the configuration; 0: the default. */
	uint32_t reserved;  /**< 0. */
} schain_plugin_setting;

/**
 * The host's functions, for one instance; stays where it is until close
 * returns. Only ever appended to: one that may be absent is asked for by
 * struct_size.
 * @since 1.0
 */
typedef struct schain_plugin_host {
	uint32_t struct_size;  /**< Bytes that this host's table has. */
	uint32_t flags;        /**< 0. */
	uint32_t abi_minor;    /**< #SCHAIN_PLUGIN_ABI_MINOR of the host. */
	uint32_t event_schema; /**< SCHAIN_EVENT_SCHEMA of the host. */
	void *context;         /**< First argument of each function. */
	/** Tells people something; @p level as in engine.h, 0 an error to 3 for developers. Inside open, ask, deliver and close only. */
	void (*log)(void *context, uint32_t level, const char *message);
	/** Memory aligned for any type, or NULL. Inside open, ask, deliver and close only. */
	void *(*allocate)(void *context, size_t size);
	/** Gives back what allocate gave, with its size; NULL is allowed. There only, too. */
	void (*release)(void *context, void *memory, size_t size);
	/**
	 * Answers a question, once, with all there is to say: up to eight claims, or
	 * none. From any thread, also inside ask. Everything is copied.
	 *
	 * A claim is on the question's subject, which it may leave absent, or on
	 * another name of it: the SHA-256 of the file (#SCHAIN_SUBJECT_HASH), the
	 * address of the destination (#SCHAIN_SUBJECT_ADDRESS). The claimant is
	 * always the instance. Of a reason, a signer and the like 255 bytes of UTF-8
	 * are kept, and nothing behind what is none.
	 *
	 * @return #SCHAIN_OK; #SCHAIN_E_ARGUMENT; #SCHAIN_E_LIMIT if it is too much
	 * or too long; #SCHAIN_E_STATE once the instance is being closed.
	 */
	schain_status (*post)(void *context, uint64_t question, const schain_claim *claims,
	                      size_t claim_size, size_t count);
	/** 1 as long as an answer to that question would be taken. From any thread. */
	int (*is_wanted)(void *context, uint64_t question);
} schain_plugin_host;

/** What an enricher is asked about, and what the engine knows of it. @since 1.0 */
typedef struct schain_question {
	uint32_t struct_size;  /**< sizeof(schain_question) of the host. */
	uint32_t subject_kind; /**< #SCHAIN_SUBJECT_FILE, _DOMAIN, _ADDRESS, _SIGNER or _PACKAGE. */
	uint64_t number;       /**< For the answer; never used twice by one instance. */
	schain_time time;      /**< Of the event that raised it. */
	uint32_t os;           /**< SCHAIN_OS_LINUX and the like. */
	uint32_t reserved;     /**< 0. */
	schain_string subject; /**< Path, name, address, signer or package URL. */
	schain_string host;    /**< Endpoint it happened on. */
	schain_string product; /**< What was delivered, as far as known. */
	schain_string vendor;  /**< Its publisher, signer or company. */
	schain_string version; /**< Its version. */
	const schain_file *file;             /**< Of a file: what the sensor told; NULL: the path only. */
	const schain_connection *connection; /**< Of a destination; NULL: a name was asked for. */
	const schain_process *process;       /**< Who runs, loads or connects; NULL unknown. */
	const void *reserved_pointer;        /**< NULL. */
} schain_question;

/**
 * @def SCHAIN_INTERFACE_ENRICHER
 * Name of #schain_enricher for schain_plugin::get_interface. @since 1.0
 */
#define SCHAIN_INTERFACE_ENRICHER "schain.enricher/1"

/** Bit of a subject kind in schain_enricher::subjects. @since 1.0 */
#define SCHAIN_SUBJECT_BIT(kind) (1u << (kind))
/**
 * In schain_enricher::subjects: about a destination it wants to be asked each
 * time that one is used, not once. @since 1.0
 */
#define SCHAIN_SUBJECT_EACH_USE (1u << 31)

/** Interface "schain.enricher/1": makes claims on subjects. @since 1.0 */
typedef struct schain_enricher {
	uint32_t struct_size; /**< sizeof(schain_enricher). */
	uint32_t subjects;    /**< #SCHAIN_SUBJECT_BIT of what it wants to be asked about. */
	/**
	 * Asks. Has to return at once: what takes time is done in a thread of the
	 * plugin's.
	 * @return #SCHAIN_OK: answered by schain_plugin_host::post, or nothing is
	 * known; #SCHAIN_AGAIN: the answer comes later; an error is counted.
	 */
	schain_status (*ask)(void *instance, const schain_question *question);
	const void *reserved; /**< NULL. */
} schain_enricher;

/**
 * The host's functions for one input of a decoder; stays where it is until end
 * returns. Each may be called inside begin, record, finish and end of that
 * input only. Only ever appended to.
 * @since 1.0
 */
typedef struct schain_decoder_host {
	uint32_t struct_size; /**< Bytes that this host's table has. */
	uint32_t flags;       /**< 0. */
	void *context;        /**< First argument of each function. */
	/**
	 * Hands on an event; all of it is copied. Not inside begin and end. Of what
	 * is absent, `line` and `origin` are filled in, and `record_id` by the
	 * record's number or content; `host` by the host that the input was said to
	 * be of. Other calls of the same instance may come before it returns.
	 * @return #SCHAIN_OK; #SCHAIN_E_ARGUMENT if it is no event; anything else is
	 * for record or finish to return at once.
	 */
	schain_status (*emit)(void *context, const schain_event *event);
	/**
	 * The record at hand is damaged; it is counted, and told of with its place.
	 * @param column from 1; 0 unknown.
	 * @return what record or finish has to return.
	 */
	schain_status (*problem)(void *context, uint64_t column, const char *message);
	/** The record at hand is well-formed and of no use here. */
	void (*ignore)(void *context);
	/** Memory aligned for any type, or NULL. */
	void *(*allocate)(void *context, size_t size);
	/** Gives back what allocate gave, with its size; NULL is allowed. */
	void (*release)(void *context, void *memory, size_t size);
} schain_decoder_host;

/**
 * @def SCHAIN_INTERFACE_DECODER
 * Name of #schain_plugin_decoder for schain_plugin::get_interface. @since 1.0
 */
#define SCHAIN_INTERFACE_DECODER "schain.decoder/1"

/**
 * @name Flags of schain_plugin_decoder.
 * @{
 */
/** Calls for different inputs may overlap, with each other and with other calls of the instance. @since 1.0 */
#define SCHAIN_DECODER_REENTRANT 1u
/** @} */

/**
 * Interface "schain.decoder/1": makes events of bytes. The host unpacks the
 * input and cuts it into records. Several inputs may be open at once, each in a
 * thread of its own; all calls for one input come from one thread at a time.
 * @since 1.0
 */
typedef struct schain_plugin_decoder {
	uint32_t struct_size; /**< sizeof(schain_plugin_decoder). */
	uint32_t flags;       /**< #SCHAIN_DECODER_REENTRANT. */
	uint32_t framing;     /**< #SCHAIN_FRAMING_LINES and the like. */
	uint32_t reserved;    /**< 0. */
	const schain_format *format; /**< What it reads; a name by the rules of schain_plugin::name. */
	/**
	 * How sure is it that an input starting with these bytes is its own?
	 * @param is_all 1: there are no more.
	 * @return 0 not, 100 certain, -1 more bytes may tell. NULL: never; the
	 * format has to be asked for by name.
	 */
	int32_t (*probe)(void *instance, const char *data, size_t size, uint32_t is_all);
	/**
	 * An input begins.
	 * @param ret_input for the other calls; may stay NULL.
	 * @param error never NULL; `message` says what was wrong.
	 */
	schain_status (*begin)(void *instance, const schain_decoder_host *host, void **ret_input,
	                       schain_error *error);
	/**
	 * One record, whole.
	 * @return #SCHAIN_OK, what a function of the host returned, or
	 * #SCHAIN_E_MEMORY; any other error ends the input.
	 */
	schain_status (*record)(void *input, const char *data, size_t size);
	/** No record follows: emits what was held back. NULL: nothing ever is. */
	schain_status (*finish)(void *input);
	/** Ends an input, finished or not: its memory is given back when it returns. */
	void (*end)(void *input);
	const void *reserved_pointer; /**< NULL. */
} schain_plugin_decoder;

/**
 * @def SCHAIN_INTERFACE_SINK
 * Name of #schain_plugin_sink for schain_plugin::get_interface. @since 1.0
 */
#define SCHAIN_INTERFACE_SINK "schain.sink/1"

/** Interface "schain.sink/1": is given verdicts. @since 1.0 */
typedef struct schain_plugin_sink {
	uint32_t struct_size; /**< sizeof(schain_plugin_sink). */
	uint32_t flags;       /**< 0. */
	/**
	 * A verdict, new, revised or final: as the product gets it, right after the
	 * product. Has to return at once: it runs inside the product's feed. What
	 * takes time is copied and done in a thread of the plugin's.
	 * @return #SCHAIN_OK; an error is counted, and the verdict not given again.
	 */
	schain_status (*deliver)(void *instance, const schain_verdict *verdict);
	const void *reserved; /**< NULL. */
} schain_plugin_sink;

/**
 * A plugin. Constant, and valid for as long as it is loaded. Never grows in the
 * middle; what is added later comes by schain_plugin::get_interface.
 * @since 1.0
 */
typedef struct schain_plugin {
	uint32_t struct_size;  /**< sizeof(schain_plugin). */
	uint32_t abi_major;    /**< #SCHAIN_PLUGIN_ABI_MAJOR. */
	uint32_t abi_minor;    /**< Least minor it needs of the host. */
	uint32_t event_schema; /**< SCHAIN_EVENT_SCHEMA (version.h) it was written for. */
	const char *name;      /**< Lower-case letters, digits and '-', a letter first; 31 at most. */
	const char *version;   /**< Its own. */
	const char *author;    /**< Who answers for it. */
	const char *licence;   /**< SPDX expression. */
	const char *summary;   /**< What it does, in a sentence. */
	const schain_plugin_option *options; /**< Its configuration; NULL: none. */
	size_t option_size;    /**< sizeof(schain_plugin_option). */
	size_t option_count;   /**< 64 at most. */
	/**
	 * Makes an instance.
	 * @param settings one for each option, in their order.
	 * @param ret_instance for the other calls; may stay NULL.
	 * @param error never NULL; `message` says what was wrong.
	 */
	schain_status (*open)(const schain_plugin_host *host, const schain_plugin_setting *settings,
	                      size_t setting_count, void **ret_instance, schain_error *error);
	/** Ends an instance: its threads are over and its memory is given back when it returns. */
	void (*close)(void *instance);
	/** The interface of that name, constant; NULL if it has none such. */
	const void *(*get_interface)(const char *name);
	const void *reserved;  /**< NULL. */
} schain_plugin;

/**
 * What a plugin's shared object exports.
 * @param abi_major,abi_minor of the host.
 * @return the descriptor, or NULL if the plugin cannot work with such a host.
 * @since 1.0
 */
SCHAIN_PLUGIN_EXPORT const schain_plugin *schain_plugin_query(uint32_t abi_major,
                                                              uint32_t abi_minor);
/** Type of schain_plugin_query(). @since 1.0 */
typedef const schain_plugin *(*schain_plugin_query_function)(uint32_t abi_major,
                                                             uint32_t abi_minor);

/** @} */
SCHAIN_END_DECLS
#endif
