"""An answer's own count of its rows, held against the rows that were read."""

from __future__ import annotations

import re

from collectors.shows.answers import Table, Total
from collectors.shows.draft import Draft


def check_totals(table: Table, totals: tuple[Total, ...], draft: Draft) -> bool:
    """Tell whether a table has as many rows as it says; a difference is a problem at the line that says so.

    Several lines that match one pattern (a total for each VRF or area) count together.
    """
    agreed = True
    for total in totals:
        pattern = re.compile(total.pattern)
        said = [(line, int(match["count"])) for line in table.lines if (match := pattern.search(line.text))]
        if not said:
            continue
        expected = sum(count for _, count in said)
        read = len(table.rows) if total.counted is None else total.counted(table)
        if read != expected:
            agreed = False
            draft.warn("capture-total-differs", f"{table.path}:{said[-1][0].number}", said=expected, read=read, command=table.command.text)
    return agreed
