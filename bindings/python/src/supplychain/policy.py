# SPDX-License-Identifier: Apache-2.0
"""Everything a deployment tunes."""
from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from ._native import ffi, lib
from .errors import Error, PolicyError, check, new_error, text_of


@dataclass(frozen=True)
class PolicyKey:
    """One key: its name, kind (``duration``, ``size``, ``integer``, ``weight`` or ``list``), what it
    means and where it comes from."""

    name: str
    kind: str
    summary: str
    source: str


_KINDS = {1: "duration", 2: "size", 3: "integer", 4: "weight", 5: "list"}


def string_of(text: str | bytes, keep: list[Any]) -> Any:
    """A schain_string; its bytes live as long as ``keep``."""
    data = text.encode() if isinstance(text, str) else text
    buffer = ffi.new("char[]", data)
    keep.append(buffer)
    return ffi.new("schain_string *", {"data": buffer, "length": len(data)})[0]


class Policy:
    """A policy: the built-in default, with files and calls layered on it.

    Values are in the key's unit: nanoseconds, bytes, decibans. A policy given to an engine is copied.
    Belongs to one thread at a time. A context manager; closing twice is allowed."""

    def __init__(self) -> None:
        handle, error = ffi.new("schain_policy **"), new_error()
        check(lib.schain_policy_new(ffi.NULL, handle, error), error, PolicyError)
        self._handle: Any = ffi.gc(handle[0], lib.schain_policy_free)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Policy:
        """The default with a YAML file on top."""
        policy = cls()
        policy.layer_file(path)
        return policy

    def layer(self, yaml: str, name: str = "policy") -> None:
        """Layers a YAML document; on an error nothing is changed."""
        keep: list[Any] = []
        error = new_error()
        check(lib.schain_policy_load(self.handle, string_of(yaml, keep), name.encode(), error), error, PolicyError)

    def layer_file(self, path: str | os.PathLike[str]) -> None:
        """Layers a YAML file."""
        error = new_error()
        check(lib.schain_policy_load_file(self.handle, os.fsencode(path), error), error, PolicyError)

    def import_host(self, root: str | os.PathLike[str] = "/") -> int:
        """Takes approved repositories and registries from a host's own configuration; returns how many
        patterns are new."""
        added, error = ffi.new("size_t *"), new_error()
        check(lib.schain_policy_import_host(self.handle, os.fsencode(root), added, error), error, PolicyError)
        return int(added[0])

    def __getitem__(self, key: str) -> int | list[str]:
        known = lib.schain_policy_key_of(key.encode())
        if not known:
            raise KeyError(key)
        if known.kind == lib.SCHAIN_POLICY_LIST:
            items = []
            for index in range(lib.schain_policy_get_count(self.handle, key.encode())):
                item = lib.schain_policy_get_item(self.handle, key.encode(), index)
                items.append(ffi.unpack(item.data, item.length).decode("utf-8", "surrogateescape"))
            return items
        value, error = ffi.new("int64_t *"), new_error()
        check(lib.schain_policy_get(self.handle, key.encode(), value, error), error, PolicyError)
        return int(value[0])

    def __setitem__(self, key: str, value: int | str | list[str]) -> None:
        """A value as policy files write it ("90m"), a number, or the whole of a list."""
        keep: list[Any] = []
        error = new_error()
        if isinstance(value, list):
            check(lib.schain_policy_clear(self.handle, key.encode(), error), error, PolicyError)
            for pattern in value:
                self.add(key, pattern)
            return
        check(lib.schain_policy_set(self.handle, key.encode(), string_of(str(value), keep), error), error,
              PolicyError)

    def add(self, key: str, pattern: str) -> None:
        """Appends a pattern to a list."""
        keep: list[Any] = []
        error = new_error()
        check(lib.schain_policy_add(self.handle, key.encode(), string_of(pattern, keep), error), error, PolicyError)

    def to_yaml(self, base: Policy | None = None) -> str:
        """The whole policy, or what differs from ``base``."""
        glue, error = ffi.gc(lib.glue_new(), lib.glue_free), new_error()
        check(lib.glue_policy_write(glue, self.handle, base.handle if base else ffi.NULL, error), error, PolicyError)
        return bytes(ffi.buffer(glue.written.data, glue.written.length)).decode()

    @staticmethod
    def keys() -> Iterator[PolicyKey]:
        """Every key there is, in documented order."""
        index = 0
        while key := lib.schain_policy_key_at(index):
            yield PolicyKey(text_of(key.name), _KINDS.get(key.kind, "unknown"), text_of(key.summary),
                            text_of(key.source))
            index += 1

    @property
    def handle(self) -> Any:
        if self._handle is None:
            raise Error(lib.SCHAIN_E_STATE, "the policy is closed")
        return self._handle

    def close(self) -> None:
        if self._handle is not None:
            ffi.release(self._handle)
            self._handle = None

    def __enter__(self) -> Policy:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()
