"""The policy in force on a day: frozen, validated, read from the Policy tables (R070, R212).

What a sheet says wins; `shipped` is the default that fills a new workbook. Nothing here knows a number of its own.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade import choices, frames, kpis, tables
from xltrade.calendars import Calendar, to_day
from xltrade.errors import PolicyError
from xltrade.frames import Frame, Frames
from xltrade.scales import FEN, RATE, unit_array, units
from xltrade.schema import Choice, Choices, Lang, Table

AGEING = ("ageing_1", "ageing_2", "ageing_3")
REST = {"sunday": (6,), "saturday_sunday": (5, 6), "none": ()}
SPAN = range(2015, 2041)
WORDING = ("name", "options", "requirements", "meaning")
"""Columns of the Policy sheet that explain and decide nothing."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One declared row of the Policy sheet. kind: "choice", "number" or "text"; blank says whether "" is allowed."""

    key: str
    default: str | float
    label: tuple[str, str]
    note: tuple[str, str]
    req: tuple[str, ...]
    choices: Choices | None

    @property
    def kind(self) -> str:
        if self.choices:
            return "choice"
        return "text" if isinstance(self.default, str) and self.default else "number"


@dataclass(frozen=True, slots=True)
class GradeRule:
    """Cadence in days, minimum contacts a week and a month (0 = none), how a rest day moves, suggested channel."""

    days: int
    weekly: int
    monthly: int
    roll: str
    channel: str


@dataclass(frozen=True, slots=True)
class ChannelRule:
    """Whether a channel counts as contact, and its reply target and limit in hours by the clock named (-1 = none)."""

    key: str
    counted: bool
    target_hours: float
    target_clock: str
    limit_hours: float
    limit_clock: str


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a policy: where (table, Excel row or None, column key), what, in both languages."""

    table: str
    row: int | None
    column: str
    value: str
    zh: str
    en: str


@dataclass(frozen=True)
class Policy:
    """Everything the rules need, as of one day. `policy["tier_mode"]` is a setting's value."""

    as_of: date
    settings: Mapping[str, str | float]
    tier_starts: NDArray[np.int64]
    tier_rates: NDArray[np.int64]
    grades: Mapping[str, GradeRule]
    rubrics: Mapping[str, Mapping[str, str]]
    channels: Mapping[str, ChannelRule]
    positions: Mapping[str, float]
    assessment: tuple[tuple[float, float], ...]
    counted_kinds: frozenset[str]
    calendar: Calendar
    fx: Mapping[tuple[str, str], tuple[NDArray[np.int64], NDArray[np.int64]]]

    def __getitem__(self, key: str) -> str | float:
        return self.settings[key]

    @functools.cached_property
    def tier_steps(self) -> NDArray[np.int64]:
        """Rate of each tier less the rate below it, in 1/10,000."""
        return np.diff(self.tier_rates, prepend=0)

    @functools.cached_property
    def rounding_fen(self) -> int:
        """The rounding step in fen."""
        return units(self.settings["rounding"]) // FEN

    @functools.cached_property
    def plan_steps(self) -> tuple[str, ...]:
        """The steps of the commission plan in their order (R210)."""
        return steps_of(str(self.settings["plan_steps"]))

    def assessed(self, score: float) -> float:
        """The commission factor of a quarter's score: that of the highest start reached, 1 below the first (R208)."""
        return next((factor for start, factor in reversed(self.assessment) if score >= start), 1.0)

    @functools.cached_property
    def ageing(self) -> tuple[int, ...]:
        """The bounds of overdue ageing in days, ascending (R157)."""
        return tuple(int(float(self.settings[k])) for k in AGEING)

    @functools.cached_property
    def floor_days(self) -> int:
        """The longest interval for everyone, or a number no cadence reaches."""
        value = self.settings["floor_days"]
        return 10**6 if value == "none" else int(float(value))

    @functools.cached_property
    def weights(self) -> dict[str, float]:
        """Weight of each scorecard dimension; they sum to 100."""
        return {k: float(self.settings[f"weight_{k}"]) for k in ("results", "alibaba_use", "attitude")}


