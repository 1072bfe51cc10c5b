# SPDX-License-Identifier: Apache-2.0
"""Verdicts, as doc/verdict-json.md describes them."""
from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any


def _time(text: str | None) -> datetime | None:
    """RFC 3339 in UTC. Python keeps microseconds; the text in ``Verdict.json`` keeps them all."""
    if text is None:
        return None
    whole, _, rest = text.rstrip("Z").partition(".")
    moment = datetime.fromisoformat(whole).replace(tzinfo=timezone.utc)
    return moment.replace(microsecond=int((rest + "000000")[:6])) if rest else moment


@dataclass(frozen=True)
class Signal:
    """One weak finding with the event behind it."""

    name: str
    stage: str
    weight: int
    time: datetime | None
    event: str
    source: str | None
    text: str
    occurrences: int
    process: int | None
    record: dict[str, Any]


@dataclass(frozen=True)
class File:
    """A delivered file that the chain used."""

    path: str
    content: str | None
    time: datetime | None
    process: int | None
    sha256: str | None
    sha1: str | None
    md5: str | None
    signature: str | None
    signer: str | None


@dataclass(frozen=True)
class Process:
    """A process of the chain; parents come before children."""

    role: str
    pid: int | None
    time: datetime | None
    parent: int | None
    distance: int
    guid: str | None
    image: str | None
    command_line: str | None
    user: str | None


@dataclass(frozen=True)
class Destination:
    """Where the chain connected."""

    host_name: str | None
    address: str | None
    port: int
    protocol: int
    connections: int
    time: datetime | None
    process: int | None
    judgement: str


@dataclass(frozen=True)
class Gap:
    """A log source that did not report, and what it would have told."""

    source: str
    stage: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """The engine's judgement of one chain. ``json`` is the line that ``supplychain replay --json`` writes,
    byte for byte; ``process`` and ``parent`` count from 1."""

    id: str
    revision: int
    final: bool
    level: str
    score: int
    confidence: int
    host: str | None
    os: str | None
    product: str | None
    version: str | None
    previous_version: str | None
    installer: str | None
    first_time: datetime | None
    last_time: datetime | None
    technique: str
    strategy: str
    analytic: str
    explanation: str
    stages: dict[str, datetime | None]
    signals: tuple[Signal, ...]
    files: tuple[File, ...]
    processes: tuple[Process, ...]
    destinations: tuple[Destination, ...]
    gaps: tuple[Gap, ...]
    isolate: tuple[str, ...]
    preserve: tuple[str, ...]
    omitted: int
    json: bytes = field(repr=False)

    LEVELS = ("info", "low", "medium", "high", "critical")

    def reaches(self, level: str) -> bool:
        """Whether the level is that or above."""
        return self.LEVELS.index(self.level) >= self.LEVELS.index(level)

    def as_dict(self) -> dict[str, Any]:
        """The JSON object."""
        value: dict[str, Any] = json.loads(self.json)
        return value

    @classmethod
    def from_json(cls, line: bytes) -> Verdict:
        """Reads a line of JSON; keys of later versions are passed over."""
        data = json.loads(line)
        return cls(
            id=data["id"], revision=data["revision"], final=data["final"], level=data["level"], score=data["score"],
            confidence=data["confidence"], host=data["host"], os=data["os"], product=data["product"],
            version=data["version"], previous_version=data["previous_version"], installer=data["installer"],
            first_time=_time(data["first_time"]), last_time=_time(data["last_time"]),
            technique=data["attack"]["technique"], strategy=data["attack"]["strategy"],
            analytic=data["attack"]["analytic"], explanation=data["explanation"],
            stages={stage["stage"]: _time(stage["time"]) for stage in data["stages"]},
            signals=tuple(_make(Signal, item) for item in data["signals"]),
            files=tuple(_make(File, item) for item in data["files"]),
            processes=tuple(_make(Process, item) for item in data["processes"]),
            destinations=tuple(_make(Destination, item) for item in data["destinations"]),
            gaps=tuple(_make(Gap, item) for item in data["gaps"]),
            isolate=tuple(data["isolate"]), preserve=tuple(data["preserve"]), omitted=data["omitted"], json=line)


def _make(kind: Any, item: dict[str, Any]) -> Any:
    values = {name: item.get(name) for name in kind.__dataclass_fields__}
    if "time" in values:
        values["time"] = _time(values["time"])
    return kind(**values)
