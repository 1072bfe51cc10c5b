/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_JOURNAL_DRIVERS_H
#define SCHAIN_DECODE_JOURNAL_DRIVERS_H
/* The drivers of this folder: systemd's journal, as journalctl writes it. */
#include "decode/decoder.h"

extern const schain__driver schain__driver_journal_export;
extern const schain__driver schain__driver_journal_json;
#endif
