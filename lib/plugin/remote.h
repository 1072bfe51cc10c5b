/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_PLUGIN_REMOTE_H
#define SCHAIN_PLUGIN_REMOTE_H
/*
 * The host's side of an isolated plugin: a twin of the plugin, with a descriptor
 * like its, that asks a child process. Nothing but opening, closing, and asking
 * with patience waits for the child.
 */
#include "base/child.h"
#include "plugin/message.h"
#include "plugin/plugin.h"

/* Frames that a child may send without being called for, and how it earns more of them. */
enum {
	SCHAIN__CREDIT = 1024,
	SCHAIN__CREDIT_A_QUESTION = 16,
	SCHAIN__CREDIT_A_SECOND = 16,
	SCHAIN__CREDIT_LIMIT = 4096,
};

enum schain__remote_state {
	SCHAIN__REMOTE_DOWN,     /* no child, or one that is ending */
	SCHAIN__REMOTE_STARTING, /* it gives up its rights and loads the plugin */
	SCHAIN__REMOTE_WAITING,  /* its plugin is known, and not open */
	SCHAIN__REMOTE_OPENING,
	SCHAIN__REMOTE_READY,
};

/* A block of the set's memory. */
typedef struct schain__block {
	unsigned char *data;
	size_t size;
} schain__block;

typedef struct schain__remote {
	schain_plugins *plugins;
	schain__instance *instance; /* NULL until it is made */
	schain_plugin plugin;       /* the twin's */
	schain_enricher enricher;
	schain_plugin_isolation isolation; /* its pointers are not kept */
	schain__block paths;       /* of the helper and of the plugin */
	schain__block texts;       /* of the twin's descriptor, and its options */
	schain__block start;       /* the frames that each child gets */
	schain__block open;
	schain__block description; /* as the first child gave it */
	const char *helper;
	const char *path;
	schain__code code; /* the plugin, which every child gets */
	schain__child child;
	enum schain__remote_state state;
	uint32_t steps;        /* of isolation that hold */
	uint32_t losses;       /* in a row */
	uint32_t credit;       /* frames it may still send that nothing called for */
	uint32_t skipped;      /* looks that were not taken */
	uint32_t tells_end;    /* it ended by itself, and nobody has been told how */
	int64_t changed_at;    /* when it got into that state, by the set's clock */
	int64_t progress_at;   /* when the oldest ask that has not returned became the oldest */
	int64_t credit_at;
	int64_t delay;         /* from changed_at to the next start */
	uint64_t first_out;    /* oldest question whose ask has not returned */
	uint64_t next_out;     /* one past the newest that was put */
	uint64_t waited_for;   /* question that asking waits for; 0 none */
	schain_status returned; /* its result */
	uint64_t starts, crashes, kills, missed;
	schain_error error; /* why it is not open */
	unsigned char frame[SCHAIN__FRAME_SIZE];
} schain__remote;

/* remote.c: its life */
schain_status schain__remote_new(schain_plugins *plugins, const char *path,
                                 const schain_plugin_isolation *known, schain__remote **ret_remote,
                                 schain_error *error);
void schain__remote_free(schain__remote *remote);
/* Starts the first child and waits until its plugin is known. */
schain_status schain__remote_start(schain__remote *remote, const schain__object_terms *terms,
                                   schain_error *error);
/* Hands the frame over and waits until the plugin is open. */
schain_status schain__remote_open(schain__remote *remote, schain_error *error);
void schain__remote_close(schain__remote *remote);
/* Replaces a lost child, and gives up one that hangs. */
void schain__remote_look_at_clock(schain__remote *remote, int64_t now);
/* It ended by itself. */
void schain__remote_ended(schain__remote *remote);
/* It is to blame, and is killed. */
void schain__remote_blame(schain__remote *remote, const char *why);
/* It will not do; `why` may be empty. */
void schain__remote_give_up(schain__remote *remote, schain_status status, const char *why);
void schain__remote_enter(schain__remote *remote, enum schain__remote_state state);
void schain__remote_count(const schain__remote *remote, schain_plugin_statistics *statistics);
void schain__remote_log(schain__remote *remote, uint32_t level, const char *format, ...)
	SCHAIN__PRINTF(3, 4);

void schain__remote_earn(schain__remote *remote, uint64_t credit);

/* receive.c: what the child says */
/* Takes what is there, no more than a few frames. */
void schain__remote_receive(schain__remote *remote);
/* The same now and then where little is to be expected. */
void schain__remote_glance(schain__remote *remote, int wait);

/* twin.c: the plugin as the host sees it */
/* Copies and checks a description. */
schain_status schain__twin_describe(schain__remote *remote, const schain__description *description,
                                    schain_error *error);
int schain__block_keep(schain__remote *remote, schain__block *block, const void *data, size_t size);
void schain__block_free(schain__remote *remote, schain__block *block);
/* Was that question put to the child? */
int schain__remote_has_put(const schain__remote *remote, uint64_t number);
#endif
