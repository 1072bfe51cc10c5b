/* SPDX-License-Identifier: Apache-2.0 */
#include "dns.h"

#include <arpa/inet.h>
#include <string.h>

enum { HEADER = 12, TYPE_A = 1, TYPE_CNAME = 5, TYPE_AAAA = 28, JUMPS = 16, LABEL_MOST = 63 };

struct reader {
	const unsigned char *data;
	size_t size, at;
};

static int take16(struct reader *reader, uint32_t *ret_value)
{
	if (reader->size - reader->at < 2)
		return -1;
	*ret_value = (uint32_t)reader->data[reader->at] << 8 | reader->data[reader->at + 1];
	reader->at += 2;
	return 0;
}

/* A name, whose end may be elsewhere in the message; each jump goes back, so it ends. */
static int take_name(struct reader *reader, char *name)
{
	size_t at = reader->at, length = 0, after = 0;

	for (int jumps = 0; at < reader->size;) {
		unsigned int label = reader->data[at++];

		if (label > LABEL_MOST) {
			if (at >= reader->size || label < 0xc0 || ++jumps > JUMPS)
				return -1;
			if (!after)
				after = at + 1;
			at = (size_t)(label & LABEL_MOST) << 8 | reader->data[at];
			continue;
		}
		if (!label) {
			name[length ? length - 1 : 0] = 0; /* without the last dot */
			reader->at = after ? after : at;
			return 0;
		}
		if (label > reader->size - at || length + label + 2 > DNS_NAME_SIZE)
			return -1;
		memcpy(name + length, reader->data + at, label);
		length += label;
		name[length++] = '.';
		at += label;
	}
	return -1;
}

static int take_answer(struct reader *reader, struct dns_message *message)
{
	uint32_t type, class, high, low, size;
	char name[DNS_NAME_SIZE], *answer = message->answers[message->answer_count];
	struct reader data;
	int is_known = 0;

	if (take_name(reader, name) || take16(reader, &type) || take16(reader, &class) ||
	    take16(reader, &high) || take16(reader, &low) || take16(reader, &size) ||
	    size > reader->size - reader->at)
		return -1;
	data = *reader;
	reader->at += size;
	if (type == TYPE_A && size == 4)
		is_known = inet_ntop(AF_INET, data.data + data.at, answer, DNS_NAME_SIZE) != NULL;
	else if (type == TYPE_AAAA && size == 16)
		is_known = inet_ntop(AF_INET6, data.data + data.at, answer, DNS_NAME_SIZE) != NULL;
	else if (type == TYPE_CNAME)
		is_known = !take_name(&data, answer);
	if (!is_known)
		return 0;
	low |= high << 16;
	if (!message->answer_count++ || low < message->ttl)
		message->ttl = low;
	return 0;
}

int dns_read(const unsigned char *data, size_t size, struct dns_message *ret_message)
{
	struct reader reader = { data, size, 4 };
	uint32_t questions, answers, ignored;

	if (size < HEADER)
		return -1;
	memset(ret_message, 0, offsetof(struct dns_message, answers));
	ret_message->answer_count = 0;
	ret_message->result = data[3] & 15;
	take16(&reader, &questions);
	take16(&reader, &answers);
	reader.at = HEADER;
	if (questions != 1 || take_name(&reader, ret_message->query) ||
	    take16(&reader, &ret_message->type) || take16(&reader, &ignored))
		return -1;
	while (answers-- && ret_message->answer_count < DNS_ANSWERS && !take_answer(&reader, ret_message))
		;
	return 0;
}
