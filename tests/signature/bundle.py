# SPDX-License-Identifier: Apache-2.0
"""Makes a Sigstore bundle with a key of one's own: bundle.py DIRECTORY FILE [CASE].

DIRECTORY holds signer.pem and log.pem (P-256 private keys); it gets bundle.json,
trusted_root.json and signer.pub. The log's tree has two entries (RFC 9162, 2.1); CASE is one
thing to do wrong.
"""
import base64
import hashlib
import json
import subprocess
import sys

directory, path = sys.argv[1:3]
case = sys.argv[3] if len(sys.argv) > 3 else ""
content = open(path, "rb").read()
TIME = 1700000000


def openssl(*arguments, data=b""):
    return subprocess.run(["openssl", *arguments], input=data, check=True, capture_output=True).stdout


def sign(key, data):
    return openssl("dgst", "-sha256", "-sign", f"{directory}/{key}.pem", data=data)


def text(data):
    return base64.b64encode(data).decode()


def public(key, form):
    return openssl("pkey", "-in", f"{directory}/{key}.pem", "-pubout", "-outform", form)


signature = sign("signer", content)
log_key = public("log", "DER")
log_id = hashlib.sha256(log_key).digest()
body = json.dumps({
    "apiVersion": "0.0.1", "kind": "hashedrekord",
    "spec": {"data": {"hash": {"algorithm": "sha256", "value": hashlib.sha256(
                b"other" if case == "entry" else content).hexdigest()}},
             "signature": {"content": text(signature),
                           "publicKey": {"content": text(public("signer", "PEM"))}}}},
    separators=(",", ":"), sort_keys=True).encode()
leaf = hashlib.sha256(b"\0" + body).digest()
sibling = hashlib.sha256(b"\0another entry").digest()
root = hashlib.sha256(b"\1" + sibling + leaf).digest()
note = f"log.example.org - 1\n2\n{text(root)}\n"
mark = sign("log", note.encode() + (b"x" if case == "checkpoint" else b""))
envelope = f"{note}\n\u2014 log.example.org {text(log_id[:4] + mark)}\n"
promised = json.dumps({"body": text(body), "integratedTime": TIME + (case == "promise"),
                       "logID": log_id.hex(), "logIndex": 7}, separators=(",", ":"), sort_keys=True)
entry = {
    "logIndex": "7", "logId": {"keyId": text(log_id)},
    "kindVersion": {"kind": "hashedrekord", "version": "0.0.1"}, "integratedTime": str(TIME),
    "inclusionPromise": {"signedEntryTimestamp": text(sign("log", promised.encode()))},
    "inclusionProof": {"logIndex": "0" if case == "proof" else "1", "treeSize": "2",
                       "rootHash": text(root), "hashes": [text(sibling)],
                       "checkpoint": {"envelope": envelope}},
    "canonicalizedBody": text(body)}
if case == "unproven":
    del entry["inclusionProof"]
bundle = {
    "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
    "verificationMaterial": {"publicKey": {"hint": "example"}, "tlogEntries": [entry]},
    "messageSignature": {"messageDigest": {"algorithm": "SHA2_256",
                                           "digest": text(hashlib.sha256(content).digest())},
                         "signature": text(signature)}}
start = "2024-01-01T00:00:00Z" if case == "window" else "2021-01-01T00:00:00Z"
trusted = {
    "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    "tlogs": [{"baseUrl": "https://log.example.org", "hashAlgorithm": "SHA2_256",
               "publicKey": {"rawBytes": text(log_key), "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                             "validFor": {"start": start}},
               "logId": {"keyId": text(log_id)}}],
    "certificateAuthorities": [], "ctlogs": [], "timestampAuthorities": []}
json.dump(bundle, open(f"{directory}/bundle.json", "w"))
json.dump(trusted, open(f"{directory}/trusted_root.json", "w"))
open(f"{directory}/signer.pub", "wb").write(public("signer", "PEM"))
