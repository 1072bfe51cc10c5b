/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zip (APPNOTE.TXT 6.3), read from front to back by its local headers, since
 * the central directory at the end is not there yet. Each entry is decoded as
 * an input of its own.
 */
#include "decode/frame.h"

#include <string.h>
#include <zlib.h>

#define LOCAL_HEADER 0x04034b50u     /* APPNOTE 4.3.7 */
#define DATA_DESCRIPTOR 0x08074b50u  /* 4.3.9 */
#define HEADER_SIZE 30u
#define SIGNATURE_SIZE 4u
#define FLAG_ENCRYPTED 1u            /* 4.4.4, bit 0 */
#define FLAG_DESCRIPTOR 8u           /* bit 3: sizes follow the data */
#define METHOD_STORED 0u             /* 4.4.5 */
#define METHOD_DEFLATE 8u
#define EXTRA_ZIP64 1u               /* 4.5.3 */

enum step {
	STEP_HEADER,
	STEP_NAME,
	STEP_STORED,
	STEP_DEFLATE,
	STEP_SKIP,
	STEP_DESCRIPTOR,
};

struct zip {
	enum step step;
	z_stream stream;
	int stream_open;
	int entry_open;
	uint32_t flags, method, checksum, checksum_seen;
	uint32_t name_size, extra_size;
	uint64_t packed_size; /* 0 with FLAG_DESCRIPTOR */
	uint64_t left;        /* packed bytes still to come */
	int is_zip64;
	size_t held_size, wanted;
	unsigned char held[HEADER_SIZE + 2 * 65535]; /* header, name and extra field in one piece */
};

