/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TESTS_SIGNATURE_MADE_H
#define SCHAIN_TESTS_SIGNATURE_MADE_H
/*
 * Authorities, PE files, signatures and catalogs made for tests, right ones and
 * wrong ones. Written against the published formats, not with the library's own
 * code; osslsigncode.test holds both against another program. Aborts where
 * something cannot be made.
 */
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* Bytes that own themselves. */
typedef struct made_bytes {
	unsigned char *data;
	size_t size;
} made_bytes;

void made_free(made_bytes *bytes);
made_bytes made_copy(const void *data, size_t size);
/* Both taken over. */
made_bytes made_join(made_bytes a, made_bytes b);
/* An ASN.1 element of that tag around `content`, which is taken over. */
made_bytes made_der(int tag, made_bytes content);
made_bytes made_oid(const char *dotted);

/* 2020-01-01 and some years of 365 days. */
#define MADE_EPOCH ((time_t)1577836800)
#define MADE_YEAR ((time_t)365 * 86400)

typedef struct made_cert {
	X509 *x509;
	EVP_PKEY *key;
} made_cert;

typedef struct made_cert_spec {
	const char *name;         /* CN */
	const char *organisation; /* O, with C=US; NULL: neither */
	const char *registration; /* serialNumber */
	const char *team;         /* OU, with Apple's extension of a Developer ID */
	const made_cert *issuer;  /* NULL: itself */
	time_t from, to;          /* 0: from MADE_EPOCH for twenty years */
	const char *usage;        /* extended key usage as in openssl.cnf; NULL: none */
	const char *key_usage;    /* as in openssl.cnf; NULL: none */
	const char *critical;     /* dotted: a critical extension that nobody knows */
	int is_authority;
	int is_rsa, bits;         /* else a key on P-256 */
	int comment;              /* bytes of an extension that carries data */
	const char *digest;       /* of the issuer's signature; NULL: SHA256 */
} made_cert_spec;

made_cert made_certificate(const made_cert_spec *spec);
void made_cert_free(made_cert *cert);
/* PEM of certificates, or of a revocation list of `issuer`'s with one entry (`revoked` may be NULL). */
made_bytes made_pem(const made_cert *certs, size_t count);
made_bytes made_revocations(const made_cert *issuer, const made_cert *revoked, time_t since,
                            time_t next);

typedef struct made_pe_spec {
	int is_64;
	uint32_t alignment;  /* of sections in memory; 0: 4096 */
	uint32_t subsystem;  /* 0: console */
	size_t code, data;   /* bytes of its two sections; code 0: 1024 */
	size_t overlay;      /* bytes behind the sections, below the certificate table */
	unsigned char fill;  /* so that files differ */
} made_pe_spec;

/* Unsigned; its size is a multiple of eight. */
made_bytes made_pe(const made_pe_spec *spec);
/* Authenticode's digest of a file without a certificate table. */
void made_pe_digest(const made_bytes *pe, const char *digest, unsigned char value[EVP_MAX_MD_SIZE]);
/* Appends a certificate table of these entries, each with `padding` bytes of 0x41 inside it. */
typedef struct made_entry {
	made_bytes signature; /* borrowed */
	size_t padding;
	unsigned type; /* 0: 2, PKCS #7 */
} made_entry;
void made_pe_attach(made_bytes *pe, const made_entry *entries, size_t count);

enum made_stamp { MADE_STAMP_NONE, MADE_STAMP_RFC3161, MADE_STAMP_LEGACY, MADE_STAMP_BARE_HASH };

typedef struct made_sign_spec {
	const made_cert *signer;
	const made_cert *others; /* put beside it */
	size_t other_count;
	const char *digest;      /* of the file and of the signature; NULL: SHA256 */
	const char *name, *url;  /* what the signer calls the program */
	const char *kind;        /* of SpcIndirectData; NULL: PE */
	enum made_stamp stamp;
	const made_cert *stamper;
	time_t stamped;
	const made_bytes *stamped_data; /* what the stamp is of; NULL: this signature */
	const made_bytes *nested;       /* a signature inside this one */
	size_t blob;                    /* bytes of an unsigned attribute */
	const made_cert *second;        /* a second signer */
	const made_bytes *pages;        /* table of page hashes */
	int pages_are_sha1;
	int is_cms;         /* the content in an OCTET STRING, and signed as a whole */
	int flip_signature; /* changes a byte of the signature value */
	int flip_digest;    /* changes a byte of the file's digest before it is signed */
} made_sign_spec;

/* PKCS #7 over the digest of `pe`. */
made_bytes made_signature(const made_bytes *pe, const made_sign_spec *spec);
/* The same over any content of type `type`. */
made_bytes made_pkcs7(const char *type, const made_bytes *content, const made_sign_spec *spec);
/* A page hash table as Windows' has it. */
made_bytes made_pages(const made_bytes *pe, const char *digest, uint32_t page);
/* PE and signature in one: freed by made_free(). */
made_bytes made_signed_pe(const made_pe_spec *pe, const made_sign_spec *spec);
/* A catalog that names these digests (`size` bytes each, one behind the other). */
made_bytes made_catalog(const unsigned char *digests, size_t size, size_t count,
                        const made_sign_spec *spec);

/* In a new file below the test's directory; returns its path, valid until the next 16 calls. */
const char *made_file(const char *name, const made_bytes *bytes);
/* The directory, made at the first call and removed at exit. */
const char *made_directory(void);
#endif
