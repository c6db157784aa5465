"""KPIs, targets, cards, champions, promotions, funnel: small tables typed by hand, numbers worked out by hand."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import engines
from places import ROOT
from xltrade.computed import kpi as kpi_module
from xltrade.computed import kpi_targets, recompute, scorecard
from xltrade.computed.champions import champion
from xltrade.computed.context import Context
from xltrade.computed.funnel import funnel
from xltrade.computed.kpi_targets import own_set
from xltrade.computed.periods import DIMENSIONS, calendar_period, period
from xltrade.computed.promotion import promotion
from xltrade.core import dtypes
from xltrade.core.dtypes import Frame, Frames
from xltrade.declared import choices, kpis, tables
from xltrade.declared.kpis import KPI
from xltrade.files import write
from xltrade.jobs import united_checks
from xltrade.jobs.master import blank
from xltrade.jobs.united_checks import United
from xltrade.rules import policy
from xltrade.rules.policy import Policy
from xltrade.sheets import table_sheets
from xltrade.sheets.books import parts as books
from xltrade.sheets.books.salesperson import handed_out, salesperson_book
from xltrade.sheets.look import Look, Owner

TODAY = dt.date(2026, 3, 20)
LOOK = Look("lambda", "zh", TODAY, True)


def d(month: int, day: int, year: int = 2026) -> dt.date:
    return dt.date(year, month, day)


def shared(**changed: Any) -> Frames:
    made = policy.shipped(policy.years_around(TODAY))
    for key, value in changed.items():
        made["policy"].loc[made["policy"]["key"] == key, "value"] = value
    return made


def rules(**changed: Any) -> Policy:
    return policy.read(shared(**changed), TODAY)


def person(
    hired: dt.date | None = None,
    today: dt.date = TODAY,
    changed: dict[str, Any] | None = None,
    **typed: list[dict[str, Any]],
) -> tuple[Frames, Context]:
    """One salesperson's frames with computed columns, and the manager's rows of that person."""
    given = shared(**(changed or {}))
    context = Context(policy.read(given, today), today, {"": hired} if hired else {}, "zh")
    made = recompute.sales({t.key: dtypes.build(t, typed.get(t.key, [])) for t in tables.SALES}, context)
    made |= recompute.settings(given, today, "zh")
    handed = {
        t.key: dtypes.build(t, [{"person_id": "E1", **r} for r in typed.get(t.key, [])]) for t in tables.HANDED_OUT
    }
    return made | handed_out(handed, "E1", context), context


def reached(key: str, **typed: list[dict[str, Any]]) -> float | None:
    mine, context = person(**typed)
    return kpi_module.actual(kpis.get(key), mine, period(None, TODAY, context.policy), context)


CUSTOMERS = [{"id": c, "company": c, "created": d(1, 5), "intent": "clear"} for c in ("C1", "C2", "C3")]


def order(key: str, customer: str, day: dt.date, **more: Any) -> dict[str, Any]:
    return {"id": key, "customer_id": customer, "date": day, "amount": 1000, "currency": "CNY", "cost": 700, **more}


def receipt(key: str, of: str, day: dt.date, amount: float = 1000) -> dict[str, Any]:
    return {"id": key, "order_id": of, "date": day, "kind": "full", "amount": amount, "currency": "CNY"}


ORDERS = [
    order("O1", "C1", d(12, 1, 2025)),
    order("O2", "C1", d(1, 10)),
    order("O3", "C2", d(2, 1)),
    order("O4", "C3", d(3, 1)),
]
RECEIPTS = [receipt("R1", "O1", d(12, 5, 2025)), receipt("R2", "O2", d(1, 12)), receipt("R3", "O3", d(2, 3), 400)]


# ── the library ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("receipts", 1400),
        ("closed_orders", 2),
        ("gross_profit", 600),
        ("order_value", 1000),
        ("repurchase", 0.5),
        ("receipts_growth", None),
        ("new_customers", 3),
        ("intent_customers", 3),
        ("churn", 0),
    ],
)
def test_sales_kpis(key: str, value: float | None) -> None:
    """R004, R187, R216, R217: an order counts once its first money came; O4 is unpaid, O1 of last year."""
    assert reached(key, customers=CUSTOMERS, orders=ORDERS, receipts=RECEIPTS) == value


def test_inquiry_kpis() -> None:
    """R098, R190, R217, R233: four inquiries, three answered, two quoted, one ordered; one quotation a day late."""
    at = [dt.datetime(2026, 3, 2 + n, 9) for n in range(4)]
    asked = [
        {
            "id": f"Q{n}",
            "received": t,
            "customer_id": "C1",
            "replied": t + dt.timedelta(hours=n + 1) if n < 3 else None,
            "quotation": "yes" if n < 2 else "no",
            "result": "ordered" if n == 0 else "open",
        }
        for n, t in enumerate(at)
    ]
    quoted = [
        {"id": f"T{n}", "customer_id": "C1", "inquiry_id": f"Q{n}", "date": d(3, 2 + n + 1 + n), "product": "x"}
        for n in range(2)
    ]
    typed = {"customers": CUSTOMERS, "inquiries": asked, "quotations": quoted}
    found = {
        k: reached(k, **typed)
        for k in ("inquiries", "reply_rate", "quoted_rate", "conversion", "first_reply", "quotation_on_time")
    }
    assert found == {
        "inquiries": 4,
        "reply_rate": 0.75,
        "quoted_rate": 0.5,
        "conversion": 0.25,
        "first_reply": 2.0,
        "quotation_on_time": 0.5,
    }


def test_service_kpis() -> None:
    """R096, R149, R188, R197, R216, R264: delivery, complaints, training, mail per working day, satisfaction."""
    orders = [
        order("O1", "C1", d(1, 3), due=d(2, 1), shipped=d(2, 1)),
        order("O2", "C1", d(1, 3), due=d(2, 1), shipped=d(2, 2)),
        order("O3", "C1", d(1, 3), due=d(2, 1), stage="cancelled"),
        order("O4", "C1", d(1, 3), due=d(4, 1)),
    ]
    issues = [
        {"id": "I1", "opened": d(3, 1), "closed": d(3, 5), "type": "complaint", "description": "x"},
        {"id": "I2", "opened": d(3, 10), "type": "complaint", "description": "x"},
    ]
    checks = [{"date": d(1, 5), "morning": "yes", "noon": "yes", "evening": "no"}]
    typed = {
        "customers": CUSTOMERS,
        "orders": orders,
        "issues": issues,
        "mail_checks": checks,
        "trainings": [{"date": d(3, 1), "topic": "x", "attended": a} for a in ("yes", "yes", "no", "yes")],
        "surveys": [{"date": d(3, 1), "customer_id": "C1", "score": s} for s in (7, 10)],
        "kpi_values": [
            {"month": d(m, 1), "kpi": "market_share", "value": v} for m, v in ((1, 0.1), (2, 0.14), (4, 0.9))
        ],
    }
    found = {
        k: reached(k, **typed)
        for k in ("on_time_delivery", "complaint_days", "training", "satisfaction", "market_share")
    }
    assert found == {
        "on_time_delivery": 0.5,
        "complaint_days": 7.0,
        "training": 0.75,
        "satisfaction": 8.5,
        "market_share": pytest.approx(0.12),
    }
    _, context = person(**typed)
    days = context.policy.calendar.working(
        pd.date_range("2026-01-01", "2026-03-20").to_numpy().astype("M8[D]").astype(int)
    )
    assert reached("mail_checks", **typed) == 2 / days.sum()


def test_followup_quota() -> None:
    """R061, R120: A wants two contacts a whole week and five a whole month; here one week and no month was kept."""
    contacts = [{"customer_id": "C1", "at": dt.datetime(2026, 3, day, 10), "channel": "phone"} for day in (3, 5, 12)]
    typed = {"customers": [CUSTOMERS[0] | {"created": d(2, 27)}], "contacts": contacts}
    assert reached("followup_quota", **typed) == pytest.approx(1 / 2)
    made, _ = person(**typed)
    assert made["customers"]["grade"].tolist() == ["A"]


@pytest.mark.parametrize(
    ("key", "value"), [("service_share", 1 / 2), ("visits_invited", 1), ("new_needs", 2), ("referrals", 1)]
)
def test_care_of_customers(key: str, value: float) -> None:
    """R024–R027: C1 and C2 have paid, C1 was served in the quarter and C2 before it; C3 has bought nothing yet."""
    said = [
        ("c1", d(2, 3), "service", None),
        ("C1", d(3, 2), "service", "配件"),
        ("C2", d(12, 30, 2025), "service", None),
        ("C3", d(1, 20), "service", None),
        ("C2", d(2, 8), "invitation", "新规格"),
        ("C3", d(2, 9), "referral", None),
    ]
    contacts = [
        {
            "customer_id": c,
            "at": dt.datetime.combine(day, dt.time(10)),
            "channel": "phone",
            "purpose": p,
            "new_need": need,
        }
        for c, day, p, need in said
    ]
    assert reached(key, customers=CUSTOMERS, orders=ORDERS, receipts=RECEIPTS, contacts=contacts) == value
    assert reached("service_share", customers=CUSTOMERS, contacts=contacts) is None


def test_what_tells_only_how_things_stand_today_is_not_scored_for_a_past_period() -> None:
    """R002: nobody can say in March how many customers were overdue in December."""
    mine, context = person(customers=CUSTOMERS)
    past = calendar_period(pd.Period("2025Q4"), TODAY)
    assert kpis.get("followup_kept").snapshot and not kpis.get("alibaba_checklist").snapshot
    assert kpi_module.actual(kpis.get("followup_kept"), mine, past, context) is None


@pytest.mark.parametrize(
    ("key", "actual", "target", "ratio"),
    [
        ("receipts", 90, 100, 0.9),
        ("receipts", 130, 100, 1.2),
        ("receipts", -5, 100, 0.0),
        ("receipts", 5, 0, None),
        ("receipts", None, 100, None),
        ("receipts", 5, None, None),
        ("first_reply", 4, 2, 0.5),
        ("first_reply", 1, 2, 1.2),
        ("first_reply", 0, 2, 1.2),
    ],
)
def test_ratio(key: str, actual: float | None, target: float | None, ratio: float | None) -> None:
    """R015, R191: capped, never negative, a zero target not scored; target over actual where lower is better."""
    assert scorecard.ratio(kpis.get(key), actual, target, 1.2) == ratio


def test_every_kpi_of_the_issue_is_there_with_what_it_needs() -> None:
    """R168–R198, R217, R260, R264: keys are unique, tables and columns exist, both languages, requirement ids."""
    keys = [k.key for k in kpis.KPIS]
    assert len(set(keys)) == len(keys) >= 26
    for kpi in kpis.KPIS:
        assert kpi.req and kpi.zh and kpi.en and kpi.note_zh and kpi.note_en
        assert kpi.area in {c.key for c in choices.AREA.items} and kpi.dimension in DIMENSIONS
        for tally in (*kpi.tops, *kpi.bottoms):
            columns = tables.BY_KEY[tally.table].by_key
            assert {tally.date or "x", tally.value or "x", *(w.column for w in tally.where)} - {"x"} <= set(columns)


# ── targets ───────────────────────────────────────────────────────────────────────────────────────────────────────


def target_rows(*rows: tuple[Any, ...]) -> Frame:
    return dtypes.build(
        tables.TARGETS,
        [
            {"person_id": "E1", "month": m, "kpi": k, "amount": a, "effective_from": e, "span": s}
            for m, k, a, e, s in rows
        ],
    )


def test_each_period_is_scored_by_the_version_in_force_in_it() -> None:
    """R164: a change dated after a month's end does not reach back; within the month it counts; spans are apart."""
    rows = (
        (d(1, 1), "receipts", 100, d(1, 1), None),
        (d(1, 1), "receipts", 150, d(1, 31), None),
        (d(1, 1), "receipts", 999, d(2, 1), None),
        (d(2, 1), "receipts", 200, d(1, 1), None),
        (d(1, 1), "receipts", 900, d(2, 1), "quarter"),
    )
    made = recompute.targets(target_rows(*rows), Context(policy.default(), TODAY, {}, "zh"))
    assert made["in_force"].tolist() == [0, 1, 0, 1, 1]
    mine, _ = person()
    at = calendar_period(pd.Period("2026Q1"), TODAY)
    assert kpi_targets.target(kpis.get("receipts"), {**mine, "targets": made}, at, 70.0) == 350
    assert kpi_targets.target(kpis.get("closed_orders"), {**mine, "targets": made}, at, 2.0) == 6
    assert kpi_targets.target(kpis.get("reply_rate"), {**mine, "targets": made}, at, 0.9) == 0.9


