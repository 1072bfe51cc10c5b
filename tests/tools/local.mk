# SPDX-License-Identifier: Apache-2.0
tools_tests = \
  tests/tools/bad-input.test \
  tests/tools/completion.test \
  tests/tools/conformance.test \
  tests/tools/egress.test \
  tests/tools/enricher-signature.test \
  tests/tools/explain.test \
  tests/tools/ffi.test \
  tests/tools/isolated.test \
  tests/tools/man.test \
  tests/tools/merge.test \
  tests/tools/plugin-kinds.test \
  tests/tools/plugins.test \
  tests/tools/policy.test \
  tests/tools/replay.test \
  tests/tools/report.test \
  tests/tools/state.test \
  tests/tools/state-faults.test \
  tests/tools/tutorial.test \
  tests/tools/usage.test \
  tests/tools/verify.test \
  tests/tools/watch.test
EXTRA_DIST += tests/tools/page.py tests/tools/watch.py tests/tools/browser.mjs tests/tools/browser.sh \
  $(tools_tests) tests/tools/chain.sh tests/tools/leaks.supp tests/tools/lib.sh
if PLUGINS
TESTS += $(tools_tests)
if PLUGIN_MODULES
# Preloaded into the command: a disk that fails.
check_LTLIBRARIES += tests/tools/faulty-disk.la
tests_tools_faulty_disk_la_SOURCES = tests/tools/faulty-disk.c
tests_tools_faulty_disk_la_CPPFLAGS =
tests_tools_faulty_disk_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
endif
endif
# A report in a browser; needs what no build needs.
.PHONY: check-browser
check-browser: tools/supplychain/supplychain
	$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/tests/tools/browser.sh
