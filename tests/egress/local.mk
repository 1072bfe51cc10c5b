# SPDX-License-Identifier: Apache-2.0
if PLUGINS
if HAVE_CHECK
egress_tests = tests/egress/askers tests/egress/beacons tests/egress/classify tests/egress/flows \
  tests/egress/lookalikes tests/egress/names tests/egress/networks tests/egress/published
check_PROGRAMS += $(egress_tests)
TESTS += $(egress_tests)
# Never there: makes automake link with the C++ compiler, for those that read JSON.
egress_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
egress_libs = plugins/libegress.la lib/libcore.la $(CHECK_LIBS)
tests_egress_askers_SOURCES = tests/egress/askers.c tests/egress/judges.h
tests_egress_askers_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_egress_askers_CFLAGS = $(egress_cflags)
tests_egress_askers_LDADD = $(egress_libs)
tests_egress_beacons_SOURCES = tests/egress/beacons.c tests/egress/judges.h
tests_egress_beacons_CFLAGS = $(egress_cflags)
tests_egress_beacons_LDADD = $(egress_libs)
tests_egress_classify_SOURCES = tests/egress/classify.c tests/egress/judges.h
nodist_EXTRA_tests_egress_classify_SOURCES = tests/egress/none.cpp
tests_egress_classify_CFLAGS = $(egress_cflags)
tests_egress_classify_LDADD = $(egress_libs)
tests_egress_flows_SOURCES = tests/egress/flows.c tests/egress/judges.h
nodist_EXTRA_tests_egress_flows_SOURCES = tests/egress/none.cpp
tests_egress_flows_CFLAGS = $(egress_cflags)
tests_egress_flows_LDADD = $(egress_libs)
tests_egress_lookalikes_SOURCES = tests/egress/lookalikes.c tests/egress/judges.h
tests_egress_lookalikes_CFLAGS = $(egress_cflags)
tests_egress_lookalikes_LDADD = $(egress_libs)
tests_egress_names_SOURCES = tests/egress/names.c tests/egress/judges.h
tests_egress_names_CFLAGS = $(egress_cflags)
tests_egress_names_LDADD = $(egress_libs)
tests_egress_networks_SOURCES = tests/egress/networks.c tests/egress/judges.h
nodist_EXTRA_tests_egress_networks_SOURCES = tests/egress/none.cpp
tests_egress_networks_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_builddir) -D_POSIX_C_SOURCE=200809L
tests_egress_networks_CFLAGS = $(egress_cflags)
tests_egress_networks_LDADD = $(egress_libs)
tests_egress_published_SOURCES = tests/egress/published.c tests/egress/judges.h
nodist_EXTRA_tests_egress_published_SOURCES = tests/egress/none.cpp
tests_egress_published_CPPFLAGS = $(AM_CPPFLAGS) -D_POSIX_C_SOURCE=200809L
tests_egress_published_CFLAGS = $(egress_cflags)
tests_egress_published_LDADD = $(egress_libs)
endif
endif
EXTRA_DIST += tests/egress/networks.py tests/egress/networks-number.mmdb \
  tests/egress/networks-text.mmdb tests/egress/networks-wide.mmdb
EXTRA_DIST += tests/egress/incidents.py tests/egress/replay.py tests/egress/incidents.test tests/egress/named.test tests/egress/plugin.test tests/egress/replay.test
if PLUGINS
TESTS += tests/egress/incidents.test tests/egress/named.test tests/egress/plugin.test tests/egress/replay.test
# What each destination of the published incidents is called.
egress-incidents: tools/supplychain/supplychain$(EXEEXT)
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) SCHAIN_INCIDENTS_TABLE=1 $(SHELL) $(srcdir)/tests/egress/incidents.test
endif
.PHONY: egress-incidents
