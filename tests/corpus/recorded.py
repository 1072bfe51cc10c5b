# SPDX-License-Identifier: Apache-2.0
"""Real logs, read where they lie: the project's own recordings and, where the
directory of other people's logs is there, those. Nothing of them is copied."""
import os

# File, what its publisher says it shows.
OTHERS = (
    ("windows/slice_wuauclt_attack.jsonl", "attack"),
    ("windows/slice_onedrive_setup_benign_and_iertutil_attack.jsonl", "attack"),
    ("windows/otrf_wuauclt_unsigned_dll.zip", "attack"),
    ("windows/otrf_iertutil_hijack_plus_onedrive_setup.zip", "attack"),
    ("windows/otrf_apt_wbemcomn_hijack.zip", "attack"),
    ("windows/slice_wu_amdelta_benign.jsonl", "benign"),
    ("windows/otrf_wevtutil_with_wu_amdelta.zip", "benign"),
    ("windows/opera_autoupdate_sysmon.evtx", "benign"),
    ("windows/opera_autoupdate_sysmon.jsonl", "benign"),
    ("windows/eqllib_sysmon_atomic.json.gz", "benign"),
    ("windows/eqllib_sysmon_rta.json.gz", "benign"),
    ("linux/plaso_apt_history.log", "benign"),
    ("linux/plaso_dpkg.log", "benign"),
    ("linux/plaso_audit_enriched.log", "benign"),
)
# File, deliveries that are compromised by the recording's own labels.
OWN = (("linux/recorded-installs/ebpf.jsonl.gz", 3), ("linux/recorded-installs/audit.log.gz", 3),
       ("windows/voip-update/sysmon.xml.gz", 1), ("macos/voip-update/events.jsonl.gz", 1))


def replay_one(replay, path, extra=()):
    verdicts = {v["id"]: v for v in replay.verdicts(path, extra, True)}
    return {"deliveries": len(verdicts),
            "medium": sum(v["level"] in ("medium", "high", "critical") for v in verdicts.values()),
            "high": sum(v["level"] in ("high", "critical") for v in verdicts.values())}


def replays(replay, data, examples):
    rows = []
    for name, attacks in OWN if examples else ():
        path = os.path.join(examples, name)
        policy = os.path.join(os.path.dirname(path), "policy.yaml")
        for who, extra in (("default policy", ()), ("its policy", ("--policy=" + policy,))):
            rows.append(dict(replay_one(replay, path, extra), name=name, attacks=attacks, policy=who))
    for name, label in OTHERS if data else ():
        path = os.path.join(data, name)
        if os.path.exists(path):
            rows.append(dict(replay_one(replay, path), name=name, attacks=int(label == "attack"),
                             policy="default policy"))
    return rows
