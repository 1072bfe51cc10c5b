# SPDX-License-Identifier: Apache-2.0
if HAVE_CHECK
if PLUGINS
decode_tests = tests/decode/frame
check_PROGRAMS += $(decode_tests)
TESTS += $(decode_tests)
decode_harness = tests/decode/harness.c tests/decode/harness.h
decode_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
decode_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS) $(ZLIB_CFLAGS) $(ZSTD_CFLAGS)
# The archive with all its symbols, for what has no public name.
decode_libs = plugins/libdecode.la lib/libcore.la $(CHECK_LIBS) $(ZLIB_LIBS) $(ZSTD_LIBS)
tests_decode_frame_SOURCES = tests/decode/frame.c $(decode_harness)
nodist_EXTRA_tests_decode_frame_SOURCES = tests/decode/none.cpp
tests_decode_frame_CPPFLAGS = $(decode_cppflags)
tests_decode_frame_CFLAGS = $(decode_cflags)
tests_decode_frame_LDADD = $(decode_libs)
endif
endif
