/* SPDX-License-Identifier: Apache-2.0 */
#include "winlog.h"

#include "text.h"

#include <string.h>

struct name {
	const char *text;
	uint8_t length;
	uint8_t field;
};

#define NAME(text, field) { text, sizeof(text) - 1, SCHAIN__WINLOG_##field }

/*
 * What producers call a field, without blanks and underscores. Sysmon's own
 * manifest (sysmon -s) and the CodeIntegrity manifest first; then Elastic's
 * Winlogbeat (event_id, computer_name), NXLog (RecordNumber, Hostname),
 * osquery (eventid, datetime) and Splunk (EventCode).
 */
static const struct name all_names[] = {
	NAME("EventID", EVENT_ID), NAME("EventId", EVENT_ID), NAME("eventid", EVENT_ID),
	NAME("EventCode", EVENT_ID), NAME("eventID", EVENT_ID),
	NAME("Provider", PROVIDER), NAME("provider", PROVIDER), NAME("ProviderName", PROVIDER),
	NAME("providername", PROVIDER), NAME("SourceName", PROVIDER), NAME("sourcename", PROVIDER),
	NAME("Channel", CHANNEL), NAME("channel", CHANNEL), NAME("logname", CHANNEL),
	NAME("LogName", CHANNEL), NAME("EventLog", CHANNEL),
	NAME("source", SOURCE), NAME("Source", SOURCE),
	NAME("Computer", COMPUTER), NAME("computer", COMPUTER), NAME("computername", COMPUTER),
	NAME("ComputerName", COMPUTER), NAME("MachineName", COMPUTER),
	NAME("Hostname", HOSTNAME), NAME("HostName", HOSTNAME),
	NAME("EventRecordID", RECORD), NAME("EventRecordId", RECORD), NAME("RecordNumber", RECORD),
	NAME("recordid", RECORD), NAME("recordnumber", RECORD), NAME("RecordID", RECORD),
	NAME("RecordId", RECORD), NAME("eventrecordid", RECORD),
	NAME("SystemTime", CREATED), NAME("TimeCreated", CREATED), NAME("timecreated", CREATED),
	NAME("systemtime", CREATED), NAME("datetime", CREATED), NAME("TimeGenerated", CREATED),
	NAME("@timestamp", TIMESTAMP),
	NAME("EventTime", EVENT_TIME),
	NAME("ActivityID", ACTIVITY), NAME("activityid", ACTIVITY), NAME("ActivityId", ACTIVITY),
	NAME("Execution", EXECUTION), NAME("ExecutionProcessID", EXECUTION),
	NAME("Message", MESSAGE), NAME("message", MESSAGE),

	NAME("UtcTime", UTC_TIME),
	NAME("ProcessGuid", PROCESS_GUID), NAME("ProcessGUID", PROCESS_GUID),
	NAME("ProcessId", PROCESS_ID),
	NAME("Image", IMAGE),
	NAME("User", USER),
	NAME("FileVersion", FILE_VERSION),
	NAME("Product", PRODUCT), NAME("ProductName", PRODUCT),
	NAME("Company", COMPANY),
	NAME("OriginalFileName", ORIGINAL_NAME),
	NAME("CommandLine", COMMAND_LINE),
	NAME("CurrentDirectory", DIRECTORY),
	NAME("Hashes", HASHES),
	NAME("Hash", HASH),
	NAME("ParentProcessGuid", PARENT_GUID), NAME("ParentProcessGUID", PARENT_GUID),
	NAME("ParentProcessId", PARENT_ID),
	NAME("ParentImage", PARENT_IMAGE),
	NAME("ParentCommandLine", PARENT_COMMAND_LINE),
	NAME("ParentUser", PARENT_USER),
	NAME("Protocol", PROTOCOL),
	NAME("Initiated", INITIATED),
	NAME("SourceIp", SOURCE_IP),
	NAME("SourcePort", SOURCE_PORT),
	NAME("DestinationIp", DESTINATION_IP),
	NAME("DestinationPort", DESTINATION_PORT),
	NAME("ImageLoaded", IMAGE_LOADED),
	NAME("Signed", SIGNED),
	NAME("Signature", SIGNATURE),
	NAME("SignatureStatus", SIGNATURE_STATUS),
	NAME("SourceProcessGuid", SOURCE_GUID), NAME("SourceProcessGUID", SOURCE_GUID),
	NAME("SourceProcessId", SOURCE_ID),
	NAME("SourceImage", SOURCE_IMAGE),
	NAME("SourceUser", SOURCE_USER),
	NAME("TargetProcessGuid", TARGET_GUID), NAME("TargetProcessGUID", TARGET_GUID),
	NAME("TargetProcessId", TARGET_ID),
	NAME("TargetImage", TARGET_IMAGE),
	NAME("TargetUser", TARGET_USER),
	NAME("TargetFilename", TARGET_FILE), NAME("TargetFileName", TARGET_FILE),
	NAME("TargetObject", TARGET_OBJECT),
	NAME("EventType", EVENT_TYPE),
	NAME("Details", DETAILS),
	NAME("NewName", NEW_NAME),
	NAME("Contents", CONTENTS),
	NAME("QueryName", QUERY_NAME),
	NAME("QueryStatus", QUERY_STATUS),
	NAME("QueryResults", QUERY_RESULTS),
	NAME("IsExecutable", IS_EXECUTABLE),

	NAME("FileName", FILE_NAME), NAME("FileNameBuffer", FILE_NAME),
	NAME("ProcessName", PROCESS_NAME), NAME("ProcessNameBuffer", PROCESS_NAME),
	NAME("Status", STATUS),
	NAME("RequestedSigningLevel", REQUESTED_LEVEL), NAME("RequestedPolicy", REQUESTED_LEVEL),
	NAME("ValidatedSigningLevel", VALIDATED_LEVEL), NAME("ValidatedPolicy", VALIDATED_LEVEL),
	NAME("PolicyName", POLICY_NAME), NAME("PolicyNameBuffer", POLICY_NAME),
	NAME("PolicyID", POLICY_ID), NAME("PolicyIDBuffer", POLICY_ID), NAME("PolicyGUID", POLICY_ID),
	NAME("SHA1FlatHash", SHA1_FLAT),
	NAME("SHA256FlatHash", SHA256_FLAT),
	NAME("SignatureType", SIGNATURE_TYPE),
	NAME("VerificationError", VERIFICATION_ERROR),
	NAME("PublisherName", PUBLISHER),
	NAME("IssuerName", ISSUER),

	NAME("NewProcessId", NEW_PROCESS_ID), NAME("NewProcessID", NEW_PROCESS_ID),
	NAME("NewProcessName", NEW_PROCESS_NAME),
	NAME("CreatorProcessID", PROCESS_ID), NAME("CreatorProcessId", PROCESS_ID),
	NAME("ParentProcessName", PARENT_PROCESS_NAME), NAME("CreatorProcessName", PARENT_PROCESS_NAME),
	NAME("ProcessCommandLine", COMMAND_LINE),
	NAME("SubjectUserName", SUBJECT_USER), NAME("SubjectDomainName", SUBJECT_DOMAIN),
	NAME("TargetUserName", TARGET_USER_NAME), NAME("TargetDomainName", TARGET_DOMAIN),
	NAME("updateTitle", UPDATE_TITLE),
	NAME("param1", DATA_1), NAME("param2", DATA_2), NAME("param3", DATA_3),
	NAME("param4", DATA_4), NAME("param5", DATA_5),
};

