# SPDX-License-Identifier: Apache-2.0
"""Events and an enricher that the tests share."""
import os
import pathlib
import time
from datetime import datetime, timedelta, timezone

import supplychain

START = datetime(2026, 1, 1, tzinfo=timezone.utc)
IMAGES = ["/usr/bin/dpkg", "/usr/bin/gvtool", "/bin/sh", "/usr/bin/curl"]
TELEMETRY = pathlib.Path(os.environ.get("SCHAIN_SRCDIR", pathlib.Path(__file__).parents[3])) / "examples/telemetry"


def chain(host="web-1.example", sha256=None):
    """A package brings a program; its first run starts a shell and curl, which connects somewhere."""
    def event(kind, actor, seconds, **more):
        process = {"pid": 100 + actor, "parent_pid": 99 + actor if actor > 1 else 1, "image": {"path": IMAGES[actor]}}
        if actor == 1 and sha256:
            process["image"]["sha256"] = sha256
        return {"type": kind, "time": START + timedelta(seconds=seconds), "host": host, "process": process, **more}
    return [
        event("process_start", 0, 0),
        event("file_write", 0, 20, file={"path": IMAGES[1]}),
        event("process_start", 1, 40),
        event("process_start", 2, 60),
        event("process_start", 3, 80),
        event("connection", 3, 100, connection={"address": "203.0.113.70", "port": 443, "host_name": "cdn.statmetric.example"}),
    ]


def judge(events, **options):
    with supplychain.Engine(**options) as engine:
        engine.feed(events)
        engine.flush()
        return list(engine.open_verdicts())


class Known(supplychain.Enricher):
    name = "known"
    subjects = ("file",)

    def __init__(self, answer):
        self.asked, self.reply = [], answer

    def ask(self, question):
        self.asked.append(question)
        return self.reply(question)


def hold(lock, is_held):
    """Keeps a lock for ever."""
    with lock:
        is_held.set()
        time.sleep(3600)
