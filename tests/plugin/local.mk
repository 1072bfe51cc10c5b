# SPDX-License-Identifier: Apache-2.0
if !WINDOWS
check_PROGRAMS += tests/plugin/threads
TESTS += tests/plugin/threads
tests_plugin_threads_SOURCES = tests/plugin/threads.c tests/api/expect.h
tests_plugin_threads_CFLAGS = $(AM_CFLAGS) -pthread
tests_plugin_threads_LDADD = lib/libsupplychain-1.la
endif
if PLUGIN_MODULES
# Wrong in the ways that "supplychain plugins check" has to find; see tests/tools/conformance.test.
faulty_plugins = tests/plugin/faulty.la tests/plugin/faulty-crash.la \
  tests/plugin/faulty-names.la tests/plugin/faulty-query.la
faulty_ldflags = -module -avoid-version -shared -rpath /nowhere -pthread
faulty_cflags = $(AM_CFLAGS) -pthread
check_LTLIBRARIES += $(faulty_plugins)
tests_plugin_faulty_la_SOURCES = tests/plugin/faulty.c
tests_plugin_faulty_la_CPPFLAGS = $(AM_CPPFLAGS)
tests_plugin_faulty_la_CFLAGS = $(faulty_cflags)
tests_plugin_faulty_la_LDFLAGS = $(faulty_ldflags)
tests_plugin_faulty_crash_la_SOURCES = tests/plugin/faulty.c
tests_plugin_faulty_crash_la_CPPFLAGS = $(AM_CPPFLAGS) -DFAULTY_CRASH
tests_plugin_faulty_crash_la_CFLAGS = $(faulty_cflags)
tests_plugin_faulty_crash_la_LDFLAGS = $(faulty_ldflags)
tests_plugin_faulty_names_la_SOURCES = tests/plugin/faulty.c
tests_plugin_faulty_names_la_CPPFLAGS = $(AM_CPPFLAGS) -DFAULTY_NAMES
tests_plugin_faulty_names_la_CFLAGS = $(faulty_cflags)
tests_plugin_faulty_names_la_LDFLAGS = $(faulty_ldflags)
tests_plugin_faulty_query_la_SOURCES = tests/plugin/faulty.c
tests_plugin_faulty_query_la_CPPFLAGS = $(AM_CPPFLAGS) -DFAULTY_QUERY
tests_plugin_faulty_query_la_CFLAGS = $(faulty_cflags)
tests_plugin_faulty_query_la_LDFLAGS = $(faulty_ldflags)
endif
if HAVE_CHECK
plugin_tests = tests/plugin/answer tests/plugin/config tests/plugin/describe \
  tests/plugin/enrich tests/plugin/sink
plugin_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
check_LTLIBRARIES += tests/plugin/libmock.la
tests_plugin_libmock_la_SOURCES = tests/plugin/mock.c tests/plugin/mock.h
tests_plugin_answer_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/lib
tests_plugin_answer_CFLAGS = $(plugin_cflags)
tests_plugin_answer_LDADD = tests/plugin/libmock.la lib/libcore.la $(CHECK_LIBS)
tests_plugin_config_CFLAGS = $(plugin_cflags)
tests_plugin_config_LDADD = tests/plugin/libmock.la lib/libcore.la $(CHECK_LIBS)
tests_plugin_describe_CFLAGS = $(plugin_cflags)
tests_plugin_describe_LDADD = tests/plugin/libmock.la lib/libcore.la $(CHECK_LIBS)

tests_plugin_enrich_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/lib -I$(top_srcdir)/tests/engine
tests_plugin_enrich_CFLAGS = $(plugin_cflags)
tests_plugin_enrich_LDADD = tests/plugin/libmock.la tests/engine/libscene.la lib/libcore.la $(CHECK_LIBS)

tests_plugin_sink_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/lib -I$(top_srcdir)/tests/engine
tests_plugin_sink_CFLAGS = $(plugin_cflags)
tests_plugin_sink_LDADD = tests/engine/libscene.la lib/libcore.la $(CHECK_LIBS)

plugin_tests += tests/plugin/transport
tests_plugin_transport_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/lib
tests_plugin_transport_CFLAGS = $(plugin_cflags)
tests_plugin_transport_LDADD = lib/libcore.la $(CHECK_LIBS)

