"""What the buttons of a salesperson's workbook do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.computed.weekly_texts import monday, texts, week_name
from xltrade.core.parsing import fold
from xltrade.declared import choices as ch
from xltrade.declared import tables
from xltrade.excel import patch
from xltrade.excel.active_book import of_kind, tell
from xltrade.excel.open_book import Opened, framed, go, selected_customer
from xltrade.excel.patch import append, put
from xltrade.excel.said import SHOWN, TITLE, error_of, say
from xltrade.rules import policy, same_customer
from xltrade.sheets.plan import Value
from xltrade.sheets.weekly_archive import newest_week

_HISTORY = (
    ("inquiries", "product", "received"),
    ("quotations", "product", "date"),
    ("samples", "product", "requested"),
    ("orders", "product_class", "date"),
)
_PROGRESS = ("owner_name", "contact", "grade", "stage", "last_contact", "next_followup")


def contact_logged(book: Opened) -> None:
    """记录跟进: a row of Contacts for the customer of the selected row (R058)."""
    of_kind(book, "sales")
    wanted = selected_customer(book)
    if wanted is None:
        raise error_of("no_customer")
    rows = {fold(str(r["id"])): r for r in book.spot("customers").rows() if r["id"] is not None}
    if fold(wanted) not in rows:
        raise error_of("unknown_customer", wanted)
    customer, spot = str(rows[fold(wanted)]["id"]).strip(), book.spot("contacts")
    record: dict[str, Value] = {"customer_id": customer, "at": book.now.replace(second=0, microsecond=0)}
    channel = _suggested(book, customer)
    row = spot.free()
    patch.write(book.book.app, append(spot, [record | ({"channel": channel} if channel else {})]))
    go(spot.sheet, row, spot.column("content"))


def _suggested(book: Opened, customer: str) -> str | None:
    """The channel that the policy suggests for the customer's grade (R133); None where it has none."""
    made, context = _derived(book)
    grades = dict(zip(made["customers"]["id"], made["customers"]["grade"], strict=True))
    rule = context.policy.grades.get(str(grades.get(customer)))
    return ch.CHANNEL.label(rule.channel, book.lang) if rule and rule.channel else None


def _derived(book: Opened) -> tuple[dict[str, pd.DataFrame], Context]:
    """A salesperson's tables with their computed columns, recomputed rather than read."""
    reading = book.reading
    rules = policy.read({t.key: reading.tables[t.key] for t in tables.SHARED}, book.today)
    hired = reading.settings.get("hired")
    since = hired.date() if isinstance(hired, dt.datetime) else hired if isinstance(hired, dt.date) else book.today
    context = Context(rules, book.today, {"": since}, book.lang)
    return recompute.sales(reading.tables, context), context


def looked_up(book: Opened) -> None:
    """查重: who may be the customer that somebody names (R125)."""
    spot = book.spot("customers")
    text, own = _asked(book)
    if text is None:
        return
    rows = list(spot.rows())
    found = same_customer.find(text, framed(spot, rows), skip=own)
    if found:
        go(spot.sheet, rows[found[0].index]["row"], spot.column("company"))
        known = [line for m in found[:SHOWN] for line in _shown(book, m, rows[m.index])]
        more = [say("more", book.lang, len(found) - SHOWN)] if len(found) > SHOWN else []
        tell(book, "\n".join([say("known", book.lang, text, len(found)), *known, *more]))
    elif own:
        tell(book, say("only_self", book.lang, own))
    elif book.reading.kind == "master":
        tell(book, say("not_found", book.lang, text))
    elif tell(book, say("new", book.lang, text, spot.sheet.name), "yes_no") == "yes":
        go(spot.sheet, spot.free(), spot.col)


def _asked(book: Opened) -> tuple[str | None, str]:
    """What to look up, asked for with the selected cell as the proposal, and the customer whose cell that is.

    None: the question was cancelled. XltradeError where there is nothing to ask with and no text selected.
    """
    app = book.book.app
    chosen = app.selection
    value = chosen.options(ndim=2).value[0][0] if chosen is not None else None
    proposal = same_customer.plain(value).strip()
    box = getattr(app.api, "InputBox", None)  # Excel for Windows has one; elsewhere the selected cell is looked up
    answer = box(Prompt=say("ask", book.lang), Title=TITLE, Default=proposal, Type=2) if box else proposal
    if answer is False:
        return None, ""
    text = str(answer).strip()
    if not text:
        raise error_of("empty")
    return text, (selected_customer(book) or "") if text == proposal else ""


def _shown(book: Opened, match: same_customer.Match, row: Mapping[str, Any]) -> list[str]:
    """A found customer with the reasons, how things stand, and what they asked for and bought (R125)."""
    lang = book.lang
    reasons = say("comma", lang).join(same_customer.REASONS.label(r, lang) for r in match.reasons)
    declared = book.spot("customers").table
    stands = [
        f"{declared[k].label(lang)}{say('colon', lang)}{_short(row[k])}" for k in _PROGRESS if row.get(k) is not None
    ]
    products = [
        f"{_short(r[product])} {_short(r[date])}{say('reasons', lang, tables.BY_KEY[key].label(lang)).strip()}"
        for key, product, date in _HISTORY
        for r in _of_customer(book, key, row)
        if r.get(product) is not None
    ]
    lines = [
        f"● {match.id} {match.company}{say('reasons', lang, reasons)}",
        say("stop", lang).join(stands),
        say("stop", lang).join(products[-SHOWN:]),
    ]
    return [line for line in lines if line]


def _of_customer(book: Opened, key: str, customer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a table that belong to a customer; in a master to the same salesperson's."""
    rows = book.spot(key).rows()
    return [r for r in rows if r.get("customer_id") == customer["id"] and r.get("owner") == customer.get("owner")]


def _short(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, dt.datetime) else same_customer.plain(value)


def week_written(book: Opened) -> None:
    """生成周报: the week's row of Weekly reports, with what counts itself filled in (R062)."""
    of_kind(book, "sales")
    spot, start = book.spot("weekly_reports"), monday(book.today)
    made, context = _derived(book)
    written = texts(made, book.today, context)
    row = next((r for r in spot.rows() if newest_week([r], book.today) == start), None)
    at = spot.free() if row is None else row["row"]
    missing: dict[str, Value] = {k: v for k, v in written.items() if row is None or row.get(k) is None}
    new = append(spot, [{"week": start, **missing}]) if row is None else put(spot, at, missing)
    patch.write(book.book.app, new)
    go(spot.sheet, at, spot.column("review"))
    filled = say("comma", book.lang).join(spot.table[k].label(book.lang) for k in missing)
    name = week_name(start)
    tell(book, say("weekly", book.lang, name, filled) if missing else say("weekly_kept", book.lang, name))
