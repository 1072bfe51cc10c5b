# SPDX-License-Identifier: Apache-2.0
plugins_libdecode_la_SOURCES += \
  plugins/decode-jsonl/ebpf.c \
  plugins/decode-jsonl/fields.c \
  plugins/decode-jsonl/fields.h \
  plugins/decode-jsonl/jsonl.c \
  plugins/decode-jsonl/write.c
