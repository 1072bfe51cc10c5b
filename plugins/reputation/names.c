/* SPDX-License-Identifier: Apache-2.0 */
/* Names of kinds and standings, and what a subject looks like. */
#include "reputation/subject.h"

static const char *const kinds[SCHAIN__REP_KINDS] = {
	"unknown", "md5", "sha1", "sha256", "imphash", "domain", "address", "url",
	"certificate", "tbs", "serial", "signer", "package",
};
static const char *const standings[] = { "unknown", "bad", "suspicious", "good", "common" };

const char *schain_reputation_kind_get_name(uint32_t kind)
{
	return kinds[kind < SCHAIN__REP_KINDS ? kind : 0];
}

uint32_t schain_reputation_kind_of(schain_string name)
{
	for (uint32_t i = 1; i < SCHAIN__REP_KINDS; i++)
		if (schain__rep_is(name, kinds[i]))
			return i;
	return 0;
}

const char *schain_reputation_standing_get_name(uint32_t standing)
{
	return standings[standing < sizeof standings / sizeof *standings ? standing : 0];
}

uint32_t schain_reputation_standing_of(schain_string name)
{
	for (uint32_t i = 1; i < sizeof standings / sizeof *standings; i++)
		if (schain__rep_is(name, standings[i]))
			return i;
	return 0;
}

uint32_t schain_reputation_guess(schain_string subject)
{
	/* A network is written like a host with a path. */
	static const uint32_t order[] = { SCHAIN_REPUTATION_PACKAGE, SCHAIN_REPUTATION_ADDRESS,
		                              SCHAIN_REPUTATION_URL, SCHAIN_REPUTATION_DOMAIN };
	schain__rep_subject read;

	if (!subject.data)
		return 0;
	subject = schain__rep_trim(subject);
	switch (schain__rep_digest_size(subject)) {
	case 16:
		return SCHAIN_REPUTATION_MD5;
	case 20:
		return SCHAIN_REPUTATION_SHA1;
	case 32:
		return SCHAIN_REPUTATION_SHA256;
	default:
		break;
	}
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (!schain__rep_subject_read(&read, order[i], subject) &&
		    (order[i] != SCHAIN_REPUTATION_DOMAIN || memchr(read.text.data, '.', read.text.length)))
			return order[i];
	return 0;
}
