/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a bundle and judges it, part by part. */
#include "signature/sigstore.h"

#include <openssl/x509v3.h>

#include "signature/authenticode.h"
#include "signature/base64.h"
#include "signature/certificate.h"
#include "signature/line.h"
#include "signature/source.h"

/* Statements may be about the thousands of files of a release. */
#define SUBJECTS_LIMIT 65536u
/* Ed25519 signs the file itself, so it must be held. */
#define HELD_LIMIT (UINT64_C(64) << 20)

#define MATERIAL "/verificationMaterial"

struct bundle {
	schain__sig_job *job;
	const schain__document *document;
	schain_signature_detail *detail;
	const schain__sigstore_root *root; /* NULL: none is trusted */
	X509 *leaf;                        /* NULL: a key alone */
	EVP_PKEY *key;                     /* the leaf's, or one of the user's; borrowed; NULL: none */
	STACK_OF(X509) *others;            /* that came along */
	schain__sigstore_claim claim;
	uint8_t file_hash[32];
	schain_time times[2 * SCHAIN__SIGSTORE_LIST]; /* that somebody trusted vouches for */
	uint32_t time_count;
	uint32_t is_first_version; /* 0.1: a promise will do, where later ones need a proof */
	uint32_t is_envelope;
	uint32_t reserved;
};

static void fail(struct bundle *self, uint32_t status, const char *reason)
{
	schain__sig_detail_fail(self->job, self->detail, status, reason);
}

static schain__bytes decode_at(struct bundle *self, const char *pointer)
{
	schain__bytes text, none = { NULL, 0 };

	if (!schain__document_string(self->document, &text, "%s", pointer))
		return none;
	return schain__base64_decode_to(&self->job->report->pool, text);
}

/* "application/vnd.dev.sigstore.bundle+json;version=0.1", later "...bundle.v0.3+json". */
static int read_version(struct bundle *self)
{
	static const struct {
		const char *type;
		uint32_t is_first;
	} types[] = {
		{ "application/vnd.dev.sigstore.bundle+json;version=0.1", 1 },
		{ "application/vnd.dev.sigstore.bundle+json;version=0.2", 0 },
		{ "application/vnd.dev.sigstore.bundle+json;version=0.3", 0 },
		{ "application/vnd.dev.sigstore.bundle.v0.3+json", 0 },
	};
	schain__bytes type;

	if (!schain__document_string(self->document, &type, "/mediaType"))
		return 0;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (type.size == strlen(types[i].type) && !memcmp(type.data, types[i].type, type.size)) {
			self->is_first_version = types[i].is_first;
			return 1;
		}
	return 0;
}

static X509 *certificate_at(struct bundle *self, const char *pointer)
{
	schain__bytes der = decode_at(self, pointer);

	return der.data ? schain__sig_read_certificate(&self->job->verifier->crypto, der.data, der.size)
	                : NULL;
}

/* What came beside the leaf may help to reach a root, but must not be one. */
static const char *read_others(struct bundle *self, size_t count)
{
	char pointer[96];

	for (size_t i = 1; i < count; i++) {
		X509 *certificate;

		snprintf(pointer, sizeof pointer, MATERIAL "/x509CertificateChain/certificates/%zu/rawBytes", i);
		certificate = certificate_at(self, pointer);
		if (!certificate)
			return "a certificate of the bundle cannot be read";
		if (!sk_X509_push(self->others, certificate)) {
			X509_free(certificate);
			return "no memory";
		}
		if (X509_get_extension_flags(certificate) & EXFLAG_SS)
			return "the bundle brings a root of its own";
	}
	return NULL;
}

static const char *read_signer(struct bundle *self)
{
	size_t count = schain__document_count(self->document,
	                                      MATERIAL "/x509CertificateChain/certificates");
	const char *pointer = MATERIAL "/certificate/rawBytes";
	const char *damage;

	if (schain__document_has(self->document, MATERIAL "/publicKey"))
		return NULL;
	if (count > SCHAIN__SIGSTORE_LIST)
		return "too many certificates in the bundle";
	if (count)
		pointer = MATERIAL "/x509CertificateChain/certificates/0/rawBytes";
	self->leaf = certificate_at(self, pointer);
	if (!self->leaf)
		return "the bundle has no certificate that can be read";
	self->claim.certificate = decode_at(self, pointer);
	damage = read_others(self, count);
	self->key = X509_get0_pubkey(self->leaf);
	return damage ? damage : self->key ? NULL : "the certificate's key cannot be read";
}