_COMMA = re.compile(r"[,，、;；\s]+")


def steps_of(text: str) -> tuple[str, ...]:
    """The steps a plan names, in their order; commas of either kind, semicolons or spaces between them.

    >>> steps_of("base, fx，tier、rounding")
    ('base', 'fx', 'tier', 'rounding')
    """
    return tuple(s for s in _COMMA.split(text.strip()) if s)


@functools.cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads(resources.files("xltrade").joinpath("data/policy.toml").read_text("utf-8"))


@functools.cache
def settings() -> dict[str, Setting]:
    """Every declared setting by key, in the order of the sheet."""
    return {s["key"]: _setting(s) for s in _shipped()["setting"]}


def _setting(raw: dict[str, Any]) -> Setting:
    zh, en = raw["label"]
    given = tuple(Choice(*c) for c in raw.get("choices", ()))
    listed = Choices(raw["key"], zh, en, given) if given else None
    return Setting(raw["key"], raw["value"], tuple(raw["label"]), tuple(raw["note"]), tuple(raw["req"]), listed)


def shipped(years: Iterable[int], lang: Lang = "zh") -> Frames:
    """The default policy tables as frames: settings, parameters, holidays of `years`, and no exchange rate."""
    start = _shipped()["effective_from"]
    raw = _shipped()["tables"]
    given = (*tables.PARAMETERS, *tables.REVIEW_RULES)
    made = {t.key: frames.build(t, [_row(t, r, start, lang) for r in raw[t.key]]) for t in given}
    made["policy"] = frames.build(tables.POLICY, [_policy_row(s, start, lang) for s in settings().values()])
    made["holidays"] = frames.build(tables.HOLIDAYS, _holidays(years, lang))
    made["fx"] = frames.empty(tables.FX)
    return made


def _row(table: Table, raw: dict[str, Any], start: date, lang: Lang) -> dict[str, Any]:
    english = {k.removesuffix("_en"): v for k, v in raw.items() if k.endswith("_en")}
    row = raw | english if lang == "en" else dict(raw)
    if "effective_from" in table.by_key:
        row["effective_from"] = start
    if table.key == "channels":
        listed = choices.CHANNEL.get(row["channel"])
        row |= {"zh": listed.zh, "en": listed.en}
    return {k: _day_fraction(v) if isinstance(v, time) else v for k, v in row.items()}


def _day_fraction(value: time) -> float:
    return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400


def _policy_row(setting: Setting, start: date, lang: Lang) -> dict[str, Any]:
    which = 0 if lang == "zh" else 1
    listed = setting.choices
    value: Any = setting.default
    if listed:
        label = listed.label(str(value), lang)
        value = float(label) if label.replace(".", "").isdigit() else label
    return {
        "name": setting.label[which],
        "key": setting.key,
        "value": None if value == "" else value,
        "options": " / ".join(c.label(lang) for c in listed.items) if listed else None,
        "effective_from": start,
        "requirements": " ".join(setting.req),
        "meaning": setting.note[which],
    }


def _holidays(years: Iterable[int], lang: Lang) -> list[dict[str, Any]]:
    import holidays

    made = holidays.country_holidays("CN", years=list(years), language="zh_CN" if lang == "zh" else "en_US")
    listed = [{"date": d, "kind": "off", "name": n} for d, n in made.items()]
    listed += [{"date": d, "kind": "off", "name": _BRIDGED[0 if lang == "zh" else 1]} for d in _bridged(made)]
    for day in made.weekend_workdays:
        if day.year in set(years):
            listed.append({"date": day, "kind": "work", "name": choices.DAY_KIND.label("work", lang)})
    return sorted(listed, key=lambda r: r["date"])


