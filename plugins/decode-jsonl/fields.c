/* SPDX-License-Identifier: Apache-2.0 */
/* The table of fields. Its names are those of the structs in event.h and claim.h. */
#include "decode-jsonl/fields.h"

#include <string.h>

static const char *const systems[] = { "unknown", "windows", "linux", "macos" };
static const char *const contents[] = { "unknown", "data", "pe", "elf", "macho", "script", "archive" };
static const char *const signature_states[] = {
	"unknown", "valid", "unsigned", "invalid", "untrusted", "expired", "revoked", "adhoc",
};
static const char *const signature_flags[] = { "notarized", "not_notarized", "platform", "catalog" };
static const char *const connection_flags[] = { "inbound", "failed", "listen" };
static const char *const file_flags[] = { "linked" };
static const char *const registry_operations[] = { NULL, "set", "create", "delete", "rename" };
static const char *const package_operations[] = {
	NULL, "install", "update", "remove", "begin", "finish",
};
static const char *const integrity_results[] = { NULL, "blocked", "audited", "signature" };
static const char *const subject_kinds[] = {
	NULL, "file", "hash", "domain", "address", "signer", "package",
};
static const char *const findings[] = {
	NULL, "signature", "known_good", "known_bad", "uncommon", "modified", "unmodified",
	"destination",
};

