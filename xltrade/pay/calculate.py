"""Working out the settlements: what is to be earned, quarter by quarter, and who gets which lines of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from xltrade.core.errors import PolicyError, ValueNotComputable
from xltrade.core.identity import Identity
from xltrade.declared import tables
from xltrade.declared.rejects.pay import (
    ANSWER_CHANGED,
    FROZEN_DIFFERS,
    KEPT_AS_IT_WAS,
    NOTHING_TO_SETTLE,
    POLICY_OF_PERIOD,
    SETTLED_CHANGED,
    SETTLED_TWICE,
)
from xltrade.declared.rejects.reject import Reject
from xltrade.pay.earned import Earned, accumulating, gone, placed, to_earning
from xltrade.pay.firm import Firm
from xltrade.pay.history import History, history
from xltrade.pay.lines import Said, earned_of, written, yuan
from xltrade.pay.parts import Part, PartKey, parts
from xltrade.pay.rows import fen_of
from xltrade.pay.seal import policy_print
from xltrade.pay.settlements import LIVE, Settlement
from xltrade.pay.terms import crew
from xltrade.pay.work import Work
from xltrade.rules import commission_steps
from xltrade.rules.commission_steps import FUND, Posting
from xltrade.rules.policy import Policy

FUND_ID = "FUND"
Late = tuple[str, Posting]
"""The quarter that pays it, and what a confirmed settlement of an earlier one misses."""


def calculate(work: Work) -> None:
    """Every quarter that has a settlement, oldest first; later ones take up what earlier ones leave over."""
    if not work.wanted:
        return
    try:
        found, notes = parts(work.firm, f"{int(work.wanted[0][:4]) - 1}Q1")
        past = history(work.stored, (r.id for r in work.frozen))
        earned = [*_to_earn(work, found, past), *past.settled(found)]
    except PolicyError as error:
        return _give_up(work, work.live, error)
    work.notes += [*_of_concern(notes, found, work.wanted), *_changed(work.firm, earned)]
    late: list[Late] = []
    for period in work.wanted:
        try:
            late += _quarter(work, period, earned, past, [p for q, p in late if q == period])
        except (PolicyError, ValueNotComputable) as error:
            _give_up(work, [r for r in work.live if r.period == period], error)
    return None


def _changed(firm: Firm, earned: Iterable[Earned]) -> list[Reject]:
    """What was changed of receipts that are settled: each becomes a correction in the quarter named (R212)."""
    table = tables.RECEIPTS
    return [
        Reject(
            SETTLED_CHANGED,
            e.part.file or firm.here.get(e.key.receipt.owner, ""),
            table.label(firm.lang),
            table.key,
            e.part.row or None,
            table["amount"].label(firm.lang),
            e.key.receipt.number,
            hint=f"{e.was / 100:,.2f} → {e.part.base / 100:,.2f} ({e.period})",
        )
        for e in earned
        if e.was is not None
    ]


def _give_up(work: Work, rows: Iterable[Settlement], error: PolicyError | ValueNotComputable) -> None:
    """Settlements that cannot be calculated say why and stay as they were."""
    for row in rows:
        work.note(POLICY_OF_PERIOD, row, "period", row.called, error.text(work.firm.lang))


def _of_concern(notes: Iterable[Reject], found: Iterable[Part], wanted: Sequence[str]) -> list[Reject]:
    """The warnings on rows that a settlement here depends on, each once."""
    orders = {p.order for p in found if p.home in wanted}
    return [n for n in dict.fromkeys(notes) if n.table == "orders" or n.value in orders]


# ── what is to be earned, and when ────────────────────────────────────────────────────────────────────────────────


def _to_earn(work: Work, found: list[Part], past: History) -> list[Earned]:
    """What is still to be earned, each part in the quarter that takes it."""
    days = [(r, r.policy_day) for r in work.frozen]
    as_before = {r.period: r.policy_print == policy_print(work.firm, day) for r, day in days if day}

    def target(part: Part) -> str:
        person = part.key.person
        return work.open_quarter(person, part.home) if _taken(work, part, past) else part.home

    def known(part: Part) -> bool:
        return all(as_before.get(p, True) for p in past.quarters[part.key])

    return placed([*found, *gone(found, past.parts, work.firm.here)], past.bases, target, known)


def _taken(work: Work, part: Part, past: History) -> bool:
    """Whether a part's own quarter no longer takes it.

    It is settled there, the person's settlement is confirmed, or the quarter shares a pool of which one is.
    """
    if part.key in past.bases or work.closed(part.key.person, part.home):
        return True
    if not any(r.period == part.home for r in work.frozen):
        return False
    return _pooled(work.firm, part.home) and part.key not in past.stored.get(part.home, ())


def _pooled(firm: Firm, period: str) -> bool:
    """Whether a quarter's plan shares a part of everything among the team."""
    rules = firm.policy(period)
    return bool(rules["blend_team"]) and "split" in rules.plan_steps


# ── a quarter ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Quarter:
    """A quarter worked out: the postings, each account's fen, and what they are of."""

    period: str
    rules: Policy
    postings: Sequence[Posting]
    totals: Mapping[str, int]
    here: Mapping[PartKey, Earned]
    by_key: Mapping[PartKey, Earned]


def _quarter(work: Work, period: str, earned: Sequence[Earned], past: History, late: Sequence[Posting]) -> list[Late]:
    """Run the plan for a quarter and fill its settlements; gives what confirmed ones miss and the quarter to pay it."""
    made = _worked_out(work.firm, period, earned, late)
    _expand(work, made)
    said = Said(work.firm, period, made.rules)
    for row in [r for r in work.live if r.period == period]:
        _fill(work, row, made, said)
    return [missed for row in work.frozen if row.period == period for missed in _left_over(work, row, made, past)]


