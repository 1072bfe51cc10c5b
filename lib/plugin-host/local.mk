# SPDX-License-Identifier: Apache-2.0
# The program that isolated plugins run in. It shares sources with the library
# and does not link it: the less there is in that process the better.
if ISOLATION
libexec_PROGRAMS += lib/plugin-host/supplychain-plugin-host-1
lib_plugin_host_supplychain_plugin_host_1_SOURCES = \
  lib/base/error.c lib/base/event.c lib/base/memory.c lib/base/text.c \
  lib/plugin/claims.c lib/plugin/frame.c lib/plugin/message.c \
  lib/plugin-host/landlock.c \
  lib/plugin-host/main.c \
  lib/plugin-host/sandbox.c lib/plugin-host/sandbox.h \
  lib/plugin-host/seccomp.c \
  lib/plugin-host/serve.c lib/plugin-host/serve.h
lib_plugin_host_supplychain_plugin_host_1_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/lib \
  -I$(top_builddir)/lib -DSCHAIN_BUILD -D_GNU_SOURCE -DSCHAIN__LIBRARY_DIRECTORY='"$(libdir)"'
lib_plugin_host_supplychain_plugin_host_1_CFLAGS = $(AM_CFLAGS) $(SECCOMP_CFLAGS) -pthread
lib_plugin_host_supplychain_plugin_host_1_LDFLAGS = -pthread
lib_plugin_host_supplychain_plugin_host_1_LDADD = $(SECCOMP_LIBS)
endif
