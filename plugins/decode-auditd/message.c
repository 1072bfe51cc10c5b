/* SPDX-License-Identifier: Apache-2.0 */
/* Records that stand alone: package updates, integrity reports, losses. */
#include "decode-auditd/audit.h"

static size_t find_last(schain_string text, char byte)
{
	for (size_t i = text.length; i > 0; i--)
		if (text.data[i - 1] == byte)
			return i - 1;
	return SIZE_MAX;
}

/* Cuts off what follows the last `byte`; absent if there is none. */
static schain_string cut_tail(schain_string *text, char byte)
{
	size_t at = find_last(*text, byte);
	schain_string tail;

	if (at == SIZE_MAX)
		return SCHAIN_STRING_NONE;
	tail = schain__audit_string(text->data + at + 1, text->length - at - 1);
	text->length = at;
	return tail;
}

/* "vim-enhanced-2:8.0.1763-10.el8.x86_64": name, version with epoch and release, architecture. */
static void split_rpm(schain_package *package, schain_string software)
{
	schain_string name = software, release, version;

	package->architecture = cut_tail(&name, '.');
	release = cut_tail(&name, '-');
	version = cut_tail(&name, '-');
	package->name = name;
	if (!version.data || !release.data) {
		package->name = software;
		package->architecture = SCHAIN_STRING_NONE;
		return;
	}
	package->version = schain__audit_string(version.data,
	                                        (size_t)(release.data - version.data) + release.length);
}

static uint32_t operation_of(schain_string name)
{
	if (schain__audit_is(name, "install"))
		return SCHAIN_PACKAGE_INSTALL;
	if (schain__audit_is(name, "update") || schain__audit_is(name, "upgrade"))
		return SCHAIN_PACKAGE_UPDATE;
	if (schain__audit_is(name, "remove") || schain__audit_is(name, "erase"))
		return SCHAIN_PACKAGE_REMOVE;
	return 0;
}

static int find_field(schain_string rest, const char *key, schain__audit_field *ret_field)
{
	while (schain__audit_next(&rest, ret_field))
		if (schain__audit_is(ret_field->key, key))
			return !schain__audit_is_void(ret_field);
	return 0;
}

static int is_success(const schain__audit_field *field)
{
	return schain__audit_is(field->value, "success") || schain__audit_is(field->value, "1");
}

/* The process that sent the record, or caused it. */
static void set_process(schain__audit *audit, schain__slot *slot, schain_string body)
{
	schain__audit_field field;

	if (find_field(body, "exe", &field)) {
		slot->process_image.path = schain__audit_keep_value(audit, &field);
		slot->process.image = &slot->process_image;
	}
	if (find_field(body, "pid", &field) && schain__audit_decimal(field.value, &slot->process.pid))
		slot->event.process = &slot->process;
}

/* What AUDIT_SOFTWARE_UPDATE says, as rpm's plugin writes it (plugins/audit.c of rpm). */
static schain_status tell_update(schain__audit *audit, const schain__audit_group *group,
                                 const schain__audit_record *record)
{
	schain_string body = schain__audit_body(group, record), software;
	schain__audit_field sw, op, field;
	schain__slot *slot;

	if (!find_field(body, "sw", &sw) || !find_field(body, "op", &op)) {
		schain__decode_incomplete_at(audit->decode, record->line, record->input_offset);
		return SCHAIN_OK;
	}
	if (!operation_of(op.value)) {
		schain__decode_ignore(audit->decode);
		return SCHAIN_OK;
	}
	slot = schain__audit_slot(audit, group, SCHAIN_EVENT_PACKAGE, record->line);
	slot->event.package = &slot->package;
	slot->package.operation = operation_of(op.value);
	software = schain__audit_keep_value(audit, &sw);
	if (find_field(body, "sw_type", &field))
		slot->package.manager = schain__audit_keep(audit, field.value);
	if (schain__audit_is(slot->package.manager, "rpm"))
		split_rpm(&slot->package, software);
	else
		slot->package.name = software;
	if (find_field(body, "gpg_res", &field))
		slot->package.is_signed = is_success(&field) ? SCHAIN_YES : SCHAIN_NO;
	if (find_field(body, "res", &field))
		slot->package.succeeded = is_success(&field) ? SCHAIN_YES : SCHAIN_NO;
	set_process(audit, slot, body);
	return schain__audit_commit(audit);
}

/*
 * What IMA found wrong with a file (security/integrity/integrity_audit.c of
 * the kernel). Under ima_appraise=log the call goes on all the same.
 */
static schain_status tell_integrity(schain__audit *audit, const schain__audit_group *group,
                                    const schain__audit_record *record, int call_succeeded)
{
	schain_string body = schain__audit_body(group, record);
	schain__audit_field name, field;
	schain__slot *slot;

	if (!find_field(body, "name", &name) ||
	    (find_field(body, "res", &field) && is_success(&field))) {
		schain__decode_ignore(audit->decode);
		return SCHAIN_OK;
	}
	slot = schain__audit_slot(audit, group, SCHAIN_EVENT_INTEGRITY, record->line);
	slot->event.integrity = &slot->integrity;
	slot->integrity.result = call_succeeded == 1 ? SCHAIN_INTEGRITY_AUDITED
	                                             : SCHAIN_INTEGRITY_BLOCKED;
	slot->integrity.policy = SCHAIN_STRING("ima");
	if (find_field(body, "cause", &field))
		slot->integrity.reason = schain__audit_keep(audit, field.value);
	slot->event.file = &slot->file;
	slot->file.path = schain__audit_keep_value(audit, &name);
	if (find_field(body, "ino", &field))
		schain__audit_decimal(field.value, &slot->file.inode);
	set_process(audit, slot, body);
	return schain__audit_commit(audit);
}

static schain_status tell_loss(schain__audit *audit, const schain__audit_group *group,
                               const schain__audit_record *record)
{
	schain__slot *slot = schain__audit_slot(audit, group, SCHAIN_EVENT_LOSS, record->line);
	schain__audit_field field;

	if (find_field(schain__audit_body(group, record), "lost", &field))
		schain__audit_decimal(field.value, &slot->event.count);
	return schain__audit_commit(audit);
}

schain_status schain__audit_tell_message(schain__audit *audit, const schain__audit_group *group,
                                         const schain__audit_record *record, int call_succeeded)
{
	switch (record->type) {
	case AUDIT_TYPE_SOFTWARE_UPDATE:
		return tell_update(audit, group, record);
	case AUDIT_TYPE_INTEGRITY_DATA:
		return tell_integrity(audit, group, record, call_succeeded);
	case AUDIT_TYPE_LOSS:
		return tell_loss(audit, group, record);
	default:
		return SCHAIN_OK;
	}
}
