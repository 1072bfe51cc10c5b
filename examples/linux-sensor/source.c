/* SPDX-License-Identifier: Apache-2.0 */
#include "source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

int64_t source_clock(int clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * SCHAIN_SECOND + now.tv_nsec;
}

static struct source *open_kind(enum source_kind kind, const char *host, struct identity *names,
                                source_take take, void *context)
{
	struct source *source = kind == SOURCE_BPF ? source_bpf_open() : source_proc_open();

	if (!source) {
		fprintf(stderr, "supplychain-sensor: %s: %s\n",
		        kind == SOURCE_BPF ? "the eBPF programs cannot be loaded"
		                           : "process connector and fanotify cannot be had",
		        strerror(errno));
		return NULL;
	}
	source->kind = kind;
	source->host = host;
	source->names = names;
	source->take = take;
	source->context = context;
	return source;
}

struct source *source_open(enum source_kind kind, const char *host, struct identity *names,
                           source_take take, void *context)
{
	struct source *source;

	if (kind != SOURCE_AUTO)
		return open_kind(kind, host, names, take, context);
	source = open_kind(SOURCE_BPF, host, names, take, context);
	return source ? source : open_kind(SOURCE_PROC, host, names, take, context);
}

int source_read(struct source *source)
{
	return source->read(source);
}

int source_descriptor(const struct source *source)
{
	return source->descriptor(source);
}

void source_close(struct source *source)
{
	if (source)
		source->close(source);
}

int source_lost(struct source *source, uint64_t count)
{
	schain_event event = SCHAIN_EVENT_INIT;

	event.type = SCHAIN_EVENT_LOSS;
	event.time = source_clock(CLOCK_REALTIME);
	event.host = schain_string_of(source->host);
	event.os = SCHAIN_OS_LINUX;
	event.source_kind = source->kind == SOURCE_BPF ? SCHAIN_SOURCE_EBPF : SCHAIN_SOURCE_HOST_PRODUCT;
	event.count = count;
	return source->take(source->context, &event);
}
