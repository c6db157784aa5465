"""The ribbon add-in `xltrade.xlam`: the macros as buttons of a tab, for people who keep plain .xlsx files."""

from __future__ import annotations

import datetime as dt
import io
import os
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

import xlsxwriter

from xltrade.core.errors import WriteError
from xltrade.core.schema import Lang, Words
from xltrade.files.vba.workbook import vba_project

FILE = "xltrade.xlam"
CODE_NAME = "Sheet1"
_WORKBOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
_PART = "customUI/customUI14.xml"
_RELATION = (
    '<Relationship Id="rIdXltrade" Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"'
    f' Target="{_PART}"/></Relationships>'
)
_FIXED = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Button:
    """One button of the tab: the Sub it runs (its id), label, tip and one of Office's own pictures."""

    macro: str
    label: Words
    tip: Words
    picture: str


TAB = Words("外贸 xltrade", "xltrade")
GROUPS: tuple[tuple[Words, tuple[Button, ...]], ...] = (
    (
        Words("业务员", "Salesperson"),
        (
            Button(
                "XltradeLogContact",
                Words("记录跟进", "Log contact"),
                Words("给选中的客户记一次跟进。", "Log a contact for the selected customer."),
                "NewAppointment",
            ),
            Button(
                "XltradeLookUp",
                Words("查重", "Look up"),
                Words("新建客户以前先查有没有。", "Look a customer up before adding it."),
                "FindDialog",
            ),
            Button(
                "XltradeWeeklyReport",
                Words("生成周报", "Weekly report"),
                Words("填好本周的周报。", "Fill in this week's report."),
                "CalendarViewWeek",
            ),
        ),
    ),
    (
        Words("经理", "Manager"),
        (
            Button(
                "XltradeConsolidate",
                Words("汇总", "Consolidate"),
                Words("把所有业务员的工作簿汇总到这份主表。", "Bring all workbooks together in this master."),
                "Consolidate",
            ),
            Button(
                "XltradePrintReports",
                Words("打印周报", "Print reports"),
                Words("把本周的周报存成 PDF。", "Save this week's reports as PDF."),
                "FilePrint",
            ),
        ),
    ),
    (
        Words("检查", "Check"),
        (
            Button(
                "XltradeCheck", Words("检查", "Check"), Words("检查这本工作簿。", "Check this workbook."), "Spelling"
            ),
            Button(
                "XltradeRecalculate",
                Words("重算", "Recalculate"),
                Words("重新计算所有公式。", "Recalculate every formula."),
                "CalculateNow",
            ),
        ),
    ),
)


def ribbon(lang: Lang = "zh") -> str:
    """The customUI part: a tab whose buttons run the Subs named by their ids."""
    groups = "".join(
        f'<group id="xltradeGroup{i}" label={quoteattr(label.text(lang))}>'
        f"{''.join(_button(b, lang) for b in buttons)}</group>"
        for i, (label, buttons) in enumerate(GROUPS)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"><ribbon><tabs>'
        f'<tab id="xltradeTab" label={quoteattr(TAB.text(lang))}>{groups}</tab></tabs></ribbon></customUI>'
    )


def _button(button: Button, lang: Lang) -> str:
    return (
        f'<button id="{button.macro}" label={quoteattr(button.label.text(lang))} '
        f'screentip={quoteattr(button.tip.text(lang))} size="large" imageMso="{button.picture}" '
        'onAction="XltradeRibbon"/>'
    )


def build(lang: Lang = "zh") -> bytes:
    """The add-in's bytes: a workbook with our VBA project, marked as an add-in, and the ribbon; always the same."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet(CODE_NAME).set_vba_name(CODE_NAME)
    book.set_vba_name("ThisWorkbook")
    book.add_vba_project(io.BytesIO(vba_project([CODE_NAME], functions=False)), is_stream=True)
    book.set_properties({"title": "xltrade", "created": dt.datetime(*_FIXED)})
    book.close()
    return _as_addin(buffer.getvalue(), ribbon(lang))


def _as_addin(data: bytes, customui: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(
                zipfile.ZipInfo(part.filename, _FIXED), _changed(part.filename, old.read(part)), zipfile.ZIP_DEFLATED
            )
        new.writestr(zipfile.ZipInfo(_PART, _FIXED), customui, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _changed(name: str, data: bytes) -> bytes:
    if name == "[Content_Types].xml":
        return data.replace(_WORKBOOK.encode(), _ADDIN.encode())
    if name == "_rels/.rels":
        return data.replace(b"</Relationships>", _RELATION.encode())
    return data


def folder(platform: str = sys.platform, environment: Mapping[str, str] | None = None) -> Path | None:
    """Where Excel loads add-ins from at its start, by operating system; None where there is no Excel."""
    given = os.environ if environment is None else environment
    if platform == "win32" and given.get("APPDATA"):
        return Path(given["APPDATA"]) / "Microsoft" / "Excel" / "XLSTART"
    if platform == "darwin" and given.get("HOME"):
        return (
            Path(given["HOME"])
            / "Library"
            / "Group Containers"
            / "UBF8T346G9.Office"
            / "User Content.localized"
            / "Startup.localized"
            / "Excel"
        )
    return None


def install(place: Path | None, lang: Lang = "zh") -> Path:
    """Write the add-in into `place` (Excel's own folder when None); WriteError where there is none."""
    target = _place(place) / FILE
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(build(lang))
    except OSError as error:
        raise WriteError(
            f"写不了 {target}。请先关闭 Excel 再试。", f"{target} cannot be written. Close Excel first."
        ) from error
    return target


def remove(place: Path | None) -> Path | None:
    """Delete the add-in from `place`; None when it was not there."""
    target = _place(place) / FILE
    if not target.exists():
        return None
    try:
        target.unlink()
    except OSError as error:
        raise WriteError(
            f"删不了 {target}。请先关闭 Excel 再试。", f"{target} cannot be deleted. Close Excel first."
        ) from error
    return target


def _place(given: Path | None) -> Path:
    place = given or folder()
    if place is None:
        raise WriteError(
            "这台电脑上找不到 Excel 的加载项文件夹。请用 --dir 指定，或在装有 Excel 的电脑上运行。",
            "There is no Excel add-in folder on this machine. Name one with --dir, or run this where Excel is.",
        )
    return place
