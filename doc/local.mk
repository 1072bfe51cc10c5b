# SPDX-License-Identifier: Apache-2.0
EXTRA_DIST += doc/architecture.dot doc/architecture.md doc/architecture.svg doc/symbols-in-versions doc/engine.md
EXTRA_DIST += doc/state-format.md
EXTRA_DIST += doc/plugins.md doc/plugin-transport.md doc/plugin-tutorial.md doc/ffi.md
EXTRA_DIST += doc/egress.md
EXTRA_DIST += doc/evaluation.md doc/evaluation-roc.svg doc/evaluation-signals.svg
EXTRA_DIST += doc/state.md doc/state-format.md
EXTRA_DIST += doc/plugins.md doc/plugin-transport.md doc/ffi.md
EXTRA_DIST += doc/policy.md doc/policy-keys.awk doc/policy-keys.md
EXTRA_DIST += doc/signature.md doc/signature-peers.md
EXTRA_DIST += doc/reputation.md doc/reputation-store.md
EXTRA_DIST += doc/signature-formats.md
EXTRA_DIST += doc/report.md doc/verdict-json.md

# The reference of the public headers, below doc/api/.
doc: doc/Doxyfile
	@test -n "$(DOXYGEN)" || { echo "doxygen was not found when this was configured" >&2; exit 1; }
	$(AM_V_GEN)$(DOXYGEN) doc/Doxyfile
.PHONY: doc

clean-local:
	-rm -rf doc/api
include doc/formats/local.mk
include doc/man/local.mk