_BRIDGED = ("长假中的周末", "Weekend inside a holiday")


def _bridged(off: Mapping[date, str]) -> list[date]:
    """Saturdays and Sundays with a public holiday directly before and directly after the weekend.

    The library lists public holidays for a five-day week; a six-day team does not work that Saturday either.
    """
    day = timedelta(days=1)
    saturdays = [d + day for d in off if d.weekday() == 4 and d + 3 * day in off]
    return [d for s in saturdays for d in (s, s + day) if d not in off]


@functools.cache
def default(as_of: date | None = None) -> Policy:
    """The shipped policy without exchange rates: what the plain functions use when no policy is given."""
    return read(shipped(SPAN), as_of or date(SPAN.stop, 1, 1))


def read(given: Mapping[str, Frame], as_of: date) -> Policy:
    """The policy in force on `as_of` from the policy tables; PolicyError naming each bad cell."""
    refuse(check(given, as_of))
    return unchecked(given, as_of)


def refuse(problems: Iterable[Problem]) -> None:
    """PolicyError naming each of these; nothing where there is none."""
    found = list(problems)
    if found:
        raise PolicyError(" ".join(p.zh for p in found), " ".join(p.en for p in found))


def unchecked(given: Mapping[str, Frame], as_of: date) -> Policy:
    """The policy of tables in which `check` found nothing wrong on that day."""
    current = {k: in_force(given[k], tables.BY_KEY[k], as_of) for k in given if k in _POLICY_TABLES}
    values = _settings_of(current["policy"])
    tiers = current["tiers"].sort_values("start")
    return Policy(
        as_of,
        values,
        unit_array(tiers["start"].to_numpy()),
        unit_array(tiers["rate"].to_numpy()),
        _grade_rules(current["grades"]),
        _rubrics(current["rubrics"]),
        _channel_rules(current["channels"]),
        dict(zip(current["positions"]["position"], current["positions"]["coefficient"], strict=True)),
        tuple(sorted(current["assessment_factors"][["start", "factor"]].itertuples(index=False, name=None))),
        frozenset(current["receipt_kinds"].query("counted == 'yes'")["kind"]),
        _calendar(str(values["weekly_rest"]), current["holidays"], current["worktime"]),
        _fx(current["fx"]),
    )


_POLICY_TABLES = {t.key for t in tables.SHARED}
_BY_KEY = {"policy": "key", "grades": "grade", "positions": "position", "checklist": "quarter", "kpi_sets": "person_id"}


def in_force(frame: Frame, table: Table, as_of: date) -> Frame:
    """The rows in force on `as_of`: per key (or for the whole table) those of the newest version not after it."""
    if "effective_from" not in table.by_key or frame.empty:
        return frame
    begun = frame[frame["effective_from"] <= pd.Timestamp(as_of)]
    key = _BY_KEY.get(table.key)
    since = begun["effective_from"]
    newest = since.groupby(begun[key], dropna=False).transform("max") if key else since.max()
    return begun[begun["effective_from"] == newest]


def _settings_of(frame: Frame) -> dict[str, str | float]:
    typed = dict(zip(frame["key"], frame["value"], strict=True))
    return {key: _value(s, typed.get(key)) for key, s in settings().items() if key in typed} | {
        key: s.default for key, s in settings().items() if key not in typed
    }


def _value(setting: Setting, typed: Any) -> str | float:
    if typed is None or (isinstance(typed, float) and np.isnan(typed)) or typed == "":
        return "" if setting.kind != "choice" else setting.default
    if setting.choices:
        text = f"{typed:g}" if isinstance(typed, (int, float)) else str(typed).strip()
        return setting.choices.lookup()[text.casefold()]
    return float(typed) if setting.kind == "number" else str(typed)


def _grade_rules(frame: Frame) -> dict[str, GradeRule]:
    rows = frame.fillna({"weekly": 0, "monthly": 0, "channel": ""})
    return {
        r.grade: GradeRule(int(r.days), int(r.weekly), int(r.monthly), r.roll, r.channel) for r in rows.itertuples()
    }


