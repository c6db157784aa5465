"""Each person's statement as a file of their own: what a quarter pays, line by line, to sign (R081, R211)."""

from __future__ import annotations

import re
from pathlib import Path

from xltrade.core.dtypes import Frame, records
from xltrade.core.errors import FileError
from xltrade.core.schema import Lang, Words
from xltrade.files.read import read
from xltrade.files.write import write
from xltrade.formulas.bodies import bodies
from xltrade.formulas.text import Twins
from xltrade.pay.periods import period_of
from xltrade.pay.seal import refuse_tampered
from xltrade.pay.settlements import lines_of, settlements_of
from xltrade.sheets import statement
from xltrade.sheets.plan import Book

FOLDER = Words("结算单", "statements")
_FOOTER = Words("第 {page} 页 共 {pages} 页", "Page {page} of {pages}")
_UNSAFE = re.compile(r'[\\/:*?"<>|]')


def write_all(master: Path, folder: Path | None, period: str, lang: Lang) -> list[Path]:
    """Write a statement for each settlement of a quarter ("" = the newest) that is not void; gives the files.

    folder: where to; None = a folder beside the master. FileError when the master has no such settlement,
    PolicyError when a confirmed one was changed by hand.
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
    place = folder or master.parent / FOLDER.text(lang)
    place.mkdir(parents=True, exist_ok=True)
    return [_write(reading.tables, row["id"], row["person_id"], place, reading.lang) for row in records(chosen)]


def _chosen(frame: Frame, period: str) -> Frame:
    """The settlements of people that are calculated and not void, of one quarter."""
    kept = frame[frame["id"].notna() & frame["person_id"].notna() & ~frame["status"].isin(["void", "draft"])]
    return kept[kept["period"] == (period or kept["period"].max())]


def _write(made: dict[str, Frame], chosen: str, person: str, place: Path, lang: Lang) -> Path:
    sheet = statement.statement(Twins(bodies(), "classic", lang), made, chosen)
    names = made["people"].loc[made["people"]["id"] == person, "name"]
    day = made["settlements"].loc[made["settlements"]["id"] == chosen, "policy_day"].iloc[0].date()
    title = f"{chosen} {names.iloc[0] if len(names) else ''}".strip()
    path = place / f"{_UNSAFE.sub('_', title)}.xlsx"
    write(Book(lang, day, (sheet,), title=title, footer=(title, "", _FOOTER.text(lang))), path)
    return path
