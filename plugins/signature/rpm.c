/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RPM packages: a lead, a header of signatures, the package's header, the
 * payload. A signature is over the header, which has the payload's digest; in
 * packages of before 2017 over header and payload. Digests alone are no
 * signature.
 *
 * librpm is not used: it reads a configuration that may start programs, keeps
 * its macros in global variables, and reports by printing.
 */
#include "signature/authenticode.h"
#include "signature/base64.h"
#include "signature/line.h"
#include "signature/rpm_header.h"
#include "signature/source.h"

#define LEAD_SIZE 96u
#define LEAD_MAGIC 0xedabeedbu
#define HEADER_MAGIC 0x8eade801u
/* Tags of the signature header. */
#define SIG_DSA 267u
#define SIG_RSA 268u
#define SIG_SHA256 273u
#define SIG_OPENPGP 278u
#define SIG_PGP 1002u
#define SIG_GPG 1005u
/* Tags of the package's header. */
#define TAG_NAME 1000u
#define TAG_VERSION 1001u
#define TAG_RELEASE 1002u
#define TAG_ARCH 1022u
#define TAG_PAYLOAD_DIGEST 5092u
#define TAG_PAYLOAD_ALGORITHM 5093u

struct work {
	schain__sig_job *job;
	schain__source file;
	schain__bytes signatures, header; /* from their magic on; owned */
	schain__rpm_header signature_tags, tags;
	uint64_t header_at, payload_at;
	schain__sig_range_digest payload;
	uint32_t has_payload_digest; /* the header names one of a known kind */
	uint32_t is_signed;
	schain_string expected; /* hex */
	const char *wrong;      /* a digest that does not fit */
};

static int recognises(const schain__sig_job *job)
{
	return job->input.head_size >= LEAD_SIZE && schain__get_be32(job->input.head) == LEAD_MAGIC;
}

/* A header with its 8 bytes of magic. */
static schain_status load_header(struct work *work, uint64_t at, schain__bytes *ret_bytes,
                                 schain__rpm_header *ret_header, const char **ret_damage)
{
	const schain_allocator *memory = &work->job->verifier->allocator;
	schain_status status;
	uint8_t head[16];
	uint64_t size;

	*ret_damage = "a header of the package ends early";
	status = schain__source_read(&work->file, at, head, sizeof head);
	if (status)
		return status;
	*ret_damage = "a header of the package cannot be read";
	size = schain__rpm_header_size(head + 8);
	if (schain__get_be32(head) != HEADER_MAGIC || !size)
		return SCHAIN_E_DAMAGED;
	status = schain__source_load(&work->file, memory, at, 8 + size, ret_bytes);
	if (status)
		return status;
	*ret_damage = schain__rpm_header_read(
	        schain__bytes_part(*ret_bytes, 8, ret_bytes->size - 8), ret_header);
	return *ret_damage ? SCHAIN_E_DAMAGED : SCHAIN_OK;
}

static schain_status hash_payload(struct work *work)
{
	const schain__sig_range range = { work->payload_at, work->job->input.size };
	enum schain__sig_digest algorithm;
	uint32_t number = 8;

	work->expected = schain__rpm_header_string(&work->tags, TAG_PAYLOAD_DIGEST);
	schain__rpm_header_number(&work->tags, TAG_PAYLOAD_ALGORITHM, 0, &number);
	algorithm = schain__rpm_digest_of(number);
	if (!work->expected.data || algorithm == SCHAIN__SIG_DIGESTS ||
	    !work->job->verifier->crypto.digests[algorithm])
		return SCHAIN_OK;
	if (schain__sig_range_digest_init(&work->payload, &work->job->verifier->crypto, algorithm, &range,
	                                  1, 0))
		return SCHAIN_E_MEMORY;
	work->has_payload_digest = 1;
	schain__sig_job_add_sink(work->job, &work->payload.sink);
	return SCHAIN_OK;
}

static int is_hex_of(schain_string hex, const uint8_t *value, size_t size)
{
	uint8_t expected[EVP_MAX_MD_SIZE];

	return hex.length == size * 2 && schain__line_hex(hex, expected, size) &&
	       !memcmp(expected, value, size);
}

/* The digests that the package has of itself: they show damage, and nothing more. */
static schain_status compare_digests(struct work *work)
{
	const schain__sig_crypto *crypto = &work->job->verifier->crypto;
	schain_string header = schain__rpm_header_string(&work->signature_tags, SIG_SHA256);
	uint8_t value[EVP_MAX_MD_SIZE];

	if (header.data) {
		if (schain__sig_hash(crypto, SCHAIN__SIG_SHA256, work->header.data, work->header.size, value))
			return SCHAIN_E_MEMORY;
		if (!is_hex_of(header, value, 32))
			work->wrong = "the package's header is not what its digest says";
	}
	if (!work->has_payload_digest)
		return SCHAIN_OK;
	if (schain__sig_range_digest_finish(&work->payload, value))
		return SCHAIN_E_MEMORY;
	if (!is_hex_of(work->expected, value, schain__sig_digest_size(work->payload.digest)))
		work->wrong = "the package's payload is not what its header says";
	return SCHAIN_OK;
}

/* The file from some byte on, as a source. */
struct tail {
	const schain__source *file;
	uint64_t from;
};

static schain_status read_tail(void *context, uint64_t offset, void *data, size_t size)
{
	const struct tail *tail = context;

	return schain__source_read(tail->file, tail->from + offset, data, size);
}

