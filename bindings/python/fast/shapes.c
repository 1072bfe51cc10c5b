/* SPDX-License-Identifier: Apache-2.0 */
#include "shapes.h"

#include <stddef.h>
#include <string.h>

#define NAMED(function, first, ...) \
	static const char *function(uint32_t value) \
	{ \
		static const char *const names[] = { __VA_ARGS__ }; \
		value -= first; \
		return value < sizeof names / sizeof *names ? names[value] : NULL; \
	}
NAMED(os_name, SCHAIN_OS_UNKNOWN, "unknown", "windows", "linux", "macos")
NAMED(content_name, SCHAIN_CONTENT_UNKNOWN, "unknown", "data", "pe", "elf", "macho", "script", "archive")
NAMED(state_name, SCHAIN_SIGNATURE_UNKNOWN, "unknown", "valid", "unsigned", "invalid", "untrusted", "expired",
      "revoked", "adhoc")
NAMED(registry_name, SCHAIN_REGISTRY_SET, "set", "create", "delete", "rename")
NAMED(package_name, SCHAIN_PACKAGE_INSTALL, "install", "update", "remove", "begin", "finish")
NAMED(integrity_name, SCHAIN_INTEGRITY_BLOCKED, "blocked", "audited", "signature")
NAMED(subject_name, SCHAIN_SUBJECT_FILE, "file", "hash", "domain", "address", "signer", "package")
NAMED(finding_name, SCHAIN_FINDING_SIGNATURE, "signature", "known_good", "known_bad", "uncommon", "modified",
      "unmodified", "destination")

/* The library's own names; "unknown" is none. */
static const char *known(const char *name)
{
	return strcmp(name, "unknown") ? name : NULL;
}

static const char *type_name(uint32_t type)
{
	return known(schain_event_type_get_name(type));
}

static const char *source_name(uint32_t source)
{
	return source ? known(schain_source_get_name(source)) : "unknown";
}

static const char *file_flag(uint32_t bit)
{
	return bit == SCHAIN_FILE_LINKED ? "linked" : NULL;
}

static const char *signature_flag(uint32_t bit)
{
	switch (bit) {
	case SCHAIN_SIGNATURE_NOTARIZED:
		return "notarized";
	case SCHAIN_SIGNATURE_NOT_NOTARIZED:
		return "not_notarized";
	case SCHAIN_SIGNATURE_PLATFORM:
		return "platform";
	case SCHAIN_SIGNATURE_CATALOG:
		return "catalog";
	default:
		return NULL;
	}
}

static const char *connection_flag(uint32_t bit)
{
	switch (bit) {
	case SCHAIN_CONNECTION_INBOUND:
		return "inbound";
	case SCHAIN_CONNECTION_FAILED:
		return "failed";
	case SCHAIN_CONNECTION_LISTEN:
		return "listen";
	default:
		return NULL;
	}
}

#define PLAIN(owner, kind, member) { #member, kind, offsetof(owner, member), NULL, NULL }
#define TEXT(owner, member) PLAIN(owner, KIND_TEXT, member)
#define NAME(owner, kind, member, names) { #member, kind, offsetof(owner, member), names, NULL }
#define OBJECT(owner, member, shape) { #member, KIND_OBJECT, offsetof(owner, member), NULL, &shape }
#define SHAPE(name, owner, index) \
	static const struct shape name##_shape = { sizeof(owner), sizeof name##_fields / sizeof *name##_fields, \
	                                           name##_fields, index }

static const struct field signature_fields[] = {
	NAME(schain_signature, KIND_CHOICE, state, state_name),
	NAME(schain_signature, KIND_FLAGS, flags, signature_flag),
	TEXT(schain_signature, signer),
	TEXT(schain_signature, issuer),
	TEXT(schain_signature, thumbprint),
	TEXT(schain_signature, team_id),
	TEXT(schain_signature, signing_id),
	TEXT(schain_signature, identity),
};
SHAPE(signature, schain_signature, 0);

static const struct field file_fields[] = {
	TEXT(schain_file, path),
	TEXT(schain_file, old_path),
	PLAIN(schain_file, KIND_U64, inode),
	PLAIN(schain_file, KIND_U64, device),
	PLAIN(schain_file, KIND_U64, size),
	PLAIN(schain_file, KIND_U32, mode),
	NAME(schain_file, KIND_FLAGS, flags, file_flag),
	NAME(schain_file, KIND_CHOICE, content, content_name),
	TEXT(schain_file, sha256),
	TEXT(schain_file, sha1),
	TEXT(schain_file, md5),
	TEXT(schain_file, origin_url),
	TEXT(schain_file, product),
	TEXT(schain_file, company),
	TEXT(schain_file, version),
	TEXT(schain_file, original_name),
	OBJECT(schain_file, signature, signature_shape),
};
SHAPE(file, schain_file, 1);

