# SPDX-License-Identifier: Apache-2.0
"""What failing calls raise."""
from __future__ import annotations

from typing import Any

from ._native import ffi, lib


class Error(Exception):
    """A call failed. ``status`` is the library's status, ``name`` its name such as
    ``SCHAIN_E_SYNTAX``; ``where``, ``line``, ``column`` and ``offset`` say where in the
    input, 0 or empty if nowhere."""

    def __init__(self, status: int, message: str, where: str = "", line: int = 0, column: int = 0,
                 offset: int = 0) -> None:
        self.status, self.message = status, message
        self.where, self.line, self.column, self.offset = where, line, column, offset
        place = ":".join([where] * bool(where) + [str(n) for n in (line, column) if n])
        super().__init__(f"{place}: {message}" if place else message)

    @property
    def name(self) -> str:
        return text_of(lib.schain_status_get_name(self.status))


class DamagedRecord(Error):
    """A record could not be read, in a decoder that was told to be strict."""


class UnknownFormat(Error):
    """No decoder fits the input."""


class PolicyError(Error):
    """A policy is not valid."""


class PluginError(Error):
    """A plugin cannot be used."""


def text_of(pointer: Any) -> str:
    """A C string as text; "" for NULL."""
    return ffi.string(pointer).decode("utf-8", "replace") if pointer else ""


def new_error() -> Any:
    error = ffi.new("schain_error *")
    lib.schain_error_init(error, ffi.sizeof("schain_error"))
    return error


def check(status: int, error: Any, kind: type[Error] | None = None) -> None:
    """Raises what a call failed with."""
    if status >= 0:
        return
    if status == lib.SCHAIN_E_MEMORY:
        raise MemoryError("the library is out of memory")
    if kind is None:
        kind = {lib.SCHAIN_E_DAMAGED: DamagedRecord, lib.SCHAIN_E_FORMAT: UnknownFormat}.get(status, Error)
    message = text_of(error.message) or text_of(lib.schain_status_get_text(status))
    raise kind(status, message, text_of(error.where), error.line, error.column, error.offset)
