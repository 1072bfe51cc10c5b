/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/keys.h"

#include <openssl/pem.h>

#include "signature/error.h"
#include "signature/sigstore.h"

void schain__sig_keys_init(schain__sig_keys *keys, const schain__sig_crypto *crypto,
                           const schain_allocator *allocator)
{
	memset(keys, 0, sizeof *keys);
	keys->crypto = crypto;
	keys->allocator = *allocator;
}

void schain__sig_keys_clear(schain__sig_keys *keys)
{
	for (size_t i = 0; i < keys->plain_count; i++)
		EVP_PKEY_free(keys->plain[i]);
	schain__sig_release(&keys->allocator, keys->plain, keys->plain_capacity * sizeof *keys->plain);
	schain__sig_release(&keys->allocator, keys->minisign,
	                    keys->minisign_capacity * sizeof *keys->minisign);
	schain__openpgp_free(keys->openpgp);
	schain__sigstore_root_free(keys->sigstore);
	memset(keys, 0, sizeof *keys);
}

static schain_status add_minisign(schain__sig_keys *self, schain__bytes text, schain_error *error)
{
	void *array = self->minisign;

	if (schain__sig_grow(&self->allocator, &array, &self->minisign_capacity, self->minisign_count,
	                     sizeof *self->minisign))
		return schain__sig_fail_memory(error);
	self->minisign = array;
	if (!schain__minisign_read_key(text, &self->minisign[self->minisign_count]))
		return schain__sig_fail(error, SCHAIN_E_FORMAT, "not a public key of minisign or signify");
	self->minisign_count++;
	return SCHAIN_OK;
}

static schain_status add_plain(schain__sig_keys *self, schain__bytes text, schain_error *error)
{
	BIO *bio = text.size <= INT_MAX ? BIO_new_mem_buf(text.data, (int)text.size) : NULL;
	EVP_PKEY *key = bio ? PEM_read_bio_PUBKEY_ex(bio, NULL, NULL, NULL, self->crypto->context, NULL)
	                    : NULL;
	void *array = self->plain;

	BIO_free(bio);
	if (!key)
		return schain__sig_fail(error, SCHAIN_E_FORMAT, "the public key cannot be read");
	if (schain__sig_grow(&self->allocator, &array, &self->plain_capacity, self->plain_count,
	                     sizeof *self->plain)) {
		EVP_PKEY_free(key);
		return schain__sig_fail_memory(error);
	}
	self->plain = array;
	self->plain[self->plain_count++] = key;
	return SCHAIN_OK;
}

static schain_status add_sigstore(schain__sig_keys *self, schain__bytes json, schain_error *error)
{
	schain__document *document;
	schain__sigstore_root *root;
	const char *damage = "it is no trusted root of Sigstore";
	schain_status status = schain__document_parse(json, &document);

	if (status)
		return schain__sig_fail(error, status, "not well-formed JSON");
	status = SCHAIN_E_FORMAT;
	if (schain__sigstore_is_root(document))
		status = schain__sigstore_root_read(document, self->crypto, &self->allocator, &root,
		                                    &damage);
	schain__document_free(document);
	if (status == SCHAIN_E_MEMORY)
		return schain__sig_fail_memory(error);
	if (status)
		return schain__sig_fail(error, status, "%s", damage);
	/* A trusted root is a whole: the newer takes the place of the older. */
	schain__sigstore_root_free(self->sigstore);
	self->sigstore = root;
	return SCHAIN_OK;
}

schain_status schain__sig_keys_openpgp(schain__sig_keys *keys)
{
	return keys->openpgp ? SCHAIN_OK : schain__openpgp_new(&keys->openpgp);
}

static schain_status add_openpgp(schain__sig_keys *self, schain__bytes keys, schain_error *error)
{
	schain_status status = schain__sig_keys_openpgp(self);
	size_t count;

	if (!status)
		status = schain__openpgp_add(self->openpgp, keys, &count);
	if (status == SCHAIN_E_MEMORY)
		return schain__sig_fail_memory(error);
	if (status == SCHAIN_E_UNSUPPORTED)
		return schain__sig_fail(error, status, "this build does not know OpenPGP");
	return status ? schain__sig_fail(error, SCHAIN_E_FORMAT, "there is no key in it that is known here")
	              : SCHAIN_OK;
}

static int starts_with(schain__bytes text, const char *prefix)
{
	return text.size >= strlen(prefix) && !memcmp(text.data, prefix, strlen(prefix));
}

schain_status schain__sig_keys_add(schain__sig_keys *keys, const unsigned char *data, size_t size,
                                   schain_error *error)
{
	schain__bytes bytes = { data, size }, text = bytes;

	while (text.size && (text.data[0] == ' ' || text.data[0] == '\n' || text.data[0] == '\r' ||
	                     text.data[0] == '\t')) {
		text.data++;
		text.size--;
	}
	if (schain__minisign_probe(text))
		return add_minisign(keys, text, error);
	if (starts_with(text, "-----BEGIN PUBLIC KEY-----"))
		return add_plain(keys, text, error);
	if (starts_with(text, "{"))
		return add_sigstore(keys, text, error);
	return add_openpgp(keys, bytes, error);
}