def test_a_personal_set_replaces_the_teams() -> None:
    """R192: own rows alone; weights that do not sum to 100 are refused with their cell."""
    rows = [{"person_id": "E1", "kpi": "receipts", "weight": 100, "effective_from": d(1, 1)}]
    given = shared()
    given["kpi_sets"] = pd.concat([given["kpi_sets"], dtypes.build(tables.KPI_SETS, rows)], ignore_index=True)
    sets = recompute.settings(given, TODAY, "zh")["kpi_sets"]
    assert own_set(sets, "E1")["kpi"].tolist() == ["receipts"]
    assert len(own_set(sets, "E2")) > 5
    given["kpi_sets"].loc[given["kpi_sets"].index[-1], "weight"] = 90.0
    problems = policy.check(given, TODAY)
    assert [(p.table, p.column) for p in problems] == [("kpi_sets", "weight")] and "90" in problems[0].zh


# ── the card ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("hired", "today", "changed", "label"),
    [
        (d(1, 31), d(3, 20), {}, "T1"),
        (d(1, 31), d(4, 30), {}, "T2"),
        (d(3, 20, 2025), d(3, 19), {}, "T4"),
        (d(3, 20, 2025), d(3, 20), {}, "2026Q1"),
        (d(3, 20, 2025), d(3, 20), {"after_month_12": "repeat"}, "T5"),
        (d(1, 31), d(3, 20), {"quarter_of": "calendar"}, "2026Q1"),
        (None, d(3, 20), {}, "2026Q1"),
    ],
)
def test_period(hired: dt.date | None, today: dt.date, changed: dict[str, Any], label: str) -> None:
    """R002, R007: tenure quarters in the first year, calendar quarters afterwards, as the policy says."""
    assert period(hired, today, rules(**changed)).label == label


