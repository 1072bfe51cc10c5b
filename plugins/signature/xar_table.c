/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/xar_table.h"

#include <expat.h>
#include <stdlib.h>

#include "signature/base64.h"
#include "signature/line.h"
#include "signature/pool.h"

/* Folders within folders. */
#define DEPTH_LIMIT 256u
/* Files of the largest installers: some 10^5 lie inside one payload, not here. */
#define PIECES_LIMIT 65536u
/* A certificate as base64. */
#define TEXT_LIMIT 16384u

enum element {
	OTHER,
	TOC,
	CHECKSUM,
	SIGNATURE, /* also x-signature */
	CERTIFICATE,
	DATA, /* of a file, or of an extended attribute */
	ARCHIVED,
	OFFSET,
	SIZE,
	LENGTH,
};

static const struct style {
	const char *style, *digest_name;
} styles[] = {
	{ "sha1", "SHA1" },         { "sha256", "SHA2-256" }, { "sha384", "SHA2-384" },
	{ "sha512", "SHA2-512" },   { "md5", "MD5" },
};

struct schain__xar_table {
	schain__xar *xar;
	XML_Parser parser;
	schain_status status;
	const char *damage;
	uint32_t depth;
	uint32_t text_size;
	uint64_t checksum_offset, checksum_size;
	const struct style *checksum_name; /* NULL: of no known kind */
	schain__xar_piece piece; /* the data element at hand */
	uint8_t path[DEPTH_LIMIT]; /* enum element, from the outermost */
	char text[TEXT_LIMIT];     /* of the element at hand */
};

static void fail(schain__xar_table *self, schain_status status, const char *damage)
{
	if (!self->status) {
		self->status = status;
		self->damage = damage;
	}
	XML_StopParser(self->parser, XML_FALSE);
}

static const char *attribute(const XML_Char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (!strcmp(*attributes, name))
			return attributes[1];
	return "";
}

static const struct style *style_of(const char *text)
{
	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
		if (!OPENSSL_strcasecmp(text, styles[i].style))
			return &styles[i];
	return NULL;
}

static void begin_checksum(schain__xar_table *self, const char *text)
{
	const struct style *style = style_of(text);

	self->piece.digest_name = style ? style->digest_name : NULL;
}

static enum element element_of(const schain__xar_table *self, const char *name)
{
	enum element parent = self->depth ? self->path[self->depth - 1] : OTHER;

	if (self->depth == 1 && !strcmp(name, "toc"))
		return TOC;
	if (parent == TOC && !strcmp(name, "checksum"))
		return CHECKSUM;
	if (parent == TOC && (!strcmp(name, "signature") || !strcmp(name, "x-signature")))
		return SIGNATURE;
	if (!strcmp(name, "X509Certificate"))
		return CERTIFICATE;
	if (!strcmp(name, "data") || !strcmp(name, "ea"))
		return DATA;
	if (parent == DATA && !strcmp(name, "archived-checksum"))
		return ARCHIVED;
	if (parent != CHECKSUM && parent != SIGNATURE && parent != DATA)
		return OTHER;
	if (!strcmp(name, "offset"))
		return OFFSET;
	if (!strcmp(name, "length"))
		return LENGTH;
	return !strcmp(name, "size") ? SIZE : OTHER;
}

static void begin_signature(schain__xar_table *self, const char *style)
{
	schain__xar *xar = self->xar;

	if (xar->signature_count == SCHAIN__XAR_SIGNATURES) {
		fail(self, SCHAIN_E_DAMAGED, "too many signatures in the table of contents");
		return;
	}
	if (strcmp(style, "RSA") != 0 && strcmp(style, "CMS") != 0) {
		xar->has_strange_signature = 1;
		self->path[self->depth] = OTHER;
		return;
	}
	xar->signatures[xar->signature_count++].is_cms = style[0] == 'C';
}

static void start(void *context, const XML_Char *name, const XML_Char **attributes)
{
	schain__xar_table *self = context;
	enum element element;

	if (self->depth == DEPTH_LIMIT) {
		fail(self, SCHAIN_E_DAMAGED, "the table of contents is too deep");
		return;
	}
	element = element_of(self, name);
	self->path[self->depth] = (uint8_t)element;
	self->text_size = 0;
	if (element == CHECKSUM)
		self->checksum_name = style_of(attribute(attributes, "style"));
	else if (element == SIGNATURE)
		begin_signature(self, attribute(attributes, "style"));
	else if (element == DATA)
		memset(&self->piece, 0, sizeof self->piece);
	else if (element == ARCHIVED)
		begin_checksum(self, attribute(attributes, "style"));
	self->depth++;
}

static void text(void *context, const XML_Char *data, int size)
{
	schain__xar_table *self = context;
	enum element element = self->depth ? self->path[self->depth - 1] : OTHER;

	if (element != CERTIFICATE && element < ARCHIVED)
		return;
	if ((uint32_t)size >= TEXT_LIMIT - self->text_size) {
		fail(self, SCHAIN_E_DAMAGED, "a value of the table of contents is too long");
		return;
	}
	memcpy(self->text + self->text_size, data, (size_t)size);
	self->text_size += (uint32_t)size;
}

/* The signature whose element is open, wherever in it. */
static schain__xar_signature *signature_at_hand(schain__xar_table *self)
{
	for (uint32_t i = 0; i < self->depth; i++)
		if (self->path[i] == SIGNATURE)
			return &self->xar->signatures[self->xar->signature_count - 1];
	return NULL;
}

