# SPDX-License-Identifier: Apache-2.0
lib_libcore_la_SOURCES += \
  lib/policy/keys.def lib/policy/weights.def lib/policy/policy.h