static uint32_t get16(const unsigned char *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static uint32_t get32(const unsigned char *at)
{
	return get16(at) | get16(at + 2) << 16;
}

static uint64_t get64(const unsigned char *at)
{
	return get32(at) | (uint64_t)get32(at + 4) << 32;
}

static void expect(struct zip *zip, enum step step, size_t wanted)
{
	zip->step = step;
	zip->held_size = 0;
	zip->wanted = wanted;
}

void *schain__zip_open(schain__decode *decode)
{
	struct zip *zip = schain__decode_reserve(decode, sizeof *zip);

	if (!zip)
		return NULL;
	memset(zip, 0, sizeof *zip);
	expect(zip, STEP_HEADER, SIGNATURE_SIZE);
	return zip;
}

void schain__zip_close(schain__decode *decode, void *state)
{
	struct zip *zip = state;

	if (zip->stream_open)
		inflateEnd(&zip->stream);
	schain__decode_release(decode, zip, sizeof *zip);
}

/* An entry that is passed over: told, then skipped where its size is known. */
static schain_status pass_over(schain__decode *decode, schain__unpack *unpack, const char *message)
{
	struct zip *zip = unpack->state;
	schain_status status;

	if (zip->flags & FLAG_DESCRIPTOR)
		return schain__unpack_damaged(decode, unpack, message);
	status = schain__decode_report(decode, 0, 0, decode->statistics.bytes, message);
	zip->step = STEP_SKIP;
	return status == SCHAIN_E_DAMAGED ? SCHAIN_OK : status;
}

static schain_status end_entry(schain__decode *decode)
{
	struct zip *zip = decode->outer.state;
	schain_status status = SCHAIN_OK;

	if (zip->entry_open)
		status = schain__input_finish(decode);
	if (!status && zip->entry_open && !(zip->flags & FLAG_DESCRIPTOR) &&
	    zip->checksum != zip->checksum_seen) {
		status = schain__decode_report(decode, 0, 0, decode->statistics.bytes,
		                               "zip entry does not match its checksum");
		status = status == SCHAIN_E_DAMAGED ? SCHAIN_OK : status;
	}
	zip->entry_open = 0;
	if (zip->flags & FLAG_DESCRIPTOR)
		expect(zip, STEP_DESCRIPTOR, SIGNATURE_SIZE);
	else
		expect(zip, STEP_HEADER, SIGNATURE_SIZE);
	return status;
}

static schain_status take_header(schain__decode *decode, schain__unpack *unpack)
{
	struct zip *zip = unpack->state;

	if (get32(zip->held) != LOCAL_HEADER) {
		/* The central directory: all entries are through. */
		schain__unpack_dispose(decode, unpack);
		unpack->kind = SCHAIN__UNPACK_DEAD;
		return SCHAIN_OK;
	}
	if (zip->wanted == SIGNATURE_SIZE) {
		zip->wanted = HEADER_SIZE;
		return SCHAIN_OK;
	}
	zip->flags = get16(zip->held + 6);
	zip->method = get16(zip->held + 8);
	zip->checksum = get32(zip->held + 14);
	zip->checksum_seen = 0;
	zip->packed_size = get32(zip->held + 18);
	zip->name_size = get16(zip->held + 26);
	zip->extra_size = get16(zip->held + 28);
	zip->is_zip64 = 0;
	zip->step = STEP_NAME;
	zip->wanted = HEADER_SIZE + zip->name_size + zip->extra_size;
	return SCHAIN_OK;
}

/* Sizes that did not fit into 32 bits: unpacked, packed (4.5.3). */
static void take_extra(struct zip *zip)
{
	const unsigned char *at = zip->held + HEADER_SIZE + zip->name_size;
	const unsigned char *end = at + zip->extra_size, *field;
	uint32_t id, size;

	for (; end - at >= 4; at += size) {
		id = get16(at);
		size = get16(at + 2);
		at += 4;
		if (size > (size_t)(end - at))
			return;
		if (id != EXTRA_ZIP64)
			continue;
		zip->is_zip64 = 1;
		field = at;
		if (get32(zip->held + 22) == UINT32_MAX)
			field += 8;
		if (zip->packed_size == UINT32_MAX && (size_t)(field - at) + 8 <= size)
			zip->packed_size = get64(field);
	}
}

/* Folders, and the resource forks that macOS puts beside each file. */
static int is_of_no_use(const char *name, size_t size)
{
	return !size || name[size - 1] == '/' || (size >= 9 && !memcmp(name, "__MACOSX/", 9));
}

static schain_status start_deflate(schain__decode *decode, struct zip *zip)
{
	if (zip->stream_open)
		return inflateReset(&zip->stream) == Z_OK ? SCHAIN_OK
		                                          : schain__decode_fail_memory(decode);
	zip->stream_open = schain__inflate_init(decode, &zip->stream, -15);
	return zip->stream_open ? SCHAIN_OK : schain__decode_fail_memory(decode);
}

static schain_status take_name(schain__decode *decode, schain__unpack *unpack)
{
	struct zip *zip = unpack->state;
	const char *name = (const char *)zip->held + HEADER_SIZE;
	schain_status status;
	int is_useless = is_of_no_use(name, zip->name_size);

	take_extra(zip);
	zip->left = zip->packed_size;
	if (is_useless && !(zip->flags & FLAG_DESCRIPTOR)) {
		zip->step = STEP_SKIP;
		return SCHAIN_OK;
	}
	if (zip->flags & FLAG_ENCRYPTED)
		return pass_over(decode, unpack, "zip entry is encrypted; skipped");
	if (zip->method == METHOD_STORED && zip->flags & FLAG_DESCRIPTOR)
		return pass_over(decode, unpack, "stored zip entry of unknown size; the rest is not read");
	if (zip->method != METHOD_STORED && zip->method != METHOD_DEFLATE)
		return pass_over(decode, unpack, "zip entry is neither stored nor deflated; skipped");
	zip->step = zip->method == METHOD_STORED ? STEP_STORED : STEP_DEFLATE;
	if (zip->step == STEP_DEFLATE && (status = start_deflate(decode, zip)))
		return status;
	zip->entry_open = !is_useless;
	return is_useless ? SCHAIN_OK : schain__input_begin(decode, name, zip->name_size);
}

static schain_status put_entry(schain__decode *decode, schain__unpack *unpack, const char *data,
                               size_t size)
{
	struct zip *zip = unpack->state;

	zip->checksum_seen = (uint32_t)crc32(zip->checksum_seen, (const Bytef *)data, (uInt)size);
	return zip->entry_open ? schain__unpack_emit(decode, unpack, data, size) : SCHAIN_OK;
}

/* Returns how much of the data was used through *ret_used. */
static schain_status feed_deflate(schain__decode *decode, schain__unpack *unpack, const char *data,
                                  size_t size, size_t *ret_used)
{
	struct zip *zip = unpack->state;
	z_stream *stream = &zip->stream;
	schain_status status;
	uInt piece = size > 1u << 30 ? 1u << 30 : (uInt)size;
	int result;

	if (!(zip->flags & FLAG_DESCRIPTOR) && piece > zip->left)
		piece = (uInt)zip->left;
	stream->next_in = (Bytef *)(uintptr_t)data;
	stream->avail_in = piece;
	do {
		stream->next_out = (Bytef *)unpack->buffer;
		stream->avail_out = SCHAIN__UNPACK_BUFFER;
		result = inflate(stream, Z_NO_FLUSH);
		if (result == Z_MEM_ERROR)
			return schain__decode_fail_memory(decode);
		if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
			return schain__unpack_damaged(decode, unpack,
			                              "zip data is damaged; what follows is not read");
		status = put_entry(decode, unpack, unpack->buffer,
		                   SCHAIN__UNPACK_BUFFER - stream->avail_out);
		if (status)
			return status;
	} while (result != Z_STREAM_END && (stream->avail_in || !stream->avail_out));
	*ret_used = piece - stream->avail_in;
	if (!(zip->flags & FLAG_DESCRIPTOR)) {
		zip->left -= *ret_used;
		if (result != Z_STREAM_END && !zip->left)
			return schain__unpack_damaged(decode, unpack, "zip entry ends early");
	}
	if (result != Z_STREAM_END)
		return SCHAIN_OK;
	if (zip->left && !(zip->flags & FLAG_DESCRIPTOR))
		return schain__unpack_damaged(decode, unpack,
		                              "zip entry is shorter than its header says");
	return end_entry(decode);
}

static schain_status feed_known_size(schain__decode *decode, schain__unpack *unpack,
                                     const char *data, size_t size, size_t *ret_used)
{
	struct zip *zip = unpack->state;
	size_t piece = size > 1u << 30 ? 1u << 30 : size;
	schain_status status = SCHAIN_OK;

	if (piece > zip->left)
		piece = (size_t)zip->left;
	if (piece && zip->step == STEP_STORED)
		status = put_entry(decode, unpack, data, piece);
	if (status)
		return status;
	*ret_used = piece;
	zip->left -= piece;
	return zip->left ? SCHAIN_OK : end_entry(decode);
}

/* Optional signature, checksum, two sizes of 4 or (zip64) 8 bytes. */
static schain_status take_descriptor(schain__decode *decode, struct zip *zip)
{
	size_t sizes = zip->is_zip64 ? 16 : 8;
	size_t head = get32(zip->held) == DATA_DESCRIPTOR ? 8 : 4;
	schain_status status = SCHAIN_OK;

	if (zip->wanted == SIGNATURE_SIZE) {
		zip->wanted = head + sizes;
		return SCHAIN_OK;
	}
	if (get32(zip->held + head - 4) != zip->checksum_seen) {
		status = schain__decode_report(decode, 0, 0, decode->statistics.bytes,
		                               "zip entry does not match its checksum");
		status = status == SCHAIN_E_DAMAGED ? SCHAIN_OK : status;
	}
	expect(zip, STEP_HEADER, SIGNATURE_SIZE);
	return status;
}

static schain_status feed_held(schain__decode *decode, schain__unpack *unpack, const char *data,
                               size_t size, size_t *ret_used)
{
	struct zip *zip = unpack->state;
	size_t piece = zip->wanted - zip->held_size;

	if (piece > size)
		piece = size;
	memcpy(zip->held + zip->held_size, data, piece);
	zip->held_size += piece;
	*ret_used = piece;
	if (zip->held_size < zip->wanted)
		return SCHAIN_OK;
	if (zip->step == STEP_HEADER)
		return take_header(decode, unpack);
	if (zip->step == STEP_NAME)
		return take_name(decode, unpack);
	return take_descriptor(decode, zip);
}

schain_status schain__zip_feed(schain__decode *decode, schain__unpack *unpack, const char *data,
                               size_t size)
{
	struct zip *zip = unpack->state;
	schain_status status;
	size_t used;

	while (unpack->kind == SCHAIN__UNPACK_ZIP) {
		int may_be_empty = zip->step == STEP_SKIP || zip->step == STEP_STORED ||
		                   (zip->step == STEP_NAME && zip->held_size == zip->wanted);

		if (!size && !may_be_empty)
			return SCHAIN_OK;
		used = 0;
		if (zip->step == STEP_DEFLATE)
			status = feed_deflate(decode, unpack, data, size, &used);
		else if (zip->step == STEP_STORED || zip->step == STEP_SKIP)
			status = feed_known_size(decode, unpack, data, size, &used);
		else
			status = feed_held(decode, unpack, data, size, &used);
		if (status)
			return status;
		if (!used && !size)
			return SCHAIN_OK;
		data += used;
		size -= used;
	}
	return SCHAIN_OK;
}

schain_status schain__zip_finish(schain__decode *decode, schain__unpack *unpack)
{
	struct zip *zip = unpack->state;
	schain_status status = SCHAIN_OK;

	if (zip->entry_open)
		status = schain__input_finish(decode);
	if (status)
		return status;
	return schain__unpack_damaged(decode, unpack, "zip data ends early");
}
