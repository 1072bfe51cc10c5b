/* SPDX-License-Identifier: Apache-2.0 */
/* Events in the Elastic Common Schema: doc/formats/ecs-json.md. */
#include "decode-mapped/shape.h"
#include "decode-schema/drivers.h"

#include <string.h>

/*
 * Paths that the code below looks at; the table begins with them, in this
 * order. A port stands behind its address.
 */
enum path {
	PATH_CATEGORY, PATH_TYPE, PATH_ACTION, PATH_SOURCE, PATH_OS, PATH_OS_FAMILY,
	PATH_ARGS, PATH_STATUS, PATH_TRUSTED, PATH_EXISTS, PATH_FILE_STATUS, PATH_FILE_TRUSTED,
	PATH_FILE_EXISTS, PATH_DLL_STATUS, PATH_DLL_TRUSTED, PATH_DLL_EXISTS, PATH_DIRECTION,
	PATH_TRANSPORT, PATH_SOURCE_IP, PATH_SOURCE_PORT, PATH_REMOTE_IP, PATH_REMOTE_PORT,
	PATH_REMOTE_NAME, PATH_DNS_TYPE, PATH_DNS_CODE, PATH_RESOLVED, PATH_ANSWERS,
	PATH_REGISTRY_DATA, PATH_HEADER, PATH_ENTITY, PATH_START, PATH_USER, PATH_USER_ID,
	PATH_FILE_MODE, PATH_INODE,
};

#define LOOK(path) { path, SCHAIN__SHAPE_LOOK }
#define INTO(path, kind, member) { path, SCHAIN__SHAPE_INTO(kind, member) }
#define HASHES(from, to) \
	INTO(from ".hash.md5", TEXT, to.md5), INTO(from ".hash.sha1", TEXT, to.sha1), \
	INTO(from ".hash.sha256", TEXT, to.sha256)
#define RESOURCE(from, to) \
	INTO(from ".pe.product", TEXT, to.product), INTO(from ".pe.company", TEXT, to.company), \
	INTO(from ".pe.file_version", TEXT, to.version), \
	INTO(from ".pe.original_file_name", TEXT, to.original_name)
#define SIGNED(from, to) \
	INTO(from ".code_signature.subject_name", TEXT, to.signer), \
	INTO(from ".code_signature.team_id", TEXT, to.team_id), \
	INTO(from ".code_signature.signing_id", TEXT, to.signing_id)

static const schain__shape_path paths[] = {
	LOOK("event.category"), LOOK("event.type"), LOOK("event.action"),
	LOOK("_source"), LOOK("host.os.type"), LOOK("host.os.family"), LOOK("process.args"),
	LOOK("process.code_signature.status"), LOOK("process.code_signature.trusted"),
	LOOK("process.code_signature.exists"), LOOK("file.code_signature.status"),
	LOOK("file.code_signature.trusted"), LOOK("file.code_signature.exists"),
	LOOK("dll.code_signature.status"), LOOK("dll.code_signature.trusted"),
	LOOK("dll.code_signature.exists"), LOOK("network.direction"), LOOK("network.transport"),
	LOOK("source.ip"), LOOK("source.port"), LOOK("destination.ip"),
	LOOK("destination.port"), LOOK("destination.domain"), LOOK("dns.question.type"),
	LOOK("dns.response_code"), LOOK("dns.resolved_ip"), LOOK("dns.answers"),
	LOOK("registry.data.strings"), LOOK("file.Ext.header_bytes"), LOOK("process.entity_id"),
	LOOK("process.start"), LOOK("user.name"), LOOK("user.id"), LOOK("file.mode"),
	LOOK("file.inode"),
	INTO("@timestamp", TIME, event.time),
	INTO("host.hostname", TEXT, event.host), INTO("host.name", TEXT, event.host),
	INTO("event.id", TEXT, event.record_id), INTO("event.sequence", UNSIGNED, event.record),
	INTO("process.pid", UNSIGNED, process.pid),
	INTO("process.parent.pid", UNSIGNED, process.parent_pid),
	INTO("process.parent.entity_id", TEXT, process.parent_guid),
	INTO("process.command_line", TEXT, process.command_line),
	INTO("process.working_directory", TEXT, process.working_directory),
	INTO("process.executable", TEXT, process_image.path),
	HASHES("process", process_image), RESOURCE("process", process_image),
	SIGNED("process", process_signature),
	INTO("process.parent.executable", TEXT, parent_image.path),
	INTO("process.parent.command_line", TEXT, parent.command_line),
	INTO("file.path", TEXT, file.path), INTO("dll.path", TEXT, file.path),
	INTO("file.Ext.original.path", TEXT, file.old_path), INTO("file.size", UNSIGNED, file.size),
	INTO("file.origin_url", TEXT, file.origin_url), HASHES("file", file), RESOURCE("file", file),
	SIGNED("file", file_signature), HASHES("dll", file), RESOURCE("dll", file),
	SIGNED("dll", file_signature),
	INTO("network.iana_number", SHORT, connection.protocol),
	INTO("source.bytes", UNSIGNED, connection.bytes_sent),
	INTO("url.domain", TEXT, connection.server_name),
	INTO("tls.client.server_name", TEXT, connection.server_name),
	INTO("dns.question.name", TEXT, dns.query),
	INTO("registry.path", TEXT, registry.key),
	INTO("package.name", TEXT, package.name), INTO("package.version", TEXT, package.version),
	INTO("package.architecture", TEXT, package.architecture),
};

