/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/revocation.h"
#include "signature/error.h"
#include "signature/trust.h"

#include <limits.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

void schain__sig_revocations_init(schain__sig_revocations *self, const schain__sig_crypto *crypto,
                                  const schain_allocator *allocator)
{
	memset(self, 0, sizeof *self);
	self->crypto = crypto;
	self->allocator = *allocator;
}

void schain__sig_revocations_clear(schain__sig_revocations *self)
{
	for (size_t i = 0; i < self->count; i++)
		X509_CRL_free(self->lists[i]);
	schain__sig_release(&self->allocator, self->lists, self->capacity * sizeof *self->lists);
}

/* Takes over `list`; NULL: it could not be read. */
static schain_status add_list(schain__sig_revocations *self, X509_CRL *list, schain_error *error)
{
	if (!list)
		return schain__sig_fail(error, SCHAIN_E_FORMAT, "a revocation list cannot be read");
	if (schain__sig_grow(&self->allocator, (void **)&self->lists, &self->capacity, self->count,
	                     sizeof *self->lists) != 0) {
		X509_CRL_free(list);
		return schain__sig_fail_memory(error);
	}
	self->lists[self->count++] = list;
	return SCHAIN_OK;
}

static X509_CRL *read_block(const schain__sig_crypto *crypto, schain__sig_pem *pem,
                            schain_string line)
{
	BIO *bio = schain__sig_pem_block(pem, line);
	X509_CRL *list = bio ? X509_CRL_new_ex(crypto->context, NULL) : NULL;

	if (list && !PEM_read_bio_X509_CRL(bio, &list, schain__sig_no_password, NULL)) {
		X509_CRL_free(list);
		list = NULL;
	}
	BIO_free(bio);
	return list;
}

schain_status schain__sig_revocations_add(schain__sig_revocations *self, const unsigned char *data,
                                          size_t size, schain_error *error)
{
	schain__sig_pem pem = { (const char *)data, (const char *)data + size };
	schain_status status = SCHAIN_OK;
	size_t before = self->count;
	schain_string line;
	X509_CRL *list;

	if (!schain__sig_is_pem(data, size)) {
		list = X509_CRL_new_ex(self->crypto->context, NULL);
		if (list && (size > LONG_MAX || !d2i_X509_CRL(&list, &data, (long)size)))
			list = NULL; /* d2i freed it */
		return add_list(self, list, error);
	}
	while (status == SCHAIN_OK && (line = schain__sig_pem_line(&pem)).data)
		if (line.length >= 19 && !strncmp(line.data, "-----BEGIN X509 CRL", 19))
			status = add_list(self, read_block(self->crypto, &pem, line), error);
	if (status == SCHAIN_OK && self->count == before)
		return schain__sig_fail(error, SCHAIN_E_FORMAT, "it holds no revocation list");
	return status;
}

/* One that speaks of every certificate of its issuer's, and is the issuer's. */
static int is_list_of(X509_CRL *list, X509 *issuer)
{
	ISSUING_DIST_POINT *scope;
	int is_whole;

	if (X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(issuer)) != 0 ||
	    X509_CRL_verify(list, X509_get0_pubkey(issuer)) != 1)
		return 0;
	scope = X509_CRL_get_ext_d2i(list, NID_issuing_distribution_point, NULL, NULL);
	is_whole = !scope || (scope->indirectCRL <= 0 && scope->onlyattr <= 0 && !scope->onlysomereasons);
	ISSUING_DIST_POINT_free(scope);
	return is_whole && X509_CRL_get_ext_by_NID(list, NID_delta_crl, -1) < 0;
}

enum schain__sig_revocation schain__sig_revocation_of(const schain__sig_revocations *self,
                                                      X509 *certificate, X509 *issuer,
                                                      schain_time now, schain_time *ret_since)
{
	enum schain__sig_revocation result = SCHAIN__SIG_REVOCATION_UNKNOWN;

	for (size_t i = 0; i < self->count; i++) {
		X509_CRL *list = self->lists[i];
		X509_REVOKED *entry = NULL;
		schain_time next;

		if (!is_list_of(list, issuer))
			continue;
		/* 2, "removeFromCRL", is only in delta lists, which were left out. */
		if (X509_CRL_get0_by_cert(list, &entry, certificate) == 1) {
			*ret_since = schain__sig_time_of(X509_REVOKED_get0_revocationDate(entry));
			return SCHAIN__SIG_REVOCATION_REVOKED;
		}
		/* An old list still tells of the revoked, but not that the others are good. */
		next = schain__sig_time_of(X509_CRL_get0_nextUpdate(list));
		if (!next || next >= now)
			result = SCHAIN__SIG_REVOCATION_GOOD;
	}
	return result;
}
