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
  tests/signature/chain \
  tests/signature/file \
  tests/signature/ima \
  tests/signature/macho \
  tests/signature/pe \
  tests/signature/race \
  tests/signature/scarce
tests_signature_race_CPPFLAGS = $(signature_cppflags)
tests_signature_race_CFLAGS = $(signature_cflags)
tests_signature_race_LDADD = $(signature_libs)
tests_signature_scarce_CPPFLAGS = $(signature_cppflags)
tests_signature_scarce_CFLAGS = $(signature_cflags)
tests_signature_scarce_LDADD = $(signature_libs)
tests_signature_chain_CPPFLAGS = $(signature_cppflags)
tests_signature_chain_CFLAGS = $(signature_cflags)
tests_signature_chain_LDADD = $(signature_libs)
tests_signature_file_CPPFLAGS = $(signature_cppflags)
tests_signature_file_CFLAGS = $(signature_cflags)
tests_signature_file_LDADD = $(signature_libs)
tests_signature_ima_CPPFLAGS = $(signature_cppflags) -I$(top_srcdir)/plugins
tests_signature_ima_CFLAGS = $(signature_cflags)
tests_signature_ima_LDADD = $(signature_libs)
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
check_PROGRAMS += tests/signature/make_seeds tests/signature/make_variants
tests_signature_make_variants_CPPFLAGS = $(signature_cppflags)
tests_signature_make_variants_CFLAGS = $(signature_cflags)
tests_signature_make_variants_LDADD = $(signature_libs)
# The table of doc/signature-peers.md, and the real files that it speaks of.
signature-peers: tests/signature/make_variants tools/supplychain/supplychain
	$(AM_V_at)$(SHELL) $(srcdir)/tests/signature/peers.sh $(abs_srcdir) $(abs_builddir)
signature-artifacts: tools/supplychain/supplychain
	$(AM_V_at)python3 $(srcdir)/tests/signature/artifacts.py \
	  $(abs_builddir)/tools/supplychain/supplychain $(srcdir)/tests/signature/artifacts.list
tests_signature_make_seeds_CPPFLAGS = $(signature_cppflags)
tests_signature_make_seeds_CFLAGS = $(signature_cflags)
tests_signature_make_seeds_LDADD = $(signature_libs)
TESTS += $(signature_tests)
endif
TESTS += tests/signature/evmctl.test tests/signature/history.test tests/signature/memcheck.test \
  tests/signature/osslsigncode.test tests/signature/vectors.test
endif
# Formats other than Windows': beside what other programs say of the same files.
signature-formats: tests/signature/ask
	$(AM_V_at)echo '| file | here | peer | its answer (exit code) |' && echo '|---|---|---|---|'
	$(AM_V_at)SCHAIN_PEERS=1 SCHAIN_SRCDIR='$(abs_srcdir)' SCHAIN_BUILDDIR='$(abs_builddir)' \
	  $(srcdir)/tests/signature/formats.test 2>/dev/null
.PHONY: signature-formats
EXTRA_DIST += tests/signature/bundle.py tests/signature/formats.test tests/signature/pkg.py
EXTRA_DIST += tests/signature/artifacts.list tests/signature/artifacts.py tests/signature/osslsigncode.test tests/signature/evmctl.test \
  tests/signature/history.test \
  tests/signature/memcheck.test tests/signature/sigstore_seeds.py \
  tests/signature/vectors.py tests/signature/vectors.test \
  tests/signature/peers.py tests/signature/peers.sh
.PHONY: signature-peers signature-artifacts