if PLUGIN_MODULES
plugin_tests += tests/plugin/load
tests_plugin_load_CPPFLAGS = $(AM_CPPFLAGS) -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE
tests_plugin_load_CFLAGS = $(plugin_cflags)
tests_plugin_load_LDADD = lib/libcore.la $(CHECK_LIBS)
# Each is the same shared object, wrong in one way. A -rpath makes libtool build
# it shared though nothing installs it.
module_ldflags = -module -avoid-version -shared -rpath /nowhere
plugin_modules = tests/plugin/module-good.la tests/plugin/module-major.la \
  tests/plugin/module-minor.la tests/plugin/module-null.la tests/plugin/module-size.la \
  tests/plugin/module-symbol.la tests/plugin/module-older.la
check_LTLIBRARIES += $(plugin_modules)
tests_plugin_module_good_la_SOURCES = tests/plugin/module.c
tests_plugin_module_good_la_CPPFLAGS = $(AM_CPPFLAGS)
tests_plugin_module_good_la_LDFLAGS = $(module_ldflags)
tests_plugin_module_major_la_SOURCES = tests/plugin/module.c
tests_plugin_module_major_la_CPPFLAGS = $(AM_CPPFLAGS) -DMODULE_MAJOR=2
tests_plugin_module_major_la_LDFLAGS = $(module_ldflags)
tests_plugin_module_minor_la_SOURCES = tests/plugin/module.c
tests_plugin_module_minor_la_CPPFLAGS = $(AM_CPPFLAGS) -DMODULE_MINOR=9
tests_plugin_module_minor_la_LDFLAGS = $(module_ldflags)
tests_plugin_module_null_la_SOURCES = tests/plugin/module.c
tests_plugin_module_null_la_CPPFLAGS = $(AM_CPPFLAGS) -DMODULE_NULL
tests_plugin_module_null_la_LDFLAGS = $(module_ldflags)
tests_plugin_module_size_la_SOURCES = tests/plugin/module.c
tests_plugin_module_size_la_CPPFLAGS = $(AM_CPPFLAGS) -DMODULE_SIZE=40
tests_plugin_module_size_la_LDFLAGS = $(module_ldflags)
tests_plugin_module_symbol_la_SOURCES = tests/plugin/module.c
tests_plugin_module_symbol_la_CPPFLAGS = $(AM_CPPFLAGS) -DMODULE_OTHER_SYMBOL
tests_plugin_module_symbol_la_LDFLAGS = $(module_ldflags)
# Of the headers that plugins were built with before there were decoders and sinks.
tests_plugin_module_older_la_SOURCES = tests/plugin/module.c $(older_headers)
tests_plugin_module_older_la_CPPFLAGS = -I$(srcdir)/tests/plugin/older -DMODULE_OLDER
tests_plugin_module_older_la_LDFLAGS = $(module_ldflags)
if ISOLATION
plugin_tests += tests/plugin/isolate tests/plugin/sandbox
tests_plugin_isolate_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/lib -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE
tests_plugin_isolate_CFLAGS = $(plugin_cflags)
tests_plugin_isolate_LDADD = tests/plugin/libmock.la lib/libcore.la $(CHECK_LIBS)
tests_plugin_sandbox_CPPFLAGS = $(tests_plugin_isolate_CPPFLAGS)
tests_plugin_sandbox_CFLAGS = $(plugin_cflags)
tests_plugin_sandbox_LDADD = lib/libcore.la $(CHECK_LIBS)
check_LTLIBRARIES += tests/plugin/hostile.la
tests_plugin_hostile_la_SOURCES = tests/plugin/hostile.c
tests_plugin_hostile_la_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_plugin_hostile_la_CFLAGS = $(AM_CFLAGS) -pthread
tests_plugin_hostile_la_LDFLAGS = $(module_ldflags)
endif
older_headers = \
  tests/plugin/older/supplychain/base.h \
  tests/plugin/older/supplychain/claim.h \
  tests/plugin/older/supplychain/error.h \
  tests/plugin/older/supplychain/event.h \
  tests/plugin/older/supplychain/plugin.h \
  tests/plugin/older/supplychain/version.h
endif
check_PROGRAMS += $(plugin_tests)
TESTS += $(plugin_tests)
endif
