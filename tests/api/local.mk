# SPDX-License-Identifier: Apache-2.0
api_programs = tests/api/frozen tests/api/initialisers tests/api/names
api_scripts = tests/api/complete.test tests/api/description.test tests/api/dpkg-symbols.test tests/api/dwarf.test \
  tests/api/embed.test tests/api/features.test tests/api/guide.test tests/api/headers.test tests/api/incompatible.test \
  tests/api/leaks.test tests/api/needed.test tests/api/races.test tests/api/symbols.test
tests_api_frozen_SOURCES = tests/api/frozen.c tests/api/frozen-1.0/frozen.h \
  tests/api/frozen-1.0/base.c tests/api/frozen-1.0/claim.c tests/api/frozen-1.0/decode.c \
  tests/api/frozen-1.0/egress.c tests/api/frozen-1.0/engine.c tests/api/frozen-1.0/error.c \
  tests/api/frozen-1.0/event.c tests/api/frozen-1.0/format.c tests/api/frozen-1.0/isolation.c \
  tests/api/frozen-1.0/known.c \
  tests/api/frozen-1.0/plugin.c tests/api/frozen-1.0/plugins.c tests/api/frozen-1.0/policy.c \
  tests/api/frozen-1.0/report.c tests/api/frozen-1.0/reputation.c tests/api/frozen-1.0/signature.c \
  tests/api/frozen-1.0/store.c tests/api/frozen-1.0/verdict.c
tests_api_initialisers_SOURCES = tests/api/initialisers.c tests/api/initialisers.h tests/api/expect.h
tests_api_initialisers_LDADD = lib/libsupplychain-1.la
tests_api_names_SOURCES = tests/api/names.c tests/api/expect.h
# Asked by features.test.
check_PROGRAMS += tests/api/supports
tests_api_supports_SOURCES = tests/api/supports.c
tests_api_supports_LDADD = lib/libsupplychain-1.la
tests_api_names_LDADD = lib/libsupplychain-1.la
if !WINDOWS
api_programs += tests/api/threads
tests_api_threads_SOURCES = tests/api/threads.c tests/api/expect.h
tests_api_threads_CFLAGS = $(AM_CFLAGS) -pthread
tests_api_threads_LDADD = lib/libsupplychain-1.la
endif
# Never there, none.cpp: makes automake link with the C++ compiler.
if PLUGINS
api_programs += tests/api/initialisers_decode tests/api/initialisers_egress
tests_api_initialisers_decode_SOURCES = tests/api/initialisers_decode.c tests/api/initialisers.h tests/api/expect.h
nodist_EXTRA_tests_api_initialisers_decode_SOURCES = tests/api/none.cpp
tests_api_initialisers_decode_LDADD = plugins/libsupplychain-decode-1.la
tests_api_initialisers_egress_SOURCES = tests/api/initialisers_egress.c tests/api/initialisers.h tests/api/expect.h
nodist_EXTRA_tests_api_initialisers_egress_SOURCES = tests/api/none.cpp
tests_api_initialisers_egress_LDADD = plugins/libsupplychain-egress-1.la
endif
if REPUTATION
api_programs += tests/api/initialisers_reputation
tests_api_initialisers_reputation_SOURCES = tests/api/initialisers_reputation.c tests/api/initialisers.h tests/api/expect.h
nodist_EXTRA_tests_api_initialisers_reputation_SOURCES = tests/api/none.cpp
tests_api_initialisers_reputation_LDADD = plugins/libsupplychain-reputation-1.la
endif
if SIGNATURE
api_programs += tests/api/initialisers_signature
tests_api_initialisers_signature_SOURCES = tests/api/initialisers_signature.c tests/api/initialisers.h tests/api/expect.h
nodist_EXTRA_tests_api_initialisers_signature_SOURCES = tests/api/none.cpp
tests_api_initialisers_signature_LDADD = plugins/libsupplychain-signature-1.la
endif
# Every function, called by what doc/abi says: of the libraries that are built.
if FFI
if PLUGINS
api_programs += tests/api/ffi/chain tests/api/ffi/every
ffi_call_sources = tests/api/ffi/call.c tests/api/ffi/call.h tests/api/ffi/description.c \
  tests/api/ffi/description.h tests/api/ffi/functions.h
ffi_call_cppflags = $(AM_CPPFLAGS) -I$(srcdir)/tests/api/ffi -D_DEFAULT_SOURCE
ffi_call_cflags = $(AM_CFLAGS) $(FFI_CFLAGS) $(YAML_CFLAGS)
ffi_call_libs = plugins/libsupplychain-ffi-1.la plugins/libsupplychain-decode-1.la \
  plugins/libsupplychain-egress-1.la
ffi_called = $(filter-out %/reputation.json %/signature.json,$(abi_description))
if REPUTATION
ffi_call_libs += plugins/libsupplychain-reputation-1.la
ffi_called += doc/abi/reputation.json
endif
if SIGNATURE
ffi_call_libs += plugins/libsupplychain-signature-1.la
ffi_called += doc/abi/signature.json
endif
ffi_call_libs += lib/libsupplychain-1.la $(FFI_LIBS) $(YAML_LIBS)
tests/api/ffi/functions.c: tests/api/ffi/functions.awk $(ffi_called)
	$(AM_V_GEN)$(MKDIR_P) tests/api/ffi && \
	(cd $(srcdir) && $(AWK) -f tests/api/ffi/functions.awk $(ffi_called)) >$@.tmp && mv $@.tmp $@
CLEANFILES += tests/api/ffi/functions.c
tests_api_ffi_chain_SOURCES = tests/api/ffi/chain.c $(ffi_call_sources)
nodist_tests_api_ffi_chain_SOURCES = tests/api/ffi/functions.c
nodist_EXTRA_tests_api_ffi_chain_SOURCES = tests/api/none.cpp
tests_api_ffi_chain_CPPFLAGS = $(ffi_call_cppflags)
tests_api_ffi_chain_CFLAGS = $(ffi_call_cflags)
tests_api_ffi_chain_LDADD = $(ffi_call_libs)
tests_api_ffi_every_SOURCES = tests/api/ffi/every.c $(ffi_call_sources)
nodist_tests_api_ffi_every_SOURCES = tests/api/ffi/functions.c
nodist_EXTRA_tests_api_ffi_every_SOURCES = tests/api/none.cpp
tests_api_ffi_every_CPPFLAGS = $(ffi_call_cppflags)
tests_api_ffi_every_CFLAGS = $(ffi_call_cflags)
tests_api_ffi_every_LDADD = $(ffi_call_libs)
endif
endif
EXTRA_DIST += tests/api/ffi/functions.awk
check_PROGRAMS += $(api_programs)
TESTS += $(api_programs) $(api_scripts)
EXTRA_DIST += tests/api/cmake/CMakeLists.txt tests/api/every_library.c
EXTRA_DIST += $(api_scripts) tests/api/comments.awk tests/api/fields.awk tests/api/names.awk
# It installs, and libtool then links libraries anew where other tests run them.
tests/api/embed.log: $(filter-out tests/api/embed.log,$(TEST_LOGS))
