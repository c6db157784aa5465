"""The policy: its defaults value by value, what is refused and where, and which version counts on which day."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from typing import Any

import pandas as pd
import pytest

import places
from xltrade.computed import recompute
from xltrade.core import dtypes
from xltrade.core.days import to_day
from xltrade.core.dtypes import Frames
from xltrade.core.errors import PolicyError
from xltrade.core.schema import LANGS, Lang
from xltrade.declared import tables
from xltrade.formulas.functions import COMMISSION
from xltrade.rules import policy
from xltrade.rules.policy import Policy
from xltrade.rules.policy.in_force import settings_of

CASES = places.CASES / "policy.csv"
DAY = dt.date(2026, 3, 9)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


def shown(rules: Policy) -> dict[tuple[str, str], str]:
    """A policy written as the table of cases is."""
    made = {("setting", k): f"{v:g}" if isinstance(v, float | int) else v for k, v in rules.settings.items()}
    made |= {
        ("tier", f"{s // 10_000}"): f"{r / 1_000_000:g}"
        for s, r in zip(rules.tier_starts, rules.tier_rates, strict=True)
    }
    made |= {("position", k): f"{v:.1f}" for k, v in rules.positions.items()}
    made |= {
        ("grade", k): f"{g.days} days; {g.weekly} a week; {g.monthly} a month; {g.roll}; {g.channel}"
        for k, g in rules.grades.items()
    }
    made |= {(rubric, answer): grade for rubric, known in rules.rubrics.items() for answer, grade in known.items()}
    for key, c in rules.channels.items():
        target = "none" if c.target_hours < 0 else f"{c.target_hours:g} h {c.target_clock}"
        made["channel", key] = (
            f"{'counts' if c.counted else 'does not count'}; target {target}; limit {c.limit_hours:g} h {c.limit_clock}"
        )
    made |= {("worktime", _clock(a)): _clock(b) for a, b in rules.calendar.blocks}
    kinds = [c.key for c in tables.RECEIPT_KINDS["kind"].choices.items]  # type: ignore[union-attr]
    return made | {("receipt_kind", k): "earns" if k in rules.counted_kinds else "does not earn" for k in kinds}


@pytest.mark.parametrize("lang", LANGS)
def test_the_shipped_policy_is_the_documented_one(lang: Lang) -> None:
    """R070: policy.md's tables, value by value, whichever language the sheet is written in."""
    found = shown(policy.read(policy.shipped([2026], lang), DAY))
    with CASES.open(encoding="utf-8", newline="") as file:
        expected = {(r["section"], r["key"]): r["value"] for r in csv.DictReader(file)}
    assert {k: found.get(k) for k in expected} == expected
    assert {k for s, k in found if s == "setting"} - {k for s, k in expected if s == "setting"} == {
        "leaver_split",
        "warn_day",
        "quotation_days",
        "forecast_needed",
        "champion_tie",
        "promote_score",
        "promote_quarters",
        "promote_months",
    }, "settings that the documents do not name"
    for section in ("tier", "position", "grade", "worktime", "receipt_kind"):
        assert {k for k in found if k[0] == section} == {k for k in expected if k[0] == section}


def test_default_is_the_shipped_policy() -> None:
    """R070: what a bare function call uses."""
    assert shown(policy.default()) == shown(policy.read(policy.shipped([2026]), DAY))
    assert policy.default() is policy.default()


def test_every_choice_of_every_setting_is_understood_in_every_spelling() -> None:
    """R070: key, Chinese and English label in a cell mean the same."""
    for key, setting in policy.settings().items():
        for item in setting.choices.items if setting.choices else ():
            for word in {item.key, item.zh, item.en, item.en.upper(), f" {item.zh} "}:
                assert settings_of(changed(key, word)["policy"])[key] == item.key, (key, word)
            priced = changed("unit_commission", 2)  # the basis quantity is refused without its price
            assert policy.read(changed(key, item.en.upper(), priced), DAY)[key] == item.key, key


