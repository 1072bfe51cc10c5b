/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_POLICY_LOAD_H
#define SCHAIN_POLICY_LOAD_H
/* Reading policy files. */
#include "policy/object.h"

/* schain_policy_load() in a build with libfyaml. */
schain_status schain__yaml_load(schain_policy *policy, schain_string yaml, const char *name,
                                schain_error *error);
#endif
