/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_PLUGIN_PLUGIN_H
#define SCHAIN_PLUGIN_PLUGIN_H
/*
 * Plugins and their instances: what each is asked, what it answered, and what
 * its answers cost it. Knows no engine.
 */
#include <supplychain/plugins.h>

#include <stdatomic.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/platform.h"
#include "base/recent.h"
#include "plugin/object.h"

enum {
	SCHAIN__PLUGIN_NAME = 32, /* with its NUL */
	SCHAIN__PLUGIN_OPTIONS = 64,
	SCHAIN__PLUGIN_TEXT = 256,     /* of each text of a claim but its subject, with its NUL */
	SCHAIN__PLUGIN_SUBJECT = 1024, /* of a subject that a claim names itself */
	SCHAIN__PLUGIN_CLAIMS = 8,     /* of an answer */
};

/* Texts of a claim in a mailbox. */
enum schain__posted_text {
	SCHAIN__POSTED_SUBJECT,
	SCHAIN__POSTED_REASON,
	SCHAIN__POSTED_SIGNER,
	SCHAIN__POSTED_ISSUER,
	SCHAIN__POSTED_THUMBPRINT,
	SCHAIN__POSTED_TEAM_ID,
	SCHAIN__POSTED_SIGNING_ID,
	SCHAIN__POSTED_IDENTITY,
	SCHAIN__POSTED_TEXTS,
};

/* A claim as posted, with all its texts, or an answer that has none. */
typedef struct schain__posted {
	uint64_t question;
	uint64_t answer; /* number of the post it came with */
	int64_t lifetime;
	uint32_t is_claim;
	uint32_t subject_kind;
	uint32_t finding;
	uint32_t reasons;
	uint32_t reserved;
	uint32_t has_signature;
	uint32_t signature_state;
	uint32_t signature_flags;
	uint32_t length[SCHAIN__POSTED_TEXTS];
	char text[SCHAIN__PLUGIN_SUBJECT + (SCHAIN__POSTED_TEXTS - 1) * SCHAIN__PLUGIN_TEXT];
} schain__posted;

/*
 * Where claims wait, from any thread. All memory is there from the start: the
 * caller's allocator belongs to the engine's thread.
 */
typedef struct schain__mailbox {
	schain__lock lock;
	schain__posted *ring;
	uint32_t capacity;
	uint32_t first;
	uint32_t is_closed;
	atomic_uint count; /* read without the lock to learn whether there is any */
	uint64_t answers;
	uint64_t flooded;
	uint64_t refused;
} schain__mailbox;

enum schain__question_state {
	SCHAIN__QUESTION_NONE,
	SCHAIN__QUESTION_WAITING,
	SCHAIN__QUESTION_OVERDUE,
	SCHAIN__QUESTION_ANSWERED,
};

/* What was asked, in the slot of its number. */
typedef struct schain__asked {
	uint64_t number;
	uint64_t answer; /* post that answered it */
	uint64_t key;    /* of its subject, among those asked about before */
	int64_t at;      /* by the host's clock */
	uint32_t state;
	uint32_t subject_kind;
	char *block; /* texts of the three below */
	size_t block_size;
	schain_string subject;
	schain_string host;
	schain_string other; /* its second name: hash or address; absent if none */
} schain__asked;

/* A subject asked about before, so that what repeats is asked once. */
typedef struct schain__known {
	schain__recent_header header;
	schain_time until; /* the answer's end; 0: none */
} schain__known;

