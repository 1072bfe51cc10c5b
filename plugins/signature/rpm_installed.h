/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_RPM_INSTALLED_H
#define SCHAIN_SIGNATURE_RPM_INSTALLED_H
/* RPM's database of installed packages, in SQLite since RPM 4.16. */
#include "signature/installed.h"

/* One package's header, as the database has it. SCHAIN_E_DAMAGED: it cannot be read. */
schain_status schain__rpm_installed_take(schain__installed *installed, schain__bytes header);
/* All packages. SCHAIN_E_UNSUPPORTED in a build without SQLite. */
schain_status schain__rpm_installed_load(schain__installed *installed, const char *path,
                                         schain_error *error);
#endif
