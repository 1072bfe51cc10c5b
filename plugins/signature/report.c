/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/report.h"
#include "signature/error.h"

#include <string.h>

schain__sig_report *schain__sig_report_new(const schain_allocator *allocator, const char *path)
{
	schain__sig_report *report = schain__sig_alloc(allocator, sizeof *report);

	if (!report)
		return NULL;
	report->public.struct_size = sizeof report->public;
	report->public.signature_size = sizeof(schain_signature_detail);
	atomic_init(&report->references, 1);
	schain__sig_pool_init(&report->pool, allocator);
	if (path)
		report->public.path = schain__sig_pool_text(&report->pool, path);
	return report;
}

const schain_signature_report *schain_signature_report_ref(const schain_signature_report *report)
{
	schain__sig_report *self = (schain__sig_report *)(uintptr_t)report;

	if (self)
		atomic_fetch_add_explicit(&self->references, 1, memory_order_relaxed);
	return report;
}

void schain_signature_report_unref(const schain_signature_report *report)
{
	schain__sig_report *self = (schain__sig_report *)(uintptr_t)report;
	schain_allocator allocator;

	if (!self || atomic_fetch_sub_explicit(&self->references, 1, memory_order_acq_rel) != 1)
		return;
	if (self->original)
		schain_signature_report_unref(&self->original->public);
	allocator = self->pool.allocator;
	schain__sig_pool_clear(&self->pool);
	schain__sig_release(&allocator, self, sizeof *self);
}

const schain_signature_report *schain__sig_report_under(const schain_signature_report *report,
                                                        const char *path)
{
	const schain__sig_report *self = (const schain__sig_report *)report;
	schain__sig_report *other;
	schain_string own = { NULL, 0 };

	if (path ? report->path.data && !strcmp(report->path.data, path) : !report->path.data)
		return schain_signature_report_ref(report);
	other = schain__sig_report_new(&self->pool.allocator, path);
	if (!other)
		return NULL;
	own = other->public.path;
	other->public = *report;
	other->public.path = own;
	other->original = (const schain__sig_report *)schain_signature_report_ref(report);
	if (!other->pool.has_failed)
		return &other->public;
	schain_signature_report_unref(&other->public);
	return NULL;
}

size_t schain__sig_report_size(const schain_signature_report *report)
{
	const schain__sig_report *self = (const schain__sig_report *)report;

	return sizeof *self + self->pool.size;
}

schain_signature_detail *schain__sig_report_add(schain__sig_report *report, uint32_t format)
{
	schain__sig_detail *detail = schain__sig_pool_alloc(&report->pool, sizeof *detail);

	if (!detail)
		return NULL;
	detail->public.struct_size = sizeof detail->public;
	detail->public.format = format;
	if (report->last)
		report->last->next = detail;
	else
		report->first = detail;
	report->last = detail;
	return &detail->public;
}

int schain__sig_status_rank(uint32_t status)
{
	/* From what says most for a file to what says least. */
	static const unsigned char ranks[] = {
		[SCHAIN_VERIFY_VALID] = 0,          [SCHAIN_VERIFY_EXPIRED] = 1,
		[SCHAIN_VERIFY_UNTRUSTED_ROOT] = 2, [SCHAIN_VERIFY_BAD_USAGE] = 3,
		[SCHAIN_VERIFY_REVOKED] = 4,        [SCHAIN_VERIFY_ADHOC] = 5,
		[SCHAIN_VERIFY_UNSUPPORTED] = 6,    [SCHAIN_VERIFY_BAD_SIGNATURE] = 7,
		[SCHAIN_VERIFY_MALFORMED] = 8,      [SCHAIN_VERIFY_BAD_DIGEST] = 9,
		[SCHAIN_VERIFY_UNSIGNED] = 10,      [SCHAIN_VERIFY_NONE] = 11,
	};

	return status < sizeof ranks ? ranks[status] : 12;
}

/* Is `a` the one to judge by, rather than `b`? */
static int is_better(const schain_signature_detail *a, const schain_signature_detail *b)
{
	int bad_a = a->status == SCHAIN_VERIFY_BAD_DIGEST, bad_b = b->status == SCHAIN_VERIFY_BAD_DIGEST;
	int weak_a = (a->remarks & SCHAIN_REMARK_WEAK_ALGORITHM) != 0;
	int weak_b = (b->remarks & SCHAIN_REMARK_WEAK_ALGORITHM) != 0;
	int rank_a = schain__sig_status_rank(a->status), rank_b = schain__sig_status_rank(b->status);
	int sound = schain__sig_status_rank(SCHAIN_VERIFY_REVOKED); /* up to here the mathematics hold */

	if (bad_a != bad_b)
		return bad_a;
	if (weak_a != weak_b && rank_a <= sound && rank_b <= sound)
		return weak_b;
	if (rank_a != rank_b)
		return rank_a < rank_b;
	return weak_a < weak_b;
}

