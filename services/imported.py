"""What an import, or a look at one before it is done, says of each file and of each device in it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

import msgspec

from collectors.shows import CommandReading, Outcome
from services.differences import Difference
from topology.model.errors import Problem, Scalar
from topology.store.snapshots import Snapshot

MOST_WORTH: Final = 20
"""Unparsed lines of one device that a result shows."""
MOST_DIFFERENCES: Final = 50
_LOST: Final = frozenset({"netbox-csv-row", "netbox-object", "nms-bad-row", "nms-no-owner"})
"""Problems that name rows which were left out although they should have been read."""
_OF_A_DEVICE: Final = re.compile(r"\bdcim[./](?:devices|interfaces)\b")
"""Where NetBox's objects of a device stand."""


class Form(StrEnum):
    """What an imported file was taken for; the first six are also values of ``--as``."""

    CONFIG = "config"
    CENSUS = "census"
    RULES = "rules"
    BUNDLE = "bundle"
    WALK = "walk"
    CAPTURE = "capture"
    LOG = "log"
    """A terminal log: several commands, of one device or several."""
    ARCHIVE = "archive"
    DRAWING = "drawing"
    DEVICES = "devices"
    """A backup tool's list of devices; it says of which type the files beside it are."""
    NMS = "nms"
    """What another management system exported."""
    HISTORY = "history"
    """The git history of a folder of backups."""
    NETBOX = "netbox"
    """NetBox objects: a folder of CSV files in its import's shape, or JSON of its API."""


NAMED: Final = (Form.CONFIG, Form.CENSUS, Form.RULES, Form.BUNDLE, Form.WALK, Form.CAPTURE)
"""What a person may say a file is."""
OF_DEVICES: Final = frozenset({Form.CONFIG, Form.WALK, Form.LOG, Form.CAPTURE, Form.NMS, Form.HISTORY})
"""What tells of a device, and so of a realm."""


class State(StrEnum):
    """What became of a file or device."""

    IMPORTED = "imported"
    UNCHANGED = "unchanged"
    """The store has the same content already."""
    REFUSED = "refused"
    USED = "used"
    """Nothing of it is kept, but it told how to read others."""


class Change(StrEnum):
    """What a device's record says against the newest one in the store."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class DeviceResult(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of one device. `bears` is the record it gave; None in a preview and where nothing was new."""

    target: str
    realm: str | None
    kind: str
    """``config``, ``capture`` or ``snmp``."""
    state: State
    device: str | None = None
    platform: str | None = None
    confidence: float | None = None
    evidence: str | None = None
    change: Change | None = None
    added: int = 0
    removed: int = 0
    changed: int = 0
    """Rows of facts that the record has more, fewer, or otherwise than the one before."""
    differences: tuple[Difference, ...] = ()
    lines: int | None = None
    understood: int | None = None
    ignored: int | None = None
    unparsed: int | None = None
    worth: tuple[str, ...] = ()
    """Unparsed lines worth a look: those of routing, VRF, NAT and ACL first."""
    commands: tuple[CommandReading, ...] = ()
    """Of captures: what became of the answer to each command."""
    candidates: tuple[tuple[str, float], ...] = ()
    """Platforms that come into question, where none is sure."""
    bears: str | None = None
    code: str | None = None
    params: dict[str, Scalar] = {}
    problems: tuple[Problem, ...] = ()

    @property
    def waiting(self) -> int:
        """Answers that no parser reads; they are kept until one does."""
        return sum(1 for one in self.commands if one.outcome is Outcome.UNREAD)

    @property
    def states_facts(self) -> bool:
        """Whether it tells anything of a device: all but captures of which none could be read."""
        return not self.commands or any(one.template is not None for one in self.commands)

    @property
    def share(self) -> float | None:
        """Part of the lines that were understood or are ignored by a named rule; None where no line was to be read."""
        return None if not self.lines or self.understood is None else (self.understood + (self.ignored or 0)) / self.lines


class FileResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file. `code` and `params` say why it was refused; `bears` is the record or edition it gave."""

    path: str
    state: State
    form: Form | None = None
    platform: str | None = None
    confidence: float | None = None
    evidence: str | None = None
    candidates: tuple[tuple[str, float], ...] = ()
    bears: str | None = None
    code: str | None = None
    params: dict[str, Scalar] = {}
    problems: tuple[Problem, ...] = ()
    devices: tuple[DeviceResult, ...] = ()
    together: int = 1
    """How many files it stands for: the captures of one device in one folder are read together."""
    records: int = 0
    """Of a bundle: records that the store does not have; in a preview, all of them."""
    known: int = 0
    """Of NetBox objects: records that the store has already."""
    differences: tuple[Difference, ...] = ()
    """Of a census: rows that are new, gone or changed against the newest edition."""
    added: int = 0
    removed: int = 0
    changed: int = 0

    @property
    def lost_rows(self) -> bool:
        """Whether rows of an inventory or export were left out, as they could not be read or belong to nothing in it."""
        return any(problem.code in _LOST for problem in self.problems)

    @property
    def is_fruitless(self) -> bool:
        """Whether no record came of it: it was refused, or rows of devices were left out and no device remained."""
        whole = self.form is not Form.NETBOX  # a NetBox may hold no devices, but sites, racks and circuits alone
        lost = any(problem.code in _LOST and (whole or _OF_A_DEVICE.search(problem.where)) for problem in self.problems)
        return self.state is State.REFUSED or (lost and not (self.devices or self.records or self.known))


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """How an import ended. `run` is None when it held no configuration, `snapshot` when nothing was new.

    `mark` names the state of the store that a preview was compared with; it is given back when it is applied.
    """

    files: tuple[FileResult, ...]
    run: str | None = None
    snapshot: Snapshot | None = None
    mark: str | None = None
    links: int = 0
    """Links taken from drawings."""

    def count(self, state: State) -> int:
        """Return how many files ended so."""
        return sum(1 for file in self.files if file.state is state)

    def count_devices(self, change: Change) -> int:
        """Return how many devices are new, changed or unchanged: of one name in one realm they are one, however many files tell of it."""
        found = {(one.realm, one.device or one.target) for file in self.files for one in own_devices(file) if one.change is change}
        return len(found)

    @property
    def captures(self) -> int:
        """Answers to show commands that wait for a parser."""
        return sum(device.waiting for file in self.files for device in file.devices)

    @property
    def commands(self) -> int:
        """Answers to show commands that were read."""
        return sum(1 for file in self.files for device in file.devices for one in device.commands if one.template is not None)


def own_devices(file: FileResult) -> list[DeviceResult]:
    """Return the results of a file that stand for a device of their own."""
    configured = {device.device for device in file.devices if device.kind == "config"}
    return [one for one in file.devices if one.kind != "capture" or (one.states_facts and one.device not in configured)]


def refused(path: str, code: str, params: dict[str, Scalar], form: Form | None = None) -> FileResult:
    """Return the result of a file that was not read."""
    return FileResult(path=path, state=State.REFUSED, form=form, code=code, params=params)
