# SPDX-License-Identifier: Apache-2.0
"""Numbers from findings: rates, a ROC, medians, what explanations name."""
import statistics

LOWEST = -40  # the score given to a host without a verdict


def attacks(findings):
    """Those that can be found: a bad act is left that a sensor of this set saw."""
    return [one for one in findings if one.variant.story.label == "attack" and
            not one.variant.story.data.get("silent") and one.variant.bad()]


def benign(findings):
    return [one for one in findings if one.variant.story.label == "benign"]


def share(findings, level):
    return sum(one.at_least(level) for one in findings), len(findings)


def deliveries(findings):
    """Chains that the engine made of benign hosts, and of those the wrong ones."""
    chains = [verdict for one in findings for verdict in one.verdicts.values()]
    wrong = {level: sum(v["level"] in levels for v in chains) for level, levels in (
        ("medium", ("medium", "high", "critical")), ("high", ("high", "critical")))}
    return len(chains), wrong


def median_delay(findings, level, verb=None):
    delays = [delay for delay in (one.delay(level, verb) for one in findings) if delay is not None]
    return statistics.median(delays) if delays else None


def roc(findings):
    """Points (false rate, true rate, score), from the strictest to the loosest."""
    good = [one.score() for one in benign(findings)]
    bad = [one.score() for one in attacks(findings)]
    points = [(0.0, 0.0, None)]
    for score in sorted(set(good + bad), reverse=True):
        points.append((sum(s >= score for s in good) / max(1, len(good)),
                       sum(s >= score for s in bad) / max(1, len(bad)), score))
    return points


def area(points):
    """Area under the ROC by trapezoids: 1 is a perfect order, 0.5 none."""
    return sum((right[0] - left[0]) * (right[1] + left[1]) / 2
               for left, right in zip(points, points[1:]))


def names(findings):
    """Of each part of an explanation: [in the sentences, elsewhere, nowhere]."""
    counts = {}
    for one in findings:
        for key, told in one.names().items():
            counts.setdefault(key, [0, 0, 0])[2 - told] += 1
    return counts


def stages(findings):
    right = missing = extra = 0
    for one in findings:
        found, lacking, more = one.stages()
        right, missing, extra = right + len(found), missing + len(lacking), extra + len(more)
    return right, missing, extra


def signals(findings):
    return sorted({signal["name"] for one in findings for verdict in one.verdicts.values()
                   for signal in verdict["signals"]})
