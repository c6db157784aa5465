"""The demo's orders and receipts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from xltrade.jobs.demo.data import Desk, Dice, Row, Rows, Sale, cents


def order_of(d: Desk, sale: Sale, paid: set[str]) -> Row:
    """The row of an order, its milestones as far as the day lets them be."""
    dice, said = Dice(d.seed, "order", sale.id), d.texts["order"]
    etd = sale.shipped or sale.due - dice.days(2, 6)
    eta = etd + dice.days(14, 36)
    landed = eta + dice.days(-2, 5)
    arrived = landed if sale.shipped and landed <= d.today else None
    ready = sale.shipped is not None or sale.ordered < d.today - dice.days(14, 20)
    return {
        "id": sale.id,
        "customer_id": sale.customer,
        "date": sale.ordered,
        "amount": sale.amount,
        "currency": "USD",
        "stage": _stage(d, sale, arrived, sale.id in paid),
        "due": sale.due,
        "shipped": sale.shipped,
        "product_class": sale.product,
        "quantity": sale.quantity,
        "cost": round(sale.amount * Decimal(str(round(dice.real(0.62, 0.78), 4))), 4),
        "terms": _terms(d, sale),
        "payment_due": etd + timedelta(days=30),
        "supplier": dice.one(said["supplier"]),
        "po_no": f"PO{sale.id}",
        "qc": dice.mix(d.texts["mix"]["qc"]) if ready else None,
        "qc_report": f"QC{sale.id}" if ready else None,
        "etd": etd,
        "eta": eta,
        "arrived": arrived,
        "contract_checked": "yes" if dice.chance(0.93) else "no",
    }


def _stage(d: Desk, sale: Sale, arrived: date | None, paid: bool) -> str:
    if sale.shipped:
        return "shipped" if not arrived else "finished" if paid else "arrived"
    age = (d.today - sale.ordered).days
    return "signed" if age < 8 else "production" if age < 21 else "inspection"


def _terms(d: Desk, sale: Sale) -> str | None:
    return Dice(d.seed, "terms", sale.id).mix(d.texts["mix"]["terms"])


def payments(d: Desk, sale: Sale) -> Rows:
    """The order's receipts up to today; deposit and balance (or full) sum to its amount, half up to the cent."""
    dice, total = Dice(d.seed, "payment", sale.id), cents(sale.amount)
    first = sale.ordered + dice.days(1, 7)
    wait = dice.days(30, 60) if _terms(d, sale) == "oa" else dice.days(3, 34)
    last = (sale.shipped or d.today) + wait
    if sale.shipped is None or (last > d.today - timedelta(days=120) and dice.chance(0.08)):
        last = date.max
    if dice.mix(d.texts["mix"]["payment"]) == "full" or total < 500:
        parts = [("full", first, total)]
    else:
        deposit = cents(total * 3 / 10)
        parts = [("deposit", first, deposit), ("balance", max(last, first), total - deposit)]
    return [
        _receipt(f"R{sale.id}-{n}", on, kind, amount, dice, order_id=sale.id)
        for n, (kind, on, amount) in enumerate(parts, 1)
        if on <= d.today
    ]


def _receipt(key: str, on: date, kind: str, amount: Decimal, dice: Dice, **more: Any) -> Row:
    fee = cents(dice.real(15, 35)) if abs(amount) >= 500 and dice.chance(0.6) else None
    return {"id": key, "date": on, "kind": kind, "amount": amount, "currency": "USD", "bank_fee": fee} | more


def refunds(d: Desk, receipts: Rows) -> Rows:
    """About one in a hundred final payments gives back some per cent later."""
    found = []
    for row in (r for r in receipts if r["kind"] in ("balance", "full") and r["amount"] >= 300):
        dice = Dice(d.seed, "refund", row["id"])
        on, back = row["date"] + dice.days(10, 40), cents(row["amount"] * dice.whole(2, 8) / 100)
        if dice.chance(0.012) and on <= d.today:
            found.append(
                _receipt(f"R{row['order_id']}-9", on, "refund", -back, dice, order_id=row["order_id"], bank_fee=None)
            )
    return found


def fees(d: Desk, samples: Rows, born: dict[str, date]) -> Rows:
    """A receipt for each paid sample fee, and one or two for freight."""
    dice = d.dice("fees")
    paid = [
        _receipt(
            f"F{s['id']}",
            min(s["requested"] + dice.days(1, 6), d.today),
            "sample_fee",
            cents(s["fee"]),
            dice,
            payer_id=s["customer_id"],
            currency=s["currency"],
        )
        for s in samples
        if s["fee"]
    ]
    for n, customer in enumerate(dice.some(sorted(born), dice.whole(1, 2)), 1):
        on = between(dice, max(born[customer], d.today - timedelta(days=330)), d.today)
        paid.append(_receipt(f"FR{d.id}-{n}", on, "freight", cents(dice.real(80, 420)), dice, payer_id=customer))
    return paid


def between(dice: Dice, first: date, last: date) -> date:
    """A day from first to last."""
    return first + dice.days(0, max(0, (last - first).days))