def _rubrics(frame: Frame) -> dict[str, dict[str, str]]:
    made: dict[str, dict[str, str]] = {}
    for r in frame.itertuples():
        made.setdefault(r.rubric, {}).update({str(w).casefold(): r.grade for w in (r.answer, r.zh, r.en)})
    return made


def _channel_rules(frame: Frame) -> dict[str, ChannelRule]:
    made = {}
    for r in frame.fillna({"target_hours": -1.0, "target_clock": ""}).itertuples():
        rule = ChannelRule(r.channel, r.counted == "yes", r.target_hours, r.target_clock, r.limit_hours, r.limit_clock)
        made.update({str(w).casefold(): rule for w in (r.channel, r.zh, r.en)})
    return made


def _calendar(rest: str, holidays: Frame, worktime: Frame) -> Calendar:
    weekly = tuple(day in REST[rest] for day in range(7))
    days = {
        kind: {to_day(d.date()) for d in holidays.loc[holidays["kind"] == kind, "date"]} for kind in ("off", "work")
    }
    on = frozenset(d for d in days["work"] if weekly[(d + 3) % 7])
    blocks = tuple(
        sorted((round(a * 86_400), round(b * 86_400)) for a, b in zip(worktime["start"], worktime["end"], strict=True))
    )
    return Calendar(weekly, frozenset(days["off"]), on, blocks)


def _fx(frame: Frame) -> dict[tuple[str, str], tuple[NDArray[np.int64], NDArray[np.int64]]]:
    made = {}
    for (kind, currency), rows in frame.sort_values("date").groupby(["kind", "currency"]):
        days = rows["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
        made[str(kind), str(currency)] = (days, unit_array(rows["rate"].to_numpy(), RATE))
    return made


def check(given: Mapping[str, Frame], as_of: date) -> list[Problem]:
    """Everything wrong with the policy tables on `as_of`, one Problem a cell; [] when it can be used."""
    found = [
        Problem(t.key, None, "", "", f"缺少「{t.zh}」表。", f"The table {t.en} is missing.")
        for t in tables.SHARED
        if t.key not in given or (given[t.key].empty and t.key not in ("fx", "holidays"))
    ]
    if found:
        return found
    bad = _check_values(given["policy"])
    if bad:
        return bad
    values = _settings_of(in_force(given["policy"], tables.POLICY, as_of))
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
        *_check_fx(given["fx"]),
    ]


def _problem(table: str, row: Any, column: str, value: Any, zh: str, en: str) -> Problem:
    declared = tables.BY_KEY[table]
    number = int(row["row"]) if "row" in row else None
    shown = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    label = declared[column]
    where_zh = f"「{declared.zh}」{f'第 {number} 行' if number else ''}「{label.zh}」写的是「{shown}」："
    where_en = f"{declared.en}{f', row {number}' if number else ''}, {label.en} is {shown!r}: "
    return Problem(table, number, column, shown, where_zh + zh, where_en + en)


def _check_values(frame: Frame) -> list[Problem]:
    found = []
    for _, row in frame.iterrows():
        setting = settings().get(row["key"])
        if setting is None:
            found.append(
                _problem(
                    "policy",
                    row,
                    "key",
                    row["key"],
                    "没有这个政策项目，请改回原来的键。",
                    "there is no such setting; restore the key.",
                )
            )
            continue
        try:
            _value(setting, row["value"])
        except (KeyError, ValueError):
            found.append(_bad_value(setting, row))
    return found


