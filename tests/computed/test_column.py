"""The registry of computed columns: one twin each, an order of computing by need, every way of a template reached."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import branches
import pandas as pd
import pytest
from typed_tables import RATES, TODAY, day, edges, moment

from xltrade.computed import recompute
from xltrade.computed.column import REGISTRY, Registry, template
from xltrade.computed.context import Context
from xltrade.computed.world import Rows, Twins, World
from xltrade.core import dtypes
from xltrade.core.dtypes import Frames
from xltrade.core.errors import DeclarationError
from xltrade.core.schema import LANGS, Column, Lang, Table
from xltrade.declared import choices, tables
from xltrade.rules import policy
from xltrade.sheets import cell_values
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner
from xltrade.sheets.validations import validations

COMPUTED = sorted((t.key, c.key) for t in tables.MASTER.values() for c in t.computed)


# ── one twin a column ─────────────────────────────────────────────────────────────────────────────────────────────


def test_every_computed_column_has_its_twin_and_every_twin_its_column() -> None:
    """R104: declared computed is computed, once (a second twin is refused as it is registered)."""
    assert sorted(REGISTRY.twins) == COMPUTED


def _twin(rows: Rows) -> pd.Series:
    return rows["id"]


def test_a_second_twin_is_refused() -> None:
    """R104: which of the two would be right?"""
    registry = Registry()
    registry.add(tables.CUSTOMERS, "grade", "1", _twin)
    with pytest.raises(DeclarationError, match=r"customers\.grade: two twins"):
        registry.add(tables.CUSTOMERS, "grade", "2", _twin)


@pytest.mark.parametrize(("key", "said"), [("company", "people type"), ("colour", "not declared")])
def test_a_twin_of_what_nobody_computes_is_refused(key: str, said: str) -> None:
    """R104: an input belongs to the salesperson; an unknown name is a misspelling."""
    with pytest.raises(DeclarationError, match=rf"customers\.{key}: .*{said}"):
        Registry().add(tables.CUSTOMERS, key, "1", _twin)


def test_a_missing_twin_is_said_by_name() -> None:
    """R104: for the cell and for the value."""
    with pytest.raises(DeclarationError, match=r"customers\.grade: .*without a twin"):
        Registry().get(tables.CUSTOMERS, "grade")
    with pytest.raises(DeclarationError, match=r"customers\.last_contact: .*nothing computes it"):
        _world({("customers", "grade"): lambda rows: rows["last_contact"]})["customers"]["grade"]


# ── the order of computing ────────────────────────────────────────────────────────────────────────────────────────


def _world(twins: Twins) -> World:
    context = Context(policy.default(), TODAY, {}, "en")
    return World(tables.BY_KEY, {t.key: dtypes.empty(t) for t in tables.SALES}, {}, context, twins)


def test_columns_that_need_each_other_are_refused_by_name() -> None:
    """R104: the circle is said from column to column, through other tables too."""
    world = _world(
        {
            ("customers", "grade"): lambda rows: rows["closed"],
            ("customers", "closed"): lambda rows: rows.of("orders")["open"],
            ("orders", "open"): lambda rows: rows.of("customers")["closed"],
        }
    )
    with pytest.raises(DeclarationError, match=r"customers\.closed → orders\.open → customers\.closed$"):
        world["customers"]["grade"]


def test_each_column_is_computed_once_however_many_need_it() -> None:
    """R104: what several columns share costs once."""
    asked: list[str] = []

    def counted(key: str, *needs: str) -> Any:
        def twin(rows: Rows) -> pd.Series:
            asked.append(key)
            return [rows["id"], *(rows[n] for n in needs)][0]

        return twin

    world = _world(
        {
            ("customers", "grade"): counted("grade", "closed", "kept_up"),
            ("customers", "kept_up"): counted("kept_up", "closed"),
            ("customers", "closed"): counted("closed"),
        }
    )
    for key in ("kept_up", "grade", "closed"):
        world["customers"][key]
    assert asked == ["kept_up", "closed", "grade"]


def test_a_computed_column_in_the_given_frame_is_never_trusted() -> None:
    """R211: what a returned workbook says of itself is recomputed."""
    given = {t.key: dtypes.empty(t) for t in tables.SALES}
    given["issues"] = dtypes.build(tables.ISSUES, [{"id": "I1", "opened": day(3, 2)}]).assign(days_open=99.0)
    made = recompute.sales(given, Context(policy.default(), TODAY, {}, "en"))
    assert made["issues"]["days_open"].tolist() == [7.0] and given["issues"]["days_open"].tolist() == [99.0]


# ── every way of a template ───────────────────────────────────────────────────────────────────────────────────────

OTHER: dict[str, Any] = {"grade_override": "forbidden", "closed_grade": "same", "fx": "month_average"}
POLICIES: tuple[dict[str, Any], ...] = (
    {},
    OTHER | {"tier_period": "year_to_date", "refund": "ignore", "sample_counts": "fee_paid"},
    {"tier_period": "tenure_quarter", "refund": "reopen"},
)
HIRED = dt.date(2025, 1, 31)
UNREACHABLE = {
    ("orders", "receivable_state", "blank"),
    ("orders", "order_no", "blank"),
    ("receipts", "period", "blank"),
    ("receipts", "tiers_on", "blank"),
    ("receipts", "net", "blank"),
    ("holidays", "check", "word"),
}
"""Blank only where a computed column is blank that never is, as its row has what the table requires; a text for a date
is read as the date or not at all."""


def _shared(changed: dict[str, Any]) -> Frames:
    made = policy.shipped(policy.years_around(TODAY), "en") | {"fx": dtypes.build(tables.FX, RATES)}
    for key, value in changed.items():
        made["policy"].loc[made["policy"]["key"] == key, "value"] = value
    if changed:  # no tiers hold on the days of the older receipts
        made["tiers"] = made["tiers"].assign(effective_from=pd.Timestamp(2026, 3, 1))
    return made


def _manager() -> Frames:
    """Rows of the manager's computed columns: two people, a target each way, a chance that counts and one that not."""
    reviews = [{"person_id": p, "quarter": "T1", "alibaba_use": s, "attitude": 90} for p, s in (("E1", 95), ("E2", 50))]
    granted = [
        {"person_id": p, "quarter": "T1", "granted": day(3, 1), "until": u}
        for p, u in (("E1", day(4, 1)), ("E2", None))
    ]
    aims = [("E1", day(3, 1), 100), ("E1", day(3, 1), 200), ("E2", day(4, 1), 100)]
    return {
        "people": dtypes.build(tables.PEOPLE, [{"id": p, "name": f"name {p}"} for p in ("E1", "E2")]),
        "targets": dtypes.build(
            tables.TARGETS,
            [
                {"month": m, "person_id": p, "kpi": "receipts", "amount": a, "effective_from": day(1, n)}
                for n, (p, m, a) in enumerate(aims, start=1)
            ],
        ),
        "reviews": dtypes.build(tables.REVIEWS, reviews),
        "second_chances": dtypes.build(tables.SECOND_CHANCES, granted),
    }


