/* SPDX-License-Identifier: Apache-2.0 */
/* Chains to the authorities of a trusted root, and the times that they vouch for. */
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>

#include "signature/sigstore.h"

static int push_all(STACK_OF(X509) *to, STACK_OF(X509) *from)
{
	for (int i = 0; i < sk_X509_num(from); i++) {
		if (!X509_up_ref(sk_X509_value(from, i)))
			return 0;
		if (!sk_X509_push(to, sk_X509_value(from, i))) {
			X509_free(sk_X509_value(from, i));
			return 0;
		}
	}
	return 1;
}

/* A store that trusts an authority's root, and judges at `time`. */
static X509_STORE *store_of(const schain__sigstore_authority *authority, schain_time time)
{
	X509_STORE *store = X509_STORE_new();
	X509 *root = sk_X509_value(authority->chain, sk_X509_num(authority->chain) - 1);

	if (store && X509_STORE_add_cert(store, root)) {
		X509_VERIFY_PARAM *how = X509_STORE_get0_param(store);

		X509_VERIFY_PARAM_set_time(how, (time_t)(time / SCHAIN_SECOND));
		X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_PARTIAL_CHAIN);
		return store;
	}
	X509_STORE_free(store);
	return NULL;
}

/* The chain from a leaf to an authority; NULL if it does not lead there. Owned. */
static STACK_OF(X509) *chain_to(const schain__sig_crypto *crypto,
                                const schain__sigstore_authority *authority, X509 *leaf,
                                STACK_OF(X509) *others, schain_time time)
{
	X509_STORE *store = store_of(authority, time);
	X509_STORE_CTX *context = X509_STORE_CTX_new_ex(crypto->context, NULL);
	STACK_OF(X509) *untrusted = sk_X509_new_null(), *chain = NULL;

	if (store && context && untrusted && push_all(untrusted, others) &&
	    push_all(untrusted, authority->chain) &&
	    X509_STORE_CTX_init(context, store, leaf, untrusted) && X509_verify_cert(context) == 1)
		chain = X509_STORE_CTX_get1_chain(context);
	sk_X509_pop_free(untrusted, X509_free);
	X509_STORE_CTX_free(context);
	X509_STORE_free(store);
	return chain;
}

STACK_OF(X509) *schain__sigstore_chain(const schain__sig_crypto *crypto,
                                       const schain__sigstore_root *root, X509 *leaf,
                                       STACK_OF(X509) *others, schain_time time)
{
	STACK_OF(X509) *chain = NULL;

	for (uint32_t i = 0; i < root->authority_count && !chain; i++)
		if (schain__sigstore_is_within(&root->authorities[i].window, time))
			chain = chain_to(crypto, &root->authorities[i], leaf, others, time);
	return chain;
}

/* 1 if that authority made the response over `signature`. */
static int is_stamped_by(const schain__sigstore_authority *authority, TS_RESP *response,
                         schain__bytes signature, schain_time time)
{
	TS_VERIFY_CTX *context = TS_VERIFY_CTX_new();
	X509_STORE *store = store_of(authority, time);
	STACK_OF(X509) *certificates = sk_X509_new_null();
	BIO *data = BIO_new_mem_buf(signature.data, (int)signature.size);
	int good = 0;

	if (context && store && certificates && data && push_all(certificates, authority->chain)) {
		TS_VERIFY_CTX_set_flags(context, TS_VFY_VERSION | TS_VFY_DATA | TS_VFY_SIGNATURE);
		/* The context frees them. */
		TS_VERIFY_CTX_set_store(context, store);
		TS_VERIFY_CTX_set_certs(context, certificates);
		TS_VERIFY_CTX_set_data(context, data);
		good = TS_RESP_verify_response(context, response) == 1;
	} else {
		X509_STORE_free(store);
		sk_X509_pop_free(certificates, X509_free);
		BIO_free(data);
	}
	TS_VERIFY_CTX_free(context);
	return good;
}

schain_time schain__sigstore_check_stamp(const schain__sigstore_root *root, schain__bytes response,
                                         schain__bytes signature)
{
	const unsigned char *at = response.data;
	TS_RESP *parsed = d2i_TS_RESP(NULL, &at, (long)response.size);
	TS_TST_INFO *info = parsed ? TS_RESP_get_tst_info(parsed) : NULL;
	schain_time time = info ? schain__sig_time_of(TS_TST_INFO_get_time(info)) : 0, found = 0;

	for (uint32_t i = 0; time && i < root->stamper_count && !found; i++)
		if (schain__sigstore_is_within(&root->stampers[i].window, time) &&
		    is_stamped_by(&root->stampers[i], parsed, signature, time))
			found = time;
	TS_RESP_free(parsed);
	return found;
}
