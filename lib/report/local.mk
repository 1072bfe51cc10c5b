# SPDX-License-Identifier: Apache-2.0
lib_libcore_la_SOURCES += \
  lib/report/json.c \
  lib/report/writer.c lib/report/writer.h