static const char *read_signature(struct bundle *self)
{
	self->is_envelope = schain__document_has(self->document, "/dsseEnvelope") != 0;
	if (!self->is_envelope) {
		self->claim.signature = decode_at(self, "/messageSignature/signature");
		return self->claim.signature.size ? NULL : "the bundle has no signature that can be read";
	}
	if (schain__document_count(self->document, "/dsseEnvelope/signatures") != 1)
		return "an envelope must have one signature";
	self->claim.signature = decode_at(self, "/dsseEnvelope/signatures/0/sig");
	self->claim.payload = decode_at(self, "/dsseEnvelope/payload");
	return self->claim.signature.size && self->claim.payload.data
	               ? NULL
	               : "the envelope has no signature or payload that can be read";
}

/* The file's SHA-256, in the one pass over it. */
static schain_status hash_file(struct bundle *self)
{
	const schain__sig_range all = { 0, self->job->input.size };
	uint8_t hash[EVP_MAX_MD_SIZE];
	schain__sig_range_digest digest;
	schain_status status;

	if (schain__sig_range_digest_init(&digest, &self->job->verifier->crypto, SCHAIN__SIG_SHA256, &all,
	                                  1, 0))
		return SCHAIN_E_MEMORY;
	schain__sig_job_add_sink(self->job, &digest.sink);
	status = schain__sig_job_scan(self->job);
	if (!status && schain__sig_range_digest_finish(&digest, hash))
		status = SCHAIN_E_MEMORY;
	schain__sig_range_digest_clear(&digest);
	if (!status)
		memcpy(self->file_hash, hash, sizeof self->file_hash);
	return status;
}

static schain_status hash_bytes(struct bundle *self, schain__bytes bytes, uint8_t ret_hash[32])
{
	uint8_t hash[EVP_MAX_MD_SIZE];

	if (schain__sig_hash(&self->job->verifier->crypto, SCHAIN__SIG_SHA256, bytes.data, bytes.size,
	                     hash))
		return SCHAIN_E_MEMORY;
	memcpy(ret_hash, hash, 32);
	return SCHAIN_OK;
}

/* DSSE's "pre-authentication encoding" of type and payload. */
static schain__bytes encode_envelope(struct bundle *self)
{
	schain__bytes type, encoded = { NULL, 0 };
	schain__bytes payload = self->claim.payload;
	uint8_t *data;
	int head;

	if (!schain__document_string(self->document, &type, "/dsseEnvelope/payloadType") ||
	    type.size > 1024)
		return encoded;
	data = schain__sig_pool_alloc(&self->job->report->pool, payload.size + type.size + 64);
	if (!data)
		return encoded;
	head = snprintf((char *)data, type.size + 64, "DSSEv1 %zu %.*s %zu ", type.size, (int)type.size,
	                (const char *)type.data, payload.size);
	memcpy(data + head, payload.data, payload.size);
	encoded.data = data;
	encoded.size = (size_t)head + payload.size;
	return encoded;
}

/* Is the in-toto statement about this file? */
static schain_status check_subject(struct bundle *self)
{
	schain__document *statement;
	schain_status status = schain__document_parse(self->claim.payload, &statement);
	schain__bytes text;
	uint8_t hash[32];
	int found = 0;
	size_t count;

	if (status == SCHAIN_E_MEMORY)
		return status;
	if (status) {
		fail(self, SCHAIN_VERIFY_UNSUPPORTED, "the envelope holds no in-toto statement");
		return SCHAIN_OK;
	}
	count = schain__document_count(statement, "/subject");
	for (size_t i = 0; i < count && i < SUBJECTS_LIMIT && !found; i++) {
		schain_string hex;

		if (!schain__document_string(statement, &text, "/subject/%zu/digest/sha256", i) ||
		    text.size != 64)
			continue;
		hex.data = (const char *)text.data;
		hex.length = text.size;
		found = schain__line_hex(hex, hash, sizeof hash) && !memcmp(hash, self->file_hash, 32);
	}
	schain__document_free(statement);
	if (!found)
		fail(self, SCHAIN_VERIFY_BAD_DIGEST, "the signed statement is not about this file");
	return SCHAIN_OK;
}

