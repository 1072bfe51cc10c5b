# SPDX-License-Identifier: Apache-2.0
lib_libcore_la_SOURCES += \
  lib/model/chain.c lib/model/chain.h \
  lib/model/claim.c \
  lib/model/close.c \
  lib/model/cold.c lib/model/cold.h \
  lib/model/delivery.c lib/model/delivery.h \
  lib/model/destination.c lib/model/destination.h \
  lib/model/file.c \
  lib/model/host.c lib/model/host.h \
  lib/model/model.c lib/model/model.h \
  lib/model/order.c \
  lib/model/path.c lib/model/path.h \
  lib/model/process.c lib/model/process.h \
  lib/model/product.c lib/model/product.h \
  lib/model/reclaim.c \
  lib/model/record.c lib/model/record.h \
  lib/model/script.c lib/model/script.h \
  lib/model/trait.c lib/model/trait.h
