# SPDX-License-Identifier: Apache-2.0
"""Where the installed C library is."""
from __future__ import annotations

import os
import shlex
import subprocess

PACKAGES = ["libsupplychain-1", "libsupplychain-decode-1"]


def pkg_config(*options: str) -> list[str]:
    """Flags of the installed library; SUPPLYCHAIN_CFLAGS and SUPPLYCHAIN_LIBS say others.

    pkg-config names a directory of libraries where the linker does not look by itself. The loader does not look
    there either, so it is told too."""
    given = os.environ.get("SUPPLYCHAIN_LIBS" if options == ("--libs",) else "SUPPLYCHAIN_CFLAGS")
    if given is not None:
        return shlex.split(given)
    command = [os.environ.get("PKG_CONFIG", "pkg-config"), *options, *PACKAGES]
    flags = shlex.split(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return flags + ["-Wl,-rpath," + flag[2:] for flag in flags if flag.startswith("-L")]