def _dated(shared: Frames) -> Frames:
    """The policy tables with rows that are not in force, a make-up Sunday and a make-up weekday."""
    later = {
        k: shared[k].head(1).assign(effective_from=pd.Timestamp(2030, 1, 1)) for k in ("policy", "tiers", "grades")
    }
    ended = shared["tiers"].tail(1).assign(rate=float("nan"), effective_from=pd.Timestamp(2031, 1, 1))
    later["tiers"] = pd.concat([later["tiers"], ended], ignore_index=True)
    later["kpi_sets"] = shared["kpi_sets"].assign(effective_from=pd.Timestamp(2030, 1, 1))
    days = [{"date": day(3, 8), "kind": "work"}, {"date": day(3, 10), "kind": "work"}]
    later["holidays"] = dtypes.build(tables.HOLIDAYS, days)
    later["fx"] = dtypes.build(tables.FX, [{"date": day(3, 4), "kind": "spot", **r} for r in DOUBTFUL])
    return shared | {k: pd.concat([shared[k], f], ignore_index=True) for k, f in later.items()}


@cache
def _worlds() -> tuple[Frames, ...]:
    """Every computed table on the awkward rows, under each policy."""
    made = []
    for changed in POLICIES:
        shared = _shared(changed)
        context = Context(policy.read(shared, TODAY), TODAY, {"": HIRED, "E1": HIRED}, "en")
        sales = recompute.sales(edges(), context)
        own = _manager()
        own["targets"] = recompute.targets(own["targets"], context)
        own["second_chances"] = recompute.second_chances(own["second_chances"], own["reviews"], context)
        of_all = {k: f.assign(owner=pd.Series("E1", index=f.index, dtype="str")) for k, f in sales.items()}
        board = recompute.dashboard({**own, **of_all}, context)
        made.append(
            sales | own | {"dashboard": board} | recompute.settings(_dated(shared), TODAY, "en", context.policy)
        )
    return tuple(made)


def _labels(values: pd.Series, column: Column) -> pd.Series:
    """What the writer puts into the cells."""
    return values.map(column.choices.labels("en")) if column.choices else values


DOUBTFUL: tuple[dict[str, Any], ...] = (
    {"currency": "USD", "rate": 712.34},
    {"currency": "KRW", "rate": 197.5},
    {"currency": "RUB", "rate": 11.1},
    {"currency": "EUR", "rate": 40, "unit": 1},
    {"currency": "JPY", "rate": 0},
    {"currency": "LBP", "rate": 0.00008},
    {"currency": "LBP", "rate": 800, "unit": 100, "date": day(3, 5)},
    {"currency": "ZAR", "rate": 2.43, "quote": "inverse"},
)
"""Rates that the policy refuses or points out, of which a sheet shows why."""
REACHED: tuple[Table, ...] = (
    *tables.SALES,
    *(t for t in tables.SHARED if t.key not in ("worktime",)),
    tables.TARGETS,
    tables.SECOND_CHANCES,
    tables.DASHBOARD,
)


