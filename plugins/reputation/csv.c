/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comma-separated lists. What a column holds follows from its name; without
 * names, from each cell. Columns of references are never indicators.
 */
#include "reputation/feed.h"

enum { COLUMNS = 64 };

enum role {
	ROLE_NONE,
	ROLE_KIND,      /* an indicator of schain__feed_kind_of() the column's name */
	ROLE_VALUE,     /* an indicator whose kind is in the column of types, or guessed */
	ROLE_HASH,      /* a digest, its kind by its length */
	ROLE_NAME,      /* a package, if the type says so */
	ROLE_PACKAGE,
	ROLE_VERSIONS,
	ROLE_ECOSYSTEM,
	ROLE_TYPE,
	ROLE_REMARK,
	ROLE_STANDING,  /* a word of classification; a remark too */
	ROLE_MIME,
	ROLE_SEEN,
	ROLE_CONFIDENCE,
	ROLE_LISTED,    /* FALSE: not an indicator */
};

typedef struct csv {
	schain__feed *feed;
	schain_error *error;
	char separator;
	char *record;          /* the record at hand, quotes resolved */
	size_t record_capacity;
	size_t record_size;
	schain_string cells[COLUMNS];
	size_t cell_count;
	uint8_t roles[COLUMNS];
	uint8_t kinds[COLUMNS]; /* of ROLE_KIND */
	uint8_t has_exact[COLUMNS]; /* a name in it means that host alone */
	size_t role_count;      /* 0: columns have no names */
	int is_of_certificates; /* as its comments say: digests are of certificates, not of files */
} csv;

static uint8_t role_of(schain_string name)
{
	static const struct {
		const char *name;
		uint8_t role;
	} roles[] = {
		{ "indicator", ROLE_VALUE }, { "indicator_value", ROLE_VALUE }, { "value", ROLE_VALUE },
		{ "ioc", ROLE_VALUE }, { "ioc_value", ROLE_VALUE }, { "observable", ROLE_VALUE },
		{ "artifact", ROLE_VALUE }, { "target", ROLE_VALUE }, { "data", ROLE_VALUE },
		{ "hash", ROLE_HASH }, { "filehash", ROLE_HASH }, { "file_hash", ROLE_HASH },
		{ "file hash", ROLE_HASH },
		{ "name", ROLE_NAME },
		{ "package", ROLE_PACKAGE }, { "package_name", ROLE_PACKAGE }, { "package name", ROLE_PACKAGE },
		{ "versions", ROLE_VERSIONS }, { "version", ROLE_VERSIONS },
		{ "package_version", ROLE_VERSIONS }, { "package_versions", ROLE_VERSIONS },
		{ "affected_versions", ROLE_VERSIONS }, { "affected versions", ROLE_VERSIONS },
		{ "ecosystem", ROLE_ECOSYSTEM }, { "registry", ROLE_ECOSYSTEM },
		{ "package_manager", ROLE_ECOSYSTEM },
		{ "type", ROLE_TYPE }, { "indicator_type", ROLE_TYPE }, { "indicator type", ROLE_TYPE },
		{ "ioc_type", ROLE_TYPE }, { "ioc type", ROLE_TYPE },
		{ "entity_type", ROLE_TYPE }, { "artifact_type", ROLE_TYPE }, { "observable_type", ROLE_TYPE },
		{ "description", ROLE_REMARK }, { "context", ROLE_REMARK }, { "comment", ROLE_REMARK },
		{ "comments", ROLE_REMARK }, { "note", ROLE_REMARK }, { "notes", ROLE_REMARK },
		{ "malware", ROLE_REMARK }, { "malware_printable", ROLE_REMARK },
		{ "associated malware", ROLE_REMARK }, { "threat", ROLE_REMARK },
		{ "threat_type", ROLE_REMARK }, { "signature", ROLE_REMARK }, { "tags", ROLE_REMARK },
		{ "malware family", ROLE_STANDING }, { "malware_family", ROLE_STANDING },
		{ "classification", ROLE_STANDING }, { "verdict", ROLE_STANDING }, { "role", ROLE_STANDING },
		{ "mime", ROLE_MIME }, { "mime_type", ROLE_MIME }, { "file_type_mime", ROLE_MIME },
		{ "first_seen", ROLE_SEEN }, { "first seen", ROLE_SEEN }, { "first_seen_utc", ROLE_SEEN },
		{ "firstseen", ROLE_SEEN }, { "dateadded", ROLE_SEEN }, { "date_added", ROLE_SEEN },
		{ "date", ROLE_SEEN },
		{ "confidence", ROLE_CONFIDENCE }, { "confidence_level", ROLE_CONFIDENCE },
		{ "isioc", ROLE_LISTED }, { "is_ioc", ROLE_LISTED },
	};

	if (schain__feed_kind_of(name))
		return ROLE_KIND;
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (schain__rep_is(name, roles[i].name))
			return roles[i].role;
	return ROLE_NONE;
}

