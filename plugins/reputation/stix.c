/* SPDX-License-Identifier: Apache-2.0 */
/* STIX 2 bundles: indicators, by their patterns. */
#include "reputation/feed.h"
#include "reputation/pattern.h"
#include "reputation/tree.h"

typedef struct bundle {
	schain__feed *feed;
	schain_error *error;
	schain__tree tree;
	schain__pattern_term *terms;
} bundle;

static int is_stix(schain_string head, const char *path)
{
	(void)path;
	return head.length && head.data[0] == '{' &&
	       ((schain__rep_has(head, "\"bundle\"") && schain__rep_has(head, "\"objects\"")) ||
	        (schain__rep_has(head, "\"indicator\"") && schain__rep_has(head, "\"pattern\"")));
}

/* Which subject a path asks for; 0: none that is known here. */
static uint32_t kind_of_path(schain_string path)
{
	static const struct {
		const char *path;
		uint32_t kind;
	} paths[] = {
		{ "domain-name:value", SCHAIN_REPUTATION_DOMAIN },
		{ "ipv4-addr:value", SCHAIN_REPUTATION_ADDRESS },
		{ "ipv6-addr:value", SCHAIN_REPUTATION_ADDRESS },
		{ "network-traffic:dst_ref.value", SCHAIN_REPUTATION_ADDRESS },
		{ "url:value", SCHAIN_REPUTATION_URL },
		{ "x509-certificate:serial_number", SCHAIN_REPUTATION_SERIAL },
	};
	int is_certificate = schain__rep_begins(path, "x509-certificate:hashes");
	size_t dot = path.length;
	schain_string name;

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (schain__rep_is(path, paths[i].path))
			return paths[i].kind;
	if (!is_certificate && !schain__rep_begins(path, "file:hashes"))
		return schain__rep_begins(path, "file:extensions.'windows-pebinary-ext'.imphash")
		               ? (uint32_t)SCHAIN_REPUTATION_IMPHASH
		               : 0;
	while (dot && path.data[dot - 1] != '.')
		dot--;
	name = schain__rep_string(path.data + dot, path.length - dot);
	if (name.length > 1 && name.data[0] == '\'')
		name = schain__rep_string(name.data + 1, name.length - 2);
	if (is_certificate)
		return SCHAIN_REPUTATION_CERTIFICATE;
	return schain__feed_kind_of(name);
}

/* "%.example.org" asks for the names below. */
static int read_like(schain_string *value)
{
	if (value->length < 3 || value->data[0] != '%' || value->data[1] != '.')
		return 0;
	*value = schain__rep_string(value->data + 2, value->length - 2);
	return !memchr(value->data, '%', value->length) && !memchr(value->data, '_', value->length);
}

static schain_status put_term(bundle *self, const schain__pattern_term *term, schain__feed_item *item,
                              int *ret_found)
{
	char buffer[SCHAIN__REP_SUBJECT];
	schain_string value = term->value;

	item->kind = kind_of_path(term->path);
	item->flags = term->is_partial ? SCHAIN_REPUTATION_PARTIAL : 0;
	if (!item->kind || term->is_negated || term->operation == SCHAIN__PATTERN_OTHER)
		return SCHAIN_OK;
	if (term->operation == SCHAIN__PATTERN_SUBSET && item->kind != SCHAIN_REPUTATION_ADDRESS)
		return SCHAIN_OK;
	if (term->operation == SCHAIN__PATTERN_LIKE) {
		if (item->kind != SCHAIN_REPUTATION_DOMAIN || !read_like(&value))
			return SCHAIN_OK;
		item->flags |= SCHAIN_REPUTATION_BELOW;
	}
	*ret_found = 1;
	item->text = schain__rep_string(buffer, schain__pattern_unescape(value, buffer, sizeof buffer));
	return schain__feed_put(self->feed, item, self->error);
}

static uint32_t standing_of(const schain__tree *tree, uint32_t node)
{
	static const char *const keys[] = { "indicator_types", "labels" };

	for (size_t i = 0; i < 2; i++) {
		uint32_t list = schain__tree_member(tree, node, keys[i]);

		for (uint32_t j = list ? schain__tree_first(tree, list) : 0; j;
		     j = schain__tree_next(tree, list, j)) {
			uint32_t standing = schain__feed_standing_of(tree->nodes[j].text);

			if (standing)
				return standing;
		}
	}
	return 0;
}

