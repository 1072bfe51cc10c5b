# SPDX-License-Identifier: Apache-2.0
"""Tables: the C structs themselves, and what pyarrow, Polars and pandas read of them where these are."""
import ctypes
import gc
import importlib
import json
import unittest

import supplychain
from common import START, chain


class Schema(ctypes.Structure):
    pass


Schema._fields_ = [
    ("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", ctypes.c_char_p), ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64), ("children", ctypes.POINTER(ctypes.POINTER(Schema))),
    ("dictionary", ctypes.c_void_p), ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(Schema))),
    ("private_data", ctypes.c_void_p)]


class Array(ctypes.Structure):
    pass


Array._fields_ = [
    ("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64), ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64), ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(Array))), ("dictionary", ctypes.c_void_p),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(Array))), ("private_data", ctypes.c_void_p)]


class Stream(ctypes.Structure):
    pass


Stream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Schema))),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Array))),
    ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.POINTER(Stream))),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(Stream))), ("private_data", ctypes.c_void_p)]


def pointer(capsule, name, kind):
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return ctypes.cast(get(capsule, name), ctypes.POINTER(kind))


def numbers(address, kind, count):
    return list(ctypes.cast(address, ctypes.POINTER(kind * count)).contents)


def texts(array, length):
    offsets = numbers(array.buffers[1], ctypes.c_int32, length + 1)
    data = ctypes.string_at(array.buffers[2], offsets[-1])
    return [data[start:end].decode() for start, end in zip(offsets, offsets[1:])]