def test_the_total_is_the_weighted_dimensions_and_spot_checks_are_counted() -> None:
    """R001, R008: results alone are scored, so their score is the total; one of two spot checks is made."""
    item = policy.shipped([2026])["checklist"]["item"].iloc[0]
    scored = [{"quarter": "T1", "dimension": "alibaba_use", "item": item, "score": s} for s in (80,)]
    mine, context = person(hired=d(2, 1), customers=CUSTOMERS, orders=ORDERS, receipts=RECEIPTS, assessments=scored)
    card = scorecard.card("E1", "x", d(2, 1), mine, period(d(2, 1), TODAY, context.policy), context)
    first = card.checks[0]
    assert (first.score, first.done, first.needed) == (80, 1, 2) and len(card.checks) == 7
    parts = [(s, 100.0, context.policy.weights[k]) for k, s in card.scores.items()]
    from xltrade.formulas.functions import SCORECARD

    assert card.total == SCORECARD(*[list(c) for c in zip(*parts, strict=True)], policy=context.policy)
    assert card.results[0].verdict == "passed" and card.state == "ok"


def test_a_second_chance_needs_both_other_scores(tmp_path: Path) -> None:
    """R006: 85 and 85 are enough, 84 is not; the refused one is pointed out and does not count."""

    def scores(use: float) -> list[dict[str, Any]]:
        return [{"quarter": "T1", "dimension": k, "score": v} for k, v in (("alibaba_use", use), ("attitude", 85.0))]

    chance = [{"quarter": "T1", "granted": d(3, 10), "by": "B", "reason": "x"}]
    for use, state in ((85.0, "second_chance"), (84.0, "dismiss")):
        mine, context = person(hired=d(12, 1, 2025), assessments=scores(use), second_chances=chance)
        card = scorecard.card("E1", "x", d(12, 1, 2025), mine, period(d(12, 1, 2025), TODAY, context.policy), context)
        assert card.state == state
        own = {
            t.key: dtypes.build(
                t, [{"person_id": "E1", **r} for r in (scores(use) if t.key == "assessments" else chance)]
            )
            for t in (tables.ASSESSMENTS, tables.SECOND_CHANCES)
        }
        given = replace(blank(Look(today=TODAY)), own=own)
        found = united_checks.refused_chances(United(given, (), PEOPLE, {}, context))
        assert [r.code for r in found] == ([] if use == 85 else ["second_chance_refused"])
        assert not found or "84.0 / 85.0" in found[0].message("zh")


