"""Independent spreadsheet engines: each recalculates a finished workbook and hands back what its cells say.

Cells are keyed `(sheet, row, column)`, row and column counted from 0. Dates are Excel serials, errors `ErrorValue`.

- `formulon_values`     the lambda flavour: LAMBDA names, structured references, dynamic arrays
- `libreoffice_values`  the classic flavour, natively
- `formualizer_values`  the python flavour: formulas that call Python functions
- `formula_cells`       what the file itself says: formulas and cached values; `compare` sets them against an engine
- `audit`               whether Excel would open the file without repair
- `render`              the printed pages, as pictures if wanted

Formulon and LibreOffice run as on a Chinese Windows: `TEXT(d,"aaaa")` is 星期三, `DATEVALUE("2026年10月8日")` a date.
"""

from engines.audits import audit
from engines.by_formualizer import formualizer_values
from engines.by_formulon import formulon_spills, formulon_values
from engines.by_libreoffice import (
    IN_CI,
    MISSING_PROGRAMS,
    libreoffice_values,
    needs_libreoffice,
    printed_text,
    render,
)
from engines.cells import ErrorValue, FormulaCell, Key, Value, cells_of, formula_cells
from engines.comparison import compare
from engines.references import Table, addresses

__all__ = [
    "IN_CI",
    "MISSING_PROGRAMS",
    "ErrorValue",
    "FormulaCell",
    "Key",
    "Table",
    "Value",
    "addresses",
    "audit",
    "cells_of",
    "compare",
    "formualizer_values",
    "formula_cells",
    "formulon_spills",
    "formulon_values",
    "libreoffice_values",
    "needs_libreoffice",
    "printed_text",
    "render",
]
