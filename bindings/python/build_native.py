# SPDX-License-Identifier: Apache-2.0
"""Makes the extension module from the installed headers.

The declarations are what the C compiler's preprocessor leaves of the public
headers, so that nothing is written down twice; the constants are their macros.
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys

import cffi

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))
from flags import pkg_config  # noqa: E402

HEADERS = ["supplychain.h", "decode.h"]


def run_preprocessor(*options: str) -> str:
    source = "".join(f"#include <supplychain/{name}>\n" for name in HEADERS)
    command = [*shlex.split(os.environ.get("CC", "cc")), "-E", "-DSCHAIN_STATIC", *options,
               *pkg_config("--cflags"), "-"]
    return subprocess.run(command, input=source, check=True, capture_output=True, text=True).stdout


def prototypes() -> str:
    """What the library's own headers declare, without what only compilers take."""
    lines, ours = [], False
    for line in run_preprocessor().splitlines():
        if line.startswith("#"):
            ours = "/supplychain/" in line
        elif ours:
            lines.append(line)
    text = re.sub(r"__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\)", "", "\n".join(lines))
    # What a plugin in a shared object defines; here are none.
    return re.sub(r"const schain_plugin \*schain_plugin_query\([^;]*;", "", text)


def constants() -> str:
    """The macros that are whole numbers."""
    number = r"\(?-?[0-9][0-9A-Za-zx]*\)?|\(1u << [0-9]+\)"
    names = re.findall(rf"^#define (SCHAIN_[A-Z0-9_]+) (?:{number})$", run_preprocessor("-dM"), re.M)
    return "".join(f"#define {name} ...\n" for name in sorted(names) if name != "SCHAIN_STATIC")


builder = cffi.FFI()
builder.cdef(prototypes() + "\n" + constants() + (HERE / "glue.h").read_text())
builder.set_source(
    "supplychain._native",
    "".join(f"#include <supplychain/{name}>\n" for name in HEADERS) + (HERE / "glue.h").read_text() +
    (HERE / "glue.c").read_text(),
    extra_compile_args=pkg_config("--cflags"),
    extra_link_args=pkg_config("--libs"),
    py_limited_api=True,
)

if __name__ == "__main__":
    builder.compile(verbose=True)
