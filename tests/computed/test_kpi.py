"""KPIs of small tables typed by hand, numbers worked out by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from scored import CUSTOMERS, ORDERS, RECEIPTS, TODAY, all_reached, d, order, person, reached

from xltrade.computed import kpi as kpi_module
from xltrade.computed.periods import calendar_period
from xltrade.declared import kpis


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
    asked_for = ("inquiries", "reply_rate", "quoted_rate", "conversion", "first_reply", "quotation_on_time")
    found = all_reached(asked_for, **typed)
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
    found = all_reached(("on_time_delivery", "complaint_days", "training", "satisfaction", "market_share"), **typed)
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
