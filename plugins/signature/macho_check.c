/* SPDX-License-Identifier: Apache-2.0 */
/* Judges the slices of a Mach-O file. */
#include "signature/apple.h"
#include "signature/bundle.h"
#include "signature/codesign.h"
#include "signature/entitlements.h"
#include "signature/macho.h"

static const char *const usages[] = { SCHAIN__SIG_EKU_CODE, NULL };

/* A slice while its pages go by. */
struct slice {
	schain__sig_sink sink;
	const schain__macho_slice *place;
	schain_signature_detail *detail; /* NULL: unsigned */
	schain__bytes blob;              /* owned */
	schain__bytes plist;             /* the built-in Info.plist; owned */
	schain__codesign codesign;
	schain__pages pages[SCHAIN__CODESIGN_DIRECTORIES];
	uint32_t page_count; /* directories whose pages are counted */
	schain_status failed;
};

struct check {
	schain__sig_job *job;
	schain__macho macho;
	schain__bundle bundle;
	struct slice slices[SCHAIN__MACHO_SLICES];
};

static void take(schain__sig_sink *sink, uint64_t offset, const unsigned char *data, size_t size)
{
	struct slice *self = (struct slice *)sink;
	uint64_t begin = self->place->offset, end = begin + self->place->size;
	uint64_t from = offset > begin ? offset : begin;
	uint64_t to = offset + size < end ? offset + size : end;

	for (uint32_t i = 0; from < to && i < self->page_count && !self->failed; i++)
		self->failed = schain__pages_feed(&self->pages[i], data + (from - offset),
		                                  (size_t)(to - from));
}

static schain_string text_of(struct check *check, schain__bytes bytes)
{
	return schain__sig_pool_copy(&check->job->report->pool, bytes.data, bytes.size);
}

/* What the strongest directory says of the code. */
static schain_status describe(struct check *check, struct slice *slice)
{
	const schain__directory *best = &slice->codesign.directories[slice->codesign.best];
	schain__sig_pool *pool = &check->job->report->pool;
	schain_signature_detail *detail = slice->detail;
	uint8_t hash[20];

	if (!schain__codesign_hash(best, check->job->verifier->crypto.context, hash))
		return SCHAIN_E_MEMORY;
	detail->signing_id = text_of(check, best->identifier);
	detail->digest_algorithm = schain__sig_pool_text(pool, best->name);
	detail->digest_expected = schain__sig_pool_hex(pool, hash, sizeof hash);
	if (best->flags & SCHAIN__CS_RUNTIME)
		detail->flags |= SCHAIN_SIGNED_HARDENED;
	if (best->flags & SCHAIN__CS_LINKER_SIGNED)
		detail->flags |= SCHAIN_SIGNED_LINKER;
	if (best->rank == SCHAIN__DIRECTORY_SHA1)
		detail->remarks |= SCHAIN_REMARK_WEAK_ALGORITHM;
	if (schain__ticket_names(check->bundle.ticket, hash))
		detail->flags |= SCHAIN_SIGNED_STAPLED;
	return SCHAIN_OK;
}

static schain_status read_entitlements(struct check *check, struct slice *slice)
{
	schain__bytes blob = slice->codesign.slots[SCHAIN__SLOT_ENTITLEMENTS];
	uint32_t flags = 0;
	schain_status status = blob.data ? schain__entitlements_read(blob, &flags) : SCHAIN_OK;

	if (status == SCHAIN_E_DAMAGED) {
		schain__sig_detail_fail(check->job, slice->detail, SCHAIN_VERIFY_MALFORMED,
		                   "the entitlements are no property list");
		return SCHAIN_OK;
	}
	slice->detail->flags |= flags;
	return status;
}

/* Slots against what they seal: in the signature, in the program, in the bundle. */
static schain_status check_slots(struct check *check, struct slice *slice)
{
	schain__bytes external[SCHAIN__SLOT_LAST + 1] = { { NULL, 0 } };
	schain_status status = SCHAIN_OK;
	schain__slots slots;

	external[SCHAIN__SLOT_INFO] = slice->plist.data ? slice->plist : check->bundle.info;
	external[SCHAIN__SLOT_RESOURCES] = check->bundle.resources;
	for (uint32_t i = 0; !status && i < slice->codesign.directory_count; i++) {
		status = schain__codesign_check(&slice->codesign, &slice->codesign.directories[i], external,
		                                check->job->verifier->crypto.context, &slots);
		if (status)
			break;
		if (slots.mismatched)
			schain__sig_detail_fail(check->job, slice->detail, SCHAIN_VERIFY_BAD_DIGEST,
			                   "a part that belongs to the program is not what was signed");
		if (slots.unsealed)
			schain__sig_detail_fail(check->job, slice->detail, SCHAIN_VERIFY_BAD_DIGEST,
			                   "the signature carries a part that nobody signed");
		if (slots.absent)
			slice->detail->flags |= SCHAIN_SIGNED_UNSEEN;
	}
	return status;
}

