/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/event.h>

#include "frozen.h"

struct frozen_1_0_signature {
	uint32_t struct_size;
	uint32_t state;
	uint32_t flags;
	uint32_t reserved;
	schain_string signer;
	schain_string issuer;
	schain_string thumbprint;
	schain_string team_id;
	schain_string signing_id;
	schain_string identity;
};

SIZE(signature, 112, 64);
FIELD(signature, struct_size);
FIELD(signature, state);
FIELD(signature, flags);
FIELD(signature, reserved);
FIELD(signature, signer);
FIELD(signature, issuer);
FIELD(signature, thumbprint);
FIELD(signature, team_id);
FIELD(signature, signing_id);
FIELD(signature, identity);

struct frozen_1_0_file {
	uint32_t struct_size;
	uint32_t flags;
	uint64_t inode;
	uint64_t device;
	uint64_t size;
	uint32_t mode;
	uint32_t content;
	schain_string path;
	schain_string old_path;
	schain_string sha256;
	schain_string sha1;
	schain_string md5;
	schain_string origin_url;
	schain_string product;
	schain_string company;
	schain_string version;
	schain_string original_name;
	const schain_signature *signature;
	const void *reserved;
};

SIZE(file, 216, 128);
FIELD(file, struct_size);
FIELD(file, flags);
FIELD(file, inode);
FIELD(file, device);
FIELD(file, size);
FIELD(file, mode);
FIELD(file, content);
FIELD(file, path);
FIELD(file, old_path);
FIELD(file, sha256);
FIELD(file, sha1);
FIELD(file, md5);
FIELD(file, origin_url);
FIELD(file, product);
FIELD(file, company);
FIELD(file, version);
FIELD(file, original_name);
FIELD(file, signature);
FIELD(file, reserved);

struct frozen_1_0_process {
	uint32_t struct_size;
	uint32_t flags;
	uint64_t pid;
	uint64_t parent_pid;
	int64_t start_time;
	schain_string guid;
	schain_string parent_guid;
	schain_string command_line;
	schain_string script;
	schain_string working_directory;
	schain_string user;
	const schain_file *image;
	const void *reserved;
};

SIZE(process, 144, 88);
FIELD(process, struct_size);
FIELD(process, flags);
FIELD(process, pid);
FIELD(process, parent_pid);
FIELD(process, start_time);
FIELD(process, guid);
FIELD(process, parent_guid);
FIELD(process, command_line);
FIELD(process, script);
FIELD(process, working_directory);
FIELD(process, user);
FIELD(process, image);
FIELD(process, reserved);

struct frozen_1_0_connection {
	uint32_t struct_size;
	uint32_t flags;
	uint32_t protocol;
	uint32_t port;
	uint32_t local_port;
	uint32_t reserved;
	uint64_t bytes_sent;
	schain_string address;
	schain_string local_address;
	schain_string host_name;
	schain_string server_name;
};

SIZE(connection, 96, 64);
FIELD(connection, struct_size);
FIELD(connection, flags);
FIELD(connection, protocol);
FIELD(connection, port);
FIELD(connection, local_port);
FIELD(connection, reserved);
FIELD(connection, bytes_sent);
FIELD(connection, address);
FIELD(connection, local_address);
FIELD(connection, host_name);
FIELD(connection, server_name);

struct frozen_1_0_dns {
	uint32_t struct_size;
	uint32_t query_type;
	uint32_t result;
	uint32_t ttl;
	schain_string query;
	const schain_string *answers;
	size_t answer_count;
};

SIZE(dns, 48, 32);
FIELD(dns, struct_size);
FIELD(dns, query_type);
FIELD(dns, result);
FIELD(dns, ttl);
FIELD(dns, query);
FIELD(dns, answers);
FIELD(dns, answer_count);

struct frozen_1_0_registry {
	uint32_t struct_size;
	uint32_t operation;
	schain_string key;
	schain_string value;
};

SIZE(registry, 40, 24);
FIELD(registry, struct_size);
FIELD(registry, operation);
FIELD(registry, key);
FIELD(registry, value);

