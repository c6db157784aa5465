"""Everything wrong with a policy, by table, column and row (R045)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from xltrade.core.dtypes import Frame, each_row
from xltrade.core.rounding import RATE
from xltrade.core.shown import number
from xltrade.declared import choices, kpis, tables
from xltrade.rules.policy.fx_check import fx_problems
from xltrade.rules.policy.in_force import in_force, settings_of, value
from xltrade.rules.policy.plan_steps import idle
from xltrade.rules.policy.problem import Problem, problem_of
from xltrade.rules.policy.settings import AGEING, Setting, settings, steps_of


def check(given: Mapping[str, Frame], as_of: date) -> list[Problem]:
    """Everything wrong with the policy tables on `as_of`, one Problem a cell; [] when it can be used."""
    found = [
        Problem(t.key, None, "", "", f"缺少「{t.zh}」表。", f"The table {t.en} is missing.")
        for t in tables.SHARED
        if not t.newer and (t.key not in given or (given[t.key].empty and t.key not in ("fx", "holidays")))
    ]
    if found:
        return found
    bad = _check_values(given["policy"])
    if bad:
        return bad
    values = settings_of(in_force(given["policy"], tables.POLICY, as_of))
    return [
        *_check_sums(given["policy"], values),
        *_check_plan(given["policy"], values),
        *_check_factors(given, as_of),
        *_check_ageing(in_force(given["policy"], tables.POLICY, as_of), values),
        *_check_tiers(given["tiers"], as_of),
        *_check_grades(given["grades"], as_of),
        *_check_rubrics(given["rubrics"]),
        *_check_worktime(given["worktime"]),
        *_check_weights(given["kpi_sets"], as_of),
        *fx_problems(given["fx"], values),
    ]


def _check_values(frame: Frame) -> list[Problem]:
    good = [_is_good(key, typed) for key, typed in zip(frame["key"], frame["value"], strict=True)]
    return [_bad_value(settings().get(row["key"]), row) for row in each_row(frame, ~np.array(good, dtype=bool))]


def _is_good(key: str, typed: Any) -> bool:
    """Whether there is such a setting and it can have this value."""
    try:
        value(settings()[key], typed)
    except (KeyError, ValueError):
        return False
    return True


def _bad_value(setting: Setting | None, row: Any) -> Problem:
    if setting is None:
        zh, en = "没有这个政策项目，请改回原来的键。", "there is no such setting; restore the key."
        return problem_of("policy", row, "key", row["key"], zh, en)
    if setting.choices:
        zh, en = (" / ".join(c.label(lang) for c in setting.choices.items) for lang in ("zh", "en"))
        return problem_of("policy", row, "value", row["value"], f"只能选 {zh}。", f"choose one of {en}.")
    if setting.kind == "date":
        return problem_of("policy", row, "value", row["value"], "这里要填日期。", "a date belongs here.")
    return problem_of("policy", row, "value", row["value"], "这里要填数字。", "a number belongs here.")


_HUNDRED = (
    ("weight_results", "weight_alibaba_use", "weight_attitude"),
    ("blend_individual", "blend_team"),
    ("stage_develop", "stage_negotiate", "stage_follow_up"),
)


def _check_sums(frame: Frame, values: Mapping[str, str | float]) -> list[Problem]:
    found = []
    for keys in _HUNDRED:
        parts = [float(values[k] or 0) for k in keys]
        if abs(sum(parts) - 100) > 1e-9 or min(parts) < 0:
            row = frame[frame["key"] == keys[-1]].iloc[-1]
            names, total = [settings()[k].label for k in keys], number(sum(parts))
            found.append(
                problem_of(
                    "policy",
                    row,
                    "value",
                    row["value"],
                    f"{'、'.join(n[0] for n in names)} 相加是 {total}，必须等于 100 且不能为负。",
                    f"{', '.join(n[1] for n in names)} sum to {total}; they must sum to 100, none negative.",
                )
            )
    return found


_STEPS = steps_of(str(settings()["plan_steps"].default))
_ALWAYS, _BEFORE_TIERS = ("base", "fx", "rounding"), ("base", "exclusions", "fx")


def _check_plan(frame: Frame, values: Mapping[str, str | float]) -> list[Problem]:
    """A plan names known steps once; receipts are made before anything is earned and rounding comes last (R210)."""
    found = _check_steps(frame, steps_of(str(values["plan_steps"])))
    if values["basis"] == "quantity" and not values["unit_commission"]:
        found.append(
            _bad_setting(
                frame, "basis", "按数量提成时要填「每件提成」。", "with the basis quantity fill in Commission per unit."
            )
        )
    return found + [
        _bad_setting(frame, k, zh, en) for k, low, high, zh, en in _LIMITS if not low <= float(values[k] or 0) <= high
    ]


def _check_steps(frame: Frame, given: tuple[str, ...]) -> list[Problem]:
    unknown = [s for s in given if s not in _STEPS]
    found = list[Problem]()
    if unknown or len(set(given)) != len(given):
        odd = "、".join(unknown or [s for s in dict.fromkeys(given) if given.count(s) > 1])
        found.append(
            _bad_setting(
                frame,
                "plan_steps",
                f"「{odd}」不是步骤或写了两次，可以用 {'、'.join(_STEPS)}。",
                f"{odd} is no step or stands twice; the steps are {', '.join(_STEPS)}.",
            )
        )
    elif missing := [s for s in _ALWAYS if s not in given]:
        found.append(
            _bad_setting(
                frame,
                "plan_steps",
                f"缺少步骤「{'、'.join(missing)}」，没有它算不出金额。",
                f"the step {', '.join(missing)} is missing; there is no amount without it.",
            )
        )
    elif given[-1] != "rounding" or any(s in _BEFORE_TIERS for s in given[sum(s in _BEFORE_TIERS for s in given) :]):
        found.append(
            _bad_setting(
                frame,
                "plan_steps",
                "base、exclusions、fx 要在最前面，rounding 在最后。",
                "base, exclusions and fx come first, rounding last.",
            )
        )
    elif said := idle(given):
        found.append(_bad_setting(frame, "plan_steps", *said))
    return found


_LIMITS = (
    ("reserve_rate", 0, 1, "基金比例要在 0 到 1 之间。", "the reserve lies between 0 and 1."),
    ("leaver_split", 0, 100, "离职人分成要在 0 到 100 之间。", "the leaver's part lies between 0 and 100."),
    ("unit_commission", 0, 10**9, "每件提成不能为负。", "a commission per unit is not negative."),
)


def _bad_setting(frame: Frame, key: str, zh: str, en: str) -> Problem:
    rows = frame[frame["key"] == key]
    row = rows.iloc[-1] if len(rows) else pd.Series({"value": settings()[key].default})
    return problem_of("policy", row, "value", row["value"], zh, en)


def _check_factors(given: Mapping[str, Frame], as_of: date) -> list[Problem]:
    """No factor is negative (R204, R208)."""
    return [
        problem_of(table.key, row, column, row[column], "系数不能为负。", "a factor is not negative.")
        for table, column in ((tables.POSITIONS, "coefficient"), (tables.ASSESSMENT_FACTORS, "factor"))
        for row in _below(in_force(given[table.key], table, as_of), column, 0)
    ]


def _below(frame: Frame, column: str, least: float) -> Iterator[pd.Series]:
    return each_row(frame, frame[column] < least)


def _check_ageing(frame: Frame, values: Mapping[str, str | float]) -> list[Problem]:
    """The bounds of ageing are whole days, the first at least 1, each above the one before (R157)."""
    found, below = [], 0.0
    for key in AGEING:
        bound = float(values[key] or 0)
        if bound <= below or bound % 1:
            rows = frame[frame["key"] == key]
            row = rows.iloc[-1] if len(rows) else pd.Series({"value": settings()[key].default})
            zh, en = settings()[key].label
            found.append(
                problem_of(
                    "policy",
                    row,
                    "value",
                    row["value"],
                    f"{zh}要是大于 {number(below)} 的整天数，三个分界依次变大。",
                    f"{en} is a whole number of days above {number(below)}; the three bounds ascend.",
                )
            )
        below = max(bound, below)
    return found


def warnings(given: Mapping[str, Frame], as_of: date) -> list[Problem]:
    """What a valid policy may well not mean: a tier in force whose rate is lower than the tier's below (R045)."""
    tiers = in_force(given["tiers"], tables.TIERS, as_of).sort_values("start")
    return [
        problem_of(
            "tiers",
            row,
            "rate",
            row["rate"],
            f"比下一档的 {below:.2%} 低，到款多了比例反而低。",
            f"lower than the {below:.2%} of the tier below: more receipts earn a lower rate.",
        )
        for row, below in _falling(tiers)
    ]