def test_a_zero_forecast_is_flagged_and_not_scored() -> None:
    """R015: the warning names the row; the completion stays blank."""
    rows = [{"month": d(3, 1), "entered": d(3, 2), "amount": 0}, {"month": d(2, 1), "entered": d(2, 20), "amount": 0}]
    mine, context = person(forecasts=rows)
    frame = mine["forecasts"].assign(file="a.xlsx")
    united = United(blank(Look(today=TODAY)), (), PEOPLE, {"forecasts": frame}, context)
    assert [(r.code, r.row, r.value) for r in united_checks.zero_forecasts(united)] == [("zero_forecast", 5, "2026-03")]
    assert reached("forecast_completion", forecasts=rows) is None


# ── champions, promotions, funnel ─────────────────────────────────────────────────────────────────────────────────

PEOPLE = dtypes.build(tables.PEOPLE, [{"id": p, "name": n} for p, n in (("E1", "甲"), ("E2", "乙"), ("E3", "丙"))])


def month(amounts: dict[str, float], aims: dict[str, float], orders: tuple[str, ...] = ()) -> Frames:
    targets = dtypes.build(
        tables.TARGETS,
        [
            {"person_id": p, "month": d(2, 1), "kpi": "receipts", "amount": a, "effective_from": d(1, 1)}
            for p, a in aims.items()
        ],
    )
    receipts = pd.DataFrame({"owner": list(amounts), "base": list(amounts.values())}).assign(
        date=pd.Timestamp(2026, 2, 5)
    )
    return {
        "targets": recompute.targets(targets, Context(policy.default(), TODAY, {}, "zh")),
        "receipts": receipts,
        "orders": pd.DataFrame({"owner": list(orders), "first_paid": pd.Timestamp(2026, 2, 6)}),
    }


