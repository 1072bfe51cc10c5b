# SPDX-License-Identifier: Apache-2.0
plugins_libdecode_la_SOURCES += \
  plugins/decode-journal/drivers.h \
  plugins/decode-journal/export.c \
  plugins/decode-journal/journal.c \
  plugins/decode-journal/journal.h \
  plugins/decode-journal/json.c \
  plugins/decode-journal/packages.c
