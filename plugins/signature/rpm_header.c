/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/rpm_header.h"

#define TAG_SIZE 16u
#define TYPE_TRANSLATED 9u /* I18NSTRING: STRINGS of one text in several languages */

uint64_t schain__rpm_header_size(const uint8_t counts[8])
{
	uint64_t size = 8 + (uint64_t)schain__get_be32(counts) * TAG_SIZE + schain__get_be32(counts + 4);

	return size <= SCHAIN__RPM_HEADER_LIMIT && schain__get_be32(counts) <= SCHAIN__RPM_TAGS_LIMIT
	               ? size
	               : 0;
}

const char *schain__rpm_header_read(schain__bytes bytes, schain__rpm_header *ret_header)
{
	uint64_t size, tags;

	if (bytes.size < 8)
		return "the header ends early";
	size = schain__rpm_header_size(bytes.data);
	if (!size || size > bytes.size)
		return "the header's size is impossible";
	tags = (uint64_t)schain__get_be32(bytes.data) * TAG_SIZE;
	ret_header->index = schain__bytes_part(bytes, 8, tags);
	ret_header->data = schain__bytes_part(bytes, 8 + tags, size - 8 - tags);
	ret_header->size = size;
	return NULL;
}

struct value {
	uint32_t type, count;
	schain__bytes bytes; /* from its first byte to the end of the data */
};

static int find(const schain__rpm_header *header, uint32_t tag, struct value *ret_value)
{
	for (size_t at = 0; at + TAG_SIZE <= header->index.size; at += TAG_SIZE) {
		const uint8_t *entry = header->index.data + at;
		uint32_t offset = schain__get_be32(entry + 8);

		if (schain__get_be32(entry) != tag)
			continue;
		if (offset > header->data.size)
			return 0;
		ret_value->type = schain__get_be32(entry + 4);
		ret_value->count = schain__get_be32(entry + 12);
		ret_value->bytes = schain__bytes_part(header->data, offset, header->data.size - offset);
		return 1;
	}
	return 0;
}

schain__bytes schain__rpm_header_bin(const schain__rpm_header *header, uint32_t tag)
{
	schain__bytes none = { NULL, 0 };
	struct value value;

	if (!find(header, tag, &value) || value.type != SCHAIN__RPM_BIN)
		return none;
	return schain__bytes_part(value.bytes, 0, value.count);
}

int schain__rpm_header_number(const schain__rpm_header *header, uint32_t tag, uint32_t index,
                              uint32_t *ret_number)
{
	struct value value;
	schain__bytes number;

	if (!find(header, tag, &value) || value.type != SCHAIN__RPM_INT32 || index >= value.count)
		return 0;
	number = schain__bytes_part(value.bytes, (uint64_t)index * 4, 4);
	if (!number.data)
		return 0;
	*ret_number = schain__get_be32(number.data);
	return 1;
}

schain__rpm_strings schain__rpm_header_strings(const schain__rpm_header *header, uint32_t tag)
{
	schain__rpm_strings strings = { { NULL, 0 }, 0, 0 };
	struct value value;

	if (find(header, tag, &value) &&
	    (value.type == SCHAIN__RPM_STRINGS || value.type == SCHAIN__RPM_STRING ||
	     value.type == TYPE_TRANSLATED)) {
		strings.rest = value.bytes;
		strings.left = value.type == SCHAIN__RPM_STRING ? 1 : value.count;
	}
	return strings;
}

schain_string schain__rpm_strings_next(schain__rpm_strings *strings)
{
	schain_string none = SCHAIN_STRING_NONE, string;
	schain__bytes text;

	if (!strings->left)
		return none;
	text = schain__bytes_text(strings->rest, 0);
	if (!text.data)
		return none;
	strings->left--;
	strings->rest.data += text.size + 1;
	strings->rest.size -= text.size + 1;
	string.data = (const char *)text.data;
	string.length = text.size;
	return string;
}

schain_string schain__rpm_header_string(const schain__rpm_header *header, uint32_t tag)
{
	schain__rpm_strings strings = schain__rpm_header_strings(header, tag);

	return schain__rpm_strings_next(&strings);
}

enum schain__sig_digest schain__rpm_digest_of(uint32_t number)
{
	switch (number) {
	case 1: return SCHAIN__SIG_MD5;
	case 2: return SCHAIN__SIG_SHA1;
	case 8: return SCHAIN__SIG_SHA256;
	case 9: return SCHAIN__SIG_SHA384;
	case 10: return SCHAIN__SIG_SHA512;
	default: return SCHAIN__SIG_DIGESTS;
	}
}
