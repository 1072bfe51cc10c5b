# SPDX-License-Identifier: Apache-2.0
"""Destinations of published incidents: each gets a reason that a responder would give it.

incidents.py [--table] CSV DIRECTORY SUPPLYCHAIN [LIST:REASON]...

DIRECTORY has the names that SUNBURST and CCleaner made. --table prints what doc/egress.md has.
"""
import csv
import json
import pathlib
import re
import subprocess
import sys

NEW = {"new_to_product", "new_to_host", "new_domain"}

# What tells, by words of the row's own description; the first that fits.
EXPECTED = [
    (r"direct-to-IP|resolved IP|second destination|A record of|^IP of|non-standard port", {"direct"},
     "an address, no name"),
    (r"Tor-to-web", {"tor"}, "a gateway into Tor"),
    (r"metadata probing", {"metadata"}, "a cloud's metadata service"),
    (r"domain registered same day", {"new_domain"}, "a domain of that day"),
    (r"webhook", {"webhook"}, "a public collector of requests"),
    (r"paste-like", {"file_sharing", "paste"}, "a public place for files"),
    (r"\bgist\b|LEGIT host|GitHub|icon files", {"code_host"}, "a public host of code"),
    (r"DGA label|unregistered DGA name", {"generated"}, "names that an algorithm makes"),
    (r"indistinguishable by host", {"odd_use"}, "the vendor's own update host, used by another program"),
    (r"look-alike WireGuard|asushotfix|copay token|vendor domain|metrics host|^look-alike$",
     {"look_alike"}, "a look-alike of the vendor or another product"),
    (r"combosquat", {"look_alike"}, "a look-alike of a service that most software talks to"),
    (r"ms prefix|sector token", {"new_domain"}, "plausible words around no name: new, no more"),
    (r"look-alike CDN", {"new_domain", "dynamic_dns"}, "plausible words below a domain that anyone rents from"),
]
OTHERS = (NEW, "a name of the attacker's: new, no more")
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


def before(line, names):
    """What the product did before, where that is the signal: its profile, or the names it made."""
    product = line["product"]
    if product == "M.E.Doc":
        return [dict(line, program="updater.exe", bytes_sent=300)] * 5
    if product == "HandBrake":
        return [dict(line, name="handbrake.example")] * 5
    if product in names:
        return [dict(line, name=name) for name in names[product] if name != line["name"]]
    return []


def expected_of(row):
    for words, reasons, told in EXPECTED:
        if re.search(words, row["detail"]):
            return reasons, told
    return OTHERS


def ask(supplychain, lines, lists):
    out = subprocess.run([supplychain, "egress", "classify", "--json"] + [f"--list={x}" for x in lists],
                         input="\n".join(json.dumps(line) for line in lines) + "\n",
                         capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in out.stdout.splitlines()]
    assert len(answers) == len(lines), (len(answers), len(lines), out.stderr)
    return answers


def judge(row, reasons):
    """What is wrong with the reasons."""
    wanted, _ = expected_of(row)
    if not reasons & wanted:
        yield f"{sorted(reasons)}, wanted one of {sorted(wanted)}"
    if row["port"] in ("8000", "8880", "9999") and "unusual_port" not in reasons:
        yield f"port {row['port']} is not unusual"
    if reasons & {"approved", "private"} and "metadata" not in reasons:
        yield f"{sorted(reasons)}: inside, or approved"
    if "vendor" in reasons and "odd_use" not in reasons:
        yield f"{sorted(reasons)}: the vendor's own, and nothing odd"


def shown(reasons, wanted):
    """That it is new is left out where more is told, unless it is what tells."""
    more = [reason for reason in reasons if reason not in NEW | {"new_to_fleet"}]
    if "new_domain" in reasons and ("new_domain" in wanted or not more):
        more.append("new_domain")
    return more or reasons


def print_table(told):
    print("| incident | what it connected to | destinations | reasons |\n|---|---|---|---|")
    for (incident, what, reasons), count in told.items():
        print(f"| {incident} | {what} | {count} | {', '.join(f'`{reason}`' for reason in reasons)} |")


def main():
    is_table = sys.argv[1] == "--table"
    path, directory, supplychain, *lists = sys.argv[1 + is_table:]
    made = {"Orion": "sunburst_hostnames.txt", "CCleaner": "ccleaner_dga.txt"}
    names = {product: (pathlib.Path(directory) / file).read_text().split()[:10]
             for product, file in made.items()}
    judged = wrong = 0
    told = {}
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
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
        is_made = "DGA" in row["detail"] and "answer" not in row["detail"]
        past = before(line, names if is_made else {})
        reasons = ask(supplychain, past + [line], lists)[-1]["reasons"]
        judged += 1
        for problem in judge(row, set(reasons)):
            wrong += 1
            print(f"{row['incident']}: {dest}: {problem}", file=sys.stderr)
        wanted, what = expected_of(row)
        key = (row["incident"], what, tuple(shown(reasons, wanted)))
        told[key] = told.get(key, 0) + 1
    if is_table:
        print_table(told)
    else:
        print(f"{judged} destinations, {wrong} without a right reason")
    return wrong > 0 or judged == 0


sys.exit(main())
