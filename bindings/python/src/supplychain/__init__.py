# SPDX-License-Identifier: Apache-2.0
"""Correlated verdicts on compromised software and update chains (MITRE ATT&CK DET0309).

>>> import supplychain
>>> with supplychain.Engine() as engine:
...     for verdict in engine.replay("/var/log/audit/audit.log"):
...         print(verdict.level, verdict.product, verdict.explanation)
"""
from ._native import lib as _lib
from .engine import Checkpoint, Engine, LogResult, Problem
from .errors import DamagedRecord, Error, PluginError, PolicyError, UnknownFormat, text_of as _text_of
from .plugin import Claim, Enricher, Question
from .policy import Policy, PolicyKey
from .table import Table, events_table
from .verdict import Destination, File, Gap, Process, Signal, Verdict

#: Version of the C library.
__version__ = _text_of(_lib.schain_version())

__all__ = [
    "Checkpoint", "Claim", "DamagedRecord", "Destination", "Engine", "Enricher", "Error", "File", "Gap", "LogResult",
    "PluginError", "Policy", "PolicyError", "PolicyKey", "Problem", "Process", "Question", "Signal", "Table",
    "UnknownFormat", "Verdict", "events_table",
]