def _falling(tiers: Frame) -> Iterator[tuple[pd.Series, float]]:
    """Each tier with a lower rate than the one below it, and that rate."""
    below = tiers["rate"].shift()
    return ((row, below[row.name]) for row in each_row(tiers, tiers["rate"] < below))


_NEAR = 1e-6


def _check_tiers(frame: Frame, as_of: date) -> list[Problem]:
    tiers = in_force(frame, tables.TIERS, as_of).sort_values("start", kind="stable")
    if tiers.empty:
        row = frame.iloc[0]
        return [
            problem_of(
                "tiers",
                row,
                "effective_from",
                row["effective_from"].date(),
                "还没有任何一档生效。",
                "no tier is in force yet.",
            )
        ]
    found = []
    if tiers["start"].iloc[0] != 0:
        found.append(
            problem_of(
                "tiers",
                tiers.iloc[0],
                "start",
                tiers["start"].iloc[0],
                "第一档必须从 0 起。",
                "the first tier starts at 0.",
            )
        )
    for row in each_row(tiers, tiers["start"].diff() <= 0):
        found.append(problem_of("tiers", row, "start", row["start"], "起点必须逐档变大。", "starts must ascend."))
    return found + _check_rates(tiers)


_OUTSIDE = ("比例要在 0 到 100% 之间。", "a rate lies between 0 and 100 %.")
_TOO_FINE = (
    "比例写成百分数时最多四位小数（2.1250%）。",
    "a rate has at most four decimals as a percentage (2.1250 %).",
)


