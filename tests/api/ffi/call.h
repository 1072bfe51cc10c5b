/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TESTS_CALL_H
#define SCHAIN_TESTS_CALL_H
/* Arguments made, and functions called, by what their description says. */
#include "description.h"

#define MOST_PARAMETERS 16u

union word {
	uint64_t number;
	int32_t status;
	void *pointer;
	unsigned char bytes[64];
};

struct arguments {
	const struct function *function;
	union word words[MOST_PARAMETERS];
	void *values[MOST_PARAMETERS]; /* as libffi takes them */
	union word returned;
};

enum filling {
	FILL_NOTHING, /* zero and NULL */
	FILL_PLAIN,   /* structs that are initialised, texts, buffers, callbacks; no handles */
	FILL_LIVE,    /* handles as well */
};

/* NULL if the function is not in this program. */
void (*address_of(const char *name))(void);

/* Memory of the arguments is a test's: never freed. */
void arguments_make(struct arguments *arguments, const struct function *function,
                    enum filling filling);
/* The result is in `returned`, widened as libffi does. */
void arguments_call(struct arguments *arguments);
/* Zeroed, and set up by struct_size where it has one. */
void *record_make(const struct record *record);

/* A handle that FILL_LIVE gives for that type from now on; NULL: none. */
void handle_set(const char *type, void *handle);
void *handle_get(const char *type);

/* A C function of that signature that calls `take` and returns zero. */
void *closure_make(struct signature *signature,
                   void (*take)(ffi_cif *cif, void *ret_value, void **values, void *context),
                   void *context);
#endif
