/* SPDX-License-Identifier: Apache-2.0 */
/* OpenIOC 1.0 and 1.1, by expat. */
#include "reputation/feed.h"

#include <expat.h>

enum {
	DEPTH_LIMIT = 64,
	TEXT_LIMIT = SCHAIN__REP_SUBJECT,
};

typedef struct openioc {
	schain__feed *feed;
	schain_error *error;
	schain_status status;
	XML_Parser parser;
	uint8_t is_and[DEPTH_LIMIT]; /* of the indicators that are open */
	unsigned depth;
	uint32_t kind;               /* of the item at hand */
	int is_exact;                /* its condition is equality */
	int is_negated;
	int wants_text;              /* of Content, or of a description */
	char text[TEXT_LIMIT];
	size_t text_length;
	int has_document;
} openioc;

static int is_openioc(schain_string head, const char *path)
{
	(void)path;
	return schain__rep_begins(schain__rep_trim(head), "<") &&
	       (schain__rep_has(head, "<openioc") ||
	        (schain__rep_has(head, "<ioc") && schain__rep_has(head, "schemas.mandiant.com")));
}

/* Without the namespace's prefix. */
static const char *local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

static schain_string attribute(const char **attributes, const char *name)
{
	for (size_t i = 0; attributes[i]; i += 2)
		if (!strcmp(attributes[i], name))
			return schain_string_of(attributes[i + 1]);
	return schain__rep_string(NULL, 0);
}

/* "FileItem/Md5sum", "fileWriteEvent/md5", "DnsEntryItem/Host", "urlMonitorEvent/hostname"... */
static uint32_t kind_of_search(schain_string search)
{
	static const struct {
		const char *end;
		uint32_t kind;
	} ends[] = {
		{ "/md5sum", SCHAIN_REPUTATION_MD5 }, { "/md5", SCHAIN_REPUTATION_MD5 },
		{ "/sha1sum", SCHAIN_REPUTATION_SHA1 }, { "/sha1", SCHAIN_REPUTATION_SHA1 },
		{ "/sha256sum", SCHAIN_REPUTATION_SHA256 }, { "/sha256", SCHAIN_REPUTATION_SHA256 },
		{ "/hostname", SCHAIN_REPUTATION_DOMAIN }, { "/host", SCHAIN_REPUTATION_DOMAIN },
		{ "/recordname", SCHAIN_REPUTATION_DOMAIN }, { "/dns", SCHAIN_REPUTATION_DOMAIN },
		{ "/remoteip", SCHAIN_REPUTATION_ADDRESS }, { "/remoteipaddress", SCHAIN_REPUTATION_ADDRESS },
		{ "/url", SCHAIN_REPUTATION_URL }, { "/uri", SCHAIN_REPUTATION_URL },
		{ "/certificateserial", SCHAIN_REPUTATION_SERIAL },
		{ "/certificatesubject", SCHAIN_REPUTATION_SIGNER },
	};

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t length = strlen(ends[i].end);

		if (search.length > length &&
		    schain__rep_is(schain__rep_string(search.data + search.length - length, length), ends[i].end))
			return ends[i].kind;
	}
	return 0;
}

static void stop(openioc *self, schain_status status)
{
	self->status = status;
	XML_StopParser(self->parser, XML_FALSE);
}

static void open_item(openioc *self, const char **attributes)
{
	schain_string condition = attribute(attributes, "condition");

	self->kind = 0;
	self->is_exact = schain__rep_is(condition, "is");
	/* 1.0 negates by the condition, 1.1 by an attribute. */
	self->is_negated = schain__rep_is(attribute(attributes, "negate"), "true") ||
	                   schain__rep_has(condition, "not");
	if (!self->is_exact && !schain__rep_is(condition, "contains"))
		self->is_negated = 1;
}

static void on_open(void *context, const char *name, const char **attributes)
{
	openioc *self = context;
	int is_item;

	name = local_name(name);
	is_item = !strcmp(name, "IndicatorItem");
	self->feed->line = XML_GetCurrentLineNumber(self->parser);
	self->text_length = 0;
	self->wants_text = !strcmp(name, "Content") || !strcmp(name, "short_description") ||
	                   !strcmp(name, "authored_by");
	if (!strcmp(name, "Indicator")) {
		if (self->depth == DEPTH_LIMIT) {
			stop(self, schain__rep_error(self->error, SCHAIN_E_LIMIT, self->feed->path, self->feed->line,
			                             "indicators lie too deep in each other"));
			return;
		}
		self->is_and[self->depth++] = (uint8_t)schain__rep_is(attribute(attributes, "operator"), "and");
	} else if (is_item) {
		open_item(self, attributes);
	} else if (!strcmp(name, "Context")) {
		self->kind = kind_of_search(attribute(attributes, "search"));
	} else if (!strcmp(name, "OpenIOC") || !strcmp(name, "ioc")) {
		self->has_document = 1;
		self->feed->date = schain__feed_time(attribute(attributes, "last-modified"));
	}
}

