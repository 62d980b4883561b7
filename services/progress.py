"""What long work tells whoever watches it, and how it is asked to stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from topology.model.errors import Cancelled


def _say_nothing(step: str, done: int, total: int | None) -> None:
    del step, done, total


def _show_nothing(result: Mapping[str, Any]) -> None:
    del result


def _never() -> bool:
    return False


class Watch:
    """A watcher of one piece of work: `report` hears of each step, `cancelled` says whether to stop, `show` gets what there is so far."""

    def __init__(
        self,
        report: Callable[[str, int, int | None], None] = _say_nothing,
        cancelled: Callable[[], bool] = _never,
        show: Callable[[Mapping[str, Any]], None] = _show_nothing,
    ) -> None:
        self._report = report
        self.cancelled = cancelled
        self.show = show

    def tell(self, step: str, done: int = 0, total: int | None = None) -> None:
        """Say how far a step is. Steps are short English words, translated where they are shown."""
        self._report(step, done, total)

    def check(self) -> None:
        """Stop here if asked to; raises `Cancelled` ``services.cancelled``."""
        if self.cancelled():
            raise Cancelled("services.cancelled")


SILENT = Watch()
"""Nobody watches."""
