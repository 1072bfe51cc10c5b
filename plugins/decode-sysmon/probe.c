/* SPDX-License-Identifier: Apache-2.0 */
#include "probe.h"

#include "text.h"

/* A fair part of a record: when nothing has shown by then, nothing will. */
#define ENOUGH 8192

static int has_our_provider(schain_string head)
{
	static const char *const providers[] = {
		"Microsoft-Windows-Sysmon", "Linux-Sysmon", "Microsoft-Windows-CodeIntegrity",
		"Microsoft-Windows-Security-Auditing", "Microsoft-Windows-WindowsUpdateClient",
		"Microsoft-Windows-CAPI2", "MsiInstaller"
	};

	for (size_t i = 0; i < sizeof providers / sizeof *providers; i++)
		if (schain__has(head, providers[i]))
			return 1;
	return 0;
}

static int undecided(size_t size, int is_all)
{
	return is_all || size >= ENOUGH ? 0 : -1;
}

int schain__probe_event_xml(const char *data, size_t size, int is_all)
{
	schain_string head = { data, size }, body = schain__strip(head);
	size_t element;

	/* In JSON the element is a string's content, and the JSON driver's. */
	if (body.length && (body.data[0] == '{' || body.data[0] == '['))
		return 0;
	element = schain__position(head, "<Event");
	if (element == SIZE_MAX)
		return schain__has(head, "<") ? undecided(size, is_all) : 0;
	if (has_our_provider(schain__from(head, element)))
		return 95;
	/* Another channel's record first: any event log may hold ours as well. */
	return schain__has(schain__from(head, element), "<System>") ? 70 : undecided(size, is_all);
}

int schain__probe_event_json(const char *data, size_t size, int is_all)
{
	static const char *const keys[] = {
		"\"EventID\"", "\"EventId\"", "\"event_id\"", "\"eventid\"", "\"EventCode\""
	};
	schain_string head = { data, size }, body = schain__strip(head);

	if (!body.length)
		return is_all ? 0 : -1;
	if (body.data[0] != '{' && body.data[0] != '[')
		return 0;
	if (has_our_provider(head))
		return 95;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (schain__has(head, keys[i]))
			return schain__has(head, "\"UtcTime\"") ? 90
			       : schain__has(head, "Microsoft-Windows-") || schain__has(head, "\"Channel\"") ||
					       schain__has(head, "\"provider_name\"")
				       ? 70
				       : undecided(size, is_all);
	return undecided(size, is_all);
}

int schain__probe_evtx(const char *data, size_t size, int is_all)
{
	/* The file header's signature, with its NUL. */
	static const char signature[] = "ElfFile";

	if (size >= sizeof signature)
		return memcmp(data, signature, sizeof signature) ? 0 : 100;
	return !is_all && !memcmp(data, signature, size) ? -1 : 0;
}
