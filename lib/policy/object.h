/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_POLICY_OBJECT_H
#define SCHAIN_POLICY_OBJECT_H
/* The policy itself: values, lists, and the indexes that are built of the lists. */
#include "policy/hosts.h"
#include "policy/names.h"
#include "policy/paths.h"
#include "policy/pattern.h"
#include "policy/policy.h"
#include "policy/words.h"

typedef struct schain__list {
	schain_string *items; /* as given, in order */
	size_t count;
	size_t capacity;
} schain__list;

/* Everything that patterns take up; made anew when one is taken away. */
typedef struct schain__lists {
	schain__list list[SCHAIN__KEY_COUNT];
	schain__arena pool;
	schain__table items; /* tag: key */
	schain__names names;
	schain__paths paths;
	schain__hosts hosts;
	schain__words words;
} schain__lists;

struct schain_policy {
	schain__memory *memory; /* own, or the engine's */
	schain__memory own;
	int64_t values[SCHAIN__KEY_COUNT];
	schain__lists lists;
};

/* Kind and bits of a key's patterns. */
typedef struct schain__catalogue {
	enum schain__pattern_kind kind;
	uint64_t bits; /* of images and paths: public ones and the list's own */
	uint64_t own;  /* the bit that tells this list from all others */
	uint32_t host_bits;
	uint32_t host_own;
} schain__catalogue;

/* Bits of lists that share a public bit; not given out. */
#define SCHAIN__OWN_PROGRAM_PATHS ((uint64_t)1 << 48)
#define SCHAIN__OWN_PATH_SCOPE ((uint64_t)1 << 49)
#define SCHAIN__OWN_PERSISTENCE_PATHS ((uint64_t)1 << 50)
#define SCHAIN__OWN_PERSISTENCE_KEYS ((uint64_t)1 << 51)
#define SCHAIN__OWN_EXECUTABLE_NAMES ((uint64_t)1 << 52)
#define SCHAIN__OWN_TRUSTED_DMGS ((uint64_t)1 << 53)
#define SCHAIN__OWN_TEMPORARY_NAMES ((uint64_t)1 << 54)
#define SCHAIN__OWN_BITS ((uint64_t)0x7f << 48)
#define SCHAIN__IMAGE_BITS (((uint64_t)1 << 32) - 1)
#define SCHAIN__KIND_BITS                                                                          \
	(SCHAIN__PATH_EXECUTABLE | SCHAIN__PATH_NOT_EXECUTABLE | SCHAIN__PATH_SCRIPT |             \
	 SCHAIN__PATH_MODULE | SCHAIN__OWN_EXECUTABLE_NAMES)

extern const schain__catalogue schain__catalogues[SCHAIN__KEY_COUNT];

/* All bits, the lists' own among them. */
uint64_t schain__policy_bits(const schain_policy *policy, schain_string path);

/* The key of a name, or SCHAIN__KEY_COUNT. */
enum schain__key schain__key_find(schain_string name);
/* The known name most like `name`, or NULL if none is near. */
const char *schain__key_nearest(schain_string name);
schain_status schain__key_fail(schain_string name, schain_error *error);

/* Text to value; the message names the key, the text and what was expected. */
schain_status schain__value_parse(const schain_policy_key *key, schain_string text,
                                  int64_t *ret_value, schain_error *error);
/* Longest text of schain__value_format(), with its NUL. */
#define SCHAIN__VALUE_SIZE 32
/* Value to text that gives the same value back. */
void schain__value_format(uint32_t kind, int64_t value, char buffer[SCHAIN__VALUE_SIZE]);

/* Host of a URL, without user and port; of other text what precedes a '/'. Borrowed. */
schain_string schain__url_host(schain_string url);
/* Does the URL, or bare host, lie below the URL `prefix`? */
int schain__url_starts(schain_string url, schain_string prefix);

void schain__lists_init(schain__lists *lists, schain__memory *memory);
void schain__lists_dispose(schain__lists *lists);
/* Frees what `lists` held and moves `fresh` there. */
void schain__lists_replace(schain__lists *lists, schain__lists *fresh);
/* SCHAIN_END: it was there already. On failure nothing is changed. */
schain_status schain__lists_add(schain__lists *lists, enum schain__key key, schain_string pattern,
                                schain_error *error);
/* Adds all patterns but those of one list. */
schain_status schain__lists_copy(const schain__lists *from, schain__lists *to,
                                 enum schain__key without, schain_error *error);
/*
 * These take patterns off a list, not out of the indexes: schain__policy_reindex()
 * is due. The first returns 0 if the pattern is not in the list.
 */
int schain__lists_forget(schain__lists *lists, enum schain__key key, schain_string pattern);
void schain__lists_empty(schain__lists *lists, enum schain__key key);
int schain__lists_has(const schain__lists *lists, enum schain__key key, schain_string pattern);

/* A new policy without patterns. */
schain_status schain__policy_bare(schain__memory *memory, const schain_allocator *allocator,
                                  schain_policy **ret_policy, schain_error *error);
/* Makes the indexes anew, without one list's patterns. On failure nothing is changed. */
schain_status schain__policy_reindex(schain_policy *policy, enum schain__key without,
                                     schain_error *error);
/* Moves everything of `changed`, a copy in the same memory, into `policy` and frees it. */
void schain__policy_take(schain_policy *policy, schain_policy *changed);
/* Adds the built-in patterns of every list. */
schain_status schain__policy_add_defaults(schain_policy *policy, schain_error *error);

/* The built-in patterns, made of lib/policy/default/ at build time. */
typedef struct schain__default {
	const char *key;
	const char *const *patterns; /* ends with NULL */
} schain__default;
extern const schain__default schain__defaults[]; /* ends with a NULL key */
#endif
