/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Microsoft-Windows-CAPI2/Operational: what programs on the host asked Windows
 * about signatures, and its answer. 11 and 30 tell the certificate of a chain,
 * 81 the file that a chain vouches for and WinVerifyTrust's result, 82 whether
 * a file's hash is in an installed catalog. An answer becomes a claim.
 *
 * That a file has no signature of its own (81) says nothing until it is known
 * to be in no catalog (82): most of Windows itself is signed that way.
 */
#include "sysmon.h"

#include "text.h"

/* Parts that wait for one another; the oldest gives way. */
#define JOIN_ROOM 64
/* The parts of one check are logged one after the other. */
#define JOIN_WINDOW (60 * SCHAIN_SECOND)

enum part_kind { PART_NONE, PART_CHAIN, PART_NO_SIGNATURE, PART_NO_CATALOG };

struct part {
	enum part_kind kind;
	uint32_t host_length, key_length, value_length;
	schain_time time;
	char *block; /* owned: host, then what it is known by, then the signer of a chain */
};

struct schain__trust_join {
	struct part parts[JOIN_ROOM];
	unsigned next; /* to be overwritten next */
	unsigned reserved;
};

static void drop_part(schain__decode *decode, struct part *part)
{
	size_t size = (size_t)part->host_length + part->key_length + part->value_length;

	schain__decode_release(decode, part->block, size);
	memset(part, 0, sizeof *part);
}

void schain__trust_join_free(schain__decode *decode, struct schain__trust_join *join)
{
	for (size_t i = 0; i < JOIN_ROOM; i++)
		drop_part(decode, &join->parts[i]);
	schain__decode_release(decode, join, sizeof *join);
}

static schain_status keep_part(schain__translator *translator, const schain__slot *slot,
                               enum part_kind kind, schain_string key, schain_string value)
{
	schain__decode *decode = translator->decode;
	schain_string host = slot->event.host;
	struct part *part;
	char *block;

	if (host.length + key.length + value.length > UINT32_MAX)
		return SCHAIN_OK;
	if (!translator->trust) {
		translator->trust = schain__decode_reserve(decode, sizeof *translator->trust);
		if (!translator->trust)
			return SCHAIN_E_MEMORY;
		memset(translator->trust, 0, sizeof *translator->trust);
	}
	block = schain__decode_reserve(decode, host.length + key.length + value.length);
	if (!block)
		return SCHAIN_E_MEMORY;
	part = &translator->trust->parts[translator->trust->next];
	drop_part(decode, part);
	translator->trust->next = (translator->trust->next + 1) % JOIN_ROOM;
	part->kind = kind;
	part->time = slot->event.time;
	part->block = block;
	part->host_length = (uint32_t)host.length;
	part->key_length = (uint32_t)key.length;
	part->value_length = (uint32_t)value.length;
	if (host.length)
		memcpy(block, host.data, host.length);
	memcpy(block + host.length, key.data, key.length);
	if (value.length)
		memcpy(block + host.length + key.length, value.data, value.length);
	return SCHAIN_OK;
}

static int same_nocase(const char *a, schain_string b)
{
	for (size_t i = 0; i < b.length; i++)
		if (schain__to_lower(a[i]) != schain__to_lower(b.data[i]))
			return 0;
	return 1;
}

static int is_part(const struct part *part, enum part_kind kind, const schain__slot *slot,
                   schain_string key)
{
	schain_time time = slot->event.time;
	schain_time gap = part->time > time ? part->time - time : time - part->time;

	return part->kind == kind && gap <= JOIN_WINDOW && part->key_length == key.length &&
	       part->host_length == slot->event.host.length &&
	       same_nocase(part->block, slot->event.host) &&
	       same_nocase(part->block + part->host_length, key);
}

static struct part *find_part(const schain__translator *translator, enum part_kind kind,
                              const schain__slot *slot, schain_string key)
{
	for (size_t i = 0; translator->trust && key.length && i < JOIN_ROOM; i++)
		if (is_part(&translator->trust->parts[i], kind, slot, key))
			return &translator->trust->parts[i];
	return NULL;
}

/* The end certificate's subject, from the 11 or 30 of the same chain; copied: it may be dropped soon. */
static schain_status signer_of(const schain__translator *translator, const schain__winlog *record,
                               const schain__slot *slot, schain_string *ret_signer)
{
	schain_string chain = schain__winlog_text(record, SCHAIN__WINLOG_CHAIN_REF);
	const struct part *part = find_part(translator, PART_CHAIN, slot, chain);

	*ret_signer = SCHAIN_STRING_NONE;
	if (!part || !part->value_length)
		return SCHAIN_OK;
	*ret_signer = schain__decode_copy(translator->decode,
	                                  part->block + part->host_length + part->key_length,
	                                  part->value_length);
	return ret_signer->data ? SCHAIN_OK : SCHAIN_E_MEMORY;
}

