"""The policy that xltrade ships, as the tables of a new workbook."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from functools import cache
from typing import Any

import pandas as pd

from xltrade.core import dtypes
from xltrade.core.dtypes import Frame, Frames
from xltrade.core.schema import Lang, Table
from xltrade.declared import choices, tables
from xltrade.rules import buyer_tables
from xltrade.rules.policy import holidays
from xltrade.rules.policy.settings import Setting, settings, shipped_file


def shipped(years: Iterable[int], lang: Lang = "zh", *, buyers: bool = True) -> Frames:
    """The default policy tables as frames: settings, parameters, holidays of `years`, and no exchange rate.

    buyers: with the tables of their zones and holidays. Each caller gets frames of their own to change; what they hold
    is worked out once.
    """
    made = _shipped(tuple(years), lang) | (_buyers(tuple(years), lang) if buyers else {})
    return {key: frame.copy() for key, frame in made.items()}


_buyers = cache(buyer_tables.shipped)


@cache
def _shipped(years: tuple[int, ...], lang: Lang) -> Frames:
    start = shipped_file()["effective_from"]
    raw = shipped_file()["tables"]
    given = (*tables.PARAMETERS, *tables.REVIEW_RULES)
    made = {t.key: dtypes.build(t, [_row(t, r, start, lang) for r in raw[t.key]]) for t in given}
    made["policy"] = dtypes.build(tables.POLICY, [_policy_row(s, start, lang) for s in settings().values()])
    made["holidays"] = dtypes.build(tables.HOLIDAYS, holidays.rows_of(years, lang))
    made["fx"] = dtypes.empty(tables.FX)
    return made


def completed(frame: Frame, lang: Lang) -> Frame:
    """A Policy table with the shipped row of each setting that it lacks: it was made before there was that setting."""
    new = _shipped((), lang)["policy"]
    new = new[~new["key"].isin(frame["key"])]
    if new.empty:
        return frame
    more = {"row": 0} if "row" in frame else {}
    return pd.concat([frame, new.assign(**more)], ignore_index=True)


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


def years_around(today: date) -> range:
    """Last year to next year: the years whose holidays a new workbook carries."""
    return range(today.year - 1, today.year + 2)
