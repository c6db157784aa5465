"""The demo's inquiries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from xltrade.jobs.demo.data import DAY, Block, Desk, Dice, Row, Rows, Sale
from xltrade.jobs.demo.orders import between

# --- customers, inquiries, contacts


def inquiries_of(d: Desk, sale: Sale) -> Row:
    """The inquiry that led to an order, 3 to 14 days before it."""
    dice = Dice(d.seed, "asked", sale.id)
    at = datetime.combine(sale.ordered - dice.days(3, 14), time()) + timedelta(minutes=dice.whole(0, 1439))
    return _inquiry(d, dice, f"Q{sale.id}", sale.customer, at, sale.product) | {"result": "ordered"}


def unsold_of(d: Desk, born: dict[str, date]) -> Rows:
    """Inquiries of the last year without an order: lost, quoted, open; the newest partly unanswered (R098, R240)."""
    dice, rows = d.dice("unsold"), []
    year = d.today - timedelta(days=365)
    picked = [dice.one(list(d.clients)) for _ in range(8 + len(d.sales) // 10)]
    for n, customer in enumerate(is_silent(d) + picked + dice.some(list(d.clients), 3), 1):
        fresh, silent = n > len(is_silent(d)) + len(picked), n <= len(is_silent(d))
        last = born[customer] if silent else d.today
        first = max(born[customer], d.today - 2 * DAY if fresh else year)
        day = between(dice, min(first, last), last)
        at = datetime.combine(day, time()) + timedelta(minutes=dice.whole(0, 510 if day == d.today else 1439))
        row = _inquiry(d, dice, f"Q{d.id}-{n}", customer, at, dice.one(d.lines))
        recent = silent or day > d.today - timedelta(days=14)
        row["result"] = "open" if recent else dice.mix(d.texts["mix"]["asked"])
        row["loss_reason"] = dice.one(d.texts["inquiry"]["loss_reason"]) if row["result"] == "lost" else None
        rows.append(row | ({"replied": None, "catalogue": None, "quotation": None} if fresh and n % 2 else {}))
    return rows


def _inquiry(d: Desk, dice: Dice, key: str, customer: str, at: datetime, product: str) -> Row:
    mix, kind = d.texts["mix"], dice.mix(d.texts["mix"]["inquiry_kind"])
    grade = {"detailed": "B", "general": "C", "full_quotation": "C", "related": "D"}.get(kind or "")
    replied = _replied(d, dice, at)
    sent = [("yes" if dice.chance(share) else "no") if replied else None for share in (0.8, 0.7)]
    return {
        "id": key,
        "received": at,
        "customer_id": customer,
        "channel": dice.mix(mix["inquiry_channel"]),
        "platform": dice.mix(mix["source"]),
        "inquiry_kind": kind,
        "grade": "A" if grade == "B" and dice.chance(0.3) else grade,
        "product": product,
        "content": d.words(dice, d.texts["inquiry"]["content"], customer, product),
        "replied": replied,
        "catalogue": sent[0],
        "quotation": sent[1],
    }


def _replied(d: Desk, dice: Dice, at: datetime) -> datetime | None:
    """Two working hours, a day, or late, by the mix (R098 to R100); None when that would be after today's morning."""
    how = dice.mix(d.texts["mix"]["reply"])
    if how == "on_target":
        answer = _open(_open(at, d.blocks) + timedelta(minutes=dice.whole(10, 100)), d.blocks)
    else:
        low, high = (180, 840) if how == "in_time" else (1560, 3600)
        answer = _open(at + timedelta(minutes=dice.whole(low, high)), d.blocks)
    return answer if answer < datetime.combine(d.today, time(9)) else None


def _open(at: datetime, blocks: Sequence[Block]) -> datetime:
    """The same moment when it is in working hours Monday to Saturday, else the next start of work."""
    if at.weekday() < 6:
        for start, end in blocks:
            if at.time() < end:
                return max(at, datetime.combine(at.date(), start))
    return _open(datetime.combine(at.date() + DAY, time()), blocks)


def is_silent(d: Desk) -> list[str]:
    """Customers who never bought from the person."""
    return sorted(set(d.clients) - {s.customer for s in d.sales})
