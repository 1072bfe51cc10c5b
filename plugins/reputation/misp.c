/* SPDX-License-Identifier: Apache-2.0 */
/* MISP events: attributes, alone and in objects. */
#include "reputation/feed.h"
#include "reputation/tree.h"

/* What an attribute is worth whose author did not mean it for detection ("to_ids": false). */
enum { CONFIDENCE_NOT_FOR_DETECTION = 50 };

typedef struct event {
	schain__feed *feed;
	schain_error *error;
	schain__tree tree;
	schain_string info;
	int64_t date;
} event;

static int is_misp(schain_string head, const char *path)
{
	(void)path;
	return head.length && (head.data[0] == '{' || head.data[0] == '[') &&
	       schain__rep_has(head, "\"event\"") && schain__rep_has(head, "\"info\"");
}

/* The part of a composite value: 0 before the '|', 1 behind it. */
static schain_string part_of(schain_string value, int part)
{
	const char *bar = memchr(value.data, '|', value.length);
	size_t length = bar ? (size_t)(bar - value.data) : value.length;

	if (!part)
		return schain__rep_string(value.data, length);
	return bar ? schain__rep_string(bar + 1, value.length - length - 1) : schain__rep_string(NULL, 0);
}

static schain_status put_part(event *self, schain__feed_item *item, schain_string type,
                              schain_string value)
{
	item->kind = schain__feed_kind_of(type);
	if (!item->kind || !value.length) {
		self->feed->ignored++;
		return SCHAIN_OK;
	}
	item->text = value;
	if (schain__rep_is(type, "domain"))
		item->flags |= SCHAIN_REPUTATION_BELOW;
	/* Places that an event merely mentions may be anyone's. */
	if (item->confidence == CONFIDENCE_NOT_FOR_DETECTION && item->kind > SCHAIN_REPUTATION_IMPHASH)
		item->standing = SCHAIN_REPUTATION_SUSPICIOUS;
	return schain__feed_put(self->feed, item, self->error);
}

/* Types such as "filename|sha1", "domain|ip" and "ip-dst|port" are two in one. */
static schain_status put_attribute(event *self, uint32_t node)
{
	const schain__tree *tree = &self->tree;
	schain_string type = schain__tree_text(tree, node, "type");
	schain_string value = schain__tree_text(tree, node, "value");
	schain_string comment = schain__tree_text(tree, node, "comment");
	schain__feed_item item = { 0 };
	schain_status status;

	if (!type.length || !value.length || schain__tree_is(tree, node, "deleted", SCHAIN__NODE_TRUE)) {
		self->feed->ignored++;
		return SCHAIN_OK;
	}
	item.remark = comment.length ? comment : self->info;
	item.seen = schain__feed_time(schain__tree_text(tree, node, "first_seen"));
	if (!item.seen)
		item.seen = self->date;
	if (schain__tree_is(tree, node, "to_ids", SCHAIN__NODE_FALSE))
		item.confidence = CONFIDENCE_NOT_FOR_DETECTION;
	if (!memchr(type.data, '|', type.length)) {
		if (schain__rep_is(type, "malware-sample"))
			return put_part(self, &item, schain_string_of("md5"), part_of(value, 1));
		return put_part(self, &item, type, value);
	}
	if (schain__rep_begins(type, "filename|"))
		return put_part(self, &item, part_of(type, 1), part_of(value, 1));
	status = put_part(self, &item, part_of(type, 0), part_of(value, 0));
	if (status != SCHAIN_OK || !schain__rep_is(type, "domain|ip"))
		return status;
	item.flags = 0;
	return put_part(self, &item, part_of(type, 1), part_of(value, 1));
}

static schain_status put_attributes(event *self, uint32_t node)
{
	uint32_t list = schain__tree_member(&self->tree, node, "Attribute");
	schain_status status = SCHAIN_OK;

	for (uint32_t i = list ? schain__tree_first(&self->tree, list) : 0; i && status == SCHAIN_OK;
	     i = schain__tree_next(&self->tree, list, i))
		status = put_attribute(self, i);
	return status;
}

static schain_status put_event(event *self, uint32_t node)
{
	const schain__tree *tree = &self->tree;
	uint32_t inner = schain__tree_member(tree, node, "Event"), author, objects;
	schain_status status;

	if (inner)
		node = inner;
	if (tree->nodes[node].kind != SCHAIN__NODE_OBJECT)
		return schain__feed_malformed(self->feed, self->error, "an event that is no object");
	author = schain__tree_member(tree, node, "Orgc");
	self->info = schain__tree_text(tree, node, "info");
	self->date = schain__feed_time(schain__tree_text(tree, node, "date"));
	if (!self->feed->title[0])
		schain__feed_set(self->feed->title, SCHAIN__FEED_TITLE, self->info);
	if (author && !self->feed->author[0])
		schain__feed_set(self->feed->author, SCHAIN__FEED_TITLE, schain__tree_text(tree, author, "name"));
	if (self->date > self->feed->date)
		self->feed->date = self->date;
	status = put_attributes(self, node);
	objects = schain__tree_member(tree, node, "Object");
	for (uint32_t i = objects ? schain__tree_first(tree, objects) : 0; i && status == SCHAIN_OK;
	     i = schain__tree_next(tree, objects, i))
		status = put_attributes(self, i);
	return status;
}

/* Events come alone, in a list, and in the list or object of a response. */
static schain_status put_events(event *self, uint32_t node)
{
	uint32_t response = schain__tree_member(&self->tree, node, "response");
	schain_status status = SCHAIN_OK;

	if (response)
		node = response;
	if (self->tree.nodes[node].kind != SCHAIN__NODE_ARRAY)
		return put_event(self, node);
	for (uint32_t i = schain__tree_first(&self->tree, node); i && status == SCHAIN_OK;
	     i = schain__tree_next(&self->tree, node, i))
		status = put_event(self, i);
	return status;
}

static schain_status read_misp(schain__feed *feed, schain_error *error)
{
	event self = { 0 };
	schain_status status = schain__tree_read(feed, &self.tree, error);

	self.feed = feed;
	self.error = error;
	if (status == SCHAIN_OK)
		status = put_events(&self, 0);
	schain__tree_dispose(&self.tree);
	return status;
}

const schain__feed_format schain__feed_misp = { "misp", is_misp, read_misp };
