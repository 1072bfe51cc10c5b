/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_PLUGGED_H
#define SCHAIN_DECODE_PLUGGED_H
/* Decoder plugins, each behind a driver. */
#include "decode/frame.h"

#include <supplychain/plugins.h>

struct schain__plugged {
	schain__driver driver; /* first: the frame has a pointer to it only */
	const schain_plugin_decoder *decoder;
	void *instance;
};

/* plugged_event.c: is it one that can be read at all? */
int schain__plugged_is_event(const schain_event *event);
/* Copies one that can into the batch. Fails as schain__decode_commit(), or without memory. */
schain_status schain__plugged_keep(schain__decode *decode, const schain_event *event);
#endif
