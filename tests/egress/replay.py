# SPDX-License-Identifier: Apache-2.0
"""Replays reconstructed incidents with the egress plugin: what a responder would
call each destination has to be a signal of the verdict.

usage: replay.py COMMAND PLUGIN CORPUS

CORPUS is tests/corpus; the classes are those of the incident table in doc/egress.md.
"""
import sys
import tempfile

COMMAND, PLUGIN, CORPUS = sys.argv[1:]
sys.path.insert(0, CORPUS)
sys.dont_write_bytecode = True
import measure  # noqa: E402
import story  # noqa: E402
import vary  # noqa: E402

WANTED = {
    "3cx-windows": {"look_alike"},
    "ccleaner": {"direct_to_address", "generated_name"},
    "codecov": {"direct_to_address"},
    "event-stream": {"look_alike", "direct_to_address"},
    "keranger": {"hidden_answerer"},
    "notepad-plus-plus": {"public_channel"},
    "shai-hulud": {"cloud_metadata", "public_channel"},
    "shadowhammer": {"look_alike"},
    "ua-parser-js-linux": {"direct_to_address"},
    "xz": set(),
}
# M.E.Doc's own update host as the channel: nothing is wrong with the name, and the
# program that ran the backdoor goes there every day. The payload never did.
CHANNEL = {"connect": "upd.medoc.example", "by": "payload", "port": 80, "after": "5s"}


def told(replay, one):
    """Names of the egress signals of a story as published, by its first source."""
    variants = measure.numbered([vary.variant(one, "published", 0)])
    source, render, has_host = measure.SOURCE_SETS[one.os][-1 if one.os == "linux" else 0]
    found = replay.run(replay.render(variants, one.os, source, render, has_host))
    return {signal["name"].split(".", 1)[1] for finding in found
            for verdict in finding.verdicts.values() for signal in verdict["signals"]
            if signal["stage"] == "egress"}


def main():
    stories = {one.name: one for one in story.load_all(CORPUS)}
    wrong = 0
    with tempfile.TemporaryDirectory() as work:
        replay = measure.Replay(COMMAND, work, ["--plugin=" + PLUGIN])
        for name, wanted in WANTED.items():
            found = told(replay, stories[name])
            if not wanted <= found or (not wanted and found):
                print("FAIL: %s: %s, not %s" % (name, sorted(found), sorted(wanted)))
                wrong += 1
        medoc = stories["notpetya-medoc"]
        if "odd_use" in told(replay, medoc):
            print("FAIL: an honest use of the vendor's host is odd")
            wrong += 1
        medoc.data["steps"].append(CHANNEL)
        if "odd_use" not in told(replay, medoc):
            print("FAIL: the vendor's own host as a channel is not odd")
            wrong += 1
    print("%d incidents replayed" % (len(WANTED) + 2))
    sys.exit(wrong != 0)


main()
