/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_MODEL_SCRIPT_H
#define SCHAIN_MODEL_SCRIPT_H
/* What an interpreter runs, where the sensor tells its command line only. */
#include "base/text.h"

/*
 * The script that a command line names, borrowed from it; of `python -m name`
 * the module's name. Absent for inline code, and for programs that run none.
 * `classes`: of the image (policy/policy.h).
 */
schain_string schain__script_of(schain_string command, uint64_t classes);
/* Is it a program of Windows that runs the module that its command line names? */
int schain__runs_modules(schain_string image);
#endif
