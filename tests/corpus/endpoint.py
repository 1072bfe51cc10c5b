# SPDX-License-Identifier: Apache-2.0
"""Acts as a host product tells them that embeds the library: its own JSON
lines. Stands in for sensors of macOS whose own format is not rendered here."""
import json

from story import digest
from sysmon import stamp


def signature(facts):
    state = {"": "valid" if facts.get("signer") else "unsigned", "adhoc": "adhoc",
             "Expired": "expired", "Revoked": "revoked"}.get(facts.get("signature", ""), "invalid")
    found = {"state": state}
    if facts.get("signer"):
        found["signer"] = facts["signer"]
    if facts.get("team_id"):
        found["team_id"] = facts["team_id"]
    if facts.get("notarized"):
        found["flags"] = ["notarized"]
    return found


def file(path, facts, content=None, old=False):
    found = {"path": path}
    if content and content != "data":
        found["content"] = content
    if facts is not None:
        found["signature"] = signature(facts)
        found["sha256"] = digest("content", path, facts.get("version", ""), old)
        for key in ("product", "company", "version"):
            if facts.get(key):
                found[key] = str(facts[key])
    return found


def process(one):
    told = {"pid": one.pid, "start_time": one.start // 1000, "image": {"path": one.image},
            "user": one.user, "command_line": one.command}
    if one.parent:
        told["parent_pid"] = one.parent.pid
    if one.script:
        told["script"] = one.script
    return told


def event(act):
    """The event's type and what it says beside who did it."""
    data = act.data
    if act.verb == "start":
        return "process_start", {"parent": process(act.by.parent)}
    if act.verb == "exit":
        return "process_exit", {}
    if act.verb in ("write", "chmod"):
        kind = "file_write" if act.verb == "write" else "file_attribute"
        return kind, {"file": file(act.what, None, data["content"])}
    if act.verb == "rename":
        return "file_rename", {"file": {**file(act.what, None, data["content"]),
                                        "old_path": data["old_path"]}}
    if act.verb == "delete":
        return "file_delete", {"file": {"path": act.what}}
    if act.verb == "read":
        return "file_read", {"file": {"path": act.what}}
    if act.verb == "load":
        return "module_load", {"file": file(act.what, data["facts"], data["content"], data["old"])}
    if act.verb == "inject":
        return "injection", {"target": process(data["target"])}
    if act.verb == "resolve":
        return "dns", {"dns": {"query": act.what, "query_type": 1, "result": 0,
                               "answers": [data["address"]]}}
    if act.verb == "connect":
        return "connection", {"connection": {"protocol": data["protocol"], "port": data["port"],
                                             "address": data["address"]}}
    return None, None


def jsonl(story, acts):
    lines = []
    for number, act in enumerate(acts, 1):
        kind, rest = event(act)
        if kind is None:
            continue
        told = {"type": kind, "time": stamp(act.time, "%Y-%m-%dT%H:%M:%S.") + "Z",
                "host": story.host, "os": story.os, "source_kind": "endpoint_security",
                "record_id": str(number), "record": number, "process": process(act.by), **rest}
        if act.verb == "start":
            told["process"]["image"] = file(act.what, act.data["facts"], None, act.data["old"])
        lines.append((act.time, json.dumps(told, separators=(",", ":"))))
    return lines
