/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/trust.h"
#include "signature/error.h"

#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

void schain__sig_trust_init(schain__sig_trust *trust, const schain__sig_crypto *crypto,
                            const schain_allocator *allocator)
{
	memset(trust, 0, sizeof *trust);
	trust->crypto = crypto;
	schain__sig_pool_init(&trust->pool, allocator);
}

static void forget_sets(schain__sig_trust *trust)
{
	while (trust->set_count)
		sk_X509_free(trust->sets[--trust->set_count].certificates);
}

void schain__sig_trust_clear(schain__sig_trust *trust)
{
	forget_sets(trust);
	for (size_t i = 0; i < trust->count; i++)
		X509_free(trust->roots[i].certificate);
	schain__sig_release(&trust->pool.allocator, trust->roots,
	                    trust->capacity * sizeof *trust->roots);
	schain__sig_pool_clear(&trust->pool);
}

const schain__sig_root *schain__sig_trust_find(const schain__sig_trust *trust, X509 *certificate)
{
	for (size_t i = 0; i < trust->count; i++)
		if (!X509_cmp(trust->roots[i].certificate, certificate))
			return &trust->roots[i];
	return NULL;
}

/* What the lines before a certificate say of it. */
struct terms {
	uint32_t usages;
	schain_time distrusted_after, not_issued_after;
};

/* Takes over `certificate`. */
static schain_status add_root(schain__sig_trust *trust, X509 *certificate, const struct terms *terms,
                              schain_error *error)
{
	schain__sig_root *root = (schain__sig_root *)(uintptr_t)schain__sig_trust_find(trust, certificate);

	if (root) {
		X509_free(certificate);
		root->usages |= terms->usages;
		root->described.usages = root->usages;
		return SCHAIN_OK;
	}
	if (schain__sig_grow(&trust->pool.allocator, (void **)&trust->roots, &trust->capacity,
	                     trust->count, sizeof *root) != 0) {
		X509_free(certificate);
		return schain__sig_fail_memory(error);
	}
	root = &trust->roots[trust->count];
	memset(root, 0, sizeof *root);
	if (schain__sig_certificate_describe(&trust->pool, trust->crypto, certificate,
	                                     &root->described) != 0) {
		X509_free(certificate);
		return schain__sig_fail_memory(error);
	}
	root->certificate = certificate;
	root->usages = terms->usages;
	root->distrusted_after = terms->distrusted_after;
	root->not_issued_after = terms->not_issued_after;
	root->described.flags |= SCHAIN_CERTIFICATE_TRUSTED;
	root->described.usages = terms->usages;
	trust->count++;
	return SCHAIN_OK;
}

/* `line` without `key` and blanks, or an absent string if it is another. */
static schain_string value_of(schain_string line, const char *key)
{
	size_t length = strlen(key);
	schain_string value = { NULL, 0 };

	if (line.length <= length || strncmp(line.data, key, length) != 0)
		return value;
	value.data = line.data + length;
	value.length = line.length - length;
	while (value.length && *value.data == ' ') {
		value.data++;
		value.length--;
	}
	return value;
}

static schain_status read_usages(schain_string list, uint32_t *ret_usages, schain_error *error)
{
	uint32_t usages = 0;

	while (list.length) {
		const char *comma = memchr(list.data, ',', list.length);
		schain_string word = { list.data, comma ? (size_t)(comma - list.data) : list.length };
		uint32_t usage;

		list.data += word.length + (comma != NULL);
		list.length -= word.length + (comma != NULL);
		while (word.length && *word.data == ' ') {
			word.data++;
			word.length--;
		}
		usage = schain_usage_of(word);
		if (!usage)
			return schain__sig_fail(error, SCHAIN_E_VALUE, "unknown usage '%.*s'", (int)word.length,
			                        word.data);
		usages |= usage;
	}
	*ret_usages = usages;
	return SCHAIN_OK;
}

/* "20240131000000Z", as ASN.1's GeneralizedTime. */
static schain_status read_time(schain_string text, schain_time *ret_time, schain_error *error)
{
	ASN1_TIME *time = ASN1_TIME_new();
	char copy[32] = "";

	if (text.length < sizeof copy)
		memcpy(copy, text.data, text.length);
	if (time && ASN1_TIME_set_string(time, copy) == 1)
		*ret_time = schain__sig_time_of(time);
	else
		*ret_time = 0;
	ASN1_TIME_free(time);
	return *ret_time ? SCHAIN_OK
	                 : schain__sig_fail(error, SCHAIN_E_VALUE, "'%.*s' is no time", (int)text.length,
	                                    text.data);
}