static int is_indicator_role(uint8_t role)
{
	return role == ROLE_KIND || role == ROLE_VALUE || role == ROLE_HASH || role == ROLE_PACKAGE;
}

static char separator_of(schain_string line)
{
	static const char separators[] = ",;\t";
	size_t counts[3] = { 0 }, best = 0;

	for (size_t i = 0; i < line.length; i++)
		for (size_t j = 0; j < 3; j++)
			counts[j] += line.data[i] == separators[j];
	for (size_t j = 1; j < 3; j++)
		if (counts[j] > counts[best])
			best = j;
	return counts[best] ? separators[best] : 0;
}

/* Cells of a whole record, in place: quotes go, doubled ones become one (RFC 4180). */
static void split(csv *self)
{
	char *from = self->record, *end = from + self->record_size;

	self->cell_count = 0;
	while (from <= end && self->cell_count < COLUMNS) {
		char *to = from, *start = from;
		int is_quoted = 0;

		while (from < end && *from == ' ')
			from++;
		if (from < end && *from == '"') {
			is_quoted = 1;
			from++;
		} else {
			from = start;
		}
		while (from < end && (is_quoted || *from != self->separator)) {
			if (is_quoted && *from == '"') {
				if (from + 1 == end || from[1] != '"') {
					is_quoted = 0;
					from++;
					continue;
				}
				from++;
			}
			*to++ = *from++;
		}
		self->cells[self->cell_count++] = schain__rep_trim(schain__rep_string(start, (size_t)(to - start)));
		from++;
	}
}

/* Is a cell open at the end of the line? Only a quote at the front of a cell opens it. */
static int is_open(const csv *self, schain_string line, int quoted)
{
	int is_front = 1;

	for (size_t i = 0; i < line.length; i++) {
		char c = line.data[i];

		if (c == '"' && (quoted || is_front))
			quoted = !quoted;
		else if (!quoted && c != ' ')
			is_front = c == self->separator;
	}
	return quoted;
}

static schain_status append(csv *self, schain_string line)
{
	if (self->record_size + line.length + 1 > SCHAIN__FEED_LINE ||
	    schain__rep_grow(self->feed->memory, (void **)&self->record, &self->record_capacity,
	                     self->record_size + line.length + 1, 1))
		return schain__rep_no_memory(self->error);
	memcpy(self->record + self->record_size, line.data ? line.data : "", line.length);
	self->record_size += line.length;
	self->record[self->record_size++] = '\n';
	return SCHAIN_OK;
}

/* The next record, which may be several lines; comments come one by one. */
static schain_status next(csv *self)
{
	schain_string line;
	schain_status status = schain__feed_line(self->feed, &line, self->error);
	uint64_t first = self->feed->line;
	int quoted = 0;

	self->record_size = 0;
	if (status != SCHAIN_OK)
		return status;
	for (;;) {
		status = append(self, line);
		if (status != SCHAIN_OK)
			return status;
		quoted = is_open(self, line, quoted);
		if (!quoted || self->record[0] == '#')
			break;
		/* A quote that nobody closes must not swallow the rest of the list. */
		if (self->feed->line - first > 64 || self->record_size > SCHAIN__FEED_LINE / 2)
			break;
		status = schain__feed_line(self->feed, &line, self->error);
		if (status == SCHAIN_END)
			break;
		if (status != SCHAIN_OK)
			return status;
	}
	self->record_size--;
	return SCHAIN_OK;
}

/* Names of columns, unless one of the cells is an indicator itself. */
static int is_header(const csv *self)
{
	char buffer[SCHAIN__REP_SUBJECT];
	schain_string text;

	for (size_t i = 0; i < self->cell_count; i++)
		if (schain__feed_guess(self->cells[i], buffer, sizeof buffer, &text))
			return 0;
	return self->cell_count > 1 || (self->cell_count && is_indicator_role(role_of(self->cells[0])));
}

static void take_header(csv *self)
{
	for (size_t i = 0; i < self->cell_count; i++) {
		schain_string name = self->cells[i];

		self->roles[i] = role_of(name);
		self->kinds[i] = (uint8_t)schain__feed_kind_of(name);
		self->has_exact[i] = (uint8_t)(self->kinds[i] == SCHAIN_REPUTATION_DOMAIN && !schain__rep_begins(name, "domain"));
	}
	self->role_count = self->cell_count;
}

static int has_indicators(const csv *self)
{
	for (size_t i = 0; i < self->cell_count; i++)
		if (is_indicator_role(role_of(self->cells[i])))
			return 1;
	return 0;
}

