"""Whose commission a receipt is: its owner's, but for a customer handed over (R142)."""

from __future__ import annotations

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
    """
    holder = {receipt.identity.owner: Fraction(1)}
    for move in (m for m in firm.moves if concerns(firm, m, receipt)):
        rules = firm.policy(quarter(receipt.day))
        left = firm.left.get(move.giver)
        until = left if rules["leaver_receipts"] == "leaver" and left else move.day
        if receipt.day <= until:
            holder = {move.giver: Fraction(1)}
        elif rules["leaver_receipts"] == "split":
            kept = exact(rules["leaver_split"] or 0) / 100
            holder = {move.giver: kept, move.taker: 1 - kept}
        else:
            holder = {move.taker: Fraction(1)}
    return {p: w for p, w in holder.items() if w}


def concerns(firm: Firm, move: Move, receipt: Receipt) -> bool:
    """Whether a hand-over is of this receipt's customer, in the workbook of either side.

    By the number without its owner: the successor's own customer of that number goes along. Issue 11 ends it.
    """
    owner, customer = receipt.identity.owner, receipt.customer
    if owner not in (move.giver, move.taker):
        return False
    if move.customer:
        return move.customer == customer.number_alone
    return owner == move.giver or Identity(move.giver, customer.number) in firm.customers
