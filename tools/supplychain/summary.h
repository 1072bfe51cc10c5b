/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_SUMMARY_H
#define SCHAIN_TOOLS_SUMMARY_H
/* What a replay says on standard error when it is done. */
#include "input.h"
#include "results.h"

/* "12,345 records, 11,002 events, 3 damaged; 1 high" */
void summary_print(const struct input *inputs, size_t count, uint64_t events,
                   const struct results *results);
/* Every counter of the decoders and of the engine. */
void summary_print_statistics(const struct input *inputs, size_t count, const schain_engine *engine);
#endif
