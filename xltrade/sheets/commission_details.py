"""The sheet 提成明细 / Commission details."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from xltrade.computed.context import Context
from xltrade.core.dtypes import Frame
from xltrade.core.rounding import UNIT, unit_array
from xltrade.core.schema import Words
from xltrade.core.tiers import within
from xltrade.declared import choices as ch
from xltrade.formulas.functions import COMMISSION
from xltrade.formulas.text import Twins
from xltrade.rules import policy as policies
from xltrade.sheets.addresses import address, area_text
from xltrade.sheets.cards import PERIODS
from xltrade.sheets.commission import (
    PAY_SETTINGS,
    PAY_SHEET,
    effective,
    effective_day,
    period,
    period_label,
    period_sums,
)
from xltrade.sheets.next_tier import PAY_ROW, rate_of
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import CondFormat, Sheet, Validation, Value

LINES, SLOTS = 80, 5
"""Receipts listed, and tiers shown."""
_NAME = Words("提成明细", "Commission details")
_PURPOSE = Words(
    "选一个期间，逐笔看提成怎么算出来：基数、累计、落在每一档的金额、提成。全部自动计算。",
    "Pick a period and see how each receipt's commission comes about: base, running total, slice of each "
    "tier. Computes itself.",
)
_PICK = Words("选期间（空 = 本期）", "Period (blank = now)")
_ONE_OF = Words("只能选最近四个期间。", "One of the last four periods.")
_SHOWN = Words("显示", "Shown")
_COLUMNS: tuple[tuple[str, Words, str, float], ...] = (
    ("", Words("序", "No"), "center", 4.5),
    ("id", Words("到款编号", "Receipt"), "text", 10),
    ("date", Words("日期", "Date"), "date", 11.5),
    ("order_id", Words("订单", "Order"), "text", 10),
    ("customer_name", Words("客户", "Customer"), "text", 20),
    ("kind", Words("类型", "Kind"), "text", 14),
    ("amount", Words("金额", "Amount"), "money", 14),
    ("currency", Words("币种", "Cur"), "center", 6),
    ("rate", Words("汇率", "Rate"), "number6", 9.5),
    ("bank_fee", Words("银行费", "Fee"), "money", 9.5),
    ("base", Words("提成基数", "Base"), "money", 14.5),
    ("prior", Words("此前累计", "Before"), "money", 14.5),
    ("total", Words("累计", "Total"), "money", 14.5),
)
_SLOT = Words("第 {0} 档", "Tier {0}")
_START = Words("起点", "From")
_PAID = Words("提成", "Commission")
_UNCOUNTED = Words("（不计）", " (out)")
_TOTAL, _BY_TIER = Words("合计", "Total"), Words("各档金额 × 比例", "Slices × rates")
_REST = Words("其余 {0} 笔", "{0} more")
_FIRST = Words(
    "先在“到款”表登记到款，这里就会逐笔列出提成是怎么算的。",
    "Enter receipts on the Receipts sheet first: how each earns its commission will be listed here.",
)
_NOTHING = Words("这个期间没有到款。", "There are no receipts in this period.")
_MANY = (
    Words("共 ", ""),
    Words(
        f" 笔，逐笔列出前 {LINES} 笔，其余合成最后一行。",
        f" receipts: the first {LINES} one by one, the others as the last line.",
    ),
)
_UNRATED = (Words("另有 ", "Besides "), Words(" 笔缺汇率，没有算进来。", " without a rate, not counted here."))
_TOO_MANY = Words(
    f"现行政策超过 {SLOTS} 档，这里只列前 {SLOTS} 档。",
    f"More than {SLOTS} tiers are in force; the first {SLOTS} are shown.",
)
_PARTS = Words(
    "金额落在每一档的部分（上：比例，下：起点）", "What lies in each tier (above: its rate, below: its start)"
)
_TERMS = Words("以上数字依据的政策", "What these numbers follow from")
_TERM_COLUMNS = (
    Words("项目", "Setting"),
    Words("值", "Value"),
    Words("生效日期", "Effective from"),
    Words("说明", "Meaning"),
)
_TIERS_TERM = (
    Words("提成档", "Tiers"),
    Words("{0} 档，见表头", "{0} tiers, see the headings"),
    Words("每档起点和比例在“参数”表。", "Starts and rates stand on the Parameters sheet."),
)
_ROUNDED = Words(
    "每笔提成 = 含本笔的累计提成 − 此前的累计提成，各自取整；所以一列相加正好是整期提成。",
    "Each commission is that of the total with this receipt less that before it, each rounded: the "
    "column sums to the period's exactly.",
)
_PICK_ROW, _RATE_ROW, _HEAD_ROW, _SUM_ROW = 2, 4, 5, 6
_LIST_ROW = _SUM_ROW + 2
_REST_ROW = _LIST_ROW + LINES
_TIER_COL = len(_COLUMNS)
_PAID_COL = _TIER_COL + SLOTS
_CHOSEN, _LABEL = (_PICK_ROW, 3), (_PICK_ROW, 5)
_SLICED, _LOWER = (_RATE_ROW, _PAID_COL + 3), (_HEAD_ROW, _PAID_COL + 3)
_BEYOND = (_SUM_ROW, _PAID_COL + 3)
_IS_BEYOND = Words("计算用：没有列出的下一档起点", "For the formulas: start of the first tier not shown")
_IS_MARGINAL = Words("计算用：1 = 分段累进", "For the formulas: 1 = marginal")
_IS_LOWER = Words("计算用：1 = 起点归上一档", "For the formulas: 1 = a start belongs to the tier above")
_AT = {key: i for i, (key, *_) in enumerate(_COLUMNS)}


@dataclass(frozen=True)
class _Line:
    """One line of the list: what stands in its columns, by key, the slice of each tier, the commission."""

    shown: Mapping[str, Value]
    slices: Sequence[float]
    paid: float


def details_sheet(twins: Twins, made: Mapping[str, Frame], context: Context, *, who: str) -> Sheet:
    """提成明细: the receipts of the chosen period in order, sums on top, the terms below (R044, R045, R211)."""
    pen = Pen(twins)
    label, here = _receipts_of(made["receipts"], context)
    pen.value(3, 0, who, "bold")
    _chooser(pen, label)
    _say(pen, made["receipts"], label, len(here), context)
    _headers(pen, context)
    lines = _lines(here, context)
    for number in range(1, LINES + 1):
        _line(pen, _LIST_ROW + number - 1, number, lines[number - 1] if number <= len(here) else None)
    rest = _rest(pen, made["receipts"], label, here, context)
    _sums(pen, made["receipts"], label, [*lines, *rest], context)
    last = _terms(pen, made, context)
    name = _NAME.text(twins.lang)
    widths = {i: w for i, (_, _, _, w) in enumerate(_COLUMNS)}
    return Sheet(
        "details",
        name,
        name,
        _PURPOSE.text(twins.lang),
        "computed",
        cells=tuple(pen.cells),
        widths={**widths, **dict.fromkeys(range(_TIER_COL, _PAID_COL), 13.5), _PAID_COL: 13.5, _PAID_COL + 1: 4.0},
        gridlines=False,
        freeze=(_LIST_ROW, 2),
        print_rows=(_RATE_ROW, _HEAD_ROW),
        formats=_marks(),
        validations=(_choice(twins),),
        print_area=(0, 0, last, _PAID_COL + 1),
    )


def _receipts_of(receipts: Frame, context: Context) -> tuple[str, Frame]:
    """Today's period, and its receipts that count or not, in order; those without a rate left out."""
    label = period_label(context, 0)
    here = receipts[receipts["period"].eq(label) & receipts["period_no"].notna()] if label else receipts.iloc[:0]
    return label, here.sort_values("period_no")


