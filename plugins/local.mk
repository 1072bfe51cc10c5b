# SPDX-License-Identifier: Apache-2.0
# The decoders: once as an archive with all their symbols for tests and
# fuzzers, and from it the library with the public ones only.
if PLUGINS
noinst_LTLIBRARIES += plugins/libdecode.la
# -DSCHAIN_BUILD: its functions are exported from here.
plugins_libdecode_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins -DSCHAIN_BUILD
plugins_libdecode_la_CFLAGS = $(AM_CFLAGS) $(ZLIB_CFLAGS) $(ZSTD_CFLAGS) $(EXPAT_CFLAGS) $(YAML_CFLAGS)
plugins_libdecode_la_CXXFLAGS = $(AM_CXXFLAGS) $(SIMDJSON_CFLAGS) -fno-exceptions -fno-rtti
plugins_libdecode_la_LIBADD = $(CXX_RUNTIME_LIBS) $(SIMDJSON_LIBS) $(ZLIB_LIBS) $(ZSTD_LIBS) $(EXPAT_LIBS) $(YAML_LIBS)
plugins_libdecode_la_SOURCES = \
  plugins/decode/batch.c \
  plugins/decode/block.c \
  plugins/decode/cut.c \
  plugins/decode/decoder.c \
  plugins/decode/decoder.h \
  plugins/decode/drivers.c \
  plugins/decode/encoding.c \
  plugins/decode/frame.h \
  plugins/decode/json.c \
  plugins/decode/json.h \
  plugins/decode/json_walk.cpp \
  plugins/decode/plugged.c \
  plugins/decode/plugged.h \
  plugins/decode/plugged_event.c \
  plugins/decode/recognise.c \
  plugins/decode/script.c \
  plugins/decode/support.c \
  plugins/decode/unpack.c \
  plugins/decode/utf8.c \
  plugins/decode/value.c \
  plugins/decode/zip.c
# Each format's driver adds its part.
include plugins/decode-auditd/local.mk
include plugins/decode-journal/local.mk
include plugins/decode-jsonl/local.mk
include plugins/decode-macos/local.mk
include plugins/decode-mapped/local.mk
include plugins/decode-network/local.mk
include plugins/decode-packages/local.mk
include plugins/decode-schema/local.mk
include plugins/decode-sysmon/local.mk

lib_LTLIBRARIES += plugins/libsupplychain-decode-1.la
plugins_libsupplychain_decode_1_la_SOURCES =
# Never there: makes automake link with the C++ compiler.
nodist_EXTRA_plugins_libsupplychain_decode_1_la_SOURCES = plugins/none.cpp
plugins_libsupplychain_decode_1_la_LIBADD = plugins/libdecode.la lib/libsupplychain-1.la
plugins_libsupplychain_decode_1_la_LDFLAGS = -no-undefined -version-info $(SCHAIN_LT_VERSION)
if HAVE_VERSION_SCRIPT
plugins_libsupplychain_decode_1_la_LDFLAGS += -Wl,--version-script=$(top_srcdir)/plugins/libsupplychain-decode.map
endif
plugins_libsupplychain_decode_1_la_DEPENDENCIES = \
  plugins/libdecode.la lib/libsupplychain-1.la $(top_srcdir)/plugins/libsupplychain-decode.map
pkgconfig_DATA += plugins/libsupplychain-decode-1.pc
endif
EXTRA_DIST += plugins/libsupplychain-decode.map
# The project's own plugins, as files that a product may load.
include plugins/reputation/local.mk
include plugins/egress/local.mk
include plugins/signature/local.mk
include plugins/ffi/local.mk
include plugins/signature-enricher/local.mk
