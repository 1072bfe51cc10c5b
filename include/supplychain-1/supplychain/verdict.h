/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_VERDICT_H
#define SCHAIN_VERDICT_H
/**
 * @file verdict.h
 * The engine's judgement of one chain.
 */
#include "base.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup verdict Verdicts
 * Plain data, borrowed from the engine until its next call. All strings are
 * valid as long as the verdict.
 * @{
 */

/**
 * @name Levels (schain_verdict::level).
 * @{
 */
#define SCHAIN_LEVEL_INFO 0u     /**< A delivery with a remark. @since 1.0 */
#define SCHAIN_LEVEL_LOW 1u      /**< Unusual; worth keeping. @since 1.0 */
#define SCHAIN_LEVEL_MEDIUM 2u   /**< As likely compromised as not: look at it. @since 1.0 */
#define SCHAIN_LEVEL_HIGH 3u     /**< Probably compromised. @since 1.0 */
#define SCHAIN_LEVEL_CRITICAL 4u /**< Act now. @since 1.0 */
/** @} */

/**
 * @name Stages (schain_signal::stage; bit 1 << stage in schain_verdict::stages).
 * @{
 */
#define SCHAIN_STAGE_DELIVERY 0u    /**< Something brought software onto the host. @since 1.0 */
#define SCHAIN_STAGE_WRITE 1u       /**< It wrote executable content. @since 1.0 */
#define SCHAIN_STAGE_FIRST_RUN 2u   /**< What it wrote ran, or was loaded, for the first time. @since 1.0 */
#define SCHAIN_STAGE_CHILD 3u       /**< That process started others or loaded modules it should not. @since 1.0 */
#define SCHAIN_STAGE_TRUST 4u       /**< Signature, integrity or reputation speaks against it. @since 1.0 */
#define SCHAIN_STAGE_EGRESS 5u      /**< It connected to an unexpected host. @since 1.0 */
#define SCHAIN_STAGE_PERSISTENCE 6u /**< It arranged to run again. @since 1.0 */
#define SCHAIN_STAGE_CREDENTIAL 7u  /**< It touched secrets. @since 1.0 */
#define SCHAIN_STAGE_COUNT 8u       /**< How many there are. @since 1.0 */
/** @} */

/** One weak finding with the event behind it. @since 1.0 */
typedef struct schain_signal {
	uint32_t struct_size; /**< sizeof(schain_signal). */
	uint32_t stage;       /**< SCHAIN_STAGE_EGRESS and the like. */
	int32_t weight;       /**< Decibans it adds to the score (negative: good news); 0 if only context. All of them and the prior make the score. */
	uint32_t occurrences; /**< How often it was seen; the event is the first. */
	uint32_t process;     /**< Which of schain_verdict::processes did it, from 1; 0 not known. */
	int32_t full_weight;  /**< Decibans it would add alone: beyond a stage's strongest signal, others count half. */
	schain_time time;     /**< Of the event. */
	uint64_t record;      /**< schain_event::record. */
	uint64_t line;        /**< schain_event::line. */
	schain_string name;   /**< Such as "egress.unapproved_host". */
	schain_string text;   /**< For a person, in one line. */
	schain_string event;  /**< Name of the event's type. */
	schain_string source; /**< Name of its log source. */
	schain_string record_id; /**< schain_event::record_id. */
	schain_string origin;    /**< schain_event::origin. */
} schain_signal;

/**
 * @name What a process is to the chain (schain_verdict_process::role).
 * @{
 */
#define SCHAIN_ROLE_INSTALLER 0u /**< Delivered it. @since 1.0 */
#define SCHAIN_ROLE_SUBJECT 1u   /**< Runs what was delivered. @since 1.0 */
#define SCHAIN_ROLE_CHILD 2u     /**< Descends from a subject. @since 1.0 */
#define SCHAIN_ROLE_LOADER 3u    /**< Loaded a delivered module. @since 1.0 */
/** @} */

/** A process of the chain. @since 1.0 */
typedef struct schain_verdict_process {
	uint32_t struct_size; /**< sizeof(schain_verdict_process). */
	uint32_t role;        /**< SCHAIN_ROLE_SUBJECT and the like. */
	uint64_t pid;         /**< 0 unknown. */
	schain_time time;     /**< Its start, as seen. */
	uint32_t parent;      /**< Index in schain_verdict::processes, or UINT32_MAX. */
	uint32_t distance;    /**< Generations below the subject; 0 for it. */
	schain_string guid;         /**< The sensor's identity of it. */
	schain_string image;        /**< Path. */
	schain_string command_line; /**< As the sensor gave it, bounded. */
	schain_string user;         /**< Account. */
} schain_verdict_process;

/** A delivered file that the chain used. @since 1.0 */
typedef struct schain_verdict_file {
	uint32_t struct_size; /**< sizeof(schain_verdict_file). */
	uint32_t content;     /**< SCHAIN_CONTENT_ELF and the like. */
	uint32_t process;     /**< Which of schain_verdict::processes wrote it, from 1; 0 not known. */
	uint32_t reserved;    /**< 0. */
	schain_time time;     /**< When it was written. */
	schain_string path;   /**< Where it is now. */
	schain_string sha256; /**< Lower-case hex, if known. */
	schain_string sha1;   /**< Lower-case hex, if known. */
	schain_string md5;    /**< Lower-case hex, if known. */
	schain_string signature; /**< "unsigned", "valid" ...; empty if unknown. */
	schain_string signer;    /**< Who signed it. */
} schain_verdict_file;

/** Where the chain connected. @since 1.0 */
typedef struct schain_verdict_destination {
	uint32_t struct_size; /**< sizeof(schain_verdict_destination). */
	uint32_t port;        /**< Remote port. */
	uint32_t protocol;    /**< IANA number. */
	uint32_t connections; /**< How many were seen. */
	uint32_t process;     /**< Which of schain_verdict::processes connected first, from 1; 0 not known. */
	uint32_t reserved;    /**< 0. */
	schain_time time;     /**< The first. */
	schain_string host_name; /**< Name, if any sensor knew it. */
	schain_string address;   /**< Address. */
	schain_string judgement; /**< "approved", "unapproved", "customary", "vendor", "internal". */
} schain_verdict_destination;

/** A log source that did not report, and what it would have told. @since 1.0 */
typedef struct schain_verdict_gap {
	uint32_t struct_size; /**< sizeof(schain_verdict_gap). */
	uint32_t stage;       /**< Stage it would have informed. */
	schain_string source; /**< What is missing, such as "dns" or "module_load". */
	schain_string text;   /**< What it would have told. */
} schain_verdict_gap;

/** A verdict. @since 1.0 */
typedef struct schain_verdict {
	uint32_t struct_size;  /**< sizeof(schain_verdict). */
	uint32_t revision;     /**< From 1, rising with each change. */
	uint32_t level;        /**< SCHAIN_LEVEL_HIGH and the like. */
	int32_t score;         /**< Decibans: the prior and the weights of all signals. */
	uint32_t confidence;   /**< Per cent: how much of the analytic's evidence the sensors could have shown. */
	uint32_t stages;       /**< Bit set: 1 << SCHAIN_STAGE_EGRESS and so on. */
	uint32_t os;           /**< SCHAIN_OS_LINUX and the like. */
	uint32_t is_final;     /**< 1: the chain is closed and will not be revised. */
	schain_time first_time; /**< Of the earliest evidence. */
	schain_time last_time;  /**< Of the latest evidence. */
	schain_time stage_times[SCHAIN_STAGE_COUNT]; /**< When each stage was first reached; 0 not. */
	schain_string id;      /**< Stable: depends only on the chain's content. */
	schain_string host;    /**< Endpoint. */
	schain_string product; /**< What was delivered. */
	schain_string version; /**< Its version, if known. */
	schain_string previous_version; /**< Before the update, if known. */
	schain_string installer; /**< Image that delivered it. */
	schain_string technique; /**< ATT&CK technique, such as "T1195.002". */
	schain_string strategy;  /**< ATT&CK detection strategy, such as "DET0309". */
	schain_string analytic;  /**< ATT&CK analytic, such as "AN0863". */
	schain_string explanation; /**< A few sentences for a person. */
	const schain_signal *signals; /**< In order of time. */
	const schain_verdict_file *files; /**< In order of time. */
	const schain_verdict_process *processes; /**< In order of time; parents before children. */
	const schain_verdict_destination *destinations; /**< In order of time. */
	const schain_verdict_gap *gaps; /**< What was not seen. */
	const schain_string *isolate;   /**< What to contain, a line each. */
	const schain_string *preserve;  /**< What to keep as evidence, a line each. */
	const void *reserved;  /**< NULL. */
	size_t signal_count;      /**< Elements of signals. */
	size_t file_count;        /**< Elements of files. */
	size_t process_count;     /**< Elements of processes. */
	size_t destination_count; /**< Elements of destinations. */
	size_t gap_count;         /**< Elements of gaps. */
	size_t isolate_count;     /**< Elements of isolate. */
	size_t preserve_count;    /**< Elements of preserve. */
	size_t omitted_count;     /**< Evidence left out because of limits. */
	uint64_t number;          /**< Counts what was handed out, over all of a store's life (store.h); 0 of schain_engine_each_verdict(). */
	/**
	 * Since when memory was too short to remember all that this host did, 0: it was
	 * not. What the host did before may then be missing from this verdict. Set until
	 * all that was forgotten would have been too old to matter.
	 */
	schain_time forgotten_since;
	uint64_t forgotten_processes;  /**< How many of its processes were forgotten since. */
	uint64_t forgotten_files;      /**< Delivered files, with their deliveries. */
	uint64_t forgotten_deliveries; /**< Deliveries. */
	uint64_t forgotten_chains;     /**< Chains, with their verdicts if there were any. */
	/**
	 * Since when what is remembered could not be kept in the engine's store, 0: it
	 * was. What this verdict rests on since then is in memory only: it is judged as
	 * ever, and forgotten if the process ends before the store works again.
	 */
	schain_time unkept_since;
	/**
	 * Since when something of this host was in the store and could not be read when
	 * an event led to it, 0: never. Evidence may then be missing from this verdict.
	 * Set until it would have been too old to matter.
	 */
	schain_time unread_since;
	uint64_t unread; /**< How many deliveries could not be read since. */
} schain_verdict;

/** Name of a level such as "high". Static. @since 1.0 */
SCHAIN_API const char *schain_level_get_name(uint32_t level);
/** Level of a name; UINT32_MAX if unknown. @since 1.0 */
SCHAIN_API uint32_t schain_level_of(schain_string name);
/** Name of a stage such as "first_run". Static. @since 1.0 */
SCHAIN_API const char *schain_stage_get_name(uint32_t stage);
/** Name of a role such as "installer". Static. @since 1.0 */
SCHAIN_API const char *schain_role_get_name(uint32_t role);

/** @} */
SCHAIN_END_DECLS
#endif
