/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_ENTITLEMENTS_H
#define SCHAIN_SIGNATURE_ENTITLEMENTS_H
/*
 * Apple entitlements: of the property list, the keys that loosen what the
 * system would otherwise enforce.
 */
#include <supplychain/signature.h>

#include "signature/bytes.h"

/*
 * The keys that are true, as bits of schain_signature_detail::flags. `blob` with its 8-byte head. SCHAIN_E_DAMAGED: not a
 * property list that can be trusted to mean one thing.
 */
schain_status schain__entitlements_read(schain__bytes blob, uint32_t *ret_flags);
#endif
