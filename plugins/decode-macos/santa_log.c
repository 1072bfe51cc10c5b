/* SPDX-License-Identifier: Apache-2.0 */
/* Santa's text log (/var/db/santa/santa.log): doc/formats/santa.md. */
#include "decode-macos/apple.h"
#include "decode-macos/drivers.h"

#include <string.h>

/* "[2022-02-09T16:47:01.893Z] I santad: action=EXEC|decision=ALLOW|..." */
static const char mark[] = "santad: action=";

struct line {
	schain__decode *decode;
	schain_string fields; /* behind the action */
	schain_status failed; /* memory is out */
	uint32_t reserved;
};

static int is_text(schain_string text, const char *literal)
{
	return schain__shape_equal(text, literal);
}

static const char *find(schain_string text, const char *part)
{
	size_t size = strlen(part);

	for (size_t i = 0; i + size <= text.length; i++)
		if (!memcmp(text.data + i, part, size))
			return text.data + i;
	return NULL;
}

static int probe(const char *data, size_t size, int is_all)
{
	const char *newline = memchr(data, '\n', size);
	schain_string line = { data, newline ? (size_t)(newline - data) : size };

	if (line.length && *data != '[')
		return 0;
	if (find(line, mark))
		return 95;
	return newline || is_all || size > 8192 ? 0 : -1;
}

/* What Santa writes in place of a separator or a line's end within a value. */
static schain_string unescape(struct line *line, schain_string value)
{
	static const struct {
		const char *text;
		char byte;
	} escapes[] = { { "<pipe>", '|' }, { "\\n", '\n' }, { "\\r", '\r' } };
	char *copy, *out;
	size_t at = 0;

	if (!value.length || (!memchr(value.data, '<', value.length) &&
	                      !memchr(value.data, '\\', value.length)))
		return value;
	copy = out = schain__decode_alloc(line->decode, value.length);
	if (!copy) {
		line->failed = SCHAIN_E_MEMORY;
		return value;
	}
	while (at < value.length) {
		size_t taken = 1;

		*out = value.data[at];
		for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
			size_t size = strlen(escapes[i].text);

			if (value.length - at >= size && !memcmp(value.data + at, escapes[i].text, size)) {
				*out = escapes[i].byte;
				taken = size;
			}
		}
		at += taken;
		out++;
	}
	value.data = copy;
	value.length = (size_t)(out - copy);
	return value;
}

/* Value of "name=" among the fields; "(null)" is none. */
static schain_string field(struct line *line, const char *name)
{
	size_t size = strlen(name), end;
	schain_string value = SCHAIN_STRING_NONE;

	for (size_t at = 0; at < line->fields.length; at = end + 1) {
		const char *text = line->fields.data + at;
		const char *separator = memchr(text, '|', line->fields.length - at);

		end = separator ? (size_t)(separator - line->fields.data) : line->fields.length;
		if (end - at <= size || memcmp(text, name, size) || text[size] != '=')
			continue;
		value.data = text + size + 1;
		value.length = end - at - size - 1;
		return is_text(value, "(null)") || !value.length ? (schain_string)SCHAIN_STRING_NONE
		                                                 : unescape(line, value);
	}
	return value;
}

static uint64_t number(struct line *line, const char *name)
{
	schain_string text = field(line, name);

	return schain__decode_number(text.data, text.length, NULL);
}

static void set_process(struct line *line, schain__slot *slot)
{
	schain_process *process = &slot->process;

	process->pid = number(line, "pid");
	process->parent_pid = number(line, "ppid");
	process->guid = schain__apple_guid(line->decode, process->pid, number(line, "pidversion"),
	                                   &line->failed);
	process->user = field(line, "user");
	slot->process_image.path = field(line, "processpath");
	schain__shape_link_process(slot, process, &slot->process_image);
}

static uint32_t take_exec(struct line *line, schain__slot *slot)
{
	schain_string name = field(line, "cert_cn"), decision = field(line, "decision");
	schain_signature *signature = &slot->process_signature;

	slot->process_image.path = field(line, "path");
	slot->process_image.sha256 = field(line, "sha256");
	slot->process_image.origin_url = field(line, "quarantine_url");
	slot->process.command_line = field(line, "args");
	if (name.length) {
		/* Santa names the certificate of a signature that it found to hold. */
		schain__apple_sign_name(line->decode, signature, name, &line->failed);
		signature->state = SCHAIN_SIGNATURE_VALID;
		signature->thumbprint = field(line, "cert_sha256");
	}
	if (field(line, "teamid").length)
		signature->team_id = field(line, "teamid");
	signature->signing_id = field(line, "signingid");
	schain__shape_link(slot, signature);
	if (!is_text(decision, "DENY"))
		return SCHAIN_EVENT_PROCESS_START;
	slot->event.process = NULL;
	slot->file.path = slot->process_image.path;
	slot->file.sha256 = slot->process_image.sha256;
	slot->integrity.result = SCHAIN_INTEGRITY_BLOCKED;
	slot->integrity.policy = SCHAIN_STRING("Santa");
	slot->integrity.reason = field(line, "reason");
	schain__shape_link(slot, &slot->file);
	schain__shape_link(slot, &slot->integrity);
	return SCHAIN_EVENT_INTEGRITY;
}

