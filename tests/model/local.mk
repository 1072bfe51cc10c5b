# SPDX-License-Identifier: Apache-2.0
if HAVE_CHECK
model_tests = tests/model/containers tests/model/kept tests/model/path tests/model/reorder tests/model/script
check_PROGRAMS += $(model_tests)
TESTS += $(model_tests)
model_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/lib
model_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
model_libs = lib/libcore.la $(CHECK_LIBS)
tests_model_containers_CPPFLAGS = $(model_cppflags)
tests_model_containers_CFLAGS = $(model_cflags)
tests_model_containers_LDADD = $(model_libs)
tests_model_kept_CPPFLAGS = $(model_cppflags)
tests_model_kept_CFLAGS = $(model_cflags)
tests_model_kept_LDADD = $(model_libs)
tests_model_path_CPPFLAGS = $(model_cppflags)
tests_model_path_CFLAGS = $(model_cflags)
tests_model_path_LDADD = $(model_libs)
tests_model_reorder_CPPFLAGS = $(model_cppflags)
tests_model_reorder_CFLAGS = $(model_cflags)
tests_model_reorder_LDADD = $(model_libs)
tests_model_script_CPPFLAGS = $(model_cppflags)
tests_model_script_CFLAGS = $(model_cflags)
tests_model_script_LDADD = $(model_libs)
endif
