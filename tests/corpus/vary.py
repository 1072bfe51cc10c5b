# SPDX-License-Identifier: Apache-2.0
"""Variations of a story. Everything comes from the seed; README.md says what
each kind does. All but "published" replace every name, host, user, address
and hash, so that no name of the corpus can decide anything."""
import copy
import random
import re

from story import BEGIN, HOMES, ROOTS, SECOND, SYSTEM_USERS, UNITS, Act, Process, is_address

KINDS = ("renamed", "delayed", "reordered", "fewer events", "fewer sources", "noise")
SOURCES = {"module loads": ("load",), "names": ("resolve",), "connections": ("connect",),
           "writes": ("write", "rename", "chmod"), "exits and registry": ("exit", "registry", "read")}
# Approved by the default policy as what they are, not as the corpus's names.
KEPT = ("microsoft.com", "apple.com")
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"


class Variant:
    """One host's worth of acts, with what it was made from."""

    def __init__(self, story, acts, kind, detail, seed, jitter=0):
        self.story, self.acts, self.kind, self.detail = story, acts, kind, detail
        self.seed, self.jitter = seed, jitter

    def host(self):
        return self.story.host

    def bad(self):
        return [act for act in self.acts if act.bad]


def word(rng, syllables=3):
    return "".join(rng.choice(CONSONANTS) + rng.choice(VOWELS) for _ in range(syllables))


def scrambled(rng, label):
    """A generated label stays one: its letters in another order."""
    letters = list(label)
    rng.shuffle(letters)
    return "".join(letters).strip("-") or label


def looks_generated(label):
    return len(label) >= 10 and (re.search(r"[bcdfghjklmnpqrstvwxz]{4}", label) is not None or
                                 sum(letter.isdigit() for letter in label) >= 3)


