# SPDX-License-Identifier: Apache-2.0
"""Makes the seeds of fuzz/sigstore and fuzz/ima: sigstore_seeds.py SEEDS WORK.

SEEDS gets sigstore/ and ima/; WORK is an empty directory for keys. A seed of Sigstore is a
trusted root (before it, a key where no certificate is), and a bundle over "hello\\n", a NUL
between them. Needs the Python package cryptography, and openssl for timestamps. The authority,
logs and timestamp server are made here: RFC 6962 (3.2) for the certificate's log, RFC 9162 (2.1)
for the tree. A seed of IMA is the attribute, signed by a key whose public half this prints.
"""
import base64
import datetime
import hashlib
import json
import pathlib
import subprocess
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

seeds, work = map(pathlib.Path, sys.argv[1:3])
CONTENT = b"hello\n"
TIME = 1700000000
FROM, UNTIL = datetime.datetime(2021, 1, 1), datetime.datetime(2040, 1, 1)
SHA256 = hashes.SHA256()
ECDSA = ec.ECDSA(SHA256)
SCTS = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
ISSUER = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.8")


def text(data):
    return base64.b64encode(data).decode()


def digest(data):
    return hashlib.sha256(data).digest()


def encode(document):
    return json.dumps(document, separators=(",", ":"), sort_keys=True).encode()


def public(key, form=serialization.Encoding.DER):
    return key.public_key().public_bytes(form, serialization.PublicFormat.SubjectPublicKeyInfo)


def der(certificate):
    return certificate.public_bytes(serialization.Encoding.DER)


def named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def builder(name, key, issuer):
    return (x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(issuer))
            .public_key(key.public_key()).serial_number(7)
            .not_valid_before(FROM).not_valid_after(UNTIL))


signer, authority, log, certificate_log, stamper = (
    ec.generate_private_key(ec.SECP256R1()) for _ in range(5))
edwards = ed25519.Ed25519PrivateKey.generate()
root = (builder("authority.example.org", authority, "authority.example.org")
        .add_extension(x509.BasicConstraints(True, None), True).sign(authority, SHA256))
stamp_certificate = (builder("stamps.example.org", stamper, "authority.example.org")
                     .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
                     .sign(authority, SHA256))


def leaf():
    unlogged = (builder("signer", signer, "authority.example.org")
                .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), False)
                .add_extension(x509.SubjectAlternativeName(
                    [x509.RFC822Name("signer@example.org")]), True)
                .add_extension(x509.UnrecognizedExtension(
                    ISSUER, b"\x0c\x17https://id.example.org/"), False))
    tbs = unlogged.sign(authority, SHA256).tbs_certificate_bytes
    head = b"\0\0" + (TIME * 1000).to_bytes(8, "big")
    signed = certificate_log.sign(
        head + b"\0\1" + digest(public(authority)) + len(tbs).to_bytes(3, "big") + tbs + b"\0\0",
        ECDSA)
    sct = (b"\0" + digest(public(certificate_log)) + head[2:] + b"\0\0\4\3" +
           len(signed).to_bytes(2, "big") + signed)
    listed = len(sct).to_bytes(2, "big") + sct
    listed = len(listed).to_bytes(2, "big") + listed
    size = bytes([len(listed)]) if len(listed) < 128 else bytes([0x81, len(listed)])
    return unlogged.add_extension(
        x509.UnrecognizedExtension(SCTS, b"\4" + size + listed), False).sign(authority, SHA256)


certificate = leaf()
window = {"start": "2021-01-01T00:00:00Z"}


def trusted_log(key):
    return {"hashAlgorithm": "SHA2_256", "logId": {"keyId": text(digest(public(key)))},
            "publicKey": {"rawBytes": text(public(key)), "validFor": window,
                          "keyDetails": "PKIX_ECDSA_P256_SHA_256"}}


def trusted_authority(*chain):
    return {"validFor": window,
            "certChain": {"certificates": [{"rawBytes": text(der(one))} for one in chain]}}


trusted = encode({
    "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    "tlogs": [trusted_log(log)], "ctlogs": [trusted_log(certificate_log)],
    "certificateAuthorities": [trusted_authority(root)],
    "timestampAuthorities": [trusted_authority(stamp_certificate, root)]})


def stamp(data):
    """A timestamp of now, as RFC 3161 has it."""
    (work / "key.pem").write_bytes(stamper.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption()))
    (work / "signer.pem").write_bytes(stamp_certificate.public_bytes(serialization.Encoding.PEM))
    (work / "data").write_bytes(data)
    (work / "ts.cnf").write_text(
        "[tsa]\ndefault_tsa=a\n[a]\nserial=serial\ndefault_policy=1.2.3.4\n"
        "digests=sha256\nsigner_digest=sha256\ness_cert_id_alg=sha256\n")
    for line in ("-query -data data -sha256 -no_nonce -out query",
                 "-reply -config ts.cnf -section a -queryfile query -signer signer.pem"
                 " -inkey key.pem -out reply"):
        subprocess.run(["openssl", "ts", *line.split()], cwd=work, check=True, capture_output=True)
    return (work / "reply").read_bytes()


