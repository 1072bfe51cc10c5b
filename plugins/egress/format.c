/* SPDX-License-Identifier: Apache-2.0 */
/* A destination's kind in words. */
#include "egress/support.h"

#include <stdio.h>
#include <string.h>

/* As schain_reason_get_name() orders them. */
static const char *const texts[] = {
	"an approved host", "the vendor's own domain", "a content delivery network",
	"a cloud anyone can rent", "inside", "the host itself", "the host's own link",
	"a cloud's metadata service", "an address no name was asked for", "new to the product",
	"new to the host", "new to all hosts", "a domain not seen before", "looks like another name",
	"a generated name", "data in the names asked for", "a public host of code",
	"a public place for texts", "a chat service", "a public collector of requests",
	"a public place for files", "a dynamic DNS name", "name service inside HTTPS or TLS", "Tor",
	"a relay to someone's own machine", "an unusual port", "an unusual protocol on its port",
	"a network hardly anything talks to", "contacted at regular intervals",
	"used as the product never did",
};

struct line {
	char *buffer;
	size_t size, length;
};

static void put(struct line *line, const char *text)
{
	int length = snprintf(line->buffer + line->length, line->size - line->length, "%s%s",
	                      line->length ? "; " : "", text);

	/* Names of others may be in it: a cut one has no half of a sequence of UTF-8. */
	if (length < 0)
		return;
	line->length += (size_t)length;
	if (line->length >= line->size) {
		line->length = line->size - 1;
		while (line->length && ((unsigned char)line->buffer[line->length - 1] & 0x80))
			line->length--;
		line->buffer[line->length] = 0;
	}
}

static void put_likeness(struct line *line, const schain_destination_kind *kind)
{
	static const char *const ways[] = { "looks like", "one letter off", "looks the same as",
		                            "plausible words around", "another suffix than" };
	char text[128];

	snprintf(text, sizeof text, "%s %.*s", ways[kind->lookalike < 5 ? kind->lookalike : 0],
	         (int)(kind->imitated.length < 64 ? kind->imitated.length : 64), kind->imitated.data);
	put(line, text);
}

static void put_rhythm(struct line *line, const schain_destination_kind *kind)
{
	char text[64];

	snprintf(text, sizeof text, "contacted every %lld s",
	         (long long)((kind->period + SCHAIN_SECOND / 2) / SCHAIN_SECOND));
	put(line, text);
}

void schain_destination_kind_format(const schain_destination_kind *kind, char *buffer, size_t size)
{
	struct line line = { buffer, size, 0 };

	if (!buffer || !size)
		return;
	buffer[0] = 0;
	if (!kind)
		return;
	/* What is odd first: the end may be cut. */
	for (uint32_t i = sizeof texts / sizeof *texts; i-- > 0;) {
		uint32_t reason = kind->reasons & 1u << i;

		if (reason == SCHAIN_REASON_LOOK_ALIKE && kind->imitated.length)
			put_likeness(&line, kind);
		else if (reason == SCHAIN_REASON_BEACON && kind->period)
			put_rhythm(&line, kind);
		else if (reason)
			put(&line, texts[i]);
	}
}