#define NAME_COUNT (sizeof all_names / sizeof *all_names)
#define LONGEST_NAME 32

_Static_assert(NAME_COUNT < UINT8_MAX && NAME_COUNT * 2 < SCHAIN__WINLOG_SLOTS,
               "a slot is a byte, and half of them stay free");

/* Three characters and the length tell these names apart well enough. */
static unsigned slot_of(const char *name, size_t length)
{
	unsigned hash = (unsigned)length * 131u + (unsigned char)name[0] * 7u +
	                (unsigned char)name[length - 1] * 31u + (unsigned char)name[length / 2] * 61u;

	return hash % SCHAIN__WINLOG_SLOTS;
}

void schain__winlog_names_init(schain__winlog_names *names)
{
	memset(names, 0, sizeof *names);
	for (size_t i = 0; i < NAME_COUNT; i++) {
		unsigned slot = slot_of(all_names[i].text, all_names[i].length);

		while (names->slots[slot])
			slot = (slot + 1) % SCHAIN__WINLOG_SLOTS;
		names->slots[slot] = (uint8_t)(i + 1);
	}
}

int schain__winlog_field_of(const schain__winlog_names *names, const char *name, size_t length)
{
	char packed[LONGEST_NAME * 2];
	size_t packed_length = 0;

	if (length > sizeof packed)
		return -1;
	for (size_t i = 0; i < length; i++)
		if (name[i] != ' ' && name[i] != '_')
			packed[packed_length++] = name[i];
	if (!packed_length || packed_length > LONGEST_NAME)
		return -1;
	for (unsigned slot = slot_of(packed, packed_length); names->slots[slot];
	     slot = (slot + 1) % SCHAIN__WINLOG_SLOTS) {
		const struct name *candidate = &all_names[names->slots[slot] - 1];

		if (candidate->length == packed_length && !memcmp(candidate->text, packed, packed_length))
			return candidate->field;
	}
	return -1;
}

