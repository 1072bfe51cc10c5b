/* SPDX-License-Identifier: Apache-2.0 */
/* Windows PE: its certificate table, and what of the file the signatures cover. */
#include "signature/pe.h"
#include "signature/error.h"

#include <string.h>

enum {
	WIN_CERTIFICATE_SIZE = 8, /* of its header */
	TYPE_PKCS = 2,            /* WIN_CERT_TYPE_PKCS_SIGNED_DATA */
	MOST_ENTRIES = 16,
};

/* All that is gathered about one file. */
struct work {
	schain__sig_job *job;
	schain__sig_pe_image image;
	unsigned char *table;
	size_t table_size;
	schain__sig_authenticodes signatures;
	schain__sig_range_digest digests[SCHAIN__SIG_DIGESTS]; /* those wanted have a context */
	schain__sig_range_digest fronts[SCHAIN__SIG_DIGESTS];  /* the same, but for data behind the table */
	schain__sig_values values, fronts_values;
	schain__sig_pages *pages; /* one for each signature that has such a table */
	uint32_t remarks;         /* of the container, for each signature */
};

static int recognises(const schain__sig_job *job)
{
	const unsigned char *head = job->input.head;
	unsigned char magic[4];
	uint64_t at;

	if (job->input.head_size < 64 || head[0] != 'M' || head[1] != 'Z')
		return 0;
	at = (uint64_t)head[0x3c] | (uint64_t)head[0x3d] << 8 | (uint64_t)head[0x3e] << 16 |
	     (uint64_t)head[0x3f] << 24;
	/* 24 bytes: without the whole file header it is a program of DOS. */
	if (at + 24 > job->input.size ||
	    schain__sig_input_read((schain__sig_input *)(uintptr_t)&job->input, at, magic, 4, NULL) !=
	            SCHAIN_OK)
		return 0;
	return !memcmp(magic, "PE\0\0", 4);
}

static uint32_t load32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static int is_zero(const unsigned char *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (data[i])
			return 0;
	return 1;
}

/* Up to seven zeros fill an entry to a multiple of eight; more, or others, are somebody's. */
static int is_padding(const unsigned char *data, size_t size)
{
	return size >= 8 || !is_zero(data, size);
}

static schain_status fail_table(struct work *work, const char *why)
{
	schain_signature_detail *detail =
			schain__sig_report_add(work->job->report, SCHAIN_SIGNED_AS_AUTHENTICODE);

	if (!detail)
		return schain__sig_job_fail_memory(work->job);
	schain__sig_detail_fail(work->job, detail, SCHAIN_VERIFY_MALFORMED, why);
	return SCHAIN_OK;
}

static schain_status read_entry(struct work *work, const unsigned char *data, size_t size,
                                unsigned type, uint32_t position)
{
	schain_signature_detail *detail;
	schain_status status;
	size_t used;

	if (type == TYPE_PKCS) {
		status = schain__sig_authenticode_read(work->job, &work->signatures, data, size,
		                                       SCHAIN__SIG_OID_SPC_PE, position, &used);
		if (status == SCHAIN_OK && used && is_padding(data + used, size - used))
			work->remarks |= SCHAIN_REMARK_CERT_PADDING;
		return status;
	}
	detail = schain__sig_report_add(work->job->report, SCHAIN_SIGNED_AS_AUTHENTICODE);
	if (!detail)
		return schain__sig_job_fail_memory(work->job);
	detail->position = position;
	schain__sig_detail_fail(work->job, detail, SCHAIN_VERIFY_UNSUPPORTED,
	                        "the certificate table's entry is of another type");
	return SCHAIN_OK;
}

