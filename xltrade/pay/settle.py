"""Settlements: what each person is paid for a quarter, line by line, and what no longer changes (R042, R211, R212).

草稿 → 已计算 → 业务员确认 → 已确认 → 已发放, or 作废. Until it is confirmed a settlement is worked out anew each time.
From then on its amount and its lines stay as the manager saw them, sealed. A receipt that comes later counts in the
quarter in which it was first seen; a correction of one that was settled pays the difference there, to each person, by
what the confirmed lines remember. So all quarters together pay what each would from the receipts as they turned out,
whatever came when, and running it twice changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from xltrade.core.dtypes import Frame
from xltrade.core.errors import PolicyError
from xltrade.core.identity import Identity
from xltrade.declared import tables
from xltrade.declared.rejects.pay import (
    ANSWER_CHANGED,
    BAD_PERIOD,
    CONFIRMED_EARLY,
    DISPUTED,
    NOT_CALCULATED,
    PART_OF_POOL,
    REOPENED,
    UNKNOWN_SETTLEMENT,
)
from xltrade.declared.rejects.reject import Reject
from xltrade.pay.calculate import calculate
from xltrade.pay.company import Company
from xltrade.pay.firm import Firm
from xltrade.pay.notes import at_row
from xltrade.pay.periods import bounds, period_of
from xltrade.pay.rows import Answer, fen_of
from xltrade.pay.seal import refuse_tampered, seal
from xltrade.pay.settlements import LIVE, Settlement, entries_frame, lines_frame, settlements_frame
from xltrade.pay.work import Work


@dataclass(frozen=True)
class Settled:
    """The sheets Settlements, Commission lines and Late entries as they now are, and what there is to say."""

    settlements: Frame
    lines: Frame
    late: Frame
    rejects: tuple[Reject, ...]


def settle(company: Company, master: str) -> Settled:
    """Work out every settlement that is not confirmed, freeze what the manager confirmed, take in the answers.

    master: the file's name, for messages. PolicyError when a confirmed settlement was changed by hand.
    """
    work = settled(company.firm, master)
    lines = [line for row in work.sheet for line in work.lines(row)]
    return Settled(settlements_frame(work.sheet), lines_frame(lines), entries_frame(work.late), tuple(work.notes))


def settled(firm: Firm, master: str) -> Work:
    """The same in typed rows: the sheets as they now are; PolicyError likewise."""
    work = Work.of(firm, master)
    if work.sheet:
        refuse_tampered(work.sheet, work.stored)
        for row in list(work.sheet):
            _take(work, row)
        calculate(work)
        for row in list(work.sheet):
            _part_of_pool(work, row)
        _answers(work)
        for row in list(work.sheet):
            work.total(row)
    return work


# ── what the manager typed ────────────────────────────────────────────────────────────────────────────────────────


def _take(work: Work, row: Settlement) -> None:
    """A row's state as it may be: a new one becomes a draft, a confirmed one is sealed and never goes back."""
    period, row = period_of(row.period), replace(row, status=row.status or "draft")
    if period is None:
        work.put(row if row.seal or not row.frozen else replace(row, status="draft"))
        return work.note(BAD_PERIOD, row, "period", str(row.period))
    row = work.put(replace(row, period=period, person_id=work.firm.team.person(row.person_id) or row.person_id))
    if row.seal and row.status in LIVE:
        row = work.put(replace(row, status="confirmed" if row.paid is None else "paid"))
        work.note(REOPENED, row, "status", row.id or "")
    elif not row.seal and row.frozen:
        row = _freeze(work, row)
    if row.status == "paid" and row.paid is None:
        work.put(replace(row, paid=work.firm.today))
    return None


def _freeze(work: Work, row: Settlement) -> Settlement:
    """Seal a settlement as the sheet shows it; one that was never calculated is calculated first."""
    lines = work.lines(row)
    if not lines or fen_of(row.commission) != sum(fen_of(line.amount) for line in lines):
        work.note(NOT_CALCULATED, row, "status", row.id or row.called)
        return work.put(replace(row, status="draft"))
    end = bounds(row.period)[1]
    if end >= work.firm.today:
        work.note(CONFIRMED_EARLY, row, "status", row.id or row.called, f"{end:%Y-%m-%d}")
    row = work.total(replace(row, confirmed=work.firm.today if row.confirmed is None else row.confirmed))
    return work.put(replace(row, seal=seal(row, lines)))


def _part_of_pool(work: Work, row: Settlement) -> None:
    """Say who shares a pool without having been there for the whole quarter (R200)."""
    person = next((p for p in work.firm.staff if p.id == row.person_id), None)
    if person is None or row.status not in LIVE or row.period != period_of(row.period):
        return
    try:
        rules, (start, end) = work.firm.policy(row.period), bounds(row.period)
    except PolicyError:
        return
    days, whole = person.days(start, end), (end - start).days + 1
    if days < whole and rules["blend_team"] and "split" in rules.plan_steps:
        work.note(PART_OF_POOL, row, "person_id", row.id or row.called, f"{days} / {whole}")


# ── the salespeople's answers ─────────────────────────────────────────────────────────────────────────────────────


def _answers(work: Work) -> None:
    """Take each salesperson's newest answer to a settlement of theirs: accepted only for the amount as it is (R211)."""
    places = {Identity(r.person_id, r.id): at for at, r in enumerate(work.sheet) if r.id and r.person_id}
    for answer in work.firm.ledger.answers:
        at, table = places.get(answer.settlement), tables.CONFIRMATIONS.key
        if at is None:
            number = answer.settlement.number
            work.notes.append(at_row(UNKNOWN_SETTLEMENT, answer, work.firm, table, "settlement_id", number))
        else:
            _answer(work, work.sheet[at], answer)


def _answer(work: Work, row: Settlement, answer: Answer) -> None:
    row = work.put(replace(row, answer=answer.answer, comment=answer.comment))
    if answer.answer == "disputed" and row.status in LIVE:
        row = work.put(replace(row, status="calculated"))
        work.note(DISPUTED, row, "answer", row.id or "", (answer.comment or "").rstrip("。."))
    elif row.status in ("calculated", "accepted"):
        same = fen_of(answer.amount) == fen_of(row.commission)
        row = work.put(replace(row, status="accepted" if same else "calculated"))
        if not same:
            shown = f"{answer.amount:,.2f} → {row.commission or 0:,.2f}"
            work.note(ANSWER_CHANGED, row, "commission", row.id or "", shown)
