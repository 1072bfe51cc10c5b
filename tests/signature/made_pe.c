/* SPDX-License-Identifier: Apache-2.0 */
/* The smallest PE files that hash as real ones do: Microsoft, "PE Format". */
#include "made.h"

#include <stdlib.h>
#include <string.h>

enum {
	PE_AT = 0x80,
	COFF_SIZE = 24,
	FILE_ALIGNMENT = 512,
	HEADERS = 512,
	SECTIONS = 2,
};

static void put16(unsigned char *p, unsigned value)
{
	p[0] = (unsigned char)value;
	p[1] = (unsigned char)(value >> 8);
}

static void put32(unsigned char *p, uint32_t value)
{
	put16(p, value & 0xffff);
	put16(p + 2, value >> 16);
}

static uint32_t get32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static size_t rounded(size_t size, size_t to)
{
	return (size + to - 1) / to * to;
}

/* Offset of the certificate table's entry in the directory. */
static size_t directory_of(const unsigned char *pe)
{
	const unsigned char *optional = pe + PE_AT + COFF_SIZE;

	return PE_AT + COFF_SIZE + (optional[0] == 0x0b && optional[1] == 2 ? 112 : 96) + 4 * 8;
}

static void put_section(unsigned char *at, const char *name, uint32_t address, size_t begin,
                        size_t size)
{
	strcpy((char *)at, name);
	put32(at + 8, (uint32_t)size);
	put32(at + 12, address);
	put32(at + 16, (uint32_t)size);
	put32(at + 20, (uint32_t)begin);
	put32(at + 36, 0x60000020); /* code, read, execute */
}

made_bytes made_pe(const made_pe_spec *spec)
{
	size_t code = rounded(spec->code ? spec->code : 1024, FILE_ALIGNMENT);
	size_t data = rounded(spec->data, FILE_ALIGNMENT);
	size_t size = rounded(HEADERS + code + data + spec->overlay, 8);
	size_t optional_size = spec->is_64 ? 240 : 224;
	uint32_t alignment = spec->alignment ? spec->alignment : 4096;
	made_bytes pe = { calloc(1, size), size };
	unsigned char *optional, *sections;

	if (!pe.data)
		abort();
	memcpy(pe.data, "MZ", 2);
	put32(pe.data + 0x3c, PE_AT);
	memcpy(pe.data + PE_AT, "PE\0\0", 4);
	put16(pe.data + PE_AT + 4, spec->is_64 ? 0x8664 : 0x14c);
	put16(pe.data + PE_AT + 6, data ? 2 : 1);
	put16(pe.data + PE_AT + 20, (unsigned)optional_size);
	put16(pe.data + PE_AT + 22, 0x22);
	optional = pe.data + PE_AT + COFF_SIZE;
	put16(optional, spec->is_64 ? 0x20b : 0x10b);
	put32(optional + 16, alignment); /* entry point */
	put32(optional + 20, alignment);
	put32(optional + 32, alignment);
	put32(optional + 36, FILE_ALIGNMENT);
	put32(optional + 56, (uint32_t)(alignment + rounded(code, alignment) + rounded(data, alignment)));
	put32(optional + 60, HEADERS);
	put16(optional + 68, spec->subsystem ? spec->subsystem : 3);
	put32(optional + (spec->is_64 ? 108 : 92), 16); /* directories */
	sections = optional + optional_size;
	put_section(sections, ".text", alignment, HEADERS, code);
	if (data)
		put_section(sections + 40, ".data", alignment + (uint32_t)rounded(code, alignment),
		            HEADERS + code, data);
	for (size_t i = HEADERS; i < size; i++)
		pe.data[i] = (unsigned char)(i * 7 + i / 251 + spec->fill);
	return pe;
}

void made_pe_digest(const made_bytes *pe, const char *digest, unsigned char value[EVP_MAX_MD_SIZE])
{
	size_t checksum = PE_AT + COFF_SIZE + 64, directory = directory_of(pe->data);
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	EVP_DigestInit_ex(context, EVP_get_digestbyname(digest), NULL);
	EVP_DigestUpdate(context, pe->data, checksum);
	EVP_DigestUpdate(context, pe->data + checksum + 4, directory - checksum - 4);
	EVP_DigestUpdate(context, pe->data + directory + 8, pe->size - directory - 8);
	EVP_DigestFinal_ex(context, value, NULL);
	EVP_MD_CTX_free(context);
}

void made_pe_attach(made_bytes *pe, const made_entry *entries, size_t count)
{
	size_t directory = directory_of(pe->data), begin = pe->size;

	for (size_t i = 0; i < count; i++) {
		size_t size = 8 + entries[i].signature.size + entries[i].padding;
		made_bytes entry = { calloc(1, rounded(size, 8)), rounded(size, 8) };

		if (!entry.data)
			abort();
		put32(entry.data, (uint32_t)size);
		put16(entry.data + 4, 0x200);
		put16(entry.data + 6, entries[i].type ? entries[i].type : 2);
		memcpy(entry.data + 8, entries[i].signature.data, entries[i].signature.size);
		memset(entry.data + 8 + entries[i].signature.size, 0x41, entries[i].padding);
		*pe = made_join(*pe, entry);
	}
	put32(pe->data + directory, (uint32_t)begin);
	put32(pe->data + directory + 4, (uint32_t)(pe->size - begin));
}

static void hash_page(EVP_MD_CTX *context, const char *digest, const made_bytes *pe, size_t begin,
                      size_t end, size_t page, made_bytes *table)
{
	static const unsigned char zeros[65536];
	size_t holes[2][2] = { { PE_AT + COFF_SIZE + 64, PE_AT + COFF_SIZE + 68 },
		                   { directory_of(pe->data), directory_of(pe->data) + 8 } };
	unsigned char entry[4 + EVP_MAX_MD_SIZE];
	unsigned int size;

	put32(entry, (uint32_t)begin);
	EVP_DigestInit_ex(context, EVP_get_digestbyname(digest), NULL);
	for (size_t i = begin; i < end; i++)
		if (!(i >= holes[0][0] && i < holes[0][1]) && !(i >= holes[1][0] && i < holes[1][1]))
			EVP_DigestUpdate(context, pe->data + i, 1);
	if (end - begin < page)
		EVP_DigestUpdate(context, zeros, page - (end - begin));
	EVP_DigestFinal_ex(context, entry + 4, &size);
	*table = made_join(*table, made_copy(entry, 4 + size));
}

made_bytes made_pages(const made_bytes *pe, const char *digest, uint32_t page)
{
	const unsigned char *optional = pe->data + PE_AT + COFF_SIZE;
	const unsigned char *section = optional + (uint32_t)(pe->data[PE_AT + 20] | pe->data[PE_AT + 21] << 8);
	int count = pe->data[PE_AT + 6];
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	made_bytes table = made_copy("", 0);
	unsigned char last[4 + EVP_MAX_MD_SIZE] = { 0 };
	size_t end = HEADERS;

	hash_page(context, digest, pe, 0, HEADERS, page, &table);
	for (int i = 0; i < count; i++, section += 40) {
		size_t begin = get32(section + 20);

		end = begin + get32(section + 16);
		for (size_t at = begin; at < end; at += page)
			hash_page(context, digest, pe, at, at + page < end ? at + page : end, page, &table);
	}
	put32(last, (uint32_t)end);
	EVP_MD_CTX_free(context);
	return made_join(table, made_copy(last, 4 + (size_t)EVP_MD_get_size(EVP_get_digestbyname(digest))));
}
