# SPDX-License-Identifier: Apache-2.0
lib_libcore_la_SOURCES += \
  lib/plugin/answer.c \
  lib/plugin/claims.c \
  lib/plugin/config.c lib/plugin/config.h lib/plugin/config-yaml.c \
  lib/plugin/configure.c \
  lib/plugin/decoder.c \
  lib/plugin/frame.c lib/plugin/frame.h \
  lib/plugin/instance.c \
  lib/plugin/interface.c \
  lib/plugin/isolation.c \
  lib/plugin/isolation.h \
  lib/plugin/load.c \
  lib/plugin/mailbox.c \
  lib/plugin/message.c lib/plugin/message.h \
  lib/plugin/object.c lib/plugin/object.h \
  lib/plugin/plugin.h \
  lib/plugin/question.c \
  lib/plugin/receive.c \
  lib/plugin/registry.c \
  lib/plugin/remote.c lib/plugin/remote.h \
  lib/plugin/sink.c \
  lib/plugin/twin.c
