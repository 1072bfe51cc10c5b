#!/usr/bin/env python3
# SPDX-License-Identifier: CC0-1.0
"""Writes events.jsonl: the update of a desktop telephone, trojaned on one Mac
and honest on the other. README.md says what is taken from which public report
and what is invented. The same output at every run.

usage: rebuild.py >events.jsonl
"""
import datetime
import hashlib
import json
import sys

START = datetime.datetime(2026, 3, 9, 7, 0, tzinfo=datetime.timezone.utc)
BOOT = START - datetime.timedelta(days=3)

# Reserved names and addresses only (RFC 2606, RFC 5737).
ADDRESSES = {
    "updates.lindenphone.example": "198.51.100.40",
    "sip.lindenphone.example": "198.51.100.41",
    "updates.harbornotes.example": "198.51.100.44",
    "sync.harbornotes.example": "198.51.100.45",
    "bottles.brew.example": "198.51.100.60",
    "api.treetool.example": "198.51.100.61",
    "www.intranet.example": "198.51.100.50",
    "msstorage-boxes.example": "203.0.113.81",
    "officeaddon-cdn.example": "203.0.113.83",
    "sbox-wiki.example": "203.0.113.84",
}

APPLE = {"state": "valid", "signer": "Software Signing", "flags": ["platform"]}
PHONE = {"state": "valid", "signer": "Developer ID Application: Linden Phone Ltd (LNDN1234PH)",
         "team_id": "LNDN1234PH", "signing_id": "example.lindenphone.desktop",
         "flags": ["notarized"]}
NOTES = {"state": "valid", "signer": "Developer ID Application: Harbor Notes GmbH (HRBR5678NT)",
         "team_id": "HRBR5678NT", "signing_id": "example.harbornotes.desktop",
         "flags": ["notarized"]}
BROWSER = {"state": "valid", "signer": "Developer ID Application: Example Browser Authors (BRWS9012EX)",
           "team_id": "BRWS9012EX", "signing_id": "example.browser", "flags": ["notarized"]}
ADHOC = {"state": "adhoc", "flags": ["not_notarized"]}

PHONE_APP = "/Applications/Linden Phone.app/Contents/"
NOTES_APP = "/Applications/Harbor Notes.app/Contents/"
FFMPEG = ("Frameworks/Electron Framework.framework/Versions/A/Libraries/libffmpeg.dylib")


class Mac:
    """One computer, and what its EndpointSecurity client and its flow log would say."""

    def __init__(self, name, user):
        self.name, self.user, self.home = name, user, "/Users/" + user
        self.events, self.pids, self.now = [], 400, START
        self.versions = {}

    def at(self, day, hour, minute, second=0):
        self.now = START.replace(hour=hour, minute=minute, second=second) + datetime.timedelta(days=day)

    def emit(self, kind, process=None, source="endpoint_security", **parts):
        self.now += datetime.timedelta(milliseconds=11 + 7 * (len(self.events) % 5))
        event = {"type": kind,
                 "time": self.now.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z",
                 "host": self.name, "os": "macos", "source_kind": source,
                 "record": len(self.events) + 1}
        if process:
            event["process"] = process
        event.update(parts)
        self.events.append(event)

    def key(self, process):
        """What later events of a process repeat of it."""
        return {name: process[name] for name in ("pid", "start_time", "user", "image")}

    def file(self, path, signature=None, content="macho"):
        version = self.versions.get(path, "1")
        file = {"path": path, "content": content,
                "sha256": hashlib.sha256((path + version).encode()).hexdigest()}
        if signature:
            file["signature"] = signature
        return file

    def start(self, path, arguments, signature, parent, user=None):
        self.pids += 1
        process = {"pid": self.pids, "start_time": int((self.now - BOOT).total_seconds() * 1000),
                   "parent_pid": parent["pid"] if parent else 1, "user": user or self.user,
                   "command_line": arguments, "image": self.file(path, signature)}
        if parent:
            self.emit("process_start", process, parent=self.key(parent))
        else:
            self.emit("process_start", process)
        return process

    def exit(self, process):
        self.now += datetime.timedelta(seconds=1)
        self.emit("process_exit", self.key(process))

    def write(self, process, path, signature=None, content="macho", version=None):
        if version:
            self.versions[path] = version
        self.now += datetime.timedelta(milliseconds=200)
        self.emit("file_write", self.key(process), file=self.file(path, signature, content))

    def load(self, process, path, signature):
        self.emit("module_load", self.key(process), file=self.file(path, signature))

    def connect(self, process, name, port=443):
        self.emit("dns", self.key(process), dns={"query": name, "query_type": 1, "answers": [ADDRESSES[name]]})
        self.emit("connection", self.key(process), source="network", connection={
            "protocol": 6, "address": ADDRESSES[name], "port": port})


