"""The Review history: a row a person and finished period, with the scores that count (R002, R016)."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from xltrade.computed.cards import Score, checks_text
from xltrade.computed.periods import DIMENSIONS, Period, period_named
from xltrade.computed.reviews import finished
from xltrade.computed.scorecard import Card
from xltrade.core.days import serial
from xltrade.core.dtypes import Frame, build
from xltrade.core.rounding import unit_array
from xltrade.core.schema import Lang
from xltrade.core.shown import number
from xltrade.declared import choices as ch
from xltrade.declared import tables
from xltrade.pay.company import Company
from xltrade.pay.firm import Firm
from xltrade.pay.periods import quarter
from xltrade.pay.rows import text_of
from xltrade.pay.scores import named


def review_history(company: Company) -> Frame:
    """The reviews of everybody who has not left: finished periods, and those that a second chance names."""
    firm = company.firm
    made = build(tables.REVIEWS, [row for p, name in _here(firm) for row in _of(company, p, name)])
    enough = made["share"] >= float(firm.policy_on(firm.today)["ranked_from"]) / 100
    made["rank"] = made["total"].where(enough).groupby(made["quarter"]).rank(method="min", ascending=False)
    return made


def _here(firm: Firm) -> Iterator[tuple[str, str]]:
    for person in firm.staff:
        if person.left is None or person.left > firm.today:
            yield person.id, person.name


def _of(company: Company, person: str, name: str) -> list[dict[str, object]]:
    """A person's rows, oldest first."""
    firm = company.firm
    hired = firm.hired.get(person)
    periods = {p.label: p for p in finished(hired, firm.today, firm.policy_on(firm.today))}
    chances = company.own["second_chances"]
    for label in chances.loc[chances["person_id"].eq(person), "quarter"]:
        if at := period_named(text_of(label), hired, firm.today):
            periods.setdefault(at.label, at)
    begun = [p for p in periods.values() if p.start <= pd.Timestamp(firm.today)]
    return [_row(company, person, name, at) for at in sorted(begun, key=lambda p: p.end)]


def _row(company: Company, person: str, name: str, at: Period) -> dict[str, object]:
    firm = company.firm
    assert firm.cards is not None, "reviews are of those who have cards"
    card, score = firm.cards.card(person, at), named(firm, person, at.label)
    found = score or Score(at.label, {}, None)
    return {
        "person_id": person,
        "name": name,
        "quarter": at.label,
        "start": at.start,
        "last": pd.Timestamp(at.last),
        **{d: found.dimensions.get(d) for d in DIMENSIONS},
        "total": found.total,
        "share": found.share,
        "receipts": _received(company.tables["receipts"], person, at),
        "verdicts": _verdicts(card, firm.lang) or None,
        "checks": found.checks or checks_text(card) or None,
        "kept": firm.reviewed.source.get((person, quarter(at.last))),
        "key": f"{person}|{serial(at.last)}",
    }


def _received(receipts: Frame, person: str, at: Period) -> float:
    inside = receipts["owner"].eq(person) & (receipts["date"] >= at.start) & (receipts["date"] < at.end)
    counted = receipts.loc[inside & receipts["base"].notna(), "base"]
    return int(unit_array(counted.to_numpy(), 100).sum()) / 100


def _verdicts(card: Card, lang: Lang) -> str:
    judged = [r for r in card.results if r.term.number == card.period.number]
    return "; ".join(f"{_plain(r.value)} / {_plain(r.needed)} {ch.VERDICT.label(r.verdict, lang)}" for r in judged)


def _plain(value: float | None) -> str:
    return "–" if value is None else number(round(value, 4))
