#!/usr/bin/env python3
# SPDX-License-Identifier: CC0-1.0
"""Writes sysmon.xml: the update of a desktop telephone, trojaned on one
computer and honest on the other. README.md says what is taken from which
public report and what is invented. The same output at every run.

usage: rebuild.py >sysmon.xml
"""
import datetime
import hashlib
import sys
from xml.sax.saxutils import escape

PROVIDER = "Microsoft-Windows-Sysmon"
GUID = "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}"
# Sysmon's event versions, manifest of schema 4.90.
VERSIONS = {1: 5, 3: 5, 5: 3, 7: 3, 11: 2, 22: 5}
DAY_OF_UPDATE = datetime.datetime(2026, 3, 9, tzinfo=datetime.timezone.utc)  # a Monday


def working_days(first, last):
    return [day for day in range(first, last + 1) if day % 7 not in (5, 6)]


APPS = "C:\\Users\\{user}\\AppData\\Local\\Programs\\"
SYSTEM = "C:\\Windows\\System32\\"
MICROSOFT = "Microsoft Windows"
PHONE_SIGNER = "Linden Phone Ltd"
NOTES_SIGNER = "Harbor Notes GmbH"

# Reserved names and addresses only (RFC 2606, RFC 5737).
ADDRESSES = {
    "updates.lindenphone.example": "198.51.100.40",
    "sip.lindenphone.example": "198.51.100.41",
    "updates.harbornotes.example": "198.51.100.44",
    "sync.harbornotes.example": "198.51.100.45",
    "status.harbornotes.example": "198.51.100.46",
    "updates.browser.example": "198.51.100.48",
    "www.intranet.example": "198.51.100.50",
    "news.example": "192.0.2.15",
    "mail.corp.example": "198.51.100.52",
    "raw.codehost.example": "203.0.113.80",
    "msstorage-boxes.example": "203.0.113.81",
    "azureonline-storage.example": "203.0.113.82",
    "officeaddon-cdn.example": "203.0.113.83",
}


class Process:
    def __init__(self, host, number, time, image, command, parent, user, product):
        self.host, self.image, self.command, self.parent = host, image, command, parent
        self.user, self.product, self.pid = user, product, 2000 + 4 * number
        self.guid = "{%s-%04x-%s-%04x-%012x}" % (
            hashlib.sha256(host.encode()).hexdigest()[:8], number & 0xffff,
            "%04x" % ((int(time.timestamp()) >> 16) & 0xffff), int(time.timestamp()) & 0xffff, number)