enum { COUNT = sizeof paths / sizeof *paths };

static int probe(const char *data, size_t size, int is_all)
{
	static const char *const stamp[] = { "@timestamp", NULL };
	static const char *const own[] = { "ecs", "event", "ecs.version", "event.category", NULL };
	static const char *const export[] = { "_source", NULL };
	int sure = schain__shape_probe(data, size, is_all, stamp, own, 60);

	/* What a search exported: the event is one level deeper. */
	return sure ? sure : schain__shape_probe(data, size, is_all, export, NULL, 55);
}

static schain_status record(void *self, const char *data, size_t size)
{
	schain__shape *shape = self;
	const schain__json_field *source;

	if (schain__shape_parse(shape, data, size))
		return shape->failed;
	schain__shape_gather(shape, 0, shape->field_count, 0);
	source = shape->value[PATH_SOURCE];
	if (source && source->kind == SCHAIN__JSON_OBJECT)
		schain__shape_gather(shape, (uint32_t)(source - shape->fields) + 1, source->next, 0);
	return schain__shape_emit(shape);
}

/*
 * "exists" and "trusted" as Elastic Defend writes them; "status" tells why a
 * signature is not trusted, in the words of the operating system.
 */
static uint32_t signature_state(schain__shape *shape, enum path status, enum path trusted,
                                enum path exists)
{
	static const schain__shape_word states[] = {
		{ "trusted", SCHAIN_SIGNATURE_VALID },
		{ "Valid", SCHAIN_SIGNATURE_VALID },
		{ "noSignature", SCHAIN_SIGNATURE_UNSIGNED },
		{ "errorBadDigest", SCHAIN_SIGNATURE_INVALID },
		{ "errorExpired", SCHAIN_SIGNATURE_EXPIRED },
		{ "errorRevoked", SCHAIN_SIGNATURE_REVOKED },
		{ "errorUntrustedRoot", SCHAIN_SIGNATURE_UNTRUSTED },
		{ "errorChaining", SCHAIN_SIGNATURE_UNTRUSTED },
		{ "errorUntrusted", SCHAIN_SIGNATURE_UNTRUSTED },
		{ NULL, 0 },
	};
	uint32_t state = schain__shape_meaning(shape, status, states, SCHAIN_SIGNATURE_UNKNOWN);

	if (state)
		return state;
	if (schain__shape_has(shape, exists) && !schain__shape_is_true(shape, exists))
		return SCHAIN_SIGNATURE_UNSIGNED;
	return schain__shape_is_true(shape, trusted) ? SCHAIN_SIGNATURE_VALID
	                                             : SCHAIN_SIGNATURE_UNKNOWN;
}

