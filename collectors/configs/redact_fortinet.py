"""Where FortiOS keeps secrets: settings by the end of their names, whatever follows ``ENC``, and what only its table tells.

A community stands as the ``name`` of an entry of ``system snmp community``; private keys, certificates and pages of text go on
over many lines inside one pair of quotes. *Source*: FortiOS 6.0 to 7.4 'CLI Reference'.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

_VALUE = r"(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|\S+)"
_MASKED = r"<secret:[0-9a-f]+>"
_ENCRYPTED = re.compile(rf"((?:set|append) [\w-]+ (?:\d+ )?ENC )({_VALUE})", re.IGNORECASE)
_NAMED = re.compile(
    r"((?:set|append) (?:[\w-]*(?:passw(?:or)?d|passphrase|secret|-pwd|psk|token)\d*|"
    r"(?:[\w-]*-)?key\d*|psksecret-remote|key-string|authkey|enckey|md5-key|authentication-key|group-authentication-secret) )"
    rf"(\d{{1,3}} (?=\S))?({_VALUE})",
)
_FREE_TEXT = re.compile(r"(?:set|append) (?:description|alias|comments?|location|contact-info|label|global-label) ")
_SAID = re.compile(
    r"((?:\b(?:password|passwd|pwd|psk|cipher)|密码|口令)\s*(?:[:=：]\s*|(?![:=：])))(?!\s|<secret:)([^\s\"]+)", re.IGNORECASE
)
_NO_SECRET = frozenset({"enable", "disable", "none", "default", "psk", "auto", "ENC", "enc"})
_COMMUNITIES = "config system snmp community"
_NAME = re.compile(rf"(set name )({_VALUE})")
_LONG = re.compile(r"set (?:buffer|certificate|ca|crl|csr|ssh-public-key\d?|image-base64|[\w-]*-key|header|content) \"")
_QUOTE = re.compile(r"\\.|\"")
_MOST_LINES = 1_000


def settle_set(text: str, mask: Callable[[str], str]) -> str | None:
    """Return a line of FortiOS with its secret masked, None where it has none that a name or a mark tells of.

    >>> settle_set("set psksecret ENC aB3/x==", lambda secret: f"<{len(secret)}>"), settle_set('set passwd "a b"', lambda secret: "<>")
    ('set psksecret ENC <7>', 'set passwd <>')
    >>> settle_set("set save-password enable", str), settle_set("set system root-authentication", str)
    ('set save-password enable', None)
    """
    if _FREE_TEXT.match(text):
        return _SAID.sub(lambda found: found.group(1) + mask(found.group(2)), text)
    found = _ENCRYPTED.match(text)
    if found is not None:
        return _masked(text, found, 2, mask)
    found = _NAMED.match(text)
    if found is None or re.match(_MASKED, found.group(3)):
        return None if found is None else text
    if found.group(3) in _NO_SECRET:
        return text
    return _masked(text, found, 3, mask)


def _masked(text: str, found: re.Match[str], group: int, mask: Callable[[str], str]) -> str:
    return f"{text[: found.start(group)]}{mask(found.group(group))}{text[found.end(group) :]}"


def hidden_runs(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where values of keys, certificates and pages start and how many lines they take: their quotes close lines below."""
    at = 0
    while at < len(texts):
        count = _run(texts, at) if _LONG.match(texts[at]) else 1
        if count > 1:
            yield at, count
        at += count


def _run(texts: Sequence[str], at: int) -> int:
    if not _flips(texts[at]):
        return 1
    for count, text in enumerate(texts[at + 1 : at + _MOST_LINES], start=2):
        if _flips(text):
            return count
    return 1


def _flips(text: str) -> bool:
    return [found.group() for found in _QUOTE.finditer(text)].count('"') % 2 == 1


def communities(texts: Sequence[str], mask: Callable[[str], str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that name an SNMP community, masked: the names of a table's own entries."""
    depth = 0
    for at, text in enumerate(texts):
        if depth == 0:
            depth = text == _COMMUNITIES
        elif text.startswith("config "):
            depth += 1
        elif text == "end":
            depth -= 1
        elif depth == 1 and (found := _NAME.match(text)) is not None and not re.match(_MASKED, found.group(2)):
            yield at, _masked(text, found, 2, mask)
