/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_PLATFORM_H
#define SCHAIN_BASE_PLATFORM_H
/* Everything that differs between operating systems. */
#include <stddef.h>

/* Fills with unpredictable bytes. Returns 0, or -1 if the system has none. */
int schain__random(void *buffer, size_t size);
#endif
