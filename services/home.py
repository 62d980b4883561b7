"""Home: the one folder that netfold writes to, with its store, its settings and who is asking."""

from __future__ import annotations

import copy
import os
import stat
import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from services.actors import LOCAL, Actor
from services.cache import Cache
from topology.model.errors import InputError
from topology.store import Store
from topology.store.store import utc_now

ENVIRONMENT: Final = "NETFOLD_HOME"
DATABASE_ENVIRONMENT: Final = "NETFOLD_DATABASE_URL"
_DATABASE: Final = "netfold.db"
_SETTINGS: Final = "config.toml"
_FOLDERS: Final = ("city", "staging")
KEYS_FOLDER: Final = "keys"
"""Folder with the keys that sign bundles and those that are trusted."""
_KEY: Final = "fingerprint.key"
_KEY_BYTES: Final = 32
_CACHED: Final = 4


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ``config.toml`` may say; everything has a default."""

    language: str | None = None
    """``en`` or ``zh`` for the pages and the command line; None follows the locale."""


class Home:
    """An open home. Each service call takes one and checks its `actor`."""

    def __init__(self, path: Path, store: Store, settings: Settings, actor: Actor) -> None:
        self.path: Final = path
        self.store: Final = store
        self.settings: Final = settings
        self.actor = actor
        self.cache: Final = Cache(_CACHED)

    @classmethod
    def open(cls, path: Path | str | None = None, *, actor: Actor = LOCAL, clock: Callable[[], datetime] = utc_now) -> Home:
        """Open the folder at `path`, or ``NETFOLD_HOME``, or ``~/.local/share/netfold``; make it if need be.

        The folder is its owner's alone (mode 0700).

        Raises
        ------
        InputError
            ``services.home`` if it cannot be made or read, ``services.settings`` if ``config.toml`` is wrong.
        StoreError
            As `Store.open`.
        """
        folder = home_path(path)
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if stat.S_IMODE(folder.stat().st_mode) & 0o077:
                folder.chmod(0o700)
            for name in _FOLDERS:
                (folder / name).mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise InputError("services.home", path=str(folder), reason=error.strerror or "") from error
        settings = _settings(folder / _SETTINGS)
        store = Store.open(os.environ.get(DATABASE_ENVIRONMENT) or folder / _DATABASE, clock=clock)
        return cls(folder, store, settings, actor)

    def acting_as(self, actor: Actor) -> Home:
        """Return this home as another person sees it; store and cache are shared."""
        other = copy.copy(self)
        other.actor = actor
        return other

    def folder(self, name: str) -> Path:
        """Return one of the home's own folders."""
        path = self.path / name
        path.mkdir(exist_ok=True, mode=0o700)
        return path

    @property
    def key(self) -> bytes:
        """The installation's key for fingerprints of secrets; made at first use, readable by its owner alone."""
        path = self.path / _KEY
        if not path.exists():
            fresh = self.folder("staging") / f"key-{os.getpid()}"
            fresh.unlink(missing_ok=True)
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(os.urandom(_KEY_BYTES))
            try:
                os.link(fresh, path)  # whoever comes first decides; a half-written key is never seen
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_bytes()

    @property
    def made_key(self) -> bytes | None:
        """The installation's key if it has been made; None before its first use, so that looking writes nothing."""
        return self.key if (self.path / _KEY).exists() else None

    def close(self) -> None:
        """Give up the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def home_path(path: Path | str | None = None) -> Path:
    """Return the folder that `Home.open` would open."""
    if path is not None:
        return Path(path).expanduser().absolute()
    named = os.environ.get(ENVIRONMENT)
    if named:
        return Path(named).expanduser().absolute()
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "netfold"


def _settings(path: Path) -> Settings:
    if not path.exists():
        return Settings()
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Settings)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InputError("services.settings", path=str(path), reason=str(error)[:200]) from error
