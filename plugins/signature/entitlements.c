/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/entitlements.h"

#include <expat.h>

#define MAGIC_ENTITLEMENTS 0xfade7171u
#define BLOB_HEAD 8u
/* Real ones have a few KiB. */
#define SIZE_LIMIT (1u << 20)
/* <plist><dict><key>: keys of the outermost dictionary only. */
#define KEY_DEPTH 3u

static const struct {
	const char *key;
	uint32_t bit;
} known[] = {
	{ "com.apple.security.get-task-allow", SCHAIN_SIGNED_DEBUGGABLE },
	{ "get-task-allow", SCHAIN_SIGNED_DEBUGGABLE },
	{ "com.apple.security.cs.disable-library-validation", SCHAIN_SIGNED_ANY_LIBRARY },
	{ "com.apple.security.cs.allow-dyld-environment-variables", SCHAIN_SIGNED_DYLD_ENVIRONMENT },
	{ "com.apple.security.cs.allow-jit", SCHAIN_SIGNED_JIT },
	{ "com.apple.security.cs.allow-unsigned-executable-memory",
	  SCHAIN_SIGNED_UNSIGNED_MEMORY },
	{ "com.apple.security.cs.disable-executable-page-protection",
	  SCHAIN_SIGNED_UNPROTECTED_PAGES },
	{ "com.apple.security.cs.debugger", SCHAIN_SIGNED_DEBUGGER },
	{ "com.apple.security.app-sandbox", SCHAIN_SIGNED_SANDBOXED },
};

struct reading {
	XML_Parser parser;
	uint32_t depth;
	uint32_t flags;
	uint32_t key_size; /* of key; longer ones are none of ours */
	int in_key;
	int has_key; /* the value of `key` comes next */
	char key[64];
};

static void start(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct reading *self = context;

	(void)attributes;
	self->depth++;
	if (self->depth != KEY_DEPTH)
		return;
	if (!strcmp(name, "key")) {
		self->in_key = 1;
		self->key_size = 0;
		return;
	}
	if (self->has_key && !strcmp(name, "true"))
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			if (strlen(known[i].key) == self->key_size &&
			    !memcmp(known[i].key, self->key, self->key_size))
				self->flags |= known[i].bit;
	self->has_key = 0;
}

static void end(void *context, const XML_Char *name)
{
	struct reading *self = context;

	(void)name;
	if (self->depth == KEY_DEPTH && self->in_key) {
		self->in_key = 0;
		self->has_key = 1;
	}
	self->depth--;
}

static void text(void *context, const XML_Char *data, int size)
{
	struct reading *self = context;

	if (!self->in_key)
		return;
	if ((uint32_t)size > sizeof self->key - self->key_size) {
		self->key_size = sizeof self->key; /* longer than any known */
		return;
	}
	memcpy(self->key + self->key_size, data, (size_t)size);
	self->key_size += (uint32_t)size;
}

/* A property list has no entities of its own; they would be a second meaning. */
static void refuse_entity(void *context, const XML_Char *name, int is_parameter,
                          const XML_Char *value, int size, const XML_Char *base,
                          const XML_Char *system, const XML_Char *public_id,
                          const XML_Char *notation)
{
	struct reading *self = context;

	(void)name, (void)is_parameter, (void)value, (void)size, (void)base, (void)system;
	(void)public_id, (void)notation;
	XML_StopParser(self->parser, XML_FALSE);
}

schain_status schain__entitlements_read(schain__bytes blob, uint32_t *ret_flags)
{
	struct reading self;
	enum XML_Status result;
	enum XML_Error error;

	if (blob.size < BLOB_HEAD || schain__get_be32(blob.data) != MAGIC_ENTITLEMENTS ||
	    blob.size > SIZE_LIMIT)
		return SCHAIN_E_DAMAGED;
	memset(&self, 0, sizeof self);
	self.parser = XML_ParserCreate(NULL);
	if (!self.parser)
		return SCHAIN_E_MEMORY;
	XML_SetUserData(self.parser, &self);
	XML_SetElementHandler(self.parser, start, end);
	XML_SetCharacterDataHandler(self.parser, text);
	XML_SetEntityDeclHandler(self.parser, refuse_entity);
	result = XML_Parse(self.parser, (const char *)blob.data + BLOB_HEAD,
	                   (int)(blob.size - BLOB_HEAD), 1);
	error = XML_GetErrorCode(self.parser);
	XML_ParserFree(self.parser);
	if (result != XML_STATUS_OK)
		return error == XML_ERROR_NO_MEMORY ? SCHAIN_E_MEMORY : SCHAIN_E_DAMAGED;
	*ret_flags = self.flags;
	return SCHAIN_OK;
}