# ── top ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _chooser(pen: Pen, label: str) -> None:
    pen.text(_PICK_ROW, 0, _PICK, "muted")
    pen.value(*_CHOSEN, None, "box+center+bold")
    pen.text(_PICK_ROW, 4, _SHOWN, "muted+right")
    chosen = address(*_CHOSEN)
    pen.formula(*_LABEL, f'IF({chosen}="",{period(0)},{chosen}&"")', label, "bold+left")


def _choice(twins: Twins) -> Validation:
    """The drop-down of the periods that 提成 shows."""
    source = area_text(PAY_SHEET.text(twins.lang), (PAY_ROW, 0, PAY_ROW + PERIODS - 1, 0))
    title, message = _PICK.text(twins.lang), _ONE_OF.text(twins.lang)
    return Validation(
        *_CHOSEN,
        *_CHOSEN,
        {
            "validate": "list",
            "source": f"={source}",
            "error_type": "stop",
            "error_title": title,
            "error_message": message,
            "input_title": title,
            "input_message": message,
        },
    )


def _count() -> str:
    return f'COUNTIFS(receipts[period],{address(*_LABEL, True)},receipts[period_no],">0")'


def _say(pen: Pen, receipts: Frame, label: str, count: int, context: Context) -> None:
    """What to do first, that there is nothing, or that there is more than is listed; and what has no rate."""
    first, nothing = _FIRST.text(pen.lang), _NOTHING.text(pen.lang)
    head, tail = (w.text(pen.lang) for w in _MANY)
    said = (
        first
        if receipts["date"].notna().sum() == 0
        else nothing
        if count == 0
        else (f"{head}{count}{tail}" if count > LINES else "")
    )
    pen.formula(
        _PICK_ROW,
        6,
        f'IF(COUNT(receipts[date])=0,"{first}",IF({_count()}=0,"{nothing}",'
        f'IF({_count()}>{LINES},"{head}"&{_count()}&"{tail}","")))',
        said,
        "accent",
    )
    missing = int((receipts["period"].eq(label) & receipts["period_no"].isna()).sum()) if label else 0
    unrated = f"(COUNTIFS(receipts[period],{address(*_LABEL, True)})-{_count()})"
    before, after = (w.text(pen.lang) for w in _UNRATED)
    pen.formula(
        3,
        6,
        f'IF(OR({address(*_LABEL)}="",{unrated}=0),"","{before}"&{unrated}&"{after}")',
        f"{before}{missing}{after}" if missing else "",
        "accent",
    )
    more, shown = _TOO_MANY.text(pen.lang), len(context.policy.tier_starts) > SLOTS
    parts = _PARTS.text(pen.lang)
    pen.formula(
        3,
        _TIER_COL,
        f'IF(SUMPRODUCT((tiers[in_force]=1)*1)>{SLOTS},"{more}","{parts}")',
        more if shown else parts,
        "muted",
    )


