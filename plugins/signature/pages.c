/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page hashes: a table of (offset, digest), one for the headers and one for
 * each page of each section, closed by an entry of the end with a zero digest.
 */
#include "signature/pe.h"

#include <string.h>

static uint32_t load32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The entry at `*index` must be at `offset`. */
static const unsigned char *next_entry(const schain__sig_spc *spc, size_t *index, uint64_t offset)
{
	size_t step = 4 + schain__sig_digest_size(spc->page_digest);
	const unsigned char *entry = (const unsigned char *)spc->pages.data + *index * step;

	if (*index >= spc->pages.length / step || load32(entry) != offset)
		return NULL;
	++*index;
	return entry + 4;
}

/* Lays pages of that size over the image; 0 if the table's offsets are the same. */
static int lay_out(schain__sig_pages *pages, const schain__sig_spc *spc, uint64_t file_size,
                   uint32_t page_size)
{
	const schain__sig_pe_image *image = pages->image;
	uint64_t end = image->headers_size;
	size_t index = 0;

	pages->count = 0;
	pages->pages[pages->count++] = (schain__sig_page){
		0, end, end < page_size ? (size_t)(page_size - end) : 0, next_entry(spc, &index, 0)
	};
	if (!pages->pages[0].expected || end > file_size)
		return -1;
	for (uint32_t s = 0; s < image->section_count; s++) {
		uint64_t at = image->sections[s].begin, stop = at + image->sections[s].size;

		for (; at < stop; at += page_size) {
			uint64_t size = stop - at < page_size ? stop - at : page_size;
			const unsigned char *expected = next_entry(spc, &index, at);

			if (!expected || stop > file_size)
				return -1;
			pages->pages[pages->count++] =
					(schain__sig_page){ at, at + size, (size_t)(page_size - size), expected };
		}
		if (image->sections[s].size)
			end = stop;
	}
	return next_entry(spc, &index, end) ? 0 : -1;
}

static int is_ascending(const schain__sig_pages *pages)
{
	for (size_t i = 1; i < pages->count; i++)
		if (pages->pages[i].begin < pages->pages[i - 1].end)
			return 0;
	return 1;
}

/* Hashes [from, to) of the file, whose bytes begin at `data`, without what may change. */
static int update(schain__sig_pages *pages, const unsigned char *data, uint64_t from, uint64_t to)
{
	const schain__sig_pe_image *image = pages->image;
	const schain__sig_range holes[] = {
		{ image->checksum_at, image->checksum_at + 4 },
		{ image->directory_at, image->directory_at ? image->directory_at + 8 : 0 },
	};
	uint64_t at = from;
	int good = 1;

	for (int i = 0; i < 2; i++) {
		if (holes[i].end <= at || holes[i].begin >= to)
			continue;
		if (holes[i].begin > at)
			good = good && EVP_DigestUpdate(pages->context, data + (at - from),
			                                (size_t)(holes[i].begin - at)) == 1;
		at = holes[i].end;
	}
	if (at < to)
		good = good && EVP_DigestUpdate(pages->context, data + (at - from), (size_t)(to - at)) == 1;
	return good;
}

static void finish_page(schain__sig_pages *pages, const schain__sig_page *page)
{
	static const unsigned char zeros[512];
	unsigned char value[EVP_MAX_MD_SIZE];
	int good = 1;

	for (size_t left = page->zeros; good && left;) {
		size_t size = left < sizeof zeros ? left : sizeof zeros;

		good = EVP_DigestUpdate(pages->context, zeros, size) == 1;
		left -= size;
	}
	if (!good || EVP_DigestFinal_ex(pages->context, value, NULL) != 1 ||
	    memcmp(value, page->expected, schain__sig_digest_size(pages->digest)) != 0)
		pages->is_wrong = 1;
	pages->at++;
}

static void take(schain__sig_sink *sink, uint64_t offset, const unsigned char *data, size_t size)
{
	schain__sig_pages *pages = (schain__sig_pages *)sink;
	uint64_t end = offset + size;

	while (!pages->is_wrong && pages->at < pages->count && pages->pages[pages->at].begin < end) {
		const schain__sig_page *page = &pages->pages[pages->at];
		uint64_t from = page->begin > offset ? page->begin : offset;
		uint64_t to = page->end < end ? page->end : end;

		if (page->begin >= offset &&
		    EVP_DigestInit_ex2(pages->context, pages->crypto->digests[pages->digest], NULL) != 1)
			pages->is_wrong = 1;
		if (from < to && !update(pages, data + (from - offset), from, to))
			pages->is_wrong = 1;
		if (page->end > end)
			return;
		finish_page(pages, page);
	}
}

int schain__sig_pages_init(schain__sig_pages *pages, schain__sig_pool *pool,
                           const schain__sig_crypto *crypto, const schain__sig_pe_image *image,
                           uint64_t file_size, const schain__sig_spc *spc)
{
	size_t entries;

	memset(pages, 0, sizeof *pages);
	if (spc->page_digest == SCHAIN__SIG_DIGESTS)
		return 0;
	pages->sink.take = take;
	pages->image = image;
	pages->crypto = crypto;
	pages->digest = spc->page_digest;
	entries = spc->pages.length / (4 + schain__sig_digest_size(spc->page_digest));
	/* Each page that is laid out has an entry, and the first is there before it is looked for. */
	pages->pages = schain__sig_pool_alloc(pool, (entries + 1) * sizeof *pages->pages);
	pages->context = EVP_MD_CTX_new();
	if (!pages->pages || !pages->context)
		return -1;
	/*
	 * Windows maps in pages of 4096 bytes; osslsigncode makes a page of what the
	 * sections are aligned to. Which it was, the offsets show.
	 */
	if (lay_out(pages, spc, file_size, 4096) != 0 &&
	    (image->alignment < 512 || lay_out(pages, spc, file_size, image->alignment) != 0)) {
		pages->count = 0;
		return 1;
	}
	/* Sections that overlap or go backwards cannot be read in one pass: the digest of all stands for them. */
	if (!is_ascending(pages))
		pages->count = 0;
	return 0;
}

int schain__sig_pages_finish(schain__sig_pages *pages)
{
	return pages->is_wrong || pages->at < pages->count ? -1 : 0;
}

void schain__sig_pages_clear(schain__sig_pages *pages)
{
	EVP_MD_CTX_free(pages->context);
	pages->context = NULL;
}
