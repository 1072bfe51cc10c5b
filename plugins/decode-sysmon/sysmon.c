/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sysmon's events, by its own manifest (`sysmon -s`; schema 4.90) and
 * Microsoft's description of them:
 * https://learn.microsoft.com/sysinternals/downloads/sysmon
 */
#include "sysmon.h"

#include "address.h"
#include "text.h"

#define PROTOCOL_TCP 6u  /* IANA */
#define PROTOCOL_UDP 17u

/* IANA's dynamic ports, which Windows takes for the opening end (RFC 6335, 6). */
#define FIRST_DYNAMIC_PORT 49152u

/* Answers of one DNS question that are kept; 1500 bytes of names hold no more. */
#define ANSWERS_MAX 64

/* One record on its way into one slot. */
struct translation {
	schain__decode *decode;
	const schain__winlog *record;
	schain__slot *slot;
};

static schain_string text_of(const struct translation *t, enum schain__winlog_field field)
{
	return schain__winlog_text(t->record, field);
}

/*
 * An image's path; absent where Sysmon no longer knew the process. Some
 * shippers hand its "<unknown process>" on with XML's escapes. Sysmon for
 * Linux then gives the bare command name, which is no path.
 */
static schain_status image_of(const struct translation *t, enum schain__winlog_field field,
                              schain_string *ret_path)
{
	schain_string path = text_of(t, field);

	if (schain__is_nocase(path, "<unknown process>") ||
	    schain__is_nocase(path, "&lt;unknown process&gt;") ||
	    (t->slot->event.os == SCHAIN_OS_LINUX && path.length && path.data[0] != '/'))
		path = SCHAIN_STRING_NONE;
	return schain__windows_path(t->decode, path, ret_path);
}

/* Fields of one process in a record. */
struct process_fields {
	enum schain__winlog_field guid, pid, image, user;
};

static const struct process_fields acting_fields = {
	SCHAIN__WINLOG_PROCESS_GUID, SCHAIN__WINLOG_PROCESS_ID, SCHAIN__WINLOG_IMAGE,
	SCHAIN__WINLOG_USER
};
static const struct process_fields parent_fields = {
	SCHAIN__WINLOG_PARENT_GUID, SCHAIN__WINLOG_PARENT_ID, SCHAIN__WINLOG_PARENT_IMAGE,
	SCHAIN__WINLOG_PARENT_USER
};
static const struct process_fields source_fields = {
	SCHAIN__WINLOG_SOURCE_GUID, SCHAIN__WINLOG_SOURCE_ID, SCHAIN__WINLOG_SOURCE_IMAGE,
	SCHAIN__WINLOG_SOURCE_USER
};
static const struct process_fields target_fields = {
	SCHAIN__WINLOG_TARGET_GUID, SCHAIN__WINLOG_TARGET_ID, SCHAIN__WINLOG_TARGET_IMAGE,
	SCHAIN__WINLOG_TARGET_USER
};

/* Whether the record names the process in any way. */
static schain_status fill_process(const struct translation *t, const struct process_fields *fields,
                                  schain_process *process, schain_file *image, int *ret_known)
{
	schain_status status = schain__winlog_guid(t->decode, t->record, fields->guid, &process->guid);

	if (status == SCHAIN_OK)
		status = image_of(t, fields->image, &image->path);
	if (status != SCHAIN_OK)
		return status;
	process->pid = schain__winlog_number(t->record, fields->pid);
	process->user = text_of(t, fields->user);
	if (image->path.length)
		process->image = image;
	*ret_known = process->guid.length || process->pid || process->image;
	return SCHAIN_OK;
}

/* Who did it: links schain_event::process where the record tells. */
static schain_status fill_actor(const struct translation *t, const struct process_fields *fields)
{
	schain__slot *slot = t->slot;
	int is_known;
	schain_status status = fill_process(t, fields, &slot->process, &slot->process_image, &is_known);

	if (status == SCHAIN_OK && is_known)
		slot->event.process = &slot->process;
	return status;
}

static void fill_version(const struct translation *t, schain_file *file)
{
	file->product = text_of(t, SCHAIN__WINLOG_PRODUCT);
	file->company = text_of(t, SCHAIN__WINLOG_COMPANY);
	file->version = text_of(t, SCHAIN__WINLOG_FILE_VERSION);
	file->original_name = text_of(t, SCHAIN__WINLOG_ORIGINAL_NAME);
	schain__hashes_split(text_of(t, SCHAIN__WINLOG_HASHES), file);
}

