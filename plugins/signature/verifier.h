/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_VERIFIER_H
#define SCHAIN_SIGNATURE_VERIFIER_H
/*
 * The verifier, the job that one file is to it, and the drivers that know a
 * format each.
 */
#include "signature/apt.h"
#include "signature/cache.h"
#include "signature/catalogs.h"
#include "signature/input.h"
#include "signature/installed.h"
#include "signature/keys.h"
#include "signature/report.h"
#include "signature/revocation.h"
#include "signature/trust.h"

/* A file as it was; all zero where there is none. */
typedef struct schain__sig_stamp {
	int64_t modified; /* nanoseconds */
	uint64_t size, inode;
} schain__sig_stamp;

enum { SCHAIN__SIG_STAMPS = 4 };

struct schain_verifier {
	schain_allocator allocator;
	schain_verifier_options options;
	schain__sig_crypto crypto;
	schain__sig_trust trust;
	schain__sig_revocations revocations;
	schain__sig_abused abused;
	schain__sig_catalogs catalogs;
	schain__sig_keys keys;
	schain__apt *apt; /* NULL: no lists were read */
	schain__installed *installed; /* NULL: no database was read */
	char *packages_root;          /* the directory that it is of, without a slash at its end */
	schain__sig_stamp package_stamps[SCHAIN__SIG_STAMPS]; /* of the databases' files when read */
	schain_time packages_read_at;
	schain__sig_cache cache;
	unsigned char *chunk; /* SCHAIN__SIG_CHUNK bytes */
	schain_verifier_statistics statistics;
};

/* One file being verified. */
typedef struct schain__sig_job {
	schain_verifier *verifier;
	const schain_verify_request *request;
	schain_time now; /* the clock's */
	schain_time at;  /* judged at: now, or what the options say */
	schain__sig_input input;
	schain__sig_report *report; /* being made */
	schain_error *error;
	schain__sig_sink *sinks; /* of the one pass */
	int is_scanned;
	int is_contextual; /* the verdict is also of files beside this one: it is not kept */
	int has_package; /* a package of the host has this path */
	schain__installed_file package;
	schain__sig_range_digest package_digest;
	int has_content;
	unsigned char content[32]; /* see schain__sig_job_is_known() */
	const schain_signature_report *known; /* of the same content; borrowed from the cache */
} schain__sig_job;

/*
 * Knows one format. `check` looks into the file for its signatures, adds sinks
 * for what they need hashed, calls schain__sig_job_scan() once, and adds a
 * detail for each signature. What is wrong with the file is in the report; only
 * what keeps it from being judged (no memory, no read) is a status.
 */
typedef struct schain__sig_driver {
	uint32_t format;
	uint32_t content; /* SCHAIN_CONTENT_PE and the like */
	int (*recognises)(const schain__sig_job *job); /* by the head */
	schain_status (*check)(schain__sig_job *job);
} schain__sig_driver;

extern const schain__sig_driver schain__sig_pe, schain__sig_cat, schain__sig_other;
extern const schain__sig_driver schain__sig_macho, schain__sig_msi, schain__sig_xar;
extern const schain__sig_driver schain__sig_detached, schain__sig_deb, schain__sig_rpm;

/* The driver of a file; never NULL. */
const schain__sig_driver *schain__sig_driver_of(const schain__sig_job *job);
void schain__sig_job_add_sink(schain__sig_job *job, schain__sig_sink *sink);
/* The pass over the file, for all sinks. */
schain_status schain__sig_job_scan(schain__sig_job *job);
/*
 * Once every byte of the file is covered by `key`, a SHA-256: is there a report
 * of the same content? It then takes the place of the one being made, and
 * `check` returns SCHAIN_OK. If not, the report will be kept under that key.
 */
int schain__sig_job_is_known(schain__sig_job *job, const unsigned char key[32]);
schain_status schain__sig_job_fail_memory(schain__sig_job *job);
schain_time schain__sig_clock(void); /* now */
/* Fills a detail from the first signature, and adds one for each other. */
schain_status schain__sig_openpgp_report(schain__sig_job *job, const schain__openpgp_result *result,
                                         schain_signature_detail *detail);
#endif
