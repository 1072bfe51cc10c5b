# SPDX-License-Identifier: Apache-2.0
plugins_libdecode_la_SOURCES += \
  plugins/decode-schema/drivers.h \
  plugins/decode-schema/ecs.c \
  plugins/decode-schema/falco.c \
  plugins/decode-schema/ocsf.c \
  plugins/decode-schema/osquery.c \
  plugins/decode-schema/tetragon.c \
  plugins/decode-schema/tracee.c
