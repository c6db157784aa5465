"""The demo's forecasts, weekly reports, trainings, issues."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from xltrade.jobs.demo.data import UNCOUNTED, Desk, Dice, Rows
from xltrade.jobs.demo.orders import between

# --- forecasts, reports, trainings, issues


def months_of(today: date, count: int) -> list[date]:
    """First days of the last `count` months, the current one last."""
    last = today.year * 12 + today.month - 1
    return [date(m // 12, m % 12 + 1, 1) for m in range(last - count + 1, last + 1)]


def income_of(d: Desk, receipts: Rows) -> dict[date, float]:
    """Month -> receipts that earn commission, in CNY at the mean rate, roughly."""
    total: dict[date, float] = defaultdict(float)
    for row in (r for r in receipts if r["kind"] not in UNCOUNTED):
        total[row["date"].replace(day=1)] += float(row["amount"]) * float(d.texts["fx"]["USD"])
    return total


def forecasts(d: Desk, receipts: Rows) -> Rows:
    """One a month since the hire date, a year at most, entered on day 1 to 4 and near the truth; one late revision."""
    dice, income = d.dice("forecasts"), income_of(d, receipts)
    months = [m for m in months_of(d.today, 12) if m >= d.hired.replace(day=1)]
    rows: Rows = []
    for month in months:
        base = sum(income[m] for m in months[-4:-1]) / 3 if month == months[-1] else income[month]
        day = max(d.hired, min(month + dice.days(0, 3), d.today))
        rows.append({"month": month, "entered": day, "amount": thousands(base * dice.real(0.8, 1.25))})
    late = rows[-2] | {"entered": months[-2] + dice.days(10, 20), "reason": dice.one(d.texts["forecast"]["reason"])}
    late["amount"] = thousands(rows[-2]["amount"] * dice.real(0.7, 0.95))
    return [*rows[:-1], late, rows[-1]]


def thousands(value: float) -> int:
    """Rounded to thousands, 10,000 at least."""
    return max(10, round(value / 1000)) * 1000


def reports(d: Desk, contacts: Rows) -> Rows:
    """The last eight weeks whose Saturday has come; a few handed in on Monday, a few missing (R062)."""
    dice, said = d.dice("reports"), d.texts["report"]
    last = d.today - timedelta(days=(d.today.weekday() - 5) % 7 + 5)
    rows = []
    for week in (last - timedelta(weeks=n) for n in range(7, -1, -1)):
        if week < d.hired:
            continue
        if dice.chance(0.06):
            continue
        late = dice.chance(0.12) and week + timedelta(days=7) <= d.today
        rows.append(
            {
                "week": week,
                "key_customers": _key_customers(d, dice, week, contacts),
                "recipient": "boss" if d.position == "manager" else "manager",
                "submitted": week + timedelta(days=7 if late else 5),
            }
            | {
                key: dice.one(said[key])
                for key in ("review", "company_problems", "own_problems", "improvement", "support", "mindset")
            }
        )
    return rows


def _key_customers(d: Desk, dice: Dice, week: date, contacts: Rows) -> str | None:
    seen = sorted({r["customer_id"] for r in contacts if 0 <= (r["at"].date() - week).days < 7})
    named = [d.words(dice, d.texts["report"]["key_customer"], c) for c in dice.some(seen, 3)]
    return "\n".join(named) or None


def trainings(d: Desk) -> Rows:
    """Everyone has the same sessions, one a fortnight; an absence mostly has its reason (R149)."""
    dice, said, rows = d.dice("trainings"), d.texts["lesson"], []
    wednesday = d.today - timedelta(days=(d.today.weekday() - 2) % 7)
    for n, lesson in enumerate(reversed(d.texts["training"])):
        here = dice.chance(0.9)
        handed = here and dice.chance(0.85)
        rows.append(
            lesson
            | {
                "date": wednesday - timedelta(weeks=2 * n),
                "attended": "yes" if here else "no",
                "lecturer": said["lecturer"][n % len(said["lecturer"])],
                "notes_handed": "yes" if handed else "no",
                "absence_reason": None if here else dice.maybe(0.75, said["absence_reason"]),
                "notes": dice.one(said["notes"]) if handed else None,
            }
        )
    return [row for row in rows[::-1] if row["date"] >= d.hired]


def mail_checks(d: Desk) -> Rows:
    """Monday to Saturday of the last half year (R096): mostly all three times."""
    dice, first = d.dice("mail_checks"), max(d.hired, d.today - timedelta(days=190))
    days = [day for n in range((d.today - first).days + 1) if (day := first + timedelta(days=n)).weekday() < 6]
    return [
        {
            "date": day,
            **{k: "yes" if dice.chance(s) else "no" for k, s in (("morning", 0.98), ("noon", 0.9), ("evening", 0.85))},
        }
        for day in days
    ]


def issues(d: Desk, born: dict[str, date]) -> Rows:
    """Problems raised, most of them closed again."""
    dice, rows = d.dice("issues"), []
    for n in range(1, dice.whole(3, 6) + 1):
        kind, customer = dice.mix(d.texts["mix"]["issue"]) or "own", dice.one(sorted(born))
        sentence = dice.one(d.texts["problem"][kind])
        day = between(dice, max(born[customer], d.today - timedelta(days=90)), d.today)
        closed = day + dice.days(1, 14)
        done = closed <= d.today and dice.chance(0.7)
        rows.append(
            {
                "id": f"I{d.id}-{n}",
                "opened": day,
                "type": kind,
                "description": d.words(dice, [sentence], customer),
                "customer_id": customer if "{company}" in sentence else None,
                "asked": dice.one(d.texts["issue"]["asked"]),
                "status": "done" if done else "open",
                "closed": closed if done else None,
                "solution": dice.one(d.texts["issue"]["solution"]) if done else None,
            }
        )
    return sorted(rows, key=lambda r: (r["opened"], r["id"]))
