/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Layers of compression, told by their first bytes: gzip (RFC 1952), zstd
 * (RFC 8878), zip. All are streamed through one buffer of fixed size, so that
 * what a small file unpacks to never has to fit into memory.
 */
#include "decode/frame.h"

#include <string.h>
#include <zlib.h>
#include <zstd.h>

/* Largest zstd window accepted, 2 to this: what `zstd --long` makes by default. */
#define ZSTD_WINDOW_LOG 27

/* zlib frees without saying the size, so it is kept in front; 16 keeps any type aligned. */
#define SIZE_SPACE 16

static void *zlib_allocate(void *context, unsigned count, unsigned size)
{
	schain__decode *decode = context;
	size_t total = (size_t)count * size + SIZE_SPACE;
	char *block = schain__decode_reserve(decode, total);

	if (!block)
		return NULL;
	memcpy(block, &total, sizeof total);
	return block + SIZE_SPACE;
}

static void zlib_release(void *context, void *memory)
{
	char *block = (char *)memory - SIZE_SPACE;
	size_t total;

	memcpy(&total, block, sizeof total);
	schain__decode_release(context, block, total);
}

int schain__inflate_init(schain__decode *decode, z_stream *stream, int window_bits)
{
	memset(stream, 0, sizeof *stream);
	stream->opaque = decode;
	stream->zalloc = zlib_allocate;
	stream->zfree = zlib_release;
	return inflateInit2(stream, window_bits) == Z_OK;
}

void schain__unpack_init(schain__unpack *unpack, int is_inner)
{
	memset(unpack, 0, sizeof *unpack);
	unpack->is_inner = is_inner;
}

void schain__unpack_dispose(schain__decode *decode, schain__unpack *unpack)
{
	if (unpack->state) {
		if (unpack->kind == SCHAIN__UNPACK_GZIP) {
			inflateEnd(unpack->state);
			schain__decode_release(decode, unpack->state, sizeof(z_stream));
		} else if (unpack->kind == SCHAIN__UNPACK_ZSTD) {
			ZSTD_freeDStream(unpack->state);
		} else if (unpack->kind == SCHAIN__UNPACK_ZIP) {
			schain__zip_close(decode, unpack->state);
		}
	}
	schain__decode_release(decode, unpack->buffer, SCHAIN__UNPACK_BUFFER);
	schain__unpack_init(unpack, unpack->is_inner);
}

static void stop(schain__decode *decode, schain__unpack *unpack)
{
	schain__unpack_dispose(decode, unpack);
	unpack->kind = SCHAIN__UNPACK_DEAD;
}

schain_status schain__unpack_damaged(schain__decode *decode, schain__unpack *unpack,
                                     const char *message)
{
	schain_status status = schain__decode_report(decode, 0, 0, decode->statistics.bytes, message);

	stop(decode, unpack);
	return status == SCHAIN_E_DAMAGED ? SCHAIN_OK : status;
}

schain_status schain__unpack_emit(schain__decode *decode, schain__unpack *unpack, const char *data,
                                  size_t size)
{
	if (unpack->is_inner)
		return schain__text_feed(decode, data, size);
	return schain__unpack_feed(decode, &decode->inner, data, size);
}

/* Several members may follow each other; anything else behind one is not read, as gzip does. */
static schain_status feed_gzip(schain__decode *decode, schain__unpack *unpack, const char *data,
                               size_t size)
{
	z_stream *stream = unpack->state;
	schain_status status;
	int result;

	while (size) {
		uInt piece = size > 1u << 30 ? 1u << 30 : (uInt)size;

		stream->next_in = (Bytef *)(uintptr_t)data;
		stream->avail_in = piece;
		do {
			stream->next_out = (Bytef *)unpack->buffer;
			stream->avail_out = SCHAIN__UNPACK_BUFFER;
			result = inflate(stream, Z_NO_FLUSH);
			status = schain__unpack_emit(decode, unpack, unpack->buffer,
			                             SCHAIN__UNPACK_BUFFER - stream->avail_out);
			if (status)
				return status;
			if (result == Z_MEM_ERROR)
				return schain__decode_fail_memory(decode);
			if (result == Z_STREAM_END && stream->avail_in && *stream->next_in != 0x1f) {
				stop(decode, unpack);
				return SCHAIN_OK;
			}
			if (result == Z_STREAM_END)
				result = inflateReset(stream);
			if (result != Z_OK && result != Z_BUF_ERROR)
				return schain__unpack_damaged(decode, unpack,
				                              "gzip data is damaged; what follows is not read");
		} while (stream->avail_in || !stream->avail_out);
		data += piece;
		size -= piece;
	}
	return SCHAIN_OK;
}

static schain_status feed_zstd(schain__decode *decode, schain__unpack *unpack, const char *data,
                               size_t size)
{
	ZSTD_inBuffer in = { data, size, 0 };
	ZSTD_outBuffer out = { unpack->buffer, SCHAIN__UNPACK_BUFFER, 0 };
	schain_status status;
	size_t result;

	do {
		out.pos = 0;
		result = ZSTD_decompressStream(unpack->state, &out, &in);
		if (ZSTD_isError(result))
			return schain__unpack_damaged(decode, unpack,
			                              "zstd data is damaged; what follows is not read");
		if ((status = schain__unpack_emit(decode, unpack, unpack->buffer, out.pos)))
			return status;
		/* 0 at the end of a frame, where truncation does no harm. */
		unpack->head_size = result ? 1 : 0;
	} while (in.pos < in.size || out.pos == out.size);
	return SCHAIN_OK;
}

