#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the indicators of a feed of third parties, by kind, independently of the library.

    count.py FILE

Written for the feeds of SCHAIN_TEST_DATA one by one: which columns and
attributes of each hold indicators was read off the files by hand. Beside these, any
STIX bundle, and lists whose first column is "Indicator type", of which each
row counts as its type says, be it well-formed or not.
"""
import csv
import ipaddress
import json
import re
import sys
import xml.etree.ElementTree as tree
from collections import Counter

HASHES = {32: "md5", 40: "sha1", 64: "sha256"}
MISP = {"md5": "md5", "sha1": "sha1", "sha256": "sha256", "domain": "domain",
        "hostname": "domain", "ip-dst": "address", "ip-src": "address", "url": "url",
        "filename|sha1": "sha1"}
TYPED = {"md5": "md5", "sha1": "sha1", "sha_1": "sha1", "sha256": "sha256", "sha_256": "sha256",
         "domain": "domain", "domain_port": "domain", "url": "url", "ip": "address",
         "ip_port": "address", "ip address": "address", "certificate_serial": "serial"}
STIX = {"domain-name:value": "domain", "ipv4-addr:value": "address", "url:value": "url",
        "file:hashes.sha256": "sha256", "file:hashes.'SHA-256'": "sha256"}


def is_address(text):
    try:
        ipaddress.ip_network(text)
        return True
    except ValueError:
        return False


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def count_misp(path):
    document = json.load(open(path))
    for response in document["response"]:
        event = response["Event"]
        lists = [event["Attribute"]] + [o["Attribute"] for o in event.get("Object", [])]
        for attribute in sum(lists, []):
            if attribute["type"] in MISP:
                yield MISP[attribute["type"]]


def count_stix(path):
    for thing in json.load(open(path))["objects"]:
        if thing["type"] == "indicator" and not thing.get("revoked"):
            for name in re.findall(r"[\[ (]([\w-]+:[\w.'-]+) *=", thing["pattern"]):
                if name in STIX:
                    yield STIX[name]


def count_openioc(path):
    space = "{http://openioc.org/schemas/OpenIOC_1.1}"
    for item in tree.parse(path).iter(space + "IndicatorItem"):
        search = item.find(space + "Context").get("search")
        if item.get("negate") == "true" or item.get("condition") not in ("is", "contains"):
            continue
        if search.endswith("/md5"):
            yield "md5"
        elif search.endswith("/hostname"):
            yield "domain"


def count_csv(path, name):
    types = {"domain": "domain", "hostname": "domain", "ipv4": "address",
             "ipaddress": "address", "url": "url", "sha256": "sha256", "npm package": "package"}
    for row in rows(path):
        if name.startswith("datadog_axios"):
            if row["type"] in types:
                yield types[row["type"]]
        elif name.startswith("datadog_shai"):
            yield "package"
        elif name.startswith("datadog_teampcp"):
            if re.fullmatch(r"[\w.+-]+((, | to )[\w.+-]+)*", row["affected_versions"]):
                yield "package"
        elif name.startswith("splunk"):
            if row["isIOC"] == "TRUE":
                yield "domain"
        elif name.startswith("volexity_3cx_github"):
            if row["Domain"]:
                yield "domain"
        elif name.startswith("volexity"):
            kind = row.get("type") or row.get("entity_type")
            if kind in types:
                yield types[kind]
        elif name.endswith("Hashes.csv"):
            for column, kind in (("SHA256", "sha256"), ("SHA1", "sha1"), ("MD5", "md5")):
                if row[column]:
                    yield "certificate" if "x509" in row["MIME"] else kind
        elif name.endswith("NBIs.csv"):
            yield from ("domain" for column in ("FQDN", "Target") if row[column])
            yield from ("address" for column in ("IP",) if row[column])
        elif next(iter(row)).lower().replace("_", " ") == "indicator type":
            kind = TYPED.get(list(row.values())[0].strip().lower().replace("-", "_"))
            if kind and (list(row.values())[1] or "").strip():
                yield kind
        # iqt_software_supply_chain_attacks.csv: incidents and references, no indicators.


def count_text(path, name):
    for line in open(path, encoding="utf-8"):
        line = line.split("#")[0].strip()
        if not line:
            continue
        if name.startswith("cobenian"):
            yield "package"
        elif len(line) in HASHES and re.fullmatch("[0-9a-f]+", line):
            yield HASHES[len(line)]
        elif line.startswith("/"):
            continue
        else:
            bare = re.sub(r"^https?://", "", line)
            host = re.sub(r":\d+$", "", bare)
            yield "url" if "/" in bare.rstrip("/") else "address" if is_address(host) else "domain"


def main():
    path = sys.argv[1]
    name = path.rsplit("/", 1)[1]
    if name.endswith(".stix2") or (name.endswith(".json") and "objects" in json.load(open(path))):
        kinds = count_stix(path)
    elif name.endswith(".json"):
        kinds = count_misp(path)
    elif name.endswith(".ioc"):
        kinds = count_openioc(path)
    elif name.endswith(".csv"):
        kinds = count_csv(path, name)
    else:
        kinds = count_text(path, name)
    print(json.dumps(Counter(kinds), sort_keys=True))


if __name__ == "__main__":
    main()
