/* SPDX-License-Identifier: Apache-2.0 */
/* Building a mapping's tables. All of them live as long as the mapping. */
#include "decode-mapped/mapping.h"

#include <string.h>

struct schain__mapping_block {
	struct schain__mapping_block *next;
	size_t size;
	max_align_t data[];
};

struct schain__mapping_keys {
	struct schain__mapping_keys *next;
	schain__json_keys *keys;
};

schain__mapping *schain__mapping_new(schain__decode *decode)
{
	schain__mapping *mapping = schain__decode_reserve(decode, sizeof *mapping);

	if (!mapping)
		return NULL;
	memset(mapping, 0, sizeof *mapping);
	mapping->decode = decode;
	mapping->part_count = 1;
	mapping->parts[0].object = SCHAIN__OBJECT_EVENT;
	return mapping;
}

void schain__mapping_free(schain__mapping *mapping)
{
	struct schain__mapping_block *block;

	if (!mapping)
		return;
	for (; mapping->keys; mapping->keys = mapping->keys->next)
		schain__json_keys_free(mapping->decode, mapping->keys->keys);
	while ((block = mapping->blocks)) {
		mapping->blocks = block->next;
		schain__decode_release(mapping->decode, block, block->size);
	}
	schain__decode_release(mapping->decode, mapping, sizeof *mapping);
}

void *schain__mapping_alloc(schain__mapping *mapping, size_t size)
{
	struct schain__mapping_block *block;

	if (size > SIZE_MAX - sizeof *block)
		return NULL;
	block = schain__decode_reserve(mapping->decode, sizeof *block + size);
	if (!block)
		return NULL;
	memset(block, 0, sizeof *block + size);
	block->size = sizeof *block + size;
	block->next = mapping->blocks;
	mapping->blocks = block;
	return block->data;
}

char *schain__mapping_copy(schain__mapping *mapping, const char *data, size_t size)
{
	char *copy = schain__mapping_alloc(mapping, size + 1);

	if (copy && size)
		memcpy(copy, data, size);
	return copy;
}

schain__json_keys *schain__mapping_keys(schain__mapping *mapping, const char *const *names,
                                        size_t count)
{
	struct schain__mapping_keys *entry = schain__mapping_alloc(mapping, sizeof *entry);

	if (!entry)
		return NULL;
	entry->keys = schain__json_keys_new(mapping->decode, names, sizeof *names, count);
	if (!entry->keys)
		return NULL;
	entry->next = mapping->keys;
	mapping->keys = entry;
	return entry->keys;
}

static schain__source *source_in(schain__mapping *mapping, schain__source_level *level,
                                 const char *name)
{
	schain__source **last = &level->first, *source;

	for (; (source = *last); last = &source->next)
		if (!strcmp(source->name, name))
			return source;
	source = schain__mapping_alloc(mapping, sizeof *source);
	if (!source)
		return NULL;
	source->name = name;
	source->number = SCHAIN__NO_SOURCE;
	*last = source;
	level->count++;
	return source;
}

uint32_t schain__mapping_source(schain__mapping *mapping, const char *path, size_t size)
{
	schain__source_level *level = &mapping->root;
	schain__source *source = NULL;
	size_t at = 0, length;
	char *name;

	while (at <= size) {
		name = schain__mapping_alloc(mapping, size - at + 1);
		if (!name)
			return SCHAIN__NO_SOURCE;
		for (length = 0; at < size && path[at] != '.'; at++) {
			if (path[at] == '\\' && at + 1 < size)
				at++;
			name[length++] = path[at];
		}
		at++;
		source = source_in(mapping, level, name);
		if (!source)
			return SCHAIN__NO_SOURCE;
		level = &source->below;
	}
	if (source->number == SCHAIN__NO_SOURCE && mapping->source_count < SCHAIN__MAPPING_SOURCES)
		source->number = mapping->source_count++;
	return source->number;
}

