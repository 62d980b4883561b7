"""What every run prints: how many tests of third-party material ran, and how many were skipped because it is not beside the checkout."""

from __future__ import annotations

from typing import Any

CORPUS = "corpus"


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
