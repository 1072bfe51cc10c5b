# SPDX-License-Identifier: Apache-2.0
plugins_libdecode_la_SOURCES += \
  plugins/decode-macos/apple.c \
  plugins/decode-macos/apple.h \
  plugins/decode-macos/drivers.h \
  plugins/decode-macos/eslogger.c \
  plugins/decode-macos/install_log.c \
  plugins/decode-macos/message.c \
  plugins/decode-macos/message.h \
  plugins/decode-macos/santa_json.c \
  plugins/decode-macos/santa_log.c \
  plugins/decode-macos/unified_log.c
