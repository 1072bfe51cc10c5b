/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Microsoft-Windows-CodeIntegrity/Operational. The meaning of ids and values:
 * https://learn.microsoft.com/windows/security/application-security/application-control/app-control-for-business/operations/
 * (event-id-explanations, event-tag-explanations).
 *
 * A report (3033, 3034, 3076, 3077) names the file; the 3089 that belong to
 * it, one for each signature, say who signed, and share its ActivityID. They
 * are given the report's file here. The same events come out in whichever
 * order the records do: a report is never held back, a 3089 only until its
 * report has come.
 */
#include "sysmon.h"

#include "text.h"

/* Reports and signatures waiting for one another; the oldest gives way. */
#define JOIN_ROOM 64
/* The parts of one check are logged by one thread, one after the other. */
#define JOIN_WINDOW (60 * SCHAIN_SECOND)

enum part_kind { PART_NONE, PART_REPORT, PART_SIGNATURE };

/* The strings of a part, one behind the other in its block. */
enum part_text {
	TEXT_HOST,
	TEXT_ACTIVITY,
	TEXT_PATH,
	TEXT_PROCESS,
	TEXT_POLICY,
	TEXT_SHA1,
	TEXT_SHA256,
	TEXT_SIGNER,
	TEXT_ISSUER,
	TEXT_COUNT
};

struct part {
	enum part_kind kind;
	uint32_t state, flags; /* of a signature */
	uint64_t record, line;
	schain_time time;
	schain_string texts[TEXT_COUNT];
	char *block; /* owned; holds the texts */
	size_t block_size;
};

struct schain__integrity_join {
	struct part parts[JOIN_ROOM];
	unsigned next; /* to be overwritten next */
};

static void drop_part(schain__decode *decode, struct part *part)
{
	schain__decode_release(decode, part->block, part->block_size);
	memset(part, 0, sizeof *part);
}

void schain__integrity_join_free(schain__decode *decode, struct schain__integrity_join *join)
{
	for (size_t i = 0; i < JOIN_ROOM; i++) {
		/* A signature whose report never came says nothing about any file. */
		if (join->parts[i].kind == PART_SIGNATURE)
			schain__decode_ignore(decode);
		drop_part(decode, &join->parts[i]);
	}
	schain__decode_release(decode, join, sizeof *join);
}

static schain_status open_join(schain__translator *translator)
{
	if (translator->join)
		return SCHAIN_OK;
	translator->join = schain__decode_reserve(translator->decode, sizeof *translator->join);
	if (!translator->join)
		return SCHAIN_E_MEMORY;
	memset(translator->join, 0, sizeof *translator->join);
	return SCHAIN_OK;
}

/* Keeps a part with copies of its texts. */
static schain_status keep_part(schain__translator *translator, const struct part *part)
{
	schain__decode *decode = translator->decode;
	struct schain__integrity_join *join = translator->join;
	struct part *kept = &join->parts[join->next];
	size_t size = 0;
	char *end;

	for (size_t i = 0; i < TEXT_COUNT; i++)
		size += part->texts[i].length;
	end = schain__decode_reserve(decode, size);
	if (!end)
		return SCHAIN_E_MEMORY;
	if (kept->kind == PART_SIGNATURE)
		schain__decode_ignore(decode);
	drop_part(decode, kept);
	*kept = *part;
	kept->block = end;
	kept->block_size = size;
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		size_t length = part->texts[i].length;

		if (length)
			memcpy(end, part->texts[i].data, length);
		kept->texts[i].data = length ? end : NULL;
		end += length;
	}
	join->next = (join->next + 1) % JOIN_ROOM;
	return SCHAIN_OK;
}

static int equal(schain_string a, schain_string b)
{
	return a.length == b.length && (!a.length || !memcmp(a.data, b.data, a.length));
}