/* Where a slot has room for a struct, by who points to it. */
static uint32_t slot_offset_of(uint32_t parent, uint32_t link)
{
#define AT(part) ((uint32_t)offsetof(schain__slot, part))
#define LINK(type, member) ((uint32_t)offsetof(type, member))
	static const struct {
		uint32_t parent, link, offset;
	} places[] = {
		{ AT(event), LINK(schain_event, process), AT(process) },
		{ AT(event), LINK(schain_event, parent), AT(parent) },
		{ AT(event), LINK(schain_event, target), AT(target) },
		{ AT(event), LINK(schain_event, file), AT(file) },
		{ AT(event), LINK(schain_event, connection), AT(connection) },
		{ AT(event), LINK(schain_event, dns), AT(dns) },
		{ AT(event), LINK(schain_event, registry), AT(registry) },
		{ AT(event), LINK(schain_event, package), AT(package) },
		{ AT(event), LINK(schain_event, integrity), AT(integrity) },
		{ AT(process), LINK(schain_process, image), AT(process_image) },
		{ AT(parent), LINK(schain_process, image), AT(parent_image) },
		{ AT(target), LINK(schain_process, image), AT(target_image) },
		{ AT(process_image), LINK(schain_file, signature), AT(process_signature) },
		{ AT(file), LINK(schain_file, signature), AT(file_signature) },
	};

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (places[i].parent == parent && places[i].link == link)
			return places[i].offset;
	return UINT32_MAX;
}

static uint32_t part_of(schain__mapping *mapping, uint32_t parent, const schain__field *field)
{
	schain__part *part = mapping->parts;
	uint32_t index;

	for (index = 1; index < mapping->part_count; index++)
		if (part[index].parent == parent && part[index].link == field->offset)
			return index;
	if (index == SCHAIN__MAPPING_PARTS)
		return 0;
	mapping->part_count++;
	part[index].parent = parent;
	part[index].link = field->offset;
	part[index].slot_offset = slot_offset_of(part[parent].slot_offset, field->offset);
	part[index].object = field->object;
	return index;
}

static const schain__field *field_of(enum schain__object_id object, const char *name, size_t size)
{
	const schain__object *known = &schain__objects[object];

	for (uint32_t i = 0; i < known->field_count; i++)
		if (strlen(known->fields[i].name) == size && !memcmp(known->fields[i].name, name, size))
			return &known->fields[i];
	return NULL;
}

const schain__field *schain__mapping_target(schain__mapping *mapping, const char *path, size_t size,
                                            uint32_t *ret_part, schain_string *ret_wrong)
{
	const schain__field *field = NULL;
	uint32_t part = 0;
	size_t at = 0, end;

	for (; at <= size; at = end + 1) {
		for (end = at; end < size && path[end] != '.'; end++)
			;
		ret_wrong->data = path + at;
		ret_wrong->length = end - at;
		/* The word before is no object, so nothing can be in it. */
		if (field && !(part = part_of(mapping, part, field)))
			return NULL;
		field = field_of(mapping->parts[part].object, path + at, end - at);
		if (!field || (field->kind == SCHAIN__FIELD_OBJECT) != (end < size))
			return NULL;
	}
	*ret_part = part;
	return field;
}

uint32_t schain__mapping_question(schain__mapping *mapping, uint32_t source)
{
	uint32_t count = mapping->question_count;
	schain__question *grown;

	for (uint32_t i = 0; i < count; i++)
		if (mapping->questions[i].source == source)
			return i;
	grown = schain__mapping_alloc(mapping, (count + 1) * sizeof *grown);
	if (!grown)
		return UINT32_MAX;
	if (count)
		memcpy(grown, mapping->questions, count * sizeof *grown);
	grown[count].source = source;
	mapping->questions = grown;
	return mapping->question_count++;
}