/* The digest that the bundle names is for people; a wrong one is a wrong bundle all the same. */
static void check_digest(struct bundle *self)
{
	schain__bytes digest = decode_at(self, "/messageSignature/messageDigest/digest"), actual;

	actual.data = self->file_hash;
	actual.size = sizeof self->file_hash;
	if (digest.data && !schain__bytes_equal(digest, actual))
		fail(self, SCHAIN_VERIFY_BAD_DIGEST, "the file is not what the bundle is about");
}

static schain_status verify_file(struct bundle *self, EVP_PKEY *key, int *ret_good)
{
	const schain__sig_crypto *crypto = &self->job->verifier->crypto;
	schain__source source = schain__source_of_input(&self->job->input);
	schain__bytes content;
	schain_status status;

	*ret_good = schain__sigstore_verify_hash(crypto, key, self->claim.signature, self->claim.hash);
	if (*ret_good >= 0)
		return SCHAIN_OK;
	if (source.size > HELD_LIMIT)
		return SCHAIN_E_LIMIT;
	status = schain__source_load(&source, &self->job->verifier->allocator, 0, source.size, &content);
	if (status)
		return status;
	*ret_good = schain__sigstore_verify(crypto, key, self->claim.signature, content);
	schain__source_release(&self->job->verifier->allocator, content);
	return SCHAIN_OK;
}

static schain_status verify_with(struct bundle *self, EVP_PKEY *key, schain__bytes envelope,
                                 int *ret_good)
{
	if (!self->is_envelope)
		return verify_file(self, key, ret_good);
	*ret_good = schain__sigstore_verify(&self->job->verifier->crypto, key, self->claim.signature,
	                                    envelope);
	return SCHAIN_OK;
}

/* With the certificate's key, or the one of the user's keys that fits. */
static schain_status verify_signature(struct bundle *self, schain__bytes envelope)
{
	const schain__sig_keys *keys = &self->job->verifier->keys;
	schain_status status = SCHAIN_OK;
	int good = 0;

	if (self->leaf) {
		status = verify_with(self, self->key, envelope, &good);
	} else {
		for (size_t i = 0; i < keys->plain_count && !status && !good; i++) {
			status = verify_with(self, keys->plain[i], envelope, &good);
			if (good > 0)
				self->key = keys->plain[i];
		}
	}
	if (status == SCHAIN_E_LIMIT)
		fail(self, SCHAIN_VERIFY_UNSUPPORTED, "the file is too long for a signature of this kind");
	else if (!status && good <= 0 && !self->leaf)
		fail(self, SCHAIN_VERIFY_UNTRUSTED_ROOT, "no key that is trusted made the signature");
	else if (!status && good <= 0)
		fail(self, SCHAIN_VERIFY_BAD_SIGNATURE, "the signature is not its certificate's");
	return status == SCHAIN_E_LIMIT ? SCHAIN_OK : status;
}

static schain_status check_content(struct bundle *self)
{
	schain__bytes envelope = { NULL, 0 };
	schain_status status = hash_file(self);

	if (status)
		return status;
	memcpy(self->claim.hash, self->file_hash, sizeof self->claim.hash);
	if (self->is_envelope) {
		envelope = encode_envelope(self);
		if (!envelope.data) {
			fail(self, SCHAIN_VERIFY_MALFORMED, "the envelope has no type");
			return SCHAIN_OK;
		}
		status = hash_bytes(self, envelope, self->claim.hash);
		if (!status)
			status = hash_bytes(self, self->claim.payload, self->claim.payload_hash);
		if (!status)
			status = check_subject(self);
	} else {
		check_digest(self);
	}
	return status ? status : verify_signature(self, envelope);
}

static void add_time(struct bundle *self, schain_time time)
{
	if (self->time_count < sizeof self->times / sizeof *self->times)
		self->times[self->time_count++] = time;
}

