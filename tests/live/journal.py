# SPDX-License-Identifier: Apache-2.0
"""Stands for systemd's journal: prints the fields of the first message, as JSON."""
import json
import os
import socket

os.makedirs("/run/systemd/journal")
journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
journal.bind("/run/systemd/journal/socket")
journal.settimeout(30)
open("listening", "w").close()
data, fields = journal.recv(1 << 20), {}
while data:
    line, _, data = data.partition(b"\n")
    name, equals, value = line.partition(b"=")
    if not equals:
        size = int.from_bytes(data[:8], "little")
        value, data = data[8:8 + size], data[8 + size + 1:]
    fields[name.decode()] = value.decode()
verdict = json.loads(fields["SUPPLYCHAIN_VERDICT"])
assert verdict["id"] == fields["SUPPLYCHAIN_ID"] and str(verdict["score"]) == fields["SUPPLYCHAIN_SCORE"]
assert verdict["level"] == fields["SUPPLYCHAIN_LEVEL"]
print(json.dumps(fields))
