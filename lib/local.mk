# SPDX-License-Identifier: Apache-2.0
# The core, once as an archive with all its symbols for the unit tests, and
# from it the library with the public ones only.
noinst_LTLIBRARIES += lib/libcore.la
lib_libcore_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/lib -I$(top_builddir)/lib -DSCHAIN_BUILD \
  -DSCHAIN__PLUGIN_HOST='"$(libexecdir)/supplychain-plugin-host-1"'
lib_libcore_la_CFLAGS = $(AM_CFLAGS) $(YAML_CFLAGS) $(SQLITE_CFLAGS)
lib_libcore_la_LIBADD = $(YAML_LIBS) $(SQLITE_LIBS)
lib_libcore_la_SOURCES =

include lib/base/local.mk
include lib/policy/local.mk
include lib/model/local.mk
include lib/analytic/local.mk
include lib/plugin/local.mk
include lib/plugin-host/local.mk
include lib/store/local.mk
include lib/engine/local.mk
include lib/report/local.mk

lib_LTLIBRARIES += lib/libsupplychain-1.la
lib_libsupplychain_1_la_SOURCES =
lib_libsupplychain_1_la_LIBADD = lib/libcore.la
lib_libsupplychain_1_la_LDFLAGS = -no-undefined -version-info $(SCHAIN_LT_VERSION)
if HAVE_VERSION_SCRIPT
lib_libsupplychain_1_la_LDFLAGS += -Wl,--version-script=$(top_srcdir)/lib/libsupplychain.map
endif
lib_libsupplychain_1_la_DEPENDENCIES = lib/libcore.la $(top_srcdir)/lib/libsupplychain.map
EXTRA_DIST += lib/libsupplychain.map
pkgconfig_DATA += lib/libsupplychain-1.pc
