/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_SYSMON_WINLOG_H
#define SCHAIN_DECODE_SYSMON_WINLOG_H
/*
 * One record of a Windows event log (or of Sysmon for Linux, which writes the
 * same), freed of whatever it was wrapped in: the fields that are used here,
 * each as text. The readers (XML, JSON) fill it; the translators (sysmon.c,
 * integrity.c) make events of it.
 */
#include "decode/decoder.h"

enum schain__winlog_field {
	/* What the event log says of every record. */
	SCHAIN__WINLOG_EVENT_ID,
	SCHAIN__WINLOG_PROVIDER,
	SCHAIN__WINLOG_CHANNEL,
	SCHAIN__WINLOG_SOURCE, /* a shipper's name for channel or provider */
	SCHAIN__WINLOG_COMPUTER,
	SCHAIN__WINLOG_HOSTNAME, /* a shipper's name for the computer */
	SCHAIN__WINLOG_RECORD,
	SCHAIN__WINLOG_CREATED,    /* System/TimeCreated */
	SCHAIN__WINLOG_TIMESTAMP,  /* a shipper's time, UTC */
	SCHAIN__WINLOG_EVENT_TIME, /* a shipper's time, perhaps local */
	SCHAIN__WINLOG_ACTIVITY,   /* System/Correlation/@ActivityID */
	SCHAIN__WINLOG_EXECUTION,  /* System/Execution/@ProcessID: who logged it */
	SCHAIN__WINLOG_MESSAGE,    /* the rendered text, where it is all there is */
	/* EventData of Sysmon. */
	SCHAIN__WINLOG_UTC_TIME,
	SCHAIN__WINLOG_PROCESS_GUID,
	SCHAIN__WINLOG_PROCESS_ID,
	SCHAIN__WINLOG_IMAGE,
	SCHAIN__WINLOG_USER,
	SCHAIN__WINLOG_FILE_VERSION,
	SCHAIN__WINLOG_PRODUCT,
	SCHAIN__WINLOG_COMPANY,
	SCHAIN__WINLOG_ORIGINAL_NAME,
	SCHAIN__WINLOG_COMMAND_LINE,
	SCHAIN__WINLOG_DIRECTORY,
	SCHAIN__WINLOG_HASHES,
	SCHAIN__WINLOG_HASH,
	SCHAIN__WINLOG_PARENT_GUID,
	SCHAIN__WINLOG_PARENT_ID,
	SCHAIN__WINLOG_PARENT_IMAGE,
	SCHAIN__WINLOG_PARENT_COMMAND_LINE,
	SCHAIN__WINLOG_PARENT_USER,
	SCHAIN__WINLOG_PROTOCOL,
	SCHAIN__WINLOG_INITIATED,
	SCHAIN__WINLOG_SOURCE_IP,
	SCHAIN__WINLOG_SOURCE_PORT,
	SCHAIN__WINLOG_DESTINATION_IP,
	SCHAIN__WINLOG_DESTINATION_PORT,
	SCHAIN__WINLOG_IMAGE_LOADED,
	SCHAIN__WINLOG_SIGNED,
	SCHAIN__WINLOG_SIGNATURE,
	SCHAIN__WINLOG_SIGNATURE_STATUS,
	SCHAIN__WINLOG_SOURCE_GUID,
	SCHAIN__WINLOG_SOURCE_ID,
	SCHAIN__WINLOG_SOURCE_IMAGE,
	SCHAIN__WINLOG_SOURCE_USER,
	SCHAIN__WINLOG_TARGET_GUID,
	SCHAIN__WINLOG_TARGET_ID,
	SCHAIN__WINLOG_TARGET_IMAGE,
	SCHAIN__WINLOG_TARGET_USER,
	SCHAIN__WINLOG_TARGET_FILE,
	SCHAIN__WINLOG_TARGET_OBJECT,
	SCHAIN__WINLOG_EVENT_TYPE,
	SCHAIN__WINLOG_DETAILS,
	SCHAIN__WINLOG_NEW_NAME,
	SCHAIN__WINLOG_CONTENTS,
	SCHAIN__WINLOG_QUERY_NAME,
	SCHAIN__WINLOG_QUERY_STATUS,
	SCHAIN__WINLOG_QUERY_RESULTS,
	SCHAIN__WINLOG_IS_EXECUTABLE,
	/* EventData of CodeIntegrity. */
	SCHAIN__WINLOG_FILE_NAME,
	SCHAIN__WINLOG_PROCESS_NAME,
	SCHAIN__WINLOG_STATUS,
	SCHAIN__WINLOG_REQUESTED_LEVEL,
	SCHAIN__WINLOG_VALIDATED_LEVEL,
	SCHAIN__WINLOG_POLICY_NAME,
	SCHAIN__WINLOG_POLICY_ID,
	SCHAIN__WINLOG_SHA1_FLAT,
	SCHAIN__WINLOG_SHA256_FLAT,
	SCHAIN__WINLOG_SIGNATURE_TYPE,
	SCHAIN__WINLOG_VERIFICATION_ERROR,
	SCHAIN__WINLOG_PUBLISHER,
	SCHAIN__WINLOG_ISSUER,
	/* EventData of Security. */
	SCHAIN__WINLOG_NEW_PROCESS_ID,
	SCHAIN__WINLOG_NEW_PROCESS_NAME,
	SCHAIN__WINLOG_PARENT_PROCESS_NAME,
	SCHAIN__WINLOG_SUBJECT_USER,
	SCHAIN__WINLOG_SUBJECT_DOMAIN,
	SCHAIN__WINLOG_TARGET_USER_NAME,
	SCHAIN__WINLOG_TARGET_DOMAIN,
	/* EventData of WindowsUpdateClient. */
	SCHAIN__WINLOG_UPDATE_TITLE,
	/* UserData of CAPI2; file and result are FILE_NAME and STATUS, the certificate's subject PUBLISHER. */
	SCHAIN__WINLOG_CHAIN_REF,
	/* EventData without names (MsiInstaller), by position. */
	SCHAIN__WINLOG_DATA_1,
	SCHAIN__WINLOG_DATA_2,
	SCHAIN__WINLOG_DATA_3,
	SCHAIN__WINLOG_DATA_4,
	SCHAIN__WINLOG_DATA_5,
	SCHAIN__WINLOG_FIELDS, /* how many there are */
};

