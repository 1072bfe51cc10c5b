# SPDX-License-Identifier: Apache-2.0
"""What engines outlive, and what outlives them."""
import gc
import logging
import os
import subprocess
import sys
import unittest

import supplychain
from common import Known, chain, judge


class Exceptions(unittest.TestCase):
    def test_exception_in_an_enricher_costs_its_answer_only(self):
        def fail(question):
            raise ValueError("broken")
        logging.disable(logging.CRITICAL)
        try:
            verdict, = judge(chain(), enrichers=[Known(fail)])
        finally:
            logging.disable(logging.NOTSET)
        self.assertEqual(verdict.score, judge(chain())[0].score)

    def test_exception_in_what_makes_events(self):
        def broken():
            yield from chain()[:3]
            raise LookupError("broken")
        with supplychain.Engine() as engine:
            with self.assertRaisesRegex(LookupError, "broken"):
                engine.feed(broken())
            engine.feed(chain()[3:])
            engine.flush()
            self.assertEqual([v.json for v in engine.open_verdicts()], [v.json for v in judge(chain())])

    def test_exception_in_what_is_read(self):
        class Broken:
            def read(self, size):
                raise OSError("broken")
        with supplychain.Engine() as engine:
            with self.assertRaisesRegex(OSError, "broken"):
                engine.feed_log(Broken())
            engine.feed(chain())

    def test_the_engine_called_from_its_own_callbacks(self):
        """Refused, so that nothing is freed under a call."""
        refused = []

        def meddle():
            for call in (engine.close, engine.flush, lambda: engine.feed([])):
                with self.assertRaises(supplychain.Error) as caught:
                    call()
                refused.append(caught.exception.name)

        def ask(question):
            meddle()
            return []

        def events():
            meddle()
            yield from chain()

        with supplychain.Engine(enrichers=[Known(ask)]) as engine:
            engine.feed(events())
            engine.flush()
        self.assertGreaterEqual(len(refused), 6)
        self.assertEqual(set(refused), {"SCHAIN_E_STATE"})


class Ends(unittest.TestCase):
    def test_ten_thousand_engines(self):
        """A thousand, unless SCHAIN_TEST_HEAVY=1."""
        def resident():
            with open("/proc/self/status") as status:
                return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))

        events, policy, before = chain()[:2], supplychain.Policy(), 0
        for count in range(10000 if os.environ.get("SCHAIN_TEST_HEAVY") == "1" else 1000):
            engine = supplychain.Engine(policy)
            if count % 10 == 0:
                engine.feed(events)
            if count == 200 and os.path.exists("/proc/self/status"):
                gc.collect()
                before = resident()
        gc.collect()
        if before:  # an engine keeps some 100 KiB while it lives
            self.assertLess(resident(), before + 20000)

    @unittest.skipUnless(hasattr(os, "fork"), "no fork")
    def test_fork_after_use(self):
        known = Known(lambda question: None)
        with supplychain.Engine(enrichers=[known]) as engine:
            engine.feed(chain()[:4])
            with known._lock:  # as a thread that the child does not have would hold it
                child = os.fork()
                if not child:
                    status = 1
                    try:
                        engine.feed(chain()[4:])
                        engine.flush()
                        known.answer(known.asked[0], [])
                        status = int(len(list(engine.open_verdicts())) != 1)
                        engine.close()
                    finally:
                        os._exit(status)
            self.assertEqual(os.waitpid(child, 0)[1], 0)
            engine.feed(chain()[4:])
            engine.flush()
            self.assertEqual(len(list(engine.open_verdicts())), 1)

    def run_program(self, text):
        program = "import sys, threading\nsys.path[:0] = [%r]\nfrom common import Known, chain, hold, supplychain\n%s" % (
            os.path.dirname(os.path.abspath(__file__)), text)
        return subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode

    def test_interpreter_ends_while_plugins_answer(self):
        for _ in range(2):
            self.assertEqual(self.run_program("""
known = Known(lambda question: None)
engine = supplychain.Engine(enrichers=[known])
engine.feed(chain())
engine.flush()
def answer():
    while True:
        known.answer(known.asked[0], [supplychain.Claim("known_bad", "late")])
for _ in range(4):
    threading.Thread(target=answer, daemon=True).start()
"""), 0)

    def test_interpreter_ends_while_an_answer_holds_the_lock(self):
        """The thread never runs again, so whoever waits for it would wait for ever."""
        self.assertEqual(self.run_program("""
known = Known(lambda question: None)
engine = supplychain.Engine(enrichers=[known])
engine.feed(chain())
is_held = threading.Event()
# Of another module: what a thread runs keeps its module's variables, the engine among them.
threading.Thread(target=hold, args=(known._lock, is_held), daemon=True).start()
is_held.wait()
"""), 0)

    def test_interpreter_ends_while_an_engine_works(self):
        self.assertEqual(self.run_program("""
engine = supplychain.Engine()
has_begun = threading.Event()
def events():
    while True:
        has_begun.set()
        yield from chain()
threading.Thread(target=lambda: engine.feed(events()), daemon=True).start()
has_begun.wait()
"""), 0)


if __name__ == "__main__":
    unittest.main()
