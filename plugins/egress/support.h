/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EGRESS_SUPPORT_H
#define SCHAIN_EGRESS_SUPPORT_H
/* What every part of the library needs: memory, errors, hashes, host names. */
#include <supplychain/egress.h>

/* RFC 1035, 2.3.4: 255 octets on the wire, 253 as text; and a NUL. */
#define SCHAIN__EG_NAME 254

SCHAIN_BEGIN_DECLS
/* NULL takes malloc. */
void schain__eg_allocator(schain_allocator *allocator, const schain_allocator *given);
/* Zeroed memory; NULL when it is out or the size overflows. */
void *schain__eg_take(const schain_allocator *allocator, size_t count, size_t size);
void schain__eg_give(const schain_allocator *allocator, void *memory, size_t count, size_t size);

schain_status schain__eg_fail(schain_error *error, schain_status code, const char *format, ...)
#if defined(__GNUC__)
	__attribute__((format(printf, 3, 4)))
#endif
	;
schain_status schain__eg_fail_memory(schain_error *error);
/* A caller's struct as this build knows it; see "The ABI" in doc/architecture.md. */
schain_status schain__eg_import(void *known, size_t known_size, const void *given, const char *what,
                                schain_error *error);

/*
 * SipHash (Aumasson, Bernstein 2012) with one round a word and three at the end,
 * as hash tables use it. Differs between byte orders: never kept or shown.
 */
uint64_t schain__eg_hash(const uint64_t seed[2], const void *data, size_t size);

static inline char schain__eg_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/*
 * A host name in lower case without its final dot, NUL-terminated. Returns its
 * length, 0 if it is none: too long, an empty label or one beyond 63 octets, a
 * blank or control character.
 */
size_t schain__eg_name(schain_string given, char name[SCHAIN__EG_NAME]);
/* An IPv6 address in network order, or an IPv4 one mapped into it. Returns 1 if it is one. */
int schain__eg_address(schain_string text, unsigned char address[16]);

/* Where the registrable domain of a name begins; SIZE_MAX if it has none. */
struct schain__eg_suffixes;
/* `path` NULL: what the build has. */
schain_status schain__eg_suffixes_new(const char *path, struct schain__eg_suffixes **ret_suffixes,
                                      schain_error *error);
void schain__eg_suffixes_free(struct schain__eg_suffixes *suffixes);
/* `suffixes` NULL: a guess. `name` as schain__eg_name() leaves it. */
size_t schain__eg_registrable(const struct schain__eg_suffixes *suffixes, const char *name,
                              size_t length);
SCHAIN_END_DECLS
#endif