static uint32_t take(struct line *line, schain__slot *slot, schain_string action)
{
	static const schain__shape_word types[] = {
		{ "EXEC", SCHAIN_EVENT_PROCESS_START },   { "FORK", SCHAIN_EVENT_PROCESS_FORK },
		{ "EXIT", SCHAIN_EVENT_PROCESS_EXIT },    { "WRITE", SCHAIN_EVENT_FILE_WRITE },
		{ "RENAME", SCHAIN_EVENT_FILE_RENAME },   { "LINK", SCHAIN_EVENT_FILE_RENAME },
		{ "DELETE", SCHAIN_EVENT_FILE_DELETE },   { "CLONE", SCHAIN_EVENT_FILE_WRITE },
		{ "COPYFILE", SCHAIN_EVENT_FILE_WRITE },  { NULL, 0 },
	};
	uint32_t type = schain__shape_word_value(action, types, 0);

	set_process(line, slot);
	switch (type) {
	case SCHAIN_EVENT_PROCESS_START:
		return take_exec(line, slot);
	case SCHAIN_EVENT_PROCESS_FORK:
		slot->parent.pid = slot->process.parent_pid;
		schain__shape_link(slot, &slot->parent);
		return type;
	case SCHAIN_EVENT_PROCESS_EXIT:
	case SCHAIN_EVENT_NONE:
		return type;
	}
	slot->file.path = field(line, "newpath");
	if (!slot->file.path.length)
		slot->file.path = field(line, "path");
	else if (type == SCHAIN_EVENT_FILE_RENAME)
		slot->file.old_path = field(line, "path");
	if (is_text(action, "LINK"))
		slot->file.flags = SCHAIN_FILE_LINKED;
	schain__shape_link(slot, &slot->file);
	return slot->file.path.length ? type : 0;
}

static schain_time time_of(schain_string line)
{
	const char *end = line.length && *line.data == '[' ? memchr(line.data, ']', line.length) : NULL;

	return end ? schain__decode_time(line.data + 1, (size_t)(end - line.data) - 1) : 0;
}

static schain_status record(void *self, const char *data, size_t size)
{
	schain_string text = { data, size }, action;
	struct line line = { self, SCHAIN_STRING_NONE, SCHAIN_OK, 0 };
	const char *at = find(text, mark), *end;
	schain_time time = time_of(text);
	schain__slot *slot;

	if (!time)
		return schain__decode_problem(self, 1, "expected a time in brackets");
	slot = schain__decode_slot(self);
	slot->event.time = time;
	slot->event.source_kind = SCHAIN_SOURCE_ENDPOINT_SECURITY;
	slot->event.os = SCHAIN_OS_MACOS;
	if (!at) {
		if (!find(text, "LOG MESSAGE QUOTA EXCEEDED")) {
			schain__decode_ignore(self);
			return SCHAIN_OK;
		}
		slot->event.type = SCHAIN_EVENT_LOSS;
		slot->event.count = 1; /* at the least: the log does not say how many */
		return schain__decode_commit(self);
	}
	action.data = at + sizeof mark - 1;
	end = memchr(action.data, '|', (size_t)(data + size - action.data));
	action.length = (size_t)((end ? end : data + size) - action.data);
	if (end) {
		line.fields.data = end + 1;
		line.fields.length = (size_t)(data + size - end) - 1;
	}
	slot->event.type = take(&line, slot, action);
	if (line.failed)
		return line.failed;
	if (slot->event.type)
		return schain__decode_commit(self);
	schain__decode_ignore(self);
	return SCHAIN_OK;
}

static void *open_santa(schain__decode *decode, schain_error *error)
{
	(void)error;
	return decode; /* lines stand alone: there is nothing else to know */
}

static void close_santa(void *self)
{
	(void)self;
}

const schain__driver schain__driver_santa_log = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "santa-log",
		.summary = "Santa's text log for macOS (/var/db/santa/santa.log)",
		.fields = "EXEC, FORK, EXIT, WRITE, RENAME, LINK, DELETE, CLONE, COPYFILE; hash and "
		          "certificate of what is run",
		.missing = "modules, connections and DNS; before version 2022.1 the identity of a process "
		           "beyond its pid",
	},
	.framing = SCHAIN__FRAMING_LINES,
	.probe = probe,
	.open = open_santa,
	.record = record,
	.close = close_santa,
};
