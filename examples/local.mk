# SPDX-License-Identifier: Apache-2.0
check_PROGRAMS += examples/embed examples/product examples/store
TESTS += examples/embed examples/product examples/store examples/telemetry/rebuild.test examples/telemetry/replay.test
examples_embed_SOURCES = examples/embed.c
examples_embed_LDADD = lib/libsupplychain-1.la
examples_store_SOURCES = examples/store.c
examples_store_LDADD = lib/libsupplychain-1.la
examples_product_SOURCES = examples/product.c
examples_product_LDADD = lib/libsupplychain-1.la
if PLUGINS
if !WINDOWS
# Never there, none.cpp: makes automake link with the C++ compiler.
check_PROGRAMS += examples/fleet examples/follow
TESTS += examples/fleet.test examples/follow.test
examples_fleet_SOURCES = examples/fleet.c
nodist_EXTRA_examples_fleet_SOURCES = examples/none.cpp
examples_fleet_CFLAGS = $(AM_CFLAGS) -pthread
examples_fleet_LDFLAGS = -pthread
examples_fleet_LDADD = plugins/libsupplychain-decode-1.la lib/libsupplychain-1.la
examples_follow_SOURCES = examples/follow.c
nodist_EXTRA_examples_follow_SOURCES = examples/none.cpp
examples_follow_CPPFLAGS = $(AM_CPPFLAGS) -D_POSIX_C_SOURCE=200809L
examples_follow_LDADD = plugins/libsupplychain-decode-1.la lib/libsupplychain-1.la
endif
endif
EXTRA_DIST += examples/README.md examples/fleet.test examples/follow.test
if PLUGIN_MODULES
# They need no library: all they call are the host's functions. The command's
# tests load them, and "supplychain plugin new" writes them.
example_plugins = examples/plugins/decoder.la examples/plugins/enricher.la examples/plugins/sink.la
example_ldflags = -module -avoid-version -shared -rpath /nowhere
check_LTLIBRARIES += $(example_plugins)
examples_plugins_decoder_la_SOURCES = examples/plugins/decoder.c
examples_plugins_decoder_la_LDFLAGS = $(example_ldflags)
examples_plugins_enricher_la_SOURCES = examples/plugins/enricher.c
examples_plugins_enricher_la_LDFLAGS = $(example_ldflags)
examples_plugins_sink_la_SOURCES = examples/plugins/sink.c
examples_plugins_sink_la_CFLAGS = $(AM_CFLAGS) -pthread
examples_plugins_sink_la_LDFLAGS = $(example_ldflags) -pthread
endif
if FFI
if PLUGIN_MODULES
# What a product has already, for tests/tools/ffi.test.
check_LTLIBRARIES += examples/ffi/libreputation.la examples/ffi/libscanner.la
examples_ffi_libreputation_la_SOURCES = examples/ffi/reputation.c
examples_ffi_libreputation_la_CFLAGS = $(AM_CFLAGS) -fvisibility=default
examples_ffi_libreputation_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
examples_ffi_libscanner_la_SOURCES = examples/ffi/scanner.c
examples_ffi_libscanner_la_CFLAGS = $(AM_CFLAGS) -fvisibility=default
examples_ffi_libscanner_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
endif
endif
EXTRA_DIST += examples/ffi/reputation.c examples/ffi/reputation.yaml \
  examples/ffi/scanner.c examples/ffi/scanner.yaml
if BPF
# A whole host product: the programs in the kernel and what feeds the engine. What bpftool
# writes is no code of ours: its warnings are its own.
sbin_PROGRAMS += examples/linux-sensor/supplychain-sensor
examples_linux_sensor_supplychain_sensor_SOURCES = \
  examples/linux-sensor/ask.c examples/linux-sensor/ask.h \
  examples/linux-sensor/confine.c examples/linux-sensor/confine.h \
  examples/linux-sensor/dns.c examples/linux-sensor/dns.h \
  examples/linux-sensor/identity.c examples/linux-sensor/identity.h \
  examples/linux-sensor/keep.c examples/linux-sensor/keep.h \
  examples/linux-sensor/line.c examples/linux-sensor/line.h \
  examples/linux-sensor/logs.c examples/linux-sensor/logs.h \
  examples/linux-sensor/main.c \
  examples/linux-sensor/procfs.c examples/linux-sensor/procfs.h \
  examples/linux-sensor/record.c examples/linux-sensor/record.h \
  examples/linux-sensor/sensor.c examples/linux-sensor/sensor.h \
  examples/linux-sensor/snapshot.c examples/linux-sensor/snapshot.h \
  examples/linux-sensor/source.c examples/linux-sensor/source.h \
  examples/linux-sensor/source_bpf.c \
  examples/linux-sensor/source_proc.c \
  examples/linux-sensor/status.c examples/linux-sensor/status.h \
  examples/linux-sensor/tell.c examples/linux-sensor/tell.h \
  examples/linux-sensor/watchers.c examples/linux-sensor/watchers.h \
  examples/linux-sensor/wire.h
examples_linux_sensor_supplychain_sensor_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE \
  -isystem $(builddir)/examples/linux-sensor -I$(srcdir)/examples/linux-sensor $(BPF_CFLAGS) $(SECCOMP_CFLAGS)
examples_linux_sensor_supplychain_sensor_LDADD = plugins/libsupplychain-decode-1.la \
  lib/libsupplychain-1.la $(BPF_LIBS) $(SECCOMP_LIBS)
BUILT_SOURCES += examples/linux-sensor/sensor_bpf.skel.h
CLEANFILES += examples/linux-sensor/sensor_bpf.skel.h examples/linux-sensor/sensor.bpf.o
examples/linux-sensor/sensor.bpf.o: examples/linux-sensor/sensor.bpf.c \
  examples/linux-sensor/kernel.h examples/linux-sensor/wire.h
	$(AM_V_GEN)$(MKDIR_P) examples/linux-sensor && \
	$(BPF_CLANG) -target bpf -O2 -g -Wall -D__TARGET_ARCH_$(bpf_target) $(BPF_CFLAGS) \
	  -idirafter /usr/include/$$($(CC) -print-multiarch) -c $(srcdir)/examples/linux-sensor/sensor.bpf.c -o $@
examples/linux-sensor/sensor_bpf.skel.h: examples/linux-sensor/sensor.bpf.o
	$(AM_V_GEN)$(BPFTOOL) gen skeleton examples/linux-sensor/sensor.bpf.o name sensor_bpf > $@.tmp && mv $@.tmp $@
noinst_DATA = examples/linux-sensor/supplychain-sensor.service
CLEANFILES += examples/linux-sensor/supplychain-sensor.service
examples/linux-sensor/supplychain-sensor.service: examples/linux-sensor/supplychain-sensor.service.in
	$(AM_V_GEN)$(MKDIR_P) examples/linux-sensor && \
	sed 's|@sbindir[@]|$(sbindir)|' $(srcdir)/examples/linux-sensor/supplychain-sensor.service.in > $@.tmp && mv $@.tmp $@
if SYSTEMD_UNITS
systemdsystemunit_DATA = examples/linux-sensor/supplychain-sensor.service
endif
endif
EXTRA_DIST += examples/linux-sensor/kernel.h examples/linux-sensor/sensor.bpf.c \
  examples/linux-sensor/supplychain-sensor.service.in
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
