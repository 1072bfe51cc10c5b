/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events whose lines are still coming. The kernel writes an event as several
 * records with one stamp; records of different events come interleaved, out
 * of order, twice or not at all, and nothing marks the last one reliably. So
 * an event is held until the time in its host's log has moved on, and hosts'
 * events are then told in order of time and serial, whatever the order of
 * their lines was.
 */
#include "decode-auditd/audit.h"

#include <inttypes.h>
#include <stdio.h>

/*
 * How long the log's time has to move on: as long as the engine waits for late
 * events by default (ordering.lateness), so that lines that are late by less
 * change nothing.
 */
#define HOLD (10 * SCHAIN_SECOND)
/* A clock that falls back by more was set back, or another log follows. */
#define STEP (60 * SCHAIN_SECOND)

#define MOST_GROUPS 16384
#define MOST_BYTES ((size_t)8 << 20)
#define MOST_NODES 256
/* Of one event: an execve may carry 2 MiB of arguments, twice that in hex. */
#define MOST_RECORDS 1024
#define MOST_TEXT ((uint32_t)1 << 18)

#define BUCKETS 4096 /* power of two */

struct schain__audit_node {
	schain__audit_node *next;
	char *name;
	size_t length;
	uint64_t hash;
	schain_time newest;         /* latest time in its log */
	uint64_t lost;              /* records its kernel lost since boot, as last said */
	int loss_said;              /* its line before said so */
	schain__audit_group **heap; /* earliest first */
	size_t count;
	size_t capacity;
};

uint64_t schain__audit_node_hash(const schain__audit_node *node)
{
	return node->hash;
}

schain_string schain__audit_node_name(const schain__audit_node *node)
{
	return schain__audit_string(node->length ? node->name : NULL, node->length);
}

/* FNV-1a, 64 bits. */
static uint64_t hash_name(schain_string name)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < name.length; i++)
		hash = (hash ^ (unsigned char)name.data[i]) * UINT64_C(0x100000001b3);
	return hash;
}

static size_t bucket_of(const schain__audit_node *node, uint64_t seconds, uint32_t fraction,
                        uint64_t serial)
{
	uint64_t hash = node->hash ^ seconds * UINT64_C(0x9e3779b97f4a7c15) ^ fraction;

	hash = (hash ^ serial) * UINT64_C(0xbf58476d1ce4e5b9);
	return (size_t)(hash >> 32) & (BUCKETS - 1);
}

static schain_time time_of(uint64_t seconds, uint32_t fraction)
{
	return (schain_time)seconds * SCHAIN_SECOND + fraction;
}

static int is_before(const schain__audit_group *a, const schain__audit_group *b)
{
	if (a->seconds != b->seconds)
		return a->seconds < b->seconds;
	if (a->fraction != b->fraction)
		return a->fraction < b->fraction;
	return a->serial < b->serial;
}

/* ---- a host's events, a binary heap ---- */

