# SPDX-License-Identifier: Apache-2.0
"""Destinations of published incidents: each gets a reason that a responder would give it.

incidents.py CSV SUPPLYCHAIN [LIST:REASON]...
"""
import csv
import json
import re
import subprocess
import sys

NEW = {"new_to_product", "new_to_host", "new_domain"}

# What tells, by words of the row's own description; the first that fits.
EXPECTED = [
    (r"direct-to-IP|resolved IP|second destination|A record of|^IP of|non-standard port", {"direct"}),
    (r"Tor-to-web", {"tor"}),
    (r"metadata", {"metadata"}),
    (r"domain registered same day", NEW),
    (r"webhook", {"webhook"}),
    (r"paste-like", {"file_sharing", "paste"}),
    (r"\bgist\b|LEGIT host|GitHub|icon files", {"code_host", "file_sharing"}),
    (r"DGA label", {"generated", "new_domain"}),
    (r"unregistered DGA name", {"generated", "new_domain"}),
    (r"indistinguishable by host", {"vendor", "odd_use"}),
    (r"look-alike WireGuard", {"look_alike"}),
    (r"asushotfix|copay token|metrics host", {"look_alike"}),
    (r"combosquat|ms prefix", {"look_alike"} | NEW),
]
PRODUCTS = {
    "SUNBURST": ("Orion", "SolarWinds"), "3CX": ("3CX Desktop App", "3CX"),
    "CCleaner": ("CCleaner", "Piriform"), "NotPetya": ("M.E.Doc", "me-doc"),
    "ShadowHammer": ("ASUS Live Update", "ASUSTeK Computer"), "Codecov": ("Bash Uploader", "Codecov"),
    "event-stream": ("Copay", "BitPay"), "ua-parser-js": ("ua-parser-js", None),
    "Shai-Hulud": ("tinycolor", None), "axios": ("axios", None), "tj-actions": ("changed-files", None),
    "Notepad++": ("Notepad++", "Notepad++"), "KeRanger": ("Transmission", None),
    "HandBrake": ("HandBrake", None), "Trust Wallet": ("Trust Wallet", None),
}


def product_of(incident):
    for start, (product, vendor) in PRODUCTS.items():
        if incident.startswith(start):
            return product, vendor
    return incident, None


def destination_of(row):
    dest = row["dest"].split("/")[0].replace("<dga>", "02m6hcopd17p6h450gt3")
    return re.sub(r"\{([^|}]*)\|[^}]*\}", r"\1", dest)


def main():
    path, supplychain, lists = sys.argv[1], sys.argv[2], sys.argv[3:]
    rows, lines = [], []
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            dest = destination_of(row)
            if not re.search(r"\d|[a-z]\.[a-z]", dest) or dest.startswith("("):
                continue  # no egress at all: nothing to say
            product, vendor = product_of(row["incident"])
            line = {"name": dest, "host": "host-1", "product": product, "protocol": 6,
                    "program": row["actor_process"].split(" ")[0]}
            if vendor:
                line["vendor"] = vendor
            if row["port"].isdigit():
                line["port"] = int(row["port"])
            if product == "M.E.Doc":
                # What went before: the profile is the signal, not the name.
                lines += [json.dumps(dict(line, program="updater.exe", bytes_sent=300))] * 5
                rows += [None] * 5
            lines.append(json.dumps(line))
            rows.append(row)
    out = subprocess.run([supplychain, "egress", "classify", "--json"] + [f"--list={x}" for x in lists],
                         input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in out.stdout.splitlines()]
    assert len(answers) == len(rows), (len(answers), len(rows), out.stderr)
    wrong = judged = 0
    for row, answer in zip(rows, answers):
        if row is None:
            continue
        judged += 1
        reasons = set(answer["reasons"])
        wanted = next((reason for words, reason in EXPECTED if re.search(words, row["detail"])), NEW)
        if not reasons & wanted:
            wrong += 1
            print(f"{row['incident']}: {answer['destination']}: {sorted(reasons)}, wanted one of {sorted(wanted)}")
        if row["port"] in ("8000", "8880", "9999") and "unusual_port" not in reasons:
            wrong += 1
            print(f"{row['incident']}: port {row['port']} is not unusual")
        if reasons & {"approved", "private"} and "metadata" not in reasons:
            wrong += 1
            print(f"{row['incident']}: {answer['destination']}: {sorted(reasons)}")
    print(f"{judged} destinations, {wrong} without a right reason")
    return wrong > 0 or judged == 0


sys.exit(main())
