#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A package brings a program; its first run starts a shell and curl, which connects to a host
that nobody approved. Prints what the library makes of these events. The twin of embed.c."""
import supplychain

IMAGES = ["/usr/bin/dpkg", "/usr/bin/gvtool", "/bin/sh", "/usr/bin/curl"]
START = 1767225600  # 2026-01-01 00:00:00


def process(actor):
    return {"pid": 100 + actor, "parent_pid": 99 + actor if actor > 1 else 1, "image": {"path": IMAGES[actor]}}


events = [
    {"type": "process_start", "process": process(0)},
    {"type": "file_write", "process": process(0), "file": {"path": IMAGES[1]}},
    {"type": "process_start", "process": process(1)},
    {"type": "process_start", "process": process(2)},  # gvtool starts sh starts curl
    {"type": "process_start", "process": process(3)},
    {"type": "connection", "process": process(3),
     "connection": {"address": "203.0.113.70", "port": 443, "host_name": "cdn.statmetric.example"}},
]
for index, event in enumerate(events):
    event["time"] = (START + 20 * index) * 10**9

with supplychain.Engine() as engine:  # the built-in policy
    engine.feed(events)
    engine.flush()
    for verdict in engine.open_verdicts():
        print(f"{verdict.level}  {verdict.product}\n{verdict.explanation}")