enum schain__winlog_origin {
	SCHAIN__WINLOG_OTHER, /* another channel: of no use here */
	SCHAIN__WINLOG_SYSMON,
	SCHAIN__WINLOG_SYSMON_LINUX,
	SCHAIN__WINLOG_CODE_INTEGRITY,
	SCHAIN__WINLOG_SECURITY,
	SCHAIN__WINLOG_MSI,
	SCHAIN__WINLOG_UPDATE,
	SCHAIN__WINLOG_CAPI2,
};

/* Values without names that are kept. */
#define SCHAIN__WINLOG_DATA_COUNT (SCHAIN__WINLOG_DATA_5 - SCHAIN__WINLOG_DATA_1 + 1)

/* Strings are borrowed; they live as long as the frame's batch. */
typedef struct schain__winlog {
	schain_string values[SCHAIN__WINLOG_FIELDS];
} schain__winlog;

#define SCHAIN__WINLOG_SLOTS 512

/* Field names to fields, hashed once for each driver. */
typedef struct schain__winlog_names {
	uint8_t slots[SCHAIN__WINLOG_SLOTS]; /* index in the table of names plus one; 0 free */
} schain__winlog_names;

void schain__winlog_names_init(schain__winlog_names *names);
/*
 * The field that any known producer calls by that name, or -1. Blanks and
 * underscores inside a name do not count: "File Name" is "FileName".
 */
int schain__winlog_field_of(const schain__winlog_names *names, const char *name, size_t length);

/* The field that an attribute of an element below UserData is, or -1. */
int schain__winlog_user_field(schain_string element, schain_string attribute);
/* Whether any attribute of that element is a field. */
int schain__winlog_is_user_element(schain_string element);

void schain__winlog_clear(schain__winlog *record);
/* The first value of a field stays. */
void schain__winlog_set(schain__winlog *record, int field, schain_string value);

/* Whose record it is. */
enum schain__winlog_origin schain__winlog_origin_of(const schain__winlog *record);
/* A field's text; absent when it is empty, or one of the signs for "nothing" (-, ?). */
schain_string schain__winlog_text(const schain__winlog *record, enum schain__winlog_field field);
/* A field's number; 0 when it is none. */
uint64_t schain__winlog_number(const schain__winlog *record, enum schain__winlog_field field);
/* SCHAIN_YES, SCHAIN_NO or SCHAIN_UNKNOWN. */
uint32_t schain__winlog_truth(const schain__winlog *record, enum schain__winlog_field field);
/* GUID without braces, in lower case (copied if need be); absent when malformed, or zero where it tells processes apart. */
schain_status schain__winlog_guid(schain__decode *decode, const schain__winlog *record,
                                  enum schain__winlog_field field, schain_string *ret_guid);
/* When it happened; 0 when no field tells. */
schain_time schain__winlog_time(const schain__winlog *record);
#endif
