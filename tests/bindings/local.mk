# SPDX-License-Identifier: Apache-2.0
bindings_tests = tests/bindings/python.test
EXTRA_DIST += $(bindings_tests) \
  bindings/python/README.md \
  bindings/python/build_native.py \
  bindings/python/glue.c \
  bindings/python/glue.h \
  bindings/python/pyproject.toml \
  bindings/python/setup.py \
  bindings/python/src/supplychain/__init__.py \
  bindings/python/src/supplychain/__main__.py \
  bindings/python/src/supplychain/_native.pyi \
  bindings/python/src/supplychain/engine.py \
  bindings/python/src/supplychain/errors.py \
  bindings/python/src/supplychain/plugin.py \
  bindings/python/src/supplychain/policy.py \
  bindings/python/src/supplychain/py.typed \
  bindings/python/src/supplychain/verdict.py \
  bindings/python/tests/test_supplychain.py
if PLUGINS
TESTS += $(bindings_tests)
endif
