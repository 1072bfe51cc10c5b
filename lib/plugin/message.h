/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_PLUGIN_MESSAGE_H
#define SCHAIN_PLUGIN_MESSAGE_H
/*
 * What the frames of an isolated plugin hold. Whoever reads one trusts none of
 * it: a read function returns 0, or -1 for what is not such a frame.
 */
#include "plugin/frame.h"
#include "plugin/isolation.h"

enum {
	SCHAIN__MESSAGE_PATH = 4096,     /* with its NUL */
	SCHAIN__MESSAGE_WORDS = 1024,    /* of a descriptor's text, a refusal or a line of a log */
	SCHAIN__MESSAGE_COMMAND = 32768, /* of a command line; what is longer is cut */
};

/* What a child is to become. Texts are borrowed from the frame. */
typedef struct schain__start {
	schain_plugin_isolation isolation; /* grants apart: helper, grants and times are not sent */
	uint32_t question_limit;
	uint32_t grant_count;
	struct {
		schain_string path;
		uint32_t access;
	} grants[SCHAIN__GRANTS];
} schain__start;

/* A descriptor's numbers come first: of an unknown ABI there is nothing else. */
typedef struct schain__description {
	uint32_t struct_size;
	uint32_t abi_major;
	uint32_t abi_minor;
	uint32_t event_schema;
	uint32_t subjects;
	uint32_t option_count;
	schain_string texts[5]; /* name, version, author, licence, summary */
	struct {
		uint32_t type, flags;
		int64_t minimum, maximum;
		schain_string name, fallback, summary;
	} options[SCHAIN__PLUGIN_OPTIONS];
} schain__description;

/* A question with all that it points to. */
typedef struct schain__question_room {
	schain_question question;
	schain_file file, image;
	schain_signature file_signature, image_signature;
	schain_connection connection;
	schain_process process;
} schain__question_room;

/* An answer's claims. */
typedef struct schain__answer_room {
	uint64_t question;
	uint32_t count;
	schain_claim claims[SCHAIN__PLUGIN_CLAIMS];
	schain_signature signatures[SCHAIN__PLUGIN_CLAIMS];
} schain__answer_room;

void schain__put_start(schain__writer *writer, const schain__start *start);
int schain__take_start(schain__reader *reader, schain__start *ret_start);

/* `is_known`: the rest of the descriptor may be read. */
void schain__put_description(schain__writer *writer, const schain_plugin *plugin, int is_known,
                             uint32_t subjects);
int schain__take_description(schain__reader *reader, schain__description *ret_description);

void schain__put_settings(schain__writer *writer, const schain_plugin_setting *settings,
                          size_t count);
/* Texts are borrowed from the frame and not terminated. */
int schain__take_settings(schain__reader *reader, schain_plugin_setting *ret_settings, size_t count);

void schain__put_question(schain__writer *writer, const schain_question *question);
int schain__take_question(schain__reader *reader, schain__question_room *ret_room);

void schain__put_answer(schain__writer *writer, uint64_t question, const schain_claim *claims,
                        size_t claim_size, size_t count);
int schain__take_answer(schain__reader *reader, schain__answer_room *ret_room);
#endif
