/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_SOURCE_H
#define SENSOR_SOURCE_H
/* Where events come from. */
#include "identity.h"

/* Takes one event, borrowed until it returns. Returns 0 to go on. */
typedef int (*source_take)(void *context, const schain_event *event);

enum source_kind { SOURCE_AUTO, SOURCE_BPF, SOURCE_PROC };

/* What a source is made of; the first member of each kind's own. */
struct source {
	enum source_kind kind;
	const char *host;       /* both borrowed */
	struct identity *names;
	source_take take;
	void *context;
	int (*read)(struct source *source);
	int (*descriptor)(const struct source *source);
	void (*close)(struct source *source);
};

/*
 * Opens a source of that kind; SOURCE_AUTO: programs in the kernel, or where those
 * cannot be loaded, what the kernel tells without. NULL after a message on standard
 * error.
 */
struct source *source_open(enum source_kind kind, const char *host, struct identity *names,
                           source_take take, void *context);
/* Takes all that waits. Returns 0, or what `take` stopped with. */
int source_read(struct source *source);
/* Becomes readable when much waits. */
int source_descriptor(const struct source *source);
/* NULL is allowed. */
void source_close(struct source *source);

/* The kinds: eBPF, which needs BTF; process connector and fanotify. They say nothing; NULL with errno set. */
struct source *source_bpf_open(void);
struct source *source_proc_open(void);

/* For the kinds: that so many events were lost. */
int source_lost(struct source *source, uint64_t count);
/* Nanoseconds of a clock. */
int64_t source_clock(int clock);
#endif
