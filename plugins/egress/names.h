/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EGRESS_NAMES_H
#define SCHAIN_EGRESS_NAMES_H
/* Evidence that an algorithm made a name. */
#include "egress/support.h"

/* Of a name as schain__eg_name() leaves it. */
int32_t schain__eg_name_score(const char *name, size_t length);
int32_t schain__eg_label_score(const char *label, size_t length);
#endif
