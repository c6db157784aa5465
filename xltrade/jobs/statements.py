"""Each person's statement as a file of their own: what a quarter pays, line by line, to sign (R081, R211)."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from xltrade.core.dtypes import Frame, records
from xltrade.core.errors import FileError
from xltrade.core.schema import Lang, Words
from xltrade.files.read import read
from xltrade.files.write import build, made_folder
from xltrade.formulas.bodies import bodies
from xltrade.formulas.text import Twins
from xltrade.jobs.replacing import Made, place
from xltrade.pay.periods import period_of
from xltrade.pay.seal import refuse_tampered
from xltrade.pay.settlements import lines_of, settlements_of
from xltrade.sheets import statement
from xltrade.sheets.plan import Book

FOLDER = Words("结算单", "statements")
_FOOTER = Words("第 {page} 页 共 {pages} 页", "Page {page} of {pages}")
_UNSAFE = re.compile(r'[\\/:*?"<>|]')


def write_all(master: Path, folder: Path | None, period: str, lang: Lang, now: dt.datetime | None = None) -> Made:
    """Write a statement for each settlement of a quarter ("" = the newest) that is not void; gives the files.

    folder: where to; None = a folder beside the master. now: replace statements that are there and say something else
    after a dated copy of each. FileError when the master has no such settlement, PolicyError when
    a confirmed one was changed by hand, OverwriteError when, without now, a statement is there.
    """
    reading = read(master)
    if reading.kind != "master":
        raise FileError("not_a_master", f"{master.name} 不是主表。", f"{master.name} is not a master.")
    frame, lines = reading.tables["settlements"], reading.tables["settlement_lines"]
    refuse_tampered(settlements_of(frame), lines_of(lines))
    chosen = _chosen(frame, period_of(period) or period)
    if chosen.empty:
        raise FileError(
            "no_settlement",
            f"{master.name} 里没有可以打印的结算{period and f'（{period}）'}。请先在“结算”表填期间再汇总。",
            f"{master.name} has no settlement {period} to print: type the period on Settlements and consolidate.",
        )
    where = made_folder(folder or master.parent / FOLDER.text(lang))
    made = dict(_made(reading.tables, r["id"], r["person_id"], where, reading.lang) for r in records(chosen))
    return place(made, now)


def _chosen(frame: Frame, period: str) -> Frame:
    """The settlements of people that are calculated and not void, of one quarter."""
    kept = frame[frame["id"].notna() & frame["person_id"].notna() & ~frame["status"].isin(["void", "draft"])]
    return kept[kept["period"] == (period or kept["period"].max())]


def _made(made: dict[str, Frame], chosen: str, person: str, where: Path, lang: Lang) -> tuple[Path, bytes]:
    """A statement's file and bytes."""
    sheet = statement.statement(Twins(bodies(), "classic", lang), made, chosen)
    names = made["people"].loc[made["people"]["id"] == person, "name"]
    day = made["settlements"].loc[made["settlements"]["id"] == chosen, "policy_day"].iloc[0].date()
    title = f"{chosen} {names.iloc[0] if len(names) else ''}".strip()
    path = where / f"{_UNSAFE.sub('_', title)}.xlsx"
    return path, build(Book(lang, day, (sheet,), title=title, footer=(title, "", _FOOTER.text(lang))))
