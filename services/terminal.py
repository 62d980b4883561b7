"""The terminal: progress that shows itself, and Ctrl+C that asks for an orderly end."""

from __future__ import annotations

import signal
import threading
import time
from typing import Final, Self, TextIO

from services.text import message

_BAR: Final = 24
_QUIET_S: Final = 60.0
"""Time between two lines of a step where there is no terminal [s]."""
_TTY_S: Final = 0.1
_PACE_AFTER_S: Final = 3.0
"""Time after which a step's rate tells something [s]."""


class Stop:
    """Ctrl+C and SIGTERM ask for an orderly end; a second Ctrl+C ends at once."""

    def __init__(self) -> None:
        self.asked = False

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._ask) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in getattr(self, "_before", {}).items():
            signal.signal(number, handler)

    def _ask(self, _number: int, _frame: object) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


class Meter:
    """Shows progress on stderr: a bar on a terminal, one line a minute elsewhere, nothing when quiet."""

    def __init__(self, out: TextIO, lang: str, *, quiet: bool) -> None:
        self._out = out
        self._lang = lang
        self._quiet = quiet
        self._tty = out.isatty()
        self._step = ""
        self._shown_s = 0.0
        self._began = (0.0, 0)
        """When the step began to be counted, and from which count on."""

    def tell(self, step: str, done: int, total: int | None) -> None:
        """Show a step; see `Watch`."""
        if self._quiet:
            return
        now_s = time.monotonic()
        if step == self._step and done != total and now_s - self._shown_s < (_TTY_S if self._tty else _QUIET_S):
            return
        if step == self._step and not self._tty and now_s - self._shown_s < _QUIET_S:
            return
        if self._tty and self._step and step != self._step:
            self._out.write("\n")
        if step != self._step or done < self._began[1]:
            self._began = (now_s, done)
        self._step, self._shown_s = step, now_s
        name = message(f"services.step_{step}", None, self._lang)
        count = f" {done}/{total}" if total else f" {done}" if done else ""
        if total and self._began[1] < done < total and now_s - self._began[0] >= _PACE_AFTER_S:
            count += f" ({self._pace(now_s, done, total)})"
        if self._tty:
            filled = round(_BAR * done / total) if total else 0
            bar = f" [{'#' * filled}{'.' * (_BAR - filled)}]" if total else ""
            self._out.write(f"\r\x1b[K{name}{bar}{count}")
        else:
            self._out.write(f"{name}{count}\n")
        self._out.flush()

    def _pace(self, now_s: float, done: int, total: int) -> str:
        """Return the rate so far and the time left at that rate."""
        began_s, first = self._began
        per_s = (done - first) / (now_s - began_s)
        minutes, seconds = divmod(round((total - done) / per_s), 60)
        return message("services.pace", {"rate": f"{per_s:.1f}", "left": f"{minutes}:{seconds:02}"}, self._lang)

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._tty and self._step and not self._quiet:
            self._out.write("\n")
