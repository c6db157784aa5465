"""The weekly report: what it fills in by itself (R065–R069), and the print-out of a week for the archive (R064).

Pure: frames in, texts and a planned book out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from xltrade import cells, sheets, style, tables, views
from xltrade import choices as ch
from xltrade.computed.context import Context
from xltrade.frames import Frame
from xltrade.schema import Lang
from xltrade.sheets import Book, Cell, Sheet, Words

KEY_LIMIT = 10
"""So many customers are described in each half of section 2; the others are counted."""
WEEK = dt.timedelta(days=7)
SECTIONS = ("review", "key_customers", "company_problems", "own_problems", "improvement", "support", "mindset")
_GRADES = "SABCD"

_SAID: dict[str, Words] = {
    "touched": Words("有效跟进 {0} 次，涉及 {1} 个客户；新建客户 {2} 个。",
                     "{0} counted contacts with {1} customers; {2} new customers."),
    "asked": Words("收到询盘 {0} 条，已回复 {1} 条。", "{0} inquiries received, {1} answered."),
    "open": Words("还没有回复的询盘：{0}。", "Not answered yet: {0}."),
    "paid": Words("本周到款 {0} 元（人民币）。", "Receipts of the week: {0} CNY."),
    "developed": Words("【重点开发】", "[Key customers developed]"),
    "followed": Words("【重点跟进】", "[Key customers followed up]"),
    "nobody": Words("（无）", "(none)"),
    "more": Words("……另有 {0} 个", "… {0} more"),
    "customer": Words("{0}. {1}（{2}，{3}级）", "{0}. {1} ({2}, grade {3})"),
    "ungraded": Words("{0}. {1}（{2}）", "{0}. {1} ({2})"),
    "comma": Words("，", ", "), "stop": Words("；", "; "), "colon": Words("：", ": "),
    "issue": Words("未解决：{0} {1}（{2} 天）", "Open: {0} {1} ({2} days)"),
    "nothing": Words("这一周没有周报。", "There is no report of this week."),
}
_PROMPTS: dict[str, Words] = {
    "company_problems": Words("【请填写】公司内部有什么问题？", "[Please fill in] What goes wrong inside the company?"),
    "own_problems": Words("【请填写】自身有什么问题？", "[Please fill in] What are my own problems?"),
    "improvement": Words("【请填写】打算怎样改进？", "[Please fill in] How shall I improve?"),
    "support": Words("【请填写】希望公司如何支持？", "[Please fill in] What support do I want from the company?"),
    "mindset": Words("【请填写】心态有什么变化和感受？", "[Please fill in] How has my mood changed?"),
}
_DETAILS = ("address", "contact", "phone", "email")


def monday(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def week_name(day: dt.date) -> str:
    """The ISO week of a day.

    >>> week_name(dt.date(2026, 1, 1)), week_name(dt.date(2026, 3, 31))
    ('2026-W01', '2026-W14')
    """
    iso = day.isocalendar()
    return f"{iso.year}-W{iso.week:02}"


# ── what the report says by itself ────────────────────────────────────────────────────────────────────────────────

def texts(made: Mapping[str, Frame], day: dt.date, context: Context) -> dict[str, str]:
    """The sections of the report of the week of `day`, column key -> text: counts, key customers, and prompts.

    made: the salesperson tables with their computed columns (`recompute.sales`).
    """
    week = _Week(made, monday(day), context)
    prompts = {k: w.text(context.lang) for k, w in _PROMPTS.items()}
    prompts["company_problems"] = "\n".join([prompts["company_problems"], *week.issues()])
    return {"review": week.review(), "key_customers": week.key_customers(), **prompts}


class _Week:
    """One week of one salesperson."""

    def __init__(self, made: Mapping[str, Frame], start: dt.date, context: Context) -> None:
        self.made, self.context, self.lang = made, context, context.lang
        self.start, self.end = pd.Timestamp(start), pd.Timestamp(start + WEEK)
        touches = made["contacts"]
        self.touches = touches[self._within(touches["at"]) & touches["counted"].eq("yes").to_numpy()].sort_values("at")
        customers = made["customers"]
        self.new = customers[self._within(customers["created"])]

    def say(self, key: str, *values: object) -> str:
        return _SAID[key].text(self.lang).format(*values)

    def _within(self, moments: pd.Series) -> pd.Series:
        return (moments >= self.start) & (moments < self.end)

    def review(self) -> str:
        """Section 1: counts of the week, and the inquiries that still wait (R065, R098)."""
        asked = self.made["inquiries"]
        mine = asked[self._within(asked["received"])]
        waiting = asked[(asked["received"] < self.end) & asked["replied"].isna()]["id"].tolist()
        paid = views.sum_between(self.made["receipts"], "base", self.start, self.end)
        lines = [self.say("touched", len(self.touches), self.touches["customer_id"].nunique(), len(self.new)),
                 self.say("asked", len(mine), int(mine["replied"].notna().sum())),
                 *([self.say("open", self.say("comma").join(waiting))] if waiting else []),
                 self.say("paid", f"{paid:,.2f}")]
        return "\n".join(lines)

    def key_customers(self) -> str:
        """Section 2: customers created this week, then those contacted, the best grades first (R066, R067)."""
        customers = self.made["customers"]
        touched = customers["id"].str.casefold().isin(self.touches["customer_id"].str.casefold())
        followed = customers[touched & ~customers["id"].isin(self.new["id"])]
        return "\n".join([*self._half("developed", self.new), "", *self._half("followed", followed)])

    def _half(self, key: str, customers: Frame) -> list[str]:
        if customers.empty:
            return [self.say(key) + self.say("nobody")]
        ranked = sorted((row for _, row in customers.iterrows()), key=self._rank)
        lines = [line for n, row in enumerate(ranked[:KEY_LIMIT], 1) for line in self._customer(n, row)]
        more = [self.say("more", len(ranked) - KEY_LIMIT)] if len(ranked) > KEY_LIMIT else []
        return [self.say(key), *lines, *more]

    def _rank(self, row: pd.Series) -> tuple[int, int]:
        grade = row["grade"] if isinstance(row["grade"], str) else ""
        return _GRADES.find(grade) if grade else len(_GRADES), -len(self._touches_of(row["id"]))

    def _touches_of(self, customer: str) -> Frame:
        return self.touches[self.touches["customer_id"].str.casefold() == customer.casefold()]

    def _customer(self, number: int, row: pd.Series) -> list[str]:
        graded = isinstance(row["grade"], str) and bool(row["grade"])
        head = self.say("customer" if graded else "ungraded", number, row["company"], row["id"], row["grade"])
        known = [f"{tables.CUSTOMERS[k].label(self.lang)}{self.say('colon')}{row[k]}" for k in _DETAILS
                 if isinstance(row[k], str) and row[k]]
        return [head, *([self.say("stop").join(known)] if known else []),
                *(self._touch(t) for _, t in self._touches_of(row["id"]).iterrows())]

    def _touch(self, touch: pd.Series) -> str:
        typed = {k: touch[k].rstrip("。.;； ") for k in ("content", "result", "next_step") if isinstance(touch[k], str)}
        said = [t if k == "content" else f"{tables.CONTACTS[k].label(self.lang)}{self.say('colon')}{t}"
                for k, t in typed.items() if t]
        head = f"- {touch['at']:%m-%d} {ch.CHANNEL.label(touch['channel'], self.lang)}"
        return head + (self.say("colon") + self.say("stop").join(said) if said else "")

    def issues(self) -> Iterable[str]:
        """The issues that are still open, with their age (R087)."""
        issues = self.made["issues"]
        waiting = issues[issues["closed"].isna() & ~issues["status"].eq("done") & (issues["opened"] < self.end)]
        for _, row in waiting.iterrows():
            yield self.say("issue", row["id"], row["description"], int(row["days_open"]))


# ── the archive ───────────────────────────────────────────────────────────────────────────────────────────────────

FOLDER = Words("周报存档", "Weekly report archive")
_TITLE = Words("外贸业务周报", "Foreign trade weekly report")
_FILE = Words("周报 {0}", "Weekly reports {0}")
_PURPOSE = Words("{0}（{1} 至 {2}）", "{0} ({1} to {2})")
_DATA_OF = Words("数据日期", "Data of")
_PAGE = Words("第 {page} 页 共 {pages} 页", "Page {page} of {pages}")
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDTH, _NAME_LIMIT, _TALLEST = 96.0, 28, 400.0


def file_name(day: dt.date, lang: Lang) -> str:
    """The name of a week's print-out, without suffix."""
    return _FILE.text(lang).format(week_name(day))


