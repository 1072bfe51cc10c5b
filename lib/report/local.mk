# SPDX-License-Identifier: Apache-2.0
lib_libcore_la_SOURCES += \
  lib/report/json.c \
  lib/report/page.c lib/report/page.h \
  lib/report/text.c \
  lib/report/tree.c lib/report/tree.h \
  lib/report/writer.c lib/report/writer.h
