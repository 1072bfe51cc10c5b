/* SPDX-License-Identifier: Apache-2.0 */
/* The signature alone: the input is put into the certificate table of a small PE file. */
#include "verify.h"

#include <string.h>

enum { PE_AT = 0x40, OPTIONAL_AT = PE_AT + 24, DIRECTORY_AT = OPTIONAL_AT + 112 + 32, TABLE_AT = 512 };

static void put32(uint8_t *at, size_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *pe;

	if (size > 1 << 20)
		return 0;
	pe = calloc(1, TABLE_AT + 8 + size);
	MUST(pe);
	memcpy(pe, "MZ", 2);
	put32(pe + 0x3c, PE_AT);
	memcpy(pe + PE_AT, "PE\0\0", 4);
	pe[PE_AT + 20] = 240; /* size of the optional header */
	put32(pe + OPTIONAL_AT, 0x20b);
	put32(pe + OPTIONAL_AT + 32, 4096);
	put32(pe + OPTIONAL_AT + 60, TABLE_AT);
	put32(pe + OPTIONAL_AT + 108, 16);
	put32(pe + DIRECTORY_AT, TABLE_AT);
	put32(pe + DIRECTORY_AT + 4, 8 + size);
	put32(pe + TABLE_AT, 8 + size);
	put32(pe + TABLE_AT + 4, 0x00020200); /* revision 2.0, PKCS #7 */
	memcpy(pe + TABLE_AT + 8, data, size);
	verify_bytes(pe, TABLE_AT + 8 + size);
	free(pe);
	return 0;
}