def _headers(pen: Pen, context: Context) -> None:
    """Two lines: labels, and over the slices each tier's rate and start."""
    for col, (_, words, where, _) in enumerate(_COLUMNS):
        align = "center" if where in ("center", "date") else "text" if where == "text" else "right_header"
        pen.value(_RATE_ROW, col, None, "header")
        pen.text(_HEAD_ROW, col, words, f"header+{align}")
    starts, rates = _tiers(context)
    for slot in range(SLOTS + 1):
        place = _start_at(slot)
        at = f"SUMPRODUCT(SMALL(tiers[start]+(tiers[in_force]<>1)*1E+12,{slot + 1}))"
        pen.formula(
            *place,
            f'IFERROR(IF({at}>=1E+12,"",{at}),"")',
            starts[slot] if slot < len(starts) else None,
            "header+right_header+money" if slot < SLOTS else "muted+money",
        )
    for slot in range(SLOTS):
        start = address(*_start_at(slot))
        pen.formula(
            _RATE_ROW,
            _TIER_COL + slot,
            f'IF({start}="","",{rate_of(start)})',
            rates[slot] if slot < len(rates) else None,
            "header+right_header+rate",
        )
    pen.text(_BEYOND[0], _BEYOND[1] + 1, _IS_BEYOND, "muted")
    for place, words, key, choice in (
        (_SLICED, _IS_MARGINAL, "tier_mode", "marginal"),
        (_LOWER, _IS_LOWER, "tier_boundary", "lower"),
    ):
        value = int(context.policy[key] == choice)
        pen.formula(*place, f"IF($pis({key};{choice}),1,0)", value, "muted+integer")
        pen.text(place[0], place[1] + 1, words, "muted")
    pen.value(_RATE_ROW, _PAID_COL, None, "header")
    pen.text(_HEAD_ROW, _PAID_COL, _PAID, "header+right_header")


