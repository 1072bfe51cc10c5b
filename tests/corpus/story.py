# SPDX-License-Identifier: Apache-2.0
"""Reads a story (README.md has the format) and tells it as acts: what happened,
when and by whom, before any sensor writes it down."""
import copy
import dataclasses
import fnmatch
import hashlib
import os
import re

import yaml

SECOND = 1_000_000_000
UNITS = {"ms": 10**6, "s": SECOND, "m": 60 * SECOND, "h": 3600 * SECOND, "d": 86400 * SECOND}
BEGIN = 1772438400 * SECOND  # 2026-03-02 08:00 UTC, a Monday
VERBS = ("start", "exit", "write", "rename", "load", "connect", "resolve", "registry", "read",
         "inject", "chmod", "delete")

HOMES = {"windows": "C:\\Users\\anna", "linux": "/home/anna", "macos": "/Users/anna"}
SYSTEM_USERS = {"windows": "NT AUTHORITY\\SYSTEM", "linux": "root", "macos": "root"}
USERS = {"windows": "CORP\\anna", "linux": "anna", "macos": "anna"}
SYSTEM_PATHS = {
    "windows": ("c:\\windows\\*",),
    "linux": ("/usr/*", "/bin/*", "/sbin/*", "/lib/*"),
    "macos": ("/usr/bin/*", "/bin/*", "/usr/sbin/*", "/sbin/*", "/usr/libexec/*", "/System/*"),
}
# Programs of the system by short name, where they are not in its first directory.
PLACES = {
    "windows": {"explorer": "C:\\Windows\\explorer.exe",
                "powershell": "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
                "ccmexec": "C:\\Windows\\CCM\\CcmExec.exe",
                "wmic": "C:\\Windows\\System32\\wbem\\WMIC.exe"},
    "linux": {"systemd": "/usr/lib/systemd/systemd", "sshd": "/usr/sbin/sshd",
              "cron": "/usr/sbin/cron", "sh": "/usr/bin/dash"},
    "macos": {"launchd": "/sbin/launchd", "sh": "/bin/sh", "bash": "/bin/bash", "zsh": "/bin/zsh",
              "installd": "/System/Library/PrivateFrameworks/PackageKit.framework/Resources/installd",
              "finder": "/System/Library/CoreServices/Finder.app/Contents/MacOS/Finder",
              "launchctl": "/bin/launchctl", "cp": "/bin/cp", "ps": "/bin/ps",
              "system_profiler": "/usr/sbin/system_profiler", "installer": "/usr/sbin/installer"},
}
# Running before anything is told: name, image, parent, whether the system's.
ROOTS = {
    "windows": (("wininit", "wininit", None, True), ("services", "services", "wininit", True),
                ("svchost", "svchost", "services", True), ("explorer", "explorer", None, False)),
    "linux": (("systemd", "systemd", None, True), ("sshd", "sshd", "systemd", True),
              ("cron", "cron", "systemd", True), ("shell", "bash", "sshd", False)),
    "macos": (("launchd", "launchd", None, True), ("finder", "finder", "launchd", False),
              ("shell", "zsh", "launchd", False)),
}
CONTENT = {".exe": "pe", ".dll": "pe", ".sys": "pe", ".so": "elf", ".dylib": "macho",
           ".node": "elf", ".sh": "script", ".js": "script", ".py": "script", ".ps1": "script",
           ".vbs": "script", ".cmd": "script", ".bat": "script", ".zip": "archive",
           ".deb": "archive", ".gz": "archive", ".nupkg": "archive", ".tgz": "archive"}


class Fault(Exception):
    """A story that does not say what it must."""


def duration(text):
    """Nanoseconds of "1d2h", "90s", "-3d"."""
    text = str(text)
    parts = re.findall(r"([\d.]+)(ms|s|m|h|d)", text)
    if not parts or "".join(a + b for a, b in parts) != text.lstrip("-"):
        raise Fault("no duration: " + text)
    total = sum(int(float(number) * UNITS[unit]) for number, unit in parts)
    return -total if text.startswith("-") else total


