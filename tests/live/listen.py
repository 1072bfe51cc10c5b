# SPDX-License-Identifier: Apache-2.0
"""Prints the lines of a sensor's socket until PATTERN was in one: listen.py SOCKET PATTERN [UID]"""
import os
import socket
import sys

peer = socket.socket(socket.AF_UNIX)
peer.settimeout(20)
if len(sys.argv) > 3:
    os.setgroups([])
    os.setgid(int(sys.argv[3]))
    os.setuid(int(sys.argv[3]))
peer.connect(sys.argv[1])
for line in peer.makefile(encoding="ascii"):
    print(line, end="", flush=True)
    if sys.argv[2] in line:
        break
