/* SPDX-License-Identifier: Apache-2.0 */
/* What a verifier is told: roots, revocation lists, abused certificates. */
#include "signature/error.h"
#include "signature/verifier.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

enum kind { KIND_TRUST, KIND_REVOCATIONS, KIND_ABUSED, KIND_KEYS };

/* What was found so far may be judged otherwise now. */
static schain_status add_data(schain_verifier *verifier, enum kind kind, const unsigned char *data,
                              size_t size, uint32_t usages, schain_error *error)
{
	schain_status status = SCHAIN_E_ARGUMENT;

	schain__sig_cache_forget(&verifier->cache);
	ERR_set_mark();
	switch (kind) {
	case KIND_TRUST:
		status = schain__sig_trust_add(&verifier->trust, data, size, usages, error);
		break;
	case KIND_REVOCATIONS:
		status = schain__sig_revocations_add(&verifier->revocations, data, size, error);
		break;
	case KIND_ABUSED:
		status = schain__sig_abused_add(&verifier->abused, (const char *)data, size, error);
		break;
	case KIND_KEYS:
		status = schain__sig_keys_add(&verifier->keys, data, size, error);
		break;
	}
	ERR_pop_to_mark();
	return status;
}

static schain_status add_file(schain_verifier *verifier, enum kind kind, const char *path,
                              uint32_t usages, schain_error *error)
{
	unsigned char *data;
	schain_status status;
	size_t size;

	if (!verifier || !path)
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "no verifier or path");
	status = schain__sig_read_file(&verifier->allocator, path, &data, &size, error);
	if (status != SCHAIN_OK)
		return status;
	status = add_data(verifier, kind, data, size, usages, error);
	schain__sig_release(&verifier->allocator, data, size + 1);
	return status == SCHAIN_OK ? status
	                           : schain__sig_fail_at(error, path, error ? error->line : 0, status);
}

schain_status schain_verifier_add_trust(schain_verifier *verifier, const char *path, uint32_t usages,
                                        schain_error *error)
{
	return add_file(verifier, KIND_TRUST, path, usages, error);
}

schain_status schain_verifier_add_trust_data(schain_verifier *verifier, const void *data, size_t size,
                                             uint32_t usages, schain_error *error)
{
	if (!verifier || !data)
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "no verifier or data");
	return add_data(verifier, KIND_TRUST, data, size, usages, error);
}

schain_status schain_verifier_add_revocations(schain_verifier *verifier, const char *path,
                                              schain_error *error)
{
	return add_file(verifier, KIND_REVOCATIONS, path, 0, error);
}

schain_status schain_verifier_add_abused(schain_verifier *verifier, const char *path,
                                         schain_error *error)
{
	return add_file(verifier, KIND_ABUSED, path, 0, error);
}

schain_status schain_verifier_add_keys(schain_verifier *verifier, const char *path,
                                       schain_error *error)
{
	return add_file(verifier, KIND_KEYS, path, 0, error);
}

const schain_certificate *schain_verifier_trust_at(const schain_verifier *verifier, size_t index)
{
	return verifier && index < verifier->trust.count ? &verifier->trust.roots[index].described : NULL;
}

/* GeneralizedTime, to the second: what trust.c reads. */
static void print_time(BIO *bio, const char *key, schain_time time)
{
	ASN1_GENERALIZEDTIME *text = time ? ASN1_GENERALIZEDTIME_set(NULL, (time_t)(time / SCHAIN_SECOND))
	                                  : NULL;

	if (text)
		BIO_printf(bio, "%s: %.*s\n", key, ASN1_STRING_length(text),
		           (const char *)ASN1_STRING_get0_data(text));
	ASN1_GENERALIZEDTIME_free(text);
}

static void print_root(BIO *bio, const schain__sig_root *root)
{
	const char *separator = "usages: ";

	BIO_printf(bio, "subject: %.*s\nsha256: %.*s\n", (int)root->described.subject.length,
	           root->described.subject.data, (int)root->described.sha256.length,
	           root->described.sha256.data);
	for (uint32_t bit = 1; bit && bit <= root->usages; bit <<= 1) {
		if (!(root->usages & bit) || !schain_usage_get_name(bit))
			continue;
		BIO_printf(bio, "%s%s", separator, schain_usage_get_name(bit));
		separator = ", ";
	}
	BIO_printf(bio, "\n");
	print_time(bio, "distrusted-after", root->distrusted_after);
	print_time(bio, "not-issued-after", root->not_issued_after);
	PEM_write_bio_X509(bio, root->certificate);
	BIO_printf(bio, "\n");
}

schain_status schain_verifier_write_trust(const schain_verifier *verifier,
                                          int (*write)(void *context, const char *data, size_t size),
                                          void *context, schain_error *error)
{
	if (!verifier || !write)
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "no verifier or function");
	for (size_t i = 0; i < verifier->trust.count; i++) {
		BIO *bio = BIO_new(BIO_s_mem());
		char *data;
		long size;
		int stop;

		if (!bio)
			return schain__sig_fail_memory(error);
		print_root(bio, &verifier->trust.roots[i]);
		size = BIO_get_mem_data(bio, &data);
		stop = size > 0 && write(context, data, (size_t)size) != 0;
		BIO_free(bio);
		if (stop)
			return schain__sig_fail(error, SCHAIN_E_CANCELLED, "stopped by the caller");
	}
	return SCHAIN_OK;
}