/* Links schain_event::file; a record without the path is damaged. */
static schain_status fill_file(const struct translation *t, enum schain__winlog_field field)
{
	schain_status status = schain__windows_path(t->decode, text_of(t, field), &t->slot->file.path);

	if (status != SCHAIN_OK)
		return status;
	if (!t->slot->file.path.length)
		return schain__decode_problem(t->decode, 0, "the record does not name its file");
	t->slot->event.file = &t->slot->file;
	return SCHAIN_OK;
}

static schain_status commit(const struct translation *t, uint32_t type)
{
	t->slot->event.type = type;
	return schain__decode_commit(t->decode);
}

/* 1 */
static schain_status process_start(const struct translation *t)
{
	schain__slot *slot = t->slot;
	int has_parent;
	schain_status status = fill_actor(t, &acting_fields);

	if (status == SCHAIN_OK)
		status = fill_process(t, &parent_fields, &slot->parent, &slot->parent_image, &has_parent);
	if (status != SCHAIN_OK)
		return status;
	if (!slot->event.process)
		return schain__decode_problem(t->decode, 0, "a process start that names no process");
	slot->process.command_line = text_of(t, SCHAIN__WINLOG_COMMAND_LINE);
	slot->process.working_directory = text_of(t, SCHAIN__WINLOG_DIRECTORY);
	fill_version(t, &slot->process_image);
	if (has_parent) {
		slot->parent.command_line = text_of(t, SCHAIN__WINLOG_PARENT_COMMAND_LINE);
		slot->process.parent_guid = slot->parent.guid;
		slot->process.parent_pid = slot->parent.pid;
		slot->event.parent = &slot->parent;
	}
	return commit(t, SCHAIN_EVENT_PROCESS_START);
}

/* 5 */
static schain_status process_exit(const struct translation *t)
{
	schain_status status = fill_actor(t, &acting_fields);

	if (status != SCHAIN_OK)
		return status;
	if (!t->slot->event.process)
		return schain__decode_problem(t->decode, 0, "a process end that names no process");
	return commit(t, SCHAIN_EVENT_PROCESS_EXIT);
}

static schain_status address_of(const struct translation *t, enum schain__winlog_field field,
                                schain_string *ret_address)
{
	schain_string text = text_of(t, field);
	char spelled[SCHAIN__ADDRESS_SIZE];
	size_t length = schain__address_normalize(text, spelled);

	*ret_address = text;
	if (!length || (length == text.length && !memcmp(spelled, text.data, length)))
		return SCHAIN_OK;
	*ret_address = schain__decode_copy(t->decode, spelled, length);
	return ret_address->data ? SCHAIN_OK : SCHAIN_E_MEMORY;
}

static uint32_t port_of(const struct translation *t, enum schain__winlog_field field)
{
	uint64_t port = schain__winlog_number(t->record, field);

	return port <= UINT16_MAX ? (uint32_t)port : 0;
}

static uint32_t protocol_of(schain_string name)
{
	if (schain__is_nocase(name, "tcp"))
		return PROTOCOL_TCP;
	return schain__is_nocase(name, "udp") ? PROTOCOL_UDP : 0;
}

/*
 * Which end is this host's. For what the host opened it is the source. For
 * what it accepted by TCP, Sysmon of 2020 and later gives the opening end as
 * the source, Sysmon of 2018 its own; then the own end shows by its service
 * port. UDP has no opening end: the source is always the host's own, and
 * "Initiated" is false for answers to a host's own questions too.
 */
static int is_source_local(const schain_connection *connection, int is_accepted, uint32_t source_port,
                           uint32_t destination_port)
{
	if (!is_accepted || connection->protocol == PROTOCOL_UDP)
		return 1;
	return source_port < FIRST_DYNAMIC_PORT && destination_port >= FIRST_DYNAMIC_PORT;
}

