"""One peer's reading of configurations, timed in an environment of its own: ``python peer_configs.py PEER PLATFORM FOLDER``.

Prints the seconds for one file, the best of three passes over the folder. The peers' own fastest way is taken: factory
objects off in ciscoconfparse2, the driver for the platform in hier_config (Huawei's for Comware, as its own stops at the second ``#``).
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
_DRIVERS = {"huawei_vrp": "HUAWEI_VRP", "hp_comware": "HUAWEI_VRP", "cisco_ios": "CISCO_IOS", "ruijie_rgos": "CISCO_IOS"}


def reader_of(peer: str, platform: str) -> Callable[[str], Any]:
    """Return what reads a text; imports the peer."""
    if peer == "hier-config":
        import hier_config  # type: ignore[import-not-found]

        driver = getattr(hier_config.Platform, _DRIVERS[platform])
        return lambda text: hier_config.get_hconfig(driver, text)
    if peer == "ciscoconfparse2":
        import ciscoconfparse2  # type: ignore[import-not-found]

        delimiters = ["#"] if platform in {"huawei_vrp", "hp_comware"} else ["!"]
        return lambda text: ciscoconfparse2.CiscoConfParse(text.splitlines(), syntax="ios", comment_delimiters=delimiters, factory=False)
    import vrp_ir  # type: ignore[import-not-found]

    return vrp_ir.parse_text  # type: ignore[no-any-return]


def main() -> None:
    """Time one peer on the files of a folder."""
    peer, platform, folder = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    read = reader_of(peer, platform)
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
