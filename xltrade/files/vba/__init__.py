"""VBA text in git -> `xl/vbaProject.bin`, in memory, without Excel."""

from xltrade.files.vba.project import WORKBOOK, Module, pack
from xltrade.files.vba.workbook import buttons, project_of, vba_project
from xltrade.files.vba.wrappers import helps, wrappers

__all__ = [
    "WORKBOOK",
    "Module",
    "buttons",
    "helps",
    "pack",
    "project_of",
    "vba_project",
    "wrappers",
]
