"""Logs of terminal sessions: prompts, the commands typed behind them, and what came back, block by block.

SecureCRT, Xshell and MobaXterm write all that passed through a window: several commands, often several
devices. A prompt is believed when a command that such systems know stands behind it; from then on every
prompt of that name counts. Lines keep the numbers of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from collectors.clean import CleanText, Line

_NAME = r"[^<>\[\]\s#~*][^<>\[\]#]{0,63}?"
_HRP = r"(?:HRP_[MSA][<\[]?)?"
_ANGLE = re.compile(rf"(?P<prompt>{_HRP}<(?P<name>{_NAME})>)\s*(?P<command>.*)")
_SQUARE = re.compile(rf"(?P<prompt>{_HRP}\[[~*]?(?P<name>{_NAME})\])\s*(?P<command>.*)")
_HASH = re.compile(
    r"(?P<prompt>(?:[A-Z]{2}/\d+/\w+/CPU\d+:)?(?P<name>[^\W_][\w.\-/:@]{0,63})(?P<mode>\([\w\-./ ]{1,60}\))?\s?[#>])\s*(?P<command>.*)"
)
_HUAWEI_VERBS = re.compile(
    r"(?:di|dis|disp|displ|displa|display|sys|system|system-view|save|quit|q|return|screen-length|screen|undo|un|sysname|ping|tracert|"
    r"terminal|ter|reset|reboot|startup|dir|more|cd|debugging|super|ftp|tftp|telnet|stelnet|ssh|clock|interface|int|vlan|acl|aaa|ospf|bgp|"
    r"ip|stp|port|user-interface|commit|refresh|compare|patch|license|language-mode)(?:\s|$)",
    re.IGNORECASE,
)
_CISCO_VERBS = re.compile(
    r"(?:sh|sho|show|en|ena|enable|disable|conf|config|configure|term|ter|terminal|wr|write|copy|exit|end|more|dir|ping|traceroute|"
    r"reload|no|clear|debug|undebug|do|cli|set|get|diagnose|request|file|clock|telnet|ssh|monitor|logout|run)(?:\s|$)",
    re.IGNORECASE,
)
_RENAMED = re.compile(r"(?:sysname|hostname)\s+(\S{1,64})$", re.IGNORECASE)

_FULL_CONFIG = re.compile(
    r"(?:di\w*\s+cu[\w-]*(?:\s+all)?|di\w*\s+sa[\w-]*|"
    r"(?:do\s+)?sh\w*\s+(?:run\w*|running-config|ru)(?:\s+(?:all|view\s+full|brief))?|(?:do\s+)?sh\w*\s+(?:startup-config|start\w*)|"
    r"sh\w*\s+configuration|show\s+full-configuration|more\s+(?:system:running-config|nvram:startup-config)|write\s+terminal|wr\s+t\w*)"
    r"(?:\s*\|\s*(?:no-more|display\s+set|nomore|display\s+omit))*\s*$",
    re.IGNORECASE,
)
_SAVED = re.compile(r"\s(?:sa[\w-]*|start[\w-]*|nvram:\S*)\s*$", re.IGNORECASE)
_ENDS = frozenset({"return", "end"})
_NOISE = re.compile(
    r"\[(?:BEGIN|END)\] |=~=~=|(?:Info|Error|Warning): |%\s|Connect(?:ed|ing) to |Connection (?:closed|established)|Last login|"
    r"(?:Type `help'|Xshell|MobaXterm|Copyright)|\^$|Enter system view|Building configuration|Current configuration",
    re.IGNORECASE,
)
_LOOKED_BACK = 6
_MAX_BLOCKS = 20_000
_A_HEAD = 5
"""Lines before the first prompt from which on they are the end of an answer whose command was not logged."""


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A command and what it answered. `device` is the name in the prompt."""

    device: str
    prompt: str
    command: str
    number: int
    """Line of the command."""
    lines: tuple[Line, ...]
    answered: bool
    """Another prompt follows: the output came to its end, or was broken off by hand."""

    @property
    def is_config(self) -> bool:
        """Whether the command asks for the whole configuration, not for an excerpt."""
        return len(self.lines) > 1 and asks_for_config(self.command)

    @property
    def is_saved(self) -> bool:
        """Whether it is the saved configuration, which may be older than the running one."""
        return _SAVED.search(self.command) is not None

    @property
    def is_whole(self) -> bool:
        """Whether the text ends as a configuration does."""
        tail = [line.text for line in self.lines[-_LOOKED_BACK:] if line.text not in ("#", "!")]
        return self.answered and bool(tail) and tail[-1] in _ENDS


ENGINE = "session_log"
"""Engine of a record that keeps captures of which none could be read: it states no fact."""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """What a log tells of one device."""

    device: str
    config: Block | None
    """The last complete configuration, else the last one."""
    captures: tuple[Block, ...]
    """Every other block with an answer, older configurations included, in the order of the log."""


def asks_for_config(command: str) -> bool:
    """Tell whether a command asks for a whole configuration.

    >>> asks_for_config("display current-configuration"), asks_for_config("sh run"), asks_for_config("display arp")
    (True, True, False)
    """
    return _FULL_CONFIG.fullmatch(command) is not None


