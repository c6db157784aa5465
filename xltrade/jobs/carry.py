"""What the manager added to the master lives on in the next one; what cannot is named first (R147)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xltrade.core.errors import OverwriteError
from xltrade.core.schema import Lang, Words
from xltrade.files.carried import Carried, carry
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
    "control": Words("控件或按钮", "controls or buttons"),
    "oleObject": Words("嵌入的文件", "embedded files"),
}


def carried(book: Book, master: Path, *, force: bool) -> Carried:
    """The new master's bytes with what the manager added to the old one.

    OverwriteError naming what cannot be carried over, unless forced.
    """
    data = build(book)
    if not master.exists():
        return Carried(data, (), ())
    made = carry(master.read_bytes(), data)
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
    pairs = dict.fromkeys((sheet, _WHAT[what].text(lang) if what in _WHAT else what) for sheet, what in lost)
    return "；".join(f"“{sheet}”{what}" for sheet, what in pairs)
