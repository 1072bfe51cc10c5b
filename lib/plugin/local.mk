# SPDX-License-Identifier: Apache-2.0
lib_libcore_la_SOURCES += \
  lib/plugin/answer.c \
  lib/plugin/config.c lib/plugin/config.h lib/plugin/config-yaml.c \
  lib/plugin/configure.c \
  lib/plugin/decoder.c \
  lib/plugin/instance.c \
  lib/plugin/interface.c \
  lib/plugin/isolation.c \
  lib/plugin/isolation.h \
  lib/plugin/load.c \
  lib/plugin/mailbox.c \
  lib/plugin/object.c lib/plugin/object.h \
  lib/plugin/plugin.h \
  lib/plugin/question.c \
  lib/plugin/registry.c \
  lib/plugin/sink.c