static schain_string cell_of(const csv *self, uint8_t role)
{
	for (size_t i = 0; i < self->cell_count && i < self->role_count; i++)
		if (self->roles[i] == role && self->cells[i].length)
			return self->cells[i];
	return schain__rep_string(NULL, 0);
}

/* Remarks and words of classification, one behind the other. */
static schain_string gather_remark(const csv *self, char *to, size_t size)
{
	size_t length = 0;

	for (size_t i = 0; i < self->cell_count && i < self->role_count; i++) {
		schain_string cell = self->cells[i];

		if ((self->roles[i] != ROLE_REMARK && self->roles[i] != ROLE_STANDING) || !cell.length)
			continue;
		if (length + cell.length + 2 > size)
			break;
		if (length) {
			memcpy(to + length, "; ", 2);
			length += 2;
		}
		memcpy(to + length, cell.data, cell.length);
		length += cell.length;
	}
	return schain__rep_string(to, length);
}

static uint32_t confidence_of(schain_string cell)
{
	uint32_t value = 0;

	if (schain__rep_is(cell, "high"))
		return 90;
	if (schain__rep_is(cell, "medium"))
		return 60;
	if (schain__rep_is(cell, "low"))
		return 30;
	for (size_t i = 0; i < cell.length; i++) {
		if (!schain__rep_is_digit(cell.data[i]) || i == 3)
			return 0;
		value = value * 10 + (uint32_t)(cell.data[i] - '0');
	}
	return value <= 100 ? value : 0;
}

static void describe(const csv *self, schain__feed_item *item, char *remark, size_t size)
{
	memset(item, 0, sizeof *item);
	item->remark = gather_remark(self, remark, size);
	item->seen = schain__feed_time(cell_of(self, ROLE_SEEN));
	item->confidence = confidence_of(cell_of(self, ROLE_CONFIDENCE));
	for (size_t i = 0; i < self->cell_count && i < self->role_count; i++) {
		uint32_t standing = self->roles[i] == ROLE_STANDING ? schain__feed_standing_of(self->cells[i]) : 0;

		if (standing)
			item->standing = standing;
	}
}

/* Has the row's type a package ecosystem in it? */
static int is_package_type(schain_string type)
{
	return type.length && !schain__feed_kind_of(type) && schain__rep_package_type(type);
}

/* What lists put where they have nothing; a package may be called so. */
static int is_nothing(schain_string cell)
{
	return schain__rep_is(cell, "n/a") || schain__rep_is(cell, "none") || schain__rep_is(cell, "null") ||
	       schain__rep_is(cell, "-");
}

/* 1: it was an indicator; 0: it is none; <0 as a status. */
static schain_status put_cell(csv *self, size_t column, schain__feed_item *item)
{
	char buffer[SCHAIN__REP_SUBJECT];
	schain_string cell = self->cells[column], type = cell_of(self, ROLE_TYPE);
	schain_status status;
	size_t length;

	item->flags = 0;
	item->scope = schain__rep_string(NULL, 0);
	switch (self->roles[column]) {
	case ROLE_PACKAGE:
		status = schain__feed_put_package(self->feed, item, is_package_type(type) ? type : cell_of(self, ROLE_ECOSYSTEM),
		                                  cell, cell_of(self, ROLE_VERSIONS), self->error);
		return status == SCHAIN_OK ? 1 : status;
	case ROLE_NAME:
	case ROLE_VALUE:
		if (is_package_type(type)) {
			status = schain__feed_put_package(self->feed, item, type, cell,
			                                  cell_of(self, ROLE_VERSIONS), self->error);
			return status == SCHAIN_OK ? 1 : status;
		}
		if (self->roles[column] == ROLE_NAME)
			return 0;
		item->kind = type.length ? schain__feed_kind_of(type)
		                         : schain__feed_guess(cell, buffer, sizeof buffer, &item->text);
		if (type.length && !item->kind && schain__rep_has(type, "hash"))
			item->kind = schain__feed_guess(cell, buffer, sizeof buffer, &item->text);
		if (item->kind == SCHAIN_REPUTATION_DOMAIN &&
		    (!type.length || schain__rep_begins(type, "domain")))
			item->flags = SCHAIN_REPUTATION_BELOW;
		break;
	case ROLE_HASH:
		item->kind = schain__feed_guess(cell, buffer, sizeof buffer, &item->text);
		if (item->kind > SCHAIN_REPUTATION_SHA256)
			item->kind = 0;
		break;
	case ROLE_KIND:
		item->kind = self->kinds[column];
		if (item->kind == SCHAIN_REPUTATION_DOMAIN && !self->has_exact[column])
			item->flags = SCHAIN_REPUTATION_BELOW;
		break;
	default:
		return 0;
	}
	if (!item->kind || is_nothing(cell))
		return 0;
	if (item->kind <= SCHAIN_REPUTATION_SHA256 &&
	    (self->is_of_certificates || schain__rep_has(cell_of(self, ROLE_MIME), "x509")))
		item->kind = SCHAIN_REPUTATION_CERTIFICATE;
	length = schain__feed_refang(cell, buffer, sizeof buffer);
	item->text = schain__rep_string(buffer, length);
	status = schain__feed_put(self->feed, item, self->error);
	return status == SCHAIN_OK ? 1 : status;
}

