# SPDX-License-Identifier: Apache-2.0
if HAVE_CHECK
report_tests = tests/report/json tests/report/text
check_PROGRAMS += $(report_tests)
TESTS += $(report_tests)
report_sample = tests/report/sample.c tests/report/sample.h
tests_report_json_SOURCES = tests/report/json.c $(report_sample)
tests_report_json_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_report_json_LDADD = lib/libcore.la $(CHECK_LIBS)
tests_report_text_SOURCES = tests/report/text.c $(report_sample)
tests_report_text_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_report_text_LDADD = lib/libcore.la $(CHECK_LIBS)
endif
