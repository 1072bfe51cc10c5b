/* SPDX-License-Identifier: Apache-2.0 */
/* Sigstore's trusted root: the keys and certificates that a user trusts, and when. */
#include <openssl/rsa.h>

#include "signature/base64.h"
#include "signature/sigstore.h"

#define MEDIA_TYPE "application/vnd.dev.sigstore.trustedroot"
/* A certificate or key. */
#define RAW_LIMIT 16384u

static int starts_with(schain__bytes text, const char *prefix)
{
	return text.size >= strlen(prefix) && !memcmp(text.data, prefix, strlen(prefix));
}

int schain__sigstore_is_root(const schain__document *document)
{
	schain__bytes type;

	return schain__document_string(document, &type, "/mediaType") && starts_with(type, MEDIA_TYPE);
}

static int digits(schain__bytes text, size_t at, size_t count, int *ret_value)
{
	*ret_value = 0;
	for (size_t i = at; i < at + count; i++) {
		if (i >= text.size || text.data[i] < '0' || text.data[i] > '9')
			return 0;
		*ret_value = *ret_value * 10 + (text.data[i] - '0');
	}
	return 1;
}

schain_time schain__sigstore_time(schain__bytes text)
{
	int year, month, day, hour, minute, second;
	ASN1_TIME *time = ASN1_TIME_new();
	schain_time result = 0;
	char plain[32];

	/* Fractions are below what validity is counted in; only UTC is written. */
	if (time && digits(text, 0, 4, &year) && digits(text, 5, 2, &month) &&
	    digits(text, 8, 2, &day) && digits(text, 11, 2, &hour) && digits(text, 14, 2, &minute) &&
	    digits(text, 17, 2, &second) && text.data[text.size - 1] == 'Z') {
		snprintf(plain, sizeof plain, "%04d%02d%02d%02d%02d%02dZ", year % 10000, month % 100,
		         day % 100, hour % 100, minute % 100, second % 100);
		if (ASN1_TIME_set_string_X509(time, plain) || ASN1_TIME_set_string(time, plain))
			result = schain__sig_time_of(time);
	}
	ASN1_TIME_free(time);
	return result;
}

int schain__sigstore_is_within(const schain__sigstore_window *window, schain_time time)
{
	/* The end's own second counts. */
	return time >= window->start && (!window->end || time < window->end + SCHAIN_SECOND);
}

const schain__sigstore_log *schain__sigstore_log_of(const schain__sigstore_log *logs,
                                                    uint32_t count, schain__bytes id,
                                                    schain_time time)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t size = logs[i].id_size < id.size ? logs[i].id_size : (uint32_t)id.size;

		/* Notes name the first four bytes only. */
		if (size >= 4 && !memcmp(logs[i].id, id.data, size) &&
		    (!time || schain__sigstore_is_within(&logs[i].window, time)))
			return &logs[i];
	}
	return NULL;
}

static schain__bytes raw_at(const schain__document *document, const char *pointer, uint8_t *buffer)
{
	schain__bytes text, raw = { NULL, 0 };
	ptrdiff_t size;

	if (!schain__document_string(document, &text, "%s", pointer) || text.size > RAW_LIMIT)
		return raw;
	size = schain__base64_decode(text, 1, buffer);
	if (size > 0) {
		raw.data = buffer;
		raw.size = (size_t)size;
	}
	return raw;
}

/* A window without a start is no window: the file is wrong. */
static int read_window(const schain__document *document, const char *pointer,
                       schain__sigstore_window *ret_window)
{
	schain__bytes text;

	if (!schain__document_string(document, &text, "%s/start", pointer))
		return 0;
	ret_window->start = schain__sigstore_time(text);
	ret_window->end = 0;
	if (schain__document_string(document, &text, "%s/end", pointer)) {
		ret_window->end = schain__sigstore_time(text);
		if (!ret_window->end)
			return 0;
	}
	return ret_window->start != 0;
}

static EVP_PKEY *read_key(const schain__sig_crypto *crypto, schain__bytes der)
{
	const unsigned char *at = der.data;
	EVP_PKEY *key = d2i_PUBKEY_ex(NULL, &at, (long)der.size, crypto->context, NULL);

	at = der.data;
	/* The oldest log key is written as PKCS #1. */
	return key ? key : d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, (long)der.size);
}