/* What CAPI2's events hold below UserData (its manifest: wevtutil gp Microsoft-Windows-CAPI2). */
static const struct {
	const char *element, *attribute;
	int field;
} user_attributes[] = {
	{ "FileInfo", "filePath", SCHAIN__WINLOG_FILE_NAME },
	{ "CATQueryInfo", "targetFilePath", SCHAIN__WINLOG_FILE_NAME },
	{ "CertificateChain", "chainRef", SCHAIN__WINLOG_CHAIN_REF },
	{ "Certificate", "subjectName", SCHAIN__WINLOG_PUBLISHER },
	{ "Result", "value", SCHAIN__WINLOG_STATUS },
};

#define USER_ATTRIBUTES (sizeof user_attributes / sizeof *user_attributes)

int schain__winlog_user_field(schain_string element, schain_string attribute)
{
	for (size_t i = 0; i < USER_ATTRIBUTES; i++)
		if (schain__is(element, user_attributes[i].element) &&
		    schain__is(attribute, user_attributes[i].attribute))
			return user_attributes[i].field;
	return -1;
}

int schain__winlog_is_user_element(schain_string element)
{
	for (size_t i = 0; i < USER_ATTRIBUTES; i++)
		if (schain__is(element, user_attributes[i].element))
			return 1;
	return 0;
}

void schain__winlog_clear(schain__winlog *record)
{
	memset(record, 0, sizeof *record);
}

void schain__winlog_set(schain__winlog *record, int field, schain_string value)
{
	if (!record->values[field].length)
		record->values[field] = value;
}

static enum schain__winlog_origin origin_named(schain_string name)
{
	if (schain__has(name, "Microsoft-Windows-Sysmon"))
		return SCHAIN__WINLOG_SYSMON;
	if (schain__has(name, "Linux-Sysmon"))
		return SCHAIN__WINLOG_SYSMON_LINUX;
	if (schain__has(name, "Microsoft-Windows-CodeIntegrity"))
		return SCHAIN__WINLOG_CODE_INTEGRITY;
	if (schain__is(name, "Microsoft-Windows-Security-Auditing"))
		return SCHAIN__WINLOG_SECURITY;
	if (schain__is(name, "MsiInstaller"))
		return SCHAIN__WINLOG_MSI;
	if (schain__is(name, "Microsoft-Windows-WindowsUpdateClient"))
		return SCHAIN__WINLOG_UPDATE;
	if (schain__has(name, "Microsoft-Windows-CAPI2"))
		return SCHAIN__WINLOG_CAPI2;
	return SCHAIN__WINLOG_OTHER;
}

enum schain__winlog_origin schain__winlog_origin_of(const schain__winlog *record)
{
	static const enum schain__winlog_field fields[] = {
		SCHAIN__WINLOG_PROVIDER, SCHAIN__WINLOG_CHANNEL, SCHAIN__WINLOG_SOURCE
	};
	int is_named = 0;

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		enum schain__winlog_origin origin = origin_named(record->values[fields[i]]);

		if (origin != SCHAIN__WINLOG_OTHER)
			return origin;
		if (fields[i] != SCHAIN__WINLOG_SOURCE)
			is_named |= record->values[fields[i]].length != 0;
	}
	/* Exports cut down to the event's own fields: only Sysmon has a UtcTime. */
	if (is_named || !record->values[SCHAIN__WINLOG_UTC_TIME].length)
		return SCHAIN__WINLOG_OTHER;
	return record->values[SCHAIN__WINLOG_IMAGE].length &&
	               record->values[SCHAIN__WINLOG_IMAGE].data[0] == '/'
	           ? SCHAIN__WINLOG_SYSMON_LINUX
	           : SCHAIN__WINLOG_SYSMON;
}

