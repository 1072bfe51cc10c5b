/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_ENGINE_JUDGE_H
#define SCHAIN_ENGINE_JUDGE_H
/* One event, in its turn, to the stages that look at it. */
#include "analytic/analytic.h"

/* Returns 0, or -1 for an event of an unknown type or without what its type needs. */
int schain__judge(schain__scene *scene);
#endif
