# SPDX-License-Identifier: Apache-2.0
lib_libcore_la_SOURCES += \
  lib/store/bytes.c lib/store/bytes.h \
  lib/store/delivery.c \
  lib/store/event.c lib/store/event.h \
  lib/store/form.c lib/store/form.h \
  lib/store/keys.c \
  lib/store/memory.c \
  lib/store/noun.c lib/store/noun.h \
  lib/store/part.h \
  lib/store/process.c \
  lib/store/sqlite.c \
  lib/store/store.c lib/store/store.h \
  lib/store/tables.c
