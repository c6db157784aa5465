"""What both books have: ready rows, and the defined names."""

from __future__ import annotations

from xltrade.core.schema import Lang
from xltrade.formulas.catalogue import CATALOGUE, Function
from xltrade.formulas.text import Twins
from xltrade.sheets.addresses import area_text
from xltrade.sheets.lists import ROUGH_NOTE, rough_range
from xltrade.sheets.pen import AS_OF, AS_OF_NOTE
from xltrade.sheets.plan import Name

READY = 50
"""Rows with formulas in each table of a salesperson's workbook."""
COMMENT_LIMIT = 255


def names_of(twins: Twins, home: str) -> tuple[Name, ...]:
    """The names of a book: the day, the usual exchange rates, and in the lambda flavour every catalogue function."""
    day = area_text(home, (*AS_OF, *AS_OF)).split(":")[0]
    names = [
        Name("as_of", f"={day}", AS_OF_NOTE.text(twins.lang)),
        Name("rough_rates", f"={rough_range(twins.lang)}", ROUGH_NOTE.text(twins.lang)),
    ]
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