static schain_status read_entries(struct work *work)
{
	const unsigned char *at = work->table;
	size_t left = work->table_size;
	schain_status status = SCHAIN_OK;

	for (uint32_t position = 0; status == SCHAIN_OK && left >= WIN_CERTIFICATE_SIZE; position++) {
		size_t size = load32(at), step = (size + 7) / 8 * 8;

		if (position == MOST_ENTRIES || (position && !size && is_zero(at, left)))
			break;
		if (size < WIN_CERTIFICATE_SIZE || size > left) {
			if (!position)
				return fail_table(work, "the certificate table's entry has a wrong length");
			break;
		}
		if (position)
			work->remarks |= SCHAIN_REMARK_EXTRA_WINCERT;
		status = read_entry(work, at + WIN_CERTIFICATE_SIZE, size - WIN_CERTIFICATE_SIZE,
		                    (unsigned)at[6] | (unsigned)at[7] << 8, position);
		if (step > left)
			step = left;
		if (!is_zero(at + size, step - size))
			work->remarks |= SCHAIN_REMARK_CERT_PADDING;
		at += step;
		left -= step;
	}
	if (left && is_padding(at, left))
		work->remarks |= SCHAIN_REMARK_CERT_PADDING;
	if (status == SCHAIN_OK && !work->job->report->first)
		status = fail_table(work, "the certificate table is too short for an entry");
	return status;
}

static schain_status read_table(struct work *work)
{
	schain__sig_job *job = work->job;
	uint64_t size = work->image.table_end - work->image.table_begin;
	schain_status status;

	if (!size)
		return SCHAIN_OK;
	if (size > job->verifier->options.signature_limit)
		return fail_table(work, "the certificate table is longer than signature_limit");
	work->table = schain__sig_alloc(&job->verifier->allocator, (size_t)size);
	if (!work->table)
		return schain__sig_job_fail_memory(job);
	work->table_size = (size_t)size;
	status = schain__sig_input_read(&job->input, work->image.table_begin, work->table,
	                                work->table_size, job->error);
	if (status == SCHAIN_OK)
		status = read_entries(work);
	if (work->image.table_end < job->input.size)
		work->remarks |= SCHAIN_REMARK_TRAILING_DATA;
	return status;
}

/* What Authenticode hashes: all but the checksum, the directory's entry and the table. */
static int want_digest(struct work *work, enum schain__sig_digest digest)
{
	const schain__sig_pe_image *image = &work->image;
	uint64_t end = work->job->input.size;
	int is_signed = image->table_begin < image->table_end;
	schain__sig_range ranges[] = {
		{ 0, image->checksum_at },
		{ image->checksum_at + 4, image->directory_at ? image->directory_at : end },
		{ image->directory_at ? image->directory_at + 8 : end, is_signed ? image->table_begin : end },
		{ is_signed ? image->table_end : end, end },
	};
	/* A signature would begin at a multiple of eight: so is a file hashed that has none. */
	size_t zeros = is_signed ? 0 : (size_t)(8 - end % 8) % 8;

	if (digest >= SCHAIN__SIG_DIGESTS || !work->job->verifier->crypto.digests[digest] ||
	    work->digests[digest].context)
		return 0;
	if (schain__sig_range_digest_init(&work->digests[digest], &work->job->verifier->crypto, digest,
	                                  ranges, 4, zeros) != 0)
		return -1;
	schain__sig_job_add_sink(work->job, &work->digests[digest].sink);
	if (!(work->remarks & SCHAIN_REMARK_TRAILING_DATA))
		return 0;
	if (schain__sig_range_digest_init(&work->fronts[digest], &work->job->verifier->crypto, digest,
	                                  ranges, 3, 0) != 0)
		return -1;
	schain__sig_job_add_sink(work->job, &work->fronts[digest].sink);
	return 0;
}