static void take_certificate(schain__xar_table *self)
{
	schain__xar_signature *signature = signature_at_hand(self);
	const schain_allocator *memory = self->xar->memory;
	schain__bytes base64 = { (const uint8_t *)self->text, self->text_size };
	uint8_t decoded[SCHAIN__BASE64_ROOM(TEXT_LIMIT)], *copy;
	ptrdiff_t size;

	if (!signature)
		return;
	size = schain__base64_decode(base64, 1, decoded);
	if (size <= 0 || signature->certificate_count == SCHAIN__XAR_CERTIFICATES) {
		fail(self, SCHAIN_E_DAMAGED, "the certificates of a signature cannot be read");
		return;
	}
	copy = memory->allocate(memory->context, (size_t)size + 1);
	if (!copy) {
		fail(self, SCHAIN_E_MEMORY, NULL);
		return;
	}
	memcpy(copy, decoded, (size_t)size);
	signature->certificates[signature->certificate_count].data = copy;
	signature->certificates[signature->certificate_count++].size = (size_t)size;
}

static void take_checksum(schain__xar_table *self)
{
	schain_string hex = { self->text, self->text_size };

	self->piece.checksum_size = self->text_size / 2;
	if (self->text_size % 2 || self->piece.checksum_size > sizeof self->piece.checksum ||
	    !schain__line_hex(hex, self->piece.checksum, self->piece.checksum_size))
		fail(self, SCHAIN_E_DAMAGED, "a checksum of the table of contents is none");
}

static void take_piece(schain__xar_table *self)
{
	schain__xar *xar = self->xar;
	void *array = xar->pieces;

	if (!self->piece.size)
		return;
	if (xar->piece_count == PIECES_LIMIT) {
		fail(self, SCHAIN_E_DAMAGED, "too many files in the table of contents");
		return;
	}
	if (schain__sig_grow(xar->memory, &array, &xar->piece_capacity, xar->piece_count,
	                     sizeof *xar->pieces)) {
		fail(self, SCHAIN_E_MEMORY, NULL);
		return;
	}
	xar->pieces = array;
	xar->pieces[xar->piece_count++] = self->piece;
}

static void take_number(schain__xar_table *self, enum element element, enum element parent)
{
	schain_string decimal = { self->text, self->text_size };
	uint64_t value, *offset, *size;

	if (!schain__line_number(decimal, &value)) {
		fail(self, SCHAIN_E_DAMAGED, "a number of the table of contents is none");
		return;
	}
	if (parent == SIGNATURE) {
		offset = &self->xar->signatures[self->xar->signature_count - 1].offset;
		size = &self->xar->signatures[self->xar->signature_count - 1].size;
	} else if (parent == CHECKSUM) {
		offset = &self->checksum_offset;
		size = &self->checksum_size;
	} else {
		offset = &self->piece.offset;
		size = &self->piece.size;
		/* Of a file, "length" is what it takes in the heap, "size" what it unpacks to. */
		if (element == SIZE)
			return;
	}
	*(element == OFFSET ? offset : size) = value;
}

static void end(void *context, const XML_Char *name)
{
	schain__xar_table *self = context;
	enum element element, parent;

	(void)name;
	if (self->status)
		return;
	element = self->path[self->depth - 1];
	parent = self->depth > 1 ? self->path[self->depth - 2] : OTHER;
	if (element == CERTIFICATE)
		take_certificate(self);
	else if (element == ARCHIVED)
		take_checksum(self);
	else if (element == DATA)
		take_piece(self);
	else if (element >= OFFSET)
		take_number(self, element, parent);
	self->depth--;
	self->text_size = 0;
}

static void refuse_entity(void *context, const XML_Char *name, int is_parameter,
                          const XML_Char *value, int size, const XML_Char *base,
                          const XML_Char *system, const XML_Char *public_id,
                          const XML_Char *notation)
{
	(void)name, (void)is_parameter, (void)value, (void)size, (void)base, (void)system;
	(void)public_id, (void)notation;
	fail(context, SCHAIN_E_DAMAGED, "the table of contents defines entities");
}

schain__xar_table *schain__xar_table_new(schain__xar *xar)
{
	schain__xar_table *self = schain__sig_alloc(xar->memory, sizeof *self);

	if (!self)
		return NULL;
	self->xar = xar;
	self->parser = XML_ParserCreate(NULL);
	if (!self->parser) {
		schain__xar_table_free(self);
		return NULL;
	}
	XML_SetUserData(self->parser, self);
	XML_SetElementHandler(self->parser, start, end);
	XML_SetCharacterDataHandler(self->parser, text);
	XML_SetEntityDeclHandler(self->parser, refuse_entity);
	return self;
}

void schain__xar_table_free(schain__xar_table *table)
{
	if (!table)
		return;
	XML_ParserFree(table->parser);
	schain__sig_release(table->xar->memory, table, sizeof *table);
}

schain_status schain__xar_table_feed(schain__xar_table *table, const char *data, size_t size,
                                     int is_last, const char **ret_damage)
{
	if (XML_Parse(table->parser, data, (int)size, is_last) != XML_STATUS_OK && !table->status) {
		int is_memory = XML_GetErrorCode(table->parser) == XML_ERROR_NO_MEMORY;

		table->status = is_memory ? SCHAIN_E_MEMORY : SCHAIN_E_DAMAGED;
		table->damage = "the table of contents is not well-formed";
	}
	*ret_damage = table->damage;
	return table->status;
}

void schain__xar_table_checksum(const schain__xar_table *table, uint64_t *ret_offset,
                                uint64_t *ret_size, const char **ret_digest_name,
                                const char **ret_name)
{
	*ret_offset = table->checksum_offset;
	*ret_size = table->checksum_size;
	*ret_digest_name = table->checksum_name ? table->checksum_name->digest_name : NULL;
	*ret_name = table->checksum_name ? table->checksum_name->style : NULL;
}
