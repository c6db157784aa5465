"""First step of a consolidation: everybody's workbooks are read and checked, each by itself (R004, R081, R211)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xltrade.core.errors import FileError
from xltrade.core.parsing import fold
from xltrade.core.schema import LANGS
from xltrade.declared import tables
from xltrade.declared.rejects.catalogue import of
from xltrade.declared.rejects.cells import BAD_DATE, TEXT_DATE
from xltrade.declared.rejects.files import ANOTHER_MASTER, DUPLICATE_PERSON, NO_PERSON
from xltrade.declared.rejects.reject import Reject
from xltrade.files.read import read
from xltrade.files.reading import Count, Reading
from xltrade.jobs import checks
from xltrade.jobs.checks import Checked, content
from xltrade.jobs.master import Manager

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".xltx", ".xltm", ".et", ".ods")
COMPARED = (tables.POLICY, tables.TIERS, tables.GRADES)
"""The policy tables of a salesperson's workbook that are compared with the master's."""
_READ = (*tables.SALES, *COMPARED, tables.HOLIDAYS)
Progress = Callable[[str, int, int], None]
"""Called with a file's name, its number from 0 and how many there are."""


@dataclass(frozen=True)
class Source:
    """One file of the folder: its reading (None when it could not be read) and what is wrong with it."""

    name: str
    reading: Reading | None
    rejects: tuple[Reject, ...]


@dataclass(frozen=True)
class Gathered:
    """What a consolidation starts from: what the manager typed, and every file of the folder."""

    given: Manager
    sources: tuple[Source, ...]

    @property
    def readings(self) -> list[tuple[str, Reading]]:
        """File and reading of each that could be read."""
        return [(s.name, s.reading) for s in self.sources if s.reading is not None]


def workbooks(folder: Path, master: Path) -> list[Path]:
    """The workbooks of a folder by name, without the master, lock files and hidden files; FileError when none."""
    if not folder.is_dir():
        raise FileError(
            "no_folder", f"找不到文件夹 {folder}。请检查路径。", f"There is no folder {folder}. Check the path."
        )
    found = [
        p
        for p in sorted(folder.iterdir())
        if p.suffix.lower() in SUFFIXES
        and not p.name.startswith(("~$", "."))
        and p.is_file()
        and p.resolve() != master.resolve()
    ]
    if not found:
        raise FileError(
            "no_workbooks",
            f"文件夹 {folder} 里没有业务员工作簿（.xlsx 或 .xlsm）。请先把工作簿放进去。",
            f"There is no workbook (.xlsx or .xlsm) in {folder}. Put the salespeople's files there first.",
        )
    return found


def gather(given: Manager, paths: Sequence[Path], progress: Progress | None = None) -> Gathered:
    """Read each file; one that cannot be read becomes its declared reject and never stops the others.

    FileError when none of them can be read: an emptied master would help nobody.
    """
    found: list[Source] = []
    owners: dict[str, str] = {}
    for number, path in enumerate(paths):
        if progress:
            progress(path.name, number, len(paths))
        found.append(_source(path, owners, given))
    if progress:
        progress("", len(paths), len(paths))
    _refuse_nothing(found)
    return Gathered(given, tuple(found))


def _source(path: Path, owners: dict[str, str], given: Manager) -> Source:
    """One file; owners: person, folded -> file, of the files before, to which this one's is added."""
    try:
        reading = read(path, _READ)
    except FileError as error:
        return Source(path.name, None, (Reject(of(error.code), path.name),))
    reading = _sales_only(reading)
    if reading.kind == "master":
        return Source(path.name, None, (Reject(ANOTHER_MASTER, path.name),))
    person = fold(reading.person_id)
    if person in owners:
        first = Reject(DUPLICATE_PERSON, path.name, value=reading.person_id, hint=owners[person])
        return _refused(path.name, reading, first)
    if not person:
        return _refused(path.name, reading, Reject(NO_PERSON, path.name))
    owners[person] = path.name
    found = checks.found(Checked(reading, given.today, given.policies))
    return Source(path.name, *checks.without_rejected(reading, found))


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
    if any(s.reading is not None for s in sources):
        return
    said = {lang: "".join(f"\n  {r.message(lang)}" for s in sources for r in s.rejects) for lang in LANGS}
    raise FileError(
        "nothing_readable",
        f"一个文件也没有读成，主表没有动：{said['zh']}",
        f"No file could be read; the master was not touched:{said['en']}",
    )
