"""Which part of its order a receipt pays, in the order's currency (R048, R206)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property

import numpy as np

from xltrade.core.days import to_day
from xltrade.core.identity import Identity
from xltrade.pay.firm import Firm
from xltrade.pay.rows import Order, Receipt
from xltrade.rules import fx


class Paid:
    """What the receipts of orders pay of them."""

    def __init__(self, firm: Firm, orders: Mapping[Identity, Order]) -> None:
        self.firm, self.orders = firm, orders

    def part(self, receipt: Receipt, order: Order) -> Fraction | None:
        """The part of the order's amount: 70,000 CNY of 10,000 USD at 7 is all of it. None where no rate is known.

        Between two currencies both rates are those of the receipt's day.
        """
        if receipt.currency == order.currency:
            return receipt.amount / order.amount
        on = np.array([to_day(receipt.day)] * 2)
        names = np.array([receipt.currency, order.currency], dtype=object)
        ours, theirs = fx.rate(names, on, self.firm.policy(receipt.home)).tolist()
        return receipt.amount * ours / theirs / order.amount if ours > 0 and theirs > 0 else None

    def capped(self, receipt: Receipt, order: Order) -> Fraction:
        """The same as far as the order is not overpaid: its receipts before it, by date, take their part first."""
        part = self.part(receipt, order) or Fraction(0)
        before = self._before.get(receipt.identity, Fraction(0))
        return min(before + part, Fraction(1)) - min(before, Fraction(1))

    @cached_property
    def _before(self) -> Mapping[Identity, Fraction]:
        """Receipt -> what earlier ones that earn have paid of its order."""
        paid, found = dict[Identity, Fraction](), dict[Identity, Fraction]()
        for receipt in sorted(self.firm.ledger.receipts, key=lambda r: (r.day, r.identity.owner, r.row)):
            meant = self.firm.ledger.order_of(receipt)
            order = self.orders.get(meant)
            if receipt.identity in found or order is None or order.amount <= 0 or not self._earns(receipt):
                continue
            found[receipt.identity] = paid.get(meant, Fraction(0))
            paid[meant] = found[receipt.identity] + (self.part(receipt, order) or Fraction(0))
        return found

    def _earns(self, receipt: Receipt) -> bool:
        rules = self.firm.policy(receipt.home)
        counted = receipt.kind in rules.counted_kinds or "exclusions" not in rules.plan_steps
        return counted and not (rules["refund"] == "ignore" and receipt.amount < 0)