static void read_stamps(struct bundle *self)
{
	static const char list[] = MATERIAL "/timestampVerificationData/rfc3161Timestamps";
	size_t count = schain__document_count(self->document, "%s", list);

	for (size_t i = 0; i < count && i < SCHAIN__SIGSTORE_LIST; i++) {
		char pointer[128];
		schain__bytes response;
		schain_time time;

		snprintf(pointer, sizeof pointer, "%s/%zu/signedTimestamp", list, i);
		response = decode_at(self, pointer);
		time = response.data ? schain__sigstore_check_stamp(self->root, response,
		                                                    self->claim.signature)
		                     : 0;
		if (time)
			add_time(self, time);
		else
			self->detail->remarks |= SCHAIN_REMARK_TIMESTAMP_INVALID;
	}
}

static const char *read_proof(struct bundle *self, const char *base, schain__sigstore_entry *entry)
{
	size_t count = schain__document_count(self->document, "%s/inclusionProof/hashes", base);
	char pointer[128];
	schain__bytes hash;

	if (!schain__document_has(self->document, "%s/inclusionProof", base))
		return NULL;
	entry->has_proof = 1;
	snprintf(pointer, sizeof pointer, "%s/inclusionProof/rootHash", base);
	hash = decode_at(self, pointer);
	/* protobuf's JSON leaves out a zero. */
	schain__document_number(self->document, &entry->proof_index, "%s/inclusionProof/logIndex", base);
	schain__document_string(self->document, &entry->checkpoint,
	                        "%s/inclusionProof/checkpoint/envelope", base);
	if (hash.size != 32 || count > SCHAIN__SIGSTORE_LIST ||
	    !schain__document_number(self->document, &entry->tree_size, "%s/inclusionProof/treeSize",
	                             base))
		return "the log's proof cannot be read";
	memcpy(entry->root_hash, hash.data, 32);
	for (size_t i = 0; i < count; i++) {
		snprintf(pointer, sizeof pointer, "%s/inclusionProof/hashes/%zu", base, i);
		hash = decode_at(self, pointer);
		if (hash.size != 32)
			return "the log's proof cannot be read";
		memcpy(entry->hashes[i], hash.data, 32);
	}
	entry->hash_count = (uint32_t)count;
	return NULL;
}

static const char *read_entry(struct bundle *self, size_t index, schain__sigstore_entry *entry)
{
	char base[64], pointer[128];

	memset(entry, 0, sizeof *entry);
	snprintf(base, sizeof base, MATERIAL "/tlogEntries/%zu", index);
	snprintf(pointer, sizeof pointer, "%s/logId/keyId", base);
	entry->log_id = decode_at(self, pointer);
	snprintf(pointer, sizeof pointer, "%s/canonicalizedBody", base);
	entry->body = decode_at(self, pointer);
	schain__document_string(self->document, &entry->body_text, "%s", pointer);
	snprintf(pointer, sizeof pointer, "%s/inclusionPromise/signedEntryTimestamp", base);
	entry->promise = decode_at(self, pointer);
	schain__document_number(self->document, &entry->index, "%s/logIndex", base);
	schain__document_number(self->document, &entry->time, "%s/integratedTime", base);
	if (entry->log_id.size < 4 || entry->log_id.size > 32 || !entry->body.data)
		return "an entry of the log cannot be read";
	if (entry->index < 0 || entry->time < 0 || entry->time > INT64_MAX / SCHAIN_SECOND)
		return "an entry of the log has an impossible number";
	return read_proof(self, base, entry);
}

/* Everything that one entry of a log has to hold. */
static const char *check_entry(struct bundle *self, const schain__sigstore_entry *entry)
{
	const schain__sig_crypto *crypto = &self->job->verifier->crypto;
	schain_time time = entry->time * SCHAIN_SECOND;
	const char *wrong = schain__sigstore_check_entry(crypto, entry->body, &self->claim);

	if (wrong)
		return wrong;
	if (entry->promise.size) {
		wrong = schain__sigstore_check_promise(crypto, self->root, entry);
		if (wrong)
			return wrong;
		self->detail->flags |= SCHAIN_SIGNED_PROMISED;
		add_time(self, time);
	}
	if (!entry->has_proof)
		return self->is_first_version && entry->promise.size
		               ? NULL
		               : "the bundle does not prove that the log has the entry";
	if (!time && self->time_count)
		time = self->times[0];
	wrong = schain__sigstore_check_proof(crypto, entry);
	if (!wrong && (entry->checkpoint.data || !self->is_first_version))
		wrong = schain__sigstore_check_checkpoint(crypto, self->root, entry, time);
	if (!wrong && entry->checkpoint.data)
		self->detail->flags |= SCHAIN_SIGNED_LOGGED;
	return wrong;
}

