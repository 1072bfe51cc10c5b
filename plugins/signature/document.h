/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_DOCUMENT_H
#define SCHAIN_SIGNATURE_DOCUMENT_H
/*
 * JSON documents by simdjson behind a C face: values by JSON pointer (RFC
 * 6901). Strings are the document's, as long as it lives.
 */
#include <supplychain/error.h>

#include "signature/bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct schain__document schain__document;

/* SCHAIN_E_SYNTAX: not one well-formed JSON value, or deeper than documents of signatures are. */
schain_status schain__document_parse(schain__bytes json, schain__document **ret_document);
void schain__document_free(schain__document *document);
/*
 * Each gives 1, or 0 where there is nothing of that kind. The pointer is a
 * format as printf's, so that indices can be put in.
 */
int schain__document_has(const schain__document *document, const char *pointer, ...)
        __attribute__((format(printf, 2, 3)));
int schain__document_string(const schain__document *document, schain__bytes *ret_text,
                            const char *pointer, ...) __attribute__((format(printf, 3, 4)));
/* A whole number, also as a string of digits: protobuf's JSON writes large ones so. */
int schain__document_number(const schain__document *document, int64_t *ret_number,
                            const char *pointer, ...) __attribute__((format(printf, 3, 4)));
/* How many elements an array has; 0 if it is none. */
size_t schain__document_count(const schain__document *document, const char *pointer, ...)
        __attribute__((format(printf, 2, 3)));

#ifdef __cplusplus
}
#endif
#endif
