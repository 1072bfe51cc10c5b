# SPDX-License-Identifier: Apache-2.0
"""Events in, verdicts out."""
from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, BinaryIO

from . import _fast
from ._native import ffi, lib
from .errors import Error, check, new_error, text_of
from .plugin import Enricher, PluginSet
from .policy import Policy, string_of
from .source import address_of, chunks_of
from .table import Table, verdicts_table
from .verdict import Verdict


@dataclass(frozen=True)
class Problem:
    """A record that could not be read, and was skipped, or only in part."""

    line: int
    column: int
    offset: int
    message: str


@dataclass
class LogResult:
    """What became of a log: its format, counters, and the first thousand problems."""

    format: str | None = None
    bytes: int = 0
    records: int = 0
    events: int = 0
    ignored: int = 0
    damaged: int = 0
    incomplete: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Checkpoint:
    """How things stand with the store. Its state holds the first ``sequence`` events of all that were ever fed:
    feed those after them again. ``status`` is 0, or what the store failed with last; since then all is in memory
    only. ``waiting`` events are not in it yet; ``note`` is that of the last `Engine.checkpoint`."""

    status: int
    sequence: int
    waiting: int
    made: int
    failed: int
    note: str


class Engine:
    """Judges the events it is fed. Belongs to one thread at a time; different engines run in parallel,
    without the interpreter's lock. A context manager; closing twice is allowed.

    :param policy: copied; the built-in default if None.
    :param memory_limit: bytes of state at most; 0: 64 MiB.
    :param enrichers: asked about what was delivered and where it connects.
    :param lines: name input lines in ``Verdict.json``, as ``replay --lines`` does.
    """

    def __init__(self, policy: Policy | None = None, *, memory_limit: int = 0,
                 enrichers: Iterable[Enricher] = (), lines: bool = False) -> None:
        self._glue: Any = None
        self._is_busy = False
        self._plugins = PluginSet(enrichers)
        error = new_error()
        glue = lib.glue_new()
        if not glue:
            raise MemoryError
        status = lib.glue_engine(glue, policy.handle if policy else ffi.NULL, memory_limit, self._plugins.handle, error)
        if status < 0:
            lib.glue_free(glue)
            self._plugins.close()
        check(status, error)
        glue.flags = lib.SCHAIN_REPORT_LINES if lines else 0
        self._glue = glue

    @property
    def _live(self) -> Any:
        if self._glue is None:
            raise Error(lib.SCHAIN_E_STATE, "the engine is closed")
        return self._glue

    @contextmanager
    def _use(self) -> Iterator[Any]:
        """The only call of the engine: what it calls back, and other threads, are refused meanwhile."""
        if self._is_busy:
            raise Error(lib.SCHAIN_E_STATE, "another call of the engine is under way")
        glue = self._live
        self._is_busy = True
        try:
            yield glue
        finally:
            self._is_busy = False

    def feed_log(self, source: bytes | bytearray | memoryview | str | os.PathLike[str] | BinaryIO, *,
                 format: str | None = None, origin: str | None = None, host: str | None = None,
                 mapping: str | None = None, strict: bool = False) -> LogResult:
        """Feeds a whole log: its bytes, a path, or a file open for reading bytes.

        The format is recognised unless given; gzip, zstd and zip are unpacked. Nothing is done in Python for each
        event, and the interpreter's lock is released meanwhile. ``strict`` raises `DamagedRecord` at the first
        record that cannot be read, or only in part; some events just
        before it may not have been fed then."""
        if isinstance(source, (str, os.PathLike)):
            origin = origin or os.fspath(source)
        with self._use() as glue, chunks_of(source) as chunks:
            error, decoder = new_error(), ffi.new("schain_decoder **")
            glue.is_strict = strict
            glue.problem_count = 0
            glue.problems.length = 0
            check(lib.glue_decoder(glue, *(ffi.NULL if text is None else ffi.new("char[]", text.encode())
                                           for text in (format, origin, host, mapping)), decoder, error), error)
            try:
                for chunk in chunks:
                    self._decode(lib.schain_decoder_feed, decoder[0], ffi.from_buffer(chunk), len(chunk), error)
                self._decode(lib.schain_decoder_finish, decoder[0], error)
                return self._result(decoder[0])
            finally:
                lib.schain_decoder_free(decoder[0])

    def _decode(self, call: Any, decoder: Any, *arguments: Any) -> None:
        glue = self._live
        glue.status = lib.SCHAIN_OK
        status = call(decoder, *arguments)
        if status == lib.SCHAIN_E_CANCELLED and glue.status < 0:
            check(glue.status, ffi.addressof(glue, "error"))
        check(status, arguments[-1])

    def _result(self, decoder: Any) -> LogResult:
        statistics = ffi.new("schain_decoder_statistics *", {"struct_size": ffi.sizeof("schain_decoder_statistics")})
        error = new_error()
        check(lib.schain_decoder_get_statistics(decoder, statistics, error), error)
        known = lib.schain_decoder_get_format(decoder)
        result = LogResult(text_of(known.name) if known else None, statistics.bytes, statistics.records,
                           statistics.events, statistics.ignored, statistics.damaged, statistics.incomplete)
        problems = self._live.problems
        if problems.length:
            for line in bytes(ffi.buffer(problems.data, problems.length)).decode("utf-8", "replace").split("\n")[:-1]:
                row, column, offset, message = line.split("\t", 3)
                result.problems.append(Problem(int(row), int(column), int(offset), message))
        return result

    def feed(self, events: Iterable[Mapping[str, Any] | object]) -> int:
        """Feeds events, and returns how many. An event is a dictionary whose keys are those of the
        ``supplychain-jsonl`` format (doc/formats/supplychain-jsonl.md), or an instance of a data class with such
        fields; a value may be a `datetime`, and text may be bytes. They are read 256 at a time by C code, and fed
        without the interpreter's lock.

        Raises `TypeError` or `ValueError` at one that cannot be read; those before it have been fed."""
        with self._use() as glue:
            error = new_error()
            status, taken = _fast.feed(address_of(glue.engine), address_of(error), events)
            check(status, error)
            return taken

    def advance(self, now: datetime | int) -> None:
        """Tells the time (nanoseconds since 1970 if a number) where no event does."""
        if isinstance(now, datetime):
            now = int(now.timestamp()) * 10**9 + now.microsecond * 1000
        with self._use() as glue:
            error = new_error()
            check(lib.schain_engine_advance(glue.engine, now, error), error)

    def flush(self) -> None:
        """Judges everything that is held back, as at the end of input."""
        with self._use() as glue:
            error = new_error()
            check(lib.schain_engine_flush(glue.engine, error), error)

    def verdicts(self) -> Iterator[Verdict]:
        """The verdicts since the last call, every revision as it came."""
        with self._use() as glue:
            lines = _lines(glue)
        for line in lines:
            yield Verdict.from_json(line)

    def open_verdicts(self) -> Iterator[Verdict]:
        """Every open verdict as it stands, in order of first evidence; verdicts that `verdicts` has not returned yet
        are dropped."""
        with self._use() as glue:
            error = new_error()
            glue.verdicts.length = 0
            check(lib.glue_each(glue, error), error)
            lines = _lines(glue)
        return map(Verdict.from_json, lines)

    def verdicts_table(self) -> Table:
        """Every open verdict as it stands, a row each, for Arrow, Polars and pandas."""
        with self._use() as glue:
            return verdicts_table(glue.engine)

    def replay(self, *sources: bytes | str | os.PathLike[str] | BinaryIO, **options: Any) -> list[Verdict]:
        """Feeds whole logs, one after the other, and returns the last revision of each verdict, in order of first
        evidence. Takes the options of `feed_log`."""
        latest: dict[str, Verdict] = {}
        for source in sources:
            self.feed_log(source, **options)
        self.flush()
        for verdict in self.verdicts():
            latest[verdict.id] = verdict
        for verdict in self.open_verdicts():
            latest[verdict.id] = verdict
        # As the command orders them: by time, then identity. The text keeps what datetime drops.
        return sorted(latest.values(), key=lambda v: (v.first_time is not None, v.as_dict()["first_time"] or "", v.id))

    def statistics(self) -> dict[str, int]:
        """Counters of the engine, by the names of schain_engine_statistics."""
        counters = ffi.new("schain_engine_statistics *", {"struct_size": ffi.sizeof("schain_engine_statistics")})
        error = new_error()
        with self._use() as glue:
            check(lib.schain_engine_get_statistics(glue.engine, counters, error), error)
        names = (name for name, _ in ffi.typeof("schain_engine_statistics").fields)
        return {name: int(getattr(counters, name)) for name in names if name != "struct_size"}

    def attach_store(self, path: str | os.PathLike[str], *, every_events: int = 0, identity: str = "") -> Checkpoint:
        """Takes over what the store in that file holds, made if there is none, and keeps it up to date from now on.
        Comes before the first event.

        :param every_events: events between two checkpoints; 0: 50,000. There is also one a minute of event time.
        :param identity: whose store it is, such as a machine id; the store of another is refused.
        """
        keep: list[Any] = []
        error, store = new_error(), ffi.new("schain_store **")
        with self._use() as glue:
            check(lib.schain_store_open(os.fsencode(path), 0, ffi.NULL, store, error), error)
            options = ffi.new("schain_store_options *")
            lib.schain_store_options_init(options, ffi.sizeof("schain_store_options"))
            options.every_events, options.identity = every_events, string_of(identity, keep)
            status = lib.schain_engine_attach_store(glue.engine, store[0], options, error)
            if status < 0:
                lib.schain_store_free(store[0])
            check(status, error)
            glue.store = store[0]
        return self.last_checkpoint()

    def checkpoint(self, note: str = "") -> Checkpoint:
        """Makes all that is remembered by now last. The note is kept with it, such as the place in the input."""
        keep: list[Any] = []
        error = new_error()
        with self._use() as glue:
            check(lib.schain_engine_checkpoint(glue.engine, string_of(note, keep), error), error)
        return self.last_checkpoint()

    def last_checkpoint(self) -> Checkpoint:
        """Tells of the last checkpoint; an `Error` without a store."""
        error = new_error()
        found = ffi.new("schain_checkpoint *", {"struct_size": ffi.sizeof("schain_checkpoint")})
        with self._use() as glue:
            check(lib.schain_engine_get_checkpoint(glue.engine, found, error), error)
            note = ffi.unpack(found.note.data, found.note.length) if found.note.length else b""
        return Checkpoint(found.status, found.sequence, found.waiting, found.made, found.failed,
                          note.decode("utf-8", "surrogateescape"))

    def export_host(self, host: str = "") -> bytes:
        """All that is remembered of a host, as bytes for `import_host`."""
        keep: list[Any] = []
        with self._use() as glue:
            error = new_error()
            glue.written.length = 0
            check(lib.glue_export(glue, string_of(host, keep), error), error)
            return bytes(ffi.buffer(glue.written.data, glue.written.length))

    def import_host(self, state: bytes) -> None:
        """Takes over what another engine exported."""
        with self._use() as glue:
            error = new_error()
            check(lib.schain_engine_import_host(glue.engine, ffi.from_buffer(state), len(state), error), error)

    def forget_host(self, host: str = "") -> None:
        """Forgets a host."""
        keep: list[Any] = []
        with self._use() as glue:
            error = new_error()
            check(lib.schain_engine_forget_host(glue.engine, string_of(host, keep), error), error)

    def close(self) -> None:
        """Frees the engine and closes its enrichers. Refused while a call is under way."""
        if self._is_busy:
            raise Error(lib.SCHAIN_E_STATE, "another call of the engine is under way")
        glue, self._glue = self._glue, None
        if glue is not None:
            lib.glue_free(glue)
            self._plugins.close()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        # When the interpreter ends, a thread that was stopped inside a call may still use the
        # engine or hold an enricher's lock: the memory is left to the system.
        if getattr(self, "_glue", None) is not None and not sys.is_finalizing():
            self.close()


def _lines(glue: Any) -> list[bytes]:
    """Takes the verdicts that C has kept."""
    text = glue.verdicts
    lines = bytes(ffi.buffer(text.data, text.length)).splitlines(keepends=True) if text.length else []
    text.length = 0
    return lines
