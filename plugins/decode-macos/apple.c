/* SPDX-License-Identifier: Apache-2.0 */
#include "decode-macos/apple.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

schain_string schain__apple_guid(schain__decode *decode, uint64_t pid, uint64_t version,
                                 schain_status *failed)
{
	schain_string guid;
	char text[44];
	int length;

	if (!pid || !version)
		return SCHAIN_STRING_NONE;
	length = snprintf(text, sizeof text, "%" PRIu64 ":%" PRIu64, pid, version);
	guid = schain__decode_copy(decode, text, (size_t)length);
	if (!guid.data)
		*failed = SCHAIN_E_MEMORY;
	return guid;
}

/* A team outlives its certificates: doc/signature.md. */
static schain_string identity_of(schain__decode *decode, schain_string team,
                                 schain_status *failed)
{
	static const char prefix[] = "apple-team:";
	schain_string identity = SCHAIN_STRING_NONE;
	char *text;

	if (!team.length)
		return identity;
	text = schain__decode_alloc(decode, sizeof prefix + team.length);
	if (!text) {
		*failed = SCHAIN_E_MEMORY;
		return identity;
	}
	memcpy(text, prefix, sizeof prefix - 1);
	memcpy(text + sizeof prefix - 1, team.data, team.length);
	identity.data = text;
	identity.length = sizeof prefix - 1 + team.length;
	return identity;
}

/*
 * Of a valid signature without a team, and not Apple's own, the kernel knows
 * that it matches; whether its certificate is trusted it does not say.
 */
static uint32_t state_of(uint32_t flags, int is_platform, schain_string team_id)
{
	if (!(flags & SCHAIN__CS_SIGNED))
		return SCHAIN_SIGNATURE_UNSIGNED;
	if (flags & SCHAIN__CS_ADHOC)
		return SCHAIN_SIGNATURE_ADHOC;
	if (!(flags & SCHAIN__CS_VALID))
		return SCHAIN_SIGNATURE_INVALID;
	return is_platform || team_id.length ? SCHAIN_SIGNATURE_VALID : SCHAIN_SIGNATURE_UNKNOWN;
}

void schain__apple_sign(schain__shape *shape, schain__slot *slot, schain_signature *signature,
                        uint32_t flags, int is_platform, schain_string signing_id,
                        schain_string team_id)
{
	signature->state = state_of(flags, is_platform, team_id);
	if (is_platform) {
		signature->flags = SCHAIN_SIGNATURE_PLATFORM;
		signature->signer = SCHAIN_STRING("Apple");
	}
	signature->signing_id = signing_id;
	signature->team_id = team_id;
	signature->identity = identity_of(shape->decode, team_id, &shape->failed);
	schain__shape_link(slot, signature);
}

void schain__apple_sign_name(schain__decode *decode, schain_signature *signature,
                             schain_string name, schain_status *failed)
{
	enum { TEAM = 10 };
	const char *team = name.data + name.length - TEAM - 1;

	signature->signer = name;
	if (schain__shape_equal(name, "Software Signing"))
		signature->flags = SCHAIN_SIGNATURE_PLATFORM;
	if (name.length < TEAM + 2 || name.data[name.length - 1] != ')' || team[-1] != '(')
		return;
	signature->team_id.data = team;
	signature->team_id.length = TEAM;
	signature->identity = identity_of(decode, signature->team_id, failed);
}

int schain__apple_has_word(schain_string list, const char *word)
{
	size_t size = strlen(word), end;

	for (size_t at = 0; at + size <= list.length; at = end + 1) {
		for (end = at; end < list.length && list.data[end] != ',' && list.data[end] != ' '; end++)
			;
		if (end - at == size && !memcmp(list.data + at, word, size))
			return 1;
	}
	return 0;
}

schain_string schain__apple_file_of(schain_string url)
{
	static const char scheme[] = "file://";
	schain_string path = SCHAIN_STRING_NONE;

	if (url.length < sizeof scheme || memcmp(url.data, scheme, sizeof scheme - 1) ||
	    memchr(url.data, '%', url.length))
		return path;
	path.data = url.data + sizeof scheme - 1;
	path.length = url.length - (sizeof scheme - 1);
	return path;
}
