/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EVENT_H
#define SCHAIN_EVENT_H
/**
 * @file event.h
 * One fact a sensor saw.
 */
#include "base.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup event Events
 * Plain data, borrowed for the length of a call. A sensor rarely knows
 * everything: every field but schain_event::type and schain_event::time may be
 * absent (0, NULL or the absent string).
 * @{
 */

/**
 * @name Event types (schain_event::type). Unknown values are counted and skipped.
 * @{
 */
#define SCHAIN_EVENT_NONE 0u           /**< Not an event. @since 1.0 */
#define SCHAIN_EVENT_PROCESS_FORK 1u   /**< `process` now exists as a copy of `parent`. @since 1.0 */
#define SCHAIN_EVENT_PROCESS_START 2u  /**< `process` runs an image: created with it, or replaced its own (execve). @since 1.0 */
#define SCHAIN_EVENT_PROCESS_EXIT 3u   /**< `process` ended. @since 1.0 */
#define SCHAIN_EVENT_FILE_WRITE 4u     /**< `process` created `file` or wrote to it. @since 1.0 */
#define SCHAIN_EVENT_FILE_RENAME 5u    /**< `process` moved or hard-linked schain_file::old_path to schain_file::path. @since 1.0 */
#define SCHAIN_EVENT_FILE_DELETE 6u    /**< `process` removed `file`. @since 1.0 */
#define SCHAIN_EVENT_FILE_ATTRIBUTE 7u /**< `process` changed mode, owner, times or extended attributes. @since 1.0 */
#define SCHAIN_EVENT_FILE_READ 8u      /**< `process` read a file a policy watches (credentials). @since 1.0 */
#define SCHAIN_EVENT_MODULE_LOAD 9u    /**< `process` mapped `file` as code. @since 1.0 */
#define SCHAIN_EVENT_DRIVER_LOAD 10u   /**< The kernel loaded `file`. @since 1.0 */
#define SCHAIN_EVENT_REGISTRY 11u      /**< `process` changed `registry`. @since 1.0 */
#define SCHAIN_EVENT_PERSISTENCE 12u   /**< `process` arranged that `file` runs later (service, task, unit, agent). @since 1.0 */
#define SCHAIN_EVENT_CONNECTION 13u    /**< `process` opened or accepted `connection`. @since 1.0 */
#define SCHAIN_EVENT_DNS 14u           /**< A name was asked for or answered: `dns`. @since 1.0 */
#define SCHAIN_EVENT_PACKAGE 15u       /**< A package manager did `package`. @since 1.0 */
#define SCHAIN_EVENT_INTEGRITY 16u     /**< The system's own check of `file`: `integrity`. @since 1.0 */
#define SCHAIN_EVENT_CLAIM 17u         /**< A plugin's or product's finding: `claim`. @since 1.0 */
#define SCHAIN_EVENT_INJECTION 18u     /**< `process` started code inside `target`. @since 1.0 */
#define SCHAIN_EVENT_LOSS 19u          /**< The sensor lost schain_event::count events. @since 1.0 */
#define SCHAIN_EVENT_ADVANCE 20u       /**< Of a recording: schain_engine_advance() was called with this time. Fed, it is called again. @since 1.0 */
#define SCHAIN_EVENT_FLUSH 21u         /**< Of a recording: schain_engine_flush() was called. Fed, it is called again. @since 1.0 */
/** @} */

/**
 * @name Log sources (schain_event::source_kind): who saw it.
 * @{
 */
#define SCHAIN_SOURCE_UNKNOWN 0u        /**< Not said. @since 1.0 */
#define SCHAIN_SOURCE_HOST_PRODUCT 1u   /**< The host product's own sensor. @since 1.0 */
#define SCHAIN_SOURCE_SYSMON 2u         /**< Microsoft Sysmon on Windows. @since 1.0 */
#define SCHAIN_SOURCE_SYSMON_LINUX 3u   /**< Sysmon for Linux. @since 1.0 */
#define SCHAIN_SOURCE_CODE_INTEGRITY 4u /**< Windows' own checks of signatures: CodeIntegrity/Operational, CAPI2/Operational. @since 1.0 */
#define SCHAIN_SOURCE_WINDOWS_SECURITY 5u /**< Windows Security log. @since 1.0 */
#define SCHAIN_SOURCE_AUDITD 6u         /**< Linux audit. @since 1.0 */
#define SCHAIN_SOURCE_EBPF 7u           /**< An eBPF recorder. @since 1.0 */
#define SCHAIN_SOURCE_PACKAGE_LOG 8u    /**< A package manager's log. @since 1.0 */
#define SCHAIN_SOURCE_ENDPOINT_SECURITY 9u /**< macOS EndpointSecurity. @since 1.0 */
#define SCHAIN_SOURCE_UNIFIED_LOG 10u   /**< macOS unified log. @since 1.0 */
#define SCHAIN_SOURCE_NETWORK 11u       /**< A flow or DNS log from the network. @since 1.0 */
#define SCHAIN_SOURCE_PLUGIN 12u        /**< An enricher's claim. @since 1.0 */
/** @} */

/**
 * @name Operating systems (schain_event::os).
 * @{
 */
#define SCHAIN_OS_UNKNOWN 0u /**< Guessed from paths. @since 1.0 */
#define SCHAIN_OS_WINDOWS 1u /**< AN0862. @since 1.0 */
#define SCHAIN_OS_LINUX 2u   /**< AN0863. @since 1.0 */
#define SCHAIN_OS_MACOS 3u   /**< AN0864. @since 1.0 */
/** @} */

/**
 * @name What a file contains (schain_file::content).
 * @{
 */
#define SCHAIN_CONTENT_UNKNOWN 0u /**< Judged by name and mode. @since 1.0 */
#define SCHAIN_CONTENT_DATA 1u    /**< Known not to be executable. @since 1.0 */
#define SCHAIN_CONTENT_PE 2u      /**< Windows Portable Executable. @since 1.0 */
#define SCHAIN_CONTENT_ELF 3u     /**< ELF. @since 1.0 */
#define SCHAIN_CONTENT_MACHO 4u   /**< Mach-O, thin or universal. @since 1.0 */
#define SCHAIN_CONTENT_SCRIPT 5u  /**< Text run by an interpreter. @since 1.0 */
#define SCHAIN_CONTENT_ARCHIVE 6u /**< A package or archive. @since 1.0 */
/** @} */

/**
 * @name Signature states (schain_signature::state).
 * @{
 */
#define SCHAIN_SIGNATURE_UNKNOWN 0u   /**< Nobody looked. @since 1.0 */
#define SCHAIN_SIGNATURE_VALID 1u     /**< Verified and trusted. @since 1.0 */
#define SCHAIN_SIGNATURE_UNSIGNED 2u  /**< No signature. @since 1.0 */
#define SCHAIN_SIGNATURE_INVALID 3u   /**< Present, and does not match the content. @since 1.0 */
#define SCHAIN_SIGNATURE_UNTRUSTED 4u /**< Matches, but does not chain to a trusted root. @since 1.0 */
#define SCHAIN_SIGNATURE_EXPIRED 5u   /**< Certificate expired, no timestamp saves it. @since 1.0 */
#define SCHAIN_SIGNATURE_REVOKED 6u   /**< Certificate revoked. @since 1.0 */
#define SCHAIN_SIGNATURE_ADHOC 7u     /**< macOS ad-hoc: sealed by nobody. @since 1.0 */
/** @} */

/**
 * @name Signature flags (schain_signature::flags).
 * @{
 */
#define SCHAIN_SIGNATURE_NOTARIZED 1u     /**< Apple notarization ticket seen. @since 1.0 */
#define SCHAIN_SIGNATURE_NOT_NOTARIZED 2u /**< Looked for, absent. @since 1.0 */
#define SCHAIN_SIGNATURE_PLATFORM 4u      /**< Signed as part of the operating system. @since 1.0 */
#define SCHAIN_SIGNATURE_CATALOG 8u       /**< By a Windows catalog file. @since 1.0 */
/** @} */

/** What is known of who signed a file. @since 1.0 */
typedef struct schain_signature {
	uint32_t struct_size;     /**< sizeof(schain_signature). */
	uint32_t state;           /**< SCHAIN_SIGNATURE_VALID and the like. */
	uint32_t flags;           /**< SCHAIN_SIGNATURE_NOTARIZED and the like. */
	uint32_t reserved;        /**< 0. */
	schain_string signer;     /**< Subject common name or organisation. */
	schain_string issuer;     /**< Issuer's name. */
	schain_string thumbprint; /**< Certificate fingerprint or key id, hex. */
	schain_string team_id;    /**< Apple Team ID. */
	schain_string signing_id; /**< Apple signing identifier. */
	/**
	 * Who signed, in a form that outlives certificates; compared where it is
	 * known, else `signer` is. See doc/signature.md.
	 */
	schain_string identity;
} schain_signature;

/**
 * @name File flags (schain_file::flags).
 * @{
 */
#define SCHAIN_FILE_LINKED 1u /**< Of #SCHAIN_EVENT_FILE_RENAME: a hard link, old_path exists on. @since 1.0 */
/** @} */

/** A file as seen at the event. @since 1.0 */
typedef struct schain_file {
	uint32_t struct_size; /**< sizeof(schain_file). */
	uint32_t flags;       /**< SCHAIN_FILE_LINKED. */
	uint64_t inode;       /**< Inode or file id; 0 unknown. */
	uint64_t device;      /**< Device or volume; 0 unknown. */
	uint64_t size;        /**< Bytes; 0 unknown. */
	uint32_t mode;        /**< POSIX st_mode; 0 unknown. */
	uint32_t content;     /**< SCHAIN_CONTENT_ELF and the like. */
	schain_string path;     /**< Absolute path after the event. */
	schain_string old_path; /**< Path before a rename or link. */
	schain_string sha256;   /**< Hex, either case. */
	schain_string sha1;     /**< Hex. */
	schain_string md5;      /**< Hex. */
	schain_string origin_url; /**< Mark of the Web or quarantine URL. */
	schain_string product;  /**< Version resource: product name. */
	schain_string company;  /**< Version resource: company. */
	schain_string version;  /**< Version resource: file version. */
	schain_string original_name; /**< Version resource: original file name. */
	const schain_signature *signature; /**< NULL: nobody looked. */
	const void *reserved;   /**< NULL. */
} schain_file;

/** A process. The key is `guid`, or else (`pid`, `start_time`), or else the newest with that pid. @since 1.0 */
typedef struct schain_process {
	uint32_t struct_size; /**< sizeof(schain_process). */
	uint32_t flags;       /**< 0. */
	uint64_t pid;         /**< 0 unknown. */
	uint64_t parent_pid;  /**< 0 unknown. */
	int64_t start_time;   /**< When it started: any unit and epoch, constant for its life and not 0; 0 unknown. */
	schain_string guid;        /**< The sensor's own identity, without braces. */
	schain_string parent_guid; /**< The same of its parent. */
	schain_string command_line; /**< As one string; arguments joined by spaces where the sensor has a vector. */
	schain_string script;       /**< The script an interpreter runs, where the sensor knows it. */
	schain_string working_directory; /**< Current directory at start. */
	schain_string user;         /**< Account, any form. */
	const schain_file *image;   /**< The executable mapped; NULL unknown. */
	const void *reserved;       /**< NULL. */
} schain_process;

/**
 * @name Connection flags (schain_connection::flags).
 * @{
 */
#define SCHAIN_CONNECTION_INBOUND 1u /**< Accepted, not opened. @since 1.0 */
#define SCHAIN_CONNECTION_FAILED 2u  /**< Refused or unreachable. @since 1.0 */
#define SCHAIN_CONNECTION_LISTEN 4u  /**< A listening socket, no peer yet. @since 1.0 */
/** @} */

/** A network connection, seen from the host. @since 1.0 */
typedef struct schain_connection {
	uint32_t struct_size; /**< sizeof(schain_connection). */
	uint32_t flags;       /**< SCHAIN_CONNECTION_INBOUND and the like. */
	uint32_t protocol;    /**< IANA number: 6 TCP, 17 UDP; 0 unknown. */
	uint32_t port;        /**< Remote port (local one when listening). */
	uint32_t local_port;  /**< 0 unknown. */
	uint32_t reserved;    /**< 0. */
	uint64_t bytes_sent;  /**< 0 unknown. */
	schain_string address;       /**< Remote address, textual IPv4 or IPv6. */
	schain_string local_address; /**< Textual. */
	schain_string host_name;     /**< Remote name where the sensor has it (not a reverse look-up). */
	schain_string server_name;   /**< TLS SNI or HTTP Host. */
} schain_connection;

/** A DNS question, with its answers if any. @since 1.0 */
typedef struct schain_dns {
	uint32_t struct_size; /**< sizeof(schain_dns). */
	uint32_t query_type;  /**< IANA type: 1 A, 28 AAAA; 0 unknown. */
	uint32_t result;      /**< RCODE, or the platform's status. */
	uint32_t ttl;         /**< Seconds that the answers hold, the least of them; 0 unknown. */
	schain_string query;  /**< Name asked for. */
	const schain_string *answers; /**< Addresses, or names of CNAMEs. */
	size_t answer_count;  /**< How many. */
} schain_dns;

/**
 * @name Registry operations (schain_registry::operation).
 * @{
 */
#define SCHAIN_REGISTRY_SET 1u    /**< Value set. @since 1.0 */
#define SCHAIN_REGISTRY_CREATE 2u /**< Key or value created. @since 1.0 */
#define SCHAIN_REGISTRY_DELETE 3u /**< Key or value removed. @since 1.0 */
#define SCHAIN_REGISTRY_RENAME 4u /**< Key or value renamed. @since 1.0 */
/** @} */

/** A registry change. @since 1.0 */
typedef struct schain_registry {
	uint32_t struct_size; /**< sizeof(schain_registry). */
	uint32_t operation;   /**< SCHAIN_REGISTRY_SET and the like. */
	schain_string key;    /**< Full path, value name included, as "HKLM\\..." or "HKU\\...". */
	schain_string value;  /**< Data as text. */
} schain_registry;

/**
 * @name Package operations (schain_package::operation).
 * @{
 */
#define SCHAIN_PACKAGE_INSTALL 1u /**< New on the host. @since 1.0 */
#define SCHAIN_PACKAGE_UPDATE 2u  /**< Version changed. @since 1.0 */
#define SCHAIN_PACKAGE_REMOVE 3u  /**< Removed. @since 1.0 */
#define SCHAIN_PACKAGE_BEGIN 4u   /**< A transaction starts. @since 1.0 */
#define SCHAIN_PACKAGE_FINISH 5u  /**< A transaction is over. @since 1.0 */
/** @} */

/**
 * @name Tri-states (schain_package::is_signed, schain_package::succeeded).
 * @{
 */
#define SCHAIN_UNKNOWN 0u /**< Not known. @since 1.0 */
#define SCHAIN_YES 1u     /**< Yes. @since 1.0 */
#define SCHAIN_NO 2u      /**< No. @since 1.0 */
/** @} */

/** What a package manager did. @since 1.0 */
typedef struct schain_package {
	uint32_t struct_size; /**< sizeof(schain_package). */
	uint32_t operation;   /**< SCHAIN_PACKAGE_INSTALL and the like. */
	uint32_t is_signed;   /**< Tri-state: was its origin's signature verified? */
	uint32_t succeeded;   /**< Tri-state. */
	schain_string manager; /**< "dpkg", "apt", "rpm", "npm", "msi", "pkg"... */
	schain_string name;    /**< Package or product. */
	schain_string version; /**< New version. */
	schain_string old_version; /**< Version before an update. */
	schain_string architecture; /**< As the manager spells it. */
	schain_string repository;  /**< Host or URL it came from. */
	schain_string key;         /**< Fingerprint of the key that signed it. */
	schain_string publisher;   /**< Vendor as the package says. */
} schain_package;

/**
 * @name Integrity results (schain_integrity::result).
 * @{
 */
#define SCHAIN_INTEGRITY_BLOCKED 1u  /**< Refused to load. @since 1.0 */
#define SCHAIN_INTEGRITY_AUDITED 2u  /**< Would have been refused. @since 1.0 */
#define SCHAIN_INTEGRITY_SIGNATURE 3u /**< Signature information that belongs to such a report. @since 1.0 */
/** @} */

/** The operating system's own judgement of a file (CodeIntegrity, AMFI, IMA). @since 1.0 */
typedef struct schain_integrity {
	uint32_t struct_size; /**< sizeof(schain_integrity). */
	uint32_t result;      /**< SCHAIN_INTEGRITY_BLOCKED and the like. */
	schain_string policy; /**< Name of the policy that spoke. */
	schain_string reason; /**< As the system words it. */
} schain_integrity;

struct schain_claim; /* claim.h */

/**
 * One fact a sensor saw.
 *
 * `time` orders events. `record` and `record_id` say which input record it
 * came from; they come back in the verdict's evidence.
 * @since 1.0
 */
typedef struct schain_event {
	uint32_t struct_size; /**< sizeof(schain_event). */
	uint32_t type;        /**< SCHAIN_EVENT_FILE_WRITE and the like. */
	schain_time time;     /**< When it happened, not when it was logged. */
	uint64_t record;      /**< Number the source gives its records (EventRecordID, audit serial); 0 none. Breaks ties in time. */
	uint64_t line;        /**< Line or position in the input, from 1; 0 none. Never influences a verdict. */
	uint64_t count;       /**< Of #SCHAIN_EVENT_LOSS: events lost. */
	uint32_t source_kind; /**< SCHAIN_SOURCE_SYSMON and the like. */
	uint32_t os;          /**< SCHAIN_OS_LINUX and the like. */
	schain_string host;      /**< Which endpoint. Hosts are never mixed. */
	schain_string record_id; /**< The record's identity as text, stable however the input is ordered. */
	schain_string origin;    /**< Input it came from, such as a file name. */
	const schain_process *process; /**< Who did it. */
	const schain_process *parent;  /**< Its parent, at process start. */
	const schain_process *target;  /**< Other process acted upon. */
	const schain_file *file;       /**< File acted upon. */
	const schain_connection *connection; /**< Of #SCHAIN_EVENT_CONNECTION. */
	const schain_dns *dns;               /**< Of #SCHAIN_EVENT_DNS. */
	const schain_registry *registry;     /**< Of #SCHAIN_EVENT_REGISTRY. */
	const schain_package *package;       /**< Of #SCHAIN_EVENT_PACKAGE. */
	const schain_integrity *integrity;   /**< Of #SCHAIN_EVENT_INTEGRITY. */
	const struct schain_claim *claim;    /**< Of #SCHAIN_EVENT_CLAIM. */
} schain_event;

/** Static initialiser of an empty event. @since 1.0 */
#define SCHAIN_EVENT_INIT \
	{ (uint32_t)sizeof(schain_event), 0, 0, 0, 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, \
	  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL }
/** Static initialiser of an empty process. @since 1.0 */
#define SCHAIN_PROCESS_INIT \
	{ (uint32_t)sizeof(schain_process), 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, \
	  {NULL, 0}, {NULL, 0}, NULL, NULL }
/** Static initialiser of an empty file. @since 1.0 */
#define SCHAIN_FILE_INIT \
	{ (uint32_t)sizeof(schain_file), 0, 0, 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, \
	  {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, NULL, NULL }
/** Static initialiser of an empty signature. @since 1.0 */
#define SCHAIN_SIGNATURE_INIT \
	{ (uint32_t)sizeof(schain_signature), 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0} }
/** Static initialiser of an empty connection. @since 1.0 */
#define SCHAIN_CONNECTION_INIT \
	{ (uint32_t)sizeof(schain_connection), 0, 0, 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0} }
