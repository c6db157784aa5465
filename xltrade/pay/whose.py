"""Whose commission a receipt is: of who entered it, but for a customer handed over (R142)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from xltrade.core.identity import Identity
from xltrade.pay.firm import Firm
from xltrade.pay.periods import quarter
from xltrade.pay.rows import Move, Receipt
from xltrade.rules.commission_steps import exact


def holders(firm: Firm, receipt: Receipt) -> dict[str, Fraction]:
    """Whose commission a receipt is, with parts that sum to 1, such as {"E1": 3/10, "E2": 7/10}.

    `leaver`: up to the leave date (without one, the day of the hand-over) the one who hands over, later the successor.
    `successor`: up to the day of the hand-over, later the successor. `split`: later both, by `leaver_split`.
    A customer goes from hand to hand, whosever workbook the receipt lies in.
    """
    keeper, parts = receipt.customer.owner, dict[str, Fraction]()
    rules = firm.policy(quarter(receipt.day))
    for move in firm.team.moves:
        if not concerns(firm, move, receipt.customer, keeper):
            continue
        parts = parts or {move.giver: Fraction(1)}
        if receipt.day <= _until(firm, move, str(rules["leaver_receipts"])):
            break
        kept = exact(rules["leaver_split"] or 0) / 100 if rules["leaver_receipts"] == "split" else Fraction(0)
        given = parts.pop(move.giver, Fraction(0))
        for person, share in ((move.giver, given * kept), (move.taker, given * (1 - kept))):
            parts[person] = parts.get(person, Fraction(0)) + share
        keeper = move.taker
    return {p: w for p, w in parts.items() if w} or {receipt.identity.owner: Fraction(1)}


def _until(firm: Firm, move: Move, rule: str) -> dt.date:
    """The last day on which a receipt is still the giver's."""
    return (firm.left.get(move.giver) or move.day) if rule == "leaver" else move.day


def concerns(firm: Firm, move: Move, customer: Identity, keeper: str) -> bool:
    """Whether a hand-over is of this customer, who is the keeper's at that time: never the successor's own.

    A number means the giver's own customer, and only where they had none of it that day one that was handed to them.
    """
    if not Identity(keeper, "").of(move.giver):
        return False
    own = Identity(move.giver, move.customer)
    meant = own if firm.ledger.had_customer(own, move.day) else Identity(customer.owner, move.customer)
    return not move.customer or meant == customer
