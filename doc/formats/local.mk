# SPDX-License-Identifier: Apache-2.0
EXTRA_DIST += \
  doc/formats/apt-history.md \
  doc/formats/auditd.md \
  doc/formats/auoms-json.md \
  doc/formats/code-integrity.md \
  doc/formats/dpkg-log.md \
  doc/formats/ebpf-jsonl.md \
  doc/formats/mapped-json.md \
  doc/formats/supplychain-jsonl.md \
  doc/formats/sysmon-events.md \
  doc/formats/sysmon-evtx.md \
  doc/formats/sysmon-json.md \
  doc/formats/sysmon-xml.md
