/* SPDX-License-Identifier: Apache-2.0 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include "signature/openpgp.h"

/* Packet tag 2 (signature), old and new form. */
static int is_signature_packet(uint8_t first)
{
	return (first & 0xfc) == 0x88 || first == 0xc2;
}

int schain__openpgp_probe(schain__bytes head)
{
	static const char armor[] = "-----BEGIN PGP SIGNATURE-----";
	size_t size = sizeof armor - 1;

	if (head.size >= size && !memcmp(head.data, armor, size))
		return 1;
	return head.size > 0 && is_signature_packet(head.data[0]);
}

#ifdef HAVE_RNP
#include <rnp/rnp.h>
#include <rnp/rnp_err.h>
#include <stdio.h>
#include <stdlib.h>

/* A message larger than this is no index of a repository. */
#define TEXT_LIMIT (64u << 20)

struct schain__openpgp {
	rnp_ffi_t ffi;
};

schain_status schain__openpgp_new(schain__openpgp **ret_keyring)
{
	schain__openpgp *self = calloc(1, sizeof *self);

	if (!self)
		return SCHAIN_E_MEMORY;
	if (rnp_ffi_create(&self->ffi, "GPG", "GPG") != RNP_SUCCESS) {
		free(self);
		return SCHAIN_E_MEMORY;
	}
	*ret_keyring = self;
	return SCHAIN_OK;
}

void schain__openpgp_free(schain__openpgp *keyring)
{
	if (!keyring)
		return;
	rnp_ffi_destroy(keyring->ffi);
	free(keyring);
}

static size_t key_count(const schain__openpgp *keyring)
{
	size_t count = 0;

	rnp_get_public_key_count(keyring->ffi, &count);
	return count;
}

schain_status schain__openpgp_add(schain__openpgp *keyring, schain__bytes keys, size_t *ret_count)
{
	size_t before = key_count(keyring);
	uint32_t flags = RNP_LOAD_SAVE_PUBLIC_KEYS | RNP_LOAD_SAVE_PERMISSIVE;
	rnp_input_t input = NULL;
	rnp_result_t result;
	char *found = NULL;
	int is_empty;

	if (rnp_input_from_memory(&input, keys.data, keys.size, false) != RNP_SUCCESS)
		return SCHAIN_E_MEMORY;
	result = rnp_import_keys(keyring->ffi, input, flags, &found);
	rnp_input_destroy(input);
	/* Keys of versions that it does not know are passed over: JSON of the others, maybe of none. */
	is_empty = !found || !strstr(found, "\"fingerprint\"");
	rnp_buffer_destroy(found);
	if (result == RNP_ERROR_OUT_OF_MEMORY)
		return SCHAIN_E_MEMORY;
	if (result != RNP_SUCCESS || is_empty)
		return SCHAIN_E_FORMAT;
	*ret_count = key_count(keyring) - before;
	return SCHAIN_OK;
}

static void copy(char *out, size_t room, char *text)
{
	snprintf(out, room, "%s", text ? text : "");
	rnp_buffer_destroy(text);
}

/* Had the key expired, or been revoked, when it signed? */
static int was_over(rnp_key_handle_t key, schain_time signed_at)
{
	uint64_t till; /* seconds since 1970; 0: never valid */

	return rnp_key_valid_till64(key, &till) == RNP_SUCCESS &&
	       till < (uint64_t)(signed_at / SCHAIN_SECOND);
}

/* Name and state of the key that signed, by its primary key. */
static void describe_key(schain__openpgp *keyring, rnp_key_handle_t key,
                         schain__openpgp_signature *ret)
{
	bool expired = false, revoked = false, is_sub = false;
	rnp_key_handle_t primary = NULL;
	char *text = NULL;
	int is_about_key;

	rnp_key_is_sub(key, &is_sub);
	if (is_sub && rnp_key_get_primary_fprint(key, &text) == RNP_SUCCESS) {
		rnp_locate_key(keyring->ffi, "fingerprint", text, &primary);
		rnp_buffer_destroy(text);
	}
	text = NULL;
	rnp_key_get_fprint(primary ? primary : key, &text);
	copy(ret->fingerprint, sizeof ret->fingerprint, text);
	text = NULL;
	rnp_key_get_primary_uid(primary ? primary : key, &text);
	copy(ret->user, sizeof ret->user, text);
	rnp_key_is_expired(key, &expired);
	rnp_key_is_revoked(key, &revoked);
	if (primary && !expired)
		rnp_key_is_expired(primary, &expired);
	if (primary && !revoked)
		rnp_key_is_revoked(primary, &revoked);
	/* librnp calls what was made after the key's time invalid, whatever the content is. */
	is_about_key = ret->verdict == SCHAIN__OPENPGP_GOOD ||
	               (ret->verdict == SCHAIN__OPENPGP_BAD && was_over(key, ret->created));
	if (is_about_key && revoked)
		ret->verdict = SCHAIN__OPENPGP_REVOKED;
	else if (is_about_key && expired)
		ret->verdict = SCHAIN__OPENPGP_EXPIRED;
	rnp_key_handle_destroy(primary);
}

