# SPDX-License-Identifier: Apache-2.0
"""What a C compiler knows of the public headers, for abi-describe.

Nothing that is compiled runs: numbers are read from the assembly, as the Linux
kernel's asm-offsets does, so that a 32-bit layout needs no 32-bit system.
"""
import dataclasses
import os
import pathlib
import re
import shlex
import shutil
import subprocess

# Pointers and size_t of eight and of four bytes. No header has a "long" and no
# struct has padding, so these two stand for every target.
ABIS = {"lp64": ("-m64", "x86_64-linux-gnu"), "ilp32": ("-m32", "i386-linux-gnu")}
KINDS = ("i32", "u32", "i64", "u64", "i64", "u64")
GENERIC = ("int", "unsigned int", "long", "unsigned long", "long long", "unsigned long long")


class Failure(Exception):
    """The headers cannot be described."""


@dataclasses.dataclass
class Options:
    include: list
    scratch: pathlib.Path

    def flags(self):
        return [f"-I{directory}" for directory in self.include]


def run(command, source):
    result = subprocess.run(command, input=source, capture_output=True, text=True)
    if result.returncode:
        raise Failure(f"{shlex.join(command)}:\n{result.stderr.strip()}")
    return result.stdout


def cc():
    return shlex.split(os.environ.get("CC") or "cc")


def includes(nouns):
    return "".join(f"#include <supplychain/{noun}.h>\n" for noun in nouns)


def find(headers, noun, options):
    for directory in [headers.parent, *map(pathlib.Path, options.include)]:
        path = directory / "supplychain" / f"{noun}.h"
        if path.exists():
            return path
    raise Failure(f"no {noun}.h")


def preprocess(nouns, options):
    """For the parser: what compilers alone understand left out, line marks kept."""
    (options.scratch / "stddef.h").write_text("typedef unsigned long size_t;\n")
    (options.scratch / "stdint.h").write_text("".join(
        f"typedef {'unsigned ' if sign else ''}{kind} {sign}int{bits}_t;\n" for sign in ("", "u")
        for kind, bits in (("char", 8), ("short", 16), ("int", 32), ("long long", 64))))
    return run([*cc(), "-E", "-nostdinc", "-DSCHAIN_STATIC", "-D__attribute__(x)=",
                "-D__declspec(x)=", f"-I{options.scratch}", *options.flags(), "-xc", "-"],
               includes(nouns))


def macros(nouns, options, texts):
    """Every SCHAIN_ macro with the header and line it is defined at, and its kind."""
    defined = dict(re.findall(r"^#define (SCHAIN_[A-Z0-9_]+(?:\([^)]*\))?) ?(.*)$",
                              run([*cc(), "-E", "-dM", *options.flags(), "-xc", "-"],
                                  includes(nouns)), re.M))
    found = {}
    for noun in nouns:
        for match in re.finditer(r"^#[ \t]*define (SCHAIN_[A-Z0-9_]+(?:\([^)]*\))?)(?=[ \t\\])",
                                 texts[noun], re.M):
            name, value = match[1], defined.get(match[1])
            if value is None:
                continue
            name = name.split("(")[0]
            entry = {"noun": noun, "line": texts[noun].count("\n", 0, match.start()) + 1,
                     "value": value, "kind": "other"}
            if match[1] != name:
                entry["kind"] = "function"
                entry["value"] = f"{match[1]} {value}"
            elif name.endswith("_INIT"):
                entry["kind"] = "initialiser"
            elif re.fullmatch(r'"[^"]*"', value):
                entry.update(kind="text", value=value[1:-1])
            elif re.match(r"\(?-?([0-9]|U?INT64_C|1u <<)", value):
                entry["kind"] = "number"
            found[name] = entry
    return found


def assemble(abi, source, options):
    """A compiler for that ABI, if there is one."""
    flag, target = ABIS[abi]
    tried = ""
    for command in ([*cc(), flag], ["clang", f"--target={target}"]):
        if not shutil.which(command[0]):
            continue
        try:
            return run([*command, "-std=gnu11", "-O1", "-ffreestanding", "-S", "-o", "-",
                        *options.flags(), "-xc", "-"], source)
        except Failure as failure:
            tried = str(failure)
    raise Failure(tried or f"no compiler for {target}")


def probe(abi, nouns, wanted, options):
    """The values of constant expressions, by name."""
    body = "".join(f'\t__asm__ volatile("\\n#@ {name} %c0" :: "i"({expression}));\n'
                   for name, expression in wanted.items())
    text = assemble(abi, f"#include <stddef.h>\n{includes(nouns)}void probe(void)\n{{\n{body}}}\n",
                    options)
    return {name: int(value) for name, value in re.findall(r"#@ (\S+) (-?[0-9]+)", text)}


def constants(nouns, names, options):
    """(value, type) of each constant macro."""
    kinds = ", ".join(f"{kind}: {index}" for index, kind in enumerate(GENERIC))
    wanted = {}
    for name in names:
        wanted[name] = f"(long long){name}"
        wanted[f"{name}?"] = f"_Generic({name}, {kinds})"
    values = probe("lp64", nouns, wanted, options)
    return {name: (values[name], KINDS[values[f"{name}?"]]) for name in names}
