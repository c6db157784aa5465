"""Compound files, the container of a VBA project: MS-CFB version 3, sectors of 512 bytes, written in memory.

The file is a header, then sectors: every stream of 4096 bytes and more, the mini stream (all smaller ones, in sectors
of 64 bytes), its table, the directory, and the table of sectors (FAT) last. Same content, same bytes: no time stamps.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xltrade.core.errors import DeclarationError

__all__ = ["Tree", "order", "write"]

Tree = Mapping[str, "bytes | Tree"]

SECTOR, MINI_SECTOR, CUTOFF = 512, 64, 4096
FREE, END, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
RED, BLACK = 0, 1
HEADER_FATS = 109
_ENTRY = struct.Struct("<64sHBBIII16sIQQIQ")
_HEADER = struct.Struct(f"<8s16s5H6s9I{HEADER_FATS}I")
_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(slots=True)
class _Entry:
    """A directory entry; `left`, `right` and `child` are numbers of other entries."""

    name: str
    kind: int
    data: bytes = b""
    color: int = BLACK
    left: int = NONE
    right: int = NONE
    child: int = NONE
    start: int = 0
    size: int = 0


@dataclass(slots=True)
class _Sectors:
    """A run of sectors of one size and the table that chains them."""

    size: int
    data: bytearray = field(default_factory=bytearray)
    chain: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """Append `data`, filled up with zeros, and give its first sector; END for no data."""
        count = -(-len(data) // self.size)
        first = len(self.chain)
        self.data += data.ljust(count * self.size, b"\0")
        self.chain += [*range(first + 1, first + count), END][:count]
        return first if count else END


def write(tree: Tree) -> bytes:
    """The compound file of a tree: name -> stream (bytes) or storage (a further mapping).

    DeclarationError for a name that MS-CFB forbids and for more than 6.8 MB (the header then would not hold the FAT).
    """
    entries = [_Entry("Root Entry", ROOT)]
    _enter(entries, 0, tree)
    big, mini = _Sectors(SECTOR), _Sectors(MINI_SECTOR)
    for entry in entries:
        if entry.kind == STREAM:
            entry.size = len(entry.data)
            entry.start = (mini if entry.size < CUTOFF else big).add(entry.data)
    entries[0].start, entries[0].size = big.add(bytes(mini.data)), len(mini.data)
    mini_table = _table(mini.chain)
    mini_at, directory_at = big.add(mini_table), big.add(_directory(entries))
    fats = _add_fat(big)
    header = _header(fats, directory_at, mini_at, len(mini_table) // SECTOR)
    return header + bytes(big.data)


def order(name: str) -> tuple[int, bytes]:
    """The sort key of a name in its directory: its length first, then its upper-case letters (MS-CFB 2.6.4).

    >>> sorted(["dir", "Sheet10", "_VBA_PROJECT", "Sheet2", "sheet1"], key=order)
    ['dir', 'sheet1', 'Sheet2', 'Sheet10', '_VBA_PROJECT']
    """
    upper = "".join(char.upper() if len(char.upper()) == 1 else char for char in name)
    return len(name.encode("utf-16-le")), upper.encode("utf-16-be")


def _enter(entries: list[_Entry], parent: int, tree: Tree) -> None:
    """Append the entries of a storage and of the storages in it."""
    names = sorted(tree, key=order)
    first = len(entries)
    entries += [_entry(name, tree[name]) for name in names]
    levels = max(1, len(names).bit_length() - 1)
    entries[parent].child = _balance(entries, range(first, first + len(names)), levels)
    for number, name in enumerate(names, first):
        below = tree[name]
        if not isinstance(below, bytes):
            _enter(entries, number, below)


def _entry(name: str, below: bytes | Tree) -> _Entry:
    if not name or len(name.encode("utf-16-le")) > 62 or set(name) & set("/\\:!\0"):
        raise DeclarationError(f"A compound file cannot hold the name {name!r}.")
    return _Entry(name, STREAM, below) if isinstance(below, bytes) else _Entry(name, STORAGE)


def _balance(entries: list[_Entry], numbers: Sequence[int], levels: int) -> int:
    """The root of a balanced search tree of sorted entries; black but for the level `levels` below the root."""
    if not numbers:
        return NONE
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.color = BLACK if levels else RED
    entry.left = _balance(entries, numbers[:middle], levels - 1)
    entry.right = _balance(entries, numbers[middle + 1 :], levels - 1)
    return numbers[middle]


def _table(chain: Sequence[int]) -> bytes:
    """A sector table as whole sectors."""
    data = struct.pack(f"<{len(chain)}I", *chain)
    return data.ljust(-(-len(data) // SECTOR) * SECTOR, b"\xff")


def _directory(entries: Sequence[_Entry]) -> bytes:
    packed = b"".join(map(_packed, entries))
    unused = _ENTRY.pack(b"", 0, 0, 0, NONE, NONE, NONE, b"", 0, 0, 0, 0, 0)
    return packed + unused * (-len(entries) % (SECTOR // _ENTRY.size))


def _packed(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    links = entry.left, entry.right, entry.child
    return _ENTRY.pack(name, len(name) + 2, entry.kind, entry.color, *links, b"", 0, 0, 0, entry.start, entry.size)


def _add_fat(sectors: _Sectors) -> list[int]:
    """Append the table of all sectors, its own included; the numbers of its sectors."""
    per_sector = SECTOR // 4
    used = len(sectors.chain)
    count = -(-used // (per_sector - 1))
    if count > HEADER_FATS:
        raise DeclarationError("A VBA project over 6.8 MB is not supported.")
    sectors.chain += [FAT_SECTOR] * count
    sectors.data += _table(sectors.chain)
    return list(range(used, used + count))


def _header(fats: Sequence[int], directory: int, mini: int, mini_count: int) -> bytes:
    version = 0x3E, 3, 0xFFFE, 9, 6  # minor, major, little endian, sectors of 2**9 and 2**6 bytes
    places = 0, len(fats), directory, 0, CUTOFF, mini, mini_count, END, 0
    return _HEADER.pack(_MAGIC, b"", *version, b"", *places, *fats, *[FREE] * (HEADER_FATS - len(fats)))
