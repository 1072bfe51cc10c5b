# SPDX-License-Identifier: Apache-2.0
# The command sees only the installed headers.
if PLUGINS
bin_PROGRAMS += tools/supplychain/supplychain
tools_supplychain_supplychain_SOURCES = \
  tools/supplychain/command.h \
  tools/supplychain/complain.c \
  tools/supplychain/help.c \
  tools/supplychain/main.c \
  tools/supplychain/options.c tools/supplychain/options.h \
  tools/supplychain/version.c
tools_supplychain_supplychain_LDADD = lib/libsupplychain-1.la
endif