/* Bytes that no page's hash covers could be anything. */
static void check_cover(struct check *check, struct slice *slice)
{
	const schain__macho_slice *place = slice->place;

	for (uint32_t i = 0; i < slice->codesign.directory_count; i++) {
		const schain__directory *directory = &slice->codesign.directories[i];

		if (directory->code_limit < place->signature_offset ||
		    !schain__directory_is_complete(directory))
			schain__sig_detail_fail(check->job, slice->detail, SCHAIN_VERIFY_BAD_DIGEST,
			                   "the signature does not cover all of the program");
		if (directory->code_limit > place->signature_offset)
			schain__sig_detail_fail(check->job, slice->detail, SCHAIN_VERIFY_MALFORMED,
			                   "the signature claims to cover itself");
	}
	if (place->signature_offset + place->signature_size < place->size)
		slice->detail->remarks |= SCHAIN_REMARK_TRAILING_DATA;
	for (uint64_t i = slice->codesign.used; i < slice->blob.size; i++)
		if (slice->blob.data[i]) {
			slice->detail->remarks |= SCHAIN_REMARK_CERT_PADDING;
			break;
		}
}

static schain_status begin_pages(struct check *check, struct slice *slice)
{
	schain_status status = SCHAIN_OK;

	for (uint32_t i = 0; !status && i < slice->codesign.directory_count; i++) {
		status = schain__pages_begin(&slice->pages[i], &slice->codesign.directories[i],
		                             check->job->verifier->crypto.context);
		slice->page_count += !status;
	}
	slice->sink.take = take;
	schain__sig_job_add_sink(check->job, &slice->sink);
	return status;
}

static schain_status load(struct check *check, const schain__source *source, struct slice *slice)
{
	const schain__macho_slice *place = slice->place;
	const schain_allocator *memory = &check->job->verifier->allocator;
	schain_status status = schain__source_load(source, memory,
	                                           place->offset + place->signature_offset,
	                                           place->signature_size, &slice->blob);

	if (!status && place->plist_offset && place->plist_size <= SCHAIN__BUNDLE_LIMIT)
		status = schain__source_load(source, memory, place->offset + place->plist_offset,
		                             place->plist_size, &slice->plist);
	return status;
}

static schain_status begin_slice(struct check *check, const schain__source *source,
                                 struct slice *slice)
{
	schain_signature_detail *detail = slice->detail;
	const char *damage;
	schain_status status;

	status = load(check, source, slice);
	if (status)
		return status;
	damage = schain__codesign_read(slice->blob, &slice->codesign);
	if (damage) {
		schain__sig_detail_fail(check->job, detail, SCHAIN_VERIFY_MALFORMED, damage);
		return SCHAIN_OK;
	}
	if (slice->place->is_encrypted) {
		schain__sig_detail_fail(check->job, detail, SCHAIN_VERIFY_UNSUPPORTED,
		                   "the program is encrypted, and its hashes are of what it decrypts to");
		return SCHAIN_OK;
	}
	status = describe(check, slice);
	if (!status)
		status = read_entitlements(check, slice);
	if (!status)
		status = check_slots(check, slice);
	check_cover(check, slice);
	return status ? status : begin_pages(check, slice);
}

/* The other directories must be named by the signature over the first. */
static int names_directory(schain__sig_job *job, const PKCS7_SIGNER_INFO *signer,
                           const schain__directory *directory)
{
	/* "hash agility": a SEQUENCE of algorithm and OCTET STRING a directory. */
	static const char agility[] = "1.2.840.113635.100.9.2";
	uint8_t wanted[2 + EVP_MAX_MD_SIZE];
	const ASN1_STRING *value;
	unsigned size;

	if (!schain__codesign_full_hash(directory, job->verifier->crypto.context, wanted + 2, &size))
		return 0;
	wanted[0] = 4; /* OCTET STRING */
	wanted[1] = (uint8_t)size;
	for (int i = 0; (value = schain__sig_attribute(signer->auth_attr, agility, i)); i++) {
		const uint8_t *data = ASN1_STRING_get0_data(value);
		size_t length = (size_t)ASN1_STRING_length(value);

		if (length >= size + 2 && !memcmp(data + length - size - 2, wanted, size + 2))
			return 1;
	}
	return 0;
}

