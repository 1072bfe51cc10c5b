# SPDX-License-Identifier: Apache-2.0
"""doc/python-tutorial.md: every cell is run, in order, and has to print what stands below it."""
import contextlib
import importlib.util
import io
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import warnings

import supplychain
from common import TELEMETRY

SOURCES = TELEMETRY.parents[1]
TUTORIAL = SOURCES / "doc/python-tutorial.md"
CELL = re.compile(r"^```(python|sh)(?: needs=(\S+))?\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", re.M | re.S)


def run_python(code, line, names):
    """Runs a cell; a traceback has the page's own line numbers."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of other people's packages
        exec(compile("\n" * line + code, str(TUTORIAL), "exec"), names)
    return out.getvalue()


def run_shell(code, directory):
    """Runs a cell with this interpreter as ``python``."""
    python = directory / "bin/python"
    python.parent.mkdir(exist_ok=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(["sh", "-c", code], check=True, stdout=subprocess.PIPE, text=True,
                          env={**os.environ, "PATH": path}).stdout


class Tutorial(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        self.directory = pathlib.Path(directory.name)
        (self.directory / "examples").symlink_to(SOURCES / "examples")
        os.chdir(self.directory)

    def test_cells(self):
        if not TUTORIAL.exists():
            self.skipTest("the tutorial is not beside the tests")
        try:
            supplychain.Policy().layer("approved_update_hosts: []")
            with supplychain.Engine() as engine:
                engine.attach_store("probe.sqlite")
        except supplychain.Error as error:
            if error.name != "SCHAIN_E_UNSUPPORTED":
                raise
            self.skipTest("the library reads no YAML, or keeps no store in a file")
        page, names, missing = TUTORIAL.read_text(encoding="utf-8"), {"__name__": "__main__"}, set()
        cells = list(CELL.finditer(page))
        self.assertEqual(len(cells), len(re.findall("^```(?:python|sh)", page, re.M)))
        for cell in cells:
            language, needs, code, expected = cell.groups()
            absent = {package for package in (needs or "").split(",") if package and not importlib.util.find_spec(package)}
            missing |= absent
            if absent:
                continue
            line = page.count("\n", 0, cell.start()) + 1
            with self.subTest(line=line):
                printed = run_python(code, line, names) if language == "python" else run_shell(code, self.directory)
                self.assertEqual(printed, expected or "")
        if missing:
            print("cells of the tutorial not run, for want of:", *sorted(missing))


if __name__ == "__main__":
    unittest.main()
