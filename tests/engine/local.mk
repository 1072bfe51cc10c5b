# SPDX-License-Identifier: Apache-2.0
if HAVE_CHECK
engine_tests = tests/engine/chain
check_PROGRAMS += $(engine_tests)
TESTS += $(engine_tests)
check_LTLIBRARIES += tests/engine/libscene.la
tests_engine_libscene_la_SOURCES = tests/engine/found.c tests/engine/scene.c tests/engine/scene.h
tests_engine_libscene_la_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
# A convenience archive of the public face alone: these tests use no private header.
engine_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
engine_libs = tests/engine/libscene.la lib/libcore.la $(CHECK_LIBS)
tests_engine_chain_CFLAGS = $(engine_cflags)
tests_engine_chain_LDADD = $(engine_libs)
endif