static void on_text(void *context, const char *text, int length)
{
	openioc *self = context;

	if (!self->wants_text || (size_t)length > sizeof self->text - self->text_length)
		return;
	memcpy(self->text + self->text_length, text, (size_t)length);
	self->text_length += (size_t)length;
}

/* A text that a name or URL has to contain is looked for as the end of a name only. */
static void close_item(openioc *self)
{
	schain__feed_item item = { 0 };
	char buffer[SCHAIN__REP_SUBJECT];
	schain_string text = schain__rep_trim(schain__rep_string(self->text, self->text_length));
	schain_status status;

	if (!self->kind || self->is_negated ||
	    (!self->is_exact && self->kind != SCHAIN_REPUTATION_DOMAIN)) {
		self->feed->ignored++;
		return;
	}
	item.kind = self->kind;
	item.text = schain__rep_string(buffer, schain__feed_refang(text, buffer, sizeof buffer));
	item.remark = schain_string_of(self->feed->title);
	item.seen = self->feed->date;
	if (item.kind == SCHAIN_REPUTATION_DOMAIN && !self->is_exact)
		item.flags |= SCHAIN_REPUTATION_BELOW;
	for (unsigned i = 0; i < self->depth; i++)
		if (self->is_and[i])
			item.flags |= SCHAIN_REPUTATION_PARTIAL;
	status = schain__feed_put(self->feed, &item, self->error);
	if (status != SCHAIN_OK)
		stop(self, status);
}

static void on_close(void *context, const char *name)
{
	openioc *self = context;
	schain_string text = schain__rep_string(self->text, self->text_length);

	name = local_name(name);
	self->feed->line = XML_GetCurrentLineNumber(self->parser);
	if (!strcmp(name, "IndicatorItem"))
		close_item(self);
	else if (!strcmp(name, "Indicator") && self->depth)
		self->depth--;
	else if (!strcmp(name, "short_description"))
		schain__feed_set(self->feed->title, SCHAIN__FEED_TITLE, text);
	else if (!strcmp(name, "authored_by"))
		schain__feed_set(self->feed->author, SCHAIN__FEED_TITLE, text);
	self->wants_text = 0;
}

/* No feed needs entities of its own. */
static void on_entity(void *context, const char *name, int is_parameter, const char *value, int length,
                      const char *base, const char *system, const char *public_id, const char *notation)
{
	openioc *self = context;

	(void)name, (void)is_parameter, (void)value, (void)length, (void)base, (void)system,
	        (void)public_id, (void)notation;
	stop(self, schain__rep_error(self->error, SCHAIN_E_FORMAT, self->feed->path,
	                             XML_GetCurrentLineNumber(self->parser), "it declares entities"));
}

static schain_status parse(openioc *self, const char *data, size_t size, int is_last)
{
	if (XML_Parse(self->parser, data, (int)size, is_last) == XML_STATUS_OK)
		return SCHAIN_OK;
	if (self->status != SCHAIN_OK)
		return self->status;
	return schain__rep_error(self->error, SCHAIN_E_FORMAT, self->feed->path,
	                         XML_GetCurrentLineNumber(self->parser), "%s",
	                         XML_ErrorString(XML_GetErrorCode(self->parser)));
}

static schain_status run(openioc *self)
{
	schain__feed *feed = self->feed;
	schain_status status = parse(self, feed->head, feed->head_size, 0);

	while (status == SCHAIN_OK) {
		long count = schain__feed_read(feed, feed->head, SCHAIN__FEED_HEAD);

		if (count < 0)
			return schain__rep_error(self->error, SCHAIN_E_IO, feed->path, 0, "cannot be read");
		status = parse(self, feed->head, (size_t)count, !count);
		if (!count)
			break;
		if (status == SCHAIN_OK)
			status = schain__feed_progress(feed, self->error);
	}
	if (status == SCHAIN_OK && !self->has_document)
		return schain__rep_error(self->error, SCHAIN_E_FORMAT, feed->path, 0, "not an OpenIOC document");
	return status;
}

static schain_status read_openioc(schain__feed *feed, schain_error *error)
{
	openioc *self = schain__rep_alloc(feed->memory, sizeof *self);
	schain_status status;

	if (!self)
		return schain__rep_no_memory(error);
	memset(self, 0, sizeof *self);
	self->feed = feed;
	self->error = error;
	self->parser = XML_ParserCreate(NULL);
	if (self->parser) {
		XML_SetUserData(self->parser, self);
		XML_SetElementHandler(self->parser, on_open, on_close);
		XML_SetCharacterDataHandler(self->parser, on_text);
		XML_SetEntityDeclHandler(self->parser, on_entity);
		status = run(self);
		XML_ParserFree(self->parser);
	} else {
		status = schain__rep_no_memory(error);
	}
	schain__rep_release(feed->memory, self, sizeof *self);
	return status;
}

const schain__feed_format schain__feed_openioc = { "openioc", is_openioc, read_openioc };
