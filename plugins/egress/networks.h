/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EGRESS_NETWORKS_H
#define SCHAIN_EGRESS_NETWORKS_H
/* Owners of addresses, from an MMDB that the operator has. */
#include "egress/support.h"

struct schain__eg_networks;

/* `path` NULL: *ret_networks is NULL and every owner unknown. */
schain_status schain__eg_networks_new(const schain_allocator *allocator, const char *path,
                                      struct schain__eg_networks **ret_networks,
                                      schain_error *error);
void schain__eg_networks_free(const schain_allocator *allocator,
                              struct schain__eg_networks *networks);
/* Number of the network (ASN) that an address belongs to; 0 unknown. */
uint32_t schain__eg_networks_owner(const struct schain__eg_networks *networks,
                                   const unsigned char address[16]);
#endif
