# SPDX-License-Identifier: Apache-2.0
"""python -m unittest discover: with SCHAIN_COMMAND, holds verdicts against the command's."""
import gzip
import io
import os
import subprocess
import tempfile
import threading
import unittest

import supplychain
from common import IMAGES, START, TELEMETRY, Known, chain, judge


class Engines(unittest.TestCase):
    def test_dictionaries(self):
        verdict, = judge(chain())
        self.assertTrue(verdict.reaches("medium"))
        self.assertEqual(verdict.host, "web-1.example")
        self.assertEqual(verdict.first_time, START)
        self.assertIn("egress.unapproved_host", [signal.name for signal in verdict.signals])
        self.assertEqual([p.image for p in verdict.processes if p.role == "installer"], [IMAGES[0]])
        self.assertFalse(verdict.reaches("critical"))
        self.assertEqual(verdict.as_dict()["id"], verdict.id)

    def test_approved(self):
        policy = supplychain.Policy()
        policy.add("approved_update_hosts", "cdn.statmetric.example")
        self.assertEqual([v for v in judge(chain(), policy=policy) if v.reaches("medium")], [])

    def test_bytes_files_and_damage(self):
        line = b'{"type":"process_start","time":"2026-01-01T00:00:00Z","host":"h","process":{"pid":1}}\n'
        for source in (line, io.BytesIO(line), gzip.compress(line), memoryview(line), bytearray(line)):
            with supplychain.Engine() as engine:
                result = engine.feed_log(source)
                self.assertEqual((result.format, result.events, result.damaged), ("supplychain-jsonl", 1, 0))
        with supplychain.Engine() as engine:
            result = engine.feed_log(line + b'{"type"}\n' + line, format="supplychain-jsonl", origin="x.log")
            self.assertEqual((result.events, result.damaged), (2, 1))
            self.assertEqual(result.problems[0].line, 2)
            with self.assertRaises(supplychain.DamagedRecord) as caught:
                engine.feed_log(line + b'{"type"}\n', format="supplychain-jsonl", origin="x.log", strict=True)
            self.assertEqual((caught.exception.name, caught.exception.line), ("SCHAIN_E_DAMAGED", 2))
            # A record that was read in part: a batch of events still comes after the problem.
            with self.assertRaises(supplychain.DamagedRecord) as caught:
                engine.feed_log(TELEMETRY / "linux/recorded-installs/audit.log.gz", strict=True)
            self.assertEqual(caught.exception.line, 569)
            with self.assertRaises(supplychain.UnknownFormat):
                engine.feed_log(b"\0" * 100000)
            with self.assertRaises(supplychain.Error):
                engine.feed_log(line, format="no-such-format")
            with self.assertRaises(FileNotFoundError):
                engine.feed_log("/nonexistent/log")
            with self.assertRaises(TypeError):
                engine.feed([{"type": object()}])

    def test_closed(self):
        engine = supplychain.Engine()
        engine.close()
        engine.close()
        for call in (engine.flush, engine.statistics, lambda: engine.feed(chain()), lambda: list(engine.verdicts())):
            with self.assertRaises(supplychain.Error):
                call()

    def test_state(self):
        events = chain()
        with supplychain.Engine() as first, supplychain.Engine() as second:
            first.feed(events[:4])
            state = first.export_host("web-1.example")
            second.import_host(state)
            for engine in (first, second):
                engine.feed(events[4:])
                engine.flush()
            self.assertEqual([v.json for v in first.open_verdicts()], [v.json for v in second.open_verdicts()])
            with self.assertRaises(supplychain.Error):
                second.import_host(state)
            second.forget_host("web-1.example")
            with self.assertRaises(supplychain.Error):
                second.import_host(state[:-1])

    def attach(self, engine, path, **options):
        try:
            return engine.attach_store(path, **options)
        except supplychain.Error as error:
            if error.name != "SCHAIN_E_UNSUPPORTED":
                raise
            self.skipTest("the library keeps no store in a file")

    def test_store(self):
        events = chain()
        expected = [v.json for v in judge(events)]
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "state.sqlite")
            with supplychain.Engine() as engine:
                self.assertRaises(supplychain.Error, engine.last_checkpoint)
                self.assertEqual(self.attach(engine, path, identity="machine").sequence, 0)
                engine.feed(events[:4])
                made = engine.checkpoint("line 4")
                self.assertEqual((made.status, made.sequence, made.waiting, made.note), (0, 4, 0, "line 4"))
                engine.feed(events[4:5])  # lost
                self.assertEqual(engine.last_checkpoint().waiting, 1)
                with self.assertRaises(supplychain.Error):
                    engine.attach_store(path)
            with supplychain.Engine() as engine:
                with self.assertRaises(supplychain.Error) as caught:
                    engine.attach_store(path, identity="another")
                self.assertEqual(caught.exception.name, "SCHAIN_E_STATE")
            with supplychain.Engine() as engine:
                found = engine.attach_store(path, identity="machine")
                self.assertEqual((found.sequence, found.note), (4, "line 4"))
                engine.feed(events[found.sequence:])
                engine.flush()
                self.assertEqual([v.json for v in engine.open_verdicts()], expected)
            with open(path, "wb") as file:
                file.write(b"no store" * 1000)
            with supplychain.Engine() as engine:
                self.assertRaises(supplychain.Error, engine.attach_store, path)
                engine.feed(events)
                engine.flush()
                self.assertEqual(len(list(engine.open_verdicts())), 1)

    def test_threads(self):
        expected = [v.json for v in judge(chain())]
        found = []

        def run():
            for _ in range(20):
                found.append([v.json for v in judge(chain())] == expected)

        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((len(found), all(found)), (80, True))

    def test_as_the_command(self):
        command = os.environ.get("SCHAIN_COMMAND")
        logs = sorted(TELEMETRY.glob("*/*/*.gz"))
        if not command or not logs:
            self.skipTest("SCHAIN_COMMAND does not name the command, or there is no telemetry")
        for log in logs:
            rules = log.parent / "policy.yaml"
            expected = subprocess.run([command, "replay", "--json", "--quiet", "--min-level=info", f"--policy={rules}", log],
                                      check=False, capture_output=True).stdout
            self.assertTrue(expected)
            try:
                policy = supplychain.Policy.load(rules)
            except supplychain.PolicyError as error:
                if error.name != "SCHAIN_E_UNSUPPORTED":
                    raise
                self.skipTest("the library reads no YAML")
            with self.subTest(log=log), supplychain.Engine(policy) as engine:
                self.assertEqual(b"".join(v.json for v in engine.replay(log)), expected)


