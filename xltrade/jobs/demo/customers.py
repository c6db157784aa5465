"""The demo's customers."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta

from xltrade.jobs.demo.data import Desk, Dice, Row, Rows, Sale
from xltrade.jobs.demo.inquiries import is_silent
from xltrade.jobs.demo.orders import between


def born_on(d: Desk, asked: Rows) -> dict[str, date]:
    """Customer -> day of entry: shortly before the first inquiry; one who never bought is new."""
    dice, first = d.dice("born"), {}
    if d.plan:
        return {c: min(d.hired + timedelta(days=4 + 3 * n), d.today) for n, c in enumerate(d.clients)}
    for row in sorted(asked, key=lambda r: r["received"], reverse=True):
        first[row["customer_id"]] = row["received"].date()
    born = {c: day - dice.days(0, 3) for c, day in sorted(first.items())}
    return born | {c: d.today - dice.days(0, 16) for c in is_silent(d)}


def customer_of(d: Desk, key: str, born: date, paid: set[str]) -> Row:
    """A company's facts (nature, credit, limit) are alike in every workbook; what the person thinks of it is not."""
    dice, row, mix = Dice(d.seed, "customer", d.id, key), d.clients[key], d.texts["mix"]
    shared = Dice(d.seed, "company", key)
    sold = [s for s in d.sales if s.customer == key]
    source = dice.mix({k: v for k, v in mix["source"].items() if sold or k not in ("existing", "referral")})
    slug = "".join(c for c in unicodedata.normalize("NFKD", row["company_name"]).lower() if c.isascii() and c.isalnum())
    others = [d.clients[c]["company_name"] for c in d.clients if c != key]
    return (
        {
            "id": key,
            "company": row["company_name"],
            "intent": dice.mix(mix["intent"]),
            "inquiry_kind": dice.mix(mix["inquiry_kind"]),
            "stage": _progress(d, dice, sold, paid),
            "created": born,
            "contact": f"{row['contact_name']}, {row['contact_title']}",
            "phone": row["phone"],
            "email": f"info@{slug}.example",
            "fax": row["fax"] or None,
            "address": ", ".join(filter(None, (row["address"], row["postal_code"]))),
            "city": row["city"],
            "country": row["country"],
            "region": d.texts["countries"][row["country"]],
            "zone": d.texts["states"].get(row["region"]),
            "source": source,
            "referred_by": dice.one(others) if source == "referral" else None,
            "nature": shared.mix(mix["nature"]),
            "product_class": _favourite(sold),
            "quality": "yes" if sum(s.amount for s in sold) > 8000 else "no",
            "credit": shared.mix(mix["credit"]),
            "credit_limit": shared.whole(1, 10) * 50000 if shared.chance(0.25) else None,
        }
        | _override(d, dice, key)
        | _care(d, dice, key, born, bool(sold))
    )


def _progress(d: Desk, dice: Dice, sold: list[Sale], paid: set[str]) -> str | None:
    if not sold:
        return "develop"
    if max(s.ordered for s in sold) < d.today - timedelta(days=270):
        return "lost" if dice.chance(0.3) else "follow_up"
    return "closed" if paid & {s.id for s in sold} else "negotiate"


def _favourite(sold: list[Sale]) -> str | None:
    return max(sold, key=lambda s: s.amount).product if sold else None


def _override(d: Desk, dice: Dice, key: str) -> Row:
    """Manual grades of three customers a person: in force, expired, and without a reason (R060)."""
    chosen = d.dice("override").some(sorted(d.clients), 3)
    if key not in chosen:
        return {}
    n = chosen.index(key)
    until = d.today + (dice.days(-40, -5) if n == 1 else dice.days(20, 90))
    reason = None if n == 2 else dice.one(d.texts["customer"]["override_reason"])
    return {"override": "BAA"[n], "override_reason": reason, "override_until": until}


def _care(d: Desk, dice: Dice, key: str, born: date, sold: bool) -> Row:
    said = d.texts["customer"]
    plan = dice.maybe(0.35 if sold else 0, said["service_plan"])
    day = between(dice, max(born, d.today - timedelta(days=300)), d.today)
    return {
        "needs": d.words(dice, said["needs"], key) if dice.chance(0.4) else None,
        "service_plan": plan,
        "service_plan_date": day if plan else None,
        "note": dice.maybe(0.2, said["note"]),
    }