@pytest.mark.parametrize(
    ("table", "key"), [pytest.param(t, c.key, id=f"{t.key}.{c.key}") for t in REACHED for c in t.computed]
)
def test_the_edge_data_reach_every_way_of_a_template(table: Table, key: str) -> None:
    """R211: a branch that no data reach is a branch in which cell and Python may differ unseen.

    A way is what one branch of the template's IFs gives: blank, a word, a number, a text that begins with a word, or
    any other value; each must come out of the recomputed column at least once, under one of three policies.
    """
    known = branches.ways(template(table, table[key]), table, "en", table[key].temporal)
    said = (_labels(made[table.key][key], table[key]) for made in _worlds())
    shown = set[branches.Way]().union(*(branches.shown(values, known) for values in said))
    missing = {(table.key, key, w.kind) for w in known - shown}
    assert missing <= UNREACHABLE, f"{table.key}.{key} never shows {known - shown}"


def test_ways_of_a_template_are_told_apart() -> None:
    """R104: the measure itself: nested IFs, words, beginnings, numbers; no blank for want of what is required."""
    text = 'IF([id]="","",IF([stage]="","$w(today)",IF([intent]="",4,"$w(ahead) "&[grade]&" $w(days)")))'
    kinds = {(w.kind, w.head) for w in branches.ways(text, tables.CUSTOMERS, "en")}
    assert kinds == {("word", "due today"), ("number", "4"), ("begins", "in ")}
    assert {w.kind for w in branches.ways('IF([stage]="","",[grade])', tables.CUSTOMERS, "en")} == {"blank", "other"}
    seen = branches.shown(pd.Series(["in 3 days", None, "4", "x"]), branches.ways(text, tables.CUSTOMERS, "en"))
    assert {w.kind for w in seen} == {"begins", "blank", "number", "other"}


# ── generated columns ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_moment_counts_in_the_week_and_month_it_lies_in() -> None:
    """R065: to the second; a blank period of a row counts nothing."""
    given = {t.key: dtypes.empty(t) for t in tables.SALES}
    times = [moment(3, 2, 0), moment(3, 8, 23, 59), moment(3, 9, 0)]
    given["contacts"] = dtypes.build(
        tables.CONTACTS, [{"customer_id": "C1", "at": m, "channel": "phone"} for m in times]
    )
    given["weekly_reports"] = dtypes.build(
        tables.WEEKLY_REPORTS, [{"week": day(3, 2)}, {"week": None}, {"week": day(3, 9)}]
    )
    made = recompute.sales(given, Context(policy.default(), TODAY, {}, "en"))["weekly_reports"]["contacts"]
    assert made.tolist()[::2] == [2.0, 1.0] and pd.isna(made[1])


# ── keys in data, labels in cells ─────────────────────────────────────────────────────────────────────────────────

LISTED = [(t, c) for t in tables.ALL for c in t.computed if c.choices]


def test_a_state_is_the_same_key_in_both_languages() -> None:
    """R231: frames do not depend on the language they were made in, except texts built of words and numbers."""
    shared = _shared({})
    by_lang = [
        recompute.sales(edges(), Context(policy.read(shared, TODAY), TODAY, {"": HIRED}, lang)) for lang in LANGS
    ]
    for table, listed in LISTED:
        if table in tables.SALES:
            chinese, english = (made[table.key][listed.key] for made in by_lang)
            pd.testing.assert_series_equal(chinese, english)
            assert set(english.dropna()) <= set(listed.choices.labels("en") if listed.choices else ())


@pytest.mark.parametrize("lang", LANGS)
def test_the_writer_puts_the_label_and_no_drop_down(lang: Lang) -> None:
    """R231: a computed yes is 是 or yes in the cell; what nobody types offers no list."""
    shared = policy.shipped(policy.years_around(TODAY), lang) | {"fx": dtypes.build(tables.FX, RATES)}
    book = salesperson_book(
        Owner("E1", "Li", HIRED), edges(), shared, Look(lang=lang, today=TODAY, fixed=True), ready=0
    )
    sheet = next(s for s in book.sheets if s.key == "customers")
    block = sheet.blocks[0]
    assert set(cell_values.values(tables.CUSTOMERS["closed"], block.frame, lang)) == {
        choices.YESNO.label(k, lang) for k in ("yes", "no")
    }
    col = block.column_index("closed")
    typed = [v for v in validations(book, sheet) if v.first_col == col and v.first_row > block.row]
    rules = [v.options["validate"] for v in typed]
    assert rules == ["custom"]
