#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds verdicts (JSON lines) against labels: every malicious label has a verdict
with its stages and its hosts, and every verdict has such a label.

usage: score.py LABELS VERDICTS
"""
import datetime
import json
import sys

# The recording's labels name stages by what its driver did.
STAGES = {"install": "delivery", "build": "delivery", "first-run": "first_run",
          "script": "first_run", "spawn": "child", "connect": "egress"}


def seconds(text):
    return datetime.datetime.fromisoformat(text[:19] + "+00:00").timestamp()


def is_about(verdict, label):
    if "host" in label:
        return verdict["host"] == label["host"]
    # Steps of the recording do not overlap; a verdict's times are cut to seconds here.
    return label["start"] - 1 <= seconds(verdict["first_time"]) <= label["end"]


def lacking(verdict, label):
    """What the label expects and the verdict does not say."""
    reached = {stage["stage"] for stage in verdict["stages"]}
    places = {place for destination in verdict["destinations"] if destination["judgement"] != "approved"
              for place in (destination["host_name"], destination["address"])}
    missing = [stage for stage in label["expect"]["stages"] if STAGES.get(stage, stage) not in reached]
    for host in label["expect"]["hosts"]:
        if not places & set([host] if isinstance(host, str) else host[:2]):
            missing.append(host)
    return missing


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        malicious = [label for label in json.load(file) if label["verdict"] == "malicious"]
    with open(sys.argv[2], encoding="utf-8") as file:
        verdicts = [json.loads(line) for line in file]
    mistakes = 0
    for label in malicious:
        about = [verdict for verdict in verdicts if is_about(verdict, label)]
        missing = min((lacking(verdict, label) for verdict in about), key=len, default=["a verdict"])
        print("%s: %s" % (label["id"], "lacks %s" % missing if missing else "found"))
        mistakes += bool(missing)
    for verdict in verdicts:
        if not any(is_about(verdict, label) for label in malicious):
            print("%s: %s on %s is benign" % (verdict["id"], verdict["product"], verdict["host"]))
            mistakes += 1
    return mistakes > 0


sys.exit(main())
