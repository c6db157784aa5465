"""A demo team: Northwind's people, customers and orders as they are, and a seeded invention of everything else.

From Northwind (unchanged): the nine employees as salespeople, who took which order, customer and order ids, company,
contact, address, phone, products, prices and order amounts. Its dates move by one constant, a whole number of weeks,
so that the last order falls 1 to 7 days before the demo's day on the weekday it had. Invented: all else, from
`data/demo_texts.toml`, by a numpy Generator per seed, purpose and person, so one table draws apart from another.
Six invented newcomers stand for the first year: each tenure quarter, a warning, a dismissal, a second chance.
No date is after the demo's day but promises, deadlines, departures and arrivals expected, and months of targets.
"""

from __future__ import annotations

import tomllib
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from importlib import resources
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from xltrade import tables
from xltrade.calendars import quarter
from xltrade.frames import Frame, Frames, build
from xltrade.rules.tenure import add_months
from xltrade.schema import Lang

T = TypeVar("T")
Row = dict[str, Any]
Rows = list[Row]
Texts = Mapping[str, Any]
Block = tuple[time, time]
_DATA = resources.files("xltrade").joinpath("data")
_SHEETS = ("customers", "employees", "orders", "order_details", "products")
_CENT, _DAY = Decimal("0.01"), timedelta(days=1)
_UNCOUNTED = ("sample_fee", "freight")


@dataclass(frozen=True, eq=False)
class Member:
    """One salesperson; `frames` holds every table of `tables.SALES` by key, input columns only."""

    id: str
    name: str
    position: str
    group: str
    hired: date
    territory: str
    frames: Frames


@dataclass(frozen=True, eq=False)
class Team:
    """The nine members, the newcomers of the first year and the manager's tables on the day `today`.

    Settlements, their lines and transfers are empty: they are decisions that follow from computed numbers.
    """

    today: date
    members: tuple[Member, ...]
    people: Frame
    fx: Frame
    targets: Frame
    assessments: Frame
    second_chances: Frame
    kpi_values: Frame
    products: Frame
    price_list: Frame
    settlements: Frame
    settlement_lines: Frame
    customer_factors: Frame
    order_plans: Frame
    order_shares: Frame
    team_weights: Frame
    fund_uses: Frame
    transfers: Frame
    risks: Frame
    surveys: Frame


def dispute() -> str:
    """What a salesperson who disputes a settlement writes."""
    return str(_toml("demo_texts.toml")["plan"]["dispute"])


def northwind() -> dict[str, Frame]:
    """The five packaged CSVs by name, every cell as its text, a blank as the empty string."""
    folder = _DATA.joinpath("northwind")
    return {name: _csv(folder.joinpath(f"{name}.csv")) for name in _SHEETS}


def team(today: date, seed: int = 1996, lang: Lang = "zh") -> Team:
    """The demo team as it stands on `today`; the same day and seed give the same frames.

    lang: of the checklist's items, which the manager's scores name.
    """
    sheets = northwind()
    texts = _toml("demo_texts.toml") | {"checklist": _checklist(lang)}
    desks = _desks(today, seed, texts, sheets)
    desks += _newcomers(desks[0], sheets)
    books = {d.id: _book(d) for d in desks}
    members = tuple(_member(d, books[d.id]) for d in desks)
    master = _master(desks, books, _records(sheets["products"]))
    return Team(today, members, **{key: build(tables.BY_KEY[key], rows) for key, rows in master.items()})


class Dice:
    """Seeded draws for one purpose; every answer is a plain Python value."""

    def __init__(self, seed: int, *purpose: str) -> None:
        self._rng = np.random.default_rng([seed, zlib.crc32("/".join(purpose).encode())])

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return int(self._rng.integers(low, high + 1))

    def real(self, low: float, high: float) -> float:
        return float(self._rng.uniform(low, high))

    def chance(self, share: float) -> bool:
        return bool(self._rng.random() < share)

    def one(self, items: Sequence[T]) -> T:
        return items[self.whole(0, len(items) - 1)]

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """Up to `count` different items."""
        order = self._rng.permutation(len(items))[:count]
        return [items[int(i)] for i in order]

    def mix(self, weights: Mapping[str, int]) -> str | None:
        """A key by its weight; None for the key ""."""
        shares = np.array(list(weights.values()), dtype="float64")
        return list(weights)[int(self._rng.choice(len(shares), p=shares / shares.sum()))] or None

    def maybe(self, share: float, items: Sequence[str]) -> str | None:
        """One of the items in `share` of all cases."""
        return self.one(items) if self.chance(share) else None

    def days(self, low: int, high: int) -> timedelta:
        return timedelta(days=self.whole(low, high))


@dataclass(frozen=True)
class Sale:
    """One Northwind order with shifted dates; `product`, `price` and `pieces` are those of its largest line."""

    id: str
    customer: str
    ordered: date
    due: date
    shipped: date | None
    amount: Decimal
    quantity: int
    product: str
    price: Decimal
    pieces: int


@dataclass(frozen=True)
class Desk:
    """What one person's tables are made from; `clients` are Northwind's rows by customer id, `lines` its products.

    plan: for an invented newcomer, their row of demo_texts.toml.
    """

    today: date
    seed: int
    texts: Texts
    blocks: tuple[Block, ...]
    lines: tuple[str, ...]
    id: str
    name: str
    position: str
    group: str
    hired: date
    sales: tuple[Sale, ...]
    clients: Mapping[str, Row]
    plan: Row | None = None

    def dice(self, purpose: str) -> Dice:
        return Dice(self.seed, purpose, self.id)

    def words(self, dice: Dice, items: Sequence[str], customer: str, product: str = "") -> str:
        """One of the sentences with its placeholders filled."""
        row = self.clients[customer]
        return dice.one(items).format(product=product or dice.one(self.lines), company=row["company_name"],
                                      contact=row["contact_name"])


