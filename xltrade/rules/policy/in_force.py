"""The policy in force on a day: settings and tables as the rules take them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade.core.days import NEVER, Calendar, to_date, to_day
from xltrade.core.dtypes import Frame
from xltrade.core.errors import ValueNotComputable
from xltrade.core.rounding import FEN, units
from xltrade.core.schema import Table
from xltrade.declared.tables import POLICY
from xltrade.rules import buyers
from xltrade.rules.buyers import Buyers
from xltrade.rules.policy.fx_rates import judged
from xltrade.rules.policy.settings import AGEING, REST, Setting, settings, steps_of


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


@dataclass(frozen=True, slots=True)
class TierRows:
    """Every row of the tiers: the days from `since` to before `until` on which it holds, start and rate in units.

    A row holds until the next one of its start; one without a rate is not among them. changes: the days on which any
    row begins, such a one too.
    """

    since: NDArray[np.int64]
    until: NDArray[np.int64]
    starts: NDArray[np.int64]
    rates: NDArray[np.int64]
    changes: NDArray[np.int64]

    def changed(self, day: int) -> int | None:
        """The last day up to this one on which the tiers changed."""
        begun = self.changes[self.changes <= day]
        return int(begun.max()) if len(begun) else None

    def on(self, day: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Starts, ascending, and rates of the tiers that hold on a day (R044, R212)."""
        here = np.flatnonzero((self.since <= day) & (day < self.until))
        here = here[np.argsort(self.starts[here], kind="stable")]
        return self.starts[here], self.rates[here]

    def complete(self, day: int) -> bool:
        """Whether tiers hold on a day: one of them starts at 0."""
        return bool((self.on(day)[0] == 0).any())


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
    tiers: TierRows
    rows: Frame
    buyer_tables: Mapping[str, Frame] = field(default_factory=dict)

    def __getitem__(self, key: str) -> str | float:
        return self.settings[key]

    def of_day(self, day: int) -> Policy:
        """This policy with the tiers and settings that hold on a day (since 1970): no tiers where none start at 0."""
        if day not in self._of_day:
            starts, rates = self.tiers.on(day) if self.tiers.complete(day) else (self.tier_starts[:0],) * 2
            said = settings_of(in_force(self.rows, POLICY, to_date(day)))
            self._of_day[day] = replace(self, settings=said, tier_starts=starts, tier_rates=rates)
        return self._of_day[day]

    def with_tiers_of(self, day: int) -> Policy:
        """`of_day`; ValueNotComputable where no tiers hold."""
        if not self.tiers.complete(day):
            raise ValueNotComputable(f"{to_date(day)} 没有生效的提成档。", f"No tiers are in force on {to_date(day)}.")
        return self.of_day(day)

    @functools.cached_property
    def _of_day(self) -> dict[int, Policy]:
        return {}

    @functools.cached_property
    def tier_steps(self) -> NDArray[np.int64]:
        """Rate of each tier less the rate below it, in 1/1,000,000."""
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
    def buyers(self) -> Buyers:
        """When buyers are at work, of the tables of the sheet 时区."""
        return buyers.read(self.buyer_tables)

    @functools.cached_property
    def floor_days(self) -> int:
        """The longest interval for everyone, or a number no cadence reaches."""
        value = self.settings["floor_days"]
        return 10**6 if value == "none" else int(float(value))

    @functools.cached_property
    def weights(self) -> dict[str, float]:
        """Weight of each scorecard dimension; they sum to 100."""
        return {k: float(self.settings[f"weight_{k}"]) for k in ("results", "alibaba_use", "attitude")}


_BY_KEY = {
    "policy": "key",
    "tiers": "start",
    "grades": "grade",
    "positions": "position",
    "checklist": "quarter",
    "kpi_sets": "person_id",
}


def in_force(frame: Frame, table: Table, as_of: date) -> Frame:
    """The rows in force on `as_of`: per key (or for the whole table) those of the newest version not after it.

    So one new row changes one tier, named by its start; a row without a rate ends the tier (R045).
    """
    if "effective_from" not in table.by_key or frame.empty:
        return frame
    since, of = frame["effective_from"].to_numpy(), _keys(frame, table)
    begun = np.flatnonzero(since <= np.datetime64(as_of))
    newest: dict[Any, Any] = {}
    for at in begun:
        newest[of[at]] = max(since[at], newest.get(of[at], since[at]))
    kept = [at for at in begun if since[at] == newest[of[at]]]
    current = frame if len(kept) == len(frame) else frame.iloc[kept]
    return current[current["rate"].notna()] if table.key == "tiers" else current


