/* SPDX-License-Identifier: Apache-2.0 */
#include "reputation/rarity.h"

#include <stdio.h>
#include <time.h>

#define DAY (86400 * SCHAIN_SECOND)

/* With fewer hosts than these, that others lack a thing says nothing. */
enum { FLEET = 10 };

/* A thing's digest: of those that are known the one that is hardest to forge. */
static schain_string digest_of(const schain_file *file)
{
	if (!file)
		return schain_string_of(NULL);
	if (file->sha256.length)
		return file->sha256;
	return file->sha1.length ? file->sha1 : file->md5;
}

/* Counts what the question is about. Returns 0, or -1 if nothing can be told of it. */
static int count_subject(const schain__rarity *rarity, const schain_question *question, schain_prevalence_record *ret_record)
{
	uint32_t kind = SCHAIN_PREVALENCE_PRODUCT;
	schain_string subject = question->product;

	switch (question->subject_kind) {
	case SCHAIN_SUBJECT_FILE:
		kind = SCHAIN_PREVALENCE_FILE;
		subject = digest_of(question->file);
		break;
	case SCHAIN_SUBJECT_DOMAIN:
		kind = SCHAIN_PREVALENCE_DOMAIN;
		subject = question->subject;
		break;
	case SCHAIN_SUBJECT_SIGNER:
		kind = SCHAIN_PREVALENCE_SIGNER;
		subject = question->subject;
		break;
	case SCHAIN_SUBJECT_PACKAGE:
		break;
	default:
		return -1;
	}
	return schain__census_see(rarity->census, kind, subject, question->host, question->time, ret_record);
}

/* Returns 0 if the record, as it was before the question, is not uncommon. */
static int describe(const schain__rarity *rarity, const schain_question *question,
                           const schain_prevalence_record *record, char to[SCHAIN__RARITY_REASON])
{
	schain_prevalence_record total = { .struct_size = sizeof total };
	time_t since;
	struct tm date;

	if (schain__census_total(rarity->census, &total) || !total.first ||
	    question->time - total.first < rarity->learning)
		return 0;
	since = (time_t)(total.first / SCHAIN_SECOND);
	if (!gmtime_r(&since, &date))
		return 0;
	if (!record->hosts || record->first >= question->time / DAY * DAY)
		snprintf(to, SCHAIN__RARITY_REASON, "new to all of %u%s host%s, counted since %04d-%02d-%02d", (unsigned)total.hosts,
		         total.hosts < 64 ? "" : " or more", total.hosts == 1 ? "" : "s", date.tm_year + 1900,
		         date.tm_mon + 1, date.tm_mday);
	else if (total.hosts >= FLEET && record->hosts <= rarity->most)
		snprintf(to, SCHAIN__RARITY_REASON, "on %u of %u%s hosts, counted since %04d-%02d-%02d", (unsigned)record->hosts,
		         (unsigned)total.hosts, total.hosts < 64 ? "" : " or more", date.tm_year + 1900,
		         date.tm_mon + 1, date.tm_mday);
	else
		return 0;
	return 1;
}

/*
 * Of what a source knows, or signed and valid, that is new here says nothing
 * more: each update is. Of places the egress plugin judges.
 */
static int may_be_uncommon(const schain_question *question, const schain__opinion *opinion)
{
	const schain_signature *signature = question->file ? question->file->signature : NULL;

	if (opinion->is_good || opinion->is_bad || question->subject_kind == SCHAIN_SUBJECT_DOMAIN)
		return 0;
	return question->subject_kind != SCHAIN_SUBJECT_FILE || !signature ||
	       signature->state != SCHAIN_SIGNATURE_VALID;
}

int schain__rarity_judge(const schain__rarity *rarity, const schain_question *question,
                         const schain__opinion *opinion, char ret_reason[SCHAIN__RARITY_REASON])
{
	schain_prevalence_record record = { .struct_size = sizeof record };

	return rarity->census && !count_subject(rarity, question, &record) && may_be_uncommon(question, opinion) &&
	       describe(rarity, question, &record, ret_reason);
}
