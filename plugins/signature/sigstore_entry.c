/* SPDX-License-Identifier: Apache-2.0 */
/* Does a log's entry speak of the very signature at hand? Entry kinds of Rekor 1 and 2. */
#include <openssl/pem.h>

#include "signature/base64.h"
#include "signature/line.h"
#include "signature/sigstore.h"

/* A signature, certificate or key in an entry. */
#define VALUE_LIMIT 65536u

struct entry {
	const schain__sig_crypto *crypto;
	const schain__document *document;
	const schain__sigstore_claim *claim;
	uint8_t *buffer; /* SCHAIN__BASE64_ROOM(VALUE_LIMIT) bytes */
};

static schain__bytes decode_at(const struct entry *self, const char *pointer)
{
	schain__bytes text, value = { NULL, 0 };
	ptrdiff_t size;

	if (!schain__document_string(self->document, &text, "%s", pointer) || text.size > VALUE_LIMIT)
		return value;
	size = schain__base64_decode(text, 1, self->buffer);
	if (size < 0)
		return value;
	value.data = self->buffer;
	value.size = (size_t)size;
	return value;
}

static int is_hash(const struct entry *self, const char *pointer, const uint8_t hash[32])
{
	schain__bytes value = decode_at(self, pointer), wanted = { hash, 32 };

	return value.data && schain__bytes_equal(value, wanted);
}

static int is_hex_hash(const struct entry *self, const char *pointer, const uint8_t hash[32])
{
	schain_string hex;
	schain__bytes text;
	uint8_t value[32];

	if (!schain__document_string(self->document, &text, "%s", pointer) || text.size != 64)
		return 0;
	hex.data = (const char *)text.data;
	hex.length = text.size;
	return schain__line_hex(hex, value, sizeof value) && !memcmp(value, hash, sizeof value);
}

static int is_signature(const struct entry *self, const char *pointer)
{
	schain__bytes value = decode_at(self, pointer);

	return value.data && schain__bytes_equal(value, self->claim->signature);
}

/* The certificate in PEM, or the key where there is none. */
static int is_signer_pem(const struct entry *self, const char *pointer)
{
	schain__bytes pem = decode_at(self, pointer), wanted, found;
	unsigned char *data = NULL;
	char *name = NULL, *header = NULL;
	BIO *bio = pem.data ? BIO_new_mem_buf(pem.data, (int)pem.size) : NULL;
	long size = 0;
	int same = 0;

	if (bio && PEM_read_bio(bio, &name, &header, &data, &size) == 1) {
		wanted = self->claim->certificate.data ? self->claim->certificate : self->claim->key;
		found.data = data;
		found.size = (size_t)size;
		same = schain__bytes_equal(found, wanted);
	}
	OPENSSL_free(name);
	OPENSSL_free(header);
	OPENSSL_free(data);
	BIO_free(bio);
	return same;
}

static int is_signer_raw(const struct entry *self, const char *verifier)
{
	char pointer[128];
	schain__bytes value;

	snprintf(pointer, sizeof pointer, "%s/%s/rawBytes", verifier,
	         self->claim->certificate.data ? "x509Certificate" : "publicKey");
	value = decode_at(self, pointer);
	return value.data &&
	       schain__bytes_equal(value, self->claim->certificate.data ? self->claim->certificate
	                                                                : self->claim->key);
}

static const char *check_hashedrekord_1(const struct entry *self)
{
	if (self->claim->payload.data || !is_hex_hash(self, "/spec/data/hash/value", self->claim->hash))
		return "the log's entry is of another file";
	if (!is_signature(self, "/spec/signature/content"))
		return "the log's entry is of another signature";
	return is_signer_pem(self, "/spec/signature/publicKey/content")
	               ? NULL
	               : "the log's entry is of another signer";
}

static const char *check_hashedrekord_2(const struct entry *self)
{
	if (!is_hash(self, "/spec/hashedRekordV002/data/digest", self->claim->hash))
		return "the log's entry is of another file";
	if (!is_signature(self, "/spec/hashedRekordV002/signature/content"))
		return "the log's entry is of another signature";
	return is_signer_raw(self, "/spec/hashedRekordV002/signature/verifier")
	               ? NULL
	               : "the log's entry is of another signer";
}

