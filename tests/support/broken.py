"""Small salesperson workbooks straight from the declarations, and the same ones broken in every way people manage."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msoffcrypto.format.ooxml
import openpyxl
import xlsxwriter

from xltrade.core.schema import Lang, Table
from xltrade.declared import tables
from xltrade.declared.tables import SHARED_SHEETS
from xltrade.files.read import read
from xltrade.files.reading import Reading

HEADER = 4
Rows = Sequence[Mapping[str, Any]]
PERSON = ({"key": "person_id", "value": "P01"}, {"key": "person_name", "value": "张三"})
CUSTOMERS = (
    {"id": "C001", "company": "Alfa", "created": date(2026, 3, 2), "phone": 13800138000, "intent": "明确"},
    {"id": "C002", "company": "Béta", "created": date(2026, 3, 3), "credit_limit": 1200.5},
)
CONTACTS = ({"customer_id": "C001", "at": datetime(2026, 3, 4, 14, 30), "channel": "电话"},)
ORDERS = ({"id": "O1", "customer_id": "C001", "date": date(2026, 3, 5), "amount": 1000.25, "currency": "USD"},)
GOOD: dict[str, Rows] = {"customers": CUSTOMERS, "contacts": CONTACTS, "orders": ORDERS}
ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")


class Sheet:
    """How one table is laid out: which columns in which order, their headings, and where."""

    def __init__(
        self,
        table: Table,
        rows: Rows = (),
        lang: Lang = "zh",
        *,
        order: Sequence[str] | None = None,
        rename: Mapping[str, str] | None = None,
        extra: Mapping[str, Sequence[Any]] | None = None,
        header: int = HEADER,
        left: int = 0,
        name: str | None = None,
    ) -> None:
        self.table, self.rows, self.lang, self.header, self.left = table, rows, lang, header, left
        self.order = list(order) if order is not None else [c.key for c in table.columns]
        self.rename, self.extra, self.name = rename or {}, extra or {}, name or table.label(lang)

    def write(self, sheet: Any, dates: Mapping[type, Any]) -> None:
        titles = [self.rename.get(k, self.table[k].label(self.lang)) for k in self.order] + list(self.extra)
        for column, title in enumerate(titles, self.left):
            sheet.write_string(self.header - 1, column, title)
        for number, row in enumerate(self.rows):
            typed = [row.get(k) for k in self.order] + [values[number] for values in self.extra.values()]
            for column, value in enumerate(typed, self.left):
                put(sheet, self.header + number, column, value, dates)


def put(sheet: Any, row: int, column: int, value: Any, dates: Mapping[type, Any]) -> None:
    """Write one value the way Excel would hold it; None leaves the cell empty."""
    if value is None or value == "":
        return
    if isinstance(value, str) and value in ERRORS:
        sheet.write_formula(row, column, "=1", None, value)
    elif isinstance(value, str) and value.startswith("=A"):
        sheet.write_formula(row, column, value, None, "x")
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif type(value) in dates:
        sheet.write_datetime(row, column, value, dates[type(value)])
    else:
        sheet.write_number(row, column, value)


def write(path: Path, sheets: Iterable[Sheet], *, parameters: Iterable[Sheet] = (), plan: Iterable[Sheet] = ()) -> Path:
    """Write the sheets to `path`; `parameters` share one sheet, and so do those of the `plan`."""
    book = xlsxwriter.Workbook(str(path))
    dates = {
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.merge_range(0, sheet.left, 0, sheet.left + 3, sheet.table.label(sheet.lang))
        page.write_string(1, sheet.left, sheet.table.note(sheet.lang))
        sheet.write(page, dates)
    for key, shared in (("parameters", list(parameters)), ("plan", list(plan))):
        if shared:
            page = book.add_worksheet(SHARED_SHEETS[key].label(shared[0].lang))
            for sheet in shared:
                sheet.write(page, dates)
    book.close()
    return path


def sales(
    path: Path,
    data: Mapping[str, Rows] | None = None,
    *,
    without: Sequence[str] = (),
    lang: Lang = "zh",
    swap: Mapping[str, Sheet] | None = None,
    parameters: Iterable[Sheet] = (),
    settings: Rows = PERSON,
) -> Path:
    """A salesperson's workbook; `swap` lays a table out otherwise, `without` leaves sheets out."""
    data, swap = GOOD if data is None else data, swap or {}
    plain = (tables.SETTINGS, *tables.SALES, tables.POLICY, tables.HOLIDAYS, tables.FX)
    rows = {"settings": settings, **data}
    sheets = [swap.get(t.key) or Sheet(t, rows.get(t.key, ()), lang) for t in plain if t.key not in without]
    return write(path, sheets, parameters=parameters)


