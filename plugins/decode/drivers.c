/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of this build, one a line, in the order in which they are probed. */
#include "decode-auditd/drivers.h"
#include "decode-journal/drivers.h"
#include "decode-macos/drivers.h"
#include "decode-network/drivers.h"
#include "decode-packages/drivers.h"
#include "decode-schema/drivers.h"
#include "decode/decoder.h"
#include "decode-sysmon/drivers.h"

extern const schain__driver schain__driver_jsonl;
extern const schain__driver schain__driver_ebpf;
extern const schain__driver schain__driver_mapped;

const schain__driver *const schain__drivers[] = {
	&schain__driver_sysmon_evtx,
	&schain__driver_sysmon_xml,
	&schain__driver_sysmon_json,
	&schain__driver_jsonl,
	&schain__driver_ebpf,
	&schain__driver_auditd,
	&schain__driver_auoms,
	&schain__driver_journal_export,
	&schain__driver_journal_json,
	&schain__driver_dpkg,
	&schain__driver_apt,
	&schain__driver_eslogger,
	&schain__driver_santa_json,
	&schain__driver_santa_log,
	&schain__driver_unified_log,
	&schain__driver_install_log,
	&schain__driver_zeek_json,
	&schain__driver_zeek_log,
	&schain__driver_suricata,
	&schain__driver_nfdump,
	&schain__driver_falco,
	&schain__driver_tetragon,
	&schain__driver_tracee,
	&schain__driver_osquery,
	&schain__driver_ocsf,
	&schain__driver_ecs,
	&schain__driver_term,
	&schain__driver_pacman,
	&schain__driver_rpm,
	&schain__driver_mapped,
	NULL,
};
