/* SPDX-License-Identifier: Apache-2.0 */
/* The driver of Linux audit logs, raw and enriched. */
#include "decode-auditd/drivers.h"

#include "decode-auditd/audit.h"

schain_status schain__audit_init(schain__audit *audit, schain__decode *decode)
{
	memset(audit, 0, sizeof *audit);
	audit->decode = decode;
	audit->known = schain__audit_known_new(decode);
	return audit->known ? schain__audit_join_open(audit) : SCHAIN_E_MEMORY;
}

void schain__audit_dispose(schain__audit *audit)
{
	if (audit->buckets)
		schain__audit_join_close(audit);
	schain__audit_known_free(audit->known, audit->decode);
}

static void audit_close(void *driver)
{
	schain__audit *audit = driver;
	schain__decode *decode = audit->decode;

	schain__audit_dispose(audit);
	schain__decode_release(decode, audit, sizeof *audit);
}

static void *audit_open(schain__decode *decode, schain_error *error)
{
	schain__audit *audit = schain__decode_reserve(decode, sizeof *audit);

	(void)error; /* memory is all that can fail */
	if (!audit)
		return NULL;
	if (schain__audit_init(audit, decode)) {
		audit_close(audit);
		return NULL;
	}
	return audit;
}

static schain_status audit_record(void *driver, const char *data, size_t size)
{
	schain__audit *audit = driver;
	schain__audit_line line;
	enum schain__audit_line_kind kind;

	while (size && data[size - 1] == ' ')
		size--;
	audit->failed = 0;
	kind = schain__audit_read_line(schain__audit_string(data, size), &line);
	if (kind == AUDIT_LINE_LOSS)
		return schain__audit_join_loss(audit, &line);
	if (kind == AUDIT_LINE_DAMAGED)
		return schain__decode_problem(audit->decode, line.column, line.message);
	if (kind == AUDIT_LINE_OTHER || !line.type) {
		schain__decode_ignore(audit->decode);
		return SCHAIN_OK;
	}
	return schain__audit_join(audit, &line);
}

static schain_status audit_finish(void *driver)
{
	return schain__audit_join_finish(driver);
}

const schain__driver schain__driver_auditd = {
	{
		sizeof(schain_format),
		0,
		"auditd",
		"Linux audit log, raw or enriched (/var/log/audit/audit.log)",
		"SYSCALL with EXECVE, PATH, CWD, SOCKADDR, OPENAT2 and KERN_MODULE of calls that start, "
		"fork and end processes, write, rename, link, remove and change files, connect, listen "
		"and load kernel modules; SOFTWARE_UPDATE; INTEGRITY_DATA; messages of lost records",
		"host names (no DNS, no SNI: destinations are addresses), transport protocol, start times "
		"of processes, hashes, signatures and content of files, loaded libraries; and whatever "
		"the audit rules do not ask for",
	},
	SCHAIN__FRAMING_LINES,
	schain__audit_probe,
	audit_open,
	audit_record,
	audit_finish,
	audit_close,
};
