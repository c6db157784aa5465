"""Excel in memory: an engine for xlwings that opens .xlsx files and behaves as Excel does towards macros.

It models what makes macros go wrong: numbers come back as floats and blanks as None, dates as datetimes where the
format says so, a text that is assigned is read as if it were typed (a formula, a number, a date) unless the cell is
formatted as text or the text begins with an apostrophe, tables grow and shrink with their calculated columns, whole
rows inserted in a table belong to it. Nothing is recalculated: a formula shows the value it was saved with.
"""

from memory.application import App, Books, excel, opened, snapshot
from memory.books import Book
from memory.cells import Cell, ExcelError
from memory.ranges import Range
from memory.sheets import Sheet

__all__ = ["App", "Book", "Books", "Cell", "ExcelError", "Range", "Sheet", "excel", "opened", "snapshot"]
