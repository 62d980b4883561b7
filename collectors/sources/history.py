"""The history of a folder of backups that is a git repository, read with ``git`` and nothing of the repository's own settings.

Oxidized and RANCID commit every change. The objects of the repository are read from an empty repository of
ours, so that no hook, filter, alias or pager that someone wrote into its configuration can ever run, and its
owner does not matter (git's ``safe.directory``). Only ``rev-list``, ``ls-tree`` and ``cat-file`` are called,
with object names that have been checked.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from topology.model.errors import InputError

MOST_STATES: Final = 200
"""States of a repository that can be asked for."""
_MOST_COMMITS: Final = 50_000
_MOST_FILES: Final = 20_000
_MOST_OCTETS: Final = 16 << 20
"""Size of one file [bytes]; a configuration is far smaller."""
_TOTAL_OCTETS: Final = 1 << 30
_TIMEOUT_S: Final = 120.0
_HASH: Final = re.compile(r"[0-9a-f]{40}")
_REF: Final = re.compile(r"ref: (refs/(?!.*\.\.)[\w./+@-]{1,200})")
_TREE: Final = re.compile(rb"(\d{6}) blob ([0-9a-f]{40}) +(\d+)\t(.+)", re.DOTALL)
_PLAIN: Final = (b"100644", b"100755")


class State(NamedTuple):
    """A commit that is kept: the last one of its day."""

    commit: str
    at: datetime


class Blob(NamedTuple):
    """A file of a state: its name, and the hash of its content."""

    name: str
    hash: str
    octets: int


def git_folder(folder: Path) -> Path | None:
    """Return the folder that holds the objects of a repository: ``.git`` of a work tree, the folder itself if bare; None if neither."""
    for place in (folder / ".git", folder):
        if not place.is_symlink() and (place / "HEAD").is_file() and (place / "objects").is_dir() and (place / "refs").is_dir():
            return place
    return None


class Repository:
    """A repository that is only ever read. Make one with `open_repository`."""

    def __init__(self, objects: Path, head: str, label: str, room: Path) -> None:
        self._objects, self._label, self._room = objects, label, room
        self.head: Final = head

    def states(self, most: int) -> list[State]:
        """Return the newest commit of each of the last `most` days with any, oldest first; times are in UTC."""
        listed = self._git("rev-list", "--first-parent", f"--max-count={_MOST_COMMITS}", "--timestamp", self.head)
        days: dict[str, State] = {}
        for line in listed.decode("ascii", "replace").splitlines():
            stamp, _, commit = line.partition(" ")
            if _HASH.fullmatch(commit) and stamp.isdigit() and len(stamp) < 12:  # noqa: PLR2004 - year 33658
                at = datetime.fromtimestamp(int(stamp), UTC)
                days.setdefault(f"{at:%Y-%m-%d}", State(commit, at))
            if len(days) > min(most, MOST_STATES):
                break
        return list(days.values())[: min(most, MOST_STATES)][::-1]

    def files(self, commit: str) -> list[Blob]:
        """Return the plain files of a commit; links and submodules are never followed.

        Raises
        ------
        InputError
            ``history-too-many`` files.
        """
        found: list[Blob] = []
        for row in self._git("ls-tree", "-r", "-l", "-z", _checked(commit, self._label)).split(b"\0"):
            match = _TREE.fullmatch(row)
            if match and match[1] in _PLAIN and int(match[3]) <= _MOST_OCTETS:
                found.append(Blob(_text(match[4]), match[2].decode(), int(match[3])))
            if len(found) > _MOST_FILES:
                raise InputError("history-too-many", path=self._label, limit=_MOST_FILES)
        if sum(blob.octets for blob in found) > _TOTAL_OCTETS:
            raise InputError("history-too-large", path=self._label, limit_mib=_TOTAL_OCTETS >> 20)
        return found

    def read(self, blobs: Sequence[Blob]) -> Iterator[tuple[Blob, bytes]]:
        """Give the contents of files, a batch of them in memory at a time."""
        for start in range(0, len(blobs), _BATCH):
            batch = blobs[start : start + _BATCH]
            asked = "".join(f"{_checked(blob.hash, self._label)}\n" for blob in batch).encode()
            answer, place = self._git("cat-file", "--batch", given=asked), 0
            for blob in batch:
                end = answer.index(b"\n", place)
                size = int(answer[place:end].split(b" ")[-1])
                yield blob, answer[end + 1 : end + 1 + size]
                place = end + 2 + size

    def _git(self, *arguments: str, given: bytes = b"") -> bytes:
        environment = {
            "PATH": os.environ.get("PATH", os.defpath), "GIT_DIR": str(self._room), "GIT_OBJECT_DIRECTORY": str(self._objects),
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0",
            "GIT_NO_REPLACE_OBJECTS": "1", "GIT_ATTR_NOSYSTEM": "1", "GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C",
            "HOME": str(self._room),
        }  # fmt: skip
        try:
            done = subprocess.run(  # noqa: S603 - a fixed command and checked object names, no shell, an environment of our own
                ["git", "--no-pager", *arguments],  # noqa: S607 - git where the system has it
                input=given, capture_output=True, timeout=_TIMEOUT_S, env=environment, check=False, cwd=self._room,
            )  # fmt: skip
        except FileNotFoundError:
            raise InputError("history-no-git", path=self._label) from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise InputError("history-unreadable", path=self._label, why=type(error).__name__) from None
        if done.returncode != 0:
            why = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise InputError("history-unreadable", path=self._label, why=(why or ["?"])[-1][:160])
        return done.stdout


_BATCH: Final = 64


@contextmanager
def open_repository(folder: Path, label: str) -> Iterator[Repository]:
    """Open the repository in a folder for reading.

    Raises
    ------
    InputError
        ``history-no-git`` where the program is missing, ``history-unreadable`` where the repository is damaged, empty,
        or of a form that is not read.
    """
    place = git_folder(folder)
    head = None if place is None else _head(place)
    if place is None or head is None:
        raise InputError("history-unreadable", path=label, why="HEAD")
    with tempfile.TemporaryDirectory(prefix="netfold-git-") as room:
        (Path(room) / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
        (Path(room) / "refs").mkdir()
        (Path(room) / "objects").mkdir()
        yield Repository((place / "objects").resolve(), head, label, Path(room))


def _head(place: Path) -> str | None:
    """Return the commit that HEAD names, from its own file or the packed list."""
    said = _first_line(place / "HEAD")
    named = _REF.fullmatch(said)
    if named is None:
        return said if _HASH.fullmatch(said) else None
    loose = _first_line(place / named[1])
    if _HASH.fullmatch(loose):
        return loose
    try:
        packed = (place / "packed-refs").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return next((line[:40] for line in packed.splitlines() if line[41:] == named[1] and _HASH.fullmatch(line[:40])), None)


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.readline(400).strip()
    except OSError:
        return ""


def _checked(name: str, label: str) -> str:
    if not _HASH.fullmatch(name):
        raise InputError("history-unreadable", path=label, why=name[:60])
    return name


def _text(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")
