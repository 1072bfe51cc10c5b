/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the sensor is given by the kernel: by the first byte a DNS message or a
 * record of the ring buffer.
 */
#include <string.h>

#include "fuzz.h"
#include "record.h"

static int take(void *context, const schain_event *event)
{
	(void)context;
	MUST(event->type && event->process && event->host.length && event->record_id.length);
	MUST(!event->dns || event->dns->query.length);
	MUST(!event->file || event->file->path.data);
	return 0;
}

static void read_message(const uint8_t *data, size_t size)
{
	static struct dns_message message;

	if (dns_read(data, size, &message))
		return;
	MUST(message.answer_count <= DNS_ANSWERS && memchr(message.query, 0, sizeof message.query));
	for (size_t i = 0; i < message.answer_count; i++)
		MUST(memchr(message.answers[i], 0, sizeof message.answers[i]));
}

/* Of the size that came, so that a sanitizer sees what lies behind it. */
static void read_record(const uint8_t *data, size_t size)
{
	struct record_reader *reader = calloc(1, sizeof *reader);
	struct wire_record *record = malloc(size + !size);

	MUST(reader && record);
	memcpy(record, data, size);
	reader->names = identity_new("host.example");
	MUST(reader->names);
	MUST(record_read(reader, record, size, take, NULL) == 0);
	identity_free(reader->names);
	free(reader);
	free(record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	if (data[0] & 1)
		read_message(data + 1, size - 1);
	else
		read_record(data + 1, size - 1);
	return 0;
}