static schain_status heap_push(schain__audit *audit, schain__audit_node *node,
                               schain__audit_group *group)
{
	size_t at = node->count;

	if (node->count == node->capacity) {
		size_t capacity = node->capacity ? node->capacity * 2 : 64;
		void *heap = schain__decode_resize(audit->decode, node->heap,
		                                   node->capacity * sizeof *node->heap,
		                                   capacity * sizeof *node->heap);

		if (!heap)
			return SCHAIN_E_MEMORY;
		node->heap = heap;
		node->capacity = capacity;
	}
	node->count++;
	while (at && is_before(group, node->heap[(at - 1) / 2])) {
		node->heap[at] = node->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	node->heap[at] = group;
	return SCHAIN_OK;
}

static schain__audit_group *heap_pop(schain__audit_node *node)
{
	schain__audit_group *first = node->heap[0], *moved = node->heap[--node->count];
	size_t at = 0, child;

	while ((child = 2 * at + 1) < node->count) {
		if (child + 1 < node->count && is_before(node->heap[child + 1], node->heap[child]))
			child++;
		if (!is_before(node->heap[child], moved))
			break;
		node->heap[at] = node->heap[child];
		at = child;
	}
	node->heap[at] = moved;
	return first;
}

/* ---- groups ---- */

static size_t group_bytes(const schain__audit_group *group)
{
	return sizeof *group + group->capacity * sizeof *group->records + group->text_capacity;
}

static void free_group(schain__audit *audit, schain__audit_group *group)
{
	audit->bytes -= group_bytes(group);
	schain__decode_release(audit->decode, group->records, group->capacity * sizeof *group->records);
	schain__decode_release(audit->decode, group->text, group->text_capacity);
	schain__decode_release(audit->decode, group, sizeof *group);
}

/* Keeps its memory for the next event, unless there is much of it already. */
static void recycle_group(schain__audit *audit, schain__audit_group *group)
{
	if (audit->bytes > MOST_BYTES / 2 || group->text_capacity > 8192) {
		free_group(audit, group);
		return;
	}
	group->next = audit->free_groups;
	audit->free_groups = group;
}

static schain__audit_group *take_group(schain__audit *audit)
{
	schain__audit_group *group = audit->free_groups, kept;

	if (!group) {
		group = schain__decode_reserve(audit->decode, sizeof *group);
		if (!group)
			return NULL;
		memset(group, 0, sizeof *group);
		audit->bytes += sizeof *group;
		return group;
	}
	audit->free_groups = group->next;
	kept = *group;
	memset(group, 0, sizeof *group);
	group->records = kept.records;
	group->capacity = kept.capacity;
	group->text = kept.text;
	group->text_capacity = kept.text_capacity;
	return group;
}

static schain__audit_group *find_group(const schain__audit *audit, const schain__audit_node *node,
                                       const schain__audit_line *line)
{
	size_t bucket = bucket_of(node, line->seconds, line->fraction, line->serial);
	schain__audit_group *group = audit->buckets[bucket];

	while (group && (group->serial != line->serial || group->seconds != line->seconds ||
	                 group->fraction != line->fraction || group->node != node))
		group = group->next;
	return group;
}

static schain__audit_group *add_group(schain__audit *audit, schain__audit_node *node,
                                      const schain__audit_line *line)
{
	size_t bucket = bucket_of(node, line->seconds, line->fraction, line->serial);
	schain__audit_group *group = take_group(audit);
	schain_time time = time_of(line->seconds, line->fraction);

	if (!group)
		return NULL;
	group->node = node;
	group->seconds = line->seconds;
	group->fraction = line->fraction;
	group->serial = line->serial;
	group->due = (time > node->newest ? time : node->newest) + HOLD;
	if (heap_push(audit, node, group)) {
		recycle_group(audit, group);
		return NULL;
	}
	group->next = audit->buckets[bucket];
	audit->buckets[bucket] = group;
	audit->group_count++;
	return group;
}

static schain_status tell_first(schain__audit *audit, schain__audit_node *node)
{
	schain__audit_group *group = heap_pop(node), **link;
	schain_status status;

	link = &audit->buckets[bucket_of(node, group->seconds, group->fraction, group->serial)];
	while (*link != group)
		link = &(*link)->next;
	*link = group->next;
	audit->group_count--;
	if (audit->last == group)
		audit->last = NULL;
	status = schain__audit_tell(audit, group);
	recycle_group(audit, group);
	return status;
}

static schain_status tell_all(schain__audit *audit, schain__audit_node *node)
{
	schain_status status = SCHAIN_OK;

	while (node->count && !status)
		status = tell_first(audit, node);
	return status;
}

/* ---- hosts ---- */

static void free_nodes(schain__audit *audit)
{
	schain__audit_node *node;

	while ((node = audit->nodes)) {
		audit->nodes = node->next;
		schain__decode_release(audit->decode, node->heap, node->capacity * sizeof *node->heap);
		schain__decode_release(audit->decode, node->name, node->length + 1);
		schain__decode_release(audit->decode, node, sizeof *node);
	}
	audit->node_count = 0;
}

static schain__audit_node *add_node(schain__audit *audit, schain_string name)
{
	schain__audit_node *node = schain__decode_reserve(audit->decode, sizeof *node);

	if (!node)
		return NULL;
	memset(node, 0, sizeof *node);
	node->name = schain__decode_reserve(audit->decode, name.length + 1);
	if (!node->name) {
		schain__decode_release(audit->decode, node, sizeof *node);
		return NULL;
	}
	if (name.length)
		memcpy(node->name, name.data, name.length);
	node->length = name.length;
	node->hash = hash_name(name);
	node->next = audit->nodes;
	audit->nodes = node;
	audit->node_count++;
	return node;
}

static schain_status find_node(schain__audit *audit, schain_string name,
                               schain__audit_node **ret_node)
{
	schain__audit_node **link = &audit->nodes, *node;

	while ((node = *link) && (node->length != name.length ||
	                          (name.length && memcmp(node->name, name.data, name.length))))
		link = &node->next;
	if (node) { /* to the front: it is likely next, too */
		*link = node->next;
		node->next = audit->nodes;
		audit->nodes = node;
		*ret_node = node;
		return SCHAIN_OK;
	}
	if (audit->node_count == MOST_NODES) {
		schain_status status = schain__audit_join_finish(audit);

		if (status)
			return status;
		free_nodes(audit);
	}
	*ret_node = add_node(audit, name);
	return *ret_node ? SCHAIN_OK : SCHAIN_E_MEMORY;
}

/* ---- records ---- */

/* Number behind `a` in a0, a1_len, a1[2]; sorts the pieces of EXECVE. */
static void argument_order(schain_string key, uint32_t order[2])
{
	uint64_t number = 0, piece = 0;
	size_t at = 1, from;

	if (key.length < 2 || key.data[0] != 'a')
		return;
	while (at < key.length && key.data[at] >= '0' && key.data[at] <= '9')
		at++;
	if (!schain__audit_decimal(schain__audit_string(key.data + 1, at - 1), &number))
		return;
	if (at < key.length && key.data[at] == '[' && key.data[key.length - 1] == ']') {
		from = at + 1;
		if (schain__audit_decimal(schain__audit_string(key.data + from, key.length - from - 1),
		                          &piece))
			piece++;
	}
	order[0] = number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
	order[1] = piece < UINT32_MAX ? (uint32_t)piece : UINT32_MAX;
}

static void find_order(uint32_t type, schain_string body, uint32_t order[2])
{
	schain__audit_field field;
	uint64_t item;

	order[0] = order[1] = 0;
	if (type == AUDIT_TYPE_EXECVE && schain__audit_next(&body, &field))
		argument_order(field.key, order);
	if (type != AUDIT_TYPE_PATH)
		return;
	order[0] = UINT32_MAX;
	while (schain__audit_next(&body, &field))
		if (schain__audit_is(field.key, "item")) {
			if (schain__audit_decimal(field.value, &item) && item < UINT32_MAX)
				order[0] = (uint32_t)item;
			return;
		}
}

/* Room for one more record with `length` bytes. */
static schain_status make_room(schain__audit *audit, schain__audit_group *group, uint32_t length)
{
	void *block;

	if (group->count == group->capacity) {
		uint32_t capacity = group->capacity ? group->capacity * 2 : 8;

		block = schain__decode_resize(audit->decode, group->records,
		                              group->capacity * sizeof *group->records,
		                              capacity * sizeof *group->records);
		if (!block)
			return SCHAIN_E_MEMORY;
		audit->bytes += (capacity - group->capacity) * sizeof *group->records;
		group->records = block;
		group->capacity = capacity;
	}
	/* A byte more than needed, so that even an empty body lies somewhere. */
	if (group->text_capacity - group->text_length <= length) {
		uint32_t capacity = group->text_capacity ? group->text_capacity : 1024;

		while (capacity - group->text_length <= length)
			capacity *= 2;
		block = schain__decode_resize(audit->decode, group->text, group->text_capacity, capacity);
		if (!block)
			return SCHAIN_E_MEMORY;
		audit->bytes += capacity - group->text_capacity;
		group->text = block;
		group->text_capacity = capacity;
	}
	return SCHAIN_OK;
}

static schain_status add_record(schain__audit *audit, schain__audit_group *group,
                                const schain__audit_line *line)
{
	schain__audit_record *record;
	schain_status status;

	if (group->count == MOST_RECORDS || line->body.length > MOST_TEXT - group->text_length) {
		group->overflowed = 1;
		return SCHAIN_OK;
	}
	status = make_room(audit, group, (uint32_t)line->body.length);
	if (status)
		return status;
	record = &group->records[group->count++];
	record->type = line->type;
	record->offset = group->text_length;
	record->length = (uint32_t)line->body.length;
	record->line = schain__decode_line(audit->decode);
	record->input_offset = schain__decode_offset(audit->decode);
	find_order(line->type, line->body, record->order);
	if (line->body.length)
		memcpy(group->text + group->text_length, line->body.data, line->body.length);
	group->text_length += record->length;
	return SCHAIN_OK;
}

/* Tells early what does not fit: the earliest, of this host if it has others. */
static schain_status keep_bounds(schain__audit *audit, schain__audit_node *node)
{
	while (audit->group_count > MOST_GROUPS || audit->bytes > MOST_BYTES) {
		schain_status status;

		while (audit->free_groups) {
			schain__audit_group *group = audit->free_groups;

			audit->free_groups = group->next;
			free_group(audit, group);
		}
		if (audit->group_count <= 1)
			break;
		if (node->count <= 1)
			for (node = audit->nodes->next; node && !node->count;)
				node = node->next;
		if (!node)
			break;
		status = tell_first(audit, node);
		if (status)
			return status;
	}
	return SCHAIN_OK;
}

static schain_status move_time(schain__audit *audit, schain__audit_node *node, schain_time time)
{
	schain_status status = SCHAIN_OK;

	if (time < node->newest - STEP) {
		status = tell_all(audit, node);
		node->newest = time;
	} else if (time > node->newest) {
		node->newest = time;
		while (node->count && node->heap[0]->due <= time && !status)
			status = tell_first(audit, node);
	}
	return status;
}

static schain_status join(schain__audit *audit, schain__audit_node *node,
                          const schain__audit_line *line)
{
	schain__audit_group *group;
	schain_status status;

	status = move_time(audit, node, time_of(line->seconds, line->fraction));
	if (status)
		return status;
	group = audit->last;
	if (!group || group->node != node || group->serial != line->serial ||
	    group->seconds != line->seconds || group->fraction != line->fraction)
		group = find_group(audit, node, line);
	if (!group)
		group = add_group(audit, node, line);
	if (!group)
		return SCHAIN_E_MEMORY;
	audit->last = group;
	status = add_record(audit, group, line);
	return status ? status : keep_bounds(audit, node);
}

schain_status schain__audit_join(schain__audit *audit, const schain__audit_line *line)
{
	schain__audit_node *node;
	schain_status status = find_node(audit, line->node, &node);

	if (status)
		return status;
	node->loss_said = 0;
	return join(audit, node, line);
}

/*
 * The kernel's total counts since boot, so a smaller one means a new boot. A
 * message without a number follows such a total, or stands for one at least.
 */
static uint64_t count_loss(schain__audit_node *node, uint64_t total)
{
	uint64_t lost = total > node->lost ? total - node->lost : total;

	if (!total)
		lost = !node->loss_said;
	else
		node->lost = total;
	node->loss_said = total != 0;
	return lost;
}

schain_status schain__audit_join_loss(schain__audit *audit, const schain__audit_line *line)
{
	schain__audit_line record = *line;
	schain__audit_node *node;
	schain_status status = find_node(audit, line->node, &node);
	uint64_t lost;
	char body[64];
	int length;

	if (status)
		return status;
	lost = count_loss(node, line->lost);
	/* Without any record before it nobody knows when it was. */
	if (!lost || !node->newest) {
		schain__decode_ignore(audit->decode);
		return SCHAIN_OK;
	}
	length = snprintf(body, sizeof body, "lost=%" PRIu64 " total=%" PRIu64, lost, node->lost);
	record.type = AUDIT_TYPE_LOSS;
	record.seconds = (uint64_t)(node->newest / SCHAIN_SECOND);
	record.fraction = (uint32_t)(node->newest % SCHAIN_SECOND);
	record.serial = 0;
	record.body = schain__audit_string(body, (size_t)length);
	return join(audit, node, &record);
}

schain_status schain__audit_join_finish(schain__audit *audit)
{
	for (schain__audit_node *node = audit->nodes; node; node = node->next) {
		schain_status status = tell_all(audit, node);

		if (status)
			return status;
	}
	return SCHAIN_OK;
}

schain_status schain__audit_join_open(schain__audit *audit)
{
	audit->buckets = schain__decode_reserve(audit->decode, BUCKETS * sizeof *audit->buckets);
	if (!audit->buckets)
		return SCHAIN_E_MEMORY;
	memset(audit->buckets, 0, BUCKETS * sizeof *audit->buckets);
	return SCHAIN_OK;
}

void schain__audit_join_close(schain__audit *audit)
{
	schain__audit_group *group;

	for (schain__audit_node *node = audit->nodes; node; node = node->next)
		while (node->count)
			free_group(audit, node->heap[--node->count]);
	while ((group = audit->free_groups)) {
		audit->free_groups = group->next;
		free_group(audit, group);
	}
	free_nodes(audit);
	schain__decode_release(audit->decode, audit->buckets, BUCKETS * sizeof *audit->buckets);
}
