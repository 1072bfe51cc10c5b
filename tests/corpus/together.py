# SPDX-License-Identifier: Apache-2.0
"""Does what is found ever get less when more is seen? Each host by all that a
source set tells and by that without one sort of event; by the fuller set of
its system and by the poorer; and, on Linux, by two sensors in one replay."""
import linux
import measure
import vary

FULLER = (("windows", "sysmon-xml", "sysmon-basic"), ("macos", "endpoint", "endpoint-basic"))


def rank(finding):
    return measure.LEVELS.index(finding.level())


def compare(what, less, more):
    """(case, what, level by less, level by more) where more finds less."""
    if rank(more) >= rank(less):
        return []
    return [(less.variant.story.name, what, less.level(), more.level())]


def by_variation(found):
    """One sort of event left out, against the same host with all of them."""
    worse, count = [], 0
    for (_, source), findings in found.items():
        whole = {(one.variant.story.name, one.variant.seed): one for one in findings
                 if one.variant.kind == "renamed"}
        for one in findings:
            full = whole.get((one.variant.story.name, one.variant.seed))
            if one.variant.kind != "fewer sources" or one.variant.story.label != "attack" or not full:
                continue
            count += 1
            worse += compare("%s, with %s" % (source, one.variant.detail), one, full)
    return count, worse


def by_set(found):
    worse, count = [], 0
    for os_name, fuller, poorer in FULLER:
        full = {one.variant.host(): one for one in found.get((os_name, fuller), [])}
        for one in found.get((os_name, poorer), []):
            if one.variant.story.label != "attack" or one.variant.host() not in full:
                continue
            count += 1
            worse += compare("%s, against %s" % (fuller, poorer), one, full[one.variant.host()])
    return count, worse


def both_sensors(replay, stories):
    """auditd and the eBPF recorder on one host, merged by time as `replay A B` does."""
    worse, count = [], 0
    for story in stories:
        if story.os != "linux" or story.label != "attack" or story.data.get("silent"):
            continue
        variant = vary.variant(story, "published", 0)
        logs = {"auditd": replay.write("both-audit.log", linux.auditd(story, variant.acts)),
                "ebpf": replay.write("both-ebpf.jsonl", linux.ebpf(story, variant.acts))}
        both = measure.Finding(variant, "auditd and ebpf")
        alone = [measure.Finding(variant, source) for source in logs]
        for finding, paths in zip([both] + alone, [list(logs.values())] + [[p] for p in logs.values()]):
            for verdict in replay.verdicts(paths):
                finding.add(verdict)
        count += len(alone)
        for one in alone:
            worse += compare("auditd and ebpf together, against %s alone" % one.source, one, both)
    return count, worse


def violations(replay, stories, found):
    """How many pairs were compared, and those in which more found less."""
    counts, lists = zip(by_variation(found), by_set(found), both_sensors(replay, stories))
    return sum(counts), [row for rows in lists for row in rows]
