# SPDX-License-Identifier: Apache-2.0
"""Renders variants, has the command replay them, and compares its verdicts with
what the stories say."""
import datetime
import json
import os
import random
import subprocess

import endpoint
import linux
import sysmon

LEVELS = ("none", "info", "low", "medium", "high", "critical")
TOGETHER = 50  # hosts of one log: auditd's decoder holds 16,384 events back, of all hosts
BASIC = ("start", "exit", "write", "rename", "connect", "resolve")


def only(render, verbs):
    return lambda story, acts: render(story, [act for act in acts if act.verb in verbs])


def without_signatures(story, acts):
    """Sysmon as many configure it: image loading off, registry off."""
    return [line for line in sysmon.xml(story, [act for act in acts if act.verb in BASIC])
            if "<EventID>7<" not in line[1]]


# Name, how acts become lines, whether the records say which host they are from.
SOURCE_SETS = {
    "windows": (("sysmon-xml", sysmon.xml, True), ("winlogbeat", sysmon.winlogbeat, True),
                ("sysmon-basic", without_signatures, True)),
    "linux": (("auditd", linux.auditd, True), ("ebpf", linux.ebpf, False)),
    "macos": (("endpoint", endpoint.jsonl, True),
              ("endpoint-basic", only(endpoint.jsonl, BASIC), True)),
}


class Finding:
    """What the engine said of one variant."""

    def __init__(self, variant, source):
        self.variant, self.source = variant, source
        self.verdicts = {}   # identity of the chain -> its last revision
        self.reached = {}    # level -> time it was first reached, in seconds

    def add(self, verdict):
        self.verdicts[verdict["id"]] = verdict
        when = datetime.datetime.fromisoformat(verdict["last_time"][:19] + "+00:00").timestamp()
        for level in LEVELS[1:LEVELS.index(verdict["level"]) + 1]:
            self.reached[level] = min(when, self.reached.get(level, when))

    def best(self):
        ranked = sorted(self.verdicts.values(), key=lambda v: (LEVELS.index(v["level"]), v["score"]))
        return ranked[-1] if ranked else None

    def level(self):
        best = self.best()
        return best["level"] if best else "none"

    def score(self):
        """The highest score there is, and as much below all others if there is none."""
        best = self.best()
        return best["score"] if best else -40

    def at_least(self, level):
        return LEVELS.index(self.level()) >= LEVELS.index(level)

    def delay(self, level, verb=None):
        """Seconds from the first bad act (of a verb) to the verdict; below 0 is ahead."""
        acts = [act for act in self.variant.bad() if verb in (None, act.verb)]
        if not acts or level not in self.reached:
            return None
        return self.reached[level] - acts[0].time // 10**9

    def stages(self):
        """Stages that the story expects and the verdict has, lacks, and adds."""
        expected = set(self.variant.story.expect.get("stages", []))
        best = self.best()
        found = {stage["stage"] for stage in best["stages"]} if best else set()
        return expected & found, expected - found, found - expected

    def names(self):
        """Which of product, file, process, destination and reason the text names."""
        best, told = self.best(), {}
        if best is None:
            return told
        text = best["explanation"].lower()
        all_text = json.dumps(best, ensure_ascii=False).replace("\\\\", "\\").lower()
        for key in ("product", "file", "process", "destination", "reason"):
            wanted = self.variant.story.expect.get(key)
            if wanted is None:
                continue
            told[key] = 2 if wanted.lower() in text else 1 if wanted.lower() in all_text else 0
        return told


def lines_of(variant, render):
    lines = render(variant.story, variant.acts)
    if variant.jitter:
        rng = random.Random(variant.seed)
        lines = [(time + rng.randrange(variant.jitter), line) for time, line in lines]
    return lines


class Replay:
    """The command, with options that hold for a whole evaluation."""

    def __init__(self, command, work, options=()):
        self.command, self.work, self.options = command, work, list(options)

    def verdicts(self, path, extra=(), may_complain=False):
        """Every revision. What we rendered has to be read without a complaint. `path`: one or several."""
        paths = path if isinstance(path, list) else [path]
        done = subprocess.run([self.command, "replay", "--json", "--revisions", "--quiet",
                               "--min-level=info", "--fail-on=critical", *self.options, *extra, *paths],
                              capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1) or done.stderr and not may_complain:
            raise RuntimeError("%s: exit status %d: %s" % (path, done.returncode, done.stderr[:500]))
        return [json.loads(line) for line in done.stdout.splitlines()]

    def write(self, name, lines):
        path = os.path.join(self.work, name)
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(line + "\n" for _, line in sorted(lines, key=lambda pair: pair[0]))
        return path

    def render(self, variants, os_name, source, render, has_host):
        """Files to replay, each with the findings that its verdicts belong to."""
        findings = [Finding(variant, source) for variant in variants]
        if has_host:
            files = []
            for first in range(0, len(findings), TOGETHER):
                some = findings[first:first + TOGETHER]
                lines = [line for one in some for line in lines_of(one.variant, render)]
                files.append((self.write("%s-%s-%d" % (os_name, source, first), lines),
                              {one.variant.host(): one for one in some}))
            return files
        return [(self.write("%s-%s-%d" % (os_name, source, number),
                            lines_of(finding.variant, render)), {None: finding})
                for number, finding in enumerate(findings)]

    def run(self, files, extra=()):
        """Fresh findings of rendered files."""
        found = []
        for path, by_host in files:
            fresh = {host: Finding(old.variant, old.source) for host, old in by_host.items()}
            for verdict in self.verdicts(path, extra):
                fresh[verdict["host"] if None not in fresh else None].add(verdict)
            found += fresh.values()
        return found


def numbered(variants):
    """Each its own host, so that many are replayed as one stream."""
    for number, variant in enumerate(variants):
        variant.story.host = "%s-%d.corp.example" % (variant.story.host.split(".")[0], number)
    return variants
