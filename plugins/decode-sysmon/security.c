/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Security log's own record of processes. Fields by version of the event:
 * https://learn.microsoft.com/previous-versions/windows/it-pro/windows-10/security/threat-protection/auditing/event-4688
 * (and event-4689). Processes have no GUID here: pid and time are all there is.
 */
#include "sysmon.h"

#include "text.h"

/* "DOMAIN\name" as Sysmon writes it; absent without a name. */
static schain_status account(schain__decode *decode, schain_string domain, schain_string name,
                             schain_string *ret_user)
{
	char *joined;

	*ret_user = name;
	if (!domain.length || !name.length)
		return SCHAIN_OK;
	joined = schain__decode_alloc(decode, domain.length + 1 + name.length);
	if (!joined)
		return SCHAIN_E_MEMORY;
	memcpy(joined, domain.data, domain.length);
	joined[domain.length] = '\\';
	memcpy(joined + domain.length + 1, name.data, name.length);
	ret_user->data = joined;
	ret_user->length = domain.length + 1 + name.length;
	return SCHAIN_OK;
}

/* Whose process it becomes: the target where another account was given (runas), else the creator's. */
static schain_status fill_user(schain__decode *decode, const schain__winlog *record,
                               schain_string *ret_user)
{
	schain_string target = schain__winlog_text(record, SCHAIN__WINLOG_TARGET_USER_NAME);

	if (target.length)
		return account(decode, schain__winlog_text(record, SCHAIN__WINLOG_TARGET_DOMAIN), target,
		               ret_user);
	return account(decode, schain__winlog_text(record, SCHAIN__WINLOG_SUBJECT_DOMAIN),
	               schain__winlog_text(record, SCHAIN__WINLOG_SUBJECT_USER), ret_user);
}

static schain_status fill_image(schain__decode *decode, const schain__winlog *record,
                                enum schain__winlog_field field, schain_process *process,
                                schain_file *image)
{
	schain_status status = schain__windows_path(decode, schain__winlog_text(record, field),
	                                            &image->path);

	if (image->path.length)
		process->image = image;
	return status;
}

/* 4688. Its ProcessId is the creator's. */
static schain_status process_start(schain__decode *decode, const schain__winlog *record,
                                   schain__slot *slot)
{
	schain_status status = fill_image(decode, record, SCHAIN__WINLOG_NEW_PROCESS_NAME,
	                                  &slot->process, &slot->process_image);

	if (status == SCHAIN_OK)
		status = fill_image(decode, record, SCHAIN__WINLOG_PARENT_PROCESS_NAME, &slot->parent,
		                    &slot->parent_image);
	if (status == SCHAIN_OK)
		status = fill_user(decode, record, &slot->process.user);
	if (status != SCHAIN_OK)
		return status;
	slot->process.pid = schain__winlog_number(record, SCHAIN__WINLOG_NEW_PROCESS_ID);
	if (!slot->process.pid)
		return schain__decode_problem(decode, 0, "a process start without NewProcessId");
	slot->process.command_line = schain__winlog_text(record, SCHAIN__WINLOG_COMMAND_LINE);
	slot->parent.pid = schain__winlog_number(record, SCHAIN__WINLOG_PROCESS_ID);
	if (slot->parent.pid) {
		slot->process.parent_pid = slot->parent.pid;
		slot->event.parent = &slot->parent;
	}
	slot->event.process = &slot->process;
	slot->event.type = SCHAIN_EVENT_PROCESS_START;
	return schain__decode_commit(decode);
}

/* 4689 */
static schain_status process_exit(schain__decode *decode, const schain__winlog *record,
                                  schain__slot *slot)
{
	schain_status status = fill_image(decode, record, SCHAIN__WINLOG_PROCESS_NAME, &slot->process,
	                                  &slot->process_image);

	if (status == SCHAIN_OK)
		status = fill_user(decode, record, &slot->process.user);
	if (status != SCHAIN_OK)
		return status;
	slot->process.pid = schain__winlog_number(record, SCHAIN__WINLOG_PROCESS_ID);
	if (!slot->process.pid)
		return schain__decode_problem(decode, 0, "a process end without ProcessId");
	slot->event.process = &slot->process;
	slot->event.type = SCHAIN_EVENT_PROCESS_EXIT;
	return schain__decode_commit(decode);
}

schain_status schain__security_translate(schain__translator *translator,
                                         const schain__winlog *record, schain__slot *slot,
                                         uint64_t id)
{
	if (id == 4688)
		return process_start(translator->decode, record, slot);
	if (id == 4689)
		return process_exit(translator->decode, record, slot);
	schain__decode_ignore(translator->decode);
	return SCHAIN_OK;
}
