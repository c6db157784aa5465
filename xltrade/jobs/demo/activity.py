"""The demo's contacts, quotations and samples."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from xltrade.jobs.demo.data import DAY, Desk, Dice, Row, Rows, cents
from xltrade.jobs.demo.orders import between


def contacts_of(d: Desk, customer: Row) -> Rows:
    """Touches of one customer, newest first and thinning backwards; one entered within a few days has none yet."""
    dice = d.dice(f"contacts/{customer['id']}")
    gap, count = d.texts["cadence"][customer["intent"] or ""]
    if customer["created"] > d.today - timedelta(days=3):
        return []
    day, rows = d.today - timedelta(days=_age(d, dice, gap, customer["stage"])), []
    for n in range(max(1, count + dice.whole(-1, 1))):
        if (n and day < customer["created"]) or day < d.today - timedelta(days=185):
            break
        rows.append(_contact(d, dice, customer, max(day, customer["created"]), gap, newest=n == 0))
        day -= timedelta(days=max(1, round(gap * dice.real(0.7, 1.2) * (1.5 if n > count // 2 else 1))))
    if dice.chance(0.2):
        sent = between(dice, max(customer["created"], d.today - timedelta(days=60)), d.today - DAY)
        rows.append(
            _contact(d, dice, customer, sent, gap)
            | {"channel": "mass_mail", "purpose": "news", "result": None, "next_date": None}
        )
    return rows


def _age(d: Desk, dice: Dice, gap: int, stage: str | None) -> int:
    """Days since the latest contact, so that today some are overdue by 1 to 40 days, some due, most upcoming."""
    if stage == "lost":
        return dice.whole(40, 150)
    how = dice.mix(d.texts["mix"]["timing"])
    late = min(dice.whole(1, 40), dice.whole(1, 40))
    ages = {"fresh": dice.whole(1, max(1, gap - 2)), "just": 0, "today": gap, "overdue": gap + late}
    return ages[how or "fresh"]


def _contact(d: Desk, dice: Dice, customer: Row, day: date, gap: int, newest: bool = False) -> Row:
    day -= DAY * (day.weekday() == 6 and day > customer["created"])
    purpose = dice.mix(d.texts["mix"]["purpose"]) or "sales"
    said, urgent = d.texts["contact"], customer["intent"] == "clear"
    kept = newest and dice.chance(0.3) and (d.today - day).days <= gap
    promised = d.today + dice.days(1, 9) if kept else day + dice.days(gap, gap + 3)
    return {
        "customer_id": customer["id"],
        "at": _moment(d, dice, day),
        "channel": dice.mix(d.texts["mix"]["channel_a" if urgent else "channel"]),
        "purpose": purpose,
        "content": d.words(dice, said[purpose]["content"], customer["id"], customer["product_class"] or ""),
        "result": dice.one(said["result"]),
        "next_step": dice.one(said["next_step"]),
        "next_date": promised if kept or (not newest and dice.chance(0.25)) else None,
        "new_need": dice.maybe(0.06, said["new_need"]),
    }


def _moment(d: Desk, dice: Dice, day: date) -> datetime:
    """A time in working hours; on the demo's day within its first half hour."""
    start, end = d.blocks[0] if day == d.today else dice.one(d.blocks)
    room = 30 if day == d.today else (end.hour - start.hour) * 60 + end.minute - start.minute
    return datetime.combine(day, start) + timedelta(minutes=dice.whole(0, room - 1))