def _tiers(context: Context) -> tuple[list[float], list[float]]:
    """Starts in yuan and rates of the tiers in force."""
    rules = context.policy
    return (rules.tier_starts / UNIT).tolist(), (rules.tier_rates / UNIT).tolist()


# ── the slices ────────────────────────────────────────────────────────────────────────────────────────────────────


def _inside(total: str, slot: int) -> str:
    """How much of a total (a cell) lies in a tier: its slice (marginal), or all of it where it is the tier reached."""
    start, above = (address(*_start_at(s), True) for s in (slot, slot + 1))
    top = f'MIN({total},IF({above}="",1E+15,{above}))'
    slice_ = top if slot == 0 else f"MAX(0,{top}-{start})"
    enters = "1" if slot == 0 else _reaches(total, start)
    leaves = f'IF({above}="",0,{_reaches(total, above)})'
    return f"IF({address(*_SLICED, True)}=1,{slice_},{total}*{enters}*(1-{leaves}))"


def _start_at(slot: int) -> tuple[int, int]:
    """Where a tier's start stands: over its slices, that of the first tier not shown among the formulas' helpers."""
    return (_HEAD_ROW, _TIER_COL + slot) if slot < SLOTS else _BEYOND


def _reaches(total: str, start: str) -> str:
    return f"(({total}>{start})+({total}={start})*{address(*_LOWER, True)}>0)"


def _slice(row: int, slot: int) -> str:
    """The slice of a receipt: what its running total has in the tier, less what the total before it had."""
    prior, total = address(row, _AT["prior"]), address(row, _AT["total"])
    start = address(_HEAD_ROW, _TIER_COL + slot, True)
    return f'IF(OR({total}="",{start}=""),"",ROUND({_inside(total, slot)}-{_inside(prior, slot)},2))'


def _slices(prior: float, total: float, context: Context) -> list[float]:
    """The values of `_slice` for the tiers shown, in yuan."""
    both = unit_array(np.array([prior, total]))
    before, after = within(
        both, context.policy.tier_starts, str(context.policy["tier_mode"]), str(context.policy["tier_boundary"])
    )
    return [int(x) / UNIT for x in (after - before)[:SLOTS]]


# ── the list ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _lines(here: Frame, context: Context) -> list[_Line]:
    return [
        _Line(
            {key: _shown(receipt, key, context) for key, *_ in _COLUMNS[1:]},
            _slices(receipt["prior"], receipt["total"], context),
            float(receipt["commission"]),
        )
        for _, receipt in here.head(LINES).iterrows()
    ]


def _shown(receipt: pd.Series, key: str, context: Context) -> Value:
    value = receipt[key]
    if pd.isna(value):
        return ""
    if key == "kind":
        out = receipt["base"] == 0 and receipt["amount"] != 0
        return ch.RECEIPT_KIND.label(value, context.lang) + (_UNCOUNTED.text(context.lang) if out else "")
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value if isinstance(value, str) else float(value)


def _line(pen: Pen, row: int, number: int, line: _Line | None) -> None:
    no = address(row, 0)
    pen.formula(row, 0, f'IF({number}<={_count()},{number},"")', "" if line is None else number, "center")
    at = f'MATCH({address(*_LABEL, True)}&"|"&{no},receipts[place],0)'
    for col, (key, _, style, _) in enumerate(_COLUMNS[1:], start=1):
        cell = f"INDEX(receipts[{key}],{at})"
        text = style in ("text", "center")
        template = f'{cell}&""' if text else f'IF({cell}="","",{cell})' if key == "bank_fee" else cell
        if key == "kind":
            base, amount = address(row, _AT["base"]), address(row, _AT["amount"])
            template += f'&IF(AND({base}=0,{amount}<>0),"{_UNCOUNTED.text(pen.lang)}","")'
        pen.formula(row, col, f'IF({no}="","",{template})', "" if line is None else line.shown[key], style)
    for slot in range(SLOTS):
        shown = None if line is None or slot >= len(line.slices) else line.slices[slot]
        pen.formula(row, _TIER_COL + slot, _slice(row, slot), shown, "slice")
    pen.formula(
        row,
        _PAID_COL,
        f'IF({no}="","",INDEX(receipts[commission],{at}))',
        None if line is None else line.paid,
        "money+bold",
    )


