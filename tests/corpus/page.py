# SPDX-License-Identifier: Apache-2.0
"""Writes the evaluation page from findings."""
import os

import plot
import tally
import vary


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def percent(pair):
    return "%d of %d (%d %%)" % (pair[0], pair[1], round(100 * pair[0] / pair[1])) if pair[1] else "–"


def span(seconds):
    if seconds is None:
        return "–"
    sign, seconds = "-" if seconds < 0 else "", abs(int(seconds))
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= 2 * size:
            return "%s%d %s" % (sign, round(seconds / size), unit)
    return "%s%d s" % (sign, seconds)


def incidents(found):
    """Each incident as published, by each source set of its system."""
    rows = []
    for (_, source), findings in found.items():
        for one in findings:
            case = one.variant.story
            if one.variant.kind != "published" or case.label != "attack":
                continue
            right, missing, extra = one.stages()
            best = one.best()
            rows.append((case.title.replace("|", "/"), source, one.level(),
                         best["score"] if best else "–", span(one.delay("medium")),
                         span(one.delay("medium", "connect")), span(one.delay("high")),
                         "%d/%d" % (len(right), len(right) + len(missing)),
                         ", ".join(sorted(missing)) or "–", ", ".join(sorted(extra)) or "–"))
    rows.sort(key=lambda row: row[:2])
    return table(("incident", "source set", "level", "score", "medium after first bad act",
                  "after first bad connection", "high after first bad act", "stages", "stages lacking",
                  "stages added"), rows)


def kinds(found):
    rows = []
    for kind in ("published",) + vary.KINDS:
        some = [one for findings in found.values() for one in findings if one.variant.kind == kind]
        attacks, benign = tally.attacks(some), tally.benign(some)
        rows.append((kind, percent(tally.share(attacks, "medium")), percent(tally.share(attacks, "high")),
                     percent(tally.share(benign, "medium")), percent(tally.share(benign, "high"))))
    for detail in ("10", "100", "1000", "10000"):
        some = [one for findings in found.values() for one in findings if one.variant.detail == detail]
        attacks, benign = tally.attacks(some), tally.benign(some)
        rows.append(("… %s other processes" % detail, percent(tally.share(attacks, "medium")),
                     percent(tally.share(attacks, "high")), percent(tally.share(benign, "medium")),
                     percent(tally.share(benign, "high"))))
    for detail in vary.SOURCES:
        some = [one for findings in found.values() for one in findings if one.variant.detail == detail]
        attacks, benign = tally.attacks(some), tally.benign(some)
        rows.append(("… without " + detail, percent(tally.share(attacks, "medium")),
                     percent(tally.share(attacks, "high")), percent(tally.share(benign, "medium")),
                     percent(tally.share(benign, "high"))))
    return table(("variation", "attacks: medium or above", "attacks: high or above",
                  "benign: medium or above", "benign: high or above"), rows)


def sources(found):
    rows = []
    for (os_name, source), findings in found.items():
        attacks, benign = tally.attacks(findings), tally.benign(findings)
        chains, wrong = tally.deliveries(benign)
        right, missing, extra = tally.stages(attacks)
        rows.append((os_name, source, percent(tally.share(attacks, "medium")),
                     percent(tally.share(attacks, "high")), span(tally.median_delay(attacks, "medium")),
                     "%d / %d / %d" % (right, missing, extra), chains,
                     "%.1f" % (1000 * wrong["medium"] / max(1, chains)),
                     "%.1f" % (1000 * wrong["high"] / max(1, chains)),
                     "%.3f" % tally.area(tally.roc(findings))))
    return table(("system", "source set", "attacks: medium or above", "attacks: high or above",
                  "median from first bad act to medium", "stages right / lacking / added",
                  "benign deliveries", "false at medium, of 1,000", "false at high, of 1,000",
                  "area under the ROC"), rows)


def false_ones(found):
    """Benign cases that got a verdict at medium or above, and how often."""
    counts = {}
    for (_, source), findings in found.items():
        for one in tally.benign(findings):
            key = (one.variant.story.title, source)
            count = counts.setdefault(key, [0, 0, 0])
            count[0] += 1
            count[1] += one.at_least("medium")
            count[2] += one.at_least("high")
    rows = [(title, source, "%d of %d" % (count[1], count[0]), count[2])
            for (title, source), count in sorted(counts.items()) if count[1]]
    return table(("benign case", "source set", "medium or above", "high or above"), rows)


def names(found):
    counts = tally.names([one for findings in found.values() for one in tally.attacks(findings)
                          if one.at_least("medium")])
    return table(("part", "in the sentences", "elsewhere in the verdict", "nowhere"),
                 [(key, *count) for key, count in counts.items()])