def newest_week(rows: Iterable[Mapping[str, Any]], day: dt.date) -> dt.date | None:
    """The Monday of the newest week with a report, not after the day's own; None where there is none."""
    return max((m for r in rows if (m := _monday_of(r)) and m <= monday(day)), default=None)


def _monday_of(row: Mapping[str, Any]) -> dt.date | None:
    parsed = cells.parse(row.get("week"), tables.WEEKLY_REPORTS["week"])
    return monday(parsed.value) if isinstance(parsed.value, dt.date) else None


def archive(rows: Iterable[Mapping[str, Any]], week: dt.date, lang: Lang, today: dt.date) -> Book:
    """The reports of one week as a book to print: a page for each salesperson, every section in full (R064–R069).

    rows: the cells of the table of weekly reports, with `owner` and `owner_name` in a master.
    """
    mine = [r for r in rows if _monday_of(r) == week]
    names: list[str] = []
    pages = [_page(n, r, week, lang, names) for n, r in enumerate(mine)]
    footer = (_TITLE.text(lang), f"{_DATA_OF.text(lang)} {today}", _PAGE.text(lang))
    return Book(lang, today, tuple(pages), title=f"{_TITLE.text(lang)} {week_name(week)}", footer=footer)


def _page(number: int, row: Mapping[str, Any], week: dt.date, lang: Lang, names: list[str]) -> Sheet:
    who = " ".join(t for k in ("owner", "owner_name") if (t := cells.as_text(row.get(k))))
    name = who.translate(_FORBIDDEN).strip()[:_NAME_LIMIT] or str(number + 1)
    names.append(name if name.casefold() not in {n.casefold() for n in names} else f"{name[:24]} {number + 1}")
    lines = list(_lines(row, lang))
    purpose = _PURPOSE.text(lang).format(week_name(week), week, week + dt.timedelta(days=6))
    placed = tuple(Cell(sheets.HEADER_ROW + i, 0, text, style=look) for i, (text, look) in enumerate(lines))
    heights = {c.row: min(_TALLEST, style.NOTE_LINE * style.lines(str(c.value), _WIDTH) + 4)
               for c in placed if c.style == "note" and c.value}
    return Sheet(f"report{number}", names[-1], f"{_TITLE.text(lang)} {who}".strip(), purpose, "computed", cells=placed,
                 widths={0: _WIDTH}, heights=heights, portrait=True, gridlines=False)


def _lines(row: Mapping[str, Any], lang: Lang) -> Iterable[tuple[str, str]]:
    """Heading and text lines of one report, each with its style."""
    yield _counts(row, lang), "bold"
    for key in SECTIONS:
        yield "", "body"
        yield tables.WEEKLY_REPORTS[key].label(lang), "heading"
        text = cells.as_text(row.get(key)) or _SAID["nobody"].text(lang)
        yield from ((line, "note") for line in text.splitlines())


def _counts(row: Mapping[str, Any], lang: Lang) -> str:
    shown: Sequence[tuple[str, str]] = (("contacts", "{:,.0f}"), ("new_customers", "{:,.0f}"), ("receipts", "{:,.2f}"))
    numbers = [(k, form.format(row[k])) for k, form in shown if isinstance(row.get(k), (int, float))]
    colon = _SAID["colon"].text(lang)
    return _SAID["stop"].text(lang).join(f"{tables.WEEKLY_REPORTS[k].label(lang)}{colon}{v}" for k, v in numbers)
