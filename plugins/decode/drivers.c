/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of this build, one a line, in the order in which they are probed. */
#include "decode-auditd/drivers.h"
#include "decode-packages/drivers.h"
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
	&schain__driver_dpkg,
	&schain__driver_apt,
	&schain__driver_mapped,
	NULL,
};
