# SPDX-License-Identifier: Apache-2.0
include tests/api/local.mk
include tests/base/local.mk
include tests/decode/local.mk
include tests/decode-auditd/local.mk
include tests/decode-products/local.mk
include tests/decode-sysmon/local.mk
include tests/egress/local.mk
include tests/engine/local.mk
include tests/ffi/local.mk
include tests/model/local.mk
include tests/plugin/local.mk
include tests/policy/local.mk
include tests/report/local.mk
include tests/reputation/local.mk
include tests/store/local.mk
include tests/signature/local.mk
include tests/tools/local.mk
