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
  plugins/signature/ima.c plugins/signature/ima.h \
  plugins/signature/ima_check.c plugins/signature/ima_check.h \
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

# Formats other than Windows'.
plugins_libsignature_la_CFLAGS += $(EXPAT_CFLAGS) $(ZLIB_CFLAGS) $(RNP_CFLAGS) \
  $(SQLITE_CFLAGS)
plugins_libsignature_la_LIBADD += $(CXX_RUNTIME_LIBS) $(SIMDJSON_LIBS) $(EXPAT_LIBS) $(ZLIB_LIBS) $(RNP_LIBS) \
  $(SQLITE_LIBS)
plugins_libsignature_la_CXXFLAGS = $(AM_CXXFLAGS) $(SIMDJSON_CFLAGS) -fno-exceptions -fno-rtti
plugins_libsignature_la_SOURCES += \
  plugins/signature/apple.c plugins/signature/apple.h \
  plugins/signature/apt.c plugins/signature/apt.h \
  plugins/signature/apt_load.c \
  plugins/signature/base64.c plugins/signature/base64.h \
  plugins/signature/bundle.c plugins/signature/bundle.h \
  plugins/signature/bytes.h \
  plugins/signature/codesign.c plugins/signature/codesign.h \
  plugins/signature/deb.c \
  plugins/signature/detached.c \
  plugins/signature/directory.c plugins/signature/directory.h \
  plugins/signature/document.cpp plugins/signature/document.h \
  plugins/signature/dpkg.c plugins/signature/dpkg.h \
  plugins/signature/dpkg_load.c \
  plugins/signature/entitlements.c plugins/signature/entitlements.h \
  plugins/signature/installed.c plugins/signature/installed.h \
  plugins/signature/keys.c plugins/signature/keys.h \
  plugins/signature/line.c plugins/signature/line.h \
  plugins/signature/macho.c plugins/signature/macho.h \
  plugins/signature/macho_check.c \
  plugins/signature/minisign.c plugins/signature/minisign.h \
  plugins/signature/msi.c plugins/signature/msi.h \
  plugins/signature/msi_check.c \
  plugins/signature/ole.c plugins/signature/ole.h \
  plugins/signature/openpgp.c plugins/signature/openpgp.h \
  plugins/signature/openpgp_report.c \
  plugins/signature/package.c plugins/signature/package.h \
  plugins/signature/rpm.c \
  plugins/signature/rpm_header.c plugins/signature/rpm_header.h \
  plugins/signature/rpm_installed.c plugins/signature/rpm_installed.h \
  plugins/signature/sigstore.c plugins/signature/sigstore.h \
  plugins/signature/sigstore_certificate.c \
  plugins/signature/sigstore_entry.c \
  plugins/signature/sigstore_log.c \
  plugins/signature/sigstore_root.c \
  plugins/signature/sigstore_time.c \
  plugins/signature/source.c plugins/signature/source.h \
  plugins/signature/xar.c plugins/signature/xar.h \
  plugins/signature/xar_check.c \
  plugins/signature/xar_table.c plugins/signature/xar_table.h

lib_LTLIBRARIES += plugins/libsupplychain-signature-1.la
plugins_libsupplychain_signature_1_la_SOURCES =
# Never there: makes automake link with the C++ compiler.
nodist_EXTRA_plugins_libsupplychain_signature_1_la_SOURCES = plugins/none.cpp
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
