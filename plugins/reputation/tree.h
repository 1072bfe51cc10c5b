/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_TREE_H
#define SCHAIN_REPUTATION_TREE_H
/*
 * A JSON document as a flat list of nodes, by simdjson behind a C face. Node 0
 * is the document; the members of an object or array follow it.
 */
#include "reputation/memory.h"

#ifdef __cplusplus
extern "C" {
#endif

struct schain__feed;

enum schain__node_kind {
	SCHAIN__NODE_NULL,
	SCHAIN__NODE_STRING,
	SCHAIN__NODE_NUMBER, /* whole, or 0 */
	SCHAIN__NODE_TRUE,
	SCHAIN__NODE_FALSE,
	SCHAIN__NODE_OBJECT,
	SCHAIN__NODE_ARRAY,
};

typedef struct schain__node {
	schain_string key;  /* of an object's member */
	schain_string text; /* of a string */
	int64_t number;
	uint32_t kind;
	uint32_t end;       /* index behind the last of its members, or behind itself */
} schain__node;

typedef struct schain__tree {
	schain__rep_memory *memory;
	schain__node *nodes;
	size_t count;
	size_t capacity;
	void *parser; /* owns the strings */
} schain__tree;

enum { SCHAIN__TREE_DEPTH = 64 }; /* so many objects and arrays in each other are too many */

/* Bytes that have to be readable behind the data. */
size_t schain__tree_padding(void);
/* NULL, or what is wrong; *ret_is_memory: it was memory. `data` is not needed afterwards. */
const char *schain__tree_parse(schain__tree *tree, const char *data, size_t size, int *ret_is_memory);
/* Offset of the first byte that can be in no JSON document here; SIZE_MAX if it is one. */
size_t schain__json_fault(const char *data, size_t size);
void schain__tree_dispose(schain__tree *tree);

/* Reads the feed whole as JSON. */
schain_status schain__tree_read(struct schain__feed *feed, schain__tree *tree, schain_error *error);

/* The first member, and the one behind; 0: there is none. */
uint32_t schain__tree_first(const schain__tree *tree, uint32_t node);
uint32_t schain__tree_next(const schain__tree *tree, uint32_t parent, uint32_t node);
/* A member of an object, or 0. */
uint32_t schain__tree_member(const schain__tree *tree, uint32_t node, const char *key);
/* A member's text; absent where it is none. */
schain_string schain__tree_text(const schain__tree *tree, uint32_t node, const char *key);
int schain__tree_is(const schain__tree *tree, uint32_t node, const char *key, uint32_t kind);

#ifdef __cplusplus
}
#endif
#endif
