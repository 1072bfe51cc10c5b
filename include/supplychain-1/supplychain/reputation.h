/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_H
#define SCHAIN_REPUTATION_H
/**
 * @file reputation.h
 * What others say of files, destinations, signers and packages, kept on this
 * machine. In libsupplychain-reputation.
 */
#include "base.h"
#include "error.h"
#include "plugin.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup reputation Reputation stores
 *
 * A store is one file that never changes: feeds are imported into a new file,
 * which then takes the name of the old one. Whoever has the old one open goes
 * on reading it. A store is mapped into memory, so nobody may write to it or
 * cut it short: keep it writable by its importer alone.
 *
 * A store may be read by several threads at once. An import belongs to one
 * thread at a time, and only one runs on a store at a time.
 * @{
 */

/**
 * @name Kinds of subjects (schain_reputation_entry::kind).
 * @{
 */
#define SCHAIN_REPUTATION_MD5 1u         /**< MD5 of a file, hex. @since 1.0 */
#define SCHAIN_REPUTATION_SHA1 2u        /**< SHA-1 of a file, hex. @since 1.0 */
#define SCHAIN_REPUTATION_SHA256 3u      /**< SHA-256 of a file, hex. @since 1.0 */
#define SCHAIN_REPUTATION_IMPHASH 4u     /**< Import hash of a PE file, hex. @since 1.0 */
#define SCHAIN_REPUTATION_DOMAIN 5u      /**< Host or domain name. @since 1.0 */
#define SCHAIN_REPUTATION_ADDRESS 6u     /**< IP address, network or range. @since 1.0 */
#define SCHAIN_REPUTATION_URL 7u         /**< URL. @since 1.0 */
#define SCHAIN_REPUTATION_CERTIFICATE 8u /**< Thumbprint of a certificate: MD5, SHA-1 or SHA-256, hex. @since 1.0 */
#define SCHAIN_REPUTATION_TBS 9u         /**< Hash of a certificate's to-be-signed part, hex. @since 1.0 */
#define SCHAIN_REPUTATION_SERIAL 10u     /**< Serial number of a certificate, hex. @since 1.0 */
#define SCHAIN_REPUTATION_SIGNER 11u     /**< Name of a signer. @since 1.0 */
#define SCHAIN_REPUTATION_PACKAGE 12u    /**< Package URL; a version in it is looked for in the entry's scope. @since 1.0 */
/** @} */

/**
 * @name What a source thinks of a subject (schain_reputation_entry::standing).
 * @{
 */
#define SCHAIN_REPUTATION_BAD 1u        /**< On an indicator list. @since 1.0 */
#define SCHAIN_REPUTATION_SUSPICIOUS 2u /**< Seen together with bad things; proves nothing. @since 1.0 */
#define SCHAIN_REPUTATION_GOOD 3u       /**< Known and wanted. @since 1.0 */
#define SCHAIN_REPUTATION_COMMON 4u     /**< So widely used that an indicator which names it is doubtful. @since 1.0 */
/** @} */

/**
 * @name Flags of an entry (schain_reputation_entry::flags).
 * @{
 */
#define SCHAIN_REPUTATION_BELOW 1u    /**< A domain: names below it are meant too. @since 1.0 */
#define SCHAIN_REPUTATION_PARTIAL 2u  /**< The source asks for something else beside it. @since 1.0 */
#define SCHAIN_REPUTATION_PROBABLE 4u /**< From a Bloom filter: wrong now and then, and anyone can make a file that is in it. @since 1.0 */
/** @} */

/** An open store. @since 1.0 */
typedef struct schain_reputation schain_reputation;

/** Where entries came from. Strings are borrowed from the store. @since 1.0 */
typedef struct schain_reputation_source {
	uint32_t struct_size;  /**< sizeof(schain_reputation_source). */
	uint32_t flags;        /**< 0. */
	schain_time date;      /**< When it was published, as far as it says. */
	schain_time imported;  /**< When it was imported. */
	uint64_t entries;      /**< Entries that were read from it. */
	uint64_t ignored;      /**< Whole records of no use here. */
	uint64_t malformed;    /**< Skipped as unreadable. */
	schain_string name;    /**< By which it is replaced and forgotten. */
	schain_string title;   /**< What it calls itself. */
	schain_string author;  /**< Who published it. */
	schain_string licence; /**< Under what terms. */
	schain_string format;  /**< Name of the feed's format. */
} schain_reputation_source;

/** What one source says of one subject. Strings are borrowed from the store. @since 1.0 */
typedef struct schain_reputation_entry {
	uint32_t struct_size; /**< sizeof(schain_reputation_entry). */
	uint32_t kind;        /**< SCHAIN_REPUTATION_SHA256 and the like. */
	uint32_t standing;    /**< SCHAIN_REPUTATION_BAD and the like. */
	uint32_t flags;       /**< SCHAIN_REPUTATION_BELOW and the like. */
	uint32_t confidence;  /**< Of the source, 0 to 100. */
	uint32_t reserved;    /**< 0. */
	schain_time seen;     /**< Day it was first seen or listed; 0 unknown. */
	schain_time until;    /**< Day from which on it holds no more; 0: for good. */
	schain_string subject; /**< As stored; absent where only a digest is kept. */
	schain_string scope;   /**< Of a package, the versions; of an address, the range as listed. */
	schain_string remark;  /**< For a person to read. */
	const schain_reputation_source *source; /**< Borrowed from the store. */
	const void *reserved_pointer; /**< NULL. */
} schain_reputation_entry;

/** What a store holds. @since 1.0 */
typedef struct schain_reputation_statistics {
	uint32_t struct_size;  /**< sizeof(schain_reputation_statistics). */
	uint32_t sources;      /**< How many. */
	schain_time created;   /**< When the store was made. */
	uint64_t bytes;        /**< Size of the file. */
	uint64_t filters;      /**< Bloom filters among the sources. */
	uint64_t subjects[16]; /**< Different subjects, by kind; of addresses, the pieces their ranges fall into. */
} schain_reputation_statistics;

/**
 * Opens a store. Checks its header and where its parts lie, not their content:
 * see schain_reputation_verify().
 * @param allocator borrowed until the store is closed; NULL: malloc.
 * @return #SCHAIN_E_IO, #SCHAIN_E_FORMAT if it is no store or one of another
 * version or byte order, #SCHAIN_E_DAMAGED, #SCHAIN_E_MEMORY.
 * @since 1.0
 */
SCHAIN_API schain_status schain_reputation_open(const char *path, const schain_allocator *allocator,
                                                schain_reputation **ret_reputation,
                                                schain_error *error);
/** Closes; NULL is allowed. What was borrowed from it ends here. @since 1.0 */
SCHAIN_API void schain_reputation_close(schain_reputation *reputation);
/**
 * Reads the whole store and compares its checksums.
 * @return #SCHAIN_E_DAMAGED; `message` says which part.
 * @since 1.0
 */
SCHAIN_API schain_status schain_reputation_verify(const schain_reputation *reputation,
                                                  schain_error *error);
/**
 * What the sources say of a subject at a time. Nothing is guessed: no entry,
 * no answer. Does not allocate.
 *
 * For a domain the domains above it are looked for too, and counted where the
 * source says that it means names below. A damaged store answers nothing, or
 * wrongly; it never makes this crash.
 * @param subject in any usual spelling; of a package a package URL, with or
 * without a version. Without one, entries on some versions are left out.
 * @param now entries that are over by then are left out; 0: none is.
 * @param entries filled in order of their sources, each of @p entry_size bytes.
 * @param ret_count how many there are, which may be more than @p capacity.
 * @return #SCHAIN_OK; #SCHAIN_E_VALUE if it is no such subject.
 * @since 1.0
 */
SCHAIN_API schain_status schain_reputation_find(const schain_reputation *reputation, uint32_t kind,
                                                schain_string subject, schain_time now,
                                                schain_reputation_entry *entries, size_t entry_size,
                                                size_t capacity, size_t *ret_count);
/** Source number @p index; NULL past the last. @since 1.0 */
SCHAIN_API const schain_reputation_source *
schain_reputation_source_at(const schain_reputation *reputation, size_t index);
/**
 * Calls back with every entry of a kind in the order of the store; 0 to go on.
 * Of a digest the first 16 bytes are given, as hex.
 * @return #SCHAIN_E_CANCELLED when @p entry did not.
 * @since 1.0
 */
SCHAIN_API schain_status schain_reputation_list(const schain_reputation *reputation, uint32_t kind,
                                                int (*entry)(void *context,
                                                             const schain_reputation_entry *entry),
                                                void *context, schain_error *error);
/** Fills @p ret_statistics, no more than its struct_size. @since 1.0 */
SCHAIN_API schain_status schain_reputation_get_statistics(const schain_reputation *reputation,
                                                          schain_reputation_statistics *ret_statistics,
                                                          schain_error *error);
/** Name of a kind such as "sha256", or "unknown". Static. @since 1.0 */
SCHAIN_API const char *schain_reputation_kind_get_name(uint32_t kind);
/** Kind of a name, or 0. @since 1.0 */
SCHAIN_API uint32_t schain_reputation_kind_of(schain_string name);
/** Name of a standing such as "bad", or "unknown". Static. @since 1.0 */
SCHAIN_API const char *schain_reputation_standing_get_name(uint32_t standing);
/** Standing of a name, or 0. @since 1.0 */
SCHAIN_API uint32_t schain_reputation_standing_of(schain_string name);
/** The kind that a subject looks like, or 0: a hash by its length, a URL, an address, a package URL, a domain. @since 1.0 */
SCHAIN_API uint32_t schain_reputation_guess(schain_string subject);
/** Name of the feed format number @p index in this build, such as "stix"; NULL past the last. Static. @since 1.0 */
SCHAIN_API const char *schain_reputation_format_at(size_t index);

/**
 * The plugin "reputation", for products that link it in: see
 * schain_plugins_add(). The same is in the shared object reputation.so. Static.
 * @since 1.0
 */
SCHAIN_API const schain_plugin *schain_reputation_get_plugin(void);

/**
 * @name Flags of an import (schain_reputation_import_options::flags).
 * @{
 */
#define SCHAIN_REPUTATION_STRICT 1u /**< A malformed entry ends the import of its file with #SCHAIN_E_DAMAGED. @since 1.0 */
/** @} */

/** An import in progress. @since 1.0 */
typedef struct schain_reputation_import schain_reputation_import;

/** How far an import is. @since 1.0 */
typedef struct schain_reputation_progress {
	uint32_t struct_size; /**< sizeof(schain_reputation_progress). */
	uint32_t is_merging;  /**< 0: reading feeds; 1: writing the new store. */
	uint64_t done;        /**< Bytes read of this file, or subjects written. */
	uint64_t total;       /**< Bytes it has, or subjects there are; 0 unknown. */
	uint64_t entries;     /**< Read so far, of all files. */
	const char *path;     /**< The file; NULL while merging. */
	const void *reserved; /**< NULL. */
} schain_reputation_progress;

/** What an import did. @since 1.0 */
typedef struct schain_reputation_import_statistics {
	uint32_t struct_size; /**< sizeof(schain_reputation_import_statistics). */
	uint32_t flags;       /**< 0. */
	uint64_t files;       /**< Read. */
	uint64_t resumed;     /**< Of those, read by an earlier import that did not come to its end. */
	uint64_t entries;     /**< Read. */
	uint64_t ignored;     /**< Whole records of no use here. */
	uint64_t malformed;   /**< Skipped as unreadable. */
	uint64_t expired;     /**< Subjects of the old store of which nothing holds any more. */
	uint64_t by_kind[16]; /**< Entries read, by kind. */
} schain_reputation_import_statistics;

/** Options of schain_reputation_import_new(). @since 1.0 */
typedef struct schain_reputation_import_options {
	uint32_t struct_size;  /**< sizeof(schain_reputation_import_options). */
	uint32_t flags;        /**< #SCHAIN_REPUTATION_STRICT. */
	const schain_allocator *allocator; /**< Borrowed; NULL: malloc. */
	const char *store;     /**< Path of the store to make or add to. */
	const char *source;    /**< Name of the source; NULL: the file's name without folders. */
	const char *licence;   /**< Its terms; NULL: as the feed says. */
	const char *ecosystem; /**< Of packages in a feed that names none, such as "npm"; NULL: guessed where sure, else malformed. */
	const char *format;    /**< A name of schain_reputation_format_at(); NULL: recognised from content. */
	const char *public_suffixes; /**< Path of a public suffix list, for domains that many share; NULL: none. */
	/** Told of each malformed entry, with line or offset, and of each file passed over. Returns 0 to go on. May be NULL. */
	int (*problem)(void *context, const schain_error *problem);
	/** Told now and then. Returns 0 to go on. May be NULL. */
	int (*progress)(void *context, const schain_reputation_progress *progress);
	void *context;         /**< Passed to both. */
	schain_time now;       /**< The time of the import; has to be given. */
	uint64_t memory_limit; /**< For entries held before they are written; 0: 128 MiB. */
	uint32_t standing;     /**< Of all entries, instead of what the feed says; 0: as it says. */
	uint32_t confidence;   /**< Of entries whose feed gives none, 1 to 100; 0: 75. */
} schain_reputation_import_options;

/** Static initialiser. @since 1.0 */
#define SCHAIN_REPUTATION_IMPORT_OPTIONS_INIT \
	{ (uint32_t)sizeof(schain_reputation_import_options), 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, \
	  NULL, NULL, NULL, 0, 0, 0, 0 }
/** The same as #SCHAIN_REPUTATION_IMPORT_OPTIONS_INIT. @since 1.0 */
SCHAIN_API void schain_reputation_import_options_init(schain_reputation_import_options *options,
                                                      size_t size);

/**
 * Begins an import into a store, which need not exist. What an earlier import
 * into it had read before it was interrupted is taken over file by file, where
 * the file is still the same.
 * @return #SCHAIN_E_STATE while another import works on the store.
 * @since 1.0
 */
SCHAIN_API schain_status
schain_reputation_import_new(const schain_reputation_import_options *options,
                             schain_reputation_import **ret_import, schain_error *error);
/** Frees. Without schain_reputation_import_finish() the store is as it was. NULL is allowed. @since 1.0 */
SCHAIN_API void schain_reputation_import_free(schain_reputation_import *import);
/**
 * Reads a feed: a file, or a folder with all feeds in it (of a MISP feed, those
 * its manifest names). What else lies in a folder, text of which most lines begin
 * with no indicator, and feeds damaged as a whole are told of and passed over
 * there, unless the import is strict.
 * Files may be packed with gzip. On failure what was read of that file is left out.
 * @since 1.0
 */
SCHAIN_API schain_status schain_reputation_import_add(schain_reputation_import *import,
                                                      const char *path, schain_error *error);
/** Leaves a source of the old store out of the new one. @return #SCHAIN_E_KEY if it has none of that name. @since 1.0 */
SCHAIN_API schain_status schain_reputation_import_forget(schain_reputation_import *import,
                                                         const char *source, schain_error *error);
/** Leaves out what is over at a time, and sources imported before another; 0: none such. @since 1.0 */
SCHAIN_API schain_status schain_reputation_import_expire(schain_reputation_import *import,
                                                         schain_time now, schain_time before,
                                                         schain_error *error);
/**
 * Writes the new store, makes sure that it is on disk, and gives it the name of
 * the old one. A source of the same name as one imported now is replaced.
 * @since 1.0
 */
SCHAIN_API schain_status schain_reputation_import_finish(schain_reputation_import *import,
                                                         schain_error *error);
/** Fills @p ret_statistics, no more than its struct_size. @since 1.0 */
SCHAIN_API schain_status
schain_reputation_import_get_statistics(const schain_reputation_import *import,
                                        schain_reputation_import_statistics *ret_statistics,
                                        schain_error *error);

/** @} */

/**
 * @defgroup prevalence Local prevalence
 *
 * On how many hosts and days something was seen here. One SQLite file; needs a
 * build with SQLite, else every call returns #SCHAIN_E_UNSUPPORTED. Subjects
 * and hosts are kept as hashes. One thread at a time; several processes may
 * share the file.
 * @{
 */

/**
 * @name What was seen.
 * @{
 */
#define SCHAIN_PREVALENCE_FILE 1u    /**< A file, by its SHA-256 in hex, or another digest where that is unknown. @since 1.0 */
#define SCHAIN_PREVALENCE_DOMAIN 2u  /**< A host name. @since 1.0 */
#define SCHAIN_PREVALENCE_SIGNER 3u  /**< A signer's name. @since 1.0 */
#define SCHAIN_PREVALENCE_PRODUCT 4u /**< A product. @since 1.0 */
#define SCHAIN_PREVALENCE_ANY 5u     /**< Anything at all: on how many hosts and how long was counted. Its subject is absent. @since 1.0 */
/** @} */

/** An open file of prevalence. @since 1.0 */
typedef struct schain_prevalence schain_prevalence;

/** How often a subject was seen. @since 1.0 */
typedef struct schain_prevalence_record {
	uint32_t struct_size; /**< sizeof(schain_prevalence_record). */
	uint32_t flags;       /**< 0. */
	schain_time first;    /**< Day it was first seen; 0: never. */
	schain_time last;     /**< Day it was last seen. */
	uint32_t hosts;       /**< On how many hosts; 64 means 64 or more. */
	uint32_t days;        /**< On how many days; 64 means 64 or more. */
} schain_prevalence_record;

/**
 * Opens or makes a file.
 * @param limit subjects that are kept at most, give or take a tenth: what was
 * not seen for longest goes; 0: a million.
 * @param allocator copied; what it points to is borrowed until the file is closed; NULL: malloc.
 * @since 1.0
 */
SCHAIN_API schain_status schain_prevalence_open(const char *path, uint64_t limit,
                                                const schain_allocator *allocator,
                                                schain_prevalence **ret_prevalence,
                                                schain_error *error);
/** Closes; what was noted and not flushed is lost. NULL is allowed. @since 1.0 */
SCHAIN_API void schain_prevalence_close(schain_prevalence *prevalence);
/** Notes that a subject was seen, and with it #SCHAIN_PREVALENCE_ANY. Writes only when a thousand sightings wait; see schain_prevalence_flush(). @since 1.0 */
SCHAIN_API schain_status schain_prevalence_note(schain_prevalence *prevalence, uint32_t kind,
                                                schain_string subject, schain_string host,
                                                schain_time time, schain_error *error);
/** Writes what was noted, in one transaction; takes milliseconds. @since 1.0 */
SCHAIN_API schain_status schain_prevalence_flush(schain_prevalence *prevalence, schain_error *error);
/** How often a subject was seen, what was not flushed yet included. Fills @p ret_record; never seen is no error. @since 1.0 */
SCHAIN_API schain_status schain_prevalence_get(schain_prevalence *prevalence, uint32_t kind,
                                               schain_string subject,
                                               schain_prevalence_record *ret_record,
                                               schain_error *error);
/** Adds what another file has seen; doing so twice changes nothing. @since 1.0 */
SCHAIN_API schain_status schain_prevalence_merge(schain_prevalence *prevalence, const char *path,
                                                 schain_error *error);

/** @} */
SCHAIN_END_DECLS
#endif
