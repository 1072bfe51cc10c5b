# SPDX-License-Identifier: Apache-2.0
"""Runs supplychain, osslsigncode, sbverify and signify on the same files and
prints a table. Called by `make signature-peers`: SUPPLYCHAIN WORK FILE..."""
import subprocess
import sys
from pathlib import Path

supplychain, work = sys.argv[1], Path(sys.argv[2])


def run(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, errors="replace")
    return done.returncode, done.stdout + done.stderr


def ours(path):
    import json
    _, out = run(supplychain, "verify", "--json", f"--trust={work / 'root.pem'}", path)
    report = json.loads(out)
    remarks = [r for r in report.get("remarks", []) if r not in ("revocation_unknown", "timestamp_missing")]
    return report["status"] + (" (" + ", ".join(remarks) + ")" if remarks else "")


def osslsigncode(path):
    code, out = run("osslsigncode", "verify", "-CAfile", work / "root.pem", "-TSA-CAfile",
                    work / "root.pem", "-in", path)
    if "No signature found" in out:
        return "no signature"
    return "ok" if code == 0 else "failed"


def sbverify(path):
    code, out = run("sbverify", "--cert", work / "root.pem", path)
    if "No signature table present" in out or "no signatures" in out.lower():
        return "no signature"
    return "ok" if code == 0 else "failed"


def signify(path):
    try:
        from signify.authenticode import AuthenticodeFile
        from signify.x509 import Certificate, CertificateStore
    except Exception as error:  # its oscrypto does not know every release of libcrypto
        return "not installed" if isinstance(error, ImportError) else "does not load"
    store = CertificateStore([Certificate.from_pem((work / "root.pem").read_bytes())], trusted=True)
    try:
        with open(path, "rb") as file:
            result, _ = AuthenticodeFile.from_stream(file).explain_verify(trusted_certificate_store=store)
        return "ok" if result.name == "OK" else result.name.lower()
    except Exception as error:  # a peer's own failure is its answer
        return type(error).__name__


peers = {"osslsigncode": osslsigncode, "sbverify": sbverify, "signify": signify}
print("| file | supplychain | " + " | ".join(peers) + " |")
print("|---" * (len(peers) + 2) + "|")
for name in sys.argv[3:]:
    print(f"| {name} | {ours(work / name)} | " + " | ".join(peer(work / name) for peer in peers.values()) + " |")