class Policies(unittest.TestCase):
    def test_values(self):
        with supplychain.Policy() as policy:
            policy["time_window.first_run_to_egress"] = "2h"
            self.assertEqual(policy["time_window.first_run_to_egress"], 2 * 3600 * 10**9)
            policy["approved_update_hosts"] = ["a.example", "*.b.example"]
            self.assertEqual(policy["approved_update_hosts"], ["a.example", "*.b.example"])
            policy.layer("approved_update_hosts: [c.example]")
            self.assertIn("c.example", policy["approved_update_hosts"])
            self.assertIn("c.example", policy.to_yaml(supplychain.Policy()))
            with self.assertRaises(KeyError):
                policy["no.such.key"]
            with self.assertRaises(supplychain.PolicyError) as caught:
                policy.layer("first: 1\nsecond: 2\n", "site.yaml")
            self.assertEqual((caught.exception.where, caught.exception.line), ("site.yaml", 1))
        self.assertIn("approved_update_hosts", [key.name for key in supplychain.Policy.keys()])
        with self.assertRaises(supplychain.Error):
            policy.add("approved_update_hosts", "d.example")

    def test_file(self):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write("approved_update_hosts: [cdn.statmetric.example]\n")
            file.flush()
            self.assertFalse([v for v in judge(chain(), policy=supplychain.Policy.load(file.name)) if v.reaches("medium")])


class Enrichers(unittest.TestCase):
    def test_claims(self):
        plain, = judge(chain())
        known = Known(lambda question: [supplychain.Claim("known_bad", "on our list")])
        verdict, = judge(chain(sha256="ab" * 32), enrichers=[known])
        self.assertGreater(verdict.score, plain.score)
        self.assertIn(IMAGES[1], [question.subject for question in known.asked])
        self.assertTrue(any("on our list" in signal.text for signal in verdict.signals))

    def test_hash_of_a_sensor_that_writes_capitals(self):
        known = Known(lambda question: [])
        judge(chain(sha256="AB" * 32), enrichers=[known])
        self.assertEqual({question.sha256 for question in known.asked}, {"ab" * 32})

    def test_late(self):
        known = Known(lambda question: None)
        with supplychain.Engine(enrichers=[known]) as engine:
            engine.feed(chain())
            engine.flush()
            before = [v.score for v in engine.open_verdicts()]
            thread = threading.Thread(target=lambda: [known.answer(q, [supplychain.Claim("known_bad", "late")])
                                                      for q in known.asked])
            thread.start()
            thread.join()
            engine.flush()
            self.assertGreater([v.score for v in engine.open_verdicts()], before)
        self.assertFalse(known.answer(known.asked[0], []))

    def test_wrong_subject(self):
        wrong = Known(lambda question: [])
        wrong.subjects = ("colour",)
        with self.assertRaises(supplychain.PluginError):
            supplychain.Engine(enrichers=[wrong])


if __name__ == "__main__":
    unittest.main()