static void describe(bundle *self, uint32_t node, schain__feed_item *item)
{
	const schain__tree *tree = &self->tree;
	uint32_t confidence = schain__tree_member(tree, node, "confidence");

	memset(item, 0, sizeof *item);
	item->remark = schain__tree_text(tree, node, "name");
	if (!item->remark.length)
		item->remark = schain__tree_text(tree, node, "description");
	item->seen = schain__feed_time(schain__tree_text(tree, node, "valid_from"));
	item->until = schain__feed_time(schain__tree_text(tree, node, "valid_until"));
	item->standing = standing_of(tree, node);
	if (confidence && tree->nodes[confidence].number > 0 && tree->nodes[confidence].number <= 100)
		item->confidence = (uint32_t)tree->nodes[confidence].number;
	if (item->seen > self->feed->date)
		self->feed->date = item->seen;
}

static schain_status put_indicator(bundle *self, uint32_t node)
{
	const schain__tree *tree = &self->tree;
	schain_string pattern = schain__tree_text(tree, node, "pattern");
	schain_string type = schain__tree_text(tree, node, "pattern_type");
	schain_status status = SCHAIN_OK;
	schain__feed_item item;
	size_t count, at;
	const char *wrong;
	int found = 0;

	if ((type.length && !schain__rep_is(type, "stix")) || schain__tree_is(tree, node, "revoked", SCHAIN__NODE_TRUE)) {
		self->feed->ignored++;
		return SCHAIN_OK;
	}
	wrong = schain__pattern_read(pattern, self->terms, &count, &at);
	if (wrong)
		return schain__feed_malformed(self->feed, self->error, "pattern of %.*s, byte %zu: %s",
		                              (int)schain__tree_text(tree, node, "id").length,
		                              schain__tree_text(tree, node, "id").length
		                                      ? schain__tree_text(tree, node, "id").data
		                                      : "",
		                              at + 1, wrong);
	describe(self, node, &item);
	for (size_t i = 0; i < count && status == SCHAIN_OK; i++)
		status = put_term(self, &self->terms[i], &item, &found);
	self->feed->ignored += !found;
	return status;
}

static schain_status put_object(bundle *self, uint32_t node)
{
	schain_string type = schain__tree_text(&self->tree, node, "type");

	if (schain__rep_is(type, "indicator"))
		return put_indicator(self, node);
	if (schain__rep_is(type, "identity") && !self->feed->author[0])
		schain__feed_set(self->feed->author, SCHAIN__FEED_TITLE, schain__tree_text(&self->tree, node, "name"));
	else if (schain__rep_is(type, "report") && !self->feed->title[0])
		schain__feed_set(self->feed->title, SCHAIN__FEED_TITLE, schain__tree_text(&self->tree, node, "name"));
	self->feed->ignored++;
	return SCHAIN_OK;
}

static schain_status read_stix(schain__feed *feed, schain_error *error)
{
	bundle self = { 0 };
	schain_status status = schain__tree_read(feed, &self.tree, error);
	uint32_t objects;

	self.feed = feed;
	self.error = error;
	self.terms = schain__rep_alloc(feed->memory, SCHAIN__PATTERN_TERMS * sizeof *self.terms);
	if (status == SCHAIN_OK && !self.terms)
		status = schain__rep_no_memory(error);
	if (status == SCHAIN_OK) {
		objects = schain__tree_member(&self.tree, 0, "objects");
		if (!objects)
			status = put_object(&self, 0);
		for (uint32_t i = objects ? schain__tree_first(&self.tree, objects) : 0;
		     i && status == SCHAIN_OK; i = schain__tree_next(&self.tree, objects, i))
			status = put_object(&self, i);
	}
	schain__rep_release(feed->memory, self.terms, SCHAIN__PATTERN_TERMS * sizeof *self.terms);
	schain__tree_dispose(&self.tree);
	return status;
}

const schain__feed_format schain__feed_stix = { "stix", is_stix, read_stix };
