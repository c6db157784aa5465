"""Tables of exchange rates as they are published -> rows of the FX sheet: Bank of China's page, the central parity."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from xltrade.core import parsing
from xltrade.core.schema import Choices, Column
from xltrade.declared import choices
from xltrade.declared.tables import FX

Line = Sequence[object]
Row = dict[str, Any]
Price = Literal["middle", "buying"]
_NAME, _DAY = "货币名称", ("发布日期", "发布时间", "发布日期时间")
_PRICES: dict[Price, str] = {"middle": "中行折算价", "buying": "现汇买入价"}
_PAIR = re.compile(r"(100)?([A-Z]{3})/(100)?([A-Z]{3})(?:\(.*\))?")
_DATE = Column("day", "日期", "Date", "datetime", "", "")
_RATE = Column("rate", "汇率", "Rate", "number", "", "", decimals=9)


@dataclass(frozen=True, slots=True)
class Published:
    """What a table of rates says: rows for the FX sheet, and what of it was not understood, such as a gold price."""

    rows: tuple[Row, ...]
    unread: tuple[str, ...]


def published(lines: Sequence[Line], price: Price = "middle") -> Published | None:
    """The rates of a table under its own headings, wherever they stand in it; None for any other table.

    Bank of China's (货币名称, 中行折算价 …, 发布日期): CNY for 100 units; of several a day the last one counts. price:
    which of its columns. The central parity's (日期, USD/CNY, 100JPY/CNY, CNY/KRW …): as the headings say. Each row
    has date, currency, rate, unit, quote, kind and source as the FX sheet wants them (R048).
    """
    for at, line in enumerate(lines):
        titles = [_plain(v) for v in line]
        if _NAME in titles and _PRICES[price] in titles and any(d in titles for d in _DAY):
            return _gathered(_of_the_bank(titles, lines[at + 1 :], _PRICES[price]))
        if any(t in ("日期", "date") for t in titles) and any(_pair(t) for t in titles):
            return _gathered(_of_the_parity(titles, lines[at + 1 :]))
    return None


def _gathered(found: Iterator[Row | str]) -> Published:
    """The last row of each currency and day, and every text, once."""
    rows, unread = dict[tuple[object, ...], Row](), dict[str, None]()
    for one in found:
        if isinstance(one, str):
            unread[one] = None
            continue
        moment, key = one.pop("moment"), (one["date"], one["currency"])
        if key not in rows or moment >= rows[key]["moment"]:
            rows[key] = {**one, "moment": moment}
    made = sorted(rows.values(), key=lambda r: (r["date"], r["currency"]))
    return Published(tuple({k: v for k, v in r.items() if k != "moment"} for r in made), tuple(unread))


def _of_the_bank(titles: Sequence[str], lines: Sequence[Line], price: str) -> Iterator[Row | str]:
    name, rate = titles.index(_NAME), titles.index(price)
    day = next(titles.index(d) for d in _DAY if d in titles)
    for line in lines:
        said = _plain(_at(line, name))
        if not said or said == _NAME:
            continue
        currency = parsing.words(_currencies()).get(parsing.fold(said))
        made = _row(_at(line, day), currency, _at(line, rate), 100, "direct", f"中国银行{price}")
        yield made or " ".join(t for t in (said, _plain(_at(line, rate)), _plain(_at(line, day))) if t)


def _of_the_parity(titles: Sequence[str], lines: Sequence[Line]) -> Iterator[Row | str]:
    day = next(i for i, t in enumerate(titles) if t in ("日期", "date"))
    pairs = [(i, *found) for i, t in enumerate(titles) if (found := _pair(t))]
    yield from (t for i, t in enumerate(titles) if t and i != day and not _pair(t))
    for line in lines:
        if not parsing.parse(_at(line, day), _DATE).value:
            continue
        for i, currency, unit, quote in pairs:
            value = _at(line, i)
            if _plain(value) not in ("", "---", "-"):
                made = _row(_at(line, day), currency, value, unit, quote, "人民币汇率中间价")
                yield made or f"{titles[i]} {_plain(value)}"


def _pair(title: str) -> tuple[str, int, str] | None:
    """Currency, unit and way round of a heading: 100JPY/CNY is ("JPY", 100, "direct"), CNY/KRW the other way round."""
    found = _PAIR.fullmatch(title.upper().replace(" ", ""))
    if not found or ("CNY" in (found[2], found[4])) is False or found[2] == found[4]:
        return None
    inverse = found[2] == "CNY"
    return found[4] if inverse else found[2], int(found[1] or 1), "inverse" if inverse else "direct"


def _row(day: object, currency: str | None, rate: object, unit: int, quote: str, source: str) -> Row | None:
    """One row of the FX sheet; None where a part of it is not understood."""
    moment, value = parsing.parse(day, _DATE).value, parsing.parse(rate, _RATE).value
    if not moment or not value or currency is None or currency not in _currencies().labels("zh"):
        return None
    return {
        "date": moment.date(),
        "currency": currency,
        "rate": value,
        "unit": unit,
        "quote": quote,
        "kind": "spot",
        "source": source,
        "moment": moment,
    }


def _currencies() -> Choices:
    return FX["currency"].choices or choices.CURRENCY


def _plain(value: object) -> str:
    return "".join((parsing.as_text(value) or "").split())


def _at(line: Line, index: int) -> object:
    return line[index] if index < len(line) else None
