# SPDX-License-Identifier: Apache-2.0
plugins_libdecode_la_SOURCES += \
  plugins/decode-mapped/mapped.c \
  plugins/decode-mapped/mapping.c \
  plugins/decode-mapped/mapping.h
if HAVE_YAML
plugins_libdecode_la_SOURCES += plugins/decode-mapped/document.c
endif