@dataclasses.dataclass
class Process:
    name: str
    image: str
    command: str
    user: str
    parent: object
    start: int
    pid: int
    script: str = None
    directory: str = None
    known: bool = False  # ran before the logs begin


@dataclasses.dataclass
class Act:
    time: int
    verb: str
    by: Process
    what: str = None
    data: dict = dataclasses.field(default_factory=dict)
    bad: bool = False
    number: int = 0


def digest(*parts):
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def address_of(name):
    """A reserved address for a name (RFC 5737), always the same."""
    number = int(digest("address", name)[:8], 16)
    return ("192.0.2.%d", "198.51.100.%d", "203.0.113.%d")[number % 3] % (1 + number // 3 % 253)


def quoted(path):
    return '"%s"' % path if path and " " in path and "\\" in path else path


def is_address(text):
    return re.fullmatch(r"[\d.]+", text) is not None


class Story:
    """One case: its labels, and from acts() what happened on the host."""

    def __init__(self, data, name):
        self.data, self.name = data, name
        self.os, self.label = data["os"], data["label"]
        self.title = data["title"]
        self.host = data.get("host", {"windows": "pc-17.corp.example", "linux": "srv-3.corp.example",
                                      "macos": "mac-8.corp.example"}[self.os])
        self.expect = data.get("expect") or {}
        self.vendor = data.get("vendor") or {}
        self.files = data.get("files") or {}
        self.check()

    @classmethod
    def load(cls, path):
        with open(path, encoding="utf-8") as file:
            return cls(yaml.safe_load(file), os.path.basename(os.path.dirname(path)))

    def check(self):
        """A step of an incident that is bad names the report it is taken from."""
        if self.label not in ("attack", "benign") or self.os not in HOMES:
            raise Fault("%s: label or os" % self.name)
        reports = self.data.get("reports") or {}
        steps = self.data.get("habit", []) + self.data["steps"]
        for step in steps:
            if sum(verb in step for verb in VERBS) != 1:
                raise Fault("%s: not one verb: %s" % (self.name, step))
            if step.get("bad") and step.get("from") not in reports:
                raise Fault("%s: a bad step without its report: %s" % (self.name, step))
        if self.label == "attack" and not self.data.get("silent") and \
                not any(step.get("bad") for step in steps):
            raise Fault("%s: an attack without a bad step" % self.name)

    def copy(self, data=None):
        return Story(copy.deepcopy(self.data) if data is None else data, self.name)

    def is_system(self, path):
        return any(fnmatch.fnmatchcase(path.lower(), p.lower()) for p in SYSTEM_PATHS[self.os])

    def expand(self, text):
        return text.replace("{home}", HOMES[self.os]) if isinstance(text, str) else text

    def place(self, image):
        """The path of a program: itself, or the system's of that short name."""
        image = self.expand(image)
        if "/" in image or "\\" in image:
            return image
        if image.lower() in PLACES[self.os]:
            return PLACES[self.os][image.lower()]
        if self.os == "windows":
            return "C:\\Windows\\System32\\%s.exe" % image
        return "/usr/bin/" + image

    def facts(self, path, old=False):
        """What a sensor that looks at files finds: product, version, signature."""
        for pattern, own in self.files.items():
            if fnmatch.fnmatchcase(path.lower(), self.expand(pattern).lower()):
                return dict(self.vendor, **own) if own.get("vendor", True) else own
        if self.is_system(path):
            if self.os == "windows":
                return {"product": "Microsoft\u00ae Windows\u00ae Operating System",
                        "company": "Microsoft Corporation", "version": "10.0.19041.3636",
                        "signer": "Microsoft Windows"}
            return {"signer": "Software Signing"} if self.os == "macos" else {}
        facts = dict(self.vendor)
        if old and "old_version" in facts:
            facts["version"] = facts["old_version"]
        return facts

    def content(self, path, step):
        if "content" in step:
            return step["content"]
        extension = os.path.splitext(path.lower())[1]
        if extension in CONTENT:
            kind = CONTENT[extension]
            return "macho" if kind == "elf" and self.os == "macos" else kind
        if extension == "" or ".so." in path:
            return {"windows": "data", "linux": "elf", "macos": "macho"}[self.os]
        return "data"

    def acts(self):
        """Everything in order of time. The days of habit come before the story."""
        teller = Teller(self)
        days = int(self.data.get("habit_days", 5))
        habit = self.data.get("habit", [])
        for day in range(days if habit else 0):
            teller.now = BEGIN - (days - day) * UNITS["d"]
            for step in habit:
                teller.tell(step, True)
        teller.now = BEGIN
        for step in self.data["steps"]:
            teller.tell(step, False)
        teller.acts.sort(key=lambda act: (act.time, act.number))
        return teller.acts


class Teller:
    """Turns steps into acts, and keeps who is who."""

    def __init__(self, story):
        self.story, self.acts, self.now, self.count = story, [], BEGIN, 0
        self.people, self.pid = {}, 1000
        for name, image, parent, is_system in ROOTS[story.os]:
            path = story.place(image)
            self.people[name] = Process(
                name, path, path, (SYSTEM_USERS if is_system else USERS)[story.os],
                self.people.get(parent), BEGIN - 30 * UNITS["d"], self.next_pid(), known=True)

    def next_pid(self):
        self.pid += 4
        return self.pid

    def who(self, name):
        if name not in self.people:
            raise Fault("%s: no process %s" % (self.story.name, name))
        return self.people[name]

    def act(self, verb, by, what, step, **data):
        self.count += 1
        self.acts.append(Act(self.now, verb, by, what, data, bool(step.get("bad")), self.count))

    def tell(self, step, is_old):
        self.now += duration(step.get("after", "700ms"))
        verb = next(verb for verb in VERBS if verb in step)
        expand = self.story.expand
        what = expand(step[verb])
        if verb == "start":
            self.start(what, step, is_old)
            return
        if verb == "exit":
            self.act("exit", self.who(what), None, step)
            return
        by = self.who(step["by"])
        if verb in ("write", "load", "read", "chmod", "delete"):
            self.act(verb, by, what, step, content=self.story.content(what, step),
                     mode=step.get("mode"), facts=self.story.facts(what, is_old), old=is_old)
        elif verb == "rename":
            to = expand(step["to"])
            self.act(verb, by, to, step, old_path=what, content=self.story.content(to, step),
                     facts=self.story.facts(to, is_old))
        elif verb in ("connect", "resolve"):
            self.meet(verb, by, what, step)
        elif verb == "inject":
            self.act(verb, by, None, step, target=self.who(what))
        else:
            self.act(verb, by, what, step, value=expand(step.get("value", "")))

    def start(self, name, step, is_old):
        story = self.story
        roots = {"windows": "explorer", "linux": "shell", "macos": "finder"}
        parent = self.who(step.get("by", roots[story.os]))
        image = story.place(step["image"])
        args = story.expand(step.get("args", ""))
        script = story.expand(step.get("script"))
        command = " ".join(part for part in (quoted(image), quoted(script), args) if part)
        user = step.get("user", parent.user)
        if user == "system":
            user = SYSTEM_USERS[story.os]
        process = Process(name, image, command, user, parent, self.now, self.next_pid(), script,
                          story.expand(step.get("directory")))
        self.people[name] = process
        self.act("start", process, image, step, facts=story.facts(image, is_old), old=is_old)

    def meet(self, verb, by, what, step):
        address = step.get("address") or (what if is_address(what) else address_of(what))
        if not is_address(what):
            self.act("resolve", by, what, step if verb == "resolve" else {}, address=address)
            self.now += 40 * UNITS["ms"]
        if verb == "connect":
            self.act("connect", by, what, step, address=address, port=int(step.get("port", 443)),
                     protocol=int(step.get("protocol", 6)))


def load_all(directory):
    cases = sorted(os.listdir(os.path.join(directory, "cases")))
    return [Story.load(os.path.join(directory, "cases", case, "story.yaml")) for case in cases]
