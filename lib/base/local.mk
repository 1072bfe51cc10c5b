# SPDX-License-Identifier: Apache-2.0
lib_libcore_la_SOURCES += \
  lib/base/arena.c lib/base/arena.h \
  lib/base/child.c lib/base/child.h \
  lib/base/clock.c lib/base/clock.h \
  lib/base/error.c lib/base/error.h \
  lib/base/event.c \
  lib/base/features.def \
  lib/base/file.c lib/base/file.h \
  lib/base/hash.c lib/base/hash.h \
  lib/base/intern.c lib/base/intern.h \
  lib/base/map.c lib/base/map.h \
  lib/base/memory.c lib/base/memory.h \
  lib/base/multimap.c lib/base/multimap.h \
  lib/base/nearest.c lib/base/nearest.h \
  lib/base/platform.c lib/base/platform.h \
  lib/base/sha256.c lib/base/sha256.h \
  lib/base/slab.c lib/base/slab.h \
  lib/base/recent.c lib/base/recent.h \
  lib/base/text.c lib/base/text.h \
  lib/base/version.c \
  lib/base/yaml.c lib/base/yaml.h
