/* SPDX-License-Identifier: Apache-2.0 */
/* From the records of one event to events: what all of them have in common. */
#include "decode-auditd/audit.h"

#include <inttypes.h>
#include <stdio.h>

schain_string schain__audit_keep(schain__audit *audit, schain_string string)
{
	schain_string copy;

	if (!string.data)
		return string;
	copy = schain__decode_copy(audit->decode, string.data, string.length);
	if (!copy.data)
		audit->failed = 1;
	return copy;
}

schain_string schain__audit_keep_value(schain__audit *audit, const schain__audit_field *field)
{
	const char *nul;
	size_t length = field->value.length;
	char *bytes;

	if (!field->value.data || schain__audit_is_void(field))
		return SCHAIN_STRING_NONE;
	bytes = schain__decode_alloc(audit->decode, length ? length : 1);
	if (!bytes) {
		audit->failed = 1;
		return SCHAIN_STRING_NONE;
	}
	if (!field->is_quoted && schain__audit_unhex(field->value, bytes))
		length /= 2;
	else if (length)
		memcpy(bytes, field->value.data, length);
	/* All of them are C strings in the kernel. */
	nul = length ? memchr(bytes, 0, length) : NULL;
	return schain__audit_string(bytes, nul ? (size_t)(nul - bytes) : length);
}

/* "1700000000.123:45", as in the record's stamp. */
static schain_string record_id(schain__audit *audit, const schain__audit_group *group)
{
	char text[64];
	int length = snprintf(text, sizeof text, "%" PRIu64 ".%03u:%" PRIu64, group->seconds,
	                      group->fraction / 1000000u, group->serial);

	return schain__audit_keep(audit, schain__audit_string(text, (size_t)length));
}

schain__slot *schain__audit_slot(schain__audit *audit, const schain__audit_group *group,
                                 uint32_t type, uint64_t line)
{
	schain__slot *slot = schain__decode_slot(audit->decode);
	schain_event *event = &slot->event;
	schain_string node = schain__audit_node_name(group->node);

	event->type = type;
	event->time = (schain_time)group->seconds * SCHAIN_SECOND + group->fraction;
	event->record = group->serial;
	event->record_id = record_id(audit, group);
	event->line = line;
	event->source_kind = SCHAIN_SOURCE_AUDITD;
	event->os = SCHAIN_OS_LINUX;
	if (node.length)
		event->host = schain__audit_keep(audit, node);
	return slot;
}

void schain__audit_set_process(schain__slot *slot, const schain__audit_facts *facts)
{
	slot->process.pid = facts->pid;
	slot->process.parent_pid = facts->parent_pid;
	slot->process_image.path = facts->image;
	if (facts->image.length)
		slot->process.image = &slot->process_image;
	slot->event.process = &slot->process;
}

void schain__audit_set_file(schain__slot *slot, const schain__audit_path *path)
{
	slot->file.path = path->path;
	slot->file.inode = path->inode;
	slot->file.device = path->inode ? path->device : 0;
	slot->file.mode = path->mode;
	slot->event.file = &slot->file;
}

schain_status schain__audit_commit(schain__audit *audit)
{
	return audit->failed ? SCHAIN_E_MEMORY : schain__decode_commit(audit->decode);
}

void schain__audit_incomplete(schain__audit *audit, const schain__audit_group *group)
{
	const schain__audit_record *first = &group->records[0];

	for (uint32_t i = 1; i < group->count; i++)
		if (group->records[i].line < first->line)
			first = &group->records[i];
	schain__decode_incomplete_at(audit->decode, first->line, first->input_offset);
}

schain_status schain__audit_ignore(schain__audit *audit, const schain__audit_group *group)
{
	for (uint32_t i = 0; i < group->count; i++)
		schain__decode_ignore(audit->decode);
	return SCHAIN_OK;
}

/* A failed call is no fact, but a connection that failed shows where to. */
static int is_of_use(const schain__audit_facts *facts)
{
	if (!facts->call)
		return 0;
	switch (facts->call->operation) {
	case AUDIT_CALL_EXIT: /* never returns, so has no success= */
	case AUDIT_CALL_CONNECT:
	case AUDIT_CALL_SOCKET:
		return 1;
	default:
		return facts->succeeded == 1;
	}
}

static schain_status tell_call(schain__audit *audit, schain__audit_facts *facts)
{
	schain_status status;

	if (!is_of_use(facts))
		return schain__audit_ignore(audit, facts->group);
	schain__audit_read_rest(audit, facts);
	/* A file without a name: the record has its directory's, beside the file's own inode. */
	if (facts->open_flags & AUDIT_OPEN_NAMELESS)
		return schain__audit_ignore(audit, facts->group);
	status = audit->failed ? SCHAIN_E_MEMORY : schain__audit_resolve(audit, facts);
	if (status)
		return status;
	switch (facts->call->operation) {
	case AUDIT_CALL_EXEC:
	case AUDIT_CALL_FORK:
	case AUDIT_CALL_CLONE:
	case AUDIT_CALL_EXIT:
		return schain__audit_tell_process(audit, facts);
	case AUDIT_CALL_CONNECT:
	case AUDIT_CALL_SEND:
	case AUDIT_CALL_BIND:
	case AUDIT_CALL_ACCEPT:
	case AUDIT_CALL_SOCKET:
		return schain__audit_tell_network(audit, facts);
	default:
		return schain__audit_tell_file(audit, facts);
	}
}

/* Records of an event whose SYSCALL was lost: nobody knows who did what. */
static int has_orphan(const schain__audit_group *group)
{
	for (uint32_t i = 0; i < group->count; i++)
		if (group->records[i].type != AUDIT_TYPE_SOFTWARE_UPDATE &&
		    group->records[i].type != AUDIT_TYPE_INTEGRITY_DATA &&
		    group->records[i].type != AUDIT_TYPE_LOSS)
			return 1;
	return 0;
}

schain_status schain__audit_tell(schain__audit *audit, schain__audit_group *group)
{
	schain__audit_facts facts;
	schain_status status = SCHAIN_OK;

	audit->failed = 0;
	schain__audit_sort(group);
	schain__audit_read_call(group, &facts);
	for (uint32_t i = 0; i < group->count && !status; i++)
		status = schain__audit_tell_message(audit, group, &group->records[i], facts.succeeded);
	if (status)
		return status;
	if (facts.has_syscall) {
		status = tell_call(audit, &facts);
		if (!status && facts.is_incomplete)
			schain__audit_incomplete(audit, group);
	} else if (has_orphan(group))
		schain__audit_incomplete(audit, group);
	return status;
}
