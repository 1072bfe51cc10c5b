# SPDX-License-Identifier: Apache-2.0
"""Acts as a sensor, and as a person at a terminal who watches it.

watch.py serve SOCKET LINES: tells one who connects LINES, and lets go after a byte on standard input.
watch.py use SUPPLYCHAIN SOCKET LINES: checks the view."""
import fcntl
import os
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time


def listen(path):
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen(1)
    return server


class Terminal:
    """Understands what a picture of lines needs, and nothing else: what else comes is a fault."""

    token = re.compile(rb"\x1b\[(\??[0-9;]*)([A-Za-z])|([^\x00-\x1f\x7f]+)|(\r?\n)")

    def __init__(self, command, columns, rows, environment):
        self.parent, child = pty.openpty()
        self.resize(columns, rows)
        self.before = termios.tcgetattr(child)
        self.child = child
        self.process = subprocess.Popen(command, stdin=child, stdout=child, stderr=subprocess.PIPE,
                                        env=environment)
        self.rows, self.row, self.codes, self.pending = {}, 0, set(), b""

    def resize(self, columns, rows):
        fcntl.ioctl(self.parent, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def take(self, wait=0.05):
        if not select.select([self.parent], [], [], wait)[0]:
            return False
        data = self.pending + os.read(self.parent, 65536)
        at = 0
        while at < len(data):
            match = self.token.match(data, at)
            if not match:
                if len(data) - at > 16:
                    sys.exit(f"FAIL: a terminal is sent {data[at:at + 8]!r}")
                break
            numbers, letter, text, _ = match.groups()
            if text:
                self.rows[self.row] = self.rows.get(self.row, "") + text.decode(errors="ignore")
            elif letter == b"H":
                self.row = int(numbers.split(b";")[0])
                self.rows[self.row] = ""
            elif letter == b"J":
                self.rows.clear()
            elif letter:
                self.codes.add((numbers + letter).decode())
            at = match.end()
        self.pending = data[at:]
        return True

    def screen(self):
        return "\n".join(self.rows[row] for row in sorted(self.rows))

    def sees(self, pattern, is_there=True):
        end = time.monotonic() + 20
        while bool(re.search(pattern, self.screen())) != is_there:
            if time.monotonic() > end:
                sys.exit(f"FAIL: {pattern!r} {'does not appear on' if is_there else 'stays on'}:\n{self.screen()}")
            self.take()

    def fits(self, columns, rows):
        end = time.monotonic() + 20
        while max(len(line) for line in self.screen().split("\n")) > columns or max(self.rows, default=0) > rows:
            if time.monotonic() > end:
                sys.exit(f"FAIL: wider or higher than the terminal:\n{self.screen()}")
            self.take()

    def press(self, keys):
        os.write(self.parent, keys)

    def ends(self, status, message=""):
        end = time.monotonic() + 20
        while self.process.poll() is None and time.monotonic() < end:
            self.take()
        while self.take():
            pass
        said = self.process.stderr.read().decode()
        if self.process.poll() != status or message not in said:
            sys.exit(f"FAIL: ends with {self.process.poll()} and {said!r}, expected {status} and {message!r}")
        if not {"?1049h", "?1049l", "?25h"} <= self.codes:
            sys.exit("FAIL: the terminal is not given back")
        if termios.tcgetattr(self.child) != self.before:
            sys.exit("FAIL: the terminal's modes are not as before")
        os.close(self.parent)
        os.close(self.child)


def use(command, path, lines):
    environment = {"TERM": "xterm", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
    command = [command, "watch", "--socket=" + path]
    server = listen(path)

    def start(columns=100, rows=30, **more):
        terminal = Terminal(command, columns, rows, {**environment, **more})
        peer, _ = server.accept()
        peer.sendall(lines)
        return terminal, peer

    terminal, peer = start()
    terminal.sees(r"supplychain watch · demo")
    terminal.sees(r"(?m)^> (critical|high)")
    terminal.sees(r"\\u001b\[2J evil \\u202egpj")
    first = re.search(r"(?m)^> .*$", terminal.screen()).group()
    terminal.press(b"j")
    terminal.sees(r"(?m)^" + re.escape(first), False)
    terminal.press(b"\x1b[A")
    terminal.sees(r"(?m)^" + re.escape(first))
    terminal.press(b"\r")
    terminal.sees(r"What happened")
    terminal.press(b" ")
    terminal.sees(r"Why: weight")
    terminal.resize(60, 12)
    os.kill(terminal.process.pid, signal.SIGWINCH)
    terminal.press(b"q")
    terminal.fits(60, 12)
    terminal.sees(r"q: quit")
    terminal.fits(60, 12)
    if "31m" not in terminal.codes:
        sys.exit("FAIL: nothing is red")
    terminal.press(b"p")
    terminal.sees("PAUSED")
    peer.sendall(lines.replace(b'"demo"', b'"later"'))
    terminal.press(b"\x1b[15~")  # F5: no key of the view
    terminal.press(b"p")
    terminal.sees("watch · later")
    terminal.press(b"q")
    terminal.ends(0)
    peer.close()

    terminal, peer = start(NO_COLOR="1")
    terminal.sees("Verdicts")
    peer.close()
    terminal.ends(3, "the sensor has ended")
    if terminal.codes & {"31m", "33m", "2m"}:
        sys.exit("FAIL: NO_COLOR is coloured")

    terminal, peer = start(LC_ALL="C")
    terminal.sees("Verdicts")
    if not terminal.screen().isascii():
        sys.exit("FAIL: more than ASCII where the locale has no more")
    os.kill(terminal.process.pid, signal.SIGTERM)
    terminal.ends(0)


def serve(path, lines):
    peer, _ = listen(path).accept()
    peer.sendall(lines)
    sys.stdin.read(1)


with open(sys.argv[-1], "rb") as file:
    told = file.read()
if sys.argv[1] == "serve":
    serve(sys.argv[2], told)
else:
    use(sys.argv[2], sys.argv[3], told)
