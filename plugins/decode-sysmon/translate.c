/* SPDX-License-Identifier: Apache-2.0 */
/* What all records have in common, and the spellings they share. */
#include "sysmon.h"

#include "text.h"

void schain__translator_init(schain__translator *translator, schain__decode *decode)
{
	translator->decode = decode;
	translator->join = NULL;
	translator->trust = NULL;
}

void schain__translator_dispose(schain__translator *translator)
{
	if (translator->trust)
		schain__trust_join_free(translator->decode, translator->trust);
	translator->trust = NULL;
	if (translator->join)
		schain__integrity_join_free(translator->decode, translator->join);
	translator->join = NULL;
}

/* By enum schain__winlog_origin. */
static const struct {
	uint32_t source_kind;
	schain_status (*translate)(schain__translator *translator, const schain__winlog *record,
	                           schain__slot *slot, uint64_t id);
} origins[] = {
	[SCHAIN__WINLOG_SYSMON] = { SCHAIN_SOURCE_SYSMON, schain__sysmon_translate },
	[SCHAIN__WINLOG_SYSMON_LINUX] = { SCHAIN_SOURCE_SYSMON_LINUX, schain__sysmon_translate },
	[SCHAIN__WINLOG_CODE_INTEGRITY] = { SCHAIN_SOURCE_CODE_INTEGRITY, schain__integrity_translate },
	[SCHAIN__WINLOG_SECURITY] = { SCHAIN_SOURCE_WINDOWS_SECURITY, schain__security_translate },
	[SCHAIN__WINLOG_MSI] = { SCHAIN_SOURCE_PACKAGE_LOG, schain__msi_translate },
	[SCHAIN__WINLOG_UPDATE] = { SCHAIN_SOURCE_PACKAGE_LOG, schain__update_translate },
	[SCHAIN__WINLOG_CAPI2] = { SCHAIN_SOURCE_CODE_INTEGRITY, schain__capi2_translate },
};

static void fill_common(const schain__winlog *record, enum schain__winlog_origin origin,
                        schain_event *event)
{
	schain_string host = schain__winlog_text(record, SCHAIN__WINLOG_COMPUTER);

	if (!host.length)
		host = schain__winlog_text(record, SCHAIN__WINLOG_HOSTNAME);
	if (host.length)
		event->host = host;
	event->record = schain__winlog_number(record, SCHAIN__WINLOG_RECORD);
	event->os = origin == SCHAIN__WINLOG_SYSMON_LINUX ? SCHAIN_OS_LINUX : SCHAIN_OS_WINDOWS;
	event->source_kind = origins[origin].source_kind;
}

static schain_status translate(schain__translator *translator, const schain__winlog *record,
                               enum schain__winlog_origin origin)
{
	schain__decode *decode = translator->decode;
	schain_string id_text = schain__winlog_text(record, SCHAIN__WINLOG_EVENT_ID);
	int is_number = 0;
	uint64_t id = id_text.length
	                  ? schain__decode_number(id_text.data, id_text.length, &is_number)
	                  : 0;
	schain__slot *slot;

	if (!is_number)
		return schain__decode_problem(decode, 0, "no event id, or one that is not a number");
	slot = schain__decode_slot(decode);
	if (!slot)
		return SCHAIN_E_MEMORY;
	fill_common(record, origin, &slot->event);
	slot->event.time = schain__winlog_time(record);
	if (!slot->event.time)
		return schain__decode_problem(decode, 0, "neither UtcTime nor TimeCreated holds a time");
	return origins[origin].translate(translator, record, slot, id);
}

schain_status schain__translate(schain__translator *translator, const schain__winlog *record,
                                int is_cut)
{
	enum schain__winlog_origin origin = schain__winlog_origin_of(record);
	schain_status status;

	if (origin == SCHAIN__WINLOG_OTHER && !is_cut) {
		schain__decode_ignore(translator->decode);
		return SCHAIN_OK;
	}
	if (origin == SCHAIN__WINLOG_OTHER)
		return schain__decode_problem(translator->decode, 0, "the record ends too early");
	status = translate(translator, record, origin);
	if (status == SCHAIN_OK && is_cut)
		schain__decode_incomplete(translator->decode);
	return status;
}

/*
 * What follows \Device\HarddiskVolume<number>, from its backslash on; absent
 * for any other path.
 */
static schain_string volume_tail(schain_string path)
{
	static const char prefix[] = "\\device\\harddiskvolume";
	size_t at = sizeof prefix - 1;

	if (!schain__begins_nocase(path, prefix))
		return SCHAIN_STRING_NONE;
	while (at < path.length && schain__is_digit(path.data[at]))
		at++;
	if (at == sizeof prefix - 1 || at == path.length || path.data[at] != '\\')
		return SCHAIN_STRING_NONE;
	return schain__from(path, at);
}

/*
 * Folders that only the system volume has at its root. Windows calls that
 * volume C: unless set up otherwise by hand.
 */
static int is_on_system_volume(schain_string tail)
{
	return schain__begins_nocase(tail, "\\windows\\") ||
	       schain__begins_nocase(tail, "\\program files\\") ||
	       schain__begins_nocase(tail, "\\program files (x86)\\") ||
	       schain__begins_nocase(tail, "\\programdata\\") ||
	       schain__begins_nocase(tail, "\\users\\");
}

static schain_status join_path(schain__decode *decode, const char *prefix, schain_string tail,
                               schain_string *ret_path)
{
	size_t prefix_length = strlen(prefix);
	char *path = schain__decode_alloc(decode, prefix_length + tail.length);

	if (!path)
		return SCHAIN_E_MEMORY;
	memcpy(path, prefix, prefix_length);
	memcpy(path + prefix_length, tail.data, tail.length);
	ret_path->data = path;
	ret_path->length = prefix_length + tail.length;
	return SCHAIN_OK;
}

schain_status schain__windows_path(schain__decode *decode, schain_string path,
                                   schain_string *ret_path)
{
	schain_string tail;

	*ret_path = path;
	if (!path.length || path.data[0] != '\\')
		return SCHAIN_OK;
	if ((schain__begins(path, "\\??\\") || schain__begins(path, "\\\\?\\")) && path.length > 6 &&
	    path.data[5] == ':') {
		*ret_path = schain__from(path, 4);
		return SCHAIN_OK;
	}
	if (schain__begins_nocase(path, "\\systemroot\\"))
		return join_path(decode, "C:\\Windows", schain__from(path, sizeof "\\systemroot" - 1),
		                 ret_path);
	/* CAPI2 leaves the drive out. */
	tail = is_on_system_volume(path) ? path : volume_tail(path);
	if (tail.length && is_on_system_volume(tail))
		return join_path(decode, "C:", tail, ret_path);
	return SCHAIN_OK;
}

static int is_hex(schain_string string)
{
	for (size_t i = 0; i < string.length; i++) {
		char c = schain__to_lower(string.data[i]);

		if (!schain__is_digit(c) && (c < 'a' || c > 'f'))
			return 0;
	}
	return 1;
}

void schain__hashes_split(schain_string hashes, schain_file *file)
{
	while (hashes.length) {
		schain_string value = schain__strip(schain__next(&hashes, ','));
		schain_string name = schain__next(&value, '=');

		if (!is_hex(value))
			continue;
		if (value.length == 40 && schain__is_nocase(name, "sha1"))
			file->sha1 = value;
		else if (value.length == 32 && schain__is_nocase(name, "md5"))
			file->md5 = value;
		else if (value.length == 64 && schain__is_nocase(name, "sha256"))
			file->sha256 = value;
	}
}
