# SPDX-License-Identifier: Apache-2.0
live_tests = tests/live/container.test tests/live/demo.test tests/live/install.test tests/live/journal.test tests/live/proc.test tests/live/scenes.test \
  tests/live/sensor.test tests/live/service.test tests/live/socket.test tests/live/state.test \
  tests/live/watch.test
EXTRA_DIST += $(live_tests) tests/live/dns.c tests/live/lib.sh tests/live/journal.py tests/live/listen.py tests/live/watchers.c \
  tests/live/scenes.sh \
  tests/live/scenes/container.sh tests/live/scenes/deb.sh tests/live/scenes/delayed.sh \
  tests/live/scenes/killed.sh \
  tests/live/scenes/library.sh tests/live/scenes/npm.sh tests/live/scenes/overwrite.sh \
  tests/live/scenes/quiet.sh tests/live/scenes/updater.sh
if BPF
TESTS += $(live_tests)
if HAVE_CHECK
live_units = tests/live/dns tests/live/watchers
check_PROGRAMS += $(live_units)
TESTS += $(live_units)
live_cppflags = $(AM_CPPFLAGS) -D_GNU_SOURCE -I$(srcdir)/examples/linux-sensor
tests_live_dns_SOURCES = tests/live/dns.c examples/linux-sensor/dns.c
tests_live_dns_CPPFLAGS = $(live_cppflags)
tests_live_dns_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_live_dns_LDADD = $(CHECK_LIBS)
tests_live_watchers_SOURCES = tests/live/watchers.c examples/linux-sensor/line.c \
  examples/linux-sensor/watchers.c
tests_live_watchers_CPPFLAGS = $(live_cppflags)
tests_live_watchers_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_live_watchers_LDADD = $(CHECK_LIBS)
endif
endif
