# SPDX-License-Identifier: Apache-2.0
# In a plain build each fuzzer runs its seeds by fuzz/driver.c. `make fuzz`
# builds them with clang, libFuzzer and sanitizers below fuzz-build/.
fuzzers = fuzz/events fuzz/policy fuzz/state
fuzz_events_SOURCES = fuzz/events.c fuzz/fuzz.h
fuzz_events_LDADD = lib/libsupplychain-1.la
fuzz_policy_SOURCES = fuzz/policy.c fuzz/fuzz.h
fuzz_policy_LDADD = lib/libsupplychain-1.la
fuzz_state_SOURCES = fuzz/state.c fuzz/fuzz.h
fuzz_state_LDADD = lib/libsupplychain-1.la
if ISOLATION
fuzzers += fuzz/transport
fuzz_transport_SOURCES = fuzz/transport.c fuzz/fuzz.h
fuzz_transport_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/lib -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE
fuzz_transport_LDADD = lib/libcore.la
endif
fuzzers += fuzz/plugins
fuzz_plugins_SOURCES = fuzz/plugins.c fuzz/fuzz.h
fuzz_plugins_LDADD = lib/libsupplychain-1.la
if FFI
fuzzers += fuzz/ffi
fuzz_ffi_SOURCES = fuzz/ffi.c fuzz/fuzz.h
fuzz_ffi_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
fuzz_ffi_CFLAGS = $(AM_CFLAGS) $(FFI_CFLAGS)
fuzz_ffi_LDADD = plugins/libbridge.la
endif
if PLUGINS
fuzzers += fuzz/decode fuzz/egress fuzz/replay fuzz/verdict
fuzz_decode_SOURCES = fuzz/decode.c fuzz/fuzz.h
fuzz_decode_LDADD = plugins/libsupplychain-decode-1.la lib/libsupplychain-1.la
fuzz_egress_SOURCES = fuzz/egress.c fuzz/fuzz.h
nodist_EXTRA_fuzz_egress_SOURCES = fuzz/none.cpp
fuzz_egress_LDADD = plugins/libsupplychain-egress-1.la lib/libsupplychain-1.la
fuzz_replay_SOURCES = fuzz/replay.c fuzz/fuzz.h
fuzz_replay_LDADD = plugins/libsupplychain-decode-1.la lib/libsupplychain-1.la
fuzz_verdict_SOURCES = fuzz/verdict.c fuzz/fuzz.h \
  tools/supplychain/rfc3339.c tools/supplychain/verdict_json.cpp
fuzz_verdict_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tools/supplychain
fuzz_verdict_CXXFLAGS = $(AM_CXXFLAGS) $(SIMDJSON_CFLAGS) -fno-exceptions -fno-rtti
fuzz_verdict_LDADD = lib/libsupplychain-1.la $(SIMDJSON_LIBS)
endif
if SIGNATURE
# One source, a corpus a format.
signed_fuzzers = fuzz/macho fuzz/msi fuzz/rpm fuzz/xar
fuzzers += $(signed_fuzzers) fuzz/detached fuzz/ima fuzz/packages fuzz/sigstore
signature_fuzz_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins -D_GNU_SOURCE
signature_fuzz_libs = plugins/libsignature.la lib/libcore.la $(CXX_RUNTIME_LIBS) $(CRYPTO_LIBS)
fuzz_macho_SOURCES = fuzz/signed_file.c fuzz/fuzz.h
fuzz_macho_CPPFLAGS = $(signature_fuzz_cppflags)
fuzz_macho_LDADD = $(signature_fuzz_libs)
fuzz_msi_SOURCES = fuzz/signed_file.c fuzz/fuzz.h
fuzz_msi_CPPFLAGS = $(signature_fuzz_cppflags)
fuzz_msi_LDADD = $(signature_fuzz_libs)
fuzz_rpm_SOURCES = fuzz/signed_file.c fuzz/fuzz.h
fuzz_rpm_CPPFLAGS = $(signature_fuzz_cppflags)
fuzz_rpm_LDADD = $(signature_fuzz_libs)
fuzz_xar_SOURCES = fuzz/signed_file.c fuzz/fuzz.h
fuzz_xar_CPPFLAGS = $(signature_fuzz_cppflags)
fuzz_xar_LDADD = $(signature_fuzz_libs)
fuzz_detached_SOURCES = fuzz/detached.c fuzz/fuzz.h
fuzz_detached_CPPFLAGS = $(signature_fuzz_cppflags)
fuzz_detached_LDADD = $(signature_fuzz_libs)
fuzz_packages_SOURCES = fuzz/packages.c fuzz/fuzz.h
fuzz_packages_CPPFLAGS = $(signature_fuzz_cppflags)
fuzz_packages_CFLAGS = $(AM_CFLAGS) $(CRYPTO_CFLAGS)
fuzz_packages_LDADD = $(signature_fuzz_libs)
fuzz_ima_SOURCES = fuzz/ima.c fuzz/fuzz.h
fuzz_ima_CPPFLAGS = $(signature_fuzz_cppflags)
fuzz_ima_CFLAGS = $(AM_CFLAGS) $(CRYPTO_CFLAGS)
fuzz_ima_LDADD = $(signature_fuzz_libs)
fuzz_sigstore_SOURCES = fuzz/sigstore.c fuzz/fuzz.h
fuzz_sigstore_CPPFLAGS = $(signature_fuzz_cppflags)
fuzz_sigstore_LDADD = $(signature_fuzz_libs)
endif