static int is_weak(const char *digest)
{
	return !strcmp(digest, "md5") || !strcmp(digest, "sha1") || !strcmp(digest, "ripemd160");
}

static void describe(schain__openpgp *keyring, rnp_op_verify_signature_t signature,
                     schain__openpgp_signature *ret)
{
	rnp_signature_handle_t handle = NULL;
	rnp_key_handle_t key = NULL;
	uint32_t created = 0;
	char *text = NULL;

	memset(ret, 0, sizeof *ret);
	rnp_op_verify_signature_get_hash(signature, &text);
	copy(ret->digest, sizeof ret->digest, text);
	for (char *at = ret->digest; *at; at++)
		*at = *at >= 'A' && *at <= 'Z' ? (char)(*at + 32) : *at;
	rnp_op_verify_signature_get_times(signature, &created, NULL);
	ret->created = (schain_time)created * SCHAIN_SECOND;
	switch (rnp_op_verify_signature_get_status(signature)) {
	case RNP_SUCCESS: ret->verdict = SCHAIN__OPENPGP_GOOD; break;
	case RNP_ERROR_SIGNATURE_EXPIRED: ret->verdict = SCHAIN__OPENPGP_EXPIRED; break;
	case RNP_ERROR_KEY_NOT_FOUND: ret->verdict = SCHAIN__OPENPGP_UNKNOWN_KEY; break;
	/* librnp's word for what its rules on algorithms forbid, too. */
	default: ret->verdict = is_weak(ret->digest) ? SCHAIN__OPENPGP_WEAK : SCHAIN__OPENPGP_BAD;
	}
	if (ret->verdict == SCHAIN__OPENPGP_GOOD && is_weak(ret->digest))
		ret->verdict = SCHAIN__OPENPGP_WEAK;
	if (rnp_op_verify_signature_get_key(signature, &key) == RNP_SUCCESS && key) {
		describe_key(keyring, key, ret);
		rnp_key_handle_destroy(key);
		return;
	}
	text = NULL;
	if (rnp_op_verify_signature_get_handle(signature, &handle) != RNP_SUCCESS)
		return;
	if (rnp_signature_get_key_fprint(handle, &text) != RNP_SUCCESS || !text)
		rnp_signature_get_keyid(handle, &text);
	copy(ret->fingerprint, sizeof ret->fingerprint, text);
	rnp_signature_handle_destroy(handle);
}

/* Runs a prepared verification; without one signature it says nothing. */
static schain_status run(schain__openpgp *keyring, rnp_op_verify_t op,
                         schain__openpgp_result *ret_result)
{
	rnp_result_t result;
	size_t count = 0;

	/* Whether each signature is good is asked below: bad ones are no error of ours. */
	result = rnp_op_verify_execute(op);
	rnp_op_verify_get_signature_count(op, &count);
	if (!count)
		return result == RNP_ERROR_OUT_OF_MEMORY ? SCHAIN_E_MEMORY : SCHAIN_E_DAMAGED;
	ret_result->count = count < SCHAIN__OPENPGP_SIGNATURES ? count : SCHAIN__OPENPGP_SIGNATURES;
	for (size_t i = 0; i < ret_result->count; i++) {
		rnp_op_verify_signature_t signature = NULL;

		if (rnp_op_verify_get_signature_at(op, i, &signature) != RNP_SUCCESS)
			return SCHAIN_E_DAMAGED;
		describe(keyring, signature, &ret_result->signatures[i]);
	}
	return SCHAIN_OK;
}

struct reading {
	const schain__source *source;
	uint64_t offset;
	schain_status failed; /* why the source could not be read; librnp has one word for all */
};