schain_string schain__winlog_text(const schain__winlog *record, enum schain__winlog_field field)
{
	schain_string value = record->values[field];

	if (!value.length || (value.length == 1 && (value.data[0] == '-' || value.data[0] == '?')))
		return SCHAIN_STRING_NONE;
	return value;
}

uint64_t schain__winlog_number(const schain__winlog *record, enum schain__winlog_field field)
{
	schain_string value = schain__winlog_text(record, field);

	return value.length ? schain__decode_number(value.data, value.length, NULL) : 0;
}

uint32_t schain__winlog_truth(const schain__winlog *record, enum schain__winlog_field field)
{
	schain_string value = schain__winlog_text(record, field);

	if (schain__is_nocase(value, "true") || schain__is(value, "1"))
		return SCHAIN_YES;
	if (schain__is_nocase(value, "false") || schain__is(value, "0"))
		return SCHAIN_NO;
	return SCHAIN_UNKNOWN;
}

#define GUID_LENGTH 36 /* 8-4-4-4-12 hexadecimal digits */
/* Its last two groups tell processes of one second apart; what precedes them is host and time. */
#define GUID_TOKEN 19

/* Its characters in lower case; 0 when it is no GUID or one that Sysmon had no token for. */
static int fold_guid(schain_string guid, char *ret_folded)
{
	int has_token = 0;

	if (guid.length != GUID_LENGTH)
		return 0;
	for (size_t i = 0; i < GUID_LENGTH; i++) {
		char c = schain__to_lower(guid.data[i]);
		int is_dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (is_dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return 0;
		if (!is_dash && c != '0' && i >= GUID_TOKEN)
			has_token = 1;
		ret_folded[i] = c;
	}
	return has_token;
}

schain_status schain__winlog_guid(schain__decode *decode, const schain__winlog *record,
                                  enum schain__winlog_field field, schain_string *ret_guid)
{
	schain_string guid = record->values[field];
	char folded[GUID_LENGTH];

	if (guid.length > 2 && guid.data[0] == '{' && guid.data[guid.length - 1] == '}') {
		guid.data++;
		guid.length -= 2;
	}
	*ret_guid = SCHAIN_STRING_NONE;
	if (!fold_guid(guid, folded))
		return SCHAIN_OK;
	if (!memcmp(folded, guid.data, GUID_LENGTH)) {
		*ret_guid = guid;
		return SCHAIN_OK;
	}
	*ret_guid = schain__decode_copy(decode, folded, GUID_LENGTH);
	return ret_guid->data ? SCHAIN_OK : SCHAIN_E_MEMORY;
}

static schain_time time_of(const schain__winlog *record, enum schain__winlog_field field)
{
	schain_string value = schain__winlog_text(record, field);

	return value.length ? schain__decode_time(value.data, value.length) : 0;
}

/*
 * NXLog's EventTime is the event's own, local and to the second; @timestamp
 * beside it is when the collector took the record, seconds or minutes later.
 * Zones are a multiple of 15 minutes apart from UTC, so both together tell
 * which: the record cannot have been taken before it was made.
 */
static schain_time collected(schain_time taken, schain_time local)
{
	static const int64_t step = 15 * 60 * SCHAIN_SECOND;
	int64_t apart = taken - local, delay;

	if (!local || apart > 15 * 3600 * SCHAIN_SECOND || apart < -15 * 3600 * SCHAIN_SECOND)
		return taken;
	delay = apart % step;
	if (delay < 0)
		delay += step;
	/* The rest of its second; a record from one that long ago tells nothing. */
	return delay < SCHAIN_SECOND || delay > step / 2 ? taken : taken - delay;
}

schain_time schain__winlog_time(const schain__winlog *record)
{
	/*
	 * UtcTime is Sysmon's own; TimeCreated is when the event log took the
	 * record, which data in the field show hours away from it. The rest are
	 * what shippers add.
	 */
	static const enum schain__winlog_field fields[] = {
		SCHAIN__WINLOG_UTC_TIME, SCHAIN__WINLOG_CREATED, SCHAIN__WINLOG_TIMESTAMP,
		SCHAIN__WINLOG_EVENT_TIME
	};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		schain_time time = time_of(record, fields[i]);

		if (time && fields[i] == SCHAIN__WINLOG_TIMESTAMP)
			return collected(time, time_of(record, SCHAIN__WINLOG_EVENT_TIME));
		if (time)
			return time;
	}
	return 0;
}
