# SPDX-License-Identifier: Apache-2.0
TESTS += tests/policy/keys.test
EXTRA_DIST += tests/policy/keys.test
if HAVE_CHECK
policy_tests = tests/policy/values tests/policy/classify tests/policy/patterns \
  tests/policy/import tests/policy/load tests/policy/memory
check_PROGRAMS += $(policy_tests)
TESTS += $(policy_tests)
policy_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/lib
policy_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
policy_libs = lib/libcore.la $(CHECK_LIBS)
tests_policy_values_CPPFLAGS = $(policy_cppflags)
tests_policy_values_CFLAGS = $(policy_cflags)
tests_policy_values_LDADD = $(policy_libs)
tests_policy_classify_SOURCES = tests/policy/classify.c tests/policy/paths.inc
tests_policy_classify_CPPFLAGS = $(policy_cppflags)
tests_policy_classify_CFLAGS = $(policy_cflags)
tests_policy_classify_LDADD = $(policy_libs)
tests_policy_patterns_CPPFLAGS = $(policy_cppflags)
tests_policy_patterns_CFLAGS = $(policy_cflags)
tests_policy_patterns_LDADD = $(policy_libs)
tests_policy_load_CPPFLAGS = $(policy_cppflags)
tests_policy_load_CFLAGS = $(policy_cflags)
tests_policy_load_LDADD = $(policy_libs)
tests_policy_import_CPPFLAGS = $(policy_cppflags) -D_POSIX_C_SOURCE=200809L
tests_policy_import_CFLAGS = $(policy_cflags)
tests_policy_import_LDADD = $(policy_libs)
tests_policy_memory_CPPFLAGS = $(policy_cppflags)
tests_policy_memory_CFLAGS = $(policy_cflags)
tests_policy_memory_LDADD = $(policy_libs)
endif