static int belong(const struct part *a, const struct part *b)
{
	schain_time gap = a->time > b->time ? a->time - b->time : b->time - a->time;

	return gap <= JOIN_WINDOW && equal(a->texts[TEXT_ACTIVITY], b->texts[TEXT_ACTIVITY]) &&
	       equal(a->texts[TEXT_HOST], b->texts[TEXT_HOST]);
}

/* The part of that kind nearest in time that belongs to `part`, or NULL. */
static struct part *find_part(struct schain__integrity_join *join, const struct part *part,
                              enum part_kind kind)
{
	struct part *best = NULL;
	schain_time best_gap = 0;

	for (size_t i = 0; i < JOIN_ROOM; i++) {
		struct part *candidate = &join->parts[i];
		schain_time gap = candidate->time > part->time ? candidate->time - part->time
		                                               : part->time - candidate->time;

		if (candidate->kind != kind || !belong(candidate, part) || (best && gap >= best_gap))
			continue;
		best = candidate;
		best_gap = gap;
	}
	return best;
}

/* Texts as long-lived as the batch: both parts may be gone before it is handed over. */
static schain_status copy_text(schain__decode *decode, schain_string text, schain_string *ret_copy)
{
	*ret_copy = SCHAIN_STRING_NONE;
	if (!text.length)
		return SCHAIN_OK;
	*ret_copy = schain__decode_copy(decode, text.data, text.length);
	return ret_copy->data ? SCHAIN_OK : SCHAIN_E_MEMORY;
}

/* A signature, on the file of its report. */
static schain_status emit_signature(schain__translator *translator, const struct part *report,
                                    const struct part *signature)
{
	schain__decode *decode = translator->decode;
	schain__slot *slot = schain__decode_slot(decode);
	const struct {
		schain_string text;
		schain_string *field;
	} copies[] = {
		{ report->texts[TEXT_PATH], &slot->file.path },
		{ report->texts[TEXT_SHA1], &slot->file.sha1 },
		{ report->texts[TEXT_SHA256], &slot->file.sha256 },
		{ report->texts[TEXT_PROCESS], &slot->process_image.path },
		{ report->texts[TEXT_POLICY], &slot->integrity.policy },
		{ signature->texts[TEXT_HOST], &slot->event.host },
		{ signature->texts[TEXT_SIGNER], &slot->file_signature.signer },
		{ signature->texts[TEXT_ISSUER], &slot->file_signature.issuer },
	};

	for (size_t i = 0; i < sizeof copies / sizeof *copies; i++) {
		schain_status status = copy_text(decode, copies[i].text, copies[i].field);

		if (status != SCHAIN_OK)
			return status;
	}
	if (!signature->record && signature->texts[TEXT_ACTIVITY].length) {
		schain_status status = copy_text(decode, signature->texts[TEXT_ACTIVITY],
		                                 &slot->event.record_id);

		if (status != SCHAIN_OK)
			return status;
	}
	slot->file_signature.state = signature->state;
	slot->file_signature.flags = signature->flags;
	slot->file.signature = &slot->file_signature;
	slot->event.file = &slot->file;
	if (slot->process_image.path.length) {
		slot->process.image = &slot->process_image;
		slot->event.process = &slot->process;
	}
	slot->integrity.result = SCHAIN_INTEGRITY_SIGNATURE;
	slot->event.integrity = &slot->integrity;
	slot->event.type = SCHAIN_EVENT_INTEGRITY;
	slot->event.source_kind = SCHAIN_SOURCE_CODE_INTEGRITY;
	slot->event.os = SCHAIN_OS_WINDOWS;
	slot->event.time = signature->time;
	slot->event.record = signature->record;
	slot->event.line = signature->line;
	return schain__decode_commit(decode);
}

