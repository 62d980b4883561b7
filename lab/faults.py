"""Faults of the lab's agents: a bad network, and every hostile behaviour by name.

A `Fault` says what is wrong with one agent. `FAULTS` lists the behaviours with the number of their case in the
list of hostile inputs; a behaviour talks badly (`lab.fault_talk`), tells bad tables (`lab.fault_rows`), or has a bad
SNMPv3 engine (`lab.fault_usm`), which only agents of version 3 can show.
A city's folder may hold a ``faults.toml`` that deals faults out to its agents::

    seed = 1
    [[fault]]
    share = 0.05                  # of all agents; or addresses = ["127.13.240.7"], or realm = "n05"
    behaviours = ["all"]          # or some names, dealt out in turn
    [[fault]]
    share = 1.0
    loss = 0.3                    # each way
    delay_s = 0.02
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from lab.fault_rows import EDITS
from lab.fault_talk import PLAYS
from lab.fault_usm import ENGINE_PLAYS
from lab.tables.view import Fleet
from lab.truth import TruthDevice
from topology.model.errors import InputError

FILE = "faults.toml"
"""Name of the file of faults in a city's folder."""
_ALL = "all"
_USUAL_SHARE = 0.05


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is wrong with one agent and the way to it. Shares lie between 0 and 1."""

    loss: float = 0.0
    """Share of datagrams lost, each way by itself."""
    delay_s: float = 0.0
    """Time that every answer takes longer [s]."""
    jitter_s: float = 0.0
    """Most time that an answer takes longer still, evenly spread [s]."""
    reorder: float = 0.0
    """Share of answers held back so long that the next one overtakes them."""
    duplicate: float = 0.0
    """Share of answers that arrive twice."""
    behaviour: str | None = None
    """A name of `FAULTS`."""


REFUSED = "refused"
"""The behaviour of a host on which nothing listens: the system itself answers that the port cannot be reached."""
FAULTS: dict[str, str] = {
    **{name: case for name, (case, _) in PLAYS.items()},
    **{name: case for name, (case, _) in EDITS.items()},
    **{name: case for name, (case, _) in ENGINE_PLAYS.items()},
    REFUSED: "A02",
}
"""Every behaviour by name, with its case."""


class _Share(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    share: float | None = None
    addresses: tuple[str, ...] = ()
    realm: str | None = None
    behaviours: tuple[str, ...] = ()
    loss: float = 0.0
    delay_s: float = 0.0
    jitter_s: float = 0.0
    reorder: float = 0.0
    duplicate: float = 0.0


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    seed: int = 1
    fault: tuple[_Share, ...] = ()


def check_fault(fault: Fault, where: str) -> None:
    """Refuse a fault that cannot be; raises InputError ``lab-fault-unknown`` or ``lab-fault-value``."""
    if fault.behaviour is not None and fault.behaviour not in FAULTS:
        raise InputError("lab-fault-unknown", where=where, name=fault.behaviour, expected=", ".join(sorted(FAULTS)))
    for name in ("loss", "reorder", "duplicate"):
        if not 0 <= getattr(fault, name) <= 1:
            raise InputError("lab-fault-value", where=where, name=name, found=getattr(fault, name))
    for name in ("delay_s", "jitter_s"):
        if getattr(fault, name) < 0:
            raise InputError("lab-fault-value", where=where, name=name, found=getattr(fault, name))


def spread(fleet: Fleet, share: float, behaviours: Sequence[str], *, seed: int = 1, spare: Sequence[str] = ()) -> dict[str, Fault]:
    """Deal behaviours out in turn to a share of the agents, by address; the same seed gives the same faults.

    Behaviours of SNMPv3 engines go to the same share of the agents that speak version 3: no other could show them.
    `spare` are addresses to leave alone, such as the seeds of a crawl.
    """
    kept = frozenset(spare)
    found: dict[str, Fault] = {}
    for devices, names in (
        (fleet.devices, [name for name in behaviours if name not in ENGINE_PLAYS]),
        (_by_user(fleet), [name for name in behaviours if name in ENGINE_PLAYS]),
    ):
        addresses = sorted(device.vantage for device in devices if device.vantage not in kept) if names else []
        chosen = random.Random(seed).sample(addresses, min(len(addresses), round(share * len(devices))))  # noqa: S311 - a test's dice
        found |= {address: Fault(behaviour=names[place % len(names)]) for place, address in enumerate(chosen)}
    return found


def _by_user(fleet: Fleet) -> list[TruthDevice]:
    """Return the agents that speak version 3."""
    return [device for device in fleet.devices if device.realm in fleet.users]


def deal(texts: Sequence[str], fleet: Fleet) -> dict[str, Fault]:
    """Deal out faults as a command names them: ``cycle=0.1`` gives a tenth of the agents, ``cycle`` a twentieth, that behaviour.

    ``all`` deals every behaviour out in turn (`spread`). Of several faults for one agent the last counts.

    Raises
    ------
    InputError
        There is no such behaviour, or the share is none.
    """
    found: dict[str, Fault] = {}
    for number, text in enumerate(texts, 1):
        name, _, said = text.partition("=")
        names = sorted(FAULTS) if name == _ALL else [name]
        check_fault(Fault(behaviour=names[0]), text)
        try:
            share = float(said) if said else _USUAL_SHARE
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            raise InputError("lab-fault-value", where=text, name="share", found=said)
        found |= spread(fleet, share, names, seed=number)
    return found


def read_faults(path: Path, fleet: Fleet) -> dict[str, Fault]:
    """Read a file of faults and deal them out; of several for one agent the last counts, and keeps what it does not say itself.

    ``all`` deals out to each agent what it can show: behaviours of SNMPv3 engines to those that speak version 3.

    Raises
    ------
    InputError
        ``lab-faults-invalid``, or a fault that cannot be.
    """
    try:
        form = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
    except (OSError, ValueError) as error:
        raise InputError("lab-faults-invalid", path=str(path), reason=str(error)[:200]) from error
    found: dict[str, Fault] = {}
    by_user = {device.vantage for device in _by_user(fleet)}
    every, without_engines = sorted(FAULTS), sorted(set(FAULTS) - set(ENGINE_PLAYS))
    for number, row in enumerate(form.fault):
        members = [
            device
            for device in fleet.devices
            if row.realm in {None, device.realm} and (not row.addresses or device.vantage in row.addresses)
        ]
        members.sort(key=lambda device: device.vantage)
        if row.share is not None:
            members = random.Random(form.seed + number).sample(members, min(len(members), round(row.share * len(members))))  # noqa: S311 - a test's dice
        line = Fault(loss=row.loss, delay_s=row.delay_s, jitter_s=row.jitter_s, reorder=row.reorder, duplicate=row.duplicate)
        for place, device in enumerate(members):
            names = (every if device.vantage in by_user else without_engines) if _ALL in row.behaviours else row.behaviours
            fault = msgspec.structs.replace(line, behaviour=names[place % len(names)] if names else None)
            check_fault(fault, f"{path} fault[{number}]")
            found[device.vantage] = _joined(found.get(device.vantage), fault)
    return found


def _joined(before: Fault | None, fault: Fault) -> Fault:
    if before is None:
        return fault
    said = {name: getattr(fault, name) for name in fault.__struct_fields__ if getattr(fault, name)}
    return msgspec.structs.replace(before, **said)


def checked(faults: Mapping[str, Fault]) -> dict[str, Fault]:
    """Return faults by address, each of them possible; raises InputError otherwise."""
    for address, fault in faults.items():
        check_fault(fault, address)
    return dict(faults)
