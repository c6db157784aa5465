"""What both books share: shared sheets, names, links, buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from xltrade.computed.column import template
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang, Table, Words
from xltrade.declared import tables
from xltrade.formulas.catalogue import CATALOGUE, Function
from xltrade.formulas.text import Twins, excel_name
from xltrade.rules import policy
from xltrade.sheets import style
from xltrade.sheets.addresses import area_text
from xltrade.sheets.guide import guide_sheet
from xltrade.sheets.lists import lists_sheet
from xltrade.sheets.look import Look
from xltrade.sheets.parameters import parameter_sheet
from xltrade.sheets.pen import AS_OF, AS_OF_NOTE
from xltrade.sheets.plan import Book, Button, Name, Sheet, TableBlock, code_names
from xltrade.sheets.table_sheets import table_block, table_sheet

READY = 200
SPARE = 20
COMMENT_LIMIT = 255


def formulas_of(twins: Twins, table: Table) -> dict[str, str]:
    """Column -> its formula in a flavour."""
    return {c.key: twins.formula(template(table, c), table) for c in table.computed}


_BLANK_ZERO = {
    "holidays": ("off", "on"),
    "tiers": ("in_force", "step"),
    "targets": ("in_force",),
    "kpi_sets": ("in_force",),
}


def blanks_of(table: Table, made: Mapping[str, Frame]) -> dict[str, Any]:
    """What computed columns show in an empty row: "" unless the formula gives a number there too."""
    blanks: dict[str, Any] = {key: 0 for key in _BLANK_ZERO.get(table.key, ())}
    if table.key == "worktime":
        blanks["rest"] = made["worktime"]["rest"].iloc[0]
    return blanks


def block_of(twins: Twins, table: Table, made: Mapping[str, Frame], spare: int, **more: Any) -> TableBlock:
    """A table's block with its formulas and `spare` ready rows."""
    frame = made[table.key]
    return table_block(
        table,
        frame,
        twins.lang,
        formulas_of(twins, table),
        blank_rows=spare,
        blanks=blanks_of(table, made),
        name=excel_name(table, twins.lang),
        **more,
    )


def sheet_of(twins: Twins, table: Table, made: Mapping[str, Frame], ready: int, **more: Any) -> Sheet:
    """A table's sheet with its formulas and at least `SPARE` ready rows."""
    frame = made[table.key]
    spare = max(ready - len(frame), SPARE)
    return table_sheet(
        table,
        frame,
        twins.lang,
        formulas_of(twins, table),
        blank_rows=spare,
        blanks=blanks_of(table, made),
        name=excel_name(table, twins.lang),
        **more,
    )


def shared_sheets(twins: Twins, made: Mapping[str, Frame]) -> list[Sheet]:
    """Settings, policy, parameters, holidays, exchange rates and the hidden lists."""
    listed = policy.settings()
    options = [
        tuple(c.label(twins.lang) for c in s.choices.items) if (s := listed.get(k)) and s.choices else ()
        for k in made["policy"]["key"]
    ]
    return [
        sheet_of(twins, tables.SETTINGS, made, 0),
        table_sheet(
            tables.POLICY,
            made["policy"],
            twins.lang,
            formulas_of(twins, tables.POLICY),
            blank_rows=SPARE,
            name=excel_name(tables.POLICY, twins.lang),
            options=options,
        ),
        parameter_sheet([block_of(twins, t, made, 3) for t in tables.PARAMETERS], twins.lang),
        *(sheet_of(twins, t, made, 0) for t in tables.REVIEW_RULES),
        sheet_of(twins, tables.HOLIDAYS, made, 0),
        sheet_of(twins, tables.FX, made, 0),
        lists_sheet(twins.lang),
    ]


def names_of(twins: Twins, home: str) -> tuple[Name, ...]:
    """The names of a book: the day, and in the lambda flavour every catalogue function."""
    day = area_text(home, (*AS_OF, *AS_OF)).split(":")[0]
    names = [Name("as_of", f"={day}", AS_OF_NOTE.text(twins.lang))]
    if twins.flavour == "lambda":
        names += [Name(f.name, twins.definition(f.name), comment(f, twins.lang)) for f in CATALOGUE.values()]
    return tuple(names)