def with_cell(path: Path, table: str, key: str, value: Any) -> Path:
    """The good workbook with one more row, whose one cell holds `value`."""
    good = GOOD.get(table, ())
    return sales(path, {**GOOD, table: (*good, {**good[0], "id": "NEW", key: value})})


def missing_sheet(path: Path) -> Path:
    return sales(path, without=("orders",))


def renamed_header(path: Path) -> Path:
    return sales(path, swap={"customers": Sheet(tables.CUSTOMERS, CUSTOMERS, rename={"company": "公司名字"})})


def copied_sheet(path: Path) -> Path:
    """The orders' tab dragged with Ctrl, and one more order typed there."""
    order = {**ORDERS[0], "id": "O2"}
    both = (Sheet(tables.ORDERS, ORDERS), Sheet(tables.ORDERS, (*ORDERS, order), name="订单 (2)"))
    return write(path, [Sheet(tables.SETTINGS, PERSON), Sheet(tables.CUSTOMERS, CUSTOMERS), *both])


def not_calculated(path: Path) -> Path:
    """A sum that openpyxl typed into an order's amount: no program has calculated it yet."""
    sales(path)
    book = openpyxl.load_workbook(path)
    column = next(c.column for c in book["订单"][HEADER] if c.value == tables.ORDERS["amount"].zh)
    book["订单"].cell(HEADER + 1, column, "=500*2+0.25")
    book.save(path)
    return path


def duplicated_id(path: Path) -> Path:
    return sales(path, {**GOOD, "customers": (*CUSTOMERS, {**CUSTOMERS[1], "id": " c001 "})})


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def no_content(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet()
    book.close()
    return path


def not_a_workbook(path: Path) -> Path:
    path.write_text("just a text file renamed to xlsx", encoding="utf-8")
    return path


def other_workbook(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Sheet1").write(0, 0, "something else")
    book.close()
    return path


def truncated(path: Path) -> Path:
    sales(path)
    path.write_bytes(path.read_bytes()[:-200])
    return path


def damaged(path: Path) -> Path:
    """A sound zip whose workbook part is no XML."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", b"<workbook><sheets><sheet name=")
        archive.writestr("[Content_Types].xml", b"")
    return path


def protected(path: Path) -> Path:
    plain = sales(path.with_suffix(".plain.xlsx"))
    with plain.open("rb") as source, path.open("wb") as target:
        msoffcrypto.format.ooxml.OOXMLFile(source).encrypt("secret", target)
    return path


def no_xls(path: Path) -> Path:
    """The first sector of an .xls and nothing behind it."""
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 504 + "Workbook".encode("utf-16-le"))
    return path


def web_page(path: Path) -> Path:
    """What many systems call an Excel export."""
    path.write_text("<html><body><table><tr><td>1</td></tr></table></body></html>", encoding="utf-8")
    return path


def open_document(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return path


def far_away(path: Path) -> Path:
    """A sound workbook with one stray value in the last cell a sheet has."""
    sales(path)
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    book["客户"]["XFD1048576"] = "stray"
    book.save(path)
    return path


UNREADABLE = {
    "empty_file": (empty, no_content),
    "not_a_workbook": (not_a_workbook,),
    "unknown_workbook": (other_workbook,),
    "locked_or_unreadable": (truncated, damaged, no_xls),
    "password_protected": (protected,),
    "web_page": (web_page,),
    "open_document": (open_document,),
    "too_large": (far_away,),
}


def _patched(path: Path, part: str, old: bytes, new: bytes) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def new_error(path: Path) -> Path:
    """A required cell that holds #SPILL! as an error cell."""
    rows = (CUSTOMERS[0], {**CUSTOMERS[1], "company": "#VALUE!"})
    sales(path, {"customers": rows})
    return _patched(path, "xl/worksheets/sheet2.xml", b"<v>#VALUE!</v>", b"<v>#SPILL!</v>")


def formatted(path: Path) -> Path:
    """A sheet that claims every row Excel has, formatted and empty."""
    sales(path)
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(10, 1_048_577, 50))
    _patched(path, "xl/worksheets/sheet2.xml", b"</sheetData>", rows + b"</sheetData>")
    with zipfile.ZipFile(path) as archive:
        text = archive.read("xl/worksheets/sheet2.xml")
    start, end = text.index(b"<dimension"), text.index(b"/>", text.index(b"<dimension")) + 2
    return _patched(path, "xl/worksheets/sheet2.xml", text[start:end], b'<dimension ref="A1:XFD1048576"/>')


def gives_up_on_bad(path: Path, wanted: Any, *, shown: str = "") -> Reading:
    """The reader, but for a file called 坏.xlsx, on which it gives up."""
    if path.name == "坏.xlsx":
        raise MemoryError("out of memory")
    return read(path, wanted, shown=shown)
