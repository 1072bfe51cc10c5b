/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_PLUGIN_FRAME_H
#define SCHAIN_PLUGIN_FRAME_H
/*
 * Frames between a host and the child of an isolated plugin: bounded, little
 * endian, without alignment. doc/plugin-transport.md has the layout.
 */
#include <supplychain/base.h>

enum {
	SCHAIN__FRAME_VERSION = 1,
	SCHAIN__FRAME_SIZE = 65536, /* of the longest; a socket of Linux takes 212992 unless told less */
};

enum schain__frame_kind {
	/* to the child */
	SCHAIN__FRAME_START = 1,
	SCHAIN__FRAME_OPEN = 2,
	SCHAIN__FRAME_QUESTION = 3,
	SCHAIN__FRAME_CLOSE = 4,
	/* from the child */
	SCHAIN__FRAME_STARTED = 16,
	SCHAIN__FRAME_DESCRIBED = 17,
	SCHAIN__FRAME_OPENED = 18,
	SCHAIN__FRAME_REFUSED = 19,
	SCHAIN__FRAME_ANSWER = 20,
	SCHAIN__FRAME_RETURNED = 21,
	SCHAIN__FRAME_DROPPED = 22,
	SCHAIN__FRAME_LOG = 23,
};

typedef struct schain__writer {
	unsigned char *data; /* SCHAIN__FRAME_SIZE bytes */
	size_t size;
	int is_full; /* what was put since is lost */
} schain__writer;

void schain__frame_begin(schain__writer *writer, unsigned char *data, enum schain__frame_kind kind);
void schain__put_u32(schain__writer *writer, uint32_t value);
void schain__put_u64(schain__writer *writer, uint64_t value);
/* Absent stays absent; of a longer one the first `limit` bytes. */
void schain__put_text(schain__writer *writer, schain_string text, size_t limit);

typedef struct schain__reader {
	const unsigned char *data;
	size_t size;
	size_t at;
	int is_bad; /* what is taken since is 0 or absent */
} schain__reader;

/* Returns the kind; 0 if it is no frame of this version. */
uint32_t schain__frame_open(schain__reader *reader, const void *data, size_t size);
uint32_t schain__take_u32(schain__reader *reader);
uint64_t schain__take_u64(schain__reader *reader);
/* Points into the frame. Longer than `limit` is bad. */
schain_string schain__take_text(schain__reader *reader, size_t limit);
/* 1 if all was there, was well-formed, and nothing is left. */
int schain__frame_is_whole(const schain__reader *reader);

/* A field of a struct, so that both ends walk it alike. */
typedef struct schain__field {
	uint16_t offset;
	uint16_t kind;
} schain__field;
enum { SCHAIN__FIELD_U32, SCHAIN__FIELD_U64, SCHAIN__FIELD_TEXT };
#define SCHAIN__U32(type, name) { (uint16_t)offsetof(type, name), SCHAIN__FIELD_U32 }
#define SCHAIN__U64(type, name) { (uint16_t)offsetof(type, name), SCHAIN__FIELD_U64 }
#define SCHAIN__TEXT(type, name) { (uint16_t)offsetof(type, name), SCHAIN__FIELD_TEXT }

void schain__put_fields(schain__writer *writer, const schain__field *fields, size_t count,
                        const void *from, size_t text_limit);
void schain__take_fields(schain__reader *reader, const schain__field *fields, size_t count, void *to,
                         size_t text_limit);
#endif
