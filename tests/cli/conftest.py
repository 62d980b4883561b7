"""The command line, called inside this process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import app


@pytest.fixture
def call_home(capsys: pytest.CaptureFixture[str]) -> Any:
    """Call the command line on a home: exit code, standard output, standard error."""

    def run(home: Path, *arguments: object) -> tuple[int, str, str]:
        try:
            code = app.main(["--home", str(home), *map(str, arguments)])
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def call_at_home(call_home: Any, tmp_path: Path) -> Any:
    """Call the command line on a home of the test's own."""
    return lambda *arguments: call_home(tmp_path / "home", *arguments)
