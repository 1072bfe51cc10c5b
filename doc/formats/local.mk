# SPDX-License-Identifier: Apache-2.0
EXTRA_DIST += \
  doc/formats/apt-history.md \
  doc/formats/apt-term.md \
  doc/formats/auditd.md \
  doc/formats/auoms-json.md \
  doc/formats/code-integrity.md \
  doc/formats/dnf-rpm-log.md \
  doc/formats/dpkg-log.md \
  doc/formats/ebpf-jsonl.md \
  doc/formats/ecs-json.md \
  doc/formats/eslogger-json.md \
  doc/formats/falco-json.md \
  doc/formats/journal.md \
  doc/formats/macos-logs.md \
  doc/formats/mapped-json.md \
  doc/formats/network-joining.md \
  doc/formats/nfdump-json.md \
  doc/formats/ocsf-json.md \
  doc/formats/osquery-json.md \
  doc/formats/pacman-log.md \
  doc/formats/santa.md \
  doc/formats/supplychain-jsonl.md \
  doc/formats/suricata-eve.md \
  doc/formats/sysmon-events.md \
  doc/formats/sysmon-evtx.md \
  doc/formats/sysmon-json.md \
  doc/formats/sysmon-xml.md \
  doc/formats/tetragon-json.md \
  doc/formats/tracee-json.md \
  doc/formats/windows-events.md \
  doc/formats/zeek.md
