/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TRAINING_FAMILIES_H
#define SCHAIN_TRAINING_FAMILIES_H
/* Published algorithms that generate domain names, for training only. */
#include <stddef.h>
#include <stdint.h>

enum { NAME_SIZE = 80 };

/* A generator of random numbers that gives the same everywhere (SplitMix64). */
struct random {
	uint64_t state;
};
uint64_t random_next(struct random *random);
/* Less than `limit`. */
uint32_t random_below(struct random *random, uint32_t limit);

struct family {
	const char *name;
	/* The label, without its suffix; NUL-terminated. */
	void (*make)(const struct family *family, struct random *random, char *label);
	const char *alphabet; /* of a plain family */
	unsigned least, most; /* characters */
	const char *suffixes; /* blank between them */
};

size_t family_count(void);
const struct family *family_at(size_t index);
/* A whole name of that family. */
void family_make(const struct family *family, struct random *random, char name[NAME_SIZE]);
#endif
