/* SPDX-License-Identifier: Apache-2.0 */
/* Records by their shape: parse, gather, put each value where it belongs. */
#include "decode-mapped/shape.h"

#include <string.h>

int schain__shape_equal(schain_string text, const char *literal)
{
	return text.length == strlen(literal) &&
	       (!text.length || !memcmp(text.data, literal, text.length));
}

uint32_t schain__shape_word_value(schain_string text, const schain__shape_word *words,
                                  uint32_t fallback)
{
	for (; words->word; words++)
		if (schain__shape_equal(text, words->word))
			return words->value;
	return fallback;
}

int schain__shape_probe(const char *data, size_t size, int is_all, const char *const *all,
                        const char *const *any, int sure)
{
	schain_string value;
	int found = 1, is_undecided = 0;

	for (; *all; all++) {
		found = schain__json_peek(data, size, *all, &value);
		if (found <= 0)
			return found < 0 && !is_all ? -1 : 0;
	}
	for (; any && *any; any++) {
		found = schain__json_peek(data, size, *any, &value);
		if (found > 0)
			return sure;
		is_undecided |= found < 0;
	}
	if (any)
		return is_undecided && !is_all ? -1 : 0;
	return sure;
}

void schain__shape_close(void *self)
{
	schain__shape *shape = self;

	schain__mapping_free(shape->tree);
	schain__json_free(shape->json);
	schain__decode_release(shape->decode, shape->value, shape->count * sizeof *shape->value);
	schain__decode_release(shape->decode, shape, sizeof *shape);
}

/* Each path's number in the tree is its index in the table. */
static int plant(schain__shape *shape)
{
	for (uint32_t i = 0; i < shape->count; i++)
		if (schain__mapping_source(shape->tree, shape->paths[i].path,
		                           strlen(shape->paths[i].path)) != i)
			return 0;
	return schain__mapping_seal(shape->tree);
}

void *schain__shape_open(schain__decode *decode, const schain__shape_path *paths, uint32_t count,
                         schain__shape_take *take)
{
	schain__shape *shape = schain__decode_reserve(decode, sizeof *shape);

	if (!shape)
		return NULL;
	memset(shape, 0, sizeof *shape);
	shape->decode = decode;
	shape->paths = paths;
	shape->count = count;
	shape->take = take;
	shape->json = schain__json_new(decode);
	shape->tree = schain__mapping_new(decode);
	shape->value = schain__decode_reserve(decode, count * sizeof *shape->value);
	if (shape->json && shape->tree && shape->value && plant(shape))
		return shape;
	if (!shape->value)
		shape->count = 0;
	schain__shape_close(shape);
	return NULL;
}

schain_status schain__shape_parse(schain__shape *shape, const char *data, size_t size)
{
	shape->failed = schain__json_parse(shape->json, data, size, &shape->fields,
	                                   &shape->field_count);
	return shape->failed;
}

void schain__shape_gather(schain__shape *shape, uint32_t from, uint32_t to, int is_more)
{
	if (!is_more)
		memset(shape->value, 0, shape->count * sizeof *shape->value);
	schain__mapping_gather(shape->tree, shape->fields, from, to, shape->value);
}

void schain__shape_wrong(schain__shape *shape, const schain__json_field *field,
                         const char *message)
{
	if (!shape->failed)
		shape->failed = schain__decode_problem(
			shape->decode, field ? schain__json_column(shape->json, field) : 0, message);
}

/* Where a slot has the parts, and the pointer that leads to each. */
void schain__shape_link(schain__slot *slot, const void *part)
{
#define PART(part, link) \
	{ (uint32_t)offsetof(schain__slot, part), (uint32_t)sizeof(((schain__slot *)NULL)->part), \
	  (uint32_t)offsetof(schain__slot, link) }
	static const struct {
		uint32_t offset, size, link;
	} parts[] = {
		PART(process, event.process), PART(parent, event.parent), PART(target, event.target),
		PART(process_image, process.image), PART(parent_image, parent.image),
		PART(target_image, target.image), PART(file, event.file),
		PART(process_signature, process_image.signature),
		PART(file_signature, file.signature), PART(connection, event.connection),
		PART(dns, event.dns), PART(registry, event.registry), PART(package, event.package),
		PART(integrity, event.integrity),
	};
	size_t offset = (size_t)((const char *)part - (const char *)slot), i = 0;
	const void *target;

	while (offset >= sizeof slot->event) {
		for (i = 0; offset < parts[i].offset || offset >= parts[i].offset + parts[i].size; i++)
			;
		target = (const char *)slot + parts[i].offset;
		memcpy((char *)slot + parts[i].link, &target, sizeof target);
		offset = parts[i].link;
	}
}

void schain__shape_link_process(schain__slot *slot, const schain_process *process,
                                const schain_file *image)
{
	if (image->path.length)
		schain__shape_link(slot, image);
	else
		schain__shape_link(slot, process);
}

static schain_status put(schain__shape *shape, schain__slot *slot)
{
	for (uint32_t i = 0; i < shape->count && !shape->failed; i++) {
		const schain__shape_path *path = &shape->paths[i];
		void *target = (char *)slot + path->offset;
		schain_string text;
		uint64_t number;

		if (path->kind == SCHAIN__SHAPE_NAMED || !shape->value[i])
			continue;
		if (path->kind == SCHAIN__SHAPE_TEXT) {
			text = schain__shape_text(shape, i);
			if (!text.length)
				continue;
			*(schain_string *)target = text;
		} else if (path->kind == SCHAIN__SHAPE_TIME) {
			*(schain_time *)target = schain__shape_time_of(shape, shape->value[i]);
		} else {
			number = schain__shape_number(shape, i);
			if (!number)
				continue;
			if (path->kind == SCHAIN__SHAPE_UNSIGNED)
				*(uint64_t *)target = number;
			else if (number <= UINT32_MAX)
				*(uint32_t *)target = (uint32_t)number;
			else
				schain__shape_wrong(shape, shape->value[i], "the number is too large");
		}
		schain__shape_link(slot, target);
	}
	return shape->failed;
}

schain_status schain__shape_emit(schain__shape *shape)
{
	schain__slot *slot = schain__decode_slot(shape->decode);
	uint32_t type;

	if (put(shape, slot))
		return shape->failed;
	type = shape->take(shape, slot);
	if (shape->failed)
		return shape->failed;
	if (!type) {
		schain__decode_ignore(shape->decode);
		return SCHAIN_OK;
	}
	if (!slot->event.time)
		return schain__decode_problem(shape->decode, 0, "the record has no time that can be read");
	slot->event.type = type;
	return schain__decode_commit(shape->decode);
}

schain_status schain__shape_record(void *self, const char *data, size_t size)
{
	schain__shape *shape = self;

	if (schain__shape_parse(shape, data, size))
		return shape->failed;
	schain__shape_gather(shape, 0, shape->field_count, 0);
	return schain__shape_emit(shape);
}
