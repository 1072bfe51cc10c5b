# SPDX-License-Identifier: Apache-2.0
"""Acts on Linux as auditd and an eBPF recorder write them."""
import json
import posixpath

from story import digest

REGULAR, EXECUTABLE = 0o100644, 0o100755
PROGRAMS = ("elf", "script", "macho")
# x86-64 system calls.
CALLS = {"execve": 59, "exit_group": 231, "openat": 257, "connect": 42, "rename": 82, "unlink": 87,
         "chmod": 90}


def inode(path):
    return int(digest("inode", path)[:7], 16) + 100000


def mode_of(act):
    return act.data["mode"] or (EXECUTABLE if act.data["content"] in PROGRAMS else REGULAR)


def quoted(text):
    """As the kernel logs untrusted strings: quoted, or in hex where they need it."""
    raw = text.encode()
    if any(byte < 0x21 or byte > 0x7e or byte == 0x22 for byte in raw):
        return raw.hex().upper()
    return '"%s"' % text


def words(command):
    """The arguments as the shell would split them; stories quote with '...'."""
    result, word, is_quoted, begun = [], "", False, False
    for letter in command:
        if letter == "'":
            is_quoted, begun = not is_quoted, True
        elif letter == " " and not is_quoted:
            if word or begun:
                result.append(word)
            word, begun = "", False
        else:
            word += letter
    return result + ([word] if word or begun else [])


def uid(process):
    return 0 if process.user == "root" else 1000


