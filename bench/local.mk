# SPDX-License-Identifier: Apache-2.0
# make bench measures; make bench-score counts what is found.
EXTRA_DIST += bench/bindings.sh bench/bindings/bindings.go bench/bindings/bindings.py bench/bindings/go.mod
EXTRA_DIST += bench/names.sh bench/reputation.sh bench/gen-mapping.yaml bench/policy.yaml bench/run.sh bench/score.sh
if PLUGINS
EXTRA_PROGRAMS += bench/bench
bench_bench_SOURCES = \
  bench/baseline.cpp bench/bench.c bench/bench.h bench/copy.c bench/decode.c bench/egress.c bench/isolated.c bench/pending.c \
  bench/plugin.c
bench_bench_CPPFLAGS = $(AM_CPPFLAGS) -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE \
  -DBENCH_HELPER='"$(abs_top_builddir)/lib/plugin-host/supplychain-plugin-host-1"' \
  -DBENCH_PLUGIN='"$(abs_top_builddir)/examples/plugins/.libs/enricher.so"'
bench_bench_CXXFLAGS = $(AM_CXXFLAGS) $(SIMDJSON_CFLAGS)
bench_bench_LDADD = plugins/libsupplychain-decode-1.la plugins/libsupplychain-egress-1.la lib/libsupplychain-1.la $(SIMDJSON_LIBS)

bench_isolated =
if ISOLATION
if PLUGIN_MODULES
bench_isolated += lib/plugin-host/supplychain-plugin-host-1 examples/plugins/enricher.la
endif
endif
# Of what has a target of its own: a short run.
bench_short =
if SIGNATURE
bench_short += bench/signature
endif
bench: bench/bench $(bench_isolated) $(bench_short)
	@$(MKDIR_P) bench
	$(AM_V_at)$(SHELL) $(srcdir)/bench/run.sh $(abs_srcdir)
	@for one in $(bench_short); do echo; \
	  $(SHELL) $(srcdir)/$$one.sh $(abs_srcdir) $(abs_builddir) short; done
if REPUTATION
EXTRA_PROGRAMS += bench/reputation
bench_reputation_SOURCES = bench/reputation.c
nodist_EXTRA_bench_reputation_SOURCES = bench/none.cpp
bench_reputation_CPPFLAGS = $(AM_CPPFLAGS) -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE
bench_reputation_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(LMDB_CFLAGS)
bench_reputation_LDADD = plugins/libsupplychain-reputation-1.la lib/libsupplychain-1.la $(SQLITE_LIBS) $(LMDB_LIBS)
bench-reputation: bench/reputation tools/supplychain/supplychain
	@$(MKDIR_P) bench
	$(AM_V_at)$(SHELL) $(srcdir)/bench/reputation.sh
CLEANFILES += bench/reputation$(EXEEXT)
endif
# What the live sensor costs; as root.
EXTRA_DIST += bench/sensor.py
if BPF
bench-sensor: examples/linux-sensor/supplychain-sensor
	$(AM_V_at)python3 $(srcdir)/bench/sensor.py examples/linux-sensor/supplychain-sensor
.PHONY: bench-sensor
endif

EXTRA_PROGRAMS += bench/names
bench_names_SOURCES = bench/names.c bench/bench.h
bench_names_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_builddir) -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE
bench_names_CFLAGS = $(AM_CFLAGS) $(NDPI_CFLAGS)
bench_names_LDADD = plugins/libsupplychain-egress-1.la lib/libsupplychain-1.la $(NDPI_LIBS)
EXTRA_PROGRAMS += bench/asked
bench_asked_SOURCES = bench/asked.c
bench_asked_CPPFLAGS = $(AM_CPPFLAGS) -D_POSIX_C_SOURCE=200809L
bench_asked_LDADD = plugins/libsupplychain-egress-1.la lib/libsupplychain-1.la
bench-names: bench/names$(EXEEXT) bench/asked$(EXEEXT)
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/bench/names.sh bench/names$(EXEEXT) bench/asked$(EXEEXT)
EXTRA_PROGRAMS += bench/beacons
bench_beacons_SOURCES = bench/beacons.c
bench_beacons_LDADD = plugins/libsupplychain-egress-1.la lib/libsupplychain-1.la -lm
bench-beacons: bench/beacons$(EXEEXT)
	$(AM_V_at)bench/beacons$(EXEEXT)
