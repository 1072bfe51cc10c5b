/* SPDX-License-Identifier: Apache-2.0 */
/* Ports and what is spoken on them. */
#include "egress/classify.h"

#include <string.h>

/*
 * IANA service ports that software uses as a matter of course, with what is
 * spoken there by the names that Zeek gives protocols; "": any.
 */
static const struct {
	uint16_t port;
	const char *services;
} ports[] = {
	{ 21, " ftp ftp-data ssl " }, { 22, " ssh " }, { 25, " smtp ssl " }, { 53, " dns " },
	{ 67, "" }, { 68, "" }, { 80, " http " }, { 110, " pop3 ssl " }, { 123, " ntp " },
	{ 143, " imap ssl " }, { 443, " ssl tls quic http2 https " }, { 465, " smtp ssl " },
	{ 587, " smtp ssl " }, { 853, " ssl tls dns quic " }, { 873, "" }, { 993, " imap ssl " },
	{ 995, " pop3 ssl " }, { 3128, " http ssl " }, { 5223, " ssl xmpp " }, { 8080, " http ssl " },
	{ 8443, " ssl tls http " }, { 9418, "" }, { 11371, " http " },
};

static int speaks(const char *services, schain_string service)
{
	char word[16] = " ";

	if (!*services || service.length > sizeof word - 3)
		return 1;
	for (size_t i = 0; i < service.length; i++)
		word[i + 1] = schain__eg_lower(service.data[i]);
	word[service.length + 1] = ' ';
	word[service.length + 2] = 0;
	return strstr(services, word) != NULL;
}

uint32_t schain__eg_by_service(const schain_destination *destination)
{
	const char *services = NULL;
	uint32_t reasons = 0;

	if (!destination->port)
		return 0;
	for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
		if (ports[i].port == destination->port)
			services = ports[i].services;
	if (!services)
		reasons |= SCHAIN_REASON_UNUSUAL_PORT;
	else if (destination->service.length && !speaks(services, destination->service))
		reasons |= SCHAIN_REASON_UNUSUAL_PROTOCOL;
	if (destination->port == 853) /* RFC 7858, RFC 9250 */
		reasons |= SCHAIN_REASON_DOH;
	return reasons;
}
