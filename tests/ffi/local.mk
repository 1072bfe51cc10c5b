# SPDX-License-Identifier: Apache-2.0
if FFI
if HAVE_CHECK
ffi_tests = tests/ffi/describe
ffi_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/lib -I$(top_srcdir)/plugins \
  -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE
ffi_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS) $(FFI_CFLAGS)
ffi_libs = plugins/libbridge.la lib/libcore.la $(FFI_LIBS) $(YAML_LIBS) $(CHECK_LIBS)
tests_ffi_describe_CPPFLAGS = $(ffi_cppflags)
tests_ffi_describe_CFLAGS = $(ffi_cflags)
tests_ffi_describe_LDADD = $(ffi_libs)
if PLUGIN_MODULES
ffi_tests += tests/ffi/run
tests_ffi_run_CPPFLAGS = $(ffi_cppflags)
tests_ffi_run_CFLAGS = $(ffi_cflags)
tests_ffi_run_LDADD = tests/plugin/libmock.la $(ffi_libs)
check_LTLIBRARIES += tests/ffi/functions.la
tests_ffi_functions_la_SOURCES = tests/ffi/functions.c
tests_ffi_functions_la_CFLAGS = $(AM_CFLAGS) -fvisibility=default
tests_ffi_functions_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
endif
check_PROGRAMS += $(ffi_tests)
TESTS += $(ffi_tests)
endif
endif
