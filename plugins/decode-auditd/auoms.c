/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver of audit events as auoms, the agent of Azure's log collection,
 * sends them: JSON of a syslog table, in whose SyslogMessage all records of an
 * event are one, "type=AUOMS_EXECVE audit(...): syscall=execve ... cmdline=".
 * The records are made of it again, and go the way of any others.
 */
#include "decode-auditd/drivers.h"

#include "decode-auditd/audit.h"
#include "decode/json.h"

#include <stdio.h>

#define MESSAGE "SyslogMessage"
#define PREFIX "type=AUOMS_"

struct buffer {
	char *data;
	size_t size;
};

/* Joining a record may hand the batch over, and its memory with it: what is cut up lies in here. */
struct auoms {
	schain__audit audit;
	schain__json *json;
	struct buffer message;
	struct buffer body;
};

/* Returns `size` bytes, or NULL when memory is out. */
static char *make_room(struct auoms *auoms, struct buffer *buffer, size_t size)
{
	char *data;

	if (size <= buffer->size)
		return buffer->data;
	data = schain__decode_resize(auoms->audit.decode, buffer->data, buffer->size, size);
	if (!data)
		return NULL;
	buffer->data = data;
	buffer->size = size;
	return data;
}

static int auoms_probe(const char *data, size_t size, int is_all)
{
	schain_string message;
	int found = schain__json_peek(data, size, MESSAGE, &message);

	if (found <= 0)
		return found < 0 && !is_all ? -1 : 0;
	return schain__audit_starts(message, PREFIX) ? 98 : 0;
}

/* ---- text that becomes a record's body ---- */

struct body {
	char *text;
	size_t length;
};

static void put(struct body *body, schain_string text)
{
	if (text.length)
		memcpy(body->text + body->length, text.data, text.length);
	body->length += text.length;
}

static void put_text(struct body *body, const char *text)
{
	put(body, schain__audit_string(text, strlen(text)));
}

/* In hex, as the kernel writes what may hold quotes and spaces; "" if empty. */
static void put_hex(struct body *body, schain_string text)
{
	static const char digits[] = "0123456789ABCDEF";

	if (!text.length)
		put_text(body, "\"\"");
	for (size_t i = 0; i < text.length; i++) {
		unsigned char byte = (unsigned char)text.data[i];

		body->text[body->length++] = digits[byte >> 4];
		body->text[body->length++] = digits[byte & 15];
	}
}

static schain_status join(struct auoms *auoms, const schain__audit_line *line, uint32_t type,
                          schain_string body)
{
	schain__audit_line record = *line;

	record.type = type;
	record.body = body;
	return schain__audit_join(&auoms->audit, &record);
}

/* ---- cutting the message ---- */

static size_t search_last(schain_string text, const char *what)
{
	size_t length = strlen(what);

	for (size_t i = text.length; i >= length; i--)
		if (!memcmp(text.data + i - length, what, length))
			return i - length;
	return SIZE_MAX;
}

static schain_string cut(schain_string text, size_t from, size_t to)
{
	return schain__audit_string(text.data + from, to - from);
}

/* What the process chose itself comes last, and may look like any field. */
static schain_string without_process_text(schain_string body)
{
	static const char *const marks[] = { " path_name=[", " argc=", " cmdline=", " proctitle=" };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t at = schain__audit_search(body, marks[i], 0);

		if (at != SIZE_MAX)
			body.length = at;
	}
	return body;
}

/* From cmdline=" to the quote before the fields behind it; quotes within are not escaped. */
static schain_string command_line(schain_string body)
{
	static const char start[] = " cmdline=\"";
	size_t from = schain__audit_search(body, start, 0), to;

	if (from == SIZE_MAX)
		return SCHAIN_STRING_NONE;
	body = cut(body, from + sizeof start - 1, body.length);
	to = search_last(body, "\" redactors=");
	if (to == SIZE_MAX)
		to = search_last(body, "\"");
	return to == SIZE_MAX ? SCHAIN_STRING_NONE : cut(body, 0, to);
}

/* What follows the first `start`; absent if it is not there. */
static schain_string behind(schain_string body, const char *start)
{
	size_t at = schain__audit_search(body, start, 0);

	return at == SIZE_MAX ? SCHAIN_STRING_NONE : cut(body, at + strlen(start), body.length);
}