def _keys(frame: Frame, table: Table) -> list[Any]:
    """What each row is a version of; None where that is blank, or the whole table."""
    column = _BY_KEY.get(table.key)
    return [None if pd.isna(k) else k for k in frame[column].array] if column else [None] * len(frame)


def begins(given: Mapping[str, Frame], as_of: date) -> date | None:
    """The last day up to `as_of` on which a row of any of the policy tables begins: since then nothing changed."""
    limit = np.datetime64(as_of, "us")
    since = [f["effective_from"].to_numpy() for f in given.values() if "effective_from" in f]
    begun = [days[days <= limit].max() for days in since if (days <= limit).any()]
    return pd.Timestamp(max(begun)).date() if begun else None


def held_days(frame: Frame, each: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each row of a dated table the day from which it holds, and that from which the next of its `each` does."""
    since = frame["effective_from"].fillna(pd.Timestamp(0)).to_numpy().astype("datetime64[D]").astype(np.int64)
    until = np.full(len(frame), NEVER)
    for name in frame[each].dropna().unique():
        here = np.flatnonzero(frame[each].eq(name).to_numpy())
        days = np.append(np.unique(since[here]), NEVER)
        until[here] = days[np.searchsorted(days, since[here], side="right")]
    return since, until


def settings_of(frame: Frame) -> dict[str, str | float]:
    """Setting -> what the sheet says, its default where it says nothing."""
    typed = dict(zip(frame["key"], frame["value"], strict=True))
    return {key: value(s, typed.get(key)) for key, s in settings().items() if key in typed} | {
        key: s.default for key, s in settings().items() if key not in typed
    }


def value(setting: Setting, typed: Any) -> str | float:
    """A typed setting as its key, number or text; a date as days since 1970."""
    if typed is None or (isinstance(typed, float) and np.isnan(typed)) or typed == "":
        return "" if setting.kind != "choice" else setting.default
    if setting.kind == "date":
        if not isinstance(typed, date):
            raise ValueError(typed)
        return float(to_day(pd.Timestamp(typed).date()))
    if setting.choices:
        text = f"{typed:g}" if isinstance(typed, (int, float)) else str(typed).strip()
        return setting.choices.lookup()[text.casefold()]
    return float(typed) if setting.kind == "number" else str(typed)


def grade_rules(frame: Frame) -> dict[str, GradeRule]:
    """Grade -> its rule."""
    rows = frame.fillna({"weekly": 0, "monthly": 0, "channel": ""})
    return {
        r.grade: GradeRule(int(r.days), int(r.weekly), int(r.monthly), r.roll, r.channel) for r in rows.itertuples()
    }


def rubrics(frame: Frame) -> dict[str, dict[str, str]]:
    """Rubric -> answer in any spelling -> grade."""
    made: dict[str, dict[str, str]] = {}
    for r in frame.itertuples():
        made.setdefault(r.rubric, {}).update({str(w).casefold(): r.grade for w in (r.answer, r.zh, r.en)})
    return made


def channel_rules(frame: Frame) -> dict[str, ChannelRule]:
    """Channel in any spelling -> its rule."""
    made = {}
    for r in frame.fillna({"target_hours": -1.0, "target_clock": ""}).itertuples():
        rule = ChannelRule(r.channel, r.counted == "yes", r.target_hours, r.target_clock, r.limit_hours, r.limit_clock)
        made.update({str(w).casefold(): rule for w in (r.channel, r.zh, r.en)})
    return made


def calendar(rest: str, holidays: Frame, worktime: Frame) -> Calendar:
    """The working calendar: weekly rest, holidays, make-up days, hours; known to the end of the last year listed."""
    weekly = tuple(day in REST[rest] for day in range(7))
    days = {
        kind: {to_day(d.date()) for d in holidays.loc[holidays["kind"] == kind, "date"]} for kind in ("off", "work")
    }
    on = frozenset(d for d in days["work"] if weekly[(d + 3) % 7])
    blocks = tuple(
        sorted((round(a * 86_400), round(b * 86_400)) for a, b in zip(worktime["start"], worktime["end"], strict=True))
    )
    last = to_day(date(to_date(max(days["off"])).year, 12, 31)) if days["off"] else NEVER
    return Calendar(weekly, frozenset(days["off"]), on, blocks, last)


def fx(
    frame: Frame, values: Mapping[str, str | float]
) -> dict[tuple[str, str], tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """(kind, currency) -> days and CNY for one unit in 1/1,000,000,000 (0 = refused), ascending by day."""
    made = {}
    used = frame.assign(used=judged(frame, values).used) if len(frame) else frame
    for (kind, currency), rows in used.sort_values("date").groupby(["kind", "currency"]):
        days = rows["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
        made[str(kind), str(currency)] = (days, rows["used"].to_numpy(dtype=np.int64))
    return made
