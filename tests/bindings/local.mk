# SPDX-License-Identifier: Apache-2.0
bindings_tests = tests/bindings/go.test tests/bindings/python.test tests/bindings/replay.test tests/bindings/wheel.test
EXTRA_DIST += $(bindings_tests) \
  bindings/go/README.md bindings/go/go.mod bindings/go/glue.c bindings/go/glue.h \
  bindings/go/callback_test.go bindings/go/doc.go bindings/go/encode.go bindings/go/engine.go \
  bindings/go/enricher.go bindings/go/errors.go bindings/go/event.go bindings/go/example_test.go \
  bindings/go/log.go bindings/go/names.go bindings/go/policy.go bindings/go/state.go \
  bindings/go/supplychain_test.go bindings/go/verdict.go \
  examples/embed.py examples/go/embed.go examples/go/go.mod \
  bindings/python/README.md \
  bindings/python/build_native.py \
  bindings/python/fast/arena.c \
  bindings/python/fast/batch.c \
  bindings/python/fast/batch.h \
  bindings/python/fast/columns.c \
  bindings/python/fast/columns.h \
  bindings/python/fast/encode.c \
  bindings/python/fast/encode.h \
  bindings/python/fast/module.c \
  bindings/python/fast/module.h \
  bindings/python/fast/rows.c \
  bindings/python/fast/rows.h \
  bindings/python/fast/shapes.c \
  bindings/python/fast/shapes.h \
  bindings/python/fast/tables.c \
  bindings/python/fast/time.c \
  bindings/python/flags.py \
  bindings/python/glue.c \
  bindings/python/glue.h \
  bindings/python/pyproject.toml \
  bindings/python/setup.py \
  bindings/python/wheel.sh \
  bindings/python/src/supplychain/__init__.py \
  bindings/python/src/supplychain/__main__.py \
  bindings/python/src/supplychain/_fast.pyi \
  bindings/python/src/supplychain/_native.pyi \
  bindings/python/src/supplychain/engine.py \
  bindings/python/src/supplychain/errors.py \
  bindings/python/src/supplychain/plugin.py \
  bindings/python/src/supplychain/policy.py \
  bindings/python/src/supplychain/py.typed \
  bindings/python/src/supplychain/source.py \
  bindings/python/src/supplychain/table.py \
  bindings/python/src/supplychain/verdict.py \
  bindings/python/tests/common.py \
  bindings/python/tests/test_events.py \
  bindings/python/tests/test_life.py \
  bindings/python/tests/test_supplychain.py \
  bindings/python/tests/test_table.py \
  bindings/python/tests/test_time.py \
  bindings/python/tests/test_tutorial.py
if PLUGINS
TESTS += $(bindings_tests)
check_PROGRAMS += tests/bindings/replay
tests_bindings_replay_SOURCES = tests/bindings/replay.c
tests_bindings_replay_LDADD = plugins/libsupplychain-decode-1.la lib/libsupplychain-1.la
python-wheel:
	$(AM_V_at)$(SHELL) $(srcdir)/bindings/python/wheel.sh $(abs_srcdir) $(abs_builddir)
.PHONY: python-wheel
endif
