"""The demo team on disk: everybody's workbook in mixed flavours, a master beside them, and the first consolidation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.core.dtypes import Frame, Frames, build
from xltrade.core.layout import HEADER_ROW
from xltrade.core.schema import LANGS, Lang, Words
from xltrade.declared import tables
from xltrade.files.write import made_folder, write
from xltrade.formulas.text import Flavour
from xltrade.jobs.consolidate import consolidate
from xltrade.jobs.demo import own
from xltrade.jobs.demo.data import Member, Team, dispute
from xltrade.jobs.demo.team import demo_team
from xltrade.jobs.record import Result
from xltrade.jobs.replacing import Replaced, kept
from xltrade.pay.company import Company
from xltrade.pay.reviews import review_history
from xltrade.pay.scores import with_cards
from xltrade.pay.settle import settle
from xltrade.rules import policy
from xltrade.sheets.books.data import unconsolidated
from xltrade.sheets.books.master import master_book
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner
from xltrade.sheets.plan import Book

FOLDER, MASTER = Words("业务员工作簿", "workbooks"), Words("主表", "master")
DELAY = dt.timedelta(days=12)
MIX: tuple[Flavour, ...] = ("classic", "python", "python", "classic", "lambda", "lambda", "classic", "python", "lambda")
"""The flavours of the first nine workbooks; the newcomers' are classic. The small ones are lambda: an engine that
checks them takes longest over those."""


READY = 20
"""Empty rows of a table in a demo workbook; one made to be worked in has ten times as many."""


@dataclass(frozen=True)
class Made:
    """What `make` wrote: the workbooks, the master and the account of the consolidation; and what gave way to it."""

    workbooks: tuple[Path, ...]
    result: Result
    replaced: tuple[Replaced, ...] = ()


def make(
    folder: Path,
    today: dt.date,
    *,
    seed: int = 1996,
    lang: Lang = "zh",
    flavour: Flavour | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    now: dt.datetime | None = None,
) -> Made:
    """Write the demo team of `today` into `folder` and consolidate it; the same seed and day give the same bytes.

    flavour: of every workbook; None mixes them. The day stands fixed in the files instead of =TODAY(). now: replace
    files of a demo that were worked in, after a dated copy of each. OverwriteError when the folder holds anything that
    is not a demo's, or, without now, when somebody worked in the demo.
    """
    changed = own.changed(folder, [FOLDER.text(each) for each in LANGS], now)
    made_folder(folder / FOLDER.text(lang))
    with kept(changed, now or dt.datetime.min) as replaced:
        made = _written(folder, demo_team(today, seed, lang), lang, flavour, progress)
    own.note(folder, (*made.workbooks, made.result.master))
    return replace(made, replaced=tuple(replaced))


def _written(
    folder: Path,
    made: Team,
    lang: Lang,
    flavour: Flavour | None,
    progress: Callable[[str, int, int], None] | None,
) -> Made:
    """The files of a team, consolidated."""
    shared, today = shared_tables(made, lang), made.today
    made = settled(made, shared, lang)
    place = folder / FOLDER.text(lang)
    paths = list[Path]()
    for number, member in enumerate(made.members):
        if progress:
            progress(member.name, number, len(made.members))
        look = Look(flavour or (MIX[number] if number < len(MIX) else MIX[0]), lang, today, True)
        paths.append(_fresh(place, f"{member.id} {member.name}", look))
        write(_workbook(member, made, shared, look), paths[-1])
    look = Look(flavour or MIX[0], lang, today, True)
    master = _fresh(folder, MASTER.text(lang), look)
    write(_master(made, shared, look, place), master)
    result = consolidate(place, master, look, None, progress=progress, clock=lambda: 0.0)
    return Made(tuple(paths), result)


SETTLED = 2
"""Quarters before the current one that the demo has settled: the older paid, the newer waiting for answers."""


def settled(team: Team, shared: Frames, lang: Lang) -> Team:
    """The team with its last quarters settled (R042, R211): answers in the workbooks, the older quarter paid."""
    quarters = [str(pd.Period(team.today, freq="Q") - back) for back in range(SETTLED, 0, -1)]
    mine = {t.key: getattr(team, t.key) for t in tables.MANAGER}
    mine["settlements"] = build(tables.SETTLEMENTS, [{"period": q} for q in quarters])
    company = company_of(team, mine, shared, lang)
    drafted = settle(company, "")
    first = drafted.settlements
    members = tuple(_answered(m, first, quarters) for m in team.members)
    first.loc[first["period"] == quarters[0], "status"] = "paid"
    mine |= {"settlements": first, "settlement_lines": drafted.lines, "late_entries": drafted.late}
    answers = _union(members, "confirmations").rename(columns={"row": "source_row"})
    tables_now = {**company.tables, "confirmations": answers}
    done = settle(replace(company, own=mine, tables=tables_now), "")
    left = {"settlements": done.settlements, "settlement_lines": done.lines, "late_entries": done.late}
    return replace(team, members=members, reviews=review_history(replace(company, own=mine | left)), **left)


def company_of(team: Team, own: Frames, shared: Frames, lang: Lang) -> Company:
    """The company that the demo's people make, with their scorecards; own: the manager's tables."""
    here = {m.id: m.name for m in team.members}
    return with_cards(Company(_united(team, shared, lang), own, shared, team.people, team.today, lang, here))


def _united(team: Team, shared: Frames, lang: Lang) -> Frames:
    """Everybody's tables as a consolidation of their workbooks would have them."""
    hired = {m.id: m.hired for m in team.members}
    frames = {t.key: _union(team.members, t.key) for t in tables.SALES}
    made = recompute.sales(frames, Context(policy.read(shared, team.today), team.today, hired, lang))
    return {k: f.rename(columns={"row": "source_row"}) for k, f in made.items()}


