"""Third step of a consolidation: settlements, payroll and fund, worked out from everybody's rows (R042, R209, R211)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from xltrade.core.dtypes import Frame, Frames
from xltrade.core.parsing import fold
from xltrade.declared.rejects.reject import Reject
from xltrade.jobs.merge import Merged
from xltrade.pay import fund, payroll
from xltrade.pay.company import Company
from xltrade.pay.reviews import review_history
from xltrade.pay.scores import with_cards
from xltrade.pay.settle import settle as settled


@dataclass(frozen=True)
class Paid:
    """The consolidated rows with what they pay.

    own: the manager's tables with the people and settlements as they now are; reviews: the finished ones;
    rejects: everything there is to say, of the rows and of the settlements.
    """

    merged: Merged
    own: Frames
    payroll: Frame
    fund: Frame
    reviews: Frame
    rejects: tuple[Reject, ...]


def settle(merged: Merged) -> Paid:
    """Work out the settlements, the payroll and the fund; PolicyError when a confirmed one was changed by hand."""
    given, company = merged.given, company_of(merged)
    made = settled(company, given.name)
    known = {fold(i) for i in merged.people["id"]}  # somebody may have come with this consolidation
    strange = [r for r in given.strange if fold(r.value) not in known]
    own = {
        **given.own,
        "people": merged.people,
        "settlements": made.settlements,
        "settlement_lines": made.lines,
        "late_entries": made.late,
    }
    return Paid(
        merged,
        own,
        payroll.payroll(company, made.settlements),
        fund.ledger(company, made.settlements),
        review_history(replace(company, own=own)),
        (*merged.rejects, *made.rejects, *strange),
    )


def company_of(merged: Merged) -> Company:
    """What settlements are worked out from; a policy that was read before is not read again."""
    given = merged.given
    here = {owner: file for file, (owner, _) in merged.owners.items()}
    company = Company(
        merged.tables,
        given.own,
        given.shared,
        merged.people,
        given.today,
        given.look.lang,
        here,
        given.policies.known,
        refused=merged.refused,
    )
    return with_cards(company)