def run_phone(mac, launchd, hosts):
    phone = mac.start(PHONE_APP + "MacOS/Linden Phone", PHONE_APP + "MacOS/Linden Phone", PHONE, launchd)
    mac.load(phone, PHONE_APP + "Frameworks/Electron Framework.framework/Versions/A/Electron Framework",
             PHONE)
    mac.load(phone, PHONE_APP + FFMPEG, PHONE)
    for name in hosts:
        mac.connect(phone, name)
    return phone


def update_phone(mac, launchd, phone, version):
    """Squirrel.Mac: the program fetches the archive, ShipIt swaps the bundle."""
    mac.connect(phone, "updates.lindenphone.example")
    cache = mac.home + "/Library/Caches/example.lindenphone.desktop.ShipIt/"
    mac.write(phone, cache + "update.zip", content="archive")
    ship = mac.start(PHONE_APP + "Frameworks/Squirrel.framework/Resources/ShipIt",
                     "ShipIt example.lindenphone.desktop.ShipIt " + cache + "ShipItState.plist", PHONE,
                     launchd)
    mac.exit(phone)
    for path in ("MacOS/Linden Phone",
                 "Frameworks/Electron Framework.framework/Versions/A/Electron Framework", FFMPEG,
                 "Frameworks/Linden Phone Helper.app/Contents/MacOS/Linden Phone Helper"):
        mac.write(ship, PHONE_APP + path, PHONE, version=version)
    mac.write(ship, PHONE_APP + "Resources/app.asar", content="data", version=version)
    mac.exit(ship)


def morning(mac, launchd, day):
    mac.at(day, 7, 2)
    browser = mac.start("/Applications/Example Browser.app/Contents/MacOS/Example Browser",
                        "/Applications/Example Browser.app/Contents/MacOS/Example Browser", BROWSER,
                        launchd)
    mac.connect(browser, "www.intranet.example")
    mac.at(day, 7, 10)
    notes = mac.start(NOTES_APP + "MacOS/Harbor Notes", NOTES_APP + "MacOS/Harbor Notes", NOTES, launchd)
    mac.load(notes, NOTES_APP + FFMPEG, NOTES)
    mac.connect(notes, "updates.harbornotes.example")
    mac.connect(notes, "sync.harbornotes.example")
    return notes


def update_notes(mac, launchd, notes):
    """Sparkle: Autoupdate swaps the bundle, the program starts again."""
    mac.connect(notes, "updates.harbornotes.example")
    helper = mac.start(mac.home + "/Library/Caches/example.harbornotes.desktop/org.sparkle-project.Sparkle"
                       "/Autoupdate", "Autoupdate example.harbornotes.desktop", NOTES, launchd)
    mac.exit(notes)
    for path in ("MacOS/Harbor Notes", FFMPEG):
        mac.write(helper, NOTES_APP + path, NOTES, version="2.4.0")
    mac.exit(helper)
    notes = mac.start(NOTES_APP + "MacOS/Harbor Notes", NOTES_APP + "MacOS/Harbor Notes", NOTES, launchd)
    mac.load(notes, NOTES_APP + FFMPEG, NOTES)
    mac.connect(notes, "sync.harbornotes.example")
    return notes


