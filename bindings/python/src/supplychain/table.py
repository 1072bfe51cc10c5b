# SPDX-License-Identifier: Apache-2.0
"""Events and verdicts as columns, for Arrow, Polars and pandas."""
from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO, Union

from . import _fast
from ._native import lib
from .errors import check, new_error
from .source import address_of, chunks_of

Source = Union[bytes, bytearray, memoryview, str, "os.PathLike[str]", BinaryIO, Iterable[Union[Mapping[str, Any], object]]]


class Table:
    """Columns in C memory, handed out without a copy by the Arrow C data interface: ``pyarrow.table(table)``,
    ``polars.DataFrame(table)``. May be handed out any number of times; what was handed out outlives it.

    What is not known is null. Text that is no UTF-8 has U+FFFD in place of each byte that does not fit."""

    def __init__(self, handle: Any, without_empty: bool) -> None:
        self._handle = handle
        #: Names of the columns, in order.
        self.column_names: list[str]
        #: How many batches of rows there are.
        self.batches: int
        self.column_names, self._rows, self.batches = _fast.finish(handle, without_empty)

    def __len__(self) -> int:
        return self._rows

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """A PyCapsule of an ArrowArrayStream; a requested schema is left to the consumer, as the protocol allows."""
        return _fast.stream(self._handle)

    def __arrow_c_schema__(self) -> object:
        """A PyCapsule of an ArrowSchema."""
        return _fast.schema(self._handle)


def events_table(source: Source, *, format: str | None = None, origin: str | None = None, host: str | None = None,
                 mapping: str | None = None, strict: bool = False, columns: Sequence[str] | None = None,
                 batch_rows: int = 65536) -> Table:
    """The events of a log, given as its bytes, a path, or a file open for reading bytes, or of an iterable of events
    as `Engine.feed` takes them; no engine judges them, and nothing is done in Python for each event of a log.

    There is a column for each field, such as ``type``, ``process.image.path`` or ``dns.answers``, by the names of the
    ``supplychain-jsonl`` format; those that no event fills are left out, but for type, time and host. ``columns`` asks
    for these and no others. The other arguments are those of `Engine.feed_log`; damaged records are skipped unless
    ``strict``."""
    table, error = _fast.table(False, columns, batch_rows), new_error()
    if isinstance(source, (str, os.PathLike)):
        origin = origin or os.fspath(source)
    if isinstance(source, (str, os.PathLike, bytes, bytearray, memoryview)) or hasattr(source, "read"):
        with chunks_of(source) as chunks:
            status = _fast.decode(table, address_of(error), map(bytes, chunks), format, origin, host, mapping, strict)
        check(status, error)
    else:
        _fast.collect(table, source)
    return Table(table, columns is None)


def verdicts_table(engine: Any) -> Table:
    table, error = _fast.table(True, None, 65536), new_error()
    check(_fast.judge(table, address_of(engine), address_of(error)), error)
    return Table(table, False)