@cache
def _shipped() -> Frames:
    return policy.shipped([2026])


def changed(key: str, value: Any, given: Frames | None = None) -> Frames:
    """The shipped tables with another value of one setting."""
    made = dict(given or _shipped())
    frame = made["policy"].copy()
    frame.loc[frame["key"] == key, "value"] = value
    return made | {"policy": frame}


def replaced(table: str, *rows: dict[str, Any]) -> Frames:
    """The shipped tables with other rows in one of them; Excel rows from 5."""
    declared = tables.BY_KEY[table]
    begun = {"effective_from": dt.date(2020, 1, 1)} if "effective_from" in declared.by_key else {}
    numbered = [begun | r | {"row": 5 + i} for i, r in enumerate(rows)]
    return policy.shipped([2026]) | {table: dtypes.build(declared, numbered)}


def numbered(given: Frames) -> Frames:
    return {k: f.assign(row=range(5, 5 + len(f))) for k, f in given.items()}


BAD: dict[str, tuple[Frames, str, int | None, str, str]] = {
    "tiers not ascending": (
        replaced("tiers", {"start": 0, "rate": 0.02}, {"start": 1e6, "rate": 0.03}, {"start": 1e6, "rate": 0.04}),
        "tiers",
        7,
        "start",
        "ascend",
    ),
    "two tiers from the same start": (
        replaced("tiers", {"start": 0, "rate": 0.02}, {"start": 0, "rate": 0.03}),
        "tiers",
        6,
        "start",
        "ascend",
    ),
    "first tier not from 0": (replaced("tiers", {"start": 1, "rate": 0.02}), "tiers", 5, "start", "starts at 0"),
    "rate over 1": (replaced("tiers", {"start": 0, "rate": 2}), "tiers", 5, "rate", "100 %"),
    "rate below 0": (replaced("tiers", {"start": 0, "rate": -0.01}), "tiers", 5, "rate", "100 %"),
    "no tier yet": (
        replaced("tiers", {"start": 0, "rate": 0.02, "effective_from": dt.date(2030, 1, 1)}),
        "tiers",
        5,
        "effective_from",
        "in force",
    ),
    "weights not 100": (numbered(changed("weight_results", 61)), "policy", None, "value", "sum to 101"),
    "a negative weight": (
        changed("weight_results", 100, changed("weight_alibaba_use", -15)),
        "policy",
        None,
        "value",
        "none negative",
    ),
    "blend not 100": (changed("blend_team", 10), "policy", None, "value", "sum to 110"),
    "stages not 100": (changed("stage_follow_up", 21), "policy", None, "value", "sum to 101"),
    "unknown choice": (numbered(changed("tier_mode", "随便")), "policy", 5, "value", "marginal / whole"),
    "text in a number": (numbered(changed("base_salary", "一千二")), "policy", None, "value", "a number"),
    "unknown key": (
        numbered(policy.shipped([2026]) | {"policy": policy.shipped([2026])["policy"].replace("tier_mode", "mode")}),
        "policy",
        5,
        "key",
        "no such setting",
    ),
    "no cadence": (replaced("grades", {"grade": "A", "days": 0, "roll": "next"}), "grades", 5, "days", "at least 1"),
    "overlapping hours": (
        replaced("worktime", {"start": 0.3, "end": 0.5}, {"start": 0.49, "end": 0.7}),
        "worktime",
        6,
        "start",
        "overlap",
    ),
    "hours that end before they start": (
        replaced("worktime", {"start": 0.5, "end": 0.3}),
        "worktime",
        5,
        "end",
        "after it starts",
    ),
    "a rate of 0": (
        replaced("fx", {"date": DAY, "currency": "USD", "rate": 0, "kind": "spot"}),
        "fx",
        5,
        "rate",
        "greater than 0",
    ),
    "a negative rate": (
        replaced("fx", {"date": DAY, "currency": "USD", "rate": -7, "kind": "spot"}),
        "fx",
        5,
        "rate",
        "greater than 0",
    ),
    "an empty table": (replaced("grades"), "grades", None, "", "missing"),
    "no sample rubric": (
        replaced("rubrics", {"rubric": "intent", "answer": "clear", "zh": "明确", "en": "clear", "grade": "A"}),
        "rubrics",
        5,
        "answer",
        "sample_kept_up",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_policy_is_refused_with_its_place(name: str) -> None:
    """R070, R001, R044: table, Excel row, column, what is wrong; in both languages; and nothing is computed."""
    given, table, row, column, words = BAD[name]
    found = policy.check(given, DAY)
    assert [(p.table, p.column) for p in found] == [(table, column)]
    assert words in found[0].en and found[0].zh != found[0].en
    if row is not None:
        assert found[0].row == row and f"row {row}" in found[0].en and f"第 {row} 行" in found[0].zh
    with pytest.raises(PolicyError) as caught:
        policy.read(given, DAY)
    assert words in str(caught.value) and tables.BY_KEY[table].zh in caught.value.text("zh")


def test_all_problems_are_told_at_once() -> None:
    """R070: two mistakes, two messages."""
    given = replaced("tiers", {"start": 5, "rate": 3})
    assert len(policy.check(given, DAY)) == 2


def test_a_table_that_is_missing_is_named() -> None:
    """R070: a policy without its grades is no policy."""
    given = policy.shipped([2026])
    del given["grades"]
    assert [p.table for p in policy.check(given, DAY)] == ["grades"]


def test_holidays_and_rates_may_be_empty() -> None:
    """R048, R053: a new workbook has no exchange rate yet."""
    given = policy.shipped([])
    assert given["fx"].empty and policy.check(given, DAY) == []


NEW = dt.date(2026, 7, 1)


def versioned() -> Frames:
    """A new cadence for B only, other tiers, and marginal → whole, all from 1 July 2026."""
    made = policy.shipped([2026])
    rows = {
        "tiers": [
            {"start": 0, "rate": 0.05},
            {"start": 2_000_000, "rate": 0.06},
            {"start": 1_000_000, "rate": None},
            {"start": 5_000_000, "rate": None},
        ],
        "grades": [{"grade": "B", "days": 10, "roll": "next"}],
        "positions": [{"position": "senior", "coefficient": 1.5}],
        "policy": [{"name": "提成算法", "key": "tier_mode", "value": "全额按档"}],
    }
    return made | {
        k: pd.concat(
            [made[k], dtypes.build(tables.BY_KEY[k], [r | {"effective_from": NEW} for r in new])], ignore_index=True
        )
        for k, new in rows.items()
    }


@pytest.mark.parametrize(
    ("day", "starts", "days", "senior", "mode", "commission"),
    [(dt.date(2026, 6, 30), 3, 7, 1.1, "marginal", 70_000.0 - 5_000), (NEW, 2, 10, 1.5, "whole", 150_000.0)],
)
def test_each_day_sees_its_own_version(
    day: dt.date, starts: int, days: int, senior: float, mode: str, commission: float
) -> None:
    """R070, R212: the day before sees the old values, the day itself the new ones; what did not change stays."""
    rules = policy.read(versioned(), day)
    assert (len(rules.tier_starts), rules.grades["B"].days, rules.positions["senior"]) == (starts, days, senior)
    assert rules["tier_mode"] == mode and rules["tier_boundary"] == "upper"
    assert rules.grades["A"].days == 3 and set(rules.grades) == set("SABCD") and rules.positions["manager"] == 1.2
    assert COMMISSION(2_500_000, policy=rules) == commission


@pytest.mark.parametrize("day", [dt.date(2026, 6, 30), NEW])
def test_the_sheets_flags_say_what_the_policy_uses(day: dt.date) -> None:
    """R070: `in force`, tier steps and rest days beside the rows are what `Policy` computes with."""
    given = versioned()
    rules, made = policy.read(given, day), recompute.settings(given, day, "zh")
    for key in ("policy", "grades"):
        column = "key" if key == "policy" else "grade"
        flagged = made[key][made[key]["in_force"].notna()]
        assert flagged["in_force"].tolist() == flagged[column].tolist()
        assert flagged[column].is_unique
    days = made["grades"].set_index("in_force")["days"]
    assert {g: int(days[g]) for g in rules.grades} == {g: r.days for g, r in rules.grades.items()}
    mode = made["policy"].set_index("in_force").loc["tier_mode", "value"]
    assert mode == policy.settings()["tier_mode"].choices.label(str(rules["tier_mode"]), "zh")  # type: ignore[union-attr]
    tiers = made["tiers"][made["tiers"]["in_force"] == 1].sort_values("start")
    assert (tiers["start"] * 10_000).tolist() == rules.tier_starts.tolist()
    assert tiers["step"].tolist() == rules.tier_steps.tolist()
    assert (made["tiers"].loc[made["tiers"]["in_force"] == 0, "step"] == 0).all()


@pytest.mark.parametrize(("rest", "made_up"), [("sunday", 2), ("saturday_sunday", 6), ("none", 0)])
def test_rest_days_beside_the_holidays_are_the_calendars(rest: str, made_up: int) -> None:
    """R053: which make-up days matter depends on the weekly rest."""
    given = changed("weekly_rest", rest)
    rules, made = policy.read(given, DAY), recompute.settings(given, DAY, "zh")
    on = {to_day(d.date()) for d in made["holidays"]["on"].dropna()}
    off = {to_day(d.date()) for d in made["holidays"]["off"].dropna()}
    assert on == rules.calendar.on and off == rules.calendar.off
    assert len([d for d in on if d >= to_day(dt.date(2026, 1, 1))]) == made_up
    assert set(made["worktime"]["rest"]) == {"".join(str(int(r)) for r in rules.calendar.rest)}


def test_spring_festival_2026_is_off_with_its_weekend() -> None:
    """R053: 15 to 23 February, Saturday 14 and 28 worked."""
    calendar = policy.read(policy.shipped([2026]), DAY).calendar
    february = [d for d in range(1, 29) if to_day(dt.date(2026, 2, d)) in calendar.off]
    assert february == list(range(15, 24))


def test_years_around() -> None:
    """R053: a workbook carries last year's, this year's and next year's holidays."""
    assert list(policy.years_around(DAY)) == [2025, 2026, 2027]


def test_blank_settings_mean_not_set() -> None:
    """R139: blank is allowed where it means "ask", and falls back to the default where a choice is wanted."""
    rules = policy.read(changed("tier_mode", None), DAY)
    assert rules["sample_prepay_quantity"] == "" and rules["tier_mode"] == "marginal"
    assert policy.read(changed("sample_prepay_quantity", 50), DAY)["sample_prepay_quantity"] == 50


def test_numbers_that_are_choices() -> None:
    """R211, R127: 1, 0.1, "0.1" and 15 typed as numbers or texts."""
    for value, fen in ((1, 100), (1.0, 100), (0.1, 10), ("0.1", 10), ("1", 100)):
        assert policy.read(changed("rounding", value), DAY).rounding_fen == fen
    assert policy.read(changed("floor_days", 15), DAY).floor_days == 15
    assert policy.read(changed("floor_days", "不设"), DAY).floor_days > 10_000


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("base, exclusions, fx, position_coefficient, tier, rounding", "position_coefficient"),
        ("base, fx, split, tier, rounding", "split"),
        ("base, fx, tier, reserve, project_override, rounding", "reserve"),
        ("base, fx, project_override, tier, rounding", "project_override"),
        ("base, fx, customer_factor, rounding", "nobody"),
    ],
)
def test_a_step_without_effect_is_refused_with_the_reason(steps: str, said: str) -> None:
    """R210, M15."""
    found = policy.check(changed("plan_steps", steps), DAY)
    assert [p.column for p in found] == ["value"] and said in found[0].en
