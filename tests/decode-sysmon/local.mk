# SPDX-License-Identifier: Apache-2.0
if HAVE_CHECK
if PLUGINS
decode_sysmon_tests = tests/decode-sysmon/shapes
check_PROGRAMS += $(decode_sysmon_tests)
TESTS += $(decode_sysmon_tests)
decode_sysmon_support = tests/decode-sysmon/support.c tests/decode-sysmon/support.h
decode_sysmon_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
decode_sysmon_libs = plugins/libsupplychain-decode-1.la lib/libsupplychain-1.la $(CHECK_LIBS)
tests_decode_sysmon_shapes_SOURCES = tests/decode-sysmon/shapes.c $(decode_sysmon_support)
tests_decode_sysmon_shapes_CFLAGS = $(decode_sysmon_cflags)
tests_decode_sysmon_shapes_LDADD = $(decode_sysmon_libs)
endif
endif