static const char *read_log(const schain__document *document, const schain__sig_crypto *crypto,
                            const char *list, uint32_t index, schain__sigstore_log *ret_log)
{
	uint8_t buffer[SCHAIN__BASE64_ROOM(RAW_LIMIT)];
	schain__bytes raw;
	char pointer[64];

	snprintf(pointer, sizeof pointer, "/%s/%u/publicKey/validFor", list, index);
	if (!read_window(document, pointer, &ret_log->window))
		return "a log without a time from which it is trusted";
	snprintf(pointer, sizeof pointer, "/%s/%u/logId/keyId", list, index);
	raw = raw_at(document, pointer, buffer);
	if (!raw.data || raw.size > sizeof ret_log->id || raw.size < 4)
		return "a log without an id";
	memcpy(ret_log->id, raw.data, raw.size);
	ret_log->id_size = (uint32_t)raw.size;
	snprintf(pointer, sizeof pointer, "/%s/%u/publicKey/rawBytes", list, index);
	raw = raw_at(document, pointer, buffer);
	ret_log->key = raw.data ? read_key(crypto, raw) : NULL;
	return ret_log->key ? NULL : "a log whose key cannot be read";
}

static const char *read_authority(const schain__document *document,
                                  const schain__sig_crypto *crypto, const char *list,
                                  uint32_t index, schain__sigstore_authority *ret_authority)
{
	uint8_t buffer[SCHAIN__BASE64_ROOM(RAW_LIMIT)];
	char pointer[96];
	size_t count;

	snprintf(pointer, sizeof pointer, "/%s/%u/validFor", list, index);
	if (!read_window(document, pointer, &ret_authority->window))
		return "an authority without a time from which it is trusted";
	snprintf(pointer, sizeof pointer, "/%s/%u/certChain/certificates", list, index);
	count = schain__document_count(document, "%s", pointer);
	ret_authority->chain = sk_X509_new_null();
	if (!count || count > SCHAIN__SIGSTORE_LIST || !ret_authority->chain)
		return "an authority without certificates";
	for (size_t i = 0; i < count; i++) {
		schain__bytes raw;
		X509 *certificate;

		snprintf(pointer, sizeof pointer, "/%s/%u/certChain/certificates/%zu/rawBytes", list, index,
		         i);
		raw = raw_at(document, pointer, buffer);
		certificate = raw.data ? schain__sig_read_certificate(crypto, raw.data, raw.size) : NULL;
		if (!certificate)
			return "an authority's certificate cannot be read";
		if (!sk_X509_push(ret_authority->chain, certificate)) {
			X509_free(certificate);
			return "no memory";
		}
	}
	return NULL;
}

static const char *read_logs(const schain__document *document, const schain__sig_crypto *crypto,
                             const char *list, schain__sigstore_log *logs, uint32_t *count)
{
	size_t wanted = schain__document_count(document, "/%s", list);
	const char *damage = NULL;

	if (wanted > SCHAIN__SIGSTORE_LIST)
		return "too many logs";
	for (uint32_t i = 0; i < wanted && !damage; i++, ++*count)
		damage = read_log(document, crypto, list, i, &logs[i]);
	return damage;
}

static const char *read_authorities(const schain__document *document,
                                    const schain__sig_crypto *crypto, const char *list,
                                    schain__sigstore_authority *authorities, uint32_t *count)
{
	size_t wanted = schain__document_count(document, "/%s", list);
	const char *damage = NULL;

	if (wanted > SCHAIN__SIGSTORE_LIST)
		return "too many authorities";
	for (uint32_t i = 0; i < wanted && !damage; i++, ++*count)
		damage = read_authority(document, crypto, list, i, &authorities[i]);
	return damage;
}

schain_status schain__sigstore_root_read(const schain__document *document,
                                         const schain__sig_crypto *crypto,
                                         const schain_allocator *allocator,
                                         schain__sigstore_root **ret_root, const char **ret_damage)
{
	schain__sigstore_root *self = schain__sig_alloc(allocator, sizeof *self);
	const char *damage;

	if (!self)
		return SCHAIN_E_MEMORY;
	self->allocator = *allocator;
	damage = read_logs(document, crypto, "tlogs", self->logs, &self->log_count);
	if (!damage)
		damage = read_logs(document, crypto, "ctlogs", self->certificate_logs,
		                   &self->certificate_log_count);
	if (!damage)
		damage = read_authorities(document, crypto, "certificateAuthorities", self->authorities,
		                          &self->authority_count);
	if (!damage)
		damage = read_authorities(document, crypto, "timestampAuthorities", self->stampers,
		                          &self->stamper_count);
	if (damage) {
		*ret_damage = damage;
		schain__sigstore_root_free(self);
		return SCHAIN_E_FORMAT;
	}
	*ret_root = self;
	return SCHAIN_OK;
}

void schain__sigstore_root_free(schain__sigstore_root *root)
{
	schain_allocator allocator;

	if (!root)
		return;
	allocator = root->allocator;
	/* A count may include one that could not be read whole. */
	for (uint32_t i = 0; i < SCHAIN__SIGSTORE_LIST; i++) {
		EVP_PKEY_free(root->logs[i].key);
		EVP_PKEY_free(root->certificate_logs[i].key);
		sk_X509_pop_free(root->authorities[i].chain, X509_free);
		sk_X509_pop_free(root->stampers[i].chain, X509_free);
	}
	schain__sig_release(&allocator, root, sizeof *root);
}
