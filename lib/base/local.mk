# SPDX-License-Identifier: Apache-2.0
lib_libcore_la_SOURCES += \
  lib/base/clock.c lib/base/clock.h \
  lib/base/error.c lib/base/error.h \
  lib/base/event.c \
  lib/base/hash.c lib/base/hash.h \
  lib/base/memory.c lib/base/memory.h \
  lib/base/platform.c lib/base/platform.h \
  lib/base/text.c lib/base/text.h \
  lib/base/version.c
