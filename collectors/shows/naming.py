"""Files that hold the answer to one command and nothing else: recognised by their name, and by their content.

``display_lldp_neighbor.txt``, ``SW1-show-ip-route.log``, ``PE1/show_route.txt``: the name tells the command, and itself or its
folder the device. A file with any other name is recognised where a strict template matches it whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from collectors.clean import CleanText, clean, uncut
from collectors.platforms import PLATFORMS
from collectors.shows.answers import Answer, Command, Failed, Table, Vendor
from collectors.shows.commands import find_command
from collectors.shows.parsing import is_strict, known_commands, parse_command, template_of
from collectors.shows.vendors import VENDORS
from collectors.sources.sessions import asks_for_config

_COMMAND = re.compile(r"(?P<command>(?:display|dis|show|sh)[ _-].+)", re.IGNORECASE)
_NAMED = re.compile(r"(?P<device>.+?)[ ._-]+(?P<command>(?:display|dis|show|sh)[ _-].+)", re.IGNORECASE)
_ENDING = re.compile(r"\.(?:txt|log|cfg|conf|raw|out|text|show)$", re.IGNORECASE)
_OTHER_ENDING = re.compile(r"\.(?:ya?ml|json|csv|xlsx?|md|py|html?|xml|toml|ini|docx?|pdf|zip|gz|sh|bat)$", re.IGNORECASE)
_FIGURES = re.compile(r"[^a-z0-9]")
_NO_DEVICE = re.compile(
    r"(?:shows?|displays?|captures?|logs?|outputs?|commands?|cli|configs?|configuration|backups?|upload|texts?|tmp|temp|"
    r"source|data|import|files|devices?|collected|配置|日志|备份|采集)(?:[ ._-]?\d*)",
    re.IGNORECASE,
)
_ECHO = re.compile(r"(?:display|dis|show|sh)\s+[a-z][\w /.:{}-]*(?:\|[\w .-]+)*", re.IGNORECASE)
_LONGEST = 80
"""Characters of a command that stands above its answer."""
_MOST_LINES = 20_000
"""Lines up to which a text without a telling name is tried."""
_HEAD_LINES = 60
"""Lines that a strict template must know before all of a text is tried: it stops at the first that it does not."""
_WIDEST = 1_000
"""Characters of a line beyond which it is a row of no table."""


class Recognised(msgspec.Struct, frozen=True, kw_only=True):
    """A file that holds one answer: to which command, of which device, and of which platforms it may be, likeliest first."""

    command: str
    device: str | None
    platforms: tuple[str, ...]
    by_name: bool
    read: bool
    """A template reads the text: the name alone proves no platform."""


def name_says(path: str) -> tuple[str | None, str] | None:
    """Return device and command that a file's name and folder tell; None where it names no command.

    >>> name_says("n5/PE1/show_ip_route.txt"), name_says("logs/SW1_display_lldp_neighbor.txt"), name_says("notes.txt")
    (('PE1', 'show ip route'), ('SW1', 'display lldp neighbor'), None)
    """
    folder, _, file = path.replace("\\", "/").rpartition("/")
    stem = _ENDING.sub("", file)
    found = None if _OTHER_ENDING.search(stem) else _COMMAND.fullmatch(stem) or _NAMED.fullmatch(stem)
    if found is None:
        return None
    text = found["command"]
    command = " ".join(text.replace("_", " ").split()) if "_" in text or " " in text else text.replace("-", " ")
    device = found.groupdict().get("device")
    if device is not None and any(device.lower().startswith(platform.name) for platform in PLATFORMS):
        return None, command
    if device is None:
        place = folder.rpartition("/")[2]
        device = place if place and not _NO_DEVICE.fullmatch(place) and not _COMMAND.fullmatch(place) else None
    return device, command


def recognise(path: str, text: CleanText, platform: str | None = None) -> Recognised | None:
    """Return what one answer a text holds; None where it holds none that is known.

    `platform` is what a person named. Where no template reads what a name says, the content may tell of another command.
    """
    device, typed = name_says(path) or (None, None)
    typed = _echo(text) or typed
    verb = None if typed is None else typed[:2].lower()
    vendors = [vendor for vendor in VENDORS if platform in {None, vendor.platform} and (verb is None or _speaks(vendor, verb))]
    if typed is not None and asks_for_config(typed):
        return None
    for text_of in () if typed is None else _meant(typed):
        read = tuple(vendor.platform for vendor in vendors if _reads(vendor, command_named(vendor, text_of), path, text))
        if read:
            return Recognised(command=text_of, device=device, platforms=read, by_name=True, read=True)
    if len(text.lines) <= _MOST_LINES and (found := list(_by_content(vendors, path, text))):
        platforms = tuple(dict.fromkeys(name for name, _ in found))
        return Recognised(command=found[0][1], device=device, platforms=platforms, by_name=False, read=True)
    if typed is None:
        return None
    known = tuple(vendor.platform for vendor in vendors if command_named(vendor, typed) is not None)
    if known or any(_begins(vendor, typed) for vendor in vendors):
        return Recognised(command=typed, device=device, platforms=known, by_name=True, read=False)
    return None


def _speaks(vendor: Vendor, verb: str) -> bool:
    """Tell whether a platform's commands begin so: ``di`` or ``sh``."""
    return any(text.startswith(verb) for text in vendor.readers)


