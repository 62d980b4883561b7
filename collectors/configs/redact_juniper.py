"""Where Junos keeps secrets, in ``set`` lines and in braces, and the statements that only look as if they had one.

A statement's words are kept, the value behind a telling word is masked, quotes and what ends the statement stay. A name behind
``community`` is SNMP's secret only below ``snmp``; a trap group's name is the community of its traps. *Source*: Junos OS CLI
reference, 'authentication-key', 'encrypted-password', 'pre-shared-key', 'community (SNMP)', 'trap-group', 'secret' and others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_VALUE = r"(\"(?:[^\"\\]|\\.)*\"?|[^\s;{}\"\[\]]+)"
_TOPS = (
    "access|accounting-options|applications|bridge-domains|chassis|class-of-service|ethernet-switching-options|event-options|firewall|"
    "forwarding-options|groups|interfaces|logical-systems|policy-options|poe|protocols|routing-instances|routing-options|security|"
    "services|snmp|switch-options|system|tenants|vlans|virtual-chassis|wlan"
)
_SET = re.compile(rf"(?:set|delete|activate|deactivate|protect|unprotect|insert|rename|copy|edit|annotate) (?:{_TOPS})(?:\s|$)")
_ENDS = re.compile(r"(?:[;{}](?:\s*/\*.*\*/)?|;?\s*## SECRET-DATA)$")
_LEADS = (
    # words that are always followed by the secret itself, or by a word that says how it is written
    (
        r"\b(?:encrypted-password|plain-text-password-value|ascii-text|hexadecimal|ascii-key|hex-key|simple-password|authentication-password|"
        r"privacy-password|privacy-key|chap-secret|default-chap-secret|default-pap-password|local-password|pap-password|shared-secret|"
        r"secret-key|client-secret|passphrase|community-name|hello-authentication-key|cak|preshared-key|psk|bind-password|api-key|auth-token|"
        r"authentication-secret|master-key|secret|passwd|pwd)\s+"
    ),
    r"\b(?:pre-shared-key|seeded-pre-shared-key)\s+(?!ascii-text\b|hexadecimal\b|local\b|remote\b|cak\b|ckn\b)",
    r"(?<![\w-])authentication-key\s+(?!\d+\s+(?:type|value)\b|\d+\s*\{)",
    r"(?<![\w-])authentication-key\s+\d+\s+(?:type\s+\S+\s+)?value\s+",
    r"(?:^|[{;]\s*)value\s+",
    r"(?<![\w-])password\s+(?!\{|minimum|maximum|format|change-type|hold-time|[^;]*\])",
    r"\bmd5\s+\d+\s+key\s+",
    r"(?<![\w-])key\s+(?=\"\$\d\$|\"[^\"]{12,}|<secret:)",
    r"(?<![\w-])key\s+(?!\d{1,10}(?:\s|;|$|\{)|\{|ascii-text\b|hexadecimal\b|chain\b)",
    r"(?<![\w-])value\s+(?=\"\$\d\$)",
    r"\btrap-group\s+(?!\{)",
    r"\bssh-(?:rsa|dss|dsa|ecdsa|ed25519)\s+",
    r"\b(?:login\s+)?(?:message|announcement)\s+(?=\")",
    r"(?:密码|口令)\s*[:=：]?\s*",
    r"\b(?:password|passwd|pwd)\s*[:=：]\s*",
)
_COMMUNITY = r"\bsnmp\s+community\s+"
_PLAIN_COMMUNITY = (
    r"^(?:inactive:\s+|protect:\s+|replace:\s+)*community\s+"
    r"(?!\d+:\d+|add\s|set\s|delete\s|[+=-]\s|\S+\s+(?:\{\s*)?(?:members|invert-match)\b|\[)"
)
_RULES = tuple(re.compile(f"({lead}){_VALUE}", re.IGNORECASE) for lead in (*_LEADS, _COMMUNITY))
_FREE = _RULES[-3:-1]
"""What is looked for in texts that people write."""
_OWN_LINE = re.compile(f"({_PLAIN_COMMUNITY}){_VALUE}")
_CIPHER = re.compile(r"\$[0-9][a-z]?\$[^\s\";]{4,}")
_IN_URL = re.compile(r"(://[^/\s\"@:]*:)([^/\s\"@]+)(?=@)")
_DESCRIBED = re.compile(r"(?:^|\s)(?:description|full-name|location|contact|annotate)\s+(?:\"|\S)")
_LEVELS = frozenset(f"{top} {{" for top in _TOPS.split("|"))
TRIGGERS = ("trap-group", "@", "message", "announcement", "ssh-")
"""One of these may stand in a line with a secret that no other vendor's rule looks for."""


def is_junos(text: str) -> bool:
    """Tell whether a line can be a statement of Junos: a command with a level of its tree, or one that ends as in braces.

    >>> is_junos("set snmp community public"), is_junos("secret abc;"), is_junos("set authentication password cipher x")
    (True, True, False)
    """
    return (text[-1:] in ";{}A/" and _ENDS.search(text) is not None) or _SET.match(text) is not None


def is_junos_text(texts: Sequence[str]) -> bool:
    """Tell whether a level of Junos's tree opens in a text in braces."""
    return not _LEVELS.isdisjoint(texts)


def is_command(text: str) -> bool:
    """Tell whether a line is a command with a level of the tree of Junos."""
    return _SET.match(text) is not None


def settle_statement(text: str, mask: Callable[[str], str], *, named: bool = False) -> str | None:
    """Return a statement with its secrets masked, None where no rule knows it; `named` says that a ``community`` is a policy's.

    >>> settle_statement('secret "$9$abcdef"; ## SECRET-DATA', lambda secret: "<x>"), settle_statement("mtu 9000;", str)
    ('secret "<x>"; ## SECRET-DATA', None)
    >>> settle_statement("community public {", lambda secret: "<x>"), settle_statement("community A;", str, named=True)
    ('community <x> {', None)
    """

    def hide(match: re.Match[str]) -> str:
        lead, value = match.group(1), match.group(2)
        inner = value.strip('"')
        if not inner or inner.startswith("<secret:"):
            return match.group()
        quote = '"' if value[0] == '"' else ""
        return f"{lead}{quote}{mask(inner)}{quote}"

    found = _CIPHER.sub(lambda match: mask(match.group()), text)
    found = _IN_URL.sub(lambda match: match.group(1) + mask(match.group(2)), found)
    free = _DESCRIBED.search(found)
    for rule in _FREE if free is not None else _RULES:
        found = rule.sub(hide, found)
    if not named and free is None:
        found = _OWN_LINE.sub(hide, found)
    return found if found != text else None


def policy_communities(texts: Sequence[str]) -> frozenset[int]:
    """Return the lines in braces whose ``community`` names a policy's: those inside another level than ``snmp``."""
    found: list[int] = []
    stack: list[str] = []
    if "community" not in "\n".join(texts):
        return frozenset()
    for at, text in enumerate(texts):
        if text[-1:] == "{":
            if "community" in text and stack and "snmp" not in stack:
                found.append(at)
            stack.append(text[:-1].strip())
        elif text == "}":
            if stack:
                stack.pop()
        elif text.startswith("community ") and stack and "snmp" not in stack:
            found.append(at)
    return frozenset(found)
