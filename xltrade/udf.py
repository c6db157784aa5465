"""The name under which workbooks call the functions (it stands in the VBA of files already handed out)."""

import xlwings

from xltrade.excel.cells import declare

globals().update(declare(xlwings.func, xlwings.arg))