class Host:
    """One computer: its processes, and what Sysmon would write."""

    def __init__(self, name, user, address):
        self.name, self.user, self.address = name, user, address
        self.account = "CORP\\" + user
        self.records, self.count = [], 0
        self.now = DAY_OF_UPDATE - datetime.timedelta(days=7)
        self.explorer = Process(name, 1, self.now, "C:\\Windows\\explorer.exe",
                                "C:\\Windows\\Explorer.EXE", None, self.account, None)
        self.services = Process(name, 2, self.now, SYSTEM + "services.exe",
                                SYSTEM + "services.exe", None, "NT AUTHORITY\\SYSTEM", None)

    def at(self, day, hour, minute, second=0):
        self.now = DAY_OF_UPDATE + datetime.timedelta(days=day, hours=hour, minutes=minute,
                                                      seconds=second)

    def tick(self, seconds=0.0):
        self.now += datetime.timedelta(seconds=seconds, milliseconds=7 + 13 * (self.count % 11))

    def record(self, event, data, process):
        self.tick()
        self.records.append((self.now, self.name, event, data, process))
        self.count += 1

    def utc(self):
        # UtcTime is when it happened; the record is written a little later.
        return (self.now + datetime.timedelta(milliseconds=5)).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]

    def path(self, text):
        return text.replace("{user}", self.user)

    def start(self, image, command, parent, product=None, user=None):
        image = self.path(image)
        self.tick(0.2)
        process = Process(self.name, self.count + 10, self.now, image, self.path(command), parent,
                          user or self.account, product)
        company, name, version = product or ("Microsoft Corporation",
                                             "Microsoft\u00ae Windows\u00ae Operating System",
                                             "10.0.19041.3636")
        self.record(1, [
            ("RuleName", "-"), ("UtcTime", self.utc()), ("ProcessGuid", process.guid),
            ("ProcessId", process.pid), ("Image", image), ("FileVersion", version),
            ("Description", name), ("Product", name), ("Company", company),
            ("OriginalFileName", image.rsplit("\\", 1)[1]), ("CommandLine", process.command),
            ("CurrentDirectory", image.rsplit("\\", 1)[0] + "\\"), ("User", process.user),
            ("LogonGuid", "{%s-5a10-65f0-e7e3-030000000000}" % process.guid[1:9]),
            ("LogonId", "0x3e3e7"), ("TerminalSessionId", 1), ("IntegrityLevel", "Medium"),
            ("Hashes", hashes(image, version)), ("ParentProcessGuid", parent.guid),
            ("ParentProcessId", parent.pid), ("ParentImage", parent.image),
            ("ParentCommandLine", parent.command), ("ParentUser", parent.user)], process)
        return process

    def exit(self, process):
        self.tick(1)
        self.record(5, self.head(process), process)

    def head(self, process):
        return [("RuleName", "-"), ("UtcTime", self.utc()), ("ProcessGuid", process.guid),
                ("ProcessId", process.pid), ("Image", process.image), ("User", process.user)]

    def write(self, process, path):
        self.record(11, self.head(process)[:5] + [
            ("TargetFilename", self.path(path)), ("CreationUtcTime", self.utc()),
            ("User", process.user)], process)

    def load(self, process, path, signer=MICROSOFT, product=None):
        path = self.path(path)
        company, name, version = product or ("Microsoft Corporation",
                                             "Microsoft\u00ae Windows\u00ae Operating System",
                                             "10.0.19041.3636")
        self.record(7, self.head(process)[:5] + [
            ("ImageLoaded", path), ("FileVersion", version), ("Description", name),
            ("Product", name), ("Company", company),
            ("OriginalFileName", path.rsplit("\\", 1)[1]), ("Hashes", hashes(path, version)),
            ("Signed", "true"), ("Signature", signer), ("SignatureStatus", "Valid"),
            ("User", process.user)], process)

    def connect(self, process, name, port=443):
        self.record(22, self.head(process)[:4] + [
            ("QueryName", name), ("QueryStatus", 0),
            ("QueryResults", "::ffff:%s;" % ADDRESSES[name]), ("Image", process.image),
            ("User", process.user)], process)
        self.tick(0.1)
        self.record(3, self.head(process) + [
            ("Protocol", "tcp"), ("Initiated", "true"), ("SourceIsIpv6", "false"),
            ("SourceIp", self.address), ("SourceHostname", self.name),
            ("SourcePort", 49700 + self.count % 9000), ("SourcePortName", "-"),
            ("DestinationIsIpv6", "false"), ("DestinationIp", ADDRESSES[name]),
            ("DestinationHostname", "-"), ("DestinationPort", port),
            ("DestinationPortName", "https" if port == 443 else "-")], process)


def hashes(path, version):
    """As many digits as real hashes have, the same for the same file."""
    seed = (path.rsplit("\\", 1)[1] + version).encode()
    return "SHA256=%s" % hashlib.sha256(seed).hexdigest().upper()


