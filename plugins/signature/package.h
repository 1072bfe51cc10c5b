/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_PACKAGE_H
#define SCHAIN_SIGNATURE_PACKAGE_H
/* The file at hand against what its host's package manager installed. */
#include "signature/verifier.h"

/* Before the pass over the file: adds a sink if a package has that path. */
schain_status schain__sig_package_begin(schain__sig_job *job);
/* After it: what was found. */
schain_status schain__sig_package_finish(schain__sig_job *job);
void schain__sig_package_clear(schain__sig_job *job);
void schain__sig_packages_clear(schain_verifier *verifier);
#endif