/* Without names of columns: each cell that looks like an indicator is one. */
static schain_status put_guessed(csv *self, size_t column, schain__feed_item *item)
{
	char buffer[SCHAIN__REP_SUBJECT];
	schain_status status;

	item->kind = schain__feed_guess(self->cells[column], buffer, sizeof buffer, &item->text);
	item->flags = 0;
	if (!item->kind)
		return 0;
	status = schain__feed_put(self->feed, item, self->error);
	return status == SCHAIN_OK ? 1 : status;
}

static schain_status put_row(csv *self)
{
	char remark[SCHAIN__FEED_REMARK * 4];
	schain__feed_item item;
	size_t found = 0;

	describe(self, &item, remark, sizeof remark);
	for (size_t i = 0; i < self->cell_count; i++) {
		schain_status status = 0;

		if (!self->cells[i].length || schain__rep_is(cell_of(self, ROLE_LISTED), "false"))
			continue;
		if (!self->role_count)
			status = put_guessed(self, i, &item);
		else if (i < self->role_count)
			status = put_cell(self, i, &item);
		if (status < 0)
			return status;
		found += status > 0;
	}
	self->feed->ignored += !found;
	return SCHAIN_OK;
}

/* A header may be the last of the comments before the first row. */
static schain_status read_rows(csv *self)
{
	int has_begun = 0;
	schain_status status;

	while ((status = next(self)) == SCHAIN_OK) {
		schain_string record = schain__rep_trim(schain__rep_string(self->record, self->record_size));
		int is_comment = record.length && record.data[0] == '#';

		if (!record.length)
			continue;
		if (!self->separator)
			self->separator = separator_of(record);
		if (is_comment && !has_begun) {
			self->is_of_certificates |= schain__rep_has(record, "ssl certificate");
			while (self->record_size && strchr("# ", self->record[0])) {
				memmove(self->record, self->record + 1, --self->record_size);
				continue;
			}
			split(self);
			if (self->cell_count > 1 && has_indicators(self))
				take_header(self);
		}
		if (is_comment)
			continue;
		split(self);
		if (!has_begun) {
			has_begun = 1;
			if (!self->role_count && is_header(self)) {
				take_header(self);
				continue;
			}
		}
		status = put_row(self);
		if (status < 0)
			return status;
	}
	return status == SCHAIN_END ? SCHAIN_OK : status;
}

static schain_status read_csv(schain__feed *feed, schain_error *error)
{
	csv *self = schain__rep_alloc(feed->memory, sizeof *self);
	schain_status status;

	if (!self)
		return schain__rep_no_memory(error);
	memset(self, 0, sizeof *self);
	self->feed = feed;
	self->error = error;
	status = read_rows(self);
	schain__rep_release(feed->memory, self->record, self->record_capacity);
	schain__rep_release(feed->memory, self, sizeof *self);
	return status;
}

/* By the file's name, or by a first line of several names of which one is a column of indicators. */
static int is_csv(schain_string head, const char *path)
{
	const char *end = head.length ? memchr(head.data, '\n', head.length) : NULL;
	static const char *const endings[] = { ".csv", ".tsv", ".csv.gz", ".tsv.gz" };
	size_t length = strlen(path), from = 0;
	schain_string line = schain__rep_string(head.data, end ? (size_t)(end - head.data) : head.length);
	char separator = separator_of(line);

	if (!head.length || memchr(head.data, 0, head.length))
		return 0;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (length > strlen(endings[i]) && !strcmp(path + length - strlen(endings[i]), endings[i]))
			return 1;
	for (size_t i = 0; separator && i <= line.length; i++) {
		schain_string name;

		if (i < line.length && line.data[i] != separator)
			continue;
		name = schain__rep_trim(schain__rep_string(line.data + from, i - from));
		if (name.length > 1 && name.data[0] == '"')
			name = schain__rep_string(name.data + 1, name.length - 2);
		if (is_indicator_role(role_of(name)))
			return 1;
		from = i + 1;
	}
	return 0;
}

const schain__feed_format schain__feed_csv = { "csv", is_csv, read_csv };
