"""The compression of VBA streams, as MS-OVBA 2.4.1 writes it down.

A container is the byte 0x01 and chunks of 4096 bytes (the last may be shorter), each compressed by itself: groups of
eight tokens after a byte of flags, a token being one byte or a copy (offset and length in 16 bits) of what came before.
"""

from __future__ import annotations

from xltrade.core.errors import DeclarationError

__all__ = ["compress", "decompress"]

CHUNK = 4096
SIGNATURE = 1
SHORTEST = 3  # bytes a copy token stands for at least
_KIND, _COMPRESSED, _SIZE = 0b011 << 12, 1 << 15, 0xFFF


def compress(data: bytes, *, pad: bytes = b"\0") -> bytes:
    r"""The container of `data`: the longest match at every place, the nearest of equals (MS-OVBA 2.4.1.3.6).

    The format cannot say that a last chunk of 3641 to 4095 bytes is shorter when it does not compress: such a chunk
    is filled with `pad`, which then is part of the data. Program text always compresses.

    >>> compress(b"aaaaaaaaaaaa").hex()
    '0103b002610800'
    """
    chunks = (data[at : at + CHUNK] for at in range(0, len(data), CHUNK))
    return bytes([SIGNATURE]) + b"".join(_packed(chunk, pad) for chunk in chunks)


def decompress(data: bytes) -> bytes:
    """What a container holds (MS-OVBA 2.4.1.3.1); DeclarationError for what is not a container.

    >>> decompress(compress(b"Sub Main()"))
    b'Sub Main()'
    """
    if data[:1] != bytes([SIGNATURE]):
        raise DeclarationError("A compressed VBA stream starts with the byte 0x01.")
    out, at = bytearray(), 1
    while at < len(data):
        header = int.from_bytes(data[at : at + 2], "little")
        end = at + (header & _SIZE) + 3
        if header & 0x7000 != _KIND or end > len(data):
            raise DeclarationError(f"No chunk of a compressed VBA stream at byte {at}.")
        out += _unpacked(data[at + 2 : end]) if header & _COMPRESSED else data[at + 2 : end]
        at = end
    return bytes(out)


def offset_bits(position: int) -> int:
    """How many of a copy token's 16 bits are its offset, at a position in the chunk (MS-OVBA 2.4.1.3.19.1).

    >>> [offset_bits(p) for p in (1, 16, 17, 32, 33, 2048, 2049, 4095)]
    [4, 4, 5, 5, 6, 11, 12, 12]
    """
    return max(4, (position - 1).bit_length())


def _packed(chunk: bytes, pad: bytes) -> bytes:
    body = _tokens(chunk)
    flag = _COMPRESSED
    if len(body) > CHUNK:
        body, flag = chunk.ljust(CHUNK, pad), 0
    return (flag | _KIND | (len(body) - 1)).to_bytes(2, "little") + body


def _tokens(chunk: bytes) -> bytes:
    """A chunk as flag bytes, literals and copy tokens; longer than 4096 bytes where it does not compress."""
    out, at, count, flags_at = bytearray(), 0, 0, 0
    while at < len(chunk):
        if count % 8 == 0:
            flags_at = len(out)
            out.append(0)
        start, length = _match(chunk, at)
        if length:
            bits = 16 - offset_bits(at)
            length = min(length, (1 << bits) - 1 + SHORTEST)
            out += ((at - start - 1) << bits | length - SHORTEST).to_bytes(2, "little")
            out[flags_at] |= 1 << count % 8
        else:
            out.append(chunk[at])
        at, count = at + max(length, 1), count + 1
    return bytes(out)


def _match(chunk: bytes, at: int) -> tuple[int, int]:
    """Start and length of the longest earlier match of what stands at `at`, the nearest of equals; (0, 0) for none."""
    found, length = 0, 0
    wanted = SHORTEST
    while at + wanted <= len(chunk):
        start = chunk.rfind(chunk[at : at + wanted], 0, at + wanted - 1)
        if start < 0:
            break
        found, length = start, _common(chunk, start, at, wanted)
        wanted = length + 1
    return found, length


def _common(chunk: bytes, one: int, other: int, length: int) -> int:
    """How many bytes are the same from `one` and from `other` on, `length` being known to be."""
    while other + length < len(chunk) and chunk[one + length] == chunk[other + length]:
        length += 1
    return length


def _unpacked(body: bytes) -> bytes:
    out, at = bytearray(), 0
    while at < len(body):
        flags, at = body[at], at + 1
        for bit in range(8):
            if at >= len(body):
                break
            if flags >> bit & 1:
                _copy(out, int.from_bytes(body[at : at + 2], "little"))
                at += 2
            else:
                out.append(body[at])
                at += 1
    return bytes(out)


def _copy(out: bytearray, token: int) -> None:
    """Append what a copy token stands for; the stretch may reach into what it is just writing."""
    bits = 16 - offset_bits(len(out))
    offset, length = (token >> bits) + 1, (token & ((1 << bits) - 1)) + SHORTEST
    if offset > len(out):
        raise DeclarationError("A copy token of a compressed VBA stream points before its chunk.")
    stretch = bytes(out[len(out) - offset :])
    out += (stretch * (length // offset + 1))[:length]
