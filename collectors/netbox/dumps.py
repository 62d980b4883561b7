"""Files with NetBox objects: a folder of CSV files in its import's shape, or JSON as its API gives it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from collectors.netbox.kinds import BY_PATH
from collectors.netbox.objects import read_objects
from collectors.netbox.sheets import kind_of_file, read_sheets, sheet_files
from collectors.netbox.stock import Stock
from topology.model.errors import InputError, Problem, Severity

_JSON: Final = ".json"
_MOST_BYTES: Final = 200 << 20
_HEAD: Final = 65_536
_URL: Final = re.compile(r"/api/([a-z-]+/[a-z-]+)/\d+/?$")
_SIGN: Final = re.compile(rb'"url"\s*:\s*"[^"]{0,300}/api/(?:circuits|dcim|extras|ipam|tenancy)/[a-z-]+/\d+/?"')
_MOST_FILES: Final = 10_000


def inventory_files(path: Path) -> list[Path]:
    """Return the files that hold NetBox objects: a dump, or all of a folder that holds nothing else; none for anything else."""
    if path.is_file():
        return [path] if _holds_objects(path) else []
    if not path.is_dir():
        return []
    try:
        sheets = sheet_files(path)
        inside = sheets or sorted(path.iterdir())[:_MOST_FILES]
    except OSError:
        return []
    if sheets:
        return sheets
    return inside if inside and all(one.is_file() and not one.is_symlink() and _is_dump(one) for one in inside) else []


def _is_dump(path: Path) -> bool:
    """Tell whether a file of a folder is a dump by its name and by what it holds."""
    return path.suffix.casefold() == _JSON and _holds_objects(path)


def _holds_objects(path: Path) -> bool:
    """Tell by a file's beginning whether it is a dump of NetBox's API: an object in it names its own address there."""
    try:
        with path.open("rb") as stream:
            return _SIGN.search(stream.read(_HEAD)) is not None
    except OSError:
        return False


def read_inventory(files: Sequence[Path], problems: list[Problem]) -> Stock:
    """Return the stock that files hold.

    Raises
    ------
    InputError
        ``netbox.csv``, ``netbox.dump``: a file cannot be read at all.
    """
    if any(kind_of_file(path.name) is not None for path in files):
        return read_sheets([(path.name, _bytes(path)) for path in files], problems)
    stock = Stock()
    for path in files:
        for kind, rows in _by_kind(_objects(_parsed(path)), path.name, problems).items():
            read_objects(kind, rows, stock, problems, where=path.name)
    return stock


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError("netbox.dump", path=path.name, reason=f"> {_MOST_BYTES >> 20} MiB")
        return path.read_bytes()
    except OSError as error:
        raise InputError("netbox.dump", path=path.name, reason=error.strerror or "?") from None


def _parsed(path: Path) -> Any:
    try:
        return json.loads(_bytes(path).decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InputError("netbox.dump", path=path.name, reason=str(error)[:100]) from None


def _objects(value: Any) -> list[Any]:
    """Return the objects of an answer, a list of objects or of answers, or several of these by name."""
    if isinstance(value, list):
        return [one for each in value for one in (_objects(each) if isinstance(each, dict) and "url" not in each else [each])]
    if isinstance(value, dict):
        if isinstance(value.get("results"), list):
            return list(value["results"])
        if "url" in value:
            return [value]
        return [one for each in value.values() if isinstance(each, list | dict) for one in _objects(each)]
    return []


def _by_kind(rows: Sequence[Any], where: str, problems: list[Problem]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    strange = 0
    for row in rows:
        met = _URL.search(row["url"]) if isinstance(row, dict) and isinstance(row.get("url"), str) else None
        path = met.group(1) if met else ""
        if path in BY_PATH:
            found.setdefault(path, []).append(row)
        else:
            strange += 1
    if strange:
        problems.append(Problem("netbox-strange", Severity.INFO, where, {"count": strange}))
    return found