typedef struct schain__instance {
	struct schain__instance *next_discarded;
	struct schain_plugins *plugins;
	const schain_plugin *plugin;
	const schain_enricher *enricher; /* NULL, as the two below: it has none */
	const schain_plugin_decoder *decoder;
	const schain_plugin_sink *sink;
	void *handle; /* of the plugin's own */
	char name[SCHAIN__PLUGIN_NAME];
	schain_plugin_host host;
	schain__mailbox mailbox;
	schain__asked *asked;     /* by number modulo the limit */
	schain__posted *posted;   /* the one being checked */
	_Atomic uint64_t *wanted; /* the same slots: numbers that may be answered */
	uint64_t next;            /* number of the next question, from 1 */
	uint64_t oldest;          /* first number that may be waiting within its deadline */
	schain__recent known;
	struct schain__remote *remote; /* NULL: in this process */
	uint32_t is_open;
	uint32_t is_inside; /* one of its calls by the engine's thread is running */
	uint32_t is_configured; /* by schain_plugins_configure(), in the words of this fingerprint */
	uint32_t is_replaced;   /* its name is free */
	uint8_t fingerprint[SCHAIN__SHA256_SIZE];
	schain_plugin_statistics statistics;
	/* Of the decoder, whose calls come from any thread. */
	schain_plugin_decoder guard; /* what is handed out in its place */
	schain__lock lock;           /* around each call, where they may not overlap */
	uint32_t is_shared;          /* there is a decoder that is not re-entrant */
	atomic_uint open_inputs;
	_Atomic uint64_t inputs, records, events, problems;
} schain__instance;

/* A claim that an instance may make, with all its texts behind it. */
typedef struct schain__reply {
	struct schain__reply *next;
	schain__instance *from;
	size_t size;     /* of the block */
	uint64_t number; /* of the question */
	uint64_t key;    /* of its subject, as in schain__asked */
	schain_string host;
	schain_claim claim;
	schain_signature signature;
} schain__reply;

/* A plugin that came from a file. */
typedef struct schain__loaded {
	const schain_plugin *plugin;
	char *path;
	size_t path_size;
	uint8_t digest[SCHAIN__SHA256_SIZE];
} schain__loaded;

struct schain_plugins {
	uint32_t magic;
	uint32_t is_attached; /* to an engine */
	schain__memory memory;
	schain__hash_key key;
	schain_plugins_options options;
	const schain_plugin **plugins;
	size_t plugin_count, plugin_capacity;
	schain__loaded *loaded;
	size_t loaded_count, loaded_capacity;
	uint8_t (*allowed)[SCHAIN__SHA256_SIZE]; /* the only contents of files, if there is one */
	size_t allowed_count, allowed_capacity;
	schain__instance **instances;
	size_t instance_count, instance_capacity;
	schain__instance *discarded; /* closed ones that nobody sees any more */
	schain__reply *first_reply; /* checked, in order of coming */
	schain__reply *last_reply;
	schain__reply *taken; /* the one handed out last */
};

/* Lets an engine use the set, one at a time. */
schain_status schain__plugins_attach(schain_plugins *plugins, schain_error *error);
/* Closes what that engine asked. */
void schain__plugins_detach(schain_plugins *plugins);

/*
 * Puts a question to every instance that wants such and was not asked before;
 * `generation` tells a file's contents apart. The number is filled in.
 */
void schain__plugins_ask(schain_plugins *plugins, schain_question *question, uint64_t generation);

/*
 * Checks what was posted against the questions; `wait` 0: a mailbox that a
 * thread is writing to at the moment is left for the next time.
 */
void schain__plugins_collect(schain_plugins *plugins, int wait);
/* The next claim, valid until the next call; NULL if there is none. */
const schain__reply *schain__plugins_take(schain_plugins *plugins);
/* A claim has its time now: until when it spares another question. */
void schain__plugins_taken_at(const schain__reply *reply, schain_time time);
/* Gives a verdict to every sink. */
void schain__plugins_deliver(schain_plugins *plugins, const schain_verdict *verdict);
int schain__plugins_have_sink(const schain_plugins *plugins);
/* Counts what is overdue. */
void schain__plugins_look_at_clock(schain_plugins *plugins);

/* Pieces, each in its file. */
schain_status schain__plugin_check(const schain_plugin *plugin, schain_error *error);
/*
 * A set's member of that name, or NULL. Names are compared as far as a valid
 * one is long.
 */
const schain_plugin *schain__plugin_of(const schain_plugins *plugins, schain_string name);
int schain__plugin_is_name(const char *name);
/*
 * One setting for each option of the plugin, with their texts in one block of
 * *ret_size bytes; NULL where it has no options.
 */
schain_status schain__plugin_configure(schain_plugins *plugins, const schain_plugin *plugin,
                                       const schain_plugin_value *values, size_t value_size,
                                       size_t count, schain_plugin_setting **ret_settings,
                                       size_t *ret_size, schain_error *error);