/* What parts of both kinds have in common. */
static schain_status fill_part(schain__translator *translator, const schain__winlog *record,
                               const schain__slot *slot, enum part_kind kind, struct part *part)
{
	memset(part, 0, sizeof *part);
	part->kind = kind;
	part->record = slot->event.record;
	part->line = slot->event.line;
	part->time = slot->event.time;
	part->texts[TEXT_HOST] = slot->event.host;
	return schain__winlog_guid(translator->decode, record, SCHAIN__WINLOG_ACTIVITY,
	                           &part->texts[TEXT_ACTIVITY]);
}

/* The signatures that came before their report. */
static schain_status emit_waiting(schain__translator *translator, const struct part *report)
{
	struct part *signature;

	while ((signature = find_part(translator->join, report, PART_SIGNATURE))) {
		schain_status status = emit_signature(translator, report, signature);

		drop_part(translator->decode, signature);
		if (status != SCHAIN_OK)
			return status;
	}
	return SCHAIN_OK;
}

static schain_status keep_report(schain__translator *translator, const schain__winlog *record,
                                 const schain__slot *slot, struct part **ret_kept)
{
	struct part report;
	schain_status status = fill_part(translator, record, slot, PART_REPORT, &report);

	*ret_kept = NULL;
	if (status != SCHAIN_OK || !report.texts[TEXT_ACTIVITY].length)
		return status;
	report.texts[TEXT_PATH] = slot->file.path;
	report.texts[TEXT_SHA1] = slot->file.sha1;
	report.texts[TEXT_SHA256] = slot->file.sha256;
	report.texts[TEXT_PROCESS] = slot->process_image.path;
	report.texts[TEXT_POLICY] = slot->integrity.policy;
	status = open_join(translator);
	if (status == SCHAIN_OK) {
		*ret_kept = &translator->join->parts[translator->join->next];
		status = keep_part(translator, &report);
	}
	return status;
}

/* A flat hash is that of the file; the others are Authenticode's, which leave parts of it out. */
static void fill_hashes(const schain__winlog *record, schain_file *file)
{
	schain_string sha1 = schain__winlog_text(record, SCHAIN__WINLOG_SHA1_FLAT);
	schain_string sha256 = schain__winlog_text(record, SCHAIN__WINLOG_SHA256_FLAT);

	if (sha1.length == 40)
		file->sha1 = sha1;
	if (sha256.length == 64)
		file->sha256 = sha256;
}

static schain_status report(schain__translator *translator, const schain__winlog *record,
                            schain__slot *slot, uint32_t result)
{
	schain__decode *decode = translator->decode;
	struct part *kept;
	schain_status status = schain__windows_path(
		decode, schain__winlog_text(record, SCHAIN__WINLOG_FILE_NAME), &slot->file.path);

	if (status == SCHAIN_OK)
		status = schain__windows_path(decode,
		                              schain__winlog_text(record, SCHAIN__WINLOG_PROCESS_NAME),
		                              &slot->process_image.path);
	if (status != SCHAIN_OK)
		return status;
	if (!slot->file.path.length)
		return schain__decode_problem(decode, 0, "a code-integrity report that names no file");
	fill_hashes(record, &slot->file);
	slot->file.product = schain__winlog_text(record, SCHAIN__WINLOG_PRODUCT);
	slot->file.version = schain__winlog_text(record, SCHAIN__WINLOG_FILE_VERSION);
	slot->file.original_name = schain__winlog_text(record, SCHAIN__WINLOG_ORIGINAL_NAME);
	slot->event.file = &slot->file;
	if (slot->process_image.path.length) {
		slot->process.image = &slot->process_image;
		slot->event.process = &slot->process;
	}
	slot->integrity.result = result;
	slot->integrity.policy = schain__winlog_text(record, SCHAIN__WINLOG_POLICY_NAME);
	if (!slot->integrity.policy.length)
		slot->integrity.policy = schain__winlog_text(record, SCHAIN__WINLOG_POLICY_ID);
	slot->integrity.reason = schain__winlog_text(record, SCHAIN__WINLOG_STATUS);
	slot->event.integrity = &slot->integrity;
	slot->event.type = SCHAIN_EVENT_INTEGRITY;
	status = keep_report(translator, record, slot, &kept);
	if (status == SCHAIN_OK)
		status = schain__decode_commit(decode);
	if (status == SCHAIN_OK && kept)
		status = emit_waiting(translator, kept);
	return status;
}