def _check_rates(tiers: Frame) -> list[Problem]:
    units = tiers["rate"] * RATE
    outside, fine = ~tiers["rate"].between(0, 1), (units - units.round()).abs() > _NEAR
    return [
        problem_of("tiers", row, "rate", row["rate"], *(_TOO_FINE if 0 <= row["rate"] <= 1 else _OUTSIDE))
        for row in each_row(tiers, outside | fine)
    ]


def _check_grades(frame: Frame, as_of: date) -> list[Problem]:
    return [
        problem_of("grades", row, "days", row["days"], "间隔天数至少是 1。", "the cadence is at least 1 day.")
        for row in _below(in_force(frame, tables.GRADES, as_of), "days", 1)
    ]


def _check_rubrics(frame: Frame) -> list[Problem]:
    if list(zip(frame["rubric"], frame["answer"], strict=True)).count(("behaviour", "sample_kept_up")) == 1:
        return []
    return [
        problem_of(
            "rubrics",
            frame.iloc[0],
            "answer",
            "sample_kept_up",
            "缺少「寄样并保持跟进」一行。",
            "the row sample_kept_up is missing.",
        )
    ]


def _check_worktime(frame: Frame) -> list[Problem]:
    ordered = frame.sort_values("start")
    start, end = ordered["start"].to_numpy(), ordered["end"].to_numpy()
    found = [
        problem_of("worktime", row, "end", row["end"], "下班必须晚于上班。", "a block ends after it starts.")
        for row in each_row(ordered, end <= start)
    ]
    return found + [
        problem_of("worktime", row, "start", row["start"], "时段不能重叠。", "blocks may not overlap.")
        for row in each_row(ordered.iloc[1:], start[1:] < end[:-1])
    ]


def _check_weights(frame: Frame, as_of: date) -> list[Problem]:
    """The weights of each part of everybody's KPI set sum to 100, none negative (R192)."""
    found = []
    sets = in_force(frame, tables.KPI_SETS, as_of)
    part = sets["kpi"].map({k.key: k.dimension for k in kpis.KPIS})
    for (_, dimension), rows in sets.groupby([sets["person_id"].fillna(""), part], sort=False):
        total = float(rows["weight"].sum())
        if abs(total - 100) > 1e-9 or (rows["weight"] < 0).any():
            zh, en = (choices.DIMENSION.label(dimension, lang) for lang in ("zh", "en"))
            found.append(
                problem_of(
                    "kpi_sets",
                    rows.iloc[-1],
                    "weight",
                    float(rows["weight"].iloc[-1]),
                    f"「{zh}」的权重相加是 {number(total)}，必须等于 100 且不能为负。",
                    f"the weights of {en} sum to {number(total)}; they must sum to 100, none negative.",
                )
            )
    return found
