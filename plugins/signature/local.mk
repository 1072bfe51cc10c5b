# SPDX-License-Identifier: Apache-2.0
# Signatures: an archive with all symbols for tests and fuzzers, and from it the
# library with the public ones only.
if SIGNATURE
noinst_LTLIBRARIES += plugins/libsignature.la
# -DSCHAIN_BUILD: its functions are exported from here.
plugins_libsignature_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins -I$(top_builddir) \
  -DSCHAIN_BUILD -D_GNU_SOURCE
plugins_libsignature_la_CFLAGS = $(AM_CFLAGS) $(CRYPTO_CFLAGS)
plugins_libsignature_la_LIBADD = $(CRYPTO_LIBS)
plugins_libsignature_la_SOURCES = \
  plugins/signature/abused.c \
  plugins/signature/authenticode.c plugins/signature/authenticode.h \
  plugins/signature/cache.c plugins/signature/cache.h \
  plugins/signature/cat.c \
  plugins/signature/catalogs.c plugins/signature/catalogs.h \
  plugins/signature/certificate.c plugins/signature/certificate.h \
  plugins/signature/chain.c plugins/signature/chain.h \
  plugins/signature/configure.c \
  plugins/signature/crypto.c plugins/signature/crypto.h \
  plugins/signature/ctl.c \
  plugins/signature/error.c plugins/signature/error.h \
  plugins/signature/ess.c \
  plugins/signature/format.c \
  plugins/signature/history.c \
  plugins/signature/input.c plugins/signature/input.h \
  plugins/signature/json.c \
  plugins/signature/names.c \
  plugins/signature/pages.c \
  plugins/signature/pe.c plugins/signature/pe.h \
  plugins/signature/pe_image.c \
  plugins/signature/pem.c \
  plugins/signature/pkcs7.c plugins/signature/pkcs7.h \
  plugins/signature/pool.c plugins/signature/pool.h \
  plugins/signature/report.c plugins/signature/report.h \
  plugins/signature/revocation.c plugins/signature/revocation.h \
  plugins/signature/spc.c plugins/signature/spc.h \
  plugins/signature/timestamp.c \
  plugins/signature/trust.c plugins/signature/trust.h \
  plugins/signature/trust_list.c \
  plugins/signature/verifier.c plugins/signature/verifier.h

lib_LTLIBRARIES += plugins/libsupplychain-signature-1.la
plugins_libsupplychain_signature_1_la_SOURCES =
plugins_libsupplychain_signature_1_la_LIBADD = plugins/libsignature.la lib/libsupplychain-1.la
plugins_libsupplychain_signature_1_la_LDFLAGS = -no-undefined -version-info $(SCHAIN_LT_VERSION)
if HAVE_VERSION_SCRIPT
plugins_libsupplychain_signature_1_la_LDFLAGS += \
  -Wl,--version-script=$(top_srcdir)/plugins/libsupplychain-signature.map
endif
plugins_libsupplychain_signature_1_la_DEPENDENCIES = plugins/libsignature.la \
  lib/libsupplychain-1.la $(top_srcdir)/plugins/libsupplychain-signature.map
pkgconfig_DATA += plugins/libsupplychain-signature-1.pc
endif
EXTRA_DIST += plugins/libsupplychain-signature.map
