# SPDX-License-Identifier: Apache-2.0
# Destinations: an archive with all symbols for tests and fuzzers, from it the
# library with the public ones only, and the plugin on top of that.
if PLUGINS
noinst_LTLIBRARIES += plugins/libegress.la
# -DSCHAIN_BUILD: its functions are exported from here.
plugins_libegress_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins -I$(top_builddir) \
  -DSCHAIN_BUILD -D_POSIX_C_SOURCE=200809L
plugins_libegress_la_CFLAGS = $(AM_CFLAGS) $(PSL_CFLAGS) $(IDN_CFLAGS) $(MAXMINDDB_CFLAGS)
plugins_libegress_la_CXXFLAGS = $(AM_CXXFLAGS) $(SIMDJSON_CFLAGS) -fno-exceptions -fno-rtti
plugins_libegress_la_LIBADD = $(CXX_RUNTIME_LIBS) $(SIMDJSON_LIBS) $(PSL_LIBS) $(IDN_LIBS) $(MAXMINDDB_LIBS)
plugins_libegress_la_SOURCES = \
  plugins/egress/askers.c plugins/egress/askers.h \
  plugins/egress/beacons.c plugins/egress/beacons.h \
  plugins/egress/catalogue.def \
  plugins/egress/classify.c plugins/egress/classify.h \
  plugins/egress/egress.c \
  plugins/egress/flow.c \
  plugins/egress/format.c \
  plugins/egress/grams.h \
  plugins/egress/history.c \
  plugins/egress/confusable.def \
  plugins/egress/imitated.def \
  plugins/egress/json.cpp plugins/egress/json.h \
  plugins/egress/lookalike.c plugins/egress/lookalike.h \
  plugins/egress/names-model.inc \
  plugins/egress/names.c plugins/egress/names.h \
  plugins/egress/networks.c plugins/egress/networks.h \
  plugins/egress/product.c \
  plugins/egress/rita.c \
  plugins/egress/rules.c plugins/egress/rules.h \
  plugins/egress/service.c \
  plugins/egress/skeleton.c plugins/egress/skeleton.h \
  plugins/egress/suffix.h \
  plugins/egress/suffixes.c \
  plugins/egress/support.c plugins/egress/support.h \
  plugins/egress/table.c plugins/egress/table.h \
  plugins/egress/words.c plugins/egress/words.h \
  plugins/egress/zones.c plugins/egress/zones.h

lib_LTLIBRARIES += plugins/libsupplychain-egress-1.la
plugins_libsupplychain_egress_1_la_SOURCES =
# Never there: makes automake link with the C++ compiler.
nodist_EXTRA_plugins_libsupplychain_egress_1_la_SOURCES = plugins/none.cpp
plugins_libsupplychain_egress_1_la_LIBADD = plugins/libegress.la lib/libsupplychain-1.la
plugins_libsupplychain_egress_1_la_LDFLAGS = -no-undefined -version-info $(SCHAIN_LT_VERSION)
if HAVE_VERSION_SCRIPT
plugins_libsupplychain_egress_1_la_LDFLAGS += \
  -Wl,--version-script=$(top_srcdir)/plugins/libsupplychain-egress.map
endif
plugins_libsupplychain_egress_1_la_DEPENDENCIES = plugins/libegress.la \
  lib/libsupplychain-1.la $(top_srcdir)/plugins/libsupplychain-egress.map
pkgconfig_DATA += plugins/libsupplychain-egress-1.pc

if PLUGIN_MODULES
pluginexec_LTLIBRARIES += plugins/egress/egress.la
plugins_egress_egress_la_SOURCES = plugins/egress/plugin.c
plugins_egress_egress_la_LDFLAGS = -module -avoid-version -shared -no-undefined
plugins_egress_egress_la_LIBADD = plugins/libsupplychain-egress-1.la
endif

# Trains the model of generated names; takes the lists below SCHAIN_TEST_DATA.
EXTRA_PROGRAMS += plugins/egress/training/train
plugins_egress_training_train_SOURCES = plugins/egress/training/families.c \
  plugins/egress/training/families.h plugins/egress/training/train.c \
  plugins/egress/training/words.h
plugins_egress_training_train_LDADD = -lm
egress-model: plugins/egress/training/train$(EXEEXT)
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/plugins/egress/training/model.sh \
	  plugins/egress/training/train$(EXEEXT) $(srcdir)/plugins/egress/names-model.inc
CLEANFILES += plugins/egress/training/train$(EXEEXT)
endif
.PHONY: egress-model
EXTRA_DIST += plugins/libsupplychain-egress.map plugins/egress/training/model.sh
