# SPDX-License-Identifier: Apache-2.0
reputation_scripts = tests/reputation/faults.test tests/reputation/full.test tests/reputation/import.test tests/reputation/kill.test tests/reputation/nsrl.test tests/reputation/plugin.test \
  tests/reputation/third-party.test tests/reputation/trackers.test tests/reputation/tree.test \
  tests/reputation/uncommon.test
EXTRA_DIST += $(reputation_scripts) tests/reputation/count.py
if REPUTATION
TESTS += $(reputation_scripts)
if HAVE_CHECK
check_PROGRAMS += tests/reputation/enricher tests/reputation/store tests/reputation/prevalence
TESTS += tests/reputation/enricher tests/reputation/store tests/reputation/prevalence
tests_reputation_enricher_SOURCES = tests/reputation/enricher.c
nodist_EXTRA_tests_reputation_enricher_SOURCES = tests/reputation/none.cpp
tests_reputation_enricher_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_reputation_enricher_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_reputation_enricher_LDADD = plugins/libsupplychain-reputation-1.la lib/libsupplychain-1.la $(CHECK_LIBS)
tests_reputation_prevalence_SOURCES = tests/reputation/prevalence.c
nodist_EXTRA_tests_reputation_prevalence_SOURCES = tests/reputation/none.cpp
tests_reputation_prevalence_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_reputation_prevalence_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_reputation_prevalence_LDADD = plugins/libsupplychain-reputation-1.la lib/libsupplychain-1.la $(CHECK_LIBS)
if SQLITE
check_PROGRAMS += tests/reputation/census
TESTS += tests/reputation/census
tests_reputation_census_SOURCES = tests/reputation/census.c
nodist_EXTRA_tests_reputation_census_SOURCES = tests/reputation/none.cpp
tests_reputation_census_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins -D_GNU_SOURCE
tests_reputation_census_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(SQLITE_CFLAGS)
tests_reputation_census_LDADD = plugins/libreputation.la lib/libcore.la $(SQLITE_LIBS) $(CHECK_LIBS)
endif
tests_reputation_store_SOURCES = tests/reputation/store.c
# Never there: makes automake link with the C++ compiler.
nodist_EXTRA_tests_reputation_store_SOURCES = tests/reputation/none.cpp
tests_reputation_store_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins -D_GNU_SOURCE
tests_reputation_store_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_reputation_store_LDADD = plugins/libreputation.la lib/libcore.la $(CHECK_LIBS)
endif
endif
