/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_DPKG_H
#define SCHAIN_SIGNATURE_DPKG_H
/*
 * dpkg's database of installed files: lists, MD5s, diversions and
 * configuration files (deb-md5sums(5), deb-conffiles(5), dpkg-divert(1)).
 */
#include "signature/installed.h"

typedef struct schain__dpkg schain__dpkg;

/* Fills `installed`, which it borrows. NULL when memory is out. */
schain__dpkg *schain__dpkg_new(schain__installed *installed, const schain_allocator *allocator);
void schain__dpkg_free(schain__dpkg *dpkg);
/* The parts, in this order: diversions, then each package's list and md5sums, then status. */
schain_status schain__dpkg_take_diversions(schain__dpkg *dpkg, schain__bytes text);
schain_status schain__dpkg_take_package(schain__dpkg *dpkg, schain_string name, schain__bytes list,
                                        schain__bytes md5sums);
schain_status schain__dpkg_take_status(schain__dpkg *dpkg, schain__bytes text);
/* All of these from `directory` (/var/lib/dpkg). SCHAIN_E_IO: it cannot be read. */
schain_status schain__dpkg_load(schain__installed *installed, const schain_allocator *allocator,
                                const char *directory, schain_error *error);
#endif
