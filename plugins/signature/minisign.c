/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/minisign.h"

#include <stdio.h>

#include "signature/base64.h"
#include "signature/line.h"

#define UNTRUSTED "untrusted comment: "
#define TRUSTED "trusted comment: "
/* algorithm, id, signature: as base64 100 characters. */
#define BLOCK_SIZE (2 + SCHAIN__MINISIGN_ID + SCHAIN__MINISIGN_SIGNATURE)

static schain__bytes next_line(schain__bytes *rest)
{
	schain_string line = schain__line_next(rest);
	schain__bytes bytes = { (const uint8_t *)line.data, line.length };

	return bytes;
}

/* What follows `prefix`; data is NULL if the line does not begin so. */
static schain__bytes behind(schain__bytes line, const char *prefix)
{
	size_t size = strlen(prefix);
	schain__bytes none = { NULL, 0 };

	if (line.size < size || memcmp(line.data, prefix, size) != 0)
		return none;
	return schain__bytes_part(line, size, line.size - size);
}

static int decode(schain__bytes line, uint8_t *out, size_t size)
{
	uint8_t decoded[SCHAIN__BASE64_ROOM(128)];

	if (line.size > 128 || schain__base64_decode(line, 0, decoded) != (ptrdiff_t)size)
		return 0;
	memcpy(out, decoded, size);
	return 1;
}

int schain__minisign_probe(schain__bytes text)
{
	return behind(text, UNTRUSTED).data != NULL;
}

int schain__minisign_read_key(schain__bytes text, schain__minisign_key *ret_key)
{
	uint8_t block[2 + SCHAIN__MINISIGN_ID + SCHAIN__MINISIGN_KEY];
	schain__bytes rest = text;

	if (!schain__minisign_probe(text))
		return 0;
	next_line(&rest);
	if (!decode(next_line(&rest), block, sizeof block) || memcmp(block, "Ed", 2) != 0)
		return 0;
	memcpy(ret_key->id, block + 2, sizeof ret_key->id);
	memcpy(ret_key->key, block + 2 + SCHAIN__MINISIGN_ID, sizeof ret_key->key);
	return 1;
}

const char *schain__minisign_read(schain__bytes text, schain__minisign *ret_signature)
{
	uint8_t block[BLOCK_SIZE];
	schain__bytes rest = text, line;

	memset(ret_signature, 0, sizeof *ret_signature);
	ret_signature->untrusted = behind(next_line(&rest), UNTRUSTED);
	if (!ret_signature->untrusted.data)
		return "the first line is no untrusted comment";
	if (!decode(next_line(&rest), block, sizeof block))
		return "the second line is no signature";
	if (!memcmp(block, "ED", 2))
		ret_signature->is_prehashed = 1;
	else if (memcmp(block, "Ed", 2) != 0)
		return "a signature of an unknown algorithm";
	memcpy(ret_signature->id, block + 2, SCHAIN__MINISIGN_ID);
	memcpy(ret_signature->signature, block + 2 + SCHAIN__MINISIGN_ID, SCHAIN__MINISIGN_SIGNATURE);
	if (!rest.size)
		return ret_signature->is_prehashed ? "the trusted comment is missing" : NULL;
	line = next_line(&rest);
	ret_signature->trusted = behind(line, TRUSTED);
	if (!ret_signature->trusted.data)
		return "the third line is no trusted comment";
	if (ret_signature->trusted.size > SCHAIN__MINISIGN_COMMENT)
		return "the trusted comment is too long";
	if (!decode(next_line(&rest), ret_signature->second, SCHAIN__MINISIGN_SIGNATURE))
		return "the trusted comment has no signature";
	ret_signature->has_trusted = 1;
	ret_signature->has_trailing = rest.size != 0;
	return NULL;
}

static schain_status verify(OSSL_LIB_CTX *library, const uint8_t key[SCHAIN__MINISIGN_KEY],
                            const uint8_t *signature, schain__bytes content, int *ret_good)
{
	EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key_ex(library, "ED25519", NULL, key,
	                                                SCHAIN__MINISIGN_KEY);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	schain_status status = SCHAIN_E_MEMORY;

	if (pkey && context &&
	    EVP_DigestVerifyInit_ex(context, NULL, NULL, library, NULL, pkey, NULL) == 1) {
		*ret_good = EVP_DigestVerify(context, signature, SCHAIN__MINISIGN_SIGNATURE, content.data,
		                             content.size) == 1;
		status = SCHAIN_OK;
	}
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(pkey);
	return status;
}

schain_status schain__minisign_check(const schain__minisign *signature,
                                     const schain__minisign_key *key, OSSL_LIB_CTX *library,
                                     schain__bytes content, int *ret_good, int *ret_comment_good)
{
	uint8_t signed_comment[SCHAIN__MINISIGN_SIGNATURE + SCHAIN__MINISIGN_COMMENT];
	schain__bytes second = { signed_comment, SCHAIN__MINISIGN_SIGNATURE };
	schain_status status = verify(library, key->key, signature->signature, content, ret_good);

	*ret_comment_good = 1;
	if (status || !signature->has_trusted)
		return status;
	memcpy(signed_comment, signature->signature, SCHAIN__MINISIGN_SIGNATURE);
	memcpy(signed_comment + SCHAIN__MINISIGN_SIGNATURE, signature->trusted.data,
	       signature->trusted.size);
	second.size += signature->trusted.size;
	return verify(library, key->key, signature->second, second, ret_comment_good);
}

void schain__minisign_format_id(const uint8_t id[SCHAIN__MINISIGN_ID], char ret_text[17])
{
	for (size_t i = 0; i < SCHAIN__MINISIGN_ID; i++)
		snprintf(ret_text + i * 2, 3, "%02X", id[SCHAIN__MINISIGN_ID - 1 - i]);
}