static schain_status judge_cms(struct check *check, struct slice *slice)
{
	const schain__codesign *codesign = &slice->codesign;
	schain_signature_detail *detail = slice->detail;
	schain__bytes team = codesign->directories[codesign->best].team;
	PKCS7_SIGNER_INFO *signer;
	PKCS7 *signed_data;
	schain_status status;

	status = schain__apple_judge(check->job, codesign->cms, codesign->directories[0].blob, usages,
	                             detail, &signed_data, &signer);
	for (uint32_t i = 1; !status && signer && i < codesign->directory_count; i++)
		if (!names_directory(check->job, signer, &codesign->directories[i]))
			schain__sig_detail_fail(check->job, detail, SCHAIN_VERIFY_BAD_SIGNATURE,
			                   "the signature does not name all of its directories");
	PKCS7_free(signed_data);
	if (status || !team.size)
		return status;
	/* The kernel goes by the directory's team; the certificate must be that team's. */
	if (detail->team_id.length != team.size || memcmp(detail->team_id.data, team.data, team.size) != 0)
		schain__sig_detail_fail(check->job, detail, SCHAIN_VERIFY_BAD_USAGE,
		                   "the certificate is not of the team that the code names");
	return SCHAIN_OK;
}

static void judge_pages(struct check *check, struct slice *slice)
{
	schain__sig_pool *pool = &check->job->report->pool;

	for (uint32_t i = 0; i < slice->page_count; i++) {
		const schain__pages *pages = &slice->pages[i];

		if (!pages->bad_count)
			continue;
		schain__sig_detail_fail(check->job, slice->detail, SCHAIN_VERIFY_BAD_DIGEST, "");
		slice->detail->reason = schain__sig_pool_format(
		        pool, "%llu of its pages are not what was signed, the first at byte %llu",
		        (unsigned long long)pages->bad_count,
		        (unsigned long long)(pages->first_bad * pages->directory->page_size));
		return;
	}
}

static schain_status judge(struct check *check, struct slice *slice)
{
	const schain__codesign *codesign = &slice->codesign;

	if (slice->failed)
		return slice->failed;
	if (!slice->page_count)
		return SCHAIN_OK;
	judge_pages(check, slice);
	if (codesign->cms.size)
		return judge_cms(check, slice);
	if (codesign->directories[codesign->best].flags & SCHAIN__CS_ADHOC)
		schain__sig_detail_fail(check->job, slice->detail, SCHAIN_VERIFY_ADHOC,
		                   "nobody signed the code; it is sealed only");
	else
		schain__sig_detail_fail(check->job, slice->detail, SCHAIN_VERIFY_BAD_SIGNATURE,
		                   "there is no certificate, nor does the code say that it has none");
	return SCHAIN_OK;
}

/* Which of two slices tells against the file. */
static int is_worse(uint32_t status, uint32_t than)
{
	/* An unsigned slice is worse than a sealed one, and better than a false one. */
	static const uint32_t order[] = {
		SCHAIN_VERIFY_VALID,     SCHAIN_VERIFY_EXPIRED,       SCHAIN_VERIFY_UNTRUSTED_ROOT,
		SCHAIN_VERIFY_BAD_USAGE, SCHAIN_VERIFY_ADHOC,         SCHAIN_VERIFY_UNSUPPORTED,
		SCHAIN_VERIFY_UNSIGNED,  SCHAIN_VERIFY_REVOKED,       SCHAIN_VERIFY_MALFORMED,
		SCHAIN_VERIFY_BAD_DIGEST, SCHAIN_VERIFY_BAD_SIGNATURE,
	};
	size_t count = sizeof order / sizeof *order, a = 0, b = 0;

	while (a < count && order[a] != status)
		a++;
	while (b < count && order[b] != than)
		b++;
	return a > b;
}

static schain_status add_detail(struct check *check, struct slice *slice, uint32_t position)
{
	schain__sig_pool *pool = &check->job->report->pool;
	const char *cpu = schain__macho_cpu_name(slice->place->cpu_type, slice->place->cpu_subtype);

	slice->detail = schain__sig_report_add(check->job->report, SCHAIN_SIGNED_AS_MACHO);
	if (!slice->detail)
		return SCHAIN_E_MEMORY;
	slice->detail->position = position;
	slice->detail->where = check->macho.is_universal ? schain__sig_pool_text(pool, cpu ? cpu : "slice")
	                                                 : schain__sig_pool_text(pool, "embedded");
	return SCHAIN_OK;
}

