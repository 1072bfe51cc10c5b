# SPDX-License-Identifier: Apache-2.0
"""Events as Python objects."""
import collections
import dataclasses
import json
import types
import unittest
from datetime import datetime, timedelta, timezone
from typing import Any, Optional

import supplychain
from common import START, chain, judge

FORK = {"type": "process_fork", "time": 1, "process": {"pid": 7}}


def texts(events):
    return [verdict.json for verdict in judge(events)]


@dataclasses.dataclass
class Process:
    __slots__ = ("pid", "parent_pid", "image")
    pid: int
    parent_pid: int
    image: dict


@dataclasses.dataclass
class Event:
    type: str
    time: datetime
    host: str
    process: Process
    file: Optional[dict] = None
    connection: Optional[dict] = None
    ours: Any = None


class Forms(unittest.TestCase):
    def test_as_a_decoder_reads_them(self):
        events = [{**event, "record": number} for number, event in enumerate(chain(sha256="ab" * 32), 1)]
        lines = [json.dumps({**event, "time": event["time"].isoformat()}) for event in events]
        with supplychain.Engine() as engine:
            engine.feed_log("\n".join(lines).encode(), format="supplychain-jsonl")
            engine.flush()
            self.assertEqual(texts(events), [verdict.json for verdict in engine.open_verdicts()])

    def test_data_classes_and_mappings(self):
        expected = texts(chain())
        objects = [Event(**{**event, "process": Process(**event["process"])}) for event in chain()]
        self.assertEqual(texts(objects), expected)
        self.assertEqual(texts(map(types.MappingProxyType, chain())), expected)
        self.assertEqual(texts(collections.ChainMap(event) for event in chain()), expected)

    def test_names_that_are_not_interned(self):
        self.assertEqual(texts(json.loads(json.dumps(chain(), default=str))), texts(chain()))

    def test_what_is_unknown_is_passed_over(self):
        with supplychain.Engine() as engine:
            self.assertEqual(engine.feed([{"type": "of_next_year", "time": 1}, {**FORK, "colour": [], 5: 6, "file": None}]), 2)
            engine.flush()
            self.assertEqual(engine.statistics()["events_unknown"], 1)

    def test_many(self):
        with supplychain.Engine() as engine:
            self.assertEqual(engine.feed({**FORK, "time": n + 1} for n in range(1000)), 1000)
            self.assertEqual(engine.feed([]), 0)
            engine.flush()
            self.assertEqual(engine.statistics()["events"], 1000)

    def test_times(self):
        east = timezone(timedelta(hours=2))
        expected = texts(chain())

        def moved(change):
            return texts({**event, "time": change(event["time"])} for event in chain())

        for change in (
            lambda t: t.replace(tzinfo=None), lambda t: t.astimezone(east), str, lambda t: t.isoformat(),
            lambda t: t.astimezone(east).isoformat(), lambda t: f"{t:%Y-%m-%dT%H:%M:%S}.000000000Z",
            lambda t: (t - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(microseconds=1) * 1000,
        ):
            self.assertEqual(moved(change), expected)

    def test_text_that_is_no_text(self):
        path = b"/usr/bin/gv\xfftool"

        def written(given):
            events = chain()
            for event in events:
                for file in (event.get("file"), event["process"]["image"]):
                    if file and file["path"] == "/usr/bin/gvtool":
                        file["path"] = given
            return texts(events)

        self.assertEqual(written(path), written(path.decode("utf-8", "surrogateescape")))
        self.assertEqual(len(written(path)), 1)


class Refused(unittest.TestCase):
    def test_values(self):
        image = {**FORK, "process": {"image": {"signature": {"state": "good"}}}}
        for event, kind, message in (
            (7, TypeError, "event 2: a dictionary or a data class is wanted"),
            ({}, ValueError, "it has no type"),
            ({"type": "process_fork"}, ValueError, "it has no time"),
            ({**FORK, "time": "yesterday"}, ValueError, "event 2: time: no such time"),
            ({**FORK, "time": "2026-02-29T00:00:00Z"}, ValueError, "time: no such time"),
            ({**FORK, "time": "2026-01-01T00:00:00.Z"}, ValueError, "time: no such time"),
            ({**FORK, "time": "2026-01-01T00:00:00+2"}, ValueError, "time: no such time"),
            ({**FORK, "time": datetime(2300, 1, 1)}, ValueError, "time: the time does not fit"),
            ({**FORK, "time": 1.5}, TypeError, "time: a datetime, nanoseconds or text is wanted"),
            ({**FORK, "time": 2**63}, ValueError, "time: the number does not fit"),
            ({**FORK, "process": {"pid": -1}}, ValueError, "process.pid: the number does not fit"),
            ({**FORK, "process": {"pid": 2**64}}, ValueError, "process.pid: the number does not fit"),
            ({**FORK, "process": {"pid": "0x1g"}}, ValueError, "process.pid: a whole number is wanted"),
            ({**FORK, "process": {"pid": "18446744073709551616"}}, ValueError, "process.pid: a whole number is wanted"),
            ({**FORK, "process": {"pid": None, "user": 5}}, TypeError, "process.user: text is wanted"),
            ({**FORK, "process": "x"}, TypeError, "process: a dictionary"),
            ({**FORK, "connection": {"port": 2**32}}, ValueError, "connection.port: the number does not fit"),
            (image, ValueError, "process.image.signature.state: no such name"),
            ({**FORK, "connection": {"flags": ["sideways"]}}, ValueError, "connection.flags: no such name"),
            ({**FORK, "connection": {"flags": "inbound"}}, TypeError, "connection.flags: names"),
            ({**FORK, "dns": {"answers": "x"}}, TypeError, "dns.answers: a list of texts is wanted"),
            ({**FORK, "dns": {"answers": [5]}}, TypeError, "dns.answers: text is wanted"),
            ({**FORK, "package": {"is_signed": 1}}, TypeError, "package.is_signed: True or False is wanted"),
        ):
            with self.subTest(event=event), supplychain.Engine() as engine:
                with self.assertRaisesRegex(kind, message):
                    engine.feed([FORK, FORK, event, FORK])
                self.assertEqual(engine.statistics()["events"], 2)

    def test_what_an_attribute_raises(self):
        @dataclasses.dataclass
        class Broken:
            type: str = dataclasses.field(init=False)

        with supplychain.Engine() as engine:
            with self.assertRaises(AttributeError):
                engine.feed([Broken()])
            with self.assertRaises(TypeError):
                engine.feed(5)

    def test_a_dictionary_that_empties_itself(self):
        class Sly(datetime):
            @property
            def tzinfo(self):
                event.clear()
                return None

        event = {"type": "process_fork", "time": Sly(2026, 1, 1), "process": {"pid": 7, "user": "x" * 100}}
        with supplychain.Engine() as engine:
            self.assertEqual(engine.feed([event]), 1)
        self.assertEqual(event, {})


if __name__ == "__main__":
    unittest.main()