@pytest.mark.parametrize(
    ("amounts", "rule", "winners", "tied"),
    [
        ({"E1": 100.0, "E2": 90.0}, "completion", ("甲",), 1),
        ({"E1": 100.0, "E2": 100.0}, "completion", ("乙",), 2),
        ({"E1": 100.0, "E2": 100.0}, "orders", ("甲",), 2),
        ({"E1": 100.0, "E2": 100.0}, "shared", ("甲", "乙"), 2),
        ({"E2": 100.0, "E3": 100.0}, "completion", ("乙", "丙"), 2),
        ({"E1": -5.0}, "completion", None, 0),
    ],
)
def test_champion(amounts: dict[str, float], rule: str, winners: tuple[str, ...] | None, tied: int) -> None:
    """R226: most receipts; equals by completion (80, 50, 50), by closed orders, or shared."""
    made = month(amounts, {"E1": 80.0 if rule == "orders" else 200.0, "E2": 50.0, "E3": 50.0}, ("E1", "E1", "E2"))
    found = champion(PEOPLE, made, pd.Timestamp(2026, 2, 1), rules(champion_tie=rule))
    assert (found.people, found.tied) == (winners, tied) if found else winners is None


@pytest.mark.parametrize(
    ("position", "hired", "totals", "expected"),
    [
        ("salesperson", d(3, 20, 2025), (90.0, 95.0), ("senior", True)),
        ("salesperson", d(3, 21, 2025), (90.0, 95.0), ("senior", False)),
        ("salesperson", d(1, 1, 2020), (99.0, 89.99, 95.0), ("senior", False)),
        ("senior", d(1, 1, 2020), (95.0,), ("manager", False)),
        ("manager", d(1, 1, 2020), (99.0, 99.0), None),
        ("senior", None, (99.0, 99.0), ("manager", False)),
    ],
)
def test_promotion(
    position: str, hired: dt.date | None, totals: tuple[float, ...], expected: tuple[str, bool] | None
) -> None:
    """R195, R225: twelve months and 90 in each of the last two quarters; nothing above a manager."""
    _, context = person()
    found = promotion(position, hired, totals, context)
    assert ((found.position, found.suggested) if found else None) == expected


