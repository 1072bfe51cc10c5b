/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TESTS_DESCRIPTION_H
#define SCHAIN_TESTS_DESCRIPTION_H
/*
 * The description of the ABI (doc/abi), read with libfyaml, of which JSON is a
 * part. No header of the library is included by the programs that use this.
 */
#include <ffi.h>
#include <stddef.h>
#include <stdint.h>

struct signature;

struct value {
	const char *name; /* "" of what is returned */
	const char *type; /* as in C */
	const char *is;   /* "u32", "pointer", "struct", "function", "void" ... */
	const char *to;   /* of a pointer */
	unsigned depth;   /* of a pointer: stars */
	unsigned is_out;
	struct signature *signature; /* of a function */
	ffi_type *ffi;
	size_t offset, size; /* of a field */
};

struct signature {
	struct value returned;
	struct value *parameters;
	unsigned count;
	ffi_type **types;
	ffi_cif cif;
};

struct record {
	const char *name;
	size_t size;
	struct value *fields;
	unsigned count;
};

struct function {
	const char *name;
	const char *library;
	struct signature signature;
};

struct constant {
	const char *name;
	const char *value;
};

struct description {
	struct record *records;
	struct function *functions;
	struct constant *constants;
	const char **handles;
	size_t record_count, function_count, constant_count, handle_count;
};

/* Reads *.json of a directory; ends the program with a message where it cannot. */
const struct description *description_read(const char *directory);

/* NULL if there is none of that name. */
const struct record *description_record(const char *name);
const struct function *description_function(const char *name);
/* These end the program. */
int64_t description_constant(const char *name);
const struct value *description_field(const struct record *record, const char *name);
int description_is_handle(const char *name);

_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
void *must_allocate(size_t size); /* zeroed; never freed: a test's */
#endif