/* The worst slice is the file's status. */
static void sum_up(struct check *check)
{
	schain_signature_report *report = &check->job->report->public;
	const schain_signature_detail *worst = NULL;

	for (uint32_t i = 0; i < check->macho.count; i++) {
		const schain_signature_detail *detail = check->slices[i].detail;

		if (worst && detail->status != worst->status)
			report->remarks |= SCHAIN_REMARK_PARTIAL_SLICES;
		if (!worst || is_worse(detail->status, worst->status))
			worst = detail;
	}
	report->status = worst->status;
	report->reason = worst->reason;
}

static schain_status begin(struct check *check, const schain__source *source)
{
	schain_status status = SCHAIN_OK;

	for (uint32_t i = 0; !status && i < check->macho.count; i++) {
		struct slice *slice = &check->slices[i];

		slice->place = &check->macho.slices[i];
		/* One unsigned program has no signature to tell of. */
		if (!slice->place->signature_offset && !slice->place->damage && check->macho.count == 1)
			return SCHAIN_OK;
		status = add_detail(check, slice, i);
		if (status)
			return status;
		if (slice->place->damage)
			schain__sig_detail_fail(check->job, slice->detail, SCHAIN_VERIFY_MALFORMED,
			                   slice->place->damage);
		else if (!slice->place->signature_offset)
			schain__sig_detail_fail(check->job, slice->detail, SCHAIN_VERIFY_UNSIGNED,
			                   "this architecture's code is not signed");
		else
			status = begin_slice(check, source, slice);
	}
	return status;
}

static void dispose(struct check *check)
{
	const schain_allocator *memory = &check->job->verifier->allocator;

	for (uint32_t i = 0; i < check->macho.count; i++) {
		struct slice *slice = &check->slices[i];

		for (uint32_t j = 0; j < slice->page_count; j++)
			schain__pages_dispose(&slice->pages[j]);
		schain__source_release(memory, slice->blob);
		schain__source_release(memory, slice->plist);
	}
	schain__bundle_close(&check->bundle);
	schain__sig_release(memory, check, sizeof *check);
}

static int recognises(const schain__sig_job *job)
{
	return schain__macho_probe((schain__bytes){ job->input.head, job->input.head_size });
}

static uint64_t signature_bytes(const schain__macho *macho)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < macho->count; i++)
		sum += macho->slices[i].damage ? 0 : macho->slices[i].signature_size;
	return sum;
}

static schain_status check_macho(schain__sig_job *job)
{
	const schain_allocator *memory = &job->verifier->allocator;
	struct check *check = schain__sig_alloc(memory, sizeof *check);
	schain__source source = schain__source_of_input(&job->input);
	const char *damage = NULL;
	schain_status status;

	if (!check)
		return schain__sig_job_fail_memory(job);
	check->job = job;
	status = schain__macho_read(&source, memory, &check->macho, &damage);
	if (status == SCHAIN_E_DAMAGED) {
		job->report->public.status = SCHAIN_VERIFY_MALFORMED;
		job->report->public.reason = schain__sig_pool_text(&job->report->pool, damage);
		check->macho.count = 0;
		status = SCHAIN_OK;
	} else if (!status && signature_bytes(&check->macho) > job->verifier->options.signature_limit) {
		job->report->public.status = SCHAIN_VERIFY_UNSUPPORTED;
		job->report->public.reason = schain__sig_pool_text(&job->report->pool,
		                                                   "the signature is longer than the limit");
		check->macho.count = 0;
	}
	if (!status)
		status = schain__bundle_open(&check->bundle, job);
	if (!status)
		status = begin(check, &source);
	if (!status)
		status = schain__sig_job_scan(job);
	for (uint32_t i = 0; !status && i < check->macho.count; i++)
		if (check->slices[i].detail)
			status = judge(check, &check->slices[i]);
	if (!status && check->macho.count && check->slices[0].detail)
		sum_up(check);
	dispose(check);
	return status == SCHAIN_E_MEMORY ? schain__sig_job_fail_memory(job) : status;
}

const schain__sig_driver schain__sig_macho = { SCHAIN_SIGNED_AS_MACHO, SCHAIN_CONTENT_MACHO,
	                                           recognises, check_macho };
