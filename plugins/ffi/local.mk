# SPDX-License-Identifier: Apache-2.0
# The bridge to existing functions: an archive for tests and fuzzers, and from it
# the module, and the static library for products that load nothing.
if FFI
noinst_LTLIBRARIES += plugins/libbridge.la
plugins_libbridge_la_SOURCES = \
  plugins/ffi/argument.c plugins/ffi/argument.h \
  plugins/ffi/bridge.c \
  plugins/ffi/call.c \
  plugins/ffi/closure.c \
  plugins/ffi/constant.c \
  plugins/ffi/describe.c \
  plugins/ffi/description.c plugins/ffi/description.h \
  plugins/ffi/judge.c \
  plugins/ffi/layout.c \
  plugins/ffi/question.c \
  plugins/ffi/reader.c plugins/ffi/reader.h \
  plugins/ffi/rule.c \
  plugins/ffi/run.h \
  plugins/ffi/type.c \
  plugins/ffi/worker.c
# Strict C11 hides POSIX: signal masks.
plugins_libbridge_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins \
  -D_POSIX_C_SOURCE=200809L
plugins_libbridge_la_CFLAGS = $(AM_CFLAGS) $(FFI_CFLAGS) $(YAML_CFLAGS) -pthread
plugins_libbridge_la_LIBADD = lib/libsupplychain-1.la $(FFI_LIBS) $(YAML_LIBS)
lib_LTLIBRARIES += plugins/libsupplychain-ffi-1.la
plugins_libsupplychain_ffi_1_la_SOURCES =
plugins_libsupplychain_ffi_1_la_LIBADD = plugins/libbridge.la
plugins_libsupplychain_ffi_1_la_LDFLAGS = -static
if PLUGIN_MODULES
pluginexec_LTLIBRARIES += plugins/ffi.la
plugins_ffi_la_SOURCES = plugins/ffi/module.c
plugins_ffi_la_CFLAGS = $(AM_CFLAGS)
plugins_ffi_la_LIBADD = plugins/libbridge.la
plugins_ffi_la_LDFLAGS = -module -avoid-version -shared -pthread
endif
endif
