"""Every code the SNMP collector raises or notes has a text, and each text is in both languages with the same placeholders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from collectors.snmp.engine import Reason
from collectors.snmp.messages import MESSAGES
from topology.model.text import translator

SOURCES = Path(__file__).parents[2] / "collectors" / "snmp"
_CODE = re.compile(r'"((?:snmp|scope)_[a-z_]+)"')
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def test_every_code_in_the_source_has_a_text():
    used = {
        code for path in SOURCES.rglob("*.py") if path.name != "messages.py" for code in _CODE.findall(path.read_text(encoding="utf-8"))
    }
    for reason in set(Reason) - {Reason.REBOOTED}:
        used.add(f"snmp_table_{reason.name.lower()}")
    used |= {f"snmp_device_{reason.name.lower()}" for reason in (Reason.TIMEOUT, Reason.REFUSED, Reason.EMPTY, Reason.ACCESS)}
    used |= {f"snmp_{reason.value}" for reason in (Reason.REFUSED, Reason.UNREACHABLE)}
    assert used - set(MESSAGES) == set()


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_text_is_there_in_chinese(code):
    text = MESSAGES[code]
    chinese = translator("zh")(text)
    assert chinese != text
    assert set(_PLACEHOLDER.findall(chinese)) == set(_PLACEHOLDER.findall(text))
