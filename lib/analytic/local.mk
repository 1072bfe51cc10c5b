# SPDX-License-Identifier: Apache-2.0
lib_libcore_la_SOURCES += \
  lib/analytic/analytic.h \
  lib/analytic/change.c \
  lib/analytic/child.c \
  lib/analytic/claim.c \
  lib/analytic/credential.c \
  lib/analytic/destination.c \
  lib/analytic/egress.c \
  lib/analytic/explain.c \
  lib/analytic/first_run.c \
  lib/analytic/habit.c \
  lib/analytic/module.c \
  lib/analytic/package.c \
  lib/analytic/persistence.c \
  lib/analytic/score.c \
  lib/analytic/signal.c \
  lib/analytic/source.c \
  lib/analytic/trust.c \
  lib/analytic/verdict.c \
  lib/analytic/write.c
