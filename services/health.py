"""Health: what an administrator looks at first when something is wrong."""

from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final

from collectors.signing import Keys
from services.actors import Right
from services.home import KEYS_FOLDER, Home
from services.rights import needs
from services.text import message
from topology.model.errors import InputError

_LEAST_FREE: Final = 1 << 30
"""Free disk space below which a warning is given [bytes]."""

Check = tuple[str, str, str, dict[str, Any]]
"""Name, state (``ok``, ``warning``, ``error``), message code, its values."""


@needs(Right.ADMINISTER)
def examine(home: Home, lang: str = "en") -> list[dict[str, Any]]:
    """Return each check with ``check``, ``state`` (ok, warning, error) and ``text``."""
    return [
        {"check": name, "state": state, "text": message(code, params, lang)} for look in _LOOKS for name, state, code, params in look(home)
    ]


def _home(home: Home) -> Iterator[Check]:
    open_to_others = stat.S_IMODE(home.path.stat().st_mode) & 0o077
    code = "services.health_home_open" if open_to_others else "services.health_home"
    yield "home", "error" if open_to_others else "ok", code, {"path": str(home.path)}
    free = shutil.disk_usage(home.path).free
    low = free < _LEAST_FREE
    yield "disk", "warning" if low else "ok", "services.health_disk_low" if low else "services.health_disk", {"gib": round(free / 2**30, 1)}


def _database(home: Home) -> Iterator[Check]:
    said = home.store.database.check()
    if said:
        yield "database", "error", "services.health_database_bad", {"said": "; ".join(said)[:200]}
    else:
        yield "database", "ok", "services.health_database", {}
    damaged = home.store.snapshots.damaged()
    if damaged:
        yield "snapshots", "error", "services.health_snapshots_bad", {"ids": ", ".join(damaged)}
    else:
        yield "snapshots", "ok", "services.health_snapshots", {"count": len(home.store.snapshots.all())}


def _audit(home: Home) -> Iterator[Check]:
    broken = home.store.audit.broken()
    if broken is None:
        yield "audit", "ok", "services.health_audit", {}
    else:
        yield "audit", "error", "services.health_audit_bad", {"line": broken}


def _keys(home: Home) -> Iterator[Check]:
    try:
        keys = Keys(home.folder(KEYS_FOLDER))
        yield "keys", "ok", "services.health_keys", {"line": keys.line(), "count": len(keys.trusted()) - 1}
    except InputError as error:
        yield "keys", "error", error.code, dict(error.params)


def _python(home: Home) -> Iterator[Check]:
    del home
    yield "python", "ok", "services.health_python", {"version": sys.version.split()[0]}


_LOOKS: Final[tuple[Callable[[Home], Iterator[Check]], ...]] = (_home, _database, _audit, _keys, _python)
