"""Secrets taken out of configurations before anything is stored or shown.

Each becomes ``<secret:fingerprint>``, the first characters of an HMAC-SHA-256 under a key of the
installation: two devices with one community show the same fingerprint, and nobody can read it. The
rules lean to masking too much: a line that names a password hides what follows, and a token that looks like a key
is hidden in any line whose first word does not say what it carries. Banners are dropped whole. Descriptions stay, except for
tokens in a vendor's cipher form.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from collectors.clean import Line
from collectors.configs.redact_cisco import settle_line
from collectors.configs.redact_fortinet import communities, hidden_runs, settle_set
from collectors.configs.redact_huawei import CIPHER_TOKEN, LEADS, MARKED, NOT_SECRET
from collectors.configs.redact_juniper import TRIGGERS as JUNIPER_TRIGGERS
from collectors.configs.redact_juniper import is_command, is_junos, is_junos_text, policy_communities, settle_statement
from collectors.configs.redact_zte import continued, settle_zte

_PROCESS_KEY = os.urandom(32)
_FINGERPRINT = 10
"""Hexadecimal digits kept of a fingerprint: 40 bits tell secrets of one city apart, and are no use for guessing without the key."""
BANNER = "<banner>"
MASK = re.compile(r"<secret:[0-9a-f]{10}>")
_BANNER_LINES = 60
_KEY_LINES = 200

_VALUE = r"(\"[^\"]{1,256}\"|'[^']{1,256}'|\S+)"
_KEYWORD = rf"(?!(?:{'|'.join(sorted(NOT_SECRET))})(?:\s|$)|<secret:|\d+\.\d+\.\d+\.\d+\s)"
_RULES = tuple(re.compile(f"({lead}){_KEYWORD}{_VALUE}", re.IGNORECASE) for lead in LEADS)
_TRIGGERS = (
    *(
        "cipher",
        "plain",
        "pass",
        "simple",
        "secret",
        "key",
        "hash",
        "auth",
        "psk",
        "encrypt",
        "pwd",
        "curity",
        "snmp-server host",
        " traps ",
        "pkcs",
        " enc ",
        "token",
        "%",
        "$",
    ),
    *("密码", "口令"),
    *JUNIPER_TRIGGERS,
)
"""One of these, or a community, stands in every line that a rule could match (lower case)."""
_TRIGGER = re.compile("|".join(map(re.escape, _TRIGGERS)) + r"|\bcommunit", re.IGNORECASE)
# Lines that start so carry names, addresses and numbers; only a cipher text could hide in them.
_WORDS_HARMLESS = (
    "# interface vlan port ip eth-trunk shutdown stp rule network area mtu speed duplex lldp peer-public "
    "trunkport mode portswitch return quit if-match vlan-type dot1q service source-zone destination-zone action"
)
_HARMLESS = frozenset(_WORDS_HARMLESS.split())
_FREE_TEXT = frozenset({"description", "sysname", "name", "alias", "hostname"})
_SAID_FREELY = ("snmp-agent sys-info ", "snmp-server location", "snmp-server contact")
_TOKENS_SAID = _HARMLESS | _FREE_TEXT | {"option", "!", "route-policy", "route-map", "object-group", "classifier", "access-list", "traffic"}
"""First words of lines whose long tokens are names or numbers."""
_IN_FREE_TEXT = (
    re.compile(rf"((?:\b(?:password|passwd|pwd|psk|cipher)|密码|口令)\s*(?:[:=：]\s*|(?![:=：])))(?!\s|<secret:){_VALUE}", re.IGNORECASE),
)
_KEY_OF_IOS = "set session-key "
"""The one line of IOS with a secret that starts as Junos and FortiOS start theirs."""
_BANNER_HEADS = ("header ", "banner ")
_PRIVATE_KEY = "PRIVATE KEY-----"
_SOUGHT = tuple((word, word.encode()) for word in (*_TRIGGERS, " communit", "\ncommunit", *(f"\n{head}" for head in _BANNER_HEADS)))
_SOUGHT_IN_ASCII = tuple((word, octets) for word, octets in _SOUGHT if word.isascii())
_LONG_NAMES = ("GigabitEthernet", "TenGigabitEthernet", "XGigabitEthernet", "Bridge", "Hundred", "Forty", "Twenty", "Aggregate")
"""How interfaces are called whose names are as long as a key."""
_TOKEN = re.compile(r"(?<![\w.<:-])[0-9A-Za-z+/=]{16,}(?![\w.:-])")
_SHORT_TOKEN = re.compile(r"[0-9A-Za-z+=]{16,}")
_CLASSES = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "a" * 26 + "A" * 26 + "0" * 10)
_NAME_AND_NUMBER = re.compile(r"[A-Za-z]+\d[\d/]*|[A-Za-z]+GigE[\d/]+")
"""An interface's name with its number, which changes between capitals, letters and digits as a key does."""
_RELEASE = re.compile(r"V\d{3}R\d{3}")
"""How a release of Huawei's starts, which changes between letters and digits as a key does."""
_CHANGES = 6
"""Changes between small letters, capitals and digits from which on a token is no name."""
_NUMBER_NAMES = ("engineid", "public-key", "mac-address", "serial", "esn")
"""Words of lines whose long numbers are public."""


