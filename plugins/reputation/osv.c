/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OSV records of malicious packages: "MAL-...", or of CWE-506 (embedded
 * malicious code). A record of a mere vulnerability says nothing of malice and
 * is passed over.
 */
#include "reputation/feed.h"
#include "reputation/tree.h"
#include "reputation/version.h"

typedef struct osv {
	schain__feed *feed;
	schain_error *error;
	schain__tree tree;
	schain__feed_item item;
	char scope[SCHAIN__FEED_SCOPE];
	size_t scope_length;
} osv;

static int is_osv(schain_string head, const char *path)
{
	(void)path;
	return head.length && (head.data[0] == '{' || head.data[0] == '[') &&
	       schain__rep_has(head, "\"affected\"") && schain__rep_has(head, "\"ecosystem\"");
}

static int has_text(const schain__tree *tree, uint32_t list, const char *text)
{
	for (uint32_t i = list ? schain__tree_first(tree, list) : 0; i; i = schain__tree_next(tree, list, i))
		if (schain__rep_is(tree->nodes[i].text, text))
			return 1;
	return 0;
}

static int is_malicious(const schain__tree *tree, uint32_t node)
{
	uint32_t details = schain__tree_member(tree, node, "database_specific");
	uint32_t aliases = schain__tree_member(tree, node, "aliases");

	if (schain__rep_begins(schain__tree_text(tree, node, "id"), "mal-"))
		return 1;
	for (uint32_t i = aliases ? schain__tree_first(tree, aliases) : 0; i;
	     i = schain__tree_next(tree, aliases, i))
		if (schain__rep_begins(tree->nodes[i].text, "mal-"))
			return 1;
	return details && has_text(tree, schain__tree_member(tree, details, "cwe_ids"), "cwe-506");
}

enum { FULL = -1, ODD = 1 };

/* Adds a bound or version to the set, with a sign before it. Returns 0, FULL, or ODD if it is none. */
static int put_scope(osv *self, const char *before, schain_string text)
{
	size_t sign = strlen(before);

	for (size_t i = 0; i < text.length; i++)
		if ((unsigned char)text.data[i] <= ' ' || strchr("|<>=", text.data[i]))
			return ODD;
	if (!text.length)
		return ODD;
	if (self->scope_length + sign + text.length > sizeof self->scope)
		return FULL;
	memcpy(self->scope + self->scope_length, before, sign);
	memcpy(self->scope + self->scope_length + sign, text.data, text.length);
	self->scope_length += sign + text.length;
	return 0;
}

/* A range's events in order: introduced, then fixed or last_affected. Commits of git are no versions. */
static int put_range(osv *self, uint32_t range)
{
	const schain__tree *tree = &self->tree;
	uint32_t events = schain__tree_member(tree, range, "events");
	int failed = 0;

	if (schain__rep_is(schain__tree_text(tree, range, "type"), "git"))
		return 0;
	for (uint32_t i = events ? schain__tree_first(tree, events) : 0; i && !failed;
	     i = schain__tree_next(tree, events, i)) {
		schain_string introduced = schain__tree_text(tree, i, "introduced");
		schain_string fixed = schain__tree_text(tree, i, "fixed");
		schain_string last = schain__tree_text(tree, i, "last_affected");

		if (introduced.length)
			failed = put_scope(self, self->scope_length ? "|>=" : ">=", introduced);
		else if (fixed.length)
			failed = put_scope(self, " <", fixed);
		else if (last.length)
			failed = put_scope(self, " <=", last);
	}
	return failed;
}

/*
 * Without ranges and versions all are meant. Where there are some and none is
 * understood, that would condemn the honest ones too.
 */
static int gather_versions(osv *self, uint32_t affected)
{
	const schain__tree *tree = &self->tree;
	uint32_t versions = schain__tree_member(tree, affected, "versions");
	uint32_t ranges = schain__tree_member(tree, affected, "ranges");
	int failed = 0, has_any = 0;

	self->scope_length = 0;
	for (uint32_t i = ranges ? schain__tree_first(tree, ranges) : 0; i && !failed;
	     i = schain__tree_next(tree, ranges, i)) {
		has_any = 1;
		failed = put_range(self, i);
	}
	for (uint32_t i = versions ? schain__tree_first(tree, versions) : 0; i && !failed;
	     i = schain__tree_next(tree, versions, i)) {
		has_any = 1;
		if (put_scope(self, self->scope_length ? "|" : "", tree->nodes[i].text) == FULL)
			failed = FULL;
	}
	return !failed && has_any && !self->scope_length ? ODD : failed;
}

