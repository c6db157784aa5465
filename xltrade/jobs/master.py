"""What the manager typed in a master: taken over whole into the next one, or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pandas as pd

from xltrade.core.dtypes import Frame, Frames, build
from xltrade.core.errors import FileError, PolicyError, WriteError, XltradeError
from xltrade.core.parsing import fold
from xltrade.core.schema import LANGS, Lang, Words
from xltrade.declared import tables
from xltrade.declared.rejects.files import NOT_FOUND
from xltrade.declared.rejects.reject import Reject
from xltrade.files.open import fail
from xltrade.files.read import is_master, read
from xltrade.files.reading import Reading
from xltrade.formulas.text import FLAVOURS
from xltrade.jobs import checks
from xltrade.jobs.before import Before
from xltrade.jobs.checks import Checked
from xltrade.pay.periods import bounds, period_of
from xltrade.rules import policy
from xltrade.rules.policies import Policies
from xltrade.rules.policy import Policy
from xltrade.sheets.look import Look

_SHOWN = 10
_ALIKE = 0.6
"""How much of two names must be the same for one to be a slip of the other."""


@dataclass(frozen=True)
class Manager:
    """What the manager typed in the old master, or the defaults where there is none.

    own: the frames of `tables.MANAGER`; policies: of the policy tables; settings: the lines of the Settings sheet that
    hold something, by key; look: how the master is made; name: of its file, "" where there is none; strange: IDs in it
    that stand on no sheet of it, and dates that are texts; notes: what was done to its calendar, and is to be known;
    before: everybody's rows in it.
    """

    own: Frames
    policies: Policies
    settings: dict[str, Any]
    look: Look
    name: str = ""
    strange: tuple[Reject, ...] = ()
    notes: tuple[Words, ...] = ()
    before: Before = field(default_factory=Before)

    @property
    def shared(self) -> Frames:
        """The policy tables."""
        return dict(self.policies.tables)

    @property
    def today(self) -> dt.date:
        return self.look.today

    @property
    def rules(self) -> Policy:
        """The policy in force on the day of the look; PolicyError when it cannot be used."""
        return self.policies.on(self.today)


def manager(master: Path, look: Look) -> Manager:
    """What stands in the old master; the defaults when there is none. XltradeError when it cannot all be kept."""
    if not master.exists():
        return blank(look)
    return manager_of(read(master), look)


def existing(master: Path, look: Look) -> Manager:
    """What stands in a master that must be there; FileError when it is not."""
    if not master.exists():
        raise fail(NOT_FOUND, master)
    return manager(master, look)


def refuse_mistyped(master: Path) -> None:
    """FileError for a master that is not there while one with nearly the same name is: it was mistyped."""
    if master.exists() or not master.parent.is_dir():
        return
    near = [p for p in sorted(master.parent.iterdir()) if p.suffix.lower() in (".xlsx", ".xlsm") and _like(p, master)]
    for path in near:
        if not path.name.startswith(("~$", ".")) and is_master(path):
            raise FileError(
                "no_master",
                f"找不到主表 {master.name}，旁边有 {path.name}，是不是写错了？"
                f"要另建一份主表，请先运行 python -m xltrade new {master.name} --master。",
                f"There is no master {master.name}, but {path.name} is beside it: was the name mistyped? "
                f"To make another one run python -m xltrade new {master.name} --master first.",
            )


def _like(path: Path, other: Path) -> bool:
    return SequenceMatcher(None, fold(path.stem), fold(other.stem)).ratio() >= _ALIKE


def manager_of(reading: Reading, look: Look) -> Manager:
    """What the manager typed in a master that was read, from its file or open in Excel; XltradeError likewise."""
    must_be_master(reading)
    checked = checks.own(reading, look.today)
    found = checks.found(checked)
    _refuse_loss(reading.name, found)
    _refuse_bad_policy(checked)
    before = checked.policies.tables
    calendar = policy.calendar_years.renewed(before["holidays"], look.today, reading.lang)
    return Manager(
        {t.key: reading.tables[t.key].drop(columns=["row", "extra"]) for t in tables.MANAGER},
        _grown(checked.policies, calendar.frame, reading.lang),
        {k: v for k, v in reading.settings.items() if v is not None},
        _as_before(reading, look),
        reading.name,
        checks.strangers(found),
        (*calendar.said(), *policy.calendar_years.said(calendar.frame, look.today)),
    )


def _grown(policies: Policies, holidays: Frame, lang: Lang) -> Policies:
    """The policies with the holidays as they are now known, and every setting that the master was made before."""
    before = policies.tables
    settings = policy.completed(before["policy"], lang)
    if holidays is before["holidays"] and settings is before["policy"]:
        return policies
    return Policies({**before, "holidays": holidays, "policy": settings})


def must_be_master(reading: Reading) -> None:
    """FileError for a workbook that is not a master."""
    if reading.kind != "master":
        name = reading.name
        raise FileError(
            "not_a_master",
            f"{name} 不是主表（没有“人员”表）。请换一个文件名。",
            f"{name} is not a master (no People sheet). Choose another name.",
        )


def _refuse_loss(name: str, found: list[Reject]) -> None:
    """A row or column of the master that cannot be taken over stops the consolidation before anything is written."""
    refuse(name, checks.losses(found))


def refuse(name: str, bad: Sequence[Reject]) -> None:
    """PolicyError with the places in the master that must be mended first, where there are any."""
    if bad:
        shown = bad[:_SHOWN]
        raise PolicyError(
            f"{name} 里有 {len(bad)} 处要先改，主表没有动：" + "".join(f"\n  {r.message('zh')}" for r in shown),
            f"{len(bad)} places in {name} must be mended first; the master was not touched:"
            + "".join(f"\n  {r.message('en')}" for r in shown),
        )


def _refuse_bad_policy(checked: Checked) -> None:
    said = ["\n".join(r.message(lang) for r in checks.bad_policy(checked, lang)) for lang in LANGS]
    if any(said):
        raise PolicyError(*said)


def _as_before(reading: Reading, look: Look) -> Look:
    """A master keeps the language and flavour it has."""
    flavour = reading.settings.get("flavour")
    return replace(look, lang=reading.lang, flavour=flavour if flavour in FLAVOURS else look.flavour)


def blank(look: Look, shared: Frames | None = None) -> Manager:
    """No people, no targets: a manager who has typed nothing yet.

    shared: the policy tables (None = the shipped ones, with holidays from last year to next year).
    """
    given = policy.shipped(policy.years_around(look.today), look.lang) if shared is None else shared
    notes = tuple(policy.calendar_years.said(given["holidays"], look.today))
    return Manager({t.key: build(t, []) for t in tables.MANAGER}, Policies(given), {}, look, notes=notes)


def settling(given: Manager, period: str) -> Manager:
    """With a row that asks for the settlement of a quarter; as it is for ""."""
    if not period:
        return given
    if (quarter := period_of(period)) is None or bounds(quarter)[0] > given.today:
        raise XltradeError(
            f"“{period}”不是可以结算的季度。请写成 2026Q3 这样，并且已经开始。什么也没有写。",
            f"“{period}” is no quarter that can be settled: write it as 2026Q3, one that has begun. "
            "Nothing was written.",
        )
    asked = pd.concat([given.own["settlements"], build(tables.SETTLEMENTS, [{"period": quarter}])], ignore_index=True)
    return replace(given, own={**given.own, "settlements": asked})


def check_name(path: Path, look: Look) -> None:
    """WriteError when a file of this flavour cannot have this name: Excel would not open it."""
    if path.suffix.lower() != look.suffix:
        raise WriteError(
            f"{look.flavour} 类型的文件名要以 {look.suffix} 结尾，不能是 {path.name}。",
            f"A {look.flavour} file ends in {look.suffix}; {path.name} does not.",
        )
