# SPDX-License-Identifier: Apache-2.0
if SIGNATURE
check_PROGRAMS += tests/signature/ask
nodist_EXTRA_tests_signature_ask_SOURCES = tests/signature/none.cpp
tests_signature_ask_SOURCES = tests/signature/ask.c
tests_signature_ask_LDADD = plugins/libsupplychain-signature-1.la lib/libsupplychain-1.la
TESTS += tests/signature/formats.test
if HAVE_CHECK
check_LTLIBRARIES += tests/signature/libmade.la
tests_signature_libmade_la_SOURCES = \
  tests/signature/made.h \
  tests/signature/made_bytes.c \
  tests/signature/made_cert.c \
  tests/signature/made_cms.c \
  tests/signature/made_macho.c tests/signature/made_macho.h \
  tests/signature/made_pe.c \
  tests/signature/made_sign.c \
  tests/signature/world.c tests/signature/world.h
signature_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/signature -D_GNU_SOURCE
signature_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS) $(CRYPTO_CFLAGS)
tests_signature_libmade_la_CPPFLAGS = $(signature_cppflags)
tests_signature_libmade_la_CFLAGS = $(signature_cflags)
tests_signature_libmade_la_LIBADD = plugins/libsignature.la lib/libcore.la $(CHECK_LIBS) $(CRYPTO_LIBS)

signature_tests = \
  tests/signature/macho \
  tests/signature/pe
tests_signature_macho_CPPFLAGS = $(signature_cppflags)
tests_signature_macho_CFLAGS = $(signature_cflags)
tests_signature_macho_LDADD = $(signature_libs)
tests_signature_pe_CPPFLAGS = $(signature_cppflags)
tests_signature_pe_CFLAGS = $(signature_cflags)
# libsignature has C++ in it.
signature_libs = tests/signature/libmade.la $(CXX_RUNTIME_LIBS)
tests_signature_pe_LDADD = $(signature_libs)
check_PROGRAMS += $(signature_tests) tests/signature/macho_seeds
tests_signature_macho_seeds_CPPFLAGS = $(signature_cppflags)
tests_signature_macho_seeds_CFLAGS = $(signature_cflags)
tests_signature_macho_seeds_LDADD = $(signature_libs)
TESTS += $(signature_tests)
endif
endif
EXTRA_DIST += tests/signature/bundle.py tests/signature/formats.test tests/signature/pkg.py