if REPUTATION
fuzzers += fuzz/feed fuzz/pattern fuzz/store
reputation_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE
fuzz_feed_SOURCES = fuzz/feed.c fuzz/fuzz.h
nodist_EXTRA_fuzz_feed_SOURCES = fuzz/none.cpp
fuzz_feed_CPPFLAGS = $(reputation_cppflags)
fuzz_feed_LDADD = plugins/libsupplychain-reputation-1.la lib/libsupplychain-1.la
fuzz_pattern_SOURCES = fuzz/pattern.c fuzz/fuzz.h
nodist_EXTRA_fuzz_pattern_SOURCES = fuzz/none.cpp
fuzz_pattern_CPPFLAGS = $(reputation_cppflags)
fuzz_pattern_LDADD = plugins/libreputation.la lib/libsupplychain-1.la
fuzz_store_SOURCES = fuzz/store.c fuzz/fuzz.h
nodist_EXTRA_fuzz_store_SOURCES = fuzz/none.cpp
fuzz_store_CPPFLAGS = $(reputation_cppflags)
fuzz_store_LDADD = plugins/libreputation.la lib/libsupplychain-1.la
endif
if SIGNATURE
fuzzers += fuzz/cat fuzz/pe fuzz/pkcs7
verify_fuzz_cppflags = $(AM_CPPFLAGS) -D_GNU_SOURCE
verify_fuzz_libs = plugins/libsupplychain-signature-1.la lib/libsupplychain-1.la $(CXX_RUNTIME_LIBS)
fuzz_cat_SOURCES = fuzz/cat.c fuzz/fuzz.h fuzz/verify.h
fuzz_cat_CPPFLAGS = $(verify_fuzz_cppflags)
fuzz_cat_LDADD = $(verify_fuzz_libs)
fuzz_pe_SOURCES = fuzz/pe.c fuzz/fuzz.h fuzz/verify.h
fuzz_pe_CPPFLAGS = $(verify_fuzz_cppflags)
fuzz_pe_LDADD = $(verify_fuzz_libs)
fuzz_pkcs7_SOURCES = fuzz/pkcs7.c fuzz/fuzz.h fuzz/verify.h
fuzz_pkcs7_CPPFLAGS = $(verify_fuzz_cppflags)
fuzz_pkcs7_LDADD = $(verify_fuzz_libs)
endif
if BPF
fuzzers += fuzz/sensor
fuzz_sensor_SOURCES = fuzz/sensor.c fuzz/fuzz.h examples/linux-sensor/dns.c \
  examples/linux-sensor/identity.c examples/linux-sensor/record.c
fuzz_sensor_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE -I$(srcdir)/examples/linux-sensor
fuzz_sensor_LDADD = lib/libsupplychain-1.la
endif