uint32_t schain__mapping_answer(schain__mapping *mapping, uint32_t number, const char *text,
                                size_t size)
{
	schain__question *question = &mapping->questions[number];
	uint32_t capacity = question->capacity ? 2 * question->capacity : 8;
	const char **texts;
	char *copy;

	for (uint32_t i = 0; i < question->count; i++)
		if (strlen(question->texts[i]) == size && !memcmp(question->texts[i], text, size))
			return i;
	if (question->count == question->capacity) {
		texts = schain__mapping_alloc(mapping, capacity * sizeof *texts);
		if (!texts)
			return UINT32_MAX;
		if (question->count)
			memcpy(texts, question->texts, question->count * sizeof *texts);
		question->texts = texts;
		question->capacity = capacity;
	}
	copy = schain__mapping_copy(mapping, text, size);
	if (!copy)
		return UINT32_MAX;
	question->texts[question->count] = copy;
	return question->count++;
}

static int seal_level(schain__mapping *mapping, schain__source_level *level)
{
	const char **names = schain__mapping_alloc(mapping, level->count * sizeof *names);
	uint32_t i = 0;

	level->by_key = schain__mapping_alloc(mapping, level->count * sizeof *level->by_key);
	if (!names || !level->by_key)
		return 0;
	for (schain__source *source = level->first; source; source = source->next, i++) {
		names[i] = source->name;
		level->by_key[i] = source;
		if (source->below.count && !seal_level(mapping, &source->below))
			return 0;
	}
	level->keys = schain__mapping_keys(mapping, names, level->count);
	return level->keys != NULL;
}

int schain__mapping_seal(schain__mapping *mapping)
{
	for (uint32_t i = 0; i < mapping->question_count; i++) {
		schain__question *question = &mapping->questions[i];

		question->keys = schain__mapping_keys(mapping, question->texts, question->count);
		if (!question->keys)
			return 0;
	}
	return seal_level(mapping, &mapping->root);
}

struct gathering {
	const schain__json_field *fields;
	const schain__json_field **value;
};

static void gather_level(const struct gathering *to, const schain__source_level *level,
                         uint32_t from, uint32_t end);

static void gather_source(const struct gathering *to, const schain__source *source, uint32_t index)
{
	const schain__json_field *field = &to->fields[index];

	if (source->number != SCHAIN__NO_SOURCE && field->kind != SCHAIN__JSON_NULL)
		to->value[source->number] = field;
	if (source->below.count && field->kind == SCHAIN__JSON_OBJECT)
		gather_level(to, &source->below, index + 1, field->next);
}

/* "a.b": b within a. */
static void gather_dotted(const struct gathering *to, const schain__source_level *level,
                          uint32_t index)
{
	const char *at = to->fields[index].key, *end = at + to->fields[index].key_size, *dot;
	const schain__source *source;
	uint32_t found;

	for (; level->count; at = dot + 1, level = &source->below) {
		dot = memchr(at, '.', (size_t)(end - at));
		found = schain__json_keys_find(level->keys, at, (size_t)((dot ? dot : end) - at));
		if (found == SCHAIN__JSON_NO_KEY)
			return;
		source = level->by_key[found];
		if (!dot) {
			gather_source(to, source, index);
			return;
		}
	}
}

static void gather_level(const struct gathering *to, const schain__source_level *level,
                         uint32_t from, uint32_t end)
{
	uint32_t found;

	for (uint32_t i = from; i < end; i = to->fields[i].next) {
		const schain__json_field *field = &to->fields[i];

		found = schain__json_keys_find(level->keys, field->key, field->key_size);
		if (found != SCHAIN__JSON_NO_KEY)
			gather_source(to, level->by_key[found], i);
		else if (memchr(field->key, '.', field->key_size))
			gather_dotted(to, level, i);
	}
}

void schain__mapping_gather(const schain__mapping *mapping, const schain__json_field *fields,
                            uint32_t from, uint32_t to, const schain__json_field **value)
{
	struct gathering gathering = { fields, value };

	gather_level(&gathering, &mapping->root, from, to);
}