struct frozen_1_0_package {
	uint32_t struct_size;
	uint32_t operation;
	uint32_t is_signed;
	uint32_t succeeded;
	schain_string manager;
	schain_string name;
	schain_string version;
	schain_string old_version;
	schain_string architecture;
	schain_string repository;
	schain_string key;
	schain_string publisher;
};

SIZE(package, 144, 80);
FIELD(package, struct_size);
FIELD(package, operation);
FIELD(package, is_signed);
FIELD(package, succeeded);
FIELD(package, manager);
FIELD(package, name);
FIELD(package, version);
FIELD(package, old_version);
FIELD(package, architecture);
FIELD(package, repository);
FIELD(package, key);
FIELD(package, publisher);

struct frozen_1_0_integrity {
	uint32_t struct_size;
	uint32_t result;
	schain_string policy;
	schain_string reason;
};

SIZE(integrity, 40, 24);
FIELD(integrity, struct_size);
FIELD(integrity, result);
FIELD(integrity, policy);
FIELD(integrity, reason);

struct frozen_1_0_event {
	uint32_t struct_size;
	uint32_t type;
	schain_time time;
	uint64_t record;
	uint64_t line;
	uint64_t count;
	uint32_t source_kind;
	uint32_t os;
	schain_string host;
	schain_string record_id;
	schain_string origin;
	const schain_process *process;
	const schain_process *parent;
	const schain_process *target;
	const schain_file *file;
	const schain_connection *connection;
	const schain_dns *dns;
	const schain_registry *registry;
	const schain_package *package;
	const schain_integrity *integrity;
	const struct schain_claim *claim;
};

SIZE(event, 176, 112);
FIELD(event, struct_size);
FIELD(event, type);
FIELD(event, time);
FIELD(event, record);
FIELD(event, line);
FIELD(event, count);
FIELD(event, source_kind);
FIELD(event, os);
FIELD(event, host);
FIELD(event, record_id);
FIELD(event, origin);
FIELD(event, process);
FIELD(event, parent);
FIELD(event, target);
FIELD(event, file);
FIELD(event, connection);
FIELD(event, dns);
FIELD(event, registry);
FIELD(event, package);
FIELD(event, integrity);
FIELD(event, claim);