/* 3 */
static schain_status connection(const struct translation *t)
{
	schain_connection *c = &t->slot->connection;
	int is_accepted = schain__winlog_truth(t->record, SCHAIN__WINLOG_INITIATED) == SCHAIN_NO;
	uint32_t source_port = port_of(t, SCHAIN__WINLOG_SOURCE_PORT);
	uint32_t destination_port = port_of(t, SCHAIN__WINLOG_DESTINATION_PORT);
	schain_string source, destination;
	schain_status status = fill_actor(t, &acting_fields);

	if (status == SCHAIN_OK)
		status = address_of(t, SCHAIN__WINLOG_SOURCE_IP, &source);
	if (status == SCHAIN_OK)
		status = address_of(t, SCHAIN__WINLOG_DESTINATION_IP, &destination);
	if (status != SCHAIN_OK)
		return status;
	if (!destination.length)
		return schain__decode_problem(t->decode, 0, "a connection without a destination address");
	c->protocol = protocol_of(text_of(t, SCHAIN__WINLOG_PROTOCOL));
	if (is_source_local(c, is_accepted, source_port, destination_port)) {
		c->local_address = source;
		c->local_port = source_port;
		c->address = destination;
		c->port = destination_port;
	} else {
		c->local_address = destination;
		c->local_port = destination_port;
		c->address = source;
		c->port = source_port;
	}
	if (is_accepted && !(c->protocol == PROTOCOL_UDP && c->local_port >= FIRST_DYNAMIC_PORT &&
	                     c->port < FIRST_DYNAMIC_PORT))
		c->flags |= SCHAIN_CONNECTION_INBOUND;
	t->slot->event.connection = c;
	return commit(t, SCHAIN_EVENT_CONNECTION);
}

/*
 * Signed says whether there is a signature that holds; SignatureStatus is
 * what WinVerifyTrust found, in Sysmon's words.
 */
static uint32_t signature_state(uint32_t is_signed, schain_string status)
{
	static const struct {
		const char *word;
		uint32_t state;
	} states[] = {
		{ "expired", SCHAIN_SIGNATURE_EXPIRED },
		{ "revoked", SCHAIN_SIGNATURE_REVOKED },
		{ "untrusted", SCHAIN_SIGNATURE_UNTRUSTED },
		{ "invalid", SCHAIN_SIGNATURE_INVALID },
		{ "bad digest", SCHAIN_SIGNATURE_INVALID },
	};

	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (schain__begins_nocase(status, states[i].word))
			return states[i].state;
	if (is_signed == SCHAIN_NO)
		return SCHAIN_SIGNATURE_UNSIGNED;
	return schain__is_nocase(status, "valid") ? SCHAIN_SIGNATURE_VALID : SCHAIN_SIGNATURE_UNKNOWN;
}

static void fill_signature(const struct translation *t)
{
	schain_signature *signature = &t->slot->file_signature;
	uint32_t is_signed = schain__winlog_truth(t->record, SCHAIN__WINLOG_SIGNED);
	schain_string status = text_of(t, SCHAIN__WINLOG_SIGNATURE_STATUS);

	signature->signer = text_of(t, SCHAIN__WINLOG_SIGNATURE);
	signature->state = signature_state(is_signed, status);
	if (is_signed != SCHAIN_UNKNOWN || status.length || signature->signer.length)
		t->slot->file.signature = signature;
}

/* 6 and 7 */
static schain_status image_load(const struct translation *t, uint32_t type)
{
	schain_status status = fill_file(t, SCHAIN__WINLOG_IMAGE_LOADED);

	if (status == SCHAIN_OK && type == SCHAIN_EVENT_MODULE_LOAD)
		status = fill_actor(t, &acting_fields);
	if (status != SCHAIN_OK)
		return status;
	fill_version(t, &t->slot->file);
	fill_signature(t);
	return commit(t, type);
}

/* 8 */
static schain_status remote_thread(const struct translation *t)
{
	schain__slot *slot = t->slot;
	int has_target;
	schain_status status = fill_actor(t, &source_fields);

	if (status == SCHAIN_OK)
		status = fill_process(t, &target_fields, &slot->target, &slot->target_image, &has_target);
	if (status != SCHAIN_OK)
		return status;
	if (!slot->event.process || !has_target)
		return schain__decode_problem(t->decode, 0, "a remote thread without source or target");
	slot->event.target = &slot->target;
	return commit(t, SCHAIN_EVENT_INJECTION);
}

/* 2, 11, 23, 26, 29 */
static schain_status file_event(const struct translation *t, uint32_t type, uint32_t content)
{
	schain_status status = fill_file(t, SCHAIN__WINLOG_TARGET_FILE);

	if (status == SCHAIN_OK)
		status = fill_actor(t, &acting_fields);
	if (status != SCHAIN_OK)
		return status;
	schain__hashes_split(text_of(t, SCHAIN__WINLOG_HASHES), &t->slot->file);
	t->slot->file.content = content;
	return commit(t, type);
}

static schain_status file_delete(const struct translation *t)
{
	uint32_t is_pe = schain__winlog_truth(t->record, SCHAIN__WINLOG_IS_EXECUTABLE);

	return file_event(t, SCHAIN_EVENT_FILE_DELETE,
	                  is_pe == SCHAIN_YES ? SCHAIN_CONTENT_PE : SCHAIN_CONTENT_UNKNOWN);
}

