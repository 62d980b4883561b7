"""Ids of the shell that pages refer to; a page's own ids stand in its module."""

from __future__ import annotations

from typing import Final

SNAPSHOT: Final = "nf-snapshot"
NEWEST: Final = "nf-snapshot-newest"
NONE_YET: Final = "-"
"""What the newest snapshot is called before there is one."""
SEARCH: Final = "nf-search"
LANGUAGE: Final = "nf-language"
THEME: Final = "nf-theme"
PROVIDER: Final = "nf-provider"
URL: Final = "nf-url"
GO: Final = "nf-go"
GOTO: Final = "nf-goto"
"""What a search or a link in a panel asks the map to show: {id, n}."""
TOAST: Final = "nf-toast"
SINK: Final = "nf-sink"
OPEN: Final = "nf-open"
"""Type of the buttons in a panel that lead to another thing."""