def _rest(pen: Pen, receipts: Frame, label: str, here: Frame, context: Context) -> list[_Line]:
    """What does not fit on the list, as one amount on top of the last receipt listed; [] where everything fits."""
    row, last = _REST_ROW, address(_REST_ROW - 1, _AT["total"])
    base, prior = (address(row, _AT[k]) for k in ("base", "prior"))
    more = len(here) - LINES
    whole = period_sums(receipts, label)[0]
    before = float(here["total"].iloc[LINES - 1]) if more > 0 else 0.0
    rest = round(whole - before, 2)
    head, tail = _REST.text(pen.lang).split("{0}")
    pen.formula(
        row,
        1,
        f'IF({_count()}>{LINES},"{head}"&({_count()}-{LINES})&"{tail}","")',
        f"{head}{more}{tail}" if more > 0 else "",
        "bold",
    )
    many = f'IF({address(row, 1)}="","",'
    of_period = f"SUMIFS(receipts[base],receipts[period],{address(*_LABEL)})"
    for key, template, value in (
        ("base", f"ROUND({of_period}-{last},2)", rest),
        ("prior", last, before),
        ("total", f"ROUND({prior}+{base},2)", whole),
    ):
        pen.formula(row, _AT[key], f"{many}{template})", value if more > 0 else None, "money")
    parts = _slices(before, whole, context)
    for slot in range(SLOTS):
        shown = parts[slot] if more > 0 and slot < len(parts) else None
        pen.formula(row, _TIER_COL + slot, _slice(row, slot), shown, "slice")
    paid = float(COMMISSION(rest, before, policy=context.policy))
    pen.formula(row, _PAID_COL, f"{many}COMMISSION({base},{prior}))", paid if more > 0 else None, "money+bold")
    return [_Line({"base": rest}, parts, paid)] if more > 0 else []


# ── the sums on top ───────────────────────────────────────────────────────────────────────────────────────────────


def _sums(pen: Pen, receipts: Frame, label: str, lines: Sequence[_Line], context: Context) -> None:
    """The columns' sums, checked against the period on 提成, and below the slices times the rates (R211)."""
    base, paid = (_total(line.shown["base"] for line in lines), _total(line.paid for line in lines))
    empty = f"{_count()}=0"
    count, (_, rates) = len(lines), _tiers(context)
    whole = [_total(line.slices[slot] for line in lines) for slot in range(min(SLOTS, len(rates)))]
    for row in (_SUM_ROW, _SUM_ROW + 1):
        for col in (c for c in range(_TIER_COL) if c != 1 and (row, c) != (_SUM_ROW, _AT["base"])):
            pen.value(row, col, None, "computed")
    pen.value(_SUM_ROW + 1, _PAID_COL + 1, None, "computed")
    pen.text(_SUM_ROW, 1, _TOTAL, "computed+bold")
    pen.text(_SUM_ROW + 1, 1, _BY_TIER, "computed+muted")

    def put(row: int, col: int, template: str, value: float | None, style: str) -> None:
        pen.formula(row, col, f'IF({empty},"",{template})', value if count else None, f"computed+{style}")

    def summed(col: int) -> str:
        return f"ROUND(SUM({address(_LIST_ROW, col)}:{address(_REST_ROW, col)}),2)"

    put(_SUM_ROW, _AT["base"], summed(_AT["base"]), base, "money+bold")
    exact = 0.0
    for slot in range(SLOTS):
        col, start, rate = (
            _TIER_COL + slot,
            address(_HEAD_ROW, _TIER_COL + slot),
            address(_RATE_ROW, _TIER_COL + slot),
        )
        shown = slot < len(whole)
        part = whole[slot] * rates[slot] if shown else 0.0
        exact += part
        put(_SUM_ROW, col, f'IF({start}="","",{summed(col)})', whole[slot] if shown else None, "slice+bold")
        put(
            _SUM_ROW + 1,
            col,
            f'IF({start}="","",{address(_SUM_ROW, col)}*{rate})',
            part if shown else None,
            "slice+muted",
        )
    put(_SUM_ROW, _PAID_COL, summed(_PAID_COL), paid, "money+bold")
    first, last = (address(_SUM_ROW + 1, c) for c in (_TIER_COL, _PAID_COL - 1))
    put(
        _SUM_ROW + 1,
        _PAID_COL,
        f'IF({address(*_BEYOND)}="",SUM({first}:{last}),"")',
        exact if len(rates) <= SLOTS else None,
        "money+muted",
    )
    _check(pen, paid == period_sums(receipts, label)[1], count)