/* Takes the next string, without its quotes, off "a","b"]; absent behind the last. */
static schain_string next_string(schain_string *list)
{
	size_t at = list->length && list->data[0] == ',' ? 1 : 0, from = at + 1;
	schain_string string;

	if (at >= list->length || list->data[at] != '"')
		return SCHAIN_STRING_NONE;
	for (at = from; at < list->length && list->data[at] != '"'; at++)
		if (list->data[at] == '\\')
			at++;
	if (at >= list->length)
		return SCHAIN_STRING_NONE;
	string = cut(*list, from, at);
	*list = cut(*list, at + 1, list->length);
	return string;
}

static schain_string value_of(schain_string body, const char *key)
{
	schain__audit_field field;

	while (schain__audit_next(&body, &field))
		if (schain__audit_is(field.key, key))
			return schain__audit_is_void(&field) ? SCHAIN_STRING_NONE : field.value;
	return SCHAIN_STRING_NONE;
}

/* ---- records ---- */

/* The fields as they are, and the names of call and account where enriched logs have them. */
static schain_status join_call(struct auoms *auoms, const schain__audit_line *line,
                               schain_string fields)
{
	schain_string call = value_of(fields, "syscall"), user = value_of(fields, "user");
	struct body body = { NULL, 0 };

	body.text = make_room(auoms, &auoms->body, fields.length + call.length + user.length + 32);
	if (!body.text)
		return SCHAIN_E_MEMORY;
	put(&body, fields);
	put_text(&body, " SYSCALL=");
	put(&body, call);
	if (user.length) {
		put_text(&body, " UID=\"");
		put(&body, user);
		put_text(&body, "\"");
	}
	return join(auoms, line, AUDIT_TYPE_SYSCALL, schain__audit_string(body.text, body.length));
}

static schain_status join_paths(struct auoms *auoms, const schain__audit_line *line,
                                schain_string message)
{
	schain_string names = behind(message, " path_name=[");
	schain_string roles = behind(message, " path_nametype=[");
	schain_string modes = behind(message, " path_mode=["), name;

	for (unsigned item = 0; (name = next_string(&names)).data && item < AUDIT_MOST_PATHS; item++) {
		schain_string role = next_string(&roles), mode = next_string(&modes);
		struct body body = { NULL, 0 };
		schain_status status;

		body.text = make_room(auoms, &auoms->body, 2 * name.length + role.length + mode.length + 64);
		if (!body.text)
			return SCHAIN_E_MEMORY;
		body.length = (size_t)snprintf(body.text, 32, "item=%u name=", item);
		put_hex(&body, name);
		put_text(&body, " nametype=");
		put(&body, role);
		put_text(&body, " mode=");
		put(&body, mode);
		status = join(auoms, line, AUDIT_TYPE_PATH, schain__audit_string(body.text, body.length));
		if (status)
			return status;
	}
	return SCHAIN_OK;
}

/* Arguments are joined by spaces in there; cut at each, they make the same line again. */
static schain_string take_word(schain_string *text)
{
	const char *space = memchr(text->data, ' ', text->length);
	size_t length = space ? (size_t)(space - text->data) : text->length;
	schain_string word = cut(*text, 0, length);

	*text = cut(*text, space ? length + 1 : length, text->length);
	return word;
}

static schain_status join_arguments(struct auoms *auoms, const schain__audit_line *line,
                                    schain_string command)
{
	struct body body = { NULL, 0 };

	if (!command.length)
		return SCHAIN_OK;
	/* Each byte twice in hex, or a space for a key: a number of seven digits at most. */
	if (command.length > 1000000)
		command.length = 1000000;
	body.text = make_room(auoms, &auoms->body, 14 * command.length + 32);
	if (!body.text)
		return SCHAIN_E_MEMORY;
	for (unsigned argument = 0; command.length; argument++) {
		body.length += (size_t)snprintf(body.text + body.length, 16, " a%u=", argument);
		put_hex(&body, take_word(&command));
	}
	return join(auoms, line, AUDIT_TYPE_EXECVE, schain__audit_string(body.text, body.length));
}

