# SPDX-License-Identifier: Apache-2.0
reputation_scripts = tests/reputation/import.test tests/reputation/plugin.test \
  tests/reputation/third-party.test
EXTRA_DIST += $(reputation_scripts) tests/reputation/count.py
if REPUTATION
TESTS += $(reputation_scripts)
endif
