"""The demo team: what is Northwind's stays exact, what is invented stays plausible and valid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.computed.periods import period
from xltrade.computed.scorecard import card
from xltrade.core.dtypes import Frame, dtype
from xltrade.core.schema import Column, Table
from xltrade.declared import tables
from xltrade.jobs.demo import files
from xltrade.jobs.demo.data import Member, Team, northwind
from xltrade.jobs.demo.team import demo_team
from xltrade.pay.reviews import review_history
from xltrade.rules import policy
from xltrade.sheets.books.salesperson import handed_out

TODAY = date(2026, 11, 21)
ODD_DAYS = (TODAY, date(2026, 11, 22), date(2027, 1, 1), date(2028, 2, 29), date(2026, 3, 2))
LATER = {
    ("contacts", "next_date"),
    ("orders", "due"),
    ("orders", "payment_due"),
    ("orders", "etd"),
    ("orders", "eta"),
    ("customers", "override_until"),
    ("quotations", "valid_until"),
    ("targets", "month"),
}


_team = lru_cache(demo_team)


@pytest.fixture(scope="module")
def team() -> Team:
    return _team(TODAY)


@pytest.fixture(scope="module", params=ODD_DAYS, ids=str)
def any_team(request: pytest.FixtureRequest) -> Team:
    return _team(request.param)


def _frames(team: Team) -> Iterator[tuple[str, Table, Frame]]:
    for member in team.members:
        for table in tables.SALES:
            yield member.id, table, member.frames[table.key]
    for table in (*tables.MANAGER, tables.FX):
        yield "team", table, getattr(team, table.key)


def _columns(team: Team) -> Iterator[tuple[str, Table, Column, pd.Series]]:
    for who, table, frame in _frames(team):
        for column in table.inputs:
            yield f"{who} {table.key}.{column.key}", table, column, frame[column.key].dropna()


def _northwind(team: Team) -> tuple[Member, ...]:
    """The nine from Northwind; behind them come the invented newcomers."""
    return team.members[:9]


def _all(team: Team, key: str) -> Frame:
    return pd.concat([m.frames[key].assign(person=m.id) for m in _northwind(team)], ignore_index=True)


def _decimal(value: float) -> Decimal:
    return Decimal(repr(float(value)))


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


# --- Northwind as it is


def test_northwind_reads_the_five_files_as_text() -> None:
    sheets = northwind()
    assert {k: len(v) for k, v in sheets.items()} == {
        "customers": 91,
        "employees": 9,
        "orders": 830,
        "order_details": 2155,
        "products": 77,
    }
    assert sheets["customers"]["company_name"][3] == "Around the Horn"
    assert not any(frame.isna().any().any() for frame in sheets.values())


def test_order_amounts_sum_exactly(team: Team) -> None:
    orders = _all(team, "orders")
    assert sum(map(_decimal, orders["amount"])) == Decimal("1265793.0395")
    assert set(orders["currency"]) == {"USD"}


def test_every_order_stays_with_its_employee_customer_and_weekday(team: Team) -> None:
    source = northwind()["orders"]
    want = {r.order_id: (f"E{r.employee_id}", r.customer_id) for r in source.itertuples()}
    orders = _all(team, "orders")
    assert {r.id: (r.person, r.customer_id) for r in orders.itertuples()} == want
    assert len(orders) == len(want) == 830
    moved = orders.set_index("id")["date"] - pd.to_datetime(source.set_index("order_id")["order_date"])
    assert moved.nunique() == 1 and moved.iloc[0].days % 7 == 0


def test_the_members_are_northwinds_employees(team: Team) -> None:
    nine = _northwind(team)
    assert [m.id for m in nine] == [f"E{n}" for n in range(1, 10)]
    assert [m.name for m in nine][:2] == ["Nancy Davolio", "Andrew Fuller"]
    assert [m.position for m in nine] == [
        "salesperson",
        "manager",
        *["salesperson"] * 2,
        "senior",
        *["salesperson"] * 4,
    ]
    assert {m.group for m in nine} == {"USA", "UK"}
    moved = {
        m.hired - date.fromisoformat(day) for m, day in zip(nine, northwind()["employees"]["hire_date"], strict=True)
    }
    assert len(moved) == 1 and moved.pop().days % 7 == 0


def test_every_customer_is_in_a_workbook_and_those_without_orders_in_one(team: Team) -> None:
    customers = _all(team, "customers")
    assert set(customers["id"]) == set(northwind()["customers"]["customer_id"])
    held = customers[customers["id"].isin(["FISSA", "PARIS"])]
    assert dict(zip(held["id"], held["person"], strict=True)) == {"FISSA": "E5", "PARIS": "E9"}


@pytest.mark.parametrize("today", ODD_DAYS)
def test_the_last_order_falls_shortly_before_the_day(today: date) -> None:
    last = max(m.frames["orders"]["date"].max() for m in _northwind(_team(today))).date()
    assert 1 <= (today - last).days <= 7 and last.weekday() == 2


def test_a_companys_facts_agree_between_workbooks(team: Team) -> None:
    facts = ["id", "company", "contact", "phone", "email", "address", "country", "nature", "credit", "credit_limit"]
    assert not _all(team, "customers")[facts].drop_duplicates().duplicated("id").any()


# --- determinism


def test_same_day_and_seed_give_the_same_frames(team: Team) -> None:
    for (who, table, one), (_, _, other) in zip(_frames(team), _frames(demo_team(TODAY)), strict=True):
        pd.testing.assert_frame_equal(one, other, obj=f"{who} {table.key}")


def test_another_day_moves_and_another_seed_redraws(team: Team) -> None:
    later, reseeded = demo_team(TODAY + timedelta(days=70)), demo_team(TODAY, seed=7)
    first, moved, redrawn = (t.members[0].frames for t in (team, later, reseeded))
    assert set(moved["orders"]["date"] - first["orders"]["date"]) == {pd.Timedelta(days=70)}
    pd.testing.assert_series_equal(first["orders"]["amount"], redrawn["orders"]["amount"])
    assert not first["orders"]["cost"].equals(redrawn["orders"]["cost"])


# --- valid by the declarations, on any day


def test_frames_have_exactly_the_declared_input_columns(any_team: Team) -> None:
    for who, table, frame in _frames(any_team):
        want = {c.key: dtype(c) for c in table.inputs}
        assert {k: str(v) for k, v in frame.dtypes.items()} == want, f"{who} {table.key}"
        assert isinstance(frame.index, pd.RangeIndex)


def test_required_cells_are_filled(any_team: Team) -> None:
    for who, table, frame in _frames(any_team):
        for column in table.inputs:
            assert not (column.required and frame[column.key].isna().any()), f"{who} {table.key}.{column.key}"
            if dtype(column) == "str":
                assert (frame[column.key].dropna().str.strip() != "").all(), f"{who} {table.key}.{column.key}"


def test_choice_cells_hold_keys(any_team: Team) -> None:
    for where, _, column, values in _columns(any_team):
        if column.choices:
            assert set(values) <= {c.key for c in column.choices.items}, where


def test_unique_columns_are_unique(any_team: Team) -> None:
    for who, table, frame in _frames(any_team):
        if table.unique:
            assert not frame.duplicated(list(table.unique)).any(), f"{who} {table.key}"
    for key in ("inquiries", "quotations", "samples", "orders", "receipts", "issues"):
        assert _all(any_team, key)["id"].is_unique, key


def test_references_resolve(any_team: Team) -> None:
    own = {m.id: m.frames for m in any_team.members}
    for where, _, column, values in _columns(any_team):
        if column.refers:
            table, _, key = column.refers.partition(".")
            frames = own.get(where.split()[0], {})
            assert set(values) <= set((frames.get(table) if table in frames else getattr(any_team, table))[key]), where


def test_nothing_is_dated_after_the_day_but_plans(any_team: Team) -> None:
    end = pd.Timestamp(any_team.today) + pd.Timedelta(days=1)
    for where, table, column, values in _columns(any_team):
        if column.temporal and (table.key, column.key) not in LATER:
            assert (values < end).all(), where


def test_months_weeks_and_decimals_are_well_formed(any_team: Team) -> None:
    for where, _, column, values in _columns(any_team):
        if column.kind == "month":
            assert (values.dt.day == 1).all(), where
        if column.kind == "date":
            assert (values == values.dt.normalize()).all(), where
        if column.kind == "money":
            assert np.allclose(values, values.round(column.decimals), rtol=0, atol=1e-9), where
    assert (_all(any_team, "weekly_reports")["week"].dt.day_of_week == 0).all()


# --- money


def test_fully_paid_orders_are_paid_to_the_cent(any_team: Team) -> None:
    receipts = _all(any_team, "receipts")
    amount = {r.id: _cents(_decimal(r.amount)) for r in _all(any_team, "orders").itertuples()}
    parts = receipts[receipts["kind"].isin(["deposit", "balance", "full"])]
    done = set(parts.loc[parts["kind"] != "deposit", "order_id"])
    paid = {key: sum(map(_decimal, rows["amount"])) for key, rows in parts.groupby("order_id")}
    assert {key: paid[key] for key in done} == {key: amount[key] for key in done}
    assert all(0 < paid[key] < amount[key] for key in set(paid) - done)
    assert 700 < len(done) < 830


def test_receipts_name_an_order_or_a_payer_and_keep_their_sign(team: Team) -> None:
    receipts = _all(team, "receipts")
    assert (receipts["order_id"].isna() != receipts["payer_id"].isna()).all()
    assert (receipts["order_id"].isna() == receipts["kind"].isin(["sample_fee", "freight"])).all()
    assert ((receipts["amount"] < 0) == (receipts["kind"] == "refund")).all()
    assert {"deposit", "balance", "full", "sample_fee", "freight", "refund"} == set(receipts["kind"])
    assert receipts["bank_fee"].dropna().between(15, 35).all()


def test_every_foreign_receipt_finds_a_rate(any_team: Team) -> None:
    receipts, fx = _all(any_team, "receipts"), any_team.fx
    assert {"USD", "EUR"} == set(receipts["currency"])
    assert (fx["date"].dt.day_of_week < 5).all() and fx["source"].str.contains("demo").all()
    for currency, rows in receipts.groupby("currency"):
        days = fx.loc[fx["currency"] == currency, "date"]
        age = rows["date"].map(lambda day, days=days: (day - days[days <= day].max()).days)
        assert age.max() <= 2
    assert (receipts["date"].min() - fx["date"].min()).days >= 60


def test_the_departments_target_is_the_sum_of_persons(team: Team) -> None:
    """R154, R178, R186: each KPI, month and version; the year is its quarters, a quarter its months in force."""
    frame = recompute.targets(team.targets, Context(policy.default(), team.today, {}, "zh"))
    months = frame[frame["span"].isna() & (frame["in_force"] == 1)]
    whole = months["person_id"].isna()
    keys = ["kpi", "month"]
    assert months[whole].set_index(keys)["amount"].to_dict() == months[~whole].groupby(keys)["amount"].sum().to_dict()
    receipts = frame[frame["kpi"].eq("receipts") & (frame["in_force"] == 1) & frame["person_id"].isna()]
    sums = {
        s: receipts.loc[receipts["span"].eq(s) if s else receipts["span"].isna(), "amount"].sum()
        for s in ("year", "quarter", None)
    }
    assert len(set(sums.values())) == 1
    assert len(months) < len(frame[frame["span"].isna()]), "one target has two versions"


def test_last_contacts_vary_in_age(any_team: Team) -> None:
    contacts = _all(any_team, "contacts")
    last = contacts[contacts["channel"] != "mass_mail"].groupby(["person", "customer_id"])["at"].max()
    age = (pd.Timestamp(any_team.today) - last.dt.normalize()).dt.days
    assert (age < 15).mean() > 0.4 and (age > 30).mean() > 0.05 and age.nunique() > 25
    assert contacts.groupby("person").size().between(50, 240).all()


def test_contacts_are_in_working_hours_after_entry_of_the_customer(any_team: Team) -> None:
    for member in any_team.members:
        contacts = member.frames["contacts"]
        at, created = contacts["at"], contacts["customer_id"].map(member.frames["customers"].set_index("id")["created"])
        assert (at.dt.normalize() >= created).all()
        hour = at.dt.hour + at.dt.minute / 60
        assert (hour.between(8, 12, inclusive="left") | hour.between(13, 17.5, inclusive="left")).all()


def test_replies_are_prompt_slow_late_and_missing(any_team: Team) -> None:
    inquiries = _all(any_team, "inquiries")
    hours = (inquiries["replied"] - inquiries["received"]).dt.total_seconds() / 3600
    assert (hours.dropna() > 0).all()
    assert (hours < 2).mean() > 0.1 and hours.between(2, 24).mean() > 0.2 and (hours > 24).mean() > 0.1
    assert 5 < inquiries["replied"].isna().sum() < 60
    assert set(inquiries["result"]) == {"ordered", "lost", "quoted", "open"}


def test_manual_grades_are_in_force_expired_and_without_reason(any_team: Team) -> None:
    now = pd.Timestamp(any_team.today)
    for member in any_team.members:
        manual = member.frames["customers"].dropna(subset="override")
        assert len(manual) == 3
        assert (manual["override_until"] < now).sum() == 1 and manual["override_reason"].isna().sum() == 1


def test_order_milestones_follow_each_other(any_team: Team) -> None:
    orders = _all(any_team, "orders")
    assert not (orders["shipped"] < orders["date"]).any() and not (orders["arrived"] < orders["shipped"]).any()
    assert (orders["cost"] < orders["amount"]).all()
    assert orders.loc[orders["stage"] == "finished", "arrived"].notna().all()
    assert {"signed", "production", "shipped", "arrived", "finished"} <= set(orders["stage"])


def test_forecasts_cover_the_last_twelve_months_with_one_late_revision(any_team: Team) -> None:
    for member in _northwind(any_team):
        rows = member.frames["forecasts"]
        late = rows[(rows["entered"] - rows["month"]).dt.days >= 5]
        assert rows["month"].nunique() == 12 and len(rows) == 13 and len(late) == 1
        assert late["reason"].notna().all()


def test_newcomers_stand_for_the_first_year(any_team: Team) -> None:
    """R003–R006, R020, R030: each tenure quarter, a warning, a dismissal, a second chance; nothing earlier."""
    shared = files.shared_tables(any_team, "zh")
    rules, own = policy.read(shared, any_team.today), {t.key: getattr(any_team, t.key) for t in tables.MANAGER}
    new = any_team.people.iloc[9:].reset_index(drop=True)
    newcomers = replace(any_team, members=any_team.members[9:], people=new)
    own["reviews"] = review_history(files.company_of(newcomers, own, shared, "zh"))
    cards = {}
    for member in newcomers.members:
        context = Context(rules, any_team.today, {"": member.hired}, "zh")
        made = recompute.sales(member.frames, context) | recompute.settings(shared, any_team.today, "zh")
        made |= handed_out(own, member.id, context)
        at = period(member.hired, any_team.today, rules)
        cards[member.id] = card(member.id, member.name, member.hired, made, at, context)
        dated = [
            member.frames[t][c].min()
            for t, c in (
                ("orders", "date"),
                ("receipts", "date"),
                ("trainings", "date"),
                ("forecasts", "entered"),
                ("mail_checks", "date"),
            )
        ]
        assert all(pd.isna(day) or day >= pd.Timestamp(member.hired) for day in dated), member.id
    assert [c.period.label for c in cards.values()] == ["T1", "T2", "T2", "T2", "T3", "T4"]
    assert [cards[p].state for p in ("E10", "E11", "E12")] == ["warn", "dismiss", "second_chance"]
    assert all(cards[p].results[0].verdict == "passed" for p in ("E13", "E14", "E15"))
    assert all(c.total is not None and 20 < c.total < 120 for c in cards.values())
    assert cards["E15"].results[4].verdict == "passed" and cards["E13"].results[1].verdict == "passed"


def test_no_placeholder_is_left_in_a_sentence(any_team: Team) -> None:
    for where, _, column, values in _columns(any_team):
        if dtype(column) == "str":
            assert not values.str.contains(r"[{}]").any(), where
