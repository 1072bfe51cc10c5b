# SPDX-License-Identifier: Apache-2.0
import pathlib
import sys

from setuptools import Extension, setup

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from flags import pkg_config  # noqa: E402

# The stable ABI of 3.10, which brought PyUnicode_AsUTF8AndSize() into it.
FAST = Extension(
    "supplychain._fast",
    sources=[f"fast/{name}.c" for name in ("arena", "batch", "columns", "encode", "module", "rows", "shapes", "tables",
                                                "time")],
    depends=[f"fast/{name}.h" for name in ("batch", "columns", "encode", "module", "rows", "shapes")],
    define_macros=[("Py_LIMITED_API", "0x030A0000")],
    extra_compile_args=["-std=gnu11", "-fvisibility=hidden", *pkg_config("--cflags")],
    extra_link_args=pkg_config("--libs"),
    py_limited_api=True,
)

setup(
    cffi_modules=["build_native.py:builder"],
    ext_modules=[FAST],
    options={"bdist_wheel": {"py_limited_api": "cp310"}},
)