static int want_digests(struct work *work)
{
	size_t count = 0, i = 0;

	for (schain__sig_authenticode *one = work->signatures.first; one; one = one->next) {
		if (!one->detail->status && want_digest(work, one->spc.digest) != 0)
			return -1;
		count++;
	}
	if (!count)
		return 0;
	work->pages = schain__sig_pool_alloc(&work->job->report->pool, count * sizeof *work->pages);
	if (!work->pages)
		return -1;
	for (schain__sig_authenticode *one = work->signatures.first; one; one = one->next, i++) {
		int result;

		if (one->detail->status)
			continue;
		result = schain__sig_pages_init(&work->pages[i], &work->job->report->pool,
		                                &work->job->verifier->crypto, &work->image,
		                                work->job->input.size, &one->spc);
		if (result < 0)
			return -1;
		work->pages[i].is_wrong = result;
		if (work->pages[i].count)
			schain__sig_job_add_sink(work->job, &work->pages[i].sink);
	}
	return 0;
}

static int take_values(schain__sig_range_digest *digests, schain__sig_values *values)
{
	for (int i = 0; i < SCHAIN__SIG_DIGESTS; i++) {
		if (!digests[i].context)
			continue;
		if (schain__sig_range_digest_finish(&digests[i], values->value[i]) != 0)
			return -1;
		values->has[i] = 1;
	}
	return 0;
}

static schain_status scan(struct work *work)
{
	schain_status status = schain__sig_job_scan(work->job);

	if (status == SCHAIN_OK && (take_values(work->digests, &work->values) != 0 ||
	                            take_values(work->fronts, &work->fronts_values) != 0))
		return schain__sig_job_fail_memory(work->job);
	return status;
}

/* SHA-256 of all there is: a strong digest of what is signed, and the rest itself. */
static int content_key(struct work *work, unsigned char key[32])
{
	const schain__sig_crypto *crypto = &work->job->verifier->crypto;
	int strong = SCHAIN__SIG_SHA256;
	unsigned char skipped[12] = { 0 };
	EVP_MD_CTX *context;
	int good;

	while (strong < SCHAIN__SIG_DIGESTS && !work->values.has[strong])
		strong++;
	if (strong == SCHAIN__SIG_DIGESTS ||
	    schain__sig_input_read(&work->job->input, work->image.checksum_at, skipped, 4, NULL) !=
	            SCHAIN_OK ||
	    schain__sig_input_read(&work->job->input, work->image.directory_at, skipped + 4, 8, NULL) !=
	            SCHAIN_OK)
		return 0;
	context = EVP_MD_CTX_new();
	good = context && EVP_DigestInit_ex2(context, crypto->digests[SCHAIN__SIG_SHA256], NULL) == 1 &&
	       EVP_DigestUpdate(context, &strong, sizeof strong) == 1 &&
	       EVP_DigestUpdate(context, &work->job->input.size, sizeof work->job->input.size) == 1 &&
	       EVP_DigestUpdate(context, work->values.value[strong],
	                        schain__sig_digest_size((enum schain__sig_digest)strong)) == 1 &&
	       EVP_DigestUpdate(context, skipped, sizeof skipped) == 1 &&
	       EVP_DigestUpdate(context, work->table, work->table_size) == 1 &&
	       EVP_DigestFinal_ex(context, key, NULL) == 1;
	EVP_MD_CTX_free(context);
	return good;
}

/* Firmware's programs and the kernel's modules have authorities of their own. */
static uint32_t usages_of(const schain__sig_pe_image *image)
{
	enum { EFI_FIRST = 10, EFI_LAST = 13, BOOT = 16 }; /* IMAGE_SUBSYSTEM_EFI_..., WINDOWS_BOOT_APPLICATION */

	if ((image->subsystem >= EFI_FIRST && image->subsystem <= EFI_LAST) || image->subsystem == BOOT)
		return SCHAIN_USAGE_UEFI | SCHAIN_USAGE_CODE;
	return SCHAIN_USAGE_CODE;
}

