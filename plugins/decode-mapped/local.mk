# SPDX-License-Identifier: Apache-2.0
plugins_libdecode_la_SOURCES += \
  plugins/decode-mapped/mapped.c \
  plugins/decode-mapped/mapping.c \
  plugins/decode-mapped/mapping.h \
  plugins/decode-mapped/shape.c \
  plugins/decode-mapped/shape.h \
  plugins/decode-mapped/shape_value.c
if HAVE_YAML
plugins_libdecode_la_SOURCES += plugins/decode-mapped/document.c
endif
