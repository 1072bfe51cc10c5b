/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MISP warninglists: what is so common that an indicator which names it is
 * likely to be a false alarm. Hashes on them are of harmless files, and count
 * as good; names and addresses are anyone's, and as common only.
 */
#include "reputation/feed.h"
#include "reputation/tree.h"

typedef struct warninglist {
	schain__feed *feed;
	schain_error *error;
	schain__tree tree;
	int is_certificates; /* hashes are thumbprints */
	int is_names;        /* type "hostname": names below are meant too */
	int is_exact;        /* types "string", "hostname" and "cidr" */
} warninglist;

static int is_warninglist(schain_string head, const char *path)
{
	(void)path;
	return head.length && head.data[0] == '{' && schain__rep_has(head, "\"list\"") &&
	       (schain__rep_has(head, "\"matching_attributes\"") || schain__rep_has(head, "\"description\"")) &&
	       !schain__rep_has(head, "\"event\"") && !schain__rep_has(head, "\"objects\"") &&
	       !schain__rep_has(head, "\"affected\"");
}

/* A digest of a length that no subject here has, such as SHA-512's. */
static int is_other_digest(schain_string text)
{
	if (text.length != 56 && text.length != 96 && text.length != 128)
		return 0;
	for (size_t i = 0; i < text.length; i++) {
		char c = schain__rep_lower(text.data[i]);

		if (!schain__rep_is_digit(c) && !(c >= 'a' && c <= 'f'))
			return 0;
	}
	return 1;
}

static schain_status put_entry(warninglist *self, schain_string text)
{
	schain__feed_item item = { 0 };

	item.text = text;
	item.standing = SCHAIN_REPUTATION_COMMON;
	item.kind = schain_reputation_guess(text);
	if (!self->is_exact || is_other_digest(text)) {
		self->feed->ignored++;
		return SCHAIN_OK;
	}
	if (item.kind && item.kind <= SCHAIN_REPUTATION_SHA256) {
		item.standing = SCHAIN_REPUTATION_GOOD;
		if (self->is_certificates)
			item.kind = SCHAIN_REPUTATION_CERTIFICATE;
	} else if (!item.kind) {
		/* A top-level or local name. */
		item.kind = SCHAIN_REPUTATION_DOMAIN;
	}
	if (item.kind == SCHAIN_REPUTATION_DOMAIN && self->is_names)
		item.flags = SCHAIN_REPUTATION_BELOW;
	return schain__feed_put(self->feed, &item, self->error);
}

static void describe(warninglist *self)
{
	const schain__tree *tree = &self->tree;
	uint32_t matching = schain__tree_member(tree, 0, "matching_attributes");
	schain_string type = schain__tree_text(tree, 0, "type");

	for (uint32_t i = matching ? schain__tree_first(tree, matching) : 0; i;
	     i = schain__tree_next(tree, matching, i))
		self->is_certificates |= schain__rep_begins(tree->nodes[i].text, "x509-fingerprint");
	self->is_names = schain__rep_is(type, "hostname");
	self->is_exact = self->is_names || schain__rep_is(type, "string") || schain__rep_is(type, "cidr");
	schain__feed_set(self->feed->title, SCHAIN__FEED_TITLE, schain__tree_text(tree, 0, "name"));
	schain__feed_set(self->feed->author, SCHAIN__FEED_TITLE, schain_string_of("MISP warninglists"));
	/* The project publishes all of its lists so. */
	schain__feed_set(self->feed->licence, SCHAIN__FEED_TITLE, schain_string_of("CC0-1.0"));
}

static schain_status read_warninglist(schain__feed *feed, schain_error *error)
{
	warninglist self = { 0 };
	schain_status status = schain__tree_read(feed, &self.tree, error);
	uint32_t list;

	self.feed = feed;
	self.error = error;
	list = status == SCHAIN_OK ? schain__tree_member(&self.tree, 0, "list") : 0;
	if (list)
		describe(&self);
	for (uint32_t i = list ? schain__tree_first(&self.tree, list) : 0; i && status == SCHAIN_OK;
	     i = schain__tree_next(&self.tree, list, i)) {
		if (self.tree.nodes[i].kind == SCHAIN__NODE_STRING)
			status = put_entry(&self, self.tree.nodes[i].text);
		else
			status = schain__feed_malformed(feed, error, "an entry that is no text");
	}
	schain__tree_dispose(&self.tree);
	return status;
}

const schain__feed_format schain__feed_warninglist = { "warninglist", is_warninglist, read_warninglist };
