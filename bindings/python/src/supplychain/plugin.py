# SPDX-License-Identifier: Apache-2.0
"""Enrichers written in Python."""
from __future__ import annotations

import logging
import os
import threading
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ._native import ffi, lib
from .errors import Error, PluginError, check, new_error, text_of

_log = logging.getLogger("supplychain")
_SUBJECTS = {"file": 1, "domain": 3, "address": 4, "signer": 5, "package": 6}
_FINDINGS = {"known_good": 2, "known_bad": 3, "uncommon": 4, "modified": 5, "unmodified": 6}


@dataclass(frozen=True)
class Question:
    """What an enricher is asked about. ``sha256`` is in lower case, whatever the sensor wrote; empty if not known."""

    kind: str
    subject: str
    host: str
    product: str
    vendor: str
    version: str
    sha256: str
    number: int


@dataclass(frozen=True)
class Claim:
    """A finding on the question's subject: ``known_good``, ``known_bad``, ``uncommon``, ``modified`` or
    ``unmodified``, and why in a few words."""

    finding: str
    reason: str = ""


class Enricher:
    """Makes claims on subjects: override `ask`, and say in `subjects` what it is about.

    `ask` has to return at once, since the engine's feed waits for it: claims, or an empty list if nothing is known.
    It may return None and `answer` later, from any thread. What it raises is logged and counted as an error of the
    enricher; the engine goes on. Claims of a plugin count like events of a sensor: make only true ones."""

    #: Lower-case letters, digits and '-'.
    name = "python"
    #: Of file, domain, address, signer, package.
    subjects: Iterable[str] = ("file",)

    def ask(self, question: Question) -> Iterable[Claim] | None:
        raise NotImplementedError

    def answer(self, question: Question, claims: Iterable[Claim]) -> bool:
        """Answers a question of which `ask` returned None. Returns False once nobody waits for it."""
        host = getattr(self, "_host", None)
        lock: threading.Lock | None = getattr(self, "_lock", None)
        if host is None or lock is None:
            return False
        made = list(claims)
        with lock:
            if self._host is None:
                return False
            return bool(_post(self._host, question.number, made) == lib.SCHAIN_OK)

    _host: Any = None
    _lock: threading.Lock | None = None


_open_enrichers: weakref.WeakSet[Enricher] = weakref.WeakSet()


def _renew_locks() -> None:
    """In a forked child: the thread that may have held a lock is not there."""
    for enricher in list(_open_enrichers):
        enricher._lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_locks)


def _text(string: Any) -> str:
    return ffi.unpack(string.data, string.length).decode("utf-8", "surrogateescape") if string.length else ""


def _post(host: Any, number: int, claims: list[Claim]) -> int:
    array = ffi.new("schain_claim[]", max(len(claims), 1))
    keep: list[Any] = []
    for entry, claim in zip(array, claims):
        lib.schain_claim_init(ffi.addressof(entry), ffi.sizeof("schain_claim"))
        entry.finding = _FINDINGS[claim.finding]
        reason = ffi.new("char[]", claim.reason.encode())
        keep.append(reason)
        entry.reason.data, entry.reason.length = reason, len(claim.reason.encode())
    return int(host.post(host.context, number, array, ffi.sizeof("schain_claim"), len(claims)))


class _Instance:
    """One enricher as the C library sees it: a descriptor and closures."""

    def __init__(self, enricher: Enricher) -> None:
        self.enricher = enricher
        bits = 0
        for subject in enricher.subjects:
            if subject not in _SUBJECTS:
                raise PluginError(lib.SCHAIN_E_ARGUMENT, f"{enricher.name}: no subject is called {subject!r}")
            bits |= 1 << _SUBJECTS[subject]
        self.name = ffi.new("char[]", enricher.name.encode())
        self.version = ffi.new("char[]", b"1")
        self.author = ffi.new("char[]", b"the product")
        self.license = ffi.new("char[]", b"LicenseRef-product")
        self.summary = ffi.new("char[]", b"An enricher in Python.")
        self.handle = ffi.new_handle(self)
        self.open = ffi.callback("glue_open *", self._open, error=lib.SCHAIN_E_STATE)
        self.close = ffi.callback("glue_close *", self._close)
        self.ask = ffi.callback("glue_ask *", self._ask, error=lib.SCHAIN_E_STATE)
        self.get = ffi.callback("glue_interface *", self._get)
        self.interface = ffi.new("schain_enricher *", {"struct_size": ffi.sizeof("schain_enricher"), "subjects": bits,
                                                       "ask": self.ask})
        self.descriptor = self._describe()

    def _describe(self) -> Any:
        descriptor = ffi.new("schain_plugin *")
        descriptor.struct_size = ffi.sizeof("schain_plugin")
        descriptor.abi_major = lib.SCHAIN_PLUGIN_ABI_MAJOR
        descriptor.abi_minor = lib.SCHAIN_PLUGIN_ABI_MINOR
        descriptor.event_schema = lib.SCHAIN_EVENT_SCHEMA
        descriptor.name, descriptor.version = self.name, self.version
        descriptor.open, descriptor.close, descriptor.get_interface = self.open, self.close, self.get
        descriptor.author, descriptor.licence, descriptor.summary = self.author, self.license, self.summary
        return descriptor

    def _open(self, host: Any, settings: Any, count: int, ret_instance: Any, error: Any) -> int:
        self.enricher._lock = threading.Lock()
        self.enricher._host = host
        _open_enrichers.add(self.enricher)
        ret_instance[0] = self.handle
        return int(lib.SCHAIN_OK)

    def _close(self, instance: Any) -> None:
        lock = self.enricher._lock
        if lock is not None:
            with lock:
                self.enricher._host = None

    def _get(self, name: Any) -> Any:
        return self.interface if ffi.string(name) == b"schain.enricher/1" else ffi.NULL

    def _ask(self, instance: Any, asked: Any) -> int:
        kinds = {number: kind for kind, number in _SUBJECTS.items()}
        question = Question(kinds.get(asked.subject_kind, "unknown"), _text(asked.subject), _text(asked.host),
                            _text(asked.product), _text(asked.vendor), _text(asked.version),
                            _text(asked.file.sha256).lower() if asked.file else "", asked.number)
        try:
            claims = self.enricher.ask(question)
            if claims is None:
                return int(lib.SCHAIN_AGAIN)
            return _post(self.enricher._host, question.number, list(claims))
        except Exception:
            _log.exception("enricher %s failed on %s %s", self.enricher.name, question.kind, question.subject)
            return int(lib.SCHAIN_E_STATE)


class PluginSet:
    """The enrichers of one engine."""

    def __init__(self, enrichers: Iterable[Enricher]) -> None:
        self._instances = [_Instance(enricher) for enricher in enrichers]
        self.handle: Any = ffi.NULL
        if not self._instances:
            return
        plugins, error = ffi.new("schain_plugins **"), new_error()
        check(lib.schain_plugins_new(ffi.NULL, plugins, error), error, PluginError)
        self.handle = plugins[0]
        try:
            for instance in self._instances:
                check(lib.schain_plugins_add(self.handle, instance.descriptor, error), error, PluginError)
                check(lib.schain_plugins_open(self.handle, instance.name, ffi.NULL, ffi.NULL, 0, 0, error), error,
                      PluginError)
        except Error:
            self.close()
            raise

    def close(self) -> None:
        handle, self.handle = self.handle, ffi.NULL
        if handle:
            lib.schain_plugins_free(handle)
