# SPDX-License-Identifier: Apache-2.0
manual_pages = \
  doc/man/supplychain.1 \
  doc/man/supplychain-egress.1 \
  doc/man/supplychain-explain.1 \
  doc/man/supplychain-formats.1 \
  doc/man/supplychain-plugins.1 \
  doc/man/supplychain-policy.1 \
  doc/man/supplychain-policy.5 \
  doc/man/supplychain-replay.1 \
  doc/man/supplychain-report.1 \
  doc/man/supplychain-reputation.1 \
  doc/man/supplychain-state.1 \
  doc/man/supplychain-trust.1 \
  doc/man/supplychain-verify.1 \
  doc/man/supplychain-watch.1
EXTRA_DIST += $(manual_pages) doc/man/supplychain-sensor.8
if PLUGINS
man_MANS = $(manual_pages)
if BPF
man_MANS += doc/man/supplychain-sensor.8
endif
endif
