"""What is right and wrong on this machine for the workbooks, and what to do about it. Looks only, changes nothing."""

from __future__ import annotations

import datetime as dt
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from xltrade import __version__
from xltrade.core.errors import XltradeError
from xltrade.core.schema import Lang, Words
from xltrade.excel import addin

Level = Literal["good", "warning", "bad"]
SIGNS: dict[Level, str] = {"good": "✓", "warning": "!", "bad": "✗"}
_SECURITY = r"Software\Microsoft\Office\16.0\Excel\Security"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it stands and, unless it is good, what to do."""

    level: Level
    what: Words
    todo: Words | None = None

    def line(self, lang: Lang) -> str:
        """The finding as a person reads it."""
        return f"{SIGNS[self.level]} {self.what.text(lang)}" + (f"\n    → {self.todo.text(lang)}" if self.todo else "")


def examine(workbook: Path | None = None, today: dt.date | None = None) -> list[Finding]:
    """Every finding, most basic first; a check that itself breaks is a finding too.

    today: the day for which the calendar is looked at (None = it is not).
    """
    found: list[Finding] = []
    checks: list[Callable[[], Iterator[Finding]]] = [_python, _xlwings, _excel, _trust, _addin, _paths]
    if today:
        checks.append(lambda: _calendar(today))
    for check in checks:
        found += _safely(check)
    if workbook is not None:
        found += _safely(lambda: _workbook(workbook, today))
    return found


def _safely(check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except Exception as error:  # a doctor that falls over helps nobody: whatever went wrong is said
        said = f"{type(error).__name__}: {error}"
        return [Finding("warning", Words(f"有一项没有查成：{said}", f"One check could not be made: {said}"))]


def _python() -> Iterator[Finding]:
    bits = platform.architecture()[0]
    text = f"Python {platform.python_version()} {bits}, xltrade {__version__}, {sys.executable}"
    yield Finding("good", Words(text, text))


def _xlwings() -> Iterator[Finding]:
    try:
        version = metadata.version("xlwings")
    except metadata.PackageNotFoundError:
        yield Finding(
            "bad",
            Words("没有安装 xlwings。", "xlwings is not installed."),
            Words("运行 python -m pip install xlwings。", "Run python -m pip install xlwings."),
        )
        return
    yield Finding("good", Words(f"xlwings {version}", f"xlwings {version}"))
    if sys.platform == "win32":
        yield from _dll(version)


def _dll(version: str) -> Iterator[Finding]:
    name = f"xlwings64-{version}.dll" if sys.maxsize > 2**32 else f"xlwings32-{version}.dll"
    places = [Path(sys.prefix), Path(sys.executable).parent, Path(sys.base_prefix)]
    if any((p / name).exists() for p in places):
        yield Finding("good", Words(f"找到 {name}", f"{name} is in place"))
    else:
        yield Finding(
            "bad",
            Words(f"找不到 {name}，Python 函数不能运行。", f"{name} is missing; Python functions cannot run."),
            Words(
                "运行 python -m pip install --force-reinstall xlwings。",
                "Run python -m pip install --force-reinstall xlwings.",
            ),
        )


def _excel() -> Iterator[Finding]:
    if sys.platform == "win32":
        found = _registry("HKEY_CLASSES_ROOT", r"Excel.Application\CurVer", "")
    else:
        found = "Microsoft Excel.app" if Path("/Applications/Microsoft Excel.app").exists() else None
    if found:
        yield Finding("good", Words(f"找到 Excel：{found}", f"Excel found: {found}"))
    else:
        yield Finding(
            "bad",
            Words("这台电脑上没有找到 Excel。", "No Excel was found on this machine."),
            Words(
                "python 类型的工作簿要在装有 Excel 的 Windows 上用；"
                "这里可以用 classic 类型配 WPS 或 LibreOffice，命令行的汇总照常。",
                "The python flavour needs Excel on Windows; here the classic flavour works in WPS or LibreOffice, and "
                "consolidating from the command line works as usual.",
            ),
        )


def _trust() -> Iterator[Finding]:
    if sys.platform != "win32":
        return
    warnings = _registry("HKEY_CURRENT_USER", _SECURITY, "VBAWarnings")
    if warnings == 4:
        yield Finding(
            "bad",
            Words("Excel 禁止了所有宏，而且不提示。", "Excel disables all macros without asking."),
            Words(
                "文件 → 选项 → 信任中心 → 宏设置，选“通过通知禁用宏”。",
                "File → Options → Trust Center → Macro Settings: disable with notification.",
            ),
        )
    else:
        yield Finding(
            "good", Words("宏可以启用（打开文件时点“启用内容”）。", "Macros can be enabled (click Enable Content).")
        )


def _addin() -> Iterator[Finding]:
    place = addin.folder()
    if place is None:
        return
    if (place / addin.FILE).exists():
        yield Finding("good", Words(f"功能区加载项已安装：{place}", f"Ribbon add-in installed: {place}"))
    else:
        yield Finding(
            "warning",
            Words(
                "没有安装功能区加载项（.xlsx 工作簿没有按钮）。",
                "The ribbon add-in is not installed (no buttons for .xlsx).",
            ),
            Words("需要就运行 python -m xltrade addin install。", "If wanted run python -m xltrade addin install."),
        )


def _paths() -> Iterator[Finding]:
    yield from _path(Path(sys.executable), Words("Python 的路径", "Python's path"))


def _path(path: Path, name: Words) -> Iterator[Finding]:
    text = str(path)
    if not text.isascii():
        yield Finding(
            "warning",
            Words(f"{name.zh}里有中文或特殊字符：{text}", f"{name.en} has non-ASCII characters: {text}"),
            Words(
                "xlwings 有时因此找不到 Python 或文件；出问题就换到纯英文路径。",
                "xlwings may then fail to find it; if so move it to a plain path.",
            ),
        )
    if "onedrive" in text.casefold():
        yield Finding(
            "warning",
            Words(f"{name.zh}在 OneDrive 里：{text}", f"{name.en} lies in OneDrive: {text}"),
            Words(
                "Excel 会把它当成网址；请放到本机文件夹，例如 C:\\xltrade。",
                "Excel sees a web address; keep it in a local folder such as C:\\xltrade.",
            ),
        )


def _calendar(today: dt.date) -> Iterator[Finding]:
    """Whether this machine's libraries hold the notices of this year and the next."""
    from xltrade.rules.policy.holidays import is_official

    for year in (today.year, today.year + 1):
        if is_official(year):
            yield Finding("good", Words(f"有 {year} 年的官方放假安排", f"The official calendar of {year} is known"))
        else:
            yield Finding(
                "warning",
                Words(
                    f"还没有 {year} 年的官方放假安排，用的是法定日和推测。",
                    f"No official calendar for {year} yet: its days are those by law and guesses.",
                ),
                Words(
                    "通知公布后（一般在 11 月）运行 python -m pip install -U chinesecalendar holidays，再汇总一次。",
                    "After the notice (usually in November) run python -m pip install -U chinesecalendar holidays "
                    "and consolidate.",
                ),
            )


