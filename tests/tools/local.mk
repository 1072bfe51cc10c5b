# SPDX-License-Identifier: Apache-2.0
tools_tests = tests/tools/explain.test tests/tools/policy.test tests/tools/usage.test
EXTRA_DIST += $(tools_tests) tests/tools/lib.sh
if PLUGINS
TESTS += $(tools_tests)
endif
