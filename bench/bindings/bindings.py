# SPDX-License-Identifier: Apache-2.0
"""bindings.py FILE EVENTS: as "bindings run" does, from Python."""
import sys
import time

import supplychain

EPOCH, STEP, HELD = 1767225600 * 10**9, 50 * 10**6, 16


def session(number):
    """The events of sessions.c as dictionaries."""
    product, writer = number // 1024 % 2000, 10 + number % 100000 * 10
    tool, shell, record, is_odd = writer + 1, writer + 2, number * 16, number % 1024 == 0
    image, program = "/usr/bin/dpkg" if is_odd else "/usr/bin/sort", f"/opt/p{product}/bin/tool0"
    host, name = f"host-{number % 16:02}.example", f"u{number % 50}.vendor.example"
    address, state = f"203.0.113.{number % 50}", f"/var/lib/p{product}/state.db"
    paths = [f"/opt/p{product}/bin/tool{i}" if is_odd else f"/srv/p{product}/doc/page{i}" for i in range(4)]
    hashes = [f"{number * 4 + i + 2:064x}" for i in range(4)]

    def event(kind, pid, image, **more):
        nonlocal record
        record += 1
        return {"type": kind, "time": EPOCH + (record - 1) * STEP, "record": record, "host": host, "os": "linux",
                "source_kind": "ebpf", "process": {"pid": pid, "image": {"path": image}}, **more}

    def start(pid, parent, image, command, user, sha256):
        made = event("process_start", pid, image)
        made["process"].update(parent_pid=parent, command_line=command, user=user)
        made["process"]["image"]["sha256"] = sha256
        return made

    events = [start(writer, 1, image, f"{'dpkg -i' if is_odd else 'sort'} p{product}.deb", "root", f"{1:064x}")]
    for path, sha256 in zip(paths, hashes):
        events.append(event("file_write", writer, image, file={
            "path": path, "size": 1000 + number, "mode": 0o100755 if is_odd else 0o100644,
            "content": "elf" if is_odd else "data", "sha256": sha256}))
    reached = {"protocol": 6, "port": 443, "host_name": name, "address": address}
    odd = {"protocol": 6, "port": 443, "host_name": "cdn.statmetric.example", "address": "203.0.113.70"}
    events += [
        event("process_exit", writer, image),
        start(tool, 1, program, f"tool0 --update {number}", "svc", hashes[0]),
        start(shell, tool, "/bin/sh", "sh -c 'tool0 --check'", "svc", f"{2:064x}"),
        event("file_write", tool, program, file={"path": state, "content": "data"}),
        event("dns", tool, program, dns={"query": name, "query_type": 1, "answers": [address]}),
        event("connection", tool, program, connection=reached),
        event("file_rename", tool, program, file={"path": state + ".1", "old_path": state}),
        event("module_load", tool, program, file={"path": "/usr/lib/libc.so.6"}),
        event("process_exit", shell, "/bin/sh"),
        event("connection", tool, program, connection=odd if is_odd else reached),
        event("process_exit", tool, program),
    ]
    return events


def digest(verdicts):
    value, count = 0xcbf29ce484222325, 0
    for verdict in verdicts:
        count += 1
        for byte in verdict.json:
            value = (value ^ byte) * 1099511628211 & 0xffffffffffffffff
    return count, f"{value:016x}"


def run_bytes(policy, path):
    begin = time.process_time()
    with supplychain.Engine(policy) as engine:
        engine.feed_log(path)
        engine.flush()
        verdicts = list(engine.verdicts())
    return time.process_time() - begin, *digest(verdicts)


def run_objects(policy, events):
    seconds, verdicts = 0.0, []
    with supplychain.Engine(policy) as engine:
        for first in range(0, events // 16, HELD):
            held = [event for number in range(first, min(first + HELD, events // 16)) for event in session(number)]
            begin = time.process_time()
            engine.feed(held)
            seconds += time.process_time() - begin
        begin = time.process_time()
        engine.flush()
        verdicts = list(engine.verdicts())
        engine.close()
        return seconds + time.process_time() - begin, *digest(verdicts)


if __name__ == "__main__":
    with supplychain.Policy() as approved:
        approved.add("approved_update_hosts", "*.vendor.example")
        by_bytes, bytes_count, bytes_digest = run_bytes(approved, sys.argv[1])
        by_objects, objects_count, objects_digest = run_objects(approved, int(sys.argv[2]))
    print(f"{by_bytes:.3f} {by_objects:.3f} {bytes_count} {bytes_digest} {objects_count} {objects_digest}")
