#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fits weights on the odd seeds and reports on the even ones.

usage: fit.py --command=FILE --weights=lib/policy/weights.def [--seeds=N]

Prints what it would change in weights.def and what that would give; changes
nothing. The engine replays once for each half; the search then scores the
signals it found by the engine's own rule (doc/engine.md, "Score"), and ends
where today's weights by that rule give another score than the engine's.
"""
import argparse
import math
import os
import re
import sys
import tempfile

import measure
import story
import vary

HERE = os.path.dirname(os.path.abspath(__file__))
GOAL, QUIET = 10, -4   # where attacks should be, and below what benign hosts should stay
STIFFNESS = 0.01       # what a deciban away from today's weight costs, squared
FARTHEST = 6           # decibans a weight may move
FITTED = re.compile(r"(child|trust|egress|credential|persistence)\.")
HELD = {"egress.customary", "child.customary", "trust.known_bad", "egress.known_bad"}


def weights_of(path):
    found, stages = {}, {}
    with open(path, encoding="utf-8") as file:
        for name, stage, value in re.findall(r'WEIGHT\(\w+, "([^"]+)", (\w+), (-?\d+)', file.read()):
            found[name], stages[name] = int(value), stage
    return found, stages


def beyond(signals, start, stages):
    """What allowances, and judgements that soften another signal, add to each signal's own weight.

    A verdict tells what a signal added to the score: the strongest of a stage
    and good news their weight, the others half of theirs, rounded.
    """
    share, strongest = {}, {}
    for name in (s["name"] for s in signals):
        share[name] = max((s["weight"] for s in signals if s["name"] == name), key=abs)
    for name, value in share.items():
        strongest[stages[name]] = max(strongest.get(stages[name], 0), value)
    chain = {}
    for name in start:  # in the order of weights.def: the first of equals counts
        if name not in share:
            continue
        is_whole = share[name] < 0 or share[name] == strongest[stages[name]]
        weight = share[name] if is_whole else 2 * share[name]
        is_rounded = not is_whole and abs(weight - start[name]) <= 1
        chain[name] = weight - start[name] if share[name] and not is_rounded else 0
    return chain


class Host:
    """Signals of each chain of one replayed host: name -> decibans beyond its own weight."""

    def __init__(self, finding, start, stages):
        self.is_attack = finding.variant.story.label == "attack"
        self.case = finding.variant.story.name
        self.chains = [beyond(v["signals"], start, stages) for v in finding.verdicts.values()]
        self.off = [chain_score(chain, start, stages) - verdict["score"]
                    for chain, verdict in zip(self.chains, finding.verdicts.values())]

    def score(self, weights, stages):
        return max([chain_score(chain, weights, stages) for chain in self.chains] or [-40])


def stage_score(signals):
    """`signals`: pairs of name and weight. Returns also the name of the good news that counted, if any."""
    found = sorted((weight for _, weight in signals if weight > 0), reverse=True)
    worst = min(signals, key=lambda signal: signal[1])
    # Rarity alone outweighs no good news.
    if worst[1] < 0 and not any(weight > 0 for name, weight in signals if name != "trust.uncommon"):
        return worst[1], worst[0]
    return (found[0] + sum(found[1:]) // 2 if found else 0), None


def chain_score(chain, weights, stages):
    by_stage = {}
    for name, more in chain.items():
        by_stage.setdefault(stages[name], []).append((name, weights[name] + more))
    added = {stage: stage_score(signals) for stage, signals in by_stage.items()}
    trust, good = added.get("TRUST", (0, None))
    # A signature speaks for a file only while nothing that it did speaks louder.
    if good == "trust.signed" and sum(added.get(s, (0,))[0] for s in ("EGRESS", "CREDENTIAL")) > -trust:
        added["TRUST"] = 0, None
    return weights["prior"] + sum(score for score, _ in added.values())


def softplus(x):
    return x if x > 30 else math.log1p(math.exp(x))


def loss(hosts, weights, stages, start):
    attack = [softplus((GOAL - h.score(weights, stages)) / 4) for h in hosts if h.is_attack]
    benign = [softplus((h.score(weights, stages) - QUIET) / 2) for h in hosts if not h.is_attack]
    moved = sum((weights[name] - start[name]) ** 2 for name in weights)
    return sum(attack) / len(attack) + 2 * sum(benign) / len(benign) + STIFFNESS * moved


def fit(hosts, start, stages):
    """Coordinate descent by whole decibans, until nothing moves."""
    weights = dict(start)
    seen = {name for host in hosts for chain in host.chains for name in chain}
    names = sorted(name for name in seen if FITTED.match(name) and name not in HELD)
    best, moving = loss(hosts, weights, stages, start), True
    while moving:
        moving = False
        for name in names:
            for step in (1, -1):
                tried = dict(weights, **{name: weights[name] + step})
                if abs(tried[name] - start[name]) > FARTHEST or (start[name] > 0) != (tried[name] > 0):
                    continue
                value = loss(hosts, tried, stages, start)
                if value < best - 1e-9:
                    weights, best, moving = tried, value, True
                    break
    return weights


def hosts_of(replay, stories, seeds, start, stages):
    hosts = []
    for os_name, sources in measure.SOURCE_SETS.items():
        variants = [v for s in stories if s.os == os_name and not s.data.get("silent")
                    for seed in seeds for v in vary.all_variants(s, seed, 1)
                    if v.detail not in ("1000", "100") and v.kind != "published"]
        for source, render, has_host in sources:
            if source == "winlogbeat":  # says what sysmon-xml says
                continue
            own = measure.numbered(variants)
            hosts += [Host(one, start, stages) for one in
                      replay.run(replay.render(own, os_name, source, render, has_host))
                      if one.variant.story.label == "benign" or one.variant.bad()]
    return hosts


def summary(hosts, weights, stages):
    attack = [h.score(weights, stages) for h in hosts if h.is_attack]
    benign = [h.score(weights, stages) for h in hosts if not h.is_attack]
    order = sum((a > b) + (a == b) / 2 for a in attack for b in benign) / (len(attack) * len(benign))
    return "attacks: %d of %d at 10, %d at 0; benign: %d of %d at 10, %d at 0; area %.3f" % (
        sum(s >= 10 for s in attack), len(attack), sum(s >= 0 for s in attack),
        sum(s >= 10 for s in benign), len(benign), sum(s >= 0 for s in benign), order)


def check(hosts):
    """The search is worth nothing unless it scores as the engine does."""
    off = [abs(chain) for host in hosts for chain in host.off]
    print("%d of %d chains score as in the engine" % (off.count(0), len(off)), file=sys.stderr)
    if max(off, default=0) > 1:  # one deciban may be a half that was rounded
        sys.exit("fit.py: a chain scores %d decibans off the engine's score" % max(off))


def main():
    parser = argparse.ArgumentParser(description="Fits the weights of signals.")
    parser.add_argument("--command", required=True)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--seeds", type=int, default=4)
    options = parser.parse_args()
    start, stages = weights_of(options.weights)
    stories = story.load_all(HERE)
    with tempfile.TemporaryDirectory() as work:
        replay = measure.Replay(options.command, work)
        odd = hosts_of(replay, stories, range(1, options.seeds + 1, 2), start, stages)
        print("fitting on %d hosts" % len(odd), file=sys.stderr)
        check(odd)
        weights = fit(odd, start, stages)
        even = hosts_of(replay, stories, range(2, options.seeds + 1, 2), start, stages)
        check(even)
    for name in sorted(weights):
        if weights[name] != start[name]:
            print("%-28s %3d -> %3d" % (name, start[name], weights[name]))
    for who, hosts in (("fitted on", odd), ("held out", even)):
        print("%s, before: %s" % (who, summary(hosts, start, stages)))
        print("%s, after:  %s" % (who, summary(hosts, weights, stages)))


if __name__ == "__main__":
    main()