static void check_log(struct bundle *self)
{
	size_t count = schain__document_count(self->document, MATERIAL "/tlogEntries");
	const char *wrong = "the bundle has no entry of a log";
	schain__sigstore_entry *entry = schain__sig_pool_alloc(&self->job->report->pool, sizeof *entry);

	for (size_t i = 0; entry && i < count && i < SCHAIN__SIGSTORE_LIST; i++) {
		wrong = read_entry(self, i, entry);
		if (!wrong)
			wrong = check_entry(self, entry);
		if (wrong)
			break;
	}
	if (wrong)
		fail(self, SCHAIN_VERIFY_BAD_SIGNATURE, wrong);
}

static schain_status describe_chain(struct bundle *self, STACK_OF(X509) *chain)
{
	schain__sig_pool *pool = &self->job->report->pool;
	size_t count = (size_t)sk_X509_num(chain);
	schain_certificate *certificates = schain__sig_pool_alloc(pool, count * sizeof *certificates);

	for (size_t i = 0; certificates && i < count; i++)
		if (schain__sig_certificate_describe(pool, &self->job->verifier->crypto,
		                                     sk_X509_value(chain, (int)i), &certificates[i]))
			return SCHAIN_E_MEMORY;
	if (!certificates)
		return SCHAIN_E_MEMORY;
	certificates[count - 1].flags |= SCHAIN_CERTIFICATE_TRUSTED;
	certificates[count - 1].usages = SCHAIN_USAGE_SIGSTORE;
	self->detail->certificates = certificates;
	self->detail->certificate_count = count;
	return SCHAIN_OK;
}

static int is_valid_at(X509 *certificate, schain_time time)
{
	return schain__sig_time_of(X509_get0_notBefore(certificate)) <= time &&
	       time <= schain__sig_time_of(X509_get0_notAfter(certificate));
}

/* Certificates live for minutes: it is the proven time that they are judged at. */
static schain_status check_chain(struct bundle *self)
{
	const schain__sig_crypto *crypto = &self->job->verifier->crypto;
	STACK_OF(X509) *chain;
	schain_status status;
	const char *wrong;
	X509 *issuer;

	if (!self->time_count) {
		fail(self, SCHAIN_VERIFY_EXPIRED, "nobody trusted says when the signature was made");
		return SCHAIN_OK;
	}
	for (uint32_t i = 0; i < self->time_count; i++)
		if (!is_valid_at(self->leaf, self->times[i]))
			fail(self, SCHAIN_VERIFY_EXPIRED, "it was signed outside the certificate's validity");
	self->detail->judged_at = self->times[0];
	if (schain__sig_certificate_has_usage(self->leaf, "1.3.6.1.5.5.7.3.3") <= 0)
		fail(self, SCHAIN_VERIFY_BAD_USAGE, "the certificate is not for signing");
	chain = schain__sigstore_chain(crypto, self->root, self->leaf, self->others, self->times[0]);
	if (!chain) {
		fail(self, SCHAIN_VERIFY_UNTRUSTED_ROOT, "the certificate leads to no authority that is trusted");
		return SCHAIN_OK;
	}
	issuer = sk_X509_num(chain) > 1 ? sk_X509_value(chain, 1) : NULL;
	wrong = schain__sigstore_check_sct(crypto, self->root, self->leaf, issuer);
	if (wrong)
		fail(self, SCHAIN_VERIFY_UNTRUSTED_ROOT, wrong);
	else
		self->detail->flags |= SCHAIN_SIGNED_CERTIFICATE_LOGGED;
	status = describe_chain(self, chain);
	sk_X509_pop_free(chain, X509_free);
	return status;
}

