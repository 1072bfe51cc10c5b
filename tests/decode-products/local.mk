# SPDX-License-Identifier: Apache-2.0
if PLUGINS
if HAVE_CHECK
product_tests = \
  tests/decode-products/macos \
  tests/decode-products/network \
  tests/decode-products/real \
  tests/decode-products/schema
check_PROGRAMS += $(product_tests)
TESTS += $(product_tests)
product_harness = tests/decode-products/product.c tests/decode-products/product.h \
  tests/decode/harness.c tests/decode/harness.h
product_libs = plugins/libsupplychain-decode-1.la lib/libsupplychain-1.la $(CHECK_LIBS)
tests_decode_products_macos_SOURCES = tests/decode-products/macos.c $(product_harness)
tests_decode_products_macos_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_decode_products_macos_LDADD = $(product_libs)
tests_decode_products_network_SOURCES = tests/decode-products/network.c $(product_harness)
tests_decode_products_network_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_decode_products_network_LDADD = $(product_libs)
tests_decode_products_real_SOURCES = tests/decode-products/real.c $(product_harness)
tests_decode_products_real_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_decode_products_real_LDADD = $(product_libs)
tests_decode_products_schema_SOURCES = tests/decode-products/schema.c $(product_harness)
tests_decode_products_schema_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_decode_products_schema_LDADD = $(product_libs)
endif
endif
