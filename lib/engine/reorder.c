/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reorder.h"

#include "engine/copy.h"

#include <string.h>

#include "base/text.h"

/*
 * Copies share chunks; a chunk goes when its last event was judged. The first
 * is small, for the many hosts of which little is heard; each next one doubles.
 */
enum { FIRST_CHUNK_SIZE = 1024, CHUNK_SIZE = 65536 };

struct chunk {
	size_t size;
	size_t used;
	size_t events;
	struct chunk *spare; /* next unused one */
};

struct held {
	schain_event *event;
	struct chunk *chunk;
};

/*
 * Most events come in order: they queue at the end of `line`, a ring. The rest
 * go to a heap. The earliest is at the front of one of the two.
 */
struct schain__reorder {
	schain__memory *memory;
	uint64_t *held;      /* bytes in chunks */
	uint64_t taken;      /* bytes of all events so far */
	struct chunk *chunk; /* being filled */
	struct chunk *spare;
	struct held *line;
	size_t line_first, line_count, line_capacity; /* capacity: a power of two */
	struct held *heap;
	size_t heap_count, heap_capacity;
};

static size_t rank_of(uint32_t type)
{
	/*
	 * What makes sense of what, where one time stamp covers several events:
	 * a process exists before it acts, a file before it runs.
	 */
	static const uint8_t ranks[] = {
		[SCHAIN_EVENT_LOSS] = 0,          [SCHAIN_EVENT_CLAIM] = 1,
		[SCHAIN_EVENT_DNS] = 2,           [SCHAIN_EVENT_PACKAGE] = 3,
		[SCHAIN_EVENT_PROCESS_FORK] = 4,  [SCHAIN_EVENT_FILE_DELETE] = 5,
		[SCHAIN_EVENT_FILE_WRITE] = 6,    [SCHAIN_EVENT_FILE_RENAME] = 7,
		[SCHAIN_EVENT_FILE_ATTRIBUTE] = 8, [SCHAIN_EVENT_PROCESS_START] = 9,
		[SCHAIN_EVENT_INTEGRITY] = 10,    [SCHAIN_EVENT_MODULE_LOAD] = 11,
		[SCHAIN_EVENT_DRIVER_LOAD] = 11,  [SCHAIN_EVENT_REGISTRY] = 12,
		[SCHAIN_EVENT_PERSISTENCE] = 12,  [SCHAIN_EVENT_FILE_READ] = 13,
		[SCHAIN_EVENT_INJECTION] = 14,    [SCHAIN_EVENT_CONNECTION] = 15,
		[SCHAIN_EVENT_PROCESS_EXIT] = 16,
	};

	return type < sizeof ranks ? ranks[type] : 17;
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_process(const schain_process *a, const schain_process *b)
{
	int order;

	if (!a || !b)
		return (a != NULL) - (b != NULL);
	order = compare_numbers(a->pid, b->pid);
	if (!order)
		order = schain__compare(a->guid, b->guid);
	return order ? order : schain__compare(a->command_line, b->command_line);
}

static int compare_file(const schain_file *a, const schain_file *b)
{
	int order;

	if (!a || !b)
		return (a != NULL) - (b != NULL);
	order = schain__compare(a->path, b->path);
	if (!order)
		order = schain__compare(a->old_path, b->old_path);
	return order ? order : compare_numbers(a->mode, b->mode);
}

static int compare_claim(const schain_claim *a, const schain_claim *b)
{
	int order = compare_numbers(a->subject_kind, b->subject_kind);

	if (!order)
		order = schain__compare(a->subject, b->subject);
	if (!order)
		order = compare_numbers(a->finding, b->finding);
	return order ? order : schain__compare(a->claimant, b->claimant);
}

static int compare_content(const schain_event *a, const schain_event *b)
{
	int order = compare_process(a->process, b->process);

	if (!order)
		order = compare_file(a->file, b->file);
	if (!order && a->connection && b->connection) {
		order = schain__compare(a->connection->address, b->connection->address);
		if (!order)
			order = compare_numbers(a->connection->port, b->connection->port);
	}
	if (!order && a->dns && b->dns)
		order = schain__compare(a->dns->query, b->dns->query);
	if (!order && a->registry && b->registry)
		order = schain__compare(a->registry->key, b->registry->key);
	if (!order && a->package && b->package)
		order = schain__compare(a->package->name, b->package->name);
	if (!order && a->claim && b->claim)
		order = compare_claim(a->claim, b->claim);
	return order ? order : compare_process(a->target, b->target);
}

int schain__reorder_compare(const schain_event *a, const schain_event *b)
{
	int order;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	order = compare_numbers(a->record, b->record);
	if (!order)
		order = compare_numbers(rank_of(a->type), rank_of(b->type));
	if (!order)
		order = schain__compare(a->record_id, b->record_id);
	if (!order)
		order = schain__compare(a->origin, b->origin);
	return order ? order : compare_content(a, b);
}

schain__reorder *schain__reorder_new(schain__memory *memory, uint64_t *held)
{
	schain__reorder *reorder = schain__alloc_zero(memory, 1, sizeof *reorder);

	if (!reorder)
		return NULL;
	reorder->memory = memory;
	reorder->held = held;
	return reorder;
}

static void free_chunk(schain__reorder *reorder, struct chunk *chunk)
{
	*reorder->held -= chunk->size;
	schain__free(reorder->memory, chunk, sizeof *chunk + chunk->size);
}

/* Gives back one use; standard chunks wait for the next use, one at most. */
static void release(schain__reorder *reorder, struct chunk *chunk)
{
	if (--chunk->events)
		return;
	if (chunk == reorder->chunk) {
		chunk->used = 0;
	} else if (!reorder->spare && chunk->size == CHUNK_SIZE) {
		chunk->used = 0;
		reorder->spare = chunk;
	} else {
		free_chunk(reorder, chunk);
	}
}

void schain__reorder_free(schain__reorder *reorder)
{
	if (!reorder)
		return;
	while (reorder->line_count + reorder->heap_count)
		schain__reorder_drop_first(reorder);
	if (reorder->chunk)
		free_chunk(reorder, reorder->chunk);
	if (reorder->spare)
		free_chunk(reorder, reorder->spare);
	schain__free(reorder->memory, reorder->line, reorder->line_capacity * sizeof *reorder->line);
	schain__free(reorder->memory, reorder->heap, reorder->heap_capacity * sizeof *reorder->heap);
	schain__free(reorder->memory, reorder, sizeof *reorder);
}

static void *chunk_data(struct chunk *chunk)
{
	return chunk + 1;
}

static int new_chunk(schain__reorder *reorder, size_t size)
{
	struct chunk *chunk = size <= CHUNK_SIZE ? reorder->spare : NULL;
	size_t least = reorder->chunk ? reorder->chunk->size * 2 : FIRST_CHUNK_SIZE;

	if (chunk) {
		reorder->spare = NULL;
	} else {
		if (least > CHUNK_SIZE)
			least = CHUNK_SIZE;
		if (size < least)
			size = least;
		chunk = schain__alloc(reorder->memory, sizeof *chunk + size);
		if (!chunk)
			return -1;
		*reorder->held += size;
		chunk->size = size;
		chunk->used = 0;
		chunk->events = 0;
		chunk->spare = NULL;
	}
	if (reorder->chunk && !reorder->chunk->events)
		free_chunk(reorder, reorder->chunk);
	reorder->chunk = chunk;
	return 0;
}

static int copy(schain__reorder *reorder, const schain_event *event, struct held *held)
{
	struct chunk *chunk = reorder->chunk;
	size_t size = 0;

	held->event = NULL;
	if (chunk)
		size = schain__event_copy((char *)chunk_data(chunk) + chunk->used, chunk->size - chunk->used,
		                          event, &held->event);
	if (!held->event) {
		if (!size)
			size = schain__event_copy(NULL, 0, event, &held->event);
		if (new_chunk(reorder, size))
			return -1;
		chunk = reorder->chunk;
		size = schain__event_copy((char *)chunk_data(chunk) + chunk->used, chunk->size - chunk->used,
		                          event, &held->event);
	}
	held->chunk = chunk;
	chunk->used += size;
	reorder->taken += size;
	chunk->events++;
	return 0;
}

static struct held *line_at(const schain__reorder *reorder, size_t index)
{
	return &reorder->line[(reorder->line_first + index) & (reorder->line_capacity - 1)];
}

static int grow_line(schain__reorder *reorder)
{
	size_t capacity = reorder->line_capacity ? reorder->line_capacity * 2 : 8;
	struct held *line;

	if (reorder->line_count < reorder->line_capacity)
		return 0;
	line = schain__alloc(reorder->memory, capacity * sizeof *line);
	if (!line)
		return -1;
	for (size_t i = 0; i < reorder->line_count; i++)
		line[i] = *line_at(reorder, i);
	schain__free(reorder->memory, reorder->line, reorder->line_capacity * sizeof *line);
	reorder->line = line;
	reorder->line_first = 0;
	reorder->line_capacity = capacity;
	return 0;
}

static void heap_up(struct held *heap, size_t at)
{
	while (at && schain__reorder_compare(heap[at].event, heap[(at - 1) / 2].event) < 0) {
		struct held above = heap[(at - 1) / 2];

		heap[(at - 1) / 2] = heap[at];
		heap[at] = above;
		at = (at - 1) / 2;
	}
}

static void heap_down(struct held *heap, size_t count)
{
	size_t at = 0, child;

	while ((child = 2 * at + 1) < count) {
		struct held above = heap[at];

		if (child + 1 < count && schain__reorder_compare(heap[child + 1].event, heap[child].event) < 0)
			child++;
		if (schain__reorder_compare(heap[child].event, above.event) >= 0)
			return;
		heap[at] = heap[child];
		heap[child] = above;
		at = child;
	}
}

int schain__reorder_put(schain__reorder *reorder, const schain_event *event)
{
	struct held held;

	/* Room in both first, so that a copy is never without a place. */
	if (grow_line(reorder) || schain__grow(reorder->memory, (void **)&reorder->heap,
	                                       &reorder->heap_capacity, reorder->heap_count,
	                                       sizeof *reorder->heap))
		return -1;
	if (copy(reorder, event, &held))
		return -1;
	if (!reorder->line_count ||
	    schain__reorder_compare(held.event, line_at(reorder, reorder->line_count - 1)->event) >= 0) {
		*line_at(reorder, reorder->line_count++) = held;
		return 0;
	}
	reorder->heap[reorder->heap_count++] = held;
	heap_up(reorder->heap, reorder->heap_count - 1);
	return 0;
}

static int is_heap_first(const schain__reorder *reorder)
{
	if (!reorder->heap_count || !reorder->line_count)
		return reorder->heap_count != 0;
	return schain__reorder_compare(reorder->heap[0].event, line_at(reorder, 0)->event) < 0;
}

const schain_event *schain__reorder_first(const schain__reorder *reorder)
{
	if (is_heap_first(reorder))
		return reorder->heap[0].event;
	return reorder->line_count ? line_at(reorder, 0)->event : NULL;
}

void schain__reorder_drop_first(schain__reorder *reorder)
{
	struct held held;

	if (is_heap_first(reorder)) {
		held = reorder->heap[0];
		reorder->heap[0] = reorder->heap[--reorder->heap_count];
		heap_down(reorder->heap, reorder->heap_count);
	} else if (reorder->line_count) {
		held = *line_at(reorder, 0);
		reorder->line_first = (reorder->line_first + 1) & (reorder->line_capacity - 1);
		reorder->line_count--;
	} else {
		return;
	}
	release(reorder, held.chunk);
}

size_t schain__reorder_count(const schain__reorder *reorder)
{
	return reorder->line_count + reorder->heap_count;
}

/* A heap's elements, put in order of place, stay where they are: none is before its parent. */
void schain__reorder_each(const schain__reorder *reorder,
                          void (*visit)(void *context, const schain_event *event), void *context)
{
	for (size_t i = 0; i < reorder->line_count; i++)
		visit(context, line_at(reorder, i)->event);
	for (size_t i = 0; i < reorder->heap_count; i++)
		visit(context, reorder->heap[i].event);
}

uint64_t schain__reorder_taken(const schain__reorder *reorder)
{
	return reorder->taken;
}
