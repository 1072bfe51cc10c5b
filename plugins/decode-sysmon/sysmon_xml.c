/* SPDX-License-Identifier: Apache-2.0 */
/* Events as XML: exported by wevtutil and Event Viewer, or in syslog lines. */
#include "drivers.h"
#include "event_xml.h"
#include "probe.h"
#include "sysmon.h"

#include <string.h>

struct sysmon_xml {
	schain__decode *decode;
	schain__event_xml *xml;
	schain__translator translator;
};

static void close_xml(void *driver)
{
	struct sysmon_xml *state = driver;

	schain__translator_dispose(&state->translator);
	schain__event_xml_free(state->xml);
	schain__decode_release(state->decode, state, sizeof *state);
}

static void *open_xml(schain__decode *decode, schain_error *error)
{
	struct sysmon_xml *state = schain__decode_reserve(decode, sizeof *state);

	(void)error;
	if (!state)
		return NULL;
	state->decode = decode;
	schain__translator_init(&state->translator, decode);
	state->xml = schain__event_xml_new(decode);
	if (!state->xml) {
		close_xml(state);
		return NULL;
	}
	return state;
}

static schain_status record_xml(void *driver, const char *data, size_t size)
{
	struct sysmon_xml *state = driver;
	schain__winlog record;
	const char *problem;
	uint64_t column;
	int is_cut;
	schain_status status;

	schain__winlog_clear(&record);
	status = schain__event_xml_parse(state->xml, data, size, &record, &problem, &column,
	                                 &is_cut);
	if (status == SCHAIN_E_SYNTAX)
		return schain__decode_problem(state->decode, column, problem);
	return status == SCHAIN_OK ? schain__translate(&state->translator, &record, is_cut)
	                           : status;
}

static schain_status finish_xml(void *driver)
{
	struct sysmon_xml *state = driver;

	schain__translator_dispose(&state->translator);
	return SCHAIN_OK;
}

const schain__driver schain__driver_sysmon_xml = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "sysmon-xml",
		.summary = "Windows events as XML elements (Sysmon, Security, installers, CodeIntegrity, CAPI2), Sysmon for Linux",
		.fields = "Sysmon 1-3, 5-8, 11-15, 22, 23, 26, 29; CodeIntegrity 3033, 3034, 3076, 3077, 3089; "
		          "Security 4688, 4689; MsiInstaller 1033, 1034, 1040, 1042, 11707, 11708, 11724; "
		          "WindowsUpdateClient 19, 20, 43, 44; CAPI2 11, 30, 81, 82",
		.missing = "signatures of executables that start (Sysmon gives those of modules and "
		           "drivers), renames, and names of remote hosts but by DNS events",
	},
	.framing = SCHAIN__FRAMING_XML,
	.probe = schain__probe_event_xml,
	.open = open_xml,
	.record = record_xml,
	.finish = finish_xml,
	.close = close_xml,
};
