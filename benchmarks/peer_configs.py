"""One peer's reading of configurations, timed in an environment of its own: ``python peer_configs.py PEER SETTING FOLDER``.

Prints the seconds for one file, the best of three passes over the folder. The peers' own fastest way is taken: factory
objects off in ciscoconfparse2. SETTING is a platform of hier_config (``CISCO_IOS``), or ciscoconfparse2's syntax and, after a
blank, its comment signs (``ios !``).
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_PASSES = 3


def reader_of(peer: str, setting: str) -> Callable[[str], Any]:
    """Return what reads a text; imports the peer."""
    if peer == "hier-config":
        import hier_config  # type: ignore[import-not-found]

        driver = getattr(hier_config.Platform, setting)
        return lambda text: hier_config.get_hconfig(driver, text)
    if peer == "ciscoconfparse2":
        import ciscoconfparse2  # type: ignore[import-not-found]

        syntax, _, signs = setting.partition(" ")
        return lambda text: ciscoconfparse2.CiscoConfParse(text.splitlines(), syntax=syntax, comment_delimiters=list(signs), factory=False)
    import vrp_ir  # type: ignore[import-not-found]

    return vrp_ir.parse_text  # type: ignore[no-any-return]


def main() -> None:
    """Time one peer on the files of a folder."""
    peer, setting, folder = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    read = reader_of(peer, setting)
    texts = [path.read_text() for path in sorted(Path(folder).iterdir())]
    best = None
    for _ in range(_PASSES):
        start = time.process_time()
        for text in texts:
            read(text)
        seconds = (time.process_time() - start) / len(texts)
        best = seconds if best is None else min(best, seconds)
    print(json.dumps(best))


if __name__ == "__main__":
    main()
