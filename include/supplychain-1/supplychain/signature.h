/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_H
#define SCHAIN_SIGNATURE_H
/**
 * @file signature.h
 * A file in, who signed it out: offline, on any host. In libsupplychain-signature.
 */
#include "base.h"
#include "error.h"
#include "event.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup signature Signatures
 *
 * A verifier holds what is trusted, what is revoked and what is known to be
 * abused; given a file it makes a report of every signature in it. It asks no
 * server and reads no file but those it is told of. doc/signature.md says what
 * each status and remark means.
 *
 * A verifier belongs to one thread at a time. Reports are constant; any thread
 * may hold, read and release them.
 * @{
 */

/** What is trusted, and the cache of what was found. @since 1.0 */
typedef struct schain_verifier schain_verifier;

/**
 * @name Statuses of a signature, a timestamp and a whole file.
 * @{
 */
#define SCHAIN_VERIFY_NONE 0u            /**< Not looked at. @since 1.0 */
#define SCHAIN_VERIFY_VALID 1u           /**< Matches the content and leads to a trusted root or key. @since 1.0 */
#define SCHAIN_VERIFY_UNSIGNED 2u        /**< There is no signature. @since 1.0 */
#define SCHAIN_VERIFY_ADHOC 3u           /**< Sealed, but by nobody (macOS ad-hoc). @since 1.0 */
#define SCHAIN_VERIFY_BAD_DIGEST 4u      /**< The content is not what was signed. @since 1.0 */
#define SCHAIN_VERIFY_BAD_SIGNATURE 5u   /**< The signature is not its certificate's or key's. @since 1.0 */
#define SCHAIN_VERIFY_MALFORMED 6u       /**< The signature or its container is broken. @since 1.0 */
#define SCHAIN_VERIFY_UNTRUSTED_ROOT 7u  /**< Leads to no trusted root (and matches), or to no trusted key. @since 1.0 */
#define SCHAIN_VERIFY_EXPIRED 8u         /**< A certificate was not valid at the time judged at, and no timestamp saves it. @since 1.0 */
#define SCHAIN_VERIFY_REVOKED 9u         /**< A certificate was revoked before the signature was made. @since 1.0 */
#define SCHAIN_VERIFY_BAD_USAGE 10u      /**< A certificate is not for signing such files. @since 1.0 */
#define SCHAIN_VERIFY_UNSUPPORTED 11u    /**< A kind of signature that this build cannot judge. @since 1.0 */
/** @} */

/**
 * @name Remarks: facts beside the status (`remarks`).
 * @{
 */
#define SCHAIN_REMARK_WEAK_ALGORITHM 1u      /**< MD5 or SHA-1 signed the content, or a key is too short. @since 1.0 */
#define SCHAIN_REMARK_CERT_PADDING 2u        /**< Bytes that nobody signed lie behind the signature, inside its entry (CVE-2013-3900). @since 1.0 */
#define SCHAIN_REMARK_EXTRA_WINCERT 4u       /**< More than one entry in the certificate table. @since 1.0 */
#define SCHAIN_REMARK_UNAUTH_BLOB 8u         /**< Unsigned attributes or unused certificates carry data. @since 1.0 */
#define SCHAIN_REMARK_TRAILING_DATA 16u      /**< Data lies behind the signature. @since 1.0 */
#define SCHAIN_REMARK_MULTI_SIGNER 32u       /**< Several signers in one signature; the first is judged. @since 1.0 */
#define SCHAIN_REMARK_TIMESTAMP_MISSING 64u  /**< No timestamp: the signature ends with its certificate. @since 1.0 */
#define SCHAIN_REMARK_TIMESTAMP_INVALID 128u /**< A timestamp is there and does not verify. @since 1.0 */
#define SCHAIN_REMARK_TIMESTAMP_FUTURE 256u  /**< A timestamp is later than the time judged at. @since 1.0 */
#define SCHAIN_REMARK_KNOWN_ABUSED 512u      /**< A certificate is on the list of abused ones. @since 1.0 */
#define SCHAIN_REMARK_REVOCATION_UNKNOWN 1024u /**< No current revocation list for some certificate. @since 1.0 */
#define SCHAIN_REMARK_REVOKED_LATER 2048u    /**< Revoked, but only from after the verified timestamp on. @since 1.0 */
#define SCHAIN_REMARK_PARTIAL_SLICES 4096u   /**< Not every architecture's slice has the same standing. @since 1.0 */
/** @} */

/**
 * @name What a signature is (`schain_signature_detail::flags`).
 * @{
 */
#define SCHAIN_SIGNED_NESTED 1u           /**< Inside another signature. @since 1.0 */
#define SCHAIN_SIGNED_CATALOG 2u          /**< In a catalog file, not in the file itself. @since 1.0 */
#define SCHAIN_SIGNED_PAGE_HASHES 4u      /**< Each page has its digest too. @since 1.0 */
#define SCHAIN_SIGNED_DETACHED 8u         /**< In a file of its own. @since 1.0 */
#define SCHAIN_SIGNED_HARDENED 16u        /**< macOS: hardened runtime. @since 1.0 */
#define SCHAIN_SIGNED_STAPLED 32u         /**< macOS: a notarization ticket is stapled. @since 1.0 */
#define SCHAIN_SIGNED_LINKER 64u          /**< macOS: the linker sealed it. @since 1.0 */
#define SCHAIN_SIGNED_UNSEEN 128u         /**< macOS: seals parts that were not at hand (Info.plist, resources). @since 1.0 */
#define SCHAIN_SIGNED_DEBUGGABLE 256u     /**< macOS: entitled to be debugged (get-task-allow). @since 1.0 */
#define SCHAIN_SIGNED_ANY_LIBRARY 512u    /**< macOS: loads libraries of any signer. @since 1.0 */
#define SCHAIN_SIGNED_DYLD_ENVIRONMENT 1024u /**< macOS: obeys DYLD_ environment variables. @since 1.0 */
#define SCHAIN_SIGNED_JIT 2048u           /**< macOS: may make code at run time. @since 1.0 */
#define SCHAIN_SIGNED_UNSIGNED_MEMORY 4096u /**< macOS: may run memory that nobody signed. @since 1.0 */
#define SCHAIN_SIGNED_UNPROTECTED_PAGES 8192u /**< macOS: may change its own code. @since 1.0 */
#define SCHAIN_SIGNED_DEBUGGER 16384u     /**< macOS: may debug others. @since 1.0 */
#define SCHAIN_SIGNED_SANDBOXED 32768u    /**< macOS: runs in the App Sandbox. @since 1.0 */
#define SCHAIN_SIGNED_LOGGED 65536u       /**< Sigstore: proven to be in the log. @since 1.0 */
#define SCHAIN_SIGNED_PROMISED 131072u    /**< Sigstore: the log promised to include it. @since 1.0 */
#define SCHAIN_SIGNED_CERTIFICATE_LOGGED 262144u /**< Sigstore: the certificate's log promised to include it. @since 1.0 */
/** @} */

/**
 * @name Formats (`format`).
 * @{
 */
#define SCHAIN_SIGNED_AS_UNKNOWN 0u      /**< Carries no kind of signature known here. @since 1.0 */
#define SCHAIN_SIGNED_AS_AUTHENTICODE 1u /**< Windows PE. @since 1.0 */
#define SCHAIN_SIGNED_AS_CATALOG 2u      /**< Windows catalog. @since 1.0 */
#define SCHAIN_SIGNED_AS_MSI 3u          /**< Windows Installer. @since 1.0 */
#define SCHAIN_SIGNED_AS_MACHO 4u        /**< macOS code. @since 1.0 */
#define SCHAIN_SIGNED_AS_XAR 5u          /**< macOS installer package. @since 1.0 */
#define SCHAIN_SIGNED_AS_DPKG 6u         /**< Debian package, or a file of one. @since 1.0 */
#define SCHAIN_SIGNED_AS_RPM 7u          /**< RPM package, or a file of one. @since 1.0 */
#define SCHAIN_SIGNED_AS_APT 8u          /**< APT repository. @since 1.0 */
#define SCHAIN_SIGNED_AS_OPENPGP 9u      /**< Detached OpenPGP. @since 1.0 */
#define SCHAIN_SIGNED_AS_SIGSTORE 10u    /**< Sigstore bundle. @since 1.0 */
#define SCHAIN_SIGNED_AS_MINISIGN 11u    /**< minisign. @since 1.0 */
#define SCHAIN_SIGNED_AS_SIGNIFY 12u     /**< OpenBSD signify. @since 1.0 */
#define SCHAIN_SIGNED_AS_FSVERITY 13u    /**< Linux fs-verity. @since 1.0 */
#define SCHAIN_SIGNED_AS_IMA 14u         /**< Linux IMA. @since 1.0 */
/** @} */

/**
 * @name Usages that a root is trusted for (bits).
 * @{
 */
#define SCHAIN_USAGE_CODE 1u      /**< Signing programs. @since 1.0 */
#define SCHAIN_USAGE_TIMESTAMP 2u /**< Timestamps. @since 1.0 */
#define SCHAIN_USAGE_UEFI 4u      /**< Firmware's programs. @since 1.0 */
#define SCHAIN_USAGE_APPLE 8u     /**< Apple's code and installers. @since 1.0 */
#define SCHAIN_USAGE_PACKAGE 16u  /**< Packages and repositories. @since 1.0 */
#define SCHAIN_USAGE_SIGSTORE 32u /**< Sigstore's Fulcio. @since 1.0 */
/** @} */

/**
 * @name Certificate flags (`schain_certificate::flags`).
 * @{
 */
#define SCHAIN_CERTIFICATE_SELF_SIGNED 1u /**< Its own issuer. @since 1.0 */
#define SCHAIN_CERTIFICATE_TRUSTED 2u     /**< A trusted root, of the caller's. @since 1.0 */
#define SCHAIN_CERTIFICATE_AUTHORITY 4u   /**< May issue others. @since 1.0 */
#define SCHAIN_CERTIFICATE_ABUSED 8u      /**< On the list of abused ones. @since 1.0 */
#define SCHAIN_CERTIFICATE_REVOKED 16u    /**< On a revocation list. @since 1.0 */
/** @} */

/** A certificate. Hex is in lower case. @since 1.0 */
typedef struct schain_certificate {
	uint32_t struct_size;        /**< sizeof(schain_certificate). */
	uint32_t flags;              /**< SCHAIN_CERTIFICATE_TRUSTED and the like. */
	schain_time not_before;      /**< Valid from, */
	schain_time not_after;       /**< to. */
	uint32_t key_bits;           /**< Size of its key. */
	uint32_t usages;             /**< Of a trusted root: what for (SCHAIN_USAGE_CODE...). */
	schain_string subject;       /**< Its holder, as "CN=..., O=..., C=...". */
	schain_string issuer;        /**< Who issued it, likewise. */
	schain_string common_name;   /**< Of the subject. */
	schain_string organisation;  /**< Of the subject. */
	schain_string country;       /**< Of the subject. */
	schain_string registration;  /**< The subject's serialNumber: its entry in a public register (EV). */
	schain_string serial;        /**< Serial number, hex. */
	schain_string sha1;          /**< Thumbprint: SHA-1 of the certificate. */
	schain_string sha256;        /**< SHA-256 of the certificate. */
	schain_string tbs_sha256;    /**< SHA-256 of what its issuer signed. */
	schain_string spki_sha256;   /**< SHA-256 of its public key. */
	schain_string key_algorithm; /**< Such as "rsaEncryption". */
	schain_string signature_algorithm; /**< Such as "sha256WithRSAEncryption". */
} schain_certificate;

/**
 * @name Kinds of timestamp (`schain_timestamp::kind`).
 * @{
 */
#define SCHAIN_TIMESTAMP_RFC3161 1u /**< A token of a timestamp server. @since 1.0 */
#define SCHAIN_TIMESTAMP_LEGACY 2u  /**< A PKCS #9 countersignature. @since 1.0 */
#define SCHAIN_TIMESTAMP_LOG 3u     /**< Entry of a transparency log. @since 1.0 */
/** @} */

/** When a signature existed, and who says so. @since 1.0 */
typedef struct schain_timestamp {
	uint32_t struct_size;   /**< sizeof(schain_timestamp). */
	uint32_t flags;         /**< 0. */
	uint32_t kind;          /**< SCHAIN_TIMESTAMP_RFC3161 and the like. */
	uint32_t status;        /**< SCHAIN_VERIFY_VALID and the like. */
	uint32_t remarks;       /**< SCHAIN_REMARK_WEAK_ALGORITHM and the like. */
	uint32_t reserved;      /**< 0. */
	schain_time time;       /**< The time it names. */
	schain_string authority; /**< Who made it: the name in its certificate. */
	schain_string digest_algorithm; /**< Such as "sha256". */
	schain_string reason;   /**< Why the status is not VALID, in a sentence; absent if it is. */
	const schain_certificate *certificates; /**< The chain, the signer's first; the array's step is their struct_size. */
	size_t certificate_count; /**< How many. */
} schain_timestamp;

/** One signature. @since 1.0 */
typedef struct schain_signature_detail {
	uint32_t struct_size;   /**< sizeof(schain_signature_detail). */
	uint32_t flags;         /**< SCHAIN_SIGNED_NESTED and the like. */
	uint32_t format;        /**< SCHAIN_SIGNED_AS_AUTHENTICODE and the like. */
	uint32_t status;        /**< SCHAIN_VERIFY_VALID and the like. */
	uint32_t remarks;       /**< SCHAIN_REMARK_WEAK_ALGORITHM and the like. */
	uint32_t position;      /**< Entry of the certificate table, or slice, from 0. */
	schain_time judged_at;  /**< Time its certificates were judged at: the verified timestamp, or the verifier's. */
	schain_time signed_at;  /**< When the signer says it was signed; proves nothing. 0: not said. */
	schain_string where;    /**< Place for people: "embedded", "nested", a catalog's path, a slice. */
	schain_string identity; /**< Who signed, in a form that outlives certificates; see doc/signature.md. */
	schain_string signer;   /**< Name for people: organisation, or common name. */
	schain_string team_id;    /**< Apple Team ID. */
	schain_string signing_id; /**< Apple signing identifier. */
	schain_string program_name; /**< As the signer calls the program. */
	schain_string program_url;  /**< As the signer says. */
	schain_string digest_algorithm; /**< Such as "sha256". */
	schain_string digest_expected;  /**< What was signed, hex. */
	schain_string digest_actual;    /**< What the content has, hex. */
	schain_string reason;     /**< Why the status is not VALID, in a sentence; absent if it is. */
	const schain_certificate *certificates; /**< The chain, the signer's first; the array's step is their struct_size. */
	size_t certificate_count; /**< How many. */
	const schain_timestamp *timestamp; /**< The one that counts; NULL: none. */
	const void *reserved;     /**< NULL. */
} schain_signature_detail;

/**
 * @name What a host's package manager says of a file (`package_state`).
 * @{
 */
#define SCHAIN_PACKAGED_UNKNOWN 0u    /**< No database was asked, or it is changing. @since 1.0 */
#define SCHAIN_PACKAGED_NO 1u         /**< No package has this path. @since 1.0 */
#define SCHAIN_PACKAGED_UNMODIFIED 2u /**< As its package delivered it. @since 1.0 */
#define SCHAIN_PACKAGED_MODIFIED 3u   /**< Not what its package delivered. @since 1.0 */
#define SCHAIN_PACKAGED_CONFIGURED 4u /**< Changed, and meant to be: a configuration file. @since 1.0 */
#define SCHAIN_PACKAGED_UNCHECKED 5u  /**< Of a package that gives no digest for it. @since 1.0 */
/** @} */

/** What is known of a file. Constant. @since 1.0 */
typedef struct schain_signature_report {
	uint32_t struct_size;   /**< sizeof(schain_signature_report). */
	uint32_t flags;         /**< 0. */
	uint32_t content;       /**< SCHAIN_CONTENT_PE and the like. */
	uint32_t format;        /**< SCHAIN_SIGNED_AS_AUTHENTICODE and the like. */
	uint32_t status;        /**< Of the file as a whole. */
	uint32_t remarks;       /**< Of the chosen signature, of the container, and of the others what concerns the file. */
	uint64_t size;          /**< Bytes of the file. */
	schain_time judged_at;  /**< The verifier's time. */
	schain_string path;     /**< As it was asked for. */
	schain_string sha256;   /**< Of the whole file; only with #SCHAIN_REQUEST_FILE_HASH. */
	schain_string sha1;     /**< The same. */
	schain_string reason;   /**< Why the status is not VALID, in a sentence; absent if it is. */
	/** The one that the status comes from; NULL if there is none. */
	const schain_signature_detail *chosen;
	size_t signature_size;  /**< sizeof(schain_signature_detail) of the library: the array's step. */
	const schain_signature_detail *signatures; /**< All there are. */
	size_t signature_count; /**< How many. */
	uint32_t package_state; /**< SCHAIN_PACKAGED_UNMODIFIED and the like. */
	uint32_t package_format; /**< SCHAIN_SIGNED_AS_DPKG or SCHAIN_SIGNED_AS_RPM; 0: of no package. */
	schain_string package;  /**< The package that the file is from, or that it is. */
} schain_signature_report;

/** Options of schain_verifier_new(). @since 1.0 */
typedef struct schain_verifier_options {
	uint32_t struct_size; /**< sizeof(schain_verifier_options). */
	uint32_t flags;       /**< 0. */
	const schain_allocator *allocator; /**< Borrowed; NULL: malloc. libcrypto has its own. */
	/**
	 * Called while a file is read, and, with a total of UINT64_MAX, while a folder
	 * of catalogs is. Other than 0 ends that with #SCHAIN_E_CANCELLED. May be NULL.
	 */
	int (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;        /**< Passed to it. */
	const void *reserved; /**< NULL. */
	schain_time at;       /**< Time to judge at; 0: the time of each check. */
	uint64_t file_limit;  /**< Longest file in bytes; 0: 4 GiB. Longer ones fail with #SCHAIN_E_LIMIT. */
	uint64_t signature_limit; /**< Bytes of signature read from a file; 0: 16 MiB. */
	uint64_t cache_limit; /**< Bytes of reports kept for files seen again; 0: 8 MiB. */
	int64_t cache_lifetime; /**< Nanoseconds a kept report counts; 0: an hour; negative: none is kept. */
} schain_verifier_options;

/** Static initialiser. @since 1.0 */
#define SCHAIN_VERIFIER_OPTIONS_INIT \
	{ (uint32_t)sizeof(schain_verifier_options), 0, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0 }
/** The same as #SCHAIN_VERIFIER_OPTIONS_INIT. @since 1.0 */
SCHAIN_API void schain_verifier_options_init(schain_verifier_options *options, size_t size);

/** A new verifier that trusts nobody; free it with schain_verifier_free(). @since 1.0 */
SCHAIN_API schain_status schain_verifier_new(const schain_verifier_options *options,
                                             schain_verifier **ret_verifier, schain_error *error);
/** Frees; NULL is allowed. Reports live on. @since 1.0 */
SCHAIN_API void schain_verifier_free(schain_verifier *verifier);

/**
 * Trusts the certificates in a file, PEM (any number) or DER.
 * @param usages bits such as #SCHAIN_USAGE_CODE; a "usages:" line before a
 * certificate, as `supplychain trust import` writes it, goes before them.
 * @return #SCHAIN_E_IO; #SCHAIN_E_FORMAT if it holds no certificate.
 * @since 1.0
 */
SCHAIN_API schain_status schain_verifier_add_trust(schain_verifier *verifier, const char *path,
                                                   uint32_t usages, schain_error *error);
/** The same from memory, which is copied. @since 1.0 */
SCHAIN_API schain_status schain_verifier_add_trust_data(schain_verifier *verifier, const void *data,
                                                        size_t size, uint32_t usages,
                                                        schain_error *error);
/**
 * Narrows what is trusted to what a certificate trust list of Microsoft's says
 * (authroot.stl): each root's usages, and from when on it is not trusted. Roots
 * that it does not name are dropped.
 * @since 1.0
 */
SCHAIN_API schain_status schain_verifier_apply_trust_list(schain_verifier *verifier,
                                                          const char *path, schain_error *error);
/** The trusted root of that number, until the next one is added; NULL past the last. @since 1.0 */
SCHAIN_API const schain_certificate *schain_verifier_trust_at(const schain_verifier *verifier,
                                                              size_t index);
/**
 * Writes what is trusted as PEM that schain_verifier_add_trust() reads back.
 * @p write returns 0 to go on.
 * @since 1.0
 */
SCHAIN_API schain_status schain_verifier_write_trust(const schain_verifier *verifier,
                                                     int (*write)(void *context, const char *data,
                                                                  size_t size),
                                                     void *context, schain_error *error);
/** Adds the revocation lists in a file, PEM (any number) or DER. @since 1.0 */
SCHAIN_API schain_status schain_verifier_add_revocations(schain_verifier *verifier,
                                                         const char *path, schain_error *error);
/**
 * Trusts public keys that need no certificate: an OpenPGP keyring (armored or
 * not), a key of minisign or signify, a PEM public key of a signer who uses
 * Sigstore's log, or Sigstore's trusted root (trusted_root.json), which takes
 * the place of an earlier one. The content tells which.
 * @return #SCHAIN_E_IO; #SCHAIN_E_FORMAT if it is none of these;
 * #SCHAIN_E_UNSUPPORTED for OpenPGP in a build without librnp.
 * @since 1.0
 */
SCHAIN_API schain_status schain_verifier_add_keys(schain_verifier *verifier, const char *path,
                                                  schain_error *error);
/**
 * Reads what package managers installed below a directory, such as "/" or where
 * an image is mounted: dpkg's database, and RPM's where it is SQLite's. Reports
 * on paths below it then have a package_state. Takes the place of what was read
 * before. A database that changed is read again at the next check (half a second
 * for 130000 files), at most every five seconds; until then, and while a package
 * manager has it locked, the state is #SCHAIN_PACKAGED_UNKNOWN.
 * @param ret_count paths known; may be NULL.
 * @return #SCHAIN_E_IO if there is no such database; #SCHAIN_E_UNSUPPORTED for
 * RPM's in a build without SQLite.
 * @since 1.0
 */
SCHAIN_API schain_status schain_verifier_add_packages(schain_verifier *verifier, const char *root,
                                                      size_t *ret_count, schain_error *error);
/**
 * Reads the signed lists of APT's repositories and their indexes of packages
 * (/var/lib/apt/lists; indexes that are not compressed), so that a Debian
 * package is looked up in them. Keys must have been added before. Takes the
 * place of what was read before.
 * @param ret_count packages known; may be NULL.
 * @since 1.0
 */
SCHAIN_API schain_status schain_verifier_add_repositories(schain_verifier *verifier,
                                                          const char *directory, size_t *ret_count,
                                                          schain_error *error);
/** Adds a list of certificates known to be abused; doc/signature.md has its form. @since 1.0 */
SCHAIN_API schain_status schain_verifier_add_abused(schain_verifier *verifier, const char *path,
                                                    schain_error *error);
/**
 * Reads the catalogs (.cat) in a directory and below it, so that a file without
 * a signature of its own is looked up in them. One that cannot be read is
 * skipped. May be called again.
 * @param ret_count catalogs read; may be NULL.
 * @since 1.0
 */
SCHAIN_API schain_status schain_verifier_add_catalogs(schain_verifier *verifier, const char *path,
                                                      size_t *ret_count, schain_error *error);

/**
 * @name What to verify (schain_verify_request::flags).
 * @{
 */
#define SCHAIN_REQUEST_FILE_HASH 1u /**< Hash the whole file too, in the same pass. @since 1.0 */
#define SCHAIN_REQUEST_NO_CACHE 2u  /**< Look at the file even if it was seen before. @since 1.0 */
#define SCHAIN_REQUEST_FOLLOW 4u    /**< Follow a symbolic link at the end of the path. @since 1.0 */
/** @} */

/** A file to verify. @since 1.0 */
typedef struct schain_verify_request {
	uint32_t struct_size; /**< sizeof(schain_verify_request). */
	uint32_t flags;       /**< SCHAIN_REQUEST_FILE_HASH and the like. */
	int32_t descriptor;   /**< Of the open file, which stays open and where it is; -1: the path is opened. */
	uint32_t reserved;    /**< 0. */
	const char *path;     /**< Its path; with a descriptor a name for reports, or NULL. */
	const char *signature_path; /**< A signature in a file of its own; NULL: none. */
} schain_verify_request;

/** Static initialiser. @since 1.0 */
#define SCHAIN_VERIFY_REQUEST_INIT \
	{ (uint32_t)sizeof(schain_verify_request), 0, -1, 0, NULL, NULL }
/** The same as #SCHAIN_VERIFY_REQUEST_INIT. @since 1.0 */
SCHAIN_API void schain_verify_request_init(schain_verify_request *request, size_t size);

/**
 * Verifies a file: reads it once.
 *
 * Only a regular file is read; opening never waits for one that is not (a FIFO,
 * a device). That a file is unsigned, or badly signed, is a report and no error.
 * @param ret_report owned; schain_signature_report_unref().
 * @return #SCHAIN_E_IO if it is not a regular file, cannot be read, or changed
 * while it was; #SCHAIN_E_LIMIT if it is too long; #SCHAIN_E_CANCELLED.
 * @since 1.0
 */
SCHAIN_API schain_status schain_verifier_check(schain_verifier *verifier,
                                               const schain_verify_request *request,
                                               const schain_signature_report **ret_report,
                                               schain_error *error);
/** schain_verifier_check() of a path and nothing else. @since 1.0 */
SCHAIN_API schain_status schain_verifier_check_file(schain_verifier *verifier, const char *path,
                                                    const schain_signature_report **ret_report,
                                                    schain_error *error);

/** What a verifier did. @since 1.0 */
typedef struct schain_verifier_statistics {
	uint32_t struct_size;   /**< sizeof(schain_verifier_statistics). */
	uint32_t flags;         /**< 0. */
	uint64_t checks;        /**< Files asked about. */
	uint64_t same_file;     /**< Answered from the cache: the same file, unchanged. */
	uint64_t same_content;  /**< Answered from the cache after reading: another file of the same content. */
	uint64_t bytes;         /**< Read from files. */
} schain_verifier_statistics;

/** Static initialiser. @since 1.0 */
#define SCHAIN_VERIFIER_STATISTICS_INIT \
	{ (uint32_t)sizeof(schain_verifier_statistics), 0, 0, 0, 0, 0 }
/** The same as #SCHAIN_VERIFIER_STATISTICS_INIT. @since 1.0 */
SCHAIN_API void schain_verifier_statistics_init(schain_verifier_statistics *statistics, size_t size);
/** Fills @p ret_statistics, no more than its struct_size. @since 1.0 */
SCHAIN_API schain_status schain_verifier_get_statistics(const schain_verifier *verifier,
                                                        schain_verifier_statistics *ret_statistics,
                                                        schain_error *error);

/** Holds a report once more. Returns it; NULL is allowed. @since 1.0 */
SCHAIN_API const schain_signature_report *schain_signature_report_ref(
        const schain_signature_report *report);
/** Releases a report; NULL is allowed. @since 1.0 */
SCHAIN_API void schain_signature_report_unref(const schain_signature_report *report);
/** Signature number @p index of a report; NULL past the last. @since 1.0 */
SCHAIN_API const schain_signature_detail *schain_signature_report_at(
        const schain_signature_report *report, size_t index);
/**
 * Fills what a schain_file or a claim says of the signature. Strings are the
 * report's: borrowed as long as it is held.
 * @since 1.0
 */
SCHAIN_API schain_status schain_signature_report_get_signature(
        const schain_signature_report *report, schain_signature *ret_signature, schain_error *error);
/** Writes a report as one JSON object, without a newline. @p write returns 0 to go on. @since 1.0 */
SCHAIN_API schain_status schain_signature_report_write_json(const schain_signature_report *report,
                                                            int (*write)(void *context,
                                                                         const char *data,
                                                                         size_t size),
                                                            void *context, schain_error *error);

/**
 * @name History: what changed since an earlier file of the same product.
 * @{
 */
#define SCHAIN_HISTORY_SIGNER_CHANGED 1u /**< Another identity signed. @since 1.0 */
#define SCHAIN_HISTORY_ISSUER_CHANGED 2u /**< The same identity, certified by another authority. @since 1.0 */
#define SCHAIN_HISTORY_DOWNGRADED 4u     /**< Signed before and not now; trusted before and not now. @since 1.0 */
#define SCHAIN_HISTORY_FIRST_SEEN 8u     /**< Nothing is known of before. @since 1.0 */
/** @} */
/** Bits of history between two reports; @p before NULL: #SCHAIN_HISTORY_FIRST_SEEN. @since 1.0 */
SCHAIN_API uint32_t schain_signature_report_compare(const schain_signature_report *before,
                                                    const schain_signature_report *after);

/** "valid", "bad_digest"...; "unknown" for other numbers. Static. @since 1.0 */
SCHAIN_API const char *schain_verify_status_get_name(uint32_t status);
/** One English sentence for a status; never NULL. Static. @since 1.0 */
SCHAIN_API const char *schain_verify_status_get_text(uint32_t status);
/** Name of one remark's bit, such as "cert_padding"; NULL if it is none. Static. @since 1.0 */
SCHAIN_API const char *schain_remark_get_name(uint32_t remark);
/** One English sentence for a remark; NULL if it is none. Static. @since 1.0 */
SCHAIN_API const char *schain_remark_get_text(uint32_t remark);
/** Name of one bit of history, such as "signer_changed"; NULL if it is none. Static. @since 1.0 */
SCHAIN_API const char *schain_history_get_name(uint32_t bit);
/** "authenticode", "macho"...; "unknown" for other numbers. Static. @since 1.0 */
SCHAIN_API const char *schain_signed_as_get_name(uint32_t format);
/** Name of one bit of schain_signature_detail::flags; NULL if it is none. Static. @since 1.0 */
SCHAIN_API const char *schain_signed_get_name(uint32_t bit);
/** "unmodified", "modified"...; "unknown" for other numbers. Static. @since 1.0 */
SCHAIN_API const char *schain_packaged_get_name(uint32_t state);
/** Name of one usage's bit, such as "code"; NULL if it is none. Static. @since 1.0 */
SCHAIN_API const char *schain_usage_get_name(uint32_t usage);
/** The usage of that name; 0 if there is none. @since 1.0 */
SCHAIN_API uint32_t schain_usage_of(schain_string name);

/** @} */
SCHAIN_END_DECLS
#endif
