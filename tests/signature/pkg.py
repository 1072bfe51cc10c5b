# SPDX-License-Identifier: Apache-2.0
"""Makes a signed macOS package: pkg.py OUT KEY CERTIFICATE [CASE].

A xar archive of one file, with an RSA and a CMS signature over the checksum of
its table of contents (xar's documentation, "xarformat"). CASE is one thing to do wrong.
"""
import base64
import hashlib
import struct
import subprocess
import sys
import tempfile
import zlib

out, key, certificate = sys.argv[1:4]
case = sys.argv[4] if len(sys.argv) > 4 else ""
payload = b"payload of an example package\n" * 40
body = "".join(line for line in open(certificate).read().split("-----BEGIN CERTIFICATE-----")[1]
               .split("-----END")[0])


def run(data, *command):
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        return subprocess.run([*command, "-in", file.name], check=True, capture_output=True).stdout


def table(cms_size):
    checksum = "" if case == "unsealed" else \
        f'<archived-checksum style="sha1">{hashlib.sha1(payload).hexdigest()}</archived-checksum>'
    info = f"<KeyInfo><X509Data><X509Certificate>{body}</X509Certificate></X509Data></KeyInfo>"
    data = 20 + 256 + cms_size
    return zlib.compress(f"""<?xml version="1.0" encoding="UTF-8"?>
<xar><toc><checksum style="sha1"><offset>0</offset><size>20</size></checksum>
<signature style="RSA"><offset>20</offset><size>256</size>{info}</signature>
<x-signature style="CMS"><offset>276</offset><size>{cms_size}</size>{info}</x-signature>
<file id="1"><name>Payload</name><type>file</type><data>{checksum}<offset>{data}</offset>
<size>{len(payload)}</size><length>{len(payload)}</length></data></file></toc></xar>
""".encode())


def cms(checksum):
    return run(checksum, "openssl", "cms", "-sign", "-binary", "-outform", "DER", "-signer",
               certificate, "-inkey", key, "-md", "sha256", "-nosmimecap")


size = len(cms(b"\0" * 20))
toc = table(size)
unpacked = len(zlib.decompress(toc))
checksum = hashlib.sha1(toc).digest()
rsa = run(checksum, "openssl", "pkeyutl", "-sign", "-inkey", key, "-pkeyopt", "digest:sha1")
heap = bytearray(checksum + rsa + cms(checksum) + payload)
if case == "payload":
    heap[-1] ^= 1
if case == "checksum":
    heap[0] ^= 1
if case == "signature":
    heap[30] ^= 1
    heap[276 + size - 5] ^= 1
if case == "trailing":
    heap += b"more"
with open(out, "wb") as file:
    file.write(struct.pack(">4sHHQQI", b"xar!", 28, 1, len(toc), unpacked, 1) + toc + heap)
