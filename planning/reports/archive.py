"""Archives: Word and Excel files are zip archives; here they become the same bytes for the same content."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Final

_CORE: Final = "docProps/core.xml"
_TIMES: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
_EARLIEST: Final = 1980
"""First year that a zip archive can say."""


def settle(data: bytes, moment: datetime, rewrite: Callable[[str, bytes], bytes] = lambda _name, part: part) -> bytes:
    """Return an office file whose entries and core properties bear one given time, in the order of their names.

    The time is that of what the document rests on, so that the same document is the same bytes. `rewrite` may change a part.
    """
    said = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    when = (max(moment.year, _EARLIEST), moment.month, moment.day, moment.hour, moment.minute, moment.second)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = rewrite(name, old.read(name))
            if name == _CORE:
                part = _TIMES.sub(rb"\g<1>" + said + rb"\g<3>", part)
            entry = zipfile.ZipInfo(name, when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, part)
    return out.getvalue()