def _union(members: Sequence[Member], key: str) -> Frame:
    first = HEADER_ROW + 2
    parts = [
        f.assign(owner=m.id, file=m.name, row=range(first, first + len(f))) for m in members for f in [m.frames[key]]
    ]
    made = pd.concat(parts, ignore_index=True)
    return made.assign(**{k: made[k].astype("str") for k in ("owner", "file")})


def _answered(member: Member, settlements: Frame, quarters: Sequence[str]) -> Member:
    """The salesperson's answers: the older quarter accepted; of the newer one accepted, disputed or still open."""
    mine = settlements[settlements["person_id"] == member.id]
    said = ("accepted", "accepted", None, "disputed")[int(member.id[1:]) % 4]
    rows = [
        {
            "settlement_id": r.id,
            "amount": r.commission,
            "answer": answer,
            "date": r.policy_day + DELAY,
            "comment": dispute() if answer == "disputed" else None,
        }
        for r in mine.itertuples()
        if (answer := said if r.period == quarters[-1] else "accepted")
    ]
    return replace(member, frames={**member.frames, "confirmations": build(tables.CONFIRMATIONS, rows)})


def _fresh(folder: Path, name: str, look: Look) -> Path:
    """The path of a demo file; one of an earlier demo in another flavour is taken away, or it would count twice."""
    for suffix in {".xlsx", ".xlsm"} - {look.suffix}:
        (folder / f"{name}{suffix}").unlink(missing_ok=True)
    return folder / f"{name}{look.suffix}"


def _workbook(member: Member, team: Team, shared: Frames, look: Look) -> Book:
    owner = Owner(
        member.id,
        member.name,
        member.hired,
        tables.PEOPLE["position"].choices.label(member.position, look.lang)
        if tables.PEOPLE["position"].choices
        else member.position,
    )
    return salesperson_book(owner, member.frames, shared, look, handed(team), ready=READY)


_OWN_SET = (
    ("receipts", 40, None),
    ("gross_profit", 20, 60_000),
    ("conversion", 20, 0.5),
    ("market_share", 20, 0.08),
    ("alibaba_checklist", 70, 100),
    ("reply_rate", 30, 1),
    ("attitude_checklist", 60, 100),
    ("followup_quota", 40, 0.8),
)
"""The demo's manager has KPIs of their own: weight and default target of each (R192)."""


def shared_tables(team: Team, lang: Lang) -> Frames:
    """The shipped policy with the demo's exchange rates and one personal KPI set."""
    made = policy.shipped(policy.years_around(team.today), lang)
    boss = next(m.id for m in team.members if m.position == "manager")
    since = team.today.replace(month=1, day=1)
    rows = [{"person_id": boss, "kpi": k, "weight": w, "target": t, "effective_from": since} for k, w, t in _OWN_SET]
    sets = pd.concat([made["kpi_sets"], build(tables.KPI_SETS, rows)], ignore_index=True)
    return {**made, "fx": team.fx, "kpi_sets": sets}


def handed(team: Team) -> Frames:
    """The manager's tables that go into the salespeople's workbooks."""
    return {t.key: getattr(team, t.key) for t in tables.ON_FROM_MANAGER}


def _master(team: Team, shared: Frames, look: Look, place: Path) -> Book:
    mine = {t.key: getattr(team, t.key) for t in tables.MANAGER}
    return master_book(unconsolidated(mine, shared, look, settings={"folder": place.name}))
