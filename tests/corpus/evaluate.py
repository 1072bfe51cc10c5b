#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Replays the corpus and writes doc/evaluation.md with its plots.

usage: evaluate.py --command=FILE [--page=FILE] [--seeds=N] [--plugin=FILE]
                   [--data=DIR] [--examples=DIR] [--case=NAME]... [--check]

  --command    the supplychain command to measure
  --page       the page to write; plots go beside it
  --seeds      variations of each kind; odd seeds are for fitting, even ones are reported
  --plugin     the egress plugin, for a second column
  --data       other people's logs (SCHAIN_TEST_DATA)
  --examples   the project's own recordings (examples/telemetry)
  --case       only this case
  --check      compare the cases as published with what they expect, and stop
"""
import argparse
import os
import sys
import tempfile

import compare
import measure
import page
import recorded
import story
import tally
import together
import vary

HERE = os.path.dirname(os.path.abspath(__file__))


def arguments():
    parser = argparse.ArgumentParser(description="Measures what the engine finds of the corpus.")
    parser.add_argument("--command", required=True)
    parser.add_argument("--page")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--plugin")
    parser.add_argument("--data", default="")
    parser.add_argument("--examples")
    parser.add_argument("--case", action="append")
    parser.add_argument("--check", action="store_true")
    return parser.parse_args()


def held_out(stories, seeds):
    """The even seeds: nothing is fitted on them."""
    return [variant for one in stories for seed in range(2, seeds + 1, 2)
            for variant in vary.all_variants(one, seed, 1)
            if seed == 2 or variant.kind != "published"]


def crowds(stories):
    """One attack and one benign case of each system among 10,000 other processes."""
    for os_name in measure.SOURCE_SETS:
        for label in ("attack", "benign"):
            one = next(s for s in stories if s.os == os_name and s.label == label)
            yield vary.variant(one, "noise", 2, 10000)


def replay_all(replay, stories, variants):
    """Findings by operating system and source set."""
    found, rendered = {}, {}
    for os_name, sources in measure.SOURCE_SETS.items():
        own = measure.numbered([v for v in variants if v.story.os == os_name])
        for source, render, has_host in sources:
            if not own:
                continue
            files = replay.render(own, os_name, source, render, has_host)
            rendered[os_name, source] = files
            found[os_name, source] = replay.run(files)
            print("evaluate: %s, %s: %d hosts" % (os_name, source, len(own)), file=sys.stderr)
    return found, rendered


def first_sources(found):
    """Of each system the first source set, which sees most."""
    return [one for os_name, sources in measure.SOURCE_SETS.items()
            for one in found.get((os_name, sources[0][0]), [])]


def contribution(replay, rendered, names):
    """What is lost or won over the first source sets if a signal weighs nothing."""
    def measured(extra):
        findings = [one for os_name, sources in measure.SOURCE_SETS.items()
                    for one in replay.run(rendered[os_name, sources[0][0]], extra)
                    if (os_name, sources[0][0]) in rendered]
        return (tally.area(tally.roc(findings)), tally.share(tally.attacks(findings), "high")[0],
                tally.share(tally.attacks(findings), "medium")[0],
                tally.share(tally.benign(findings), "medium")[0])
    full = measured(())
    rows = [(name, measured(("--set=weight.%s=0" % name,))) for name in names]
    return full, rows


def against_peers(variants, replay):
    """The same hosts by rules of other engines: (what, alerted hosts, all hosts) a row."""
    hosts = measure.numbered(variants)
    own = []
    for os_name, sources in measure.SOURCE_SETS.items():
        source, render, has_host = sources[0]
        own += replay.run(replay.render([v for v in hosts if v.story.os == os_name], os_name, source,
                                        render, has_host))
    rows = []
    for level in ("medium", "high"):
        names = {one.variant.host() for one in own if one.at_least(level)}
        rows.append(("libsupplychain, %s or above" % level, names, hosts))
    alerts = compare.eql_alerts(hosts)
    if alerts is not None:
        what = ("written, run, connected", "written, run, tool below it", "installer, shell below it")
        rows += [("EQL: " + text, names, hosts) for text, names in zip(what, alerts)]
        rows.append(("EQL: any of the three", set().union(*alerts), hosts))
    names = compare.sigma_alerts(hosts)
    if names is not None:
        rows.append(("Sigma: written, tool, connection on one host in order", names, hosts))
    return rows


def check(findings):
    """Prints what a case as published lacks; the number of those."""
    wrong = 0
    for one in findings:
        case, problems = one.variant.story, []
        if case.label == "benign":
            if one.at_least("high"):
                problems.append("a benign case is " + one.level())
        elif not case.data.get("silent"):
            least = case.expect.get("floor", {}).get(one.source, "medium")
            if not one.at_least(least):
                problems.append("level %s, not %s" % (one.level(), least))
        if one.at_least("medium") and not one.names().get("product", 1) and "floor" not in case.expect:
            problems.append("the verdict does not name the product")
        for problem in problems:
            print("FAIL: %s by %s: %s" % (case.name, one.source, problem))
        wrong += bool(problems)
    return wrong


def main():
    options = arguments()
    stories = [one for one in story.load_all(HERE)
               if not options.case or one.name in options.case]
    with tempfile.TemporaryDirectory() as work:
        replay = measure.Replay(options.command, work)
        if options.check:
            found, _ = replay_all(replay, stories, [vary.variant(s, "published", 0) for s in stories])
            findings = [one for some in found.values() for one in some]
            wrong = check(findings)
            print("%d cases, %d replays, %d wrong" % (len(stories), len(findings), wrong))
            sys.exit(1 if wrong else 0)
        variants = held_out(stories, options.seeds) + list(crowds(stories))
        found, rendered = replay_all(replay, stories, variants)
        result = {"stories": stories, "found": found, "seeds": options.seeds}
        small = [v for v in variants if v.seed == 2 and v.detail not in ("1000", "10000")]
        _, rendered = replay_all(replay, stories, small)
        result["signals"] = contribution(replay, rendered, tally.signals(first_sources(found)))
        if options.plugin and os.path.exists(options.plugin):
            aided = measure.Replay(options.command, work, ["--plugin=" + options.plugin])
            result["aided"], _ = replay_all(aided, stories, small)
            result["unaided"], _ = replay_all(replay, stories, small)
        result["peers"] = against_peers([v for v in small if v.kind != "noise"], replay)
        result["together"] = together.violations(replay, stories, found)
        for row in result["together"][1]:
            print("evaluate: more is seen and less is found: %s by %s: %s alone, %s together" % row,
                  file=sys.stderr)
        result["recorded"] = recorded.replays(replay, options.data, options.examples)
    page.write(result, options.page or "/dev/stdout")


if __name__ == "__main__":
    main()
