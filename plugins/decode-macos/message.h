/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_MACOS_MESSAGE_H
#define SCHAIN_DECODE_MACOS_MESSAGE_H
/*
 * What macOS's own services say in words: the same messages stand in the
 * unified log and in install.log.
 */
#include "decode-mapped/shape.h"

/*
 * Fills in the event that a message of that program tells. Returns its type, 0
 * if it tells none. `program` is a name without its directory.
 */
uint32_t schain__macos_message(schain__slot *slot, schain_string program, schain_string message);
#endif
