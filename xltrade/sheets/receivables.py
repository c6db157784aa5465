"""The sheet 应收账款 / Receivables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xltrade.computed import orders, recompute
from xltrade.computed.receivable_sums import BUCKETS
from xltrade.computed.receivables import FIRST_BUCKET, yuan
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang, Table, Words
from xltrade.declared import tables
from xltrade.formulas.text import Twins
from xltrade.rules.policy import AGEING, Policy
from xltrade.sheets.declare import sheet
from xltrade.sheets.page import Page
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import Cell, Sheet, TableBlock
from xltrade.sheets.table_sheets import block_heights, block_of, block_widths, print_area

_BAND, _SUMS = 3, 4
_NONE = Words("✓ 没有未收的货款。", "✓ Nothing is outstanding.")
_NOT_YET = Words("还没有汇总。", "Nothing has been consolidated yet.")
_SAID = Words(
    "未收齐的订单 {0} 笔，逾期 {1} 笔，最久 {2} 天。", "{0} orders outstanding, {1} overdue, the oldest by {2} days."
)
_TOTAL = Words("合计", "Total")
_UNRATED = (
    Words("另有 ", "Besides "),
    Words(" 笔没有当天汇率，不在人民币合计里。", " without a rate of the day, not in the CNY sums."),
)


@sheet(
    "receivables",
    book="master",
    place=130,
    tables=("receivable_sums", "receivables"),
    renewed="results",
    linked=True,
)
def receivables_sheet(page: Page) -> Sheet:
    """应收账款 Receivables: sums by person and bucket, their total checked against the list, and the list."""
    twins, made = page.twins, page.frames
    pen, people = Pen(twins), made["people"]
    summed = recompute.receivable_sums(made, page.context)
    by_person = _block(twins, tables.RECEIVABLE_SUMS, summed, _SUMS, int(people.empty))
    total = by_person.last_data_row + 1
    listing = _block(twins, tables.RECEIVABLES, made["receivables"], total + 2, 0)
    _head(pen, made["receivables"], page.team.consolidated)
    _bands(pen, page.context.policy)
    _totals(pen, total, by_person.frame, made["receivables"])
    widths = block_widths(listing, pen.lang)
    for col, width in block_widths(by_person, pen.lang).items():
        widths[col] = max(width, widths[col])
    heights = {**block_heights(by_person, widths, pen.lang), **block_heights(listing, widths, pen.lang)}
    name = tables.RECEIVABLES.label(pen.lang)
    return Sheet(
        "receivables",
        name,
        name,
        tables.RECEIVABLES.note(pen.lang),
        "computed",
        blocks=(by_person, listing),
        cells=tuple(pen.cells),
        widths=widths,
        heights=heights,
        print_rows=(listing.row, listing.row),
        freeze=(0, FIRST_BUCKET),
        print_area=print_area(listing, widths),
    )


def _block(twins: Twins, table: Table, frame: Frame, row: int, blank_rows: int) -> TableBlock:
    return replace(block_of(twins, table, {table.key: frame}, blank_rows, typed=False), row=row)


def _head(pen: Pen, owing: Frame, consolidated: bool) -> None:
    """What the list holds, in one line, and how much of it the CNY sums leave out."""
    pen.cells.append(Cell(2, 0, _said(owing, consolidated, pen.lang), style="bold"))
    head, tail = (w.text(pen.lang) for w in _UNRATED)
    count = "(COUNT(receivables[outstanding])-COUNT(receivables[outstanding_cny]))"
    missing = int((owing["outstanding"].notna() & owing["outstanding_cny"].isna()).sum())
    pen.formula(
        2, 5, f'IF({count}=0,"","{head}"&{count}&"{tail}")', f"{head}{missing}{tail}" if missing else "", "accent"
    )


def _bands(pen: Pen, policy: Policy) -> None:
    """How many days each overdue bucket spans, above its heading."""
    labels = orders.ageing_labels(policy, pen.lang)
    first, second, third = (f"$p({k})" for k in AGEING)
    spans = (
        f'"1–"&{first}&" $w(days)"',
        f'({first}+1)&"–"&{second}&" $w(days)"',
        f'({second}+1)&"–"&{third}&" $w(days)"',
        f'"$w(longer_than) "&{third}&" $w(days)"',
    )
    for n, span in enumerate(spans, start=1):
        pen.formula(_BAND, FIRST_BUCKET + n, span, labels[n], "muted+right_header")


def _said(owing: Frame, consolidated: bool, lang: Lang) -> str:
    if not consolidated:
        return _NOT_YET.text(lang)
    if owing.empty:
        return _NONE.text(lang)
    late = owing["overdue_days"]
    return _SAID.text(lang).format(len(owing), int(late.notna().sum()), int(late.max()) if late.notna().any() else 0)


def _totals(pen: Pen, row: int, by_person: Frame, owing: Frame) -> None:
    """The sum of each bucket over all people, and whether all of them are all of the list."""
    pen.text(row, 0, _TOTAL, "box+bold")
    pen.value(row, 1, None, "box")
    keys: Sequence[str] = (*BUCKETS, "sum")
    values = [yuan(by_person[k]) for k in keys]
    for col, (key, value) in enumerate(zip(keys, values, strict=True), start=FIRST_BUCKET):
        pen.formula(row, col, f"ROUND(SUM(receivable_sums[{key}]),2)", value, "box+money+computed+bold")
    equal = abs(values[-1] - yuan(owing["outstanding_cny"])) < 0.005
    template = 'IF(ABS(SUM(receivable_sums[sum])-SUM(receivables[outstanding_cny]))<0.005,"✓","✗")'
    pen.formula(row, FIRST_BUCKET + len(keys), template, "✓" if equal else "✗", "bold")
