"""Everybody's workbooks -> one master: read, unite, recompute, report (R004, R081, R211, R231).

One way, and pure until the last step: `gather` reads, `merge` decides what every row becomes, `consolidate` writes.
No row is lost: rows read = rows in the master + rows in the rejects, per file and table. The old master stays whole
until the new one is complete, and a dated copy of it is kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from xltrade import books, policy, tables
from xltrade.books import Look
from xltrade.cells import fold
from xltrade.computed import recompute
from xltrade.computed.assessments import mean_scores
from xltrade.computed.context import Context
from xltrade.errors import FileError, PolicyError, WriteError
from xltrade.frames import Frame, Frames, build, records
from xltrade.pay import fund, payroll, settle
from xltrade.pay import problems as pay_problems
from xltrade.pay.firm import Firm
from xltrade.policy import Policy
from xltrade.read import Count, Reading, read
from xltrade.rejects import Reject, file_reject
from xltrade.rules import fx
from xltrade.schema import LANGS, Lang, Table
from xltrade.sheets import Book
from xltrade.twins import FLAVOURS
from xltrade.write import write

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".xltx", ".xltm", ".et", ".ods")
BACKUPS = "backup"
_READ = (*tables.SALES, tables.POLICY, tables.TIERS, tables.GRADES)
_COMPARED = (tables.POLICY, tables.TIERS, tables.GRADES)
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Source:
    """One file of the folder: its reading (None when it could not be read) and what is wrong with it."""

    name: str
    reading: Reading | None
    rejects: tuple[Reject, ...]


@dataclass(frozen=True)
class Manager:
    """What the manager typed in the old master, or the defaults where there is none.

    strange: IDs in it that stand on no sheet of it.
    """

    own: Frames
    shared: Frames
    settings: dict[str, Any]
    look: Look
    name: str = ""
    strange: tuple[Reject, ...] = ()


@dataclass(frozen=True)
class Merged:
    """All salespeople's tables with owner, file and row, computed columns recomputed, and the account of every row."""

    tables: Frames
    people: Frame
    counts: dict[tuple[str, str], Count]
    rejects: tuple[Reject, ...]
    fingerprints: dict[str, str]
    owners: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Result:
    """What a consolidation did. counts: (file, table) -> rows; dashboard: one row a person."""

    master: Path
    backup: Path | None
    counts: Mapping[tuple[str, str], Count]
    rejects: tuple[Reject, ...]
    dashboard: Frame
    fingerprint: str
    seconds: float
    files: tuple[str, ...] = field(default=())

    @property
    def total(self) -> Count:
        """Rows over all files and tables."""
        return Count(*(sum(getattr(c, k) for c in self.counts.values()) for k in ("read", "kept", "rejected")))

    def summary(self, lang: Lang = "zh") -> dict[str, Any]:
        """The machine-readable account."""
        return {
            "master": str(self.master),
            "backup": str(self.backup) if self.backup else None,
            "files": list(self.files),
            "read": self.total.read,
            "kept": self.total.kept,
            "rejected": self.total.rejected,
            "tables": [
                {"file": f, "table": t, "read": c.read, "kept": c.kept, "rejected": c.rejected}
                for (f, t), c in self.counts.items()
            ],
            "rejects": [record(r, lang) for r in self.rejects if r.severity == "reject"],
            "warnings": [record(r, lang) for r in self.rejects if r.severity == "warning"],
            "people": records(self.dashboard),
            "fingerprint": self.fingerprint,
            "seconds": self.seconds,
        }


@dataclass(frozen=True)
class Draft:
    """A consolidation worked out and not yet written: what both writers take, the file's and the open book's."""

    book: Book
    merged: Merged
    dashboard: Frame
    fingerprint: str
    seconds: float
    files: tuple[str, ...]

    def result(self, master: Path, backup: Path | None) -> Result:
        """The account of it, once it is written to `master`."""
        m = self.merged
        return Result(
            master, backup, m.counts, m.rejects, self.dashboard, self.fingerprint, self.seconds, self.files
        )


def record(reject: Reject, lang: Lang) -> dict[str, Any]:
    """A reject as plain data, its whole sentence under `message`."""
    return {
        "code": reject.code,
        "file": reject.file,
        "sheet": reject.sheet,
        "table": reject.table,
        "row": reject.row,
        "column": reject.column,
        "value": reject.value,
        "content": reject.content,
        "message": reject.message(lang),
    }


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


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