static void set_signature(schain__slot *slot, schain_signature *signature, uint32_t state)
{
	if (!state)
		return;
	signature->state = state;
	schain__shape_link(slot, signature);
}

static void set_process(schain__shape *shape, schain__slot *slot)
{
	schain_process *process = &slot->process;
	schain_string *arguments;
	size_t count;

	process->guid = schain__shape_text(shape, PATH_ENTITY);
	if (!process->guid.length)
		process->start_time = schain__shape_time_of(shape, shape->value[PATH_START]);
	process->user = schain__shape_text(shape, PATH_USER);
	if (!process->user.length)
		process->user = schain__shape_text(shape, PATH_USER_ID);
	arguments = schain__shape_texts(shape, PATH_ARGS, &count);
	if (!process->command_line.length)
		process->command_line = schain__shape_join(shape, arguments, count);
	process->script = schain__decode_script(shape->decode, slot->process_image.path, arguments,
	                                        count, process->working_directory);
	set_signature(slot, &slot->process_signature,
	              signature_state(shape, PATH_STATUS, PATH_TRUSTED, PATH_EXISTS));
	if (!process->pid && !process->guid.length && !slot->process_image.path.length)
		return;
	schain__shape_link(slot, process);
	slot->parent.pid = process->parent_pid;
	slot->parent.guid = process->parent_guid;
	if (slot->parent.guid.length || slot->parent.pid)
		schain__shape_link(slot, &slot->parent);
}

static uint32_t take_process(schain__shape *shape)
{
	if (schain__shape_includes(shape, PATH_TYPE, "end"))
		return SCHAIN_EVENT_PROCESS_EXIT;
	if (schain__shape_includes(shape, PATH_ACTION, "fork"))
		return SCHAIN_EVENT_PROCESS_FORK;
	if (schain__shape_includes(shape, PATH_TYPE, "start") ||
	    schain__shape_includes(shape, PATH_ACTION, "exec") ||
	    schain__shape_includes(shape, PATH_ACTION, "existing_process") ||
	    schain__shape_includes(shape, PATH_ACTION, "already_running"))
		return SCHAIN_EVENT_PROCESS_START;
	return 0;
}

/* The first bytes of a file, in hex. */
static uint32_t content_of(schain_string header)
{
	static const schain__shape_word magic[] = {
		{ "4d5a", SCHAIN_CONTENT_PE },       { "7f454c46", SCHAIN_CONTENT_ELF },
		{ "cffaedfe", SCHAIN_CONTENT_MACHO }, { "cefaedfe", SCHAIN_CONTENT_MACHO },
		{ "cafebabe", SCHAIN_CONTENT_MACHO }, { "2321", SCHAIN_CONTENT_SCRIPT },
		{ "504b0304", SCHAIN_CONTENT_ARCHIVE }, { NULL, 0 },
	};

	for (const schain__shape_word *word = magic; word->word; word++)
		if (header.length >= strlen(word->word) &&
		    !memcmp(header.data, word->word, strlen(word->word)))
			return word->value;
	return SCHAIN_CONTENT_UNKNOWN;
}

/* Permissions in octal, as Auditbeat and Elastic Defend write them. */
static uint32_t mode_of(schain_string text)
{
	uint32_t mode = 0;

	for (size_t i = 0; i < text.length && i < 7; i++) {
		if (text.data[i] < '0' || text.data[i] > '7')
			return 0;
		mode = 8 * mode + (uint32_t)(text.data[i] - '0');
	}
	return mode;
}

