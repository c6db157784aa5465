"""VBA text in git -> `xl/vbaProject.bin`, in memory, without Excel."""

from xltrade.files.vba.project import WORKBOOK, Module, pack
from xltrade.files.vba.workbook import buttons, vba_project, xlwings_module, xlwings_version
from xltrade.files.vba.wrappers import helps, wrappers

__all__ = [
    "WORKBOOK",
    "Module",
    "buttons",
    "helps",
    "pack",
    "vba_project",
    "wrappers",
    "xlwings_module",
    "xlwings_version",
]
