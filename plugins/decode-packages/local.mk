# SPDX-License-Identifier: Apache-2.0
plugins_libdecode_la_SOURCES += \
  plugins/decode-packages/apt.c \
  plugins/decode-packages/dpkg.c \
  plugins/decode-packages/drivers.h \
  plugins/decode-packages/package.c \
  plugins/decode-packages/package.h \
  plugins/decode-packages/pacman.c \
  plugins/decode-packages/rpm.c \
  plugins/decode-packages/term.c