static uint32_t take_file(schain__shape *shape, schain__slot *slot)
{
	schain_file *file = &slot->file;

	if (!file->path.length)
		return 0;
	file->content = content_of(schain__shape_text(shape, PATH_HEADER));
	file->mode = mode_of(schain__shape_text(shape, PATH_FILE_MODE));
	file->inode = schain__shape_number(shape, PATH_INODE);
	set_signature(slot, &slot->file_signature,
	              signature_state(shape, PATH_FILE_STATUS, PATH_FILE_TRUSTED, PATH_FILE_EXISTS));
	if (file->old_path.length || schain__shape_includes(shape, PATH_ACTION, "rename"))
		return file->old_path.length ? SCHAIN_EVENT_FILE_RENAME : SCHAIN_EVENT_FILE_WRITE;
	if (schain__shape_includes(shape, PATH_TYPE, "deletion"))
		return SCHAIN_EVENT_FILE_DELETE;
	if (schain__shape_includes(shape, PATH_TYPE, "creation") ||
	    schain__shape_includes(shape, PATH_ACTION, "updated"))
		return SCHAIN_EVENT_FILE_WRITE;
	if (schain__shape_includes(shape, PATH_ACTION, "attributes_modified") ||
	    schain__shape_includes(shape, PATH_ACTION, "changed-file-permissions-of") ||
	    schain__shape_includes(shape, PATH_ACTION, "changed-file-ownership-of"))
		return SCHAIN_EVENT_FILE_ATTRIBUTE;
	if (schain__shape_includes(shape, PATH_TYPE, "change"))
		return SCHAIN_EVENT_FILE_WRITE;
	if (schain__shape_includes(shape, PATH_TYPE, "access"))
		return SCHAIN_EVENT_FILE_READ;
	return 0;
}

static uint32_t take_module(schain__shape *shape, schain__slot *slot)
{
	if (!slot->file.path.length)
		return 0;
	set_signature(slot, &slot->file_signature,
	              signature_state(shape, PATH_DLL_STATUS, PATH_DLL_TRUSTED, PATH_DLL_EXISTS));
	return schain__shape_includes(shape, PATH_CATEGORY, "driver") ? SCHAIN_EVENT_DRIVER_LOAD
	                                                              : SCHAIN_EVENT_MODULE_LOAD;
}

static uint32_t take_connection(schain__shape *shape, schain__slot *slot)
{
	static const schain__shape_word inward[] = {
		{ "ingress", 1 }, { "inbound", 1 }, { NULL, 0 },
	};
	schain_connection *connection = &slot->connection;
	int is_inbound = schain__shape_meaning(shape, PATH_DIRECTION, inward, 0) != 0;
	enum path remote = is_inbound ? PATH_SOURCE_IP : PATH_REMOTE_IP;
	enum path local = is_inbound ? PATH_REMOTE_IP : PATH_SOURCE_IP;

	/* The end of one is told by its start. */
	if (schain__shape_includes(shape, PATH_TYPE, "end") &&
	    !schain__shape_includes(shape, PATH_TYPE, "start"))
		return 0;
	connection->address = schain__shape_text(shape, remote);
	connection->local_address = schain__shape_text(shape, local);
	connection->port = (uint32_t)schain__shape_number(shape, remote + 1);
	connection->local_port = (uint32_t)schain__shape_number(shape, local + 1);
	if (is_inbound)
		connection->flags = SCHAIN_CONNECTION_INBOUND;
	else
		connection->host_name = schain__shape_text(shape, PATH_REMOTE_NAME);
	if (!connection->protocol)
		connection->protocol = schain__shape_protocol(schain__shape_text(shape, PATH_TRANSPORT));
	schain__shape_link(slot, connection);
	return connection->address.length ? SCHAIN_EVENT_CONNECTION : 0;
}

static uint32_t take_dns(schain__shape *shape, schain__slot *slot)
{
	schain_string *answers = NULL;
	const schain__json_field *answer = NULL, *data;
	size_t count = 0;

	if (!slot->dns.query.length)
		return 0;
	slot->dns.query_type = schain__shape_dns_type(schain__shape_text(shape, PATH_DNS_TYPE));
	slot->dns.result = schain__shape_dns_result(schain__shape_text(shape, PATH_DNS_CODE));
	answers = schain__shape_texts(shape, PATH_RESOLVED, &count);
	if (!count && shape->value[PATH_ANSWERS] &&
	    (answers = schain__shape_list(shape, PATH_ANSWERS)))
		while ((answer = schain__shape_element(shape, PATH_ANSWERS, answer)))
			if ((data = schain__shape_member(shape, answer, "data")))
				answers[count++] = schain__shape_text_of(shape, data);
	slot->dns.answers = count ? answers : NULL;
	slot->dns.answer_count = count;
	return SCHAIN_EVENT_DNS;
}