def new_name(rng, name):
    """Another host name of the same shape, under the same top-level domain."""
    labels = name.split(".")
    for position, label in enumerate(labels[:-1]):
        if looks_generated(label):
            labels[position] = scrambled(rng, label)
        elif position == len(labels) - 2:
            labels[position] = word(rng, max(2, min(6, len(label) // 2)))
    return ".".join(labels)


def new_address(rng, address):
    if address.startswith(("10.", "169.254.", "127.")):
        return address
    return rng.choice(("192.0.2.", "198.51.100.", "203.0.113.")) + str(rng.randrange(1, 255))


def replaced(value, pairs):
    if isinstance(value, str):
        for old, new in pairs:
            value = value.replace(old, new)
        return value
    if isinstance(value, list):
        return [replaced(item, pairs) for item in value]
    if isinstance(value, dict):
        return {replaced(key, pairs): item if key == "from" else replaced(item, pairs)
                for key, item in value.items()}
    return value


def renamed(story, rng, serial):
    data = copy.deepcopy(story.data)
    pairs, made = {}, {}
    for name in data.get("names") or []:
        new = made.setdefault(name.lower(), word(rng, rng.choice((2, 3, 3, 4))))
        pairs[name] = new if name.islower() else new.capitalize()
    for step in data.get("habit", []) + data["steps"]:
        for where in (step.get("connect"), step.get("resolve"), step.get("address")):
            if where is None or where.endswith(KEPT) or where in pairs:
                continue
            if is_address(where):
                pairs[where] = new_address(rng, where)
            elif not any(name in where for name in data.get("names") or []):
                base = ".".join(where.split(".")[-2:])
                if base not in pairs:
                    pairs[base] = new_name(rng, base)
                for label in where.split(".")[:-2]:
                    if looks_generated(label) and label not in pairs:
                        pairs[label] = scrambled(rng, label)
    keep = {key: data[key] for key in ("title", "reports", "label", "os") if key in data}
    ordered = sorted(pairs.items(), key=lambda pair: -len(pair[0]))
    data = replaced(data, ordered)
    data.update(keep)
    user = word(rng, 2)
    home = HOMES[story.os]
    data = replaced(data, [("{home}", home.replace("anna", user)), ("/home/anna", "/home/" + user)])
    data["host"] = "%s-%d.corp.example" % (word(rng, 2), serial)
    return story.copy(data)


def retimed(acts, times):
    for act, time in zip(acts, times):
        act.time = time
        if act.verb == "start":
            act.by.start = time
    return acts


def delayed(acts, rng):
    times, now = [], acts[0].time
    for position, act in enumerate(acts):
        if position:
            gap = act.time - acts[position - 1].time
            now += int(gap * (rng.uniform(0.3, 6) if gap < 600 * SECOND else rng.uniform(0.6, 1.4)))
        times.append(now)
    return retimed(acts, times)


def fewer_events(acts, rng):
    """One or two events that the sensor lost; never the last bad one."""
    count = rng.choice((1, 2))
    parents = {id(act.by.parent) for act in acts if act.by.parent}
    actors = {}
    for act in acts:
        actors[id(act.by)] = actors.get(id(act.by), 0) + 1
    can_go = [act for act in acts if act.verb not in ("start", "exit") or
              id(act.by) not in parents and actors[id(act.by)] == 1]
    rng.shuffle(can_go)
    bad = sum(act.bad for act in acts)
    gone = []
    for act in can_go:
        if len(gone) == count:
            break
        if act.bad and bad == 1:
            continue
        bad -= act.bad
        gone.append(id(act))
    return [act for act in acts if id(act) not in gone]


# Image, command line after it, what it does. Everyday work of each system.
CHORES = {
    "windows": (("svchost", "-k LocalService", "load"), ("conhost", "0xffffffff -ForceV1", "load"),
                ("taskhostw", "", "load"), ("C:\\Program Files\\Office\\WINWORD.EXE", "/n", "document"),
                ("cmd", "/c gpupdate /target:user", ""), ("SearchProtocolHost", "Global", "load"),
                ("C:\\Program Files\\Mail\\mail.exe", "", "connect"), ("backgroundTaskHost", "", ""),
                ("powershell", "-File C:\\ProgramData\\IT\\inventory.ps1", "connect"),
                ("schtasks", "/query", "")),
    "linux": (("ls", "-l", ""), ("grep", "-r word .", ""), ("cat", "notes.txt", ""),
              ("sh", "-c 'uptime'", ""), ("cron", "-f", ""), ("git", "fetch", "connect"),
              ("curl", "-s https://status.corp.example", "connect"), ("vim", "notes.txt", "document"),
              ("python3", "/srv/report.py", "connect"), ("ps", "aux", "")),
    "macos": (("ls", "-l", ""), ("/System/Library/Frameworks/CoreServices.framework/mdworker", "", ""),
              ("/Applications/Mail.app/Contents/MacOS/Mail", "", "connect"), ("ps", "aux", ""),
              ("/usr/libexec/trustd", "", ""), ("git", "fetch", "connect"),
              ("/System/Applications/TextEdit.app/Contents/MacOS/TextEdit", "", "document")),
}
FACTS = {"product": "Everyday", "company": "Everyday Software", "signer": "Everyday Software",
         "version": "1.0"}


def noise(story, acts, rng, count):
    begin, end = acts[0].time - 1800 * SECOND, acts[-1].time + 600 * SECOND
    root_name, image, _, is_system = ROOTS[story.os][0]
    root = Process(root_name, story.place(image), story.place(image), SYSTEM_USERS[story.os], None,
                   BEGIN - 30 * UNITS["d"], 900, known=is_system)
    pid, number, more = 100000, 1000000, []
    for _ in range(count):
        image, args, deed = rng.choice(CHORES[story.os])
        path = story.place(image)
        now = rng.randrange(begin, end)
        pid += 4
        process = Process("noise", path, (path + " " + args).strip(), SYSTEM_USERS[story.os], root,
                          now, pid)
        facts = story.facts(path) if story.is_system(path) else FACTS
        deeds = [Act(now, "start", process, path, {"facts": facts, "old": False})]
        if deed == "load":
            module = "C:\\Windows\\System32\\" + rng.choice(("ntdll", "winhttp", "rpcrt4")) + ".dll"
            deeds.append(Act(now, "load", process, module,
                             {"facts": story.facts(module), "content": "pe", "old": False}))
        elif deed == "document":
            deeds.append(Act(now, "write", process, HOMES[story.os] + "/doc%d.txt" % (pid % 97),
                             {"content": "data", "mode": None, "facts": {}, "old": False}))
        elif deed == "connect":
            name = rng.choice(("status", "mail", "news", "files")) + ".corp.example"
            address = "10.20.9.%d" % rng.randrange(1, 250)
            deeds.append(Act(now, "resolve", process, name, {"address": address}))
            deeds.append(Act(now, "connect", process, name,
                             {"address": address, "port": 443, "protocol": 6}))
        deeds.append(Act(now, "exit", process))
        for act in deeds:
            number += 1
            act.number = number
            act.time = now = now + rng.randrange(1, 50) * UNITS["ms"]
        more += deeds
    return sorted(acts + more, key=lambda act: (act.time, act.number))


def variant(story, kind, seed, amount=None):
    """The variation of this kind and seed; the same for ever."""
    rng = random.Random("%s %s %s %s" % (story.name, kind, seed, amount))
    if kind == "published":
        return Variant(story, story.acts(), kind, "", seed)
    story = renamed(story, rng, seed)
    acts, detail, jitter = story.acts(), "", 0
    if kind == "delayed":
        acts = delayed(acts, rng)
    elif kind == "reordered":
        jitter = 5 * SECOND
    elif kind == "fewer events":
        acts = fewer_events(acts, rng)
    elif kind == "fewer sources":
        detail = amount
        acts = [act for act in acts if act.verb not in SOURCES[detail]]
    elif kind == "noise":
        acts = noise(story, acts, rng, amount)
        detail = str(amount)
    return Variant(story, acts, kind, detail, seed, jitter)


def all_variants(story, first, count):
    """The variations with seeds from first on, count of each kind."""
    yield variant(story, "published", first)
    for seed in range(first, first + count):
        for kind in KINDS[:-2]:
            yield variant(story, kind, seed)
        for source in SOURCES:
            yield variant(story, "fewer sources", seed, source)
        for amount in ((10, 100) if seed % 4 else (10, 1000)):
            yield variant(story, "noise", seed, amount)
