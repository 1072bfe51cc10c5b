/* SPDX-License-Identifier: Apache-2.0 */
/* Proofs of a transparency log: the tree, its signed head, the promise of inclusion. */
#include <stdio.h>

#include "signature/base64.h"
#include "signature/line.h"
#include "signature/sigstore.h"

/* A head with the signatures of some witnesses. */
#define NOTE_LIMIT 16384u

static int verify_by(const schain__sig_crypto *crypto, EVP_PKEY *key, const char *digest,
                     schain__bytes signature, schain__bytes message)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	int good = context &&
	           EVP_DigestVerifyInit_ex(context, NULL, digest, crypto->context, NULL, key, NULL) == 1 &&
	           EVP_DigestVerify(context, signature.data, signature.size, message.data,
	                            message.size) == 1;

	EVP_MD_CTX_free(context);
	return good;
}

static int is_long_curve(EVP_PKEY *key)
{
	return EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_bits(key) > 256;
}

int schain__sigstore_verify(const schain__sig_crypto *crypto, EVP_PKEY *key, schain__bytes signature,
                            schain__bytes message)
{
	const char *usual = EVP_PKEY_get_bits(key) > 384 ? "SHA2-512" : "SHA2-384";

	if (EVP_PKEY_is_a(key, "ED25519"))
		return verify_by(crypto, key, NULL, signature, message);
	if (is_long_curve(key) && verify_by(crypto, key, usual, signature, message))
		return 1;
	/* There are bundles (seen: of 2023) that sign SHA-256 by P-384. */
	return verify_by(crypto, key, "SHA2-256", signature, message);
}

int schain__sigstore_verify_hash(const schain__sig_crypto *crypto, EVP_PKEY *key,
                                 schain__bytes signature, const uint8_t hash[32])
{
	EVP_PKEY_CTX *context;
	int good;

	if (!EVP_PKEY_is_a(key, "RSA") && !EVP_PKEY_is_a(key, "EC"))
		return -1;
	context = EVP_PKEY_CTX_new_from_pkey(crypto->context, key, NULL);
	good = context && EVP_PKEY_verify_init(context) == 1 &&
	       EVP_PKEY_CTX_set_signature_md(context, crypto->digests[SCHAIN__SIG_SHA256]) == 1 &&
	       EVP_PKEY_verify(context, signature.data, signature.size, hash, 32) == 1;
	EVP_PKEY_CTX_free(context);
	return !good && is_long_curve(key) ? -1 : good;
}

/* RFC 9162, 2.1.1: a leaf is hashed behind 0, a pair behind 1. */
static int hash_node(const schain__sig_crypto *crypto, uint8_t prefix, schain__bytes left,
                     schain__bytes right, uint8_t ret_hash[32])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	int done = context &&
	           EVP_DigestInit_ex2(context, crypto->digests[SCHAIN__SIG_SHA256], NULL) == 1 &&
	           EVP_DigestUpdate(context, &prefix, 1) == 1 &&
	           EVP_DigestUpdate(context, left.data, left.size) == 1 &&
	           EVP_DigestUpdate(context, right.data, right.size) == 1 &&
	           EVP_DigestFinal_ex(context, ret_hash, NULL) == 1;

	EVP_MD_CTX_free(context);
	return done;
}

/* RFC 9162, 2.1.3.2. */
const char *schain__sigstore_check_proof(const schain__sig_crypto *crypto,
                                         const schain__sigstore_entry *entry)
{
	uint64_t at = (uint64_t)entry->proof_index, last = (uint64_t)entry->tree_size - 1;
	schain__bytes none = { NULL, 0 }, node;
	uint8_t hash[32];

	if (entry->proof_index < 0 || entry->tree_size <= entry->proof_index)
		return "the log's proof names no place in the log";
	node.size = sizeof hash;
	if (!hash_node(crypto, 0, entry->body, none, hash))
		return "no memory";
	for (uint32_t i = 0; i < entry->hash_count; i++) {
		schain__bytes other = { entry->hashes[i], 32 };
		int is_right = (at & 1) || at == last;

		if (!last)
			return "the log's proof is too long";
		node.data = hash;
		if (!hash_node(crypto, 1, is_right ? other : node, is_right ? node : other, hash))
			return "no memory";
		while (is_right && at && !(at & 1)) {
			at >>= 1;
			last >>= 1;
		}
		at >>= 1;
		last >>= 1;
	}
	return last || memcmp(hash, entry->root_hash, 32) != 0
	               ? "the log's proof does not lead to its root"
	               : NULL;
}

