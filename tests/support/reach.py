"""What a setting of the policy can reach, each as one small calculation that gives something comparable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import firms
import pandas as pd
from typed_tables import RATES, edges

from xltrade.computed import recompute, scorecard
from xltrade.computed.champions import champion
from xltrade.computed.context import Context
from xltrade.computed.kpi import actual
from xltrade.computed.periods import calendar_period, period
from xltrade.computed.promotion import promotion
from xltrade.computed.scorecard import Card, Row, is_ranked
from xltrade.core.dtypes import Frames, build, empty
from xltrade.core.errors import FileError
from xltrade.declared import kpis, tables
from xltrade.declared.rejects.reject import Reject
from xltrade.declared.rejects.rows import NO_RATE
from xltrade.files.reading import Reading
from xltrade.formulas import functions
from xltrade.jobs import order_checks
from xltrade.jobs.backup import Copy, spare
from xltrade.jobs.choose import choose
from xltrade.jobs.seen import Seen
from xltrade.pay.payroll import payroll
from xltrade.pay.scores import score
from xltrade.rules import policy
from xltrade.sheets.books.salesperson import judged
from xltrade.sheets.calendar_notice import calendar_notice
from xltrade.sheets.today import a_list

TODAY = dt.date(2026, 3, 20)
Probe = Callable[[Frames], object]
"""From the policy's tables to something that can be compared."""


def rules(changes: dict[str, Any]) -> Frames:
    """The shipped policy, rates of two days, with other values of some settings."""
    return {**firms.shared(changes), "fx": build(tables.FX, [*RATES, *_LATER])}


_LATER = [
    {"date": dt.date(2026, 3, 2), "currency": "EUR", "rate": 8.0, "kind": "spot"},
    {"date": dt.date(2026, 1, 1), "currency": "USD", "rate": 6.5, "kind": "fixed"},
]


def shown(made: object) -> object:
    """Anything as something to compare: frames as text."""
    if isinstance(made, pd.DataFrame):
        return made.to_csv()
    if isinstance(made, dict):
        return {k: shown(v) for k, v in made.items()}
    return [shown(v) for v in made] if isinstance(made, list | tuple) else repr(made)


# ── one function ──────────────────────────────────────────────────────────────────────────────────────────────────


def call(name: str, *arguments: Any) -> Probe:
    """A function of the catalogue."""
    return lambda given: getattr(functions, name)(*arguments, policy=policy.read(given, TODAY))


def said(given: Frames) -> object:
    """What the check of the policy finds."""
    return policy.check(given, TODAY)


def said_with(rate: dict[str, Any]) -> Probe:
    """What the check of the policy finds with a rate of today."""
    made = build(tables.FX, [{"date": TODAY, "kind": "spot", **rate}])
    return lambda given: policy.check({**given, "fx": made}, TODAY)


def doubted(*rates: float) -> Probe:
    """What is pointed out of rates of Lebanese pounds, which have no usual range, on days one after the other."""
    rows = [
        {"date": TODAY - dt.timedelta(days=n), "kind": "spot", "currency": "LBP", "rate": r}
        for n, r in enumerate(rates)
    ]
    return lambda given: policy.fx_warnings({**given, "fx": build(tables.FX, rows)}, TODAY)


def noticed(given: Frames) -> object:
    """What Today says of holidays that are not announced yet."""
    return calendar_notice(given["holidays"], Context(policy.read(given, TODAY), TODAY, {}, "zh"))[1]


def thinned(given: Frames) -> object:
    """Which of a year and more of copies, two a day, are taken away."""
    found = [Copy(Path(str(n)), dt.datetime(2026, 3, 20, 18) - dt.timedelta(hours=12 * n)) for n in range(800)]
    return [c.path.name for c in spare(found, found[0].moment, policy.read(given, TODAY))]


def two_files(given: Frames) -> object:
    """What becomes of two files of a person that differ."""
    bad = Reject(NO_RATE, "b.xlsx", content="x")
    files = [Reading(Path(n), "sales", "zh", {}, "P1", "x", {}, r, {}) for n, r in (("a.xlsx", ()), ("b.xlsx", (bad,)))]
    try:
        return [p.name for p in choose(files, str(policy.read(given, TODAY)["two_files"]))]
    except FileError as error:
        return error.code


def prepaid(given: Frames) -> object:
    """Which samples should have been paid first: one of two pieces, one of a fee of 2 CNY."""
    rows = [
        {"id": "S1", "customer_id": "C1", "requested": TODAY, "quantity": 2},
        {"id": "S2", "customer_id": "C1", "requested": TODAY, "fee": 2, "currency": "CNY"},
    ]
    frame = build(tables.SAMPLES, [{**r, "row": 5} for r in rows]).assign(owner="E1", owner_name="x", file="1.xlsx")
    seen = Seen({"samples": frame}, Context(policy.read(given, TODAY), TODAY, {}, "zh"))
    return [r.message() for r in order_checks.unpaid_samples(seen)]


