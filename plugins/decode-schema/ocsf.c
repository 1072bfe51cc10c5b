/* SPDX-License-Identifier: Apache-2.0 */
/* Events in the Open Cybersecurity Schema: doc/formats/ocsf-json.md. */
#include "decode-mapped/shape.h"
#include "decode-schema/drivers.h"

/* Classes (class_uid), which are the same in all of 1.x. */
enum {
	CLASS_FILE = 1001, CLASS_KERNEL_EXTENSION = 1002, CLASS_MODULE = 1005, CLASS_PROCESS = 1007,
	CLASS_NETWORK = 4001, CLASS_HTTP = 4002, CLASS_DNS = 4003, CLASS_REGISTRY_KEY = 201001,
	CLASS_REGISTRY_VALUE = 201002,
};

/*
 * Paths that the code below looks at; the table begins with them, in this
 * order. A port stands behind its address.
 */
enum path {
	PATH_CLASS, PATH_ACTIVITY, PATH_OS, PATH_FILE_HASHES, PATH_PROCESS_HASHES, PATH_MODULE_HASHES,
	PATH_ACTOR_HASHES, PATH_RESULT, PATH_DIRECTION, PATH_PROTOCOL, PATH_SOURCE_IP,
	PATH_SOURCE_PORT, PATH_REMOTE_IP, PATH_REMOTE_PORT, PATH_REMOTE_NAME, PATH_DNS_TYPE,
	PATH_ANSWERS, PATH_FILE_STATE, PATH_MODULE_STATE, PATH_PROCESS_STATE,
	PATH_ACTOR_PID, PATH_ACTOR_UID, PATH_ACTOR_PATH, PATH_ACTOR_COMMAND, PATH_ACTOR_USER,
	PATH_ACTOR_PARENT_PID, PATH_ACTOR_PARENT_UID, PATH_PARENT_PID, PATH_PARENT_UID,
	PATH_PARENT_PATH, PATH_PARENT_COMMAND, PATH_PID, PATH_UID, PATH_IMAGE, PATH_COMMAND, PATH_USER,
	PATH_DIRECTORY, PATH_SIGNER, PATH_MODULE_PATH,
	PATH_MODULE_SIGNER, PATH_DRIVER_PATH,
};

#define LOOK(path) { path, SCHAIN__SHAPE_LOOK }
#define INTO(path, kind, member) { path, SCHAIN__SHAPE_INTO(kind, member) }

static const schain__shape_path paths[] = {
	LOOK("class_uid"), LOOK("activity_id"), LOOK("device.os.type_id"), LOOK("file.hashes"),
	LOOK("process.file.hashes"), LOOK("module.file.hashes"), LOOK("actor.process.file.hashes"),
	LOOK("file_result.path"), LOOK("connection_info.direction_id"),
	LOOK("connection_info.protocol_name"), LOOK("src_endpoint.ip"), LOOK("src_endpoint.port"),
	LOOK("dst_endpoint.ip"), LOOK("dst_endpoint.port"), LOOK("dst_endpoint.hostname"),
	LOOK("query.type"), LOOK("answers"), LOOK("file.signature.state_id"),
	LOOK("module.file.signature.state_id"), LOOK("process.file.signature.state_id"),
	LOOK("actor.process.pid"), LOOK("actor.process.uid"),
	LOOK("actor.process.file.path"), LOOK("actor.process.cmd_line"), LOOK("actor.user.name"),
	LOOK("actor.process.parent_process.pid"), LOOK("actor.process.parent_process.uid"),
	LOOK("process.parent_process.pid"), LOOK("process.parent_process.uid"),
	LOOK("process.parent_process.file.path"), LOOK("process.parent_process.cmd_line"),
	LOOK("process.pid"), LOOK("process.uid"), LOOK("process.file.path"), LOOK("process.cmd_line"),
	LOOK("process.user.name"), LOOK("process.working_directory"),
	LOOK("process.file.signature.certificate.subject"), LOOK("module.file.path"),
	LOOK("module.file.signature.certificate.subject"), LOOK("driver.file.path"),
	INTO("time", TIME, event.time), INTO("time_dt", TIME, event.time),
	INTO("device.name", TEXT, event.host), INTO("device.hostname", TEXT, event.host),
	INTO("metadata.uid", TEXT, event.record_id),
	INTO("metadata.sequence", UNSIGNED, event.record),
	INTO("file.path", TEXT, file.path), INTO("file.size", UNSIGNED, file.size),
	INTO("file.company_name", TEXT, file.company), INTO("file.product.name", TEXT, file.product),
	INTO("file.version", TEXT, file.version),
	INTO("file.signature.certificate.subject", TEXT, file_signature.signer),
	INTO("file.signature.certificate.issuer", TEXT, file_signature.issuer),
	INTO("connection_info.protocol_num", SHORT, connection.protocol),
	INTO("traffic.bytes_out", UNSIGNED, connection.bytes_sent),
	INTO("http_request.url.hostname", TEXT, connection.server_name),
	INTO("tls.sni", TEXT, connection.server_name),
	INTO("query.hostname", TEXT, dns.query), INTO("rcode_id", SHORT, dns.result),
	INTO("reg_key.path", TEXT, registry.key), INTO("reg_value.path", TEXT, registry.key),
	INTO("reg_value.data", TEXT, registry.value),
};