/* 11, 30 */
static schain_status chain(schain__translator *translator, const schain__winlog *record,
                           const schain__slot *slot)
{
	schain_string ref = schain__winlog_text(record, SCHAIN__WINLOG_CHAIN_REF);
	schain_string subject = schain__winlog_text(record, SCHAIN__WINLOG_PUBLISHER);

	schain__decode_ignore(translator->decode);
	if (!ref.length || !subject.length || find_part(translator, PART_CHAIN, slot, ref))
		return SCHAIN_OK;
	return keep_part(translator, slot, PART_CHAIN, ref, subject);
}

enum {
	NO_SIGNATURE = 0x800b0100u, /* TRUST_E_NOSIGNATURE (winerror.h, as those below) */
	NOT_FOUND = 0x80070490u,    /* ERROR_NOT_FOUND */
};

static uint32_t signature_state(uint64_t result)
{
	switch (result) {
	case 0:
		return SCHAIN_SIGNATURE_VALID;
	case 0x80096010u: /* TRUST_E_BAD_DIGEST */
		return SCHAIN_SIGNATURE_INVALID;
	case 0x800b0101u: /* CERT_E_EXPIRED */
		return SCHAIN_SIGNATURE_EXPIRED;
	case 0x800b010cu: /* CERT_E_REVOKED */
	case 0x800b0111u: /* TRUST_E_EXPLICIT_DISTRUST */
		return SCHAIN_SIGNATURE_REVOKED;
	case 0x800b0109u: /* CERT_E_UNTRUSTEDROOT */
	case 0x800b010au: /* CERT_E_CHAINING */
	case 0x800b0004u: /* TRUST_E_SUBJECT_NOT_TRUSTED */
		return SCHAIN_SIGNATURE_UNTRUSTED;
	default:
		return SCHAIN_SIGNATURE_UNKNOWN;
	}
}

/* Written in hexadecimal without a prefix. */
static int result_of(const schain__winlog *record, uint64_t *ret_result)
{
	schain_string text = schain__winlog_text(record, SCHAIN__WINLOG_STATUS);
	char prefixed[2 + 16] = "0x";
	int ok = 0;

	if (!text.length || text.length > sizeof prefixed - 2)
		return 0;
	memcpy(prefixed + 2, text.data, text.length);
	*ret_result = schain__decode_number(prefixed, text.length + 2, &ok);
	return ok;
}

static schain_status claim(schain__translator *translator, schain__slot *slot, uint32_t state)
{
	slot->claim.subject_kind = SCHAIN_SUBJECT_FILE;
	slot->claim.subject = slot->file.path;
	slot->claim.finding = SCHAIN_FINDING_SIGNATURE;
	slot->claim.claimant = SCHAIN_STRING("capi2");
	slot->file_signature.state = state;
	slot->claim.signature = &slot->file_signature;
	slot->event.claim = &slot->claim;
	slot->event.type = SCHAIN_EVENT_CLAIM;
	return schain__decode_commit(translator->decode);
}

/* One half of "unsigned": a claim once the other is known. */
static schain_status half(schain__translator *translator, schain__slot *slot, enum part_kind kind,
                          enum part_kind other)
{
	struct part *part = find_part(translator, other, slot, slot->file.path);

	if (part) {
		drop_part(translator->decode, part);
		return claim(translator, slot, SCHAIN_SIGNATURE_UNSIGNED);
	}
	schain__decode_ignore(translator->decode);
	if (find_part(translator, kind, slot, slot->file.path))
		return SCHAIN_OK;
	return keep_part(translator, slot, kind, slot->file.path, SCHAIN_STRING_NONE);
}

/* 81 */
static schain_status verified(schain__translator *translator, const schain__winlog *record,
                              schain__slot *slot, uint64_t result)
{
	uint32_t state = signature_state(result);
	schain_status status;

	if (result == NO_SIGNATURE)
		return half(translator, slot, PART_NO_SIGNATURE, PART_NO_CATALOG);
	if (state == SCHAIN_SIGNATURE_UNKNOWN) {
		schain__decode_ignore(translator->decode);
		return SCHAIN_OK;
	}
	status = signer_of(translator, record, slot, &slot->file_signature.signer);
	return status == SCHAIN_OK ? claim(translator, slot, state) : status;
}

schain_status schain__capi2_translate(schain__translator *translator, const schain__winlog *record,
                                      schain__slot *slot, uint64_t id)
{
	schain__decode *decode = translator->decode;
	uint64_t result;
	schain_status status;

	if (id == 11 || id == 30)
		return chain(translator, record, slot);
	status = schain__windows_path(decode, schain__winlog_text(record, SCHAIN__WINLOG_FILE_NAME),
	                              &slot->file.path);
	if (status != SCHAIN_OK)
		return status;
	/* Verified from memory there is no path, and nothing to tell. */
	if ((id != 81 && id != 82) || !slot->file.path.length || !result_of(record, &result)) {
		schain__decode_ignore(decode);
		return SCHAIN_OK;
	}
	if (id == 81)
		return verified(translator, record, slot, result);
	if (result == NOT_FOUND)
		return half(translator, slot, PART_NO_CATALOG, PART_NO_SIGNATURE);
	schain__decode_ignore(decode);
	return SCHAIN_OK;
}