static schain_status take_timestamp(struct bundle *self)
{
	schain_timestamp *timestamp;

	if (!self->time_count)
		return SCHAIN_OK;
	timestamp = schain__sig_pool_alloc(&self->job->report->pool, sizeof *timestamp);
	if (!timestamp)
		return SCHAIN_E_MEMORY;
	timestamp->struct_size = sizeof *timestamp;
	timestamp->kind = self->detail->flags & SCHAIN_SIGNED_PROMISED ? SCHAIN_TIMESTAMP_LOG
	                                                               : SCHAIN_TIMESTAMP_RFC3161;
	timestamp->status = SCHAIN_VERIFY_VALID;
	timestamp->time = self->times[0];
	self->detail->timestamp = timestamp;
	if (timestamp->time > self->job->at)
		self->detail->remarks |= SCHAIN_REMARK_TIMESTAMP_FUTURE;
	return SCHAIN_OK;
}

static void name_signer(struct bundle *self)
{
	schain__sig_pool *pool = &self->job->report->pool;
	unsigned char *key = NULL;
	schain_string subject, issuer;
	uint8_t hash[EVP_MAX_MD_SIZE];
	int size;

	if (self->leaf) {
		self->detail->identity = schain__sigstore_identity(pool, self->leaf, &subject, &issuer);
		self->detail->signer = subject;
		return;
	}
	size = self->key ? i2d_PUBKEY(self->key, &key) : 0;
	if (size > 0 && !schain__sig_hash(&self->job->verifier->crypto, SCHAIN__SIG_SHA256, key,
	                                  (size_t)size, hash)) {
		schain_string hex = schain__sig_pool_hex(pool, hash, 32);

		self->claim.key.data = schain__sig_pool_alloc(pool, (size_t)size);
		if (self->claim.key.data)
			memcpy((void *)(uintptr_t)self->claim.key.data, key, (size_t)size);
		self->claim.key.size = (size_t)size;
		self->detail->identity = schain__sig_pool_format(pool, "key:%.*s", (int)hex.length, hex.data);
	}
	OPENSSL_free(key);
}

static schain_status judge(struct bundle *self)
{
	const char *damage = read_signer(self);
	schain_status status;

	if (!damage)
		damage = read_signature(self);
	if (damage) {
		fail(self, SCHAIN_VERIFY_MALFORMED, damage);
		return SCHAIN_OK;
	}
	status = check_content(self);
	name_signer(self);
	if (status || !self->key)
		return status;
	if (!self->root) {
		fail(self, SCHAIN_VERIFY_UNTRUSTED_ROOT, "no trusted root of Sigstore is configured");
		return SCHAIN_OK;
	}
	read_stamps(self);
	check_log(self);
	status = self->leaf ? check_chain(self) : SCHAIN_OK;
	if (!status)
		status = take_timestamp(self);
	if (!self->detail->status)
		self->detail->status = SCHAIN_VERIFY_VALID;
	return status;
}

schain_status schain__sigstore_judge(schain__sig_job *job, schain__bytes json,
                                     schain_signature_detail *detail)
{
	struct bundle *self = schain__sig_alloc(&job->verifier->allocator, sizeof *self);
	schain__document *document = NULL;
	schain_status status;

	if (!self)
		return SCHAIN_E_MEMORY;
	self->job = job;
	self->detail = detail;
	self->root = job->verifier->keys.sigstore;
	self->others = sk_X509_new_null();
	status = self->others ? schain__document_parse(json, &document) : SCHAIN_E_MEMORY;
	self->document = document;
	detail->digest_algorithm = schain__sig_pool_text(&job->report->pool, "sha256");
	if (status == SCHAIN_E_SYNTAX) {
		fail(self, SCHAIN_VERIFY_MALFORMED, "the bundle is not well-formed JSON");
		status = SCHAIN_OK;
	} else if (!status && !read_version(self)) {
		fail(self, SCHAIN_VERIFY_UNSUPPORTED, "not a bundle of a known version");
	} else if (!status) {
		status = judge(self);
	}
	X509_free(self->leaf);
	sk_X509_pop_free(self->others, X509_free);
	schain__document_free(document);
	schain__sig_release(&job->verifier->allocator, self, sizeof *self);
	return status;
}