static bool read_some(void *context, void *buffer, size_t size, size_t *ret_size)
{
	struct reading *reading = context;
	uint64_t left = reading->source->size - reading->offset;

	if (size > left)
		size = (size_t)left;
	reading->failed = schain__source_read(reading->source, reading->offset, buffer, size);
	if (reading->failed)
		return false;
	reading->offset += size;
	*ret_size = size;
	return true;
}

/* librnp's clock; its seconds begin in 1970 too. */
static void set_clock(schain__openpgp *keyring, schain_time at)
{
	rnp_set_timestamp(keyring->ffi, at > 0 ? (uint64_t)(at / SCHAIN_SECOND) : 0);
}

schain_status schain__openpgp_detached(schain__openpgp *keyring, schain__bytes signature,
                                       const schain__source *content, schain_time at,
                                       schain__openpgp_result *ret_result)
{
	struct reading reading = { content, 0, SCHAIN_OK };
	rnp_input_t data = NULL, packets = NULL;
	schain_status status = SCHAIN_E_MEMORY;
	rnp_op_verify_t op = NULL;

	/* librnp would also unpack and try to decrypt what is no signature. */
	if (!schain__openpgp_probe(signature))
		return SCHAIN_E_DAMAGED;
	set_clock(keyring, at);
	if (rnp_input_from_callback(&data, read_some, NULL, &reading) == RNP_SUCCESS &&
	    rnp_input_from_memory(&packets, signature.data, signature.size, false) == RNP_SUCCESS &&
	    rnp_op_verify_detached_create(&op, keyring->ffi, data, packets) == RNP_SUCCESS)
		status = run(keyring, op, ret_result);
	rnp_op_verify_destroy(op);
	rnp_input_destroy(packets);
	rnp_input_destroy(data);
	return reading.failed ? reading.failed : status;
}

schain_status schain__openpgp_cleartext(schain__openpgp *keyring, schain__bytes message,
                                        const schain_allocator *memory, schain_time at,
                                        schain__openpgp_result *ret_result,
                                        schain__bytes *ret_text)
{
	rnp_input_t input = NULL;
	rnp_output_t output = NULL;
	rnp_op_verify_t op = NULL;
	schain_status status = SCHAIN_E_MEMORY;
	uint8_t *text = NULL;
	size_t size = 0;

	set_clock(keyring, at);
	if (rnp_input_from_memory(&input, message.data, message.size, false) == RNP_SUCCESS &&
	    rnp_output_to_memory(&output, TEXT_LIMIT) == RNP_SUCCESS &&
	    rnp_op_verify_create(&op, keyring->ffi, input, output) == RNP_SUCCESS)
		status = run(keyring, op, ret_result);
	if (!status && rnp_output_memory_get_buf(output, &text, &size, false) == RNP_SUCCESS) {
		schain__bytes bytes = { text, size };
		schain__source source = schain__source_of_bytes(&bytes);

		status = schain__source_load(&source, memory, 0, size, ret_text);
	}
	rnp_op_verify_destroy(op);
	rnp_output_destroy(output);
	rnp_input_destroy(input);
	return status;
}
#else
schain_status schain__openpgp_new(schain__openpgp **ret_keyring)
{
	(void)ret_keyring;
	return SCHAIN_E_UNSUPPORTED;
}

void schain__openpgp_free(schain__openpgp *keyring)
{
	(void)keyring;
}

schain_status schain__openpgp_add(schain__openpgp *keyring, schain__bytes keys, size_t *ret_count)
{
	(void)keyring, (void)keys, (void)ret_count;
	return SCHAIN_E_UNSUPPORTED;
}

schain_status schain__openpgp_detached(schain__openpgp *keyring, schain__bytes signature,
                                       const schain__source *content, schain_time at,
                                       schain__openpgp_result *ret_result)
{
	(void)keyring, (void)signature, (void)content, (void)at, (void)ret_result;
	return SCHAIN_E_UNSUPPORTED;
}

schain_status schain__openpgp_cleartext(schain__openpgp *keyring, schain__bytes message,
                                        const schain_allocator *memory, schain_time at,
                                        schain__openpgp_result *ret_result,
                                        schain__bytes *ret_text)
{
	(void)keyring, (void)message, (void)memory, (void)at, (void)ret_result, (void)ret_text;
	return SCHAIN_E_UNSUPPORTED;
}
#endif
