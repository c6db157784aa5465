"""Workbooks and folders as people leave them, each with the tokens that were typed in it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import broken
import old_books
import openpyxl
from broken import Sheet
from other_writers import parts_of, save

from xltrade.declared import tables

DAY = dt.date(2026, 3, 9)
Typed = Sequence[str]
"""What was typed, as it must be found again."""
Build = Callable[[Path], Typed]
"""From the path of a workbook to what was typed in it."""


def customer(number: int, **more: Any) -> dict[str, Any]:
    """A customer with a token in each of three cells."""
    return {"id": f"C{number}", "company": f"tok{number}company", "created": DAY, "city": f"tok{number}city",
            "note": f"tok{number}note", **more}  # fmt: skip


def receipt(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"tokR{number}", "date": DAY, "kind": "定金", "amount": 1000.5 + number, "currency": "CNY",
            "note": f"tok{number}paid", **more}  # fmt: skip


ROWS = tuple(customer(n) for n in (1, 2, 3))
PAID = tuple(receipt(n) for n in (1, 2))
TYPED = [str(v) for r in (*ROWS, *PAID) for k, v in r.items() if k in ("id", "company", "city", "note")] + [
    "1001.5",
    "1002.5",
]


def _book(
    path: Path,
    *,
    customers: Sequence[Mapping[str, Any]] = ROWS,
    receipts: Sequence[Mapping[str, Any]] = PAID,
    settings: Sequence[Mapping[str, Any]] = broken.PERSON,
    swap: Sheet | None = None,
) -> Path:
    """A workbook of four sheets; swap: how the customers are laid out otherwise."""
    known = (Sheet(tables.RECEIPTS, receipts), Sheet(tables.INQUIRIES))
    return broken.write(path, [Sheet(tables.SETTINGS, settings), swap or Sheet(tables.CUSTOMERS, customers), *known])


def _plain(path: Path) -> Typed:
    _book(path)
    return TYPED


def _rows(*rows: Mapping[str, Any], tokens: Iterable[str] = (), table: str = "customers") -> Build:
    """Further rows of a table."""

    def build(path: Path) -> Typed:
        typed: dict[str, Any] = {"customers": ROWS, "receipts": PAID}
        _book(path, **{**typed, table: (*typed[table], *rows)})
        return [*TYPED, *tokens]

    return build


def _edited(change: Callable[[openpyxl.Workbook], Typed | None]) -> Build:
    """What somebody does with another program afterwards."""

    def build(path: Path) -> Typed:
        _book(path)
        book = openpyxl.load_workbook(path)
        more = change(book)
        book.save(path)
        return [*TYPED, *(more or ())]

    return build


def _sheets(*sheets: Sheet, without: Sequence[str] = (), tokens: Typed = ()) -> Build:
    """Further sheets beside the known ones, some of which are not there."""

    def build(path: Path) -> Typed:
        known = [Sheet(tables.SETTINGS, broken.PERSON), Sheet(tables.CUSTOMERS, ROWS), Sheet(tables.RECEIPTS, PAID)]
        broken.write(path, [*(s for s in known if s.table.key not in without), *sheets])
        there = [t for t in TYPED if "receipts" not in without or not re.match(r"tok(R|\dpaid)|100", t)]
        return [*there, *tokens]

    return build


def _settings(**values: Any) -> Build:
    def build(path: Path) -> Typed:
        rows = [*broken.PERSON, *({"key": k, "value": v} for k, v in values.items())]
        _book(path, settings=rows)
        return TYPED

    return build


def _customers(**layout: Any) -> Build:
    def build(path: Path) -> Typed:
        _book(path, swap=Sheet(tables.CUSTOMERS, ROWS, **layout))
        extra = [str(v) for values in layout.get("extra", {}).values() for v in values if v]
        return [*TYPED, *extra]

    return build


def _column(sheet: Any, title: str) -> int:
    return next(c.column for row in sheet.iter_rows(max_row=60) for c in row if c.value == title)


def _headings_again(book: Any) -> Typed:
    """One heading renamed; in row 9 the headings pasted with data below."""
    sheet = book["客户"]
    for cell in list(sheet[4]):
        sheet.cell(9, cell.column, cell.value)
    sheet.cell(10, 1, "C10"), sheet.cell(10, _column(sheet, "公司名称"), "tok10company")
    sheet.cell(10, _column(sheet, "建档日期"), DAY)
    sheet.cell(4, _column(sheet, "备注"), "我的备注")
    return ["C10", "tok10company"]


def _other_headings(book: Any) -> Typed:
    """Headings in another order pasted in row 12, with data below."""
    sheet = book["客户"]
    for n, (title, value) in enumerate(
        (("公司名称", "tok12company"), ("客户编号", "C12"), ("建档日期", "tok12date"), ("备注", "tok12note")), 1
    ):
        sheet.cell(12, n, title), sheet.cell(13, n, value)
    return ["tok12company", "C12", "tok12date", "tok12note"]


def _cells(sheet: str, *cells: tuple[str, Any]) -> Callable[[Any], Typed]:
    """Values at addresses of a sheet."""

    def change(book: Any) -> Typed:
        for address, value in cells:
            book[sheet][address] = value
        return [str(v) for _, v in cells if str(v).startswith("tok")]

    return change


def _on(title: str, row: int, value: Any, *tokens: str, sheet: str = "客户") -> Callable[[Any], Typed]:
    """A value in the column of that heading."""

    def change(book: Any) -> Typed:
        book[sheet].cell(row, _column(book[sheet], title), value)
        return tokens or [str(value)]

    return change


def _inserted(rows: int) -> Callable[[Any], None]:
    return lambda book: book["客户"].insert_rows(1, rows)


def _copied(book: Any) -> Typed:
    """The tab dragged with Ctrl, one more receipt typed there."""
    copy = book.copy_worksheet(book["到款"])
    copy.title = "到款 (2)"
    for title, value in (
        ("到款编号", "tokR9"),
        ("备注", "tok9paid"),
        ("到款金额", 50000.25),
        ("币种", "CNY"),
        ("到款类型", "定金"),
    ):
        copy.cell(9, _column(copy, title), value)
    return ["tokR9", "tok9paid", "50000.25"]


def _named(old: str, new: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[old].title = new

    return change


def _both(*changes: Callable[[Any], Typed | None]) -> Callable[[Any], Typed]:
    return lambda book: [t for change in changes for t in change(book) or ()]


def _patched(sheet: str, old: str, new: str, *, more: Mapping[str, bytes] | None = None, tokens: Typed = ()) -> Build:
    """A cell as a part holds it, instead of the note of the first customer."""

    def build(path: Path) -> Typed:
        _book(path, customers=(customer(1, note="tok1here"), *ROWS[1:]))
        parts = parts_of(path)
        strings = re.findall(r"<si><t[^>]*>(.*?)</t></si>", parts["xl/sharedStrings.xml"].decode())
        cell = rf'(<c r="[A-Z]+5"[^>]*?) t="s"><v>{strings.index("tok1here")}</v></c>'
        data = parts["xl/worksheets/sheet2.xml"].decode()
        parts["xl/worksheets/sheet2.xml"] = re.sub(cell, rf"\1{new}", data).encode()
        assert parts["xl/worksheets/sheet2.xml"].decode() != data, old
        save(parts | dict(more or {}), path)
        return [*(t for t in TYPED if t != "tok1note"), *tokens]

    return build


def _as_old(put: Callable[[Path, Any], Any]) -> Build:
    def build(path: Path) -> Typed:
        put(path, old_books.cells_of(_book(path)))
        return TYPED

    return build


LONG = "长" * 32_767
COPY = Sheet(tables.RECEIPTS, (receipt(7), receipt(8)), name="到款 4月")
IMAGES = {"xl/richData/rdrichvaluestructure.xml": b'<rvStructures><s t="_localImage"/></rvStructures>'}
ZOO: dict[str, Build] = {
    "plain": _plain,
    # sheets
    "copied sheet": _edited(_copied),
    "copied sheet without news": _edited(lambda book: setattr(book.copy_worksheet(book["到款"]), "title", "到款2")),
    "sheet of a month": _sheets(COPY, tokens=("tokR7", "tok7paid", "1007.5", "tokR8", "tok8paid", "1008.5")),
    "renamed sheet": _edited(_named("到款", "收款")),
    "sheet of a month instead": _sheets(COPY, without=("receipts",), tokens=("tokR7", "tokR8", "1008.5")),
    "two sheets instead": _sheets(
        COPY,
        Sheet(tables.RECEIPTS, (receipt(9),), name="到款 5月"),
        without=("receipts",),
        tokens=("tokR7", "tokR8", "tokR9", "1009.5"),
    ),
    "sheet of the other language": _sheets(Sheet(tables.RECEIPTS, (receipt(7),), "en"), tokens=("tokR7", "1007.5")),
    "sheet of the other language only": _sheets(
        Sheet(tables.RECEIPTS, (receipt(7),), "en"), without=("receipts",), tokens=("tokR7",)
    ),
    "empty sheet and a full copy": _sheets(
        Sheet(tables.INQUIRIES),
        Sheet(tables.INQUIRIES, ({"id": "tokQ1", "received": DAY, "customer_id": "C1"},), name="询盘 (2)"),
        tokens=("tokQ1",),
    ),
    "renamed settings": _edited(_named("设置", "我的设置")),
    "settings twice": _sheets(
        Sheet(tables.SETTINGS, (*broken.PERSON, {"key": "hired", "value": "tokhired"}), name="设置 (2)"),
        tokens=("tokhired",),
    ),
    "sheet of one's own": _edited(lambda book: book.create_sheet("草稿").append(["x", "y"])),
    "sheet named People": _edited(lambda book: book.create_sheet("人员").append(["随便", "写写"])),
    "hidden sheet": _edited(lambda book: setattr(book["到款"], "sheet_state", "veryHidden")),
    # headings
    "headings pasted again": _edited(_headings_again),
    "headings in another order below": _edited(_other_headings),
    "thirty rows above": _edited(_inserted(30)),
    "headings gone": _edited(lambda book: book["客户"].delete_rows(4)),
    "marks and units in headings": _customers(
        rename={"id": "*客户编号", "company": "公司名称：", "city": "城市（中文）"}
    ),
    "headings shuffled": _customers(order=["note", "created", "city", "company", "id"]),
    "a heading twice": _customers(extra={"城市": ["tokrome", None, None]}),
    "a column of one's own": _customers(extra={"微信": ["tokwx1", "tokwx2", None]}),
    "a column without heading": _customers(extra={"": ["toknone", None, None]}),
    "a required heading renamed": _customers(rename={"company": "公司名字"}),
    "table moved to the right": _customers(left=6),
    # cells outside the rows
    "words above the headings": _edited(_cells("客户", ("C3", "tokabove"))),
    "words beside the title": _edited(_cells("客户", ("F1", "tokbeside"))),
    "words right of an empty row": _edited(_cells("客户", ("BZ9", "tokright"), ("BZ12", "tokfar"))),
    "words beside a row": _edited(_cells("客户", ("BZ5", "tokbesiderow"))),
    "words far below": _edited(_cells("客户", ("BZ900", "tokdeep"))),
    "a grey cell of an empty row": _edited(_on("等级", 9, "tokgrey")),
    "a grey cell of a row": _edited(_on("等级", 5, "tokgrey")),
    "a grey number of a row": _edited(_on("提成", 5, 99999.75, "99999.75", sheet="到款")),
    "a row far below": _edited(
        _both(_on("客户编号", 900, "C900"), _on("公司名称", 900, "tok900company"), _on("建档日期", 900, DAY, "C900"))
    ),
    "a row of totals": _rows({"id": "汇总", "amount": 2003.25}, tokens=("汇总", "2003.25"), table="receipts"),
    # cells
    "optional choice unknown": _rows(customer(4, source="toksource"), tokens=("toksource", "tok4company")),
    "optional error": _rows(customer(4, zone="#N/A"), tokens=("tok4company", "#N/A")),
    "bad date": _rows(customer(4, created="tokdate"), tokens=("tokdate", "tok4company")),
    "bad amount": _rows(receipt(4, amount="tokamount"), tokens=("tokamount", "tok4paid"), table="receipts"),
    "foreign sign": _rows(receipt(4, amount="$1,234.5"), tokens=("$1,234.5", "tok4paid"), table="receipts"),
    "too large": _rows(receipt(4, amount=1e300), tokens=("tok4paid",), table="receipts"),
    "a time in a day": _rows(
        customer(4, created=dt.datetime(2026, 3, 10, 23, 59, 17)), tokens=("23:59:17", "tok4company")
    ),
    "dates as text": _rows(
        customer(4, created="20260311"),
        customer(5, created="2026-03-10T16:00:00Z"),
        tokens=("tok4company", "tok5company"),
    ),
    "everyday words": _rows(
        customer(4, source="阿里", quality="√"), customer(5), tokens=("tok4company", "tok5company")
    ),
    "id twice": _rows(customer(1, company="tokagain"), tokens=("tokagain",)),
    "long text and a bad date": _rows(customer(4, note=LONG, created="tokdate"), tokens=("tokdate", "tok4company")),
    "long text": _rows(customer(4, note=LONG), tokens=("tok4company",)),
    "text like a formula": _rows(customer(4, note="=1+1tok"), tokens=("=1+1tok",)),
    "markup in a name": _rows(customer(4, company="tok[/red]<&>三"), tokens=("tok[/red]<&>三",)),
    "line breaks and blanks": _rows(
        customer(4, note=" tok\nline ", company="\u3000tok4company\xa0"), tokens=("tok\nline", "tok4company")
    ),
    "formula without value": _edited(_on("信用额度", 5, "=500*2+tokx", "=500*2+tokx")),
    "a whole row of formulas without value": _edited(
        _both(_on("客户编号", 40, '="tokid"'), _on("公司名称", 40, '="tokformula"'))
    ),
    "picture in a cell": _patched(
        "客户", "picture", ' t="e" vm="1"><v>#VALUE!</v></c>', more=IMAGES, tokens=("[图片]",)
    ),
    "picture of WPS": _patched(
        "客户",
        "wps",
        ' t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>',
        more={"xl/cellimages.xml": b"<x/>"},
        tokens=("[图片]",),
    ),
    "picture of WPS seen by Excel": _patched(
        "客户", "wps", ' t="e"><f>_xlfn.DISPIMG("ID_1",1)</f><v>#NAME?</v></c>', tokens=("[图片]",)
    ),
    "error in a note": _patched("客户", "error", ' t="e"><v>#NAME?</v></c>', tokens=("#NAME?",)),
    "newest error in a note": _patched("客户", "error", ' t="e"><v>#SPILL!</v></c>', tokens=("#VALUE!",)),
    # settings
    "hire date as text": _settings(hired="2025.1.5"),
    "hire date as number": _settings(hired=45662),
    "hire date as words": _settings(hired="tok去年"),
    "position unknown": _settings(position="tok大师"),
    "id with marks of direction": lambda path: (
        _book(path, settings=({"key": "person_id", "value": "\u202dP01\u202c"},)),
        TYPED,
    )[1],
    # formats
    "xls": _as_old(lambda path, cells: path.write_bytes(old_books.xls(cells))),
    "xlsb": _as_old(old_books.xlsb),
}
"""What a workbook is like -> how it is made. What is expected of each stands in `cases/zoo.toml`."""
