# SPDX-License-Identifier: Apache-2.0
plugins_libdecode_la_SOURCES += \
  plugins/decode-auditd/address.c \
  plugins/decode-auditd/audit.h \
  plugins/decode-auditd/auditd.c \
  plugins/decode-auditd/auoms.c \
  plugins/decode-auditd/drivers.h \
  plugins/decode-auditd/facts.c \
  plugins/decode-auditd/field.c \
  plugins/decode-auditd/file.c \
  plugins/decode-auditd/known.c \
  plugins/decode-auditd/line.c \
  plugins/decode-auditd/message.c \
  plugins/decode-auditd/network.c \
  plugins/decode-auditd/path.c \
  plugins/decode-auditd/pending.c \
  plugins/decode-auditd/process.c \
  plugins/decode-auditd/syscall.c \
  plugins/decode-auditd/tell.c