def find_blocks(text: CleanText) -> tuple[Block, ...]:
    """Return the commands of a log with their answers, in order; none where it is no log.

    Linear in the number of lines.
    """
    names = _names(text.lines)
    if not names:
        return ()
    blocks: list[Block] = []
    head: tuple[Line, ...] = ()
    opened: tuple[re.Match[str], Line] | None = None
    body: list[Line] = []
    for line in text.lines:
        found = _prompt(line.text, names)
        if found is None:
            body.append(line)
            continue
        if opened is not None:
            blocks.append(_block(opened, body, names, answered=True))
        else:
            head = tuple(line for line in body if not _NOISE.match(line.text))
        opened, body = (found, line), []
        if len(blocks) >= _MAX_BLOCKS:
            break
    if opened is not None:
        blocks.append(_block(opened, body, names, answered=False))
    if len(head) >= _A_HEAD and blocks:
        first = blocks[0]
        blocks.insert(0, Block(device=first.device, prompt=first.prompt, command="", number=head[0].number, lines=head, answered=True))
    return tuple(blocks)


def find_sessions(text: CleanText) -> tuple[Session, ...]:
    """Return what a log tells, device by device, in the order in which they are met; none where it is no log."""
    by_device: dict[str, list[Block]] = {}
    renamed: dict[str, str] = {}
    for block in find_blocks(text):
        by_device.setdefault(block.device, []).append(block)
        word = _RENAMED.match(block.command)
        if word and word.group(1) != block.device:
            renamed[block.device] = word.group(1)
    for old, new in renamed.items():
        if new in by_device and old in by_device and by_device[old][-1].number < by_device[new][0].number:
            by_device[new] = by_device.pop(old) + by_device[new]
    return tuple(_session(device, blocks) for device, blocks in by_device.items() if any(block.lines for block in blocks))


def part_of(text: CleanText, blocks: Sequence[Block]) -> CleanText:
    """Return the lines of some blocks as a text of their own, under the numbers of the file."""
    return msgspec.structs.replace(text, lines=tuple(line for block in blocks for line in block.lines))


def _session(device: str, blocks: Sequence[Block]) -> Session:
    configs = [block for block in blocks if block.is_config]
    best = max(configs, key=lambda block: (block.is_whole, not block.is_saved, block.number), default=None)
    return Session(device=device, config=best, captures=tuple(block for block in blocks if block is not best and block.lines))


def _block(opened: tuple[re.Match[str], Line], body: list[Line], names: frozenset[str], *, answered: bool) -> Block:
    match, line = opened
    device = (_owner(match["name"], names) or match["name"]).rpartition("@")[2]
    while body and _NOISE.match(body[-1].text):
        body.pop()
    return Block(
        device=device,
        prompt=match["prompt"],
        command=" ".join(match["command"].split()),
        number=line.number,
        lines=tuple(body),
        answered=answered,
    )


def _names(lines: Sequence[Line]) -> frozenset[str]:
    """Return the names of prompts that a known command follows; ``SW1-vlan10`` is a view of ``SW1``, ``<SW1-2>`` a device."""
    devices: set[str] = set()
    perhaps: set[str] = set()
    for line in lines:
        for match, verbs in _candidates(line.text):
            if verbs.match(match["command"]) and not _is_text(match, verbs):
                (devices if "<" in match["prompt"] or verbs is _CISCO_VERBS else perhaps).add(match["name"])
    views = {name for name in perhaps if any(name != other and name.startswith(other + "-") for other in devices | perhaps)}
    return frozenset(devices | (perhaps - views))


def _is_text(match: re.Match[str], verbs: re.Pattern[str]) -> bool:
    """Tell a sentence such as ``note# show this to nobody, please`` from a command: commands are short."""
    return verbs is _CISCO_VERBS and len(match["command"]) > 200  # noqa: PLR2004 - characters


def _candidates(text: str) -> Iterator[tuple[re.Match[str], re.Pattern[str]]]:
    first = text[:1]
    if first in "<[H" and (match := _ANGLE.match(text) or _SQUARE.match(text)):
        yield match, _HUAWEI_VERBS
    elif ("#" in text[:140] or ">" in text[:140]) and first not in "#!<[ " and (match := _HASH.match(text)):
        yield match, _CISCO_VERBS
        if "#" not in match["prompt"]:
            yield match, _HUAWEI_VERBS


def _prompt(text: str, names: frozenset[str]) -> re.Match[str] | None:
    """Return the prompt a line starts with, if it is of a name that is known."""
    for match, _ in _candidates(text):
        if _owner(match["name"], names) is not None:
            return match
    return None


def _owner(name: str, names: frozenset[str]) -> str | None:
    """Return whose prompt a name is: ``SW1-GigabitEthernet0/0/1`` is a view of ``SW1``."""
    if name in names:
        return name
    owners = [known for known in names if name.startswith(known + "-")]
    return max(owners, key=len, default=None)