static inline const schain_plugin_option *schain__plugin_option_at(const schain_plugin *plugin,
                                                                   size_t index)
{
	return (const void *)((const char *)plugin->options + index * plugin->option_size);
}
/* Index of the option of that name, or SIZE_MAX. */
size_t schain__plugin_option_of(const schain_plugin *plugin, schain_string name);
/* An absent text is no value; writes the number of one that has such. */
schain_status schain__plugin_value_check(const schain_plugin_option *option, schain_string text,
                                         schain_plugin_setting *setting, schain_error *error);
schain_status schain__plugins_check(const schain_plugins *plugins, schain_error *error);
schain_status schain__plugins_load(schain_plugins *plugins, const char *path,
                                   const schain__object_terms *terms, schain_error *error);
void schain__plugins_forget_loaded(schain_plugins *plugins);

/* Is it text to show to people: present, bounded and printable UTF-8? */
int schain__plugin_is_text(const char *text);
schain_status schain__plugin_check_interfaces(const schain_plugin *plugin, schain_error *error);

/* Around one call by the engine's thread; begin returns its time by the host's clock, for end. */
int64_t schain__instance_begin(schain__instance *instance);
void schain__instance_end(schain__instance *instance, int64_t at);
int64_t schain__plugins_now(const schain_plugins *plugins);
/* A failed call of the plugin's, of whose words the message counts, under its name. */
schain_status schain__instance_fail(const schain__instance *instance, schain_status status,
                                    schain_error *told, schain_error *error);
void schain__instance_init_decoder(schain__instance *instance);
/* Keeps calls apart where they may not overlap. */
void schain__instance_enter(schain__instance *instance);
void schain__instance_leave(schain__instance *instance);
/* Are these claims, and no more or longer than can be kept? */
schain_status schain__claims_check(const schain_claim *claims, size_t claim_size, size_t count);

int schain__mailbox_init(schain__mailbox *mailbox, schain__memory *memory, uint32_t capacity);
void schain__mailbox_dispose(schain__mailbox *mailbox, schain__memory *memory);
schain_status schain__mailbox_post(schain__mailbox *mailbox, uint64_t question,
                                   const schain_claim *claims, size_t claim_size, size_t count);
/* 1: *ret_posted is the oldest; 0: there is none, or `wait` is 0 and it is being written to. */
int schain__mailbox_take(schain__mailbox *mailbox, int wait, schain__posted *ret_posted);
/* Counts claims that somebody else refused. */
void schain__mailbox_refuse(schain__mailbox *mailbox, uint32_t count);
void schain__mailbox_close(schain__mailbox *mailbox);
/* What was flooded and refused so far. */
void schain__mailbox_count(schain__mailbox *mailbox, uint64_t *ret_flooded, uint64_t *ret_refused);
schain_string schain__posted_string(const schain__posted *posted, enum schain__posted_text which);

void schain__instance_collect(schain__instance *instance, int wait);
void schain__instance_close(schain__instance *instance);
/* Closes one that is in no list, and keeps what its threads may touch until the set is freed. */
void schain__instance_discard(schain__instance *instance);
/*
 * As schain_plugins_open(), of a plugin that need not be the set's; `remote` asks
 * in its place and is freed on failure, NULL none.
 */
schain_status schain__instance_open(schain_plugins *plugins, const schain_plugin *plugin,
                                    struct schain__remote *remote, const char *name,
                                    const schain_plugin_value *values, size_t value_size,
                                    size_t count, schain_error *error);
/* Claims that nobody will take. */
void schain__replies_drop(schain_plugins *plugins);

int schain__questions_init(schain__instance *instance);
/* What was asked under that number; NULL if it is forgotten. */
schain__asked *schain__question_of(schain__instance *instance, uint64_t number);
/* ask came back: what it posted inside is in the mailbox. */
void schain__question_returned(schain__instance *instance, uint64_t number, schain_status status);
/* It waits no longer; `answer` is the post that ended it, 0 for none. */
void schain__question_answered(schain__instance *instance, schain__asked *asked, uint64_t answer);
/* Gives up all that waits. */
void schain__questions_cancel(schain__instance *instance);
void schain__questions_dispose(schain__instance *instance);
#endif
