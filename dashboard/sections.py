"""Arrays and texts as one binary answer with a header, and back: what the map's data and a plan over it travel in.

Layout: a magic of four bytes, the header's length (uint32), the header (JSON), then sections, each at a multiple of
four bytes from the end of the header, which says under ``sections`` where each begins and how long it is. All numbers
are little-endian. A list of texts is two sections: n + 1 offsets (uint32) under its name and ``_at``, and the UTF-8 bytes.
The browser's reader is ``assets/netcanvas-1-data.js``.
"""

from __future__ import annotations

import itertools
import json
import struct
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.generic]


def pack(
    magic: bytes,
    header: Mapping[str, object],
    arrays: Mapping[str, Array],
    dtypes: Mapping[str, str],
    texts: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """Return header, arrays (each as the number type that `dtypes` names) and texts as one payload."""
    sections: dict[str, tuple[int, int]] = {}
    body = bytearray()

    def add(name: str, data: bytes) -> None:
        sections[name] = (len(body), len(data))
        body.extend(data + b"\0" * (-len(data) % 4))

    for name, array in arrays.items():
        add(name, array.astype(dtypes[name], copy=False).tobytes())
    for name, values in (texts or {}).items():
        encoded = [value.encode("utf-8", "replace") for value in values]
        add(f"{name}_at", np.array([0, *itertools.accumulate(map(len, encoded))], dtype="<u4").tobytes())
        add(name, b"".join(encoded))
    head = json.dumps({**header, "sections": sections}, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    head += b" " * (-len(head) % 4)
    return magic + struct.pack("<I", len(head)) + head + bytes(body)


def unpack(
    magic: bytes, data: bytes, dtypes: Mapping[str, str], texts: Sequence[str] = ()
) -> tuple[dict[str, object], dict[str, Array], dict[str, list[str]]]:
    """Read a payload back: header, arrays, texts; raises `ValueError` where it does not begin with the magic."""
    if data[:4] != magic:
        message = f"not a payload of {magic.decode()}"
        raise ValueError(message)
    (length,) = struct.unpack_from("<I", data, 4)
    header = json.loads(data[8 : 8 + length])
    body = memoryview(data)[8 + length :]
    sections: dict[str, tuple[int, int]] = header["sections"]

    def cut(name: str) -> memoryview:
        start, size = sections[name]
        return body[start : start + size]

    arrays: dict[str, Array] = {name: np.frombuffer(cut(name), dtype=dtype) for name, dtype in dtypes.items()}
    said = {}
    for name in texts:
        offsets, blob = np.frombuffer(cut(f"{name}_at"), dtype="<u4"), bytes(cut(name))
        said[name] = [blob[a:b].decode() for a, b in itertools.pairwise(offsets)]
    return header, arrays, said
