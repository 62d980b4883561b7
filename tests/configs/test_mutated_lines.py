"""Lines of our own cases, cut, swapped and filled with odd words: no dialect stops at any, and each line is accounted for."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from collectors.clean import Line
from collectors.configs import PARSERS
from collectors.configs.parser import ConfigParser

CASES = Path(__file__).parent
ODD = (
    *("::", "2001:db8::/64", "10.0.0.0/8", "999", "0", "-1", "4294967296", "1.1.1.1", "255.0.255.0", '"', "/", "-", "to", "all", "ipv6"),
    *("10.0.0.300", "a" * 300, "²", "１２", "٣", "1.2.3.4:5", "100.1", "1:1", "10-5", "1,2,", "no", "undo", "1/0/1", ":", ".", "9" * 23),
    *("unicast", "vrf", "vpn-instance", "\u0130", "unicast unicast"),
)
"""Words that are nearly right in many places."""


def lines_of(platform: str) -> list[str]:
    texts = [path.read_bytes().decode("utf-8", "replace") for path in sorted(CASES.glob(f"{platform}/*/device.cfg"))]
    return [line for text in texts for line in text.splitlines() if line.strip()]


def mutated(line: str, source: random.Random, words: list[str]) -> str:
    parts = line.split()
    for _ in range(source.randint(0, 2)):
        at = source.randrange(len(parts))
        match source.randrange(4):
            case 0 if len(parts) > 1:
                del parts[at]
            case 1:
                parts.insert(at, source.choice(ODD))
            case 2:
                parts[at] = source.choice(ODD)
            case _:
                parts[at] = source.choice(words)
    return " ".join(parts)


def made(parser: ConfigParser, source: random.Random, lines: list[str], words: list[str]) -> tuple[Line, ...]:
    found = []
    for number in range(1, source.randint(6, 60)):
        line = source.choice(lines)
        indent = source.choice((len(line) - len(line.lstrip()),) * 3 + (0, 1, None))
        found.append(Line(number, indent, mutated(line, source, words)))
    return tuple(found)


def check(parser: ConfigParser, seed: int, texts: int) -> None:
    source = random.Random(seed)
    lines = lines_of(parser.platform)
    words = sorted({word for line in lines for word in line.split()})
    for _ in range(texts):
        given = made(parser, source, lines, words)
        reading = parser.parse(given, "f").reading
        assert reading.lines == len(given), given


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.platform)
def test_no_line_stops_a_reading(parser: ConfigParser) -> None:
    check(parser, seed=4, texts=300)


@pytest.mark.long
@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.platform)
def test_no_line_of_very_many_stops_a_reading(parser: ConfigParser) -> None:
    check(parser, seed=44, texts=20_000)


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.platform)
def test_no_number_is_too_long(parser: ConfigParser) -> None:
    for line in sorted(set(lines_of(parser.platform))):
        words = line.split()
        given = [" ".join([*words[:at], "9" * 5000, *words[at + 1 :]]) for at, word in enumerate(words) if word.isdecimal()]
        lines = (Line(1, 0, "interface GigabitEthernet0/0/0/1"), *(Line(number, 1, text) for number, text in enumerate(given, start=2)))
        assert parser.parse(lines, "f").reading.lines == len(lines), line
        for text in given:
            assert parser.parse((Line(1, 0, text),), "f").reading.lines == 1, text


def test_an_address_family_without_a_name_is_left_over() -> None:
    parser = next(parser for parser in PARSERS if parser.platform == "cisco_ios")
    reading = parser.parse((Line(1, 0, "router bgp 1"), Line(2, 1, "address-family unicast")), "f").reading
    assert (reading.understood, reading.unparsed) == (1, 1)
