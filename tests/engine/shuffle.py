#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Shuffles the lines of a log: each is moved by up to a number of seconds.

shuffle.py SECONDS SEED <log >shuffled

The time of a line is its "ts" (seconds), its "UtcTime", or what an audit record
has in its msg=audit(...). Lines without one stay with the line before.
"""
import datetime
import random
import re
import sys

AUDIT = re.compile(r"msg=audit\((\d+\.\d+):")
TS = re.compile(r'"ts": ?(\d+(?:\.\d+)?)')
UTC = re.compile(r'"UtcTime": ?"([^"]+)"')


def time_of(line):
    for pattern in (AUDIT, TS):
        match = pattern.search(line)
        if match:
            return float(match.group(1))
    match = UTC.search(line)
    if not match:
        return None
    moment = datetime.datetime.strptime(match.group(1), "%Y-%m-%d %H:%M:%S.%f")
    return moment.replace(tzinfo=datetime.timezone.utc).timestamp()


def main():
    seconds, seed = float(sys.argv[1]), int(sys.argv[2])
    generator = random.Random(seed)
    placed, last = [], 0.0
    for line in sys.stdin:
        time = time_of(line)
        if time is not None:
            last = time + generator.uniform(0, seconds)
        placed.append((last, line))
    placed.sort(key=lambda pair: pair[0])
    sys.stdout.writelines(line for _, line in placed)


main()