/** Static initialiser of an empty DNS answer. @since 1.0 */
#define SCHAIN_DNS_INIT { (uint32_t)sizeof(schain_dns), 0, 0, 0, {NULL, 0}, NULL, 0 }
/** Static initialiser of an empty registry change. @since 1.0 */
#define SCHAIN_REGISTRY_INIT { (uint32_t)sizeof(schain_registry), 0, {NULL, 0}, {NULL, 0} }
/** Static initialiser of an empty package operation. @since 1.0 */
#define SCHAIN_PACKAGE_INIT \
	{ (uint32_t)sizeof(schain_package), 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, \
	  {NULL, 0}, {NULL, 0}, {NULL, 0} }
/** Static initialiser of an empty integrity report. @since 1.0 */
#define SCHAIN_INTEGRITY_INIT { (uint32_t)sizeof(schain_integrity), 0, {NULL, 0}, {NULL, 0} }

/** The same as #SCHAIN_EVENT_INIT, for callers without the macro. @since 1.0 */
SCHAIN_API void schain_event_init(schain_event *event, size_t size);
/** The same as #SCHAIN_PROCESS_INIT. @since 1.0 */
SCHAIN_API void schain_process_init(schain_process *process, size_t size);
/** The same as #SCHAIN_FILE_INIT. @since 1.0 */
SCHAIN_API void schain_file_init(schain_file *file, size_t size);
/** The same as #SCHAIN_SIGNATURE_INIT. @since 1.0 */
SCHAIN_API void schain_signature_init(schain_signature *signature, size_t size);
/** The same as #SCHAIN_CONNECTION_INIT. @since 1.0 */
SCHAIN_API void schain_connection_init(schain_connection *connection, size_t size);
/** The same as #SCHAIN_DNS_INIT. @since 1.0 */
SCHAIN_API void schain_dns_init(schain_dns *dns, size_t size);
/** The same as #SCHAIN_REGISTRY_INIT. @since 1.0 */
SCHAIN_API void schain_registry_init(schain_registry *registry, size_t size);
/** The same as #SCHAIN_PACKAGE_INIT. @since 1.0 */
SCHAIN_API void schain_package_init(schain_package *package, size_t size);
/** The same as #SCHAIN_INTEGRITY_INIT. @since 1.0 */
SCHAIN_API void schain_integrity_init(schain_integrity *integrity, size_t size);

/** Name of an event type such as "file_write", or "unknown". Static. @since 1.0 */
SCHAIN_API const char *schain_event_type_get_name(uint32_t type);
/** Type for a name of schain_event_type_get_name(), or #SCHAIN_EVENT_NONE. @since 1.0 */
SCHAIN_API uint32_t schain_event_type_of(schain_string name);
/** Name of a source kind such as "sysmon". Static. @since 1.0 */
SCHAIN_API const char *schain_source_get_name(uint32_t source_kind);
/** Source kind for a name, or #SCHAIN_SOURCE_UNKNOWN. @since 1.0 */
SCHAIN_API uint32_t schain_source_of(schain_string name);

/** @} */
SCHAIN_END_DECLS
#endif