/* What concerns the file whichever of its signatures is judged by. */
#define REMARKS_OF_ANY \
	(SCHAIN_REMARK_CERT_PADDING | SCHAIN_REMARK_EXTRA_WINCERT | SCHAIN_REMARK_UNAUTH_BLOB | \
	 SCHAIN_REMARK_TRAILING_DATA | SCHAIN_REMARK_MULTI_SIGNER | SCHAIN_REMARK_KNOWN_ABUSED | \
	 SCHAIN_REMARK_PARTIAL_SLICES)

static void choose(schain_signature_report *report)
{
	const schain_signature_detail *best = NULL;

	for (size_t i = 0; i < report->signature_count; i++) {
		report->remarks |= report->signatures[i].remarks & REMARKS_OF_ANY;
		if (!best || is_better(&report->signatures[i], best))
			best = &report->signatures[i];
	}
	if (report->status) { /* by the driver */
		for (size_t i = 0; i < report->signature_count && !report->chosen; i++)
			if (report->signatures[i].status == report->status)
				report->chosen = &report->signatures[i];
		if (report->chosen)
			report->remarks |= report->chosen->remarks;
		return;
	}
	if (!best) {
		report->status = SCHAIN_VERIFY_UNSIGNED;
		return;
	}
	report->chosen = best;
	report->status = best->status;
	report->remarks |= best->remarks;
	if (!report->reason.length)
		report->reason = best->reason;
}

int schain__sig_report_finish(schain__sig_report *report)
{
	schain_signature_detail *all;
	size_t count = 0;

	for (schain__sig_detail *detail = report->first; detail; detail = detail->next)
		count++;
	all = count ? schain__sig_pool_alloc(&report->pool, count * sizeof *all) : NULL;
	if (report->pool.has_failed)
		return -1;
	count = 0;
	for (schain__sig_detail *detail = report->first; detail; detail = detail->next)
		all[count++] = detail->public;
	report->public.signatures = all;
	report->public.signature_count = count;
	choose(&report->public);
	return 0;
}

const schain_signature_detail *schain_signature_report_at(const schain_signature_report *report,
                                                          size_t index)
{
	return report && index < report->signature_count ? &report->signatures[index] : NULL;
}

static uint32_t state_of(uint32_t status)
{
	switch (status) {
	case SCHAIN_VERIFY_VALID:
		return SCHAIN_SIGNATURE_VALID;
	case SCHAIN_VERIFY_UNSIGNED:
		return SCHAIN_SIGNATURE_UNSIGNED;
	case SCHAIN_VERIFY_ADHOC:
		return SCHAIN_SIGNATURE_ADHOC;
	case SCHAIN_VERIFY_BAD_DIGEST:
	case SCHAIN_VERIFY_BAD_SIGNATURE:
	case SCHAIN_VERIFY_MALFORMED:
		return SCHAIN_SIGNATURE_INVALID;
	case SCHAIN_VERIFY_UNTRUSTED_ROOT:
	case SCHAIN_VERIFY_BAD_USAGE:
		return SCHAIN_SIGNATURE_UNTRUSTED;
	case SCHAIN_VERIFY_EXPIRED:
		return SCHAIN_SIGNATURE_EXPIRED;
	case SCHAIN_VERIFY_REVOKED:
		return SCHAIN_SIGNATURE_REVOKED;
	default:
		return SCHAIN_SIGNATURE_UNKNOWN;
	}
}

schain_status schain_signature_report_get_signature(const schain_signature_report *report,
                                                    schain_signature *ret_signature,
                                                    schain_error *error)
{
	schain_signature signature = SCHAIN_SIGNATURE_INIT;
	const schain_signature_detail *detail = report ? report->chosen : NULL;

	if (!report || !ret_signature)
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "no report, or nowhere to put it");
	if (ret_signature->struct_size < sizeof signature)
		return schain__sig_fail(error, SCHAIN_E_TOO_SMALL, "schain_signature is too small");
	signature.struct_size = ret_signature->struct_size;
	signature.state = state_of(report->status);
	if (detail) {
		signature.signer = detail->signer;
		signature.team_id = detail->team_id;
		signature.signing_id = detail->signing_id;
		signature.identity = detail->identity;
		if (detail->flags & SCHAIN_SIGNED_CATALOG)
			signature.flags |= SCHAIN_SIGNATURE_CATALOG;
		if (detail->flags & SCHAIN_SIGNED_STAPLED)
			signature.flags |= SCHAIN_SIGNATURE_NOTARIZED;
	}
	if (detail && detail->certificate_count) {
		signature.issuer = detail->certificates->issuer;
		signature.thumbprint = detail->certificates->sha1;
	}
	memcpy(ret_signature, &signature, sizeof signature);
	return SCHAIN_OK;
}
