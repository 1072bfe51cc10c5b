# SPDX-License-Identifier: Apache-2.0
EXTRA_DIST += doc/architecture.dot doc/architecture.md doc/architecture.svg doc/symbols-in-versions doc/engine.md
EXTRA_DIST += doc/policy.md doc/policy-keys.awk doc/policy-keys.md
EXTRA_DIST += doc/verdict-json.md
EXTRA_DIST += doc/formats/apt-history.md doc/formats/auditd.md doc/formats/auoms-json.md doc/formats/dpkg-log.md
EXTRA_DIST += doc/formats/code-integrity.md doc/formats/sysmon-events.md doc/formats/sysmon-evtx.md doc/formats/sysmon-json.md doc/formats/sysmon-xml.md

# The reference of the public headers, below doc/api/.
doc: doc/Doxyfile
	@test -n "$(DOXYGEN)" || { echo "doxygen was not found when this was configured" >&2; exit 1; }
	$(AM_V_GEN)$(DOXYGEN) doc/Doxyfile
.PHONY: doc

clean-local:
	-rm -rf doc/api
include doc/formats/local.mk
include doc/man/local.mk