def day_at_work(host, day):
    """What the computer does on any day: noise, and honest updates among it."""
    host.at(day, 6, 55)
    svchost = host.start(SYSTEM + "svchost.exe", SYSTEM + "svchost.exe -k netsvcs -p", host.services,
                         user="NT AUTHORITY\\SYSTEM")
    for module in ("ntdll.dll", "kernel32.dll", "winhttp.dll", "wuaueng.dll"):
        host.load(svchost, SYSTEM + module)
    browser_product = ("Example Browser Authors", "Example Browser", "122.0.%d.0" % (6261 + day))
    if day in (-3, 4):
        updater = host.start("C:\\Program Files (x86)\\Example\\Update\\ExampleUpdate.exe",
                             '"C:\\Program Files (x86)\\Example\\Update\\ExampleUpdate.exe" /ua',
                             svchost, browser_product, "NT AUTHORITY\\SYSTEM")
        host.connect(updater, "updates.browser.example")
        base = "C:\\Program Files\\Example\\Browser\\Application\\"
        for name in ("browser.exe", browser_product[2] + "\\browser.dll",
                     browser_product[2] + "\\browser_elf.dll"):
            host.write(updater, base + name)
        host.exit(updater)
    host.at(day, 7, 58)
    browser = host.start("C:\\Program Files\\Example\\Browser\\Application\\browser.exe",
                         '"C:\\Program Files\\Example\\Browser\\Application\\browser.exe"',
                         host.explorer, browser_product)
    host.load(browser, "C:\\Program Files\\Example\\Browser\\Application\\%s\\browser.dll"
              % browser_product[2], "Example Browser Authors", browser_product)
    for name in ("www.intranet.example", "news.example", "mail.corp.example"):
        host.connect(browser, name)
    host.at(day, 11, 30)
    shell = host.start(SYSTEM + "cmd.exe", "cmd.exe /c gpupdate /target:user", host.explorer)
    host.exit(host.start(SYSTEM + "gpupdate.exe", "gpupdate /target:user", shell))
    host.exit(shell)
    host.at(day, 17, 5)
    host.exit(browser)


def run_electron(host, day, minute, directory, name, version, signer, product, hosts, parent=None):
    """One working day of an Electron program: start, its modules, its hosts."""
    if parent is None:
        host.at(day, 8, minute)
        parent = host.explorer
    base = APPS + directory + "\\app-" + version + "\\"
    program = host.start(base + name, '"' + base + name + '"', parent, product)
    for module in ("ntdll.dll", "kernel32.dll", "user32.dll", "ws2_32.dll"):
        host.load(program, SYSTEM + module)
    host.load(program, base + "ffmpeg.dll", signer, product)
    host.load(program, base + "d3dcompiler_47.dll", "Microsoft Corporation")
    for destination in hosts:
        host.connect(program, destination)
    return program


def squirrel_update(host, day, minute, directory, name, version, product, update_host, running):
    """An update as the Squirrel framework does it: Update.exe fetches a package,
    unpacks it beside the old version and starts the new one."""
    host.at(day, 8, minute)
    base = APPS + directory + "\\"
    update = host.start(base + "Update.exe",
                        '"%sUpdate.exe" --update https://%s/win32' % (base, update_host), running,
                        product)
    host.connect(update, update_host)
    host.write(update, base + "packages\\%s-%s-full.nupkg" % (directory, version))
    for file in (name, "ffmpeg.dll", "d3dcompiler_47.dll", "libEGL.dll", "libGLESv2.dll",
                 "resources\\app.asar", "locales\\en-US.pak"):
        host.tick(0.4)
        host.write(update, base + "app-%s\\%s" % (version, file))
    host.exit(update)
    host.exit(running)
    return host.start(base + "Update.exe", '"%sUpdate.exe" --processStart "%s"' % (base, name),
                      host.explorer, product)


