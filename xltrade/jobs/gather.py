"""First step of a consolidation: everybody's workbooks are read and checked, each by itself (R004, R081, R211)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xltrade.core.errors import FileError
from xltrade.core.schema import LANGS
from xltrade.declared import tables
from xltrade.declared.rejects.catalogue import of
from xltrade.declared.rejects.cells import BAD_DATE, TEXT_DATE
from xltrade.declared.rejects.files import ANOTHER_MASTER, NO_PERSON, READER_FAILED
from xltrade.declared.rejects.reject import Reject
from xltrade.files.read import read
from xltrade.files.reading import Count, Reading
from xltrade.jobs import checks
from xltrade.jobs.checks import Checked, content
from xltrade.jobs.choose import choose
from xltrade.jobs.folder import names
from xltrade.jobs.master import Manager

COMPARED = (tables.POLICY, tables.TIERS, tables.GRADES)
"""The policy tables of a salesperson's workbook that are compared with the master's."""
_READ = (*tables.SALES, *COMPARED, tables.HOLIDAYS)


@dataclass(frozen=True)
class Source:
    """One file of the folder: its reading (None when it could not be read) and what is wrong with it."""

    name: str
    reading: Reading | None
    rejects: tuple[Reject, ...]


@dataclass(frozen=True)
class Gathered:
    """What a consolidation starts from: what the manager typed, and every file of the folder.

    said: what is to be told of the folder itself.
    """

    given: Manager
    sources: tuple[Source, ...]
    said: tuple[Reject, ...] = ()

    @property
    def readings(self) -> list[tuple[str, Reading]]:
        """File and reading of each that could be read and gives way to no other one of the person."""
        return [(s.name, s.reading) for s in self.sources if s.reading is not None]

    @property
    def rejects(self) -> tuple[Reject, ...]:
        """What is wrong with each file, then what is said of the folder."""
        return (*(r for s in self.sources for r in s.rejects), *self.said)


def gather(
    given: Manager, paths: Sequence[Path], began: Callable[[str, int], None] | None = None, said: Iterable[Reject] = ()
) -> Gathered:
    """Read each file; one that cannot be read, whatever the reason, is said and never stops the others.

    said: what is to be told of the folder itself. began: told the name and number, from 0, of each file before it is
    read. FileError when none of them counts: an emptied master would help nobody; or when two files of a person differ
    and the policy says to ask.
    """
    read_ones = list[Source]()
    for number, (path, name) in enumerate(zip(paths, names(paths), strict=True)):
        if began:
            began(name, number)
        read_ones.append(_read(path, name))
    chosen = choose([s.reading for s in read_ones if s.reading is not None], str(given.rules["two_files"]))
    found = tuple(_checked(s, given, chosen) for s in read_ones)
    _refuse_nothing(found)
    return Gathered(given, found, tuple(said))


def _read(path: Path, name: str) -> Source:
    """One file as it is: its reading, or what is wrong with it. Whatever happens in the reader costs this file only."""
    try:
        reading = _sales_only(read(path, _READ, shown=name))
    except FileError as error:
        return Source(name, None, (Reject(of(error.code), name),))
    except Exception as error:
        return Source(name, None, (Reject(READER_FAILED, name, value=f"{type(error).__name__}: {error}"[:200]),))
    if reading.kind == "master":
        return Source(name, None, (Reject(ANOTHER_MASTER, name),))
    return Source(name, reading, ())


def _checked(source: Source, given: Manager, chosen: Mapping[Path, Reject]) -> Source:
    """A file's rows that count; chosen: what is said of files that give way to another one of the same person."""
    reading = source.reading
    if reading is None:
        return source
    if reading.path in chosen:
        return Source(source.name, None, (chosen[reading.path],))
    if not reading.person_id:
        return _refused(source.name, reading, Reject(NO_PERSON, source.name))
    found = checks.found(Checked(reading, given.today, given.policies))
    return Source(source.name, *checks.without_rejected(reading, found))


def _sales_only(reading: Reading) -> Reading:
    """The reading without what concerns the copies of the policy: the master's own is used.

    A holiday that is no date is told all the same: it makes the cells of that workbook wrong.
    """
    copies = {t.key for t in tables.SHARED}
    holidays = [r for r in reading.rejects if r.table == tables.HOLIDAYS.key and r.kind in (TEXT_DATE, BAD_DATE)]
    return replace(
        reading,
        rejects=(
            *(r for r in reading.rejects if r.table not in copies),
            *(replace(r, kind=TEXT_DATE, content="") for r in holidays),
        ),
        counts={k: c for k, c in reading.counts.items() if k in {t.key for t in tables.SALES}},
    )


def _refused(name: str, reading: Reading, why: Reject) -> Source:
    """A readable file that is not taken: every row of it goes to the rejects with its whole content."""
    rows = [
        replace(
            why, sheet=t.label(reading.lang), table=t.key, row=int(row["row"]), content=content(t, row, reading.lang)
        )
        for t in tables.SALES
        if t.key in reading.tables
        for _, row in reading.tables[t.key].iterrows()
    ]
    counts = {k: Count(c.read, 0, c.read) for k, c in reading.counts.items()}
    emptied = {k: f.iloc[:0] for k, f in reading.tables.items()}
    others = [r for r in reading.rejects if r.kind is not why.kind]
    return Source(name, replace(reading, tables=emptied, counts=counts), (why, *others, *rows))


def _refuse_nothing(sources: Sequence[Source]) -> None:
    """A full master is not replaced by an empty one: somebody's workbook must count."""
    if any(s.reading is not None and s.reading.person_id for s in sources):
        return
    said = {
        lang: "".join(f"\n  {r.message(lang)}" for s in sources for r in s.rejects if r.row is None) for lang in LANGS
    }
    raise FileError(
        "nothing_readable",
        f"一个文件也没有读成，主表没有动：{said['zh']}",
        f"No file could be read; the master was not touched:{said['en']}",
    )
