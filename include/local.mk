# SPDX-License-Identifier: Apache-2.0
schaindir = $(includedir)/supplychain-1/supplychain
schain_HEADERS = \
  include/supplychain-1/supplychain/base.h \
  include/supplychain-1/supplychain/claim.h \
  include/supplychain-1/supplychain/engine.h \
  include/supplychain-1/supplychain/error.h \
  include/supplychain-1/supplychain/event.h \
  include/supplychain-1/supplychain/format.h \
  include/supplychain-1/supplychain/isolation.h \
  include/supplychain-1/supplychain/known.h \
  include/supplychain-1/supplychain/object.h \
  include/supplychain-1/supplychain/plugin.h \
  include/supplychain-1/supplychain/plugins.h \
  include/supplychain-1/supplychain/policy.h \
  include/supplychain-1/supplychain/report.h \
  include/supplychain-1/supplychain/store.h \
  include/supplychain-1/supplychain/supplychain.h \
  include/supplychain-1/supplychain/verdict.h
if PLUGINS
schain_HEADERS += include/supplychain-1/supplychain/decode.h \
  include/supplychain-1/supplychain/egress.h
endif
if REPUTATION
schain_HEADERS += include/supplychain-1/supplychain/reputation.h
endif
if SIGNATURE
schain_HEADERS += include/supplychain-1/supplychain/signature.h
endif
if FFI
schain_HEADERS += include/supplychain-1/supplychain/ffi.h
endif
nodist_schain_HEADERS = include/supplychain-1/supplychain/version.h
