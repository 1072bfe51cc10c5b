/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_XAR_TABLE_H
#define SCHAIN_SIGNATURE_XAR_TABLE_H
/* The table of contents of a xar archive, read as it is unpacked. */
#include "signature/xar.h"

typedef struct schain__xar_table schain__xar_table;

/* What the table says goes into *xar. NULL when memory is out. */
schain__xar_table *schain__xar_table_new(schain__xar *xar);
void schain__xar_table_free(schain__xar_table *table);
/* The next part of the XML; SCHAIN_E_DAMAGED: *ret_damage says why. */
schain_status schain__xar_table_feed(schain__xar_table *table, const char *data, size_t size,
                                     int is_last, const char **ret_damage);
/* The table's own checksum in the heap; size 0 if the table names none. */
void schain__xar_table_checksum(const schain__xar_table *table, uint64_t *ret_offset,
                                uint64_t *ret_size, const char **ret_digest_name,
                                const char **ret_name);
#endif
