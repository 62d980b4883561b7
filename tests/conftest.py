"""What all tests share: the small sample city, and what every run prints of the third-party material it had."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

CORPUS = "corpus"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Return the home of the small sample city, to be read or copied, and the figures of its demonstration: built once for all."""
    from tests.services.city import demo_home

    return demo_home(tmp_path_factory.getbasetemp())


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Count the tests whose module or reason names the corpus, after all others."""
    ran = sum(
        1
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, ())
        if getattr(report, "when", "") == "call" and CORPUS in report.nodeid.partition("::")[0]
    )
    skipped = sum(
        1
        for report in terminalreporter.stats.get("skipped", ())
        if CORPUS in report.nodeid.partition("::")[0] or CORPUS in str(getattr(report, "longrepr", ""))
    )
    if ran or skipped:
        terminalreporter.write_line(
            f"corpus tests: {ran} ran, {skipped} skipped (the corpus lies at ../shared/corpus beside a checkout, or nowhere)"
        )
