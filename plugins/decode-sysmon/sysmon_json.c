/* SPDX-License-Identifier: Apache-2.0 */
/* Events as JSON objects, in the shapes of the common shippers. */
#include "drivers.h"
#include "event_json.h"
#include "event_xml.h"
#include "probe.h"
#include "sysmon.h"

#include <string.h>

struct sysmon_json {
	schain__decode *decode;
	schain__event_json *json;
	schain__event_xml *xml; /* made when first needed */
	schain__translator translator;
};

static void close_json(void *driver)
{
	struct sysmon_json *state = driver;

	schain__translator_dispose(&state->translator);
	schain__event_xml_free(state->xml);
	schain__event_json_free(state->json);
	schain__decode_release(state->decode, state, sizeof *state);
}

static void *open_json(schain__decode *decode, schain_error *error)
{
	struct sysmon_json *state = schain__decode_reserve(decode, sizeof *state);

	(void)error;
	if (!state)
		return NULL;
	memset(state, 0, sizeof *state);
	state->decode = decode;
	schain__translator_init(&state->translator, decode);
	state->json = schain__event_json_new(decode);
	if (!state->json) {
		close_json(state);
		return NULL;
	}
	return state;
}

static int is_structured(const schain__winlog *record)
{
	return record->values[SCHAIN__WINLOG_EVENT_ID].length ||
	       record->values[SCHAIN__WINLOG_PROVIDER].length ||
	       record->values[SCHAIN__WINLOG_CHANNEL].length;
}

/* The element's own computer counts, the shipper's only where there is none. */
static void keep_host_only(schain__winlog *record)
{
	schain_string host = schain__winlog_text(record, SCHAIN__WINLOG_COMPUTER);

	if (!host.length)
		host = schain__winlog_text(record, SCHAIN__WINLOG_HOSTNAME);
	schain__winlog_clear(record);
	record->values[SCHAIN__WINLOG_HOSTNAME] = host;
}

/*
 * XML in a string is the event where nothing else is; beside the structured
 * fields of our own providers it adds what they lack. Anywhere else it is some
 * text that an attacker may have written.
 */
static schain_status merge_xml(struct sysmon_json *state, schain_string element,
                               schain__winlog *record, const char **ret_problem, int *ret_is_cut)
{
	schain__winlog merged = *record;
	int structured = is_structured(record);
	uint64_t column;
	schain_status status;

	if (structured && (schain__winlog_origin_of(record) == SCHAIN__WINLOG_OTHER ||
	                   record->values[SCHAIN__WINLOG_UTC_TIME].length))
		return SCHAIN_OK;
	if (!state->xml)
		state->xml = schain__event_xml_new(state->decode);
	if (!state->xml)
		return SCHAIN_E_MEMORY;
	if (!structured)
		keep_host_only(&merged);
	status = schain__event_xml_parse(state->xml, element.data, element.length, &merged, ret_problem,
	                                 &column, ret_is_cut);
	if (status == SCHAIN_OK)
		*record = merged;
	return status == SCHAIN_E_SYNTAX && structured ? SCHAIN_OK : status;
}

static schain_status record_json(void *driver, const char *data, size_t size)
{
	struct sysmon_json *state = driver;
	schain__winlog record;
	schain_string element;
	const char *problem;
	int is_cut = 0;
	schain_status status;

	schain__winlog_clear(&record);
	status = schain__event_json_parse(state->json, data, size, &record, &element);
	if (status == SCHAIN_OK && element.length)
		status = merge_xml(state, element, &record, &problem, &is_cut);
	if (status == SCHAIN_E_SYNTAX)
		return schain__decode_problem(state->decode, 0, problem);
	return status == SCHAIN_OK ? schain__translate(&state->translator, &record, is_cut)
	                           : status;
}

static schain_status finish_json(void *driver)
{
	struct sysmon_json *state = driver;

	schain__translator_dispose(&state->translator);
	return SCHAIN_OK;
}

const schain__driver schain__driver_sysmon_json = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "sysmon-json",
		.summary = "Windows events and Sysmon for Linux as JSON of NXLog, Winlogbeat, evtx_dump, osquery, Splunk or syslog",
		.fields = "Sysmon 1-3, 5-8, 11-15, 22, 23, 26, 29; CodeIntegrity 3033, 3034, 3076, 3077, 3089; "
		          "Security 4688, 4689; MsiInstaller 1033, 1034, 1040, 1042, 11707, 11708, 11724; "
		          "WindowsUpdateClient 19, 20, 43, 44; CAPI2 11, 30, 81, 82",
		.missing = "signatures of executables that start (Sysmon gives those of modules and "
		           "drivers), renames, and names of remote hosts but by DNS events",
	},
	.framing = SCHAIN__FRAMING_JSON,
	.probe = schain__probe_event_json,
	.open = open_json,
	.record = record_json,
	.finish = finish_json,
	.close = close_json,
};