def _total(amounts: Iterable[Any]) -> float:
    """The exact sum of amounts in yuan."""
    return int(unit_array(np.array(list(amounts), dtype="float64"), 100).sum()) / 100


def _check(pen: Pen, equal: bool, count: int) -> None:
    """✓ where the column sums to what 提成 shows of this period."""
    sheet = PAY_SHEET.text(pen.lang)
    labels, amounts = (area_text(sheet, (PAY_ROW, c, PAY_ROW + PERIODS - 1, c)) for c in (0, 2))
    shown = f"INDEX({amounts},MATCH({address(*_LABEL)},{labels},0))"
    template = f'IF({_count()}=0,"",IFERROR(IF(ABS({address(_SUM_ROW, _PAID_COL)}-{shown})<0.005,"✓","✗"),"✗"))'
    pen.formula(_SUM_ROW, _PAID_COL + 1, template, ("✓" if equal else "✗") if count else "", "computed+bold+center")


def _marks() -> tuple[CondFormat, ...]:
    """A line under each receipt; a sum that does not agree in red."""
    filled = {"type": "formula", "criteria": f'=$B{_LIST_ROW + 1}<>""'}
    wrong = {"type": "cell", "criteria": "==", "value": '"✗"'}
    return (
        CondFormat(_LIST_ROW, 0, _REST_ROW, _PAID_COL + 1, filled, "underline"),
        CondFormat(_SUM_ROW, _PAID_COL + 1, _SUM_ROW, _PAID_COL + 1, wrong, "bad"),
    )


# ── the terms ─────────────────────────────────────────────────────────────────────────────────────────────────────

_TERM_COLS = (1, 4, 6, 7)


def _terms(pen: Pen, made: Mapping[str, Frame], context: Context) -> int:
    """The settings behind the numbers with their values and dates; gives the last row."""
    top = _REST_ROW + 2
    pen.text(top, 1, _TERMS, "heading")
    for col in range(1, _PAID_COL + 1):
        pen.value(top + 1, col, None, "header")
    for col, words in zip(_TERM_COLS, _TERM_COLUMNS, strict=True):
        pen.text(top + 1, col, words, "header+nowrap")
    name, count, meaning = _TIERS_TERM
    head, tail = count.text(pen.lang).split("{0}")
    tiers = len(context.policy.tier_starts)
    row = top + 2
    _term(pen, row, name, meaning, "tiers", made)
    pen.formula(row, _TERM_COLS[1], f'"{head}"&SUMPRODUCT((tiers[in_force]=1)*1)&"{tail}"', f"{head}{tiers}{tail}")
    for row, key in enumerate(PAY_SETTINGS, start=top + 3):
        setting = policies.settings()[key]
        _term(pen, row, Words(*setting.label), Words(*setting.note), key, made)
        pen.formula(row, _TERM_COLS[1], f"$p({key})", _as_typed(made["policy"], key), "body+left")
    pen.text(row + 1, 1, _ROUNDED, "muted")
    return row + 1


def _term(pen: Pen, row: int, name: Words, meaning: Words, key: str, made: Mapping[str, Frame]) -> None:
    pen.text(row, _TERM_COLS[0], name)
    pen.formula(row, _TERM_COLS[2], effective(key), effective_day(made, key).to_pydatetime(), "date+left")
    pen.text(row, _TERM_COLS[3], meaning, "muted")


def _as_typed(frame: Frame, key: str) -> Value:
    value = frame.loc[frame["in_force"].eq(key), "value"].iloc[0]
    return value if isinstance(value, (str, dt.date)) else float(value)
