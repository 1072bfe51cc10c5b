/* SPDX-License-Identifier: Apache-2.0 */
/* Types: their sizes, how libffi names them, and their values in memory. */
#include "ffi/description.h"

#include <string.h>

static const struct {
	size_t size;
	ffi_type *ffi;
	uint32_t is_signed;
} kinds[] = {
	[SCHAIN__FFI_VOID] = { 0, &ffi_type_void, 0 },
	[SCHAIN__FFI_BOOL] = { sizeof(_Bool), &ffi_type_uint8, 0 },
	[SCHAIN__FFI_INT8] = { 1, &ffi_type_sint8, 1 },
	[SCHAIN__FFI_UINT8] = { 1, &ffi_type_uint8, 0 },
	[SCHAIN__FFI_INT16] = { 2, &ffi_type_sint16, 1 },
	[SCHAIN__FFI_UINT16] = { 2, &ffi_type_uint16, 0 },
	[SCHAIN__FFI_INT32] = { 4, &ffi_type_sint32, 1 },
	[SCHAIN__FFI_UINT32] = { 4, &ffi_type_uint32, 0 },
	[SCHAIN__FFI_INT64] = { 8, &ffi_type_sint64, 1 },
	[SCHAIN__FFI_UINT64] = { 8, &ffi_type_uint64, 0 },
	[SCHAIN__FFI_FLOAT] = { sizeof(float), &ffi_type_float, 0 },
	[SCHAIN__FFI_DOUBLE] = { sizeof(double), &ffi_type_double, 0 },
	[SCHAIN__FFI_POINTER] = { sizeof(void *), &ffi_type_pointer, 0 },
	[SCHAIN__FFI_STRING] = { sizeof(void *), &ffi_type_pointer, 0 },
	[SCHAIN__FFI_BYTES] = { sizeof(void *), &ffi_type_pointer, 0 },
	[SCHAIN__FFI_DIGEST] = { sizeof(void *), &ffi_type_pointer, 0 },
};

_Static_assert(sizeof(_Bool) == 1, "libffi has no type for another bool");

size_t schain__ffi_size(const schain__ffi_type *type)
{
	if (type->kind == SCHAIN__FFI_ARRAY)
		return type->length;
	return type->kind == SCHAIN__FFI_STRUCT ? type->layout->ffi.size : kinds[type->kind].size;
}

ffi_type *schain__ffi_of(const schain__ffi_type *type)
{
	return type->kind == SCHAIN__FFI_STRUCT ? &type->layout->ffi : kinds[type->kind].ffi;
}

int schain__ffi_is_integer(enum schain__ffi_kind kind)
{
	return kind >= SCHAIN__FFI_BOOL && kind <= SCHAIN__FFI_UINT64;
}

int schain__ffi_is_real(enum schain__ffi_kind kind)
{
	return kind == SCHAIN__FFI_FLOAT || kind == SCHAIN__FFI_DOUBLE;
}

int schain__ffi_is_text(enum schain__ffi_kind kind)
{
	return kind == SCHAIN__FFI_STRING || kind == SCHAIN__FFI_ARRAY;
}

int schain__ffi_fits(enum schain__ffi_kind kind, int64_t number, int is_negative)
{
	unsigned bits = (unsigned)(8 * kinds[kind].size);

	if (kind == SCHAIN__FFI_BOOL)
		return !is_negative && (number == 0 || number == 1);
	if (!kinds[kind].is_signed)
		return !is_negative && (bits == 64 || (uint64_t)number >> bits == 0);
	if (bits == 64)
		return is_negative || number >= 0;
	return is_negative ? number >= -(INT64_C(1) << (bits - 1))
	                   : (uint64_t)number < UINT64_C(1) << (bits - 1);
}

static int64_t get_integer(enum schain__ffi_kind kind, const void *at)
{
	uint64_t whole = 0;
	uint32_t word;
	uint16_t half;
	uint8_t byte;

	switch (kinds[kind].size) {
	case 1:
		memcpy(&byte, at, sizeof byte);
		return kinds[kind].is_signed ? (int8_t)byte : byte;
	case 2:
		memcpy(&half, at, sizeof half);
		return kinds[kind].is_signed ? (int16_t)half : half;
	case 4:
		memcpy(&word, at, sizeof word);
		return kinds[kind].is_signed ? (int32_t)word : (int64_t)word;
	default:
		memcpy(&whole, at, sizeof whole);
		return (int64_t)whole;
	}
}

schain__ffi_number schain__ffi_get(const schain__ffi_type *type, const void *at)
{
	schain__ffi_number number = { 0 };
	float real;

	switch (type->kind) {
	case SCHAIN__FFI_FLOAT:
		memcpy(&real, at, sizeof real);
		number.real = real;
		break;
	case SCHAIN__FFI_DOUBLE:
		memcpy(&number.real, at, sizeof number.real);
		break;
	case SCHAIN__FFI_POINTER:
	case SCHAIN__FFI_STRING:
	case SCHAIN__FFI_BYTES:
	case SCHAIN__FFI_DIGEST:
		memcpy(&number.text, at, sizeof number.text);
		break;
	case SCHAIN__FFI_ARRAY:
		number.text = at;
		break;
	case SCHAIN__FFI_VOID:
	case SCHAIN__FFI_STRUCT:
		break;
	default:
		number.integer = get_integer(type->kind, at);
	}
	return number;
}

void schain__ffi_put(const schain__ffi_type *type, void *at, schain__ffi_number number)
{
	uint64_t whole = (uint64_t)number.integer;
	float real = (float)number.real;
	uint32_t word = (uint32_t)whole;
	uint16_t half = (uint16_t)whole;
	uint8_t byte = (uint8_t)whole;

	switch (type->kind) {
	case SCHAIN__FFI_FLOAT:
		memcpy(at, &real, sizeof real);
		return;
	case SCHAIN__FFI_DOUBLE:
		memcpy(at, &number.real, sizeof number.real);
		return;
	case SCHAIN__FFI_POINTER:
	case SCHAIN__FFI_STRING:
	case SCHAIN__FFI_BYTES:
	case SCHAIN__FFI_DIGEST:
		memcpy(at, &number.text, sizeof number.text);
		return;
	case SCHAIN__FFI_VOID:
	case SCHAIN__FFI_ARRAY:
	case SCHAIN__FFI_STRUCT:
		return;
	default:
		break;
	}
	switch (kinds[type->kind].size) {
	case 1:
		memcpy(at, &byte, sizeof byte);
		return;
	case 2:
		memcpy(at, &half, sizeof half);
		return;
	case 4:
		memcpy(at, &word, sizeof word);
		return;
	default:
		memcpy(at, &whole, sizeof whole);
	}
}