def test_funnel_and_bottleneck() -> None:
    """R179, R233: the lowest rate is the bottleneck, of equals the first; nothing to divide by is no rate."""
    asked = pd.DataFrame({"step": [1.0, 2, 2, 3, 4, 4, 4, 4], "result": ["lost"] + ["open"] * 7})
    found = funnel(asked)
    assert found.counts == (8, 7, 5, 4) and found.lost == 1
    assert found.rates == (7 / 8, 5 / 7, 4 / 5) and found.bottleneck == 1
    assert funnel(asked.iloc[:1]).rates == (0.0, None, None)
    assert funnel(asked.iloc[:0]).bottleneck is None  # no inquiry
    assert funnel(asked.iloc[4:]).bottleneck is None  # all of them became orders


# ── one declaration is enough ─────────────────────────────────────────────────────────────────────────────────────

NEW = """
from xltrade import kpis
from xltrade.kpis import KPI, Tally, Where
kpis.KPIS += (KPI("visits", "拜访次数", "Visits", "count", "上门拜访的次数。", "Visits to customers.", ("R026",),
                  (Tally("contacts", "at", "", (Where("channel", "is", "channel.visit"),)),)),)
import datetime as dt, sys
from pathlib import Path
sys.path.insert(0, "tests/support")
import engines, pandas as pd
from xltrade import books, frames, policy, reference, tables, write
from xltrade.books import Look, Owner
from xltrade.jobs.consolidate import draft
from xltrade.jobs.master import Manager, blank
from xltrade.rules.policies import Policies
day = dt.date(2026, 3, 20)
books.READY, books.SPARE = 0, 2  # two ready rows a table instead of 200
look = Look("lambda", "zh", day, True)
given = policy.shipped(policy.years_around(day))
own = [{"person_id": "E1", "kpi": "visits", "weight": 100, "target": 2, "effective_from": dt.date(2026, 1, 1)}]
given["kpi_sets"] = pd.concat([given["kpi_sets"], frames.build(tables.KPI_SETS, own)], ignore_index=True)
typed = {t.key: frames.empty(t) for t in tables.SALES}
typed["customers"] = frames.build(tables.CUSTOMERS, [{"id": "C1", "company": "x", "created": dt.date(2026, 3, 1)}])
typed["contacts"] = frames.build(tables.CONTACTS, [
    {"customer_id": "C1", "at": dt.datetime(2026, 3, n, 9), "channel": c}
    for n, c in ((2, "visit"), (3, "visit"), (4, "phone"))])
year = dt.date(2026, 1, 1)
rows = [{"person_id": p, "month": dt.date(2026, m, 1), "kpi": "visits", "amount": 1, "effective_from": year}
        for p in ("E1", None) for m in (1, 2, 3)]
targets = frames.build(tables.TARGETS, rows)
book = books.sales(Owner("E1", "甲", dt.date(2020, 1, 1)), typed, given, look, {"targets": targets})
folder = Path(sys.argv[1]); (folder / "f").mkdir()
write.write(book, folder / "f" / "1.xlsx")
manager = blank(look)
people = frames.build(tables.PEOPLE, [{"id": "E1", "name": "甲", "hired": dt.date(2020, 1, 1)}])
manager = Manager({**manager.own, "people": people, "targets": targets}, Policies(given), {}, look)
master = draft(manager, [folder / "f" / "1.xlsx"], lambda: 0.0).book
write.write(master, folder / "master.xlsx")
for made in (book, master):
    card = made.sheet("scorecard") or made.sheet("cards")
    at = next(c for c in card.cells if c.value == "拜访次数")
    line = {c.col: c.value for c in card.cells if c.row == at.row}
    assert [line[c] for c in range(1, 6)] == [2, 3, 2 / 3, 100, 66.6667], line
assert any(c.value == "拜访次数" for c in master.sheet("target_checks").cells)
assert "拜访次数" in str(master.sheet("lists").cells) + str([b.frame for b in master.sheet("lists").blocks])
assert "Visits" in reference.markdown("en") and "拜访次数" in reference.markdown("zh")
for path in (folder / "f" / "1.xlsx", folder / "master.xlsx"):
    wrong = engines.compare(engines.formula_cells(path), engines.formulon_values(path, today=day, as_addresses=True))
    assert wrong == [], wrong[:3]
print("everywhere")
"""