EXTRA_PROGRAMS += bench/bindings/bindings
bench_bindings_bindings_SOURCES = bench/bindings/bindings.c bench/bindings/sessions.c bench/bindings/sessions.h
bench_bindings_bindings_CPPFLAGS = $(AM_CPPFLAGS) -D_POSIX_C_SOURCE=200809L
bench_bindings_bindings_LDADD = plugins/libsupplychain-decode-1.la lib/libsupplychain-1.la
bench-bindings: bench/bindings/bindings$(EXEEXT)
	$(AM_V_at)$(SHELL) $(srcdir)/bench/bindings.sh $(abs_srcdir) $(abs_builddir)
CLEANFILES += bench/bindings/bindings$(EXEEXT)
bench-score: tools/supplychain/supplychain
	$(AM_V_at)$(SHELL) $(srcdir)/bench/score.sh $(abs_srcdir)
CLEANFILES += bench/asked$(EXEEXT) bench/beacons$(EXEEXT) bench/bench$(EXEEXT) bench/names$(EXEEXT) bench/stream-*.jsonl bench/stream-*.jsonl.truth
if SIGNATURE
EXTRA_PROGRAMS += bench/signature
bench_signature_SOURCES = bench/signature.c
bench_signature_CPPFLAGS = $(AM_CPPFLAGS) -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE
bench_signature_CFLAGS = $(AM_CFLAGS) $(CRYPTO_CFLAGS)
bench_signature_LDADD = plugins/libsupplychain-signature-1.la lib/libsupplychain-1.la \
  $(CXX_RUNTIME_LIBS) $(CRYPTO_LIBS)
bench-signature: bench/signature
	$(AM_V_at)$(SHELL) $(srcdir)/bench/signature.sh $(abs_srcdir) $(abs_builddir)
CLEANFILES += bench/signature$(EXEEXT)
endif
endif
EXTRA_DIST += bench/signature.sh
if SQLITE
if !WINDOWS
check_PROGRAMS += bench/state
bench_state_SOURCES = bench/crowd.c bench/dormant.c bench/endpoint.c bench/endpoint.h bench/fleet.c bench/state.c
bench_state_CPPFLAGS = $(AM_CPPFLAGS) -D_POSIX_C_SOURCE=200809L
bench_state_LDADD = lib/libsupplychain-1.la
bench-state: bench/state$(EXEEXT)
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) bench/state$(EXEEXT) attach $(SCHAIN_BENCH_COUNT)
bench-dormant: bench/state$(EXEEXT)
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) bench/state$(EXEEXT) dormant $(SCHAIN_BENCH_COUNT)
bench-hosts: bench/state$(EXEEXT)
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) bench/state$(EXEEXT) hosts $(SCHAIN_BENCH_COUNT)
bench-age: bench/state$(EXEEXT)
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) bench/state$(EXEEXT) age $(SCHAIN_BENCH_COUNT)
bench-crowd: bench/state$(EXEEXT)
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) bench/state$(EXEEXT) crowd $(SCHAIN_BENCH_COUNT)
bench-flood: bench/state$(EXEEXT)
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) bench/state$(EXEEXT) flood $(SCHAIN_BENCH_COUNT)
soak: bench/state$(EXEEXT)
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) bench/state$(EXEEXT) soak $(SCHAIN_BENCH_COUNT)
endif
endif
.PHONY: bench-age bench-crowd bench-dormant bench-flood bench-hosts bench-state soak
.PHONY: bench bench-beacons bench-bindings bench-names bench-reputation bench-score bench-signature
