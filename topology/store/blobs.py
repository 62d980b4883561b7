"""Bytes as the store keeps them: zstd-compressed, found by a hash, checked by a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

import zstandard

from topology.store.errors import StoreError

MAX_BYTES: Final = 1 << 30
"""Largest content accepted on unpacking [bytes]: a damaged or hostile length never allocates more."""

_LEVEL: Final = 3


def pack(data: bytes, level: int = _LEVEL) -> bytes:
    """Return `data` compressed, its length in the frame."""
    return zstandard.ZstdCompressor(level=level, write_checksum=False).compress(data)


def pack_pieces(pieces: Iterable[bytes], size: int, level: int = _LEVEL) -> bytes:
    """Return what pieces of so many bytes together are, compressed, without putting them together."""
    stream = zstandard.ZstdCompressor(level=level, write_checksum=False).compressobj(size=size)
    return b"".join([*(stream.compress(piece) for piece in pieces), stream.flush()])


def unpack_buffer(body: bytes, where: str) -> bytearray:
    """Return what `unpack` would, in a buffer that may be written to; there is no second copy of it meanwhile."""
    try:
        size = zstandard.frame_content_size(body)
        if not 0 <= size <= MAX_BYTES:
            raise StoreError("store.damaged", place=where)
        found = bytearray(size)
        with zstandard.ZstdDecompressor().stream_reader(body) as stream:
            if stream.readinto(found) != size:
                raise StoreError("store.damaged", place=where)
    except zstandard.ZstdError as error:
        raise StoreError("store.damaged", place=where) from error
    return found


def unpack(body: bytes, where: str) -> bytes:
    """Return what `pack` was given.

    Raises
    ------
    StoreError
        ``store.damaged`` if the bytes are not a whole zstd frame; `where` says which row.
    """
    try:
        size = zstandard.frame_content_size(body)
        if not 0 <= size <= MAX_BYTES:
            raise StoreError("store.damaged", place=where)
        return zstandard.ZstdDecompressor().decompress(body, max_output_size=MAX_BYTES)
    except zstandard.ZstdError as error:
        raise StoreError("store.damaged", place=where) from error


def content_hash(data: bytes) -> bytes:
    """Return the hash under which content is kept: BLAKE2b, 16 bytes."""
    return hashlib.blake2b(data, digest_size=16).digest()


def digest(body: bytes) -> str:
    """Return the SHA-256 of stored bytes in hex, kept beside them to find a flipped bit."""
    return hashlib.sha256(body).hexdigest()


def verify(body: bytes, expected: str, where: str) -> None:
    """Check stored bytes against their digest.

    Raises
    ------
    StoreError
        ``store.damaged`` if a single bit differs.
    """
    if digest(body) != expected:
        raise StoreError("store.damaged", place=where)