def entry(kind, version, spec, promised, proven):
    body = encode({"apiVersion": version, "kind": kind, "spec": spec})
    log_id = digest(public(log))
    made = {"logIndex": "7", "logId": {"keyId": text(log_id)},
            "kindVersion": {"kind": kind, "version": version}, "canonicalizedBody": text(body)}
    if promised:
        made["integratedTime"] = str(TIME)
        made["inclusionPromise"] = {"signedEntryTimestamp": text(log.sign(encode(
            {"body": text(body), "integratedTime": TIME, "logID": log_id.hex(), "logIndex": 7}),
            ECDSA))}
    if proven:
        # Three entries, this one the second: a way through the tree with both sides.
        beside, above = digest(b"\0one"), digest(b"\0three")
        top = digest(b"\1" + digest(b"\1" + beside + digest(b"\0" + body)) + above)
        note = f"log.example.org - 1\n3\n{text(top)}\n"
        mark = text(log_id[:4] + log.sign(note.encode(), ECDSA))
        made["inclusionProof"] = {
            "logIndex": "1", "treeSize": "3", "rootHash": text(top),
            "hashes": [text(beside), text(above)],
            "checkpoint": {"envelope": f"{note}\n\u2014 log.example.org {mark}\n"}}
    return made


def sign(key, data):
    return key.sign(data) if key is edwards else key.sign(data, ECDSA)


def bundle(version, kind, *, key=None, promised=True, proven=True, stamped=False):
    """KIND: (kind, version) of the log's entry, whose form it chooses; KEY: it signs, no certificate."""
    pem = text(public(key, serialization.Encoding.PEM) if key
               else certificate.public_bytes(serialization.Encoding.PEM))
    raw = ({"publicKey": {"rawBytes": text(public(key))}} if key
           else {"x509Certificate": {"rawBytes": text(der(certificate))}})
    made = {"mediaType": "application/vnd.dev.sigstore.bundle" + (
        ".v0.3+json" if version == 3 else f"+json;version=0.{version}")}
    if kind[0] == "hashedrekord":
        signature = sign(key or signer, CONTENT)
        made["messageSignature"] = {
            "messageDigest": {"algorithm": "SHA2_256", "digest": text(digest(CONTENT))},
            "signature": text(signature)}
        spec = {"data": {"hash": {"algorithm": "sha256", "value": digest(CONTENT).hex()}},
                "signature": {"content": text(signature), "publicKey": {"content": pem}}}
        if kind[1] == "0.0.2":
            spec = {"hashedRekordV002": {
                "data": {"algorithm": "SHA2_256", "digest": text(digest(CONTENT))},
                "signature": {"content": text(signature), "verifier": raw}}}
    else:
        payload = encode({"_type": "https://in-toto.io/Statement/v1", "subject": [
            {"name": "hello", "digest": {"sha256": digest(CONTENT).hex()}}]})
        form = "application/vnd.in-toto+json"
        signature = sign(key or signer, b"DSSEv1 %d %s %d %s" % (
            len(form), form.encode(), len(payload), payload))
        made["dsseEnvelope"] = {"payload": text(payload), "payloadType": form,
                                "signatures": [{"sig": text(signature)}]}
        hashed = {"algorithm": "sha256", "value": digest(payload).hex()}
        spec = {"payloadHash": hashed,
                "signatures": [{"signature": text(signature), "verifier": pem}]}
        if kind[0] == "intoto":
            spec = {"content": {"payloadHash": hashed, "envelope": {"signatures": [
                {"sig": text(text(signature).encode()), "publicKey": pem}]}}}
        elif kind[1] == "0.0.2":
            spec = {"dsseV002": {
                "payloadHash": {"algorithm": "SHA2_256", "digest": text(digest(payload))},
                "signatures": [{"content": text(signature), "verifier": raw}]}}
    material = {"tlogEntries": [entry(*kind, spec, promised, proven)]}
    if key:
        material["publicKey"] = {"hint": "example"}
    elif version == 3:
        material["certificate"] = {"rawBytes": text(der(certificate))}
    else:
        material["x509CertificateChain"] = {
            "certificates": [{"rawBytes": text(der(one))}
                             for one in (certificate, stamp_certificate)]}
    if stamped:
        material["timestampVerificationData"] = {
            "rfc3161Timestamps": [{"signedTimestamp": text(stamp(signature))}]}
    made["verificationMaterial"] = material
    head = public(key, serialization.Encoding.PEM) + b"\0" if key else b""
    return head + trusted + b"\0" + encode(made)


RECORD_1, RECORD_2 = ("hashedrekord", "0.0.1"), ("hashedrekord", "0.0.2")
DSSE_1, DSSE_2, INTOTO = ("dsse", "0.0.1"), ("dsse", "0.0.2"), ("intoto", "0.0.2")
made = {
    "v1-promise": bundle(1, RECORD_1, proven=False),
    "v2-message": bundle(2, RECORD_1),
    "v2-intoto": bundle(2, INTOTO),
    "v3-message-stamped": bundle(3, RECORD_1, stamped=True),
    "v3-message-2-stamped": bundle(3, RECORD_2, promised=False, stamped=True),
    "v3-dsse": bundle(3, DSSE_1),
    "v3-dsse-2-stamped": bundle(3, DSSE_2, promised=False, stamped=True),
    "v3-key": bundle(3, RECORD_1, key=signer),
    "v3-key-ed25519": bundle(3, RECORD_1, key=edwards),
}
signed = signer.sign(digest(CONTENT), ec.ECDSA(utils.Prehashed(SHA256)))
# X509_PUBKEY's bits are the uncompressed point (RFC 5280, 4.2.1.2); its SHA-1's end names the key.
point = signer.public_key().public_bytes(serialization.Encoding.X962,
                                         serialization.PublicFormat.UncompressedPoint)
name = hashlib.sha1(point).digest()[16:]
attributes = {
    "signed": b"\3\2\4" + name + len(signed).to_bytes(2, "big") + signed,
    "sha1": b"\1" + hashlib.sha1(CONTENT).digest(),
    "sha256": b"\4\4" + digest(CONTENT),
}
for directory, files in (("sigstore", made), ("ima", attributes)):
    (seeds / directory).mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (seeds / directory / name).write_bytes(data)
print(", ".join(f"0x{byte:02x}" for byte in public(signer)))