/* As schain_reason_get_name() has them. */
static const char *const reasons[] = {
	"approved", "vendor", "cdn", "cloud", "private", "loopback", "link_local", "metadata", "direct",
	"new_to_product", "new_to_host", "new_to_fleet", "new_domain", "look_alike", "generated",
	"dns_tunnel", "code_host", "paste", "chat", "webhook", "file_sharing", "dynamic_dns", "doh",
	"tor", "relay", "unusual_port", "unusual_protocol", "rare_network", "beacon", "odd_use",
};

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))
#define PLAIN(kind, type, member) \
	{ #member, SCHAIN__FIELD_##kind, (uint32_t)offsetof(type, member), SCHAIN__OBJECT_EVENT, NULL, 0 }
#define NAMED(kind, type, member, names) \
	{ #member, SCHAIN__FIELD_##kind, (uint32_t)offsetof(type, member), SCHAIN__OBJECT_EVENT, names, \
	  COUNT(names) }
#define CHILD(type, member, object) \
	{ #member, SCHAIN__FIELD_OBJECT, (uint32_t)offsetof(type, member), SCHAIN__OBJECT_##object, NULL, 0 }

static const schain__field event_fields[] = {
	PLAIN(TYPE, schain_event, type),
	PLAIN(TIME, schain_event, time),
	PLAIN(UNSIGNED, schain_event, record),
	PLAIN(TEXT, schain_event, record_id),
	PLAIN(TEXT, schain_event, host),
	NAMED(CHOICE, schain_event, os, systems),
	PLAIN(SOURCE, schain_event, source_kind),
	PLAIN(UNSIGNED, schain_event, count),
	PLAIN(TEXT, schain_event, origin),
	PLAIN(UNSIGNED, schain_event, line),
	CHILD(schain_event, process, PROCESS),
	CHILD(schain_event, parent, PROCESS),
	CHILD(schain_event, target, PROCESS),
	CHILD(schain_event, file, FILE),
	CHILD(schain_event, connection, CONNECTION),
	CHILD(schain_event, dns, DNS),
	CHILD(schain_event, registry, REGISTRY),
	CHILD(schain_event, package, PACKAGE),
	CHILD(schain_event, integrity, INTEGRITY),
	CHILD(schain_event, claim, CLAIM),
};

static const schain__field process_fields[] = {
	PLAIN(UNSIGNED, schain_process, pid),
	PLAIN(UNSIGNED, schain_process, parent_pid),
	PLAIN(SIGNED, schain_process, start_time),
	PLAIN(TEXT, schain_process, guid),
	PLAIN(TEXT, schain_process, parent_guid),
	PLAIN(TEXT, schain_process, command_line),
	PLAIN(TEXT, schain_process, script),
	PLAIN(TEXT, schain_process, working_directory),
	PLAIN(TEXT, schain_process, user),
	CHILD(schain_process, image, FILE),
};

static const schain__field file_fields[] = {
	PLAIN(TEXT, schain_file, path),
	PLAIN(TEXT, schain_file, old_path),
	PLAIN(UNSIGNED, schain_file, inode),
	PLAIN(UNSIGNED, schain_file, device),
	PLAIN(UNSIGNED, schain_file, size),
	PLAIN(SHORT, schain_file, mode),
	NAMED(CHOICE, schain_file, content, contents),
	PLAIN(TEXT, schain_file, sha256),
	PLAIN(TEXT, schain_file, sha1),
	PLAIN(TEXT, schain_file, md5),
	PLAIN(TEXT, schain_file, origin_url),
	PLAIN(TEXT, schain_file, product),
	PLAIN(TEXT, schain_file, company),
	PLAIN(TEXT, schain_file, version),
	PLAIN(TEXT, schain_file, original_name),
	NAMED(FLAGS, schain_file, flags, file_flags),
	CHILD(schain_file, signature, SIGNATURE),
};

static const schain__field signature_fields[] = {
	NAMED(CHOICE, schain_signature, state, signature_states),
	NAMED(FLAGS, schain_signature, flags, signature_flags),
	PLAIN(TEXT, schain_signature, signer),
	PLAIN(TEXT, schain_signature, issuer),
	PLAIN(TEXT, schain_signature, thumbprint),
	PLAIN(TEXT, schain_signature, team_id),
	PLAIN(TEXT, schain_signature, signing_id),
	PLAIN(TEXT, schain_signature, identity),
};

static const schain__field connection_fields[] = {
	NAMED(FLAGS, schain_connection, flags, connection_flags),
	PLAIN(SHORT, schain_connection, protocol),
	PLAIN(SHORT, schain_connection, port),
	PLAIN(SHORT, schain_connection, local_port),
	PLAIN(UNSIGNED, schain_connection, bytes_sent),
	PLAIN(TEXT, schain_connection, address),
	PLAIN(TEXT, schain_connection, local_address),
	PLAIN(TEXT, schain_connection, host_name),
	PLAIN(TEXT, schain_connection, server_name),
};

static const schain__field dns_fields[] = {
	PLAIN(TEXT, schain_dns, query),
	PLAIN(SHORT, schain_dns, query_type),
	PLAIN(SHORT, schain_dns, result),
	PLAIN(SHORT, schain_dns, ttl),
	PLAIN(TEXTS, schain_dns, answers),
};

static const schain__field registry_fields[] = {
	NAMED(CHOICE, schain_registry, operation, registry_operations),
	PLAIN(TEXT, schain_registry, key),
	PLAIN(TEXT, schain_registry, value),
};

static const schain__field package_fields[] = {
	NAMED(CHOICE, schain_package, operation, package_operations),
	PLAIN(TRUTH, schain_package, is_signed),
	PLAIN(TRUTH, schain_package, succeeded),
	PLAIN(TEXT, schain_package, manager),
	PLAIN(TEXT, schain_package, name),
	PLAIN(TEXT, schain_package, version),
	PLAIN(TEXT, schain_package, old_version),
	PLAIN(TEXT, schain_package, architecture),
	PLAIN(TEXT, schain_package, repository),
	PLAIN(TEXT, schain_package, key),
	PLAIN(TEXT, schain_package, publisher),
};

static const schain__field integrity_fields[] = {
	NAMED(CHOICE, schain_integrity, result, integrity_results),
	PLAIN(TEXT, schain_integrity, policy),
	PLAIN(TEXT, schain_integrity, reason),
};

static const schain__field claim_fields[] = {
	NAMED(CHOICE, schain_claim, subject_kind, subject_kinds),
	NAMED(CHOICE, schain_claim, finding, findings),
	PLAIN(SIGNED, schain_claim, lifetime),
	PLAIN(TEXT, schain_claim, subject),
	PLAIN(TEXT, schain_claim, claimant),
	PLAIN(TEXT, schain_claim, reason),
	NAMED(FLAGS, schain_claim, reasons, reasons),
	CHILD(schain_claim, signature, SIGNATURE),
};

#define OBJECT(noun) { noun##_fields, COUNT(noun##_fields), (uint32_t)sizeof(schain_##noun) }

const schain__object schain__objects[SCHAIN__OBJECT_COUNT] = {
	OBJECT(event), OBJECT(process), OBJECT(file), OBJECT(signature), OBJECT(connection),
	OBJECT(dns), OBJECT(registry), OBJECT(package), OBJECT(integrity), OBJECT(claim),
};

uint32_t schain__field_value_of(const schain__field *field, schain_string name)
{
	uint32_t value;

	if (field->kind == SCHAIN__FIELD_TYPE) {
		value = schain_event_type_of(name);
		return value == SCHAIN_EVENT_NONE ? UINT32_MAX : value;
	}
	if (field->kind == SCHAIN__FIELD_SOURCE) {
		value = schain_source_of(name);
		return value != SCHAIN_SOURCE_UNKNOWN || (name.length == 7 && !memcmp(name.data, "unknown", 7))
		               ? value : UINT32_MAX;
	}
	for (value = 0; value < field->name_count; value++)
		if (field->names[value] && strlen(field->names[value]) == name.length &&
		    !memcmp(field->names[value], name.data, name.length))
			return value;
	return UINT32_MAX;
}

const char *schain__field_name_of(const schain__field *field, uint32_t value)
{
	const char *name;

	if (field->kind == SCHAIN__FIELD_TYPE || field->kind == SCHAIN__FIELD_SOURCE) {
		name = field->kind == SCHAIN__FIELD_TYPE ? schain_event_type_get_name(value)
		                                         : schain_source_get_name(value);
		return strcmp(name, "unknown") ? name : NULL;
	}
	return value < field->name_count ? field->names[value] : NULL;
}