def signal_rows(signals):
    full, rows = signals
    told = [(name, "%+.4f" % (full[0] - one[0]), "%+d" % (full[1] - one[1]),
             "%+d" % (full[2] - one[2]), "%+d" % (full[3] - one[3])) for name, one in rows]
    told.sort(key=lambda row: (-float(row[1]), row[0]))
    head = "With all signals: area %.3f, %d attacks at high or above, %d at medium or above, %d benign " \
           "hosts at medium or above.\n\n" % full
    return head + table(("signal", "area", "attacks at high", "attacks at medium", "benign at medium"),
                        [row for row in told if row[1:] != ("+0.0000", "+0", "+0", "+0")]), told


def recorded_rows(rows):
    return table(("log", "policy", "compromised deliveries", "deliveries with a verdict of any level",
                  "medium or above", "high or above"),
                 [(row["name"], row["policy"], row["attacks"], row["deliveries"], row["medium"],
                   row["high"]) for row in rows])


def aided_rows(result):
    rows = []
    for who, found in (("default policy alone", result["unaided"]), ("with the egress plugin", result["aided"])):
        findings = [one for some in found.values() for one in some]
        attacks, benign = tally.attacks(findings), tally.benign(findings)
        rows.append((who, percent(tally.share(attacks, "medium")), percent(tally.share(attacks, "high")),
                     percent(tally.share(benign, "medium")), percent(tally.share(benign, "high")),
                     "%.3f" % tally.area(tally.roc(findings))))
    return table(("", "attacks: medium or above", "attacks: high or above", "benign: medium or above",
                  "benign: high or above", "area under the ROC"), rows)


def peers(rows):
    told = []
    for what, names, hosts in rows:
        attack = [v for v in hosts if v.story.label == "attack" and not v.story.data.get("silent")]
        benign = [v for v in hosts if v.story.label == "benign"]
        missed = sorted({v.story.name for v in attack} - {v.story.name for v in attack if v.host() in names})
        told.append((what, percent((sum(v.host() in names for v in attack), len(attack))),
                     percent((sum(v.host() in names for v in benign), len(benign))),
                     ", ".join(missed) or "–"))
    return table(("rule", "attacked hosts found", "benign hosts alerted", "incidents never found"), told)


def together_rows(counted):
    count, worse = counted
    head = "%d pairs compared, %d of them worse.\n" % (count, len(worse))
    return head + ("\n" + table(("case", "what was added", "level without", "level with"), worse)
                   if worse else "")


def missed(found):
    """What was told as published and did not reach high, and why."""
    rows = []
    for (_, source), findings in found.items():
        for one in findings:
            case = one.variant.story
            if one.variant.kind == "published" and case.label == "attack" and \
                    not case.data.get("silent") and not one.at_least("high"):
                rows.append((case.title.replace("|", "/"), source, one.level(), case.data.get("missed", "–")))
    return table(("incident", "source set", "level", "why"), sorted(rows))


def template(name):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), name), encoding="utf-8") as file:
        return file.read()


def write(result, path):
    found = result["found"]
    signal_table, told = signal_rows(result["signals"])
    findings = [one for some in found.values() for one in some]
    parts = {
        "cases": sum(s.label == "attack" for s in result["stories"]),
        "benign_cases": sum(s.label == "benign" for s in result["stories"]),
        "hosts": len(findings), "seeds": result["seeds"], "held": result["seeds"] // 2,
        "incidents": incidents(found), "kinds": kinds(found), "sources": sources(found),
        "missed": missed(found), "together": together_rows(result["together"]),
        "false": false_ones(found), "names": names(found), "signals": signal_table,
        "recorded": recorded_rows(result["recorded"]),
        "aided": aided_rows(result) if "aided" in result else
                 "The egress plugin was not built when this page was made.\n",
        "peers": peers(result["peers"]),
    }
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(template("page.md.in") % parts)
    if path == "/dev/stdout":
        return
    base = os.path.splitext(path)[0]
    curves = [("%s, %s" % key, tally.roc(some)) for key, some in found.items()]
    with open(base + "-roc.svg", "w", encoding="utf-8", newline="\n") as file:
        file.write(plot.roc(curves, "Attacks found against false verdicts, over the score"))
    rows = [(row[0], float(row[1])) for row in told if abs(float(row[1])) >= 0.0005]
    with open(base + "-signals.svg", "w", encoding="utf-8", newline="\n") as file:
        file.write(plot.bars(rows, "What is lost of the area under the ROC without a signal", "%+.4f"))