if FUZZING
fuzz_sensor_LDFLAGS = -fsanitize=fuzzer
fuzz_macho_LDFLAGS = -fsanitize=fuzzer
fuzz_msi_LDFLAGS = -fsanitize=fuzzer
fuzz_rpm_LDFLAGS = -fsanitize=fuzzer
fuzz_xar_LDFLAGS = -fsanitize=fuzzer
fuzz_detached_LDFLAGS = -fsanitize=fuzzer
fuzz_packages_LDFLAGS = -fsanitize=fuzzer
fuzz_ima_LDFLAGS = -fsanitize=fuzzer
fuzz_sigstore_LDFLAGS = -fsanitize=fuzzer
fuzz_feed_LDFLAGS = -fsanitize=fuzzer
fuzz_pattern_LDFLAGS = -fsanitize=fuzzer
fuzz_store_LDFLAGS = -fsanitize=fuzzer
fuzz_events_LDFLAGS = -fsanitize=fuzzer
fuzz_policy_LDFLAGS = -fsanitize=fuzzer
fuzz_state_LDFLAGS = -fsanitize=fuzzer
fuzz_transport_LDFLAGS = -fsanitize=fuzzer
fuzz_plugins_LDFLAGS = -fsanitize=fuzzer
if FFI
fuzz_ffi_LDFLAGS = -fsanitize=fuzzer
endif
fuzz_decode_LDFLAGS = -fsanitize=fuzzer
fuzz_egress_LDFLAGS = -fsanitize=fuzzer
fuzz_replay_LDFLAGS = -fsanitize=fuzzer
fuzz_verdict_LDFLAGS = -fsanitize=fuzzer
fuzz_cat_LDFLAGS = -fsanitize=fuzzer
fuzz_pe_LDFLAGS = -fsanitize=fuzzer
fuzz_pkcs7_LDFLAGS = -fsanitize=fuzzer
else
if BPF
fuzz_sensor_SOURCES += fuzz/driver.c
endif
if REPUTATION
fuzz_feed_SOURCES += fuzz/driver.c
fuzz_pattern_SOURCES += fuzz/driver.c
fuzz_store_SOURCES += fuzz/driver.c
endif
fuzz_events_SOURCES += fuzz/driver.c
fuzz_policy_SOURCES += fuzz/driver.c
fuzz_state_SOURCES += fuzz/driver.c
if ISOLATION
fuzz_transport_SOURCES += fuzz/driver.c
endif
fuzz_plugins_SOURCES += fuzz/driver.c
if FFI
fuzz_ffi_SOURCES += fuzz/driver.c
endif
if PLUGINS
fuzz_decode_SOURCES += fuzz/driver.c
fuzz_egress_SOURCES += fuzz/driver.c
fuzz_replay_SOURCES += fuzz/driver.c
fuzz_verdict_SOURCES += fuzz/driver.c
endif
if SIGNATURE
fuzz_macho_SOURCES += fuzz/driver.c
fuzz_msi_SOURCES += fuzz/driver.c
fuzz_rpm_SOURCES += fuzz/driver.c
fuzz_xar_SOURCES += fuzz/driver.c
fuzz_detached_SOURCES += fuzz/driver.c
fuzz_packages_SOURCES += fuzz/driver.c
fuzz_ima_SOURCES += fuzz/driver.c
fuzz_sigstore_SOURCES += fuzz/driver.c
fuzz_cat_SOURCES += fuzz/driver.c
fuzz_pe_SOURCES += fuzz/driver.c
fuzz_pkcs7_SOURCES += fuzz/driver.c
endif
endif

check_PROGRAMS += $(fuzzers)
TESTS += fuzz/seeds.test
EXTRA_DIST += fuzz/driver.c fuzz/long.sh fuzz/seeds.test fuzz/seeds

fuzzers: $(fuzzers)

fuzz:
	$(MKDIR_P) fuzz-build
	cd fuzz-build && { test -f config.status || $(abs_top_srcdir)/configure -q \
	  --enable-fuzzing --enable-sanitizers=address,undefined --disable-shared \
	  CC=clang CXX=clang++ CFLAGS='-g -O1' CXXFLAGS='-g -O1'; }
	cd fuzz-build && $(MAKE) $(AM_MAKEFLAGS) fuzzers

# Half an hour of each fuzzer; see fuzz/long.sh.
fuzz-long: fuzz
	$(AM_V_at)$(SHELL) $(abs_top_srcdir)/fuzz/long.sh $(abs_top_srcdir) $(abs_top_builddir)/fuzz-build

.PHONY: fuzz fuzzers fuzz-long

distclean-local:
	-rm -rf fuzz-build