def fingerprint(secret: str, key: bytes | None = None) -> str:
    """Return what stands in a secret's place; without a key, one that lives as long as the process."""
    digest = hmac.new(key or _PROCESS_KEY, secret.strip("\"'").encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
    return f"<secret:{digest[:_FINGERPRINT]}>"


def redact_text(text: str, key: bytes | None = None) -> str:
    """Return one line without its secrets.

    >>> redact_text("snmp-agent community read public", b"k") == "snmp-agent community read " + fingerprint("public", b"k")
    True
    >>> redact_text("port link-type trunk", b"k")
    'port link-type trunk'
    """
    if is_junos(text) and _TRIGGER.search(text) and not text.startswith(_KEY_OF_IOS):
        text = _statement(text, key)
        if is_command(text):
            return text
    if ("%" in text or "$" in text) and CIPHER_TOKEN.search(text):
        text = CIPHER_TOKEN.sub(lambda match: fingerprint(match.group(), key), text)
    first = text.partition(" ")[0]
    if _TRIGGER.search(text) and (first not in _HARMLESS or _names_secret(text)):
        text = _by_rules(text, first, key)
    if first not in _TOKENS_SAID and text[:1] not in {"!", "#"} and _SHORT_TOKEN.search(text):
        text = _without_tokens(text, key)
    return text


def _statement(text: str, key: bytes | None, *, named: bool = False) -> str:
    """Redact a statement of Junos; `named` says that its community is a policy's."""
    text = settle_statement(text, lambda secret: fingerprint(secret, key), named=named) or text
    return _without_tokens(text, key) if _SHORT_TOKEN.search(text) else text


def _names_secret(text: str) -> bool:
    return "key" in text or "auth" in text or "passw" in text or "cipher" in text or "simple" in text or "secret" in text


def _by_rules(text: str, first: str, key: bytes | None) -> str:
    def mask(match: re.Match[str]) -> str:
        return match.group(1) + fingerprint(match.group(2), key)

    if first in _FREE_TEXT or text.startswith(_SAID_FREELY):
        for rule in _IN_FREE_TEXT:
            text = rule.sub(mask, text)
        return text
    if text.startswith(_KEY_OF_IOS):
        return settle_line(text, lambda secret: fingerprint(secret, key)) or text
    if first in {"set", "append"}:
        settled = settle_set(text, lambda secret: fingerprint(secret, key))
        if settled is not None:
            return settled
    settled = settle_zte(text, lambda secret: fingerprint(secret, key))
    if settled is not None:
        return settled
    if not MARKED.search(text):
        settled = settle_line(text, lambda secret: fingerprint(secret, key))
        if settled is not None:
            return settled
    for rule in _RULES:
        text = rule.sub(mask, text)
    return text


def _without_tokens(text: str, key: bytes | None) -> str:
    lower = text.lower()
    if any(name in lower for name in _NUMBER_NAMES):
        return text
    return _TOKEN.sub(lambda match: fingerprint(match.group(), key) if looks_like_key(match.group()) else match.group(), text)


def looks_like_key(token: str) -> bool:
    """Tell whether a token is a hexadecimal or base64 text rather than a name.

    >>> looks_like_key("9f86d081884c7d659a2feaa0c55ad015"), looks_like_key("GigabitEthernet1"), looks_like_key("Xk29vQ+7LmPz4TyWb1==")
    (True, False, True)
    """
    body = token.strip("=")
    if _RELEASE.match(body) or _NAME_AND_NUMBER.fullmatch(body):
        return False
    classes = body.translate(_CLASSES)
    if not {"0", "a", "A"} & set(classes) or "0" not in classes:
        return False
    if not body.strip("0123456789abcdefABCDEF"):
        return len(set(classes)) > 1
    return sum(1 for one, two in pairwise(classes) if one != two) >= _CHANGES


def redact_lines(lines: Iterable[Line], key: bytes | None = None) -> Iterator[Line]:
    """Return the lines without secrets; banners and private keys become one mark a line.

    A banner whose closing delimiter does not come within 60 lines is taken as its first line only. The text is searched
    as a whole for what could be a secret, so that lines without one cost next to nothing.
    """
    clear = list(lines)
    if any(line.text.startswith("config ") for line in clear):
        _hide_by_table(clear, key)
    if any("encrypted *" in line.text for line in clear):
        for at, text in list(continued(clear, lambda secret: fingerprint(secret, key))):
            clear[at] = Line(clear[at].number, clear[at].indent, text)
    clear_of: dict[str, str] = {}
    texts = [line.text for line in clear]
    braced = is_junos_text(texts)
    named = policy_communities(texts) if braced else frozenset[int]()
    end = 0
    for position in _suspects(texts):
        line = clear[position]
        text = line.text
        if position < end:
            continue
        if text.startswith(_BANNER_HEADS) or _PRIVATE_KEY in text:
            end = position + _hidden_length(clear, position)
            for at in range(position, end):
                clear[at] = Line(clear[at].number, clear[at].indent, BANNER)
            if end > position:
                continue
        if braced and is_junos(text) and not MARKED.search(text):
            clear[position] = Line(line.number, line.indent, _statement(text, key, named=position in named))
            continue
        shown = clear_of.get(text)
        if shown is None:
            shown = clear_of[text] = redact_text(text, key)
        if shown is not text:
            clear[position] = Line(line.number, line.indent, shown)
    return iter(clear)


def _hide_by_table(clear: list[Line], key: bytes | None) -> None:
    """Hide what a line alone does not tell to be a secret: long values in quotes, names that are communities."""
    texts = [line.text for line in clear]
    for start, count in hidden_runs(texts):
        for at in range(start, start + count):
            clear[at] = Line(clear[at].number, clear[at].indent, BANNER)
    for at, text in communities(texts, lambda secret: fingerprint(secret, key)):
        clear[at] = Line(clear[at].number, clear[at].indent, text)


_TOKEN_BYTES = bytes(ord("a") if chr(byte) in "+=" or (chr(byte).isalnum() and byte < 128) else ord(" ") for byte in range(256))  # noqa: PLR2004 - ASCII
_SHORTEST = b"a" * 16
_PORT, _PORT_PARTED = b"GigabitEthernet", b"Gigabit thernet"
"""The commonest long name, and how it is no long token: as many octets."""


def _long_tokens(text: str) -> Iterator[int]:
    """Yield where runs of 16 letters and digits start: by a table of bytes, a tenth of a pattern's time, where the text allows it."""
    if not text.isascii():
        yield from (match.start() for match in _SHORT_TOKEN.finditer(text))
        return
    marked = text.encode("ascii").replace(_PORT, _PORT_PARTED).translate(_TOKEN_BYTES)
    at = marked.find(_SHORTEST)
    while at >= 0:
        yield at
        end = marked.find(b" ", at)
        at = marked.find(_SHORTEST, end) if end >= 0 else -1


_DIGITS = b"0123456789./,:"
"""What tells lines of one kind apart, and is in no word that is sought."""


def _sought_in(lower: str) -> list[str]:
    """Return the words that a text may hold: sought once in each kind of line, as most lines differ from others by their numbers alone."""
    data = lower.encode("utf-8", "surrogatepass")
    kinds = b"\n".join([b"", *set(data.translate(None, _DIGITS).split(b"\n"))])
    return [word for word, octets in (_SOUGHT_IN_ASCII if lower.isascii() else _SOUGHT) if octets in kinds]


def _suspects(texts: list[str]) -> list[int]:
    """Return the positions of lines in which something of a secret stands: a word, a banner's head, a long token; in order."""
    joined = "\n" + "\n".join(texts)
    lower = joined.lower()
    if len(lower) != len(joined):  # a letter whose small form is longer: positions would not agree
        return list(range(len(texts)))
    found: list[int] = []
    find = lower.find
    for word in _sought_in(lower):
        at = find(word)
        while at >= 0:
            found.append(at)
            at = find(word, at + 1)
    found += [at for at in _long_tokens(joined) if not joined.startswith(_LONG_NAMES, at)]
    positions: list[int] = []
    line, last = -1, 0
    for at in sorted(found):
        line += joined.count("\n", last, at + 1)
        last = at + 1
        if not positions or positions[-1] != line:
            positions.append(line)
    return positions


def _hidden_length(lines: Sequence[Line], start: int) -> int:
    """Return how many lines a banner or private key at `start` covers, 0 for a command that only looks like one."""
    text = lines[start].text
    if _PRIVATE_KEY in text:
        whole = text.count(_PRIVATE_KEY) > 1  # in quotes on one line
        for offset, line in enumerate(() if whole else lines[start + 1 : start + _KEY_LINES], start=2):
            if _PRIVATE_KEY in line.text:
                return offset
        return 1
    opening = _banner_opening(text)
    if opening is None:
        return 0 if " file " in text else 1
    delimiter, rest = opening
    if delimiter in rest:
        return 1
    for offset, line in enumerate(lines[start + 1 : start + _BANNER_LINES], start=2):
        if delimiter in line.text:
            return offset
    return 1


def _banner_opening(text: str) -> tuple[str, str] | None:
    """Return the delimiter of a banner and what follows it on the same line."""
    match = re.match(r"(?:header\s+(?:login|shell|incoming|legal|motd)(?:\s+information)?|banner\s+[\w-]+)\s+(\^C|\S)(.*)", text)
    return (match.group(1), match.group(2)) if match else None
