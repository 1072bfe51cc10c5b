/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_PLUGIN_HOST_SERVE_H
#define SCHAIN_PLUGIN_HOST_SERVE_H
/* The plugin in the child: loaded, described, opened, asked, closed. */
#include "plugin/message.h"

/* Frames, from any thread; over when the host is gone. */
void serve_send(const schain__writer *writer);
void serve_refuse(schain_status status, const char *format, ...) SCHAIN__PRINTF(2, 3);
/* Waits for the next frame of the host; returns its kind. */
uint32_t serve_receive(schain__reader *ret_reader);

/* Loads the shared object that this process was given, and serves it until it is closed. */
int serve_plugin(uint32_t question_limit);
#endif
