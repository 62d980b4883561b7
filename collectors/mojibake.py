"""Chinese that was decoded in the wrong encoding before it was saved: found and reported, never repaired."""

from __future__ import annotations

import re

from topology.model.errors import Problem, Severity

MAX_REPORTED = 20
"""Lines of a file that are reported for one reason."""
_CJK = re.compile("[\u4e00-\u9fff]")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
"""Runs of characters beyond ASCII: what stands between them was never damaged."""


def report_mojibake(lines: list[str], path: str, problems: list[Problem]) -> None:
    """Add a problem for each line that reads like Chinese decoded in the wrong encoding, up to a limit."""
    found = 0
    for number, text in enumerate(lines, start=1):
        if text.isascii():
            continue
        likely = likely_text(text[:512])
        if likely is not None:
            problems.append(Problem("text-mojibake", Severity.WARNING, f"{path}:{number}", {"likely": likely.strip()[:80]}))
            found += 1
            if found == MAX_REPORTED:
                return


def likely_text(text: str) -> str | None:
    """Return what a text probably was before it was decoded in the wrong encoding, None where it looks whole.

    Known damage: UTF-8 read as GB18030, UTF-8 or GB18030 read as Latin-1, and replacement characters
    baked in (the lost text shows as ``?``). Reported, never repaired: the wrong guess would be silent.

    >>> likely_text("核心交换机".encode().decode("gb18030", "ignore")), likely_text("核心交换机")
    ('核心交换', None)
    """
    if "\ufffd" in text or "锟斤拷" in text:
        return text.replace("锟斤拷", "?").replace("\ufffd", "?")
    pairs = (("gb18030", "utf-8"),) if _CJK.search(text) else (("latin-1", "utf-8"), ("latin-1", "gb18030"))
    return next((said for wrong, right in pairs if (said := _with_runs_reread(text, wrong, right)) is not None), None)


def _with_runs_reread(text: str, wrong: str, right: str) -> str | None:
    """Return a text with its damaged runs made whole, None where none of them gives Chinese."""
    shown = {run: said for run in set(_FOREIGN.findall(text)) if (said := _reread(run, wrong, right)) is not None}
    if not any(len(_CJK.findall(said)) >= 2 for said in shown.values()):  # noqa: PLR2004 - one character may be chance
        return None
    return _FOREIGN.sub(lambda run: shown.get(run.group(), run.group()), text)


def _reread(text: str, wrong: str, right: str) -> str | None:
    try:
        raw = text.encode(wrong)
    except UnicodeEncodeError:
        return None
    if not any(byte > 0x7F for byte in raw):  # noqa: PLR2004 - ASCII
        return None
    try:
        return raw.decode(right)
    except UnicodeDecodeError as error:
        # the last character is often cut in half
        whole = error.start >= len(raw) - 3 and error.start > len(raw) // 2
        return raw[: error.start].decode(right) if whole else None