def gather(paths: Sequence[Path], progress: Progress | None = None) -> list[Source]:
    """Read each file; one that cannot be read becomes its declared reject and never stops the others."""
    found: list[Source] = []
    owners: dict[str, str] = {}
    for number, path in enumerate(paths):
        if progress:
            progress(path.name, number, len(paths))
        found.append(_source(path, owners))
    if progress:
        progress("", len(paths), len(paths))
    return found


def _source(path: Path, owners: dict[str, str]) -> Source:
    try:
        reading = read(path, _READ)
    except FileError as error:
        return Source(path.name, None, (file_reject(error.code, path.name),))
    reading = _sales_only(reading)
    if reading.kind == "master":
        return Source(path.name, None, (file_reject("another_master", path.name),))
    person = reading.person_id.casefold()
    if person in owners:
        first = Reject("duplicate_person", path.name, value=reading.person_id, hint=owners[person])
        return _refused(path.name, reading, first)
    if not person:
        return _refused(path.name, reading, Reject("no_person", path.name))
    owners[person] = path.name
    return Source(path.name, reading, reading.rejects)


def _sales_only(reading: Reading) -> Reading:
    """The reading without what concerns the copies of the policy: the master's own is used."""
    copies = {t.key for t in tables.SHARED}
    return replace(
        reading,
        rejects=tuple(r for r in reading.rejects if r.table not in copies),
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
    others = [r for r in reading.rejects if r.code != why.code]
    return Source(name, replace(reading, tables=emptied, counts=counts), (why, *others, *rows))


def content(table: Table, row: pd.Series, lang: Lang) -> str:
    """A whole row as "标题=值; …", what is blank left out, with the columns the salesperson added."""
    shown = []
    for column in table.inputs:
        value = row.get(column.key)
        if pd.isna(value):
            continue
        if column.choices:
            value = column.choices.label(value, lang)
        elif isinstance(value, pd.Timestamp):
            value = f"{value:%Y-%m-%d}" if value == value.normalize() else f"{value:%Y-%m-%d %H:%M}"
        elif isinstance(value, float):
            value = f"{value:.10g}"
        shown.append(f"{column.label(lang)}={value}")
    extra = row.get("extra")
    return "; ".join(shown + ([str(extra)] if isinstance(extra, str) and extra else []))


def manager(master: Path, look: Look) -> Manager:
    """What stands in the old master; the defaults when there is none. XltradeError when it cannot all be kept."""
    if not master.exists():
        return blank(look)
    return manager_of(read(master), look)


def manager_of(reading: Reading, look: Look) -> Manager:
    """What the manager typed in a master that was read, from its file or open in Excel; XltradeError likewise."""
    name = reading.path.name
    if reading.kind != "master":
        raise FileError(
            "not_a_master",
            f"{name} 不是主表（没有“人员”表）。请换一个文件名。",
            f"{name} is not a master (no People sheet). Choose another name.",
        )
    _refuse_loss(name, reading)
    frames = {
        k: f.drop(columns=["row", "extra"]) if k not in {t.key for t in tables.SHARED} else f.drop(columns=["extra"])
        for k, f in reading.tables.items()
    }
    shared = {t.key: frames[t.key] for t in tables.SHARED}
    _refuse_bad_policy(reading, look)
    kept = {k: v for k, v in reading.settings.items() if v is not None}
    strange = tuple(r for r in reading.rejects if r.code == "unknown_reference")
    own = {t.key: frames[t.key] for t in tables.MANAGER}
    return Manager(own, shared, kept, _as_before(reading, look), name, strange)


def _refuse_bad_policy(reading: Reading, look: Look) -> None:
    problems = policy_problems(reading, look.today)
    if problems:
        raise PolicyError(*("\n".join(r.message(lang) for r in said) for lang, said in problems.items()))


def problems(reading: Reading, today: dt.date, lang: Lang) -> list[Reject]:
    """Everything wrong with a workbook that was read; its policy too, where nothing else is (R060)."""
    found = _found(reading)
    if not found and all(t.key in reading.tables for t in tables.SHARED):
        found = policy_problems(reading, today).get(lang, []) or policy_warnings(reading, today, lang)
    return found


_SCALES = {"assessments": (0, 100), "surveys": (1, 10)}
"""Tables of scores that the manager types, with the lowest and the highest."""


def off_scale(reading: Reading) -> list[Reject]:
    """Scores below or above their scale: they reach scorecards, and through the composite factor payslips (R009)."""
    return [pay_problems.bad_cell(reading, "off_scale", key, "score", row, f"{row['score']:g}", f"{low}–{high}")
            for key, (low, high) in _SCALES.items() if key in reading.tables
            for _, row in reading.tables[key].iterrows() if row["score"] < low or row["score"] > high]


def _found(reading: Reading) -> list[Reject]:
    return [*reading.rejects, *pay_problems.problems(reading), *off_scale(reading)]


def policy_warnings(reading: Reading, today: dt.date, lang: Lang) -> list[Reject]:
    """What a policy that can be used may well not mean, by cell address (R045)."""
    return [
        Reject("descending_tiers", reading.path.name,
               value=f"{reading.address(p.table, p.column, p.row)} {(p.zh if lang == 'zh' else p.en).rstrip('。.')}")
        for p in policy.warnings(reading.tables, today)
    ]


def policy_problems(reading: Reading, today: dt.date) -> dict[Lang, list[Reject]]:
    """What is wrong with a workbook's policy, by cell address, in each language; {} when nothing is."""
    found = policy.check(reading.tables, today)
    texts: dict[Lang, list[str]] = {"zh": [p.zh for p in found], "en": [p.en for p in found]}
    places = [reading.address(p.table, p.column, p.row) for p in found]
    return {
        lang: [
            Reject("bad_policy", reading.path.name, value=f"{place} {text.rstrip('。.')}")
            for place, text in zip(places, said, strict=True)
        ]
        for lang, said in texts.items()
        if said
    }


def _as_before(reading: Reading, look: Look) -> Look:
    """A master keeps the language and flavour it has."""
    flavour = reading.settings.get("flavour")
    return replace(look, lang=reading.lang, flavour=flavour if flavour in FLAVOURS else look.flavour)


def blank(look: Look) -> Manager:
    """No people, no targets, the shipped policy: a manager who has typed nothing yet."""
    return Manager(
        {t.key: build(t, []) for t in tables.MANAGER},
        policy.shipped(policy.years_around(look.today), look.lang),
        {},
        look,
    )


def _refuse_loss(name: str, reading: Reading) -> None:
    """A row or column of the master that cannot be taken over stops the consolidation before anything is written."""
    bad = [
        r
        for r in _found(reading)
        if r.severity == "reject" or (r.code == "unknown_column" and r.table != "settings")
    ]
    if bad:
        shown = bad[:10]
        raise PolicyError(
            f"{name} 里有 {len(bad)} 处要先改，主表没有动：" + "".join(f"\n  {r.message('zh')}" for r in shown),
            f"{len(bad)} places in {name} must be mended first; the master was not touched:"
            + "".join(f"\n  {r.message('en')}" for r in shown),
        )


# ── merging ───────────────────────────────────────────────────────────────────────────────────────────────────────


def merge(sources: Iterable[Source], given: Manager) -> Merged:
    """Unite the sources, reject receipts without a rate, recompute every computed column."""
    sources = list(sources)
    rules = policy.read(given.shared, given.look.today)
    readings = _known([(s.name, s.reading) for s in sources if s.reading is not None], given.own["people"])
    united = {t.key: _united(t, readings) for t in tables.SALES}
    counts = {(name, t.key): r.counts[t.key] for name, r in readings for t in tables.SALES if t.key in r.counts}
    prints = {name: fingerprint(r.tables) for name, r in readings}
    unrated = _without_rate(united, counts, rules, given.look.lang)
    people = _people(given.own["people"], readings)
    rejects = (
        *(r for s in sources for r in s.rejects),
        *unrated,
        *_absent(people, readings),
        *_outdated(readings, given),
    )
    hired = {p: h.date() for p, h in zip(people["id"], people["hired"], strict=True) if not pd.isna(h)}
    context = Context(rules, given.look.today, hired, given.look.lang)
    made = recompute.sales(united, context)
    rejects = (*rejects, *_refused_chances(given.own, context), *_zero_forecasts(made["forecasts"], context))
    made = {k: f.rename(columns={"row": "source_row"}) for k, f in made.items()}
    return Merged(made, people, counts, rejects, prints, {name: (r.person_id, r.person_name) for name, r in readings})


def _known(readings: Sequence[tuple[str, Reading]], people: Frame) -> list[tuple[str, Reading]]:
    """The readings with each person's ID as the People sheet spells it: E1 for a typed e1."""
    spelled = {p.casefold(): p for p in people["id"]}
    return [(n, replace(r, person_id=spelled.get(r.person_id.casefold(), r.person_id))) for n, r in readings]


def _united(table: Table, readings: Sequence[tuple[str, Reading]]) -> Frame:
    parts = [
        r.tables[table.key].assign(owner=r.person_id, owner_name=r.person_name, file=name)
        for name, r in readings
        if table.key in r.tables and len(r.tables[table.key])
    ]
    base = build(table, []).assign(
        row=pd.Series(dtype="int64"),
        extra=pd.Series(dtype="str"),
        **{k: pd.Series(dtype="str") for k in ("owner", "owner_name", "file")},
    )
    if not parts:
        return base
    made = pd.concat(parts, ignore_index=True)
    return made.assign(**{k: made[k].astype("str") for k in ("owner", "owner_name", "file", "extra")})


def _without_rate(united: Frames, counts: dict[tuple[str, str], Count], rules: Policy, lang: Lang) -> list[Reject]:
    """Take receipts that no exchange rate covers out of the union, each as a reject (R048)."""
    frame = united["receipts"]
    day = frame["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    missing = fx.rate(frame["currency"].astype(object).to_numpy(), day, rules) < 0
    label = tables.RECEIPTS["currency"].label(lang)
    rejects = [
        Reject(
            "no_rate",
            r["file"],
            tables.RECEIPTS.label(lang),
            "receipts",
            int(r["row"]),
            label,
            f"{r['currency']} {r['date']:%Y-%m-%d}",
            content(tables.RECEIPTS, r, lang),
        )
        for _, r in frame[missing].iterrows()
    ]
    for name, number in frame.loc[missing, "file"].value_counts().items():
        before = counts[str(name), "receipts"]
        counts[str(name), "receipts"] = Count(before.read, before.kept - int(number), before.rejected + int(number))
    united["receipts"] = frame[~missing].reset_index(drop=True)
    return rejects


def _people(people: Frame, readings: Sequence[tuple[str, Reading]]) -> Frame:
    """The manager's people, and below them whoever sent a workbook and is not on the list yet."""
    known = set(people["id"].str.casefold())
    new = [
        {"id": r.person_id, "name": r.person_name or r.person_id, "hired": _day(r.settings.get("hired"))}
        for _, r in readings
        if r.person_id and r.person_id.casefold() not in known and _taken(r)
    ]
    return pd.concat([people, build(tables.PEOPLE, new)], ignore_index=True) if new else people


def _taken(reading: Reading) -> bool:
    return any(c.kept or not c.read for c in reading.counts.values()) or not reading.counts


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None


def _absent(people: Frame, readings: Sequence[tuple[str, Reading]]) -> list[Reject]:
    """A warning for each person on the list, not left, whose workbook is not in the folder."""
    here = {r.person_id.casefold() for _, r in readings}
    return [
        Reject("missing_workbook", "", value=f"{p.id} {p.name}")
        for p in people.itertuples()
        if pd.isna(p.left) and p.position != "manager" and p.id.casefold() not in here
    ]


def _outdated(readings: Sequence[tuple[str, Reading]], given: Manager) -> list[Reject]:
    """A warning for each workbook whose copy of the policy differs from the master's: its cells show other numbers."""

    def state(frames: Mapping[str, Frame]) -> list[list[tuple[str, ...]]]:
        return [
            sorted(
                tuple(_plain(v) for v in row)
                for row in policy.in_force(frames[t.key], t, given.look.today)[
                    [c.key for c in t.inputs if c.key not in policy.WORDING]
                ].itertuples(index=False)
            )
            for t in _COMPARED
        ]

    current = state(given.shared)
    return [
        Reject("outdated_policy", name)
        for name, r in readings
        if all(t.key in r.tables for t in _COMPARED) and r.lang == given.look.lang and state(r.tables) != current
    ]


def _refused_chances(own: Frames, context: Context) -> list[Reject]:
    """A warning for each second chance whose other scores are not outstanding: it does not count (R006)."""
    judged = recompute.second_chances(own["second_chances"], own["assessments"], context)
    needed = float(context.policy["outstanding"])
    found = []
    for row in judged[~judged["valid"].eq("yes").to_numpy()].itertuples():
        means = mean_scores(own["assessments"], row.person_id, row.quarter)
        said = " / ".join(f"{m:.1f}" for m in means.values())
        found.append(Reject("second_chance_refused", "", value=f"{row.person_id} {row.granted:%Y-%m-%d}",
                            hint=f"{said} < {needed:g}"))
    return found


def _zero_forecasts(frame: Frame, context: Context) -> list[Reject]:
    """A warning for each forecast in force of 0: its month is not scored (R015)."""
    zero = frame[frame["status"].eq("in_force") & (frame["amount"] == 0)]
    table, lang = tables.FORECASTS, context.lang
    return [Reject("zero_forecast", r.file, table.label(lang), "forecasts", int(r.row), table["amount"].label(lang),
                   f"{r.month:%Y-%m}") for r in zero.itertuples()]


def _plain(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "" if value != value else f"{float(value):.10g}"
    return "" if value is None or pd.isna(value) else str(value)


def fingerprint(frames: Mapping[str, Frame]) -> str:
    """16 hex digits that change with the content of any table, wherever the file lies and whoever saved it."""
    digest = hashlib.sha256()
    for key in sorted(frames):
        frame = frames[key].drop(columns=["row"], errors="ignore")
        plain = frame.astype({c: "str" for c in frame.columns if frame[c].dtype == object})
        digest.update(key.encode())
        digest.update(pd.util.hash_pandas_object(plain, index=False).to_numpy().tobytes())
    return digest.hexdigest()[:16]


# ── the whole ─────────────────────────────────────────────────────────────────────────────────────────────────────


def consolidate(
    folder: Path,
    master: Path,
    look: Look,
    now: dt.datetime | None,
    *,
    period: str = "",
    progress: Progress | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Result:
    """Read all workbooks of `folder` and write `master` in one step, a dated copy of the old one beside it (R147).

    now: for the name of the copy (None = no copy). period: a quarter to settle for everyone, such as 2026Q3, as if it
    stood in an empty row of Settlements. clock: seconds, for the duration in the report; the same content
    keeps the duration of the run before, so that twice the same input gives the same file.
    FileError or PolicyError before anything is written, WriteError when the file cannot be replaced: the old master
    is whole in each case.
    """
    start = clock()
    given = settling(manager(master, look), period)
    check_name(master, given.look)
    made = draft(given, workbooks(folder, master), start, progress=progress, clock=clock)
    copy = backup(master, now) if now else None
    write(made.book, master)
    return made.result(master, copy)


def settling(given: Manager, period: str) -> Manager:
    """With a row that asks for the settlement of a quarter; as it is for ""."""
    if not period:
        return given
    asked = pd.concat([given.own["settlements"], build(tables.SETTLEMENTS, [{"period": period}])], ignore_index=True)
    return replace(given, own={**given.own, "settlements": asked})


def check_name(path: Path, look: Look) -> None:
    """WriteError when a file of this flavour cannot have this name: Excel would not open it."""
    if path.suffix.lower() != look.suffix:
        raise WriteError(
            f"{look.flavour} 类型的文件名要以 {look.suffix} 结尾，不能是 {path.name}。",
            f"A {look.flavour} file ends in {look.suffix}; {path.name} does not.",
        )


def draft(
    given: Manager,
    paths: Sequence[Path],
    start: float,
    *,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Draft:
    """Read the workbooks and work out the new master; `start`: what the clock said when the work began."""
    sources = gather(paths, progress)
    _refuse_nothing(sources)
    merged = merge(sources, given)
    firm = firm_of(given, merged)
    settled = settle.settle(firm, given.name)
    known = {fold(i) for i in merged.people["id"]}  # somebody may have come with this consolidation
    strange = [r for r in given.strange if fold(r.value) not in known]
    merged = replace(merged, rejects=(*merged.rejects, *settled.rejects, *strange))
    own = {**given.own, "people": merged.people, "settlements": settled.settlements, "settlement_lines": settled.lines}
    whole = _whole(own, given, merged)
    same = given.settings.get("fingerprint") == whole
    seconds = float(given.settings["seconds"]) if same else round(clock() - start, 2)
    book, shown = plan(own, given, merged, firm, whole, seconds)
    return Draft(book, merged, shown, whole, seconds, tuple(s.name for s in sources))


def firm_of(given: Manager, merged: Merged) -> Firm:
    """What settlements are worked out from."""
    here = {owner: file for file, (owner, _) in merged.owners.items()}
    return Firm(merged.tables, given.own, given.shared, merged.people, given.look.today, given.look.lang, here)


def _whole(own: Frames, given: Manager, merged: Merged) -> str:
    """The fingerprint of everything in the new master: what the manager typed, the policy, each workbook, the day."""
    prints = {"name": list(merged.fingerprints), "print": list(merged.fingerprints.values())}
    return fingerprint({
        **own,
        **given.shared,
        "files": pd.DataFrame(prints, dtype="str"),
        "day": pd.DataFrame({"day": [str(given.look.today)]}, dtype="str"),
    })


def _refuse_nothing(sources: Sequence[Source]) -> None:
    """FileError when no file at all could be read: an emptied master would help nobody."""
    if any(s.reading is not None for s in sources):
        return
    said = {lang: "".join(f"\n  {r.message(lang)}" for s in sources for r in s.rejects) for lang in LANGS}
    raise FileError(
        "nothing_readable",
        f"一个文件也没有读成，主表没有动：{said['zh']}",
        f"No file could be read; the master was not touched:{said['en']}",
    )


def plan(
    own: Frames, given: Manager, merged: Merged, firm: Firm, whole: str, seconds: float
) -> tuple[Book, Frame]:
    """The new master as a plan, and its dashboard. own: the manager's tables with the settlements as they now are."""
    results = {
        "report": _report(merged, given.look.lang),
        "rejects": _rejects(merged.rejects, given.look.lang),
        "payroll": payroll.payroll(firm, own["settlements"]),
        "fund": fund.ledger(firm, own["settlements"]),
    }
    total = [sum(getattr(c, k) for c in merged.counts.values()) for k in ("read", "kept", "rejected")]
    facts = {
        "consolidated": given.look.today,
        "fingerprint": whole,
        "seconds": seconds,
        **dict(zip(("rows_read", "rows_kept", "rows_rejected"), total, strict=True)),
    }
    book = books.master(own, given.shared, merged.tables, results, given.look, facts, given.settings)
    placed = book.block("dashboard")
    assert placed is not None
    return book, placed[1].frame


def _report(merged: Merged, lang: Lang) -> Frame:
    warned: dict[tuple[str, str], int] = {}
    for reject in merged.rejects:
        if reject.severity == "warning":
            warned[reject.file, reject.table] = warned.get((reject.file, reject.table), 0) + 1
    rows = [
        {
            "file": f,
            "owner": merged.owners[f][0],
            "owner_name": merged.owners[f][1],
            "table": tables.BY_KEY[t].label(lang),
            "read": c.read,
            "kept": c.kept,
            "rejected": c.rejected,
            "warnings": warned.get((f, t), 0),
            "fingerprint": merged.fingerprints[f],
        }
        for (f, t), c in merged.counts.items()
    ]
    failed = [
        {"file": r.file, "table": r.reason(lang), "read": 0, "kept": 0, "rejected": 0, "warnings": 0}
        for r in merged.rejects
        if r.level == "file" and r.severity == "reject" and r.file not in merged.owners
    ]
    return build(tables.REPORT, rows + failed)


def _rejects(rejects: Iterable[Reject], lang: Lang) -> Frame:
    ordered = sorted(rejects, key=lambda r: (r.severity != "reject", r.file, r.sheet, r.row or 0))
    return build(
        tables.REJECTS,
        [
            {
                "severity": r.severity,
                "file": r.file or None,
                "sheet": r.sheet or None,
                "line": r.row,
                "column": r.column or None,
                "value": r.value or None,
                "problem": r.reason(lang),
                "todo": r.todo(lang),
                "content": r.content or None,
            }
            for r in ordered
        ],
    )


def backup(master: Path, now: dt.datetime) -> Path | None:
    """A dated copy of the old master in the folder `backup` beside it; None when there is no old one."""
    if not master.exists():
        return None
    copy = master.parent / BACKUPS / f"{master.stem} {now:%Y-%m-%d %H%M%S}{master.suffix}"
    try:
        copy.parent.mkdir(exist_ok=True)
        shutil.copy2(master, copy)
    except OSError as error:
        raise WriteError(
            f"备份写不了：{copy}。请检查文件夹权限。",
            f"The backup {copy} cannot be written. Check the folder's rights.",
        ) from error
    return copy
