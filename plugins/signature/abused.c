/* SPDX-License-Identifier: Apache-2.0 */
/* The list of certificates known to be abused: a line each, by one of its names. */
#include "signature/error.h"
#include "signature/revocation.h"

#include <stdlib.h>
#include <string.h>

enum kind { KIND_SHA1, KIND_SHA256, KIND_TBS, KIND_SPKI, KIND_SERIAL, KINDS };

static const struct {
	const char *name;
	size_t size; /* bytes of its hash; 0: serial number and issuer */
} kinds[KINDS] = {
	[KIND_SHA1] = { "sha1", 20 },
	[KIND_SHA256] = { "sha256", 32 },
	[KIND_TBS] = { "tbs-sha256", 32 },
	[KIND_SPKI] = { "spki-sha256", 32 },
	[KIND_SERIAL] = { "serial", 0 },
};

void schain__sig_abused_init(schain__sig_abused *self, const schain__sig_crypto *crypto,
                             const schain_allocator *allocator)
{
	memset(self, 0, sizeof *self);
	self->crypto = crypto;
	self->allocator = *allocator;
}

void schain__sig_abused_clear(schain__sig_abused *self)
{
	schain__sig_release(&self->allocator, self->keys, self->capacity * sizeof *self->keys);
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(schain__sig_abused_key));
}

static schain_string next_word(schain_string *rest)
{
	schain_string word;

	while (rest->length && (*rest->data == ' ' || *rest->data == '\t')) {
		rest->data++;
		rest->length--;
	}
	word.data = rest->data;
	word.length = 0;
	while (word.length < rest->length && rest->data[word.length] != ' ' &&
	       rest->data[word.length] != '\t')
		word.length++;
	rest->data += word.length;
	rest->length -= word.length;
	return word;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int read_hex(schain_string hex, unsigned char *to, size_t size)
{
	if (hex.length != 2 * size)
		return -1;
	for (size_t i = 0; i < size; i++) {
		int high = digit_of(hex.data[2 * i]), low = digit_of(hex.data[2 * i + 1]);

		if (high < 0 || low < 0)
			return -1;
		to[i] = (unsigned char)(high << 4 | low);
	}
	return 0;
}

/* Serial numbers are spelt with and without leading zeros, in either case. */
static int serial_key(const schain__sig_abused *self, schain_string serial, schain_string issuer,
                      unsigned char to[32])
{
	unsigned char text[512], value[EVP_MAX_MD_SIZE];
	size_t size = 0;

	while (serial.length > 1 && *serial.data == '0') {
		serial.data++;
		serial.length--;
	}
	if (!serial.length || serial.length + issuer.length + 1 > sizeof text)
		return -1;
	for (; size < serial.length; size++) {
		if (digit_of(serial.data[size]) < 0)
			return -1;
		text[size] = (unsigned char)(serial.data[size] > '9' ? serial.data[size] | 0x20
		                                                     : serial.data[size]);
	}
	text[size++] = 0;
	memcpy(text + size, issuer.data, issuer.length);
	if (schain__sig_hash(self->crypto, SCHAIN__SIG_SHA256, text, size + issuer.length, value) != 0)
		return -1;
	memcpy(to, value, 32);
	return 0;
}

static schain_string without_comment(schain_string line)
{
	for (size_t i = 0; i < line.length; i++)
		if (line.data[i] == '#' && (!i || line.data[i - 1] == ' ' || line.data[i - 1] == '\t'))
			line.length = i;
	while (line.length && strchr(" \t\r", line.data[line.length - 1]))
		line.length--;
	return line;
}

/* 1: a key was read; 0: an empty line; -1: nonsense. */
static int read_line(const schain__sig_abused *self, schain_string line, schain__sig_abused_key *key)
{
	schain_string kind, value;
	int i = 0;

	line = without_comment(line);
	kind = next_word(&line);
	if (!kind.length)
		return 0;
	while (i < KINDS && (strlen(kinds[i].name) != kind.length ||
	                     memcmp(kinds[i].name, kind.data, kind.length) != 0))
		i++;
	if (i == KINDS)
		return -1;
	memset(key, 0, sizeof *key);
	key->kind = (unsigned char)i;
	value = next_word(&line);
	while (line.length && (*line.data == ' ' || *line.data == '\t')) {
		line.data++;
		line.length--;
	}
	if (kinds[i].size)
		return !line.length && read_hex(value, key->value, kinds[i].size) == 0 ? 1 : -1;
	return line.length && serial_key(self, value, line, key->value) == 0 ? 1 : -1;
}

schain_status schain__sig_abused_add(schain__sig_abused *self, const char *text, size_t size,
                                     schain_error *error)
{
	uint64_t number = 0;

	while (size) {
		const char *end = memchr(text, '\n', size);
		schain_string line = { text, end ? (size_t)(end - text) : size };
		schain__sig_abused_key key;
		int read = read_line(self, line, &key);

		number++;
		if (read < 0)
			return schain__sig_fail_at(
					error, NULL, number,
					schain__sig_fail(error, SCHAIN_E_SYNTAX,
			                         "expected 'sha1', 'sha256', 'tbs-sha256' or 'spki-sha256' and a "
			                         "hash, or 'serial', a number and the issuer's common name"));
		if (read && schain__sig_grow(&self->allocator, (void **)&self->keys, &self->capacity,
		                             self->count, sizeof key) != 0)
			return schain__sig_fail_memory(error);
		if (read)
			self->keys[self->count++] = key;
		text += line.length + (end != NULL);
		size -= line.length + (end != NULL);
	}
	if (self->count)
		qsort(self->keys, self->count, sizeof *self->keys, compare);
	return SCHAIN_OK;
}

static int has(const schain__sig_abused *self, enum kind kind, schain_string hex)
{
	schain__sig_abused_key key;

	memset(&key, 0, sizeof key);
	key.kind = (unsigned char)kind;
	return read_hex(hex, key.value, kinds[kind].size) == 0 &&
	       bsearch(&key, self->keys, self->count, sizeof key, compare) != NULL;
}

/* The value of "CN=" in a name as certificate.c writes it. */
static schain_string common_name_of(schain_string name)
{
	schain_string found = { NULL, 0 };

	for (size_t i = 0; i + 3 <= name.length && !found.data; i++)
		if (!memcmp(name.data + i, "CN=", 3) && (!i || name.data[i - 1] == ' '))
			found.data = name.data + i + 3;
	while (found.data && found.data + found.length < name.data + name.length &&
	       !(found.data[found.length] == ',' && found.data[found.length - 1] != '\\'))
		found.length++;
	return found;
}

int schain__sig_abused_has(const schain__sig_abused *self, const schain_certificate *certificate)
{
	schain__sig_abused_key key;

	if (!self->count)
		return 0;
	if (has(self, KIND_SHA1, certificate->sha1) || has(self, KIND_SHA256, certificate->sha256) ||
	    has(self, KIND_TBS, certificate->tbs_sha256) || has(self, KIND_SPKI, certificate->spki_sha256))
		return 1;
	memset(&key, 0, sizeof key);
	key.kind = KIND_SERIAL;
	return serial_key(self, certificate->serial, common_name_of(certificate->issuer), key.value) == 0 &&
	       bsearch(&key, self->keys, self->count, sizeof key, compare) != NULL;
}
