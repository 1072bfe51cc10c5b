# SPDX-License-Identifier: Apache-2.0
lib_libcore_la_SOURCES += \
  lib/engine/attach.c \
  lib/engine/chains.c \
  lib/engine/cold.c lib/engine/cold.h \
  lib/engine/copy.c lib/engine/copy.h \
  lib/engine/engine.c lib/engine/engine.h \
  lib/engine/enrich.c lib/engine/enrich.h \
  lib/engine/feed.c \
  lib/engine/judge.c lib/engine/judge.h \
  lib/engine/keep.c lib/engine/keep.h \
  lib/engine/known.c \
  lib/engine/outbox.c \
  lib/engine/profiles.c \
  lib/engine/reorder.c lib/engine/reorder.h \
  lib/engine/state.c lib/engine/state.h \
  lib/engine/turn.c