def test_a_kpi_added_as_one_declaration_appears_everywhere(tmp_path: Path) -> None:
    """R191, R196: cards of workbook and master, drop-down, target checks, reference; and its cells recalculate."""
    done = subprocess.run(
        [sys.executable, "-c", NEW, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "everywhere", done.stderr[-3000:]


# ── the cells agree under other policies ──────────────────────────────────────────────────────────────────────────

HIRED = {
    "T1": d(1, 31),
    "T2": d(10, 1, 2025),
    "T3": d(7, 31, 2025),
    "T4": d(4, 30, 2025),
    "later": d(1, 5, 2025),
    "nobody knows": None,
}
POLICIES: list[tuple[str, dict[str, Any]]] = [
    *((q, {}) for q in HIRED),
    *((q, {"no_order_rule": "rolling_3"}) for q in ("T2", "later")),
    *((q, {"monthly_deal": "new_only"}) for q in ("T3", "T4")),
    *((q, {"after_month_12": "repeat"}) for q in ("T4", "later")),
    ("T2", {"quarter_of": "calendar"}),
]


@pytest.mark.parametrize(("quarter", "changed"), POLICIES, ids=str)
def test_cells_and_rules_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quarter: str, changed: dict[str, Any]
) -> None:
    """R003–R022: state, since, verdicts and totals recalculated by an engine in each tenure quarter and policy."""
    monkeypatch.setattr(books, "READY", 0)
    monkeypatch.setattr(table_sheets, "SPARE", 2)  # two ready rows: test_workbooks recalculates 200 of each table
    samples = [
        {"id": f"S{n}", "customer_id": f"C{n % 3 + 1}", "requested": d(2, 1 + n), "fee_paid": "yes"} for n in range(5)
    ]
    typed = {
        "customers": CUSTOMERS,
        "orders": ORDERS,
        "receipts": RECEIPTS,
        "samples": samples,
        "forecasts": [{"month": d(2, 1), "entered": d(2, 1), "amount": 500}],
    }
    given = {t.key: dtypes.build(t, typed.get(t.key, [])) for t in tables.SALES}
    who = {"person_id": "E1", "quarter": "T1"}
    scored = [who | {"dimension": k, "score": v} for k, v in (("alibaba_use", 90), ("attitude", 86))]
    chance = [who | {"granted": d(1, 5), "by": "B", "reason": "x"}]
    own = {
        "assessments": dtypes.build(tables.ASSESSMENTS, scored),
        "second_chances": dtypes.build(tables.SECOND_CHANCES, chance),
    }
    book = salesperson_book(Owner("E1", "甲", HIRED[quarter]), given, shared(**changed), LOOK, own)
    path = tmp_path / "a.xlsx"
    write.write(book, path)
    cells = engines.formula_cells(path)
    assert len(cells) > 100
    assert engines.compare(cells, engines.formulon_values(path, today=TODAY, as_addresses=True)) == []


def test_the_declared_type_is_whole() -> None:
    """R191: every unit and direction the sheets know is used by some KPI."""
    assert {k.unit for k in kpis.KPIS} == {"money", "count", "percent", "hours", "days", "score"}
    assert {k.better for k in kpis.KPIS} == {"higher", "lower"} and isinstance(kpis.KPIS[0], KPI)
