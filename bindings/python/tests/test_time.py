# SPDX-License-Identifier: Apache-2.0
"""Times as text: the examples of RFC 3339, and what is almost a time, held against Python's own calendar."""
import random
import re
import unittest
from datetime import datetime, timedelta, timezone

import supplychain
from test_table import read

FORM = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:[Zz]|([+-])(\d\d):?(\d\d))?", re.ASCII)
EPOCH = datetime(1970, 1, 1)
WHOLE = ["2026-01-01T00:00:00Z", "2024-02-29 23:59:60.123456789+05:30", "1999-12-31t12:34:56,5-0800", "2100-02-28T23:00:00"]


def reference(text):
    """Nanoseconds since 1970 by the rules of doc/formats/supplychain-jsonl.md, or None."""
    found = FORM.fullmatch(text)
    if not found:
        return None
    *fields, decimals, sign, hours, minutes = found.groups()
    year, month, day, hour, minute, second = map(int, fields)
    ahead = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if not 1678 <= year <= 2261 or second > 60 or int(hours or 0) > 23 or int(minutes or 0) > 59:
        return None
    try:
        moment = datetime(year, month, day, hour, minute) + timedelta(seconds=second) - (-ahead if sign == "-" else ahead)
    except ValueError:
        return None
    return (moment - EPOCH) // timedelta(seconds=1) * 10**9 + int(((decimals or "") + "0" * 9)[:9])


def reading(text):
    """What the binding makes of it, or None."""
    try:
        table = supplychain.events_table([{"type": "process_fork", "time": text, "process": {"pid": 1}}], columns=["time"])
    except ValueError:
        return None
    return read(table)["time"][0]


class Times(unittest.TestCase):
    def test_examples_of_the_rfc(self):
        # Section 5.8; the seconds are those that "date -u +%s -d" of GNU prints, of a leap second those of the next.
        for text, expected in (
            ("1985-04-12T23:20:50.52Z", 482196050_520000000), ("1996-12-19T16:39:57-08:00", 851042397_000000000),
            ("1990-12-31T23:59:60Z", 662688000_000000000), ("1990-12-31T15:59:60-08:00", 662688000_000000000),
            ("1937-01-01T12:00:27.87+00:20", -1041337173_000000000 + 870000000),
        ):
            with self.subTest(text=text):
                self.assertEqual((reading(text), reference(text)), (expected, expected))

    def test_every_beginning_and_every_changed_character(self):
        for whole in WHOLE:
            self.assertIsNotNone(reading(whole))
            made = {whole[:length] for length in range(len(whole))} | {whole + more for more in "0Z \0é"}
            made |= {whole[:at] + changed + whole[at + 1:] for at in range(len(whole)) for changed in "039:-+TZ .\0é\udcff"}
            for text in sorted(made):
                with self.subTest(text=text):
                    self.assertEqual(reading(text), reference(text))

    def test_any_day_and_offset(self):
        chance = random.Random(3339)
        for _ in range(500):
            text = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{}{:+03}:{:02}".format(
                chance.randint(1670, 2270), chance.randint(0, 13), chance.randint(0, 32), chance.randint(0, 24),
                chance.randint(0, 60), chance.randint(0, 61), chance.randint(0, 10**12), chance.randint(-24, 24),
                chance.randint(0, 60))
            with self.subTest(text=text):
                self.assertEqual(reading(text), reference(text))

    def test_last_days_of_february(self):
        for year in (1700, 1800, 1900, 2000, 2023, 2024, 2100, 2200):
            for day in (28, 29):
                text = f"{year}-02-{day}T00:00:00Z"
                self.assertEqual(reading(text), reference(text))


if __name__ == "__main__":
    unittest.main()