def _worked_out(firm: Firm, period: str, earned: Sequence[Earned], late: Sequence[Posting]) -> Quarter:
    rules = firm.policy(period)
    here = sorted(
        (e for e in earned if e.period == period), key=lambda e: (e.part.day, e.key.receipt.owner, e.part.row)
    )
    before: dict[str, int] = {}
    for e in earned if rules["tier_period"] != "calendar_quarter" else ():
        if e.period < period:
            group = accumulating(e, rules, firm)
            before[group] = before.get(group, 0) + e.base
    postings = commission_steps.run(
        [to_earning(e, rules, firm) for e in here], crew(firm, period, before), rules
    ) + list(late)
    keyed = {e.key: e for e in here}
    return Quarter(
        period, rules, postings, commission_steps.amounts(postings, rules), keyed, {e.key: e for e in earned} | keyed
    )


def _expand(work: Work, made: Quarter) -> None:
    """A draft for everyone becomes one settlement a person; what is withheld for the fund gets its own."""
    period = made.period
    taken = {r.account for r in work.sheet if r.period == period and not r.void and r.account}

    def each(row: Settlement) -> list[Settlement]:
        if row.status not in LIVE or row.period != period or row.account:
            return [row]
        missing = [p.id for p in work.firm.staff if p.id in made.totals and p.id not in taken]
        taken.update(missing)
        if not missing:
            work.note(NOTHING_TO_SETTLE, row, "period", period)
            return [row]
        return [replace(row, person_id=missing[0]), *(_new(period, person) for person in missing[1:])]

    work.expand(each)
    if made.totals.get(FUND) and FUND not in taken and any(r.period == period for r in work.live):
        work.append(replace(_new(period), id=work.number(period, FUND_ID)))


def _new(period: str, person: str | None = None) -> Settlement:
    return Settlement(0, person_id=person, period=period, status="draft")


def _fill(work: Work, row: Settlement, made: Quarter, said: Said) -> None:
    """A settlement's amount, base and lines; `accepted` falls back to `calculated` when the amount changed."""
    account = row.account
    if not account:
        return None
    if not row.id and _has_twin(work, row):
        return work.note(SETTLED_TWICE, row, "period", row.called)
    if not row.id and account not in made.totals:
        return work.note(NOTHING_TO_SETTLE, row, "period", row.called)
    absent = _absent(work, row, {key.receipt for key in made.by_key})
    if absent:
        return work.note(KEPT_AS_IT_WAS, row, "person_id", row.id or "", "、".join(absent))
    fen, number = made.totals.get(account, 0), row.id or work.number(row.period, account)
    row = work.put(replace(row, id=number))
    mine = [p for p in made.postings if p.account == account]
    work.stored[number] = written(row, commission_steps.lines(mine, fen, made.rules), made.by_key, said)
    return _calculated(work, row, mine, fen)


def _calculated(work: Work, row: Settlement, mine: Sequence[Posting], fen: int) -> None:
    """The sums of a settlement whose lines are written."""
    step = "base" if any(p.step == "base" for p in mine) else "tier"
    changed = row.status == "accepted" and fen_of(row.commission) != fen
    if changed:
        shown = f"{row.commission or 0:,.2f} → {fen / 100:,.2f}"
        work.note(ANSWER_CHANGED, row, "commission", row.id or "", shown)
    day = work.firm.policy_day(row.period)
    work.put(
        replace(
            row,
            status="accepted" if row.status == "accepted" and not changed else "calculated",
            base=yuan(sum((p.base for p in mine if p.step == step), Fraction(0))),
            commission=fen / 100,
            policy_day=day,
            policy_print=policy_print(work.firm, day),
        )
    )


def _has_twin(work: Work, row: Settlement) -> bool:
    """Whether the account has a settlement of this quarter already."""
    return any(
        r.row != row.row and r.period == row.period and r.account == row.account and not r.void and r.id
        for r in work.sheet
    )


def _absent(work: Work, row: Settlement, found: Collection[Identity]) -> list[str]:
    """Whose workbooks a calculated settlement came from that are not here now: without them it stays as it was.

    found: the receipts that are here, in whosever workbook they lie now.
    """
    lines = (line for line in work.lines(row) if line.receipt not in found)
    return sorted({o for line in lines if (o := line.receipt_owner) and o not in work.firm.here})


def _left_over(work: Work, row: Settlement, made: Quarter, past: History) -> list[Late]:
    """What a confirmed settlement does not hold: a share of a receipt that came later is paid in a later quarter.

    Any other difference is only reported: policy and people do not change what is confirmed (R212).
    """
    lines = work.lines(row)
    held = {line.receipt for line in lines}
    others = [
        (p, e)
        for p in made.postings
        if p.account == row.account and (e := earned_of(made.here, p)) and e.key.receipt not in held
    ]
    new = [p for p, e in others if _of_a_colleague(row, e, past)]
    late = sum(fen_of(line.amount) for line in lines if line.step == "late")
    would = made.totals.get(row.account, 0) - round(sum(p.amount for p, _ in others)) + late
    if abs(would - fen_of(row.commission)) > len(others):
        shown = f"{row.commission or 0:,.2f} → {would / 100:,.2f}"
        work.note(FROZEN_DIFFERS, row, "commission", row.id or "", shown)
    quarter = work.open_quarter(row.account, made.period)
    return [(quarter, replace(p, step="late", other="", tier=-1)) for p in new]


def _of_a_colleague(row: Settlement, earned: Earned, past: History) -> bool:
    """Whether what a settlement misses is its share of somebody else's receipt that nothing confirmed has paid."""
    mine = PartKey(row.person_id or "", earned.key.receipt)
    return earned.key.person != row.account and not earned.settled and mine not in past.paid
