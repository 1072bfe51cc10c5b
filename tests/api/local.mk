# SPDX-License-Identifier: Apache-2.0
api_programs = tests/api/frozen tests/api/initialisers tests/api/names
api_scripts = tests/api/embed.test tests/api/headers.test tests/api/leaks.test \
  tests/api/needed.test tests/api/races.test tests/api/symbols.test
tests_api_frozen_SOURCES = tests/api/frozen.c tests/api/frozen.h
tests_api_initialisers_SOURCES = tests/api/initialisers.c tests/api/expect.h
tests_api_initialisers_LDADD = lib/libsupplychain-1.la
tests_api_names_SOURCES = tests/api/names.c tests/api/expect.h
tests_api_names_LDADD = lib/libsupplychain-1.la
if !WINDOWS
api_programs += tests/api/threads
tests_api_threads_SOURCES = tests/api/threads.c tests/api/expect.h
tests_api_threads_CFLAGS = $(AM_CFLAGS) -pthread
tests_api_threads_LDADD = lib/libsupplychain-1.la
endif
check_PROGRAMS += $(api_programs)
TESTS += $(api_programs) $(api_scripts)
EXTRA_DIST += $(api_scripts) tests/api/names.awk
# It installs, and libtool then links libraries anew where other tests run them.
tests/api/embed.log: $(filter-out tests/api/embed.log,$(TEST_LOGS))
