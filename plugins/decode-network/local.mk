# SPDX-License-Identifier: Apache-2.0
plugins_libdecode_la_SOURCES += \
  plugins/decode-network/drivers.h \
  plugins/decode-network/nfdump.c \
  plugins/decode-network/suricata.c \
  plugins/decode-network/zeek.c \
  plugins/decode-network/zeek.h \
  plugins/decode-network/zeek_log.c
