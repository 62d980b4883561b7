"""Which files belong to one device.

``core.vlan10.txt`` is the walk of VLAN 10's context of ``core.txt``. ``core.lldp.txt`` and ``core.system.txt``
are one device's, too, if no value stands in both and one of them, not more, says which device it is: two
devices that share the start of a name answer the same objects, and so stay two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from collectors.snmp.ber import Oid
from collectors.walks.rows import Rows
from collectors.walks.snmprec import LINE, read_recording
from collectors.walks.snmpwalk_text import ROW, read_text

_VLAN = re.compile(r"(?P<device>.+)[._-]vlan(?P<vlan>\d{1,4})", re.IGNORECASE)
_PIECE = re.compile(r"(?P<device>.+)\.[A-Za-z][\w-]*")
_ENDINGS = (".txt", ".snmprec", ".snmpwalk", ".walk", ".log")
_SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)
_LOOKED_AT = 64 * 1024
_MAX_VID = 4094


class WalkFiles(NamedTuple):
    """The files of one device; the first one names it."""

    target: str
    paths: tuple[Path, ...]


def read_rows(path: Path) -> Rows:
    """Return the rows of a file, whichever form it has.

    Raises
    ------
    OSError
        It cannot be read.
    """
    data = path.read_bytes()
    return read_recording(data, path.name) if is_recording(data) else read_text(data, path.name)


def is_recording(data: bytes) -> bool:
    """Tell a recording from the text of a walk, by which form more of its first lines have."""
    lines = data[:_LOOKED_AT].split(b"\n")
    return sum(1 for line in lines if LINE.match(line)) > sum(1 for line in lines if ROW.match(line))


def stem_of(path: Path) -> str:
    """Return a file's name without the endings that say it is a walk.

    >>> stem_of(Path("core.snmpwalk.txt")), stem_of(Path("10.0.0.1.snmprec"))
    ('core', '10.0.0.1')
    """
    name = path.name
    while (shorter := next((name[: -len(end)] for end in _ENDINGS if name.lower().endswith(end)), None)) is not None and shorter:
        name = shorter
    return name


def vlan_of(path: Path) -> int | None:
    """Return the VLAN whose context a file's name says it walked.

    >>> vlan_of(Path("core.vlan10.txt")), vlan_of(Path("vlan10.txt")), vlan_of(Path("core.txt"))
    (10, None, None)
    """
    match = _VLAN.fullmatch(stem_of(path))
    vlan = int(match["vlan"]) if match else 0
    return vlan if 1 <= vlan <= _MAX_VID else None


def group_files(paths: Iterable[Path]) -> list[WalkFiles]:
    """Return the devices that files belong to, in the order of their names."""
    mains: dict[tuple[Path, str], list[Path]] = {}
    vlans: dict[tuple[Path, str], list[Path]] = {}
    for path in sorted(set(paths)):
        match = _VLAN.fullmatch(stem_of(path))
        if match and vlan_of(path):
            vlans.setdefault((path.parent, match["device"]), []).append(path)
        else:
            mains.setdefault((path.parent, stem_of(path)), []).append(path)
    groups = [list(found) for found in _joined(mains)]
    for (folder, device), found in sorted(vlans.items()):
        owner = [group for group in groups if group[0].parent == folder and stem_of(group[0]) == device]
        if owner:
            owner[0].extend(found)
        else:
            groups.append(found)
    return [WalkFiles(group[0].name, tuple(group)) for group in sorted(groups)]


def _joined(mains: dict[tuple[Path, str], list[Path]]) -> Iterable[Sequence[Path]]:
    """Give the files without VLAN, those together that are pieces of one device."""
    pieces: dict[tuple[Path, str], list[Path]] = {}
    for (folder, stem), found in mains.items():
        match = _PIECE.fullmatch(stem)
        pieces.setdefault((folder, match["device"] if match else stem), []).extend(found)
    for _, found in sorted(pieces.items()):
        if len(found) == 1:
            yield found
            continue
        rows = [(path, read_rows(path).values.keys()) for path in sorted(found)]
        names = [name for _, held in rows for name in held]
        with_system = [path for path, held in rows if any(name[: len(_SYSTEM)] == _SYSTEM for name in held)]
        if len(names) == len(set(names)) and len(with_system) == 1:
            yield [*with_system, *(path for path, _ in rows if path not in with_system)]
        else:
            yield from ([path] for path, _ in rows)
