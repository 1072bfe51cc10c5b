# SPDX-License-Identifier: Apache-2.0
live_tests = tests/live/demo.test tests/live/sensor.test
EXTRA_DIST += $(live_tests) tests/live/dns.c
if BPF
TESTS += $(live_tests)
if HAVE_CHECK
check_PROGRAMS += tests/live/dns
TESTS += tests/live/dns
tests_live_dns_SOURCES = tests/live/dns.c examples/linux-sensor/dns.c
tests_live_dns_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE -I$(srcdir)/examples/linux-sensor
tests_live_dns_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_live_dns_LDADD = $(CHECK_LIBS)
endif
endif
