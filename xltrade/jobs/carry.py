"""What the manager added to the master lives on in the next one; what cannot is named first (R147)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from string import ascii_uppercase

from xltrade.core.errors import OverwriteError
from xltrade.core.schema import Lang, Words
from xltrade.files.carried import Carried, carry, notes
from xltrade.files.write import build
from xltrade.sheets.plan import Book

_WHAT = {
    "": Words("整张表", "the whole sheet"),
    "pivotTable": Words("数据透视表", "a pivot table"),
    "slicer": Words("切片器", "a slicer"),
    "timeline": Words("日程表", "a timeline"),
    "queryTable": Words("外部查询", "a query"),
    "threadedComment": Words("会话批注", "threaded comments"),
    "externalLink": Words("引用别的文件的公式", "formulas that lead to other files"),
    "richValue": Words("单元格里的图片或数据类型", "pictures or data types in cells"),
    "table": Words("和我们的表同名的表格", "a table named as one of ours"),
    "words": Words("表格以外写的字：", "words outside the table:"),
    "rows": Words("手写的行（请写到业务员的工作簿），共", "rows written by hand (they belong into a workbook):"),
    "note": Words("自己加的批注：", "a note of your own:"),
    "control": Words("控件或按钮", "controls or buttons"),
    "oleObject": Words("嵌入的文件", "embedded files"),
}


def carried(book: Book, master: Path, *, force: bool, beside: Sequence[tuple[str, str]] = ()) -> Carried:
    """The new master's bytes with what the manager added to the old one.

    beside: what was written on sheets of ours and is replaced with them, as sheet and what it is. OverwriteError
    naming it and whatever else cannot be carried over, unless forced.
    """
    data = build(book)
    if not master.exists():
        return Carried(data, (), ())
    made = carry(master.read_bytes(), data)
    made = replace(made, lost=(*made.lost, *beside, *_noted(book, master)))
    if made.lost and not force:
        raise OverwriteError(
            f"{master.name} 里有自己加的内容带不进新主表：{_said(made.lost, 'zh')}。主表没有动。"
            "请把它们移到别的工作簿；加 --force 继续（旧主表留在 backup 文件夹）。",
            f"{master.name} holds additions that the new master cannot take over: {_said(made.lost, 'en')}. The master "
            "was not touched. Move them to another workbook; --force goes on (the old master stays in backup).",
        )
    return made


def _said(lost: Iterable[tuple[str, str]], lang: Lang) -> str:
    """Each sheet with what of it would be lost."""
    pairs = dict.fromkeys((sheet, _shown(what, lang)) for sheet, what in lost)
    between, gap = ("；", "") if lang == "zh" else ("; ", " ")
    return between.join(f"“{sheet}”{gap}{what}" for sheet, what in pairs)


def _shown(what: str, lang: Lang) -> str:
    """What would be lost in words, with its place where that is known."""
    kind, _, place = what.partition(" ")
    return f"{_WHAT[kind].text(lang)} {place}".strip() if kind in _WHAT else what


def _noted(book: Book, master: Path) -> list[tuple[str, str]]:
    """The notes that somebody put on our sheets; those of headings are ours, and follow from the columns."""
    headings = {s.name: f"{s.blocks[0].row + 1}" if s.blocks else "" for s in book.sheets if len(s.blocks) < 2}
    found = ((name, cell) for name, cells in notes(master.read_bytes()).items() if name in headings for cell in cells)
    return [(name, f"note {cell}") for name, cell in found if cell.lstrip(ascii_uppercase) != headings[name]]
