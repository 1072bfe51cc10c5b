# SPDX-License-Identifier: Apache-2.0
if HAVE_CHECK
if PLUGINS
decode_tests = \
  tests/decode/cold \
  tests/decode/ebpf \
  tests/decode/frame \
  tests/decode/input \
  tests/decode/jsonl \
  tests/decode/mapped \
  tests/decode/plugged \
  tests/decode/unpack \
  tests/decode/values
check_PROGRAMS += $(decode_tests)
TESTS += $(decode_tests)
decode_harness = tests/decode/harness.c tests/decode/harness.h
decode_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
decode_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS) $(ZLIB_CFLAGS) $(ZSTD_CFLAGS)
# The archive with all its symbols, for what has no public name.
decode_libs = plugins/libdecode.la lib/libcore.la $(CHECK_LIBS) $(ZLIB_LIBS) $(ZSTD_LIBS)
tests_decode_plugged_SOURCES = tests/decode/plugged.c $(decode_harness)
nodist_EXTRA_tests_decode_plugged_SOURCES = tests/decode/none.cpp
tests_decode_plugged_CPPFLAGS = $(decode_cppflags) -D_POSIX_C_SOURCE=200809L
tests_decode_plugged_CFLAGS = $(decode_cflags) -pthread
tests_decode_plugged_LDFLAGS = -pthread
tests_decode_plugged_LDADD = $(decode_libs)
tests_decode_cold_SOURCES = tests/decode/cold.c
nodist_EXTRA_tests_decode_cold_SOURCES = tests/decode/none.cpp
tests_decode_cold_CPPFLAGS = $(decode_cppflags) -I$(top_srcdir)/lib
tests_decode_cold_CFLAGS = $(decode_cflags)
tests_decode_cold_LDADD = $(decode_libs)
tests_decode_ebpf_SOURCES = tests/decode/ebpf.c $(decode_harness)
nodist_EXTRA_tests_decode_ebpf_SOURCES = tests/decode/none.cpp
tests_decode_ebpf_CPPFLAGS = $(decode_cppflags)
tests_decode_ebpf_CFLAGS = $(decode_cflags)
tests_decode_ebpf_LDADD = $(decode_libs)
tests_decode_frame_SOURCES = tests/decode/frame.c $(decode_harness)
nodist_EXTRA_tests_decode_frame_SOURCES = tests/decode/none.cpp
tests_decode_frame_CPPFLAGS = $(decode_cppflags)
tests_decode_frame_CFLAGS = $(decode_cflags)
tests_decode_frame_LDADD = $(decode_libs)
tests_decode_input_SOURCES = tests/decode/input.c $(decode_harness)
nodist_EXTRA_tests_decode_input_SOURCES = tests/decode/none.cpp
tests_decode_input_CPPFLAGS = $(decode_cppflags)
tests_decode_input_CFLAGS = $(decode_cflags)
tests_decode_input_LDADD = $(decode_libs)
tests_decode_jsonl_SOURCES = tests/decode/jsonl.c $(decode_harness)
nodist_EXTRA_tests_decode_jsonl_SOURCES = tests/decode/none.cpp
tests_decode_jsonl_CPPFLAGS = $(decode_cppflags)
tests_decode_jsonl_CFLAGS = $(decode_cflags)
tests_decode_jsonl_LDADD = $(decode_libs)
tests_decode_mapped_SOURCES = tests/decode/mapped.c $(decode_harness)
nodist_EXTRA_tests_decode_mapped_SOURCES = tests/decode/none.cpp
tests_decode_mapped_CPPFLAGS = $(decode_cppflags)
tests_decode_mapped_CFLAGS = $(decode_cflags)
tests_decode_mapped_LDADD = $(decode_libs)
tests_decode_unpack_SOURCES = tests/decode/unpack.c $(decode_harness)
nodist_EXTRA_tests_decode_unpack_SOURCES = tests/decode/none.cpp
tests_decode_unpack_CPPFLAGS = $(decode_cppflags)
tests_decode_unpack_CFLAGS = $(decode_cflags)
tests_decode_unpack_LDADD = $(decode_libs)
tests_decode_values_SOURCES = tests/decode/values.c $(decode_harness)
nodist_EXTRA_tests_decode_values_SOURCES = tests/decode/none.cpp
tests_decode_values_CPPFLAGS = $(decode_cppflags)
tests_decode_values_CFLAGS = $(decode_cflags)
tests_decode_values_LDADD = $(decode_libs)
endif
endif
