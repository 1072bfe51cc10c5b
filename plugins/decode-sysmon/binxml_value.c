/* SPDX-License-Identifier: Apache-2.0 */
/* Typed values as text. */
#include "binxml.h"

#include <inttypes.h>
#include <stdio.h>

/* [MS-EVEN6], 2.2.14 */
enum type {
	TYPE_STRING = 0x01,
	TYPE_ANSI = 0x02,
	TYPE_INT8 = 0x03,
	TYPE_UINT8 = 0x04,
	TYPE_INT16 = 0x05,
	TYPE_UINT16 = 0x06,
	TYPE_INT32 = 0x07,
	TYPE_UINT32 = 0x08,
	TYPE_INT64 = 0x09,
	TYPE_UINT64 = 0x0a,
	TYPE_BOOL = 0x0d,
	TYPE_BINARY = 0x0e,
	TYPE_GUID = 0x0f,
	TYPE_SIZE = 0x10,
	TYPE_FILETIME = 0x11,
	TYPE_HEX32 = 0x14,
	TYPE_HEX64 = 0x15,
};

/* The longest text of a number, GUID or time, terminated. */
#define SCALAR_ROOM 48

size_t schain__binxml_room(uint32_t size)
{
	/* UTF-16 grows from 2 bytes to 3, single bytes and hexadecimal to 2. */
	return SCALAR_ROOM + (size_t)size * 2;
}

size_t schain__binxml_utf16(const unsigned char *data, size_t units, char *out)
{
	size_t length = 0;

	for (size_t i = 0; i < units; i++) {
		uint32_t point = schain__load16(data + 2 * i);

		if (point >= 0xd800 && point < 0xdc00 && i + 1 < units) {
			uint32_t low = schain__load16(data + 2 * i + 2);

			if (low >= 0xdc00 && low < 0xe000) {
				point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
				i++;
			}
		}
		/* Half a pair, or a NUL, which no text field holds but by damage. */
		if (!point || (point >= 0xd800 && point < 0xe000))
			point = 0xfffd;
		length += schain__decode_utf8_put(out + length, point);
	}
	return length;
}

/* Units up to the NULs that end it. */
static size_t string_units(const schain__binxml_value *value)
{
	size_t units = value->size / 2;

	while (units && !schain__load16(value->data + 2 * (units - 1)))
		units--;
	return units;
}

/* Characters of a code page that is not known: ASCII is the same in all. */
static size_t write_ansi(const schain__binxml_value *value, char *out)
{
	size_t length = 0;

	for (size_t i = 0; i < value->size && value->data[i]; i++)
		out[length++] = value->data[i] < 0x80 ? (char)value->data[i] : '?';
	return length;
}

static size_t write_hex(const schain__binxml_value *value, char *out)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < value->size; i++) {
		out[2 * i] = digits[value->data[i] >> 4];
		out[2 * i + 1] = digits[value->data[i] & 15];
	}
	return 2 * (size_t)value->size;
}

static size_t write_guid(const unsigned char *g, char *out)
{
	return (size_t)snprintf(out, SCALAR_ROOM,
	                        "{%08" PRIX32 "-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X}",
	                        schain__load32(g), schain__load16(g + 4), schain__load16(g + 6), g[8], g[9],
	                        g[10], g[11], g[12], g[13], g[14], g[15]);
}

/* Proleptic Gregorian date of a day since 1601-01-01, by eras of 400 years from a March the first. */
static void date_of(uint64_t day, unsigned *ret_year, unsigned *ret_month, unsigned *ret_day)
{
	uint64_t since_march = day + 306; /* 1600-03-01 */
	uint64_t era = since_march / 146097, in_era = since_march % 146097;
	uint64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	uint64_t in_year = in_era - (365 * year + year / 4 - year / 100);
	uint64_t month = (5 * in_year + 2) / 153; /* from March */

	*ret_day = (unsigned)(in_year - (153 * month + 2) / 5 + 1);
	*ret_month = (unsigned)(month < 10 ? month + 3 : month - 9);
	*ret_year = (unsigned)(1600 + era * 400 + year + (month >= 10));
}

/* 100 ns since 1601-01-01, as TimeCreated shows it. */
static size_t write_filetime(uint64_t ticks, char *out)
{
	uint64_t seconds = ticks / 10000000u;
	unsigned year, month, day, second = (unsigned)(seconds % 86400);

	date_of(seconds / 86400, &year, &month, &day);
	return (size_t)snprintf(out, SCALAR_ROOM, "%04u-%02u-%02uT%02u:%02u:%02u.%07uZ", year, month, day,
	                        second / 3600, second / 60 % 60, second % 60,
	                        (unsigned)(ticks % 10000000u));
}

static size_t write_unsigned(uint64_t number, char *out)
{
	return (size_t)snprintf(out, SCALAR_ROOM, "%" PRIu64, number);
}

static size_t write_signed(int64_t number, char *out)
{
	return (size_t)snprintf(out, SCALAR_ROOM, "%" PRId64, number);
}

/* Numbers, times and GUIDs, whose size is fixed; 0 when it is another. */
static size_t write_scalar(const schain__binxml_value *value, char *out)
{
	const unsigned char *p = value->data;

	switch (value->type << 8 | value->size) {
	case TYPE_INT8 << 8 | 1:
		return write_signed((int8_t)p[0], out);
	case TYPE_UINT8 << 8 | 1:
		return write_unsigned(p[0], out);
	case TYPE_INT16 << 8 | 2:
		return write_signed((int16_t)schain__load16(p), out);
	case TYPE_UINT16 << 8 | 2:
		return write_unsigned(schain__load16(p), out);
	case TYPE_INT32 << 8 | 4:
		return write_signed((int32_t)schain__load32(p), out);
	case TYPE_UINT32 << 8 | 4:
	case TYPE_SIZE << 8 | 4:
		return write_unsigned(schain__load32(p), out);
	case TYPE_INT64 << 8 | 8:
		return write_signed((int64_t)schain__load64(p), out);
	case TYPE_UINT64 << 8 | 8:
	case TYPE_SIZE << 8 | 8:
		return write_unsigned(schain__load64(p), out);
	case TYPE_BOOL << 8 | 4:
		return (size_t)snprintf(out, SCALAR_ROOM, "%s", schain__load32(p) ? "true" : "false");
	case TYPE_GUID << 8 | 16:
		return write_guid(p, out);
	case TYPE_FILETIME << 8 | 8:
		return write_filetime(schain__load64(p), out);
	case TYPE_HEX32 << 8 | 4:
		return (size_t)snprintf(out, SCALAR_ROOM, "0x%" PRIx32, schain__load32(p));
	case TYPE_HEX64 << 8 | 8:
		return (size_t)snprintf(out, SCALAR_ROOM, "0x%" PRIx64, schain__load64(p));
	default:
		return 0;
	}
}

size_t schain__binxml_write(const schain__binxml_value *value, char *out)
{
	switch (value->type) {
	case TYPE_STRING:
		return schain__binxml_utf16(value->data, string_units(value), out);
	case TYPE_ANSI:
		return write_ansi(value, out);
	case TYPE_BINARY:
		return write_hex(value, out);
	default:
		return value->size <= 16 ? write_scalar(value, out) : 0;
	}
}
