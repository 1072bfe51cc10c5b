# SPDX-License-Identifier: Apache-2.0
if HAVE_CHECK
base_tests = tests/base/clock tests/base/error tests/base/hash tests/base/memory \
  tests/base/sha256 tests/base/text
check_PROGRAMS += $(base_tests)
TESTS += $(base_tests)
base_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/lib
base_libs = lib/libcore.la $(CHECK_LIBS)
tests_base_clock_CPPFLAGS = $(base_cppflags)
tests_base_clock_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_clock_LDADD = $(base_libs)
tests_base_error_CPPFLAGS = $(base_cppflags)
tests_base_error_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_error_LDADD = $(base_libs)
tests_base_hash_CPPFLAGS = $(base_cppflags)
tests_base_hash_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_hash_LDADD = $(CHECK_LIBS)
tests_base_memory_CPPFLAGS = $(base_cppflags)
tests_base_memory_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_memory_LDADD = $(base_libs)
tests_base_sha256_CPPFLAGS = $(base_cppflags)
tests_base_sha256_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_sha256_LDADD = $(base_libs)
tests_base_text_CPPFLAGS = $(base_cppflags)
tests_base_text_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_text_LDADD = $(base_libs)
endif