/* "— name base64(key hint, signature)" */
static int is_signed_by_log(const schain__sig_crypto *crypto, const schain__sigstore_root *root,
                            const schain__sigstore_entry *entry, schain_string line,
                            schain_string origin, schain__bytes text, schain_time time)
{
	static const char dash[] = "\xe2\x80\x94 ";
	uint8_t raw[SCHAIN__BASE64_ROOM(1024)];
	const schain__sigstore_log *log;
	schain__bytes base64, signature, hint;
	schain_string name, value;
	ptrdiff_t size;

	if (line.length < sizeof dash - 1 || memcmp(line.data, dash, sizeof dash - 1) != 0)
		return 0;
	line.data += sizeof dash - 1;
	line.length -= sizeof dash - 1;
	name = schain__line_word(&line);
	value = schain__line_word(&line);
	if (!value.data || value.length > 1024 || !name.length || name.length > origin.length ||
	    memcmp(name.data, origin.data, name.length) != 0)
		return 0;
	base64.data = (const uint8_t *)value.data;
	base64.size = value.length;
	size = schain__base64_decode(base64, 0, raw);
	if (size <= 4)
		return 0;
	hint.data = raw;
	hint.size = 4;
	signature.data = raw + 4;
	signature.size = (size_t)size - 4;
	/* It must be the very log that the entry names. */
	log = schain__sigstore_log_of(root->logs, root->log_count, entry->log_id, time);
	return log && !memcmp(log->id, hint.data, 4) &&
	       schain__sigstore_verify(crypto, log->key, signature, text);
}

const char *schain__sigstore_check_checkpoint(const schain__sig_crypto *crypto,
                                              const schain__sigstore_root *root,
                                              const schain__sigstore_entry *entry, schain_time time)
{
	schain__bytes rest = entry->checkpoint, text = entry->checkpoint, base64;
	uint8_t hash[SCHAIN__BASE64_ROOM(64)];
	schain_string origin, size, root_hash, line;
	uint64_t tree_size;

	if (!entry->checkpoint.data || entry->checkpoint.size > NOTE_LIMIT)
		return "the log's proof has no signed head";
	origin = schain__line_next(&rest);
	size = schain__line_next(&rest);
	root_hash = schain__line_next(&rest);
	if (!origin.length || !root_hash.data || !schain__line_number(size, &tree_size) ||
	    root_hash.length > 64)
		return "the log's signed head cannot be read";
	base64.data = (const uint8_t *)root_hash.data;
	base64.size = root_hash.length;
	if (schain__base64_decode(base64, 0, hash) != 32 ||
	    memcmp(hash, entry->root_hash, 32) != 0 || tree_size != (uint64_t)entry->tree_size)
		return "the log's signed head is of another tree";
	do
		line = schain__line_next(&rest);
	while (line.data && line.length);
	/* What is signed ends before the empty line. */
	if (!line.data)
		return "the log's signed head has no signature";
	text.size = (size_t)((const uint8_t *)line.data - text.data);
	while ((line = schain__line_next(&rest)).data)
		if (is_signed_by_log(crypto, root, entry, line, origin, text, time))
			return NULL;
	return "the log's head is not signed by a log that is trusted";
}

/* The promise is over the entry in canonical JSON (RFC 8785): keys sorted, no blanks. */
const char *schain__sigstore_check_promise(const schain__sig_crypto *crypto,
                                           const schain__sigstore_root *root,
                                           const schain__sigstore_entry *entry)
{
	const schain__sigstore_log *log = schain__sigstore_log_of(root->logs, root->log_count,
	                                                          entry->log_id,
	                                                          entry->time * SCHAIN_SECOND);
	size_t room = entry->body_text.size + 256;
	char *text;
	schain__bytes message;
	char id[65] = "";
	int good;

	if (!log)
		return "the entry is of a log that is not trusted";
	text = schain__sig_alloc(&root->allocator, room);
	if (!text)
		return "no memory";
	for (size_t i = 0; i < entry->log_id.size && i < 32; i++)
		snprintf(id + i * 2, 3, "%02x", entry->log_id.data[i]);
	message.data = (const uint8_t *)text;
	message.size = (size_t)snprintf(
	        text, room, "{\"body\":\"%.*s\",\"integratedTime\":%lld,\"logID\":\"%s\",\"logIndex\":%lld}",
	        (int)entry->body_text.size, (const char *)entry->body_text.data, (long long)entry->time, id,
	        (long long)entry->index);
	good = schain__sigstore_verify(crypto, log->key, entry->promise, message);
	schain__sig_release(&root->allocator, text, room);
	return good ? NULL : "the log's promise does not hold";
}