VALUE(SCHAIN_EVENT_NONE, 0u);
VALUE(SCHAIN_EVENT_PROCESS_FORK, 1u);
VALUE(SCHAIN_EVENT_PROCESS_START, 2u);
VALUE(SCHAIN_EVENT_PROCESS_EXIT, 3u);
VALUE(SCHAIN_EVENT_FILE_WRITE, 4u);
VALUE(SCHAIN_EVENT_FILE_RENAME, 5u);
VALUE(SCHAIN_EVENT_FILE_DELETE, 6u);
VALUE(SCHAIN_EVENT_FILE_ATTRIBUTE, 7u);
VALUE(SCHAIN_EVENT_FILE_READ, 8u);
VALUE(SCHAIN_EVENT_MODULE_LOAD, 9u);
VALUE(SCHAIN_EVENT_DRIVER_LOAD, 10u);
VALUE(SCHAIN_EVENT_REGISTRY, 11u);
VALUE(SCHAIN_EVENT_PERSISTENCE, 12u);
VALUE(SCHAIN_EVENT_CONNECTION, 13u);
VALUE(SCHAIN_EVENT_DNS, 14u);
VALUE(SCHAIN_EVENT_PACKAGE, 15u);
VALUE(SCHAIN_EVENT_INTEGRITY, 16u);
VALUE(SCHAIN_EVENT_CLAIM, 17u);
VALUE(SCHAIN_EVENT_INJECTION, 18u);
VALUE(SCHAIN_EVENT_LOSS, 19u);
VALUE(SCHAIN_EVENT_ADVANCE, 20u);
VALUE(SCHAIN_EVENT_FLUSH, 21u);
VALUE(SCHAIN_SOURCE_UNKNOWN, 0u);
VALUE(SCHAIN_SOURCE_HOST_PRODUCT, 1u);
VALUE(SCHAIN_SOURCE_SYSMON, 2u);
VALUE(SCHAIN_SOURCE_SYSMON_LINUX, 3u);
VALUE(SCHAIN_SOURCE_CODE_INTEGRITY, 4u);
VALUE(SCHAIN_SOURCE_WINDOWS_SECURITY, 5u);
VALUE(SCHAIN_SOURCE_AUDITD, 6u);
VALUE(SCHAIN_SOURCE_EBPF, 7u);
VALUE(SCHAIN_SOURCE_PACKAGE_LOG, 8u);
VALUE(SCHAIN_SOURCE_ENDPOINT_SECURITY, 9u);
VALUE(SCHAIN_SOURCE_UNIFIED_LOG, 10u);
VALUE(SCHAIN_SOURCE_NETWORK, 11u);
VALUE(SCHAIN_SOURCE_PLUGIN, 12u);
VALUE(SCHAIN_OS_UNKNOWN, 0u);
VALUE(SCHAIN_OS_WINDOWS, 1u);
VALUE(SCHAIN_OS_LINUX, 2u);
VALUE(SCHAIN_OS_MACOS, 3u);
VALUE(SCHAIN_CONTENT_UNKNOWN, 0u);
VALUE(SCHAIN_CONTENT_DATA, 1u);
VALUE(SCHAIN_CONTENT_PE, 2u);
VALUE(SCHAIN_CONTENT_ELF, 3u);
VALUE(SCHAIN_CONTENT_MACHO, 4u);
VALUE(SCHAIN_CONTENT_SCRIPT, 5u);
VALUE(SCHAIN_CONTENT_ARCHIVE, 6u);
VALUE(SCHAIN_SIGNATURE_UNKNOWN, 0u);
VALUE(SCHAIN_SIGNATURE_VALID, 1u);
VALUE(SCHAIN_SIGNATURE_UNSIGNED, 2u);
VALUE(SCHAIN_SIGNATURE_INVALID, 3u);
VALUE(SCHAIN_SIGNATURE_UNTRUSTED, 4u);
VALUE(SCHAIN_SIGNATURE_EXPIRED, 5u);
VALUE(SCHAIN_SIGNATURE_REVOKED, 6u);
VALUE(SCHAIN_SIGNATURE_ADHOC, 7u);
VALUE(SCHAIN_SIGNATURE_NOTARIZED, 1u);
VALUE(SCHAIN_SIGNATURE_NOT_NOTARIZED, 2u);
VALUE(SCHAIN_SIGNATURE_PLATFORM, 4u);
VALUE(SCHAIN_SIGNATURE_CATALOG, 8u);
VALUE(SCHAIN_FILE_LINKED, 1u);
VALUE(SCHAIN_CONNECTION_INBOUND, 1u);
VALUE(SCHAIN_CONNECTION_FAILED, 2u);
VALUE(SCHAIN_CONNECTION_LISTEN, 4u);
VALUE(SCHAIN_REGISTRY_SET, 1u);
VALUE(SCHAIN_REGISTRY_CREATE, 2u);
VALUE(SCHAIN_REGISTRY_DELETE, 3u);
VALUE(SCHAIN_REGISTRY_RENAME, 4u);
VALUE(SCHAIN_PACKAGE_INSTALL, 1u);
VALUE(SCHAIN_PACKAGE_UPDATE, 2u);
VALUE(SCHAIN_PACKAGE_REMOVE, 3u);
VALUE(SCHAIN_PACKAGE_BEGIN, 4u);
VALUE(SCHAIN_PACKAGE_FINISH, 5u);
VALUE(SCHAIN_UNKNOWN, 0u);
VALUE(SCHAIN_YES, 1u);
VALUE(SCHAIN_NO, 2u);
VALUE(SCHAIN_INTEGRITY_BLOCKED, 1u);
VALUE(SCHAIN_INTEGRITY_AUDITED, 2u);
VALUE(SCHAIN_INTEGRITY_SIGNATURE, 3u);
