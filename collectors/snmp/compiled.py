"""The codec as machine code, from the same source: optional, and never needed.

``python -m collectors.snmp.compiled`` compiles the modules of `CODEC` with mypyc and puts the result beside their sources,
where Python finds it first; ``--remove`` takes it away again. Without mypyc (it comes with mypy) or a C compiler nothing
is done, and the sources are run as ever. Built objects stand in no wheel and under no version control.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path

import collectors.snmp

CODEC = ("tlv", "ber", "usm_message")
"""What is compiled: reading and writing of octets, where a discovery spends its time. All of it is typed strictly."""
_ALSO_READ = ("__init__", "users", "usm_keys")
"""What the compiler looks at besides."""
_LIBRARY = "codec__mypyc"
"""What the compiled modules share; mypyc names it after the group."""
_SETUP = """
import sys
from mypyc.build import mypycify
from setuptools import setup
modules = mypycify(["--strict", *sys.argv[1:]], group_name="collectors.snmp.codec")
setup(name="codec", packages=[], py_modules=[], ext_modules=modules, script_args=["build_ext", "--inplace"])
"""
"""The group lies in the package, as the folder above it need not be where Python looks."""
_HERE = Path(__file__).parent
_SUFFIX = str(sysconfig.get_config_var("EXT_SUFFIX"))


def lacks() -> str | None:
    """Return what is missing for compiling, in a word; None if nothing is."""
    if importlib.util.find_spec("mypyc") is None:
        return "mypyc"
    if importlib.util.find_spec("setuptools") is None:
        return "setuptools"
    compiler = str(sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None:
        return compiler
    return None if Path(sysconfig.get_path("include"), "Python.h").exists() else "Python.h"


def build(into: Path) -> bool:
    """Compile the codec into a folder; False where it cannot be done.

    It takes about five seconds. The folder then holds the extension modules and the library that they share.
    """
    if lacks() is not None:
        return False
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        package = work / "collectors" / "snmp"
        package.mkdir(parents=True)
        shutil.copy(_HERE.parent / "__init__.py", package.parent)
        for module in (*_ALSO_READ, *CODEC):
            shutil.copy(_HERE / f"{module}.py", package)
        sources = [f"collectors/snmp/{module}.py" for module in CODEC]
        command = [sys.executable, "-c", _SETUP, *sources]
        done = subprocess.run(command, cwd=work, capture_output=True, check=False)  # noqa: S603 - our own interpreter and sources
        if done.returncode:
            return False
        for built in package.glob(f"*{_SUFFIX}"):
            shutil.copy(built, into)
    return True


def use(folder: Path) -> None:
    """Let this process take the codec from where `build` has put it; to be called before anything imports it.

    Raises
    ------
    RuntimeError
        The codec is in use already.
    """
    if any(f"collectors.snmp.{module}" in sys.modules for module in CODEC):
        raise RuntimeError("the codec has been imported before")
    collectors.snmp.__path__.insert(0, str(folder))


def remove(folder: Path = _HERE) -> int:
    """Take away what was built beside the sources; return how many files."""
    there = [path for path in [folder / f"{name}{_SUFFIX}" for name in (*CODEC, _LIBRARY)] if path.exists()]
    for path in there:
        path.unlink()
    return len(there)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compile the codec beside its sources, or take it away; 0 also where it cannot be compiled, as nothing needs it."""
    parser = argparse.ArgumentParser(prog="python -m collectors.snmp.compiled", description=__doc__)
    parser.add_argument("--remove", action="store_true", help="run the sources again")
    options = parser.parse_args(arguments)
    remove()
    if options.remove:
        return 0
    missing = lacks()
    done = missing is None and build(_HERE)
    print("compiled" if done else f"not compiled: {missing or 'the compiler refused'}; the sources are run")  # noqa: T201 - a build step
    return 0


if __name__ == "__main__":
    sys.exit(main())