static schain_status put_affected(osv *self, uint32_t node)
{
	const schain__tree *tree = &self->tree;
	uint32_t package = schain__tree_member(tree, node, "package");
	schain_string name = package ? schain__tree_text(tree, package, "name") : schain__rep_string(NULL, 0);
	char purl[SCHAIN__REP_SUBJECT];
	int failed;
	size_t length = package ? schain__feed_purl(schain__tree_text(tree, package, "ecosystem"), name, purl, sizeof purl)
	                        : 0;

	if (!length) {
		if (!package || !schain__tree_text(tree, package, "purl").length)
			return schain__feed_malformed(self->feed, self->error, "a package of no known ecosystem: '%.*s'",
			                              (int)(name.length < 100 ? name.length : 100),
			                              name.data ? name.data : "");
		self->item.text = schain__tree_text(tree, package, "purl");
	} else {
		self->item.text = schain__rep_string(purl, length);
	}
	/* A set that is too long to keep would be wrong cut short. */
	failed = gather_versions(self, node);
	if (failed)
		return schain__feed_malformed(self->feed, self->error, "%s: '%.*s'",
		                              failed == FULL ? "more versions than fit" : "versions that are not understood",
		                              (int)(self->item.text.length < 100 ? self->item.text.length : 100),
		                              self->item.text.data);
	self->item.kind = SCHAIN_REPUTATION_PACKAGE;
	self->item.scope = schain__rep_string(self->scope, self->scope_length);
	return schain__feed_put(self->feed, &self->item, self->error);
}

/* Indicators that reporters of malicious packages add. */
static schain_status put_indicators(osv *self, uint32_t node)
{
	static const char *const keys[] = { "domains", "ips", "urls" };
	static const uint32_t kinds[] = { SCHAIN_REPUTATION_DOMAIN, SCHAIN_REPUTATION_ADDRESS,
		                              SCHAIN_REPUTATION_URL };
	const schain__tree *tree = &self->tree;
	uint32_t details = schain__tree_member(tree, node, "database_specific");
	uint32_t iocs = details ? schain__tree_member(tree, details, "iocs") : 0;
	schain_status status = SCHAIN_OK;

	for (size_t k = 0; iocs && k < 3; k++) {
		uint32_t list = schain__tree_member(tree, iocs, keys[k]);

		for (uint32_t i = list ? schain__tree_first(tree, list) : 0; i && status == SCHAIN_OK;
		     i = schain__tree_next(tree, list, i)) {
			char buffer[SCHAIN__REP_SUBJECT];
			size_t length = schain__feed_refang(tree->nodes[i].text, buffer, sizeof buffer);

			self->item.kind = kinds[k];
			self->item.text = schain__rep_string(buffer, length);
			self->item.scope = schain__rep_string(NULL, 0);
			status = schain__feed_put(self->feed, &self->item, self->error);
		}
	}
	return status;
}

static schain_status put_record(osv *self, uint32_t node)
{
	const schain__tree *tree = &self->tree;
	uint32_t affected = schain__tree_member(tree, node, "affected");
	int64_t modified = schain__feed_time(schain__tree_text(tree, node, "modified"));
	schain_status status = SCHAIN_OK;

	if (!affected)
		return schain__feed_malformed(self->feed, self->error, "not an OSV record");
	if (schain__tree_text(tree, node, "withdrawn").length || !is_malicious(tree, node)) {
		self->feed->ignored++;
		return SCHAIN_OK;
	}
	memset(&self->item, 0, sizeof self->item);
	self->item.remark = schain__tree_text(tree, node, "summary");
	if (!self->item.remark.length)
		self->item.remark = schain__tree_text(tree, node, "id");
	self->item.seen = schain__feed_time(schain__tree_text(tree, node, "published"));
	if (!self->feed->title[0])
		schain__feed_set(self->feed->title, SCHAIN__FEED_TITLE, schain__tree_text(tree, node, "id"));
	if (modified > self->feed->date)
		self->feed->date = modified;
	for (uint32_t i = schain__tree_first(tree, affected); i && status == SCHAIN_OK;
	     i = schain__tree_next(tree, affected, i))
		status = put_affected(self, i);
	return status == SCHAIN_OK ? put_indicators(self, node) : status;
}

static schain_status read_osv(schain__feed *feed, schain_error *error)
{
	osv *self = schain__rep_alloc(feed->memory, sizeof *self);
	schain_status status;

	if (!self)
		return schain__rep_no_memory(error);
	memset(self, 0, sizeof *self);
	self->feed = feed;
	self->error = error;
	status = schain__tree_read(feed, &self->tree, error);
	if (status == SCHAIN_OK && self->tree.nodes[0].kind != SCHAIN__NODE_ARRAY)
		status = put_record(self, 0);
	else if (status == SCHAIN_OK)
		for (uint32_t i = schain__tree_first(&self->tree, 0); i && status == SCHAIN_OK;
		     i = schain__tree_next(&self->tree, 0, i))
			status = put_record(self, i);
	schain__tree_dispose(&self->tree);
	schain__rep_release(feed->memory, self, sizeof *self);
	return status;
}

const schain__feed_format schain__feed_osv = { "osv", is_osv, read_osv };