# ── computed columns ──────────────────────────────────────────────────────────────────────────────────────────────


def column(table: str, key: str, **typed: list[dict[str, Any]]) -> Probe:
    """A computed column of these rows; of the awkward ones of edges.toml where none are given."""

    def made(given: Frames) -> object:
        frames = {t.key: build(t, typed.get(t.key, [])) for t in tables.SALES} if typed else edges()
        context = Context(policy.read(given, TODAY), TODAY, {"": dt.date(2025, 11, 3)}, "zh")
        return recompute.sales(frames, context)[table][key].tolist()

    return made


# ── the scorecard ─────────────────────────────────────────────────────────────────────────────────────────────────


def card(hired: dt.date, **typed: list[dict[str, Any]]) -> Probe:
    """The card of E1, hired that day, for the period of today; typed: rows of E1's tables and of the manager's."""

    def made(given: Frames) -> object:
        mine, context = _person(given, hired, typed)
        return scorecard.card("E1", "x", hired, mine, period(hired, TODAY, context.policy), context)

    return made


def kpi(key: str, **typed: list[dict[str, Any]]) -> Probe:
    """One indicator over this calendar quarter."""

    def made(given: Frames) -> object:
        mine, context = _person(given, None, typed)
        return actual(kpis.get(key), mine, calendar_period(pd.Period("2026Q1"), TODAY), context)

    return made


def _person(given: Frames, hired: dt.date | None, typed: dict[str, list[dict[str, Any]]]) -> tuple[Frames, Context]:
    context = Context(policy.read(given, TODAY), TODAY, {"": hired} if hired else {}, "zh")
    made = recompute.sales({t.key: build(t, typed.get(t.key, [])) for t in tables.SALES}, context)
    own = {t.key: build(t, [{"person_id": "E1", **r} for r in typed.get(t.key, [])]) for t in tables.ON_FROM_MANAGER}
    return made | recompute.settings(given, TODAY, "zh") | judged(own, context), context


def tie(given: Frames) -> object:
    """The champion of a month in which two received the same: one has the lower target, the other two orders."""
    month = pd.Timestamp(2026, 2, 1)
    aims = [
        {"person_id": p, "month": month, "kpi": "receipts", "amount": a, "effective_from": month}
        for p, a in (("E1", 80.0), ("E2", 50.0))
    ]
    rules_ = policy.read(given, TODAY)
    receipts = pd.DataFrame({"owner": ["E1", "E2"], "date": month, "base": 100.0})
    orders = pd.DataFrame({"owner": ["E1", "E1", "E2"], "first_paid": month})
    targets = recompute.targets(build(tables.TARGETS, aims), Context(rules_, TODAY, {}, "zh"))
    people = build(tables.PEOPLE, [{"id": p, "name": p} for p in ("E1", "E2")])
    return champion(people, {"receipts": receipts, "orders": orders, "targets": targets}, month, rules_)


def promoted(given: Frames) -> object:
    """What is suggested for somebody of eleven months with totals of 89, 91 and 95."""
    context = Context(policy.read(given, TODAY), TODAY, {}, "zh")
    return promotion("salesperson", dt.date(2025, 4, 1), (89.0, 91.0, 95.0), context)


def handed_in(given: Frames) -> object:
    """What Today says of the A list."""
    context = Context(policy.read(given, TODAY), TODAY, {}, "en")
    return a_list(pd.DataFrame({"grade": ["A", "B"], "stage": ["quoted", "quoted"]}), context)


def reviewed(given: Frames) -> object:
    """What E1's review of a quarter comes to: nothing done, 90 points typed."""
    points = [{"person_id": "E1", "quarter": "2026Q1", "dimension": "attitude", "score": 90}]
    return score(firms.firm([], {**given, "fx": _NO_RATES}, whole=True, assessments=points).firm, "E1", "2026Q1")


def ranked(given: Frames) -> object:
    """Whether somebody of whose weight two fifths were scored gets a rank."""
    rules_ = policy.read(given, TODAY)
    rows = {
        d: (Row(kpis.get("receipts"), 1, 1, r, 100),)
        for d, r in (("results", None), ("alibaba_use", 1.0), ("attitude", 1.0))
    }
    return is_ranked(Card("E1", "x", None, period(None, TODAY, rules_), rows, {}, 90.0, ()), rules_)


# ── pay ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def settled(*receipts: dict[str, Any], **own: Any) -> Probe:
    """What each gets of a quarter; own: rows of the manager's tables."""
    return lambda given: firms.paid(firms.settled(firms.firm(receipts, {**given, "fx": _NO_RATES}, **own)))


def payday(given: Frames) -> object:
    """Who gets what in which month when a quarter is confirmed."""
    company = firms.firm([firms.receipt(1, "E1", 600_000)], {**given, "fx": _NO_RATES})
    done = firms.again(firms.after(company, firms.settled(company), S2026Q3_E1="confirmed"))
    return payroll(company, done.settlements)


_NO_RATES = empty(tables.FX)
