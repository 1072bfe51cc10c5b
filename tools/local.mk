# SPDX-License-Identifier: Apache-2.0
# The command sees only the installed headers.
if PLUGINS
bin_PROGRAMS += tools/supplychain/supplychain
tools_supplychain_supplychain_SOURCES = \
  tools/supplychain/command.h \
  tools/supplychain/complain.c \
  tools/supplychain/explain.c \
  tools/supplychain/formats.c \
  tools/supplychain/glossary.c tools/supplychain/glossary.h \
  tools/supplychain/help.c \
  tools/supplychain/input.c tools/supplychain/input.h \
  tools/supplychain/main.c \
  tools/supplychain/merge.c tools/supplychain/merge.h \
  tools/supplychain/options.c tools/supplychain/options.h \
  tools/supplychain/plugin_choice.c tools/supplychain/plugin_choice.h \
  tools/supplychain/plugin_set.c tools/supplychain/plugin_set.h \
  tools/supplychain/plugin_status.c tools/supplychain/plugin_status.h \
  tools/supplychain/plugins.c \
  tools/supplychain/policy.c \
  tools/supplychain/progress.c tools/supplychain/progress.h \
  tools/supplychain/record.c tools/supplychain/record.h \
  tools/supplychain/replay.c \
  tools/supplychain/results.c tools/supplychain/results.h \
  tools/supplychain/rfc3339.c tools/supplychain/rfc3339.h \
  tools/supplychain/summary.c tools/supplychain/summary.h \
  tools/supplychain/terminal.c tools/supplychain/terminal.h \
  tools/supplychain/verdict_json.cpp tools/supplychain/verdict_json.h \
  tools/supplychain/version.c
tools_supplychain_supplychain_CFLAGS = $(AM_CFLAGS) -pthread
tools_supplychain_supplychain_LDFLAGS = -pthread
# Strict C11 hides POSIX; DEFAULT and DARWIN are for the size of a terminal.
tools_supplychain_supplychain_CPPFLAGS = $(AM_CPPFLAGS) \
  -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -D_DARWIN_C_SOURCE
tools_supplychain_supplychain_CXXFLAGS = $(AM_CXXFLAGS) $(SIMDJSON_CFLAGS) -fno-exceptions -fno-rtti
tools_supplychain_supplychain_LDADD = plugins/libsupplychain-decode-1.la lib/libsupplychain-1.la \
  $(SIMDJSON_LIBS)
completionsdir = $(datadir)/bash-completion/completions
completions_DATA = tools/completion/supplychain.bash
endif
EXTRA_DIST += tools/completion/supplychain.bash