enum { COUNT = sizeof paths / sizeof *paths };

static int probe(const char *data, size_t size, int is_all)
{
	static const char *const keys[] = { "class_uid", "activity_id", "time", NULL };
	static const char *const dated[] = { "class_uid", "activity_id", "time_dt", NULL };
	int sure = schain__shape_probe(data, size, is_all, keys, NULL, 85);

	return sure ? sure : schain__shape_probe(data, size, is_all, dated, NULL, 85);
}

/* [{"algorithm_id": 3, "value": "..."}]; algorithms by number or, in older writers, by name. */
static void set_hashes(schain__shape *shape, enum path path, schain_file *file)
{
	static const schain__shape_word algorithms[] = {
		{ "1", 1 },   { "2", 2 },     { "3", 3 },       { "MD5", 1 },
		{ "SHA-1", 2 }, { "SHA1", 2 }, { "SHA-256", 3 }, { "SHA256", 3 }, { NULL, 0 },
	};
	const schain__json_field *hash = NULL, *name;
	schain_string value;

	while ((hash = schain__shape_element(shape, path, hash))) {
		name = schain__shape_member(shape, hash, "algorithm_id");
		if (!name)
			name = schain__shape_member(shape, hash, "algorithm");
		value = schain__shape_text_of(shape, schain__shape_member(shape, hash, "value"));
		if (!name || !value.length)
			continue;
		switch (schain__shape_word_value(schain__shape_text_of(shape, name), algorithms, 0)) {
		case 1:
			file->md5 = value;
			break;
		case 2:
			file->sha1 = value;
			break;
		case 3:
			file->sha256 = value;
			break;
		}
	}
}

/* state_id of a digital signature, there since 1.3. */
static void set_signature(schain__shape *shape, schain__slot *slot, enum path path,
                          schain_signature *signature)
{
	static const schain__shape_word states[] = {
		{ "1", SCHAIN_SIGNATURE_VALID },   { "2", SCHAIN_SIGNATURE_EXPIRED },
		{ "3", SCHAIN_SIGNATURE_REVOKED }, { "4", SCHAIN_SIGNATURE_REVOKED }, { NULL, 0 },
	};

	signature->state = schain__shape_meaning(shape, path, states, SCHAIN_SIGNATURE_UNKNOWN);
	if (signature->state)
		schain__shape_link(slot, signature);
}

/* Who acts. Of a process event the actor is the parent, and `process` the one it is about. */
static void set_actor(schain__shape *shape, schain__slot *slot, schain_process *process,
                      schain_file *image)
{
	process->pid = schain__shape_number(shape, PATH_ACTOR_PID);
	process->guid = schain__shape_text(shape, PATH_ACTOR_UID);
	process->command_line = schain__shape_text(shape, PATH_ACTOR_COMMAND);
	process->user = schain__shape_text(shape, PATH_ACTOR_USER);
	process->parent_pid = schain__shape_number(shape, PATH_ACTOR_PARENT_PID);
	process->parent_guid = schain__shape_text(shape, PATH_ACTOR_PARENT_UID);
	image->path = schain__shape_text(shape, PATH_ACTOR_PATH);
	set_hashes(shape, PATH_ACTOR_HASHES, image);
	if (image->path.length)
		schain__shape_link(slot, image);
	else if (process->pid || process->guid.length)
		schain__shape_link(slot, process);
}

