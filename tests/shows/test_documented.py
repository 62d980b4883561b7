"""The document names the commands that are read, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from collectors.shows import VENDORS

DOCUMENT = Path(__file__).parents[2] / "docs" / "importing.md"


@pytest.mark.parametrize("vendor", VENDORS, ids=[vendor.platform for vendor in VENDORS])
def test_the_document_lists_the_commands_of_a_platform(vendor):
    row = next(line for line in DOCUMENT.read_text(encoding="utf-8").split("\n") if line.startswith(f"| `{vendor.platform}` | "))
    assert re.findall(r"`([^`]+)`", row)[1:] == sorted(vendor.readers)
