# SPDX-License-Identifier: Apache-2.0
corpus_cases = \
  tests/corpus/cases/3cx-macos/story.yaml \
  tests/corpus/cases/3cx-windows/story.yaml \
  tests/corpus/cases/ansible-deploy/story.yaml \
  tests/corpus/cases/app-by-intune/story.yaml \
  tests/corpus/cases/apt-fonts/story.yaml \
  tests/corpus/cases/axios-linux/story.yaml \
  tests/corpus/cases/axios-macos/story.yaml \
  tests/corpus/cases/axios-windows/story.yaml \
  tests/corpus/cases/backup-agent/story.yaml \
  tests/corpus/cases/browser-update-windows/story.yaml \
  tests/corpus/cases/ccleaner/story.yaml \
  tests/corpus/cases/chat-update-windows/story.yaml \
  tests/corpus/cases/codecov/story.yaml \
  tests/corpus/cases/developer-npm-windows/story.yaml \
  tests/corpus/cases/dmg-by-user-macos/story.yaml \
  tests/corpus/cases/edr-agent-update/story.yaml \
  tests/corpus/cases/escan/story.yaml \
  tests/corpus/cases/event-stream/story.yaml \
  tests/corpus/cases/handbrake-proton/story.yaml \
  tests/corpus/cases/homebrew-macos/story.yaml \
  tests/corpus/cases/kaseya-vsa/story.yaml \
  tests/corpus/cases/keranger/story.yaml \
  tests/corpus/cases/monitoring-agent-linux/story.yaml \
  tests/corpus/cases/msi-by-sccm/story.yaml \
  tests/corpus/cases/notepad-plus-plus/story.yaml \
  tests/corpus/cases/notpetya-medoc/story.yaml \
  tests/corpus/cases/npm-binary-linux/story.yaml \
  tests/corpus/cases/open-source-tool-windows/story.yaml \
  tests/corpus/cases/pip-build/story.yaml \
  tests/corpus/cases/pkg-by-jamf/story.yaml \
  tests/corpus/cases/printer-driver/story.yaml \
  tests/corpus/cases/shadowhammer/story.yaml \
  tests/corpus/cases/shadowpad-netsarang/story.yaml \
  tests/corpus/cases/shai-hulud-2/story.yaml \
  tests/corpus/cases/shai-hulud/story.yaml \
  tests/corpus/cases/sparkle-update-macos/story.yaml \
  tests/corpus/cases/sunburst/story.yaml \
  tests/corpus/cases/tj-actions/story.yaml \
  tests/corpus/cases/ua-parser-js-linux/story.yaml \
  tests/corpus/cases/ua-parser-js-windows/story.yaml \
  tests/corpus/cases/unattended-upgrades/story.yaml \
  tests/corpus/cases/vendor-script-linux/story.yaml \
  tests/corpus/cases/windows-update/story.yaml \
  tests/corpus/cases/x-trader/story.yaml \
  tests/corpus/cases/xz/story.yaml
EXTRA_DIST += $(corpus_cases) tests/corpus/peers/chain.eql tests/corpus/peers/chain.yml \
  tests/corpus/README.md tests/corpus/compare.py tests/corpus/corpus.test \
  tests/corpus/page.md.in \
  tests/corpus/endpoint.py tests/corpus/evaluate.py tests/corpus/fit.py tests/corpus/linux.py tests/corpus/measure.py \
  tests/corpus/page.py tests/corpus/plot.py tests/corpus/recorded.py tests/corpus/story.py \
  tests/corpus/sysmon.py tests/corpus/tally.py tests/corpus/together.py tests/corpus/vary.py
if PLUGINS
TESTS += tests/corpus/corpus.test
# Measures what is found of the corpus, and writes the page.
EVALUATE_SEEDS = 2
evaluate: tools/supplychain/supplychain
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) PYTHONDONTWRITEBYTECODE=1 python3 $(srcdir)/tests/corpus/evaluate.py \
	  --command=tools/supplychain/supplychain --plugin=plugins/egress/.libs/egress.so \
	  --data="$$SCHAIN_TEST_DATA" --examples=$(srcdir)/examples/telemetry \
	  --page=$(srcdir)/doc/evaluation.md --seeds=$(EVALUATE_SEEDS)
# Says which weights the odd seeds ask for, and what that gives on the even ones.
fit-weights: tools/supplychain/supplychain
	$(AM_V_at)PYTHONDONTWRITEBYTECODE=1 python3 $(srcdir)/tests/corpus/fit.py \
	  --command=tools/supplychain/supplychain --weights=$(srcdir)/lib/policy/weights.def
endif
.PHONY: evaluate fit-weights