static uint32_t take_process(schain__shape *shape, schain__slot *slot, uint64_t activity)
{
	enum { LAUNCH = 1, TERMINATE, OPEN, INJECT };
	schain_process *process = &slot->process;

	if (activity == INJECT) {
		set_actor(shape, slot, process, &slot->process_image);
		slot->target.pid = schain__shape_number(shape, PATH_PID);
		slot->target.guid = schain__shape_text(shape, PATH_UID);
		slot->target_image.path = schain__shape_text(shape, PATH_IMAGE);
		schain__shape_link_process(slot, &slot->target, &slot->target_image);
		return SCHAIN_EVENT_INJECTION;
	}
	if (activity != LAUNCH && activity != TERMINATE)
		return 0;
	process->pid = schain__shape_number(shape, PATH_PID);
	process->guid = schain__shape_text(shape, PATH_UID);
	process->command_line = schain__shape_text(shape, PATH_COMMAND);
	process->user = schain__shape_text(shape, PATH_USER);
	process->working_directory = schain__shape_text(shape, PATH_DIRECTORY);
	slot->process_image.path = schain__shape_text(shape, PATH_IMAGE);
	slot->process_signature.signer = schain__shape_text(shape, PATH_SIGNER);
	process->parent_pid = schain__shape_number(shape, PATH_PARENT_PID);
	process->parent_guid = schain__shape_text(shape, PATH_PARENT_UID);
	set_actor(shape, slot, &slot->parent, &slot->parent_image);
	if (!slot->event.parent && process->parent_pid) {
		slot->parent.pid = process->parent_pid;
		slot->parent.guid = process->parent_guid;
		slot->parent.command_line = schain__shape_text(shape, PATH_PARENT_COMMAND);
		slot->parent_image.path = schain__shape_text(shape, PATH_PARENT_PATH);
		schain__shape_link_process(slot, &slot->parent, &slot->parent_image);
	} else if (!process->parent_pid) {
		process->parent_pid = slot->parent.pid;
		process->parent_guid = slot->parent.guid;
	}
	schain__shape_link_process(slot, process, &slot->process_image);
	set_hashes(shape, PATH_PROCESS_HASHES, &slot->process_image);
	set_signature(shape, slot, PATH_PROCESS_STATE, &slot->process_signature);
	return activity == LAUNCH ? SCHAIN_EVENT_PROCESS_START : SCHAIN_EVENT_PROCESS_EXIT;
}

static uint32_t take_file(schain__shape *shape, schain__slot *slot, uint64_t activity)
{
	/* Create, Read, Update, Delete, Rename, Set Attributes, Set Security */
	static const uint32_t types[] = {
		0, SCHAIN_EVENT_FILE_WRITE, SCHAIN_EVENT_FILE_READ, SCHAIN_EVENT_FILE_WRITE,
		SCHAIN_EVENT_FILE_DELETE, SCHAIN_EVENT_FILE_RENAME, SCHAIN_EVENT_FILE_ATTRIBUTE,
		SCHAIN_EVENT_FILE_ATTRIBUTE,
	};
	schain_string result = schain__shape_text(shape, PATH_RESULT);
	uint32_t type = activity < sizeof types / sizeof *types ? types[activity] : 0;

	if (type == SCHAIN_EVENT_FILE_RENAME) {
		if (!result.length)
			return 0;
		slot->file.old_path = slot->file.path;
		slot->file.path = result;
	}
	set_hashes(shape, PATH_FILE_HASHES, &slot->file);
	set_signature(shape, slot, PATH_FILE_STATE, &slot->file_signature);
	return slot->file.path.length ? type : 0;
}

static uint32_t take_module(schain__shape *shape, schain__slot *slot, uint32_t type)
{
	slot->file.path = schain__shape_text(
		shape, type == SCHAIN_EVENT_MODULE_LOAD ? PATH_MODULE_PATH : PATH_DRIVER_PATH);
	if (!slot->file.path.length)
		return 0;
	set_hashes(shape, PATH_MODULE_HASHES, &slot->file);
	slot->file_signature.signer = schain__shape_text(shape, PATH_MODULE_SIGNER);
	schain__shape_link(slot, &slot->file);
	set_signature(shape, slot, PATH_MODULE_STATE, &slot->file_signature);
	return type;
}

static uint32_t take_connection(schain__shape *shape, schain__slot *slot, uint64_t activity,
                                uint64_t class)
{
	enum { OPEN = 1, CLOSE, RESET, FAIL, REFUSE, TRAFFIC, LISTEN, INBOUND = 1 };
	schain_connection *connection = &slot->connection;
	int is_inbound = schain__shape_number(shape, PATH_DIRECTION) == INBOUND;
	enum path remote = is_inbound ? PATH_SOURCE_IP : PATH_REMOTE_IP;
	enum path local = is_inbound ? PATH_REMOTE_IP : PATH_SOURCE_IP;

	/* What opened a connection tells all that its end does. */
	if (class == CLASS_NETWORK && (activity == CLOSE || activity == RESET))
		return 0;
	connection->address = schain__shape_text(shape, remote);
	connection->port = (uint32_t)schain__shape_number(shape, remote + 1);
	connection->local_address = schain__shape_text(shape, local);
	connection->local_port = (uint32_t)schain__shape_number(shape, local + 1);
	if (!is_inbound)
		connection->host_name = schain__shape_text(shape, PATH_REMOTE_NAME);
	if (!connection->protocol)
		connection->protocol = schain__shape_protocol(schain__shape_text(shape, PATH_PROTOCOL));
	if (is_inbound)
		connection->flags |= SCHAIN_CONNECTION_INBOUND;
	if (class == CLASS_NETWORK && (activity == FAIL || activity == REFUSE))
		connection->flags |= SCHAIN_CONNECTION_FAILED;
	if (class == CLASS_NETWORK && activity == LISTEN)
		connection->flags |= SCHAIN_CONNECTION_LISTEN;
	schain__shape_link(slot, connection);
	return connection->address.length || connection->host_name.length ? SCHAIN_EVENT_CONNECTION : 0;
}

