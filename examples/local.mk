# SPDX-License-Identifier: Apache-2.0
check_PROGRAMS += examples/embed
TESTS += examples/embed examples/telemetry/rebuild.test examples/telemetry/replay.test
examples_embed_SOURCES = examples/embed.c
examples_embed_LDADD = lib/libsupplychain-1.la
if PLUGIN_MODULES
# Needs no library: all it calls are the host's functions. tests/tools/plugins.test
# loads it.
check_LTLIBRARIES += examples/plugin-hello.la
examples_plugin_hello_la_SOURCES = examples/plugin-hello.c
examples_plugin_hello_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
endif
if CXX17
check_PROGRAMS += examples/embed++
TESTS += examples/embed++
examples_embed___SOURCES = examples/embed.cpp
examples_embed___LDADD = lib/libsupplychain-1.la
# A name of its own for the object, beside embed.c's.
examples_embed___CPPFLAGS = $(AM_CPPFLAGS)
endif

EXTRA_DIST += \
  examples/telemetry/README.md \
  examples/telemetry/rebuild.test examples/telemetry/replay.test \
  examples/telemetry/score.py \
  examples/telemetry/linux/recorded-installs/README.md \
  examples/telemetry/linux/recorded-installs/SCHEMA.md \
  examples/telemetry/linux/recorded-installs/audit.log.gz \
  examples/telemetry/linux/recorded-installs/ebpf.jsonl.gz \
  examples/telemetry/linux/recorded-installs/labels.json \
  examples/telemetry/linux/recorded-installs/policy.yaml \
  examples/telemetry/macos/voip-update/README.md \
  examples/telemetry/macos/voip-update/events.jsonl.gz \
  examples/telemetry/macos/voip-update/labels.json \
  examples/telemetry/macos/voip-update/policy.yaml \
  examples/telemetry/macos/voip-update/rebuild.py \
  examples/telemetry/windows/voip-update/README.md \
  examples/telemetry/windows/voip-update/labels.json \
  examples/telemetry/windows/voip-update/policy.yaml \
  examples/telemetry/windows/voip-update/rebuild.py \
  examples/telemetry/windows/voip-update/sysmon.xml.gz
