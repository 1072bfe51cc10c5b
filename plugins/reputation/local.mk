# SPDX-License-Identifier: Apache-2.0
# Reputation stores: an archive with all symbols for tests and fuzzers, and from
# it the library with the public ones only.
if REPUTATION
noinst_LTLIBRARIES += plugins/libreputation.la
plugins_libreputation_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins -DSCHAIN_BUILD \
  -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE
plugins_libreputation_la_CFLAGS = $(AM_CFLAGS) $(ZLIB_CFLAGS) $(EXPAT_CFLAGS) $(SQLITE_CFLAGS) $(PSL_CFLAGS)
plugins_libreputation_la_CXXFLAGS = $(AM_CXXFLAGS) $(SIMDJSON_CFLAGS) -fno-exceptions -fno-rtti
plugins_libreputation_la_LIBADD = $(CXX_RUNTIME_LIBS) $(SIMDJSON_LIBS) $(ZLIB_LIBS) $(EXPAT_LIBS) \
  $(SQLITE_LIBS) $(PSL_LIBS) -lm
plugins_libreputation_la_SOURCES = \
  plugins/reputation/batch.c plugins/reputation/batch.h \
  plugins/reputation/bloom.c \
  plugins/reputation/build.c plugins/reputation/build.h \
  plugins/reputation/census.c plugins/reputation/census.h \
  plugins/reputation/commit.c \
  plugins/reputation/csv.c \
  plugins/reputation/enricher.c \
  plugins/reputation/feed.h \
  plugins/reputation/feed_bloom.c \
  plugins/reputation/files.c \
  plugins/reputation/find.c \
  plugins/reputation/formats.c \
  plugins/reputation/group.c \
  plugins/reputation/import.c plugins/reputation/import.h \
  plugins/reputation/indicator.c \
  plugins/reputation/input.c \
  plugins/reputation/json_fault.c \
  plugins/reputation/memory.c plugins/reputation/memory.h \
  plugins/reputation/merge.c plugins/reputation/merge.h \
  plugins/reputation/misp.c \
  plugins/reputation/names.c \
  plugins/reputation/nsrl.c \
  plugins/reputation/openioc.c \
  plugins/reputation/opinion.c plugins/reputation/opinion.h \
  plugins/reputation/osv.c \
  plugins/reputation/pattern.c plugins/reputation/pattern.h \
  plugins/reputation/pool.c plugins/reputation/pool.h \
  plugins/reputation/prevalence.c plugins/reputation/prevalence.h \
  plugins/reputation/rarity.c plugins/reputation/rarity.h \
  plugins/reputation/spans.c \
  plugins/reputation/spool.c \
  plugins/reputation/stix.c \
  plugins/reputation/store.c plugins/reputation/store.h \
  plugins/reputation/subject.c plugins/reputation/subject.h \
  plugins/reputation/suffix.c \
  plugins/reputation/text.c \
  plugins/reputation/tree.c plugins/reputation/tree.h plugins/reputation/tree_walk.cpp \
  plugins/reputation/version.c plugins/reputation/version.h \
  plugins/reputation/warninglist.c

lib_LTLIBRARIES += plugins/libsupplychain-reputation-1.la
plugins_libsupplychain_reputation_1_la_SOURCES =
# Never there: makes automake link with the C++ compiler.
nodist_EXTRA_plugins_libsupplychain_reputation_1_la_SOURCES = plugins/none.cpp
plugins_libsupplychain_reputation_1_la_LIBADD = plugins/libreputation.la lib/libsupplychain-1.la
plugins_libsupplychain_reputation_1_la_LDFLAGS = -no-undefined -version-info $(SCHAIN_LT_VERSION)
if HAVE_VERSION_SCRIPT
plugins_libsupplychain_reputation_1_la_LDFLAGS += \
  -Wl,--version-script=$(top_srcdir)/plugins/libsupplychain-reputation.map
endif
plugins_libsupplychain_reputation_1_la_DEPENDENCIES = \
  plugins/libreputation.la lib/libsupplychain-1.la $(top_srcdir)/plugins/libsupplychain-reputation.map
pkgconfig_DATA += plugins/libsupplychain-reputation-1.pc

if PLUGIN_MODULES
pluginexec_LTLIBRARIES += plugins/reputation.la
plugins_reputation_la_SOURCES = plugins/reputation/module.c
plugins_reputation_la_LIBADD = plugins/libsupplychain-reputation-1.la
plugins_reputation_la_LDFLAGS = -module -avoid-version -shared -no-undefined
endif
endif
EXTRA_DIST += plugins/libsupplychain-reputation.map