static schain_status read_terms(schain_string line, struct terms *terms, schain_error *error)
{
	schain_string value;

	if ((value = value_of(line, "usages:")).length)
		return read_usages(value, &terms->usages, error);
	if ((value = value_of(line, "distrusted-after:")).length)
		return read_time(value, &terms->distrusted_after, error);
	if ((value = value_of(line, "not-issued-after:")).length)
		return read_time(value, &terms->not_issued_after, error);
	return SCHAIN_OK;
}

static schain_status add_block(schain__sig_trust *trust, schain__sig_pem *pem, schain_string line,
                               const struct terms *terms, schain_error *error)
{
	BIO *bio = schain__sig_pem_block(pem, line);
	X509 *certificate = bio ? X509_new_ex(trust->crypto->context, NULL) : NULL;

	if (!certificate) {
		BIO_free(bio);
		return schain__sig_fail_memory(error);
	}
	if (!PEM_read_bio_X509(bio, &certificate, schain__sig_no_password, NULL)) {
		BIO_free(bio);
		X509_free(certificate);
		return schain__sig_fail(error, SCHAIN_E_FORMAT, "a certificate cannot be read");
	}
	BIO_free(bio);
	return add_root(trust, certificate, terms, error);
}

static schain_status add_pem(schain__sig_trust *trust, const unsigned char *data, size_t size,
                             uint32_t usages, schain_error *error)
{
	schain__sig_pem pem = { (const char *)data, (const char *)data + size };
	struct terms usual = { usages, 0, 0 }, terms = usual;
	schain_status status = SCHAIN_OK;
	schain_string line;
	size_t found = 0;

	while (status == SCHAIN_OK && (line = schain__sig_pem_line(&pem)).data) {
		if (line.length >= 10 && !strncmp(line.data, "-----BEGIN", 10) && line.length < 64 &&
		    memmem(line.data, line.length, "CERTIFICATE-", 12)) {
			status = add_block(trust, &pem, line, &terms, error);
			terms = usual;
			found++;
		} else {
			status = read_terms(line, &terms, error);
		}
	}
	if (status == SCHAIN_OK && !found)
		return schain__sig_fail(error, SCHAIN_E_FORMAT, "it holds no certificate");
	return status;
}

schain_status schain__sig_trust_add(schain__sig_trust *trust, const unsigned char *data, size_t size,
                                    uint32_t usages, schain_error *error)
{
	struct terms terms = { usages, 0, 0 };
	X509 *certificate;

	forget_sets(trust);
	if (schain__sig_is_pem(data, size))
		return add_pem(trust, data, size, usages, error);
	certificate = schain__sig_read_certificate(trust->crypto, data, size);
	if (!certificate)
		return schain__sig_fail(error, SCHAIN_E_FORMAT, "neither PEM nor a certificate in DER");
	return add_root(trust, certificate, &terms, error);
}

STACK_OF(X509) *schain__sig_trust_of(schain__sig_trust *trust, uint32_t usages)
{
	schain__sig_root_set *set = trust->sets;
	STACK_OF(X509) *certificates;

	for (size_t i = 0; i < trust->set_count; i++, set++)
		if (set->usages == usages)
			return set->certificates;
	certificates = sk_X509_new_null();
	for (size_t i = 0; certificates && i < trust->count; i++)
		if (trust->roots[i].usages & usages && !sk_X509_push(certificates, trust->roots[i].certificate)) {
			sk_X509_free(certificates);
			certificates = NULL;
		}
	if (!certificates)
		return NULL;
	if (trust->set_count == SCHAIN__SIG_ROOT_SETS)
		forget_sets(trust);
	trust->sets[trust->set_count++] = (schain__sig_root_set){ usages, certificates };
	return certificates;
}

void schain__sig_trust_prune(schain__sig_trust *trust)
{
	size_t kept = 0;

	forget_sets(trust);
	for (size_t i = 0; i < trust->count; i++) {
		if (trust->roots[i].usages)
			trust->roots[kept++] = trust->roots[i];
		else
			X509_free(trust->roots[i].certificate);
	}
	trust->count = kept;
}
