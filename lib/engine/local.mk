# SPDX-License-Identifier: Apache-2.0
lib_libcore_la_SOURCES += lib/engine/engine.c