/*
 * VerificationError. Those that are left out say that a policy asks for
 * more than the signature gives; the signature itself they leave open.
 */
static uint32_t signature_state(uint64_t error)
{
	switch (error) {
	case 0:
		return SCHAIN_SIGNATURE_VALID;
	case 1:  /* the file's hash */
	case 11: /* a page's hash */
	case 23: /* the image's hash */
	case 27: /* tampered chain */
	case 28: /* a resource page's hash */
		return SCHAIN_SIGNATURE_INVALID;
	case 3:
		return SCHAIN_SIGNATURE_UNSIGNED;
	case 4:  /* revoked signature */
	case 19: /* file revoked by its hash */
		return SCHAIN_SIGNATURE_REVOKED;
	case 5:
		return SCHAIN_SIGNATURE_EXPIRED;
	case 7:  /* root certificate */
	case 24: /* flight root */
		return SCHAIN_SIGNATURE_UNTRUSTED;
	default:
		return SCHAIN_SIGNATURE_UNKNOWN;
	}
}

static void fill_signature(const schain__winlog *record, struct part *part)
{
	uint64_t type = schain__winlog_number(record, SCHAIN__WINLOG_SIGNATURE_TYPE);
	schain_string error = schain__winlog_text(record, SCHAIN__WINLOG_VERIFICATION_ERROR);
	schain_string signer = schain__winlog_text(record, SCHAIN__WINLOG_PUBLISHER);
	schain_string issuer = schain__winlog_text(record, SCHAIN__WINLOG_ISSUER);

	part->state = SCHAIN_SIGNATURE_UNKNOWN;
	/* SignatureType 0 with error 0: nobody looked. */
	if (error.length && (type || !schain__is(error, "0")))
		part->state = signature_state(
			schain__winlog_number(record, SCHAIN__WINLOG_VERIFICATION_ERROR));
	if (type >= 3 && type <= 6) /* by some catalog */
		part->flags |= SCHAIN_SIGNATURE_CATALOG;
	if (!schain__is_nocase(signer, "unknown"))
		part->texts[TEXT_SIGNER] = signer;
	if (!schain__is_nocase(issuer, "unknown"))
		part->texts[TEXT_ISSUER] = issuer;
}

/* 3089 */
static schain_status signature(schain__translator *translator, const schain__winlog *record,
                               const schain__slot *slot)
{
	struct part part, *of;
	schain_status status = fill_part(translator, record, slot, PART_SIGNATURE, &part);

	if (status == SCHAIN_OK)
		status = open_join(translator);
	if (status != SCHAIN_OK)
		return status;
	if (!part.texts[TEXT_ACTIVITY].length) {
		schain__decode_ignore(translator->decode);
		return SCHAIN_OK;
	}
	fill_signature(record, &part);
	of = find_part(translator->join, &part, PART_REPORT);
	return of ? emit_signature(translator, of, &part) : keep_part(translator, &part);
}

schain_status schain__integrity_translate(schain__translator *translator,
                                          const schain__winlog *record, schain__slot *slot,
                                          uint64_t id)
{
	switch (id) {
	case 3033: /* signing level not met: refused */
	case 3077: /* policy in force: refused */
		return report(translator, record, slot, SCHAIN_INTEGRITY_BLOCKED);
	case 3034:
	case 3076:
		return report(translator, record, slot, SCHAIN_INTEGRITY_AUDITED);
	case 3089:
		return signature(translator, record, slot);
	default:
		schain__decode_ignore(translator->decode);
		return SCHAIN_OK;
	}
}
