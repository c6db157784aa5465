"""A book from its sheets: built in their order, linked, with buttons, names and footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xltrade.core.errors import DeclarationError
from xltrade.core.schema import Lang, Words
from xltrade.sheets import style
from xltrade.sheets.books.order import sheets_of
from xltrade.sheets.books.parts import names_of
from xltrade.sheets.declare import SheetOf
from xltrade.sheets.footer import footer
from xltrade.sheets.home import BookKind
from xltrade.sheets.page import Page
from xltrade.sheets.plan import Book, Button, Macros, Sheet

_TITLES: dict[BookKind, Words] = {
    "sales": Words("外贸业务工作簿", "Foreign trade workbook"),
    "master": Words("外贸管理主表", "Foreign trade master"),
}
_BUTTONS: dict[BookKind, tuple[tuple[str, Words], ...]] = {
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


def assemble(page: Page) -> Book:
    """The whole book: every sheet declared for it, in order."""
    kind, look = page.home.book, page.look
    declared = sheets_of(kind)
    built = _built(page, declared)
    titled = _TITLES[kind].text(look.lang)
    below = footer(f"{titled} {page.owner.who}".strip(), look.today, look.lang)
    shown = _linked(built, declared)
    book = Book(look.lang, look.today, shown, names_of(page.twins, shown[0].name), titled, below)
    return _with_macros(book, kind, declared) if look.macros else book


def _built(page: Page, declared: Sequence[SheetOf]) -> list[Sheet]:
    """Every sheet, those that list the others last, given in the order of the book."""
    made = {s.key: _checked(s, s.build(page)) for s in declared if not s.overview}
    others = tuple(made.values())
    made |= {s.key: _checked(s, s.build(replace(page, others=others))) for s in declared if s.overview}
    return [made[s.key] for s in declared]


def _checked(declared: SheetOf, made: Sheet) -> Sheet:
    """The sheet, which must be what its declaration says."""
    held = tuple(b.table.key for b in made.blocks)
    if made.key != declared.key or set(held) != set(declared.tables):
        raise DeclarationError(f"sheet {declared.key}: built is {made.key} with the tables {', '.join(held) or '–'}")
    return made


def _linked(order: Sequence[Sheet], declared: Sequence[SheetOf]) -> tuple[Sheet, ...]:
    """The sheets with links at the right of their titles: from the first to those that say so, from each back to it."""
    home = order[0]
    back = ((f"← {home.name}", home.key),)
    ahead = tuple((made.name, made.key) for made, one in zip(order, declared, strict=True) if one.linked)
    return tuple(replace(s, links=ahead if s is home else () if s.hidden else back) for s in order)


def _with_macros(book: Book, kind: BookKind, declared: Sequence[SheetOf]) -> Book:
    """The book with buttons and its wish for VBA; cached values stand until something changes."""
    shown = tuple(
        replace(made, buttons=_buttons(one.buttons, kind, book.lang)) if one.buttons else made
        for made, one in zip(book.sheets, declared, strict=True)
    )
    return replace(book, sheets=shown, recalc=False, macros=Macros(tuple(s.key for s in declared if s.policy)))


def _buttons(place: tuple[int, int], kind: BookKind, lang: Lang) -> tuple[Button, ...]:
    row, col = place
    return tuple(
        Button(row, col, words.text(lang), macro, i * style.BUTTON_STEP)
        for i, (macro, words) in enumerate(_BUTTONS[kind])
    )