def comment(function: Function, lang: Lang) -> str:
    """The help text of a defined name: usage, what it gives, and of its arguments those that fit in 255 characters."""
    said = f"{function.usage} {function.help(lang)}"
    for param in function.params:
        more = f" · {param.key}: {param.help(lang)}"
        said += more if len(said + more) <= COMMENT_LIMIT else ""
    return said


_DAY_LINKS = {
    "sales": (
        "customers",
        "inquiries",
        "contacts",
        "quotations",
        "orders",
        "receipts",
        "weekly_reports",
        "scorecard",
        "commission",
        "details",
        "guide",
    ),
    "master": (
        "cards",
        "ranking",
        "funnel",
        "report",
        "rejects",
        "receivables",
        "people",
        "targets",
        "settlements",
        "customers",
        "receipts",
        "guide",
    ),
}


def _linked(order: Sequence[Sheet], wanted: Sequence[str]) -> tuple[Sheet, ...]:
    """The sheets with links at the right of their titles: from the first to the day's sheets, from each back to it."""
    home = order[0]
    by_key = {s.key: s for s in order}
    back = ((f"← {home.name}", home.key),)
    ahead = tuple((by_key[k].name, k) for k in wanted if k in by_key)
    return tuple(replace(s, links=ahead if s is home else () if s.hidden else back) for s in order)


_TITLES = {
    "sales": Words("外贸业务工作簿", "Foreign trade workbook"),
    "master": Words("外贸管理主表", "Foreign trade master"),
}
_DATA_OF = Words("数据日期", "Data of")
_PAGE = Words("第 {page} 页 共 {pages} 页", "Page {page} of {pages}")


def book_of(
    main: Sequence[Sheet], shared: Sequence[Sheet], twins: Twins, look: Look, who: str, kind: str = "sales"
) -> Book:
    """The sheets in their order, linked, named, with footer and macros."""
    lang = look.lang
    guide = guide_sheet(lang, [*main, *shared], lambda_cells=look.flavour == "lambda")
    order = _linked((*main, guide, *shared), _DAY_LINKS[kind])
    titled = _TITLES[kind].text(lang)
    footer = (f"{titled} {who}".strip(), f"{_DATA_OF.text(lang)} {look.today}", _PAGE.text(lang))
    book = Book(lang, look.today, tuple(order), names_of(twins, main[0].name), titled, footer)
    return _with_macros(book, kind) if look.macros else book


_BUTTONS: dict[str, tuple[tuple[str, Words], ...]] = {
    "sales": (
        ("XltradeLogContact", Words("记录跟进", "Log contact")),
        ("XltradeLookUp", Words("查重", "Look up")),
        ("XltradeWeeklyReport", Words("生成周报", "Weekly report")),
        ("XltradeCheck", Words("检查", "Check")),
    ),
    "master": (
        ("XltradeConsolidate", Words("汇总", "Consolidate")),
        ("XltradeCheck", Words("检查", "Check")),
        ("XltradeRecalculate", Words("重算", "Recalculate")),
        ("XltradePrintReports", Words("打印周报", "Print reports")),
    ),
}
_BUTTON_PLACES = {"today": (2, 6), "dashboard": (1, 7), "customers": (1, 5), "contacts": (1, 4)}
_POLICY_SHEETS = ("policy", "parameters", "holidays", "fx")


def _with_macros(book: Book, kind: str) -> Book:
    """The book with its VBA project and buttons; cached values stand until something changes."""
    from xltrade.files.vba import workbook

    names = code_names(len(book.sheets))
    rules = [n for n, s in zip(names, book.sheets, strict=True) if s.key in _POLICY_SHEETS]
    shown = tuple(replace(s, buttons=_buttons(s.key, kind, book.lang)) for s in book.sheets)
    return replace(book, sheets=shown, recalc=False, vba=workbook.vba_project(names, rules, lang=book.lang))


def _buttons(sheet: str, kind: str, lang: Lang) -> tuple[Button, ...]:
    if sheet not in _BUTTON_PLACES or (kind == "master") != (sheet == "dashboard"):
        return ()
    row, col = _BUTTON_PLACES[sheet]
    return tuple(
        Button(row, col, words.text(lang), macro, i * style.BUTTON_STEP)
        for i, (macro, words) in enumerate(_BUTTONS[kind])
    )