/* Windows hashes to the end of the file; other tools stop at the table, and say that all is well. */
static void explain_trailing(struct work *work, schain__sig_authenticode *one)
{
	const schain__sig_values *fronts = &work->fronts_values;
	enum schain__sig_digest digest = one->spc.digest;

	if (one->detail->status == SCHAIN_VERIFY_BAD_DIGEST && fronts->has[digest] &&
	    !memcmp(one->spc.value, fronts->value[digest], schain__sig_digest_size(digest)))
		one->detail->reason = schain__sig_pool_format(
				&work->job->report->pool,
				"the file was signed without the %llu bytes behind its certificate table",
				(unsigned long long)(work->job->input.size - work->image.table_end));
}

static schain_status judge(struct work *work)
{
	schain_status status = SCHAIN_OK;
	size_t i = 0;

	for (schain__sig_authenticode *one = work->signatures.first; one && status == SCHAIN_OK;
	     one = one->next, i++) {
		int is_read = !one->detail->status;

		status = schain__sig_authenticode_judge(work->job, one, &work->values, usages_of(&work->image));
		if (is_read && schain__sig_pages_finish(&work->pages[i]) != 0)
			schain__sig_detail_fail(work->job, one->detail, SCHAIN_VERIFY_BAD_DIGEST,
			                        "the table of page hashes is not of this file");
		explain_trailing(work, one);
		one->detail->remarks |= work->remarks;
	}
	work->job->report->public.remarks |= work->remarks;
	return status;
}

static schain_status check_signed(struct work *work)
{
	unsigned char key[32];
	schain_status status;

	if (want_digests(work) != 0)
		return schain__sig_job_fail_memory(work->job);
	status = scan(work);
	if (status != SCHAIN_OK)
		return status;
	if (content_key(work, key) && schain__sig_job_is_known(work->job, key))
		return SCHAIN_OK;
	return judge(work);
}

static schain_status check_unsigned(struct work *work)
{
	const schain__sig_catalogs *catalogs = &work->job->verifier->catalogs;
	schain_status status;

	if (!catalogs->member_count)
		return SCHAIN_OK;
	if ((catalogs->has_sha1 && want_digest(work, SCHAIN__SIG_SHA1) != 0) ||
	    (catalogs->has_sha256 && want_digest(work, SCHAIN__SIG_SHA256) != 0))
		return schain__sig_job_fail_memory(work->job);
	status = scan(work);
	return status == SCHAIN_OK ? schain__sig_catalogs_judge(work->job, &work->values) : status;
}

static void clear(struct work *work)
{
	size_t i = 0;

	for (schain__sig_authenticode *one = work->signatures.first; one && work->pages; one = one->next)
		schain__sig_pages_clear(&work->pages[i++]);
	schain__sig_authenticodes_clear(&work->signatures);
	for (int k = 0; k < SCHAIN__SIG_DIGESTS; k++) {
		schain__sig_range_digest_clear(&work->digests[k]);
		schain__sig_range_digest_clear(&work->fronts[k]);
	}
	schain__sig_release(&work->job->verifier->allocator, work->table, work->table_size);
}

static schain_status check(schain__sig_job *job)
{
	struct work *work = schain__sig_alloc(&job->verifier->allocator, sizeof *work);
	const char *wrong;
	schain_status status;

	if (!work)
		return schain__sig_job_fail_memory(job);
	work->job = job;
	status = schain__sig_pe_read(&job->input, &work->image, &wrong, job->error);
	if (status == SCHAIN_OK && wrong)
		status = fail_table(work, wrong);
	else if (status == SCHAIN_OK) {
		status = read_table(work);
		if (status == SCHAIN_OK)
			status = work->job->report->first ? check_signed(work) : check_unsigned(work);
	}
	clear(work);
	schain__sig_release(&job->verifier->allocator, work, sizeof *work);
	return status;
}

const schain__sig_driver schain__sig_pe = { SCHAIN_SIGNED_AS_AUTHENTICODE, SCHAIN_CONTENT_PE,
	                                        recognises, check };