/* An envelope of one signature is what bundles may hold. */
static const char *check_dsse_1(const struct entry *self)
{
	if (!self->claim->payload.data ||
	    !is_hex_hash(self, "/spec/payloadHash/value", self->claim->payload_hash))
		return "the log's entry is of another envelope";
	if (schain__document_count(self->document, "/spec/signatures") != 1 ||
	    !is_signature(self, "/spec/signatures/0/signature"))
		return "the log's entry is of another signature";
	return is_signer_pem(self, "/spec/signatures/0/verifier")
	               ? NULL
	               : "the log's entry is of another signer";
}

static const char *check_dsse_2(const struct entry *self)
{
	if (!self->claim->payload.data ||
	    !is_hash(self, "/spec/dsseV002/payloadHash/digest", self->claim->payload_hash))
		return "the log's entry is of another envelope";
	if (schain__document_count(self->document, "/spec/dsseV002/signatures") != 1 ||
	    !is_signature(self, "/spec/dsseV002/signatures/0/content"))
		return "the log's entry is of another signature";
	return is_signer_raw(self, "/spec/dsseV002/signatures/0/verifier")
	               ? NULL
	               : "the log's entry is of another signer";
}

/* This kind has the signature in base64 twice over. */
static int is_signature_twice(const struct entry *self, const char *pointer)
{
	schain__bytes once = decode_at(self, pointer);
	ptrdiff_t size;

	/* Decoding shortens, so the buffer serves for both. */
	if (!once.data)
		return 0;
	size = schain__base64_decode(once, 1, self->buffer);
	return size >= 0 && (size_t)size == self->claim->signature.size &&
	       !memcmp(self->buffer, self->claim->signature.data, (size_t)size);
}

static const char *check_intoto_2(const struct entry *self)
{
	if (!self->claim->payload.data ||
	    !is_hex_hash(self, "/spec/content/payloadHash/value", self->claim->payload_hash))
		return "the log's entry is of another envelope";
	if (schain__document_count(self->document, "/spec/content/envelope/signatures") != 1 ||
	    !is_signature_twice(self, "/spec/content/envelope/signatures/0/sig"))
		return "the log's entry is of another signature";
	return is_signer_pem(self, "/spec/content/envelope/signatures/0/publicKey")
	               ? NULL
	               : "the log's entry is of another signer";
}

static const struct {
	const char *kind, *version;
	const char *(*check)(const struct entry *entry);
} kinds[] = {
	{ "hashedrekord", "0.0.1", check_hashedrekord_1 },
	{ "hashedrekord", "0.0.2", check_hashedrekord_2 },
	{ "dsse", "0.0.1", check_dsse_1 },
	{ "dsse", "0.0.2", check_dsse_2 },
	{ "intoto", "0.0.2", check_intoto_2 },
};

static int is_text(schain__bytes text, const char *wanted)
{
	return text.size == strlen(wanted) && !memcmp(text.data, wanted, text.size);
}

const char *schain__sigstore_check_entry(const schain__sig_crypto *crypto, schain__bytes body,
                                         const schain__sigstore_claim *claim)
{
	const char *wrong = "the log's entry is of an unknown kind";
	struct entry self = { crypto, NULL, claim, NULL };
	schain__document *document = NULL;
	schain__bytes kind, version;

	if (schain__document_parse(body, &document))
		return "the log's entry cannot be read";
	self.document = document;
	self.buffer = malloc(SCHAIN__BASE64_ROOM(VALUE_LIMIT));
	if (!self.buffer)
		wrong = "no memory";
	if (self.buffer && schain__document_string(document, &kind, "/kind") &&
	    schain__document_string(document, &version, "/apiVersion"))
		for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
			if (is_text(kind, kinds[i].kind) && is_text(version, kinds[i].version))
				wrong = kinds[i].check(&self);
	free(self.buffer);
	schain__document_free(document);
	return wrong;
}