static uint32_t take_registry(schain__shape *shape, schain__slot *slot)
{
	size_t count;
	schain_string *lines = schain__shape_texts(shape, PATH_REGISTRY_DATA, &count);

	if (!slot->registry.key.length || schain__shape_includes(shape, PATH_TYPE, "access"))
		return 0;
	slot->registry.value = schain__shape_join(shape, lines, count);
	slot->registry.operation =
		schain__shape_includes(shape, PATH_TYPE, "deletion") ? SCHAIN_REGISTRY_DELETE
		: lines ? SCHAIN_REGISTRY_SET : SCHAIN_REGISTRY_CREATE;
	return SCHAIN_EVENT_REGISTRY;
}

static uint32_t take_package(schain__shape *shape, schain__slot *slot)
{
	static const schain__shape_word operations[] = {
		{ "package_installed", SCHAIN_PACKAGE_INSTALL },
		{ "package_updated", SCHAIN_PACKAGE_UPDATE },
		{ "package_removed", SCHAIN_PACKAGE_REMOVE },
		{ NULL, 0 },
	};

	slot->package.operation = schain__shape_meaning(shape, PATH_ACTION, operations, 0);
	return slot->package.operation && slot->package.name.length ? SCHAIN_EVENT_PACKAGE : 0;
}

static uint32_t take(schain__shape *shape, schain__slot *slot)
{
	static const schain__shape_word systems[] = {
		{ "windows", SCHAIN_OS_WINDOWS }, { "linux", SCHAIN_OS_LINUX },
		{ "macos", SCHAIN_OS_MACOS },     { "darwin", SCHAIN_OS_MACOS },
		{ "debian", SCHAIN_OS_LINUX },    { "redhat", SCHAIN_OS_LINUX },
		{ "suse", SCHAIN_OS_LINUX },      { NULL, 0 },
	};

	slot->event.os = schain__shape_meaning(shape, PATH_OS, systems, 0);
	if (!slot->event.os)
		slot->event.os = schain__shape_meaning(shape, PATH_OS_FAMILY, systems, 0);
	slot->event.source_kind = SCHAIN_SOURCE_HOST_PRODUCT;
	set_process(shape, slot);
	if (schain__shape_includes(shape, PATH_CATEGORY, "library") ||
	    schain__shape_includes(shape, PATH_CATEGORY, "driver"))
		return take_module(shape, slot);
	if (schain__shape_includes(shape, PATH_CATEGORY, "registry"))
		return take_registry(shape, slot);
	if (schain__shape_includes(shape, PATH_CATEGORY, "package"))
		return take_package(shape, slot);
	if (schain__shape_includes(shape, PATH_CATEGORY, "file"))
		return take_file(shape, slot);
	if (slot->dns.query.length)
		return take_dns(shape, slot);
	if (schain__shape_includes(shape, PATH_CATEGORY, "network")) {
		if (!slot->event.process)
			slot->event.source_kind = SCHAIN_SOURCE_NETWORK;
		return take_connection(shape, slot);
	}
	return schain__shape_includes(shape, PATH_CATEGORY, "process") ? take_process(shape) : 0;
}

static void *open_ecs(schain__decode *decode, schain_error *error)
{
	(void)error; /* memory is all that can fail */
	return schain__shape_open(decode, paths, COUNT, take);
}

const schain__driver schain__driver_ecs = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "ecs-json",
		.summary = "Elastic Common Schema, as Elastic Defend and the Beats write it",
		.fields = "process, file, library, driver, registry, network, dns and package events",
		.missing = "depends on the agent: Beats know no signatures, and their file events name no "
		           "process",
	},
	.framing = SCHAIN__FRAMING_JSON,
	.probe = probe,
	.open = open_ecs,
	.record = record,
	.close = schain__shape_close,
};
