# SPDX-License-Identifier: Apache-2.0
"""Logs in pieces, and what C is told of them."""
from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ._native import ffi

CHUNK = 1 << 18


@contextmanager
def chunks_of(source: Any) -> Iterator[Iterator[Any]]:
    """The pieces of bytes, or of a file that is named or open."""
    if isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as file:
            yield _read(file)
    elif hasattr(source, "read"):
        yield _read(source)
    else:
        view = memoryview(source).cast("B")
        yield (view[start:start + CHUNK] for start in range(0, len(view), CHUNK))


def _read(file: Any) -> Iterator[Any]:
    if not hasattr(file, "readinto"):
        while chunk := file.read(CHUNK):
            yield chunk
        return
    # One buffer for all: fresh memory for each piece costs more than a copy.
    view = memoryview(bytearray(CHUNK))
    while size := file.readinto(view):
        yield view[:size]


def address_of(pointer: Any) -> int:
    """Where something of C lies, for what is not called by cffi."""
    return int(ffi.cast("uintptr_t", pointer))
