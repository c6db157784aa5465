"""Exchange rates as China quotes them, doubtful ones, and the days on which none is published (R048)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from xltrade.core import dtypes
from xltrade.core.dtypes import Frames
from xltrade.core.errors import ValueNotComputable
from xltrade.declared import tables
from xltrade.declared.currencies import BY_CODE, CURRENCIES
from xltrade.formulas.functions import FXRATE, TOCNY
from xltrade.rules import policy

DAY = dt.date(2026, 11, 6)


def tables_with(*rates: dict[str, Any], **changed: Any) -> Frames:
    """The shipped policy of 2026 with these rates, each of 2 November unless it says so, and some settings changed."""
    made = policy.shipped([2026])
    rows = [{"date": dt.date(2026, 11, 2), "kind": "spot", **r} for r in rates]
    made["fx"] = dtypes.build(tables.FX, rows)
    for key, value in changed.items():
        listed = policy.settings()[key].choices
        at = made["policy"]["key"] == key
        made["policy"].loc[at, "value"] = listed.label(value, "zh") if listed else value
    return made


def said(given: Frames) -> list[str]:
    return [p.en.split("; ")[-1] for p in policy.check(given, DAY)]


# ── units and ways ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rate", "cny"),
    [
        ({"currency": "USD", "rate": 7.1234}, 7123.4),
        ({"currency": "USD", "rate": 712.34, "unit": 100}, 7123.4),
        ({"currency": "JPY", "rate": 4.6123, "unit": 100}, 46.12),
        ({"currency": "JPY", "rate": 0.046123}, 46.12),
        ({"currency": "KRW", "rate": 197.53, "quote": "inverse"}, 5.06),
        ({"currency": "KRW", "rate": 0.5062, "unit": 100}, 5.06),
        ({"currency": "ZAR", "rate": 243.0, "unit": 100, "quote": "inverse"}, 411.52),
        ({"currency": "VND", "rate": 0.000268123}, 0.27),
        ({"currency": "AED", "rate": 0.5148, "quote": "inverse"}, 1942.5),
    ],
)
def test_a_thousand_in_yuan(rate: dict[str, Any], cny: float) -> None:
    rules = policy.read(tables_with(rate), DAY)
    assert TOCNY(1000, rate["currency"], "2026-11-03", policy=rules) == cny


def test_small_units_keep_their_digits() -> None:
    """R048: ten million won at 197.53 for a yuan are 50,625.22, not 50,630."""
    rules = policy.read(tables_with({"currency": "KRW", "rate": 197.53, "quote": "inverse"}), DAY)
    assert TOCNY(10_000_000, "KRW", "2026-11-03", policy=rules) == 50_625.22
    assert FXRATE("KRW", "2026-11-03", policy=rules) == 0.005062522


def test_every_iso_currency_can_be_used() -> None:
    """R048: a rate of its own, by code or by a name as banks print it."""
    assert len(CURRENCIES) == len(BY_CODE) > 150 and {"KRW", "AED", "RUB", "SGD", "CHF", "VND"} <= BY_CODE.keys()
    words = tables.FX["currency"].choices
    assert words is not None and words.lookup()["澳大利亚元"] == "AUD" and words.lookup()["韩元"] == "KRW"


def test_usual_ranges_tell_a_hundredfold() -> None:
    """R048: no range reaches from a rate to a hundred times that rate."""
    ranged = [c for c in CURRENCIES if c.low == c.low]
    assert len(ranged) > 140 and all(0 < c.low <= c.high < 100 * c.low for c in ranged)


# ── doubtful ones ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        ({"currency": "USD", "rate": 712.34}, "it looks a hundred times off: write 1 or 100 under Unit."),
        ({"currency": "JPY", "rate": 4.6123}, "it looks a hundred times off: write 1 or 100 under Unit."),
        ({"currency": "USD", "rate": 7.1234, "unit": 100}, "it looks a hundred times off: write 1 or 100 under Unit."),
        ({"currency": "KRW", "rate": 197.53}, "it looks the other way round: correct Quoted as."),
        ({"currency": "USD", "rate": 7.1, "quote": "inverse"}, "it looks the other way round: correct Quoted as."),
        (
            {"currency": "RUB", "rate": 11.1},
            "it looks a hundred times off: write 1 or 100 under Unit, or it looks the other way round: "
            "correct Quoted as.",
        ),
        ({"currency": "EUR", "rate": 8.1, "unit": 10}, "a unit is 1 or 100."),
        ({"currency": "EUR", "rate": -8.1}, "a rate is greater than 0."),
    ],
)
def test_what_is_refused_and_why(rate: dict[str, Any], words: str) -> None:
    found = policy.check(tables_with(rate), DAY)
    assert len(found) == 1 and found[0].en.endswith(words) and found[0].table == "fx"


def test_a_refused_rate_converts_nothing_and_others_go_on() -> None:
    """R048: not even where nobody checked the policy."""
    good = {"currency": "USD", "rate": 7.1234, "date": dt.date(2026, 11, 3)}
    rules = policy.unchecked(tables_with({"currency": "USD", "rate": 712.34}, good), DAY)
    with pytest.raises(ValueNotComputable):
        TOCNY(1000, "USD", "2026-11-02", policy=rules)
    assert TOCNY(1000, "USD", "2026-11-03", policy=rules) == 7123.4


def test_a_rate_far_off_for_no_known_reason_counts_and_is_pointed_out() -> None:
    given = tables_with({"currency": "EUR", "rate": 40})
    assert policy.check(given, DAY) == []
    assert [p.en.split("; ")[-1] for p in policy.fx_warnings(given, DAY)] == ["please check."]


def test_flagging_instead_of_refusing() -> None:
    """R048: `fx_doubtful`."""
    given = tables_with({"currency": "USD", "rate": 712.34}, fx_doubtful="flag")
    assert policy.check(given, DAY) == [] and len(policy.fx_warnings(given, DAY)) == 1
    assert TOCNY(1, "USD", "2026-11-02", policy=policy.read(given, DAY)) == 712.34


@pytest.mark.parametrize(("later", "days", "found"), [(0.00012, 1, 0), (0.008, 1, 2), (0.008, 40, 0)])
def test_rates_far_off_their_neighbours(later: float, days: int, found: int) -> None:
    """R048: pounds of Lebanon have no usual range; a hundredfold from one day to the next is told of both."""
    first = {"currency": "LBP", "rate": 0.00008}
    second = {"currency": "LBP", "rate": later, "date": dt.date(2026, 11, 2) + dt.timedelta(days=days)}
    given = tables_with(first, second)
    assert policy.check(given, DAY) == [] and len(policy.fx_warnings(given, DAY)) == found


# ── days without a rate ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("published", "on", "served"),
    [
        ("2026-09-30", "2026-10-07", True),
        ("2026-09-30", "2026-10-14", True),  # a week after the last day on which there was nothing newer
        ("2026-09-30", "2026-10-15", False),
        ("2026-02-13", "2026-02-23", True),  # the last day of Spring Festival: nothing newer was ever published
        ("2026-02-13", "2026-03-02", True),
        ("2026-02-13", "2026-03-03", False),
        ("2026-05-08", "2026-05-09", True),  # a make-up Saturday
        ("2026-11-02", "2026-11-09", True),
        ("2026-11-02", "2026-11-10", False),
        ("2026-11-06", "2026-11-15", True),  # a Sunday counts as the Friday before it, a Friday's rate lasts to Sunday
        ("2026-11-06", "2026-11-16", False),
    ],
)
def test_days_without_a_new_rate_age_none(published: str, on: str, served: bool) -> None:
    """R048: `fx_max_age_days` 7."""
    given = tables_with({"currency": "USD", "rate": 7.1, "date": dt.date.fromisoformat(published)})
    rules = policy.read(given, dt.date(2026, 12, 1))
    if served:
        assert FXRATE("USD", on, policy=rules) == 7.1
    else:
        with pytest.raises(ValueNotComputable, match="FX"):
            FXRATE("USD", on, policy=rules)