def telephone(host, new_version, silent_days, beacons):
    vendor = ("updates.lindenphone.example", "sip.lindenphone.example")
    old = (PHONE_SIGNER, "Linden Phone", "18.11.1213")
    new = (PHONE_SIGNER, "Linden Phone", new_version)
    for day in working_days(-6, -1):
        program = run_electron(host, day, 2, "LindenPhone", "LindenPhone.exe", old[2], PHONE_SIGNER,
                               old, vendor)
        host.at(day, 17, 0)
        host.exit(program)
    program = run_electron(host, 0, 2, "LindenPhone", "LindenPhone.exe", old[2], PHONE_SIGNER, old,
                           vendor)
    update = squirrel_update(host, 0, 20, "LindenPhone", "LindenPhone.exe", new_version, new,
                             vendor[0], program)
    program = run_electron(host, 0, 0, "LindenPhone", "LindenPhone.exe", new_version, PHONE_SIGNER,
                           new, vendor, update)
    host.at(0, 17, 0)
    host.exit(program)
    for day in working_days(1, silent_days - 1):
        program = run_electron(host, day, 2, "LindenPhone", "LindenPhone.exe", new_version,
                               PHONE_SIGNER, new, vendor)
        host.at(day, 17, 0)
        host.exit(program)
    program = run_electron(host, silent_days, 2, "LindenPhone", "LindenPhone.exe", new_version,
                           PHONE_SIGNER, new, vendor)
    host.at(silent_days, 9, 41)
    for destination in beacons:
        host.connect(program, destination)
        host.tick(240)
    host.at(silent_days, 17, 0)
    host.exit(program)


def notes(host):
    vendor = ("updates.harbornotes.example", "sync.harbornotes.example")
    old = (NOTES_SIGNER, "Harbor Notes", "2.3.9")
    new = (NOTES_SIGNER, "Harbor Notes", "2.4.0")
    for day in working_days(-6, 7):
        version = old if day <= 1 else new
        program = run_electron(host, day, 6, "HarborNotes", "HarborNotes.exe", version[2],
                               NOTES_SIGNER, version, vendor)
        if day == 1:
            update = squirrel_update(host, 1, 30, "HarborNotes", "HarborNotes.exe", new[2], new,
                                     vendor[0], program)
            program = run_electron(host, 1, 0, "HarborNotes", "HarborNotes.exe", new[2],
                                   NOTES_SIGNER, new, vendor, update)
        if day == 7:
            # A host that the program never asked before, a week after its update.
            host.at(day, 10, 12)
            host.connect(program, "status.harbornotes.example")
        host.at(day, 17, 2)
        host.exit(program)


def xml(number, time, computer, event, data):
    system = ("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
              "<Provider Name='%s' Guid='%s'/><EventID>%d</EventID><Version>%d</Version>"
              "<Level>4</Level><Task>%d</Task><Opcode>0</Opcode>"
              "<Keywords>0x8000000000000000</Keywords><TimeCreated SystemTime='%s'/>"
              "<EventRecordID>%d</EventRecordID><Correlation/>"
              "<Execution ProcessID='3216' ThreadID='4388'/>"
              "<Channel>Microsoft-Windows-Sysmon/Operational</Channel>"
              "<Computer>%s</Computer><Security UserID='S-1-5-18'/></System><EventData>") % (
                  PROVIDER, GUID, event, VERSIONS[event], event,
                  (time + datetime.timedelta(milliseconds=9)).strftime("%Y-%m-%dT%H:%M:%S.%f0Z"),
                  number, computer)
    return system + "".join("<Data Name='%s'>%s</Data>" % (name, escape(str(value)))
                            for name, value in data) + "</EventData></Event>"


def main():
    compromised = Host("pc-17.corp.example", "anna", "192.0.2.117")
    telephone(compromised, "18.12.407", 7, (
        "raw.codehost.example", "msstorage-boxes.example", "azureonline-storage.example",
        "msstorage-boxes.example", "officeaddon-cdn.example"))
    notes(compromised)
    honest = Host("pc-18.corp.example", "bert", "192.0.2.118")
    telephone(honest, "18.12.422", 7, ())
    notes(honest)
    for host in (compromised, honest):
        for day in working_days(-6, 7):
            day_at_work(host, day)
    number = {}
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    records = sorted(compromised.records + honest.records, key=lambda record: record[:2])
    for time, computer, event, data, _ in records:
        number[computer] = number.get(computer, 41000) + 1
        print(xml(number[computer], time, computer, event, data))


main()