def _meant(typed: str) -> Iterator[str]:
    """Give what a name may say: all of it, or all but a number or a word that tells copies apart."""
    yield typed
    bare = typed.rstrip("0123456789").rstrip()
    if bare != typed:
        yield bare
    *words, _ = typed.split()
    if len(words) > 1 and " ".join(words) != bare:
        yield " ".join(words)


def command_named(vendor: Vendor, typed: str) -> Command | None:
    """Return which command of a platform a file's name means: as typed, or with its blanks and hyphens written alike."""
    known = known_commands(vendor)
    found = find_command(typed, known)
    if found is not None:
        return found
    squeezed = _FIGURES.sub("", typed.lower())
    return next((Command(text=text) for text in known if "{" not in text and _FIGURES.sub("", text) == squeezed), None)


def _begins(vendor: Vendor, typed: str) -> bool:
    """Tell whether a platform has commands that begin with the same two words."""
    return any(text.split()[:2] == typed.lower().split()[:2] for text in vendor.readers)


def whole_answer(path: str, command: str, text: CleanText) -> Answer:
    """Return a text as the answer to one command, without the command itself where it stands above."""
    lines = uncut(text, text.lines)
    if _echo(text) is not None:
        lines = lines[1:]
    return Answer(path=path, command=command, number=1, lines=lines, full=text.full, noise=text.noise)


def _echo(text: CleanText) -> str | None:
    """Return the command that stands above its answer without a prompt."""
    first = text.lines[0].text if text.lines else ""
    return first if len(first) <= _LONGEST and _ECHO.fullmatch(first) else None


_FEW = 5
"""Lines below which a text without a head over its rows may be anything."""


def _reads(vendor: Vendor, command: Command | None, path: str, text: CleanText, *, headed: bool = False) -> bool:
    """Tell whether a template makes rows of a text; `headed`: with a head above them, or of several lines."""
    if command is None or command.text not in vendor.readers:
        return False
    outcome = parse_command(vendor, command, whole_answer(path, command.text, text))
    if not isinstance(outcome, Table) or not outcome.rows:
        return False
    return not headed or len(text.lines) >= _FEW or outcome.rows[0].line > text.lines[0].number


_DECOYS = (
    "buy milk\n",
    "buy milk and 12 eggs\ncall the office at 10:30\nall\nread notes\nask Li for 2 keys\n",
    "/interface bridge\nadd name=a\n/ip address\nadd address=192.0.2.1/24 interface=a\n/user\n",
    "192.0.2.1 00e0-fc00-0001\n192.0.2.2 00e0-fc00-0002\n192.0.2.3 0000.0c00.0003\n192.0.2.4\n192.0.2.5\n",
    "a: 1\nb: 2\nc: up\nName: x\nInterface: y\n",
    "hostname A\n!\ninterface Vlan2\n description to B\n ip address 192.0.2.1 255.255.255.0\n!\nend\n",
    "sysname A\n#\ninterface Vlanif2\n description to B\n ip address 192.0.2.1 24\n#\nreturn\n",
    "name,address,mac\nA,192.0.2.1,00e0-fc00-0001\nB,192.0.2.2,00e0-fc00-0002\n",
    "key: value\nother : thing 7\n  inner: 3\n",
    "A B C D E\n1 2 3 4 5\nGi0/1 up up 1 full\n",
    "  Process 1 with Router ID 192.0.2.1\n  Some Information\n ----\n Area  Port  Neighbor  State\n 0.0.0.0  Gi0/1  192.0.2.2  Full\n",
    "  Some Information:\n  Totally 1 of them.\n  Interface: Gi0/1\n    Address 1 : 192.0.2.1/80\n    State  : Active\n\n  Total :    3\n",
    "set interfaces ge-0/0/0 unit 0\nset system host-name a\n",
)
"""Texts that no command answers: a template that makes rows of one tells nothing by itself."""


@cache
def _tells(vendor: Vendor, name: str) -> bool:
    """Tell whether a command's template knows the form of its answer so well that it can recognise it."""
    command = Command(text=name)
    decoys = (clean(decoy.encode(), "decoy") for decoy in _DECOYS)
    return is_strict(template_of(vendor, command)) and not any(_reads(vendor, command, "decoy", decoy) for decoy in decoys)


def _by_content(vendors: list[Vendor], path: str, text: CleanText) -> Iterator[tuple[str, str]]:
    """Give the platforms and commands whose strict template matches a whole text; each template is tried once, on the head first."""
    head = msgspec.structs.replace(text, lines=text.lines[:_HEAD_LINES])
    if any(len(line.text) > _WIDEST for line in head.lines):
        return
    for vendor in vendors:
        tried: set[str] = set()
        for name in vendor.readers:
            template = template_of(vendor, Command(text=name))
            if "{" in name or template in tried or not _tells(vendor, name):
                continue
            tried.add(template)
            if len(text.lines) > _HEAD_LINES and isinstance(
                parse_command(vendor, Command(text=name), whole_answer(path, name, head)), Failed
            ):
                continue
            if _reads(vendor, Command(text=name), path, text, headed=True):
                yield vendor.platform, name