def _workbook(path: Path, today: dt.date | None) -> Iterator[Finding]:
    from xltrade.declared import tables
    from xltrade.files.read import read
    from xltrade.jobs.check import calendar_notes

    yield from _path(path.resolve(), Words("工作簿的路径", "The workbook's path"))
    try:
        reading = read(path, (tables.HOLIDAYS,))
    except XltradeError as error:
        yield Finding("bad", Words(error.text("zh"), error.text("en")))
        return
    yield from _versions(reading.settings)
    yield from (Finding("warning", note) for note in (calendar_notes(reading, today) if today else ()))


def _versions(settings: dict[str, Any]) -> Iterator[Finding]:
    made = settings.get("xlwings")
    installed = metadata.version("xlwings")
    if made is None:
        yield Finding("good", Words("这本工作簿不需要 Python。", "This workbook needs no Python."))
    elif str(made) == installed:
        yield Finding(
            "good", Words(f"工作簿和本机的 xlwings 一致：{installed}", f"Workbook and machine have xlwings {installed}")
        )
    else:
        yield Finding(
            "bad",
            Words(
                f"工作簿要 xlwings {made}，本机是 {installed}，函数不能运行。",
                f"The workbook wants xlwings {made}, this machine has {installed}; its functions cannot run.",
            ),
            Words(
                f"运行 python -m pip install xlwings=={made}。工作簿不用换，内容不受影响。",
                f"Run python -m pip install xlwings=={made}. The workbook stays as it is.",
            ),
        )


def _registry(root: str, key: str, name: str) -> Any:
    """A value of the Windows registry, None where it is not set."""
    import winreg

    try:
        with winreg.OpenKey(getattr(winreg, root), key) as opened:  # type: ignore[attr-defined]
            return winreg.QueryValueEx(opened, name)[0]  # type: ignore[attr-defined]
    except OSError:
        return None
