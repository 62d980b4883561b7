"""Where ZXROS keeps secrets that no rule of the other systems expects: behind words of its own, and over the end of a line.

An encrypted text (``*21*...``) is as long as three lines of a terminal, which cuts it at 80 columns and goes on at the first one.
*Source*: ZXR10 M6000 and 5900E 'Configuration Guide (System Management)', '(Security)'; the forms that terminals make of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from collectors.clean import Line

_VALUE = r"(?P<secret>(?!<secret:|\d{1,2}\s)\S+)"
_KIND = r"(?:(?:encrypted|clear|cipher|showclear)\s+(?=\S))?"
_RULES = tuple(
    re.compile(text)
    for text in (
        rf"snmp-server community {_KIND}{_VALUE}(?: showclear)? view \S+.*",
        rf"snmp-server host (?:vrf \S+ )?\S+(?: vrf \S+)? (?:trap|inform)s? version (?:1|2c|3(?: \S+)?) {_KIND}{_VALUE}.*",
        rf"ntp authentication-key \d+ \S+ {_KIND}{_VALUE}.*",
        rf"(?:hello-|domain-|area-|snp-)?authentication (?:encrypted|clear) {_VALUE}.*",
        rf"(?:hello-authentication|domain-authentication|area-authentication) (?!encrypted |clear |md5 |text ){_VALUE}",
        rf"server \d+ \S+(?: master)? key {_KIND}{_VALUE}.*",
        rf"(?:tacacs-server host|radius-server host) .*?\bkey {_KIND}{_VALUE}.*",
        rf"(?:tacacs|radius)-(?:server|client) key {_KIND}{_VALUE}.*",
        rf"message-digest-key \d+ md5 {_KIND}{_VALUE}.*",
        rf"authentication-key {_KIND}{_VALUE}.*",
        rf"neighbor \S+ password {_KIND}{_VALUE}.*",
        rf"nvram \S*password {_VALUE}.*",
        rf"password (?:encrypted|clear) {_VALUE}.*",
    )
)
_CIPHER = re.compile(r"\bencrypted \*\d{1,3}\*\S+$")
_REST = re.compile(r"[0-9A-Za-z+/=]+(?= |$)")
_SCREEN = 80
"""Columns of a terminal."""
_MOST_ROWS = 6


def settle_zte(text: str, mask: Callable[[str], str]) -> str | None:
    """Return a line of ZXROS with its secret masked, None where none of its forms is in it.

    >>> settle_zte("snmp-server community encrypted *31*aB view AllView ro", lambda secret: "<>")
    'snmp-server community encrypted <> view AllView ro'
    >>> settle_zte("server 1 10.0.0.1 master key aB port 1812", lambda secret: "<>"), settle_zte("hostname A", str)
    ('server 1 10.0.0.1 master key <> port 1812', None)
    """
    for rule in _RULES:
        found = rule.fullmatch(text)
        if found is not None:
            return f"{text[: found.start('secret')]}{mask(found.group('secret'))}{text[found.end('secret') :]}"
    return None


def continued(lines: Sequence[Line], mask: Callable[[str], str]) -> Iterator[tuple[int, str]]:
    """Yield the lines on which an encrypted text goes on, masked; what follows it there stays."""
    for at, line in enumerate(lines):
        if not _CIPHER.search(line.text) or (line.indent or 0) + len(line.text) < _SCREEN - 1:
            continue
        for below in range(at + 1, min(at + _MOST_ROWS, len(lines))):
            after = lines[below]
            found = _REST.match(after.text)
            if after.indent or found is None:
                break
            yield below, f"{mask(found.group())}{after.text[found.end() :]}"
            if len(after.text) < _SCREEN or found.end() < len(after.text):
                break