def quotations(d: Desk, asked: Rows) -> Rows:
    """A quotation for most answered inquiries of the last year; a few priced under the floor, a few quoted again."""
    sold, rows = {f"Q{s.id}": s for s in d.sales}, []
    year = datetime.combine(d.today - timedelta(days=365), time())
    for row in (r for r in asked if r["quotation"] == "yes" and r["received"] >= year):
        dice, sale = Dice(d.seed, "quotation", row["id"]), sold.get(row["id"])
        price = sale.price if sale else cents(dice.real(6, 60))
        floor = price * Decimal(str(1.02 if dice.chance(0.06) else round(dice.real(0.86, 0.95), 2)))
        status = {"ordered": "accepted", "lost": "refused", "open": "sent", "quoted": "sent"}[row["result"]]
        day, said = row["replied"].date(), d.texts["quotation"]
        new = {
            "id": f"T{row['id'][1:]}",
            "customer_id": row["customer_id"],
            "inquiry_id": row["id"],
            "date": day,
            "product": row["product"],
            "quantity": sale.pieces if sale else dice.whole(2, 40) * 5,
            "price": price,
            "floor_price": round(floor, 4),
            "addon_cost": dice.whole(10, 90) if dice.chance(0.15) else None,
            "currency": "USD",
            "status": status,
            "production_by": dice.one(said["production_by"]),
            "sales_by": dice.one(said["sales_by"]),
            "valid_until": day + timedelta(days=15),
        }
        if dice.chance(0.06):
            rows.append(new | {"id": f"{new['id']}-0", "price": round(price * Decimal("1.06"), 4), "status": "refused"})
            new["requote_of"] = f"{new['id']}-0"
        rows.append(new)
    return rows


def planned_samples(d: Desk, born: dict[str, date]) -> Rows:
    """A newcomer's counted sample requests: one a customer from a day of the tenure on, the last one twice."""
    assert d.plan is not None
    count, first = d.plan["samples"]
    dice, asking = d.dice("samples"), sorted(born)[:count]
    days = [d.hired + timedelta(days=first + 9 * n) for n in range(count + bool(count))]
    return [
        {
            "id": f"S{d.id}-{n}",
            "customer_id": customer,
            "requested": day,
            "product": dice.one(d.lines),
            "kind": "physical",
            "quantity": dice.whole(1, 4),
            "fee_paid": "no",
            "fee": None,
            "currency": None,
            "freight": "collect",
            "sent": day + 3 * DAY if day + 3 * DAY <= d.today else None,
            "courier": _tracking(d, dice),
            "feedback": dice.maybe(0.5, d.texts["sample"]["feedback"]),
        }
        for n, (customer, day) in enumerate(zip([*asking, *asking[-1:]], days, strict=True), 1)
        if day <= d.today
    ]


def samples_of(d: Desk, born: dict[str, date]) -> Rows:
    """Samples asked for, sent and judged (R020)."""
    dice, rows = d.dice("samples"), []
    year = d.today - timedelta(days=365)
    for n, customer in enumerate(dice.some(sorted(born), dice.whole(9, 14)), 1):
        day = between(dice, max(born[customer], year), d.today)
        kind, freight = dice.mix(d.texts["mix"]["sample_kind"]), dice.mix(d.texts["mix"]["freight"])
        real, went = kind == "physical", day + dice.days(1, 9)
        fee = dice.whole(20, 90) if real and dice.chance(0.45) else None
        sent = went if went <= d.today and dice.chance(0.9) else None
        rows.append(
            {
                "id": f"S{d.id}-{n}",
                "customer_id": customer,
                "requested": day,
                "product": dice.one(d.lines),
                "kind": kind,
                "quantity": dice.whole(1, 6) if real else 1,
                "fee_paid": "yes" if fee else "no",
                "fee": fee,
                "currency": dice.mix(d.texts["mix"]["sample_currency"]) if fee else None,
                "freight": freight if real else None,
                "prepaid": "yes" if fee and dice.chance(0.3) else None,
                "sent": sent,
                "courier": _tracking(d, dice) if sent and real else None,
                "feedback": dice.maybe(0.5, d.texts["sample"]["feedback"]) if sent else None,
            }
        )
    return sorted(rows, key=lambda r: (r["requested"], r["id"]))


def _tracking(d: Desk, dice: Dice) -> str:
    return f"{dice.one(d.texts['sample']['courier'])} {dice.whole(10**9, 10**10 - 1)}"