/* The value of a line "name=..." of a Zone.Identifier, whose line ends Sysmon turns into blanks. */
static schain_string zone_value(schain_string contents, const char *name)
{
	size_t at = schain__position(contents, name);
	schain_string value;

	if (at == SIZE_MAX)
		return SCHAIN_STRING_NONE;
	value = schain__from(contents, at + strlen(name));
	for (size_t i = 0; i < value.length; i++)
		if ((unsigned char)value.data[i] <= ' ') {
			value.length = i;
			break;
		}
	return schain__has(value, "://") ? value : SCHAIN_STRING_NONE;
}

/* Where a stream's name begins in "C:\dir\file:stream", or SIZE_MAX. */
static size_t stream_of(schain_string path)
{
	for (size_t i = path.length; i > 2; i--) {
		if (path.data[i - 1] == '\\')
			break;
		if (path.data[i - 1] == ':')
			return i - 1;
	}
	return SIZE_MAX;
}

/*
 * 15. The hash is that of the stream named: of the file itself only where no
 * stream is. A Mark of the Web changes nothing in the file it is put on.
 */
static schain_status stream_create(const struct translation *t)
{
	schain_file *file = &t->slot->file;
	uint32_t type = SCHAIN_EVENT_FILE_WRITE;
	schain_string hashes = text_of(t, SCHAIN__WINLOG_HASH);
	size_t stream;
	schain_status status = fill_file(t, SCHAIN__WINLOG_TARGET_FILE);

	if (status == SCHAIN_OK)
		status = fill_actor(t, &acting_fields);
	if (status != SCHAIN_OK)
		return status;
	stream = stream_of(file->path);
	if (stream != SIZE_MAX &&
	    schain__is_nocase(schain__from(file->path, stream + 1), "zone.identifier")) {
		schain_string contents = text_of(t, SCHAIN__WINLOG_CONTENTS);

		file->path.length = stream;
		file->origin_url = zone_value(contents, "HostUrl=");
		if (!file->origin_url.length)
			file->origin_url = zone_value(contents, "ReferrerUrl=");
		type = SCHAIN_EVENT_FILE_ATTRIBUTE;
	} else {
		schain__hashes_split(hashes.length ? hashes : text_of(t, SCHAIN__WINLOG_HASHES), file);
	}
	return commit(t, type);
}

static uint32_t registry_operation(uint64_t id, schain_string type)
{
	if (id == 13)
		return SCHAIN_REGISTRY_SET;
	if (id == 14)
		return SCHAIN_REGISTRY_RENAME;
	if (schain__begins_nocase(type, "delete"))
		return SCHAIN_REGISTRY_DELETE;
	return schain__begins_nocase(type, "create") ? SCHAIN_REGISTRY_CREATE : 0;
}

/* Kernel names of the hives that have a short one; \REGISTRY\A (private hives) has none. */
static schain_status registry_key(const struct translation *t, schain_string key,
                                  schain_string *ret_key)
{
	static const struct {
		const char *kernel, *name;
	} hives[] = {
		{ "\\registry\\machine\\", "HKLM\\" },
		{ "\\registry\\user\\", "HKU\\" },
	};

	*ret_key = key;
	for (size_t i = 0; i < sizeof hives / sizeof *hives; i++) {
		size_t kernel = strlen(hives[i].kernel), name = strlen(hives[i].name);
		char *copy;

		if (!schain__begins_nocase(key, hives[i].kernel))
			continue;
		copy = schain__decode_alloc(t->decode, key.length - kernel + name);
		if (!copy)
			return SCHAIN_E_MEMORY;
		memcpy(copy, hives[i].name, name);
		memcpy(copy + name, key.data + kernel, key.length - kernel);
		ret_key->data = copy;
		ret_key->length = key.length - kernel + name;
		break;
	}
	return SCHAIN_OK;
}

