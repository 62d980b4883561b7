"""Configurations: one dialect module a vendor, behind a cleaner, a detector and a redactor.

A new vendor is one module with its ``PARSER``, one line in `PARSERS` and one folder of golden files.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from collectors.clean import CleanText, Line, clean
from collectors.configs.cisco_ios import PARSER as CISCO_IOS
from collectors.configs.cisco_nxos import PARSER as CISCO_NXOS
from collectors.configs.cisco_xr import PARSER as CISCO_XR
from collectors.configs.fortinet_fortios import PARSER as FORTINET_FORTIOS
from collectors.configs.hp_comware import PARSER as HP_COMWARE
from collectors.configs.huawei_vrp import PARSER as HUAWEI_VRP
from collectors.configs.juniper_junos import PARSER as JUNIPER_JUNOS
from collectors.configs.parser import UNSURE, ConfigParser, Match, Parsed
from collectors.configs.redact import redact_lines, redact_text
from collectors.configs.ruijie_rgos import PARSER as RUIJIE_RGOS
from collectors.configs.zte_zxros import PARSER as ZTE_ZXROS
from topology.model.errors import InputError, Problem, Severity
from topology.model.memory import collector_paused
from topology.model.records import Completeness, DeviceRecord, Envelope, SourceKind

__all__ = [
    "PARSERS",
    "ConfigParser",
    "Match",
    "Parsed",
    "best_match",
    "lines_text",
    "read_config",
    "read_text",
    "redacted_text",
    "shown_text",
]

PARSERS: tuple[ConfigParser, ...] = (
    HUAWEI_VRP,
    HP_COMWARE,
    RUIJIE_RGOS,
    CISCO_IOS,
    CISCO_NXOS,
    CISCO_XR,
    FORTINET_FORTIOS,
    JUNIPER_JUNOS,
    ZTE_ZXROS,
)
"""Every dialect that is read; exactly one must match a configuration."""

ENGINE_VERSION = "3"
"""Raised when a dialect reads more than before, so that stored sources can be read again."""
IMPORT_VANTAGE = "import"
"""The vantage of what a person hands over."""


def best_match(text: CleanText) -> tuple[ConfigParser, Match] | None:
    """Return the dialect that a cleaned text is surest to be in, None when none matches or two are equally sure."""
    found = [(parser, match) for parser in PARSERS if (match := parser.matches(text)) is not None]
    found.sort(key=lambda pair: -pair[1].confidence)
    if not found or (len(found) > 1 and found[0][1].confidence == found[1][1].confidence):
        return None
    return found[0]


def read_config(
    data: bytes, *, path: str, realm: str, collected_at: datetime, platform: str | None = None, key: bytes | None = None
) -> DeviceRecord:
    """Return the record of one device from its configuration.

    `path` labels the file in references (``path:line``); `platform` skips detection; `key` is the
    installation's key for fingerprints of secrets, without which they last as long as the process.

    Raises
    ------
    InputError
        The file is empty, binary or too large, or its platform is unknown or unsure: nothing is assumed.
    """
    with collector_paused():
        text = clean(data, path)
        return _read(text, path=path, realm=realm, collected_at=collected_at, platform=platform, key=key, target=path)[0]


def read_text(
    text: CleanText,
    *,
    path: str,
    realm: str,
    collected_at: datetime,
    platform: str | None = None,
    key: bytes | None = None,
    target: str | None = None,
) -> tuple[DeviceRecord, str]:
    """Return the record of one device from a cleaned text, and the text that its evidence opens.

    As `read_config`; `target` names the device where the file `path` holds several.

    Raises
    ------
    InputError
        The platform is unknown or unsure.
    """
    with collector_paused():
        record, lines = _read(text, path=path, realm=realm, collected_at=collected_at, platform=platform, key=key, target=target or path)
        return record, lines_text(lines)


def _read(
    text: CleanText, *, path: str, realm: str, collected_at: datetime, platform: str | None, key: bytes | None, target: str
) -> tuple[DeviceRecord, tuple[Line, ...]]:
    """Return the record of a cleaned text and its redacted lines."""
    parser = _choose(text, path, platform)
    lines = tuple(redact_lines(text.lines, key))
    parsed = parser.parse(lines, path)
    problems = [*(_without_secrets(problem, key) for problem in text.problems), *parsed.problems]
    cut = text.truncated or parsed.ends_early
    if parsed.ends_early:
        problems.append(Problem("config-ends-early", Severity.WARNING, f"{path}:{lines[-1].number if lines else 1}", {}))
    envelope = Envelope(
        kind=SourceKind.CONFIG,
        target=target,
        vantage=IMPORT_VANTAGE,
        realm=realm,
        collected_at=collected_at,
        engine=parser.platform,
        engine_version=ENGINE_VERSION,
        completeness=Completeness.PARTIAL if cut else Completeness.COMPLETE,
        reason="truncated" if cut else None,
    )
    record = DeviceRecord(
        envelope=envelope,
        system=parsed.system,
        interfaces=parsed.interfaces,
        reading=parsed.reading,
        problems=tuple(problems),
        **parsed.facts.parts(),
    )
    return record, lines


def redacted_text(data: bytes, *, path: str, key: bytes | None = None) -> str:
    """Return the text that evidence opens: cleaned, without secrets, every line under its original number.

    Raises
    ------
    InputError
        The file is empty, binary or too large.
    """
    return shown_text(clean(data, path), key)


def shown_text(text: CleanText, key: bytes | None = None) -> str:
    """Return a cleaned text without secrets, every line under its original number."""
    return lines_text(tuple(redact_lines(text.lines, key)))


def lines_text(lines: Sequence[Line]) -> str:
    """Return lines as a text, every one under its number."""
    rows = [""] * (lines[-1].number if lines else 0)
    for line in lines:
        indent = line.indent
        rows[line.number - 1] = " " * indent + line.text if indent else line.text
    return "\n".join(rows) + "\n"


def _without_secrets(problem: Problem, key: bytes | None) -> Problem:
    """Redact what the cleaner, which knows no secrets, quoted of a line."""
    params = {name: redact_text(value, key) if isinstance(value, str) else value for name, value in problem.params.items()}
    return Problem(problem.code, problem.severity, problem.where, params)


def _choose(text: CleanText, path: str, platform: str | None) -> ConfigParser:
    if platform is not None:
        chosen = next((parser for parser in PARSERS if parser.platform == platform), None)
        if chosen is None:
            raise InputError("config-platform-unsupported", file=path, platform=platform, known=", ".join(p.platform for p in PARSERS))
        return chosen
    best = best_match(text)
    if best is None or best[1].confidence < UNSURE:
        raise InputError("config-platform-unsure", file=path, known=", ".join(parser.platform for parser in PARSERS))
    return best[0]