static schain_status join_message(struct auoms *auoms, schain__audit_line *line)
{
	schain_string fields = without_process_text(line->body);
	schain_status status;

	line->node = value_of(fields, "node");
	status = join_call(auoms, line, fields);
	if (!status)
		status = join(auoms, line, AUDIT_TYPE_CWD, fields);
	if (!status && value_of(fields, "saddr").data)
		status = join(auoms, line, AUDIT_TYPE_SOCKADDR, fields);
	if (!status)
		status = join_paths(auoms, line, line->body);
	return status ? status : join_arguments(auoms, line, command_line(line->body));
}

/* ---- the driver ---- */

/* Absent if there is none. */
static schain_status read_message(struct auoms *auoms, const schain__json_field *fields,
                                  uint32_t count, schain_string *ret_message)
{
	schain_string text = SCHAIN_STRING_NONE;
	char *copy;

	*ret_message = text;
	for (uint32_t i = 0; i < count && !text.data; i = fields[i].next)
		if (schain__audit_is(schain__audit_string(fields[i].key, fields[i].key_size), MESSAGE) &&
		    fields[i].kind == SCHAIN__JSON_STRING) {
			text = schain__json_text(auoms->audit.decode, &fields[i]);
			if (!text.data)
				return SCHAIN_E_MEMORY;
		}
	if (!schain__audit_starts(text, PREFIX))
		return SCHAIN_OK;
	copy = make_room(auoms, &auoms->message, text.length);
	if (!copy)
		return SCHAIN_E_MEMORY;
	memcpy(copy, text.data, text.length);
	*ret_message = schain__audit_string(copy, text.length);
	return SCHAIN_OK;
}

static schain_status auoms_record(void *driver, const char *data, size_t size)
{
	struct auoms *auoms = driver;
	const schain__json_field *fields;
	schain__audit_line line;
	schain_string message;
	uint32_t count;
	schain_status status = schain__json_parse(auoms->json, data, size, &fields, &count);

	if (!status)
		status = read_message(auoms, fields, count, &message);
	if (status)
		return status;
	/* The table holds what else syslog carries. */
	if (!message.data) {
		schain__decode_ignore(auoms->audit.decode);
		return SCHAIN_OK;
	}
	if (schain__audit_read_line(message, &line) != AUDIT_LINE_RECORD)
		return schain__decode_problem(auoms->audit.decode, 0, line.message);
	if (!value_of(without_process_text(line.body), "syscall").data) {
		schain__decode_ignore(auoms->audit.decode);
		return SCHAIN_OK;
	}
	return join_message(auoms, &line);
}

static schain_status auoms_finish(void *driver)
{
	struct auoms *auoms = driver;

	return schain__audit_join_finish(&auoms->audit);
}

static void auoms_close(void *driver)
{
	struct auoms *auoms = driver;
	schain__decode *decode = auoms->audit.decode;

	schain__json_free(auoms->json);
	schain__decode_release(decode, auoms->message.data, auoms->message.size);
	schain__decode_release(decode, auoms->body.data, auoms->body.size);
	schain__audit_dispose(&auoms->audit);
	schain__decode_release(decode, auoms, sizeof *auoms);
}

static void *auoms_open(schain__decode *decode, schain_error *error)
{
	struct auoms *auoms = schain__decode_reserve(decode, sizeof *auoms);

	(void)error; /* memory is all that can fail */
	if (!auoms)
		return NULL;
	memset(auoms, 0, sizeof *auoms);
	auoms->audit.decode = decode;
	auoms->json = schain__json_new(decode);
	if (!auoms->json || schain__audit_init(&auoms->audit, decode)) {
		auoms_close(auoms);
		return NULL;
	}
	return auoms;
}

const schain__driver schain__driver_auoms = {
	{
		sizeof(schain_format),
		0,
		"auoms-json",
		"Linux audit events of Azure's auoms, in JSON of the Syslog table",
		"SyslogMessage of AUOMS_ types with a system call: as auditd, from syscall, success, exit, "
		"pid, ppid, user, exe, cwd, path_name, path_nametype, path_mode, saddr, cmdline",
		"as auditd; and arguments apart from each other (one line, quotes lost), inodes of paths",
	},
	SCHAIN__FRAMING_JSON,
	auoms_probe,
	auoms_open,
	auoms_record,
	auoms_finish,
	auoms_close,
};