/* 12, 13, 14. After a rename the key is what there is now, the value what it was called before. */
static schain_status registry(const struct translation *t, uint64_t id)
{
	schain_registry *change = &t->slot->registry;
	schain_string key = text_of(t, SCHAIN__WINLOG_TARGET_OBJECT);
	schain_string new_name = text_of(t, SCHAIN__WINLOG_NEW_NAME);
	schain_status status = fill_actor(t, &acting_fields);

	if (status != SCHAIN_OK)
		return status;
	if (!key.length)
		return schain__decode_problem(t->decode, 0, "a registry change without TargetObject");
	change->operation = registry_operation(id, text_of(t, SCHAIN__WINLOG_EVENT_TYPE));
	change->value = text_of(t, SCHAIN__WINLOG_DETAILS);
	if (change->operation == SCHAIN_REGISTRY_RENAME && new_name.length) {
		status = registry_key(t, key, &change->value);
		key = new_name;
	}
	if (status == SCHAIN_OK)
		status = registry_key(t, key, &change->key);
	if (status != SCHAIN_OK)
		return status;
	t->slot->event.registry = change;
	return commit(t, SCHAIN_EVENT_REGISTRY);
}

/*
 * One answer: an address, or "type: <number> <data>" of another kind, of
 * which only aliases (type 5, CNAME) lead on to an address.
 */
static schain_status dns_answer(const struct translation *t, schain_string text,
                                schain_string *ret_answer)
{
	char spelled[SCHAIN__ADDRESS_SIZE];
	size_t length;

	text = schain__strip(text);
	*ret_answer = SCHAIN_STRING_NONE;
	if (schain__begins(text, "type:")) {
		schain_string rest = schain__strip(schain__from(text, sizeof "type:" - 1));

		if (schain__is(schain__next(&rest, ' '), "5"))
			*ret_answer = schain__strip(rest);
		return SCHAIN_OK;
	}
	length = schain__address_normalize(text, spelled);
	if (!length)
		return SCHAIN_OK;
	*ret_answer = schain__decode_copy(t->decode, spelled, length);
	return ret_answer->data ? SCHAIN_OK : SCHAIN_E_MEMORY;
}

static schain_status dns_answers(const struct translation *t, schain_string results,
                                 schain_dns *dns)
{
	schain_string *answers;
	size_t count = 0;

	if (!results.length)
		return SCHAIN_OK;
	answers = schain__decode_alloc(t->decode, ANSWERS_MAX * sizeof *answers);
	if (!answers)
		return SCHAIN_E_MEMORY;
	while (results.length && count < ANSWERS_MAX) {
		schain_status status = dns_answer(t, schain__next(&results, ';'), &answers[count]);

		if (status != SCHAIN_OK)
			return status;
		if (answers[count].length)
			count++;
	}
	if (count) {
		dns->answers = answers;
		dns->answer_count = count;
	}
	return SCHAIN_OK;
}

/* 22 */
static schain_status dns_query(const struct translation *t)
{
	schain_dns *dns = &t->slot->dns;
	uint64_t result = schain__winlog_number(t->record, SCHAIN__WINLOG_QUERY_STATUS);
	schain_status status = fill_actor(t, &acting_fields);

	if (status != SCHAIN_OK)
		return status;
	dns->query = text_of(t, SCHAIN__WINLOG_QUERY_NAME);
	if (!dns->query.length)
		return schain__decode_problem(t->decode, 0, "a DNS question without QueryName");
	dns->result = result <= UINT32_MAX ? (uint32_t)result : 0;
	status = dns_answers(t, text_of(t, SCHAIN__WINLOG_QUERY_RESULTS), dns);
	if (status != SCHAIN_OK)
		return status;
	t->slot->event.dns = dns;
	return commit(t, SCHAIN_EVENT_DNS);
}

schain_status schain__sysmon_translate(schain__translator *translator, const schain__winlog *record,
                                       schain__slot *slot, uint64_t id)
{
	struct translation t = { translator->decode, record, slot };

	switch (id) {
	case 1:
		return process_start(&t);
	case 2:
		return file_event(&t, SCHAIN_EVENT_FILE_ATTRIBUTE, SCHAIN_CONTENT_UNKNOWN);
	case 3:
		return connection(&t);
	case 5:
		return process_exit(&t);
	case 6:
		return image_load(&t, SCHAIN_EVENT_DRIVER_LOAD);
	case 7:
		return image_load(&t, SCHAIN_EVENT_MODULE_LOAD);
	case 8:
		return remote_thread(&t);
	case 11:
		return file_event(&t, SCHAIN_EVENT_FILE_WRITE, SCHAIN_CONTENT_UNKNOWN);
	case 12:
	case 13:
	case 14:
		return registry(&t, id);
	case 15:
		return stream_create(&t);
	case 22:
		return dns_query(&t);
	case 23:
	case 26:
		return file_delete(&t);
	case 29:
		return file_event(&t, SCHAIN_EVENT_FILE_WRITE, SCHAIN_CONTENT_PE);
	default:
		schain__decode_ignore(translator->decode);
		return SCHAIN_OK;
	}
}