def _bad_value(setting: Setting, row: Any) -> Problem:
    if setting.choices:
        zh, en = (" / ".join(c.label(lang) for c in setting.choices.items) for lang in ("zh", "en"))
        return _problem("policy", row, "value", row["value"], f"只能选 {zh}。", f"choose one of {en}.")
    return _problem("policy", row, "value", row["value"], "这里要填数字。", "a number belongs here.")


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
            names = [settings()[k].label for k in keys]
            found.append(
                _problem(
                    "policy",
                    row,
                    "value",
                    row["value"],
                    f"{'、'.join(n[0] for n in names)} 相加是 {sum(parts):g}，必须等于 100 且不能为负。",
                    f"{', '.join(n[1] for n in names)} sum to {sum(parts):g}; they must sum to 100, none negative.",
                )
            )
    return found


_STEPS = steps_of(str(settings()["plan_steps"].default))
_ALWAYS, _BEFORE_TIERS = ("base", "fx", "rounding"), ("base", "exclusions", "fx")


def _check_plan(frame: Frame, values: Mapping[str, str | float]) -> list[Problem]:
    """A plan names known steps once; receipts are made before anything is earned and rounding comes last (R210)."""
    given = steps_of(str(values["plan_steps"]))
    unknown = [s for s in given if s not in _STEPS]
    found = []
    if unknown or len(set(given)) != len(given):
        odd = "、".join(unknown or [s for s in dict.fromkeys(given) if given.count(s) > 1])
        found.append(_bad_setting(frame, "plan_steps", f"「{odd}」不是步骤或写了两次，可以用 {'、'.join(_STEPS)}。",
                                  f"{odd} is no step or stands twice; the steps are {', '.join(_STEPS)}."))
    elif missing := [s for s in _ALWAYS if s not in given]:
        found.append(_bad_setting(frame, "plan_steps", f"缺少步骤「{'、'.join(missing)}」，没有它算不出金额。",
                                  f"the step {', '.join(missing)} is missing; there is no amount without it."))
    elif given[-1] != "rounding" or any(s in _BEFORE_TIERS for s in given[sum(s in _BEFORE_TIERS for s in given) :]):
        found.append(_bad_setting(frame, "plan_steps", "base、exclusions、fx 要在最前面，rounding 在最后。",
                                  "base, exclusions and fx come first, rounding last."))
    if values["basis"] == "quantity" and not values["unit_commission"]:
        found.append(_bad_setting(frame, "basis", "按数量提成时要填「每件提成」。",
                                  "with the basis quantity fill in Commission per unit."))
    return found + [_bad_setting(frame, k, zh, en) for k, low, high, zh, en in _LIMITS
                    if not low <= float(values[k] or 0) <= high]


_LIMITS = (
    ("reserve_rate", 0, 1, "基金比例要在 0 到 1 之间。", "the reserve lies between 0 and 1."),
    ("leaver_split", 0, 100, "离职人分成要在 0 到 100 之间。", "the leaver's part lies between 0 and 100."),
    ("unit_commission", 0, 10**9, "每件提成不能为负。", "a commission per unit is not negative."),
)


def _bad_setting(frame: Frame, key: str, zh: str, en: str) -> Problem:
    rows = frame[frame["key"] == key]
    row = rows.iloc[-1] if len(rows) else pd.Series({"value": settings()[key].default})
    return _problem("policy", row, "value", row["value"], zh, en)


def _check_factors(given: Mapping[str, Frame], as_of: date) -> list[Problem]:
    """No factor is negative (R204, R208)."""
    return [
        _problem(table.key, row, column, row[column], "系数不能为负。", "a factor is not negative.")
        for table, column in ((tables.POSITIONS, "coefficient"), (tables.ASSESSMENT_FACTORS, "factor"))
        for _, row in in_force(given[table.key], table, as_of).iterrows()
        if row[column] < 0
    ]


