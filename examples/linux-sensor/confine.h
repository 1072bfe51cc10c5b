/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_CONFINE_H
#define SENSOR_CONFINE_H
/*
 * Gives up for good what watching does not need once it has begun: capabilities,
 * gaining any by exec, core files, and the system calls that a sensor never makes.
 * With `has_plugins` what isolated plugins are started with stays, with `asks_proc`
 * what SOURCE_PROC asks the kernel for later. Returns 0, or -1
 * after a message on standard error.
 */
int confine(int has_plugins, int asks_proc);
#endif
