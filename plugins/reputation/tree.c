/* SPDX-License-Identifier: Apache-2.0 */
#include "reputation/feed.h"
#include "reputation/tree.h"

uint32_t schain__tree_first(const schain__tree *tree, uint32_t node)
{
	return tree->nodes[node].end > node + 1 ? node + 1 : 0;
}

uint32_t schain__tree_next(const schain__tree *tree, uint32_t parent, uint32_t node)
{
	uint32_t next = tree->nodes[node].end;

	return next < tree->nodes[parent].end ? next : 0;
}

uint32_t schain__tree_member(const schain__tree *tree, uint32_t node, const char *key)
{
	size_t length = strlen(key);

	if (tree->nodes[node].kind != SCHAIN__NODE_OBJECT)
		return 0;
	for (uint32_t i = schain__tree_first(tree, node); i; i = schain__tree_next(tree, node, i))
		if (tree->nodes[i].key.length == length && !memcmp(tree->nodes[i].key.data, key, length))
			return i;
	return 0;
}

schain_string schain__tree_text(const schain__tree *tree, uint32_t node, const char *key)
{
	uint32_t member = schain__tree_member(tree, node, key);

	return member ? tree->nodes[member].text : schain__rep_string(NULL, 0);
}

int schain__tree_is(const schain__tree *tree, uint32_t node, const char *key, uint32_t kind)
{
	uint32_t member = schain__tree_member(tree, node, key);

	return member && tree->nodes[member].kind == kind;
}

/* With line, column and offset, as far as the grammar tells where. */
static schain_status not_json(const schain__feed *feed, const char *data, size_t size, size_t skip,
                              const char *wrong, schain_error *error)
{
	size_t fault = schain__json_fault(data + skip, size - skip);
	uint64_t line = 1;
	size_t begin = 0;

	if (fault == SIZE_MAX)
		return schain__rep_error(error, SCHAIN_E_FORMAT, feed->path, 0, "not a JSON document: %s", wrong);
	fault += skip;
	for (size_t i = 0; i < fault; i++)
		if (data[i] == '\n') {
			line++;
			begin = i + 1;
		}
	schain__rep_error(error, SCHAIN_E_FORMAT, feed->path, line, "not a JSON document: %s", wrong);
	if (error) {
		error->column = fault - begin + 1;
		error->offset = fault;
	}
	return SCHAIN_E_FORMAT;
}

schain_status schain__tree_read(schain__feed *feed, schain__tree *tree, schain_error *error)
{
	size_t size, capacity, skip;
	const char *wrong;
	char *data;
	int is_memory;
	schain_status status = schain__feed_whole(feed, schain__tree_padding(), &data, &size, &capacity, error);

	memset(tree, 0, sizeof *tree);
	tree->memory = feed->memory;
	if (status != SCHAIN_OK)
		return status;
	skip = size >= 3 && !memcmp(data, "\xef\xbb\xbf", 3) ? 3 : 0;
	wrong = schain__tree_parse(tree, data + skip, size - skip, &is_memory);
	if (wrong)
		status = is_memory ? schain__rep_no_memory(error) : not_json(feed, data, size, skip, wrong, error);
	schain__rep_release(feed->memory, data, capacity);
	return status == SCHAIN_OK ? schain__feed_progress(feed, error) : status;
}