def _csv(path: Any) -> Frame:
    with path.open(encoding="utf-8", newline="") as file:
        return pd.read_csv(file, dtype="str", keep_default_na=False)


def _toml(name: str) -> Row:
    return tomllib.loads(_DATA.joinpath(name).read_text(encoding="utf-8"))


def _records(frame: Frame) -> Rows:
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def _cents(value: Decimal | float) -> Decimal:
    return Decimal(str(value)).quantize(_CENT, ROUND_HALF_UP)


# --- Northwind as desks


def _desks(today: date, seed: int, texts: Texts, sheets: dict[str, Frame]) -> list[Desk]:
    clients, shift = {r["customer_id"]: r for r in _records(sheets["customers"])}, _shift(sheets["orders"], today)
    sales = _sales(sheets, shift)
    mine = _owners(clients, sales)
    blocks = tuple((b["start"], b["end"]) for b in _toml("policy.toml")["tables"]["worktime"])
    lines = tuple(sheets["products"]["product_name"])
    return [Desk(today, seed, texts, blocks, lines, f"E{e['employee_id']}", f"{e['first_name']} {e['last_name']}",
                 texts["positions"][e["title"]], e["country"], date.fromisoformat(e["hire_date"]) + shift,
                 tuple(sales[e["employee_id"]]), {c: clients[c] for c in mine[e["employee_id"]]})
            for e in _records(sheets["employees"])]


def _checklist(lang: Lang) -> Rows:
    return [r | {"item": r["item" if lang == "zh" else "item_en"]} for r in _toml("policy.toml")["tables"]["checklist"]]


def _newcomers(first: Desk, sheets: dict[str, Frame]) -> list[Desk]:
    """The invented people of the first year, with clients and orders of their own."""
    abroad = list(first.texts["countries"])
    desks = []
    for n, plan in enumerate(first.texts["newcomer"]):
        dice, hired = Dice(first.seed, "newcomer", plan["id"]), first.today - timedelta(days=plan["days"])
        names = dice.some(first.texts["newcomer_client"]["company"], plan["clients"])
        clients = {f"{plan['id']}C{i}": _client(first, dice, name, abroad[(n + 3 * i) % len(abroad)])
                   for i, name in enumerate(names, 1)}
        sales = tuple(_invented(first, dice, f"{plan['id']}N{i}", f"{plan['id']}C{client}", hired + timedelta(days=day))
                      for i, (client, day) in enumerate(plan["orders"], 1))
        desks.append(replace(first, id=plan["id"], name=plan["name"], position="salesperson", group=plan["group"],
                             hired=hired, sales=sales, clients=clients, plan=plan))
    return desks


def _client(d: Desk, dice: Dice, company: str, country: str) -> Row:
    said = d.texts["newcomer_client"]
    number = dice.whole(10**6, 10**7 - 1)
    return {"company_name": company, "contact_name": dice.one(said["contact"]),
            "contact_title": dice.one(said["title"]),
            "address": f"{dice.one(said['street'])} {dice.whole(1, 240)}", "city": dice.one(said["city"]), "region": "",
            "postal_code": str(dice.whole(10000, 99999)), "country": country,
            "phone": f"({dice.whole(1, 99)}) {number}", "fax": ""}


def _invented(d: Desk, dice: Dice, key: str, customer: str, ordered: date) -> Sale:
    shipped = ordered + dice.days(14, 24)
    price, pieces = _cents(dice.real(8, 40)), dice.whole(10, 40) * 10
    return Sale(key, customer, ordered, ordered + dice.days(24, 30), shipped if shipped <= d.today - 2 * _DAY else None,
                price * pieces, pieces, dice.one(d.lines), price, pieces)