def _check_ageing(frame: Frame, values: Mapping[str, str | float]) -> list[Problem]:
    """The bounds of ageing are whole days, the first at least 1, each above the one before (R157)."""
    found, below = [], 0.0
    for key in AGEING:
        bound, rows = float(values[key] or 0), frame[frame["key"] == key]
        row = rows.iloc[-1] if len(rows) else pd.Series({"value": settings()[key].default})
        if bound <= below or bound % 1:
            zh, en = settings()[key].label
            found.append(_problem("policy", row, "value", row["value"],
                                  f"{zh}要是大于 {below:g} 的整天数，三个分界依次变大。",
                                  f"{en} is a whole number of days above {below:g}; the three bounds ascend."))
        below = max(bound, below)
    return found


def warnings(given: Mapping[str, Frame], as_of: date) -> list[Problem]:
    """What a valid policy may well not mean: a tier in force whose rate is lower than the tier's below (R045)."""
    tiers = in_force(given["tiers"], tables.TIERS, as_of).sort_values("start")
    return [
        _problem("tiers", row, "rate", row["rate"], f"比下一档的 {below:.2%} 低，到款多了比例反而低。",
                 f"lower than the {below:.2%} of the tier below: more receipts earn a lower rate.")
        for below, (_, row) in zip(tiers["rate"], tiers.iloc[1:].iterrows(), strict=False)
        if row["rate"] < below
    ]


def _check_tiers(frame: Frame, as_of: date) -> list[Problem]:
    tiers = in_force(frame, tables.TIERS, as_of)
    if tiers.empty:
        row = frame.iloc[0]
        return [
            _problem(
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
            _problem(
                "tiers",
                tiers.iloc[0],
                "start",
                tiers["start"].iloc[0],
                "第一档必须从 0 起。",
                "the first tier starts at 0.",
            )
        )
    for before, (_, row) in zip(tiers["start"], tiers.iloc[1:].iterrows(), strict=False):
        if row["start"] <= before:
            found.append(_problem("tiers", row, "start", row["start"], "起点必须逐档变大。", "starts must ascend."))
    for _, row in tiers.iterrows():
        if not 0 <= row["rate"] <= 1:
            found.append(
                _problem(
                    "tiers", row, "rate", row["rate"], "比例要在 0 到 100% 之间。", "a rate lies between 0 and 100 %."
                )
            )
    return found


def _check_grades(frame: Frame, as_of: date) -> list[Problem]:
    return [
        _problem("grades", row, "days", row["days"], "间隔天数至少是 1。", "the cadence is at least 1 day.")
        for _, row in in_force(frame, tables.GRADES, as_of).iterrows()
        if row["days"] < 1
    ]


def _check_rubrics(frame: Frame) -> list[Problem]:
    kept = frame[(frame["rubric"] == "behaviour") & (frame["answer"] == "sample_kept_up")]
    if len(kept) == 1:
        return []
    return [
        _problem(
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
    late = ordered["start"].to_numpy()[1:] < ordered["end"].to_numpy()[:-1]
    found = [
        _problem("worktime", row, "end", row["end"], "下班必须晚于上班。", "a block ends after it starts.")
        for _, row in ordered.iterrows()
        if row["end"] <= row["start"]
    ]
    return found + [
        _problem("worktime", row, "start", row["start"], "时段不能重叠。", "blocks may not overlap.")
        for (_, row), bad in zip(ordered.iloc[1:].iterrows(), late, strict=True)
        if bad
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
            found.append(_problem("kpi_sets", rows.iloc[-1], "weight", float(rows["weight"].iloc[-1]),
                                  f"「{zh}」的权重相加是 {total:g}，必须等于 100 且不能为负。",
                                  f"the weights of {en} sum to {total:g}; they must sum to 100, none negative."))
    return found


def _check_fx(frame: Frame) -> list[Problem]:
    return [
        _problem("fx", row, "rate", row["rate"], "汇率必须大于 0。", "a rate is greater than 0.")
        for _, row in frame[frame["rate"] <= 0].iterrows()
    ]


def years_around(today: date) -> range:
    """Last year to next year: the years whose holidays a new workbook carries."""
    return range(today.year - 1, today.year + 2)
