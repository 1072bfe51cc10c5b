# SPDX-License-Identifier: Apache-2.0
if HAVE_CHECK
if PLUGINS
decode_sysmon_tests = \
  tests/decode-sysmon/address \
  tests/decode-sysmon/capi2 \
  tests/decode-sysmon/damage \
  tests/decode-sysmon/events \
  tests/decode-sysmon/evtx \
  tests/decode-sysmon/installer \
  tests/decode-sysmon/integrity \
  tests/decode-sysmon/recorded \
  tests/decode-sysmon/security \
  tests/decode-sysmon/shapes
check_PROGRAMS += $(decode_sysmon_tests)
TESTS += $(decode_sysmon_tests)
decode_sysmon_support = tests/decode-sysmon/support.c tests/decode-sysmon/support.h
decode_sysmon_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
decode_sysmon_libs = plugins/libsupplychain-decode-1.la lib/libsupplychain-1.la $(CHECK_LIBS)
# Hidden in the library, so built in.
tests_decode_sysmon_address_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_decode_sysmon_address_CFLAGS = $(decode_sysmon_cflags)
tests_decode_sysmon_address_SOURCES = tests/decode-sysmon/address.c plugins/decode-sysmon/address.c
tests_decode_sysmon_address_LDADD = $(CHECK_LIBS)
tests_decode_sysmon_capi2_SOURCES = tests/decode-sysmon/capi2.c $(decode_sysmon_support)
tests_decode_sysmon_capi2_CFLAGS = $(decode_sysmon_cflags)
tests_decode_sysmon_capi2_LDADD = $(decode_sysmon_libs)
tests_decode_sysmon_installer_SOURCES = tests/decode-sysmon/installer.c $(decode_sysmon_support)
tests_decode_sysmon_installer_CFLAGS = $(decode_sysmon_cflags)
tests_decode_sysmon_installer_LDADD = $(decode_sysmon_libs)
tests_decode_sysmon_security_SOURCES = tests/decode-sysmon/security.c $(decode_sysmon_support)
tests_decode_sysmon_security_CFLAGS = $(decode_sysmon_cflags)
tests_decode_sysmon_security_LDADD = $(decode_sysmon_libs)
tests_decode_sysmon_events_SOURCES = tests/decode-sysmon/events.c $(decode_sysmon_support)
tests_decode_sysmon_events_CFLAGS = $(decode_sysmon_cflags)
tests_decode_sysmon_events_LDADD = $(decode_sysmon_libs)
tests_decode_sysmon_evtx_SOURCES = tests/decode-sysmon/evtx.c tests/decode-sysmon/evtx_build.c \
  tests/decode-sysmon/evtx_build.h $(decode_sysmon_support)
tests_decode_sysmon_evtx_CFLAGS = $(decode_sysmon_cflags) $(ZLIB_CFLAGS)
tests_decode_sysmon_evtx_LDADD = $(decode_sysmon_libs) $(ZLIB_LIBS)
tests_decode_sysmon_integrity_SOURCES = tests/decode-sysmon/integrity.c $(decode_sysmon_support)
tests_decode_sysmon_integrity_CFLAGS = $(decode_sysmon_cflags)
tests_decode_sysmon_integrity_LDADD = $(decode_sysmon_libs)
tests_decode_sysmon_shapes_SOURCES = tests/decode-sysmon/shapes.c $(decode_sysmon_support)
tests_decode_sysmon_shapes_CFLAGS = $(decode_sysmon_cflags)
tests_decode_sysmon_shapes_LDADD = $(decode_sysmon_libs)
tests_decode_sysmon_damage_SOURCES = tests/decode-sysmon/damage.c $(decode_sysmon_support)
tests_decode_sysmon_damage_CFLAGS = $(decode_sysmon_cflags)
tests_decode_sysmon_damage_LDADD = $(decode_sysmon_libs)
tests_decode_sysmon_recorded_SOURCES = tests/decode-sysmon/recorded.c $(decode_sysmon_support)
tests_decode_sysmon_recorded_CFLAGS = $(decode_sysmon_cflags)
tests_decode_sysmon_recorded_LDADD = $(decode_sysmon_libs)
endif
endif