def _shift(orders: Frame, today: date) -> timedelta:
    """Whole weeks that put the last order 1 to 7 days before today."""
    gap = today - _DAY - date.fromisoformat(max(orders["order_date"]))
    return timedelta(weeks=gap // timedelta(weeks=1))


def _sales(sheets: dict[str, Frame], shift: timedelta) -> dict[str, list[Sale]]:
    lines: dict[str, Rows] = defaultdict(list)
    for line in _records(sheets["order_details"]):
        lines[line["order_id"]].append(line)
    names = dict(zip(sheets["products"]["product_id"], sheets["products"]["product_name"], strict=True))
    sales: dict[str, list[Sale]] = defaultdict(list)
    for order in _records(sheets["orders"]):
        sales[order["employee_id"]].append(_sale(order, lines[order["order_id"]], names, shift))
    return sales


def _sale(order: Row, lines: Rows, names: dict[str, str], shift: timedelta) -> Sale:
    def moved(key: str) -> date:
        return date.fromisoformat(order[key]) + shift

    largest = max(lines, key=_value)
    return Sale(order["order_id"], order["customer_id"], moved("order_date"), moved("required_date"),
                moved("shipped_date") if order["shipped_date"] else None, sum(map(_value, lines), Decimal(0)),
                sum(int(li["quantity"]) for li in lines), names[largest["product_id"]],
                Decimal(largest["unit_price"]), int(largest["quantity"]))


def _value(line: Row) -> Decimal:
    """unit price × quantity × (1 − discount), exact."""
    return Decimal(line["unit_price"]) * int(line["quantity"]) * (1 - Decimal(line["discount"]))


def _owners(clients: Mapping[str, Row], sales: dict[str, list[Sale]]) -> dict[str, list[str]]:
    """Employee -> sorted customers: all who bought from them; one who never bought goes where fewest are."""
    mine = {person: {s.customer for s in sold} for person, sold in sorted(sales.items())}
    for customer in sorted(set(clients) - set().union(*mine.values())):
        min(mine.values(), key=len).add(customer)
    return {person: sorted(found) for person, found in mine.items()}


# --- a salesperson's workbook


def _book(d: Desk) -> dict[str, Rows]:
    """Rows of every table of `tables.SALES`."""
    asked = [_asked(d, s) for s in d.sales]
    born = _born(d, asked)
    receipts = [r for s in d.sales for r in _payments(d, s)]
    paid = {r["order_id"] for r in receipts if r["kind"] in ("balance", "full")}
    customers = [_customer(d, c, born[c], paid) for c in d.clients]
    samples = _planned_samples(d, born) if d.plan else _samples(d, born)
    receipts = sorted(receipts + _refunds(d, receipts) + _fees(d, samples, born), key=lambda r: (r["date"], r["id"]))
    asked = sorted(asked + _unsold(d, born), key=lambda r: (r["received"], r["id"]))
    contacts = sorted((r for c in customers for r in _contacts(d, c)), key=lambda r: (r["at"], r["customer_id"]))
    return {"customers": customers, "inquiries": asked, "contacts": contacts, "quotations": _quotations(d, asked),
            "samples": samples, "orders": [_order(d, s, paid) for s in d.sales], "receipts": receipts,
            "forecasts": _forecasts(d, receipts), "weekly_reports": _reports(d, contacts),
            "trainings": _trainings(d), "issues": _issues(d, born), "mail_checks": _mail_checks(d),
            "confirmations": []}


def _member(d: Desk, book: dict[str, Rows]) -> Member:
    return Member(d.id, d.name, d.position, d.group, d.hired, _territory(d),
                  {t.key: build(t, book[t.key]) for t in tables.SALES})


def _territory(d: Desk) -> str:
    """The three countries with most of the person's customers."""
    count = Counter(row["country"] for row in d.clients.values())
    return str(d.texts["joiner"]).join(country for country, _ in count.most_common(3))


def _order(d: Desk, sale: Sale, paid: set[str]) -> Row:
    dice, said = Dice(d.seed, "order", sale.id), d.texts["order"]
    etd = sale.shipped or sale.due - dice.days(2, 6)
    eta = etd + dice.days(14, 36)
    landed = eta + dice.days(-2, 5)
    arrived = landed if sale.shipped and landed <= d.today else None
    ready = sale.shipped is not None or sale.ordered < d.today - dice.days(14, 20)
    return {"id": sale.id, "customer_id": sale.customer, "date": sale.ordered, "amount": sale.amount, "currency": "USD",
            "stage": _stage(d, sale, arrived, sale.id in paid), "due": sale.due, "shipped": sale.shipped,
            "product_class": sale.product, "quantity": sale.quantity,
            "cost": round(sale.amount * Decimal(str(round(dice.real(0.62, 0.78), 4))), 4),
            "terms": _terms(d, sale), "payment_due": etd + timedelta(days=30), "supplier": dice.one(said["supplier"]),
            "po_no": f"PO{sale.id}", "qc": dice.mix(d.texts["mix"]["qc"]) if ready else None,
            "qc_report": f"QC{sale.id}" if ready else None, "etd": etd, "eta": eta, "arrived": arrived,
            "contract_checked": "yes" if dice.chance(0.93) else "no"}


def _stage(d: Desk, sale: Sale, arrived: date | None, paid: bool) -> str:
    if sale.shipped:
        return "shipped" if not arrived else "finished" if paid else "arrived"
    age = (d.today - sale.ordered).days
    return "signed" if age < 8 else "production" if age < 21 else "inspection"


def _terms(d: Desk, sale: Sale) -> str | None:
    return Dice(d.seed, "terms", sale.id).mix(d.texts["mix"]["terms"])


def _payments(d: Desk, sale: Sale) -> Rows:
    """The order's receipts up to today; deposit and balance (or full) sum to its amount, half up to the cent."""
    dice, total = Dice(d.seed, "payment", sale.id), _cents(sale.amount)
    first = sale.ordered + dice.days(1, 7)
    wait = dice.days(30, 60) if _terms(d, sale) == "oa" else dice.days(3, 34)
    last = (sale.shipped or d.today) + wait
    if sale.shipped is None or (last > d.today - timedelta(days=120) and dice.chance(0.08)):
        last = date.max
    if dice.mix(d.texts["mix"]["payment"]) == "full" or total < 500:
        parts = [("full", first, total)]
    else:
        deposit = _cents(total * 3 / 10)
        parts = [("deposit", first, deposit), ("balance", max(last, first), total - deposit)]
    return [_receipt(f"R{sale.id}-{n}", on, kind, amount, dice, order_id=sale.id)
            for n, (kind, on, amount) in enumerate(parts, 1) if on <= d.today]


def _receipt(key: str, on: date, kind: str, amount: Decimal, dice: Dice, **more: Any) -> Row:
    fee = _cents(dice.real(15, 35)) if abs(amount) >= 500 and dice.chance(0.6) else None
    return {"id": key, "date": on, "kind": kind, "amount": amount, "currency": "USD", "bank_fee": fee} | more


def _refunds(d: Desk, receipts: Rows) -> Rows:
    """About one in a hundred final payments gives back some per cent later."""
    found = []
    for row in (r for r in receipts if r["kind"] in ("balance", "full") and r["amount"] >= 300):
        dice = Dice(d.seed, "refund", row["id"])
        on, back = row["date"] + dice.days(10, 40), _cents(row["amount"] * dice.whole(2, 8) / 100)
        if dice.chance(0.012) and on <= d.today:
            found.append(_receipt(f"R{row['order_id']}-9", on, "refund", -back, dice, order_id=row["order_id"],
                                  bank_fee=None))
    return found


def _fees(d: Desk, samples: Rows, born: dict[str, date]) -> Rows:
    """A receipt for each paid sample fee, and one or two for freight."""
    dice = d.dice("fees")
    paid = [_receipt(f"F{s['id']}", min(s["requested"] + dice.days(1, 6), d.today), "sample_fee", _cents(s["fee"]),
                     dice, payer_id=s["customer_id"], currency=s["currency"]) for s in samples if s["fee"]]
    for n, customer in enumerate(dice.some(sorted(born), dice.whole(1, 2)), 1):
        on = _between(dice, max(born[customer], d.today - timedelta(days=330)), d.today)
        paid.append(_receipt(f"FR{d.id}-{n}", on, "freight", _cents(dice.real(80, 420)), dice, payer_id=customer))
    return paid


def _between(dice: Dice, first: date, last: date) -> date:
    return first + dice.days(0, max(0, (last - first).days))


# --- customers, inquiries, contacts


def _asked(d: Desk, sale: Sale) -> Row:
    """The inquiry that led to an order, 3 to 14 days before it."""
    dice = Dice(d.seed, "asked", sale.id)
    at = datetime.combine(sale.ordered - dice.days(3, 14), time()) + timedelta(minutes=dice.whole(0, 1439))
    return _inquiry(d, dice, f"Q{sale.id}", sale.customer, at, sale.product) | {"result": "ordered"}


def _unsold(d: Desk, born: dict[str, date]) -> Rows:
    """Inquiries of the last year without an order: lost, quoted, open; the newest partly unanswered (R098, R240)."""
    dice, rows = d.dice("unsold"), []
    year = d.today - timedelta(days=365)
    picked = [dice.one(list(d.clients)) for _ in range(8 + len(d.sales) // 10)]
    for n, customer in enumerate(_silent(d) + picked + dice.some(list(d.clients), 3), 1):
        fresh, silent = n > len(_silent(d)) + len(picked), n <= len(_silent(d))
        last = born[customer] if silent else d.today
        first = max(born[customer], d.today - 2 * _DAY if fresh else year)
        day = _between(dice, min(first, last), last)
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
    return {"id": key, "received": at, "customer_id": customer, "channel": dice.mix(mix["inquiry_channel"]),
            "platform": dice.mix(mix["source"]), "inquiry_kind": kind,
            "grade": "A" if grade == "B" and dice.chance(0.3) else grade, "product": product,
            "content": d.words(dice, d.texts["inquiry"]["content"], customer, product), "replied": replied,
            "catalogue": sent[0], "quotation": sent[1]}


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
    return _open(datetime.combine(at.date() + _DAY, time()), blocks)


def _silent(d: Desk) -> list[str]:
    """Customers who never bought from the person."""
    return sorted(set(d.clients) - {s.customer for s in d.sales})


def _born(d: Desk, asked: Rows) -> dict[str, date]:
    """Customer -> day of entry: shortly before the first inquiry; one who never bought is new."""
    dice, first = d.dice("born"), {}
    if d.plan:
        return {c: min(d.hired + timedelta(days=4 + 3 * n), d.today) for n, c in enumerate(d.clients)}
    for row in sorted(asked, key=lambda r: r["received"], reverse=True):
        first[row["customer_id"]] = row["received"].date()
    born = {c: day - dice.days(0, 3) for c, day in sorted(first.items())}
    return born | {c: d.today - dice.days(0, 16) for c in _silent(d)}


def _customer(d: Desk, key: str, born: date, paid: set[str]) -> Row:
    """A company's facts (nature, credit, limit) are alike in every workbook; what the person thinks of it is not."""
    dice, row, mix = Dice(d.seed, "customer", d.id, key), d.clients[key], d.texts["mix"]
    shared, (region, offset) = Dice(d.seed, "company", key), d.texts["countries"][row["country"]]
    sold = [s for s in d.sales if s.customer == key]
    source = dice.mix({k: v for k, v in mix["source"].items() if sold or k not in ("existing", "referral")})
    slug = "".join(c for c in unicodedata.normalize("NFKD", row["company_name"]).lower() if c.isascii() and c.isalnum())
    others = [d.clients[c]["company_name"] for c in d.clients if c != key]
    return {"id": key, "company": row["company_name"], "intent": dice.mix(mix["intent"]),
            "inquiry_kind": dice.mix(mix["inquiry_kind"]), "stage": _progress(d, dice, sold, paid), "created": born,
            "contact": f"{row['contact_name']}, {row['contact_title']}", "phone": row["phone"],
            "email": f"info@{slug}.example", "fax": row["fax"] or None,
            "address": ", ".join(filter(None, (row["address"], row["postal_code"]))), "city": row["city"],
            "country": row["country"], "region": region, "utc_offset": d.texts["states"].get(row["region"], offset),
            "source": source, "referred_by": dice.one(others) if source == "referral" else None,
            "nature": shared.mix(mix["nature"]), "product_class": _favourite(sold),
            "quality": "yes" if sum(s.amount for s in sold) > 8000 else "no", "credit": shared.mix(mix["credit"]),
            "credit_limit": shared.whole(1, 10) * 50000 if shared.chance(0.25) else None,
            } | _override(d, dice, key) | _care(d, dice, key, born, bool(sold))


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
    day = _between(dice, max(born, d.today - timedelta(days=300)), d.today)
    return {"needs": d.words(dice, said["needs"], key) if dice.chance(0.4) else None, "service_plan": plan,
            "service_plan_date": day if plan else None, "note": dice.maybe(0.2, said["note"])}


def _contacts(d: Desk, customer: Row) -> Rows:
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
        sent = _between(dice, max(customer["created"], d.today - timedelta(days=60)), d.today - _DAY)
        rows.append(_contact(d, dice, customer, sent, gap) | {"channel": "mass_mail", "purpose": "news",
                                                              "result": None, "next_date": None})
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
    day -= _DAY * (day.weekday() == 6 and day > customer["created"])
    purpose = dice.mix(d.texts["mix"]["purpose"]) or "sales"
    said, urgent = d.texts["contact"], customer["intent"] == "clear"
    kept = newest and dice.chance(0.3) and (d.today - day).days <= gap
    promised = d.today + dice.days(1, 9) if kept else day + dice.days(gap, gap + 3)
    return {"customer_id": customer["id"], "at": _moment(d, dice, day),
            "channel": dice.mix(d.texts["mix"]["channel_a" if urgent else "channel"]), "purpose": purpose,
            "content": d.words(dice, said[purpose]["content"], customer["id"], customer["product_class"] or ""),
            "result": dice.one(said["result"]), "next_step": dice.one(said["next_step"]),
            "next_date": promised if kept or (not newest and dice.chance(0.25)) else None,
            "new_need": dice.maybe(0.06, said["new_need"])}


def _moment(d: Desk, dice: Dice, day: date) -> datetime:
    """A time in working hours; on the demo's day within its first half hour."""
    start, end = d.blocks[0] if day == d.today else dice.one(d.blocks)
    room = 30 if day == d.today else (end.hour - start.hour) * 60 + end.minute - start.minute
    return datetime.combine(day, start) + timedelta(minutes=dice.whole(0, room - 1))


def _quotations(d: Desk, asked: Rows) -> Rows:
    """A quotation for most answered inquiries of the last year; a few priced under the floor, a few quoted again."""
    sold, rows = {f"Q{s.id}": s for s in d.sales}, []
    year = datetime.combine(d.today - timedelta(days=365), time())
    for row in (r for r in asked if r["quotation"] == "yes" and r["received"] >= year):
        dice, sale = Dice(d.seed, "quotation", row["id"]), sold.get(row["id"])
        price = sale.price if sale else _cents(dice.real(6, 60))
        floor = price * Decimal(str(1.02 if dice.chance(0.06) else round(dice.real(0.86, 0.95), 2)))
        status = {"ordered": "accepted", "lost": "refused", "open": "sent", "quoted": "sent"}[row["result"]]
        day, said = row["replied"].date(), d.texts["quotation"]
        new = {"id": f"T{row['id'][1:]}", "customer_id": row["customer_id"], "inquiry_id": row["id"], "date": day,
               "product": row["product"], "quantity": sale.pieces if sale else dice.whole(2, 40) * 5, "price": price,
               "floor_price": round(floor, 4), "addon_cost": dice.whole(10, 90) if dice.chance(0.15) else None,
               "currency": "USD", "status": status, "production_by": dice.one(said["production_by"]),
               "sales_by": dice.one(said["sales_by"]), "valid_until": day + timedelta(days=15)}
        if dice.chance(0.06):
            rows.append(new | {"id": f"{new['id']}-0", "price": round(price * Decimal("1.06"), 4), "status": "refused"})
            new["requote_of"] = f"{new['id']}-0"
        rows.append(new)
    return rows


def _planned_samples(d: Desk, born: dict[str, date]) -> Rows:
    """A newcomer's counted sample requests: one a customer from a day of the tenure on, the last one twice."""
    assert d.plan is not None
    count, first = d.plan["samples"]
    dice, asking = d.dice("samples"), sorted(born)[:count]
    days = [d.hired + timedelta(days=first + 9 * n) for n in range(count + bool(count))]
    return [{"id": f"S{d.id}-{n}", "customer_id": customer, "requested": day, "product": dice.one(d.lines),
             "kind": "physical", "quantity": dice.whole(1, 4), "fee_paid": "no", "fee": None, "currency": None,
             "freight": "collect", "sent": day + 3 * _DAY if day + 3 * _DAY <= d.today else None,
             "courier": _tracking(d, dice), "feedback": dice.maybe(0.5, d.texts["sample"]["feedback"])}
            for n, (customer, day) in enumerate(zip([*asking, *asking[-1:]], days, strict=True), 1) if day <= d.today]


def _samples(d: Desk, born: dict[str, date]) -> Rows:
    dice, rows = d.dice("samples"), []
    year = d.today - timedelta(days=365)
    for n, customer in enumerate(dice.some(sorted(born), dice.whole(9, 14)), 1):
        day = _between(dice, max(born[customer], year), d.today)
        kind, freight = dice.mix(d.texts["mix"]["sample_kind"]), dice.mix(d.texts["mix"]["freight"])
        real, went = kind == "physical", day + dice.days(1, 9)
        fee = dice.whole(20, 90) if real and dice.chance(0.45) else None
        sent = went if went <= d.today and dice.chance(0.9) else None
        rows.append({"id": f"S{d.id}-{n}", "customer_id": customer, "requested": day, "product": dice.one(d.lines),
                     "kind": kind, "quantity": dice.whole(1, 6) if real else 1, "fee_paid": "yes" if fee else "no",
                     "fee": fee, "currency": dice.mix(d.texts["mix"]["sample_currency"]) if fee else None,
                     "freight": freight if real else None, "prepaid": "yes" if fee and dice.chance(0.3) else None,
                     "sent": sent, "courier": _tracking(d, dice) if sent and real else None,
                     "feedback": dice.maybe(0.5, d.texts["sample"]["feedback"]) if sent else None})
    return sorted(rows, key=lambda r: (r["requested"], r["id"]))


def _tracking(d: Desk, dice: Dice) -> str:
    return f"{dice.one(d.texts['sample']['courier'])} {dice.whole(10**9, 10**10 - 1)}"


# --- forecasts, reports, trainings, issues


def _months(today: date, count: int) -> list[date]:
    """First days of the last `count` months, the current one last."""
    last = today.year * 12 + today.month - 1
    return [date(m // 12, m % 12 + 1, 1) for m in range(last - count + 1, last + 1)]


def _income(d: Desk, receipts: Rows) -> dict[date, float]:
    """Month -> receipts that earn commission, in CNY at the mean rate, roughly."""
    total: dict[date, float] = defaultdict(float)
    for row in (r for r in receipts if r["kind"] not in _UNCOUNTED):
        total[row["date"].replace(day=1)] += float(row["amount"]) * float(d.texts["fx"]["USD"])
    return total


def _forecasts(d: Desk, receipts: Rows) -> Rows:
    """One a month since the hire date, a year at most, entered on day 1 to 4 and near the truth; one late revision."""
    dice, income = d.dice("forecasts"), _income(d, receipts)
    months = [m for m in _months(d.today, 12) if m >= d.hired.replace(day=1)]
    rows: Rows = []
    for month in months:
        base = sum(income[m] for m in months[-4:-1]) / 3 if month == months[-1] else income[month]
        day = max(d.hired, min(month + dice.days(0, 3), d.today))
        rows.append({"month": month, "entered": day, "amount": _thousands(base * dice.real(0.8, 1.25))})
    late = rows[-2] | {"entered": months[-2] + dice.days(10, 20), "reason": dice.one(d.texts["forecast"]["reason"])}
    late["amount"] = _thousands(rows[-2]["amount"] * dice.real(0.7, 0.95))
    return [*rows[:-1], late, rows[-1]]


def _thousands(value: float) -> int:
    """Rounded to thousands, 10,000 at least."""
    return max(10, round(value / 1000)) * 1000


def _reports(d: Desk, contacts: Rows) -> Rows:
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
        rows.append({"week": week, "key_customers": _key_customers(d, dice, week, contacts),
                     "recipient": "boss" if d.position == "manager" else "manager",
                     "submitted": week + timedelta(days=7 if late else 5)}
                    | {key: dice.one(said[key]) for key in ("review", "company_problems", "own_problems",
                                                            "improvement", "support", "mindset")})
    return rows


def _key_customers(d: Desk, dice: Dice, week: date, contacts: Rows) -> str | None:
    seen = sorted({r["customer_id"] for r in contacts if 0 <= (r["at"].date() - week).days < 7})
    named = [d.words(dice, d.texts["report"]["key_customer"], c) for c in dice.some(seen, 3)]
    return "\n".join(named) or None


def _trainings(d: Desk) -> Rows:
    """Everyone has the same sessions, one a fortnight; an absence mostly has its reason (R149)."""
    dice, said, rows = d.dice("trainings"), d.texts["lesson"], []
    wednesday = d.today - timedelta(days=(d.today.weekday() - 2) % 7)
    for n, lesson in enumerate(reversed(d.texts["training"])):
        here = dice.chance(0.9)
        handed = here and dice.chance(0.85)
        rows.append(lesson | {
            "date": wednesday - timedelta(weeks=2 * n), "attended": "yes" if here else "no",
            "lecturer": said["lecturer"][n % len(said["lecturer"])], "notes_handed": "yes" if handed else "no",
            "absence_reason": None if here else dice.maybe(0.75, said["absence_reason"]),
            "notes": dice.one(said["notes"]) if handed else None})
    return [row for row in rows[::-1] if row["date"] >= d.hired]


def _mail_checks(d: Desk) -> Rows:
    """Monday to Saturday of the last half year (R096): mostly all three times."""
    dice, first = d.dice("mail_checks"), max(d.hired, d.today - timedelta(days=190))
    days = [day for n in range((d.today - first).days + 1) if (day := first + timedelta(days=n)).weekday() < 6]
    return [{"date": day, **{k: "yes" if dice.chance(s) else "no" for k, s in
                             (("morning", 0.98), ("noon", 0.9), ("evening", 0.85))}} for day in days]


def _issues(d: Desk, born: dict[str, date]) -> Rows:
    dice, rows = d.dice("issues"), []
    for n in range(1, dice.whole(3, 6) + 1):
        kind, customer = dice.mix(d.texts["mix"]["issue"]) or "own", dice.one(sorted(born))
        sentence = dice.one(d.texts["problem"][kind])
        day = _between(dice, max(born[customer], d.today - timedelta(days=90)), d.today)
        closed = day + dice.days(1, 14)
        done = closed <= d.today and dice.chance(0.7)
        rows.append({"id": f"I{d.id}-{n}", "opened": day, "type": kind,
                     "description": d.words(dice, [sentence], customer),
                     "customer_id": customer if "{company}" in sentence else None,
                     "asked": dice.one(d.texts["issue"]["asked"]), "status": "done" if done else "open",
                     "closed": closed if done else None,
                     "solution": dice.one(d.texts["issue"]["solution"]) if done else None})
    return sorted(rows, key=lambda r: (r["opened"], r["id"]))


# --- the manager's tables


def _master(desks: Sequence[Desk], books: dict[str, dict[str, Rows]], products: Rows) -> dict[str, Rows]:
    first = min(r["date"] for book in books.values() for r in book["receipts"])
    today, seed, texts = desks[0].today, desks[0].seed, desks[0].texts
    return {"people": [_person(d, desks) for d in desks],
            "fx": _fx(today, first, texts["fx"], texts["fx_source"], seed),
            "targets": _targets(desks, books), "assessments": _assessments(desks),
            "products": _products(products, desks, Dice(seed, "products")),
            "price_list": _prices(products, texts["price"]["strategy"], Dice(seed, "price_list")),
            "settlements": [], "settlement_lines": [], **_plan_rows(desks), "transfers": [],
            "second_chances": _chances(desks), "kpi_values": _typed_values(desks),
            "risks": _risks(texts["risk"], desks, Dice(seed, "risks")),
            "surveys": [row for d in desks for row in _surveys(d, books[d.id])]}


def _plan_rows(desks: Sequence[Desk]) -> dict[str, Rows]:
    """A strategic customer, a project order with members, a stage that two people share."""
    today, said = desks[0].today, desks[0].texts["plan"]
    latest = {d.id: max(d.sales, key=lambda s: (s.ordered <= today - timedelta(days=100), s.amount)) for d in desks[:5]}
    (lead, helper), project = [d.id for d in desks[:2]], latest[desks[0].id]
    shared = latest[desks[2].id]
    return {
        "customer_factors": [{"customer_id": latest[desks[3].id].customer, "person_id": desks[3].id, "factor": 1.2,
                              "effective_from": today - timedelta(days=700), "reason": said["factor"]}],
        "order_plans": [{"order_id": project.id, "rate": 0.05, "reason": said["project"]}],
        "order_shares": [{"order_id": project.id, "stage": "project", "person_id": lead, "share": 0.7},
                         {"order_id": project.id, "stage": "project", "person_id": helper, "share": 0.3},
                         {"order_id": shared.id, "stage": "negotiate", "person_id": desks[2].id, "share": 0.5},
                         {"order_id": shared.id, "stage": "negotiate", "person_id": desks[4].id, "share": 0.5}],
        "team_weights": [], "fund_uses": []}


def _person(d: Desk, desks: Sequence[Desk]) -> Row:
    dice = d.dice("people")
    others = [o.name for o in desks if o.group == d.group and o.id != d.id] or [desks[0].name]
    return {"id": d.id, "name": d.name, "position": d.position, "group": d.group, "territory": _territory(d),
            "hired": d.hired, "base_salary": {"manager": 3000, "senior": 2000}.get(d.position),
            "bonus_base": dice.whole(4, 10) * 1000, "alibaba_account": f"demo{d.id.lower()}",
            "account_opened": d.hired + dice.days(1, 10), "languages": dice.one(d.texts["person"]["languages"]),
            "skills": dice.one(d.texts["person"]["skills"]), "delegate": dice.one(others)}


def _fx(today: date, first: date, means: Mapping[str, float], source: str, seed: int) -> Rows:
    """Invented rates, Monday to Friday, from two months before the first receipt; a walk that returns to its mean."""
    days = [day for n in range((today - first).days + 63) if (day := first + timedelta(days=n - 62)).weekday() < 5]
    walks: dict[str, list[float]] = {}
    for currency, mean in means.items():
        steps = np.random.default_rng([seed, zlib.crc32(currency.encode())]).normal(0, 0.002, len(days))
        at, walks[currency] = 0.0, []
        for step in steps:
            at = 0.99 * at + float(step)
            walks[currency].append(round(mean * (1 + at), 4))
    return [{"date": day, "currency": currency, "rate": walk[n], "kind": "spot", "source": source}
            for n, day in enumerate(days) for currency, walk in walks.items()]


_AIMS = (("closed_orders", "sales", 1.0), ("new_customers", "market", 0.5))
"""Further monthly targets of everybody, in rows of the last year a month."""


def _targets(desks: Sequence[Desk], books: dict[str, dict[str, Rows]]) -> Rows:
    """Per person and month of this year; the department's rows (no person) are the sums, of quarters and year too.

    One person's receipts target is raised during the current month: a newer version of the same target (R164).
    """
    today, year = desks[0].today, desks[0].today.replace(month=1, day=1)
    amounts = {d.id: _aims(d, books[d.id]) for d in desks}
    whole = {kpi: sum(a[kpi] for a in amounts.values()) for kpi in amounts[desks[0].id]}
    rows = []
    for person, aims in [*amounts.items(), (None, whole)]:
        for kpi, area in (("receipts", "sales"), *((k, a) for k, a, _ in _AIMS)):
            rows += [{"month": year.replace(month=month), "person_id": person, "area": area, "kpi": kpi,
                      "amount": aims[kpi], "effective_from": year} for month in range(1, 13)]
    raised, since = 20_000, max(year, today.replace(day=min(today.day, 10)))
    for person in (desks[0].id, None):
        old = (amounts[desks[0].id] if person else whole)["receipts"]
        rows.append({"month": today.replace(day=1), "person_id": person, "area": "sales", "kpi": "receipts",
                     "amount": old + raised, "effective_from": since})
    now = quarter(today) - 1
    spans = [(3 * q + 1, "quarter", 3 * whole["receipts"] + raised * (q == now)) for q in range(4)]
    for month, span, amount in [(1, "year", 12 * whole["receipts"] + raised), *spans]:
        rows.append({"month": year.replace(month=month), "area": "sales", "kpi": "receipts", "amount": amount,
                     "effective_from": year, "span": span})
    return rows


def _aims(d: Desk, book: dict[str, Rows]) -> dict[str, int]:
    """Monthly targets from what the last year brought."""
    income, past = _income(d, book["receipts"]), _months(d.today, 13)[:-1]
    served = max(1, min(12, (d.today - d.hired).days // 30))
    mean = {"closed_orders": sum(r["date"] > d.today - timedelta(days=365) for r in book["orders"]) / served,
            "new_customers": sum(r["created"] > d.today - timedelta(days=365) for r in book["customers"]) / served}
    stretch = d.dice("targets").real(1.0, 1.15)
    return {"receipts": _thousands(sum(income[m] for m in past) / served * stretch),
            **{kpi: max(1, round(mean[kpi] * share)) for kpi, _, share in _AIMS}}


def _assessments(desks: Sequence[Desk]) -> Rows:
    """Scores by the checklist: of the tenure quarters so far, or of the last two quarters and this one."""
    boss = next(d for d in desks if d.position == "manager").name
    return [row for d in desks for label, number, first, last in _reviewed(d)
            for row in _scored(d, label, number, first, last, boss)]


def _reviewed(d: Desk) -> list[tuple[str, int, date, date]]:
    """Label, tenure quarter (0 = calendar), first and last day so far of each period that is scored."""
    if not d.plan:
        return [(f"{m.year}Q{m.month // 3 + 1}", 0, m, min(m + timedelta(days=85), d.today))
                for m in _months(d.today, 9) if m.month % 3 == 1]
    edges = [d.hired, *(_later(d.hired, 3 * n) for n in range(1, 5))]
    return [(f"T{n}", n, a, min(b - _DAY, d.today)) for n, (a, b) in enumerate(pairwise(edges), 1)
            if a <= d.today]


def _later(day: date, months: int) -> date:
    return date(1970, 1, 1) + timedelta(days=int(add_months(
        np.array([(day - date(1970, 1, 1)).days]), np.array([months]))[0]))


def _scored(d: Desk, label: str, number: int, first: date, last: date, boss: str) -> Rows:
    dice = d.dice(f"assessments/{label}")
    skill = d.plan["skill"] if d.plan else d.dice("skill").whole(68, 92)
    items = [r for r in d.texts["checklist"] if r["quarter"] == number]
    days = [max(first, last - timedelta(days=20)), last]
    return [{"person_id": d.id, "quarter": label, "dimension": r["dimension"], "item": r["item"],
             "score": min(98, max(60, skill + dice.whole(-4, 4))), "date": _between(dice, *days), "checker": boss}
            for r in items for _ in range(r["checks"] if not d.plan or d.plan["spot_checks"] else 1)]


def _chances(desks: Sequence[Desk]) -> Rows:
    """The second chance of the newcomer whose plan says so (R006)."""
    boss = next(d for d in desks if d.position == "manager").name
    return [{"person_id": d.id, "quarter": "T1", "granted": d.hired + timedelta(days=d.plan["chance"]), "by": boss,
             "reason": d.texts["newcomer_client"]["chance"]} for d in desks if d.plan and d.plan.get("chance")]


def _typed_values(desks: Sequence[Desk]) -> Rows:
    """Market share and brand awareness of the last six months (R185, R189)."""
    rows = []
    for d in (d for d in desks if not d.plan):
        dice = d.dice("kpi_values")
        share, known = dice.real(0.04, 0.12), dice.real(0.15, 0.4)
        rows += [{"month": month, "person_id": d.id, "kpi": kpi, "value": round(base * dice.real(0.95, 1.1), 3),
                  "source": d.texts["newcomer_client"]["source"]} for month in _months(d.today, 6)
                 for kpi, base in (("market_share", share), ("brand_awareness", known))]
    return rows


def _products(products: Rows, desks: Sequence[Desk], dice: Dice) -> Rows:
    return [{"id": _product_id(p), "name": p["product_name"], "spec": p["quantity_per_unit"],
             "model": f"NW-{int(p['product_id']):03d}", "moq": dice.whole(1, 10) * 10,
             "key_person": dice.one(desks).name, "price": Decimal(p["unit_price"]), "currency": "USD",
             "sample_stock": "yes" if int(p["units_in_stock"]) > 0 else "no",
             "discontinued": "yes" if p["discontinued"] == "1" else "no"} for p in products]


def _product_id(product: Row) -> str:
    return f"P{int(product['product_id']):02d}"


def _prices(products: Rows, strategy: str, dice: Dice) -> Rows:
    """The list price of each product everywhere, and for one in four a keener one in Latin America."""
    rows = []
    for product in products:
        price = Decimal(product["unit_price"])
        base = {"product_id": _product_id(product), "price": price, "floor_price": price * Decimal("0.9"),
                "currency": "USD"}
        rows.append(base)
        if dice.chance(0.25):
            rows.append(base | {"region": "latin_america", "price": price * Decimal("0.94"), "strategy": strategy})
    return rows


def _risks(risks: Rows, desks: Sequence[Desk], dice: Dice) -> Rows:
    return [risk | {"id": f"K{n}", "owner_id": dice.one(desks).id} for n, risk in enumerate(risks, 1)]


def _surveys(d: Desk, book: dict[str, Rows]) -> Rows:
    dice, served = d.dice("surveys"), [r for r in book["customers"] if r["stage"] == "closed"]
    rows = []
    for row in dice.some(served, 4):
        day = _between(dice, max(row["created"], d.today - timedelta(days=180)), d.today)
        rows.append({"date": day, "customer_id": row["id"], "person_id": d.id,
                     "method": dice.mix(d.texts["mix"]["survey"]), "score": dice.whole(6, 10),
                     "comment": dice.maybe(0.7, d.texts["survey"]["comment"])})
    return sorted(rows, key=lambda r: (r["date"], r["customer_id"]))
