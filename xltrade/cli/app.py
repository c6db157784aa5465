"""The command line: options that commands share, and the one way out for a user's mistake."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from xltrade import __version__
from xltrade.cli.said import say

if TYPE_CHECKING:
    from xltrade.core.schema import Lang


class LangName(StrEnum):
    """Languages of labels and messages."""

    zh = "zh"
    en = "en"


class FlavourName(StrEnum):
    """What stands behind a function in a cell."""

    classic = "classic"
    lambda_ = "lambda"
    python = "python"


app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="外贸团队的 Excel 工作簿：生成、汇总、检查。 Excel workbooks for a foreign-trade team.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

Language = Annotated[LangName, typer.Option("--lang", help="zh 中文 / en English")]
AsJson = Annotated[bool, typer.Option("--json", help="机器可读的结果 machine-readable result on stdout")]
Today = Annotated[
    str, typer.Option("--today", help="按哪天计算 the day to compute for, YYYY-MM-DD; 默认今天 default today")
]
Force = Annotated[
    bool, typer.Option("--force", help="换掉已有文件，旧的先备份 replace what is there, after a dated copy of it")
]
ZH = LangName.zh


def given(option: str) -> list[str]:
    """What was typed after an option, before typer has read the command line."""
    after = [b for a, b in zip(sys.argv, sys.argv[1:], strict=False) if a == option]
    return after + [a.partition("=")[2] for a in sys.argv if a.startswith(f"{option}=")]


def day_of(text: str, lang: Lang) -> dt.date:
    """The day typed, today where nothing was; BadParameter (exit 2) for what is no date."""
    if not text:
        return dt.date.today()
    from xltrade.core import parsing
    from xltrade.core.schema import Column

    parsed = parsing.parse(text, Column("day", "日期", "Day", "date", "", ""))
    if parsed.problem or not parsed.value:
        raise typer.BadParameter(say("bad_day", lang, text))
    return parsed.value


def moment() -> dt.datetime:
    """Now, for the names of dated copies."""
    return dt.datetime.now()


@contextlib.contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr where a person watches it, with the seconds so far; nothing otherwise."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None)
        yield lambda name, done, total: bar.update(task, description=escape(name), completed=done, total=total)


def _version(asked: bool) -> None:
    if asked:
        print(f"xltrade {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 version")] = False,
) -> None:
    """外贸团队的 Excel 工作簿：生成、汇总、检查。 Excel workbooks for a foreign-trade team."""
