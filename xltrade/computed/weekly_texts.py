"""The texts of a weekly report that count themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import pandas as pd

from xltrade.computed.context import Context
from xltrade.core.dtypes import Frame
from xltrade.core.identity import folded
from xltrade.core.parsing import fold
from xltrade.core.schema import Words
from xltrade.declared import choices as ch
from xltrade.declared import tables
from xltrade.formulas.sums import sum_between

KEY_LIMIT = 10
"""So many customers are described in each half of section 2; the others are counted."""
WEEK = dt.timedelta(days=7)
SECTIONS = ("review", "key_customers", "company_problems", "own_problems", "improvement", "support", "mindset")
_GRADES = "SABCD"

SAID: dict[str, Words] = {
    "touched": Words(
        "有效跟进 {0} 次，涉及 {1} 个客户；新建客户 {2} 个。",
        "{0} counted contacts with {1} customers; {2} new customers.",
    ),
    "asked": Words("收到询盘 {0} 条，已回复 {1} 条。", "{0} inquiries received, {1} answered."),
    "open": Words("还没有回复的询盘：{0}。", "Not answered yet: {0}."),
    "paid": Words("本周到款 {0} 元（人民币）。", "Receipts of the week: {0} CNY."),
    "developed": Words("【重点开发】", "[Key customers developed]"),
    "followed": Words("【重点跟进】", "[Key customers followed up]"),
    "nobody": Words("（无）", "(none)"),
    "more": Words("……另有 {0} 个", "… {0} more"),
    "customer": Words("{0}. {1}（{2}，{3}级）", "{0}. {1} ({2}, grade {3})"),
    "ungraded": Words("{0}. {1}（{2}）", "{0}. {1} ({2})"),
    "comma": Words("，", ", "),
    "stop": Words("；", "; "),
    "colon": Words("：", ": "),
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
        return SAID[key].text(self.lang).format(*values)

    def _within(self, moments: pd.Series) -> pd.Series:
        return (moments >= self.start) & (moments < self.end)

    def review(self) -> str:
        """Section 1: counts of the week, and the inquiries that still wait (R065, R098)."""
        asked = self.made["inquiries"]
        mine = asked[self._within(asked["received"])]
        waiting = asked[(asked["received"] < self.end) & asked["replied"].isna()]["id"].tolist()
        paid = sum_between(self.made["receipts"], "base", self.start, self.end)
        lines = [
            self.say("touched", len(self.touches), self.touches["customer_id"].nunique(), len(self.new)),
            self.say("asked", len(mine), int(mine["replied"].notna().sum())),
            *([self.say("open", self.say("comma").join(waiting))] if waiting else []),
            self.say("paid", f"{paid:,.2f}"),
        ]
        return "\n".join(lines)

    def key_customers(self) -> str:
        """Section 2: customers created this week, then those contacted, the best grades first (R066, R067)."""
        customers = self.made["customers"]
        touched = folded(customers["id"]).isin(folded(self.touches["customer_id"]))
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
        return self.touches[folded(self.touches["customer_id"]) == fold(customer)]

    def _customer(self, number: int, row: pd.Series) -> list[str]:
        graded = isinstance(row["grade"], str) and bool(row["grade"])
        head = self.say("customer" if graded else "ungraded", number, row["company"], row["id"], row["grade"])
        known = [
            f"{tables.CUSTOMERS[k].label(self.lang)}{self.say('colon')}{row[k]}"
            for k in _DETAILS
            if isinstance(row[k], str) and row[k]
        ]
        return [
            head,
            *([self.say("stop").join(known)] if known else []),
            *(self._touch(t) for _, t in self._touches_of(row["id"]).iterrows()),
        ]

    def _touch(self, touch: pd.Series) -> str:
        typed = {k: touch[k].rstrip("。.;； ") for k in ("content", "result", "next_step") if isinstance(touch[k], str)}
        said = [
            t if k == "content" else f"{tables.CONTACTS[k].label(self.lang)}{self.say('colon')}{t}"
            for k, t in typed.items()
            if t
        ]
        head = f"- {touch['at']:%m-%d} {ch.CHANNEL.label(touch['channel'], self.lang)}"
        return head + (self.say("colon") + self.say("stop").join(said) if said else "")

    def issues(self) -> Iterable[str]:
        """The issues that are still open, with their age (R087)."""
        issues = self.made["issues"]
        waiting = issues[issues["closed"].isna() & ~issues["status"].eq("done") & (issues["opened"] < self.end)]
        for _, row in waiting.iterrows():
            yield self.say("issue", row["id"], row["description"], int(row["days_open"]))
