/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/pe.h"

#include <string.h>

static uint32_t load16(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t load32(const unsigned char *p)
{
	return load16(p) | load16(p + 2) << 16;
}

enum {
	COFF_SIZE = 24,           /* "PE\0\0" and the file header */
	SECTION_SIZE = 40,
	DIRECTORY_SECURITY = 4,   /* index of the certificate table */
	OPTIONAL_LIMIT = 512,     /* of an optional header, bytes looked at */
	MAGIC_PE32 = 0x10b,
	MAGIC_PE32_PLUS = 0x20b,
};

/* The optional header: `at` in the file, `size` bytes at `data`. */
static const char *read_optional(schain__sig_pe_image *image, const unsigned char *data, size_t size,
                                 uint64_t at, uint64_t file_size)
{
	uint32_t magic = size >= 2 ? load16(data) : 0;
	size_t directories = magic == MAGIC_PE32_PLUS ? 112 : 96;
	size_t security = directories + 8 * DIRECTORY_SECURITY;
	uint32_t begin, length;

	if (magic != MAGIC_PE32 && magic != MAGIC_PE32_PLUS)
		return "the optional header is of no known kind";
	if (size < directories)
		return "the optional header is too short";
	image->alignment = load32(data + 32);
	image->headers_size = load32(data + 60);
	image->checksum_at = at + 64;
	image->subsystem = load16(data + 68);
	if (load32(data + directories - 4) <= DIRECTORY_SECURITY || size < security + 8)
		return NULL;
	image->directory_at = at + security;
	begin = load32(data + security);
	length = load32(data + security + 4);
	if (!begin && !length)
		return NULL;
	if (begin < image->directory_at + 8 || begin > file_size || length > file_size - begin)
		return "the certificate table lies outside the file";
	image->table_begin = begin;
	image->table_end = (uint64_t)begin + length;
	return NULL;
}

static schain_status read_sections(schain__sig_input *input, schain__sig_pe_image *image,
                                   uint64_t at, uint32_t count, const char **ret_wrong,
                                   schain_error *error)
{
	unsigned char data[SECTION_SIZE];

	if (count > SCHAIN__SIG_PE_SECTIONS || at + (uint64_t)count * SECTION_SIZE > input->size) {
		*ret_wrong = "the section table is too long";
		return SCHAIN_OK;
	}
	for (uint32_t i = 0; i < count; i++) {
		schain_status status =
				schain__sig_input_read(input, at + (uint64_t)i * SECTION_SIZE, data, sizeof data, error);

		if (status != SCHAIN_OK)
			return status;
		image->sections[i].size = load32(data + 16);
		image->sections[i].begin = load32(data + 20);
	}
	image->section_count = count;
	return SCHAIN_OK;
}

schain_status schain__sig_pe_read(schain__sig_input *input, schain__sig_pe_image *image,
                                  const char **ret_wrong, schain_error *error)
{
	uint64_t at = load32(input->head + 0x3c), optional = at + COFF_SIZE;
	unsigned char coff[COFF_SIZE], data[OPTIONAL_LIMIT];
	uint32_t optional_size;
	size_t size;
	schain_status status;

	memset(image, 0, sizeof *image);
	*ret_wrong = NULL;
	status = schain__sig_input_read(input, at, coff, sizeof coff, error);
	if (status != SCHAIN_OK)
		return status;
	optional_size = load16(coff + 20);
	size = optional_size < sizeof data ? optional_size : sizeof data;
	if (optional + optional_size > input->size) {
		*ret_wrong = "the optional header ends behind the file";
		return SCHAIN_OK;
	}
	status = schain__sig_input_read(input, optional, data, size, error);
	if (status != SCHAIN_OK)
		return status;
	*ret_wrong = read_optional(image, data, size, optional, input->size);
	if (*ret_wrong)
		return SCHAIN_OK;
	return read_sections(input, image, optional + optional_size, load16(coff + 6), ret_wrong, error);
}