class Audit:
    """/var/log/audit/audit.log, raw, with node= as auditd's name_format writes."""

    def __init__(self, host):
        self.host, self.lines, self.serial = host, [], 415000

    def event(self, act, call, records, success="yes", exit_code=0, items=0, key="exec"):
        self.serial += 1
        process = act.by
        parent = process.parent.pid if process.parent else 1
        head = "node=%s type=%%s msg=audit(%d.%03d:%d): " % (
            self.host, act.time // 10**9, act.time // 10**6 % 1000, self.serial)
        user = uid(process)
        auid = 4294967295 if user == 0 and not self.is_session(process) else 1000
        text = ("arch=c000003e syscall=%d success=%s exit=%d a0=5590aab230a8 a1=7ffd11ab2ea8 "
                "a2=0 a3=0 items=%d ppid=%d pid=%d auid=%d uid=%d gid=%d euid=%d suid=%d fsuid=%d "
                "egid=%d sgid=%d fsgid=%d tty=(none) ses=%d comm=%s exe=%s key=\"%s\"") % (
                    CALLS[call], success, exit_code, items, parent, process.pid, auid,
                    *(user,) * 8, 4294967295 if auid == 4294967295 else 35,
                    quoted(posixpath.basename(process.image)[:15]), quoted(process.image), key)
        self.lines.append((act.time, head % "SYSCALL" + text))
        for kind, rest in records:
            self.lines.append((act.time, head % kind + rest))
        self.lines.append((act.time, head % "EOE"))

    def is_session(self, process):
        while process:
            if process.name == "shell":
                return True
            process = process.parent
        return False

    def path(self, item, path, kind, mode):
        return ("PATH", 'item=%d name=%s inode=%d dev=fe:01 mode=0%o ouid=0 ogid=0 rdev=00:00 '
                'nametype=%s cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0' % (
                    item, quoted(path), inode(path), mode, kind))

    def cwd(self, process):
        return ("CWD", "cwd=%s" % quoted(process.directory or "/"))

    def start(self, act):
        process = act.by
        arguments = words(process.command)
        execve = "argc=%d " % len(arguments) + " ".join(
            "a%d=%s" % pair for pair in enumerate(map(quoted, arguments)))
        run = process.script or process.image
        self.event(act, "execve", [("EXECVE", execve), self.cwd(process),
                                   self.path(0, run, "NORMAL", EXECUTABLE),
                                   self.path(1, "/lib64/ld-linux-x86-64.so.2", "NORMAL", EXECUTABLE)],
                   items=2)

    def exit(self, act):
        self.event(act, "exit_group", [], key="exit")

    def write(self, act):
        self.event(act, "openat", [self.cwd(act.by),
                                   self.path(0, posixpath.dirname(act.what) + "/", "PARENT", 0o40755),
                                   self.path(1, act.what, "CREATE", mode_of(act))],
                   exit_code=3, items=2, key="prog")

    def rename(self, act):
        old = act.data["old_path"]
        mode = EXECUTABLE if act.data["content"] in PROGRAMS else REGULAR
        parent = posixpath.dirname(act.what) + "/"
        self.event(act, "rename", [self.cwd(act.by), self.path(0, parent, "PARENT", 0o40755),
                                   self.path(1, parent, "PARENT", 0o40755),
                                   self.path(2, old, "DELETE", mode),
                                   self.path(3, act.what, "CREATE", mode)], items=4, key="prog")

    def delete(self, act):
        self.event(act, "unlink", [self.cwd(act.by), self.path(0, act.what, "DELETE", REGULAR)],
                   items=1, key="prog")

    def chmod(self, act):
        self.event(act, "chmod", [self.cwd(act.by), self.path(0, act.what, "NORMAL",
                                                              act.data["mode"] or EXECUTABLE)],
                   items=1, key="prog")

    def read(self, act):
        self.event(act, "openat", [self.cwd(act.by), self.path(0, act.what, "NORMAL", 0o100600)],
                   exit_code=3, items=1, key="cred")

    def connect(self, act):
        address = "0200%04X" % act.data["port"] + "".join(
            "%02X" % int(part) for part in act.data["address"].split(".")) + "0" * 16
        self.event(act, "connect", [("SOCKADDR", "saddr=" + address)], key="net")


def auditd(story, acts):
    log = Audit(story.host)
    for act in acts:
        tell = getattr(log, act.verb, None)
        if tell:
            tell(act)
    return log.lines


class Recorder:
    """The eBPF recorder of examples/telemetry/linux (SCHEMA.md there)."""

    def __init__(self):
        self.lines = []

    def line(self, act, kind, **fields):
        process = act.by
        head = {"ts": act.time / 10**9, "type": kind, "pid": process.pid, "tid": process.pid,
                "ppid": process.parent.pid if process.parent else 1,
                "start": process.start // 1000 % 10**12, "uid": uid(process), "euid": uid(process),
                "auid": 1000, "mntns": 4026532318, "pidns": 4026531836,
                "comm": posixpath.basename(process.image)[:15]}
        text = json.dumps({**head, **fields}, separators=(",", ":"))
        self.lines.append((act.time, text.replace('"ts":%s' % json.dumps(head["ts"]), '"ts":%d.%06d' % (
            act.time // 10**9, act.time // 1000 % 10**6), 1)))

    def file(self, path, mode):
        return {"path": path, "ino": inode(path), "dev": 266338304, "mode": mode, "size": 182344}

    def start(self, act):
        process = act.by
        run = process.script or process.image
        self.line(act, "exec", exe=process.image, filename=run,
                  **({"interp": process.image} if process.script else {}),
                  cwd=process.directory or "/", ino=inode(process.image), dev=266338304,
                  mode=EXECUTABLE, argv=words(process.command))

    def exit(self, act):
        self.line(act, "exit", code=0, signal=0)

    def write(self, act):
        mode = mode_of(act)
        self.line(act, "open_write", **self.file(act.what, mode), flags=577, created=True)
        self.line(act, "close_write", **self.file(act.what, mode))

    def rename(self, act):
        self.line(act, "rename", path=act.data["old_path"], newpath=act.what)

    def delete(self, act):
        self.line(act, "unlink", path=act.what)

    def chmod(self, act):
        self.line(act, "chmod", path=act.what, newmode=(act.data["mode"] or EXECUTABLE) & 0o7777)

    def load(self, act):
        self.line(act, "load", **self.file(act.what, EXECUTABLE))

    def resolve(self, act):
        self.line(act, "dns_query", addr="10.20.0.1", port=53, qname=act.what, qtype="A")
        self.line(act, "dns_answer", qname=act.what, qtype="A", rcode=0, answers=[act.data["address"]])

    def connect(self, act):
        self.line(act, "connect", family="inet", addr=act.data["address"], port=act.data["port"],
                  proto="tcp" if act.data["protocol"] == 6 else "udp", ret=-115)


def ebpf(story, acts):
    del story
    log = Recorder()
    for act in acts:
        tell = getattr(log, act.verb, None)
        if tell:
            tell(act)
    return log.lines
