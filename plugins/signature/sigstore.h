/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_SIGSTORE_H
#define SCHAIN_SIGNATURE_SIGSTORE_H
/*
 * Sigstore: bundles of versions 0.1 to 0.3, against a trusted root of the
 * user's. The rules are those of Sigstore's client specification; RFC 9162
 * (Merkle trees), RFC 6962 (certificate timestamps), RFC 3161.
 */
#include <openssl/x509.h>

#include "signature/document.h"
#include "signature/verifier.h"

/* Of a bundle or trusted root; real ones have up to some 100 KiB. */
#define SCHAIN__SIGSTORE_LIMIT (UINT64_C(16) << 20)
/* Of each list in a trusted root or bundle. */
#define SCHAIN__SIGSTORE_LIST 64u

/* From when to when something is trusted; the end counts, 0 is open. */
typedef struct schain__sigstore_window {
	schain_time start, end;
} schain__sigstore_window;

typedef struct schain__sigstore_log {
	EVP_PKEY *key;
	uint8_t id[32];
	uint32_t id_size;
	uint32_t reserved;
	schain__sigstore_window window;
} schain__sigstore_log;

typedef struct schain__sigstore_authority {
	STACK_OF(X509) *chain; /* root last */
	schain__sigstore_window window;
} schain__sigstore_authority;

typedef struct schain__sigstore_root {
	schain_allocator allocator;
	schain__sigstore_log logs[SCHAIN__SIGSTORE_LIST];           /* of signatures: Rekor */
	schain__sigstore_log certificate_logs[SCHAIN__SIGSTORE_LIST];
	schain__sigstore_authority authorities[SCHAIN__SIGSTORE_LIST]; /* Fulcio */
	schain__sigstore_authority stampers[SCHAIN__SIGSTORE_LIST];    /* timestamp servers */
	uint32_t log_count, certificate_log_count, authority_count, stamper_count;
} schain__sigstore_root;

/* Whether a JSON document says that it is a trusted root. */
int schain__sigstore_is_root(const schain__document *document);
/* SCHAIN_E_FORMAT: *ret_damage says why. */
schain_status schain__sigstore_root_read(const schain__document *document,
                                         const schain__sig_crypto *crypto,
                                         const schain_allocator *allocator,
                                         schain__sigstore_root **ret_root,
                                         const char **ret_damage);
void schain__sigstore_root_free(schain__sigstore_root *root);
int schain__sigstore_is_within(const schain__sigstore_window *window, schain_time time);
/* The log of that id that was trusted at `time` (0: at any); NULL if there is none. */
const schain__sigstore_log *schain__sigstore_log_of(const schain__sigstore_log *logs,
                                                    uint32_t count, schain__bytes id,
                                                    schain_time time);
/* "2021-01-12T11:53:27.000Z"; 0 if it is none. */
schain_time schain__sigstore_time(schain__bytes text);

/* A signature by any key in use with Sigstore; by the digest of its curve, or by SHA-256. */
int schain__sigstore_verify(const schain__sig_crypto *crypto, EVP_PKEY *key, schain__bytes signature,
                            schain__bytes message);
/* The same where only the message's SHA-256 is at hand. -1: to tell takes all of it. */
int schain__sigstore_verify_hash(const schain__sig_crypto *crypto, EVP_PKEY *key,
                                 schain__bytes signature, const uint8_t hash[32]);

/* An entry of a transparency log, as a bundle has it. */
typedef struct schain__sigstore_entry {
	schain__bytes body;       /* canonical JSON */
	schain__bytes body_text;  /* the same in base64, as the promise signs it */
	schain__bytes log_id;
	schain__bytes promise;    /* signed entry timestamp; data NULL: none */
	schain__bytes checkpoint; /* text; data NULL: none */
	int64_t index;            /* in the log as a whole */
	int64_t time;             /* seconds; 0: not said */
	int64_t proof_index, tree_size;
	uint32_t has_proof;
	uint32_t hash_count;
	uint8_t root_hash[32];
	uint8_t hashes[SCHAIN__SIGSTORE_LIST][32]; /* a tree of 2^64 entries has no more */
} schain__sigstore_entry;

/* Each returns NULL, or what does not hold. */
const char *schain__sigstore_check_proof(const schain__sig_crypto *crypto,
                                         const schain__sigstore_entry *entry);
const char *schain__sigstore_check_checkpoint(const schain__sig_crypto *crypto,
                                              const schain__sigstore_root *root,
                                              const schain__sigstore_entry *entry, schain_time time);
const char *schain__sigstore_check_promise(const schain__sig_crypto *crypto,
                                           const schain__sigstore_root *root,
                                           const schain__sigstore_entry *entry);

/* What the entry must speak of. */
typedef struct schain__sigstore_claim {
	schain__bytes signature;   /* of the artifact or envelope */
	schain__bytes certificate; /* DER; data NULL: a key alone */
	schain__bytes key;         /* SubjectPublicKeyInfo, DER */
	schain__bytes payload;     /* of an envelope; data NULL: a plain signature */
	uint8_t hash[32];          /* SHA-256 of what was signed: the artifact, or the envelope's encoding */
	uint8_t payload_hash[32];
} schain__sigstore_claim;

const char *schain__sigstore_check_entry(const schain__sig_crypto *crypto, schain__bytes body,
                                         const schain__sigstore_claim *claim);
/* The certificate's own log: one timestamp in it must hold. */
const char *schain__sigstore_check_sct(const schain__sig_crypto *crypto,
                                       const schain__sigstore_root *root, X509 *leaf, X509 *issuer);
/* Whom the certificate is for: "SAN (issuer)"; absent if it names nobody. */
schain_string schain__sigstore_identity(schain__sig_pool *pool, X509 *leaf,
                                        schain_string *ret_subject, schain_string *ret_issuer);

/* The chain from a leaf to an authority that was trusted at `time`; NULL if there is none. Owned. */
STACK_OF(X509) *schain__sigstore_chain(const schain__sig_crypto *crypto,
                                       const schain__sigstore_root *root, X509 *leaf,
                                       STACK_OF(X509) *others, schain_time time);
/* The time in a response of a trusted timestamp server over `signature`; 0 if it does not hold. */
schain_time schain__sigstore_check_stamp(const schain__sigstore_root *root, schain__bytes response,
                                         schain__bytes signature);

/* Judges a bundle over the file at hand. */
schain_status schain__sigstore_judge(schain__sig_job *job, schain__bytes json,
                                     schain_signature_detail *detail);
#endif