static uint32_t take_dns(schain__shape *shape, schain__slot *slot)
{
	schain_string *answers = schain__shape_list(shape, PATH_ANSWERS);
	const schain__json_field *answer = NULL, *data;
	size_t count = 0;

	if (!slot->dns.query.length)
		return 0;
	slot->dns.query_type = schain__shape_dns_type(schain__shape_text(shape, PATH_DNS_TYPE));
	while (answers && (answer = schain__shape_element(shape, PATH_ANSWERS, answer)))
		if ((data = schain__shape_member(shape, answer, "rdata")))
			answers[count++] = schain__shape_text_of(shape, data);
	slot->dns.answers = count ? answers : NULL;
	slot->dns.answer_count = count;
	return SCHAIN_EVENT_DNS;
}

/* Create, Read, Modify, Delete, Rename; of a value Get, Set, Modify, Delete. */
static uint32_t take_registry(schain__slot *slot, uint64_t activity, uint64_t class)
{
	static const uint32_t of_keys[] = {
		0, SCHAIN_REGISTRY_CREATE, 0, SCHAIN_REGISTRY_SET, SCHAIN_REGISTRY_DELETE,
		SCHAIN_REGISTRY_RENAME,
	};
	static const uint32_t of_values[] = {
		0, 0, SCHAIN_REGISTRY_SET, SCHAIN_REGISTRY_SET, SCHAIN_REGISTRY_DELETE, 0,
	};

	if (activity < sizeof of_keys / sizeof *of_keys)
		slot->registry.operation = class == CLASS_REGISTRY_KEY ? of_keys[activity]
		                                                      : of_values[activity];
	return slot->registry.operation && slot->registry.key.length ? SCHAIN_EVENT_REGISTRY : 0;
}

static uint32_t take(schain__shape *shape, schain__slot *slot)
{
	static const schain__shape_word systems[] = {
		{ "100", SCHAIN_OS_WINDOWS }, { "200", SCHAIN_OS_LINUX }, { "300", SCHAIN_OS_MACOS },
		{ NULL, 0 },
	};
	uint64_t class = schain__shape_number(shape, PATH_CLASS);
	uint64_t activity = schain__shape_number(shape, PATH_ACTIVITY);

	slot->event.os = schain__shape_meaning(shape, PATH_OS, systems, SCHAIN_OS_UNKNOWN);
	slot->event.source_kind = SCHAIN_SOURCE_HOST_PRODUCT;
	if (class == CLASS_PROCESS)
		return take_process(shape, slot, activity);
	set_actor(shape, slot, &slot->process, &slot->process_image);
	if (!slot->event.process &&
	    (class == CLASS_NETWORK || class == CLASS_HTTP || class == CLASS_DNS))
		slot->event.source_kind = SCHAIN_SOURCE_NETWORK;
	switch (class) {
	case CLASS_FILE:
		return take_file(shape, slot, activity);
	case CLASS_MODULE:
		return activity == 1 ? take_module(shape, slot, SCHAIN_EVENT_MODULE_LOAD) : 0;
	case CLASS_KERNEL_EXTENSION:
		return activity == 1 ? take_module(shape, slot, SCHAIN_EVENT_DRIVER_LOAD) : 0;
	case CLASS_NETWORK:
	case CLASS_HTTP:
		return take_connection(shape, slot, activity, class);
	case CLASS_DNS:
		return take_dns(shape, slot);
	case CLASS_REGISTRY_KEY:
	case CLASS_REGISTRY_VALUE:
		return take_registry(slot, activity, class);
	default:
		return 0;
	}
}

static void *open_ocsf(schain__decode *decode, schain_error *error)
{
	(void)error; /* memory is all that can fail */
	return schain__shape_open(decode, paths, COUNT, take);
}

const schain__driver schain__driver_ocsf = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "ocsf-json",
		.summary = "Open Cybersecurity Schema Framework 1.x",
		.fields = "process, file, module, kernel extension, network, HTTP, DNS and registry "
		          "activity",
		.missing = "what a producer leaves out; no class tells of packages or later starts",
	},
	.framing = SCHAIN__FRAMING_JSON,
	.probe = probe,
	.open = open_ocsf,
	.record = schain__shape_record,
	.close = schain__shape_close,
};
