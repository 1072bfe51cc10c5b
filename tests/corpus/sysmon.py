# SPDX-License-Identifier: Apache-2.0
"""Acts on Windows as Sysmon writes them: XML of wevtutil, JSON of Winlogbeat."""
import datetime
import json
import ntpath
from xml.sax.saxutils import escape

from story import digest

PROVIDER = "Microsoft-Windows-Sysmon"
GUID = "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}"
CHANNEL = PROVIDER + "/Operational"
# Sysmon's event versions, manifest of schema 4.90.
VERSIONS = {1: 5, 3: 5, 5: 3, 7: 3, 8: 2, 11: 2, 13: 2, 22: 5, 23: 5}
PORTS = {443: "https", 80: "http", 53: "domain"}


def stamp(time, form="%Y-%m-%d %H:%M:%S."):
    moment = datetime.datetime.fromtimestamp(time // 10**9, datetime.timezone.utc)
    return moment.strftime(form) + "%03d" % (time // 10**6 % 1000)


def guid(host, process):
    seconds = process.start // 10**9
    return "{%s-%04x-%04x-%04x-%012x}" % (digest(host)[:8], process.pid & 0xffff, seconds >> 16 & 0xffff,
                                          seconds & 0xffff, process.pid)


def hashes(path, facts, old):
    return "SHA256=" + digest("content", ntpath.basename(path), facts.get("version", ""), old).upper()


def version_resource(path, facts):
    return [("FileVersion", facts.get("version", "-")), ("Description", facts.get("product", "-")),
            ("Product", facts.get("product", "-")), ("Company", facts.get("company", "-")),
            ("OriginalFileName", facts.get("original_name", ntpath.basename(path)))]


def signature(facts):
    if facts.get("signature"):
        return [("Signed", "true"), ("Signature", facts.get("signer", "-")),
                ("SignatureStatus", facts["signature"])]
    if facts.get("signer"):
        return [("Signed", "true"), ("Signature", facts["signer"]), ("SignatureStatus", "Valid")]
    return [("Signed", "false"), ("Signature", "-"), ("SignatureStatus", "Unavailable")]


class Log:
    """The records of one host: (event id, time, fields) in order."""

    def __init__(self, host):
        self.host, self.records = host, []

    def add(self, event, act, fields):
        self.records.append((event, act.time,
                             [("RuleName", "-"), ("UtcTime", stamp(act.time))] + fields))

    def head(self, process):
        return [("ProcessGuid", guid(self.host, process)), ("ProcessId", process.pid),
                ("Image", process.image)]

    def start(self, act):
        process, parent, facts = act.by, act.by.parent, act.data["facts"]
        self.add(1, act, self.head(process) + version_resource(process.image, facts) + [
            ("CommandLine", process.command),
            ("CurrentDirectory", process.directory or ntpath.dirname(process.image) + "\\"),
            ("User", process.user),
            ("LogonGuid", "{%s-5a10-65f0-e7e3-030000000000}" % digest(self.host)[:8]),
            ("LogonId", "0x3e3e7"), ("TerminalSessionId", 1), ("IntegrityLevel", "Medium"),
            ("Hashes", hashes(process.image, facts, act.data["old"])),
            ("ParentProcessGuid", guid(self.host, parent)), ("ParentProcessId", parent.pid),
            ("ParentImage", parent.image), ("ParentCommandLine", parent.command),
            ("ParentUser", parent.user)])
        # A process maps its own image first; that record alone has its signature.
        self.module(act, process.image)

    def module(self, act, path):
        facts = act.data["facts"]
        self.add(7, act, self.head(act.by) + [("ImageLoaded", path)] + version_resource(path, facts) +
                 [("Hashes", hashes(path, facts, act.data["old"]))] + signature(facts) +
                 [("User", act.by.user)])

    def load(self, act):
        self.module(act, act.what)

    def exit(self, act):
        self.add(5, act, self.head(act.by) + [("User", act.by.user)])

    def write(self, act):
        self.add(11, act, self.head(act.by) + [("TargetFilename", act.what),
                                               ("CreationUtcTime", stamp(act.time)),
                                               ("User", act.by.user)])

    rename = write

    def delete(self, act):
        self.add(23, act, [("ProcessGuid", guid(self.host, act.by)), ("ProcessId", act.by.pid),
                           ("User", act.by.user), ("Image", act.by.image),
                           ("TargetFilename", act.what), ("Hashes", "-"), ("IsExecutable", "true"),
                           ("Archived", "false")])

    def registry(self, act):
        self.add(13, act, [("EventType", "SetValue")] + self.head(act.by) +
                 [("TargetObject", act.what), ("Details", act.data["value"]), ("User", act.by.user)])

    def inject(self, act):
        target = act.data["target"]
        self.add(8, act, [("SourceProcessGuid", guid(self.host, act.by)),
                          ("SourceProcessId", act.by.pid), ("SourceImage", act.by.image),
                          ("TargetProcessGuid", guid(self.host, target)),
                          ("TargetProcessId", target.pid), ("TargetImage", target.image),
                          ("NewThreadId", target.pid + 8), ("StartAddress", "0x00007FF6A1B20000"),
                          ("StartModule", "-"), ("StartFunction", "-"),
                          ("SourceUser", act.by.user), ("TargetUser", target.user)])

    def resolve(self, act):
        self.add(22, act, self.head(act.by)[:2] + [
            ("QueryName", act.what), ("QueryStatus", 0),
            ("QueryResults", "::ffff:%s;" % act.data["address"]), ("Image", act.by.image),
            ("User", act.by.user)])

    def connect(self, act):
        port = act.data["port"]
        self.add(3, act, self.head(act.by) + [
            ("User", act.by.user), ("Protocol", "tcp" if act.data["protocol"] == 6 else "udp"),
            ("Initiated", "true"), ("SourceIsIpv6", "false"), ("SourceIp", "10.20.0.17"),
            ("SourceHostname", self.host), ("SourcePort", 49700 + act.number % 9000),
            ("SourcePortName", "-"), ("DestinationIsIpv6", "false"),
            ("DestinationIp", act.data["address"]), ("DestinationHostname", "-"),
            ("DestinationPort", port), ("DestinationPortName", PORTS.get(port, "-"))])


def records(story, acts):
    log = Log(story.host)
    for act in acts:
        tell = getattr(log, act.verb, None)
        if tell:
            tell(act)
    return log.records


def xml(story, acts):
    lines = []
    for number, (event, time, fields) in enumerate(records(story, acts), 41000):
        system = ("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
                  "<Provider Name='%s' Guid='%s'/><EventID>%d</EventID><Version>%d</Version>"
                  "<Level>4</Level><Task>%d</Task><Opcode>0</Opcode>"
                  "<Keywords>0x8000000000000000</Keywords><TimeCreated SystemTime='%s0000Z'/>"
                  "<EventRecordID>%d</EventRecordID><Correlation/>"
                  "<Execution ProcessID='3216' ThreadID='4388'/><Channel>%s</Channel>"
                  "<Computer>%s</Computer><Security UserID='S-1-5-18'/></System><EventData>") % (
                      PROVIDER, GUID, event, VERSIONS[event], event,
                      stamp(time, "%Y-%m-%dT%H:%M:%S."), number, CHANNEL, story.host)
        lines.append((time, system + "".join("<Data Name='%s'>%s</Data>" % (name, escape(str(value)))
                                             for name, value in fields) + "</EventData></Event>"))
    return lines


def winlogbeat(story, acts):
    lines = []
    for number, (event, time, fields) in enumerate(records(story, acts), 41000):
        when = stamp(time, "%Y-%m-%dT%H:%M:%S.") + "Z"
        lines.append((time, json.dumps({
            "@timestamp": when, "agent": {"type": "winlogbeat", "version": "8.12.2"},
            "ecs": {"version": "8.0.0"},
            "event": {"code": str(event), "kind": "event", "provider": PROVIDER},
            "host": {"name": "collector.corp.example"},
            "winlog": {"api": "wineventlog", "channel": CHANNEL, "computer_name": story.host,
                       "event_id": str(event),
                       "event_data": {name: str(value) for name, value in fields},
                       "opcode": "Info", "process": {"pid": 3216, "thread": {"id": 4388}},
                       "provider_guid": GUID, "provider_name": PROVIDER, "record_id": number,
                       "user": {"identifier": "S-1-5-18"}, "version": VERSIONS[event]}},
            ensure_ascii=False, separators=(",", ":"))))
    return lines
