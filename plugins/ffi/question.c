/* SPDX-License-Identifier: Apache-2.0 */
/* What a question says, copied so that a thread may look at it later. */
#include "ffi/run.h"

#include <string.h>

static schain_string absent(void)
{
	schain_string none = { NULL, 0 };

	return none;
}

static schain_string text_of(const schain_question *question, enum schain__ffi_field field)
{
	const schain_file *file = question->file;
	const schain_connection *connection = question->connection;
	const schain_process *process = question->process;

	switch (field) {
	case SCHAIN__FFI_SUBJECT:
		return question->subject;
	case SCHAIN__FFI_HOST:
		return question->host;
	case SCHAIN__FFI_PATH:
		return question->subject_kind == SCHAIN_SUBJECT_FILE ? question->subject : absent();
	case SCHAIN__FFI_SHA256:
		return file ? file->sha256 : absent();
	case SCHAIN__FFI_SHA1:
		return file ? file->sha1 : absent();
	case SCHAIN__FFI_MD5:
		return file ? file->md5 : absent();
	case SCHAIN__FFI_DOMAIN:
		return question->subject_kind == SCHAIN_SUBJECT_DOMAIN ? question->subject : absent();
	case SCHAIN__FFI_ADDRESS:
		if (question->subject_kind == SCHAIN_SUBJECT_ADDRESS)
			return question->subject;
		return connection ? connection->address : absent();
	case SCHAIN__FFI_PRODUCT:
		return question->product;
	case SCHAIN__FFI_VENDOR:
		return question->vendor;
	case SCHAIN__FFI_VERSION:
		return question->version;
	case SCHAIN__FFI_SIGNER:
		return file && file->signature ? file->signature->signer : absent();
	case SCHAIN__FFI_PROCESS:
		return process && process->image ? process->image->path : absent();
	case SCHAIN__FFI_COMMAND_LINE:
		return process ? process->command_line : absent();
	case SCHAIN__FFI_USER:
		return process ? process->user : absent();
	default:
		return absent();
	}
}

/* 0 is not known, except of a time and a system, which are always there. */
static int64_t number_of(const schain_question *question, enum schain__ffi_field field)
{
	switch (field) {
	case SCHAIN__FFI_OS:
		return question->os;
	case SCHAIN__FFI_TIME:
		return question->time;
	case SCHAIN__FFI_SIZE:
		return question->file ? (int64_t)question->file->size : 0;
	case SCHAIN__FFI_PORT:
		return question->connection ? question->connection->port : 0;
	case SCHAIN__FFI_PROTOCOL:
		return question->connection ? question->connection->protocol : 0;
	case SCHAIN__FFI_PID:
		return question->process ? (int64_t)question->process->pid : 0;
	default:
		return 0;
	}
}

int schain__ffi_take_question(const schain__ffi_description *description,
                              const schain_question *question, schain__ffi_question *ret_question)
{
	size_t used = 0;

	ret_question->number = question->number;
	ret_question->subject_kind = question->subject_kind;
	memset(ret_question->facts, 0, sizeof ret_question->facts);
	for (int i = 0; i < SCHAIN__FFI_FIELDS; i++) {
		enum schain__ffi_field field = (enum schain__ffi_field)i;
		schain__ffi_fact *fact = &ret_question->facts[i];
		schain_string text;

		if (!(description->fields & 1u << i))
			continue;
		if (schain__ffi_fields[i].is_number) {
			fact->number = number_of(question, field);
			fact->is_known =
				fact->number || field == SCHAIN__FFI_OS || field == SCHAIN__FFI_TIME;
			continue;
		}
		text = text_of(question, field);
		if (!text.length)
			continue;
		if (text.length >= sizeof ret_question->pool - used)
			return -1;
		memcpy(ret_question->pool + used, text.data, text.length);
		ret_question->pool[used + text.length] = 0;
		fact->text.data = ret_question->pool + used;
		fact->text.length = text.length;
		fact->is_known = 1;
		used += text.length + 1;
	}
	return 0;
}
