"""What the master held before: everybody's rows as they were last consolidated, and what the manager said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xltrade.core.dtypes import Frame, Frames, typed
from xltrade.core.parsing import fold
from xltrade.core.schema import Table
from xltrade.declared import tables
from xltrade.files.open import Book, FileBook
from xltrade.files.results import beside, results

_FILLED = (tables.REPORT, tables.REJECTS, tables.PAYROLL, tables.FUND, tables.REVIEWS)
_READ = (*tables.CONSOLIDATED, tables.CHANGES, tables.EXCEPTIONS)


@dataclass(frozen=True)
class Before:
    """The rows of the master before, a frame a salesperson's table with `owner`, `owner_name`, `file`, `source_row`
    and `extra`; changes, exceptions: these sheets. Empty where there was no master or nothing in it. beside: what the
    manager wrote on the sheets that the program fills, as sheet and what it is.
    """

    frames: Frames = field(default_factory=dict)
    changes: Frame | None = None
    exceptions: Frame | None = None
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def known(self) -> bool:
        """Whether the master held anybody's rows."""
        return any(len(f) for f in self.frames.values())

    @property
    def owners(self) -> frozenset[str]:
        """Whose rows it held, folded."""
        return frozenset(fold(o) for f in self.frames.values() for o in f["owner"].dropna().unique())

    def rows(self, owner: str) -> Frames:
        """The rows of one person, by table."""
        who = fold(owner)
        return {k: f[f["owner"].map(fold, na_action="ignore") == who] for k, f in self.frames.items()}


def before(master: Path) -> Before:
    """What an old master holds; nothing where there is none. FileError when it cannot be read."""
    return before_in(FileBook.open(master)) if master.exists() else Before()


def before_in(book: Book) -> Before:
    """The same of a master that was opened."""
    read = results(book, _READ)
    whole = {t.key: _whole(read[t.key], t) for t in _READ}
    rows = {t.key: _named(whole[t.key]) for t in tables.CONSOLIDATED}
    return Before(rows, whole[tables.CHANGES.key], whole[tables.EXCEPTIONS.key], tuple(_written(book, whole)))


def _written(book: Book, whole: Frames) -> Iterator[tuple[str, str]]:
    """What stands on sheets of ours and is not of their table, and rows that are nobody's."""
    for table in (*_READ, *_FILLED):
        for name in book.sheets_of(table)[:1]:
            yield from ((name, f"words {place}") for place in beside(book, table))
    for table in tables.CONSOLIDATED:
        if number := int(whole[table.key]["owner"].isna().sum()):
            yield book.sheets_of(table)[0], f"rows {number}"


def _whole(frame: Frame, table: Table) -> Frame:
    """With a blank column for each that is not on the sheet; what salespeople typed is known or it is not."""
    missing = [c for c in table.inputs if c.key not in frame and not c.key.startswith(tables.TYPED)]
    return frame.assign(**{c.key: typed([None] * len(frame), c) for c in missing})


def _named(frame: Frame) -> Frame:
    """The rows that are somebody's; one that the manager wrote below them is nobody's."""
    return frame[frame["owner"].notna().to_numpy()].reset_index(drop=True)


def typed_key(rows: Frame, key: str) -> str:
    """Where a column's typed values stand; a master made before typed ones were kept has them under the key alone."""
    own = f"{tables.TYPED}{key}"
    return own if own in rows else key


def handled(held: Before) -> Mapping[str, tuple[object, object]]:
    """Exceptions that the manager answered, by their key: the tick and the remark."""
    frame = held.exceptions
    if frame is None or frame.empty:
        return {}
    said = frame[frame["handled"].notna() | frame["remark"].notna()]
    return {
        str(k): (h, r)
        for k, h, r in zip(said["key"], said["handled"], said["remark"], strict=True)
        if isinstance(k, str)
    }
