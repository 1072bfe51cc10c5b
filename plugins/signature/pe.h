/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_PE_H
#define SCHAIN_SIGNATURE_PE_H
/* The parts of a PE file that a signature depends on. Microsoft, "PE Format". */
#include "signature/authenticode.h"

enum {
	SCHAIN__SIG_PE_SECTIONS = 96, /* Windows loads no more */
	SCHAIN__SIG_PE_HEADERS = 65536, /* bytes of headers looked into */
};

typedef struct schain__sig_pe_section {
	uint32_t begin, size; /* raw data */
} schain__sig_pe_section;

typedef struct schain__sig_pe_image {
	uint64_t checksum_at;  /* 4 bytes that are not hashed */
	uint64_t directory_at; /* 8 bytes that are not hashed; 0: there is no such entry */
	uint64_t table_begin, table_end; /* the certificate table; equal: none */
	uint32_t headers_size;
	uint32_t alignment; /* of sections in memory */
	uint32_t subsystem;
	uint32_t section_count;
	schain__sig_pe_section sections[SCHAIN__SIG_PE_SECTIONS];
} schain__sig_pe_image;

/* Reads the headers. `*ret_wrong`: what is wrong with them, static; NULL: nothing. */
schain_status schain__sig_pe_read(schain__sig_input *input, schain__sig_pe_image *ret_image,
                                  const char **ret_wrong, schain_error *error);

/* Page hashes: a sink that checks a table of them. */
typedef struct schain__sig_page {
	uint64_t begin, end; /* in the file */
	size_t zeros;        /* hashed behind it */
	const unsigned char *expected;
} schain__sig_page;

typedef struct schain__sig_pages {
	schain__sig_sink sink;
	const schain__sig_pe_image *image;
	const schain__sig_crypto *crypto;
	enum schain__sig_digest digest;
	schain__sig_page *pages; /* ascending, disjoint */
	size_t count, at;
	EVP_MD_CTX *context; /* of the page at hand */
	int is_wrong;
} schain__sig_pages;

/*
 * 0: a sink to be added, if `pages->count` is not 0; 1: the table is not one of
 * this image; -1: memory is out.
 */
int schain__sig_pages_init(schain__sig_pages *pages, schain__sig_pool *pool,
                           const schain__sig_crypto *crypto, const schain__sig_pe_image *image,
                           uint64_t file_size, const schain__sig_spc *spc);
/* 0 if every page was as the table says. */
int schain__sig_pages_finish(schain__sig_pages *pages);
void schain__sig_pages_clear(schain__sig_pages *pages);
#endif
