# SPDX-License-Identifier: Apache-2.0
"""The same hosts by EQL sequences and a Sigma correlation, in their own engines.

Needs the Python packages eql, pySigma and pySigma-backend-sqlite; without them
it says so. The rules are in peers/."""
import json
import ntpath
import os
import posixpath
import sqlite3

from sysmon import stamp

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = ("pe", "elf", "macho", "script")
INSIDE = ("10.", "192.168.", "127.", "169.254.")
CATEGORIES = {"start": "process_creation", "write": "file_event", "rename": "file_event",
              "connect": "network_connection"}


def base(path):
    return (ntpath if "\\" in path else posixpath).basename(path).lower()


def eql_events(eql, hosts):
    for variant in hosts:
        for act in variant.acts:
            process = act.by
            data = {"hostname": variant.host(), "process_path": process.image.lower(),
                    "process_name": base(process.script or process.image),
                    "unique_pid": "%s-%d" % (variant.host(), process.pid),
                    "unique_ppid": "%s-%d" % (variant.host(), process.parent.pid if process.parent else 0),
                    "parent_process_path": process.parent.image.lower() if process.parent else ""}
            kind = {"start": "process", "write": "file", "rename": "file", "connect": "network"}.get(act.verb)
            if kind == "process":
                data["subtype"] = "create"
            elif kind == "file":
                data.update(file_path=act.what.lower(), is_program=act.data["content"] in PROGRAMS)
            elif kind == "network":
                data["is_external"] = not act.data["address"].startswith(INSIDE)
            if kind:
                # Ticks of 100 ns, as Windows counts.
                yield act.time, eql.Event(kind, act.time // 100, data)


def eql_alerts(hosts):
    """Hosts that each query matched; None where the engine is absent."""
    try:
        import eql
    except ImportError:
        return None
    with open(os.path.join(HERE, "peers", "chain.eql"), encoding="utf-8") as file:
        text = "".join(line for line in file if not line.startswith("#"))
    queries = [query for query in text.split("\n\n") if query.strip()]
    found = []
    for query in queries:
        names = set()
        engine = eql.PythonEngine()
        engine.add_query(eql.parse_query(query))
        engine.add_output_hook(lambda result, names=names: names.add(result.events[0].data["hostname"]))
        events = sorted(eql_events(eql, hosts), key=lambda pair: pair[0])
        engine.stream_events([event for _, event in events])
        found.append(names)
    return found


def sigma_alerts(hosts):
    """Hosts that the Sigma correlation matched; None where the engine is absent."""
    try:
        from sigma.backends.sqlite import sqliteBackend
        from sigma.collection import SigmaCollection
    except ImportError:
        return None
    with open(os.path.join(HERE, "peers", "chain.yml"), encoding="utf-8") as file:
        rules = SigmaCollection.from_yaml(file.read())
    queries = sqliteBackend().convert(rules)
    base_of = sqlite3.connect(":memory:")
    base_of.execute("CREATE TABLE logs (timestamp TEXT, Computer TEXT, Category TEXT, TargetFilename TEXT, "
                    "Image TEXT, ParentImage TEXT, CommandLine TEXT, DestinationIp TEXT)")
    base_of.executemany("INSERT INTO logs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", sigma_rows(hosts))
    names = set()
    for query in queries[-1:]:
        cursor = base_of.execute(query.replace("<TABLE_NAME>", "logs"))
        column = [entry[0] for entry in cursor.description].index("group_keys")
        names |= {json.loads(row[column])["Computer"] for row in cursor}
    return names


def sigma_rows(hosts):
    for variant in hosts:
        for act in variant.acts:
            if act.verb in CATEGORIES:
                yield (stamp(act.time), variant.host(), CATEGORIES[act.verb],
                       act.what if act.verb in ("write", "rename") else None, act.by.image,
                       act.by.parent.image if act.by.parent else None, act.by.command,
                       act.data.get("address"))
