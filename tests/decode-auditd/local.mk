# SPDX-License-Identifier: Apache-2.0
if PLUGINS
if HAVE_CHECK
audit_tests = \
  tests/decode-auditd/auoms tests/decode-auditd/file tests/decode-auditd/join tests/decode-auditd/journal tests/decode-auditd/network \
  tests/decode-auditd/packages tests/decode-auditd/process tests/decode-auditd/real \
  tests/decode-auditd/recorded
check_PROGRAMS += $(audit_tests)
TESTS += $(audit_tests)
audit_dump = tests/decode-auditd/dump.c tests/decode-auditd/dump.h
audit_libs = plugins/libsupplychain-decode-1.la lib/libsupplychain-1.la $(CHECK_LIBS)
tests_decode_auditd_auoms_SOURCES = tests/decode-auditd/auoms.c $(audit_dump)
tests_decode_auditd_auoms_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_decode_auditd_auoms_LDADD = $(audit_libs)
tests_decode_auditd_file_SOURCES = tests/decode-auditd/file.c $(audit_dump)
tests_decode_auditd_file_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_decode_auditd_file_LDADD = $(audit_libs)
tests_decode_auditd_join_SOURCES = tests/decode-auditd/join.c $(audit_dump)
tests_decode_auditd_join_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_decode_auditd_join_LDADD = $(audit_libs)
tests_decode_auditd_journal_SOURCES = tests/decode-auditd/journal.c $(audit_dump)
tests_decode_auditd_journal_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_decode_auditd_journal_LDADD = $(audit_libs)
tests_decode_auditd_network_SOURCES = tests/decode-auditd/network.c $(audit_dump)
tests_decode_auditd_network_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_decode_auditd_network_LDADD = $(audit_libs)
tests_decode_auditd_packages_SOURCES = tests/decode-auditd/packages.c $(audit_dump)
tests_decode_auditd_packages_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_decode_auditd_packages_LDADD = $(audit_libs)
tests_decode_auditd_process_SOURCES = tests/decode-auditd/process.c $(audit_dump)
tests_decode_auditd_process_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_decode_auditd_process_LDADD = $(audit_libs)
tests_decode_auditd_real_SOURCES = tests/decode-auditd/real.c $(audit_dump)
tests_decode_auditd_real_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_decode_auditd_real_LDADD = $(audit_libs)
tests_decode_auditd_recorded_SOURCES = tests/decode-auditd/recorded.c $(audit_dump)
tests_decode_auditd_recorded_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_decode_auditd_recorded_LDADD = $(audit_libs)
endif
endif
