"""The printed archive of a week's reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xltrade.computed.weekly_texts import SAID, SECTIONS, monday, week_name
from xltrade.core import parsing
from xltrade.core.layout import HEADER_ROW
from xltrade.core.schema import Lang, Words
from xltrade.declared import tables
from xltrade.sheets import style
from xltrade.sheets.footer import footer
from xltrade.sheets.plan import Book, Cell, Sheet

FOLDER = Words("周报存档", "Weekly report archive")
_TITLE = Words("外贸业务周报", "Foreign trade weekly report")
_FILE = Words("周报 {0}", "Weekly reports {0}")
_PURPOSE = Words("{0}（{1} 至 {2}）", "{0} ({1} to {2})")
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDTH, _NAME_LIMIT, _TALLEST = 96.0, 28, 400.0


def file_name(day: dt.date, lang: Lang) -> str:
    """The name of a week's print-out, without suffix."""
    return _FILE.text(lang).format(week_name(day))


def newest_week(rows: Iterable[Mapping[str, Any]], day: dt.date) -> dt.date | None:
    """The Monday of the newest week with a report, not after the day's own; None where there is none."""
    return max((m for r in rows if (m := _monday_of(r)) and m <= monday(day)), default=None)


def _monday_of(row: Mapping[str, Any]) -> dt.date | None:
    parsed = parsing.parse(row.get("week"), tables.WEEKLY_REPORTS["week"])
    return monday(parsed.value) if isinstance(parsed.value, dt.date) else None


def archive(rows: Iterable[Mapping[str, Any]], week: dt.date, lang: Lang, today: dt.date) -> Book:
    """The reports of one week as a book to print: a page for each salesperson, every section in full (R064–R069).

    rows: the cells of the table of weekly reports, with `owner` and `owner_name` in a master.
    """
    mine = [r for r in rows if _monday_of(r) == week]
    names: list[str] = []
    pages = [_page(n, r, week, lang, names) for n, r in enumerate(mine)]
    below = footer(_TITLE.text(lang), today, lang)
    return Book(lang, today, tuple(pages), title=f"{_TITLE.text(lang)} {week_name(week)}", footer=below)


def _page(number: int, row: Mapping[str, Any], week: dt.date, lang: Lang, names: list[str]) -> Sheet:
    who = " ".join(t for k in ("owner", "owner_name") if (t := parsing.as_text(row.get(k))))
    name = who.translate(_FORBIDDEN).strip()[:_NAME_LIMIT] or str(number + 1)
    names.append(name if name.casefold() not in {n.casefold() for n in names} else f"{name[:24]} {number + 1}")
    lines = list(_lines(row, lang))
    purpose = _PURPOSE.text(lang).format(week_name(week), week, week + dt.timedelta(days=6))
    placed = tuple(Cell(HEADER_ROW + i, 0, text, style=look) for i, (text, look) in enumerate(lines))
    heights = {
        c.row: min(_TALLEST, style.NOTE_LINE * style.lines(str(c.value), _WIDTH) + 4)
        for c in placed
        if c.style == "note" and c.value
    }
    return Sheet(
        f"report{number}",
        names[-1],
        f"{_TITLE.text(lang)} {who}".strip(),
        purpose,
        "computed",
        cells=placed,
        widths={0: _WIDTH},
        heights=heights,
        portrait=True,
        gridlines=False,
    )


def _lines(row: Mapping[str, Any], lang: Lang) -> Iterable[tuple[str, str]]:
    """Heading and text lines of one report, each with its style."""
    yield _counts(row, lang), "bold"
    for key in SECTIONS:
        yield "", "body"
        yield tables.WEEKLY_REPORTS[key].label(lang), "heading"
        text = parsing.as_text(row.get(key)) or SAID["nobody"].text(lang)
        yield from ((line, "note") for line in text.splitlines())


def _counts(row: Mapping[str, Any], lang: Lang) -> str:
    shown: Sequence[tuple[str, str]] = (("contacts", "{:,.0f}"), ("new_customers", "{:,.0f}"), ("receipts", "{:,.2f}"))
    numbers = [(k, form.format(row[k])) for k, form in shown if isinstance(row.get(k), (int, float))]
    colon = SAID["colon"].text(lang)
    return SAID["stop"].text(lang).join(f"{tables.WEEKLY_REPORTS[k].label(lang)}{colon}{v}" for k, v in numbers)