def cells(form, array):
    """A column's values, by the layout that the Arrow specification gives its format."""
    length = array.length
    valid = array.buffers[0]
    bits = numbers(valid, ctypes.c_uint8, (length + 7) // 8) if valid else None
    if form == b"u":
        values = texts(array, length)
    elif form == b"b":
        data = numbers(array.buffers[1], ctypes.c_uint8, (length + 7) // 8)
        values = [bool(data[i // 8] >> i % 8 & 1) for i in range(length)]
    elif form == b"+l":
        offsets = numbers(array.buffers[1], ctypes.c_int32, length + 1)
        items = texts(array.children[0].contents, offsets[-1])
        values = [items[start:end] for start, end in zip(offsets, offsets[1:])]
    else:
        kind = {b"I": ctypes.c_uint32, b"i": ctypes.c_int32, b"L": ctypes.c_uint64}.get(form, ctypes.c_int64)
        values = numbers(array.buffers[1], kind, length)
    if not bits:
        return values
    made = [value if bits[i // 8] >> i % 8 & 1 else None for i, value in enumerate(values)]
    assert made.count(None) == array.null_count, (made, array.null_count)
    return made


def read(table):
    """All cells by column, through the structs alone, each released as a consumer does."""
    capsule = table.__arrow_c_stream__()
    stream = pointer(capsule, b"arrow_array_stream", Stream)
    schema, found = Schema(), {}
    assert stream.contents.get_schema(stream, schema) == 0 and schema.format == b"+s"
    columns = [(schema.children[i].contents.name.decode(), schema.children[i].contents.format)
               for i in range(schema.n_children)]
    while True:
        batch = Array()
        assert stream.contents.get_next(stream, batch) == 0
        if not batch.release:
            break
        assert (batch.n_children, batch.n_buffers, batch.null_count) == (len(columns), 1, 0)
        for i, (name, form) in enumerate(columns):
            child = batch.children[i].contents
            assert child.length == batch.length
            found.setdefault(name, []).extend(cells(form, child))
        batch.release(batch)
        assert not batch.release
    schema.release(schema)
    assert not schema.release
    stream.contents.release(stream)
    assert not stream.contents.release
    del capsule  # its destructor finds nothing left to release
    return found or {name: [] for name, _ in columns}


def every_field():
    signature = {"state": "valid", "flags": ["notarized", "platform"], "signer": "S"}
    image = {"path": "/bin/p", "mode": 0o100755, "content": "elf", "signature": signature}
    return [
        {"type": "dns", "time": 1, "host": "h", "process": {"pid": 2**64 - 1, "start_time": -5, "image": image},
         "dns": {"query": "n.example", "query_type": 28, "answers": ["2001:db8::1", "", "192.0.2.1"]}},
        {"type": "package", "time": -2, "package": {"operation": "update", "is_signed": False, "succeeded": True, "name": "q"}},
        {"type": "claim", "time": 3, "host": "h", "file": {"path": b"/a\xff\xe2\x82b"},
         "claim": {"subject_kind": "domain", "finding": "destination", "lifetime": 7, "reasons": ["cdn", "beacon"]}},
    ]


class Structs(unittest.TestCase):
    def test_every_kind_of_column(self):
        found = read(supplychain.events_table(every_field()))
        expected = {
            "type": ["dns", "package", "claim"], "time": [1, -2, 3], "host": ["h", None, "h"],
            "process.pid": [2**64 - 1, None, None], "process.start_time": [-5, None, None],
            "process.image.path": ["/bin/p", None, None], "process.image.mode": [0o100755, None, None],
            "process.image.content": ["elf", None, None], "process.image.signature.state": ["valid", None, None],
            "process.image.signature.flags": [["notarized", "platform"], None, None],
            "process.image.signature.signer": ["S", None, None], "dns.query": ["n.example", None, None],
            "dns.query_type": [28, None, None], "dns.answers": [["2001:db8::1", "", "192.0.2.1"], None, None],
            "package.operation": [None, "update", None], "package.is_signed": [None, False, None],
            "package.succeeded": [None, True, None], "package.name": [None, "q", None],
            # ff, e2 and 82 are no characters; the end of a sequence is cut off.
            "file.path": [None, None, "/a\ufffd\ufffd\ufffdb"], "claim.subject_kind": [None, None, "domain"],
            "claim.finding": [None, None, "destination"], "claim.lifetime": [None, None, 7],
            "claim.reasons": [None, None, ["cdn", "beacon"]],
        }
        self.assertEqual(found, expected)

    def test_empty(self):
        for source in ([], b""):
            table = supplychain.events_table(source, format="supplychain-jsonl") if source == b"" else \
                supplychain.events_table(source)
            self.assertEqual((len(table), table.batches, table.column_names), (0, 0, ["type", "time", "host"]))
            self.assertEqual(read(table), {"type": [], "time": [], "host": []})

    def test_batches(self):
        events = [{"type": "process_fork", "time": n + 1, "process": {"pid": n, "user": "u" * (n % 5)},
                   **({"parent": {"pid": 9}} if n > 14 else {})} for n in range(20)]
        table = supplychain.events_table(events, batch_rows=7)
        self.assertEqual((len(table), table.batches), (20, 3))
        for _ in range(2):
            found = read(table)
            self.assertEqual(found["time"], list(range(1, 21)))
            self.assertEqual(found["process.user"], ["u" * (n % 5) or None for n in range(20)])
            self.assertEqual(found["parent.pid"], [None] * 15 + [9] * 5)

    def test_chosen_columns(self):
        table = supplychain.events_table(every_field(), columns=["dns.answers", "time", "file.sha1"])
        self.assertEqual(table.column_names, ["time", "file.sha1", "dns.answers"])
        self.assertEqual(read(table)["file.sha1"], [None] * 3)
        for wrong in (["colour"], [5], 5):
            with self.assertRaises((ValueError, TypeError)):
                supplychain.events_table([], columns=wrong)
        with self.assertRaises(ValueError):
            supplychain.events_table([], batch_rows=0)

    def test_what_is_handed_out_outlives_the_table(self):
        table = supplychain.events_table(every_field())
        capsule = table.__arrow_c_stream__()
        stream, batch = pointer(capsule, b"arrow_array_stream", Stream), Array()
        stream.contents.get_next(stream, batch)
        # A consumer may move a child out, and release it on its own.
        child = Array()
        ctypes.memmove(ctypes.addressof(child), batch.children[0], ctypes.sizeof(Array))
        batch.children[0].contents.release = type(child.release)()
        batch.release(batch)
        del table, capsule, stream
        gc.collect()
        self.assertEqual(cells(b"u", child), ["dns", "package", "claim"])
        child.release(child)
        self.assertFalse(child.release)

    def test_nobody_takes_it(self):
        table = supplychain.events_table(every_field())
        for _ in range(100):
            table.__arrow_c_stream__()
            table.__arrow_c_schema__()
        schema = pointer(capsule := table.__arrow_c_schema__(), b"arrow_schema", Schema).contents
        self.assertEqual(schema.n_children, len(table.column_names))
        del capsule

    def test_a_log_is_read_as_its_events(self):
        lines = "".join(json.dumps({**event, "time": event["time"].isoformat(), "record_id": "r"}) + "\n"
                        for event in chain())
        kept = ["type", "time", "host", "record_id", "process.pid", "file.path", "connection.host_name"]
        of_log = read(supplychain.events_table(lines.encode(), columns=kept))
        self.assertEqual(of_log, read(supplychain.events_table([{**e, "record_id": "r"} for e in chain()], columns=kept)))
        self.assertEqual(of_log["time"][0], int(START.timestamp()) * 10**9)
        damaged = lines.encode() + b'{"type"}\n'
        self.assertEqual(len(supplychain.events_table(damaged, format="supplychain-jsonl")), 6)
        with self.assertRaises(supplychain.DamagedRecord) as caught:
            supplychain.events_table(damaged, format="supplychain-jsonl", strict=True)
        self.assertEqual(caught.exception.line, 7)
        with self.assertRaises(supplychain.UnknownFormat):
            supplychain.events_table(b"\0" * 100000)
        with self.assertRaises(supplychain.Error):
            supplychain.events_table(b"", format="no-such-format")

    def test_verdicts(self):
        with supplychain.Engine() as engine:
            engine.feed(chain())
            engine.flush()
            verdict, = engine.open_verdicts()
            found = read(engine.verdicts_table())
        for name in ("id", "revision", "final", "level", "score", "confidence", "host", "os", "product", "version",
                     "previous_version", "installer", "technique", "strategy", "analytic", "explanation"):
            self.assertEqual(found[name], [getattr(verdict, name)], name)
        self.assertEqual(found["first_time"], [int(START.timestamp()) * 10**9])
        self.assertEqual(found["signals"], [[signal.name for signal in verdict.signals]])
        self.assertEqual(found["stages"], [list(verdict.stages)])
        self.assertEqual(found["files"], [[file.path for file in verdict.files]])
        self.assertEqual(found["destinations"], [[d.host_name or d.address for d in verdict.destinations]])
        self.assertEqual(found["isolate"], [list(verdict.isolate)])
        with supplychain.Engine() as engine:
            self.assertEqual(len(engine.verdicts_table()), 0)


class Consumers(unittest.TestCase):
    """The others' reading is the independent one: they know Arrow, and not this library."""

    def need(self, name):
        try:
            return importlib.import_module(name)
        except ImportError:
            self.skipTest(f"no {name}")

    def test_pyarrow(self):
        arrow = self.need("pyarrow")
        for source in (every_field(), [], chain()):
            ours = supplychain.events_table(source, batch_rows=2)
            table = arrow.table(ours)
            table.validate(full=True)
            self.assertEqual(table.column_names, ours.column_names)
            cast = table.set_column(1, "time", table["time"].cast(arrow.int64()))
            self.assertEqual(cast.to_pydict(), read(ours))
        self.assertEqual(str(table.schema.field("time").type), "timestamp[ns, tz=UTC]")

    def test_polars(self):
        polars = self.need("polars")
        ours = supplychain.events_table(every_field(), batch_rows=2)
        frame = polars.DataFrame(ours)
        self.assertEqual(frame["dns.answers"].to_list(), read(ours)["dns.answers"])
        self.assertEqual(frame["process.pid"].to_list(), read(ours)["process.pid"])

    def test_pandas(self):
        arrow, pandas = self.need("pyarrow"), self.need("pandas")
        frame = arrow.table(supplychain.events_table(chain())).to_pandas()
        self.assertEqual(list(frame["type"]), [event["type"] for event in chain()])
        self.assertEqual(list(frame["time"]), [pandas.Timestamp(event["time"]) for event in chain()])


if __name__ == "__main__":
    unittest.main()