static schain_status judge_one(struct work *work, schain__bytes packets, int is_whole)
{
	schain__sig_job *job = work->job;
	struct tail tail = { &work->file, work->header_at };
	schain__source content = { read_tail, &tail, work->file.size - work->header_at };
	schain__openpgp_result result = { 0 };
	schain_signature_detail *detail;
	schain_status status;

	detail = schain__sig_report_add(job->report, SCHAIN_SIGNED_AS_RPM);
	if (!detail)
		return SCHAIN_E_MEMORY;
	work->is_signed = 1;
	if (!is_whole)
		content.size = work->header.size;
	detail->where = schain__sig_pool_text(&job->report->pool,
	                                      is_whole ? "header and payload" : "header");
	status = schain__sig_keys_openpgp(&job->verifier->keys);
	if (!status)
		status = schain__openpgp_detached(job->verifier->keys.openpgp, packets, &content, job->at,
		                                  &result);
	if (status == SCHAIN_E_UNSUPPORTED) {
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_UNSUPPORTED,
		                        "this build does not know OpenPGP");
		return SCHAIN_OK;
	}
	if (status == SCHAIN_E_DAMAGED) {
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_MALFORMED,
		                        "the package's signature cannot be read");
		return SCHAIN_OK;
	}
	if (!status)
		status = schain__sig_openpgp_report(job, &result, detail);
	if (!is_whole && !work->has_payload_digest)
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_BAD_DIGEST,
		                        "the signature does not cover the payload");
	if (work->wrong)
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_BAD_DIGEST, work->wrong);
	return status;
}

static schain_status judge_signatures(struct work *work)
{
	static const struct {
		uint32_t tag;
		int is_whole;
	} places[] = { { SIG_RSA, 0 }, { SIG_DSA, 0 }, { SIG_PGP, 1 }, { SIG_GPG, 1 } };
	schain__rpm_strings armored = schain__rpm_header_strings(&work->signature_tags, SIG_OPENPGP);
	schain_status status = SCHAIN_OK;
	schain__bytes packets;
	schain_string base64;

	for (size_t i = 0; !status && i < sizeof places / sizeof *places; i++) {
		/* Where the header's digest of the payload is signed, the old kind adds nothing. */
		if (places[i].is_whole && work->has_payload_digest && work->is_signed)
			continue;
		packets = schain__rpm_header_bin(&work->signature_tags, places[i].tag);
		if (packets.size)
			status = judge_one(work, packets, places[i].is_whole);
	}
	/* RPM 6: any number, in base64. */
	while (!status && !work->is_signed && (base64 = schain__rpm_strings_next(&armored)).data) {
		schain__bytes text = { (const uint8_t *)base64.data, base64.length };

		packets = schain__base64_decode_to(&work->job->report->pool, text);
		if (packets.size)
			status = judge_one(work, packets, 0);
	}
	return status;
}

static void name_package(struct work *work)
{
	schain_string name = schain__rpm_header_string(&work->tags, TAG_NAME);
	schain_string version = schain__rpm_header_string(&work->tags, TAG_VERSION);
	schain_string release = schain__rpm_header_string(&work->tags, TAG_RELEASE);
	schain_string arch = schain__rpm_header_string(&work->tags, TAG_ARCH);

	if (name.data && version.data && release.data && arch.data)
		work->job->report->public.package = schain__sig_pool_format(
		        &work->job->report->pool, "%.*s-%.*s-%.*s.%.*s", (int)name.length, name.data,
		        (int)version.length, version.data, (int)release.length, release.data,
		        (int)arch.length, arch.data);
}

static schain_status check_open(struct work *work, const char **ret_damage)
{
	schain_status status;

	status = load_header(work, LEAD_SIZE, &work->signatures, &work->signature_tags, ret_damage);
	if (status)
		return status;
	/* The signature header is filled to a multiple of eight. */
	work->header_at = LEAD_SIZE + (work->signatures.size + 7) / 8 * 8;
	status = load_header(work, work->header_at, &work->header, &work->tags, ret_damage);
	if (status)
		return status;
	work->payload_at = work->header_at + work->header.size;
	name_package(work);
	status = hash_payload(work);
	if (!status)
		status = schain__sig_job_scan(work->job);
	if (!status)
		status = compare_digests(work);
	if (!status)
		status = judge_signatures(work);
	if (!status && !work->is_signed && work->wrong) {
		work->job->report->public.status = SCHAIN_VERIFY_BAD_DIGEST;
		work->job->report->public.reason = schain__sig_pool_text(&work->job->report->pool,
		                                                         work->wrong);
	}
	return status;
}

static schain_status check_rpm(schain__sig_job *job)
{
	const schain_allocator *memory = &job->verifier->allocator;
	struct work work = { .job = job, .file = schain__source_of_input(&job->input) };
	const char *damage = NULL;
	schain_status status = check_open(&work, &damage);

	schain__sig_range_digest_clear(&work.payload);
	schain__source_release(memory, work.signatures);
	schain__source_release(memory, work.header);
	if (status == SCHAIN_E_DAMAGED) {
		job->report->public.status = SCHAIN_VERIFY_MALFORMED;
		job->report->public.reason = schain__sig_pool_text(&job->report->pool, damage);
		return SCHAIN_OK;
	}
	return status == SCHAIN_E_MEMORY ? schain__sig_job_fail_memory(job) : status;
}

const schain__sig_driver schain__sig_rpm = { SCHAIN_SIGNED_AS_RPM, SCHAIN_CONTENT_ARCHIVE, recognises,
	                                         check_rpm };
