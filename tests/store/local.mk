# SPDX-License-Identifier: Apache-2.0
if HAVE_CHECK
store_tests = tests/store/cold tests/store/damage tests/store/form tests/store/touch \
  tests/store/versions
check_PROGRAMS += $(store_tests)
TESTS += $(store_tests)
store_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/lib -I$(top_srcdir)/tests/engine
store_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
store_libs = tests/engine/libscene.la lib/libcore.la $(CHECK_LIBS)
tests_store_cold_CPPFLAGS = $(store_cppflags)
tests_store_cold_CFLAGS = $(store_cflags)
tests_store_cold_LDADD = $(store_libs)
tests_store_form_CPPFLAGS = $(store_cppflags)
tests_store_form_CFLAGS = $(store_cflags)
tests_store_form_LDADD = $(store_libs)
tests_store_damage_CPPFLAGS = $(store_cppflags)
tests_store_damage_CFLAGS = $(store_cflags)
tests_store_damage_LDADD = $(store_libs)
tests_store_touch_CPPFLAGS = $(store_cppflags)
tests_store_touch_CFLAGS = $(store_cflags)
tests_store_touch_LDADD = $(store_libs)
tests_store_versions_CPPFLAGS = $(store_cppflags)
tests_store_versions_CFLAGS = $(store_cflags)
tests_store_versions_LDADD = $(store_libs)
endif
EXTRA_DIST += tests/store/states/desk tests/store/states/desk-1.0 tests/store/states/lab tests/store/states/profiles