def brew_install(mac, launchd):
    """Homebrew installs a tool; its first run asks its maker whether it is new."""
    terminal = mac.start("/System/Applications/Utilities/Terminal.app/Contents/MacOS/Terminal", "Terminal",
                         APPLE, launchd)
    shell = mac.start("/bin/zsh", "-zsh", APPLE, terminal)
    brew = mac.start("/bin/bash", "/bin/bash /opt/homebrew/bin/brew install treetool", APPLE, shell)
    ruby = mac.start("/opt/homebrew/Library/Homebrew/vendor/portable-ruby/current/bin/ruby",
                     "ruby /opt/homebrew/Library/Homebrew/brew.rb install treetool", ADHOC, brew)
    curl = mac.start("/usr/bin/curl", "/usr/bin/curl --fail -o treetool.tar.gz "
                     "https://bottles.brew.example/treetool.tar.gz", APPLE, ruby)
    mac.connect(curl, "bottles.brew.example")
    mac.write(curl, mac.home + "/Library/Caches/Homebrew/downloads/treetool.tar.gz", content="archive")
    mac.exit(curl)
    mac.emit("package", mac.key(ruby), source="package_log", package={
        "operation": "install", "manager": "brew", "name": "treetool", "version": "1.8.0",
        "repository": "homebrew/core", "succeeded": True})
    mac.write(ruby, "/opt/homebrew/Cellar/treetool/1.8.0/bin/treetool", ADHOC)
    mac.exit(ruby)
    mac.exit(brew)
    mac.at(0, 9, 40)
    tool = mac.start("/opt/homebrew/Cellar/treetool/1.8.0/bin/treetool", "treetool .", ADHOC, shell)
    mac.connect(tool, "api.treetool.example")
    mac.exit(tool)


def second_stage(mac, phone):
    """What the changed libffmpeg.dylib does inside the signed program."""
    mac.connect(phone, "msstorage-boxes.example")
    mac.now += datetime.timedelta(minutes=4)
    mac.connect(phone, "officeaddon-cdn.example")
    agent = mac.home + "/Library/Application Support/Linden Phone/UpdateAgent"
    mac.write(phone, agent, ADHOC)
    mac.emit("file_attribute", mac.key(phone), file=dict(mac.file(agent, ADHOC), mode=0o100755))
    second = mac.start(agent, agent, ADHOC, phone)
    mac.emit("file_delete", mac.key(second), file=mac.file(agent))
    mac.emit("file_read", mac.key(second), file={
        "path": mac.home + "/Library/Application Support/Linden Phone/config.json"})
    mac.connect(second, "sbox-wiki.example")
    mac.exit(second)


def main():
    macs = Mac("mac-04.corp.example", "carla"), Mac("mac-05.corp.example", "dirk")
    for mac in macs:
        compromised = mac is macs[0]
        launchd = {"pid": 1, "start_time": 1, "user": "root",
                   "image": mac.file("/sbin/launchd", APPLE)}
        vendor = ("updates.lindenphone.example", "sip.lindenphone.example")
        for day in (-2, -1):
            notes = morning(mac, launchd, day)
            mac.at(day, 7, 20)
            phone = run_phone(mac, launchd, vendor)
            mac.at(day, 16, 0)
            mac.exit(phone)
            mac.exit(notes)
        notes = morning(mac, launchd, 0)
        mac.at(0, 7, 20)
        phone = run_phone(mac, launchd, vendor)
        mac.at(0, 8, 15)
        update_phone(mac, launchd, phone, "18.12.416" if compromised else "18.12.422")
        phone = run_phone(mac, launchd, vendor)
        mac.at(0, 8, 30)
        notes = update_notes(mac, launchd, notes)
        if compromised:
            mac.at(0, 8, 55)
            second_stage(mac, phone)
        else:
            mac.at(0, 9, 30)
            brew_install(mac, launchd)
        mac.at(0, 16, 0)
        mac.exit(phone)
        mac.exit(notes)
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    events = [event for mac in macs for event in mac.events]
    for event in sorted(events, key=lambda event: (event["time"], event["host"], event["record"])):
        print(json.dumps(event, separators=(",", ":"), ensure_ascii=False))


main()
