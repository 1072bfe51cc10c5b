# SPDX-License-Identifier: Apache-2.0
"""What watching costs: sensor.py SENSOR [PAIRS]. Called by "make bench-sensor", as root.

Runs the same work without and with the sensor, in turns, and prints for each the
medians and the median of the pairs' ratios; then what the sensor itself needed and
lost. All in a private directory: dpkg installs into a root of its own.
"""
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

EXECS = 1500
FILES = 300  # of the package


def make_package(work):
    tree = os.path.join(work, "tree")
    os.makedirs(os.path.join(tree, "DEBIAN"))
    with open(os.path.join(tree, "DEBIAN", "control"), "w") as control:
        control.write("Package: bench\nVersion: 1\nArchitecture: all\nMaintainer: A <a@example.org>\n"
                      "Description: files\n")
    os.makedirs(os.path.join(tree, "opt", "bench"))
    for i in range(FILES):
        shutil.copy("/bin/true", os.path.join(tree, "opt", "bench", f"program{i}"))
    package = os.path.join(work, "bench.deb")
    subprocess.run(["dpkg-deb", "-Znone", "--build", "--root-owner-group", tree, package], check=True,
                   stdout=subprocess.DEVNULL)
    return package


def run_programs(work):
    subprocess.run(["sh", "-c", f"i=0; while [ $i -lt {EXECS} ]; do /bin/true; i=$((i + 1)); done"],
                   check=True)


def install(work):
    root = os.path.join(work, "root")
    shutil.rmtree(root, ignore_errors=True)
    for folder in ("updates", "info"):
        os.makedirs(os.path.join(root, "var", "lib", "dpkg", folder))
    for file in ("status", "available"):
        open(os.path.join(root, "var", "lib", "dpkg", file), "w").close()
    subprocess.run(["dpkg", f"--root={root}", "--force-not-root,script-chrootless", "--log=/dev/null",
                    "--unpack", os.path.join(work, "bench.deb")], check=True, stdout=subprocess.DEVNULL)


class Sensor:
    def __init__(self, program, work):
        self.path = os.path.join(work, "socket")
        self.process = subprocess.Popen([program, f"--socket={self.path}", "--min-level=critical"],
                                        stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        if "watching" not in line:
            sys.exit(f"bench-sensor: {line}")
        time.sleep(0.5)

    def status(self):
        with socket.socket(socket.AF_UNIX) as peer:
            peer.connect(self.path)
            for line in peer.makefile():
                line = json.loads(line)
                if line["type"] == "status":
                    return line

    def most_memory(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024

    def busy(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self):
        self.process.terminate()
        self.process.wait()


def timed(work, act):
    begin = time.monotonic()
    act(work)
    return time.monotonic() - begin


def main():
    pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    if os.geteuid():
        sys.exit("bench-sensor: not root")
    with tempfile.TemporaryDirectory() as work:
        make_package(work)
        memory = busy = 0
        events = lost = 0
        for name, act in ((f"{EXECS} programs", run_programs), (f"dpkg unpacks {FILES} files", install)):
            act(work)  # caches warm
            without, beside = [], []
            for pair in range(pairs):
                for watched in ((False, True) if pair % 2 else (True, False)):
                    if not watched:
                        without.append(timed(work, act))
                        continue
                    sensor = Sensor(sys.argv[1], work)
                    beside.append(timed(work, act))
                    status = sensor.status()
                    events, lost = events + status["events"], lost + status["lost"]
                    memory, busy = max(memory, sensor.most_memory()), busy + sensor.busy()
                    sensor.end()
            ratio = statistics.median(b / a for a, b in zip(without, beside))
            print(f"{name}: {statistics.median(without):.2f} s without, {statistics.median(beside):.2f} s with "
                  f"the sensor; {100 * (ratio - 1):+.1f} % (median of {pairs} pairs)", flush=True)
        print(f"the sensor: {memory:.0f} MiB at most, {busy:.1f} s of processor time for {events} events, "
              f"{lost} lost")


main()
