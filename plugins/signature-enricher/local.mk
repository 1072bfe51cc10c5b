# SPDX-License-Identifier: Apache-2.0
# The enricher "signature", over the library of signatures.
if SIGNATURE
if PLUGIN_MODULES
pluginexec_LTLIBRARIES += plugins/signature-enricher/signature.la
plugins_signature_enricher_signature_la_SOURCES = \
  plugins/signature-enricher/plugin.c \
  plugins/signature-enricher/queue.c plugins/signature-enricher/queue.h
plugins_signature_enricher_signature_la_CPPFLAGS = $(AM_CPPFLAGS) -D_POSIX_C_SOURCE=200809L
plugins_signature_enricher_signature_la_CFLAGS = $(AM_CFLAGS) -pthread
plugins_signature_enricher_signature_la_LDFLAGS = -module -avoid-version -shared -pthread
plugins_signature_enricher_signature_la_LIBADD = \
  plugins/libsupplychain-signature-1.la lib/libsupplychain-1.la
endif
endif