static const struct field process_fields[] = {
	PLAIN(schain_process, KIND_U64, pid),
	PLAIN(schain_process, KIND_U64, parent_pid),
	PLAIN(schain_process, KIND_I64, start_time),
	TEXT(schain_process, guid),
	TEXT(schain_process, parent_guid),
	TEXT(schain_process, command_line),
	TEXT(schain_process, script),
	TEXT(schain_process, working_directory),
	TEXT(schain_process, user),
	OBJECT(schain_process, image, file_shape),
};
SHAPE(process, schain_process, 2);

static const struct field connection_fields[] = {
	NAME(schain_connection, KIND_FLAGS, flags, connection_flag),
	PLAIN(schain_connection, KIND_U32, protocol),
	PLAIN(schain_connection, KIND_U32, port),
	PLAIN(schain_connection, KIND_U32, local_port),
	PLAIN(schain_connection, KIND_U64, bytes_sent),
	TEXT(schain_connection, address),
	TEXT(schain_connection, local_address),
	TEXT(schain_connection, host_name),
	TEXT(schain_connection, server_name),
};
SHAPE(connection, schain_connection, 3);

static const struct field dns_fields[] = {
	TEXT(schain_dns, query),
	PLAIN(schain_dns, KIND_U32, query_type),
	PLAIN(schain_dns, KIND_U32, result),
	PLAIN(schain_dns, KIND_U32, ttl),
	PLAIN(schain_dns, KIND_TEXTS, answers),
};
SHAPE(dns, schain_dns, 4);

static const struct field registry_fields[] = {
	NAME(schain_registry, KIND_CHOICE, operation, registry_name),
	TEXT(schain_registry, key),
	TEXT(schain_registry, value),
};
SHAPE(registry, schain_registry, 5);

static const struct field package_fields[] = {
	NAME(schain_package, KIND_CHOICE, operation, package_name),
	PLAIN(schain_package, KIND_TRUTH, is_signed),
	PLAIN(schain_package, KIND_TRUTH, succeeded),
	TEXT(schain_package, manager),
	TEXT(schain_package, name),
	TEXT(schain_package, version),
	TEXT(schain_package, old_version),
	TEXT(schain_package, architecture),
	TEXT(schain_package, repository),
	TEXT(schain_package, key),
	TEXT(schain_package, publisher),
};
SHAPE(package, schain_package, 6);

static const struct field integrity_fields[] = {
	NAME(schain_integrity, KIND_CHOICE, result, integrity_name),
	TEXT(schain_integrity, policy),
	TEXT(schain_integrity, reason),
};
SHAPE(integrity, schain_integrity, 7);

static const struct field claim_fields[] = {
	NAME(schain_claim, KIND_CHOICE, subject_kind, subject_name),
	NAME(schain_claim, KIND_CHOICE, finding, finding_name),
	PLAIN(schain_claim, KIND_I64, lifetime),
	TEXT(schain_claim, subject),
	TEXT(schain_claim, claimant),
	TEXT(schain_claim, reason),
	NAME(schain_claim, KIND_FLAGS, reasons, schain_reason_get_name),
	OBJECT(schain_claim, signature, signature_shape),
};
SHAPE(claim, schain_claim, 8);

static const struct field event_fields[] = {
	NAME(schain_event, KIND_TYPE, type, type_name),
	PLAIN(schain_event, KIND_TIME, time),
	TEXT(schain_event, host),
	NAME(schain_event, KIND_CHOICE, os, os_name),
	NAME(schain_event, KIND_CHOICE, source_kind, source_name),
	PLAIN(schain_event, KIND_U64, record),
	TEXT(schain_event, record_id),
	PLAIN(schain_event, KIND_U64, count),
	TEXT(schain_event, origin),
	PLAIN(schain_event, KIND_U64, line),
	OBJECT(schain_event, process, process_shape),
	OBJECT(schain_event, parent, process_shape),
	OBJECT(schain_event, target, process_shape),
	OBJECT(schain_event, file, file_shape),
	OBJECT(schain_event, connection, connection_shape),
	OBJECT(schain_event, dns, dns_shape),
	OBJECT(schain_event, registry, registry_shape),
	OBJECT(schain_event, package, package_shape),
	OBJECT(schain_event, integrity, integrity_shape),
	OBJECT(schain_event, claim, claim_shape),
};
const struct shape event_shape = { sizeof(schain_event), sizeof event_fields / sizeof *event_fields, event_fields, 9 };

const struct shape *const shapes[SHAPE_COUNT] = {
	&signature_shape, &file_shape,     &process_shape, &connection_shape, &dns_shape,
	&registry_shape,  &package_shape, &integrity_shape, &claim_shape,     &event_shape,
};
