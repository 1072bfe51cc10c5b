# SPDX-License-Identifier: Apache-2.0
EXTRA_DIST += doc/architecture.dot doc/architecture.md doc/architecture.svg doc/symbols-in-versions doc/engine.md
EXTRA_DIST += doc/reference.dox doc/guide/README.md doc/guide/embedding.md doc/guide/errors.md doc/guide/events.md \
  doc/guide/plugins.md doc/guide/policy.md doc/guide/state.md doc/guide/threads.md \
  doc/guide/upgrading.md
EXTRA_DIST += doc/state-format.md
EXTRA_DIST += doc/plugins.md doc/plugin-transport.md doc/plugin-tutorial.md doc/ffi.md
EXTRA_DIST += doc/egress.md
EXTRA_DIST += doc/evaluation.md doc/evaluation-roc.svg doc/evaluation-signals.svg
EXTRA_DIST += doc/state.md doc/state-format.md
EXTRA_DIST += doc/plugins.md doc/plugin-transport.md doc/ffi.md
EXTRA_DIST += doc/python-tutorial.md
EXTRA_DIST += doc/policy.md doc/policy-keys.awk doc/policy-keys.md
EXTRA_DIST += doc/signature.md doc/signature-peers.md
EXTRA_DIST += doc/reputation.md doc/reputation-store.md
EXTRA_DIST += doc/signature-formats.md
EXTRA_DIST += doc/sensor.md
EXTRA_DIST += doc/report.md doc/verdict-json.md
EXTRA_DIST += doc/abi.md scripts/abi-describe scripts/abi-diff scripts/abi_compiler.py

# The description of the ABI, of all headers whatever is built here.
abidir = $(pkgdatadir)/abi-1
abi_nouns = base claim decode egress engine error event ffi format isolation known object plugin \
  plugins policy report reputation signature store supplychain verdict version
abi_description = $(abi_nouns:%=doc/abi/%.json)
dist_abi_DATA = $(abi_description)
abi:
	$(AM_V_GEN)$(srcdir)/scripts/abi-describe -I include/supplychain-1 $(srcdir)/doc/abi \
	  $(srcdir)/include/supplychain-1/supplychain
.PHONY: abi

# The reference of the public headers, below doc/api/.
doc: doc/Doxyfile
	@test -n "$(DOT)" || { echo "Graphviz was not found when this was configured" >&2; exit 1; }
	@test -n "$(DOXYGEN)" || { echo "doxygen was not found when this was configured" >&2; exit 1; }
	$(AM_V_GEN)$(DOXYGEN) doc/Doxyfile
.PHONY: doc

clean-local:
	-rm -rf doc/api
include doc/formats/local.mk
include doc/man/local.mk
