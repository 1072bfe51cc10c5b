# SPDX-License-Identifier: Apache-2.0
if !WINDOWS
check_PROGRAMS += tests/engine/many
TESTS += tests/engine/many
tests_engine_many_SOURCES = tests/engine/many.c
tests_engine_many_CPPFLAGS = $(AM_CPPFLAGS) -D_POSIX_C_SOURCE=200809L
tests_engine_many_LDADD = lib/libsupplychain-1.la
endif
if HAVE_CHECK
engine_tests = tests/engine/attack tests/engine/chain tests/engine/checkpoint \
  tests/engine/destination tests/engine/disorder tests/engine/dormant tests/engine/face tests/engine/fault \
  tests/engine/flow tests/engine/habit tests/engine/kind tests/engine/known tests/engine/level \
  tests/engine/memory tests/engine/order \
  tests/engine/sensors tests/engine/signer tests/engine/source tests/engine/state tests/engine/twin tests/engine/windows
# Of the memory limit.
engine_tests += tests/engine/flood
check_PROGRAMS += $(engine_tests)
TESTS += $(engine_tests)
check_LTLIBRARIES += tests/engine/libscene.la
tests_engine_libscene_la_SOURCES = tests/engine/found.c tests/engine/scene.c tests/engine/scene.h
tests_engine_libscene_la_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
# No private header is in reach: these tests use the public face alone.
engine_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
engine_libs = tests/engine/libscene.la lib/libcore.la $(CHECK_LIBS)
tests_engine_attack_CFLAGS = $(engine_cflags)
tests_engine_attack_LDADD = $(engine_libs)
tests_engine_checkpoint_CFLAGS = $(engine_cflags)
tests_engine_checkpoint_LDADD = $(engine_libs)
tests_engine_chain_CFLAGS = $(engine_cflags)
tests_engine_chain_LDADD = $(engine_libs)
tests_engine_destination_CFLAGS = $(engine_cflags)
tests_engine_destination_LDADD = $(engine_libs)
tests_engine_fault_CFLAGS = $(engine_cflags)
tests_engine_fault_LDADD = $(engine_libs)
tests_engine_disorder_CFLAGS = $(engine_cflags)
tests_engine_disorder_LDADD = $(engine_libs)
tests_engine_dormant_CFLAGS = $(engine_cflags)
tests_engine_dormant_LDADD = $(engine_libs)
tests_engine_face_CFLAGS = $(engine_cflags)
tests_engine_face_LDADD = $(engine_libs)
tests_engine_habit_CFLAGS = $(engine_cflags)
tests_engine_habit_LDADD = $(engine_libs)
tests_engine_flow_CFLAGS = $(engine_cflags)
tests_engine_flow_LDADD = $(engine_libs)
tests_engine_kind_CFLAGS = $(engine_cflags)
tests_engine_kind_LDADD = $(engine_libs)
tests_engine_known_CFLAGS = $(engine_cflags)
tests_engine_known_LDADD = $(engine_libs)
tests_engine_level_CFLAGS = $(engine_cflags)
tests_engine_level_LDADD = $(engine_libs)
tests_engine_memory_CFLAGS = $(engine_cflags)
tests_engine_memory_LDADD = $(engine_libs)
tests_engine_order_CFLAGS = $(engine_cflags)
tests_engine_order_LDADD = $(engine_libs)
tests_engine_sensors_CFLAGS = $(engine_cflags)
tests_engine_sensors_LDADD = $(engine_libs)
tests_engine_signer_CFLAGS = $(engine_cflags)
tests_engine_signer_LDADD = $(engine_libs)
tests_engine_source_CFLAGS = $(engine_cflags)
tests_engine_source_LDADD = $(engine_libs)
tests_engine_state_CFLAGS = $(engine_cflags)
tests_engine_state_LDADD = $(engine_libs)
tests_engine_twin_CFLAGS = $(engine_cflags)
tests_engine_twin_LDADD = $(engine_libs)
tests_engine_windows_CFLAGS = $(engine_cflags)
tests_engine_windows_LDADD = $(engine_libs)
endif
if HAVE_CHECK
tests_engine_flood_CFLAGS = $(engine_cflags)
tests_engine_flood_LDADD = $(engine_libs)
endif
if SQLITE
if !WINDOWS
TESTS += tests/engine/weeks.test
endif
endif
EXTRA_DIST += tests/engine/weeks.test
engine_replays = tests/engine/replay.test tests/engine/third-party.test
EXTRA_DIST += $(engine_replays) tests/engine/shuffle.py
if PLUGINS
TESTS += $(engine_replays)
endif
