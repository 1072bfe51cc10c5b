# SPDX-License-Identifier: Apache-2.0
"""python -m supplychain LOG...: verdicts, one a line as JSON."""
from __future__ import annotations

import argparse
import sys

from . import Engine, Error, Policy, Verdict, __version__


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit status: 0, 1 with a verdict at or above --fail-on, 2 or 3 on errors, as the command."""
    parser = argparse.ArgumentParser(prog="python -m supplychain", description="Replays logs and writes verdicts as JSON.")
    parser.add_argument("logs", nargs="+", metavar="LOG")
    parser.add_argument("--policy", action="append", default=[], metavar="FILE", help="layer a policy file on the default")
    parser.add_argument("--approve", action="append", default=[], metavar="HOST", help="add to approved_update_hosts")
    parser.add_argument("--min-level", choices=Verdict.LEVELS, default="medium")
    parser.add_argument("--fail-on", choices=Verdict.LEVELS, default="medium")
    parser.add_argument("--lines", action="store_true", help="name the input line of each piece of evidence")
    parser.add_argument("--version", action="version", version=__version__)
    options = parser.parse_args(arguments)
    try:
        policy = Policy()
        for path in options.policy:
            policy.layer_file(path)
        for host in options.approve:
            policy.add("approved_update_hosts", host)
    except Error as error:
        print(f"supplychain: {error}", file=sys.stderr)
        return 2
    try:
        with Engine(policy, lines=options.lines) as engine:
            verdicts = engine.replay(*options.logs)
    except (Error, OSError) as error:
        print(f"supplychain: {error}", file=sys.stderr)
        return 3
    for verdict in verdicts:
        if verdict.reaches(options.min_level):
            sys.stdout.buffer.write(verdict.json)
    sys.stdout.flush()
    return int(any(verdict.reaches(options.fail_on) for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main())
