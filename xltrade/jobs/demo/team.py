"""The demo team: who they are, who owns which customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from xltrade.core.dtypes import Frame, build
from xltrade.core.schema import Lang
from xltrade.declared import tables
from xltrade.jobs.demo.activity import contacts_of, planned_samples, quotations, samples_of
from xltrade.jobs.demo.customers import born_on, customer_of
from xltrade.jobs.demo.data import (
    DAY,
    Desk,
    Dice,
    Member,
    Row,
    Rows,
    Sale,
    Team,
    Texts,
    cents,
    northwind,
    records,
    shifted,
    toml,
    value,
)
from xltrade.jobs.demo.inquiries import inquiries_of, unsold_of
from xltrade.jobs.demo.manager import managers_tables, territory
from xltrade.jobs.demo.orders import fees, order_of, payments, refunds
from xltrade.jobs.demo.reports import forecasts, issues, mail_checks, reports, trainings


def demo_team(today: date, seed: int = 1996, lang: Lang = "zh") -> Team:
    """The demo team as it stands on `today`; the same day and seed give the same frames.

    lang: of the checklist's items, which the manager's scores name.
    """
    sheets = northwind()
    texts = toml("texts.toml") | {"checklist": _checklist(lang)}
    desks = _desks(today, seed, texts, sheets)
    desks += _newcomers(desks[0], sheets)
    books = {d.id: _book(d) for d in desks}
    members = tuple(_member(d, books[d.id]) for d in desks)
    master = managers_tables(desks, books, records(sheets["products"]))
    return Team(today, members, **{key: build(tables.BY_KEY[key], rows) for key, rows in master.items()})


# --- Northwind as desks


def _desks(today: date, seed: int, texts: Texts, sheets: dict[str, Frame]) -> list[Desk]:
    clients, shift = {r["customer_id"]: r for r in records(sheets["customers"])}, shifted(sheets["orders"], today)
    sales = _sales(sheets, shift)
    mine = _owners(clients, sales)
    blocks = tuple((b["start"], b["end"]) for b in toml("../../declared/settings.toml")["tables"]["worktime"])
    lines = tuple(sheets["products"]["product_name"])
    return [
        Desk(
            today,
            seed,
            texts,
            blocks,
            lines,
            f"E{e['employee_id']}",
            f"{e['first_name']} {e['last_name']}",
            texts["positions"][e["title"]],
            e["country"],
            date.fromisoformat(e["hire_date"]) + shift,
            tuple(sales[e["employee_id"]]),
            {c: clients[c] for c in mine[e["employee_id"]]},
        )
        for e in records(sheets["employees"])
    ]


def _checklist(lang: Lang) -> Rows:
    return [
        r | {"item": r["item" if lang == "zh" else "item_en"]}
        for r in toml("../../declared/settings.toml")["tables"]["checklist"]
    ]


def _newcomers(first: Desk, sheets: dict[str, Frame]) -> list[Desk]:
    """The invented people of the first year, with clients and orders of their own."""
    abroad = list(first.texts["countries"])
    desks = []
    for n, plan in enumerate(first.texts["newcomer"]):
        dice, hired = Dice(first.seed, "newcomer", plan["id"]), first.today - timedelta(days=plan["days"])
        names = dice.some(first.texts["newcomer_client"]["company"], plan["clients"])
        clients = {
            f"{plan['id']}C{i}": _client(first, dice, name, abroad[(n + 3 * i) % len(abroad)])
            for i, name in enumerate(names, 1)
        }
        sales = tuple(
            _invented(first, dice, f"{plan['id']}N{i}", f"{plan['id']}C{client}", hired + timedelta(days=day))
            for i, (client, day) in enumerate(plan["orders"], 1)
        )
        desks.append(
            replace(
                first,
                id=plan["id"],
                name=plan["name"],
                position="salesperson",
                group=plan["group"],
                hired=hired,
                sales=sales,
                clients=clients,
                plan=plan,
            )
        )
    return desks


def _client(d: Desk, dice: Dice, company: str, country: str) -> Row:
    said = d.texts["newcomer_client"]
    number = dice.whole(10**6, 10**7 - 1)
    return {
        "company_name": company,
        "contact_name": dice.one(said["contact"]),
        "contact_title": dice.one(said["title"]),
        "address": f"{dice.one(said['street'])} {dice.whole(1, 240)}",
        "city": dice.one(said["city"]),
        "region": "",
        "postal_code": str(dice.whole(10000, 99999)),
        "country": country,
        "phone": f"({dice.whole(1, 99)}) {number}",
        "fax": "",
    }


def _invented(d: Desk, dice: Dice, key: str, customer: str, ordered: date) -> Sale:
    shipped = ordered + dice.days(14, 24)
    price, pieces = cents(dice.real(8, 40)), dice.whole(10, 40) * 10
    return Sale(
        key,
        customer,
        ordered,
        ordered + dice.days(24, 30),
        shipped if shipped <= d.today - 2 * DAY else None,
        price * pieces,
        pieces,
        dice.one(d.lines),
        price,
        pieces,
    )


def _sales(sheets: dict[str, Frame], shift: timedelta) -> dict[str, list[Sale]]:
    lines: dict[str, Rows] = defaultdict(list)
    for line in records(sheets["order_details"]):
        lines[line["order_id"]].append(line)
    names = dict(zip(sheets["products"]["product_id"], sheets["products"]["product_name"], strict=True))
    sales: dict[str, list[Sale]] = defaultdict(list)
    for order in records(sheets["orders"]):
        sales[order["employee_id"]].append(_sale(order, lines[order["order_id"]], names, shift))
    return sales


def _sale(order: Row, lines: Rows, names: dict[str, str], shift: timedelta) -> Sale:
    def moved(key: str) -> date:
        return date.fromisoformat(order[key]) + shift

    largest = max(lines, key=value)
    return Sale(
        order["order_id"],
        order["customer_id"],
        moved("order_date"),
        moved("required_date"),
        moved("shipped_date") if order["shipped_date"] else None,
        sum(map(value, lines), Decimal(0)),
        sum(int(li["quantity"]) for li in lines),
        names[largest["product_id"]],
        Decimal(largest["unit_price"]),
        int(largest["quantity"]),
    )


def _owners(clients: Mapping[str, Row], sales: dict[str, list[Sale]]) -> dict[str, list[str]]:
    """Employee -> sorted customers: all who bought from them; one who never bought goes where fewest are."""
    mine = {person: {s.customer for s in sold} for person, sold in sorted(sales.items())}
    for customer in sorted(set(clients) - set().union(*mine.values())):
        min(mine.values(), key=len).add(customer)
    return {person: sorted(found) for person, found in mine.items()}


# --- a salesperson's workbook


def _book(d: Desk) -> dict[str, Rows]:
    """Rows of every table of `tables.SALES`."""
    asked = [inquiries_of(d, s) for s in d.sales]
    born = born_on(d, asked)
    receipts = [r for s in d.sales for r in payments(d, s)]
    paid = {r["order_id"] for r in receipts if r["kind"] in ("balance", "full")}
    customers = [customer_of(d, c, born[c], paid) for c in d.clients]
    samples = planned_samples(d, born) if d.plan else samples_of(d, born)
    receipts = sorted(receipts + refunds(d, receipts) + fees(d, samples, born), key=lambda r: (r["date"], r["id"]))
    asked = sorted(asked + unsold_of(d, born), key=lambda r: (r["received"], r["id"]))
    contacts = sorted((r for c in customers for r in contacts_of(d, c)), key=lambda r: (r["at"], r["customer_id"]))
    return {
        "customers": customers,
        "inquiries": asked,
        "contacts": contacts,
        "quotations": quotations(d, asked),
        "samples": samples,
        "orders": [order_of(d, s, paid) for s in d.sales],
        "receipts": receipts,
        "forecasts": forecasts(d, receipts),
        "weekly_reports": reports(d, contacts),
        "trainings": trainings(d),
        "issues": issues(d, born),
        "mail_checks": mail_checks(d),
        "confirmations": [],
    }


def _member(d: Desk, book: dict[str, Rows]) -> Member:
    return Member(
        d.id, d.name, d.position, d.group, d.hired, territory(d), {t.key: build(t, book[t.key]) for t in tables.SALES}
    )
