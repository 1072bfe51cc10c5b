#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes a wheel that carries the C libraries of this build and what they link: for machines where nothing is
# installed. Called by "make python-wheel"; needs pip, setuptools, wheel, cffi, auditwheel and patchelf.
set -eu
srcdir=$1 builddir=$2 python=${PYTHON-python3}
unset CC CXX CFLAGS # of this build: the extension is built as its users do
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
SUPPLYCHAIN_CFLAGS="-I$srcdir/include/supplychain-1 -I$builddir/include/supplychain-1"
SUPPLYCHAIN_LIBS="-L$builddir/lib/.libs -L$builddir/plugins/.libs -lsupplychain-decode-1 -lsupplychain-1"
LD_LIBRARY_PATH=$builddir/lib/.libs:$builddir/plugins/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export SUPPLYCHAIN_CFLAGS SUPPLYCHAIN_LIBS LD_LIBRARY_PATH
cp -R "$srcdir/bindings/python" "$work/source" && chmod -R u+w "$work/source"
"$python" -m pip wheel --quiet --no-deps --no-build-isolation --no-index --wheel-dir "$work/plain" "$work/source"
mkdir -p "$builddir/wheel"
PATH=$(dirname "$(command -v "$python")"):$PATH "$python" -m auditwheel repair --wheel-dir "$builddir/wheel" "$work"/plain/*.whl