static schain_status feed_decided(schain__decode *decode, schain__unpack *unpack, const char *data,
                                  size_t size)
{
	switch (unpack->kind) {
	case SCHAIN__UNPACK_GZIP:
		return feed_gzip(decode, unpack, data, size);
	case SCHAIN__UNPACK_ZSTD:
		return feed_zstd(decode, unpack, data, size);
	case SCHAIN__UNPACK_ZIP:
		return schain__zip_feed(decode, unpack, data, size);
	case SCHAIN__UNPACK_NONE:
		return schain__unpack_emit(decode, unpack, data, size);
	default:
		return SCHAIN_OK;
	}
}

static int open_gzip(schain__decode *decode, schain__unpack *unpack)
{
	z_stream *stream = schain__decode_reserve(decode, sizeof *stream);

	if (!stream)
		return 0;
	if (!schain__inflate_init(decode, stream, 15 + 16)) {
		schain__decode_release(decode, stream, sizeof *stream);
		return 0;
	}
	unpack->state = stream;
	return 1;
}

static int open_zstd(schain__unpack *unpack)
{
	unpack->state = ZSTD_createDStream();
	return unpack->state &&
	       !ZSTD_isError(ZSTD_DCtx_setParameter(unpack->state, ZSTD_d_windowLogMax,
	                                            ZSTD_WINDOW_LOG));
}

static enum schain__unpack_kind kind_of(const schain__unpack *unpack)
{
	const unsigned char *head = (const unsigned char *)unpack->head;

	if (unpack->head_size >= 2 && head[0] == 0x1f && head[1] == 0x8b)
		return SCHAIN__UNPACK_GZIP;
	if (unpack->head_size < 4)
		return SCHAIN__UNPACK_NONE;
	if (!memcmp(head, "\x28\xb5\x2f\xfd", 4) ||
	    ((head[0] & 0xf0) == 0x50 && !memcmp(head + 1, "\x2a\x4d\x18", 3)))
		return SCHAIN__UNPACK_ZSTD;
	if (!unpack->is_inner && (!memcmp(head, "PK\3\4", 4) || !memcmp(head, "PK\5\6", 4)))
		return SCHAIN__UNPACK_ZIP;
	return SCHAIN__UNPACK_NONE;
}

static schain_status start(schain__decode *decode, schain__unpack *unpack)
{
	char head[sizeof unpack->head];
	size_t head_size = unpack->head_size;
	int is_open = 1;

	memcpy(head, unpack->head, sizeof head);
	unpack->kind = kind_of(unpack);
	unpack->head_size = 0;
	if (unpack->kind != SCHAIN__UNPACK_NONE) {
		unpack->buffer = schain__decode_reserve(decode, SCHAIN__UNPACK_BUFFER);
		if (!unpack->buffer)
			return schain__decode_fail_memory(decode);
	}
	if (unpack->kind == SCHAIN__UNPACK_GZIP)
		is_open = open_gzip(decode, unpack);
	else if (unpack->kind == SCHAIN__UNPACK_ZSTD)
		is_open = open_zstd(unpack);
	else if (unpack->kind == SCHAIN__UNPACK_ZIP)
		is_open = (unpack->state = schain__zip_open(decode)) != NULL;
	if (!is_open)
		return schain__decode_fail_memory(decode);
	return feed_decided(decode, unpack, head, head_size);
}

schain_status schain__unpack_feed(schain__decode *decode, schain__unpack *unpack, const char *data,
                                  size_t size)
{
	schain_status status;

	if (unpack->kind == SCHAIN__UNPACK_UNDECIDED) {
		for (; size && unpack->head_size < sizeof unpack->head; data++, size--)
			unpack->head[unpack->head_size++] = *data;
		if (unpack->head_size < sizeof unpack->head)
			return SCHAIN_OK;
		if ((status = start(decode, unpack)))
			return status;
	}
	return size ? feed_decided(decode, unpack, data, size) : SCHAIN_OK;
}

static schain_status finish_gzip(schain__decode *decode, schain__unpack *unpack)
{
	const z_stream *stream = unpack->state;

	/* total_in starts again with each member. */
	if (!stream->total_in)
		return SCHAIN_OK;
	return schain__unpack_damaged(decode, unpack, "gzip data ends early");
}

schain_status schain__unpack_finish(schain__decode *decode, schain__unpack *unpack)
{
	schain_status status = SCHAIN_OK;

	if (unpack->kind == SCHAIN__UNPACK_UNDECIDED && unpack->head_size)
		status = start(decode, unpack);
	if (status)
		return status;
	if (unpack->kind == SCHAIN__UNPACK_GZIP)
		status = finish_gzip(decode, unpack);
	else if (unpack->kind == SCHAIN__UNPACK_ZSTD && unpack->head_size)
		status = schain__unpack_damaged(decode, unpack, "zstd data ends early");
	else if (unpack->kind == SCHAIN__UNPACK_ZIP)
		status = schain__zip_finish(decode, unpack);
	return status;
}
